//! The worker that runs jobs until it is told to stop.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::watch;

use super::store::{self, Leased};
use crate::db::Db;
use crate::error::{Failure, Outcome};

type Handler = Arc<dyn Fn(Db, String) -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// Who runs which kind of job. Filled once, in the binary.
#[derive(Clone, Default)]
pub struct Handlers(HashMap<&'static str, Handler>);

impl Handlers {
    /// Adds the handler of a kind. It must bear being run twice with the same payload.
    #[must_use]
    pub fn on<F>(mut self, kind: &'static str, handle: F) -> Self
    where
        F: Fn(Db, String) -> BoxFuture<'static, Result<(), String>> + Send + Sync + 'static,
    {
        self.0.insert(kind, Arc::new(handle));
        self
    }
}

/// The worker.
pub struct Runner {
    db: Db,
    handlers: Handlers,
}

impl Runner {
    /// A worker on a store.
    pub const fn new(db: Db, handlers: Handlers) -> Self {
        Self { db, handlers }
    }

    /// Runs jobs until `stop` turns true; the job in hand is finished first.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if matches!(self.run_one().await, Ok(true)) {
                continue;
            }
            tokio::select! {
                _ = stop.changed() => {}
                () = self.db.next_commit() => {}
                () = tokio::time::sleep(Duration::from_secs(2)) => {}
            }
        }
    }

    /// Runs all jobs that are due and returns how many; for tests and commands.
    pub async fn drain(&self) -> Outcome<u64, ()> {
        let mut count = 0;
        while self.run_one().await? {
            count += 1;
        }
        Ok(count)
    }

    async fn run_one(&self) -> Outcome<bool, ()> {
        if !self.anything_due().await? {
            return Ok(false);
        }
        let Some(job) = self.db.write((), |tx, ()| store::lease(tx).boxed()).await? else { return Ok(false) };
        match self.handle(&job).await {
            Ok(()) => self.db.write(job.id, |tx, id| store::finish(tx, *id).boxed()).await?,
            Err(error) => {
                tracing::warn!(job = %job.id, kind = %job.kind, attempts = job.attempts + 1, %error, "job failed");
                self.db.write((job, error), |tx, (job, error)| store::fail(tx, job, error).boxed()).await?;
            }
        }
        Ok(true)
    }

    /// A look without the writer, so that an idle worker writes nothing.
    async fn anything_due(&self) -> Outcome<bool, ()> {
        let now = self.db.context().now();
        let mut conn = self.db.read().await.map_err(Failure::Internal)?;
        let found =
            conn.query("SELECT 1 FROM job WHERE state = 'ready' AND run_at <= $1 LIMIT 1").bind(now).optional(|_| Ok(())).await?;
        Ok(found.is_some())
    }

    async fn handle(&self, job: &Leased) -> Result<(), String> {
        let handler = self.handlers.0.get(job.kind.as_str()).ok_or_else(|| format!("no handler for {}", job.kind))?;
        tokio::spawn(handler(self.db.clone(), job.payload.clone())).await.map_err(|panic| panic.to_string())?
    }
}
