//! What is kept of each official.

use std::collections::BTreeMap;

use kernel::Date;
use people::OfficialKey;
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Given, Rows, Tx, Value};

use super::store::list;

/// What is kept of an official.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) version: i64,
    pub(super) changes_on: Option<Date>,
    pub(super) parts: String,
}

const KEPT: &str = "SELECT official, version, changes_on, parts FROM rollup_official WHERE";

fn read_kept(row: &store::Row) -> Result<(OfficialKey, Kept), Error> {
    Ok((row.get(0)?, Kept { version: row.get(1)?, changes_on: row.get(2)?, parts: row.get(3)? }))
}

/// What is kept of these officials.
pub(super) async fn kept(conn: &mut Conn, officials: &[OfficialKey]) -> Result<BTreeMap<OfficialKey, Kept>, Error> {
    let sql = format!("{KEPT} official IN (SELECT value FROM {})", conn.dialect().integers(1));
    Ok(conn.query(AssertSqlSafe(sql)).bind(list(officials)).all(read_kept).await?.into_iter().collect())
}

/// What is kept of the officials after one and up to another.
pub(super) async fn kept_between(
    conn: &mut Conn,
    (after, until): (OfficialKey, OfficialKey),
) -> Result<BTreeMap<OfficialKey, Kept>, Error> {
    let sql = format!("{KEPT} official > $1 AND official <= $2");
    Ok(conn.query(AssertSqlSafe(sql)).bind(after).bind(until).all(read_kept).await?.into_iter().collect())
}

/// Keeps what officials contribute.
pub(super) async fn keep(tx: &mut Tx, version: i64, all: &[(OfficialKey, Option<Date>, String)]) -> Result<(), Error> {
    if all.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::default();
    for (official, changes_on, parts) in all {
        // No day stands as 0 on the way.
        let day = changes_on.map_or(0, |day| i64::from(day.0));
        rows.add(&[Value::Integer(official.number()), Value::Integer(day), Value::Text(parts)]);
    }
    let columns = [("official", Given::Integer), ("changes_on", Given::Integer), ("parts", Given::Text)];
    let sql = format!(
        "INSERT INTO rollup_official (official, version, changes_on, parts) SELECT official, $2, NULLIF(changes_on, 0), parts FROM {} \
         WHERE TRUE ON CONFLICT (official) DO UPDATE SET version = excluded.version, changes_on = excluded.changes_on, parts = excluded.parts",
        tx.dialect().rows(1, &columns)
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).bind(version).run().await.map(|_| ())
}

/// What each official contributes, packed, in order of officials.
pub(crate) async fn every_contribution(
    conn: &mut Conn,
    mut each: impl FnMut(&str) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    conn.query("SELECT parts FROM rollup_official ORDER BY official").each(|row| each(&row.get::<String>(0)?)).await
}
