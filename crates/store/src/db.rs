//! The door: open, read, write.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::FutureExt;
use futures::future::BoxFuture;
use kernel::{Context, Timestamp};
use tokio::sync::{Notify, oneshot};

use crate::conn::{Conn, Inner};
use crate::error::{Error, Failure, Outcome};
use crate::event::Reactions;
use crate::kept::Memory;
use crate::migrate::{self, Migration};
use crate::postgres::{self, Pg};
use crate::settled::{self, OpenSince};
use crate::sqlite::{self, Errand, Lite};
use crate::tx::Tx;

/// How a store is opened.
pub struct Options<'a> {
    /// `sqlite:PATH` or `postgres://...`.
    pub address: &'a str,
    /// The tables it must have; missing ones are made.
    pub migrations: &'a [Migration],
    /// Clock, ids and dice of every transaction.
    pub context: Context,
    /// Who reacts to which event.
    pub reactions: Reactions,
}

/// An open store. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
    context: Context,
    reactions: Arc<Reactions>,
    committed: Arc<Notify>,
    memory: Memory,
}

enum Engine {
    Lite(Lite),
    Pg(Pg),
}

/// The durability that the database reports of itself, for a test and for benchmarks to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durability {
    /// `journal_mode` (SQLite) or `wal_level` (PostgreSQL).
    pub log: String,
    /// `synchronous` (SQLite: 2 is FULL) or `synchronous_commit` (PostgreSQL).
    pub synchronous: String,
}

impl Db {
    /// Opens a store and brings its tables up to date.
    pub async fn open(options: Options<'_>) -> Result<Self, Error> {
        let reactions = Arc::new(options.reactions);
        let engine = if options.address.starts_with("sqlite:") {
            Engine::Lite(open_lite(&options.context, &reactions, options.address, options.migrations).await?)
        } else if options.address.starts_with("postgres") {
            Engine::Pg(open_pg(&options.context, &reactions, options.address, options.migrations).await?)
        } else {
            return Err(Error::Address("neither sqlite: nor postgres://".to_owned()));
        };
        Ok(Self {
            engine: Arc::new(engine),
            context: options.context,
            reactions,
            committed: Arc::new(Notify::new()),
            memory: Memory::default(),
        })
    }

    /// The address of the SQLite file in a data folder.
    pub fn address_in(folder: &Path) -> String {
        format!("sqlite:{}", folder.join("karmayogi.db").display())
    }

    /// The surroundings in which this store's transactions run.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// A connection to read with. Each statement sees what is committed when it starts.
    pub async fn read(&self) -> Result<Conn, Error> {
        let conn = match &*self.engine {
            Engine::Lite(lite) => lite.read().await,
            Engine::Pg(pg) => pg.read().await,
        };
        Ok(Conn { memory: Some(self.memory.clone()), ..conn? })
    }

