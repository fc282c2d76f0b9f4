//! What is drawn, when time is over, when a test is passed, when one may try again.

use std::collections::VecDeque;

use kernel::time::{MINUTE, SECOND};
use kernel::{Attained, Key, Level, Timestamp};
use rand::Rng;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

use crate::Item;
use crate::item::Content;
use crate::test::Purpose;

people::closed_list! {
    /// Where an attempt stands.
    State {
        /// Being worked on.
        Open = "open",
        /// Enough points.
        Passed = "passed",
        /// Too few points.
        Failed = "failed",
        /// The time was over, and what had been saved until then did not suffice.
        Expired = "expired",
    }
}

/// Answers that come so little after the end of the time still count: a slow line is nobody's fault.
pub const GRACE: i64 = 30 * SECOND;

/// Whether answers come too late.
pub(super) const fn is_over(due: Timestamp, now: Timestamp) -> bool {
    now.since(due) > GRACE
}

/// How an attempt ends.
pub(super) const fn verdict(earned: i64, possible: i64, pass_permille: i64, over: bool) -> State {
    if possible > 0 && earned * 1000 >= possible * pass_permille {
        State::Passed
    } else if over {
        State::Expired
    } else {
        State::Failed
    }
}

/// The least points that pass.
pub(super) const fn needed(possible: i64, pass_permille: i64) -> i64 {
    (possible * pass_permille + 999) / 1000
}

/// When the next try may begin.
pub(super) const fn next_try(ended: Timestamp, cooling_off_minutes: i64) -> Timestamp {
    ended.plus(cooling_off_minutes.saturating_mul(MINUTE))
}

/// Whether the keys of the items are shown afterwards. After a failed test that proves something they are not, so that the items stay
/// usable; what was weak, and where to read, is.
pub(super) const fn shows_keys(purpose: Purpose, state: State) -> bool {
    !purpose.proves() || matches!(state, State::Passed)
}

/// The level to test out at: the highest that has a test, up to the one required, so that passing settles as much as can be settled; where
/// nothing is required, the next above the one held.
pub(super) fn level_to_test(offered: &[Level], held: Attained, required: Option<Level>) -> Option<Level> {
    let missing = offered.iter().copied().filter(|level| !held.reaches(*level));
    match required {
        Some(required) => missing.filter(|level| *level <= required).max(),
        None => missing.min(),
    }
}

/// An item that could be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) item: Key<Item>,
    /// Which of the test's outcomes it speaks for.
    pub(super) outcome: usize,
    /// In how many earlier attempts this person has seen it.
    pub(super) seen: i64,
    /// In how many attempts of anybody it has been drawn.
    pub(super) shown: i64,
}

/// Draws up to `wanted` items: from each outcome as many (the rest from outcomes by lot; where an outcome has too few, others stand in),
/// first those that the person has seen least, among these the ones shown least overall, among equals by lot; then shuffles them.
pub(super) fn draw(wanted: usize, mut pool: Vec<Candidate>, dice: &mut impl Rng) -> Vec<Key<Item>> {
    pool.shuffle(dice);
    pool.sort_by_key(|candidate| (candidate.seen, candidate.shown));
    let outcomes = pool.iter().map(|candidate| candidate.outcome + 1).max().unwrap_or(0);
    let mut heaps: Vec<VecDeque<Key<Item>>> = vec![VecDeque::new(); outcomes];
    for candidate in pool {
        heaps[candidate.outcome].push_back(candidate.item);
    }
    heaps.shuffle(dice);
    let mut drawn = Vec::with_capacity(wanted);
    while drawn.len() < wanted && heaps.iter().any(|heap| !heap.is_empty()) {
        let round: Vec<_> = heaps.iter_mut().filter_map(VecDeque::pop_front).take(wanted - drawn.len()).collect();
        drawn.extend(round);
    }
    drawn.shuffle(dice);
    drawn
}

/// The order in which the parts of an item were shown in one attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shuffle {
    /// Ids of the options, or of the left sides of a match.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Ids of the right sides of a match.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
}

impl Shuffle {
    /// Shuffles an item.
    pub(super) fn of(content: &Content, dice: &mut impl Rng) -> Self {
        let mut shuffled = Self {
            options: content.options.iter().map(|part| part.id.clone()).collect(),
            targets: content.targets.iter().map(|part| part.id.clone()).collect(),
        };
        shuffled.options.shuffle(dice);
        shuffled.targets.shuffle(dice);
        shuffled
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    /// `count` items of an outcome, numbered from `outcome * 100`.
    fn items(outcome: usize, count: i64) -> Vec<Candidate> {
        (0..count).map(|n| Candidate { item: Key::new(outcome as i64 * 100 + n), outcome, seen: 0, shown: 0 }).collect()
    }

    fn of_outcome(drawn: &[Key<Item>], outcome: i64) -> usize {
        drawn.iter().filter(|item| item.number() / 100 == outcome).count()
    }

    #[test]
    fn each_outcome_gives_as_many_items_and_none_comes_twice() {
        for seed in 0..50 {
            let pool: Vec<_> = (0..5).flat_map(|outcome| items(outcome, 5)).collect();
            let drawn = draw(12, pool, &mut StdRng::seed_from_u64(seed));
            let counts: Vec<usize> = (0..5).map(|outcome| of_outcome(&drawn, outcome)).collect();
            assert!(counts.iter().all(|count| (2..=3).contains(count)), "{counts:?}");
            assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 12);
        }
    }

