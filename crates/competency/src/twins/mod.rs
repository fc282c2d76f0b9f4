//! Names that look alike, within a framework and across frameworks: proposed with a score, and decided by a person.
//!
//! Nouns: a [`Named`] is a competency by its names; a [`Proposal`] is two of them with their likeness in hundredths; a [`Decision`] says that
//! two are one and the same (alias) or are kept apart.
//!
//! # Invariants
//! - Nothing is merged by itself: a proposal without a decision changes nothing.
//! - A decision belongs to the two competencies and not to their names; it outlives imports and new versions.
//! - The likeness of two names is one formula ([`likeness`]); it does not depend on their order.
//!
//! Deliberately absent: twins of positions and roles; what an alias counts for, which a crosswalk declares.

mod domain;
pub mod pages;
mod service;
mod store;

pub use domain::{Decision, LEAST, Named, Proposal, TwinRefusal, Weights, likeness, proposals};
pub(crate) use service::may_decide;
pub use service::{Decide, decide};
pub use store::decisions;
