//! The only SQL on the tables of the roll-ups.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Key, Timestamp};
use people::{OfficialKey, Organisation, Position, Post};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Given, Rows, Tx, Value};

use super::cell::{Cell, Kind, Sums, Values};
use super::domain::Labels;

/// So many of the newest changes of the sums are kept for those who have them in memory.
const CHANGES: i64 = 900;

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

/// The tree of organisations has changed.
pub(super) async fn touch_tree(tx: &mut Tx) -> Result<(), Error> {
    tx.execute("UPDATE rollup_state SET tree = tree + 1").run().await.map(|_| ())
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

/// The edition whose changes are known, and the current one.
pub(super) async fn editions(conn: &mut Conn) -> Result<(i64, i64), Error> {
    conn.query("SELECT rollup_state.edition, edition.current FROM rollup_state CROSS JOIN edition")
        .one("state of the roll-ups", |row| Ok((row.get(0)?, row.get(1)?)))
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

pub(super) async fn set_edition(tx: &mut Tx, edition: i64) -> Result<(), Error> {
    tx.execute("UPDATE rollup_state SET edition = $1 WHERE edition < $1").bind(edition).run().await.map(|_| ())
}

/// The version of the sums.
pub(super) async fn version(conn: &mut Conn) -> Result<i64, Error> {
    conn.query("SELECT version FROM rollup_state").one("state of the roll-ups", |row| row.get(0)).await
}

/// Officials who were never looked at.
pub(super) async fn unseen(conn: &mut Conn, limit: i64) -> Result<Vec<OfficialKey>, Error> {
    conn.query("SELECT id FROM official WHERE id > (SELECT official FROM rollup_state) ORDER BY id LIMIT $1")
        .bind(limit)
        .all(|row| row.get(0))
        .await
}

/// Everybody up to this official has been looked at.
pub(super) async fn seen(tx: &mut Tx, official: OfficialKey) -> Result<(), Error> {
    tx.execute("UPDATE rollup_state SET official = $1 WHERE official < $1").bind(official).run().await.map(|_| ())
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

/// Takes the next version of the sums; whoever else writes them waits until this transaction ends.
pub(super) async fn next_version(tx: &mut Tx) -> Result<i64, Error> {
    let now = tx.now();
    tx.query("UPDATE rollup_state SET version = version + 1, at = $1 RETURNING version")
        .bind(now)
        .one("state of the roll-ups", |row| row.get(0))
        .await
}

/// What is kept of an official.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) version: i64,
    pub(super) changes_on: Option<Date>,
    pub(super) parts: String,
}

const KEPT: &str = "SELECT official, version, changes_on, parts FROM rollup_official WHERE";

fn read_kept(row: &store::Row) -> Result<(OfficialKey, Kept), Error> {
    Ok((row.get(0)?, Kept { version: row.get(1)?, changes_on: row.get(2)?, parts: row.get(3)? }))
}

/// What is kept of these officials.
pub(super) async fn kept(conn: &mut Conn, officials: &[OfficialKey]) -> Result<BTreeMap<OfficialKey, Kept>, Error> {
    let sql = format!("{KEPT} official IN (SELECT value FROM {})", conn.dialect().integers(1));
    Ok(conn.query(AssertSqlSafe(sql)).bind(list(officials)).all(read_kept).await?.into_iter().collect())
}

/// What is kept of the officials after one and up to another.
pub(super) async fn kept_between(
    conn: &mut Conn,
    (after, until): (OfficialKey, OfficialKey),
) -> Result<BTreeMap<OfficialKey, Kept>, Error> {
    let sql = format!("{KEPT} official > $1 AND official <= $2");
    Ok(conn.query(AssertSqlSafe(sql)).bind(after).bind(until).all(read_kept).await?.into_iter().collect())
}

/// Keeps what officials contribute.
pub(super) async fn keep(tx: &mut Tx, version: i64, all: &[(OfficialKey, Option<Date>, String)]) -> Result<(), Error> {
    if all.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::default();
    for (official, changes_on, parts) in all {
        // No day stands as 0 on the way.
        let day = changes_on.map_or(0, |day| i64::from(day.0));
        rows.add(&[Value::Integer(official.number()), Value::Integer(day), Value::Text(parts)]);
    }
    let columns = [("official", Given::Integer), ("changes_on", Given::Integer), ("parts", Given::Text)];
    let sql = format!(
        "INSERT INTO rollup_official (official, version, changes_on, parts) SELECT official, $2, NULLIF(changes_on, 0), parts FROM {} \
         WHERE TRUE ON CONFLICT (official) DO UPDATE SET version = excluded.version, changes_on = excluded.changes_on, parts = excluded.parts",
        tx.dialect().rows(1, &columns)
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).bind(version).run().await.map(|_| ())
}

impl Kind {
    /// The table, the columns that name a cell (place, of, item), and those that hold its values.
    pub(crate) const fn table(self) -> (&'static str, &'static [&'static str], &'static [&'static str]) {
        match self {
            Self::State => {
                ("rollup_cell", &["organisation", "cohort", "competency"], &["held", "below", "unassessed", "lapsed", "fresh"])
            }
            Self::Staff => ("rollup_staff", &["organisation", "cohort"], &["officials"]),
            Self::Month => (
                "rollup_month",
                &["organisation", "cohort", "month"],
                &["enrolled", "completed", "minutes_job", "minutes_others", "minutes_self"],
            ),
            Self::Course => ("rollup_course", &["top", "course", "month"], &["enrolled", "completed", "holding"]),
        }
    }
}

/// Adds to the sums.
pub(super) async fn add(tx: &mut Tx, sums: &Sums) -> Result<(), Error> {
    for kind in Kind::ALL {
        let cells: Vec<(&Cell, &Values)> = sums.0.iter().filter(|(cell, _)| cell.kind == kind).collect();
        if !cells.is_empty() {
            add_cells(tx, kind, &cells).await?;
        }
    }
    Ok(())
}

async fn add_cells(tx: &mut Tx, kind: Kind, cells: &[(&Cell, &Values)]) -> Result<(), Error> {
    let (table, keys, values) = kind.table();
    let mut rows = Rows::default();
    for (cell, counts) in cells {
        let named = [cell.place, cell.of, cell.item];
        let cells: Vec<Value<'_>> =
            named[..keys.len()].iter().chain(&counts[..values.len()]).copied().map(Value::Integer).collect();
        rows.add(&cells);
    }
    let names: Vec<&str> = keys.iter().chain(values).copied().collect();
    let columns: Vec<(&str, Given)> = names.iter().map(|name| (*name, Given::Integer)).collect();
    let sums: Vec<String> = values.iter().map(|name| format!("{name} = {table}.{name} + excluded.{name}")).collect();
    let sql = format!(
        "INSERT INTO {table} ({names}) SELECT {names} FROM {given} WHERE TRUE ON CONFLICT ({keys}) DO UPDATE SET {sums}",
        names = names.join(", "),
        given = tx.dialect().rows(1, &columns),
        keys = keys.join(", "),
        sums = sums.join(", "),
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).run().await?;
    // Where something went away, nothing may be left.
    let less: Vec<&Cell> =
        cells.iter().filter(|(_, counts)| counts.iter().any(|count| *count < 0)).map(|(cell, _)| *cell).collect();
    sweep(tx, kind, &less).await
}

/// Takes away those of these cells in which nothing is left.
async fn sweep(tx: &mut Tx, kind: Kind, cells: &[&Cell]) -> Result<(), Error> {
    if cells.is_empty() {
        return Ok(());
    }
    let (table, keys, values) = kind.table();
    let mut rows = Rows::default();
    for cell in cells {
        let named = [cell.place, cell.of, cell.item].map(Value::Integer);
        rows.add(&named[..keys.len()]);
    }
    let columns: Vec<(&str, Given)> = keys.iter().map(|name| (*name, Given::Integer)).collect();
    let empty: Vec<String> = values.iter().map(|name| format!("{name} = 0")).collect();
    let sql = format!(
        "DELETE FROM {table} WHERE ({keys}) IN (SELECT {keys} FROM {given}) AND {empty}",
        keys = keys.join(", "),
        given = tx.dialect().rows(1, &columns),
        empty = empty.join(" AND "),
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).run().await.map(|_| ())
}

/// Tells those who have the sums in memory what this version changed, and forgets the oldest such news.
pub(super) async fn tell(tx: &mut Tx, version: i64, changes: &Sums) -> Result<(), Error> {
    tx.execute("INSERT INTO rollup_change (version, changes) VALUES ($1, $2)").bind(version).bind(changes.pack()).run().await?;
    tx.execute("DELETE FROM rollup_change WHERE version <= $1").bind(version - CHANGES).run().await.map(|_| ())
}

/// Tells them to read everything anew.
pub(super) async fn tell_anew(tx: &mut Tx, version: i64) -> Result<(), Error> {
    tx.execute("UPDATE rollup_state SET anew = $1").bind(version).run().await.map(|_| ())
}

/// Names cohorts that nobody else has named.
pub(super) async fn name_cohorts(tx: &mut Tx, cohorts: &BTreeSet<Labels>) -> Result<(), Error> {
    for (group, service, family) in cohorts {
        let id: Key<()> = tx.take_key("rollup_cohort").await?;
        tx.execute(
            "INSERT INTO rollup_cohort (id, service_group, service, family) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (service_group, service, family) DO NOTHING",
        )
        .bind(id)
        .bind(group)
        .bind(service)
        .bind(family)
        .run()
        .await?;
    }
    Ok(())
}

/// How far a rebuild under way has come.
pub(super) async fn rebuilt(conn: &mut Conn) -> Result<OfficialKey, Error> {
    conn.query("SELECT rebuilt FROM rollup_state").one("state of the roll-ups", |row| row.get(0)).await
}

pub(super) async fn set_rebuilt(tx: &mut Tx, official: OfficialKey) -> Result<(), Error> {
    tx.execute("UPDATE rollup_state SET rebuilt = $1").bind(official).run().await.map(|_| ())
}

/// The last of the next `limit` officials after one.
pub(super) async fn step(conn: &mut Conn, after: OfficialKey, limit: i64) -> Result<Option<OfficialKey>, Error> {
    conn.query("SELECT MAX(chunk.id) FROM (SELECT id FROM official WHERE id > $1 ORDER BY id LIMIT $2) AS chunk")
        .bind(after)
        .bind(limit)
        .one("officials", |row| row.get(0))
        .await
}

/// How many officials there are, and the newest.
pub(super) async fn officials(conn: &mut Conn) -> Result<(i64, OfficialKey), Error> {
    conn.query("SELECT COUNT(*), COALESCE(MAX(id), 0) FROM official").one("officials", |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Reads at one instant, of every cell whose place leaves `part` when divided by `parts`, what is kept in the sums, and all that officials
/// contribute; `each` gets a packed text of many cells, or one cell of the sums.
pub(super) async fn all_sums(
    conn: &mut Conn,
    (part, parts): (i64, i64),
    mut each: impl FnMut(Found<'_>) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    let mut sql = "SELECT CAST(-1 AS BIGINT), 0, 0, 0, 0, 0, 0, 0, 0, parts FROM rollup_official".to_owned();
    for kind in Kind::ALL {
        let (table, keys, values) = kind.table();
        let mut columns: Vec<&str> = keys.to_vec();
        columns.resize(3, "0");
        columns.extend(values);
        columns.resize(8, "0");
        let place = keys[0];
        sql += &format!(
            " UNION ALL SELECT CAST({} AS BIGINT), {}, '' FROM {table} WHERE {place} % $2 = $1",
            kind as i64,
            columns.join(", ")
        );
    }
    let query = conn.query(AssertSqlSafe(sql)).bind(part).bind(parts);
    query
        .each(|row| match Kind::of(row.get(0)?) {
            None => each(Found::Parts(&row.get::<String>(9)?)),
            Some(kind) => {
                let cell = Cell { kind, place: row.get(1)?, of: row.get(2)?, item: row.get(3)? };
                each(Found::Sum(cell, [row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?]))
            }
        })
        .await
}

/// What [`all_sums`] finds.
pub(super) enum Found<'a> {
    /// What an official contributes, packed.
    Parts(&'a str),
    /// What is kept as a sum.
    Sum(Cell, Values),
}

/// Keys as a JSON list.
fn list(officials: &[OfficialKey]) -> String {
    let numbers: Vec<i64> = officials.iter().map(|official| official.number()).collect();
    format!("{numbers:?}")
}

/// What tells whether sums in memory are those of the store, and up to when changes are in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The version of the sums.
    pub(crate) version: i64,
    /// When it was written.
    pub(crate) at: Timestamp,
    /// The newest version that must be read anew.
    pub(crate) anew: i64,
    /// Of the tree of organisations.
    pub(crate) tree: (i64, i64, i64),
    /// When the oldest change was made that is not yet in the sums.
    pub(crate) waiting_since: Option<Timestamp>,
    /// Whether there are changes of which nobody knows when they were made.
    pub(crate) behind: bool,
}

/// See [`Stamp`].
pub(crate) async fn stamp(conn: &mut Conn, today: Date) -> Result<Stamp, Error> {
    conn.query(
        "SELECT rollup_state.version, rollup_state.anew, rollup_state.tree, edition.current, \
         (SELECT COALESCE(MAX(id), 0) FROM organisation), (SELECT at FROM rollup_mark ORDER BY id LIMIT 1), \
         (SELECT at FROM rollup_notice ORDER BY id LIMIT 1), \
         rollup_state.edition <> edition.current OR rollup_state.rebuilt <> 0 \
         OR EXISTS (SELECT 1 FROM official WHERE id > rollup_state.official) \
         OR EXISTS (SELECT 1 FROM rollup_official WHERE changes_on <= $1), rollup_state.at FROM rollup_state CROSS JOIN edition",
    )
    .bind(today)
    .one("state of the roll-ups", |row| {
        let (mark, notice): (Option<Timestamp>, Option<Timestamp>) = (row.get(5)?, row.get(6)?);
        Ok(Stamp {
            version: row.get(0)?,
            anew: row.get(1)?,
            tree: (row.get(2)?, row.get(3)?, row.get(4)?),
            waiting_since: mark.into_iter().chain(notice).min(),
            behind: row.get(7)?,
            at: row.get(8)?,
        })
    })
    .await
}

/// What the versions after one have changed, oldest first; packed.
pub(crate) async fn changes(conn: &mut Conn, after: i64) -> Result<Vec<(i64, String)>, Error> {
    conn.query("SELECT version, changes FROM rollup_change WHERE version > $1 ORDER BY version")
        .bind(after)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// The version of the sums, and every sum, at one instant: `each` gets the kind, the place, and the numbers of many cells in a row.
pub(crate) async fn every_sum(
    conn: &mut Conn,
    mut each: impl FnMut(Kind, i64, &str) -> Result<(), Error> + Send,
) -> Result<i64, Error> {
    let mut sql = "SELECT CAST(-1 AS BIGINT), version, '' FROM rollup_state".to_owned();
    for kind in Kind::ALL {
        let (table, keys, values) = kind.table();
        let mut columns: Vec<&str> = keys[1..].to_vec();
        columns.resize(2, "0");
        columns.extend(values);
        columns.resize(7, "0");
        let cells: Vec<String> = columns.iter().map(|column| format!("CAST({column} AS TEXT)")).collect();
        let cells = cells.join(" || ' ' || ");
        sql += &format!(
            " UNION ALL SELECT CAST({} AS BIGINT), {place}, string_agg({cells}, ' ') FROM {table} GROUP BY {place}",
            kind as i64,
            place = keys[0]
        );
    }
    let mut version = 0;
    let query = conn.query(AssertSqlSafe(sql));
    query
        .each(|row| match Kind::of(row.get(0)?) {
            None => {
                version = row.get(1)?;
                Ok(())
            }
            Some(kind) => each(kind, row.get(1)?, &row.get::<String>(2)?),
        })
        .await?;
    Ok(version)
}

/// What each official contributes, packed, in order of officials.
pub(crate) async fn every_contribution(
    conn: &mut Conn,
    mut each: impl FnMut(&str) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    conn.query("SELECT parts FROM rollup_official ORDER BY official").each(|row| each(&row.get::<String>(0)?)).await
}

/// Every cohort: id, group, service, family.
pub(crate) async fn cohorts(conn: &mut Conn) -> Result<Vec<(i64, [String; 3])>, Error> {
    conn.query("SELECT id, service_group, service, family FROM rollup_cohort ORDER BY id")
        .all(|row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?])))
        .await
}
