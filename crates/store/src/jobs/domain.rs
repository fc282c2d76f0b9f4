//! How long a lease lasts and how patiently a job is tried.

use kernel::Timestamp;
use kernel::time::{MINUTE, SECOND};

/// A job that has failed so often is dead until a person looks at it.
pub(super) const TRIES: i64 = 8;

/// How long a worker may take before another takes over.
pub(super) const LEASE: i64 = 5 * MINUTE;

/// When a job is tried again after its `attempts`th failure: 10 s, 20 s, 40 s ... at most an hour.
pub(super) fn next_try(now: Timestamp, attempts: i64) -> Timestamp {
    let doublings = u32::try_from(attempts.clamp(1, 9) - 1).unwrap_or_default();
    now.plus(((10 * SECOND) << doublings).min(60 * MINUTE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_each_time_but_never_more_than_an_hour() {
        let waits: Vec<i64> = (1..=10).map(|attempt| next_try(Timestamp(0), attempt).0 / SECOND).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 2560]);
    }
}
