//! The only SQL on statements.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use kernel::Timestamp;
use sqlx::AssertSqlSafe;
use store::{Conn, Dialect, Error, Given, Row, Rows, Tx, Value};
use uuid::Uuid;

use super::domain::DIGITS;
use super::filter::Filter;

/// A statement as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) position: i64,
    pub(super) part: i64,
    pub(super) id: Uuid,
    pub(super) client: i64,
    pub(super) lacks: i64,
    pub(super) voided: bool,
    /// The numbers of its forms, parted by blanks.
    pub(super) forms: String,
    /// Its text, packed.
    pub(super) body: Vec<u8>,
}

impl Stored {
    /// The numbers of its forms.
    pub(super) fn form_numbers(&self) -> impl Iterator<Item = i64> {
        self.forms.split(' ').filter_map(|number| number.parse().ok())
    }
}

const COLUMNS: &str = "statement.position, statement.part, statement.id, statement.client, statement.lacks, statement.voided, \
     statement.forms, statement.body";

fn stored(row: &Row) -> Result<Stored, Error> {
    Ok(Stored {
        position: row.get(0)?,
        part: row.get(1)?,
        id: row.get(2)?,
        client: row.get(3)?,
        lacks: row.get(4)?,
        voided: row.get(5)?,
        forms: row.get(6)?,
        body: row.get(7)?,
    })
}

fn ids(all: &BTreeSet<Uuid>) -> String {
    let mut rows = Rows::default();
    all.iter().for_each(|id| rows.add(&[Value::Uuid(*id)]));
    rows.text()
}

/// The statements with these ids; each part is asked for each id, whatever the planner thinks of the size of the tables.
pub(super) async fn by_ids(conn: &mut Conn, all: &BTreeSet<Uuid>) -> Result<Vec<Stored>, Error> {
    by_ids_after(conn, all, 0).await
}

/// The statements with these ids in the parts after one.
pub(super) async fn by_ids_after(conn: &mut Conn, all: &BTreeSet<Uuid>, after: i64) -> Result<Vec<Stored>, Error> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let given = conn.dialect().rows(1, &[("id", Given::Uuid)]);
    let sql = format!(
        "SELECT position FROM (SELECT (SELECT position FROM statement WHERE statement.part = statement_part.part \
         AND statement.id = given.id) AS position FROM {given} CROSS JOIN statement_part WHERE statement_part.part > $2) AS found \
         WHERE position IS NOT NULL"
    );
    let found = conn.query(AssertSqlSafe(sql)).bind(ids(all)).bind(after).all(|row| row.get(0)).await?;
    at_positions(conn, found).await
}

/// The statements with these ids in the parts named beside.
pub(super) async fn by_ids_in(conn: &mut Conn, all: &[(Uuid, i64)]) -> Result<Vec<Stored>, Error> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Rows::default();
    all.iter().for_each(|(id, part)| rows.add(&[Value::Uuid(*id), Value::Integer(*part)]));
    let given = conn.dialect().rows(1, &[("id", Given::Uuid), ("part", Given::Integer)]);
    let sql = format!(
        "SELECT position FROM (SELECT (SELECT position FROM statement WHERE statement.part = given.part AND statement.id = given.id) \
         AS position FROM {given}) AS found WHERE position IS NOT NULL"
    );
    let found = conn.query(AssertSqlSafe(sql)).bind(rows.text()).all(|row| row.get(0)).await?;
    at_positions(conn, found).await
}

async fn at_positions(conn: &mut Conn, positions: Vec<i64>) -> Result<Vec<Stored>, Error> {
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let positions: Vec<String> = positions.iter().map(i64::to_string).collect();
    let sql = format!("SELECT {COLUMNS} FROM statement WHERE position IN (SELECT value FROM {})", conn.dialect().integers(1));
    conn.query(AssertSqlSafe(sql)).bind(format!("[{}]", positions.join(","))).all(stored).await
}

/// A statement that waits for, or refers to, another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reference {
    pub(super) target: Uuid,
    pub(super) id: Uuid,
    pub(super) part: i64,
    pub(super) position: i64,
    pub(super) voids: bool,
}

