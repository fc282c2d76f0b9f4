//! Grants: who may do what to whom.
//!
//! A grant gives an account a role within a scope (an organisation with all below it, a territory, a service, a framework, or everything).
//! Self and supervisor are not grants but relations that follow from postings. What each may do is one table, [`domain::allows`], shown
//! whole in a golden file.
//!
//! # Invariants
//! - [`Reach`] is the one rule: the check of one official and the filter of a list are the same SQL condition.
//! - A function that writes about another person asks for a [`Permit`], which only [`permit`] makes.
//! - A revoked grant is dead within 5 seconds on every node: that long an [`crate::Actor`] may be remembered.

mod domain;
mod reach;
mod store;

pub use domain::{Action, Grant, Relation, Role, Scope, allows};
pub use reach::{Permit, Reach, can_see_office, permit, reached_offices, reaches_framework, visible_offices};
pub use store::{NewGrant, insert, of_account};
