//! How what is published is found.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use kernel::search::{Hits, Words};
use kernel::{Code, LanguageText, Level};

use super::{CompetencyEntry, FrameworkEntry, PositionEntry, RoleEntry, Stock};
use crate::framework::{Criticality, LearningMode};
use crate::twins;

/// How much a word weighs by where it stands.
const NAME: u32 = 12;
const DEFINITION: u32 = 4;
const WORK: u32 = 3;
const DETAIL: u32 = 1;

/// What a position asks.
#[derive(Clone, Copy, Debug)]
pub struct Asks<'l> {
    /// The competency.
    pub competency: &'l CompetencyEntry,
    /// The level.
    pub level: Level,
    /// How critical it is, and why; `None` where nobody has said.
    pub criticality: Option<&'l (Criticality, LanguageText)>,
    /// How it is best learnt there; `None` where nobody has said.
    pub mode: Option<LearningMode>,
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Found<'l, T> {
    /// The best first; without a query in order of codes.
    pub entries: Vec<&'l T>,
    /// True: none has all the words; these have some of them.
    pub nearest: bool,
}

/// A stock with the words that lead to its competencies and positions.
#[derive(Debug, Default)]
pub struct Library {
    stock: Stock,
    /// What each position asks: the highest level that any of its roles asks.
    asks: Vec<BTreeMap<usize, Level>>,
    competency_words: Words,
    position_words: Words,
}

impl Library {
    /// Makes the library of a stock.
    pub fn new(stock: Stock) -> Self {
        let asks = stock.positions.iter().map(|position| highest(&stock, position)).collect();
        let mut library = Self { asks, ..Self::default() };
        for (competency, number) in stock.competencies.iter().zip(0..) {
            add_competency(&mut library.competency_words, number, competency);
            for (alias, _) in stock.aliases.iter().filter(|(_, canonical)| **canonical == number as usize) {
                add_alias(&mut library.competency_words, number, &stock.competencies[*alias]);
            }
        }
        for ((position, asks), number) in stock.positions.iter().zip(&library.asks).zip(0..) {
            add_position(&mut library.position_words, number, &stock, (position, asks));
        }
        library.stock = stock;
        library
    }

    /// All that is published.
    pub fn stock(&self) -> &Stock {
        &self.stock
    }

