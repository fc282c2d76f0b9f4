//! When the framework itself says something else than when a unit last looked: which of it contradicts what the unit says. Pure.

use kernel::{LanguageText, Level};
use people::closed_list;
use serde::{Deserialize, Serialize};

use super::domain::{Item, ItemKind};

/// What the framework itself says of that of which an item speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The level that it asks, from 1 to 5; `None`: it does not ask it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<i64>,
    /// Its words; `None`: there is no such thing in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<LanguageText>,
}

impl Said {
    /// The level, where it asks one.
    pub fn asks(&self) -> Option<Level> {
        self.level.and_then(|level| Level::new(level).ok())
    }
}

closed_list! {
    /// How the framework contradicts an item.
    ConflictKind {
        /// It now asks the level of the unit or a higher one.
        Raised = "raised",
        /// It no longer has what the unit raises or words.
        Withdrawn = "withdrawn",
        /// Its words are others than those that the unit replaces.
        Reworded = "reworded",
        /// It now has what the unit has added.
        Added = "added",
    }
}

/// An item that the framework contradicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The item.
    pub item: Item,
    /// How.
    pub kind: ConflictKind,
    /// What the framework said when the unit last looked.
    pub before: Said,
    /// What it says now.
    pub now: Said,
}

/// How what the framework says now contradicts an item, when it said `before` as the unit last looked.
pub(super) fn conflict(item: &Item, before: &Said, now: &Said) -> Option<ConflictKind> {
    match item.kind {
        ItemKind::Ask => match (before.level, now.level) {
            (None, Some(_)) => Some(ConflictKind::Added),
            (Some(_), None) => Some(ConflictKind::Withdrawn),
            (Some(was), Some(is)) if is > was && item.level.is_none_or(|level| is >= level.number()) => {
                Some(ConflictKind::Raised)
            }
            _ => None,
        },
        ItemKind::Activity => (before.text.is_none() && now.text.is_some()).then_some(ConflictKind::Added),
        ItemKind::Words => match (&before.text, &now.text) {
            (Some(_), None) => Some(ConflictKind::Withdrawn),
            (Some(was), Some(is)) if was != is => Some(ConflictKind::Reworded),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::domain::samples::item;
    use super::*;

    fn asks(level: i64) -> Said {
        Said { level: (level > 0).then_some(level), text: None }
    }

    fn says(text: &str) -> Said {
        Said { level: None, text: (!text.is_empty()).then(|| LanguageText::of(text, "")) }
    }

    /// The whole table: a unit asks level 3, the framework asked `before` and asks `now`; 0 is nothing.
    #[test]
    fn a_level_conflicts_when_the_framework_reaches_it_drops_it_or_takes_it_up() {
        for (before, now, expected) in [
            (2, 2, None),
            (2, 1, None),
            (1, 2, None),
            (2, 3, Some(ConflictKind::Raised)),
            (2, 4, Some(ConflictKind::Raised)),
            (2, 0, Some(ConflictKind::Withdrawn)),
            (0, 1, Some(ConflictKind::Added)),
            (0, 0, None),
        ] {
            assert_eq!(conflict(&item(ItemKind::Ask), &asks(before), &asks(now)), expected, "{before} -> {now}");
        }
    }

    #[test]
    fn words_conflict_when_those_they_replace_are_others() {
        for (kind, before, now, expected) in [
            (ItemKind::Words, "a", "a", None),
            (ItemKind::Words, "a", "b", Some(ConflictKind::Reworded)),
            (ItemKind::Words, "a", "", Some(ConflictKind::Withdrawn)),
            (ItemKind::Activity, "", "", None),
            (ItemKind::Activity, "", "b", Some(ConflictKind::Added)),
        ] {
            assert_eq!(conflict(&item(kind), &says(before), &says(now)), expected, "{before} -> {now}");
        }
    }
}
