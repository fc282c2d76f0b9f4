//! Telling an event, in the transaction in which it happens.

use std::collections::BTreeSet;

use standards::xapi::{Json, Object};
use store::{Conn, Db, Error, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::domain::Event;
use super::store as sql;
use crate::client::PRODUCT;
use crate::statement::owners;

/// The address where none was set: a store that no service has ever served.
const NOWHERE: &str = "http://localhost:8080";

/// The name of the account by which the product vouches for its own statements.
const PRODUCT_NAME: &str = "karmayogi";

/// Tells events: each becomes a statement a moment after the commit. Only appends.
pub async fn tell(tx: &mut Tx, events: &[Event<'_>]) -> Result<(), Error> {
    if events.is_empty() { Ok(()) } else { sql::append(tx, events).await }
}

/// Those of these statements of the product that are stored.
pub async fn stored(conn: &mut Conn, ids: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, Error> {
    let owners = owners(conn, ids).await?;
    Ok(owners.into_iter().filter(|(_, owner)| *owner == PRODUCT).map(|(id, _)| id).collect())
}

/// The address of the service, which is the home page of its accounts and the beginning of the addresses of its activities.
pub async fn home(conn: &mut Conn) -> Result<String, Error> {
    Ok(sql::home(conn).await?.map_or_else(|| NOWHERE.to_owned(), |(address, _)| address))
}

/// Sets the address of the service, until the first event is relayed: from then on it stands in statements, which never change.
pub async fn set_home(db: &Db, address: &str) -> Outcome<(), ()> {
    let address = address.trim_end_matches('/').to_owned();
    match sql::home(&mut db.read().await?).await? {
        Some((known, fixed)) if fixed || known == address => Ok(()),
        _ => {
            let authority = agent(&address, PRODUCT_NAME).to_string();
            let write = (address, authority);
            db.write(write, |tx, (address, authority)| async move { Ok(sql::set_home(tx, address, authority).await?) }.boxed())
                .await
        }
    }
}

/// The address, which from now on stays; with the agent that vouches for own statements.
pub(super) async fn fixed_home(db: &Db) -> Outcome<(String, Json), ()> {
    let mut known = sql::home(&mut db.read().await?).await?;
    if known.is_none() {
        set_home(db, NOWHERE).await?;
        known = sql::home(&mut db.read().await?).await?;
    }
    let (address, fixed) = known.ok_or(Error::Missing("address of the service"))?;
    if !fixed {
        db.write((), |tx, ()| async move { Ok(sql::fix_home(tx).await?) }.boxed()).await?;
    }
    let authority = agent(&address, PRODUCT_NAME);
    Ok((address, authority))
}

/// An agent with an account at the service.
pub(crate) fn agent(home: &str, name: &str) -> Json {
    let mut account = Object::default();
    account.set("homePage", Json::text(home));
    account.set("name", Json::text(name));
    let mut agent = Object::default();
    agent.set("objectType", Json::text("Agent"));
    agent.set("account", account.into());
    agent.into()
}
