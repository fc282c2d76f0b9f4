//! Latencies and what is said of them.

use std::time::Duration;

use serde::Serialize;

/// What one or many connections saw.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    micros: Vec<u32>,
    /// Answers that were not what they should be.
    pub faults: u64,
    /// The first of them, in words.
    pub first_fault: Option<String>,
}

/// What is said of latencies, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Latency {
    /// Half of all answers came within this.
    pub p50_ms: f64,
    /// All but one in a hundred came within this.
    pub p99_ms: f64,
}

impl Tally {
    /// Adds a good answer.
    pub fn add(&mut self, micros: u32) {
        self.micros.push(micros);
    }

    /// Adds a bad one.
    pub fn fault(&mut self, words: impl FnOnce() -> String) {
        self.faults += 1;
        self.first_fault.get_or_insert_with(words);
    }

    /// Adds what another connection saw.
    pub fn merge(&mut self, other: Self) {
        self.micros.extend(other.micros);
        self.faults += other.faults;
        self.first_fault = self.first_fault.take().or(other.first_fault);
    }

    /// How many good answers.
    pub fn count(&self) -> u64 {
        self.micros.len() as u64
    }

    /// How many good answers a second.
    pub fn rate(&self, over: Duration) -> f64 {
        self.count() as f64 / over.as_secs_f64().max(f64::EPSILON)
    }

    /// The percentiles.
    pub fn latency(&self) -> Latency {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        Latency { p50_ms: percentile(&sorted, 50), p99_ms: percentile(&sorted, 99) }
    }
}

/// The smallest value that at least `percent` of all do not exceed (nearest rank), in milliseconds.
fn percentile(sorted: &[u32], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).map_or(0.0, |micros| f64::from(*micros) / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut tally = Tally::default();
        assert_eq!(tally.latency().p50_ms, 0.0);
        for micros in (1..=200).rev() {
            tally.add(micros * 1_000);
        }
        let latency = tally.latency();
        assert_eq!((latency.p50_ms, latency.p99_ms), (100.0, 198.0));
    }
}
