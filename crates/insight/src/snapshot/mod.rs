//! Snapshots: the sums as Parquet files for DuckDB, Spark, Trino or a statistician's own program.
//!
//! ```text
//! snapshot.json                         when, which version, what each file holds
//! cells/state=BR/cells.parquet          office x cohort x competency; offices that serve no state under state=none
//! staff/staff.parquet                   office x cohort
//! months/month=2026-11/months.parquet   office x cohort
//! courses/month=2026-11/courses.parquet organisation directly below a root x course, by the month of the enrolment
//! offices.parquet  competencies.parquet  territories.parquet  cohorts.parquet
//!                                       what the keys of the facts stand for
//! facts/part-0000.parquet               only with `facts`: one row for each requirement of each official, without the official
//! ```
//!
//! # Invariants
//! - All figures are of one instant. Equal sums give equal files, byte for byte.
//! - A folder is there whole or not at all: it is written beside its place and moved.
//! - No file names an official. Small numbers are in it: a snapshot is for those who may see the persons.
//!
//! Deliberately absent: reading it back; the group-by of [`group`] is there to be compared with other engines.

mod domain;
mod facts;
mod group;
mod service;
mod store;

pub use group::{Grouped, group};
pub use service::{Written, write};
