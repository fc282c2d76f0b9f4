//! The only SQL on the table of jobs.

use kernel::Timestamp;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::domain;
use crate::conn::Conn;
use crate::error::{Error, Outcome};
use crate::tx::Tx;

/// A job under a lease.
#[derive(Clone, Debug)]
pub(super) struct Leased {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) payload: String,
    pub(super) attempts: i64,
}

/// A job that was given up.
#[derive(Clone, Debug)]
pub struct Dead {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// What went wrong the last time.
    pub error: String,
}

impl Tx {
    /// Asks for a job of a kind, to be run once this transaction is committed.
    pub async fn enqueue(&mut self, kind: &'static str, payload: String) -> Result<Uuid, Error> {
        let (id, now) = (self.context().new_id(), self.now());
        self.execute("INSERT INTO job (id, kind, payload, state, run_at, attempts) VALUES ($1, $2, $3, 'ready', $4, 0)")
            .bind(id)
            .bind(kind)
            .bind(payload)
            .bind(now)
            .run()
            .await?;
        Ok(id)
    }
}

/// Takes the next job that is due, or whose worker has let its lease run out.
pub(super) async fn lease(tx: &mut Tx) -> Outcome<Option<Leased>, ()> {
    let now = tx.now();
    let sql = format!(
        "SELECT id, kind, payload, attempts FROM job WHERE state = 'ready' AND run_at <= $1 ORDER BY run_at LIMIT 1{}",
        tx.dialect().claim()
    );
    let found = tx
        .query(AssertSqlSafe(sql))
        .bind(now)
        .optional(|row| Ok(Leased { id: row.get(0)?, kind: row.get(1)?, payload: row.get(2)?, attempts: row.get(3)? }))
        .await?;
    if let Some(job) = &found {
        // A lease is a job that is due again later: who finishes deletes it, who dies leaves it to the next.
        set_due(tx, job.id, job.attempts + 1, now.plus(domain::LEASE)).await?;
    }
    Ok(found)
}

async fn set_due(tx: &mut Tx, id: Uuid, attempts: i64, due: Timestamp) -> Result<(), Error> {
    let statement = tx.execute("UPDATE job SET run_at = $2, attempts = $3 WHERE id = $1").bind(id).bind(due).bind(attempts);
    statement.run().await.map(|_| ())
}

pub(super) async fn finish(tx: &mut Tx, id: Uuid) -> Outcome<(), ()> {
    tx.execute("DELETE FROM job WHERE id = $1").bind(id).run().await?;
    Ok(())
}

pub(super) async fn fail(tx: &mut Tx, job: &Leased, error: &str) -> Outcome<(), ()> {
    let attempts = job.attempts + 1;
    let state = if attempts >= domain::TRIES { "dead" } else { "ready" };
    let due = domain::next_try(tx.now(), attempts);
    tx.execute("UPDATE job SET state = $2, run_at = $3, error = $4 WHERE id = $1")
        .bind(job.id)
        .bind(state)
        .bind(due)
        .bind(error)
        .run()
        .await?;
    Ok(())
}

/// The jobs that were given up.
pub async fn dead(conn: &mut Conn) -> Result<Vec<Dead>, Error> {
    conn.query("SELECT id, kind, error FROM job WHERE state = 'dead' ORDER BY run_at")
        .all(|row| Ok(Dead { id: row.get(0)?, kind: row.get(1)?, error: row.get::<Option<String>>(2)?.unwrap_or_default() }))
        .await
}
