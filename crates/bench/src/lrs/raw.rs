//! The raw limit: the rows of a store once more, into the same tables with the same indexes, in the same order and in groups, each a
//! transaction on the disk, by nothing but `INSERT ... SELECT` within the database.

use std::str::FromStr;

use anyhow::Context as _;
use kernel::Context;
use serde::Serialize;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use store::{Db, Options, Reactions};

use crate::clock::Stopwatch;
use crate::ground::{Engine, Ground};

/// Statements of a transaction.
const GROUP: usize = 512;
/// The most statements that are written once more.
const MOST: i64 = 1_000_000;

/// What was seen.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RawFigures {
    /// Statements, in transactions of so many.
    pub statements: usize,
    /// See `statements`.
    pub group: usize,
    /// Statements a second over all of them.
    pub rate: f64,
    /// Over the first tenth.
    pub first_rate: f64,
    /// Over the last tenth.
    pub last_rate: f64,
}

const BOUNDS: &str = "SELECT position FROM statement ORDER BY position LIMIT $1";
const PREPARE: [&str; 2] = [
    "CREATE TEMP TABLE mention_in_order AS SELECT part, target, position FROM statement_mention WHERE position <= $1 ORDER BY position",
    "CREATE INDEX temp_mention ON mention_in_order (position)",
];

/// What one transaction holds; `$1` and `$2` are positions, the second not included, `$3` and `$4` numbers of the dictionary.
fn inserts(engine: Engine) -> [(String, bool); 4] {
    let given = if engine == Engine::Postgres { " OVERRIDING SYSTEM VALUE" } else { "" };
    [
        (format!("INSERT INTO raw.term{given} SELECT * FROM term WHERE id >= $1 AND id < $2 ORDER BY id"), true),
        (format!("INSERT INTO raw.actor_form{given} SELECT * FROM actor_form WHERE term >= $1 AND term < $2 ORDER BY id"), true),
        (
            "INSERT INTO raw.statement SELECT * FROM statement WHERE position >= $1 AND position < $2 ORDER BY position"
                .to_owned(),
            false,
        ),
        (
            "INSERT INTO raw.statement_mention (part, target, position) SELECT part, target, position FROM mention_in_order \
             WHERE position >= $1 AND position < $2 ORDER BY part, target, position"
                .to_owned(),
            false,
        ),
    ]
}

/// Measures on a store that the program has filled and does not use now.
pub async fn measure(ground: &Ground) -> anyhow::Result<RawFigures> {
    match &ground.postgres {
        None => sqlite(ground).await,
        Some(postgres) => postgresql(&postgres.address()).await,
    }
}

macro_rules! copy {
    ($conn:expr, $engine:expr, $begin:literal) => {{
        let bounds: Vec<i64> = sqlx::query_scalar(BOUNDS).bind(MOST).fetch_all(&mut $conn).await?;
        let last = *bounds.last().context("the store is empty")?;
        sqlx::query(PREPARE[0]).bind(last).execute(&mut $conn).await?;
        sqlx::query(PREPARE[1]).execute(&mut $conn).await?;
        let terms: i64 = sqlx::query_scalar("SELECT MAX(id) FROM term").fetch_one(&mut $conn).await?;
        let (groups, inserts) = (bounds.len().div_ceil(GROUP), inserts($engine));
        let (mut seconds, watch) = (Vec::new(), Stopwatch::start());
        for group in 0..groups {
            let from = bounds[group * GROUP];
            let to = bounds.get((group + 1) * GROUP).copied().unwrap_or(last + 1);
            let term = |group: usize| 1 + terms * group as i64 / groups as i64;
            sqlx::query($begin).execute(&mut $conn).await?;
            for (sql, is_of_terms) in &inserts {
                let (low, high) =
                    if *is_of_terms { (term(group), term(group + 1) + i64::from(group + 1 == groups)) } else { (from, to) };
                sqlx::query(AssertSqlSafe(sql.clone())).bind(low).bind(high).execute(&mut $conn).await?;
            }
            sqlx::query("COMMIT").execute(&mut $conn).await?;
            seconds.push(watch.passed().as_secs_f64());
        }
        Ok(figures(bounds.len(), &seconds))
    }};
}

fn figures(statements: usize, seconds: &[f64]) -> RawFigures {
    let tenth = (seconds.len() / 10).max(1);
    let all = seconds.last().copied().unwrap_or(f64::INFINITY);
    let before_last = seconds.len().checked_sub(tenth + 1).map_or(0.0, |at| seconds[at]);
    let rate = |groups: usize, seconds: f64| (groups * GROUP).min(statements) as f64 / seconds.max(f64::EPSILON);
    RawFigures {
        statements,
        group: GROUP,
        rate: statements as f64 / all,
        first_rate: rate(tenth, seconds[tenth - 1]),
        last_rate: rate(tenth, all - before_last),
    }
}

async fn sqlite(ground: &Ground) -> anyhow::Result<RawFigures> {
    let file = ground.folder().join("raw.db");
    let address = format!("sqlite:{}", file.display());
    let options =
        Options { address: &address, migrations: schema::STREAM, context: Context::system(), reactions: Reactions::default() };
    Db::open(options).await?.close().await;
    let options = SqliteConnectOptions::from_str(&Db::address_in(ground.folder()))?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut conn = SqliteConnection::connect_with(&options).await?;
    sqlx::query("ATTACH DATABASE $1 AS raw").bind(file.display().to_string()).execute(&mut conn).await?;
    let pragmas = [
        "PRAGMA raw.journal_mode = WAL",
        "PRAGMA raw.synchronous = FULL",
        // As the program has them.
        "PRAGMA raw.cache_size = -16000",
        "PRAGMA wal_autocheckpoint = 8000",
    ];
    for pragma in pragmas {
        sqlx::query(pragma).execute(&mut conn).await?;
    }
    let figures: anyhow::Result<RawFigures> = copy!(conn, Engine::Sqlite, "BEGIN IMMEDIATE");
    conn.close().await?;
    for ending in ["", "-wal", "-shm"] {
        // The last two are gone already when the connection was closed well.
        let _ = std::fs::remove_file(format!("{}{ending}", file.display()));
    }
    figures
}

async fn postgresql(address: &str) -> anyhow::Result<RawFigures> {
    let mut conn = PgConnection::connect(address).await?;
    sqlx::query("CREATE SCHEMA raw").execute(&mut conn).await?;
    for table in ["term", "actor_form", "statement", "statement_mention"] {
        let sql = format!("CREATE TABLE raw.{table} (LIKE public.{table} INCLUDING ALL)");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut conn).await?;
    }
    let figures: anyhow::Result<RawFigures> = copy!(conn, Engine::Postgres, "BEGIN");
    sqlx::query("DROP SCHEMA raw CASCADE").execute(&mut conn).await?;
    conn.close().await?;
    figures
}