/// The statements that refer to these.
pub(super) async fn references_to(conn: &mut Conn, all: &BTreeSet<Uuid>) -> Result<Vec<Reference>, Error> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let given = conn.dialect().rows(1, &[("id", Given::Uuid)]);
    let sql = format!(
        "SELECT given.id FROM {given} WHERE EXISTS (SELECT 1 FROM statement_reference WHERE statement_reference.target = given.id)"
    );
    let referred: BTreeSet<Uuid> =
        conn.query(AssertSqlSafe(sql)).bind(ids(all)).all(|row| row.get(0)).await?.into_iter().collect();
    if referred.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT statement_reference.target, statement.id, statement.part, statement.position, statement_reference.voids FROM {given} \
         JOIN statement_reference ON statement_reference.target = given.id \
         JOIN statement ON statement.position = statement_reference.position"
    );
    conn.query(AssertSqlSafe(sql))
        .bind(ids(&referred))
        .all(|row| {
            let (target, id, part) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Reference { target, id, part, position: row.get(3)?, voids: row.get(4)? })
        })
        .await
}

/// The first position that a transaction may take for the next statements, in steps of a microsecond from there.
pub(super) async fn next_position(tx: &mut Tx) -> Result<i64, Error> {
    let now = tx.instant().await?;
    if tx.dialect() == Dialect::Lite {
        // One writer: positions grow strictly, even when the clock stands still or goes back.
        let last: Option<i64> = tx.query("SELECT MAX(position) FROM statement").one("position", |row| row.get(0)).await?;
        return Ok((now.0 * DIGITS).max(last.map_or(0, |last| (last.div_euclid(DIGITS) + 1) * DIGITS)));
    }
    // Two writers within one microsecond are kept apart by the numbers of their transactions.
    let apart = tx.query("SELECT MOD(CAST(pg_current_xact_id()::text AS BIGINT), 1000)");
    let apart: i64 = apart.one("transaction", |row| row.get(0)).await?;
    Ok(now.0 * DIGITS + apart)
}

/// The part to which a position belongs.
pub(super) async fn part_of(conn: &mut Conn, position: i64) -> Result<i64, Error> {
    conn.query("SELECT part FROM statement_part WHERE from_position <= $1 ORDER BY part DESC LIMIT 1")
        .bind(position)
        .one("statement part", |row| row.get(0))
        .await
}

/// A part with the position at which it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) part: i64,
    pub(super) from: i64,
}

/// All parts, the newest first.
pub(super) async fn parts(conn: &mut Conn) -> Result<Vec<Part>, Error> {
    conn.query("SELECT part, from_position FROM statement_part ORDER BY part DESC")
        .all(|row| Ok(Part { part: row.get(0)?, from: row.get(1)? }))
        .await
}

pub(super) async fn count_in_part(conn: &mut Conn, part: i64) -> Result<i64, Error> {
    conn.query("SELECT COUNT(*) FROM statement WHERE part = $1").bind(part).one("count", |row| row.get(0)).await
}

/// How far ahead of the clock a part begins on PostgreSQL, so that all nodes have learned of it when its time comes.
const AHEAD: i64 = 5 * kernel::time::SECOND;

/// Begins the part after this one, unless another node did.
pub(super) async fn begin_part(tx: &mut Tx, after: i64) -> Result<(), Error> {
    let from = match tx.dialect() {
        Dialect::Lite => next_position(tx).await?,
        Dialect::Pg => tx.instant().await?.plus(AHEAD).0 * DIGITS,
    };
    tx.execute("INSERT INTO statement_part (part, from_position) VALUES ($1, $2) ON CONFLICT (part) DO NOTHING")
        .bind(after + 1)
        .bind(from)
        .run()
        .await
        .map(|_| ())
}

/// All ids of a part.
pub(super) async fn ids_of_part(conn: &mut Conn, part: i64) -> Result<Vec<Uuid>, Error> {
    conn.query("SELECT id FROM statement WHERE part = $1").bind(part).all(|row| row.get(0)).await
}

/// The filters of the parts after one, oldest first.
pub(super) async fn filters_after(conn: &mut Conn, part: i64) -> Result<Vec<(i64, Filter)>, Error> {
    let query = conn.query("SELECT part, bits FROM statement_filter WHERE part > $1 ORDER BY part").bind(part);
    query.all(|row| Ok((row.get(0)?, Filter(row.get(1)?)))).await
}

