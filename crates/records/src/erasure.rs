//! Erasing a person from the records without touching a statement: the dictionary gets a pseudonym that nothing leads to, and what content
//! kept about the person is deleted.
//!
//! Two places are the named exceptions: a signed statement, whose signature holds a copy of it, and what a client wrote about a person
//! elsewhere than in an agent, such as in an extension.

use std::collections::BTreeSet;

use people::OfficialKey;
use sha1::{Digest, Sha1};
use standards::xapi::check::Place;
use standards::xapi::{Json, Object, Term, actor};
use store::audit::Entry;
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};
use uuid::{Builder, Uuid};
use web::Refusal;

use crate::{document, event, statement, term};

/// Who is to be erased.
#[derive(Clone, Debug)]
pub enum Person {
    /// An official, as the product's own events speak of them.
    Official(OfficialKey),
    /// An agent of the statements of others, by its JSON. A mailbox is erased as well where only its digest stands.
    Agent(String),
}

/// Why nobody was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureRefusal {
    /// What was given is no agent with one identifier.
    NoAgent,
}

impl Refusal for ErasureRefusal {
    fn code(&self) -> &'static str {
        "records.no-agent"
    }
}

/// Erases a person; false when no statement and no document speaks of them. What is told of an official afterwards has a new name.
pub async fn erase(db: &Db, person: Person) -> Outcome<bool, ErasureRefusal> {
    db.write(person, |tx, person| erase_in(tx, person).boxed()).await
}

async fn erase_in(tx: &mut Tx, person: &Person) -> Outcome<bool, ErasureRefusal> {
    let home = event::home(tx).await?;
    let (identities, subject) = match person {
        Person::Official(official) => {
            let Some(name) = event::subject_of(tx, *official).await? else { return Ok(false) };
            event::cut(tx, name).await?;
            let agent = event::agent(&home, &name.hyphenated().to_string());
            (identities(&agent), Some(official.number()))
        }
        Person::Agent(text) => {
            let agent = Json::parse(text.as_bytes()).ok().filter(|agent| actor::check_actor(agent, &Place::Top).is_ok());
            (agent.as_ref().map(identities).unwrap_or_default(), None)
        }
    };
    if identities.is_empty() {
        return Err(Failure::Refused(ErasureRefusal::NoAgent));
    }
    let mut erased = BTreeSet::new();
    for identity in identities {
        if let Some(number) = term::find(tx, &Term::Agent(identity)).await? {
            put_pseudonym(tx, number, &home).await?;
            erased.insert(number);
        }
    }
    // An official whose events all still wait has a name and no statement.
    let is_found = subject.is_some() || !erased.is_empty();
    if is_found {
        // The audit trail names the numbers in the dictionary, never the identifier that was erased.
        let detail = erased.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
        tx.audit(Entry { actor: None, action: "records.erase", subject, detail }).await?;
    }
    Ok(is_found)
}

/// All identities by which the same identifier stands in statements.
fn identities(agent: &Json) -> Vec<String> {
    let mut all: Vec<String> = actor::identity(agent).into_iter().collect();
    if let Some(mailbox) = agent.get("mbox").and_then(Json::as_text) {
        let digest: String = Sha1::digest(mailbox.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let mut hidden = Object::default();
        hidden.set("mbox_sha1sum", Json::text(digest));
        all.extend(actor::identity(&hidden.into()));
    }
    all
}

async fn put_pseudonym(tx: &mut Tx, number: i64, home: &str) -> Result<(), Error> {
    let agent = event::agent(home, &format!("erased-{}", random(tx)));
    let identity = actor::identity(&agent).ok_or(Error::Missing("identity of an account"))?;
    term::rename(tx, number, &Term::Agent(identity)).await?;
    statement::rename_forms(tx, number, &agent).await?;
    term::changed(tx).await?;
    document::forget(tx, number).await
}

fn random(tx: &Tx) -> Uuid {
    Builder::from_random_bytes(tx.context().bytes::<16>()).into_uuid()
}
