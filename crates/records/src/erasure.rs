//! Erasing a person from the records without touching a statement: the dictionary gets a pseudonym that nothing leads to, and what content
//! kept about the person is deleted.
//!
//! Two places are the named exceptions: a signed statement, whose signature holds a copy of it, and what a client wrote about a person
//! elsewhere than in an agent, such as in an extension.

use people::OfficialKey;
use standards::xapi::{Json, Term, actor};
use store::audit::Entry;
use store::{Db, Error, FutureExt, Outcome, Tx};
use uuid::{Builder, Uuid};

use crate::{document, event, statement, term};

/// Who is to be erased.
#[derive(Clone, Debug)]
pub enum Person {
    /// An official, as the product's own events speak of them.
    Official(OfficialKey),
    /// An agent of the statements of others, by its JSON.
    Agent(String),
}

/// Erases a person; false when no statement and no document speaks of them. What is told of an official afterwards has a new name.
pub async fn erase(db: &Db, person: Person) -> Outcome<bool, ()> {
    db.write(person, |tx, person| erase_in(tx, person).boxed()).await
}

async fn erase_in(tx: &mut Tx, person: &Person) -> Outcome<bool, ()> {
    let found = match person {
        Person::Official(official) => event::subject_of(tx, *official).await?.map(|(term, _)| term),
        Person::Agent(json) => {
            let identity = Json::parse(json.as_bytes()).ok().as_ref().and_then(actor::identity);
            match identity {
                Some(identity) => term::find(tx, &Term::Agent(identity)).await?,
                None => None,
            }
        }
    };
    let Some(number) = found else { return Ok(false) };
    let agent = event::agent(&event::home(tx).await?, &format!("erased-{}", random(tx)));
    let identity = actor::identity(&agent).ok_or(Error::Missing("identity of an account"))?;
    term::rename(tx, number, &Term::Agent(identity)).await?;
    statement::rename_forms(tx, number, &agent.to_string()).await?;
    document::forget(tx, number).await?;
    event::cut(tx, number).await?;
    tx.audit(Entry { actor: None, action: "records.erase", subject: None, detail: number.to_string() }).await?;
    Ok(true)
}

fn random(tx: &Tx) -> Uuid {
    Builder::from_random_bytes(tx.context().bytes::<16>()).into_uuid()
}
