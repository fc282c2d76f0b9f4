//! Proficiency levels after the crosswalk to five steps (FRAC).

use serde::{Deserialize, Serialize};

/// A level that a requirement asks or a piece of evidence speaks for: 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Level(u8);

/// Why a number is no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a level from 1 to 5")]
pub struct NotALevel(pub i64);

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];
    /// The lowest level.
    pub const ONE: Self = Self(1);

    /// Accepts 1 to 5.
    pub fn new(number: i64) -> Result<Self, NotALevel> {
        u8::try_from(number).ok().filter(|n| (1..=5).contains(n)).map(Self).ok_or(NotALevel(number))
    }

    /// The number, 1 to 5.
    pub const fn number(self) -> i64 {
        self.0 as i64
    }
}

impl TryFrom<u8> for Level {
    type Error = NotALevel;
    fn try_from(number: u8) -> Result<Self, NotALevel> {
        Self::new(i64::from(number))
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.0
    }
}

/// A level held: 0 (nothing proven) to 5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Attained(u8);

impl Attained {
    /// Nothing proven.
    pub const NOTHING: Self = Self(0);

    /// Accepts 0 to 5.
    pub fn new(number: i64) -> Result<Self, NotALevel> {
        u8::try_from(number).ok().filter(|n| *n <= 5).map(Self).ok_or(NotALevel(number))
    }

    /// The number, 0 to 5.
    pub const fn number(self) -> i64 {
        self.0 as i64
    }

    /// Whether it reaches what is asked.
    pub const fn reaches(self, required: Level) -> bool {
        self.0 >= required.0
    }

    /// How many levels are missing to what is asked; 0 when it is reached.
    pub const fn missing_to(self, required: Level) -> i64 {
        required.0.saturating_sub(self.0) as i64
    }
}

impl From<Level> for Attained {
    fn from(level: Level) -> Self {
        Self(level.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_missing() {
        let three = Level::new(3).expect("a level");
        assert_eq!(Attained::NOTHING.missing_to(three), 3);
        assert_eq!(Attained::new(4).expect("held").missing_to(three), 0);
        assert!(Attained::from(three).reaches(three));
        assert!(Level::new(0).is_err() && Level::new(6).is_err() && Attained::new(-1).is_err());
    }
}
