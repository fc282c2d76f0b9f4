//! The only SQL on targets.

use kernel::Timestamp;
use store::{Conn, Error, Row, Tx};

use super::domain::{NewTarget, Target};
use crate::filter::Filter;

const COLUMNS: &str =
    "SELECT id, title, endpoint, verb, activity, agent, position, sent, failures, next_at, error, paused FROM record_target";

fn read(row: &Row) -> Result<Target, Error> {
    let given = |text: String| (!text.is_empty()).then_some(text);
    let filter =
        Filter { verb: given(row.get(3)?), activity: given(row.get(4)?), agent: given(row.get(5)?), ..Filter::default() };
    Ok(Target {
        id: row.get(0)?,
        title: row.get(1)?,
        endpoint: row.get(2)?,
        filter,
        position: row.get(6)?,
        sent: row.get(7)?,
        failures: row.get(8)?,
        next_at: row.get(9)?,
        error: row.get(10)?,
        paused: row.get(11)?,
    })
}

pub(super) async fn all(conn: &mut Conn) -> Result<Vec<Target>, Error> {
    conn.query(sqlx::AssertSqlSafe(format!("{COLUMNS} ORDER BY id"))).all(read).await
}

/// Those that are due.
pub(super) async fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<Target>, Error> {
    conn.query(sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE NOT paused AND next_at <= $1 ORDER BY id"))).bind(now).all(read).await
}

pub(super) async fn credentials(conn: &mut Conn, id: i64) -> Result<Option<(String, String)>, Error> {
    conn.query("SELECT access_key, secret FROM record_target WHERE id = $1")
        .bind(id)
        .optional(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

pub(super) async fn insert(tx: &mut Tx, id: i64, new: &NewTarget) -> Result<(), Error> {
    let now = tx.now();
    let text = |part: &Option<String>| part.as_deref().unwrap_or_default().trim().to_owned();
    tx.execute(
        "INSERT INTO record_target (id, title, endpoint, access_key, secret, verb, activity, agent, position, sent, failures, next_at, \
         error, paused, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, '', FALSE, $9)",
    )
    .bind(id)
    .bind(new.title.as_str())
    .bind(new.endpoint.as_str())
    .bind(new.key.as_str())
    .bind(new.secret.as_str())
    .bind(text(&new.filter.verb))
    .bind(text(&new.filter.activity))
    .bind(text(&new.filter.agent))
    .bind(now)
    .run()
    .await
    .map(|_| ())
}

pub(super) async fn remove(tx: &mut Tx, id: i64) -> Result<bool, Error> {
    Ok(tx.execute("DELETE FROM record_target WHERE id = $1").bind(id).run().await? > 0)
}

/// Lets a target rest or go on; going on is at once, whatever failed before.
pub(super) async fn pause(tx: &mut Tx, id: i64, paused: bool) -> Result<bool, Error> {
    let changed = tx.execute("UPDATE record_target SET paused = $2, failures = 0, next_at = 0 WHERE id = $1");
    Ok(changed.bind(id).bind(paused).run().await? > 0)
}

/// Takes a target that is due, until an instant; false when another node did.
pub(super) async fn claim(tx: &mut Tx, id: i64, (now, until): (Timestamp, Timestamp)) -> Result<bool, Error> {
    let claimed = tx.execute("UPDATE record_target SET next_at = $3 WHERE id = $1 AND NOT paused AND next_at <= $2");
    Ok(claimed.bind(id).bind(now).bind(until).run().await? > 0)
}

/// What became of a round.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    pub(super) id: i64,
    pub(super) position: i64,
    pub(super) arrived: i64,
    pub(super) failures: i64,
    pub(super) next_at: Timestamp,
    pub(super) error: String,
}

pub(super) async fn moved(tx: &mut Tx, moved: &Moved) -> Result<(), Error> {
    tx.execute("UPDATE record_target SET position = $2, sent = sent + $3, failures = $4, next_at = $5, error = $6 WHERE id = $1")
        .bind(moved.id)
        .bind(moved.position)
        .bind(moved.arrived)
        .bind(moved.failures)
        .bind(moved.next_at)
        .bind(moved.error.as_str())
        .run()
        .await
        .map(|_| ())
}
