//! Loading a ledger that was kept elsewhere, thousands of pieces at a time.

use std::collections::BTreeMap;

use kernel::{Key, Timestamp};
use people::OfficialKey;
use store::{Error, Tx};

use super::domain::{Derived, Piece, Rules, derive};
use super::service::{NewEvidence, recompute};
use super::store as sql;
use crate::Competency;

/// Records many pieces whose people have no evidence yet for the competencies concerned: all pieces of one person and competency must be
/// in the same call. Rows are written many at a time; instead of one change for each attainment the feed gets one of kind
/// `attainment.reload`, and no event is emitted. About 1,000 pieces at a call keep the writer free enough.
pub async fn load(tx: &mut Tx, pieces: &[NewEvidence<'_>]) -> Result<(), Error> {
    let (rules, now) = (sql::rules(tx).await?, tx.now());
    let mut sets: BTreeMap<(OfficialKey, Key<Competency>), Vec<Piece>> = BTreeMap::new();
    let mut rows = Vec::with_capacity(pieces.len());
    for new in pieces {
        let id = new.id.unwrap_or_else(|| tx.context().new_id());
        rows.push((id, *new));
        sets.entry((new.official, new.competency)).or_default().push(piece(id, new, now));
    }
    sql::insert_many(tx, &rows).await?;
    sql::put_many(tx, &derived(&sets, &rules, now), rules.version(now.date())).await?;
    recount(tx, sets.keys().copied()).await?;
    tx.change("attainment.reload", 0, "{}".to_owned()).await
}

fn piece(id: uuid::Uuid, new: &NewEvidence<'_>, now: Timestamp) -> Piece {
    Piece {
        id,
        kind: new.kind,
        level: new.level.into(),
        shown: new.shown_at.date(),
        recorded: now.date(),
        observer: new.observer,
        withdraws: new.withdraws,
    }
}

/// What a crosswalk counts in or from the competencies of these sets is derived the long way.
async fn recount(tx: &mut Tx, whose: impl Iterator<Item = (OfficialKey, Key<Competency>)>) -> Result<(), Error> {
    let (linked, today) = (sql::crosswalks(tx).await?, tx.now().date());
    if linked.is_empty() {
        return Ok(());
    }
    for (official, competency) in whose {
        for (_, target) in linked.iter().filter(|(origin, target)| *origin == competency || *target == competency) {
            recompute(tx, (official, *target), today).await?;
        }
    }
    Ok(())
}

type Derivations = Vec<((OfficialKey, Key<Competency>), Derived)>;

fn derived(sets: &BTreeMap<(OfficialKey, Key<Competency>), Vec<Piece>>, rules: &Rules, now: Timestamp) -> Derivations {
    sets.iter().map(|(whose, pieces)| (*whose, derive(pieces, rules, now.date()))).collect()
}
