//! The only SQL on requirements.

use std::collections::HashMap;

use kernel::{Key, Level};
use people::{Organisation, Position, Post};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Given, Row, Rows, Tx, Value};

use super::coming::Known;
use super::criticality::Critical;
use super::domain::{Asked, Set, Wanted};
use super::ground::Place;
use super::place::Noticed;
use crate::framework::{Criticality, parse_column};
use crate::{Competency, Framework, RequirementSet};

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

/// What one role of a position asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offered {
    /// The framework of the competency.
    pub(crate) framework: Key<Framework>,
    pub(super) wanted: Wanted,
}

/// What the roles of a position ask, whoever the posts belong to.
pub(crate) async fn offered(conn: &mut Conn, position: Key<Position>) -> Result<Vec<Offered>, Error> {
    conn.query(
        "SELECT competency.framework, competency.id, competency.revision, role_competency.level, \
         framework_version.published FROM position_role \
         JOIN role_competency ON role_competency.role = position_role.role JOIN competency ON competency.id = role_competency.competency \
         JOIN competency_revision ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision \
         JOIN framework_version ON framework_version.framework = competency.framework \
           AND framework_version.version = competency_revision.framework_version \
         WHERE position_role.position = $1 ORDER BY competency.id, role_competency.level DESC",
    )
    .bind(position)
    .all(|row| {
        let wanted = Wanted { competency: row.get(1)?, revision: row.get(2)?, level: row.get(3)?, published: row.get(4)? };
        Ok(Offered { framework: row.get(0)?, wanted })
    })
    .await
}

impl Offered {
    /// The competency and the level.
    pub(crate) fn ask(&self) -> (Key<Competency>, Level) {
        (self.wanted.competency, self.wanted.level)
    }
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

/// A post and what it asks.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    pub(super) post: Key<Post>,
    pub(super) organisation: Key<Organisation>,
    /// `None`: nothing was ever asked.
    pub(super) set: Option<Key<RequirementSet>>,
    /// The switch that will give it another set.
    pub(super) next_switch: Option<i64>,
}

/// The next `limit` posts of a position after one, with what they ask.
pub(super) async fn holders(
    conn: &mut Conn,
    position: Key<Position>,
    (after, limit): (Key<Post>, i64),
) -> Result<Vec<Holder>, Error> {
    conn.query(
        "SELECT post.id, post.organisation, post_requirement.requirement_set, post_requirement.next_switch FROM post \
         LEFT JOIN post_requirement ON post_requirement.post = post.id WHERE post.position = $1 AND post.id > $2 ORDER BY post.id LIMIT $3",
    )
    .bind(position)
    .bind(after)
    .bind(limit)
    .all(|row| Ok(Holder { post: row.get(0)?, organisation: row.get(1)?, set: row.get(2)?, next_switch: row.get(3)? }))
    .await
}

/// What another post asks, now and after a switch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sibling {
    pub(super) set: Key<RequirementSet>,
    next: (Option<Key<RequirementSet>>, Option<i64>),
}

fn read_sibling(row: &Row) -> Result<Sibling, Error> {
    Ok(Sibling { set: row.get(0)?, next: (row.get(1)?, row.get(2)?) })
}

/// Another post of the position in the same organisation.
pub(super) async fn neighbour(
    conn: &mut Conn,
    (post, position): (Key<Post>, Key<Position>),
    organisation: Key<Organisation>,
) -> Result<Option<Sibling>, Error> {
    conn.query(
        "SELECT post_requirement.requirement_set, post_requirement.next_set, post_requirement.next_switch FROM post \
         JOIN post_requirement ON post_requirement.post = post.id WHERE post.organisation = $3 AND post.position = $2 AND post.id <> $1 LIMIT 1",
    )
    .bind(post)
    .bind(position)
    .bind(organisation)
    .optional(read_sibling)
    .await
}

