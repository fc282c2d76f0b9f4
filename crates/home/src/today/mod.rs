//! Today: one next step, what is still open, what is held. The page an official sees first.
//!
//! # Invariants
//! - The headline says what is held.
//! - There is one next step, never two; what it costs and what it brings stands beside it.
//! - What is new and in its grace period is named as new and counted as missing for nobody.

mod domain;
mod pages;

pub(crate) use pages::routes;
