//! Disclosure control: figures for those who may not see the persons, from which nobody can work out a single one, neither in one table nor
//! from several, of this week and of last.
//!
//! Nouns: a *leaf* is the finest place that is counted; a *part* is what is published, a leaf or small ones together; a count is *small* when it is
//! of few people.
//!
//! # Invariants
//! - Every published figure is a sum of parts, so that no combination of figures tells more than parts do ([`release`]).
//! - The answer is a function of the counts and of what was published before.
//!
//! Deliberately absent: noise, and hiding cells with their complements. Inside the service access is controlled; what is shown is true.

#[cfg(test)]
mod attack;
pub mod release;
mod rule;

pub use rule::Rule;
