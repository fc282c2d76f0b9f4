//! What is asked of the solver, and what the person chooses.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use competency::Competency;
use kernel::{Attained, Key, Language, Level};
use learning::package::Mode;
use methods::path::{ActionIndex, Learner, Objective, Problem, Standing};
use people::closed_list;

use crate::action::Actions;

/// Weeks in a quarter.
pub const WEEKS: u32 = 13;
/// Minutes of learning in a week: not less than this can be chosen.
pub const SHORTEST_WEEK: u32 = 15;
/// Nor more than this.
pub const LONGEST_WEEK: u32 = 2400;

closed_list! {
    /// What counts as best.
    Goal {
        /// The fewest hours.
        Hours = "hours",
        /// What matters most in the post first.
        Urgent = "urgent",
        /// As much as fits into three months.
        Quarter = "quarter",
    }
}

closed_list! {
    /// Where the path may begin with a short test.
    Tests {
        /// Where nobody has looked yet, or what was shown has lapsed.
        Unseen = "unseen",
        /// Wherever there is one.
        All = "all",
        /// Nowhere.
        None = "none",
    }
}

/// What the person chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Minutes of learning in a week.
    pub minutes_per_week: u32,
    /// A language; `None`: any.
    pub language: Option<Language>,
    /// How it is learnt; `None`: any way.
    pub mode: Option<Mode>,
    /// What counts as best.
    pub goal: Goal,
    /// Where to begin with a short test.
    pub tests: Tests,
    /// Ids of actions that are left out.
    pub without: Vec<String>,
}

impl Wish {
    /// The usual settings of somebody with so much time who prefers this language.
    pub fn usual(minutes_per_week: i64, language: &Language) -> Self {
        let week = u32::try_from(minutes_per_week).unwrap_or(SHORTEST_WEEK).clamp(SHORTEST_WEEK, LONGEST_WEEK);
        let (goal, tests) = (Goal::Hours, Tests::Unseen);
        Self { minutes_per_week: week, language: Some(language.clone()), mode: None, goal, tests, without: Vec::new() }
    }

    /// Minutes in a quarter.
    pub const fn minutes_per_quarter(&self) -> u32 {
        self.minutes_per_week.saturating_mul(WEEKS)
    }

    fn objective(&self) -> Objective {
        match self.goal {
            Goal::Hours => Objective::Minutes,
            Goal::Urgent => Objective::GapTime,
            Goal::Quarter => Objective::Within { minutes: self.minutes_per_quarter() },
        }
    }
}

/// What is held of a competency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// The level held.
    pub held: Attained,
    /// The level that would be held if nothing had lapsed.
    pub lapsed: Attained,
    /// Whether anything was assessed.
    pub assessed: bool,
}

/// A competency in a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What is held.
    pub holding: Holding,
    /// The level required; none where it is only held.
    pub required: Option<Level>,
    /// How much it matters, 1 to 3.
    pub weight: u32,
}

/// What is held and required, by competency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question(pub BTreeMap<Key<Competency>, Line>);

impl Question {
    /// Notes what is held.
    pub fn hold(&mut self, competency: Key<Competency>, holding: Holding) {
        self.0.entry(competency).or_default().holding = holding;
    }

    /// Notes a requirement; the highest level stays.
    pub fn require(&mut self, competency: Key<Competency>, level: Level) {
        let line = self.0.entry(competency).or_default();
        line.required = line.required.max(Some(level));
    }

    /// Notes how much a competency matters; the greatest weight stays.
    pub fn weigh(&mut self, competency: Key<Competency>, weight: u32) {
        let line = self.0.entry(competency).or_default();
        line.weight = line.weight.max(weight);
    }

    /// What is required and not held.
    pub fn open(&self) -> impl Iterator<Item = (Key<Competency>, &Line, Level)> {
        self.0.iter().filter_map(|(key, line)| {
            let required = line.required.filter(|required| !line.holding.held.reaches(*required))?;
            Some((*key, line, required))
        })
    }

    /// Levels required, and how many of them are held.
    pub fn counts(&self) -> (i64, i64) {
        let required = self.0.values().filter(|line| line.required.is_some()).count();
        (i64::try_from(required).unwrap_or(0), i64::try_from(required - self.open().count()).unwrap_or(0))
    }

    /// The problem of the solver. `failed` are test-outs that did not succeed.
    pub fn problem<'a>(&self, actions: &'a Actions, wish: &'a Wish, failed: &[ActionIndex]) -> Problem<'a> {
        let standing = |(key, line): (&Key<Competency>, &Line)| {
            let required = line.required.map_or(Attained::NOTHING, Attained::from);
            Some(Standing { competency: actions.code(*key)?, held: line.holding.held, required, weight: line.weight.max(1) })
        };
        let mut without: Vec<ActionIndex> = wish.without.iter().filter_map(|id| actions.catalogue.find(id)).collect();
        without.extend(failed);
        match wish.tests {
            Tests::All => {}
            Tests::None => without.extend(actions.all_test_outs()),
            Tests::Unseen => without.extend(self.seen(actions)),
        }
        without.sort_unstable();
        without.dedup();
        Problem {
            standings: self.0.iter().filter_map(standing).chain(self.lapsed(actions)).collect(),
            learner: Learner {
                languages: wish.language.iter().map(Language::as_str).collect(),
                modes: wish.mode.iter().map(|mode| mode.as_str()).collect(),
                devices: Vec::new(),
            },
            objective: wish.objective(),
            minutes_per_quarter: NonZeroU32::new(wish.minutes_per_quarter()),
            mandatory: Vec::new(),
            without,
        }
    }

