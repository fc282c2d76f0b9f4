//! The only SQL on sessions.

use kernel::{Key, Language, Timestamp};
use store::{Conn, Error, Tx};

use crate::official::Name;
use crate::{Account, OfficialKey};

/// What a token leads to.
pub(super) struct Found {
    pub(super) account: Key<Account>,
    pub(super) official: Option<OfficialKey>,
    pub(super) account_name: String,
    pub(super) must_change: bool,
    pub(super) shared: bool,
    pub(super) ends: Timestamp,
    pub(super) name: Option<Name>,
    pub(super) address_form: Option<String>,
    pub(super) language: Option<Language>,
}

/// The session with this digest, if it has not ended.
pub(super) async fn by_cookie(conn: &mut Conn, digest: &[u8], now: Timestamp) -> Result<Option<Found>, Error> {
    conn.query(
        "SELECT account.id, account.official, account.name, account.must_change, session.shared, session.ends_at, person.name, \
         person.address_form, person.language FROM session JOIN account ON account.id = session.account \
         LEFT JOIN person ON person.official = account.official \
         WHERE session.token = $1 AND session.ends_at > $2 AND NOT account.disabled",
    )
    .bind(digest.to_vec())
    .bind(now)
    .optional(read)
    .await
}

/// The bearer token with this digest, if it has not ended.
pub(super) async fn by_token(conn: &mut Conn, digest: &[u8], now: Timestamp) -> Result<Option<Found>, Error> {
    conn.query(
        "SELECT account.id, account.official, account.name, account.must_change, FALSE, access_token.ends_at, person.name, \
         person.address_form, person.language FROM access_token JOIN account ON account.id = access_token.account \
         LEFT JOIN person ON person.official = account.official \
         WHERE access_token.token = $1 AND access_token.ends_at > $2 AND NOT account.disabled",
    )
    .bind(digest.to_vec())
    .bind(now)
    .optional(read)
    .await
}

fn read(row: &store::Row) -> Result<Found, Error> {
    Ok(Found {
        account: row.get(0)?,
        official: row.get(1)?,
        account_name: row.get(2)?,
        must_change: row.get(3)?,
        shared: row.get(4)?,
        ends: row.get(5)?,
        name: row.get::<Option<String>>(6)?.and_then(|json| Name::from_json(&json)),
        address_form: row.get(7)?,
        language: row.get(8)?,
    })
}

pub(super) async fn insert(
    tx: &mut Tx,
    digest: &[u8],
    account: Key<Account>,
    shared: bool,
    ends: Timestamp,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute("INSERT INTO session (token, account, shared, language, created_at, seen_at, ends_at) VALUES ($1, $2, $3, 'en', $4, $4, $5)")
        .bind(digest.to_vec())
        .bind(account)
        .bind(shared)
        .bind(now)
        .bind(ends)
        .run()
        .await?;
    tx.execute("DELETE FROM session WHERE ends_at < $1").bind(now).run().await?;
    Ok(())
}

pub(super) async fn extend(tx: &mut Tx, digest: &[u8], ends: Timestamp) -> Result<(), Error> {
    let now = tx.now();
    tx.execute("UPDATE session SET seen_at = $2, ends_at = $3 WHERE token = $1")
        .bind(digest.to_vec())
        .bind(now)
        .bind(ends)
        .run()
        .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, digest: &[u8]) -> Result<(), Error> {
    tx.execute("DELETE FROM session WHERE token = $1").bind(digest.to_vec()).run().await?;
    Ok(())
}
