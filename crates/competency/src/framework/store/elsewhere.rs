//! What only frameworks from elsewhere have, and the imports of them.

use std::collections::BTreeMap;

use kernel::Key;
use people::Position;
use store::{Conn, Error, Outcome, Tx};
use uuid::Uuid;

use crate::framework::extras::{Extras, OwnAsk};
use crate::framework::service::ImportRefusal;
use crate::{Framework, Role};

/// The last import of a framework.
pub(in crate::framework) struct Last {
    pub(in crate::framework) number: i64,
    pub(in crate::framework) version: String,
    pub(in crate::framework) digest: String,
}

/// What a role asks in the framework's own words, by competency.
pub(in crate::framework) async fn own_asks(conn: &mut Conn, role: Key<Role>) -> Result<BTreeMap<String, OwnAsk>, Error> {
    let rows = conn
        .query(
            "SELECT competency.code, role_own_ask.own, role_own_ask.importance, role_own_ask.unmapped FROM role_own_ask \
             JOIN competency ON competency.id = role_own_ask.competency WHERE role_own_ask.role = $1",
        )
        .bind(role)
        .all(|row| Ok((row.get(0)?, OwnAsk { own: row.get(1)?, importance: row.get(2)?, unmapped: row.get(3)? })))
        .await?;
    Ok(rows.into_iter().collect())
}

/// Writes them over what stood there.
pub(in crate::framework) async fn put_own_asks(
    tx: &mut Tx,
    role: Key<Role>,
    asks: &BTreeMap<String, OwnAsk>,
) -> Result<(), Error> {
    tx.execute("DELETE FROM role_own_ask WHERE role = $1").bind(role).run().await?;
    for (competency, ask) in asks {
        tx.execute(
            "INSERT INTO role_own_ask (role, competency, own, importance, unmapped) SELECT $1, id, $3, $4, $5 FROM competency WHERE code = $2",
        )
        .bind(role)
        .bind(competency)
        .bind(&ask.own)
        .bind(&ask.importance)
        .bind(&ask.unmapped)
        .run()
        .await?;
    }
    Ok(())
}

/// Puts a new position into the library of a framework, or under the id outside that it brings.
pub(in crate::framework) async fn mark_position(
    tx: &mut Tx,
    position: Key<Position>,
    (library, uid): (Option<Key<Framework>>, Option<Uuid>),
) -> Result<(), Error> {
    tx.execute("UPDATE position SET framework = $2 WHERE id = $1").bind(position).bind(library).run().await?;
    if let Some(uid) = uid {
        tx.execute("UPDATE position SET uid = $2 WHERE id = $1").bind(position).bind(uid).run().await?;
    }
    Ok(())
}

pub(in crate::framework) async fn clear_terms(tx: &mut Tx, framework: Key<Framework>) -> Outcome<(), ImportRefusal> {
    tx.execute("DELETE FROM framework_term_use WHERE framework = $1").bind(framework).run().await?;
    tx.execute("DELETE FROM framework_term WHERE framework = $1").bind(framework).run().await?;
    Ok(())
}

/// Writes so many terms and as many uses, from a place in their order on.
pub(in crate::framework) async fn add_terms(
    tx: &mut Tx,
    framework: Key<Framework>,
    (extras, start, number): (&Extras, usize, usize),
) -> Outcome<(), ImportRefusal> {
    for term in extras.terms.values().skip(start).take(number) {
        tx.execute(
            "INSERT INTO framework_term (framework, code, kind, parent, name, description) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(framework)
        .bind(&term.code)
        .bind(&term.kind)
        .bind(term.parent.as_deref())
        .bind(&term.name)
        .bind(&term.description)
        .run()
        .await?;
    }
    for (kind, thing, term) in extras.uses.iter().skip(start).take(number) {
        tx.execute("INSERT INTO framework_term_use (framework, kind, thing, term) VALUES ($1, $2, $3, $4)")
            .bind(framework)
            .bind(kind.as_str())
            .bind(thing)
            .bind(term)
            .run()
            .await?;
    }
    Ok(())
}

/// The last import of the framework with this code.
pub(in crate::framework) async fn last_import(conn: &mut Conn, framework: &str) -> Result<Option<Last>, Error> {
    conn.query(
        "SELECT framework_import.number, framework_import.version, framework_import.digest FROM framework_import \
         JOIN framework ON framework.id = framework_import.framework WHERE framework.code = $1 ORDER BY framework_import.number DESC LIMIT 1",
    )
    .bind(framework)
    .optional(|row| Ok(Last { number: row.get(0)?, version: row.get(1)?, digest: row.get(2)? }))
    .await
}

/// Remembers an import.
pub(in crate::framework) async fn put_import(tx: &mut Tx, framework: &str, (last, form): (&Last, &str)) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO framework_import (framework, number, version, form, digest, imported_at) SELECT id, $2, $3, $4, $5, $6 FROM framework \
         WHERE code = $1",
    )
    .bind(framework)
    .bind(last.number)
    .bind(&last.version)
    .bind(form)
    .bind(&last.digest)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// To which framework's library each role and position belongs, by what it is and its code; `None`: to the service itself.
pub(in crate::framework) async fn library_of(conn: &mut Conn) -> Result<BTreeMap<(&'static str, String), Option<String>>, Error> {
    let mut all = BTreeMap::new();
    let roles: Vec<(String, Option<String>)> = conn
        .query("SELECT role.code, framework.code FROM role LEFT JOIN framework ON framework.id = role.framework")
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    all.extend(roles.into_iter().map(|(code, framework)| (("role", code), framework)));
    let positions: Vec<(String, Option<String>)> = conn
        .query("SELECT position.code, framework.code FROM position LEFT JOIN framework ON framework.id = position.framework")
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    all.extend(positions.into_iter().map(|(code, framework)| (("position", code), framework)));
    Ok(all)
}
