//! Documents that content keeps: state of a learner in an activity, profiles of activities and of agents. What is in them is the business of
//! those who wrote them.
//!
//! # Invariants
//! - Who says which version they change changes that one or nothing (If-Match, If-None-Match).
//! - A profile is not replaced by one who does not know that it is there.
//! - POST adds the keys of a JSON object to those of another; nothing else is mixed.

pub mod api;
pub mod domain;
pub mod service;
mod store;

pub use domain::{Kind, Name};
pub(crate) use store::forget;