    /// Runs a use case in a transaction and answers after its commit is on disk. The use case may be run again from the start, and
    /// goes on to its end even when the caller stops waiting.
    pub async fn write<C, T, R, F>(&self, command: C, use_case: F) -> Outcome<T, R>
    where
        C: Send + Sync + 'static,
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a> Fn(&'a mut Tx, &'a C) -> BoxFuture<'a, Outcome<T, R>> + Send + Sync + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        match &*self.engine {
            Engine::Lite(lite) => lite.send(Box::new(Case { command, use_case, outcome: None, sender })).await?,
            Engine::Pg(_) => {
                let db = self.clone();
                tokio::spawn(async move {
                    let _ = sender.send(db.write_pg(&command, &use_case).await);
                });
            }
        }
        let outcome = receiver.await.map_err(|_| Error::Writer("a use case panicked".to_owned()))?;
        if outcome.is_ok() {
            self.committed.notify_one();
        }
        outcome
    }

    async fn write_pg<C, T, R, F>(&self, command: &C, use_case: &F) -> Outcome<T, R>
    where
        C: Sync,
        F: for<'a> Fn(&'a mut Tx, &'a C) -> BoxFuture<'a, Outcome<T, R>> + Send + Sync,
    {
        match &*self.engine {
            Engine::Pg(pg) => pg.run(&self.context, &self.reactions, command, use_case).await,
            Engine::Lite(_) => Err(Failure::Internal(Error::Writer("not PostgreSQL".to_owned()))),
        }
    }

    /// Closes the connections; clones of this door are closed with it.
    pub async fn close(&self) {
        match &*self.engine {
            Engine::Lite(lite) => lite.readers.close().await,
            Engine::Pg(pg) => pg.pool.close().await,
        }
    }

    /// Waits until something has been committed through this door.
    pub(crate) async fn next_commit(&self) {
        self.committed.notified().await;
    }

    /// Transactions committed so far through this door: the number of waits for the disk.
    pub fn commits(&self) -> u64 {
        match &*self.engine {
            Engine::Lite(lite) => lite.commits.load(Ordering::Relaxed),
            Engine::Pg(pg) => pg.commits.load(Ordering::Relaxed),
        }
    }

    /// How often a use case was tried again because another was in the way; always 0 on SQLite, where one writer takes turns.
    pub fn retries(&self) -> u64 {
        match &*self.engine {
            Engine::Lite(_) => 0,
            Engine::Pg(pg) => pg.retries.load(Ordering::Relaxed),
        }
    }

    /// The instant below which nothing that takes its time from [`Tx::instant`] can still appear: every transaction that began before it has
    /// ended. Ask first, read afterwards.
    pub async fn settled(&self) -> Result<Timestamp, Error> {
        match &*self.engine {
            Engine::Lite(lite) => Ok(lite.open_since.settled(self.context.now())),
            Engine::Pg(pg) => settled::settled_pg(&mut pg.read().await?).await,
        }
    }

    /// What the database says of its own durability, asked on the connection that writes.
    pub async fn durability(&self) -> Result<Durability, Error> {
        let outcome: Outcome<Durability, ()> = self.write((), |tx, ()| report_durability(tx).boxed()).await;
        outcome.map_err(|failure| match failure {
            Failure::Internal(error) => error,
            Failure::Refused(()) | Failure::Denied => Error::Writer("durability refused".to_owned()),
        })
    }
}

async fn report_durability(tx: &mut Tx) -> Outcome<Durability, ()> {
    let (log, synchronous) = match tx.dialect() {
        crate::Dialect::Lite => {
            ("SELECT journal_mode FROM pragma_journal_mode", "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous")
        }
        crate::Dialect::Pg => ("SHOW wal_level", "SHOW synchronous_commit"),
    };
    let log = tx.query(log).one("durability", |row| row.get(0)).await?;
    let synchronous = tx.query(synchronous).one("durability", |row| row.get(0)).await?;
    Ok(Durability { log, synchronous })
}

async fn open_lite(
    context: &Context,
    reactions: &Arc<Reactions>,
    address: &str,
    migrations: &[Migration],
) -> Result<Lite, Error> {
    let options = sqlite::options(address)?;
    let writer = sqlite::writer_pool(options.clone()).await?;
    let mut tx = Tx::new(Conn { inner: Inner::Lite(writer.acquire().await?), memory: None }, context.clone(), reactions.clone());
    migrate::run(&mut tx, migrations).await?;
    let commits = Arc::new(AtomicU64::new(0));
    let open_since = OpenSince::default();
    let errands = sqlite::start_writer(tx, commits.clone(), open_since.clone());
    Ok(Lite { readers: sqlite::reader_pool(options).await?, errands, commits, open_since })
}

async fn open_pg(context: &Context, reactions: &Arc<Reactions>, address: &str, migrations: &[Migration]) -> Result<Pg, Error> {
    let pg = Pg { pool: postgres::pool(address).await?, commits: Arc::default(), retries: Arc::default() };
    let mut tx = Tx::new(pg.read().await?, context.clone(), reactions.clone());
    migrate::run(&mut tx, migrations).await?;
    Ok(pg)
}

struct Case<C, T, R, F> {
    command: C,
    use_case: F,
    outcome: Option<Outcome<T, R>>,
    sender: oneshot::Sender<Outcome<T, R>>,
}

impl<C, T, R, F> Errand for Case<C, T, R, F>
where
    C: Send + Sync,
    T: Send,
    R: Send,
    F: for<'a> Fn(&'a mut Tx, &'a C) -> BoxFuture<'a, Outcome<T, R>> + Send + Sync,
{
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let ran = AssertUnwindSafe((self.use_case)(tx, &self.command)).catch_unwind().await;
            self.outcome = ran.ok();
            matches!(self.outcome, Some(Ok(_)))
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) {
        let outcome = match (self.outcome, committed) {
            (Some(Ok(_)), Err(reason)) => Some(Err(Failure::Internal(Error::Writer(reason)))),
            (outcome, _) => outcome,
        };
        if let Some(outcome) = outcome {
            // A caller who no longer waits needs no answer.
            let _ = self.sender.send(outcome);
        }
    }
}
