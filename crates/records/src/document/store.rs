//! The only SQL on documents.

use kernel::Timestamp;
use store::{Conn, Error, Tx};

use super::domain::Document;

/// To what documents belong, in numbers; 0 stands for nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) kind: i64,
    pub(super) activity: i64,
    pub(super) agent: i64,
    pub(super) registration: i64,
}

pub(super) async fn find(conn: &mut Conn, place: Place, name: &str) -> Result<Option<Document>, Error> {
    conn.query(
        "SELECT content_type, etag, updated_at, content FROM lrs_document \
         WHERE kind = $1 AND activity = $2 AND agent = $3 AND registration = $4 AND name = $5",
    )
    .bind(place.kind)
    .bind(place.activity)
    .bind(place.agent)
    .bind(place.registration)
    .bind(name)
    .optional(|row| Ok(Document { content_type: row.get(0)?, etag: row.get(1)?, updated: row.get(2)?, content: row.get(3)? }))
    .await
}

pub(super) async fn put(tx: &mut Tx, place: Place, name: &str, document: &Document) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO lrs_document (kind, activity, agent, registration, name, content_type, etag, updated_at, content) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (kind, activity, agent, registration, name) \
         DO UPDATE SET content_type = EXCLUDED.content_type, etag = EXCLUDED.etag, updated_at = EXCLUDED.updated_at, content = EXCLUDED.content",
    )
    .bind(place.kind)
    .bind(place.activity)
    .bind(place.agent)
    .bind(place.registration)
    .bind(name)
    .bind(document.content_type.as_str())
    .bind(document.etag.as_str())
    .bind(document.updated)
    .bind(document.content.clone())
    .run()
    .await
    .map(|_| ())
}

pub(super) async fn delete(tx: &mut Tx, place: Place, name: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM lrs_document WHERE kind = $1 AND activity = $2 AND agent = $3 AND registration = $4 AND name = $5")
        .bind(place.kind)
        .bind(place.activity)
        .bind(place.agent)
        .bind(place.registration)
        .bind(name)
        .run()
        .await
        .map(|_| ())
}

/// Deletes all documents of a place; registration 0 stands for any.
pub(super) async fn delete_all(tx: &mut Tx, place: Place) -> Result<(), Error> {
    tx.execute("DELETE FROM lrs_document WHERE kind = $1 AND activity = $2 AND agent = $3 AND ($4 = 0 OR registration = $4)")
        .bind(place.kind)
        .bind(place.activity)
        .bind(place.agent)
        .bind(place.registration)
        .run()
        .await
        .map(|_| ())
}

/// Names of documents changed after an instant, with the last change; registration 0 stands for any.
pub(super) async fn names(conn: &mut Conn, place: Place, since: Timestamp) -> Result<Vec<(String, Timestamp)>, Error> {
    conn.query(
        "SELECT name, MAX(updated_at) FROM lrs_document WHERE kind = $1 AND activity = $2 AND agent = $3 \
         AND ($4 = 0 OR registration = $4) AND updated_at > $5 GROUP BY name ORDER BY name",
    )
    .bind(place.kind)
    .bind(place.activity)
    .bind(place.agent)
    .bind(place.registration)
    .bind(since)
    .all(|row| Ok((row.get(0)?, row.get(1)?)))
    .await
}

/// Deletes the documents of an agent.
pub(crate) async fn forget(tx: &mut Tx, agent: i64) -> Result<(), Error> {
    tx.execute("DELETE FROM lrs_document WHERE agent = $1").bind(agent).run().await.map(|_| ())
}
