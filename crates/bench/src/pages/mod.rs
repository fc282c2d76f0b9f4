//! What a page costs: for one reader who asks for it again and again, and for many at once.

mod cold;
mod load;

use std::time::Duration;

use anyhow::bail;
use serde::Serialize;

pub use cold::Cold;

use crate::client::{Client, Request};
use crate::clock::Stopwatch;
use crate::figures::{Latency, Tally};
use crate::ground::Ground;
use crate::process::{self, Resident};
use crate::seed::Learner;
use crate::service::Service;

/// Requests of the one reader.
const ALONE: usize = 300;
/// Requests before the measurement, so that caches and statements are as in daily life.
const WARM_UP: usize = 30;
/// Redirects that are followed to find a page.
const REDIRECTS: usize = 3;

/// How many read at once, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    /// Connections.
    pub connections: usize,
    /// Duration of the load on each page.
    pub duration: Duration,
}

/// Who reads a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Alone the written official of the demonstration; in a crowd, different officials.
    Official,
    /// Somebody who takes the course; in a crowd, different ones.
    Learner,
    /// The nodal officer.
    Nodal,
    /// The Capacity Building Commission.
    Commission,
    /// Nobody who is signed in.
    Nobody,
}

const PAGES: [(&str, &str, Reader); 5] = [
    ("Today", "/today", Reader::Official),
    ("My competencies", "/competencies", Reader::Official),
    ("Course", "/learn/right-to-information", Reader::Official),
    ("Player", "/learn/right-to-information/play/1", Reader::Learner),
    ("Nodal table", "/offices/BR-RDD", Reader::Nodal),
];

/// What was seen of one page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageFigures {
    /// Its name.
    pub page: String,
    /// Its address.
    pub path: String,
    /// For one reader.
    pub alone: Latency,
    /// The size of the HTML.
    pub html_bytes: u64,
    /// The same, compressed, as it is sent to browsers.
    pub gzip_bytes: u64,
    /// Pages a second, in a crowd.
    pub rate: f64,
    /// In a crowd.
    pub crowd: Latency,
    /// Milliseconds of a processor for a page, in the program.
    pub server_cpu_ms: f64,
    /// And in the database, where that is another program.
    pub database_cpu_ms: Option<f64>,
    /// And in the load generator, on the same processors.
    pub generator_cpu_ms: f64,
    /// Percent of the processors that others used during the crowd.
    pub others_percent: f64,
    /// Answers that were not the page, and the first of them.
    pub faults: u64,
    /// See `faults`.
    pub first_fault: Option<String>,
}

/// What was seen of all pages.
#[derive(Clone, Debug, Serialize)]
pub struct PagesFigures {
    /// Connections of the crowd.
    pub connections: usize,
    /// The pages.
    pub pages: Vec<PageFigures>,
    /// A trivial route for comparison: what the way through the program costs without a page.
    pub trivial: PageFigures,
    /// The first visit of a browser that has nothing yet.
    pub cold: Cold,
    /// Resident memory of the program after the load.
    pub resident: Resident,
}

/// Tokens of sessions.
pub(crate) struct Sessions {
    official: String,
    nodal: String,
    /// Empty where nobody of the commission reads.
    commission: String,
    learners: Vec<String>,
}

impl Sessions {
    /// Signs in those who read alone.
    pub(crate) async fn of_nation(service: &Service, learners: &[Learner]) -> anyhow::Result<Self> {
        let commission = service.sign_in("commission").await?;
        Ok(Self { commission, ..Self::new(service, learners).await? })
    }

    async fn new(service: &Service, learners: &[Learner]) -> anyhow::Result<Self> {
        Ok(Self {
            official: service.sign_in("official").await?,
            nodal: service.sign_in("nodal").await?,
            commission: String::new(),
            learners: learners.iter().map(|learner| learner.token.clone()).collect(),
        })
    }

    fn alone(&self, reader: Reader) -> Option<&str> {
        match reader {
            Reader::Official => Some(&self.official),
            Reader::Learner => self.learners.first().map(String::as_str),
            Reader::Nodal => Some(&self.nodal),
            Reader::Commission => Some(&self.commission),
            Reader::Nobody => None,
        }
    }

    fn of_crowd(&self, reader: Reader, at: usize) -> Option<&str> {
        match reader {
            Reader::Official | Reader::Learner => self.learners.get(at % self.learners.len().max(1)).map(String::as_str),
            Reader::Nodal | Reader::Commission | Reader::Nobody => self.alone(reader),
        }
    }
}

/// Measures all pages of a service that is running on prepared learners.
pub async fn measure(ground: &Ground, service: &Service, learners: &[Learner], crowd: Crowd) -> anyhow::Result<PagesFigures> {
    let sessions = Sessions::new(service, learners).await?;
    let trivial = measure_page(ground, service, ("Trivial", "/healthz", Reader::Nobody), &sessions, crowd).await;
    let mut pages = Vec::new();
    for page in PAGES {
        pages.push(measure_page(ground, service, page, &sessions, crowd).await);
    }
    let cold = cold::measure(service.port, "/today", &sessions.official).await?;
    Ok(PagesFigures { connections: crowd.connections, pages, trivial, cold, resident: process::resident(service.pid())? })
}

/// A page that does not answer is a fault in the table, not the end of the measurement.
pub(crate) async fn measure_page(
    ground: &Ground,
    service: &Service,
    (page, path, reader): (&str, &str, Reader),
    sessions: &Sessions,
    crowd: Crowd,
) -> PageFigures {
    let mut figures = PageFigures { page: page.to_owned(), path: path.to_owned(), ..PageFigures::default() };
    let measured = async {
        alone(&mut figures, service.port, sessions.alone(reader)).await?;
        load::crowd(&mut figures, (ground, service), crowd, |at| sessions.of_crowd(reader, at)).await
    };
    if let Err(error) = measured.await {
        figures.faults += 1;
        figures.first_fault.get_or_insert_with(|| format!("{error:#}"));
    }
    figures
}

/// One reader, one connection, one request after the other.
async fn alone(figures: &mut PageFigures, port: u16, session: Option<&str>) -> anyhow::Result<()> {
    let mut client = Client::connect(port).await?;
    figures.path = find(&mut client, &figures.path, session).await?;
    figures.html_bytes = client.body_bytes();
    let request = Request { path: &figures.path, session, gzip: true, body: None }.bytes();
    for _ in 0..WARM_UP {
        client.send(&request).await?;
    }
    figures.gzip_bytes = client.body_bytes();
    let mut tally = Tally::default();
    for _ in 0..ALONE {
        let watch = Stopwatch::start();
        match client.send(&request).await? {
            200 => tally.add(watch.micros()),
            status => tally.fault(|| format!("answered with {status}")),
        }
    }
    figures.alone = tally.latency();
    figures.faults += tally.faults;
    figures.first_fault = tally.first_fault;
    Ok(())
}

/// The address under which a page really is: a player, for instance, leads on to where one stopped.
async fn find(client: &mut Client, path: &str, session: Option<&str>) -> anyhow::Result<String> {
    let mut path = path.to_owned();
    for _ in 0..REDIRECTS {
        match client.ask(&Request { path: &path, session, ..Request::default() }).await? {
            200 => return Ok(path),
            status @ (301..=303 | 307 | 308) => match client.header("location") {
                Some(location) => path = location.to_owned(),
                None => bail!("{path} answered with {status} and leads nowhere"),
            },
            status => bail!("{path} answered with {status}"),
        }
    }
    bail!("{path} leads on and on")
}
