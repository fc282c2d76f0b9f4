//! The library of this process: read again when it is asked for after 5 seconds, made anew only when something has changed.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::Timestamp;
use kernel::time::SECOND;
use store::{Db, Error};

use super::Library;
use super::store as sql;

/// How long the library is used without asking the store.
const TRUSTED: i64 = 5 * SECOND;

/// The library of this process. Cheap to clone; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    read_at: Option<Timestamp>,
    library: Arc<Library>,
}

impl Shelf {
    /// The library, at most 5 seconds behind the store. It is the same one as long as nothing has changed.
    pub async fn library(&self, db: &Db) -> Result<Arc<Library>, Error> {
        let now = db.context().now();
        let before = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.read_at.is_some_and(|at| (0..TRUSTED).contains(&now.since(at))) {
                return Ok(kept.library.clone());
            }
            kept.library.clone()
        };
        let stock = sql::stock(&mut db.read().await?).await?;
        let library = if *before.stock() == stock { before } else { Arc::new(Library::new(stock)) };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.read_at, kept.library) = (Some(now), library.clone());
        Ok(library)
    }
}
