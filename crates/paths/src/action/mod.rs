//! Actions: what an official can do so that a level is proven, with its minutes and what it needs before.
//!
//! Nouns: an [`Offer`] is what a page says of an action; [`Actions`] holds all of today with the catalogue of the solver; [`current`] is the
//! door, which keeps them beside the store.
//!
//! # Invariants
//! - No action gives more than its kind of evidence can prove by the rules of today (`evidence_rule`).
//! - The minutes of a course are the median of the time credited to those who completed this version once there are [`VERIFIED`] of them;
//!   before that they are the provider's claim, and the page says which.
//! - What can be shown at work, and confirmed by the supervisor, is offered where the framework has an indicator to observe. Its minutes are
//!   data (`work_minutes`) and marked as a usual figure. It begins one level below: nobody is observed past a level that was never shown.
//!
//! Deliberately absent: mentoring, work products, supervised tests and panels, of which nothing is kept here yet. Levels 4 and 5 therefore
//! have no action and go into the register of content that is missing. Seats and dates too.

mod cache;
mod domain;
mod gather;
mod store;

pub use cache::{current, proofs};
pub(crate) use domain::Print;
#[cfg(test)]
pub(crate) use domain::samples;
pub use domain::{Actions, Figure, Offer, VERIFIED, Way};
pub(crate) use store::measure;
