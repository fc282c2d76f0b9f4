//! Contest: an official says that a piece of evidence about himself is wrong, and human resources answer.
//!
//! # Invariants
//! - Any piece about oneself can be contested, once, while it stands. It goes on to count until the answer.
//! - Its owner is human resources in whose scope the official serves; nobody answers his own contest or one against what he recorded.
//! - It must be answered within 30 days. An upheld contest withdraws the piece by a new, withdrawing one, in the same transaction.
//!
//! Deliberately absent: appeal against the answer, reminders (a later issue).

mod domain;
pub mod pages;
mod service;
mod store;

pub use domain::{CLOCK_DAYS, ContestRefusal};
pub use service::{Answer, NewContest, answer, open};
pub use store::{Contest, Listed, list, of_official};
