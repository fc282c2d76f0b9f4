//! From a set of evidence to a level: the declared rule.
//!
//! - A piece that another piece withdraws counts for nothing.
//! - A piece counts for its level, but never for more than the ceiling of its kind by the rule in force when it was recorded.
//! - Levels 4 and 5 need a panel (whose ceiling is 5), or a work product and observations by two people that all speak for the level.
//! - Where its kind has a validity, a piece lapses so many days after it was shown.
//! - The level held is the highest that any of this proves (programme.md, "What counts").

use std::collections::BTreeSet;

use kernel::{Attained, Date, Key};
use people::{Official, closed_list};
use uuid::Uuid;

closed_list! {
    /// What kind of thing speaks for a level.
    EvidenceKind {
        /// The person says so.
        SelfDeclaration = "self_declaration",
        /// A course was completed.
        Completion = "completion",
        /// A test without supervision was passed.
        Test = "test",
        /// A proctored or independently supervised test was passed.
        SupervisedTest = "supervised_test",
        /// A supervisor saw it done.
        Observation = "observation",
        /// A piece of work shows it.
        WorkProduct = "work_product",
        /// A credential from elsewhere says so.
        PriorCredential = "prior_credential",
        /// A panel has judged it.
        Panel = "panel",
    }
}

/// A piece of evidence, as far as the rule cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: EvidenceKind,
    /// The level it speaks for; 0 when nothing was shown or when it only withdraws another.
    pub level: Attained,
    /// The day on which it was shown.
    pub shown: Date,
    /// The day on which it was recorded, whose rule binds it.
    pub recorded: Date,
    /// Who observed it.
    pub observer: Option<Key<Official>>,
    /// The piece that it withdraws.
    pub withdraws: Option<Uuid>,
}

/// What a kind can prove, from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The version; a higher one takes the place of a lower one.
    pub version: i64,
    /// The kind.
    pub kind: EvidenceKind,
    /// The first day.
    pub from: Date,
    /// The highest level it can prove.
    pub ceiling: Attained,
    /// After so many days what it proves lapses.
    pub valid_days: Option<i32>,
}

/// All rules of all times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules(pub Vec<Rule>);

impl Rules {
    /// The rule of a kind on a day: the newest version that had begun.
    pub fn on(&self, kind: EvidenceKind, day: Date) -> Option<&Rule> {
        self.0.iter().filter(|rule| rule.kind == kind && rule.from <= day).max_by_key(|rule| rule.version)
    }

    /// The newest version that had begun on a day; 0 before all.
    pub fn version(&self, day: Date) -> i64 {
        self.0.iter().filter(|rule| rule.from <= day).map(|rule| rule.version).max().unwrap_or(0)
    }
}

/// What follows from a set of evidence on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Derived {
    /// The level held.
    pub level: Attained,
    /// The level that would be held if nothing had lapsed; never below `level`.
    pub lapsed: Attained,
    /// Whether there is any piece that proves something, be it lapsed.
    pub assessed: bool,
    /// The next day on which the level changes by itself.
    pub next_change: Option<Date>,
}

/// What one piece counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It proves this level by itself.
    Counts(Attained),
    /// It proved this level until this day.
    Lapsed(Attained, Date),
    /// It proves nothing.
    Nothing,
    /// It was withdrawn.
    Withdrawn,
}

/// Levels from this on need several people.
const HIGH: i64 = 4;
/// So many different observers must agree on a high level.
const OBSERVERS: usize = 2;

/// The level held on `today` by a set of pieces of one person and one competency. Order and duplicates do not matter.
pub fn derive(pieces: &[Piece], rules: &Rules, today: Date) -> Derived {
    let standing = standing(pieces);
    let held = |day: Option<Date>| proven(&standing, rules, day);
    let level = held(Some(today));
    let ends: BTreeSet<Date> = standing.iter().filter_map(|piece| lapses(piece, rules)).filter(|day| *day > today).collect();
    Derived {
        level,
        lapsed: held(None),
        assessed: standing.iter().any(|piece| by_itself(piece, rules) > Attained::NOTHING),
        next_change: ends.into_iter().find(|day| held(Some(*day)) != level),
    }
}

/// What a piece counts for among all pieces of its person and competency.
pub fn weigh(piece: &Piece, all: &[Piece], rules: &Rules, today: Date) -> Weight {
    let level = by_itself(piece, rules);
    if all.iter().any(|other| other.withdraws == Some(piece.id)) {
        Weight::Withdrawn
    } else if level == Attained::NOTHING {
        Weight::Nothing
    } else {
        match lapses(piece, rules).filter(|day| *day <= today) {
            Some(day) => Weight::Lapsed(level, day),
            None => Weight::Counts(level),
        }
    }
}