/// Another post of the position in the same place: below the nearest mark of it, and below none of those `elsewhere`.
pub(super) async fn sibling(
    conn: &mut Conn,
    (post, position): (Key<Post>, Key<Position>),
    (place, elsewhere): (&Place, &[i64]),
) -> Result<Option<Sibling>, Error> {
    let nearest = place.units.last().copied().or(place.owner);
    let apart = format!(
        "NOT EXISTS (SELECT 1 FROM organisation_closure AS other WHERE other.descendant = post.organisation \
         AND other.ancestor IN (SELECT value FROM {}))",
        conn.dialect().integers(3)
    );
    let columns = "SELECT post_requirement.requirement_set, post_requirement.next_set, post_requirement.next_switch FROM";
    let elsewhere = format!("{elsewhere:?}");
    match nearest {
        Some(mark) => {
            let sql = format!(
                "{columns} organisation_closure JOIN post ON post.organisation = organisation_closure.descendant \
                 JOIN post_requirement ON post_requirement.post = post.id \
                 WHERE organisation_closure.ancestor = $4 AND post.position = $2 AND post.id <> $1 AND {apart} LIMIT 1"
            );
            conn.query(AssertSqlSafe(sql)).bind(post).bind(position).bind(elsewhere).bind(mark).optional(read_sibling).await
        }
        None => {
            let sql = format!(
                "{columns} post JOIN post_requirement ON post_requirement.post = post.id \
                 WHERE post.position = $2 AND post.id <> $1 AND {apart} LIMIT 1"
            );
            conn.query(AssertSqlSafe(sql)).bind(post).bind(position).bind(elsewhere).optional(read_sibling).await
        }
    }
}

/// The organisation of a post.
pub(super) async fn organisation_of(conn: &mut Conn, post: Key<Post>) -> Result<Key<Organisation>, Error> {
    conn.query("SELECT organisation FROM post WHERE id = $1").bind(post).one("post", |row| row.get(0)).await
}

/// Gives a post what another asks.
pub(super) async fn copy(tx: &mut Tx, post: Key<Post>, from: Sibling) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO post_requirement (post, requirement_set, next_set, next_switch) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (post) DO UPDATE SET requirement_set = excluded.requirement_set, next_set = excluded.next_set, \
         next_switch = excluded.next_switch",
    )
    .bind(post)
    .bind(from.set)
    .bind(from.next.0)
    .bind(from.next.1)
    .run()
    .await?;
    Ok(())
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

fn pairs(rows: &[(Key<Post>, Key<RequirementSet>)]) -> Rows {
    let mut given = Rows::default();
    for (post, set) in rows {
        given.add(&[Value::Integer(post.number()), Value::Integer(set.number())]);
    }
    given
}

const PAIR: [(&str, Given); 2] = [("post", Given::Integer), ("requirement_set", Given::Integer)];

