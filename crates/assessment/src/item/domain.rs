//! The types of items: what is shown, what is right, what was given.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Code, Language, LanguageText};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::number::Number;

people::closed_list! {
    /// The kind of an item.
    ItemKind {
        /// One of several options is right.
        Single = "single",
        /// One or more of several options are right; all are wanted.
        Multiple = "multiple",
        /// Options are put into order.
        Order = "order",
        /// Each left side gets its right side.
        Match = "match",
        /// A number is written.
        Number = "number",
        /// A word or a few are written.
        Short = "short",
    }
}

/// What is shown of an item, in every language of its bank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The question.
    pub stem: LanguageText,
    /// The options; the left sides of a match.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Part>,
    /// The right sides of a match.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Part>,
    /// The unit of a number.
    #[serde(default, skip_serializing_if = "LanguageText::is_empty")]
    pub unit: LanguageText,
}

/// An option or a side of a match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its id, shared by all languages.
    pub id: String,
    /// Its words.
    pub text: LanguageText,
}

/// What is right, and why. Never sent before submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// The key.
    pub rule: Rule,
    /// Why the key is right.
    pub explain: LanguageText,
    /// Why an option is wrong, by its id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub why: BTreeMap<String, LanguageText>,
    /// The law or text that the item rests on.
    pub source: String,
}

/// The key of an item, by kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The right option.
    Single(String),
    /// The right options.
    Multiple(BTreeSet<String>),
    /// The options in the right order.
    Order(Vec<String>),
    /// The right side of each left side.
    Match(BTreeMap<String, String>),
    /// The right number and how far off it may be.
    Number {
        /// The number.
        value: Number,
        /// How far off it may be, either way.
        tolerance: Number,
    },
    /// The accepted wordings. One in any language counts, whatever the language of the page.
    Short(BTreeMap<Language, Vec<String>>),
}

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// The options chosen.
    Choice(BTreeSet<String>),
    /// The place, from 1, that each option was given.
    Places(BTreeMap<String, usize>),
    /// The right side that each left side was given.
    Pairs(BTreeMap<String, String>),
    /// What was written.
    Text(String),
}

impl Given {
    /// Whether nothing was answered.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Choice(chosen) => chosen.is_empty(),
            Self::Places(places) => places.is_empty(),
            Self::Pairs(pairs) => pairs.is_empty(),
            Self::Text(text) => text.trim().is_empty(),
        }
    }
}

impl Content {
    /// The words of an option or of the left side of a match.
    pub fn option(&self, id: &str) -> Option<&LanguageText> {
        self.options.iter().find(|part| part.id == id).map(|part| &part.text)
    }

    /// The words of the right side of a match.
    pub fn target(&self, id: &str) -> Option<&LanguageText> {
        self.targets.iter().find(|part| part.id == id).map(|part| &part.text)
    }
}

/// An item that was read and found without fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    /// Its code, unique in its bank.
    pub code: Code,
    /// The code of the outcome it speaks for.
    pub outcome: Code,
    /// Its kind.
    pub kind: ItemKind,
    /// What is shown.
    pub content: Content,
    /// What is right.
    pub solution: Solution,
}

impl NewItem {
    /// Tells this item from every other: SHA-256 over all that an attempt at it depends on.
    pub(crate) fn digest(&self, level: i64) -> String {
        let all = serde_json::json!([self.code, self.outcome, level, self.kind.as_str(), self.content, self.solution]);
        Sha256::digest(all.to_string().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
