//! Jobs: work after the commit, kept in the transaction that wants it.
//!
//! # Invariants
//! - A job is run at least once; whoever runs it holds a lease, and a lease that ran out is taken over.
//! - A failing job waits longer each time and is set aside as dead after [`domain::TRIES`]; nothing is lost silently.
//!
//! Deliberately absent: one job row per small consequence (use the change feed), schedules in the database (the binary ticks).

mod domain;
mod runner;
mod store;

pub use runner::{Handlers, Runner};
pub use store::{Dead, dead};
