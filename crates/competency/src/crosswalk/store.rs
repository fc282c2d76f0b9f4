//! The only SQL on crosswalks. What they count for is read by `evidence` through the view `counted_crosswalk`.

use kernel::Key;
use people::Account;
use store::{Conn, Error, Row, Tx};

use super::domain::{Crosswalk, Relation};
use crate::Competency;
use crate::framework::parse_column;

fn read(row: &Row) -> Result<Crosswalk, Error> {
    Ok(Crosswalk { origin: row.get(0)?, target: row.get(1)?, relation: parse_column(row, 2, Relation::parse)?, cap: row.get(3)? })
}

/// All crosswalks.
pub async fn all(conn: &mut Conn) -> Result<Vec<Crosswalk>, Error> {
    conn.query("SELECT origin, target, relation, cap FROM crosswalk ORDER BY origin, target").all(read).await
}

/// Puts a crosswalk in place of an earlier one from the same origin to the same target; `by` is nobody where it came with a file.
pub(super) async fn put(tx: &mut Tx, crosswalk: &Crosswalk, by: Option<Key<Account>>) -> Result<(), Error> {
    remove(tx, crosswalk.origin, crosswalk.target).await?;
    let now = tx.now();
    tx.execute("INSERT INTO crosswalk (origin, target, relation, cap, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(crosswalk.origin)
        .bind(crosswalk.target)
        .bind(crosswalk.relation.as_str())
        .bind(crosswalk.cap)
        .bind(by)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

/// Takes a crosswalk back.
pub(super) async fn remove(tx: &mut Tx, origin: Key<Competency>, target: Key<Competency>) -> Result<(), Error> {
    tx.execute("DELETE FROM crosswalk WHERE origin = $1 AND target = $2").bind(origin).bind(target).run().await?;
    Ok(())
}

/// The framework of each competency.
pub(super) async fn frameworks(conn: &mut Conn) -> Result<Vec<(Key<Competency>, Key<crate::Framework>)>, Error> {
    conn.query("SELECT id, framework FROM competency").all(|row| Ok((row.get(0)?, row.get(1)?))).await
}

/// The framework of a competency.
pub(super) async fn framework(conn: &mut Conn, competency: Key<Competency>) -> Result<Key<crate::Framework>, Error> {
    conn.query("SELECT framework FROM competency WHERE id = $1").bind(competency).one("competency", |row| row.get(0)).await
}
