//! What the record store is told of progress.

use kernel::Key;
use people::OfficialKey;
use records::event::{Event, Thing, Verb, record};
use store::{Error, Tx};
use uuid::Uuid;

use super::store as sql;
use crate::LearningObject;

/// Segments were done: the official and the enrolment, the key of the object, the number of the segment.
pub(super) async fn progressed(tx: &mut Tx, done: &[((OfficialKey, Uuid), i64, i64)]) -> Result<(), Error> {
    let mut places = Vec::with_capacity(done.len());
    for (_, object, _) in done {
        places.push(sql::place(tx, Key::new(*object)).await?);
    }
    let progressed = done.iter().zip(&places).map(|(((official, enrolment), _, segment), (code, number))| {
        Event::new(*official, Verb::Progressed, Thing::Segment(code, *number, *segment), *enrolment).in_registration(*enrolment)
    });
    record(tx, &progressed.collect::<Vec<_>>()).await
}

/// A page of an object is about to be opened; the first one of an object launches it.
pub(super) async fn launched(
    tx: &mut Tx,
    whose: (OfficialKey, Uuid),
    (object, number): (Key<LearningObject>, i64),
) -> Result<(), Error> {
    if sql::is_opened(tx, whose, object).await? {
        return Ok(());
    }
    let (code, _) = sql::place(tx, object).await?;
    record(tx, &[Event::new(whose.0, Verb::Launched, Thing::Object(&code, number), whose.1).in_registration(whose.1)]).await
}
