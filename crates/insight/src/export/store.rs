//! The only SQL on exports.

use kernel::{Key, Language, Timestamp};
use people::Account;
use store::{Conn, Error, Row, Tx};
use uuid::Uuid;

use super::domain::Format;

/// Account and id: the key of an export. Another's is never found by it.
pub(super) type Whose = (Key<Account>, Uuid);

/// How an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// So many rows of all are written.
    Waiting(i64, i64),
    /// The file is there: so many bytes.
    Done(i64),
    /// It could not be made.
    Failed,
}

/// An export as its asker sees it.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) id: Uuid,
    pub(super) format: Format,
    pub(super) title: String,
    pub(super) state: State,
    pub(super) asked_at: Timestamp,
    pub(super) ends_at: Timestamp,
}

const OWN: &str = "SELECT id, format, title, state, done, whole, bytes, asked_at, ends_at FROM insight_export WHERE account = $1 AND ends_at > $2";

fn read_own(row: &Row) -> Result<Own, Error> {
    let state = match row.get::<String>(3)?.as_str() {
        "done" => State::Done(row.get(6)?),
        "failed" => State::Failed,
        _ => State::Waiting(row.get(4)?, row.get(5)?),
    };
    Ok(Own {
        id: row.get(0)?,
        format: read_format(row, 1)?,
        title: row.get(2)?,
        state,
        asked_at: row.get(7)?,
        ends_at: row.get(8)?,
    })
}

fn read_format(row: &Row, at: usize) -> Result<Format, Error> {
    let text: String = row.get(at)?;
    Format::parse(&text).ok_or(Error::Column { column: at, reason: text })
}

/// The exports of an account that have not ended, the newest first.
pub(super) async fn own(conn: &mut Conn, account: Key<Account>, now: Timestamp) -> Result<Vec<Own>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{OWN} ORDER BY asked_at DESC, id DESC"));
    conn.query(sql).bind(account).bind(now).all(read_own).await
}

/// One of them.
pub(super) async fn one(conn: &mut Conn, whose: Whose, now: Timestamp) -> Result<Option<Own>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{OWN} AND id = $3"));
    conn.query(sql).bind(whose.0).bind(now).bind(whose.1).optional(read_own).await
}

/// How many exports of an account are waiting.
pub(super) async fn waiting(conn: &mut Conn, account: Key<Account>) -> Result<i64, Error> {
    conn.query("SELECT COUNT(*) FROM insight_export WHERE account = $1 AND state = 'waiting'")
        .bind(account)
        .one("exports", |row| row.get(0))
        .await
}

/// A wish for a file.
pub(super) struct New<'a> {
    pub(super) format: Format,
    pub(super) language: &'a Language,
    pub(super) title: &'a str,
    pub(super) content: &'a str,
    pub(super) rows: i64,
    pub(super) ends_at: Timestamp,
}

pub(super) async fn insert(tx: &mut Tx, whose: Whose, new: &New<'_>) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO insight_export (account, id, format, language, title, content, whole, done, state, bytes, asked_at, ends_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 'waiting', 0, $8, $9)",
    )
    .bind(whose.0)
    .bind(whose.1)
    .bind(new.format.as_str())
    .bind(new.language)
    .bind(new.title)
    .bind(new.content)
    .bind(new.rows)
    .bind(now)
    .bind(new.ends_at)
    .run()
    .await
    .map(|_| ())
}

/// Format, language and table of an export that waits.
pub(super) async fn content(conn: &mut Conn, whose: Whose) -> Result<Option<(Format, Language, String)>, Error> {
    conn.query("SELECT format, language, content FROM insight_export WHERE account = $1 AND id = $2 AND state = 'waiting'")
        .bind(whose.0)
        .bind(whose.1)
        .optional(|row| Ok((read_format(row, 0)?, row.get(1)?, row.get(2)?)))
        .await
}

pub(super) async fn progress(tx: &mut Tx, whose: Whose, done: i64) -> Result<(), Error> {
    tx.execute("UPDATE insight_export SET done = $3 WHERE account = $1 AND id = $2")
        .bind(whose.0)
        .bind(whose.1)
        .bind(done)
        .run()
        .await
        .map(|_| ())
}

/// The export came to its end: with a file of so many bytes, or without.
pub(super) async fn finish(tx: &mut Tx, whose: Whose, bytes: Option<i64>) -> Result<(), Error> {
    tx.execute(
        "UPDATE insight_export SET state = $3, bytes = $4, done = whole, content = '' WHERE account = $1 AND id = $2 AND state = 'waiting'",
    )
    .bind(whose.0)
    .bind(whose.1)
    .bind(if bytes.is_some() { "done" } else { "failed" })
    .bind(bytes.unwrap_or_default())
    .run()
    .await
    .map(|_| ())
}

/// Exports whose time is over, with their formats.
pub(super) async fn ended(conn: &mut Conn, now: Timestamp) -> Result<Vec<(Whose, Format)>, Error> {
    conn.query("SELECT account, id, format FROM insight_export WHERE ends_at <= $1 ORDER BY ends_at LIMIT 100")
        .bind(now)
        .all(|row| Ok(((row.get(0)?, row.get(1)?), read_format(row, 2)?)))
        .await
}

pub(super) async fn remove(tx: &mut Tx, whose: Whose) -> Result<(), Error> {
    tx.execute("DELETE FROM insight_export WHERE account = $1 AND id = $2").bind(whose.0).bind(whose.1).run().await.map(|_| ())
}
