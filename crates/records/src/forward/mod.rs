//! Forwarding: all or some statements go on to other record stores, in the order in which they were stored here.
//!
//! # Invariants
//! - A target has a place in the order; what lies before it has arrived. It moves only after the other store has said so.
//! - A statement arrives once: it keeps its id, and a store that knows it says "conflict" or "done", which are both success.
//! - A target that fails is asked again after 5, 10, 20 ... seconds, at most an hour; it never holds up another.
//! - A statement that the other store refuses for ever, while it takes others, is left out and named in the error of the target.
//! - One node at a time works on a target.
//!
//! The secret of a target is kept as it is, because it must be sent; no page and no command shows it.
//!
//! Deliberately absent: voided statements (their voiding ones go), documents of state and profiles.

mod domain;
mod send;
pub mod service;
mod store;
mod worker;

pub use domain::{NewTarget, Target, TargetRefusal};
pub use worker::Worker;
