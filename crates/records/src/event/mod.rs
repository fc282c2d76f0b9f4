//! The product's own events, as statements: who enrolled, launched, progressed, completed, passed, failed, was observed, attained a level.
//!
//! The use case in which it happens appends one short row and reads nothing of the record store ([`tell`]), so that no two use cases meet
//! there. A relay ([`Relay`]) turns waiting rows into statements of a documented profile (docs/formats/xapi-profile.md), some hundred at a
//! time, through the same intake as everybody's: one store, one order, one set of filters for every reader.
//!
//! # Invariants
//! - An event is told with the commit of its cause, or not at all.
//! - The id of its statement follows from its cause, verb and object: telling it twice is telling it once.
//! - It is stored when it is relayed, within a second or two, and lies after every instant that was called consistent before.
//! - An official is an account with a random name; only the row in `record_subject` leads from one to the other.
//! - Nothing of a failed test-out is told, nor of an observation in which nothing was seen.
//! - Nobody voids an own statement.
//!
//! Deliberately absent: names of courses and people in the statements (the address of the activity leads there).

mod domain;
mod relay;
mod service;
mod store;

pub use domain::{Event, Thing, Verb, statement_id};
pub use relay::Relay;
pub(crate) use service::agent;
pub use service::{home, set_home, stored, tell};
pub(crate) use store::{count_waiting, cut, official_of, subject_of};
