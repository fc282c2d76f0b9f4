//! The only SQL on decisions about twins.

use std::collections::BTreeMap;

use kernel::Key;
use people::Account;
use store::{Conn, Error, Row, Tx};

use super::aliases::Decided;
use super::domain::Decision;
use crate::Competency;
use crate::framework::parse_column;

/// Two competencies, the smaller key first.
pub(super) type Pair = (Key<Competency>, Key<Competency>);

/// All decisions, in order of the two competencies.
pub(super) async fn all(conn: &mut Conn) -> Result<Vec<Decided>, Error> {
    let read = |row: &Row| {
        let decision = parse_column(row, 2, Decision::parse)?;
        Ok(Decided { one: row.get(0)?, other: row.get(1)?, decision, kept: row.get(3)? })
    };
    conn.query("SELECT one, other, decision, kept FROM competency_twin ORDER BY one, other").all(read).await
}

/// All decisions, by the two competencies with the smaller key first.
pub async fn decisions(conn: &mut Conn) -> Result<BTreeMap<(Key<Competency>, Key<Competency>), Decision>, Error> {
    Ok(all(conn).await?.into_iter().map(|one| ((one.one, one.other), one.decision)).collect())
}

/// Puts a decision in place of an earlier one; `None` takes it back. `kept` stands for the other of two that are one.
pub(super) async fn put(
    tx: &mut Tx,
    (one, other): Pair,
    (decision, kept): (Option<Decision>, Key<Competency>),
    by: Key<Account>,
) -> Result<(), Error> {
    tx.execute("DELETE FROM competency_twin WHERE one = $1 AND other = $2").bind(one).bind(other).run().await?;
    let Some(decision) = decision else { return Ok(()) };
    let now = tx.now();
    let kept = (decision == Decision::Alias).then_some(kept);
    tx.execute(
        "INSERT INTO competency_twin (one, other, decision, decided_by, decided_at, kept) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(one)
    .bind(other)
    .bind(decision.as_str())
    .bind(by)
    .bind(now)
    .bind(kept)
    .run()
    .await?;
    Ok(())
}
