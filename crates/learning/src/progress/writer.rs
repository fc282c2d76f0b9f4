//! Many beats, one transaction. While one batch waits for the disk the next one gathers, so that the size of a batch follows the load
//! and a single learner never waits for company.

use store::{Db, Error, FutureExt, Outcome};
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
        let written: Outcome<Vec<Option<Credit>>, ()> =
            db.write((beats, shapes.clone()), |tx, (beats, shapes)| credit_all(tx, beats, shapes).boxed()).await;
        let mut credits = written.map(IntoIterator::into_iter);
        for answer in answers {
            let one = match &mut credits {
                Ok(credits) => credits.next().flatten().ok_or(BeatRefused::Denied),
                Err(failure) => Err(BeatRefused::Internal(Error::Writer(format!("a batch of beats: {failure:?}")))),
            };
            // A caller who no longer waits needs no answer.
            let _ = answer.send(one);
        }
    }
}
