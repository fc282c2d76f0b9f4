//! What a load costs: counters read before and after it.

use std::time::Duration;

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
        })
    }

    /// What was used since an earlier reading.
    pub fn since(&self, before: &Self) -> Self {
        let between = |now: Option<u64>, before: Option<u64>| Some(now?.saturating_sub(before?));
        Self {
            server: self.server.saturating_sub(before.server),
            database: self.database.zip(before.database).map(|(now, before)| now.saturating_sub(before)),
            generator: self.generator.saturating_sub(before.generator),
            commits: between(self.commits, before.commits),
            log_syncs: between(self.log_syncs, before.log_syncs),
        }
    }
}