    /// Competencies that have these words, of one framework or of all.
    ///
    /// What stands for an alias is found by the names of the alias too, and stands in its place where both would be found.
    pub fn competencies(&self, query: &str, framework: Option<&str>) -> Found<'_, CompetencyEntry> {
        let of = |entry: &CompetencyEntry| framework.is_none_or(|code| self.framework(entry).code.as_str() == code);
        let mut found = find(&self.stock.competencies, self.hits(query), of);
        if !query.is_empty() {
            let places: BTreeSet<usize> = found.entries.iter().filter_map(|entry| self.place(entry)).collect();
            let stands = |entry: &&CompetencyEntry| self.stands_for(entry).and_then(|other| self.place(other));
            found.entries.retain(|entry| stands(entry).is_none_or(|other| !places.contains(&other)));
        }
        found
    }

    /// By the words as they were typed; where none has them all, by their normal form, in which spellings are one.
    fn hits(&self, query: &str) -> Hits {
        let typed = self.competency_words.find(query);
        if typed.scores.as_ref().is_some_and(|scores| scores.is_empty() || typed.nearest) {
            let normal = self.competency_words.find(&twins::normal(query));
            if !normal.nearest && normal.scores.as_ref().is_some_and(|scores| !scores.is_empty()) {
                return normal;
            }
        }
        typed
    }

    fn place(&self, entry: &CompetencyEntry) -> Option<usize> {
        place(&self.stock.competencies, entry.code.as_str(), |entry| &entry.code)
    }

    /// The competency that stands for this one, where somebody has said that they are one.
    pub fn stands_for(&self, entry: &CompetencyEntry) -> Option<&CompetencyEntry> {
        self.stock.aliases.get(&self.place(entry)?).map(|canonical| &self.stock.competencies[*canonical])
    }

    /// The competencies for which this one stands, in order of codes.
    pub fn also_known(&self, entry: &CompetencyEntry) -> Vec<&CompetencyEntry> {
        let Some(at) = self.place(entry).filter(|_| !self.stock.aliases.is_empty()) else { return Vec::new() };
        let aliases = self.stock.aliases.iter().filter(|(_, canonical)| **canonical == at);
        aliases.map(|(alias, _)| &self.stock.competencies[*alias]).collect()
    }

    /// Positions of the service that have these words, of one family or of all.
    pub fn positions(&self, query: &str, family: Option<&str>) -> Found<'_, PositionEntry> {
        let of = |entry: &PositionEntry| entry.framework.is_none() && family.is_none_or(|family| entry.family == family);
        find(&self.stock.positions, self.position_words.find(query), of)
    }

    /// The competency with this code.
    pub fn competency(&self, code: &str) -> Option<&CompetencyEntry> {
        by_code(&self.stock.competencies, code, |entry| &entry.code)
    }

    /// The framework with this code, and its place in the stock.
    pub fn framework_of(&self, code: &str) -> Option<(usize, &FrameworkEntry)> {
        let at = place(&self.stock.frameworks, code, |entry| &entry.code)?;
        Some((at, &self.stock.frameworks[at]))
    }

    /// The position with this code.
    pub fn position(&self, code: &str) -> Option<&PositionEntry> {
        by_code(&self.stock.positions, code, |entry| &entry.code)
    }

    /// The framework of a competency.
    pub fn framework(&self, competency: &CompetencyEntry) -> &FrameworkEntry {
        &self.stock.frameworks[competency.framework]
    }

    /// The roles of a position.
    pub fn roles(&self, position: &PositionEntry) -> impl Iterator<Item = &RoleEntry> {
        position.roles.iter().map(|role| &self.stock.roles[*role])
    }

    /// What a position asks, in order of the codes of the competencies.
    pub fn asks<'l>(&'l self, position: &'l PositionEntry) -> Vec<Asks<'l>> {
        let Some(at) = place(&self.stock.positions, position.code.as_str(), |entry| &entry.code) else { return Vec::new() };
        let one = |(competency, level): (&usize, &Level)| Asks {
            competency: &self.stock.competencies[*competency],
            level: *level,
            criticality: position.criticality.get(competency),
            mode: position.modes.get(competency).copied(),
        };
        self.asks[at].iter().map(one).collect()
    }

    /// Which positions ask a competency, by level.
    pub fn asked_by(&self, competency: &CompetencyEntry) -> BTreeMap<Level, Vec<&PositionEntry>> {
        let mut all: BTreeMap<Level, Vec<&PositionEntry>> = BTreeMap::new();
        if let Some(at) = place(&self.stock.competencies, competency.code.as_str(), |entry| &entry.code) {
            for (position, asks) in self.stock.positions.iter().zip(&self.asks) {
                if let Some(level) = asks.get(&at) {
                    all.entry(*level).or_default().push(position);
                }
            }
        }
        all
    }
}

fn highest(stock: &Stock, position: &PositionEntry) -> BTreeMap<usize, Level> {
    let mut asks = BTreeMap::new();
    for (competency, level) in position.roles.iter().flat_map(|role| &stock.roles[*role].asks) {
        let highest = asks.entry(*competency).or_insert(*level);
        *highest = (*level).max(*highest);
    }
    asks
}

fn add_competency(words: &mut Words, number: u32, competency: &CompetencyEntry) {
    words.add(number, &competency.name, NAME);
    words.add_plain(number, competency.code.as_str(), NAME);
    words.add(number, &competency.definition, DEFINITION);
    for level in competency.levels.values() {
        words.add(number, &level.descriptor, DETAIL);
        level.indicators.iter().for_each(|(_, text)| words.add(number, text, DETAIL));
    }
}

/// The names of an alias, as they are written and in their normal form.
fn add_alias(words: &mut Words, number: u32, alias: &CompetencyEntry) {
    words.add(number, &alias.name, NAME);
    words.add_plain(number, alias.code.as_str(), NAME);
    for language in alias.name.languages() {
        words.add_plain(number, &twins::normal(alias.name.get(language)), NAME);
    }
}

fn add_position(words: &mut Words, number: u32, stock: &Stock, (position, asks): (&PositionEntry, &BTreeMap<usize, Level>)) {
    words.add(number, &position.title, NAME);
    words.add_plain(number, position.code.as_str(), NAME);
    words.add_plain(number, &position.family, DEFINITION);
    for role in position.roles.iter().map(|role| &stock.roles[*role]) {
        words.add(number, &role.name, WORK);
        role.activities.iter().for_each(|activity| words.add(number, &activity.text, DETAIL));
    }
    for competency in asks.keys().map(|competency| &stock.competencies[*competency]) {
        words.add(number, &competency.name, DETAIL);
    }
}

