//! The item bank of a package: read by the realm of assessment, checked here against what the course draws from it.

use assessment::item::{self, NewItem};
use kernel::{Code, Language, LanguageText, Level};

use super::fault::Faults;
use super::manifest::Manifest;

/// The name of the file.
pub(super) const FILE: &str = "items.toml";

/// What is assessed, and with which items.
#[derive(Debug)]
pub(super) struct Items {
    pub(super) outcomes: Vec<Outcome>,
    pub(super) items: Vec<NewItem>,
}

/// An outcome of the course.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) code: Code,
    pub(super) level: Level,
    pub(super) text: LanguageText,
}

impl Items {
    /// How many items an outcome has.
    pub(super) fn of_outcome(&self, outcome: &str) -> i64 {
        i64::try_from(self.items.iter().filter(|item| item.outcome.as_str() == outcome).count()).unwrap_or(i64::MAX)
    }
}

/// Reads the items; what is wrong with them goes to `faults`.
pub(super) fn parse(source: &str, manifest: &Manifest, faults: &mut Faults) -> Option<Items> {
    let outcomes: Vec<Outcome> = manifest
        .outcomes
        .iter()
        .filter_map(|raw| {
            let (code, level) = (Code::parse(raw.code.get_ref()).ok()?, Level::new(*raw.level.get_ref()).ok()?);
            Some(Outcome { code, level, text: raw.text.clone() })
        })
        .collect();
    let codes: Vec<Code> = outcomes.iter().map(|outcome| outcome.code.clone()).collect();
    let languages: &[Language] = manifest.languages.get_ref();
    match item::parse(source, &codes, languages) {
        Ok(items) => {
            let items = Items { outcomes, items };
            for outcome in items.outcomes.iter().filter(|outcome| items.of_outcome(outcome.code.as_str()) == 0) {
                faults.add(FILE, None, format!("the outcome {:?} has no item", outcome.code.as_str()));
            }
            Some(items)
        }
        Err(wrong) => {
            for fault in wrong {
                faults.add(FILE, Some(fault.line), fault.to_string());
            }
            None
        }
    }
}
