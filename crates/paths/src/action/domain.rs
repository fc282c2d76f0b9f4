//! From courses, tests and indicators to actions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use competency::Competency;
use competency::evidence::Rules;
use kernel::{Attained, Code, Date, Key, Language, LanguageText, Level};
use learning::package::Mode;
use methods::path::{ActionIndex, Catalogue, CatalogueFault};
use sha2::{Digest, Sha256};

use super::gather::{Gathering, test_id};

/// From so many learners on, the minutes of a course are measured rather than claimed.
pub const VERIFIED: i64 = 30;

/// How an action is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A short test without a course.
    TestOut {
        /// The competency.
        competency: Code,
        /// The level it can show.
        level: Level,
    },
    /// A course; `tests` names the competencies whose short test proves what was learnt, where the course has no assessment of its own.
    Course {
        /// Its code.
        code: Code,
        /// Whether it can be played here.
        playable: bool,
        /// Competencies and levels to be shown in a short test afterwards.
        tests: Vec<(Code, Level)>,
    },
    /// Doing it at work until the supervisor confirms what was seen.
    AtWork {
        /// The competency.
        competency: Code,
        /// The level it can show.
        level: Level,
        /// Whether the level was shown before and has lapsed.
        again: bool,
    },
}

/// Where the minutes of an action come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// The median of so many learners whose time the server credited.
    Measured(i64),
    /// The provider says so.
    Claimed,
    /// The time that a test allows.
    Allowed,
    /// A usual figure, for want of a better one.
    Usual,
}

/// What a page says of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The title of the course, or the name of the competency.
    pub title: LanguageText,
    /// How it is done.
    pub way: Way,
    /// Where its minutes come from.
    pub figure: Figure,
}

impl Offer {
    /// Where it is done.
    pub fn address(&self) -> String {
        match &self.way {
            Way::TestOut { competency, .. } | Way::AtWork { competency, .. } => format!("/competencies/{competency}"),
            Way::Course { code, .. } => format!("/learn/{code}"),
        }
    }
}

/// A competency as far as paths care.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) key: Key<Competency>,
    pub(super) code: Code,
    pub(super) name: LanguageText,
}

/// A test-out that is offered.
#[derive(Clone, Copy, Debug)]
pub(super) struct TestOut {
    pub(super) competency: Key<Competency>,
    pub(super) level: Level,
    pub(super) minutes: i64,
}

/// A published course.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) code: Code,
    pub(super) title: LanguageText,
    pub(super) playable: bool,
    pub(super) languages: Vec<Language>,
    pub(super) minutes: i64,
    /// Median minutes and how many learners.
    pub(super) measured: Option<(i64, i64)>,
    pub(super) mode: Mode,
    /// What its assessment tests, and the minutes that it allows.
    pub(super) assessment: Option<(Key<Competency>, Level, i64)>,
    /// Competency, level needed before, level to which it leads.
    pub(super) effects: Vec<(Key<Competency>, Attained, Level)>,
}

/// All that actions are made from.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    pub(super) competencies: Vec<Named>,
    pub(super) test_outs: Vec<TestOut>,
    pub(super) courses: Vec<Course>,
    /// Competencies and levels that have an indicator.
    pub(super) indicators: BTreeSet<(Key<Competency>, Level)>,
    /// Usual minutes at work by level.
    pub(super) work: BTreeMap<Level, i64>,
    pub(super) rules: Rules,
}

/// The actions of a day, ready to be solved with.
pub struct Actions {
    /// What the solver looks through.
    pub catalogue: Catalogue,
    offers: HashMap<String, Offer>,
    names: HashMap<Key<Competency>, (Code, LanguageText)>,
    /// See [`lapsed_name`].
    lapsed: HashMap<Key<Competency>, String>,
    keys: HashMap<String, Key<Competency>>,
    test_outs: HashMap<Key<Competency>, Vec<(Level, ActionIndex)>>,
    languages: Vec<Language>,
}

