//! The instant below which nothing can still appear: what a reader who asks "what is new since" may rely on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kernel::Timestamp;

use crate::conn::Conn;
use crate::error::Error;

/// When the writer of SQLite began the transaction that is open; the end of time when none is.
#[derive(Clone)]
pub(crate) struct OpenSince(Arc<AtomicI64>);

impl Default for OpenSince {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(i64::MAX)))
    }
}

impl OpenSince {
    pub(crate) fn begin(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    pub(crate) fn end(&self) {
        self.0.store(i64::MAX, Ordering::SeqCst);
    }

    /// `now` must have been read before.
    pub(crate) fn settled(&self, now: Timestamp) -> Timestamp {
        now.min(Timestamp(self.0.load(Ordering::SeqCst)))
    }
}

/// PostgreSQL: the beginning of the oldest transaction of this program's role that has written, by the clock of the database. A row's
/// time counts when it was taken from that clock ([`crate::Tx::instant`]) after the transaction had its number.
pub(crate) async fn settled_pg(conn: &mut Conn) -> Result<Timestamp, Error> {
    conn.query(
        "SELECT CAST(EXTRACT(EPOCH FROM LEAST(now(), MIN(xact_start))) * 1000000 AS BIGINT) FROM pg_stat_activity \
         WHERE backend_xid IS NOT NULL AND datname = current_database() AND usename = current_user",
    )
    .one("settled", |row| row.get(0))
    .await
}
