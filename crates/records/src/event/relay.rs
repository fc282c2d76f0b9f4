//! The relay: from events that wait to statements.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use kernel::Timestamp;
use kernel::time::SECOND;
use people::OfficialKey;
use standards::xapi::check::Place;
use standards::xapi::{Json, Version};
use store::{Db, Dialect, Error, Failure, FutureExt, Outcome, Tx};
use tokio::sync::watch;
use uuid::{Builder, Uuid};

use super::domain::{Event, Thing, Verb, second_id, write};
use super::service::{self, agent};
use super::store::{self as sql, Waiting};
use crate::client::{Client, PRODUCT, Scopes};
use crate::statement::{Draft, Incoming, Intake, NotStored, owners};

/// So many events become statements at once.
const BATCH: i64 = 500;
/// How often an idle relay looks.
const EVERY: Duration = Duration::from_millis(400);
/// How long a node holds the office without a sign of life.
const OFFICE: i64 = 10 * SECOND;

/// Turns events that wait into statements, one node at a time. Whatever it was doing when it died is done again by the next, and the ids
/// of statements make that once.
pub struct Relay {
    db: Db,
    intake: Intake,
    node: Uuid,
    held_until: Timestamp,
    voice: Option<Voice>,
}

/// Whose statements may be stored already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Suspects {
    /// Those that are told again and again: an object is entered often, and launched once.
    ToldOften,
    /// All: somebody stored a statement under an id of ours, or a use case told twice.
    All,
}

/// In whose name own statements are stored.
struct Voice {
    home: String,
    authority: Json,
    client: Arc<Client>,
}

impl Relay {
    /// A relay on a store, with a writer of its own. Needs a running tokio.
    pub fn new(db: Db) -> Self {
        let intake = Intake::start(db.clone());
        Self::through(db, intake)
    }

    /// A relay that shares the writer of statements with others in this process.
    pub fn through(db: Db, intake: Intake) -> Self {
        let node = db.context().new_id();
        Self { intake, db, node, held_until: Timestamp(0), voice: None }
    }

