//! What the pages show.

use kernel::Timestamp;
use people::grant::{Role, Scope};
use people::{Actor, OfficialKey};
use standards::xapi::actor::identity;
use standards::xapi::shape::Languages;
use standards::xapi::{Json, format};
use store::{Conn, Db, Error};
use uuid::Uuid;

use crate::client::service::{self as clients, Listed};
use crate::event;
use crate::forward::{self, Target};
use crate::statement::{Find, read, volume};

/// The overview.
#[derive(Clone, Debug, Default)]
pub(super) struct Overview {
    pub(super) statements: i64,
    pub(super) waiting: i64,
    pub(super) clients: Vec<Listed>,
    pub(super) targets: Vec<Target>,
    pub(super) last: Vec<Line>,
}

/// A statement in a list, without its actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) id: Uuid,
    pub(super) verb: String,
    pub(super) object: String,
    pub(super) stored: Option<Timestamp>,
    /// The name of the account that vouches for it: the key of the client, or the product.
    pub(super) client: String,
}

/// Statements in a list.
const LAST: usize = 20;
/// Statements about one person in a list.
const OF_PERSON: usize = 100;

/// Whether the actor administers the platform.
pub(super) fn is_administrator(actor: &Actor) -> bool {
    actor.grants().iter().any(|grant| grant.role == Role::Administrator && grant.scope == Scope::Everything)
}

pub(super) async fn overview(db: &Db) -> Result<Overview, Error> {
    let last = Find { limit: LAST, ..Find::default() };
    let through = read::consistent_through(db).await?;
    let mut conn = db.read().await?;
    Ok(Overview {
        statements: volume(&mut conn).await?,
        waiting: event::count_waiting(&mut conn).await?,
        clients: clients::all(&mut conn).await?,
        targets: forward::service::all(&mut conn).await?,
        last: lines(&mut conn, &last, through).await?,
    })
}

/// The newest statements about an official.
pub(super) async fn about(db: &Db, official: OfficialKey) -> Result<Vec<Line>, Error> {
    let through = read::consistent_through(db).await?;
    let mut conn = db.read().await?;
    let Some(name) = event::subject_of(&mut conn, official).await? else { return Ok(Vec::new()) };
    let home = event::home(&mut conn).await?;
    let agent = identity(&event::agent(&home, &name.hyphenated().to_string()));
    lines(&mut conn, &Find { agent, limit: OF_PERSON, ..Find::default() }, through).await
}

async fn lines(conn: &mut Conn, find: &Find, through: Timestamp) -> Result<Vec<Line>, Error> {
    let page = read::find(conn, find, through, &Languages::parse("")).await?;
    Ok(page.statements.iter().filter_map(|text| line(&Json::parse(text.as_bytes()).ok()?)).collect())
}

fn line(statement: &Json) -> Option<Line> {
    let text = |json: Option<&Json>| json.and_then(Json::as_text).unwrap_or_default().to_owned();
    let object = statement.get("object")?;
    let verb = statement.get("verb")?;
    let said = verb.get("display").and_then(|display| display.get("en").or_else(|| display.get("en-US")));
    let verb = if said.is_some() { text(said) } else { text(verb.get("id")) };
    let micros = format::timestamp(&text(statement.get("stored"))).and_then(|nanos| i64::try_from(nanos / 1_000).ok());
    Some(Line {
        id: format::uuid(&text(statement.get("id")))?,
        verb,
        object: text(object.get("id").or_else(|| object.get("objectType"))),
        stored: micros.map(Timestamp),
        client: text(statement.get("authority").and_then(|agent| agent.get("account")?.get("name"))),
    })
}

/// A statement with the official of whom it speaks.
pub(super) struct Told {
    pub(super) text: String,
    pub(super) official: OfficialKey,
}

/// A statement of the product; `None` when there is none with this id, or nothing leads from it to an official any more.
pub(super) async fn told(conn: &mut Conn, id: Uuid) -> Result<Option<Told>, Error> {
    let Some(single) = read::single(conn, id, false, &Find::default(), &Languages::parse("")).await? else { return Ok(None) };
    let Ok(json) = Json::parse(single.statement.as_bytes()) else { return Ok(None) };
    let account = json.get("actor").and_then(|actor| actor.get("account"));
    let part = |key| account.and_then(|account| account.get(key)?.as_text());
    if part("homePage") != Some(event::home(conn).await?.as_str()) {
        return Ok(None);
    }
    let Some(name) = part("name").and_then(format::uuid) else { return Ok(None) };
    let official = event::official_of(conn, name).await?;
    Ok(official.map(|official| Told { text: single.statement, official }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_nobody() {
        let text = br#"{"id":"00000000-0000-4000-8000-000000000001","actor":{"mbox":"mailto:asha@x.in"},
            "verb":{"id":"http://x.in/read","display":{"en-US":"read"}},"object":{"id":"http://x.in/book"},
            "stored":"2026-01-01T00:00:00.000001Z","authority":{"account":{"homePage":"http://x.in","name":"lrs-1"}}}"#;
        let line = line(&Json::parse(text).expect("JSON")).expect("a line");
        assert_eq!((line.verb.as_str(), line.object.as_str(), line.client.as_str()), ("read", "http://x.in/book", "lrs-1"));
        assert_eq!(line.stored.map(|stored| stored.0 % 1_000_000), Some(1));
        assert!(!format!("{line:?}").contains("asha"));
    }
}