/// The newest part that has a filter; 0 when none has.
pub(super) async fn last_filter(conn: &mut Conn) -> Result<i64, Error> {
    conn.query("SELECT COALESCE(MAX(part), 0) FROM statement_filter").one("filter", |row| row.get(0)).await
}

pub(super) async fn keep_filter(tx: &mut Tx, part: i64, filter: &Filter) -> Result<(), Error> {
    let keep = tx.execute("INSERT INTO statement_filter (part, bits) VALUES ($1, $2) ON CONFLICT (part) DO NOTHING");
    keep.bind(part).bind(filter.0.clone()).run().await.map(|_| ())
}

/// Inserts statements of one part by one call of the database: their bodies lie one after another in one parameter.
pub(super) async fn insert(tx: &mut Tx, all: &[Stored]) -> Result<(), Error> {
    let Some(first) = all.first() else { return Ok(()) };
    let (mut rows, mut bodies) = (Rows::default(), Vec::with_capacity(all.iter().map(|row| row.body.len()).sum()));
    for row in all {
        let place = |length: usize| Value::Integer(i64::try_from(length).unwrap_or(i64::MAX));
        rows.add(&[
            Value::Integer(row.position - first.position),
            Value::Uuid(row.id),
            Value::Integer(row.client),
            Value::Integer(row.lacks),
            Value::Truth(row.voided),
            Value::Text(&row.forms),
            place(bodies.len() + 1),
            place(row.body.len()),
        ]);
        bodies.extend_from_slice(&row.body);
    }
    let columns = [
        ("place", Given::Integer),
        ("id", Given::Uuid),
        ("client", Given::Integer),
        ("lacks", Given::Integer),
        ("voided", Given::Truth),
        ("forms", Given::Text),
        ("start", Given::Integer),
        ("length", Given::Integer),
    ];
    let given = tx.dialect().rows(1, &columns);
    let sql = format!(
        "INSERT INTO statement (position, part, id, client, lacks, voided, forms, body) SELECT $2 + place, $3, id, client, lacks, voided, \
         forms, substr($4, CAST(start AS INTEGER), CAST(length AS INTEGER)) FROM {given}"
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).bind(first.position).bind(first.part).bind(bodies).run().await.map(|_| ())
}

/// Part, target and position of a mention.
pub(super) type Mention = (i64, i64, i64);

/// Bits for the place of a statement among those that are inserted together: no request has so many.
const PLACE: u32 = 20;

/// Inserts what statements of one part mention, by target and place among them: `DIGITS` lie between their positions, the first is given.
/// In the order of their key, so that neighbours share pages; each is one number on the way, which both databases unfold quickest.
pub(super) async fn insert_mentions_of(tx: &mut Tx, (part, first): (i64, i64), mut all: Vec<(i64, i64)>) -> Result<(), Error> {
    all.sort_unstable();
    let mut list = String::with_capacity(all.len() * 16);
    for (target, place) in all {
        list.push(if list.is_empty() { '[' } else { ',' });
        // Writing into a text cannot fail.
        let _ = write!(list, "{}", (target << PLACE) | place);
    }
    list.push(']');
    let sql = format!(
        "INSERT INTO statement_mention (part, target, position) SELECT $2, value >> {PLACE}, $3 + (value & {}) * {DIGITS} FROM {} \
         WHERE TRUE ON CONFLICT DO NOTHING",
        (1 << PLACE) - 1,
        tx.dialect().integers(1)
    );
    tx.execute(AssertSqlSafe(sql)).bind(list).bind(part).bind(first).run().await.map(|_| ())
}

/// Inserts any mentions.
pub(super) async fn insert_mentions(tx: &mut Tx, all: &[Mention]) -> Result<(), Error> {
    if all.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::default();
    for (part, target, position) in all {
        rows.add(&[Value::Integer(*part), Value::Integer(*target), Value::Integer(*position)]);
    }
    let integer = Given::Integer;
    let given = tx.dialect().rows(1, &[("part", integer), ("target", integer), ("position", integer)]);
    let sql = format!(
        "INSERT INTO statement_mention (part, target, position) SELECT part, target, position FROM {given} WHERE TRUE \
         ON CONFLICT DO NOTHING"
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).run().await.map(|_| ())
}