    /// Relays until `stop` turns true.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let done = self.round().await;
            if let Err(error) = &done {
                tracing::error!(%error, "own events wait: they could not be stored as statements");
            }
            if matches!(done, Ok(count) if count as i64 == BATCH) {
                continue;
            }
            tokio::select! {
                _ = stop.changed() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    /// Relays whatever waits and returns how many events that were; for tests and commands.
    pub async fn drain(&mut self) -> Result<usize, Error> {
        let mut all = 0;
        loop {
            match self.round().await? {
                0 => return Ok(all),
                count => all += count,
            }
        }
    }

    /// Relays the oldest events that wait; 0 when there are none or another node does it.
    pub async fn round(&mut self) -> Result<usize, Error> {
        let waiting = sql::waiting(&mut self.db.read().await?, BATCH).await?;
        if waiting.is_empty() || !self.holds_office().await? {
            return Ok(0);
        }
        let voice = match self.voice.take() {
            Some(voice) => voice,
            None => self.find_voice().await?,
        };
        let stored = self.store(&voice, &waiting).await;
        self.voice = Some(voice);
        stored?;
        let positions: Vec<i64> = waiting.iter().map(|waiting| waiting.position).collect();
        let deleted = self.db.write(positions, |tx, positions| delete(tx, positions).boxed()).await;
        deleted.map_err(internal)?;
        Ok(waiting.len())
    }

    async fn store(&self, voice: &Voice, waiting: &[Waiting]) -> Result<(), Error> {
        let names = self.names(waiting).await?;
        // To ask for every id is dear in a large store; the intake tells when one is known after all, and then it is done.
        for suspects in [Suspects::ToldOften, Suspects::All] {
            let drafts = self.drafts((voice, &names), waiting, suspects).await?;
            if drafts.is_empty() {
                return Ok(());
            }
            let incoming = Incoming { client: voice.client.clone(), drafts, attachments: Vec::new() };
            match self.intake.store(incoming).await {
                Err(NotStored::Conflict(_)) => {}
                Err(NotStored::Internal(error)) => return Err(error),
                Ok(()) => return Ok(()),
            }
        }
        Err(Error::Writer("the id of an own statement was taken this very moment".to_owned()))
    }

    /// The statements that are not stored yet, each once. What is no suspect is taken for new.
    async fn drafts(
        &self,
        (voice, names): (&Voice, &BTreeMap<OfficialKey, Uuid>),
        waiting: &[Waiting],
        suspects: Suspects,
    ) -> Result<Vec<Draft>, Error> {
        let events: Vec<(Event<'_>, Timestamp)> = waiting.iter().filter_map(event).collect();
        let ids: BTreeSet<Uuid> = match suspects {
            Suspects::ToldOften => {
                events.iter().filter(|(event, _)| event.verb == Verb::Launched).map(|(event, _)| event.id()).collect()
            }
            Suspects::All => events.iter().flat_map(|(event, _)| [event.id(), second_id(event.id())]).collect(),
        };
        let owners = owners(&mut self.db.read().await?, &ids).await?;
        let agent_of = |official: OfficialKey| {
            let name = names.get(&official).map(|name| name.hyphenated().to_string()).unwrap_or_default();
            agent(&voice.home, &name).to_string()
        };
        let (mut seen, mut drafts) = (BTreeSet::new(), Vec::with_capacity(events.len()));
        for (event, at) in &events {
            let is_taken = owners.get(&event.id()).is_some_and(|owner| *owner != PRODUCT);
            let id = if is_taken { second_id(event.id()) } else { event.id() };
            if owners.contains_key(&id) || !seen.insert(id) {
                continue;
            }
            let text = write((id, event, *at), &voice.home, agent_of);
            let prepared = Json::parse(text.as_bytes()).map_err(|fault| fault.to_string()).and_then(|json| {
                Draft::prepare(json, Version::V1, &Place::Top, id, &voice.authority).map_err(|fault| fault.to_string())
            });
            match prepared {
                Ok(draft) => drafts.push(draft),
                Err(fault) => tracing::error!(%fault, %text, "an own event is no statement and was left out"),
            }
        }
        Ok(drafts)
    }

    /// The names of all officials of whom these events speak; who was never spoken of gets one.
    async fn names(&self, waiting: &[Waiting]) -> Result<BTreeMap<OfficialKey, Uuid>, Error> {
        let officials: BTreeSet<OfficialKey> =
            waiting.iter().flat_map(|waiting| std::iter::once(waiting.official).chain(waiting.observer)).collect();
        let names = sql::names(&mut self.db.read().await?, &officials).await?;
        let unnamed: Vec<(OfficialKey, Uuid)> = officials
            .iter()
            .filter(|official| !names.contains_key(official))
            .map(|official| (*official, Builder::from_random_bytes(self.db.context().bytes::<16>()).into_uuid()))
            .collect();
        if unnamed.is_empty() {
            return Ok(names);
        }
        self.db.write(unnamed, |tx, unnamed| name(tx, unnamed).boxed()).await.map_err(internal)?;
        sql::names(&mut self.db.read().await?, &officials).await
    }

    async fn find_voice(&self) -> Result<Voice, Error> {
        let (home, authority) = service::fixed_home(&self.db).await.map_err(internal)?;
        let client =
            Client { id: PRODUCT, scopes: Scopes(Vec::new()), authority: authority.to_string(), requests_per_second: None };
        Ok(Voice { home, authority, client: Arc::new(client) })
    }

    /// Whether this node relays. A file is served by one program, which needs no office.
    async fn holds_office(&mut self) -> Result<bool, Error> {
        let now = self.db.context().now();
        if self.db.read().await?.dialect() == Dialect::Lite || now < self.held_until {
            return Ok(true);
        }
        let holds = self.db.write(self.node, |tx, node| take_office(tx, *node).boxed()).await.map_err(internal)?;
        if holds {
            self.held_until = now.plus(OFFICE / 2);
        }
        Ok(holds)
    }
}

async fn take_office(tx: &mut Tx, node: Uuid) -> Outcome<bool, ()> {
    let now = tx.instant().await?;
    Ok(sql::take_office(tx, node, (now, now.plus(OFFICE))).await?)
}

async fn name(tx: &mut Tx, unnamed: &[(OfficialKey, Uuid)]) -> Outcome<(), ()> {
    for (official, name) in unnamed {
        sql::name(tx, *official, *name).await?;
    }
    Ok(())
}

async fn delete(tx: &mut Tx, positions: &[i64]) -> Outcome<(), ()> {
    // Use cases append beside these rows; a watched deletion would stand in their way.
    tx.unwatched().await?;
    Ok(sql::delete(tx, positions).await?)
}

fn event(waiting: &Waiting) -> Option<(Event<'_>, Timestamp)> {
    let (Some(verb), Some(thing)) = (Verb::of_number(waiting.verb), Thing::read_short(&waiting.thing)) else {
        tracing::error!(?waiting, "an own event cannot be read and was left out");
        return None;
    };
    let event = Event {
        official: waiting.official,
        verb,
        thing,
        cause: waiting.cause,
        registration: waiting.registration,
        level: waiting.level,
        observer: waiting.observer,
    };
    Some((event, waiting.at))
}

fn internal(failure: Failure<()>) -> Error {
    match failure {
        Failure::Internal(error) => error,
        Failure::Refused(()) | Failure::Denied => Error::Writer("own events refused".to_owned()),
    }
}
