//! The check of the projection: every attainment derived anew from the ledger and compared with what is stored.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Key};
use people::OfficialKey;
use store::{Conn, Db, Error, FutureExt, Outcome, Tx};

use super::domain::{Derived, Piece, Rules, derive};
use super::service::recompute;
use super::store::{self as sql, Stored};
use crate::Competency;

/// So many officials are compared at a time.
const CHUNK: i64 = 500;

/// An attainment that is not what its evidence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whose.
    pub official: OfficialKey,
    /// For which competency.
    pub competency: Key<Competency>,
    /// What is stored; `None` when there is no row.
    pub stored: Option<Derived>,
    /// What follows from the evidence.
    pub derived: Derived,
}

/// The result of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Attainments looked at.
    pub attainments: i64,
    /// Those that differ.
    pub differences: Vec<Difference>,
}

type Whose = (OfficialKey, Key<Competency>);

/// Derives all attainments anew and compares; with `mend` the stored ones are put right. Runs beside a running server: a difference counts
/// only when it is seen again inside a transaction.
pub async fn rebuild_and_compare(db: &Db, mend: bool) -> Outcome<Checked, ()> {
    let mut conn = db.read().await?;
    let (mut checked, mut after) = (Checked::default(), OfficialKey::new(i64::MIN));
    while let Some(until) = sql::step(&mut conn, after, CHUNK).await? {
        let (attainments, doubtful) = compare(&mut conn, after, until).await?;
        checked.attainments += attainments;
        if !doubtful.is_empty() {
            let confirmed = db.write((doubtful, mend), |tx, (doubtful, mend)| confirm(tx, doubtful, *mend).boxed()).await?;
            checked.differences.extend(confirmed);
        }
        after = until;
    }
    Ok(checked)
}

async fn compare(conn: &mut Conn, after: OfficialKey, until: OfficialKey) -> Result<(i64, Vec<Whose>), Error> {
    let rules = sql::rules(conn).await?;
    let mut pieces: BTreeMap<Whose, Vec<Piece>> = BTreeMap::new();
    for (whose, piece) in sql::pieces_between(conn, after, until).await? {
        pieces.entry(whose).or_default().push(piece);
    }
    let stored: BTreeMap<Whose, Stored> = sql::attainments_between(conn, after, until).await?.into_iter().collect();
    let all: BTreeSet<Whose> = pieces.keys().chain(stored.keys()).copied().collect();
    let differs =
        |whose: &&Whose| difference(**whose, pieces.get(*whose).map_or(&[], Vec::as_slice), stored.get(*whose), &rules).is_some();
    let doubtful = all.iter().filter(differs).copied().collect();
    Ok((all.len() as i64, doubtful))
}

/// What is stored must be what followed from the evidence on the day of its last writing; that it lapses later is not damage.
fn difference(whose: Whose, pieces: &[Piece], stored: Option<&Stored>, rules: &Rules) -> Option<Difference> {
    let day = stored.map_or(Date(0), |stored| stored.updated.date());
    let derived = derive(pieces, rules, day);
    let same = match stored {
        Some(stored) => stored.derived == derived && !pieces.is_empty(),
        None => pieces.is_empty(),
    };
    let (official, competency) = whose;
    (!same).then(|| Difference { official, competency, stored: stored.map(|stored| stored.derived), derived })
}

async fn confirm(tx: &mut Tx, doubtful: &[Whose], mend: bool) -> Outcome<Vec<Difference>, ()> {
    let (rules, today) = (sql::rules(tx).await?, tx.now().date());
    let mut confirmed = Vec::new();
    for whose in doubtful {
        let pieces = sql::pieces(tx, whose.0, whose.1).await?;
        let stored = sql::attainment(tx, whose.0, whose.1).await?;
        if let Some(difference) = difference(*whose, &pieces, stored.as_ref(), &rules) {
            confirmed.push(difference);
            if mend {
                recompute(tx, *whose, today).await?;
            }
        }
    }
    Ok(confirmed)
}
