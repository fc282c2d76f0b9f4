//! Many readers at once.

use std::time::Duration;

use super::{Crowd, PageFigures};
use crate::client::{Client, Request};
use crate::clock::Stopwatch;
use crate::figures::Tally;
use crate::ground::Ground;
use crate::meters::Meters;
use crate::service::Service;

/// Lets a crowd read the page; each connection has the session that `session_of` gives it.
pub(super) async fn crowd<'a>(
    figures: &mut PageFigures,
    (ground, service): (&Ground, &Service),
    crowd: Crowd,
    session_of: impl Fn(usize) -> Option<&'a str>,
) -> anyhow::Result<()> {
    let mut readers = Vec::new();
    for at in 0..crowd.connections {
        let request = Request { path: &figures.path, session: session_of(at), gzip: true, body: None }.bytes();
        readers.push((Client::connect(service.port).await?, request));
    }
    let (before, watch) = (Meters::read(ground, service).await?, Stopwatch::start());
    let under_way: Vec<_> =
        readers.into_iter().map(|(client, request)| tokio::spawn(read(client, request, crowd.duration))).collect();
    let mut tally = Tally::default();
    for one in under_way {
        tally.merge(one.await??);
    }
    let took = watch.passed();
    let used = Meters::read(ground, service).await?.since(&before);
    let each = |cpu: Duration| cpu.as_secs_f64() * 1e3 / tally.count().max(1) as f64;
    figures.rate = tally.rate(took);
    figures.crowd = tally.latency();
    figures.server_cpu_ms = each(used.server);
    figures.database_cpu_ms = used.database.map(each);
    figures.generator_cpu_ms = each(used.generator);
    figures.others_percent = used.others_percent();
    figures.faults += tally.faults;
    figures.first_fault = figures.first_fault.take().or(tally.first_fault);
    Ok(())
}

async fn read(mut client: Client, request: Vec<u8>, duration: Duration) -> anyhow::Result<Tally> {
    let (mut tally, total) = (Tally::default(), Stopwatch::start());
    while total.passed() < duration {
        let watch = Stopwatch::start();
        match client.send(&request).await? {
            200 => tally.add(watch.micros()),
            status => tally.fault(|| format!("answered with {status}")),
        }
    }
    Ok(tally)
}
