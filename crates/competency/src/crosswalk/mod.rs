//! Crosswalks: how a competency of one framework stands to one of another, and what an attainment of the one counts for in the other.
//!
//! Nouns: a [`Crosswalk`] leads from its origin to its target with a [`Relation`].
//!
//! # Invariants
//! - The rule is declared and the same for everybody: exact counts at the same level, both having been mapped to 1-5 by the scales of their
//!   frameworks, and in both directions; broader and narrower count from origin to target up to the declared cap; related counts for nothing.
//! - What counts are pieces of evidence, not attainments: nothing that was counted is counted on, so that a circle of crosswalks is harmless.
//! - Declaring, changing and taking back a crosswalk derives the attainments anew that it touches.
//! - A package brings the crosswalks that this product wrote into it; it changes none that is declared here, and no level is made up for one.
//!
//! Deliberately absent: crosswalks within one framework (see `twins`), and crosswalks guessed from names.

mod domain;
pub(crate) mod package;
pub mod pages;
mod service;
mod store;

pub use domain::{Crosswalk, CrosswalkRefusal, Relation};
pub use service::{Declare, declare};
pub use store::all;
