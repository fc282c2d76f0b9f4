//! The whole service: key figures with their trend, a map of the states, how learning is shared between ways, cohorts.
//!
//! # Invariants
//! - The map is a grid of tiles, one a state, with its share in words; it shows no boundaries. A territory without a tile stands in a list beside it.
//! - The shares of ways to learn are hours of completed courses, and say that learning at work outside courses is not in them.

mod model;
pub(crate) mod pages;
mod tiles;

pub(crate) use model::{NationModel, first_day};
pub(crate) use pages::{trend, ways};
pub(crate) use tiles::map;
