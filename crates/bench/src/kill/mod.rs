//! Nothing that was acknowledged is lost: learners send beats, save answers and submit assessments (which completes their course) until the
//! program is killed (SIGKILL) at a moment drawn by lot; PostgreSQL is ended without a checkpoint at the same moment. Then both are started
//! again, and every acknowledgement is compared with the store.
//!
//! Other programs send statements meanwhile: every acknowledged one is there once, and no batch by halves.
//!
//! What was sent and not acknowledged may be there or not, but never by halves: a passed attempt stands with its evidence, its completed
//! enrolment and its certificate, or not at all.
//!
//! A killed process loses nothing that it has handed to the system; that the system brings it to the disk before the acknowledgement is
//! asserted by the test of the durability settings, which are printed beside.

mod compare;
mod load;
mod promises;
mod seen;
mod statements;

use std::time::Duration;

use kernel::Context;
use rand::RngExt;
use records::client::service::Credentials;
use serde::Serialize;

use crate::client::{Client, Request};
use crate::clock::Stopwatch;
use crate::ground::Ground;
use crate::seed::{self, COURSE};
use crate::service::Service;

use seen::Seen;

pub use promises::Promises;

/// How the load is made in one round.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Rounds, each of load, kill, start and comparison.
    pub rounds: usize,
    /// Learners who send beats, in each round.
    pub readers: usize,
    /// Learners who sit at an assessment, in each round.
    pub sitters: usize,
    /// Connections for beats; a quarter as many are for assessments.
    pub connections: usize,
    /// The earliest and the latest moment of the kill.
    pub between: (Duration, Duration),
}

impl Default for Plan {
    fn default() -> Self {
        let between = (Duration::from_millis(800), Duration::from_millis(3_500));
        Self { rounds: 3, readers: 600, sitters: 500, connections: 64, between }
    }
}

/// What one round showed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Round {
    /// When the program was killed, in seconds after the start of the load.
    pub killed_after_s: f64,
    /// How long the next start took, the recovery of the database included.
    pub start_ms: f64,
    /// Beats that were acknowledged.
    pub beats: u64,
    /// Saved sheets of answers that were acknowledged.
    pub saves: u64,
    /// Submitted assessments that were acknowledged, each of which completed a course.
    pub completions: u64,
    /// Statements of other programs that were acknowledged.
    pub statements: u64,
    /// How often PostgreSQL had use cases tried again until the kill.
    pub retries: u64,
    /// Answers other than acknowledgements before the kill.
    pub faults: u64,
    /// Acknowledged facts that were compared with the store.
    pub compared: u64,
    /// Of these, not found. Must be 0.
    pub lost: u64,
    /// Things found by halves. Must be 0.
    pub halves: u64,
    /// The first fault, loss or half, in words.
    pub first: Option<String>,
}

/// What all rounds showed.
#[derive(Clone, Debug, Serialize)]
pub struct KillFigures {
    /// What the database says of its own durability: the log, and whether a commit waits for the disk.
    pub durability: (String, String),
    /// The rounds.
    pub rounds: Vec<Round>,
}

impl KillFigures {
    /// Whether nothing was lost, nothing was found by halves, and there was something to lose of every kind. A request that was answered
    /// with a fault promised nothing: it is told, but is no loss.
    pub fn is_good(&self) -> bool {
        let sum = |of: fn(&Round) -> u64| self.rounds.iter().map(of).sum::<u64>();
        let something =
            [sum(|round| round.beats), sum(|round| round.saves), sum(|round| round.completions), sum(|round| round.statements)]
                .iter()
                .all(|count| *count > 0);
        something && sum(|round| round.lost + round.halves) == 0
    }
}

/// Runs all rounds on a ground whose store is filled and whose program is not running.
pub async fn measure(ground: &mut Ground, plan: Plan) -> anyhow::Result<KillFigures> {
    let db = ground.open().await?;
    let durability = db.durability().await?;
    db.close().await;
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        rounds.push(round(ground, plan).await?);
    }
    Ok(KillFigures { durability: (durability.log, durability.synchronous), rounds })
}

async fn round(ground: &mut Ground, plan: Plan) -> anyhow::Result<Round> {
    let (course, readers, sittings, credentials) = prepare(ground, plan).await?;
    let service = Service::start(ground).await?;
    let (seen, watch) = (Seen::default(), Stopwatch::start());
    let load = load::start(service.port, &course, (readers, sittings), plan.connections, &seen).await?;
    let writers = statements::start(service.port, &credentials, plan.connections.div_ceil(8), &seen).await?;
    tokio::time::sleep(Context::system().with_dice(|dice| dice.random_range(plan.between.0..plan.between.1))).await;
    seen.every().await;
    let after = watch.passed();
    let retries = retries(service.port).await.unwrap_or_default();
    service.kill()?;
    if let Some(postgres) = &mut ground.postgres {
        postgres.crash().await?;
    }
    let promises = load.end().await?;
    let mut batches = Vec::new();
    for writer in writers {
        batches.extend(writer.await?);
    }
    let service = Service::start(ground).await?;
    let start_ms = service.took.as_secs_f64() * 1e3;
    let db = ground.open().await?;
    let found = compare::with_store(&db, &promises).await?;
    let stored = statements::compare(&db, &batches).await?;
    db.close().await;
    service.stop().await?;
    Ok(Round {
        killed_after_s: after.as_secs_f64(),
        start_ms,
        beats: promises.beats,
        saves: promises.saves,
        completions: promises.completions(),
        statements: stored.acknowledged,
        retries,
        faults: promises.faults,
        compared: found.compared,
        lost: found.lost + stored.lost,
        halves: found.halves + stored.halves,
        first: promises.first_fault.or(found.first).or(stored.first),
    })
}

/// What the program says of its retries.
async fn retries(port: u16) -> anyhow::Result<u64> {
    let mut client = Client::connect(port).await?;
    client.ask(&Request { path: "/healthz", ..Request::default() }).await?;
    let state: serde_json::Value = serde_json::from_slice(&client.body())?;
    Ok(state["retries"].as_u64().unwrap_or_default())
}

/// The course, who reads, who sits at an assessment, and the client that sends statements.
type Prepared = (seed::Course, Vec<seed::Learner>, Vec<seed::Sitting>, Credentials);

async fn prepare(ground: &Ground, plan: Plan) -> anyhow::Result<Prepared> {
    let db = ground.open().await?;
    let course = seed::course(&mut db.read().await?, COURSE).await?;
    let mut readers = seed::learners(&db, &course, plan.readers + plan.sitters).await?;
    let sitters = readers.split_off(plan.readers);
    let sittings = seed::sittings(&db, &course, sitters).await?;
    let credentials = statements::client(&db).await?;
    db.close().await;
    Ok((course, readers, sittings, credentials))
}
