//! PostgreSQL: each use case in its own SERIALIZABLE transaction, tried again when another was in the way.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use kernel::Context;
use rand::RngExt;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use crate::conn::{Conn, Inner};
use crate::error::{Error, Failure, Outcome};
use crate::event::Reactions;
use crate::tx::Tx;

/// A use case that keeps losing is given up after so many tries. Neighbours' rows share pages, and PostgreSQL locks pages when it looks for
/// conflicts: under load a use case may lose several times to people it has nothing to do with.
const TRIES: u32 = 40;
/// The longest wait before a try, as a power of two in milliseconds.
const LONGEST_WAIT: u32 = 6;

pub(crate) struct Pg {
    pub(crate) pool: PgPool,
    pub(crate) commits: Arc<AtomicU64>,
    pub(crate) retries: Arc<AtomicU64>,
}

pub(crate) async fn pool(address: &str) -> Result<PgPool, Error> {
    let options: PgConnectOptions = address.parse().map_err(|_| Error::Address("not a postgres:// address".to_owned()))?;
    let options = options.statement_cache_capacity(400).options([
        ("synchronous_commit", "on"),
        ("jit", "off"),
        ("random_page_cost", "1.1"),
    ]);
    Ok(PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(20))
        .test_before_acquire(false)
        .connect_with(options)
        .await?)
}

impl Pg {
    pub(crate) async fn read(&self) -> Result<Conn, Error> {
        Ok(Conn { inner: Inner::Pg(self.pool.acquire().await?), memory: None })
    }

    /// Runs a use case until it succeeds, is refused, or has lost too often to others.
    pub(crate) async fn run<C, T, R, F>(
        &self,
        context: &Context,
        reactions: &Arc<Reactions>,
        command: &C,
        use_case: &F,
    ) -> Outcome<T, R>
    where
        C: Sync,
        F: for<'a> Fn(&'a mut Tx, &'a C) -> BoxFuture<'a, Outcome<T, R>> + Send + Sync,
    {
        for round in 1..=TRIES {
            let mut tx = Tx::new(self.read().await?, context.clone(), reactions.clone());
            let outcome = attempt(&mut tx, command, use_case).await;
            match outcome {
                Err(failure) if failure.is_retryable() && round < TRIES => {
                    self.retries.fetch_add(1, Ordering::Relaxed);
                    let jitter = context.with_dice(|dice| dice.random_range(0..=1_u64 << round.min(LONGEST_WAIT)));
                    tokio::time::sleep(Duration::from_millis(jitter)).await;
                }
                outcome => {
                    self.commits.fetch_add(1, Ordering::Relaxed);
                    return outcome;
                }
            }
        }
        Err(Failure::Internal(Error::Writer("other transactions kept coming first".to_owned())))
    }
}

async fn attempt<C, T, R, F>(tx: &mut Tx, command: &C, use_case: &F) -> Outcome<T, R>
where
    C: Sync,
    F: for<'a> Fn(&'a mut Tx, &'a C) -> BoxFuture<'a, Outcome<T, R>> + Send + Sync,
{
    tx.execute("BEGIN ISOLATION LEVEL SERIALIZABLE").run().await?;
    // A panic must not hand an open transaction back to the pool.
    let ran = AssertUnwindSafe(use_case(tx, command)).catch_unwind().await;
    let outcome = ran.unwrap_or_else(|_| Err(Failure::Internal(Error::Writer("a use case panicked".to_owned()))));
    let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
    match (outcome, tx.execute(end).run().await) {
        (Ok(_), Err(error)) => Err(Failure::Internal(error)),
        (outcome, _) => outcome,
    }
}
