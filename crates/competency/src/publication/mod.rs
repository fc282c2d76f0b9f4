//! How an accepted draft becomes the version in force, and whom that concerns.
//!
//! Nouns: the [`Impact`] of a draft is how many officials gain or lose which requirements, in which offices, and which levels nothing proves
//! yet; a switch is the one row by which all posts have their next requirements at once.
//!
//! # Invariants
//! - The impact is worked out by requirement set: once for all who hold the same positions, and not for each official.
//! - Posts get their next set in chunks that nobody sees; one row switches them all, and what readers see of the version comes in the same
//!   transaction. A publication that was interrupted goes on where it was.
//! - A version that was overtaken before its day does not come in: its draft goes back to its unit.
//! - What is new or raised begins on the day of the version or, if that is later, on the day of the switch, with the grace period of the
//!   draft: it makes nobody deficient overnight.
//! - A version that was published is sealed: no import writes under its name.
//!
//! Deliberately absent: taking a version back. That is the next version.

mod domain;
pub mod pages;
mod service;
mod store;

pub use domain::{Group, Holders, Impact, OfficeImpact, Proofs, Proven, ProvesLevels, Toll, impact, no_proofs};
pub(crate) use pages::impact_parts;
pub(crate) use service::settle;
pub use service::{Ready, Report, come_into_force, preview, publish_due, ready};
pub(crate) use store::{Cause, begin, holders_below, still, switch_on, unsettled, with_offices};