    #[test]
    fn others_stand_in_where_an_outcome_has_too_few() {
        let pool = [items(0, 1), items(1, 5)].concat();
        let drawn = draw(5, pool.clone(), &mut StdRng::seed_from_u64(1));
        assert_eq!((of_outcome(&drawn, 0), of_outcome(&drawn, 1)), (1, 4));
        assert_eq!(draw(50, pool, &mut StdRng::seed_from_u64(1)).len(), 6);
        assert!(draw(5, Vec::new(), &mut StdRng::seed_from_u64(1)).is_empty());
    }

    #[test]
    fn the_unseen_come_before_the_seen_and_the_least_shown_before_the_worn() {
        for seed in 0..50 {
            let mut pool = items(0, 5);
            (pool[0].seen, pool[1].seen) = (1, 2);
            (pool[2].shown, pool[3].shown, pool[4].shown) = (9, 3, 3);
            let drawn: BTreeSet<i64> =
                draw(2, pool.clone(), &mut StdRng::seed_from_u64(seed)).iter().map(|item| item.number()).collect();
            assert_eq!(drawn, [3, 4].into());
            let drawn: BTreeSet<i64> = draw(4, pool, &mut StdRng::seed_from_u64(seed)).iter().map(|item| item.number()).collect();
            assert_eq!(drawn, [0, 2, 3, 4].into());
        }
    }

    #[test]
    fn among_equals_the_dice_decide() {
        let firsts: BTreeSet<i64> =
            (0..40).map(|seed| draw(1, items(0, 5), &mut StdRng::seed_from_u64(seed))[0].number()).collect();
        assert_eq!(firsts.len(), 5);
    }

    #[test]
    fn eighty_percent_pass_and_a_point_less_does_not() {
        assert_eq!(needed(120, 800), 96);
        assert_eq!(needed(36, 800), 29);
        for (earned, over, state) in
            [(96, false, State::Passed), (95, false, State::Failed), (96, true, State::Passed), (0, true, State::Expired)]
        {
            assert_eq!(verdict(earned, 120, 800, over), state);
        }
        assert_eq!(verdict(0, 0, 800, false), State::Failed);
    }

    #[test]
    fn a_slow_line_has_half_a_minute() {
        let due = Timestamp(0);
        assert!(!is_over(due, due.plus(GRACE)) && is_over(due, due.plus(GRACE + 1)));
    }

    #[test]
    fn tests_out_at_the_highest_level_up_to_the_one_required() {
        let level = |n| Level::new(n).expect("1 to 5");
        let offered = [1, 2, 4].map(level);
        for (held, required, found) in [
            (0, Some(2), Some(2)),
            (0, Some(3), Some(2)),
            (1, Some(2), Some(2)),
            (2, Some(3), None),
            (2, Some(4), Some(4)),
            (2, Some(2), None),
            (0, None, Some(1)),
            (4, None, None),
        ] {
            let chosen = level_to_test(&offered, Attained::new(held).expect("0 to 5"), required.map(level));
            assert_eq!(chosen, found.map(level), "{held} {required:?}");
        }
    }

    #[test]
    fn keys_of_a_failed_test_that_proves_stay_unseen() {
        let shown = |purpose| [State::Passed, State::Failed, State::Expired].map(|state| shows_keys(purpose, state));
        assert_eq!(shown(Purpose::Course), [true, false, false]);
        assert_eq!(shown(Purpose::TestOut), [true, false, false]);
        assert_eq!(shown(Purpose::Practice), [true, true, true]);
    }

    #[test]
    fn a_shuffle_keeps_all_parts() {
        let part = |id: &str| crate::item::Part { id: id.to_owned(), text: kernel::LanguageText::default() };
        let content = Content { options: ["a", "b", "c", "d"].map(part).to_vec(), ..Content::default() };
        let orders: BTreeSet<Vec<String>> =
            (0..30).map(|seed| Shuffle::of(&content, &mut StdRng::seed_from_u64(seed)).options).collect();
        assert!(orders.len() > 10 && orders.iter().all(|order| order.iter().collect::<BTreeSet<_>>().len() == 4));
    }
}