impl Actions {
    pub(super) fn gather(sources: &Sources, today: Date) -> Result<Self, CatalogueFault> {
        let gathering = Gathering::new(sources, today);
        let made = gathering.all();
        let catalogue = Catalogue::new(made.iter().map(|(action, _)| action.clone()).collect())?;
        let offers: HashMap<String, Offer> = made.into_iter().map(|(action, offer)| (action.id, offer)).collect();
        let mut test_outs: HashMap<_, Vec<_>> = HashMap::new();
        for test in &sources.test_outs {
            let id = gathering.codes.get(&test.competency).map(|named| test_id(&named.code, test.level));
            if let Some(index) = id.and_then(|id| catalogue.find(&id)) {
                test_outs.entry(test.competency).or_default().push((test.level, index));
            }
        }
        let languages: BTreeSet<Language> = sources.courses.iter().flat_map(|course| course.languages.clone()).collect();
        Ok(Self {
            catalogue,
            offers,
            names: sources.competencies.iter().map(|one| (one.key, (one.code.clone(), one.name.clone()))).collect(),
            lapsed: sources.competencies.iter().map(|one| (one.key, lapsed_name(one.code.as_str()))).collect(),
            keys: sources.competencies.iter().map(|one| (one.code.to_string(), one.key)).collect(),
            test_outs,
            languages: languages.into_iter().collect(),
        })
    }

    /// What a page says of an action; `None` for one that is not offered any more.
    pub fn offer(&self, id: &str) -> Option<&Offer> {
        self.offers.get(id)
    }

    /// The code of a competency, which is its name in the catalogue of the solver.
    pub fn code(&self, competency: Key<Competency>) -> Option<&str> {
        self.names.get(&competency).map(|(code, _)| code.as_str())
    }

    /// The name in the catalogue of the solver for what was held of a competency and has lapsed.
    pub fn lapsed(&self, competency: Key<Competency>) -> Option<&str> {
        self.lapsed.get(&competency).map(String::as_str)
    }

    /// The competency with this code.
    pub fn key(&self, code: &str) -> Option<Key<Competency>> {
        self.keys.get(code).copied()
    }

    /// The name of the competency with this code.
    pub fn name(&self, code: &str) -> LanguageText {
        let found = self.keys.get(code).and_then(|key| self.names.get(key));
        found.map_or_else(|| LanguageText::default().with(Language::ENGLISH, code), |(_, name)| name.clone())
    }

    /// The highest level, from 1 to 5, to which any action leads, by code of the competency.
    pub fn highest(&self) -> BTreeMap<String, i64> {
        let mut highest = BTreeMap::new();
        let found = self.offers.keys().filter_map(|id| self.catalogue.find(id)).map(|index| self.catalogue.action(index));
        for (code, level) in found.flat_map(|action| &action.gives).filter(|(code, _)| self.keys.contains_key(code)) {
            let known = highest.entry(code.clone()).or_insert(0);
            *known = level.number().max(*known);
        }
        highest
    }

    /// The test-outs of a competency.
    pub fn test_outs(&self, competency: Key<Competency>) -> &[(Level, ActionIndex)] {
        self.test_outs.get(&competency).map_or(&[], Vec::as_slice)
    }

    /// All test-outs.
    pub fn all_test_outs(&self) -> impl Iterator<Item = ActionIndex> {
        self.test_outs.values().flatten().map(|(_, index)| *index)
    }

    /// The languages in which there are courses.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// What tells one state of an action from another, and the competencies that it touches: id, digest, entry, gives.
    pub(crate) fn prints(&self) -> Vec<Print> {
        let mut prints: Vec<Print> = self.offers.keys().filter_map(|id| self.print(id)).collect();
        prints.sort_by(|one, other| one.id.cmp(&other.id));
        prints
    }

    fn print(&self, id: &str) -> Option<Print> {
        let action = self.catalogue.action(self.catalogue.find(id)?);
        let keys = |list: &[(String, Attained)]| list.iter().filter_map(|(code, _)| self.key(code)).collect();
        let digest = Sha256::digest(format!("{action:?}"));
        let digest = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Some(Print { id: id.to_owned(), digest, entry: keys(&action.entry), gives: keys(&action.gives) })
    }
}

/// An action as far as a comparison cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Print {
    pub(crate) id: String,
    pub(crate) digest: String,
    pub(crate) entry: Vec<Key<Competency>>,
    pub(crate) gives: Vec<Key<Competency>>,
}

/// Under which name the solver knows the level of a competency that was held once and has lapsed.
pub(super) fn lapsed_name(code: &str) -> String {
    format!("lapsed {code}")
}

#[cfg(test)]
pub(crate) mod samples {
    use competency::evidence::{EvidenceKind, Rule};

    use super::*;

    pub(crate) fn level(number: i64) -> Level {
        Level::new(number).expect("1 to 5")
    }

    fn code(text: &str) -> Code {
        Code::parse(text).expect("a code")
    }

