//! All figures of all offices, counted at once and kept for a minute. The page says when they were counted.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use competency::Competency;
use competency::requirement::tally;
use kernel::time::MINUTE;
use kernel::{Key, Timestamp};
use people::Organisation;
use store::{Db, Error};
use tokio::sync::Mutex;

use super::domain::Counts;

/// How long figures are shown before they are counted again.
const AGE: i64 = MINUTE;

/// The figures of every office itself, without those below it.
#[derive(Debug)]
pub(crate) struct Figures {
    /// When they were counted.
    pub(crate) at: Timestamp,
    own: HashMap<Key<Organisation>, BTreeMap<Key<Competency>, Counts>>,
}

impl Figures {
    /// The sum over several offices, by competency.
    pub(crate) fn sum<'a>(&self, offices: impl Iterator<Item = &'a Key<Organisation>>) -> BTreeMap<Key<Competency>, Counts> {
        let mut sum = BTreeMap::<_, Counts>::new();
        for (competency, counts) in offices.filter_map(|office| self.own.get(office)).flatten() {
            sum.entry(*competency).or_default().sum(*counts);
        }
        sum
    }
}

/// Keeps the figures of one site.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<Mutex<Option<Arc<Figures>>>>);

impl Shelf {
    /// The present figures: counted once a minute; whoever asks meanwhile waits for the same count.
    pub(crate) async fn figures(&self, db: &Db) -> Result<Arc<Figures>, Error> {
        let now = db.context().now();
        let mut kept = self.0.lock().await;
        if let Some(figures) = kept.as_ref().filter(|figures| now.since(figures.at) < AGE) {
            return Ok(figures.clone());
        }
        let counted = Arc::new(count(db, now).await?);
        *kept = Some(counted.clone());
        Ok(counted)
    }
}

async fn count(db: &Db, now: Timestamp) -> Result<Figures, Error> {
    let mut figures = Figures { at: now, own: HashMap::new() };
    for tally in tally::all(&mut db.read().await?, now.date()).await? {
        let counts = figures.own.entry(tally.organisation).or_default().entry(tally.competency).or_default();
        counts.add(tally.state, tally.people);
    }
    Ok(figures)
}