    /// What was held once and has lapsed: it can be seen again at work without the way up to it.
    fn lapsed<'a>(&self, actions: &'a Actions) -> Vec<Standing<'a>> {
        let lapsed = self.0.iter().filter(|(_, line)| line.holding.lapsed > line.holding.held);
        let standing = |(key, line): (&Key<Competency>, &Line)| {
            let (held, required) = (line.holding.lapsed, Attained::NOTHING);
            Some(Standing { competency: actions.lapsed(*key)?, held, required, weight: 1 })
        };
        lapsed.filter_map(standing).collect()
    }

    /// The test-outs of what was assessed and has not lapsed: whoever was found below a level learns first.
    fn seen<'a>(&self, actions: &'a Actions) -> impl Iterator<Item = ActionIndex> + use<'a> {
        let seen = |line: &Line| line.holding.assessed && line.holding.lapsed <= line.holding.held;
        let keys: Vec<Key<Competency>> = self.0.iter().filter(|(_, line)| seen(line)).map(|(key, _)| *key).collect();
        keys.into_iter().flat_map(|key| actions.test_outs(key).iter().map(|(_, index)| *index))
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    pub(crate) fn attained(level: i64) -> Attained {
        Attained::new(level).expect("0 to 5")
    }

    /// Right to information: 1 of 2 held, assessed; law: nothing of 4 held.
    pub(crate) fn question() -> Question {
        let mut question = Question::default();
        question.hold(Key::new(1), Holding { held: attained(1), lapsed: attained(1), assessed: true });
        question.require(Key::new(1), Level::new(2).expect("a level"));
        question.require(Key::new(3), Level::new(4).expect("a level"));
        question
    }

    pub(crate) fn wish() -> Wish {
        Wish::usual(60, &Language::HINDI)
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{attained, question, wish};
    use super::*;
    use crate::action::samples::actions;

    #[test]
    fn a_short_test_comes_first_only_where_nobody_has_looked() {
        let actions = actions();
        let test = actions.catalogue.find("test:rti:2").expect("a test-out");
        let mut unseen = question();
        unseen.hold(Key::new(1), Holding::default());
        let mut lapsed = question();
        lapsed.hold(Key::new(1), Holding { held: attained(1), lapsed: attained(2), assessed: true });
        for (question, tests, left_out) in [
            (question(), Tests::Unseen, true),
            (unseen.clone(), Tests::Unseen, false),
            (lapsed, Tests::Unseen, false),
            (question(), Tests::All, false),
            (unseen, Tests::None, true),
        ] {
            let wish = Wish { tests, ..wish() };
            assert_eq!(question.problem(&actions, &wish, &[]).without.contains(&test), left_out, "{tests:?}");
        }
    }

    #[test]
    fn what_has_lapsed_is_seen_again_without_the_way_up_to_it() {
        let actions = actions();
        let minutes = |lapsed| {
            let mut question = Question::default();
            question.hold(Key::new(3), Holding { held: attained(0), lapsed: attained(lapsed), assessed: true });
            question.require(Key::new(3), Level::new(3).expect("a level"));
            let solution = crate::path::shortest(&question, &wish(), &actions, &[], &mut Default::default()).expect("solved");
            (solution.missing.is_empty(), solution.minutes)
        };
        // Without an indicator at level 2 there is no way up; whoever held level 3 once is seen again.
        assert_eq!((minutes(0), minutes(3)), ((false, 90), (true, 100)));
    }

    #[test]
    fn the_highest_requirement_and_the_greatest_weight_stay() {
        let mut question = question();
        question.require(Key::new(3), Level::ONE);
        question.weigh(Key::new(3), 3);
        question.weigh(Key::new(3), 1);
        let line = question.0[&Key::new(3)];
        assert_eq!((line.required.map(Level::number), line.weight), (Some(4), 3));
        assert_eq!(question.counts(), (2, 0));
    }

    #[test]
    fn the_time_in_a_week_stays_within_reason() {
        let week = |minutes| Wish::usual(minutes, &Language::HINDI).minutes_per_week;
        assert_eq!([-5, 0, 60, 100_000].map(week), [SHORTEST_WEEK, SHORTEST_WEEK, 60, LONGEST_WEEK]);
        assert_eq!(wish().minutes_per_quarter(), 780);
    }
}
