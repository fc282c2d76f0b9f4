//! Observation: a supervisor saw, on a certain day, that an official did what an indicator says, or looked for it and did not see it.
//!
//! # Invariants
//! - An observation speaks for one indicator and one dated incident of the last twelve months.
//! - Only who has supervised the official for three months may observe (programme.md); nobody observes himself.
//! - "Not observed" is recorded like "observed", speaks for no level and lowers none. The official sees either at once and may contest it.
//!
//! Deliberately absent: a table of its own (an observation is a piece of evidence), drafts, photographs.

mod domain;
pub mod pages;
mod service;

pub use domain::{MONTHS_OF_SUPERVISION_DAYS, ObservationRefusal, YEAR_DAYS};
pub use service::{NewObservation, observe};
