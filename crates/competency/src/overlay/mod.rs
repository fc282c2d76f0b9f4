//! Overlays: what the unit of an organisation adds to a framework for its own posts and those below it; and which governments have accepted a
//! framework, so that it binds their posts.
//!
//! Nouns: an [`Overlay`] is one edition of what a unit says, of [`Item`]s: it asks a competency or a higher level, adds a work activity, or says
//! something in other words or another language. The owner of a post is the topmost government of its administrative branch. A conflict is an
//! item of which the framework itself says something else than when the unit last looked at it.
//!
//! drafting → review → scheduled → published → superseded by the next edition. A reviewer of the unit accepts it or returns it with a comment.
//!
//! # Invariants
//! - A framework binds a post only where the owner of the post has accepted it, or where the post has no owner. Elsewhere it is a library, and
//!   a post asks what the units above it ask.
//! - Of several who ask, the highest level wins; of several who word it, the nearest wins, language by language.
//! - Where a framework binds, a unit raises and adds; it lowers nothing.
//! - An overlay follows its framework: what a post asks is worked out anew with each version. What then contradicts is listed until somebody
//!   decides, and meanwhile both stand.
//! - Who has written in an overlay does not decide about it. A published edition is never changed.
//! - Posts get what an edition or an acceptance asks by the switch of [`crate::publication`]: with a day, a grace period, and all at once. A
//!   government that takes its acceptance back is released by the same switch; what was recorded stays in the history.
//!
//! Deliberately absent: overlays of one post, lowering of what binds, taking a withdrawal back (the government accepts anew), competencies that
//! no framework has (they come by a draft or an import).

pub mod api;
mod authority;
mod conflict;
mod domain;
mod floor;
mod floor_api;
mod impact;
mod items;
pub(crate) mod law;
mod national;
pub mod pages;
mod publish;
mod reader;
mod review;
mod service;
mod store;
mod words;

pub use conflict::{Conflict, ConflictKind, Said};
pub use domain::{About, Item, ItemKind, OverlayRefusal, State, Step, next};
pub use floor::{
    Acceptance, FloorAct, FloorStep, NewAcceptance, NewWithdrawal, accept, acceptances, floor_history, is_shared, withdraw,
};
pub use impact::{preview, preview_acceptance, preview_withdrawal};
pub use items::{ItemEdit, keep, put_item, remove_item};
pub use law::Assumed;
pub use publish::publish_due;
pub(crate) use reader::{AskedThere, InUnit, in_unit, localise};
pub use review::{Deciding, decide};
pub use service::{NewOverlay, Terms, conflicts, open, set_terms};
pub use store::{Happened, Overlay, all, by_id, history, items as items_of};
pub use words::{LocalWords, Worded, WordedBy, reword, worded_tag, words_at};
