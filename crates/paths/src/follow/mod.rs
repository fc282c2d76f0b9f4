//! Following changes: the kept solution of an official is worked out anew when something that it rests on has changed, and only then.
//!
//! What changes, and who notices:
//! - an attainment, a posting, the requirements of a position: reactions in the transaction of the change ([`on_attainment`], [`on_posted`],
//!   [`on_requirements`]) mark the officials concerned as stale;
//! - an import of people, which is switched on by one row: the regular task marks whoever has a row of the new edition;
//! - courses, tests, rules, measured minutes: the regular task compares the actions of today with those of which everybody has been told, and
//!   marks those for whom a touched competency is open, also through entry levels;
//! - a day on which a posting or requirement begins or ends: kept with each solution.
//!
//! # Invariants
//! - A change that comes while somebody works out a solution is not lost: the mark counts changes, and only the count that was read is cleared.
//! - Nobody holds the writer for long: everything goes in chunks.
//!
//! Deliberately absent: what a person chose on the page, and failed test-outs. A kept solution has the usual settings.

mod service;
mod store;

use competency::evidence::AttainmentChanged;
use competency::requirement::RequirementsChanged;
use people::posting::Posted;
use store_kit::{Error, Tx};

use ::store as store_kit;

pub use service::{Progress, Report, measure_minutes, plan_all, refresh};

/// The reaction to a changed attainment.
pub async fn on_attainment(tx: &mut Tx, event: &AttainmentChanged) -> Result<(), Error> {
    store::mark(tx, event.official).await
}

/// The reaction to a posting.
pub async fn on_posted(tx: &mut Tx, event: &Posted) -> Result<(), Error> {
    store::mark(tx, event.official).await
}

/// The reaction to other requirements of a position.
pub async fn on_requirements(tx: &mut Tx, event: &RequirementsChanged) -> Result<(), Error> {
    store::mark_position(tx, event.position, event.posts).await
}
