//! The only SQL on requirements.

use kernel::Key;
use people::{Position, Post};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Tx};

use super::criticality::Critical;
use super::domain::{Asked, Set, Wanted};
use crate::RequirementSet;
use crate::framework::{Criticality, parse_column};

/// What is said of the competencies that these positions require, the most critical first.
pub(super) async fn criticality(conn: &mut Conn, positions: &[Key<Position>]) -> Result<Vec<Critical>, Error> {
    let sql = format!(
        "SELECT criticality.position, position.title, criticality.competency, competency.code, criticality.criticality, criticality.reason \
         FROM criticality JOIN position ON position.id = criticality.position JOIN competency ON competency.id = criticality.competency \
         WHERE criticality.position IN (SELECT value FROM {}) \
         ORDER BY CASE criticality.criticality WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, competency.code, criticality.position",
        conn.dialect().integers(1)
    );
    let keys: Vec<i64> = positions.iter().map(|position| position.number()).collect();
    let rows = conn.query(AssertSqlSafe(sql)).bind(format!("{keys:?}")).all(|row| {
        Ok(Critical {
            position: row.get(0)?,
            title: row.get(1)?,
            competency: row.get(2)?,
            code: row.get(3)?,
            criticality: parse_column(row, 4, Criticality::parse)?,
            reason: row.get(5)?,
        })
    });
    rows.await
}

/// What the roles of a position ask, the highest level for each competency.
pub(super) async fn wanted(conn: &mut Conn, position: Key<Position>) -> Result<Vec<Wanted>, Error> {
    conn.query(
        "SELECT competency.id, competency.revision, MAX(role_competency.level), framework_version.published FROM position_role \
         JOIN role_competency ON role_competency.role = position_role.role JOIN competency ON competency.id = role_competency.competency \
         JOIN competency_revision ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision \
         JOIN framework_version ON framework_version.framework = competency.framework \
           AND framework_version.version = competency_revision.framework_version \
         WHERE position_role.position = $1 GROUP BY competency.id, competency.revision, framework_version.published ORDER BY competency.id",
    )
    .bind(position)
    .all(|row| Ok(Wanted { competency: row.get(0)?, revision: row.get(1)?, level: row.get(2)?, published: row.get(3)? }))
    .await
}

/// The set with this name, made if there is none.
pub(super) async fn intern(tx: &mut Tx, digest: &str, set: &Set) -> Result<Key<RequirementSet>, Error> {
    let known = tx.query("SELECT id FROM requirement_set WHERE digest = $1").bind(digest).optional(|row| row.get(0)).await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let key = tx.take_key("requirement_set").await?;
    tx.execute("INSERT INTO requirement_set (id, digest) VALUES ($1, $2)").bind(key).bind(digest).run().await?;
    for (competency, asked) in set {
        tx.execute(
            "INSERT INTO requirement (requirement_set, competency, revision, level, effective_from, grace_until) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(key)
        .bind(*competency)
        .bind(asked.revision)
        .bind(asked.level)
        .bind(asked.effective_from)
        .bind(asked.grace_until)
        .run()
        .await?;
    }
    Ok(key)
}

/// The requirements of a set.
pub(super) async fn set(conn: &mut Conn, key: Key<RequirementSet>) -> Result<Set, Error> {
    let rows = conn
        .query("SELECT competency, revision, level, effective_from, grace_until FROM requirement WHERE requirement_set = $1")
        .bind(key)
        .all(|row| {
            Ok((
                row.get(0)?,
                Asked { revision: row.get(1)?, level: row.get(2)?, effective_from: row.get(3)?, grace_until: row.get(4)? },
            ))
        })
        .await?;
    Ok(rows.into_iter().collect())
}

/// The set of a post; `None` where its position asks nothing yet.
pub async fn set_of_post(conn: &mut Conn, post: Key<Post>) -> Result<Option<Key<RequirementSet>>, Error> {
    conn.query("SELECT requirement_set FROM live_post_requirement WHERE post = $1").bind(post).optional(|row| row.get(0)).await
}

/// The newest set that any post of a position has.
pub(super) async fn newest_set(conn: &mut Conn, position: Key<Position>) -> Result<Option<Key<RequirementSet>>, Error> {
    conn.query(
        "SELECT MAX(post_requirement.requirement_set) FROM post JOIN post_requirement ON post_requirement.post = post.id \
         WHERE post.position = $1",
    )
    .bind(position)
    .one("newest set", |row| row.get(0))
    .await
}

/// Gives a new post the set that another post of its position has; tells whether there was one.
pub(super) async fn copy_from_sibling(tx: &mut Tx, post: Key<Post>, position: Key<Position>) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "INSERT INTO post_requirement (post, requirement_set, next_set, next_switch) \
             SELECT $1, post_requirement.requirement_set, post_requirement.next_set, post_requirement.next_switch FROM post \
             JOIN post_requirement ON post_requirement.post = post.id WHERE post.position = $2 AND post.id <> $1 LIMIT 1 \
             ON CONFLICT (post) DO NOTHING",
        )
        .bind(post)
        .bind(position)
        .run()
        .await?;
    Ok(changed > 0)
}

