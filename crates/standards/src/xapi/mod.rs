//! The Experience API: 1.0.3 (ADL) and 2.0 (IEEE 9274.1.1).
//!
//! [`json`] reads text without forgiving anything and keeps it as it came (order of keys, digits of numbers). [`check`] holds a statement
//! against the rules of the standard. [`Mentions`] tells whom and what a statement speaks of, so that it can be found by them. [`equal`]
//! says whether two statements are the same one, [`shape`] writes the forms `ids`, `exact` and `canonical`, [`multipart`] carries
//! attachments and [`signature`] checks signed statements.
//!
//! # Invariants
//! - What [`check::statement`] accepts, both versions of the standard accept, except for what the stated version alone allows.
//! - Nothing here changes a statement, except [`shape`], which says so.
//!
//! Deliberately absent: a model of the statement as Rust types. Statements come back as they came, extensions and all; a model would lose
//! what it does not know.

pub mod activity;
pub mod actor;
pub mod check;
pub mod equal;
pub mod format;
pub mod json;
mod mentions;
pub mod multipart;
mod object;
pub mod promises;
pub mod shape;
pub mod signature;
mod version;

pub use check::Fault;
pub use json::{Json, Object};
pub use mentions::{Mentions, Term};
pub use version::Version;

/// The verb that voids a statement.
pub const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";
/// The `usageType` of an attachment that signs its statement.
pub const SIGNATURE: &str = "http://adlnet.gov/expapi/attachments/signature";
