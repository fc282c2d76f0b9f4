//! What is published, and how it is found.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use kernel::search::{Hits, Words};
use kernel::{Code, Date, Key, LanguageText, Level};
use people::Position;
use uuid::Uuid;

use crate::crosswalk::Relation;
use crate::framework::{Ask, CompetencyKind, Criticality, LearningMode, OwnAsk, OwnLevel, Term, TermUse};
use crate::{Competency, Framework, Role, twins};

/// How much a word weighs by where it stands.
const NAME: u32 = 12;
const DEFINITION: u32 = 4;
const WORK: u32 = 3;
const DETAIL: u32 = 1;

/// A framework with its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameworkEntry {
    /// The key inside.
    pub key: Key<Framework>,
    /// The id outside.
    pub uid: Uuid,
    /// Its code.
    pub code: Code,
    /// Its title.
    pub title: LanguageText,
    /// Its licence, as its author wrote it.
    pub licence: String,
    /// Its versions, the newest first.
    pub versions: Vec<Version>,
    /// Its own ordering of competencies and activities, in order of codes.
    pub terms: Vec<Term>,
    /// Below which terms, by their codes, something stands.
    pub uses: BTreeMap<(TermUse, String), Vec<String>>,
}

/// A published version of a framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its name.
    pub version: String,
    /// The day of its publication.
    pub published: Date,
    /// Its own scale.
    pub scale: Vec<OwnLevel>,
}

/// A competency in its newest revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompetencyEntry {
    /// The key inside.
    pub key: Key<Competency>,
    /// The id outside.
    pub uid: Uuid,
    /// Its code.
    pub code: Code,
    /// Its framework, by its place in the stock.
    pub framework: usize,
    /// The version of the framework that brought the revision.
    pub version: String,
    /// Behavioural, functional or domain.
    pub kind: CompetencyKind,
    /// Attitude, skill or knowledge.
    pub ask: Ask,
    /// Its name.
    pub name: LanguageText,
    /// What it is.
    pub definition: LanguageText,
    /// On what it rests; may be empty.
    pub source: String,
    /// Its levels, lowest first. A framework with fewer levels leaves some out.
    pub levels: BTreeMap<Level, LevelEntry>,
}

/// A level of a competency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelEntry {
    /// What a person at that level does.
    pub descriptor: LanguageText,
    /// Visible acts, by code.
    pub indicators: Vec<(String, LanguageText)>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleEntry {
    /// The key inside.
    pub key: Key<Role>,
    /// The id outside.
    pub uid: Uuid,
    /// Its code.
    pub code: Code,
    /// The framework in whose library it is, by its place in the stock; `None`: it is the service's own.
    pub framework: Option<usize>,
    /// Its name.
    pub name: LanguageText,
    /// What it is; may be empty.
    pub description: LanguageText,
    /// Its work activities, in order.
    pub activities: Vec<Activity>,
    /// What it asks: competencies by their place in the stock.
    pub asks: BTreeMap<usize, Level>,
    /// What it asks in the words of its framework, also where no level follows.
    pub own_asks: BTreeMap<usize, OwnAsk>,
    /// Documents from which its work is learnt, by code.
    pub resources: Vec<Resource>,
}

/// A document from which the work of a role is learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its code within the role.
    pub code: String,
    /// Its title.
    pub title: LanguageText,
    /// Where it is: an address of the web, or the number of a file or order.
    pub address: String,
}

/// A work activity of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its code within the role.
    pub code: String,
    /// What is done.
    pub text: LanguageText,
}

/// A position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionEntry {
    /// The key inside.
    pub key: Key<Position>,
    /// The id outside.
    pub uid: Uuid,
    /// Its code.
    pub code: Code,
    /// The framework in whose library it is, by its place in the stock; `None`: it is the service's own.
    pub framework: Option<usize>,
    /// Its title.
    pub title: LanguageText,
    /// The family of positions to which it belongs.
    pub family: String,
    /// Service group, where it has one.
    pub group: Option<String>,
    /// Pay level, where it has one.
    pub pay_level: Option<i64>,
    /// On what it rests; may be empty.
    pub source: String,
    /// Its roles, by their place in the stock.
    pub roles: Vec<usize>,
    /// How critical a competency is there, and why; competencies by their place in the stock.
    pub criticality: BTreeMap<usize, (Criticality, LanguageText)>,
    /// How a competency is best learnt there; competencies by their place in the stock.
    pub modes: BTreeMap<usize, LearningMode>,
}

/// All that is published, each list in order of codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Frameworks.
    pub frameworks: Vec<FrameworkEntry>,
    /// Competencies of all frameworks.
    pub competencies: Vec<CompetencyEntry>,
    /// Roles.
    pub roles: Vec<RoleEntry>,
    /// Positions.
    pub positions: Vec<PositionEntry>,
    /// Competencies that somebody has said are others, with those that stand for them; by their places.
    pub aliases: BTreeMap<usize, usize>,
    /// How competencies of different frameworks stand to each other, in order of their keys.
    pub crosswalks: Vec<CrosswalkEntry>,
}

