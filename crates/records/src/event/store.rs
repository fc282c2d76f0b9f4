//! The only SQL on events that wait, on the address of the service and on who officials are in statements.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Timestamp;
use people::OfficialKey;
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Given, Rows, Tx, Value};
use uuid::Uuid;

use super::domain::Event;
use crate::client::PRODUCT;

const COLUMNS: &[(&str, Given)] = &[
    ("official", Given::Integer),
    ("verb", Given::Integer),
    ("thing", Given::Text),
    ("cause", Given::Uuid),
    ("registration", Given::Uuid),
    ("level", Given::Integer),
    ("observer", Given::Integer),
];

/// Appends events in their order. Reads nothing.
pub(super) async fn append(tx: &mut Tx, events: &[Event<'_>]) -> Result<(), Error> {
    let (now, mut rows) = (tx.now(), Rows::default());
    for event in events {
        rows.add(&[
            Value::Integer(event.official.number()),
            Value::Integer(event.verb.number()),
            Value::Text(&event.thing.short()),
            Value::Uuid(event.cause),
            Value::Uuid(event.registration.unwrap_or_default()),
            Value::Integer(event.level.unwrap_or(-1)),
            Value::Integer(event.observer.map_or(0, |observer| observer.number())),
        ]);
    }
    let given = tx.dialect().rows(1, COLUMNS);
    let sql = format!(
        "INSERT INTO record_event (at, official, verb, thing, cause, registration, level, observer) \
         SELECT $2, official, verb, thing, cause, registration, level, observer FROM {given}"
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).bind(now).run().await.map(|_| ())
}

/// An event that waits.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) position: i64,
    pub(super) at: Timestamp,
    pub(super) official: OfficialKey,
    pub(super) verb: i64,
    pub(super) thing: String,
    pub(super) cause: Uuid,
    pub(super) registration: Option<Uuid>,
    pub(super) level: Option<i64>,
    pub(super) observer: Option<OfficialKey>,
}

/// The oldest events that wait.
pub(super) async fn waiting(conn: &mut Conn, limit: i64) -> Result<Vec<Waiting>, Error> {
    conn.query(
        "SELECT position, at, official, verb, thing, cause, registration, level, observer FROM record_event ORDER BY position LIMIT $1",
    )
    .bind(limit)
    .all(|row| {
        let (registration, level, observer): (Uuid, i64, i64) = (row.get(6)?, row.get(7)?, row.get(8)?);
        Ok(Waiting {
            position: row.get(0)?,
            at: row.get(1)?,
            official: row.get(2)?,
            verb: row.get(3)?,
            thing: row.get(4)?,
            cause: row.get(5)?,
            registration: (!registration.is_nil()).then_some(registration),
            level: (level >= 0).then_some(level),
            observer: (observer > 0).then(|| OfficialKey::new(observer)),
        })
    })
    .await
}

/// Deletes events that were relayed.
pub(super) async fn delete(tx: &mut Tx, positions: &[i64]) -> Result<(), Error> {
    let list = format!("[{}]", positions.iter().map(i64::to_string).collect::<Vec<_>>().join(","));
    let sql = format!("DELETE FROM record_event WHERE position IN (SELECT value FROM {})", tx.dialect().integers(1));
    tx.execute(AssertSqlSafe(sql)).bind(list).run().await.map(|_| ())
}

/// Takes or keeps the office of the relay until an instant; false while another node holds it.
pub(super) async fn take_office(tx: &mut Tx, node: Uuid, (now, until): (Timestamp, Timestamp)) -> Result<bool, Error> {
    let taken = tx.execute(
        "INSERT INTO record_relay (id, node, until) VALUES (1, $1, $2) \
         ON CONFLICT (id) DO UPDATE SET node = excluded.node, until = excluded.until \
         WHERE record_relay.node = excluded.node OR record_relay.until < $3",
    );
    Ok(taken.bind(node).bind(until).bind(now).run().await? > 0)
}

/// The address of the service, and whether it stands in statements already.
pub(super) async fn home(conn: &mut Conn) -> Result<Option<(String, bool)>, Error> {
    conn.query("SELECT address, fixed FROM record_home WHERE id = 1").optional(|row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Sets the address and, with it, the agent that vouches for own statements, unless the address is fixed.
pub(super) async fn set_home(tx: &mut Tx, address: &str, authority: &str) -> Result<(), Error> {
    let now = tx.now();
    let set = tx.execute(
        "INSERT INTO record_home (id, address, fixed) VALUES (1, $1, FALSE) \
         ON CONFLICT (id) DO UPDATE SET address = excluded.address WHERE NOT record_home.fixed",
    );
    if set.bind(address).run().await? == 0 {
        return Ok(());
    }
    // A client like any other, but for its secret: no digest is empty, and so nobody proves to be it.
    tx.execute(
        "INSERT INTO lrs_client (id, access_key, secret_digest, title, scopes, authority, created_at) \
         VALUES ($1, 'karmayogi', $2, 'Karmayogi', '', $3, $4) ON CONFLICT (id) DO UPDATE SET authority = excluded.authority",
    )
    .bind(PRODUCT)
    .bind(Vec::<u8>::new())
    .bind(authority)
    .bind(now)
    .run()
    .await
    .map(|_| ())
}

pub(super) async fn fix_home(tx: &mut Tx) -> Result<(), Error> {
    tx.execute("UPDATE record_home SET fixed = TRUE WHERE id = 1").run().await.map(|_| ())
}

/// The random names of those officials who have one.
pub(super) async fn names(conn: &mut Conn, officials: &BTreeSet<OfficialKey>) -> Result<BTreeMap<OfficialKey, Uuid>, Error> {
    let list = format!("[{}]", officials.iter().map(|official| official.number().to_string()).collect::<Vec<_>>().join(","));
    let sql =
        format!("SELECT official, name FROM record_subject WHERE official IN (SELECT value FROM {})", conn.dialect().integers(1));
    let found = conn.query(AssertSqlSafe(sql)).bind(list).all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(found.into_iter().collect())
}

/// Gives an official a name, unless there is one.
pub(super) async fn name(tx: &mut Tx, official: OfficialKey, name: Uuid) -> Result<(), Error> {
    tx.execute("INSERT INTO record_subject (official, name) VALUES ($1, $2) ON CONFLICT (official) DO NOTHING")
        .bind(official)
        .bind(name)
        .run()
        .await
        .map(|_| ())
}

/// The random name by which statements know an official.
pub(crate) async fn subject_of(conn: &mut Conn, official: OfficialKey) -> Result<Option<Uuid>, Error> {
    conn.query("SELECT name FROM record_subject WHERE official = $1").bind(official).optional(|row| row.get(0)).await
}

/// The official behind a random name.
pub(crate) async fn official_of(conn: &mut Conn, name: Uuid) -> Result<Option<OfficialKey>, Error> {
    conn.query("SELECT official FROM record_subject WHERE name = $1").bind(name).optional(|row| row.get(0)).await
}

/// How many events wait.
pub(crate) async fn count_waiting(conn: &mut Conn) -> Result<i64, Error> {
    conn.query("SELECT COUNT(*) FROM record_event").one("count", |row| row.get(0)).await
}

/// Cuts whatever leads from an official to a name.
pub(crate) async fn cut(tx: &mut Tx, name: Uuid) -> Result<(), Error> {
    tx.execute("DELETE FROM record_subject WHERE name = $1").bind(name).run().await.map(|_| ())
}
