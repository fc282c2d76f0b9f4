//! The record store: how many statements a second reach the disk over HTTP, what one costs on the processors and on the disk, how long the
//! filters take, and how near all this is to what the database itself can do.

mod fill;
mod filters;
mod load;
mod raw;
pub mod report;
pub mod statements;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use kernel::Timestamp;
use records::client::service::{self, Clients, Credentials, NewClient};
use records::client::{Client, Scope};
use records::statement::Intake;
use serde::Serialize;
use sqlx::{Connection, PgConnection};
use store::Db;

use crate::clock::Stopwatch;
use crate::disk;
use crate::ground::{Engine, Ground};
use crate::service::Service;
pub use filters::FilterFigures;
pub use load::{Load, LoadFigures};
pub use raw::RawFigures;

/// Statements of a request in the loads of batches.
const BATCH: usize = 50;

/// At least so many statements are stored without HTTP, however many came over HTTP before.
const LEAST: u64 = 20_000;

/// What is measured.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Statements in the store when the filters are measured.
    pub statements: usize,
    /// Connections of the loads.
    pub connections: usize,
    /// Duration of each load.
    pub duration: Duration,
    /// Statements of a part of the store while it is filled; those of the program when absent. Small parts show what many parts cost.
    pub part: Option<i64>,
}

/// What was seen.
#[derive(Clone, Debug, Serialize)]
pub struct LrsFigures {
    /// On which database.
    pub engine: Engine,
    /// What its disk can do: single pages written and synchronised, one after the other, a second.
    pub disk_syncs_a_second: f64,
    /// Officials of whom the statements speak.
    pub actors: u64,
    /// Over HTTP into an empty store: batches, then single statements.
    pub empty: Vec<LoadFigures>,
    /// Statements in the filled store, in so many parts.
    pub statements: u64,
    /// See `statements`.
    pub parts: i64,
    /// Statements a second without HTTP while it was filled, one after another thread preparing them.
    pub fill_rate: f64,
    /// The same over the last tenth.
    pub last_fill_rate: f64,
    /// Bytes on the disk for a statement, without what an empty store takes.
    pub disk_bytes: f64,
    /// Bytes of its JSON as it was sent.
    pub json_bytes: f64,
    /// The filters on the filled store.
    pub filters: Vec<FilterFigures>,
    /// Over HTTP into the filled store.
    pub full: Vec<LoadFigures>,
    /// What the database can do with the same rows.
    pub raw: RawFigures,
}

impl LrsFigures {
    /// Whether everything was answered as it should be.
    pub fn is_good(&self) -> bool {
        let loads = self.empty.iter().chain(&self.full).all(|load| load.faults == 0 && load.statements > 0);
        loads && self.filters.iter().all(|filter| filter.faults == 0)
    }
}

/// Measures one database from an empty store on; `say` is told what is going on.
pub async fn measure(engine: Engine, program: &Path, plan: Plan, say: &dyn Fn(&str)) -> anyhow::Result<LrsFigures> {
    let ground = Ground::new(engine, program).await?;
    let disk_syncs_a_second = disk::syncs_a_second(ground.folder(), Duration::from_secs(1))?;
    let (credentials, client) = prepare(&ground).await?;
    let (empty_bytes, actors) = (bytes_on_disk(&ground).await?, statements::actors(plan.statements));
    let mut next = 0;
    say("statements into an empty store");
    let empty = loads(&ground, &credentials, plan, (&mut next, actors)).await?;
    let mut json_bytes: u64 = empty.iter().map(|load| load.json_bytes).sum();
    say("the store is filled");
    let filled = fill(&ground, &client, next..(plan.statements as u64).max(next + LEAST), (actors, plan.part)).await?;
    json_bytes += filled.json_bytes;
    let disk_bytes = bytes_on_disk(&ground).await?.saturating_sub(empty_bytes) as f64;
    next = (next + LEAST).max(plan.statements as u64);
    let statements = next;
    say("filters");
    let running = Service::start_empty(&ground).await?;
    let filters = filters::measure(&running, &credentials, (statements, actors), &filled.since).await?;
    running.stop().await?;
    say("statements into the filled store");
    let full = loads(&ground, &credentials, plan, (&mut next, actors)).await?;
    say("the same rows by the database alone");
    let raw = raw::measure(&ground).await?;
    let each = |bytes: f64| bytes / statements as f64;
    Ok(LrsFigures {
        engine,
        disk_syncs_a_second,
        actors,
        empty,
        statements,
        parts: filled.parts,
        fill_rate: filled.rate,
        last_fill_rate: filled.last_rate,
        disk_bytes: each(disk_bytes),
        json_bytes: each(json_bytes as f64),
        filters,
        full,
        raw,
    })
}

