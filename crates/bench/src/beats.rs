//! Durable beats: how many a second are acknowledged, each an HTTP request of its own with its session, by an enrolment that is the
//! learner's, after the commit that holds it is on disk.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

use crate::client::{Client, JSON, Request};
use crate::clock::Stopwatch;
use crate::figures::{Latency, Tally};
use crate::ground::Ground;
use crate::meters::Meters;
use crate::seed::{Learner, Place};
use crate::service::Service;

/// After so many beats a learner goes on to the next segment.
const BEATS_A_SEGMENT: usize = 10;

/// How the load is made.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Connections, each with at most one request in flight.
    pub connections: usize,
    /// For how long.
    pub duration: Duration,
}

/// What was seen.
#[derive(Clone, Debug, Serialize)]
pub struct BeatFigures {
    /// How many people learnt.
    pub learners: usize,
    /// On how many connections.
    pub connections: usize,
    /// Beats acknowledged a second.
    pub rate: f64,
    /// How long an acknowledgement took.
    #[serde(flatten)]
    pub latency: Latency,
    /// Commits of the store a second, each a wait for the disk, as the program counts them.
    pub commits_a_second: Option<f64>,
    /// Writes of the log to the disk a second, as PostgreSQL counts them.
    pub log_syncs_a_second: Option<f64>,
    /// Microseconds of a processor for a beat, in the program.
    pub server_cpu_us: f64,
    /// And in the database, where that is another program.
    pub database_cpu_us: Option<f64>,
    /// And in the load generator, on the same processors.
    pub generator_cpu_us: f64,
    /// Percent of the processors that others used meanwhile.
    pub others_percent: f64,
    /// Answers that were no acknowledgement, and the first of them.
    pub faults: u64,
    /// See `faults`.
    pub first_fault: Option<String>,
}

/// A learner on the way through the texts of the course.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Who.
    pub learner: Learner,
    /// Number of the newest beat that was sent.
    pub sequence: i64,
    /// Whether answers may come compressed, as a browser lets them.
    pub gzip: bool,
}

impl Reader {
    /// A learner who has sent nothing yet.
    pub const fn new(learner: Learner, gzip: bool) -> Self {
        Self { learner, sequence: 0, gzip }
    }

    /// Where this learner reads now.
    pub fn place(&self, texts: &[Place]) -> Place {
        let at = usize::try_from(self.sequence).unwrap_or(0) / BEATS_A_SEGMENT;
        texts[at % texts.len()]
    }

    /// Writes the next beat, as the player sends it, and returns the place it speaks of.
    pub fn beat(&mut self, texts: &[Place], body: &mut String, request: &mut Vec<u8>) -> Place {
        let place = self.place(texts);
        self.sequence += 1;
        body.clear();
        // Writing into a text cannot fail.
        let _ = write!(
            body,
            r#"{{"enrolment":"{}","object":"{}","segment":{},"kind":"text","visible":true,"sequence":{}}}"#,
            self.learner.enrolment, place.object, place.segment, self.sequence
        );
        request.clear();
        Request { path: "/beats", body: Some((JSON, body)), session: Some(&self.learner.token), gzip: self.gzip }.write(request);
        place
    }
}

/// Measures a service that is running on prepared learners.
pub async fn measure(
    ground: &Ground,
    service: &Service,
    (learners, texts): (Vec<Learner>, &[Place]),
    load: Load,
) -> anyhow::Result<BeatFigures> {
    let count = learners.len();
    let meters = Meters::read(ground, service).await?;
    let watch = Stopwatch::start();
    let tally = run(service.port, learners, texts, load).await?;
    let took = watch.passed();
    let used = Meters::read(ground, service).await?.since(&meters);
    let each = |cpu: Duration| cpu.as_secs_f64() * 1e6 / tally.count().max(1) as f64;
    let a_second = |count: u64| count as f64 / took.as_secs_f64();
    Ok(BeatFigures {
        learners: count,
        connections: load.connections,
        rate: tally.rate(took),
        latency: tally.latency(),
        commits_a_second: used.commits.map(a_second),
        log_syncs_a_second: used.log_syncs.map(a_second),
        server_cpu_us: each(used.server),
        database_cpu_us: used.database.map(each),
        generator_cpu_us: each(used.generator),
        others_percent: used.others_percent(),
        faults: tally.faults,
        first_fault: tally.first_fault,
    })
}

/// Each connection has its own learners and goes round among them.
async fn run(port: u16, learners: Vec<Learner>, texts: &[Place], load: Load) -> anyhow::Result<Tally> {
    let mut shares: Vec<Vec<Reader>> = vec![Vec::new(); load.connections.clamp(1, learners.len().max(1))];
    let connections = shares.len();
    for (at, learner) in learners.into_iter().enumerate() {
        shares[at % connections].push(Reader::new(learner, true));
    }
    let mut under_way = Vec::new();
    for readers in shares {
        let client = Client::connect(port).await?;
        under_way.push(tokio::spawn(drive(client, readers, texts.to_vec(), load.duration)));
    }
    let mut tally = Tally::default();
    for one in under_way {
        tally.merge(one.await??);
    }
    Ok(tally)
}

async fn drive(mut client: Client, mut readers: Vec<Reader>, texts: Vec<Place>, duration: Duration) -> anyhow::Result<Tally> {
    let (mut tally, mut body, mut request) = (Tally::default(), String::new(), Vec::new());
    let total = Stopwatch::start();
    for at in (0..readers.len()).cycle() {
        if total.passed() >= duration {
            break;
        }
        readers[at].beat(&texts, &mut body, &mut request);
        let watch = Stopwatch::start();
        let status = client.send(&request).await?;
        if status == 200 {
            tally.add(watch.micros());
        } else {
            tally.fault(|| format!("{status}: {}", String::from_utf8_lossy(&client.body())));
        }
    }
    Ok(tally)
}
