//! Statements over HTTP, each request acknowledged after its commit is on disk.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use records::client::service::Credentials;
use serde::Serialize;

use super::statements::Statements;
use crate::client::Client;
use crate::clock::Stopwatch;
use crate::figures::{Latency, Tally};
use crate::ground::Ground;
use crate::meters::Meters;
use crate::process;
use crate::service::Service;

/// What is sent, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Statements in a request; one is sent as an object, more as a list.
    pub batch: usize,
    /// Connections, each with at most one request in flight.
    pub connections: usize,
    /// For how long.
    pub duration: Duration,
}

/// What was seen.
#[derive(Clone, Debug, Serialize)]
pub struct LoadFigures {
    /// Statements in a request.
    pub batch: usize,
    /// On how many connections.
    pub connections: usize,
    /// Statements acknowledged, and the bytes of their JSON.
    pub statements: u64,
    /// See `statements`.
    pub json_bytes: u64,
    /// Statements acknowledged a second.
    pub rate: f64,
    /// How long the acknowledgement of a request took.
    #[serde(flatten)]
    pub latency: Latency,
    /// Commits a second.
    pub commits_a_second: Option<f64>,
    /// Microseconds of a processor for a statement, in the program.
    pub server_cpu_us: f64,
    /// And in the database, where that is another program.
    pub database_cpu_us: Option<f64>,
    /// And in the load generator, on the same processors.
    pub generator_cpu_us: f64,
    /// Resident memory of the program afterwards, in KiB.
    pub resident_kib: u64,
    /// Percent of the processors that others used meanwhile.
    pub others_percent: f64,
    /// Answers that were no acknowledgement, and the first of them.
    pub faults: u64,
    /// See `faults`.
    pub first_fault: Option<String>,
}

/// The head of a request, without the length of its body.
pub fn head(method: &str, path: &str, credentials: &Credentials) -> String {
    let secret = STANDARD.encode(format!("{}:{}", credentials.key, credentials.secret));
    format!("{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Basic {secret}\r\nx-experience-api-version: 1.0.3\r\n")
}

/// Measures a service that is running. `next` is the number of the next statement and goes on.
pub async fn measure(
    (ground, service): (&Ground, &Service),
    credentials: &Credentials,
    load: Load,
    (next, actors): (&mut u64, u64),
) -> anyhow::Result<LoadFigures> {
    let head = Arc::new(head("POST", "/xapi/statements", credentials));
    let source = Arc::new(Mutex::new((Statements::from(*next, actors), 0_u64)));
    let meters = Meters::read(ground, service).await?;
    let watch = Stopwatch::start();
    let mut under_way = Vec::new();
    for _ in 0..load.connections {
        let client = Client::connect(service.port).await?;
        under_way.push(tokio::spawn(drive(client, head.clone(), source.clone(), load)));
    }
    let mut tally = Tally::default();
    for one in under_way {
        tally.merge(one.await??);
    }
    let took = watch.passed();
    let used = Meters::read(ground, service).await?.since(&meters);
    let written = source.lock().unwrap_or_else(PoisonError::into_inner).1;
    let requests = tally.count() + tally.faults;
    *next += requests * load.batch as u64;
    let statements = tally.count() * load.batch as u64;
    let each = |cpu: Duration| cpu.as_secs_f64() * 1e6 / statements.max(1) as f64;
    Ok(LoadFigures {
        batch: load.batch,
        connections: load.connections,
        statements,
        json_bytes: written,
        rate: statements as f64 / took.as_secs_f64(),
        latency: tally.latency(),
        commits_a_second: used.commits.map(|count| count as f64 / took.as_secs_f64()),
        server_cpu_us: each(used.server),
        database_cpu_us: used.database.map(each),
        generator_cpu_us: each(used.generator),
        resident_kib: process::resident(service.pid())?.kib,
        others_percent: used.others_percent(),
        faults: tally.faults,
        first_fault: tally.first_fault,
    })
}

async fn drive(
    mut client: Client,
    head: Arc<String>,
    source: Arc<Mutex<(Statements, u64)>>,
    load: Load,
) -> anyhow::Result<Tally> {
    let (mut tally, mut body, mut request) = (Tally::default(), String::new(), Vec::new());
    let total = Stopwatch::start();
    while total.passed() < load.duration {
        body.clear();
        {
            let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
            write_body(&mut source, load.batch, &mut body);
        }
        request.clear();
        request.extend_from_slice(head.as_bytes());
        request.extend_from_slice(format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes());
        request.extend_from_slice(body.as_bytes());
        let watch = Stopwatch::start();
        let status = client.send(&request).await.context("a connection of the load")?;
        if status == 200 {
            tally.add(watch.micros());
        } else {
            tally.fault(|| format!("{status}: {}", String::from_utf8_lossy(&client.body())));
        }
    }
    Ok(tally)
}

fn write_body((source, bytes): &mut (Statements, u64), batch: usize, body: &mut String) {
    if batch > 1 {
        body.push('[');
    }
    for at in 0..batch {
        if at > 0 {
            body.push(',');
        }
        let before = body.len();
        source.write(body);
        *bytes += (body.len() - before) as u64;
    }
    if batch > 1 {
        body.push(']');
    }
}
