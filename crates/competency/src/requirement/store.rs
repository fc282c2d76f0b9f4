//! The only SQL on requirements.

use kernel::{Attained, Date, Key, Level};
use people::{OfficialKey, Position, Post};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row, Tx};

use super::domain::{Asked, Set, Standing, Wanted, state};
use crate::RequirementSet;
use crate::framework::read_kind;

/// How an official stands to the requirements of these posts that have begun; with several posts one row for each. In order of codes.
pub(super) async fn standings(
    conn: &mut Conn,
    official: OfficialKey,
    posts: &[i64],
    today: Date,
) -> Result<Vec<Standing>, Error> {
    let posts_given = conn.dialect().integers(1);
    let sql = format!(
        "SELECT competency.id, competency.code, competency_revision.name, competency.kind, requirement.level, attainment.level, \
         attainment.lapsed_level, attainment.assessed, requirement.grace_until, attainment.next_change, wanted.text, present.text \
         FROM post_requirement JOIN requirement ON requirement.requirement_set = post_requirement.requirement_set \
         JOIN competency ON competency.id = requirement.competency \
         JOIN competency_revision ON competency_revision.competency = requirement.competency \
           AND competency_revision.revision = requirement.revision \
         LEFT JOIN attainment ON attainment.official = $2 AND attainment.competency = requirement.competency \
         LEFT JOIN level_descriptor AS wanted ON wanted.competency = requirement.competency AND wanted.revision = requirement.revision \
           AND wanted.level = requirement.level \
         LEFT JOIN level_descriptor AS present ON present.competency = requirement.competency AND present.revision = requirement.revision \
           AND present.level = attainment.level \
         WHERE post_requirement.post IN (SELECT value FROM {posts_given}) AND requirement.effective_from <= $3 \
         ORDER BY competency.code, requirement.level DESC, requirement.grace_until"
    );
    let posts = format!("{posts:?}");
    conn.query(AssertSqlSafe(sql)).bind(posts).bind(official).bind(today).all(|row| read_standing(row, today)).await
}

fn read_standing(row: &Row, today: Date) -> Result<Standing, Error> {
    let (required, grace_until): (Level, Date) = (row.get(4)?, row.get(8)?);
    let held = row.get::<Option<Attained>>(5)?.unwrap_or_default();
    let lapsed = row.get::<Option<Attained>>(6)?.unwrap_or_default();
    let assessed = row.get::<Option<bool>>(7)?.unwrap_or_default();
    let is_new = today < grace_until && !held.reaches(required);
    Ok(Standing {
        competency: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        kind: read_kind(row, 3)?,
        required,
        held,
        lapsed,
        assessed,
        state: state(required, held, lapsed, assessed),
        is_new,
        due: is_new.then_some(grace_until),
        next_change: row.get(9)?,
        descriptor: row.get::<Option<_>>(10)?.unwrap_or_default(),
        held_descriptor: row.get(11)?,
    })
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
    conn.query("SELECT requirement_set FROM post_requirement WHERE post = $1").bind(post).optional(|row| row.get(0)).await
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
            "INSERT INTO post_requirement (post, requirement_set) SELECT $1, post_requirement.requirement_set FROM post \
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

/// The next position after one that has roles and posts.
pub(super) async fn next_position(conn: &mut Conn, after: Key<Position>) -> Result<Option<Key<Position>>, Error> {
    conn.query("SELECT MIN(position) FROM position_role WHERE position > $1")
        .bind(after)
        .one("next position", |row| row.get(0))
        .await
}
