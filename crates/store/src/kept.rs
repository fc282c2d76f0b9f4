//! What never changes, kept after it was read once: published versions, interned sets.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// When so many are kept, all are forgotten and read anew: simple, and memory stays bounded.
const MOST: usize = 512;

/// Immutable things by key. Cheap to clone; clones share what is kept.
#[derive(Debug)]
pub struct Kept<K, V>(Arc<Mutex<HashMap<K, Arc<V>>>>);

impl<K, V> Clone for Kept<K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Eq + Hash, V> Kept<K, V> {
    /// What is kept under this key.
    pub fn get(&self, key: &K) -> Option<Arc<V>> {
        self.lock().get(key).cloned()
    }

    /// Keeps it.
    pub fn put(&self, key: K, value: V) -> Arc<V> {
        let value = Arc::new(value);
        let mut kept = self.lock();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, value.clone());
        value
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<K, Arc<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a process keeps beside one store, by the types of key and thing. A connection that reads offers it ([`crate::Conn::kept`]).
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<HashMap<TypeId, Box<dyn Any + Send>>>>);

impl Memory {
    pub(crate) fn kept<K: Send + 'static, V: Send + Sync + 'static>(&self) -> Kept<K, V> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.entry(TypeId::of::<Kept<K, V>>()).or_insert_with(|| Box::new(Kept::<K, V>::default()));
        kept.downcast_ref::<Kept<K, V>>().cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_stays_bounded() {
        let kept = Kept::<usize, usize>::default();
        for number in 0..MOST * 3 + 1 {
            assert_eq!(*kept.put(number, number), number);
        }
        assert!(kept.lock().len() <= MOST);
        assert_eq!(kept.clone().get(&(MOST * 3)).as_deref(), Some(&(MOST * 3)));
    }
    #[test]
    fn a_memory_tells_types_apart_and_its_clones_share() {
        let memory = Memory::default();
        memory.kept::<i64, String>().put(1, "one".to_owned());
        memory.kept::<i64, i64>().put(1, 11);
        assert_eq!(memory.clone().kept::<i64, String>().get(&1).as_deref().map(String::as_str), Some("one"));
        assert_eq!(memory.kept::<i64, i64>().get(&1).as_deref(), Some(&11));
    }
}
