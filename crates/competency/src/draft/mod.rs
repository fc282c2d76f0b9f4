//! Drafts of the next version of a framework: written by the unit of an organisation, reviewed twice, published from a day.
//!
//! Nouns: a [`Draft`] has rows of the sheets of docs/formats/framework.md, each with its own revision; a [`Step`] is what somebody does with
//! the whole of it; its history is the list of steps.
//!
//! drafting → review 1 → review 2 → scheduled → published. A reviewer returns it with a comment to drafting, or refuses it with a reason; a
//! refusal can be appealed, and somebody else decides: a granted appeal stands for the acceptance that was refused.
//!
//! # Invariants
//! - Nobody writes over what another has saved without having seen it: a row is saved against the revision that was read.
//! - Who has written in a draft decides nothing about it; who decided the first review does not decide the second; who refused does not
//!   decide the appeal.
//! - Only what is being drafted can be changed; only what has no fault and no doubtful row is submitted.
//! - The rows are read by the same reader as imported files: there is no second set of rules.
//! - A framework that several governments have accepted is drafted by who has a grant for it; a unit of one of them adds by an overlay.
//! - What was submitted is what is published: the base is still the newest version then, or the draft is not accepted.
//! - A draft that was overtaken by another version takes it over before it is submitted: what only one side has changed counts, and somebody
//!   decides what both have changed otherwise. Both stay on record.
//!
//! Deliberately absent: deletion of a position that has posts (its roles are taken away instead), merging of two drafts that are both under way.

pub mod api;
mod authority;
mod check;
mod domain;
mod merge;
pub mod pages;
mod rebase;
mod review;
mod rows;
mod service;
mod store;
mod twins;
mod upload;

pub use authority::{Part, may, parts, person};
pub use check::{RowFault, check};
pub use domain::{Doubt, DraftRefusal, State, Step, next};
#[cfg(test)]
pub(crate) use pages::sample;
pub(crate) use pages::{Deed, past, reached};
pub use rebase::{Overtaken, overtaken, settle_conflict, take_over};
pub use review::{Deciding, decide, submit};
pub use rows::{
    BulkChange, Copy, NewRow, RowEdit, Saved, add_row, change_levels, comment, copy_position, pick_role, remove_row, save_row,
};
pub use service::{NewDraft, Terms, content, difference_to_base, open, set_terms};
pub use store::{Comment, Conflict, Draft, DraftRow, Happened, all, by_id, comments, conflicts, history, rows as rows_of};
pub(crate) use store::{add_step, due, set_state};
pub use upload::{Settle, Uploaded, settle, upload};
