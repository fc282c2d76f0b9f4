//! Proposed interventions: what somebody who plans for a place would do about a figure, kept with the figure as it was.
//!
//! # Invariants
//! - Only who may see the persons of a place proposes for it; everybody who may see the figures of its offices reads it.
//! - A proposal keeps how many people it was for when it was made; it is withdrawn, never changed.
//!
//! Deliberately absent: approval, budget, calendar (capacity building plans take proposals up in a later issue).

pub(crate) mod pages;
mod service;
mod store;

pub use service::{Proposal, ProposalRefusal, propose, withdraw};
