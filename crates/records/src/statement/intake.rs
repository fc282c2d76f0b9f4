//! Many requests, one transaction. While one gathering waits for the disk the next one grows, so that its size follows the load and a single
//! statement never waits for company.

use std::sync::Arc;

use store::{Db, Dialect, Error, Failure, FutureExt, Outcome, Tx};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::domain::Draft;
use super::filter::Filter;
use super::ingest::{Decided, Ingested, ingest};
use super::memory::Memory;
use super::store as sql;
use crate::client::Client;

/// At most so many requests share one transaction: it must not hold the writer of SQLite for long.
const BATCH: usize = 1_024;
/// At most so many statements do, unless one request alone has more. The more there are, the more of them share a page of the indexes.
const STATEMENTS: usize = 2_048;
/// So many requests may wait; more are made to wait outside.
const QUEUE: usize = 4_096;
/// A part of the store is closed when it has so many statements: its indexes are so small that a gathering of statements fills a good share of
/// each page that it touches.
pub(super) const PART: i64 = 1 << 16;

/// Statements of one request.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Who sent them.
    pub client: Arc<Client>,
    /// The statements, no id twice.
    pub drafts: Vec<Draft>,
    /// Contents of attachments by their SHA-2 in small hexadecimal digits.
    pub attachments: Vec<(String, Vec<u8>)>,
}

/// Why statements were not stored.
#[derive(Debug)]
pub enum NotStored {
    /// Another statement is stored under this id.
    Conflict(Uuid),
    /// A fault of ours; the request may be sent again.
    Internal(Error),
}

/// The door for statements. Cheap to clone; the task behind it ends with the last clone.
#[derive(Clone)]
pub struct Intake(mpsc::Sender<Waiting>);

struct Waiting {
    incoming: Incoming,
    answer: oneshot::Sender<Result<(), NotStored>>,
}

impl Intake {
    /// Starts the task. Needs a running tokio.
    pub fn start(db: Db) -> Self {
        Self::with_parts_of(db, PART)
    }

    /// As [`Intake::start`], with parts of this many statements; for tests and measurements.
    pub fn with_parts_of(db: Db, statements: i64) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(write_all(db, receiver, statements));
        Self(sender)
    }

    /// Hands in the statements of a request and waits for the commit that holds them.
    pub async fn store(&self, incoming: Incoming) -> Result<(), NotStored> {
        let (answer, answered) = oneshot::channel();
        let stopped = || NotStored::Internal(Error::Writer("the writer of statements has stopped".to_owned()));
        self.0.send(Waiting { incoming, answer }).await.map_err(|_| stopped())?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }
}

async fn write_all(db: Db, mut receiver: mpsc::Receiver<Waiting>, part_size: i64) {
    let mut writer = Writer { db, memory: Memory::default(), parts: Parts { size: part_size, counted: None } };
    let mut gathered = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut gathered, BATCH).await > 0 {
        while !gathered.is_empty() {
            let (batches, answers): (Vec<Incoming>, Vec<_>) =
                gathered.drain(..together(&gathered)).map(|waiting| (waiting.incoming, waiting.answer)).unzip();
            let decided = writer.decide(batches).await;
            for (answer, decided) in answers.into_iter().zip(decided) {
                // A caller who no longer waits needs no answer.
                let _ = answer.send(decided);
            }
            writer.tidy().await;
        }
    }
}

/// How many of the first requests go together.
fn together(gathered: &[Waiting]) -> usize {
    let mut statements = 0;
    let fits = |waiting: &&Waiting| {
        statements += waiting.incoming.drafts.len();
        statements <= STATEMENTS
    };
    gathered.iter().take_while(fits).count().max(1)
}

/// What the task behind the door works with.
struct Writer {
    db: Db,
    memory: Memory,
    parts: Parts,
}

impl Writer {
    async fn decide(&mut self, batches: Vec<Incoming>) -> Vec<Result<(), NotStored>> {
        let count = batches.len();
        let batches = Arc::new(batches);
        match self.write(batches.clone()).await {
            Ok(decided) => decided.into_iter().map(|decided| decided.map_err(NotStored::Conflict)).collect(),
            Err(error) if count == 1 => vec![Err(NotStored::Internal(error))],
            // Each for itself, so that one that cannot be written does not take its neighbours with it.
            Err(_) => {
                let mut decided = Vec::with_capacity(count);
                for batch in batches.iter() {
                    let alone = self.write(Arc::new(vec![batch.clone()])).await;
                    decided.push(match alone.map(|mut all| all.pop()) {
                        Ok(Some(decided)) => decided.map_err(NotStored::Conflict),
                        Ok(None) => Err(NotStored::Internal(Error::Missing("decision"))),
                        Err(error) => Err(NotStored::Internal(error)),
                    });
                }
                decided
            }
        }
    }

