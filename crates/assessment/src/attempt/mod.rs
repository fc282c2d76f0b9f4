//! Attempts: one person at one test, once.
//!
//! States: `open` -> `passed`, `failed` or `expired` (the time was over and what had been saved until then did not suffice).
//!
//! # Invariants
//! - Everything is keyed by (official, attempt): another person's attempt is denied as if it did not exist.
//! - At most one attempt at a test is open; starting again resumes it.
//! - The items, the order of the items and of their options are drawn by the server and stored. Forms carry positions in that order, never
//!   ids of options, so that neither the page nor a neighbour's page tells anything.
//! - An answer is saved as often as one likes until the attempt is submitted or its time is over; afterwards it never changes.
//! - Submission scores once. A second submission, or two at once, give the same result.
//! - A passed test of a purpose that proves writes evidence, with the attempt's id as its id, in the transaction of the submission.
//! - Nothing about a failed test-out is written outside the attempt: no audit entry, no change, no log. Whoever reacts to [`AttemptFinished`]
//!   must keep to that.
//!
//! Deliberately absent: time per item, signals of copying (later issues); a job that closes abandoned attempts (they are closed when their
//! owner comes back).

pub mod api;
mod domain;
mod form;
pub mod pages;
mod result;
#[cfg(test)]
mod sample;
pub mod service;
mod store;

pub use domain::{GRACE, Shuffle, State};
pub use service::{AttemptFinished, AttemptRefusal, Start, explain};
pub use store::{AttemptEntry, last_of};
