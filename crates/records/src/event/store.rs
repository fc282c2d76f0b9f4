//! The only SQL on the address of the service and on who officials are in statements.

use people::OfficialKey;
use store::{Conn, Error, Tx};

pub(super) async fn home(conn: &mut Conn) -> Result<Option<String>, Error> {
    conn.query("SELECT address FROM record_home WHERE id = 1").optional(|row| row.get(0)).await
}

pub(super) async fn set_home(tx: &mut Tx, address: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO record_home (id, address) SELECT 1, $1 WHERE NOT EXISTS (SELECT 1 FROM record_subject) \
         ON CONFLICT (id) DO UPDATE SET address = excluded.address",
    )
    .bind(address)
    .run()
    .await
    .map(|_| ())
}

/// By which agent an official is known: number of the term and of the form.
pub(crate) async fn subject_of(conn: &mut Conn, official: OfficialKey) -> Result<Option<(i64, i64)>, Error> {
    conn.query("SELECT term, form FROM record_subject WHERE official = $1")
        .bind(official)
        .optional(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

pub(super) async fn insert_subject(tx: &mut Tx, official: OfficialKey, (term, form): (i64, i64)) -> Result<(), Error> {
    tx.execute("INSERT INTO record_subject (official, term, form) VALUES ($1, $2, $3)")
        .bind(official)
        .bind(term)
        .bind(form)
        .run()
        .await
        .map(|_| ())
}

/// Cuts whatever leads from officials to this agent.
pub(crate) async fn cut(tx: &mut Tx, term: i64) -> Result<(), Error> {
    tx.execute("DELETE FROM record_subject WHERE term = $1").bind(term).run().await.map(|_| ())
}