    async fn write(&mut self, batches: Arc<Vec<Incoming>>) -> Result<Vec<Decided>, Error> {
        let command = (batches, self.memory.clone());
        let outcome: Outcome<Ingested, ()> =
            self.db.write(command, |tx, (batches, memory)| ingest(tx, batches, memory).boxed()).await;
        let ingested = outcome.map_err(internal)?;
        self.memory.learn(ingested.learned);
        self.parts.add(ingested.new);
        Ok(ingested.decided)
    }

    /// Closes the newest part when it is full. Whoever waits for an answer has it already.
    async fn tidy(&mut self) {
        if let Err(error) = self.parts.close_full(&self.db).await {
            // The part only grows larger than it should; the next statements try again.
            tracing::warn!(%error, "no new part of the statements could be begun");
        }
    }
}

fn internal(failure: Failure<()>) -> Error {
    match failure {
        Failure::Internal(error) => error,
        Failure::Refused(()) | Failure::Denied => Error::Writer("statements refused".to_owned()),
    }
}

/// How full the newest part is. Other nodes fill it too, so that it is counted again from time to time; exact it need not be.
struct Parts {
    size: i64,
    /// The newest part and its statements, as far as known, with how many of them came from here since they were counted.
    counted: Option<(i64, i64, i64)>,
}

impl Parts {
    fn add(&mut self, new: i64) {
        if let Some((_, statements, since)) = &mut self.counted {
            *statements += new;
            *since += new;
        }
    }

    async fn close_full(&mut self, db: &Db) -> Result<(), Error> {
        let (part, statements) = match self.counted {
            Some((part, statements, since)) if since < self.size / 8 => (part, statements),
            _ => self.count(db).await?,
        };
        if statements >= self.size {
            let begun: Outcome<(), ()> = db.write(part, |tx, part| begin(tx, *part).boxed()).await;
            begun.map_err(internal)?;
            self.counted = None;
            make_filters(db, part).await?;
        }
        Ok(())
    }

    async fn count(&mut self, db: &Db) -> Result<(i64, i64), Error> {
        let mut conn = db.read().await?;
        let newest = sql::parts(&mut conn).await?.first().map_or(1, |part| part.part);
        let statements = sql::count_in_part(&mut conn, newest).await?;
        self.counted = Some((newest, statements, 0));
        Ok((newest, statements))
    }
}

async fn begin(tx: &mut Tx, part: i64) -> Outcome<(), ()> {
    Ok(sql::begin_part(tx, part).await?)
}

/// Makes the filters of the parts before one that lack them, oldest first. The part just closed is left for the next time, because other nodes
/// may not have learned yet that it is closed.
async fn make_filters(db: &Db, before: i64) -> Result<(), Error> {
    let mut conn = db.read().await?;
    let is_lite = conn.dialect() == Dialect::Lite;
    for part in sql::last_filter(&mut conn).await? + 1..before {
        // On SQLite a closed part is closed for all, and the writer need not wait while it is read.
        let ready = if is_lite { Some(Filter::of(&sql::ids_of_part(&mut conn, part).await?)) } else { None };
        let kept: Outcome<(), ()> = db.write((part, ready), |tx, (part, ready)| keep(tx, *part, ready.as_ref()).boxed()).await;
        kept.map_err(internal)?;
    }
    Ok(())
}

/// On PostgreSQL the ids are read in the transaction that keeps the filter: one that adds to this part after all, and has read that there is no
/// filter, cannot be committed beside it (both are serializable).
async fn keep(tx: &mut Tx, part: i64, ready: Option<&Filter>) -> Outcome<(), ()> {
    let filter = match ready {
        Some(filter) => filter.clone(),
        None => Filter::of(&sql::ids_of_part(tx, part).await?),
    };
    Ok(sql::keep_filter(tx, part, &filter).await?)
}
