//! Names that look alike, within a framework and across frameworks: proposed with a score, and decided by a person.
//!
//! Nouns: [`Aliases`] are the confirmed ones, with the competency that stands for each; [`Merged`] is a name that was taken for another by them; a [`Named`] is a competency by its names; a [`Proposal`] is two of them with their likeness in hundredths; a [`Decision`] says that
//! two are one and the same (alias) or are kept apart.
//!
//! # Invariants
//! - Nothing is merged by itself: a proposal without a decision changes nothing.
//! - A decision belongs to the two competencies and not to their names; it outlives imports and new versions.
//! - What is one is one group, and one of it stands for the others: every import and the search go to it by any of the names. What stays is a
//!   record of its own all the same: evidence may speak of it.
//! - What is kept apart is never proposed again, nor joined by way of a third; a decision that would contradict an earlier one is refused.
//! - The likeness of two names is one formula ([`likeness`]); it does not depend on their order.
//!
//! Deliberately absent: twins of positions and roles; what an alias counts for, which a crosswalk declares.

mod aliases;
mod domain;
mod hindi;
pub mod pages;
mod service;
mod store;

pub use aliases::{Aliases, Groups, Merged, aliases, groups, other_names};
pub(crate) use domain::normal;
pub use domain::{Decision, LEAST, Named, Proposal, TwinRefusal, Weights, likeness, proposals};
pub(crate) use service::may_decide;
pub use service::{Decide, decide};
pub use store::decisions;