async fn prepare(ground: &Ground) -> anyhow::Result<(Credentials, Arc<Client>)> {
    let db = ground.open().await?;
    let new = NewClient {
        title: "bench".to_owned(),
        scopes: vec![Scope::All],
        home_page: "http://localhost".to_owned(),
        requests_per_second: None,
    };
    let made = service::create(&db, new).await;
    let credentials = made.map_err(|failure| anyhow::anyhow!("the client could not be made: {failure:?}"))?;
    let client = Clients::default().prove(&db, &credentials.key, &credentials.secret).await?.context("the client is unknown")?;
    db.close().await;
    Ok((credentials, client))
}

async fn loads(
    ground: &Ground,
    credentials: &Credentials,
    plan: Plan,
    (next, actors): (&mut u64, u64),
) -> anyhow::Result<Vec<LoadFigures>> {
    let running = Service::start_empty(ground).await?;
    let mut all = Vec::new();
    for batch in [BATCH, 1] {
        let load = Load { batch, connections: plan.connections, duration: plan.duration };
        all.push(load::measure((ground, &running), credentials, load, (&mut *next, actors)).await?);
    }
    running.stop().await?;
    Ok(all)
}

struct Filled {
    rate: f64,
    last_rate: f64,
    json_bytes: u64,
    parts: i64,
    /// When half of the statements were stored, as a parameter of a request.
    since: String,
}

async fn fill(
    ground: &Ground,
    client: &Arc<Client>,
    numbers: std::ops::Range<u64>,
    (actors, part): (u64, Option<i64>),
) -> anyhow::Result<Filled> {
    let db = ground.open().await?;
    let intake = part.map_or_else(|| Intake::start(db.clone()), |part| Intake::with_parts_of(db.clone(), part));
    let count = numbers.end - numbers.start;
    let (half, last) = (numbers.start + count / 2, numbers.end - (count / 10).max(1));
    let (mut json_bytes, watch) = (0, Stopwatch::start());
    json_bytes += fill::fill(&intake, client, numbers.start..half.max(numbers.start), actors).await?;
    let since = newest(&db).await?;
    json_bytes += fill::fill(&intake, client, half..last.max(half), actors).await?;
    let before = watch.passed();
    json_bytes += fill::fill(&intake, client, last.max(half)..numbers.end, actors).await?;
    let took = watch.passed();
    drop(intake);
    let parts = db.read().await?.query("SELECT COUNT(*) FROM statement_part").one("parts", |row| row.get(0)).await?;
    db.close().await;
    Ok(Filled {
        rate: count as f64 / took.as_secs_f64(),
        last_rate: (numbers.end - last.max(half)) as f64 / (took - before).as_secs_f64(),
        json_bytes,
        parts,
        since,
    })
}

async fn newest(db: &Db) -> anyhow::Result<String> {
    let through: Timestamp = records::statement::read::consistent_through(db).await?;
    Ok(records::statement::read::header_stamp(through))
}

/// What the database takes on the disk, logs not counted that it will use again.
async fn bytes_on_disk(ground: &Ground) -> anyhow::Result<u64> {
    match &ground.postgres {
        None => {
            // The log is written into the file by whoever closes it last.
            ground.open().await?.close().await;
            Ok(std::fs::metadata(ground.folder().join("karmayogi.db"))?.len())
        }
        Some(postgres) => {
            let mut conn = PgConnection::connect(&postgres.address()).await?;
            sqlx::query("CHECKPOINT").execute(&mut conn).await?;
            let bytes: i64 = sqlx::query_scalar("SELECT pg_database_size(current_database())").fetch_one(&mut conn).await?;
            conn.close().await?;
            Ok(u64::try_from(bytes)?)
        }
    }
}
