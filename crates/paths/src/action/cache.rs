//! The actions of this process, kept beside the store: gathered anew when what they are made from has changed, which is asked at most every
//! 5 seconds, so that a page solves at once.

use std::sync::Arc;

use kernel::time::SECOND;
use kernel::{Date, Timestamp};
use store::{Conn, Error};

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
