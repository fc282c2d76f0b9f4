//! The figures of offices, from the roll-ups.

use std::collections::BTreeMap;
use std::sync::Arc;

use competency::Competency;
use insight::cube::{Board, Counts as Sums, Cube, Cut};
use kernel::{Key, Timestamp};
use people::Organisation;
use store::{Conn, Error};

use super::domain::Counts;

/// Counts of an office by competency.
pub(crate) type ByCompetency = BTreeMap<Key<Competency>, Counts>;

/// The figures of every office at one time.
pub(crate) struct Figures(Arc<Cube>);

impl Figures {
    pub(crate) async fn read(conn: &mut Conn) -> Result<Self, Error> {
        Ok(Self(Board::current(conn).await?))
    }

    /// Up to when changes are in them.
    pub(crate) fn at(&self) -> Timestamp {
        self.0.as_of()
    }

    /// Of an office with all below it; empty where nothing is asked.
    pub(crate) fn whole(&self, office: Key<Organisation>) -> ByCompetency {
        gathered(self.0.by_competency(office, &Cut::default()))
    }

    /// Of an office itself; empty where its own posts ask nothing.
    pub(crate) fn own(&self, office: Key<Organisation>, competencies: &[Key<Competency>]) -> ByCompetency {
        let own = self.0.own(office, competencies, &Cut::default());
        gathered(competencies.iter().copied().zip(own).collect())
    }
}

fn gathered(all: Vec<(Key<Competency>, Sums)>) -> ByCompetency {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let counts = |sums: Sums| Counts {
        held: number(sums.held),
        below: number(sums.below),
        unassessed: number(sums.unassessed),
        lapsed: number(sums.lapsed),
    };
    // What is new is required of nobody yet.
    all.into_iter().filter(|(_, sums)| sums.required > 0).map(|(key, sums)| (key, counts(sums))).collect()
}
