//! Item banks: parallel items for the outcomes of one competency.
//!
//! # Invariants
//! - An item is never changed. Importing a changed item makes a new one and retires the old one, which goes on to answer for the attempts
//!   in which it was drawn. Importing the same items again changes nothing.
//! - Outcomes are never deleted: attempts of earlier days speak of them.
//! - With a bank come its test-outs, one for each level that has outcomes.
//!
//! Deliberately absent: editing in the browser, statistics of items (a later issue).

pub mod service;
mod store;

pub use service::{Imported, NewBank, NewOutcome, import, import_in};
pub use store::{Exposure, exposure, outcomes};
