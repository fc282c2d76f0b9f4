//! The cube: the sums of the roll-ups in memory, added up along the tree of organisations and over territories when they are asked for.
//!
//! # Invariants
//! - A [`Cube`] never changes: all figures of one page come from one cube and agree with each other. A newer one takes its place on the [`Board`].
//! - Cells belong to the office of the post; what stands above is the sum of what lies below, each office once. An office without a territory serves
//!   that of the nearest organisation above it that has one.
//! - Who has posts in two offices counts in both, as on the pages of offices.
//!
//! The door for neighbours: [`Board::current`], once a request.
//!
//! Deliberately absent: suppression (who may see which figure is decided by who shows it), names.

mod board;
mod domain;
mod questions;
mod shelf;
mod store;
mod sums;
mod tree;

pub use board::Board;
pub(crate) use board::tree_of;
pub use domain::{ByCohort, Counts, Cut, Dimension, Months, Place, Reach, Region};
pub use sums::Cube;
