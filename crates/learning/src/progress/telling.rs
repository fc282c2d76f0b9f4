//! What the record store is told of progress.

use people::OfficialKey;
use records::event::{Event, Thing, Verb, tell};
use store::{Error, Tx};
use uuid::Uuid;

/// A segment that was done: the official and the enrolment, the code of the course, the numbers of object and segment.
pub(super) type Done<'s> = ((OfficialKey, Uuid), &'s str, i64, i64);

/// Segments were done.
pub(super) async fn progressed(tx: &mut Tx, done: &[Done<'_>]) -> Result<(), Error> {
    let events = done.iter().map(|((official, enrolment), code, object, segment)| {
        let thing = Thing::Segment(code, *object, *segment);
        Event::new(*official, Verb::Progressed, thing, *enrolment).in_registration(*enrolment)
    });
    tell(tx, &events.collect::<Vec<_>>()).await
}

/// An object was entered; the statement of the first time stands for all.
pub(super) async fn launched(tx: &mut Tx, (official, enrolment): (OfficialKey, Uuid), thing: Thing<'_>) -> Result<(), Error> {
    tell(tx, &[Event::new(official, Verb::Launched, thing, enrolment).in_registration(enrolment)]).await
}
