//! The actions of this process, kept beside the store: gathered anew when what they are made from has changed, which is asked at most every
//! 5 seconds, so that a page solves at once.

use std::sync::Arc;

use competency::publication::{Proofs, Proven, ProvesLevels};
use kernel::time::SECOND;
use kernel::{Date, Timestamp};
use store::{Conn, Error, FutureExt};

use super::domain::Actions;
use super::store::{self as sql, Stamp};

/// How long they are used without asking.
const TRUSTED: i64 = 5 * SECOND;

/// The one place under which they are kept.
#[derive(PartialEq, Eq, Hash)]
struct Place;

struct Gathered {
    checked_at: Timestamp,
    day: Date,
    stamp: Stamp,
    actions: Arc<Actions>,
}

/// What can be done today, at most 5 seconds behind the store.
pub async fn current(conn: &mut Conn, now: Timestamp) -> Result<Arc<Actions>, Error> {
    let (kept, day) = (conn.kept::<Place, Gathered>(), now.date());
    let known = kept.as_ref().and_then(|kept| kept.get(&Place)).filter(|known| known.day == day);
    if let Some(known) = known.as_ref().filter(|known| (0..TRUSTED).contains(&now.since(known.checked_at))) {
        return Ok(known.actions.clone());
    }
    // The stamp is read first: the actions may be newer than their stamp, never older.
    let stamp = sql::stamp(conn).await?;
    let actions = match known.filter(|known| known.stamp == stamp) {
        Some(known) => known.actions.clone(),
        None => {
            let gathered = Actions::gather(&sql::sources(conn).await?, day);
            Arc::new(gathered.map_err(|fault| Error::Writer(format!("actions: {fault}")))?)
        }
    };
    if let Some(kept) = kept {
        kept.put(Place, Gathered { checked_at: now, day, stamp, actions: actions.clone() });
    }
    Ok(actions)
}

/// Tells the pages to the left which levels something on offer proves; to be put into the router by the binary.
pub fn proofs() -> Proofs {
    struct Here;
    impl ProvesLevels for Here {
        fn proven<'a>(&'a self, conn: &'a mut Conn, now: Timestamp) -> Proven<'a> {
            async move { Ok(current(conn, now).await?.highest()) }.boxed()
        }
    }
    Arc::new(Here)
}
