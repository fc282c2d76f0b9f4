//! Item banks: parallel items for the outcomes of one competency. A bank belongs to a course, or is the competency's own: a file
//! (`docs/formats/item-bank.md`) whose outcomes are tied to indicators of the framework.
//!
//! # Invariants
//! - An item is never changed. Importing a changed item makes a new one and retires the old one, which goes on to answer for the attempts
//!   in which it was drawn. Importing the same items again changes nothing.
//! - Outcomes are never deleted: attempts of earlier days speak of them.
//! - With a bank come its test-outs, one for each level that has outcomes. Those of a competency's own bank stop at the highest level that a
//!   test without supervision can prove; items of higher levels wait there for supervised tests.
//! - Files with any fault import nothing.
//!
//! Deliberately absent: editing in the browser, statistics of items (a later issue).

mod file;
mod files;
pub mod service;
mod store;

pub use file::BankFault;
pub use files::{BankRefusal, Files, Report, import_files};
pub use service::{Imported, NewBank, NewOutcome, import, import_in};
pub use store::{Exposure, exposure, outcomes};
