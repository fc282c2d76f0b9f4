//! Chance that is the same in every fill: each draw follows from the seed and from what it is drawn for, never from the order of the work.

use kernel::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The seed of the demonstration service.
const SEED: u64 = 20_261_122;

/// A row of draws for one thing. SplitMix64: small, and the same in every version of every library.
pub(crate) struct Dice(u64);

impl Dice {
    /// The dice for `purpose` and the things it is drawn for.
    pub(crate) fn of(purpose: &str, things: &[u64]) -> Self {
        let start = purpose.bytes().fold(SEED, |state, byte| mix(state ^ u64::from(byte)));
        Self(things.iter().fold(start, |state, thing| mix(state ^ mix(*thing))))
    }

    /// The dice for `purpose` and a thing with a name.
    pub(crate) fn named(purpose: &str, name: &str) -> Self {
        let digest = Sha256::digest(name.as_bytes());
        let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        Self::of(purpose, &[number])
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number from 0 up to, not including, `end`; 0 when there is none.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.bits() % end }
    }

    /// A number from `first` to `last`, both included.
    pub(crate) fn between(&mut self, first: i32, last: i32) -> i32 {
        let span = u64::try_from(i64::from(last) - i64::from(first) + 1).unwrap_or(0);
        first.saturating_add(i32::try_from(self.below(span)).unwrap_or(0))
    }

    /// True so many times in a thousand.
    pub(crate) fn permille(&mut self, times: u64) -> bool {
        self.below(1000) < times
    }

    /// One of several things.
    pub(crate) fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.below(things.len() as u64)).unwrap_or(0);
        things.get(at)
    }

    /// One of several things by their weights.
    pub(crate) fn weighed<'a, T>(&mut self, things: &'a [(T, u64)]) -> Option<&'a T> {
        let mut left = self.below(things.iter().map(|(_, weight)| weight).sum());
        for (thing, weight) in things {
            if left < *weight {
                return Some(thing);
            }
            left -= weight;
        }
        None
    }

    /// A UUID of version 7 for something that happened at `at`.
    pub(crate) fn id(&mut self, at: Timestamp) -> Uuid {
        let millis = u64::try_from(at.0 / 1000).unwrap_or_default();
        let mut rest = [0; 10];
        rest[..8].copy_from_slice(&self.bits().to_be_bytes());
        rest[8..].copy_from_slice(&self.bits().to_be_bytes()[..2]);
        uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
    }
}

/// The finaliser of SplitMix64.
const fn mix(state: u64) -> u64 {
    let state = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ state >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ state >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_draws_the_same() {
        let draw = |thing| Dice::of("test", &[thing]).bits();
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert_eq!(Dice::named("test", "a").id(Timestamp(1_000_000)), Dice::named("test", "a").id(Timestamp(1_000_000)));
    }

    #[test]
    fn weights_are_kept() {
        let things = [("often", 9), ("seldom", 1), ("never", 0)];
        let often = (0..1000).filter(|thing| Dice::of("weights", &[*thing]).weighed(&things) == Some(&"often")).count();
        assert!((850..950).contains(&often), "{often}");
        assert!((0..1000).all(|thing| (3..=5).contains(&Dice::of("between", &[thing]).between(3, 5))));
    }
}
