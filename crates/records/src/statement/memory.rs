//! What one process remembers of the dictionary and of closed parts, so that it need not ask for each statement.
//!
//! Only what has been committed is remembered: use cases return what they learned, and it is kept after their commit. Numbers never change,
//! except when a person is erased; then the version of the dictionary is another, on whichever node that was, and all numbers are forgotten.

use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use standards::xapi::Term;
use uuid::Uuid;

use super::filter::{Filter, Filters, Mark};
use crate::activity::Absorbed;
use crate::term::{Map, Numbers};

/// So many things of a kind are new at most; then they become the old ones, and the old ones are forgotten.
const MOST: usize = 1 << 15;

/// See the module. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Memory(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    version: i64,
    terms: Ages<Term, i64>,
    forms: Ages<String, i64>,
    absorbed: Ages<(i64, u64), u64>,
    filters: Filters,
    /// The newest part whose filter is among them; those of all older ones are too.
    last_filter: i64,
}

/// What a transaction learned.
#[derive(Clone, Debug, Default)]
pub(super) struct Learned {
    pub(super) version: i64,
    pub(super) terms: Vec<(Term, i64)>,
    pub(super) forms: Vec<(String, i64)>,
    pub(super) absorbed: Vec<Absorbed>,
    /// The filters of parts, the first being the one after those known before.
    pub(super) filters: Vec<(i64, Filter)>,
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the numbers unless they are of this version.
    pub(super) fn is_of(&self, version: i64) {
        let mut inner = self.lock();
        if inner.version != version {
            let (filters, last_filter) = (std::mem::take(&mut inner.filters), inner.last_filter);
            *inner = Inner { version, filters, last_filter, ..Inner::default() };
        }
    }

    /// The numbers of these terms, as far as they are remembered.
    pub(super) fn terms<'t>(&self, terms: impl Iterator<Item = &'t Term>) -> Numbers {
        let mut inner = self.lock();
        terms.filter_map(|term| Some((term.clone(), inner.terms.get(term)?))).collect()
    }

    /// The number of a form.
    pub(super) fn form(&self, text: &str) -> Option<i64> {
        self.lock().forms.get(text)
    }

    /// See [`Absorbed`].
    pub(super) fn absorbed(&self, key: &(i64, u64)) -> Option<u64> {
        self.lock().absorbed.get(key)
    }

    /// The newest part whose filter is known, and those known parts that may have each id.
    pub(super) fn candidates(&self, ids: impl Iterator<Item = Uuid>) -> (i64, Vec<(Uuid, i64)>) {
        let inner = self.lock();
        let mut found = Vec::new();
        for id in ids.filter(|_| inner.last_filter > 0) {
            inner.filters.may_have(Mark::of(id), |part| found.push((id, part)));
        }
        (inner.last_filter, found)
    }

    /// The newest part whose filter is known; 0 when none is.
    pub(super) fn last_filter(&self) -> i64 {
        self.lock().last_filter
    }

    /// Adds what was learned. To be called after the commit.
    pub(super) fn learn(&self, learned: Learned) {
        let mut inner = self.lock();
        for (part, filter) in learned.filters {
            if part == inner.last_filter + 1 {
                inner.filters.add(part, &filter);
                inner.last_filter = part;
            }
        }
        if inner.version == learned.version {
            learned.terms.into_iter().for_each(|(term, number)| inner.terms.put(term, number));
            learned.forms.into_iter().for_each(|(form, number)| inner.forms.put(form, number));
            learned.absorbed.into_iter().for_each(|(key, hash)| inner.absorbed.put(key, hash));
        }
    }
}

/// A bounded memory: what has been used lately stays.
struct Ages<K, V> {
    young: Map<K, V>,
    old: Map<K, V>,
}

impl<K, V> Default for Ages<K, V> {
    fn default() -> Self {
        Self { young: Map::default(), old: Map::default() }
    }
}

impl<K: Eq + Hash, V: Copy> Ages<K, V> {
    fn get<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
    {
        if let Some(value) = self.young.get(key) {
            return Some(*value);
        }
        let (key, value) = self.old.remove_entry(key)?;
        self.put(key, value);
        Some(value)
    }

    fn put(&mut self, key: K, value: V) {
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_memory_is_bounded() {
        let mut ages = Ages::<usize, usize>::default();
        for number in 0..MOST * 5 {
            ages.put(number, number);
            assert_eq!(ages.get(&0), Some(0), "used again and again");
        }
        assert!(ages.young.len() + ages.old.len() <= 2 * MOST);
        assert_eq!(ages.get(&1), None, "long unused");
        assert_eq!(ages.get(&(MOST * 5 - 1)), Some(MOST * 5 - 1));
    }

    #[test]
    fn another_version_forgets_numbers_and_keeps_filters() {
        let memory = Memory::default();
        let term = Term::Verb("a:b".to_owned());
        let learned = |version, part| Learned {
            version,
            terms: vec![(term.clone(), 7)],
            forms: vec![("form".to_owned(), 8)],
            filters: vec![(part, Filter::of(&[]))],
            ..Learned::default()
        };
        memory.learn(learned(0, 1));
        assert_eq!(memory.terms([&term].into_iter()).len(), 1);
        memory.is_of(1);
        assert!(memory.terms([&term].into_iter()).is_empty() && memory.form("form").is_none());
        assert_eq!(memory.last_filter(), 1);
        memory.learn(learned(0, 3));
        assert!(memory.form("form").is_none(), "learned before the change");
        assert_eq!(memory.last_filter(), 1, "no gaps");
    }
}
