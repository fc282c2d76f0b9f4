//! Whose contribution is to be worked out anew: marks of officials, and notices that concern many of them.

use kernel::{Date, Key};
use people::{OfficialKey, Organisation, Position, Post};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Tx};

use super::store::list;

/// Marks an official.
pub(super) async fn mark(tx: &mut Tx, official: OfficialKey) -> Result<(), Error> {
    let now = tx.now();
    tx.execute("INSERT INTO rollup_mark (official, at) VALUES ($1, $2)").bind(official).bind(now).run().await.map(|_| ())
}

/// Marks these officials.
pub(super) async fn mark_all(tx: &mut Tx, officials: &[OfficialKey]) -> Result<(), Error> {
    let sql = format!("INSERT INTO rollup_mark (official, at) SELECT value, $2 FROM {}", tx.dialect().integers(1));
    let now = tx.now();
    tx.execute(AssertSqlSafe(sql)).bind(list(officials)).bind(now).run().await.map(|_| ())
}

/// Marks whoever is or was posted to a post.
pub(super) async fn mark_post(tx: &mut Tx, post: Key<Post>) -> Result<(), Error> {
    let now = tx.now();
    tx.execute("INSERT INTO rollup_mark (official, at) SELECT DISTINCT official, $2 FROM posting WHERE post = $1")
        .bind(post)
        .bind(now)
        .run()
        .await
        .map(|_| ())
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// Posts of a position, from the first to the last.
    Posts(Key<Position>, (Key<Post>, Key<Post>)),
    /// An organisation with all below it.
    Below(Key<Organisation>),
}

/// Leaves a notice that many officials are concerned.
pub(super) async fn notice(tx: &mut Tx, about: About) -> Result<(), Error> {
    let now = tx.now();
    let (kind, thing, range) = match about {
        About::Posts(position, posts) => ("position", position.number(), (posts.0.number(), posts.1.number())),
        About::Below(organisation) => ("organisation", organisation.number(), (0, 0)),
    };
    tx.execute("INSERT INTO rollup_notice (kind, thing, first, last, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(kind)
        .bind(thing)
        .bind(range.0)
        .bind(range.1)
        .bind(now)
        .run()
        .await
        .map(|_| ())
}

/// The oldest notice.
pub(super) async fn next_notice(conn: &mut Conn) -> Result<Option<(i64, About)>, Error> {
    conn.query("SELECT id, kind, thing, first, last FROM rollup_notice ORDER BY id LIMIT 1")
        .optional(|row| {
            let about = match row.get::<String>(1)?.as_str() {
                "position" => About::Posts(row.get(2)?, (row.get(3)?, row.get(4)?)),
                _ => About::Below(row.get(2)?),
            };
            Ok((row.get(0)?, about))
        })
        .await
}

pub(super) async fn end_notice(tx: &mut Tx, id: i64) -> Result<(), Error> {
    tx.execute("DELETE FROM rollup_notice WHERE id = $1").bind(id).run().await.map(|_| ())
}

/// The last of the next `limit` posts of a position after one and up to another.
pub(super) async fn posts_until(
    conn: &mut Conn,
    position: Key<Position>,
    (after, last): (Key<Post>, Key<Post>),
    limit: i64,
) -> Result<Option<Key<Post>>, Error> {
    conn.query(
        "SELECT MAX(chunk.id) FROM (SELECT id FROM post WHERE position = $1 AND id > $2 AND id <= $3 ORDER BY id LIMIT $4) AS chunk",
    )
    .bind(position)
    .bind(after)
    .bind(last)
    .bind(limit)
    .one("posts", |row| row.get(0))
    .await
}

/// Who is or was posted to the posts of a position after one and up to another.
pub(super) async fn posted_between(
    conn: &mut Conn,
    position: Key<Position>,
    (after, until): (Key<Post>, Key<Post>),
) -> Result<Vec<OfficialKey>, Error> {
    conn.query(
        "SELECT DISTINCT posting.official FROM post JOIN posting ON posting.post = post.id \
         WHERE post.position = $1 AND post.id > $2 AND post.id <= $3",
    )
    .bind(position)
    .bind(after)
    .bind(until)
    .all(|row| row.get(0))
    .await
}

/// Who is or was posted below an organisation or in it.
pub(super) async fn posted_below(conn: &mut Conn, organisation: Key<Organisation>) -> Result<Vec<OfficialKey>, Error> {
    conn.query(
        "SELECT DISTINCT posting.official FROM organisation_closure JOIN post ON post.organisation = organisation_closure.descendant \
         JOIN posting ON posting.post = post.id WHERE organisation_closure.ancestor = $1",
    )
    .bind(organisation)
    .all(|row| row.get(0))
    .await
}

/// Officials after one with a posting that appeared or went with an edition after the first and up to the second.
pub(super) async fn posted_in_editions(
    conn: &mut Conn,
    editions: (i64, i64),
    after: OfficialKey,
    limit: i64,
) -> Result<Vec<OfficialKey>, Error> {
    conn.query(
        "SELECT DISTINCT official FROM posting WHERE official > $1 \
         AND ((edition_in > $2 AND edition_in <= $3) OR (edition_out > $2 AND edition_out <= $3)) ORDER BY official LIMIT $4",
    )
    .bind(after)
    .bind(editions.0)
    .bind(editions.1)
    .bind(limit)
    .all(|row| row.get(0))
    .await
}

/// Officials who were never looked at.
pub(super) async fn unseen(conn: &mut Conn, limit: i64) -> Result<Vec<OfficialKey>, Error> {
    conn.query("SELECT id FROM official WHERE id > (SELECT official FROM rollup_state) ORDER BY id LIMIT $1")
        .bind(limit)
        .all(|row| row.get(0))
        .await
}

/// The oldest marks: id and official.
pub(super) async fn marks(conn: &mut Conn, limit: i64) -> Result<Vec<(i64, OfficialKey)>, Error> {
    conn.query("SELECT id, official FROM rollup_mark ORDER BY id LIMIT $1")
        .bind(limit)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// All marks of these officials.
pub(super) async fn marks_of(conn: &mut Conn, officials: &[OfficialKey]) -> Result<Vec<(i64, OfficialKey)>, Error> {
    let sql =
        format!("SELECT id, official FROM rollup_mark WHERE official IN (SELECT value FROM {})", conn.dialect().integers(1));
    conn.query(AssertSqlSafe(sql)).bind(list(officials)).all(|row| Ok((row.get(0)?, row.get(1)?))).await
}

pub(super) async fn unmark(tx: &mut Tx, marks: &[i64]) -> Result<(), Error> {
    if marks.is_empty() {
        return Ok(());
    }
    let sql = format!("DELETE FROM rollup_mark WHERE id IN (SELECT value FROM {})", tx.dialect().integers(1));
    tx.execute(AssertSqlSafe(sql)).bind(format!("{marks:?}")).run().await.map(|_| ())
}

/// Officials whose day has come.
pub(super) async fn due(conn: &mut Conn, today: Date, limit: i64) -> Result<Vec<OfficialKey>, Error> {
    conn.query("SELECT official FROM rollup_official WHERE changes_on <= $1 ORDER BY changes_on, official LIMIT $2")
        .bind(today)
        .bind(limit)
        .all(|row| row.get(0))
        .await
}