/// The pieces that nobody withdrew.
fn standing(pieces: &[Piece]) -> Vec<&Piece> {
    let withdrawn: BTreeSet<Uuid> = pieces.iter().filter_map(|piece| piece.withdraws).collect();
    pieces.iter().filter(|piece| !withdrawn.contains(&piece.id)).collect()
}

/// What the pieces that have not lapsed on `day` prove together; `None` asks as if nothing ever lapsed.
fn proven(standing: &[&Piece], rules: &Rules, day: Option<Date>) -> Attained {
    let alive = |piece: &&&Piece| day.is_none_or(|day| lapses(piece, rules).is_none_or(|end| end > day));
    let alive: Vec<&Piece> = standing.iter().filter(alive).copied().collect();
    let alone = alive.iter().map(|piece| by_itself(piece, rules)).max().unwrap_or_default();
    alone.max(together(&alive))
}

/// The highest level from [`HIGH`] on for which a work product and enough different observers speak.
fn together(alive: &[&Piece]) -> Attained {
    let product =
        alive.iter().filter(|piece| piece.kind == EvidenceKind::WorkProduct).map(|piece| piece.level).max().unwrap_or_default();
    let seen_by = |level: Attained| {
        let observations = alive.iter().filter(|piece| piece.kind == EvidenceKind::Observation && piece.level >= level);
        observations.filter_map(|piece| piece.observer).collect::<BTreeSet<_>>().len()
    };
    let levels = (HIGH..=5).rev().filter_map(|level| Attained::new(level).ok());
    levels.into_iter().find(|level| product >= *level && seen_by(*level) >= OBSERVERS).unwrap_or_default()
}

/// What a piece proves by itself: its level, up to the ceiling of its kind. A kind without a rule proves nothing.
fn by_itself(piece: &Piece, rules: &Rules) -> Attained {
    rules.on(piece.kind, piece.recorded).map_or(Attained::NOTHING, |rule| piece.level.min(rule.ceiling))
}

