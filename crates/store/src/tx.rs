//! A transaction: reads, writes, and what goes with a write (events, audit, feed, jobs).

use std::any::{Any, TypeId};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use kernel::{Context, Key, Timestamp};
use sqlx::SqlSafeStr;

use crate::conn::{Conn, Query};
use crate::error::Error;
use crate::event::Reactions;

/// A running transaction. Everything a use case may touch goes through it.
pub struct Tx {
    pub(crate) conn: Conn,
    context: Context,
    reactions: Arc<Reactions>,
}

/// A statement that changes rows.
pub struct Statement<'c>(Query<'c>);

impl Tx {
    pub(crate) fn new(conn: Conn, context: Context, reactions: Arc<Reactions>) -> Self {
        Self { conn, context, reactions }
    }

    /// The surroundings: clock, ids, dice.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.context.now()
    }

    /// The present instant by the one clock that all writers share: the injected one on SQLite, the database's on PostgreSQL, whose nodes'
    /// clocks differ. Takes the number of the transaction first, so that [`crate::Db::settled`] knows of it.
    pub async fn instant(&mut self) -> Result<Timestamp, Error> {
        if self.dialect() == crate::Dialect::Lite {
            return Ok(self.now());
        }
        self.execute("SELECT pg_current_xact_id()").run().await?;
        let clock = self.query("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)");
        clock.one("clock", |row| row.get(0)).await
    }

    /// Takes this transaction out of the search for conflicts on PostgreSQL (READ COMMITTED), as its first step. Only for rows that no
    /// decision rests on, such as those of a queue that has one reader: there it keeps neighbours from standing in each other's way.
    pub async fn unwatched(&mut self) -> Result<(), Error> {
        if self.dialect() == crate::Dialect::Pg {
            self.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED").run().await?;
        }
        Ok(())
    }

    /// Begins a statement that changes rows; see [`Conn::query`] for its text.
    pub fn execute(&mut self, sql: impl SqlSafeStr) -> Statement<'_> {
        Statement(self.conn.query(sql))
    }

    /// Takes the next integer key of a kind of master data.
    pub async fn take_key<T>(&mut self, kind: &'static str) -> Result<Key<T>, Error> {
        self.take_keys(kind, 1).await.map(Key::new)
    }

    /// Takes `count` keys in a row and returns the first.
    pub async fn take_keys(&mut self, kind: &'static str, count: i64) -> Result<i64, Error> {
        self.query(
            "INSERT INTO key_sequence (kind, next) VALUES ($1, 1 + $2) \
             ON CONFLICT (kind) DO UPDATE SET next = key_sequence.next + $2 RETURNING next - $2",
        )
        .bind(kind)
        .bind(count)
        .one("key sequence", |row| row.get(0))
        .await
    }

    /// Tells the neighbours to the right what happened; their reactions run now, in this transaction.
    pub async fn emit<E: Any + Send + Sync>(&mut self, event: &E) -> Result<(), Error> {
        for reaction in self.reactions.of(TypeId::of::<E>()) {
            reaction(self, event).await?;
        }
        Ok(())
    }
}

impl<'c> Statement<'c> {
    /// Binds the next parameter.
    #[must_use]
    pub fn bind<T: crate::Bind>(self, value: T) -> Self
    where
        T::Raw: crate::cell::Primitive + 'static,
    {
        Self(self.0.bind(value))
    }

    /// Runs it and returns the number of rows changed.
    pub async fn run(self) -> Result<u64, Error> {
        self.0.run().await
    }
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
