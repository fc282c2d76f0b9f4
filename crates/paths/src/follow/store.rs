//! The only SQL on kept solutions.

use std::collections::BTreeMap;

use competency::Competency;
use kernel::{Attained, Date, Key, Level, Timestamp};
use people::{OfficialKey, Position, Post};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Given, Rows, Tx, Value};

use crate::action::Print;

/// An official whose solution is to be worked out, and the count of changes that was read.
pub(super) type Stale = (OfficialKey, i64);

/// A solution to be kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) official: OfficialKey,
    /// The count of changes that was read.
    pub(super) changes: i64,
    pub(super) status: &'static str,
    pub(super) minutes: i64,
    pub(super) bound: i64,
    pub(super) steps: i64,
    pub(super) review_on: Option<Date>,
    /// Competency, held, required, reachable.
    pub(super) open: Vec<(Key<Competency>, Attained, Level, i64)>,
}

const MARK: &str = "INSERT INTO path_solution (official, stale, changes, status, minutes, bound, steps, solved_at, review_on)";
const MARKED: &str = "TRUE, 1, 'unknown', 0, 0, 0, 0, NULL";
const AGAIN: &str = "ON CONFLICT (official) DO UPDATE SET stale = TRUE, changes = path_solution.changes + 1";

/// Marks the solution of an official as stale.
pub(super) async fn mark(tx: &mut Tx, official: OfficialKey) -> Result<(), Error> {
    tx.execute(AssertSqlSafe(format!("{MARK} VALUES ($1, {MARKED}) {AGAIN}"))).bind(official).run().await.map(|_| ())
}

/// Marks whoever serves in a position.
pub(super) async fn mark_position(tx: &mut Tx, position: Key<Position>, posts: (Key<Post>, Key<Post>)) -> Result<(), Error> {
    tx.execute(
        "UPDATE path_solution SET stale = TRUE, changes = changes + 1 WHERE official IN (SELECT live_posting.official FROM post \
         JOIN live_posting ON live_posting.post = post.id WHERE post.position = $1 AND post.id BETWEEN $2 AND $3)",
    )
    .bind(position)
    .bind(posts.0)
    .bind(posts.1)
    .run()
    .await
    .map(|_| ())
}

