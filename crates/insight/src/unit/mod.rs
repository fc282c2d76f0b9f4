//! Units: an organisation with what is below it, a state, a district. How much of what is required is held, and a heat map of what lies below by
//! competency.
//!
//! # Invariants
//! - The figures of a page are of one source and one time.
//! - The columns are the competencies that are required of most people here; the table below the map has all of them.
//! - Lines stand in the order of their names.

mod model;
pub(crate) mod pages;

pub(crate) use model::{Line, Overview, UnitModel, above, below, roots};
