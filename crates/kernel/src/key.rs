//! Keys: small integers inside, typed so that an official's key is never taken for a course's.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// The integer key of a row of kind `T` inside one store. Never shown outside: addresses and APIs use UUIDs and codes.
pub struct Key<T> {
    number: i64,
    kind: PhantomData<fn() -> T>,
}

impl<T> Key<T> {
    /// Wraps the number read from the store.
    pub const fn new(number: i64) -> Self {
        Self { number, kind: PhantomData }
    }

    /// The number to bind in SQL.
    pub const fn number(self) -> i64 {
        self.number
    }
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Key<T> {}
impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}
impl<T> Eq for Key<T> {}
impl<T> PartialOrd for Key<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Key<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}
impl<T> Hash for Key<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}
impl<T> fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.number)
    }
}
