//! The only SQL on clients.

use kernel::Timestamp;
use store::{Conn, Error, Tx};

use super::domain::{Client, PRODUCT, Scopes};
use super::service::Listed;

/// A client as it is kept.
pub(super) struct Kept {
    pub(super) client: Client,
    pub(super) secret: Vec<u8>,
}

/// A client on its way in.
pub(super) struct Row<'r> {
    pub(super) id: i64,
    pub(super) key: &'r str,
    pub(super) secret: Vec<u8>,
    pub(super) title: &'r str,
    pub(super) scopes: String,
    pub(super) authority: &'r str,
    pub(super) requests_per_second: Option<i64>,
}

pub(super) async fn insert(tx: &mut Tx, row: Row<'_>, at: Timestamp) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO lrs_client (id, access_key, secret_digest, title, scopes, authority, requests_per_second, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.id)
    .bind(row.key)
    .bind(row.secret)
    .bind(row.title)
    .bind(row.scopes)
    .bind(row.authority)
    .bind(row.requests_per_second)
    .bind(at)
    .run()
    .await
    .map(|_| ())
}

pub(super) async fn revoke(tx: &mut Tx, key: &str, at: Timestamp) -> Result<u64, Error> {
    let statement = tx.execute("UPDATE lrs_client SET revoked_at = $2 WHERE access_key = $1 AND revoked_at IS NULL");
    statement.bind(key).bind(at).run().await
}

pub(super) async fn find(conn: &mut Conn, key: &str) -> Result<Option<Kept>, Error> {
    conn.query(
        "SELECT id, scopes, authority, requests_per_second, secret_digest FROM lrs_client WHERE access_key = $1 AND revoked_at IS NULL",
    )
    .bind(key)
    .optional(|row| {
        let scopes: String = row.get(1)?;
        let client = Client {
            id: row.get(0)?,
            scopes: Scopes::parse(&scopes),
            authority: row.get(2)?,
            requests_per_second: row.get(3)?,
        };
        Ok(Kept { client, secret: row.get(4)? })
    })
    .await
}

/// The authorities of all clients, which statements name by number.
pub(super) async fn authorities(conn: &mut Conn) -> Result<Vec<(i64, String)>, Error> {
    conn.query("SELECT id, authority FROM lrs_client").all(|row| Ok((row.get(0)?, row.get(1)?))).await
}

/// All clients but the product, the newest first.
pub(super) async fn all(conn: &mut Conn) -> Result<Vec<Listed>, Error> {
    conn.query("SELECT id, access_key, title, scopes, created_at, revoked_at FROM lrs_client WHERE id <> $1 ORDER BY id DESC")
        .bind(PRODUCT)
        .all(|row| {
            let scopes: String = row.get(3)?;
            let (id, key, title) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Listed { id, key, title, scopes: Scopes::parse(&scopes), created_at: row.get(4)?, revoked_at: row.get(5)? })
        })
        .await
}
