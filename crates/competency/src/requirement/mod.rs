//! Requirements: what a post asks of its holder, and how a person stands to it.
//!
//! # Invariants
//! - A position asks, for each competency, the highest level that any of its roles asks. Posts with the same requirements share one
//!   interned set; sets are immutable.
//! - With several posts at once the highest level wins.
//! - A person stands to a requirement in one of four states: held, assessed below, not yet assessed, lapsed.
//! - A new or raised requirement has a day on which it begins and a grace period; until its end it is called new and counts as missing
//!   for nobody.
//! - How critical a competency is in a position, and why, is said by the framework or not at all: what is not said is unset, not low.
//! - A version comes into force by a switch: posts get their next set beforehand, unseen, and have it all at once. Who asks what a post asks
//!   reads the view `live_post_requirement`.
//!
//! - What the roles of a position ask binds a post only where the government that owns the post has accepted the framework; units above the
//!   post add to it (`overlay`). Posts of one position may therefore ask different things in different places.
//! - A post that comes to stand elsewhere, with its office or by itself, asks what holds there as soon as no switch is under way.
//!
//! Deliberately absent: requirements of a single post.

mod coming;
mod criticality;
mod domain;
pub(crate) mod ground;
mod place;
mod service;
mod sets;
mod store;
pub mod tally;

pub use criticality::{Critical, criticality, criticality_of_positions};
pub use domain::{Asked, GRACE_DAYS, OffersTestOut, Standing, State, Summary, TestOuts, no_test_outs, state, summary};
pub use place::{follow, on_rearranged};
pub(crate) use service::stage;
pub use service::{RequirementsChanged, Staging, assign_all, intern_positions, on_post_made, settle, standings, standings_in};
pub(crate) use store::offered;
pub use store::set_of_post;