fn find<T>(entries: &[T], hits: Hits, passes: impl Fn(&T) -> bool) -> Found<'_, T> {
    let mut ranked: Vec<(&T, u32)> = entries
        .iter()
        .zip(0..)
        .filter_map(|(entry, number)| {
            hits.scores.as_ref().map_or(Some(0), |scores| scores.get(&number).copied()).map(|score| (entry, score))
        })
        .filter(|(entry, _)| passes(entry))
        .collect();
    // Stable: what ranks alike stays in order of codes.
    ranked.sort_by_key(|(_, score)| Reverse(*score));
    Found { entries: ranked.into_iter().map(|(entry, _)| entry).collect(), nearest: hits.nearest }
}

fn place<T>(entries: &[T], wanted: &str, code: impl Fn(&T) -> &Code) -> Option<usize> {
    entries.binary_search_by(|entry| code(entry).as_str().cmp(wanted)).ok()
}

fn by_code<'l, T>(entries: &'l [T], wanted: &str, code: impl Fn(&T) -> &Code) -> Option<&'l T> {
    place(entries, wanted, code).map(|at| &entries[at])
}

#[cfg(test)]
mod tests {
    use super::super::samples::library;

    #[test]
    fn three_ways_of_writing_find_a_competency_and_a_position() {
        let library = library();
        for query in ["right to information", "सूचना का अधिकार", "suchna ka adhikar", "soochna", "informat"]
        {
            let found = library.competencies(query, None);
            assert_eq!((found.entries.len(), found.entries[0].code.as_str()), (1, "right-to-information"), "{query}");
        }
        for query in ["postman", "डाकिया", "dakiya", "daakiya"] {
            assert_eq!(library.positions(query, None).entries[0].code.as_str(), "postman", "{query}");
        }
        assert_eq!(library.positions("head clerk", Some("police")).entries.len(), 0);
        assert_eq!(library.competencies("", Some("f")).entries.len(), 2);
        assert_eq!(library.competencies("", Some("other")).entries.len(), 0);
        assert!(library.competencies("information astronomy", None).nearest);
    }

    #[test]
    fn what_stands_for_an_alias_is_found_by_its_names_in_every_way_of_writing() {
        let mut stock = library().stock().clone();
        let mut alias = stock.competencies[0].clone();
        alias.code = kernel::Code::parse("zz/alias").expect("a code");
        alias.name = kernel::LanguageText::of("E-Office organising notes", "टिप्पणी लेखन");
        (alias.definition, alias.levels) = Default::default();
        stock.competencies.push(alias);
        stock.aliases.insert(2, 0);
        let library = super::Library::new(stock);
        for query in ["e-office", "E OFFICE NOTE", "organizing notes", "टिप्पणी लेखन", "tippani lekhan", "zz/alias"]
        {
            let found = library.competencies(query, None);
            assert_eq!(found.entries.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["drafting"], "{query}");
            assert!(!found.nearest, "{query}");
        }
        let drafting = library.competency("drafting").expect("a competency");
        assert_eq!(library.also_known(drafting).iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["zz/alias"]);
        let alias = library.competency("zz/alias").expect("a competency");
        assert_eq!(library.stands_for(alias).map(|one| one.code.as_str()), Some("drafting"));
        assert!(library.stands_for(drafting).is_none() && library.also_known(alias).is_empty());
        assert_eq!(library.competencies("", None).entries.len(), 3, "without words everything stands in the list");
    }

    #[test]
    fn a_position_asks_the_highest_level_of_its_roles() {
        let library = library();
        let asks = |code: &str| {
            let position = library.position(code).expect("a position");
            let asks = library.asks(position).into_iter();
            asks.map(|ask| (ask.competency.code.to_string(), ask.level.number(), ask.criticality.is_some())).collect::<Vec<_>>()
        };
        assert_eq!(asks("head-clerk"), [("drafting".to_owned(), 4, false), ("right-to-information".to_owned(), 3, true)]);
        assert_eq!(asks("messenger"), []);
        let drafting = library.competency("drafting").expect("a competency");
        let by: Vec<(i64, &str)> =
            library.asked_by(drafting).iter().map(|(level, who)| (level.number(), who[0].code.as_str())).collect();
        assert_eq!(by, [(2, "postman"), (4, "head-clerk")]);
    }
}
