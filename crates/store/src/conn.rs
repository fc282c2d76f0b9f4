//! A connection that reads, the queries it runs and the rows they give.

use std::hash::Hash;
use std::sync::Arc;

use futures::TryStreamExt;
use futures::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, Decode, Postgres, Row as _, SqlSafeStr, SqlStr, Sqlite, Type, ValueRef};

use crate::cell::{Bind, Cell, Primitive};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::kept::{Kept, Memory};

/// A connection to either database. Reads; only a [`crate::Tx`] writes.
pub struct Conn {
    pub(crate) inner: Inner,
    /// None inside a use case.
    pub(crate) memory: Option<Memory>,
}

pub(crate) enum Inner {
    Lite(PoolConnection<Sqlite>),
    Pg(PoolConnection<Postgres>),
}

/// A row of a result.
pub enum Row {
    /// From SQLite.
    Lite(SqliteRow),
    /// From PostgreSQL.
    Pg(PgRow),
}

enum Args {
    Lite(SqliteArguments),
    Pg(PgArguments),
}

/// A query with its parameters `$1`, `$2`, ... bound in order.
pub struct Query<'c> {
    conn: &'c mut Conn,
    sql: SqlStr,
    args: Args,
    fault: Option<Error>,
}

impl Conn {
    /// Begins a query. The text must be a literal, or vouched for with [`sqlx::AssertSqlSafe`] (built from literals only).
    pub fn query(&mut self, sql: impl SqlSafeStr) -> Query<'_> {
        let args = match self.inner {
            Inner::Lite(_) => Args::Lite(SqliteArguments::default()),
            Inner::Pg(_) => Args::Pg(PgArguments::default()),
        };
        Query { conn: self, sql: sql.into_sql_str(), args, fault: None }
    }

    /// Things read before that can never change, such as published versions. None inside a use case: what it has read may still be undone.
    pub fn kept<K: Send + 'static, V: Send + Sync + 'static>(&self) -> Option<Kept<K, V>> {
        self.memory.as_ref().map(Memory::kept)
    }

    /// A thing that can never change once it is read, such as a published version: from what is kept, else by `load`.
    pub async fn once<K, V, F>(&mut self, key: K, load: F) -> Result<Arc<V>, Error>
    where
        K: Eq + Hash + Send + 'static,
        V: Send + Sync + 'static,
        F: for<'a> FnOnce(&'a mut Self) -> BoxFuture<'a, Result<V, Error>>,
    {
        let kept = self.kept::<K, V>().unwrap_or_default();
        if let Some(found) = kept.get(&key) {
            return Ok(found);
        }
        let loaded = load(self).await?;
        Ok(kept.put(key, loaded))
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self.inner {
            Inner::Lite(_) => Dialect::Lite,
            Inner::Pg(_) => Dialect::Pg,
        }
    }
}

impl Query<'_> {
    /// Binds the next parameter.
    #[must_use]
    pub fn bind<T: Bind>(mut self, value: T) -> Self
    where
        T::Raw: Primitive + 'static,
    {
        let added = match &mut self.args {
            Args::Lite(args) => args.add(value.raw()),
            Args::Pg(args) => args.add(value.raw()),
        };
        if let Err(reason) = added {
            self.fault = Some(Error::Database(sqlx::Error::Encode(reason)));
        }
        self
    }

    /// All rows, each read by `read`.
    pub async fn all<T>(self, read: impl Fn(&Row) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        match self.ready()? {
            Ready::Lite(conn, sql, args) => {
                let rows = sqlx::query_with(sql, args).fetch_all(&mut **conn).await?;
                rows.into_iter().map(|row| read(&Row::Lite(row))).collect()
            }
            Ready::Pg(conn, sql, args) => {
                let rows = sqlx::query_with(sql, args).fetch_all(&mut **conn).await?;
                rows.into_iter().map(|row| read(&Row::Pg(row))).collect()
            }
        }
    }

    /// The first row, if there is one.
    pub async fn optional<T>(self, read: impl Fn(&Row) -> Result<T, Error>) -> Result<Option<T>, Error> {
        match self.ready()? {
            Ready::Lite(conn, sql, args) => {
                let row = sqlx::query_with(sql, args).fetch_optional(&mut **conn).await?;
                row.map(|row| read(&Row::Lite(row))).transpose()
            }
            Ready::Pg(conn, sql, args) => {
                let row = sqlx::query_with(sql, args).fetch_optional(&mut **conn).await?;
                row.map(|row| read(&Row::Pg(row))).transpose()
            }
        }
    }

    /// The row that must be there; `what` names it in the log when it is not.
    pub async fn one<T>(self, what: &'static str, read: impl Fn(&Row) -> Result<T, Error>) -> Result<T, Error> {
        self.optional(read).await?.ok_or(Error::Missing(what))
    }

    /// Each row in turn, without keeping them: for results that are too large for memory. All rows are of one instant.
    pub async fn each(self, mut read: impl FnMut(&Row) -> Result<(), Error> + Send) -> Result<(), Error> {
        match self.ready()? {
            Ready::Lite(conn, sql, args) => {
                let mut rows = sqlx::query_with(sql, args).fetch(&mut **conn);
                while let Some(row) = rows.try_next().await? {
                    read(&Row::Lite(row))?;
                }
            }
            Ready::Pg(conn, sql, args) => {
                let mut rows = sqlx::query_with(sql, args).fetch(&mut **conn);
                while let Some(row) = rows.try_next().await? {
                    read(&Row::Pg(row))?;
                }
            }
        }
        Ok(())
    }

    pub(crate) async fn run(self) -> Result<u64, Error> {
        Ok(match self.ready()? {
            Ready::Lite(conn, sql, args) => sqlx::query_with(sql, args).execute(&mut **conn).await?.rows_affected(),
            Ready::Pg(conn, sql, args) => sqlx::query_with(sql, args).execute(&mut **conn).await?.rows_affected(),
        })
    }

    fn ready<'q>(self) -> Result<Ready<'q>, Error>
    where
        Self: 'q,
    {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        match (&mut self.conn.inner, self.args) {
            (Inner::Lite(conn), Args::Lite(args)) => Ok(Ready::Lite(conn, self.sql, args)),
            (Inner::Pg(conn), Args::Pg(args)) => Ok(Ready::Pg(conn, self.sql, args)),
            _ => Err(Error::Writer("parameters of one database bound for the other".to_owned())),
        }
    }
}

enum Ready<'q> {
    Lite(&'q mut PoolConnection<Sqlite>, SqlStr, SqliteArguments),
    Pg(&'q mut PoolConnection<Postgres>, SqlStr, PgArguments),
}

impl Row {
    /// Reads column `at`, counted from 0.
    pub fn get<T: Cell>(&self, at: usize) -> Result<T, Error> {
        T::read(self, at)
    }

    pub(crate) fn primitive<T>(&self, at: usize) -> Result<T, Error>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        match self {
            Self::Lite(row) => row.try_get(at),
            Self::Pg(row) => row.try_get(at),
        }
        .map_err(|reason| Error::Column { column: at, reason: reason.to_string() })
    }

    pub(crate) fn is_null(&self, at: usize) -> Result<bool, Error> {
        Ok(match self {
            Self::Lite(row) => row.try_get_raw(at)?.is_null(),
            Self::Pg(row) => row.try_get_raw(at)?.is_null(),
        })
    }
}
