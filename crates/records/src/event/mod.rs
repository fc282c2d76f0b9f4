//! The product's own events, as statements: who enrolled, launched, progressed, completed, passed, failed, was observed, attained a level.
//!
//! An event is a row among the statements, written in the transaction in which it happened. Its body is compact (a verb, numbers of the
//! dictionary) and is written out as a statement when it is read (docs/formats/xapi-profile.md), so that all filters, paging and the order
//! are those of every other statement.
//!
//! # Invariants
//! - The id of an event follows from its cause, verb and object: telling it twice is telling it once.
//! - An official is an account with a random name; only the row in `record_subject` leads from one to the other.
//! - Nothing of a failed test-out is told.
//!
//! Deliberately absent: names of courses and people in the statements (the address of the activity leads there).

mod domain;
mod service;
mod store;

pub use domain::{Event, Thing, Verb};
pub(crate) use domain::{is_compact, terms_of, written_out};
pub(crate) use service::{agent, authority};
pub use service::{home, record, set_home};
pub(crate) use store::{cut, subject_of};
