//! Evidence: the immutable ledger of what people have shown, and the attainment that is derived from it.
//!
//! # Invariants
//! - A row of the ledger is never changed. A correction is a new row that withdraws an old one of the same competency; a withdrawal is
//!   final, whatever happens to the row that withdrew.
//! - What a kind of evidence can prove is data (`evidence_rule`); the rule in force when a piece was recorded binds that piece.
//! - The attainment is a function of the set of pieces, independent of their order and of duplicates, so that records which come late or
//!   twice merge safely ([`domain::derive`]).
//! - A crosswalk adds the pieces of another competency to the set, capped as it declares; one step, never on from there. The set is still
//!   the same in whatever order pieces and crosswalks came.
//! - Recording is idempotent by the id of the piece; ledger, attainment, change feed and reactions are one transaction.
//!
//! Deliberately absent: forgetting curves (a level lapses only by a declared validity), probabilities of levels (a later issue).

pub mod bulk;
mod domain;
mod rebuild;
mod service;
mod statement;
mod store;

pub use domain::{Derived, EvidenceKind, Piece, Rule, Rules, Weight, derive, weigh};
pub use rebuild::{Checked, Difference, rebuild_and_compare};
pub(crate) use service::ask_recount;
pub(crate) use service::record_without_level;
pub use service::{AttainmentChanged, NewEvidence, RECOUNT_JOB, Recorded, lapse_due, record, recount};
pub use statement::{id_within, statement};
pub use store::{Detail, counted, details, rules};
pub(crate) use store::{detail, is_withdrawn};
