//! Many beats, one transaction. While one batch waits for the disk the next one gathers, so that the size of a batch follows the load
//! and a single learner never waits for company.

use std::sync::Arc;

use store::{Db, Error, Failure, FutureExt, Outcome};
use tokio::sync::{mpsc, oneshot};

use super::content::Shapes;
use super::service::{Beat, Credit, credit_all};

/// At most so many beats share one transaction: it must not hold the writer of SQLite for long.
const BATCH: usize = 512;
/// So many beats may wait; more are made to wait outside.
const QUEUE: usize = 8_192;

/// Why a beat was not credited.
#[derive(Debug)]
pub enum BeatRefused {
    /// Not an enrolment of this official, or not a segment of its course.
    Denied,
    /// A fault of ours; the beat may be sent again.
    Internal(Error),
}

/// The door for beats. Cheap to clone; the task behind it ends with the last clone.
#[derive(Clone)]
pub struct BeatWriter(mpsc::Sender<Waiting>);

struct Waiting {
    beat: Beat,
    answer: oneshot::Sender<Result<Credit, BeatRefused>>,
}

impl BeatWriter {
    /// Starts the task. Needs a running tokio.
    pub fn start(db: Db) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(write_all(db, receiver));
        Self(sender)
    }

    /// Hands in a beat and waits for the commit that holds it.
    pub async fn credit(&self, beat: Beat) -> Result<Credit, BeatRefused> {
        let (answer, answered) = oneshot::channel();
        let stopped = || BeatRefused::Internal(Error::Writer("the writer of beats has stopped".to_owned()));
        self.0.send(Waiting { beat, answer }).await.map_err(|_| stopped())?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }
}

async fn write_all(db: Db, mut receiver: mpsc::Receiver<Waiting>) {
    let shapes = Shapes::default();
    let mut gathered = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut gathered, BATCH).await > 0 {
        let (beats, answers): (Vec<Beat>, Vec<_>) = gathered.drain(..).map(|waiting| (waiting.beat, waiting.answer)).unzip();
        let beats = Arc::new(beats);
        let credits = match write(&db, beats.clone(), &shapes).await {
            Err(_) if beats.len() > 1 => one_by_one(&db, &beats, &shapes).await,
            Err(error) => vec![Err(BeatRefused::Internal(error))],
            Ok(credits) => credits.into_iter().map(|credit| credit.ok_or(BeatRefused::Denied)).collect(),
        };
        for (answer, credit) in answers.into_iter().zip(credits) {
            // A caller who no longer waits needs no answer.
            let _ = answer.send(credit);
        }
    }
}

/// After a batch has failed: each beat for itself, so that one that cannot be written does not take its neighbours with it.
async fn one_by_one(db: &Db, beats: &[Beat], shapes: &Shapes) -> Vec<Result<Credit, BeatRefused>> {
    let mut credits = Vec::with_capacity(beats.len());
    for beat in beats {
        let written = write(db, Arc::new(vec![beat.clone()]), shapes).await.map_err(BeatRefused::Internal);
        credits.push(written.and_then(|credits| credits.into_iter().flatten().next().ok_or(BeatRefused::Denied)));
    }
    credits
}

async fn write(db: &Db, beats: Arc<Vec<Beat>>, shapes: &Shapes) -> Result<Vec<Option<Credit>>, Error> {
    let written: Outcome<_, ()> =
        db.write((beats, shapes.clone()), |tx, (beats, shapes)| credit_all(tx, beats, shapes).boxed()).await;
    written.map_err(|failure| match failure {
        Failure::Internal(error) => error,
        Failure::Refused(()) | Failure::Denied => Error::Writer("a batch of beats was refused".to_owned()),
    })
}