pub(super) async fn insert_references(tx: &mut Tx, all: &[(Uuid, i64, bool)]) -> Result<(), Error> {
    for (target, position, voids) in all {
        tx.execute("INSERT INTO statement_reference (target, position, voids) VALUES ($1, $2, $3)")
            .bind(*target)
            .bind(*position)
            .bind(*voids)
            .run()
            .await?;
    }
    Ok(())
}

pub(super) async fn set_voided(tx: &mut Tx, position: i64) -> Result<(), Error> {
    tx.execute("UPDATE statement SET voided = TRUE WHERE position = $1").bind(position).run().await.map(|_| ())
}

pub(super) async fn keep_attachment(tx: &mut Tx, sha2: &str, content: &[u8]) -> Result<(), Error> {
    tx.execute("INSERT INTO attachment (sha2, content) VALUES ($1, $2) ON CONFLICT (sha2) DO NOTHING")
        .bind(sha2)
        .bind(content.to_vec())
        .run()
        .await
        .map(|_| ())
}

pub(super) async fn attachment(conn: &mut Conn, sha2: &str) -> Result<Option<Vec<u8>>, Error> {
    conn.query("SELECT content FROM attachment WHERE sha2 = $1").bind(sha2).optional(|row| row.get(0)).await
}

/// Where to look for statements, and how many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) limit: i64,
    pub(super) ascending: bool,
    pub(super) client: Option<i64>,
}

impl Window {
    const fn order(&self) -> &'static str {
        if self.ascending { "ASC" } else { "DESC" }
    }
}

/// Statements by position alone.
pub(super) async fn list(conn: &mut Conn, window: Window) -> Result<Vec<Stored>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM statement WHERE position >= $1 AND position <= $2 AND NOT voided AND ($3 < 0 OR client = $3) \
         ORDER BY position {} LIMIT $4",
        window.order()
    );
    let query = conn.query(AssertSqlSafe(sql)).bind(window.low).bind(window.high).bind(window.client.unwrap_or(-1));
    query.bind(window.limit).all(stored).await
}

/// Statements of the parts from one to another with the first target and, of each further pair, at least one.
pub(super) async fn list_mentioning(
    conn: &mut Conn,
    window: Window,
    (first, last): (i64, i64),
    target: i64,
    further: &[(i64, i64)],
) -> Result<Vec<Stored>, Error> {
    let conditions: String = (0..further.len())
        .map(|at| {
            format!(
                " AND EXISTS (SELECT 1 FROM statement_mention AS other WHERE other.part = statement_part.part \
                 AND other.target IN (${}, ${}) AND other.position = mention.position)",
                8 + 2 * at,
                9 + 2 * at
            )
        })
        .collect();
    let order = window.order();
    let sql = format!(
        "SELECT {COLUMNS} FROM statement_part CROSS JOIN statement_mention AS mention CROSS JOIN statement \
         WHERE statement_part.part >= $1 AND statement_part.part <= $7 AND mention.part = statement_part.part AND mention.target = $2 \
         AND mention.position >= $3 AND mention.position <= $4 AND statement.position = mention.position \
         AND NOT statement.voided AND ($5 < 0 OR statement.client = $5){conditions} \
         ORDER BY statement_part.part {order}, mention.position {order} LIMIT $6"
    );
    let mut query = conn.query(AssertSqlSafe(sql)).bind(first).bind(target).bind(window.low).bind(window.high);
    query = query.bind(window.client.unwrap_or(-1)).bind(window.limit).bind(last);
    for (one, other) in further {
        query = query.bind(*one).bind(*other);
    }
    query.all(stored).await
}

/// When the newest statement was stored.
pub(super) async fn newest(conn: &mut Conn) -> Result<Option<Timestamp>, Error> {
    let last: Option<i64> = conn.query("SELECT MAX(position) FROM statement").one("position", |row| row.get(0)).await?;
    Ok(last.map(super::domain::stored_at))
}
