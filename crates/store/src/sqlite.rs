//! SQLite: a pool of readers and one writer that commits many use cases at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::SqlSafeStr;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::mpsc;

use crate::conn::{Conn, Inner};
use crate::error::Error;
use crate::settled::OpenSince;
use crate::tx::Tx;

/// At most so many use cases share one commit.
const COMMIT_TOGETHER: usize = 512;
/// Use cases that wait before the door; more are made to wait outside.
const QUEUE: usize = 4096;
/// After so long in one transaction the writer commits even if more are waiting.
const HOLD: Duration = Duration::from_millis(40);

/// After so many pages the log is written into the file: a page that is changed by many transactions is written there once.
const LOG_PAGES: &str = "8000";

/// A use case on its way through the writer.
pub(crate) trait Errand: Send {
    /// Runs it; false means: undo what it did.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool>;
    /// Answers the caller, once the commit has succeeded or failed.
    fn answer(self: Box<Self>, committed: Result<(), String>);
}

pub(crate) struct Lite {
    pub(crate) readers: SqlitePool,
    pub(crate) errands: mpsc::Sender<Box<dyn Errand>>,
    pub(crate) commits: Arc<AtomicU64>,
    pub(crate) open_since: OpenSince,
}

pub(crate) fn options(address: &str) -> Result<SqliteConnectOptions, Error> {
    let options: SqliteConnectOptions = address.parse().map_err(|_| Error::Address(address.to_owned()))?;
    Ok(options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(400)
        .pragma("temp_store", "memory"))
}

/// KiB of pages that one reader keeps: a thousandth of the file. The upper levels of its indexes fit in, and a small store takes little memory.
fn reader_cache(options: &SqliteConnectOptions) -> u64 {
    let bytes = std::fs::metadata(options.get_filename()).map_or(0, |file| file.len());
    (bytes / 1_024_000).clamp(2_000, 16_000)
}

pub(crate) async fn writer_pool(options: SqliteConnectOptions) -> Result<SqlitePool, Error> {
    let kib = (4 * reader_cache(&options)).max(16_000);
    let options = options.pragma("cache_size", format!("-{kib}")).pragma("wal_autocheckpoint", LOG_PAGES);
    Ok(SqlitePoolOptions::new().min_connections(1).max_connections(1).connect_with(options).await?)
}

pub(crate) async fn reader_pool(options: SqliteConnectOptions) -> Result<SqlitePool, Error> {
    let kib = reader_cache(&options);
    let options = options.pragma("cache_size", format!("-{kib}")).pragma("query_only", "on");
    Ok(SqlitePoolOptions::new().min_connections(1).max_connections(4).test_before_acquire(false).connect_with(options).await?)
}

/// Starts the writer. It ends when the last sender is gone, after answering everyone who waits.
pub(crate) fn start_writer(mut tx: Tx, commits: Arc<AtomicU64>, open_since: OpenSince) -> mpsc::Sender<Box<dyn Errand>> {
    let (sender, mut receiver) = mpsc::channel::<Box<dyn Errand>>(QUEUE);
    tokio::spawn(async move {
        while let Some(first) = receiver.recv().await {
            open_since.begin(tx.now());
            commit_together(&mut tx, first, &mut receiver, &open_since).await;
            commits.fetch_add(1, Ordering::Relaxed);
        }
    });
    sender
}

async fn commit_together(
    tx: &mut Tx,
    first: Box<dyn Errand>,
    waiting: &mut mpsc::Receiver<Box<dyn Errand>>,
    open_since: &OpenSince,
) {
    if let Err(error) = raw(tx, "BEGIN IMMEDIATE").await {
        open_since.end();
        first.answer(Err(error.to_string()));
        return;
    }
    let hold = tokio::time::Instant::now() + HOLD;
    let mut done = Vec::new();
    let mut next = Some(first);
    let mut fault = None;
    while let Some(mut errand) = next {
        fault = in_savepoint(tx, errand.as_mut()).await.err();
        done.push(errand);
        let go_on = fault.is_none() && done.len() < COMMIT_TOGETHER && tokio::time::Instant::now() < hold;
        next = if go_on { waiting.try_recv().ok() } else { None };
    }
    let committed = match fault {
        None => raw(tx, "COMMIT").await,
        Some(error) => Err(error),
    };
    if committed.is_err() {
        // Nothing to undo when the commit itself closed the transaction; the error that matters is already in `committed`.
        let _ = raw(tx, "ROLLBACK").await;
    }
    // Before anyone is answered: who has an answer finds what they wrote below the settled instant.
    open_since.end();
    let committed = committed.map_err(|error| error.to_string());
    for errand in done {
        errand.answer(committed.clone());
    }
}

async fn in_savepoint(tx: &mut Tx, errand: &mut dyn Errand) -> Result<(), Error> {
    raw(tx, "SAVEPOINT use_case").await?;
    if !errand.run(tx).await {
        raw(tx, "ROLLBACK TO use_case").await?;
    }
    raw(tx, "RELEASE use_case").await
}

async fn raw(tx: &mut Tx, sql: &'static str) -> Result<(), Error> {
    tx.execute(sql.into_sql_str()).run().await.map(|_| ())
}

impl Lite {
    pub(crate) async fn read(&self) -> Result<Conn, Error> {
        Ok(Conn { inner: Inner::Lite(self.readers.acquire().await?), memory: None })
    }

    pub(crate) async fn send(&self, errand: Box<dyn Errand>) -> Result<(), Error> {
        self.errands.send(errand).await.map_err(|_| Error::Writer("the writer has stopped".to_owned()))
    }
}
