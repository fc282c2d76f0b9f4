//! My desk: the job aids that completed courses leave for daily work (a reply to fill in, a checklist), and the records of one's learning.
//!
//! # Invariants
//! - A job aid is on the desk of those who completed its course, from the moment of the completion.
//! - Taking a newer version of a course replaces its job aids.
//!
//! Deliberately absent: job aids written by officials themselves (a later issue).

pub mod pages;
pub mod records;
mod store;

pub use store::{DeskItem, of_course, put};