/// Marks whoever has a posting that appeared or went with an edition after the one that was seen; the newest edition is then seen.
pub(super) async fn mark_edition(tx: &mut Tx) -> Result<(), Error> {
    let (seen, current): (i64, i64) = tx
        .query("SELECT path_state.edition, edition.current FROM path_state CROSS JOIN edition")
        .one("path state", |row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    if seen == current {
        return Ok(());
    }
    tx.execute(
        "UPDATE path_solution SET stale = TRUE, changes = changes + 1 WHERE official IN (SELECT official FROM posting \
         WHERE (edition_in > $1 AND edition_in <= $2) OR (edition_out > $1 AND edition_out <= $2))",
    )
    .bind(seen)
    .bind(current)
    .run()
    .await?;
    tx.execute("UPDATE path_state SET edition = $1").bind(current).run().await.map(|_| ())
}

/// Marks at most `limit` of those whose day has come; returns how many.
pub(super) async fn mark_due(tx: &mut Tx, today: Date, limit: i64) -> Result<u64, Error> {
    tx.execute(
        "UPDATE path_solution SET stale = TRUE, changes = changes + 1, review_on = NULL WHERE official IN \
         (SELECT official FROM path_solution WHERE review_on <= $1 ORDER BY review_on LIMIT $2)",
    )
    .bind(today)
    .bind(limit)
    .run()
    .await
}

/// The actions of which everybody concerned has been told.
pub(super) async fn told(conn: &mut Conn) -> Result<Vec<Print>, Error> {
    let list = |json: String, column| -> Result<Vec<Key<Competency>>, Error> {
        let numbers: Vec<i64> =
            serde_json::from_str(&json).map_err(|reason| Error::Column { column, reason: reason.to_string() })?;
        Ok(numbers.into_iter().map(Key::new).collect())
    };
    conn.query("SELECT id, digest, entry, gives FROM path_action ORDER BY id")
        .all(|row| Ok(Print { id: row.get(0)?, digest: row.get(1)?, entry: list(row.get(2)?, 2)?, gives: list(row.get(3)?, 3)? }))
        .await
}

/// Writes the actions of which everybody has been told.
pub(super) async fn tell(tx: &mut Tx, actions: &[Print]) -> Result<(), Error> {
    let numbers = |keys: &[Key<Competency>]| format!("{:?}", keys.iter().map(|key| key.number()).collect::<Vec<_>>());
    let mut rows = Rows::default();
    for action in actions {
        let (entry, gives) = (numbers(&action.entry), numbers(&action.gives));
        rows.add(&[Value::Text(&action.id), Value::Text(&action.digest), Value::Text(&entry), Value::Text(&gives)]);
    }
    tx.execute("DELETE FROM path_action").run().await?;
    if !rows.is_empty() {
        let columns = [("id", Given::Text), ("digest", Given::Text), ("entry", Given::Text), ("gives", Given::Text)];
        let given = tx.dialect().rows(1, &columns);
        let sql = format!("INSERT INTO path_action (id, digest, entry, gives) SELECT id, digest, entry, gives FROM {given}");
        tx.execute(AssertSqlSafe(sql)).bind(rows.text()).run().await?;
    }
    Ok(())
}

/// Marks those after an official for whom one of these competencies is open, at most `limit`; returns the last, or `None` at the end.
pub(super) async fn mark_open(
    tx: &mut Tx,
    competencies: &str,
    after: OfficialKey,
    limit: i64,
) -> Result<Option<OfficialKey>, Error> {
    let sql = format!(
        "SELECT DISTINCT official FROM path_open WHERE official > $2 AND competency IN (SELECT value FROM {}) ORDER BY official LIMIT $3",
        tx.dialect().integers(1)
    );
    let found: Vec<OfficialKey> =
        tx.query(AssertSqlSafe(sql)).bind(competencies).bind(after).bind(limit).all(|row| row.get(0)).await?;
    let update = format!(
        "UPDATE path_solution SET stale = TRUE, changes = changes + 1 WHERE official IN (SELECT value FROM {})",
        tx.dialect().integers(1)
    );
    tx.execute(AssertSqlSafe(update)).bind(crate::path::store::list(&found)).run().await?;
    Ok(found.last().copied())
}

/// Officials whose solution is stale.
pub(super) async fn stale(conn: &mut Conn, limit: i64) -> Result<Vec<Stale>, Error> {
    conn.query("SELECT official, changes FROM path_solution WHERE stale = TRUE ORDER BY official LIMIT $1")
        .bind(limit)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// Officials who were never looked at: newer than the newest who was. Their count of changes is that of a mark that came before, or 0.
pub(super) async fn fresh(conn: &mut Conn, limit: i64) -> Result<Vec<Stale>, Error> {
    conn.query(
        "SELECT official.id, COALESCE(path_solution.changes, 0) FROM official LEFT JOIN path_solution ON path_solution.official = official.id \
         WHERE official.id > (SELECT official FROM path_state) ORDER BY official.id LIMIT $1",
    )
    .bind(limit)
    .all(|row| Ok((row.get(0)?, row.get(1)?)))
    .await
}

/// Begins with the first official again.
pub(super) async fn forget(tx: &mut Tx) -> Result<(), Error> {
    tx.execute("UPDATE path_state SET official = 0").run().await.map(|_| ())
}

/// Everybody up to this official has been looked at.
pub(super) async fn looked(tx: &mut Tx, official: OfficialKey) -> Result<(), Error> {
    tx.execute("UPDATE path_state SET official = $1 WHERE official < $1").bind(official).run().await.map(|_| ())
}

/// The next day on which a posting or a requirement of each of these officials begins or ends.
pub(super) async fn reviews(
    conn: &mut Conn,
    officials: &[OfficialKey],
    today: Date,
) -> Result<BTreeMap<OfficialKey, Date>, Error> {
    let sql = format!(
        "SELECT live_posting.official, MIN(CASE WHEN live_posting.from_date > $2 THEN live_posting.from_date END), \
         MIN(CASE WHEN live_posting.until_date > $2 THEN live_posting.until_date END), \
         MIN(CASE WHEN requirement.effective_from > $2 THEN requirement.effective_from END) FROM live_posting \
         LEFT JOIN live_post_requirement ON live_post_requirement.post = live_posting.post \
         LEFT JOIN requirement ON requirement.requirement_set = live_post_requirement.requirement_set \
         WHERE live_posting.official IN (SELECT value FROM {}) AND (live_posting.until_date IS NULL OR live_posting.until_date > $2) \
         GROUP BY live_posting.official",
        conn.dialect().integers(1)
    );
    let rows = conn.query(AssertSqlSafe(sql)).bind(crate::path::store::list(officials)).bind(today).all(|row| {
        let days: [Option<Date>; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
        Ok((row.get(0)?, days.into_iter().flatten().min()))
    });
    Ok(rows.await?.into_iter().filter_map(|(official, day)| Some((official, day?))).collect())
}

/// Keeps solutions over what was kept before. One whose official has changed since it was read stays stale.
pub(super) async fn keep(tx: &mut Tx, solutions: &[Kept], now: Timestamp) -> Result<(), Error> {
    let (mut heads, mut open) = (Rows::default(), Rows::default());
    for kept in solutions {
        let official = Value::Integer(kept.official.number());
        heads.add(&[
            official,
            Value::Integer(kept.changes),
            Value::Text(kept.status),
            Value::Integer(kept.minutes),
            Value::Integer(kept.bound),
            Value::Integer(kept.steps),
            // No day stands as 0, which is never due.
            Value::Integer(kept.review_on.map_or(0, |day| i64::from(day.0))),
        ]);
        for (competency, held, required, reachable) in &kept.open {
            let levels = [held.number(), required.number(), *reachable].map(Value::Integer);
            open.add(&[official, Value::Integer(competency.number()), levels[0], levels[1], levels[2]]);
        }
    }
    put_heads(tx, heads, now).await?;
    let officials: Vec<OfficialKey> = solutions.iter().map(|kept| kept.official).collect();
    put_open(tx, &officials, open).await
}

async fn put_heads(tx: &mut Tx, heads: Rows, now: Timestamp) -> Result<(), Error> {
    if heads.is_empty() {
        return Ok(());
    }
    let whole = |name| (name, Given::Integer);
    let columns = [
        whole("official"),
        whole("changes"),
        ("status", Given::Text),
        whole("minutes"),
        whole("bound"),
        whole("steps"),
        whole("review_on"),
    ];
    let sql = format!(
        "{MARK} SELECT official, FALSE, changes, status, minutes, bound, steps, $2, NULLIF(review_on, 0) FROM {} WHERE TRUE \
         ON CONFLICT (official) DO UPDATE SET stale = path_solution.changes <> excluded.changes, status = excluded.status, \
         minutes = excluded.minutes, bound = excluded.bound, steps = excluded.steps, solved_at = excluded.solved_at, \
         review_on = excluded.review_on",
        tx.dialect().rows(1, &columns)
    );
    tx.execute(AssertSqlSafe(sql)).bind(heads.text()).bind(now).run().await.map(|_| ())
}

async fn put_open(tx: &mut Tx, officials: &[OfficialKey], open: Rows) -> Result<(), Error> {
    let delete = format!("DELETE FROM path_open WHERE official IN (SELECT value FROM {})", tx.dialect().integers(1));
    tx.execute(AssertSqlSafe(delete)).bind(crate::path::store::list(officials)).run().await?;
    if open.is_empty() {
        return Ok(());
    }
    let columns = ["official", "competency", "held", "required", "reachable"].map(|name| (name, Given::Integer));
    let sql = format!(
        "INSERT INTO path_open (official, competency, held, required, reachable) \
         SELECT official, competency, held, required, reachable FROM {}",
        tx.dialect().rows(1, &columns)
    );
    tx.execute(AssertSqlSafe(sql)).bind(open.text()).run().await.map(|_| ())
}

/// Whether minutes were measured on this day already; if not, they are from now on.
pub(super) async fn measure_today(tx: &mut Tx, today: Date) -> Result<bool, Error> {
    let changed = tx.execute("UPDATE path_state SET measured_on = $1 WHERE measured_on <> $1").bind(today).run().await?;
    Ok(changed > 0)
}

/// How many officials there are.
pub(super) async fn officials(conn: &mut Conn) -> Result<i64, Error> {
    conn.query("SELECT COUNT(*) FROM official").one("officials", |row| row.get(0)).await
}