/// A declared crosswalk between competencies by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrosswalkEntry {
    /// From where it leads.
    pub origin: usize,
    /// To where.
    pub target: usize,
    /// How the one stands to the other.
    pub relation: Relation,
    /// The highest level that it counts for, with broader and narrower.
    pub cap: Option<Level>,
}

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

impl FrameworkEntry {
    /// The newest version; every framework has one.
    pub fn newest(&self) -> Option<&Version> {
        self.versions.first()
    }

    /// A version by its name.
    pub fn version(&self, name: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.version == name)
    }
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
pub(crate) mod samples {
    use super::*;

    fn code(text: &str) -> Code {
        Code::parse(text).expect("a code")
    }

    fn competency(number: u16, name: (&str, &str), kind: CompetencyKind) -> CompetencyEntry {
        let level = |level: Level| LevelEntry {
            descriptor: LanguageText::of(format!("{} at {}", name.0, level.number()), format!("{} {}", name.1, level.number())),
            indicators: vec![(format!("l{}-1", level.number()), LanguageText::of("Signs the =note", "टिप्पणी पर हस्ताक्षर करते हैं"))],
        };
        CompetencyEntry {
            key: Key::new(i64::from(number)),
            uid: Uuid::from_u128(u128::from(number)),
            code: code(&name.0.to_lowercase().replace(' ', "-")),
            framework: 0,
            version: "1".to_owned(),
            kind,
            ask: Ask::Skill,
            name: LanguageText::of(name.0, name.1),
            definition: LanguageText::of("What it is.", "यह क्या है।"),
            source: "Act 22 of 2005".to_owned(),
            levels: Level::ALL.into_iter().map(|one| (one, level(one))).collect(),
        }
    }

    fn manual() -> Resource {
        Resource {
            code: "manual".to_owned(),
            title: LanguageText::of("Manual", "नियमावली"),
            address: "https://k.example/manual".to_owned(),
        }
    }

    /// Two competencies, two roles that ask them, a position with both, one with one and one with none.
    pub(crate) fn library() -> Library {
        let scale = Level::ALL.map(|level| OwnLevel {
            own: level.number().to_string(),
            maps_to: level,
            name: LanguageText::of(format!("Step {}", level.number()), format!("चरण {}", level.number())),
        });
        let version = Version { version: "1".to_owned(), published: Date(20_500), scale: scale.to_vec() };
        let framework = FrameworkEntry {
            key: Key::new(1),
            uid: Uuid::from_u128(100),
            code: code("f"),
            title: LanguageText::of("A framework", "एक ढाँचा"),
            licence: "CC BY 4.0".to_owned(),
            versions: vec![version],
            terms: Vec::new(),
            uses: BTreeMap::new(),
        };
        let [two, three, four] = [2, 3, 4].map(|level| Level::new(level).expect("a level"));
        let role = |number: u16, asks: &[(usize, Level)]| RoleEntry {
            key: Key::new(i64::from(number)),
            uid: Uuid::from_u128(200 + u128::from(number)),
            code: code(&format!("role-{number}")),
            framework: None,
            name: LanguageText::of("Keeps records", "अभिलेख रखना"),
            description: LanguageText::default(),
            activities: vec![Activity {
                code: format!("role-{number}-1"), text: LanguageText::of("Opens files", "फ़ाइल खोलना")
            }],
            asks: asks.iter().copied().collect(),
            own_asks: BTreeMap::new(),
            resources: if number == 1 { vec![manual()] } else { Vec::new() },
        };
        let position = |name: (&str, &str), roles: Vec<usize>| PositionEntry {
            key: Key::new(1),
            uid: Uuid::from_u128(300 + roles.len() as u128),
            code: code(&name.0.to_lowercase().replace(' ', "-")),
            framework: None,
            title: LanguageText::of(name.0, name.1),
            family: "state".to_owned(),
            group: Some("C".to_owned()),
            pay_level: Some(4),
            source: String::new(),
            roles,
            criticality: BTreeMap::new(),
            modes: BTreeMap::new(),
        };
        let mut head = position(("Head clerk", "प्रधान लिपिक"), vec![0, 1]);
        head.criticality.insert(1, (Criticality::High, LanguageText::of("A right is at stake", "अधिकार दाँव पर है")));
        head.modes.insert(1, LearningMode::OnTheJob);
        head.source = "Manual of Office Procedure".to_owned();
        Library::new(Stock {
            frameworks: vec![framework],
            competencies: vec![
                competency(1, ("Drafting", "आलेखन"), CompetencyKind::Functional),
                competency(2, ("Right to information", "सूचना का अधिकार"), CompetencyKind::Domain),
            ],
            roles: vec![role(1, &[(0, two), (1, three)]), role(2, &[(0, four)])],
            positions: vec![head, position(("Messenger", "संदेशवाहक"), vec![]), position(("Postman", "डाकिया"), vec![0])],
            aliases: BTreeMap::new(),
            crosswalks: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::samples::library;

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
