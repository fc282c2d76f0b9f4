//! The surroundings of a use case: its time, its ids, its dice. Injected, so that a test can hold the clock still and repeat the dice.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use crate::time::{Date, Timestamp};

/// Clock and randomness. Cheap to clone; clones share both.
#[derive(Clone)]
pub struct Context {
    clock: Clock,
    dice: Arc<Mutex<StdRng>>,
}

#[derive(Clone)]
enum Clock {
    System,
    Held(Arc<AtomicI64>),
}

impl Context {
    /// The real surroundings.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe can be done then.
    pub fn system() -> Self {
        let dice = StdRng::try_from_rng(&mut SysRng).expect("the operating system gives randomness");
        Self { clock: Clock::System, dice: Arc::new(Mutex::new(dice)) }
    }

    /// A held clock and repeatable dice, for tests, demo data and simulations.
    pub fn held(at: Timestamp, seed: u64) -> Self {
        let clock = Clock::Held(Arc::new(AtomicI64::new(at.0)));
        Self { clock, dice: Arc::new(Mutex::new(StdRng::seed_from_u64(seed))) }
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that may look at the system's clock")]
    pub fn now(&self) -> Timestamp {
        match &self.clock {
            Clock::System => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Clock::Held(at) => Timestamp(at.load(Ordering::SeqCst)),
        }
    }

    /// Today in the legal time of the service.
    pub fn today(&self) -> Date {
        self.now().date()
    }

    /// Moves a held clock; a real one cannot be moved and stays.
    pub fn advance(&self, micros: i64) {
        if let Clock::Held(at) = &self.clock {
            at.fetch_add(micros, Ordering::SeqCst);
        }
    }

    /// A new UUID of version 7 (RFC 9562): ordered by time, the rest random.
    pub fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().0 / 1000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }

    /// So many random bytes; cryptographically strong under [`Context::system`].
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.with_dice(|dice| dice.fill_bytes(&mut out));
        out
    }

    /// Lends the dice.
    pub fn with_dice<T>(&self, use_them: impl FnOnce(&mut StdRng) -> T) -> T {
        use_them(&mut self.dice.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Context")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_in_order_of_time() {
        let (one, two) = (Context::held(Timestamp(1_000_000), 7), Context::held(Timestamp(1_000_000), 7));
        assert_eq!(one.new_id(), two.new_id());
        let before = one.new_id();
        one.advance(2_000);
        assert!(one.new_id() > before);
    }
}