/// Points posts each to its set.
pub(super) async fn point_many(tx: &mut Tx, rows: &[(Key<Post>, Key<RequirementSet>)]) -> Result<(), Error> {
    let sql = format!(
        "INSERT INTO post_requirement (post, requirement_set) SELECT post, requirement_set FROM {} WHERE TRUE \
         ON CONFLICT (post) DO UPDATE SET requirement_set = excluded.requirement_set",
        tx.dialect().rows(1, &PAIR)
    );
    tx.execute(AssertSqlSafe(sql)).bind(pairs(rows).text()).run().await.map(|_| ())
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

/// Gives posts the sets that they will have after a switch. A post that asked nothing so far asks nothing until then.
pub(super) async fn stage_many(
    tx: &mut Tx,
    number: i64,
    empty: Key<RequirementSet>,
    rows: &[(Key<Post>, Key<RequirementSet>)],
) -> Result<(), Error> {
    let sql = format!(
        "INSERT INTO post_requirement (post, requirement_set, next_set, next_switch) SELECT post, $2, requirement_set, $3 FROM {} WHERE TRUE \
         ON CONFLICT (post) DO UPDATE SET next_set = excluded.next_set, next_switch = excluded.next_switch",
        tx.dialect().rows(1, &PAIR)
    );
    tx.execute(AssertSqlSafe(sql)).bind(pairs(rows).text()).bind(empty).bind(number).run().await.map(|_| ())
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

/// Leaves a notice.
pub(super) async fn notice(tx: &mut Tx, noticed: Noticed) -> Result<(), Error> {
    let (kind, thing) = match noticed {
        Noticed::Below(organisation) => ("organisation", organisation.number()),
        Noticed::Post(post) => ("post", post.number()),
    };
    let id = tx.take_keys("requirement_notice", 1).await?;
    let statement = tx.execute("INSERT INTO requirement_notice (id, kind, thing) VALUES ($1, $2, $3)").bind(id).bind(kind);
    statement.bind(thing).run().await.map(|_| ())
}

/// The oldest notices.
pub(super) async fn noticed(conn: &mut Conn, limit: i64) -> Result<Vec<(i64, Noticed)>, Error> {
    conn.query("SELECT id, kind, thing FROM requirement_notice ORDER BY id LIMIT $1")
        .bind(limit)
        .all(|row| {
            let noticed = match row.get::<String>(1)?.as_str() {
                "post" => Noticed::Post(row.get(2)?),
                _ => Noticed::Below(row.get(2)?),
            };
            Ok((row.get(0)?, noticed))
        })
        .await
}

/// Takes notices that are done away.
pub(super) async fn forget(tx: &mut Tx, notices: &[i64]) -> Result<(), Error> {
    let sql = format!("DELETE FROM requirement_notice WHERE id IN (SELECT value FROM {})", tx.dialect().integers(1));
    tx.execute(AssertSqlSafe(sql)).bind(format!("{notices:?}")).run().await.map(|_| ())
}

/// An organisation and all below it.
pub(super) async fn organisations_below(
    conn: &mut Conn,
    organisation: Key<Organisation>,
) -> Result<Vec<Key<Organisation>>, Error> {
    let below = conn.query("SELECT descendant FROM organisation_closure WHERE ancestor = $1 ORDER BY descendant");
    below.bind(organisation).all(|row| row.get(0)).await
}

const HOLDERS: &str = "SELECT post.position, post.id, post.organisation, post_requirement.requirement_set, post_requirement.next_switch \
     FROM post LEFT JOIN post_requirement ON post_requirement.post = post.id WHERE";

fn read_holder(row: &Row) -> Result<(Key<Position>, Holder), Error> {
    let holder = Holder { post: row.get(1)?, organisation: row.get(2)?, set: row.get(3)?, next_switch: row.get(4)? };
    Ok((row.get(0)?, holder))
}

/// All posts of these organisations with what they ask.
pub(super) async fn holders_of(
    conn: &mut Conn,
    organisations: &[Key<Organisation>],
) -> Result<Vec<(Key<Position>, Holder)>, Error> {
    let sql = format!("{HOLDERS} post.organisation IN (SELECT value FROM {})", conn.dialect().integers(1));
    let keys: Vec<i64> = organisations.iter().map(|one| one.number()).collect();
    conn.query(AssertSqlSafe(sql)).bind(format!("{keys:?}")).all(read_holder).await
}

/// These posts with what they ask.
pub(super) async fn holders_among(conn: &mut Conn, posts: &[Key<Post>]) -> Result<Vec<(Key<Position>, Holder)>, Error> {
    let sql = format!("{HOLDERS} post.id IN (SELECT value FROM {})", conn.dialect().integers(1));
    let keys: Vec<i64> = posts.iter().map(|one| one.number()).collect();
    conn.query(AssertSqlSafe(sql)).bind(format!("{keys:?}")).all(read_holder).await
}

/// All competencies by code.
pub(super) async fn competencies(conn: &mut Conn) -> Result<HashMap<String, Known>, Error> {
    let rows = conn
        .query(
            "SELECT competency.code, competency.id, competency.framework, competency.revision, framework_version.published FROM competency \
             LEFT JOIN competency_revision ON competency_revision.competency = competency.id \
             AND competency_revision.revision = competency.revision \
             LEFT JOIN framework_version ON framework_version.framework = competency.framework \
             AND framework_version.version = competency_revision.framework_version",
        )
        .all(|row| {
            let known = Known { key: row.get(1)?, framework: row.get(2)?, revision: row.get(3)?, published: row.get(4)? };
            Ok((row.get(0)?, known))
        })
        .await?;
    Ok(rows.into_iter().collect())
}

/// What roles ask, by codes of role and competency.
pub(super) async fn role_asks(conn: &mut Conn) -> Result<Vec<(String, String, Level)>, Error> {
    conn.query(
        "SELECT role.code, competency.code, role_competency.level FROM role_competency \
         JOIN role ON role.id = role_competency.role JOIN competency ON competency.id = role_competency.competency",
    )
    .all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    .await
}

/// Which roles positions have, by codes of position and role.
pub(super) async fn roles_of_positions(conn: &mut Conn) -> Result<Vec<(String, String)>, Error> {
    conn.query(
        "SELECT position.code, role.code FROM position_role JOIN position ON position.id = position_role.position \
         JOIN role ON role.id = position_role.role",
    )
    .all(|row| Ok((row.get(0)?, row.get(1)?)))
    .await
}

/// All positions with their codes.
pub(super) async fn positions(conn: &mut Conn) -> Result<Vec<(Key<Position>, String)>, Error> {
    conn.query("SELECT id, code FROM position").all(|row| Ok((row.get(0)?, row.get(1)?))).await
}
