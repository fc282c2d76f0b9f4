//! The index of this process: rebuilt when the catalogue has changed, which is asked at most every 5 seconds.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::Timestamp;
use kernel::time::SECOND;
use store::{Db, Error};

use super::index::Index;
use super::store as sql;

/// How long the index is used without asking the store.
const TRUSTED: i64 = 5 * SECOND;

/// The catalogue of this process. Cheap to clone; clones share the index.
#[derive(Clone, Debug, Default)]
pub struct Catalogue(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    checked_at: Option<Timestamp>,
    stamp: sql::Stamp,
    index: Arc<Index>,
}

impl Catalogue {
    /// The index, at most 5 seconds behind the store.
    pub async fn index(&self, db: &Db) -> Result<Arc<Index>, Error> {
        let now = db.context().now();
        let known = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match kept.checked_at {
                Some(at) if (0..TRUSTED).contains(&now.since(at)) => return Ok(kept.index.clone()),
                at => at.map(|_| kept.stamp),
            }
        };
        let mut conn = db.read().await?;
        // The stamp is read first: an index may be newer than its stamp, never older.
        let stamp = sql::stamp(&mut conn).await?;
        let fresh = if known == Some(stamp) { None } else { Some(Arc::new(Index::new(sql::cards(&mut conn).await?))) };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.checked_at = Some(now);
        if let Some(index) = fresh {
            (kept.stamp, kept.index) = (stamp, index);
        }
        Ok(kept.index.clone())
    }
}
