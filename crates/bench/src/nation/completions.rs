//! Completions: the last sheet of an assessment, answered after evidence, level and certificate are on the disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::ensure;
use kernel::Timestamp;
use serde::Serialize;
use store::{Conn, Db, Error};

use crate::beats::Load;
use crate::client::{Client, FORM, Request, form};
use crate::clock::Stopwatch;
use crate::figures::{Latency, Tally};
use crate::ground::Ground;
use crate::meters::Meters;
use crate::seed::{Question, Sitting};
use crate::service::Service;

/// What was seen.
#[derive(Clone, Debug, Serialize)]
pub struct CompletionFigures {
    /// Completions answered a second.
    pub rate: f64,
    /// How many.
    pub count: u64,
    /// How long an answer took.
    #[serde(flatten)]
    pub latency: Latency,
    /// Milliseconds of a processor for each, in the program.
    pub server_cpu_ms: f64,
    /// How long the oldest change waited to be counted in the figures of offices, seen every 100 ms while they were submitted: the longest, in
    /// milliseconds.
    pub lag_ms: f64,
    /// And how long it took after the last submission until nothing waited any more, in milliseconds.
    pub caught_up_ms: f64,
    /// Answers that were no completion, and certificates that are missing afterwards.
    pub faults: u64,
    /// The first of them.
    pub first_fault: Option<String>,
}

/// What stood in the store before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    certificates: i64,
}

impl Before {
    pub(super) async fn read(conn: &mut Conn) -> Result<Self, Error> {
        Ok(Self { certificates: conn.query("SELECT COUNT(*) FROM certificate").one("certificates", |row| row.get(0)).await? })
    }
}

/// Lets all of them submit what is right, on so many connections.
pub(super) async fn measure(
    ground: &Ground,
    service: &Service,
    (sittings, before): (Vec<Sitting>, Before),
    load: Load,
) -> anyhow::Result<CompletionFigures> {
    let mut shares: Vec<Vec<(String, Vec<u8>)>> = vec![Vec::new(); load.connections.clamp(1, sittings.len().max(1))];
    let connections = shares.len();
    for (at, sitting) in sittings.iter().enumerate() {
        shares[at % connections].push(request(sitting));
    }
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(Client::connect(service.port).await?);
    }
    let db = ground.open().await?;
    let stop = Arc::new(AtomicBool::new(false));
    let lag = tokio::spawn(lag(db.clone(), stop.clone()));
    let (meters, watch) = (Meters::read(ground, service).await?, Stopwatch::start());
    let under_way: Vec<_> = clients.into_iter().zip(shares).map(|(client, share)| tokio::spawn(submit(client, share))).collect();
    let mut tally = Tally::default();
    for one in under_way {
        tally.merge(one.await??);
    }
    let took = watch.passed();
    let used = Meters::read(ground, service).await?.since(&meters);
    let caught_up = Stopwatch::start();
    stop.store(true, Ordering::Relaxed);
    let lag_ms = lag.await??;
    let caught_up_ms = caught_up.passed().as_secs_f64() * 1e3;
    let after = Before::read(&mut db.read().await?).await?;
    db.close().await;
    let issued = u64::try_from(after.certificates - before.certificates)?;
    ensure!(issued <= sittings.len() as u64, "more certificates than sittings");
    if issued < tally.count() {
        tally.fault(|| format!("of {} completions {issued} certificates stand", sittings.len()));
    }
    Ok(CompletionFigures {
        rate: tally.rate(took),
        count: tally.count(),
        latency: tally.latency(),
        server_cpu_ms: used.server.as_secs_f64() * 1e3 / tally.count().max(1) as f64,
        lag_ms,
        caught_up_ms,
        faults: tally.faults,
        first_fault: tally.first_fault,
    })
}

/// The longest that a change has waited, in milliseconds, from now until nothing waits and `stop` is set.
async fn lag(db: Db, stop: Arc<AtomicBool>) -> Result<f64, Error> {
    let mut longest = 0.0_f64;
    loop {
        let stopping = stop.load(Ordering::Relaxed);
        let oldest: Option<Timestamp> =
            db.read().await?.query("SELECT MIN(at) FROM rollup_mark").one("the queue", |row| row.get(0)).await?;
        match oldest {
            Some(at) => longest = longest.max(db.context().now().since(at) as f64 / 1e3),
            None if stopping => return Ok(longest),
            None => {}
        }
        tokio::time::sleep(Duration::from_millis(if stopping { 20 } else { 100 })).await;
    }
}

fn request(sitting: &Sitting) -> (String, Vec<u8>) {
    let right = sitting.questions.iter().flat_map(Question::right);
    let fields: Vec<_> = right.chain([("do".to_owned(), "submit".to_owned())]).collect();
    let (path, body) = (format!("/attempts/{}", sitting.attempt), form(&fields));
    let request = Request { path: &path, body: Some((FORM, &body)), session: Some(&sitting.learner.token), gzip: true };
    (sitting.attempt.to_string(), request.bytes())
}

async fn submit(mut client: Client, requests: Vec<(String, Vec<u8>)>) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for (attempt, request) in requests {
        let watch = Stopwatch::start();
        match client.send(&request).await? {
            303 => tally.add(watch.micros()),
            status => tally.fault(|| format!("the sheet of {attempt} was answered with {status}")),
        }
    }
    Ok(tally)
}
