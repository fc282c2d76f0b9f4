//! Confirmed aliases in an import: what comes under the name of an alias is the competency that stands for it.

use std::collections::BTreeMap;

use super::extras::TermUse;
use super::read::Parsed;
use crate::twins::{Aliases, Merged};

/// The code to which a code leads.
type Ways = BTreeMap<String, String>;

fn led<'w>(ways: &'w Ways, code: &'w str) -> &'w str {
    ways.get(code).map_or(code, String::as_str)
}

/// Puts, for each alias, the competency that stands for it: in what roles ask, and in what is said of it in positions. A competency that is new and
/// has the name of an alias is not made. One that is there keeps its record, because evidence may speak of it.
pub(super) fn merge(parsed: &mut Parsed, aliases: &Aliases) -> Vec<Merged> {
    let own = parsed.competencies.iter().filter_map(|one| aliases.find(one.code.as_str(), &one.name));
    let asked = parsed.roles.iter().flat_map(|role| role.competencies.keys());
    let told = parsed.extras.own_asks.keys().map(|(_, code)| code);
    let said = parsed.positions.iter().flat_map(|one| one.criticality.keys().chain(one.modes.keys()));
    let others = asked.chain(told).chain(said).filter_map(|code| aliases.by_code(code));
    let all: BTreeMap<String, Merged> = own.chain(others).map(|one| (one.code.clone(), one)).collect();
    let ways: Ways = all.iter().map(|(code, one)| (code.clone(), one.canonical.to_string())).collect();
    if !ways.is_empty() {
        lead(parsed, &ways, aliases);
    }
    all.into_values().collect()
}

fn lead(parsed: &mut Parsed, ways: &Ways, aliases: &Aliases) {
    let is_gone = |code: &str| ways.contains_key(code) && !aliases.knows(code);
    parsed.competencies.retain(|one| !is_gone(one.code.as_str()));
    parsed.extras.uses.retain(|(kind, thing, _)| *kind != TermUse::Competency || !is_gone(thing));
    for role in &mut parsed.roles {
        let mut asks = BTreeMap::new();
        for (code, level) in std::mem::take(&mut role.competencies) {
            let highest = asks.entry(led(ways, &code).to_owned()).or_insert(level);
            *highest = level.max(*highest);
        }
        role.competencies = asks;
    }
    let mut own = BTreeMap::new();
    // What the competency itself was asked comes first: what its alias was asked stands only where it was asked nothing.
    let (direct, led_on): (Vec<_>, Vec<_>) =
        std::mem::take(&mut parsed.extras.own_asks).into_iter().partition(|((_, code), _)| !ways.contains_key(code));
    for ((role, code), ask) in direct.into_iter().chain(led_on) {
        own.entry((role, led(ways, &code).to_owned())).or_insert(ask);
    }
    parsed.extras.own_asks = own;
    for position in &mut parsed.positions {
        position.criticality = moved(std::mem::take(&mut position.criticality), ways);
        position.modes = moved(std::mem::take(&mut position.modes), ways);
    }
}

fn moved<T>(all: BTreeMap<String, T>, ways: &Ways) -> BTreeMap<String, T> {
    let (direct, led_on): (Vec<_>, Vec<_>) = all.into_iter().partition(|(code, _)| !ways.contains_key(code));
    let mut moved = BTreeMap::new();
    for (code, said) in direct.into_iter().chain(led_on) {
        moved.entry(led(ways, &code).to_owned()).or_insert(said);
    }
    moved
}
