//! The audit trail: who did what to whom. Entries are inserted unchained, so that nobody waits for his neighbour, and sealed by a job into
//! batches, each of which carries the hash of the one before it.

use kernel::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;

use crate::conn::{Conn, Row};
use crate::error::{Error, Outcome};
use crate::tx::Tx;

/// At most so many entries are sealed at once.
const BATCH: i64 = 5000;

/// One entry. `actor` and `subject` are keys of accounts and officials, so that the trail carries no names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Key of the account that acted; `None` for the system itself.
    pub actor: Option<i64>,
    /// What was done: the name of the action, such as `evidence.record`.
    pub action: &'static str,
    /// Key of the official concerned, where one is.
    pub subject: Option<i64>,
    /// What else must be known to understand the entry; no names, no contents.
    pub detail: String,
}

/// How a verification ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// So many sealed batches, each intact.
    Intact(i64),
    /// The first batch whose entries do not give its hash.
    Broken(i64),
}

impl Tx {
    /// Adds an entry.
    pub async fn audit(&mut self, entry: Entry) -> Result<(), Error> {
        let now = self.now();
        self.execute("INSERT INTO audit_entry (at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5)")
            .bind(now)
            .bind(entry.actor)
            .bind(entry.action)
            .bind(entry.subject)
            .bind(entry.detail)
            .run()
            .await
            .map(|_| ())
    }
}

/// Seals the entries that have settled since the last batch; returns how many.
pub async fn seal(tx: &mut Tx) -> Outcome<i64, ()> {
    let last = last_batch(tx).await?;
    let sql = format!(
        "{ENTRIES} WHERE (epoch, position) > ($1, $2) AND {} ORDER BY epoch, position LIMIT {BATCH}",
        tx.dialect().settled()
    );
    let entries = tx.query(AssertSqlSafe(sql)).bind(last.end.0).bind(last.end.1).all(line).await?;
    let Some((end, _)) = entries.last() else { return Ok(0) };
    let (end, hash, now) = (*end, chain(&last.hash, &entries), tx.now());
    tx.execute("INSERT INTO audit_batch (number, last_epoch, last_position, hash, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(last.number + 1)
        .bind(end.0)
        .bind(end.1)
        .bind(hash)
        .bind(now)
        .run()
        .await?;
    Ok(entries.len() as i64)
}

/// Computes every batch again and compares.
pub async fn verify(conn: &mut Conn) -> Result<Verdict, Error> {
    let batches =
        conn.query("SELECT number, last_epoch, last_position, hash FROM audit_batch ORDER BY number").all(batch).await?;
    let mut before = Batch::default();
    for sealed in batches {
        let sql =
            format!("{ENTRIES} WHERE (epoch, position) > ($1, $2) AND (epoch, position) <= ($3, $4) ORDER BY epoch, position");
        let query = conn.query(AssertSqlSafe(sql)).bind(before.end.0).bind(before.end.1).bind(sealed.end.0).bind(sealed.end.1);
        if chain(&before.hash, &query.all(line).await?) != sealed.hash {
            return Ok(Verdict::Broken(sealed.number));
        }
        before = sealed;
    }
    Ok(Verdict::Intact(before.number))
}

const ENTRIES: &str = "SELECT epoch, position, at, actor, action, subject, detail FROM audit_entry";

/// A sealed batch: its number, the transaction and position of its last entry, its hash. Before the first: all empty.
#[derive(Default)]
struct Batch {
    number: i64,
    end: (i64, i64),
    hash: String,
}

fn batch(row: &Row) -> Result<Batch, Error> {
    Ok(Batch { number: row.get(0)?, end: (row.get(1)?, row.get(2)?), hash: row.get(3)? })
}

async fn last_batch(conn: &mut Conn) -> Result<Batch, Error> {
    let newest = conn.query("SELECT number, last_epoch, last_position, hash FROM audit_batch ORDER BY number DESC LIMIT 1");
    Ok(newest.optional(batch).await?.unwrap_or_default())
}

fn line(row: &Row) -> Result<((i64, i64), String), Error> {
    let (end, at, actor): (_, Timestamp, Option<i64>) = ((row.get(0)?, row.get(1)?), row.get(2)?, row.get(3)?);
    let (action, subject, detail): (String, Option<i64>, String) = (row.get(4)?, row.get(5)?, row.get(6)?);
    Ok((end, serde_json::json!([end.1, at.0, actor, action, subject, detail]).to_string()))
}

fn chain(previous: &str, entries: &[((i64, i64), String)]) -> String {
    let mut hash = Sha256::new();
    hash.update(previous.as_bytes());
    for (_, line) in entries {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
