//! The use cases of documents.

use kernel::Timestamp;
use standards::xapi::Term;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};

use super::domain::{Act, Document, Guard, Name, NotDone, Owner, Precondition, decide, etag, merge};
use super::store::{self as sql, Place};
use crate::term;

/// A change of a document.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which document.
    pub name: Name,
    /// What is done.
    pub act: Act,
    /// What is demanded of the document before.
    pub condition: Precondition,
    /// How far a PUT without conditions goes.
    pub guard: Guard,
    /// The new content; empty for a removal.
    pub content: Vec<u8>,
    /// Its media type.
    pub content_type: String,
}

/// Puts, merges or removes a document.
pub async fn change(db: &Db, change: Change) -> Outcome<(), NotDone> {
    db.write(change, |tx, change| apply(tx, change).boxed()).await
}

async fn apply(tx: &mut Tx, change: &Change) -> Outcome<(), NotDone> {
    let place = take_place(tx, &change.name.owner).await?;
    let found = sql::find(tx, place, &change.name.id).await?;
    decide(change.act, &change.condition, found.as_ref(), change.guard).map_err(Failure::Refused)?;
    let (content, content_type) = match change.act {
        Act::Delete => return Ok(sql::delete(tx, place, &change.name.id).await?),
        Act::Put => (change.content.clone(), change.content_type.clone()),
        Act::Post => merge(found.as_ref(), &change.content, &change.content_type).map_err(Failure::Refused)?,
    };
    let document = Document { etag: etag(&content), content_type, updated: tx.now(), content };
    Ok(sql::put(tx, place, &change.name.id, &document).await?)
}

/// Removes all documents of an owner; without a registration, those of all registrations.
pub async fn remove_all(db: &Db, owner: Owner) -> Outcome<(), ()> {
    db.write(owner, |tx, owner| remove(tx, owner).boxed()).await
}

async fn remove(tx: &mut Tx, owner: &Owner) -> Outcome<(), ()> {
    match find_place(tx, owner).await? {
        Some(place) => Ok(sql::delete_all(tx, place).await?),
        None => Ok(()),
    }
}

/// A document.
pub async fn find(conn: &mut Conn, name: &Name) -> Result<Option<Document>, Error> {
    match find_place(conn, &name.owner).await? {
        Some(place) => sql::find(conn, place, &name.id).await,
        None => Ok(None),
    }
}

/// The names of an owner's documents that changed after an instant, with the time of the last change among them.
pub async fn names(conn: &mut Conn, owner: &Owner, since: Timestamp) -> Result<(Vec<String>, Option<Timestamp>), Error> {
    let Some(place) = find_place(conn, owner).await? else { return Ok((Vec::new(), None)) };
    let found = sql::names(conn, place, since).await?;
    let newest = found.iter().map(|(_, updated)| *updated).max();
    Ok((found.into_iter().map(|(name, _)| name).collect(), newest))
}

/// The place of an owner all of whose terms are known; else it owns nothing.
async fn find_place(conn: &mut Conn, owner: &Owner) -> Result<Option<Place>, Error> {
    let mut numbers = [0; 3];
    for (number, term) in numbers.iter_mut().zip(terms(owner)) {
        if let Some(term) = term {
            let Some(found) = term::find(conn, term).await? else { return Ok(None) };
            *number = found;
        }
    }
    Ok(Some(place(owner, numbers)))
}

async fn take_place(tx: &mut Tx, owner: &Owner) -> Result<Place, Error> {
    let mut numbers = [0; 3];
    for (number, term) in numbers.iter_mut().zip(terms(owner)) {
        if let Some(term) = term {
            *number = term::take(tx, term).await?;
        }
    }
    Ok(place(owner, numbers))
}

fn terms(owner: &Owner) -> [Option<&Term>; 3] {
    [owner.activity.as_ref(), owner.agent.as_ref(), owner.registration.as_ref()]
}

fn place(owner: &Owner, [activity, agent, registration]: [i64; 3]) -> Place {
    Place { kind: owner.kind.number(), activity, agent, registration }
}
