//! What a load costs: counters read before and after it.

use std::time::Duration;

use crate::clock::Stopwatch;
use crate::ground::Ground;
use crate::process;
use crate::service::Service;

/// Counters before and after a load.
#[derive(Clone, Copy, Debug)]
pub struct Meters {
    /// Processor time of the program.
    pub server: Duration,
    /// Of the database, where that is another program.
    pub database: Option<Duration>,
    /// Of this process.
    pub generator: Duration,
    /// Of everything on this machine.
    pub busy: Duration,
    /// When they were read.
    pub at: Stopwatch,
    /// Commits of the store.
    pub commits: Option<u64>,
    /// Writes of PostgreSQL's log to the disk.
    pub log_syncs: Option<u64>,
}

impl Meters {
    /// Reads them all.
    pub async fn read(ground: &Ground, service: &Service) -> anyhow::Result<Self> {
        Ok(Self {
            commits: service.commits().await?,
            log_syncs: match &ground.postgres {
                Some(postgres) => Some(postgres.log_syncs().await?),
                None => None,
            },
            server: service.group().cpu()?,
            database: ground.database().map(process::Group::cpu).transpose()?,
            generator: process::own().cpu()?,
            busy: process::busy()?,
            at: Stopwatch::start(),
        })
    }

    /// What was used since an earlier reading.
    pub fn since(&self, before: &Self) -> Self {
        let between = |now: Option<u64>, before: Option<u64>| Some(now?.saturating_sub(before?));
        Self {
            server: self.server.saturating_sub(before.server),
            database: self.database.zip(before.database).map(|(now, before)| now.saturating_sub(before)),
            generator: self.generator.saturating_sub(before.generator),
            busy: self.busy.saturating_sub(before.busy),
            at: before.at,
            commits: between(self.commits, before.commits),
            log_syncs: between(self.log_syncs, before.log_syncs),
        }
    }

    /// What share of the processors, in percent, was used by others than those measured (the system itself among them), for a difference
    /// that was just taken. Much of it means: the figures are worse than on a quiet machine.
    pub fn others_percent(&self) -> f64 {
        let ours = self.server + self.database.unwrap_or_default() + self.generator;
        let all = self.at.passed().as_secs_f64() * process::processors() as f64;
        self.busy.saturating_sub(ours).as_secs_f64() * 100.0 / all.max(f64::EPSILON)
    }
}