/// Points a post to a set.
pub(super) async fn point(tx: &mut Tx, post: Key<Post>, set: Key<RequirementSet>) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO post_requirement (post, requirement_set) VALUES ($1, $2) \
         ON CONFLICT (post) DO UPDATE SET requirement_set = excluded.requirement_set",
    )
    .bind(post)
    .bind(set)
    .run()
    .await?;
    Ok(())
}

/// Points at most `limit` posts of a position to a set, those that point elsewhere or nowhere; returns how many.
pub(super) async fn point_many(tx: &mut Tx, position: Key<Position>, set: Key<RequirementSet>, limit: i64) -> Result<i64, Error> {
    let changed = tx
        .execute(
            "INSERT INTO post_requirement (post, requirement_set) SELECT post.id, $1 FROM post \
             LEFT JOIN post_requirement AS present ON present.post = post.id \
             WHERE post.position = $2 AND (present.requirement_set IS NULL OR present.requirement_set <> $1) ORDER BY post.id LIMIT $3 \
             ON CONFLICT (post) DO UPDATE SET requirement_set = excluded.requirement_set",
        )
        .bind(set)
        .bind(position)
        .bind(limit)
        .run()
        .await?;
    Ok(i64::try_from(changed).unwrap_or(i64::MAX))
}

/// The last of the next `limit` posts of a position after one; `None` at the end.
pub(super) async fn chunk_end(
    conn: &mut Conn,
    position: Key<Position>,
    after: Key<Post>,
    limit: i64,
) -> Result<Option<Key<Post>>, Error> {
    conn.query("SELECT MAX(chunk.id) FROM (SELECT id FROM post WHERE position = $1 AND id > $2 ORDER BY id LIMIT $3) AS chunk")
        .bind(position)
        .bind(after)
        .bind(limit)
        .one("chunk", |row| row.get(0))
        .await
}

/// Gives posts of a position the set that they will have after a switch: those after the first and up to the last of `range` that have it
/// neither now nor then; returns how many. A post that asked nothing so far asks nothing until then.
pub(super) async fn stage_many(
    tx: &mut Tx,
    (position, number): (Key<Position>, i64),
    (set, empty): (Key<RequirementSet>, Key<RequirementSet>),
    range: (Key<Post>, Key<Post>),
) -> Result<i64, Error> {
    let changed = tx
        .execute(
            "INSERT INTO post_requirement (post, requirement_set, next_set, next_switch) SELECT post.id, $1, $2, $3 FROM post \
             LEFT JOIN post_requirement AS present ON present.post = post.id \
             WHERE post.position = $4 AND post.id > $5 AND post.id <= $6 \
             AND (present.requirement_set IS NULL OR present.requirement_set <> $2) \
             AND (present.next_switch IS NULL OR present.next_switch <> $3) \
             ON CONFLICT (post) DO UPDATE SET next_set = excluded.next_set, next_switch = excluded.next_switch",
        )
        .bind(empty)
        .bind(set)
        .bind(number)
        .bind(position)
        .bind(range.0)
        .bind(range.1)
        .run()
        .await?;
    Ok(i64::try_from(changed).unwrap_or(i64::MAX))
}

/// A position with posts that a switch has given another set and that are not settled.
pub(super) async fn next_staged(conn: &mut Conn, number: i64) -> Result<Option<Key<Position>>, Error> {
    conn.query(
        "SELECT post.position FROM post_requirement JOIN post ON post.id = post_requirement.post WHERE post_requirement.next_switch = $1 LIMIT 1",
    )
    .bind(number)
    .optional(|row| row.get(0))
    .await
}

/// Settles the posts of a position after the first and up to the last of `range`; tells whether any was staged.
pub(super) async fn settle_many(
    tx: &mut Tx,
    (position, number): (Key<Position>, i64),
    range: (Key<Post>, Key<Post>),
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE post_requirement SET requirement_set = next_set, next_set = NULL, next_switch = NULL \
             WHERE next_switch = $2 AND post IN (SELECT id FROM post WHERE position = $1 AND id > $3 AND id <= $4)",
        )
        .bind(position)
        .bind(number)
        .bind(range.0)
        .bind(range.1)
        .run()
        .await?;
    Ok(changed > 0)
}

/// The next position after one that has posts.
pub(super) async fn next_with_posts(conn: &mut Conn, after: Key<Position>) -> Result<Option<Key<Position>>, Error> {
    conn.query("SELECT MIN(position) FROM post WHERE position > $1").bind(after).one("next position", |row| row.get(0)).await
}

/// The next position after one that has roles and posts.
pub(super) async fn next_position(conn: &mut Conn, after: Key<Position>) -> Result<Option<Key<Position>>, Error> {
    conn.query("SELECT MIN(position) FROM position_role WHERE position > $1")
        .bind(after)
        .one("next position", |row| row.get(0))
        .await
}
