//! What frameworks from elsewhere say beyond the format of our own files.

use std::collections::{BTreeMap, BTreeSet};

use kernel::LanguageText;
use serde::{Deserialize, Serialize};

/// A node of a framework's own ordering: a theme, a group, a family of activities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its code in the framework.
    pub code: String,
    /// What the framework calls such a node, in one word.
    pub kind: String,
    /// The code of the node above it.
    pub parent: Option<String>,
    /// Its name.
    pub name: LanguageText,
    /// What it is; may be empty.
    pub description: LanguageText,
}

people::closed_list! {
    /// What can stand below a term.
    TermUse {
        /// A competency, by its code.
        Competency = "competency",
        /// A work activity, by the codes of its role and of itself with a blank between.
        Activity = "activity",
    }
}

/// What a role asks, in the framework's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct OwnAsk {
    /// The level in its own scale: `Practitioner`, `4.62`. Empty where it names none.
    pub own: String,
    /// How important it is there, in its own scale. Empty where it says nothing.
    pub importance: String,
    /// Why no level from 1 to 5 follows. Empty where one does.
    pub unmapped: String,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extras {
    /// In order of codes.
    pub(crate) terms: BTreeMap<String, Term>,
    /// What stands below which term.
    pub(crate) uses: BTreeSet<(TermUse, String, String)>,
    /// By role and competency.
    pub(crate) own_asks: BTreeMap<(String, String), OwnAsk>,
}

impl Extras {
    /// What a role asks in the framework's own words, by competency.
    pub(crate) fn asks_of(&self, role: &str) -> BTreeMap<String, OwnAsk> {
        let from = (role.to_owned(), String::new());
        let own = self.own_asks.range(from..).take_while(|((of, _), _)| of == role);
        own.map(|((_, competency), ask)| (competency.clone(), ask.clone())).collect()
    }
}

/// A chain of terms that leads back to itself, by one of its codes.
pub(crate) fn cycle(terms: &BTreeMap<String, Term>) -> Option<&str> {
    let mut sound: BTreeSet<&str> = BTreeSet::new();
    for start in terms.keys() {
        let mut walked: BTreeSet<&str> = BTreeSet::new();
        let mut at = Some(start.as_str());
        while let Some(code) = at.filter(|code| !sound.contains(code)) {
            if !walked.insert(code) {
                return Some(code);
            }
            at = terms.get(code).and_then(|term| term.parent.as_deref());
        }
        sound.extend(walked);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_that_leads_back_to_itself_is_found() {
        let term = |(code, parent): (&str, &str)| {
            let parent = Some(parent.to_owned()).filter(|parent| !parent.is_empty());
            let (name, description) = (LanguageText::default(), LanguageText::default());
            (code.to_owned(), Term { code: code.to_owned(), kind: "group".to_owned(), parent, name, description })
        };
        let terms = |pairs: &[(&str, &str)]| pairs.iter().copied().map(term).collect::<BTreeMap<_, _>>();
        assert_eq!(cycle(&terms(&[("a", ""), ("b", "a"), ("c", "b"), ("d", "elsewhere")])), None);
        assert!(cycle(&terms(&[("a", ""), ("b", "d"), ("c", "b"), ("d", "c")])).is_some());
        assert_eq!(cycle(&terms(&[("a", "a")])), Some("a"));
    }
}
