//! All figures of all offices, counted at once and kept for a minute. The page says when they were counted.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use competency::Competency;
use competency::requirement::tally;
use kernel::time::MINUTE;
use kernel::{Key, LanguageText, Timestamp};
use people::Organisation;
use store::{Db, Error};
use tokio::sync::Mutex;

use super::domain::Counts;
use super::store as sql;

/// How long figures are shown before they are counted again.
const AGE: i64 = MINUTE;

/// Counts of an office by competency.
pub(crate) type ByCompetency = BTreeMap<Key<Competency>, Counts>;

/// Code and name of competencies.
pub(crate) type Names = HashMap<Key<Competency>, (String, LanguageText)>;

/// The figures of every office.
#[derive(Debug)]
pub(crate) struct Figures {
    /// When they were counted.
    pub(crate) at: Timestamp,
    own: HashMap<Key<Organisation>, ByCompetency>,
    whole: HashMap<Key<Organisation>, ByCompetency>,
    names: Names,
}

impl Figures {
    /// Of an office itself; `None` where its own posts ask nothing.
    pub(crate) fn own(&self, office: Key<Organisation>) -> Option<&ByCompetency> {
        self.own.get(&office)
    }

    /// Of an office with all below it.
    pub(crate) fn whole(&self, office: Key<Organisation>) -> Option<&ByCompetency> {
        self.whole.get(&office)
    }

    /// Code and name of every competency at that time.
    pub(crate) const fn names(&self) -> &Names {
        &self.names
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
    let mut conn = db.read().await?;
    let names = sql::competency_names(&mut conn).await?;
    let mut own = HashMap::<_, ByCompetency>::new();
    for tally in tally::all(&mut conn, now.date()).await? {
        own.entry(tally.organisation).or_default().entry(tally.competency).or_default().add(tally.state, tally.people);
    }
    let mut whole = HashMap::<_, ByCompetency>::new();
    for (above, office) in sql::tree(&mut conn).await? {
        for (competency, counts) in own.get(&office).into_iter().flatten() {
            whole.entry(above).or_default().entry(*competency).or_default().sum(*counts);
        }
    }
    Ok(Figures { at: now, own, whole, names })
}
