//! Whether a store is empty, being filled, or filled: two rows that outlive an interruption.

use sqlx::AssertSqlSafe;
use store::audit::Entry;
use store::{Conn, Db, Dialect, Error, FutureExt, Outcome, Tx};

use crate::error::{self, FillError};

/// The kind of the row in `key_sequence` that says how far a fill has come.
const KIND: &str = "demo";
/// A fill has begun.
const BEGUN: i64 = 1;
/// A fill came to its end.
const COMPLETE: i64 = 2;

/// What a fill finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing: it may begin.
    Empty,
    /// The whole demonstration.
    Complete,
}

/// Whether an account of the demonstration exists.
pub(crate) async fn is_demo(conn: &mut Conn) -> Result<bool, Error> {
    Ok(conn.query("SELECT 1 FROM account WHERE demo LIMIT 1").optional(|_| Ok(())).await?.is_some())
}

/// Looks before a fill.
pub(crate) async fn look(db: &Db) -> Result<Found, FillError> {
    let mut conn = db.read().await?;
    match conn.query("SELECT next FROM key_sequence WHERE kind = $1").bind(KIND).optional(|row| row.get(0)).await? {
        Some(COMPLETE) => return Ok(Found::Complete),
        Some(_) => return Err(FillError::Interrupted),
        None => {}
    }
    for table in ["organisation", "official", "account"] {
        let sql = format!("SELECT 1 FROM {table} LIMIT 1");
        if conn.query(AssertSqlSafe(sql)).optional(|_| Ok(())).await?.is_some() {
            return Err(FillError::RealData);
        }
    }
    Ok(Found::Empty)
}

/// Marks the begin.
pub(crate) async fn begin(db: &Db) -> Result<(), Error> {
    set(db, "INSERT INTO key_sequence (kind, next) VALUES ($1, $2)", BEGUN).await
}

/// Marks the end, and tells those who follow the changes that all levels are new.
pub(crate) async fn end(db: &Db) -> Result<(), Error> {
    db.write((), |tx, ()| tell(tx).boxed()).await.map_err(error::of_store)?;
    set(db, "UPDATE key_sequence SET next = $2 WHERE kind = $1", COMPLETE).await
}

async fn tell(tx: &mut Tx) -> Outcome<(), ()> {
    // After a bulk load PostgreSQL plans by wrong guesses until its tables are counted; SQLite keeps no counts here.
    if tx.dialect() == Dialect::Pg {
        tx.execute("ANALYZE").run().await?;
    }
    tx.change("attainment.reload", 0, "{}".to_owned()).await?;
    tx.audit(Entry { actor: None, action: "demo.fill", subject: None, detail: String::new() }).await?;
    Ok(())
}

async fn set(db: &Db, sql: &'static str, state: i64) -> Result<(), Error> {
    db.write((sql, state), |tx, (sql, state)| write(tx, sql, *state).boxed()).await.map_err(error::of_store)
}

async fn write(tx: &mut Tx, sql: &'static str, state: i64) -> Outcome<(), ()> {
    tx.execute(sql).bind(KIND).bind(state).run().await?;
    Ok(())
}
