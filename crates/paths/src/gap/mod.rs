//! The register of content that is missing: levels that posts require and no known action can prove, with how many officials wait for them.
//!
//! # Invariants
//! - A line follows from what was worked out for each official; nobody writes it by hand, and it goes when an action appears.
//! - Who sees the figures of an office sees the lines of its people; who may not see the persons is told whole tens ([`Waiting`]).
//!
//! Deliberately absent: names, priorities, orders to providers.

pub mod api;
pub mod pages;
mod store;

pub use store::{Gap, SMALL, Waiting, gaps};
