//! The only SQL on statements.

use std::collections::BTreeSet;

use kernel::Timestamp;
use sqlx::AssertSqlSafe;
use store::{Conn, Dialect, Error, Given, Row, Rows, Tx, Value};
use uuid::Uuid;

use super::domain::DIGITS;

/// A statement as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) position: i64,
    pub(super) part: i64,
    pub(super) id: Uuid,
    pub(super) client: i64,
    pub(super) lacks: i64,
    pub(super) voided: bool,
    pub(super) body: String,
}

const COLUMNS: &str =
    "statement.position, statement.part, statement.id, statement.client, statement.lacks, statement.voided, statement.body";

fn stored(row: &Row) -> Result<Stored, Error> {
    Ok(Stored {
        position: row.get(0)?,
        part: row.get(1)?,
        id: row.get(2)?,
        client: row.get(3)?,
        lacks: row.get(4)?,
        voided: row.get(5)?,
        body: row.get(6)?,
    })
}

fn ids(all: &BTreeSet<Uuid>) -> String {
    let mut rows = Rows::default();
    all.iter().for_each(|id| rows.add(&[Value::Uuid(*id)]));
    rows.text()
}

/// The statements with these ids; each part is asked for each id, whatever the planner thinks of the size of the tables.
pub(super) async fn by_ids(conn: &mut Conn, all: &BTreeSet<Uuid>) -> Result<Vec<Stored>, Error> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let given = conn.dialect().rows(1, &[("id", Given::Uuid)]);
    let sql = format!(
        "SELECT (SELECT position FROM statement WHERE statement.part = statement_part.part AND statement.id = given.id) \
         FROM {given} CROSS JOIN statement_part"
    );
    let positions: Vec<Option<i64>> = conn.query(AssertSqlSafe(sql)).bind(ids(all)).all(|row| row.get(0)).await?;
    let positions: Vec<String> = positions.into_iter().flatten().map(|position| position.to_string()).collect();
    if positions.is_empty() {
        return Ok(Vec::new());
    }
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

/// So many statements go into one INSERT, and then fewer for the rest: few different texts, so that all stay prepared.
const CHUNKS: [usize; 4] = [64, 16, 4, 1];

pub(super) async fn insert(tx: &mut Tx, mut all: &[Stored]) -> Result<(), Error> {
    for size in CHUNKS {
        let one = |at: usize| {
            let cells: Vec<String> = (1..=7).map(|cell| format!("${}", at * 7 + cell)).collect();
            format!("({})", cells.join(", "))
        };
        let values: Vec<String> = (0..size).map(one).collect();
        let sql = format!("INSERT INTO statement (position, part, id, client, lacks, voided, body) VALUES {}", values.join(", "));
        while all.len() >= size {
            let (now, later) = all.split_at(size);
            let mut statement = tx.execute(AssertSqlSafe(sql.clone()));
            for row in now {
                statement = statement.bind(row.position).bind(row.part).bind(row.id).bind(row.client).bind(row.lacks);
                statement = statement.bind(row.voided).bind(row.body.as_str());
            }
            statement.run().await?;
            all = later;
        }
    }
    Ok(())
}

/// Part, target and position of a mention.
pub(super) type Mention = (i64, i64, i64);

/// Inserts mentions in the order of their key, so that neighbours share pages.
pub(super) async fn insert_mentions(tx: &mut Tx, all: &BTreeSet<Mention>) -> Result<(), Error> {
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
        "INSERT INTO statement_mention (part, target, position) SELECT part, target, position FROM {given} WHERE TRUE ON CONFLICT DO NOTHING"
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

/// Statements of one part with the first target and, of each further pair, at least one.
pub(super) async fn list_mentioning(
    conn: &mut Conn,
    window: Window,
    part: i64,
    target: i64,
    further: &[(i64, i64)],
) -> Result<Vec<Stored>, Error> {
    let conditions: String = (0..further.len())
        .map(|at| {
            format!(
                " AND EXISTS (SELECT 1 FROM statement_mention AS other WHERE other.part = $1 AND other.target IN (${}, ${}) \
                 AND other.position = mention.position)",
                7 + 2 * at,
                8 + 2 * at
            )
        })
        .collect();
    let sql = format!(
        "SELECT {COLUMNS} FROM statement_mention AS mention JOIN statement ON statement.position = mention.position \
         WHERE mention.part = $1 AND mention.target = $2 AND mention.position >= $3 AND mention.position <= $4 \
         AND NOT statement.voided AND ($5 < 0 OR statement.client = $5){conditions} \
         ORDER BY mention.position {} LIMIT $6",
        window.order()
    );
    let mut query = conn.query(AssertSqlSafe(sql)).bind(part).bind(target).bind(window.low).bind(window.high);
    query = query.bind(window.client.unwrap_or(-1)).bind(window.limit);
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
