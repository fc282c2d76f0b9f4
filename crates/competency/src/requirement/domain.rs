//! The four states, and which set of requirements a position has.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use kernel::{Attained, Code, Date, Key, LanguageText, Level};
use people::closed_list;
use sha2::{Digest, Sha256};
use store::{Conn, Error};
use ui::ladder::Ladder;

use crate::Competency;
use crate::framework::CompetencyKind;

/// A new or raised requirement counts as missing for nobody for so many days.
pub const GRACE_DAYS: i32 = 90;

closed_list! {
    /// How a person stands to a requirement (programme.md, "What counts").
    State {
        /// The level is held.
        Held = "held",
        /// Something was assessed, below the level: the only state that is called a gap.
        AssessedBelow = "assessed-below",
        /// Nothing was assessed.
        NotYetAssessed = "not-yet-assessed",
        /// The level was held and has lapsed.
        Lapsed = "lapsed",
    }
}

/// How a person stands to one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The competency.
    pub competency: Key<Competency>,
    /// Its code, which is also its address.
    pub code: Code,
    /// Its name.
    pub name: LanguageText,
    /// Behavioural, functional or domain.
    pub kind: CompetencyKind,
    /// The level required.
    pub required: Level,
    /// The level held.
    pub held: Attained,
    /// The level that would be held if nothing had lapsed; never below `held`.
    pub lapsed: Attained,
    /// Whether anything was assessed.
    pub assessed: bool,
    /// The state.
    pub state: State,
    /// Whether the requirement is new: in its grace period and not held. It is then not counted as missing.
    pub is_new: bool,
    /// The end of the grace period of a new requirement.
    pub due: Option<Date>,
    /// The day on which the level held changes by itself.
    pub next_change: Option<Date>,
    /// What a person at the required level does.
    pub descriptor: LanguageText,
    /// What a person at the held level does.
    pub held_descriptor: Option<LanguageText>,
}

impl Standing {
    /// The picture.
    pub fn ladder(&self) -> Ladder {
        Ladder { held: self.held, lapsed: self.lapsed, required: Some(self.required), assessed: self.assessed }
    }

    /// Whether it is held.
    pub fn is_held(&self) -> bool {
        self.state == State::Held
    }
}

/// The state that follows from the level required, held, and held before a lapse.
pub fn state(required: Level, held: Attained, lapsed: Attained, assessed: bool) -> State {
    if held.reaches(required) {
        State::Held
    } else if lapsed.reaches(required) {
        State::Lapsed
    } else if assessed {
        State::AssessedBelow
    } else {
        State::NotYetAssessed
    }
}

/// Counts for a headline. New requirements that are not held stand apart and are in no other count but `new`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Requirements, without the new ones that are not held.
    pub required: i64,
    /// Held.
    pub held: i64,
    /// Assessed below: gaps.
    pub below: i64,
    /// Not yet assessed.
    pub unassessed: i64,
    /// Lapsed.
    pub lapsed: i64,
    /// New and not held.
    pub new: i64,
}

/// Counts standings.
pub fn summary(standings: &[Standing]) -> Summary {
    let mut summary = Summary::default();
    for standing in standings {
        if standing.is_new {
            summary.new += 1;
            continue;
        }
        summary.required += 1;
        match standing.state {
            State::Held => summary.held += 1,
            State::AssessedBelow => summary.below += 1,
            State::NotYetAssessed => summary.unassessed += 1,
            State::Lapsed => summary.lapsed += 1,
        }
    }
    summary
}

/// One requirement of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The revision of the competency.
    pub revision: i64,
    /// The level.
    pub level: Level,
    /// The first day.
    pub effective_from: Date,
    /// The first day on which it counts.
    pub grace_until: Date,
}

/// A set of requirements by competency.
pub(super) type Set = BTreeMap<Key<Competency>, Asked>;

/// What the roles of a position ask for one competency, and when the framework that asks it was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) competency: Key<Competency>,
    pub(super) revision: i64,
    pub(super) level: Level,
    pub(super) published: Date,
}

