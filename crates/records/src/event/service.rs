//! Telling an event, in the transaction in which it happens.

use std::collections::{BTreeMap, BTreeSet};

use people::OfficialKey;
use standards::xapi::{Json, Term, actor};
use store::{Conn, Db, Error, FutureExt, Outcome, Tx};
use uuid::Builder;

use super::domain::{Event, Numbers, compact};
use super::store as sql;
use crate::statement::{Own, append, take_form};
use crate::term;

/// The address where none was set: a store that no service has ever served.
const NOWHERE: &str = "http://localhost:8080";

/// The name of the account by which the product vouches for its own statements.
const PRODUCT: &str = "karmayogi";

/// The address of the service, which is the home page of its accounts and the beginning of the addresses of its activities.
pub async fn home(conn: &mut Conn) -> Result<String, Error> {
    Ok(sql::home(conn).await?.unwrap_or_else(|| NOWHERE.to_owned()))
}

/// Sets the address of the service, until the first event is told: from then on it stands in statements, which never change.
pub async fn set_home(db: &Db, address: &str) -> Outcome<(), ()> {
    let address = address.trim_end_matches('/').to_owned();
    if sql::home(&mut db.read().await?).await?.as_ref() == Some(&address) {
        return Ok(());
    }
    db.write(address, |tx, address| async move { Ok(sql::set_home(tx, address).await?) }.boxed()).await
}

/// An agent with an account at the service.
pub(crate) fn agent(home: &str, name: &str) -> Json {
    let mut account = standards::xapi::Object::default();
    account.set("homePage", Json::text(home));
    account.set("name", Json::text(name));
    let mut agent = standards::xapi::Object::default();
    agent.set("objectType", Json::text("Agent"));
    agent.set("account", account.into());
    agent.into()
}

/// The agent that vouches for the product's own statements.
pub(crate) fn authority(home: &str) -> Json {
    agent(home, PRODUCT)
}

/// Tells events: each becomes a statement with the commit. What was told before is left aside.
pub async fn record(tx: &mut Tx, events: &[Event<'_>]) -> Result<(), Error> {
    if events.is_empty() {
        return Ok(());
    }
    let home = home(tx).await?;
    let people: BTreeSet<OfficialKey> =
        events.iter().flat_map(|event| std::iter::once(event.official).chain(event.observer)).collect();
    let mut subjects = BTreeMap::new();
    for official in people {
        subjects.insert(official, subject(tx, official, &home).await?);
    }
    let spoken: Vec<Spoken> = events.iter().map(|event| Spoken::of(event, &home)).collect();
    let vouching = actor::identity(&authority(&home)).map(Term::Agent);
    let terms: BTreeSet<&Term> = spoken.iter().flat_map(Spoken::terms).chain(&vouching).collect();
    let numbers = term::take_all(tx, &terms).await?;
    let number = |term: &Term| numbers.get(&term::digest(term)).copied().ok_or(Error::Missing("term"));
    let mut own = Vec::with_capacity(events.len());
    for (event, spoken) in events.iter().zip(&spoken) {
        let whole = spoken.whole.as_ref().map(number).transpose()?;
        let (person, actor) = subjects.get(&event.official).copied().unwrap_or_default();
        let observer = event.observer.and_then(|observer| subjects.get(&observer).copied());
        let thing = number(&spoken.thing)?;
        let mut direct = vec![person, number(&spoken.verb)?, thing];
        direct.extend(spoken.registration.as_ref().map(number).transpose()?);
        let related = whole.into_iter().chain(observer.map(|(term, _)| term)).chain(vouching.as_ref().map(number).transpose()?);
        let targets = direct.iter().map(|term| term * 2).chain(related.map(|term| term * 2 + 1)).collect();
        let body = compact(event, &Numbers { actor, thing, whole, observer: observer.map(|(_, form)| form) });
        own.push(Own { id: event.id(), body, targets });
    }
    append(tx, own).await
}

/// What an event speaks of, besides people.
struct Spoken {
    verb: Term,
    thing: Term,
    whole: Option<Term>,
    registration: Option<Term>,
}

impl Spoken {
    fn of(event: &Event<'_>, home: &str) -> Self {
        Self {
            verb: Term::Verb(event.verb.iri().to_owned()),
            thing: Term::Activity(event.thing.iri(home)),
            whole: event.thing.whole().map(|whole| Term::Activity(whole.iri(home))),
            registration: event.registration.map(Term::Registration),
        }
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        [&self.verb, &self.thing].into_iter().chain(&self.whole).chain(&self.registration)
    }
}

/// By which agent an official is known; who was never spoken of gets a random name.
async fn subject(tx: &mut Tx, official: OfficialKey, home: &str) -> Result<(i64, i64), Error> {
    if let Some(known) = sql::subject_of(tx, official).await? {
        return Ok(known);
    }
    let name = Builder::from_random_bytes(tx.context().bytes::<16>()).into_uuid();
    let agent = agent(home, &name.hyphenated().to_string());
    let identity = actor::identity(&agent).ok_or(Error::Missing("identity of an account"))?;
    let term = term::take(tx, &Term::Agent(identity.clone())).await?;
    let form = take_form(tx, agent.to_string(), Term::Agent(identity), term).await?;
    sql::insert_subject(tx, official, (term, form)).await?;
    Ok((term, form))
}
