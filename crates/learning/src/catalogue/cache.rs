//! The index of this process: rebuilt when the catalogue has changed, which is asked at most every 5 seconds.

use std::sync::{Arc, Mutex, PoisonError};

use competency::twins::{self, Groups};
use kernel::Timestamp;
use kernel::time::SECOND;
use store::{Conn, Db, Error, Kept as Forever};

use super::index::Index;
use super::store::{self as sql, Detail};

/// How long the index is used without asking the store.
const TRUSTED: i64 = 5 * SECOND;

/// The catalogue of this process. Cheap to clone; clones share the index.
#[derive(Clone, Debug, Default)]
pub struct Catalogue(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    checked_at: Option<Timestamp>,
    stamp: sql::Stamp,
    /// Which names somebody has said are those of one competency.
    names: Groups,
    index: Arc<Index>,
    /// By the code of the course, as long as the stamp stays.
    details: Forever<String, Detail>,
}

/// The index; a course is also found by the other names of the competencies that it is for.
async fn read(conn: &mut Conn, names: &Groups) -> Result<Index, Error> {
    let mut cards = sql::cards(conn).await?;
    let others = twins::other_names(conn, names).await?;
    for (card, texts) in cards.iter_mut().filter(|_| !others.is_empty()) {
        texts.extend(card.effects.iter().filter_map(|effect| others.get(&effect.competency)).flatten().cloned());
    }
    Ok(Index::new(cards))
}

impl Catalogue {
    /// The index, at most 5 seconds behind the store.
    pub async fn index(&self, db: &Db) -> Result<Arc<Index>, Error> {
        let now = db.context().now();
        let known = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match kept.checked_at {
                Some(at) if (0..TRUSTED).contains(&now.since(at)) => return Ok(kept.index.clone()),
                at => at.map(|_| (kept.stamp, kept.names.clone())),
            }
        };
        let mut conn = db.read().await?;
        // The stamp is read first: an index may be newer than its stamp, never older.
        let stamp = sql::stamp(&mut conn).await?;
        let names = twins::groups(&mut conn).await?;
        let now_known = Some((stamp, names.clone()));
        let fresh = if known == now_known { None } else { Some(Arc::new(read(&mut conn, &names).await?)) };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.checked_at = Some(now);
        if let Some(index) = fresh {
            (kept.stamp, kept.names, kept.index, kept.details) = (stamp, names, index, Forever::default());
        }
        Ok(kept.index.clone())
    }

    /// The published version of the course with this code, at most 5 seconds behind the store.
    pub(super) async fn detail(&self, db: &Db, code: &str) -> Result<Option<Arc<Detail>>, Error> {
        self.index(db).await?;
        let details = self.0.lock().unwrap_or_else(PoisonError::into_inner).details.clone();
        if let Some(detail) = details.get(&code.to_owned()) {
            return Ok(Some(detail));
        }
        // Put where it was looked for: when the stamp has changed meanwhile, these details are forgotten with it.
        let found = sql::detail(&mut db.read().await?, code).await?;
        Ok(found.map(|detail| details.put(code.to_owned(), detail)))
    }
}
