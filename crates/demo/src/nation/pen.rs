//! The one connection through which a simulation writes: a chunk of rows and the mark of it in one transaction.
//!
//! Not the door of the store, which serves many small use cases at once: nobody else has the store open yet. SQLite writes here without a
//! write-ahead log, since pages that are only added need no copy. PostgreSQL takes lines of COPY. Foreign keys hold by construction and are not
//! looked up where the database lets one choose.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, Row, SqliteConnection};
use store::{Dialect, Error};

use super::sheet::{Body, Form, Sheet};
use super::steps::{TRIES, is_locked};

/// Pages of SQLite that are kept in memory, in KiB.
const CACHE: &str = "-131072";

/// See the module.
pub(super) enum Pen {
    Lite(SqliteConnection),
    Pg(PgConnection),
}

impl Pen {
    /// Takes up the pen; the tables have been made.
    pub(super) async fn open(address: &str) -> Result<Self, Error> {
        if !address.starts_with("sqlite:") {
            let mut conn = PgConnection::connect(address).await?;
            sqlx::query("SET maintenance_work_mem = '256MB'").execute(&mut conn).await?;
            // Foreign keys are looked up row by row unless the user may leave that out; most may not.
            let _ = sqlx::query("SET session_replication_role = replica").execute(&mut conn).await;
            return Ok(Self::Pg(conn));
        }
        let options = SqliteConnectOptions::from_str(address)?
            .foreign_keys(false)
            .synchronous(SqliteSynchronous::Full)
            .journal_mode(SqliteJournalMode::Truncate)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(200)
            .pragma("cache_size", CACHE)
            .pragma("temp_store", "file")
            .pragma("threads", "2");
        for _ in 1..TRIES {
            match options.connect().await.map_err(Error::from) {
                Ok(conn) => return Ok(Self::Lite(conn)),
                Err(error) if is_locked(&error) => tokio::time::sleep(Duration::from_millis(50)).await,
                Err(error) => return Err(error),
            }
        }
        Ok(Self::Lite(options.connect().await?))
    }

    /// Which database it is.
    pub(super) const fn dialect(&self) -> Dialect {
        match self {
            Self::Lite(_) => Dialect::Lite,
            Self::Pg(_) => Dialect::Pg,
        }
    }

    /// Puts the pen down, so that the store can be opened by its door.
    pub(super) async fn close(self) -> Result<(), Error> {
        match self {
            Self::Lite(conn) => conn.close().await?,
            Self::Pg(conn) => conn.close().await?,
        }
        Ok(())
    }

    /// Runs a statement without parameters.
    pub(super) async fn run(&mut self, sql: String) -> Result<(), Error> {
        match self {
            Self::Lite(conn) => sqlx::query(AssertSqlSafe(sql)).execute(conn).await.map(|_| ())?,
            Self::Pg(conn) => sqlx::query(AssertSqlSafe(sql)).execute(conn).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Rows of numbers.
    pub(super) async fn numbers<const N: usize>(&mut self, sql: String) -> Result<Vec<[i64; N]>, Error> {
        let mut all = Vec::new();
        match self {
            Self::Lite(conn) => {
                for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(conn).await? {
                    all.push(read::<N>(|at| row.try_get(at))?);
                }
            }
            Self::Pg(conn) => {
                for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(conn).await? {
                    all.push(read::<N>(|at| row.try_get(at))?);
                }
            }
        }
        Ok(all)
    }

    /// Rows of a text and a number.
    pub(super) async fn named(&mut self, sql: String) -> Result<Vec<(String, i64)>, Error> {
        let mut all = Vec::new();
        match self {
            Self::Lite(conn) => {
                for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(conn).await? {
                    all.push((row.try_get(0)?, row.try_get(1)?));
                }
            }
            Self::Pg(conn) => {
                for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(conn).await? {
                    all.push((row.try_get(0)?, row.try_get(1)?));
                }
            }
        }
        Ok(all)
    }

    /// Writes rows and runs statements, all or nothing.
    pub(super) async fn write(&mut self, sheets: Vec<Sheet>, statements: Vec<String>) -> Result<(), Error> {
        self.run("BEGIN".to_owned()).await?;
        let written = self.write_all(sheets, statements).await;
        // A failed COMMIT is the error; a failed ROLLBACK only hides it.
        match written {
            Ok(()) => self.run("COMMIT".to_owned()).await,
            Err(error) => {
                let _ = self.run("ROLLBACK".to_owned()).await;
                Err(error)
            }
        }
    }

    async fn write_all(&mut self, sheets: Vec<Sheet>, statements: Vec<String>) -> Result<(), Error> {
        for sheet in sheets {
            match (&mut *self, sheet.body) {
                (Self::Lite(conn), Body::Lite { full, last }) => {
                    let sql: Arc<str> = sheet.form.insert(Sheet::full_rows()).into();
                    for arguments in full {
                        insert(conn, sql.clone(), arguments).await?;
                    }
                    if last.0 > 0 {
                        one_by_one(conn, sheet.form, last).await?;
                    }
                }
                (Self::Pg(conn), Body::Pg { lines, .. }) if !lines.is_empty() => {
                    let mut copy = conn.copy_in_raw(&sheet.form.copy()).await?;
                    copy.send(lines).await?;
                    copy.finish().await?;
                }
                _ => {}
            }
        }
        for sql in statements {
            self.run(sql).await?;
        }
        Ok(())
    }
}

async fn insert(conn: &mut SqliteConnection, sql: Arc<str>, arguments: SqliteArguments) -> Result<(), Error> {
    sqlx::query_with(AssertSqlSafe(sql), arguments).execute(conn).await?;
    Ok(())
}

/// What is left over makes a statement of its own length, which is not kept.
async fn one_by_one(conn: &mut SqliteConnection, form: &Form, (rows, arguments): (usize, SqliteArguments)) -> Result<(), Error> {
    sqlx::query_with(AssertSqlSafe(form.insert(rows)), arguments).persistent(false).execute(conn).await?;
    Ok(())
}

fn read<const N: usize>(get: impl Fn(usize) -> Result<i64, sqlx::Error>) -> Result<[i64; N], Error> {
    let mut row = [0; N];
    for (at, cell) in row.iter_mut().enumerate() {
        *cell = get(at)?;
    }
    Ok(row)
}
