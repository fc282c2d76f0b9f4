//! What a test is, and which test-outs a bank gives.

use std::collections::BTreeSet;

use competency::Competency;
use kernel::{Code, Key, LanguageText, Level};

use crate::bank::NewBank;
use crate::{ItemBank, Test};

people::closed_list! {
    /// What a test is for.
    Purpose {
        /// The assessment of a course; passing it proves a level.
        Course = "course",
        /// A quiz inside a course; proves nothing.
        Practice = "practice",
        /// Shows what is known already, without a course; passing it proves a level, failing it is seen by nobody else.
        TestOut = "test_out",
    }
}

impl Purpose {
    /// Whether passing writes evidence.
    pub const fn proves(self) -> bool {
        matches!(self, Self::Course | Self::TestOut)
    }
}

/// A test to be put.
#[derive(Clone, Debug)]
pub struct NewTest<'a> {
    /// Its code.
    pub code: &'a str,
    /// What it is for.
    pub purpose: Purpose,
    /// Where its items come from.
    pub bank: Key<ItemBank>,
    /// The competency it speaks for.
    pub competency: Key<Competency>,
    /// The level it tests.
    pub level: Level,
    /// The outcomes it covers; as many items are drawn from each.
    pub outcomes: &'a [Code],
    /// How many items are drawn.
    pub items: i64,
    /// The share of the points that is needed, in thousandths.
    pub pass_permille: i64,
    /// The time allowed.
    pub minutes: i64,
    /// The time between the end of one try and the next; 0 for none.
    pub cooling_off_minutes: i64,
    /// What it is called; empty for a test-out, which is called after its competency.
    pub title: &'a LanguageText,
}

/// A test as it stands in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestEntry {
    /// The key inside.
    pub key: Key<Test>,
    /// Its code.
    pub code: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Where its items come from.
    pub bank: Key<ItemBank>,
    /// The competency it speaks for.
    pub competency: Key<Competency>,
    /// The level it tests.
    pub level: Level,
    /// The outcomes it covers.
    pub outcomes: Vec<Code>,
    /// How many items are drawn.
    pub items: i64,
    /// The share of the points that is needed, in thousandths.
    pub pass_permille: i64,
    /// The time allowed.
    pub minutes: i64,
    /// The time between the end of one try and the next.
    pub cooling_off_minutes: i64,
    /// What it is called; empty for a test-out.
    pub title: LanguageText,
}

/// The share of the points that a test-out needs: the same as the assessments of the demo courses.
pub(super) const TEST_OUT_PASS_PERMILLE: i64 = 800;
/// Two minutes an item, as the assessments of the demo courses allow.
pub(super) const TEST_OUT_MINUTES_AN_ITEM: i64 = 2;
/// One day.
pub(super) const TEST_OUT_COOLING_OFF_MINUTES: i64 = 24 * 60;

/// Two items for each outcome, at least six.
pub(super) fn test_out_items(outcomes: usize) -> i64 {
    i64::try_from(outcomes).unwrap_or(i64::MAX / 2).saturating_mul(2).max(6)
}

/// For each level that has outcomes with items, the outcomes up to that level.
pub(super) fn test_outs(bank: &NewBank) -> Vec<(Level, Vec<Code>)> {
    let with_items: BTreeSet<&Code> = bank.items.iter().map(|item| &item.outcome).collect();
    let assessed: Vec<_> = bank.outcomes.iter().filter(|outcome| with_items.contains(&outcome.code)).collect();
    let levels: BTreeSet<Level> = assessed.iter().map(|outcome| outcome.level).collect();
    let up_to = |level| assessed.iter().filter(|outcome| outcome.level <= level).map(|outcome| outcome.code.clone()).collect();
    levels.into_iter().map(|level| (level, up_to(level))).collect()
}

/// Of test-outs, each with whether its bank is the competency's own, those that are offered: where a competency has some of its own, these.
pub(super) fn offered(found: Vec<(TestEntry, bool)>) -> Vec<TestEntry> {
    let with_own: BTreeSet<Key<Competency>> = found.iter().filter(|(_, own)| *own).map(|(test, _)| test.competency).collect();
    found.into_iter().filter(|(test, own)| *own || !with_own.contains(&test.competency)).map(|(test, _)| test).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::NewOutcome;
    use crate::item::{Content, ItemKind, NewItem, Rule, Solution};

    fn code(text: &str) -> Code {
        Code::parse(text).expect("a code")
    }

    fn item(outcome: &str) -> NewItem {
        let rule = Rule::Single("a".to_owned());
        let solution = Solution { rule, explain: LanguageText::default(), why: [].into(), source: String::new() };
        NewItem { code: code("i"), outcome: code(outcome), kind: ItemKind::Single, content: Content::default(), solution }
    }

    #[test]
    fn a_test_out_of_a_level_draws_from_all_outcomes_up_to_it() {
        let outcome = |name: &str, level| NewOutcome {
            code: code(name),
            level: Level::new(level).expect("1 to 5"),
            text: LanguageText::default(),
            indicator: None,
        };
        let outcomes = vec![outcome("a", 1), outcome("b", 3), outcome("c", 1), outcome("empty", 4)];
        let bank = NewBank {
            code: code("bank"),
            competency: Key::new(1),
            of_competency: false,
            outcomes,
            items: vec![item("a"), item("b"), item("c")],
        };
        let found: Vec<(i64, Vec<String>)> = test_outs(&bank)
            .into_iter()
            .map(|(level, codes)| (level.number(), codes.iter().map(Code::to_string).collect()))
            .collect();
        assert_eq!(found, [(1, vec!["a".to_owned(), "c".to_owned()]), (3, vec!["a".to_owned(), "b".to_owned(), "c".to_owned()])]);
    }

    #[test]
    fn a_test_out_has_two_items_for_each_outcome_and_at_least_six() {
        assert_eq!([1, 3, 4, 5].map(test_out_items), [6, 6, 8, 10]);
    }

    #[test]
    fn practice_proves_nothing() {
        assert_eq!(Purpose::ALL.iter().map(|purpose| purpose.proves()).collect::<Vec<_>>(), [true, false, true]);
    }
}
