//! The one place that looks at the clock: durations here are measurements, not facts that a use case rests on.

use std::time::{Duration, Instant};

/// Runs from its start.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts one.
    #[expect(clippy::disallowed_methods, reason = "measures durations")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has run.
    pub fn passed(&self) -> Duration {
        self.0.elapsed()
    }

    /// How long it has run, in microseconds, as latencies are kept.
    pub fn micros(&self) -> u32 {
        u32::try_from(self.passed().as_micros()).unwrap_or(u32::MAX)
    }
}
