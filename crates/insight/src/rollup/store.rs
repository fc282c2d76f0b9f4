//! How far the roll-ups have come, what has changed in them, and which cohorts have a name.

use std::collections::BTreeSet;

use kernel::{Date, Key, Timestamp};
use people::OfficialKey;
use store::{Conn, Error, Tx};

use super::cell::Sums;
use super::domain::Labels;

/// So many of the newest changes of the sums are kept for those who have them in memory.
const CHANGES: i64 = 900;

/// The tree of organisations has changed.
pub(super) async fn touch_tree(tx: &mut Tx) -> Result<(), Error> {
    tx.execute("UPDATE rollup_state SET tree = tree + 1").run().await.map(|_| ())
}

/// The edition whose changes are known, and the current one.
pub(super) async fn editions(conn: &mut Conn) -> Result<(i64, i64), Error> {
    conn.query("SELECT rollup_state.edition, edition.current FROM rollup_state CROSS JOIN edition")
        .one("state of the roll-ups", |row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

pub(super) async fn set_edition(tx: &mut Tx, edition: i64) -> Result<(), Error> {
    tx.execute("UPDATE rollup_state SET edition = $1 WHERE edition < $1").bind(edition).run().await.map(|_| ())
}

/// The version of the sums.
pub(super) async fn version(conn: &mut Conn) -> Result<i64, Error> {
    conn.query("SELECT version FROM rollup_state").one("state of the roll-ups", |row| row.get(0)).await
}

/// Everybody up to this official has been looked at.
pub(super) async fn seen(tx: &mut Tx, official: OfficialKey) -> Result<(), Error> {
    tx.execute("UPDATE rollup_state SET official = $1 WHERE official < $1").bind(official).run().await.map(|_| ())
}

/// Takes the next version of the sums; whoever else writes them waits until this transaction ends.
pub(super) async fn next_version(tx: &mut Tx) -> Result<i64, Error> {
    let now = tx.now();
    tx.query("UPDATE rollup_state SET version = version + 1, at = $1 RETURNING version")
        .bind(now)
        .one("state of the roll-ups", |row| row.get(0))
        .await
}

/// Tells those who have the sums in memory what this version changed, and forgets the oldest such news.
pub(super) async fn tell(tx: &mut Tx, version: i64, changes: &Sums) -> Result<(), Error> {
    tx.execute("INSERT INTO rollup_change (version, changes) VALUES ($1, $2)").bind(version).bind(changes.pack()).run().await?;
    tx.execute("DELETE FROM rollup_change WHERE version <= $1").bind(version - CHANGES).run().await.map(|_| ())
}

/// Tells them to read everything anew.
pub(super) async fn tell_anew(tx: &mut Tx, version: i64) -> Result<(), Error> {
    tx.execute("UPDATE rollup_state SET anew = $1").bind(version).run().await.map(|_| ())
}

/// The newest version that is not told.
pub(super) async fn anew(conn: &mut Conn) -> Result<i64, Error> {
    conn.query("SELECT anew FROM rollup_state").one("state of the roll-ups", |row| row.get(0)).await
}

/// Names cohorts that nobody else has named.
pub(super) async fn name_cohorts(tx: &mut Tx, cohorts: &BTreeSet<Labels>) -> Result<(), Error> {
    for (group, service, family) in cohorts {
        let id: Key<()> = tx.take_key("rollup_cohort").await?;
        tx.execute(
            "INSERT INTO rollup_cohort (id, service_group, service, family) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (service_group, service, family) DO NOTHING",
        )
        .bind(id)
        .bind(group)
        .bind(service)
        .bind(family)
        .run()
        .await?;
    }
    Ok(())
}

/// How far a rebuild under way has come.
pub(super) async fn rebuilt(conn: &mut Conn) -> Result<OfficialKey, Error> {
    conn.query("SELECT rebuilt FROM rollup_state").one("state of the roll-ups", |row| row.get(0)).await
}

pub(super) async fn set_rebuilt(tx: &mut Tx, official: OfficialKey) -> Result<(), Error> {
    tx.execute("UPDATE rollup_state SET rebuilt = $1").bind(official).run().await.map(|_| ())
}

/// The last of the next `limit` officials after one.
pub(super) async fn step(conn: &mut Conn, after: OfficialKey, limit: i64) -> Result<Option<OfficialKey>, Error> {
    conn.query("SELECT MAX(chunk.id) FROM (SELECT id FROM official WHERE id > $1 ORDER BY id LIMIT $2) AS chunk")
        .bind(after)
        .bind(limit)
        .one("officials", |row| row.get(0))
        .await
}

/// How many officials there are, and the newest.
pub(super) async fn officials(conn: &mut Conn) -> Result<(i64, OfficialKey), Error> {
    conn.query("SELECT COUNT(*), COALESCE(MAX(id), 0) FROM official").one("officials", |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Keys as a JSON list.
pub(super) fn list(officials: &[OfficialKey]) -> String {
    let numbers: Vec<i64> = officials.iter().map(|official| official.number()).collect();
    format!("{numbers:?}")
}

/// What tells whether sums in memory are those of the store, and up to when changes are in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The version of the sums.
    pub(crate) version: i64,
    /// When it was written.
    pub(crate) at: Timestamp,
    /// The newest version that must be read anew.
    pub(crate) anew: i64,
    /// Of the tree of organisations.
    pub(crate) tree: (i64, i64, i64),
    /// When the oldest change was made that is not yet in the sums.
    pub(crate) waiting_since: Option<Timestamp>,
    /// Whether there are changes of which nobody knows when they were made.
    pub(crate) behind: bool,
}

/// See [`Stamp`].
pub(crate) async fn stamp(conn: &mut Conn, today: Date) -> Result<Stamp, Error> {
    conn.query(
        "SELECT rollup_state.version, rollup_state.anew, rollup_state.tree, edition.current, \
         (SELECT COALESCE(MAX(id), 0) FROM organisation), (SELECT at FROM rollup_mark ORDER BY id LIMIT 1), \
         (SELECT at FROM rollup_notice ORDER BY id LIMIT 1), \
         rollup_state.edition <> edition.current OR rollup_state.rebuilt <> 0 \
         OR EXISTS (SELECT 1 FROM official WHERE id > rollup_state.official) \
         OR EXISTS (SELECT 1 FROM rollup_official WHERE changes_on <= $1), rollup_state.at FROM rollup_state CROSS JOIN edition",
    )
    .bind(today)
    .one("state of the roll-ups", |row| {
        let (mark, notice): (Option<Timestamp>, Option<Timestamp>) = (row.get(5)?, row.get(6)?);
        Ok(Stamp {
            version: row.get(0)?,
            anew: row.get(1)?,
            tree: (row.get(2)?, row.get(3)?, row.get(4)?),
            waiting_since: mark.into_iter().chain(notice).min(),
            behind: row.get(7)?,
            at: row.get(8)?,
        })
    })
    .await
}

/// What the versions after one have changed, oldest first; packed.
pub(crate) async fn changes(conn: &mut Conn, after: i64) -> Result<Vec<(i64, String)>, Error> {
    conn.query("SELECT version, changes FROM rollup_change WHERE version > $1 ORDER BY version")
        .bind(after)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// Every cohort: id, group, service, family.
pub(crate) async fn cohorts(conn: &mut Conn) -> Result<Vec<(i64, [String; 3])>, Error> {
    conn.query("SELECT id, service_group, service, family FROM rollup_cohort ORDER BY id")
        .all(|row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?])))
        .await
}