/// The set that takes the place of `before`: what was asked already at this level or above keeps its days; what is new or raised begins
/// today at the earliest. The first set of a position begins with the publication of its framework.
pub(super) fn next_set(wanted: &[Wanted], before: Option<&Set>, (today, grace_days): (Date, i32)) -> Set {
    let asked = |wanted: &Wanted| {
        let known = before.and_then(|before| before.get(&wanted.competency)).filter(|known| known.level >= wanted.level);
        let begins = if before.is_some() { wanted.published.max(today) } else { wanted.published };
        let (effective_from, grace_until) =
            known.map_or((begins, begins.plus_days(grace_days)), |known| (known.effective_from, known.grace_until));
        Asked { revision: wanted.revision, level: wanted.level, effective_from, grace_until }
    };
    wanted.iter().map(|wanted| (wanted.competency, asked(wanted))).collect()
}

/// The name under which a set is interned: SHA-256 over its rows in order.
pub(super) fn digest(set: &Set) -> String {
    let mut hash = Sha256::new();
    for (competency, asked) in set {
        let (level, from, until) = (asked.level.number(), asked.effective_from.0, asked.grace_until.0);
        hash.update(format!("{}:{}:{level}:{from}:{until}\n", competency.number(), asked.revision));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether there is a test by which a level can be shown at once. Answered by the capability that has the tests, which stands to the right
/// and is put in by the binary.
pub trait OffersTestOut: Send + Sync {
    /// Whether a test-out of this competency can be taken.
    fn offers<'a>(
        &'a self,
        conn: &'a mut Conn,
        competency: Key<Competency>,
    ) -> Pin<Box<dyn Future<Output = Result<bool, Error>> + Send + 'a>>;
}

/// The form in which [`OffersTestOut`] is put into the router, as an `axum::Extension`.
pub type TestOuts = Arc<dyn OffersTestOut>;

/// No test-outs at all: what pages assume where none are put in.
pub fn no_test_outs() -> TestOuts {
    struct None;
    impl OffersTestOut for None {
        fn offers<'a>(
            &'a self,
            _: &'a mut Conn,
            _: Key<Competency>,
        ) -> Pin<Box<dyn Future<Output = Result<bool, Error>> + Send + 'a>> {
            Box::pin(async { Ok(false) })
        }
    }
    Arc::new(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_requirement_is_in_one_of_four_states() {
        let attained = |level| Attained::new(level).expect("0 to 5");
        for (required, held, lapsed, assessed, expected) in [
            (3, 3, 3, true, State::Held),
            (3, 5, 5, true, State::Held),
            (3, 2, 2, true, State::AssessedBelow),
            (3, 2, 3, true, State::Lapsed),
            (3, 0, 2, true, State::AssessedBelow),
            (3, 0, 0, false, State::NotYetAssessed),
        ] {
            assert_eq!(state(Level::new(required).expect("1 to 5"), attained(held), attained(lapsed), assessed), expected);
        }
    }

    fn wanted(competency: i64, level: i64) -> Wanted {
        Wanted { competency: Key::new(competency), revision: 1, level: Level::new(level).expect("1 to 5"), published: Date(100) }
    }

    #[test]
    fn only_what_is_new_or_raised_begins_anew() {
        let first = next_set(&[wanted(1, 2), wanted(2, 3)], None, (Date(500), GRACE_DAYS));
        assert!(first.values().all(|asked| asked.effective_from == Date(100) && asked.grace_until == Date(190)));
        let second = next_set(&[wanted(1, 3), wanted(2, 2), wanted(3, 1)], Some(&first), (Date(500), GRACE_DAYS));
        let begins: Vec<i32> = second.values().map(|asked| asked.effective_from.0).collect();
        assert_eq!(begins, [500, 100, 500]);
        assert_eq!(next_set(&[wanted(1, 3), wanted(2, 2), wanted(3, 1)], Some(&second), (Date(900), GRACE_DAYS)), second);
    }

    #[test]
    fn equal_sets_have_one_name() {
        let one = next_set(&[wanted(1, 2), wanted(2, 3)], None, (Date(500), GRACE_DAYS));
        let other = next_set(&[wanted(2, 3), wanted(1, 2)], None, (Date(700), GRACE_DAYS));
        assert_eq!(digest(&one), digest(&other));
        assert_ne!(digest(&one), digest(&next_set(&[wanted(1, 2)], None, (Date(500), GRACE_DAYS))));
    }
}
