//! The only SQL on decisions about twins.

use std::collections::BTreeMap;

use kernel::Key;
use people::Account;
use store::{Conn, Error, Tx};

use super::domain::Decision;
use crate::Competency;
use crate::framework::parse_column;

/// Two competencies, the smaller key first.
pub(super) type Pair = (Key<Competency>, Key<Competency>);

/// All decisions, by the two competencies with the smaller key first.
pub async fn decisions(conn: &mut Conn) -> Result<BTreeMap<(Key<Competency>, Key<Competency>), Decision>, Error> {
    let all = conn
        .query("SELECT one, other, decision FROM competency_twin")
        .all(|row| Ok(((row.get(0)?, row.get(1)?), parse_column(row, 2, Decision::parse)?)))
        .await?;
    Ok(all.into_iter().collect())
}

/// Puts a decision in place of an earlier one; `None` takes it back.
pub(super) async fn put(tx: &mut Tx, (one, other): Pair, decision: Option<Decision>, by: Key<Account>) -> Result<(), Error> {
    tx.execute("DELETE FROM competency_twin WHERE one = $1 AND other = $2").bind(one).bind(other).run().await?;
    let Some(decision) = decision else { return Ok(()) };
    let now = tx.now();
    tx.execute("INSERT INTO competency_twin (one, other, decision, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(one)
        .bind(other)
        .bind(decision.as_str())
        .bind(by)
        .bind(now)
        .run()
        .await?;
    Ok(())
}
