//! Which kinds of promises have been given yet, so that a kill on a slow machine has something to lose of every kind.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::clock::Stopwatch;

/// A kind of acknowledgement.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Beat,
    Save,
    Completion,
    Statements,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen(Arc<[AtomicBool; 4]>);

impl Seen {
    /// One of this kind was acknowledged.
    pub(super) fn note(&self, kind: Kind) {
        self.0[kind as usize].store(true, Ordering::Relaxed);
    }

    /// Waits until one of each kind was acknowledged, for a minute at most.
    pub(super) async fn every(&self) {
        const MOST: Duration = Duration::from_secs(60);
        let watch = Stopwatch::start();
        while watch.passed() < MOST && !self.0.iter().all(|seen| seen.load(Ordering::Relaxed)) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
