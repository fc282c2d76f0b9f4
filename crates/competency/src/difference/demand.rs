//! What positions require, and how that changes.

use std::collections::BTreeMap;

use super::compare::Kind;
use super::content::{Content, Sheet};

/// What positions require: by position and competency the framework's own code of the highest level that any role of the position asks.
pub fn demands(content: &Content) -> BTreeMap<(String, String), String> {
    let mut asked: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (place, cells) in content.sheet(Sheet::RoleCompetencies) {
        if let Some(level) = cells.get("level") {
            asked.entry(place.part(0)).or_default().push((place.part(1), level));
        }
    }
    let mut demands: BTreeMap<(String, String), String> = BTreeMap::new();
    for (place, _) in content.sheet(Sheet::PositionRoles) {
        for (competency, level) in asked.get(place.part(1)).into_iter().flatten() {
            let key = (place.part(0).to_owned(), (*competency).to_owned());
            let known = demands.get(&key).and_then(|known| content.rank(known));
            if !demands.contains_key(&key) || content.rank(level) > known {
                demands.insert(key, (*level).to_owned());
            }
        }
    }
    demands
}

/// A requirement of a position that is another afterwards.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    /// Code of the position.
    pub position: String,
    /// Code of the competency.
    pub competency: String,
    /// The level before, by the framework's own code; `None` where nothing was required.
    pub before: Option<String>,
    /// The level after; `None` where nothing is required any more.
    pub after: Option<String>,
    /// Added, removed, raised, lowered; or altered, where the levels cannot be compared.
    pub kind: Kind,
}

pub(super) fn shifts(before: &Content, after: &Content) -> Vec<Shift> {
    let (old, new) = (demands(before), demands(after));
    let mut keys: Vec<&(String, String)> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let one = |key: &(String, String)| {
        let (was, is) = (old.get(key), new.get(key));
        let kind = match (was, is) {
            (None, _) => Kind::Added,
            (_, None) => Kind::Removed,
            (Some(was), Some(is)) => match (before.rank(was), after.rank(is)) {
                (Some(was), Some(is)) if is == was => return None,
                (Some(was), Some(is)) if is > was => Kind::Raised,
                (Some(was), Some(is)) if is < was => Kind::Lowered,
                _ if was == is => return None,
                _ => Kind::Altered,
            },
        };
        let (position, competency) = key.clone();
        Some(Shift { position, competency, before: was.cloned(), after: is.cloned(), kind })
    };
    keys.into_iter().filter_map(one).collect()
}