/// The first day on which a piece counts no more.
fn lapses(piece: &Piece, rules: &Rules) -> Option<Date> {
    rules.on(piece.kind, piece.recorded)?.valid_days.map(|days| piece.shown.plus_days(days))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(kind: EvidenceKind, ceiling: i64, valid_days: Option<i32>) -> Rule {
        Rule { version: 1, kind, from: Date(0), ceiling: Attained::new(ceiling).expect("0 to 5"), valid_days }
    }

    fn rules() -> Rules {
        use EvidenceKind::*;
        Rules(vec![
            rule(SelfDeclaration, 0, None),
            rule(Completion, 1, None),
            rule(Test, 2, Some(100)),
            rule(SupervisedTest, 3, Some(365)),
            rule(Observation, 3, None),
            rule(WorkProduct, 3, None),
            rule(PriorCredential, 2, None),
            rule(Panel, 5, None),
        ])
    }

    fn piece(id: u128, kind: EvidenceKind, level: i64) -> Piece {
        let level = Attained::new(level).expect("0 to 5");
        Piece { id: Uuid::from_u128(id), kind, level, shown: Date(1000), recorded: Date(1000), observer: None, withdraws: None }
    }

    fn seen(id: u128, level: i64, observer: i64) -> Piece {
        Piece { observer: Some(Key::new(observer)), ..piece(id, EvidenceKind::Observation, level) }
    }

    fn level(pieces: &[Piece], day: i32) -> i64 {
        derive(pieces, &rules(), Date(day)).level.number()
    }

    #[test]
    fn no_kind_proves_more_than_its_ceiling() {
        for (kind, at_most) in [
            (EvidenceKind::SelfDeclaration, 0),
            (EvidenceKind::Completion, 1),
            (EvidenceKind::Test, 2),
            (EvidenceKind::SupervisedTest, 3),
            (EvidenceKind::Observation, 3),
            (EvidenceKind::WorkProduct, 3),
            (EvidenceKind::PriorCredential, 2),
            (EvidenceKind::Panel, 5),
        ] {
            assert_eq!(level(&[piece(1, kind, 5)], 1000), at_most, "{kind:?}");
        }
        assert_eq!(level(&[piece(1, EvidenceKind::Panel, 2)], 1000), 2);
    }

    #[test]
    fn high_levels_need_a_work_product_and_two_observers() {
        let product = piece(1, EvidenceKind::WorkProduct, 5);
        assert_eq!(level(&[product.clone(), seen(2, 4, 7)], 1000), 3, "one observer");
        assert_eq!(level(&[product.clone(), seen(2, 4, 7), seen(3, 4, 7)], 1000), 3, "the same observer twice");
        assert_eq!(level(&[seen(2, 4, 7), seen(3, 5, 8)], 1000), 3, "no product");
        assert_eq!(level(&[product.clone(), seen(2, 4, 7), seen(3, 5, 8)], 1000), 4, "the level that all speak for");
        assert_eq!(level(&[product, seen(2, 5, 7), seen(3, 5, 8)], 1000), 5);
    }

    #[test]
    fn a_level_lapses_on_the_declared_day_and_not_before() {
        let pieces = [piece(1, EvidenceKind::Test, 2), piece(2, EvidenceKind::Completion, 1)];
        let derived = derive(&pieces, &rules(), Date(1099));
        assert_eq!((derived.level.number(), derived.lapsed.number(), derived.next_change), (2, 2, Some(Date(1100))));
        let derived = derive(&pieces, &rules(), Date(1100));
        assert_eq!((derived.level.number(), derived.lapsed.number(), derived.next_change), (1, 2, None));
        assert_eq!(weigh(&pieces[0], &pieces, &rules(), Date(1100)), Weight::Lapsed(Attained::new(2).expect("2"), Date(1100)));
    }

    #[test]
    fn withdrawn_evidence_counts_for_nothing() {
        let wrong = piece(1, EvidenceKind::Panel, 4);
        let correction = Piece { withdraws: Some(wrong.id), ..piece(2, EvidenceKind::Panel, 3) };
        assert_eq!(level(&[wrong.clone(), correction.clone()], 1000), 3);
        assert_eq!(weigh(&wrong, &[wrong.clone(), correction], &rules(), Date(1000)), Weight::Withdrawn);
        let plain = Piece { withdraws: Some(wrong.id), ..piece(2, EvidenceKind::Panel, 0) };
        assert_eq!(derive(&[plain, wrong], &rules(), Date(1000)), Derived::default());
    }

    #[test]
    fn what_proves_nothing_assesses_nothing() {
        assert!(!derive(&[piece(1, EvidenceKind::SelfDeclaration, 4), seen(2, 0, 7)], &rules(), Date(1000)).assessed);
        assert!(derive(&[piece(1, EvidenceKind::Completion, 1)], &rules(), Date(1000)).assessed);
    }

    #[test]
    fn the_rule_of_the_day_of_recording_binds_a_piece() {
        let mut rules = rules();
        rules.0.push(Rule { version: 2, from: Date(2000), ..rule(EvidenceKind::Test, 1, None) });
        let old = Piece { recorded: Date(1999), shown: Date(1999), ..piece(1, EvidenceKind::Test, 2) };
        let new = Piece { recorded: Date(2000), shown: Date(1999), ..piece(2, EvidenceKind::Test, 2) };
        assert_eq!(derive(&[old], &rules, Date(2001)).level.number(), 2);
        assert_eq!(derive(&[new], &rules, Date(2001)).level.number(), 1);
        assert_eq!((rules.version(Date(1999)), rules.version(Date(2000))), (1, 2));
    }

    fn any_piece() -> impl Strategy<Value = Piece> {
        let kind = prop::sample::select(EvidenceKind::ALL);
        (0..12_u128, kind, 0..=5_i64, 0..500_i32, prop::option::of(0..3_i64), prop::option::of(0..12_u128)).prop_map(
            |(id, kind, level, shown, observer, withdraws)| Piece {
                shown: Date(shown),
                observer: observer.map(Key::new),
                withdraws: withdraws.map(Uuid::from_u128),
                ..piece(id, kind, level)
            },
        )
    }

    proptest! {
        #[test]
        fn order_and_duplicates_do_not_matter(
            (one, other) in prop::collection::vec(any_piece(), 0..12).prop_flat_map(|pieces| {
                let twice: Vec<Piece> = pieces.iter().chain(pieces.iter().step_by(2)).cloned().collect();
                (Just(pieces), Just(twice).prop_shuffle())
            }),
            today in 0..1000_i32,
        ) {
            prop_assert_eq!(derive(&one, &rules(), Date(today)), derive(&other, &rules(), Date(today)));
        }

        #[test]
        fn nothing_changes_before_the_announced_day(pieces in prop::collection::vec(any_piece(), 0..12), today in 0..600_i32, later in 0..600_i32) {
            let now = derive(&pieces, &rules(), Date(today));
            let then = derive(&pieces, &rules(), Date(today + later));
            prop_assert!(now.lapsed >= now.level);
            if now.next_change.is_none_or(|day| Date(today + later) < day) {
                prop_assert_eq!(then, now);
            }
        }
    }
}
