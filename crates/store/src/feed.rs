//! The change feed: one append-only list of what changed, read by consumers with a cursor each.

use sqlx::AssertSqlSafe;

use crate::conn::Conn;
use crate::error::Error;
use crate::tx::Tx;

/// Where a consumer stands: the transaction and the position that it has read last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    epoch: i64,
    position: i64,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The cursor to go on from.
    pub cursor: Cursor,
    /// What kind, such as `attainment`.
    pub kind: String,
    /// Key of the official or object concerned.
    pub subject: i64,
    /// The old and the new state, as JSON.
    pub delta: String,
}

impl Tx {
    /// Appends a change.
    pub async fn change(&mut self, kind: &'static str, subject: i64, delta: String) -> Result<(), Error> {
        let statement = self.execute("INSERT INTO change_feed (kind, subject, delta) VALUES ($1, $2, $3)");
        statement.bind(kind).bind(subject).bind(delta).run().await.map(|_| ())
    }
}

/// The next changes after a cursor, oldest first. Stops below the oldest transaction that is still open.
pub async fn after(conn: &mut Conn, cursor: Cursor, limit: i64) -> Result<Vec<Change>, Error> {
    let settled = conn.dialect().settled();
    let sql = format!(
        "SELECT epoch, position, kind, subject, delta FROM change_feed \
         WHERE (epoch, position) > ($1, $2) AND {settled} ORDER BY epoch, position LIMIT $3"
    );
    let query = conn.query(AssertSqlSafe(sql)).bind(cursor.epoch).bind(cursor.position).bind(limit);
    query
        .all(|row| {
            let cursor = Cursor { epoch: row.get(0)?, position: row.get(1)? };
            Ok(Change { cursor, kind: row.get(2)?, subject: row.get(3)?, delta: row.get(4)? })
        })
        .await
}
