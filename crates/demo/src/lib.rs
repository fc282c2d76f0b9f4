//! The demonstration service: 4 ministries, 2 states with all their districts, 80 positions, 30,000 officials of whom 22 are written personas,
//! three courses to play and a catalogue. It fills an empty store, deterministically.
//!
//! # Invariants
//! - A store with real data is never touched.
//! - Two fills of the same size have the same contents, whatever the database and the day.
//! - Levels are derived by the rule of the competency realm, from evidence that stands in the ledger.
//! - The accounts come last: a store has a demonstration account exactly when the fill came to its end.
//!
//! Deliberately absent: use cases of its own. This crate writes the tables of all realms in bulk, which nobody else may.

mod bulk;
mod dice;
mod error;
mod files;
mod names;
mod officials;
mod staffing;

use kernel::Date;

pub use error::FillError;

/// The day on which the demonstration plays: 22 November 2026.
pub(crate) const REFERENCE: Date = Date(20_779);

/// How large the demonstration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 30,000 officials.
    Full,
    /// So many, in offices cut down; for tests.
    Small(usize),
}

impl Size {
    /// How many officials.
    pub(crate) const fn officials(self) -> usize {
        match self {
            Self::Full => 30_000,
            Self::Small(count) => count,
        }
    }

    /// How many posts stand for `count` before the masses fill up.
    fn base(self, count: usize) -> usize {
        match self {
            Self::Full => count,
            Self::Small(_) => count.min(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_plays_on_its_day() {
        assert_eq!(REFERENCE, Date::parse("2026-11-22").expect("a date"));
    }
}