    pub(super) fn sources() -> Sources {
        let named = |key, text: &str| Named { key: Key::new(key), code: code(text), name: LanguageText::of(text, text) };
        let rule = |(kind, ceiling)| Rule {
            version: 1,
            kind,
            from: Date(0),
            ceiling: Attained::new(ceiling).expect("a level"),
            valid_days: None,
        };
        let course = |text: &str, playable, effects| Course {
            code: code(text),
            title: LanguageText::of(text, text),
            playable,
            languages: vec![Language::HINDI],
            minutes: 90,
            measured: None,
            mode: Mode::SelfPaced,
            assessment: None,
            effects,
        };
        let none = Attained::NOTHING;
        let one = Attained::new(1).expect("a level");
        let assessed = Course {
            assessment: Some((Key::new(1), level(2), 20)),
            ..course("assessed", true, vec![(Key::new(1), none, level(3)), (Key::new(2), none, level(2))])
        };
        let kinds = [(EvidenceKind::Completion, 1), (EvidenceKind::Test, 2), (EvidenceKind::Observation, 3)];
        Sources {
            competencies: vec![named(1, "rti"), named(2, "writing"), named(3, "law")],
            test_outs: vec![TestOut { competency: Key::new(1), level: level(2), minutes: 12 }],
            courses: vec![
                assessed,
                course("listed", false, vec![(Key::new(1), one, level(3))]),
                course("hollow", false, vec![(Key::new(3), one, level(3))]),
                course("first", false, vec![(Key::new(3), none, level(3))]),
            ],
            indicators: [(Key::new(3), level(1)), (Key::new(3), level(3)), (Key::new(3), level(4))].into(),
            work: Level::ALL.into_iter().map(|level| (level, level.number() * 100)).collect(),
            rules: Rules(kinds.into_iter().map(rule).collect()),
        }
    }

    pub(crate) fn actions() -> Actions {
        Actions::gather(&sources(), Date(20_000)).expect("actions")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gives(id: &str) -> Option<Vec<(String, i64)>> {
        let actions = samples::actions();
        let action = actions.catalogue.action(actions.catalogue.find(id)?);
        Some(action.gives.iter().map(|(code, level)| (code.clone(), level.number())).collect())
    }

    #[test]
    fn nothing_gives_more_than_its_kind_can_prove() {
        let one = |code: &str, level| Some(vec![(code.to_owned(), level)]);
        assert_eq!(gives("test:rti:2"), one("rti", 2));
        assert_eq!(gives("course:assessed"), Some(vec![("rti".to_owned(), 2), ("writing".to_owned(), 1)]));
        assert_eq!(gives("course:listed"), one("rti", 2), "the short test proves what the course taught");
        assert_eq!(gives("course:first"), one("law", 1), "completing alone proves level 1");
        assert_eq!(gives("course:hollow"), None, "it leads to nothing that can be proven");
        assert_eq!(gives("work:law:3"), one("law", 3));
        assert_eq!(gives("work:law:4"), None, "an observation proves at most level 3");
        assert_eq!((gives("again:law:3"), gives("again:law:4")), (one("law", 3), None));
    }

    #[test]
    fn a_short_test_after_a_course_takes_its_time() {
        let actions = samples::actions();
        let minutes = |id| actions.catalogue.action(actions.catalogue.find(id).expect("an action")).minutes;
        assert_eq!((minutes("course:listed"), minutes("course:first")), (90 + 12, 90));
    }

    #[test]
    fn minutes_are_measured_from_thirty_learners_on() {
        for (learners, expected) in [(29, (90, Figure::Claimed)), (30, (45 + 20, Figure::Measured(30)))] {
            let mut sources = samples::sources();
            sources.courses[0].measured = Some((45, learners));
            let actions = Actions::gather(&sources, Date(20_000)).expect("actions");
            let index = actions.catalogue.find("course:assessed").expect("a course");
            let figure = actions.offer("course:assessed").expect("an offer").figure;
            assert_eq!((actions.catalogue.action(index).minutes, figure), expected);
        }
    }

    #[test]
    fn a_changed_action_has_another_print() {
        let before = samples::actions().prints();
        let mut sources = samples::sources();
        sources.courses[1].minutes += 1;
        let after = Actions::gather(&sources, Date(20_000)).expect("actions").prints();
        let changed: Vec<&str> =
            before.iter().zip(&after).filter(|(one, other)| one != other).map(|(one, _)| one.id.as_str()).collect();
        assert_eq!(changed, ["course:listed"]);
    }
}
