//! Items: questions of six kinds, what is shown of them, what is right, and how an answer is scored.
//!
//! An item is two documents: [`Content`] is shown, in every language, with option ids that the languages share; [`Solution`] holds the key
//! and the reasons and stays on the server until an attempt is over. [`parse`] reads both from `items.toml`
//! (`docs/formats/course-package.md`) and reports every fault with the item's code, its line and the reason.
//!
//! # Invariants
//! - [`Content`] gives nothing away: its options stand in no telling order and the right sides of a match have ids of their own.
//! - Every text exists in every language of its bank.
//! - Scores are whole points; each item is worth [`POINTS`].
//!
//! Deliberately absent: free texts that a person must mark, pictures in items, statistics of difficulty (a later issue).

mod domain;
mod number;
mod parse;
mod score;
mod wording;

pub use domain::{Content, Given, ItemKind, NewItem, Part, Rule, Solution};
pub use number::Number;
pub use parse::{ItemFault, parse};
pub(crate) use parse::{Wants, line_of, of_file, parse_written};
pub use score::{POINTS, score};
pub use wording::fold;
