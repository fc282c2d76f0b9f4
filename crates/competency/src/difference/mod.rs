//! What differs between two versions of a framework, and the content of a version to compare.
//!
//! Nouns: the [`Content`] of a version is its rows by their [`Place`] (sheet and key), as docs/formats/framework.md names the sheets; a
//! [`Change`] is one row before and after, with the [`Kind`]s of what happened to it; a [`Shift`] is what follows for the requirements of a
//! position; a [`Difference`] is all of both.
//!
//! # Invariants
//! - The difference of a content to itself is empty; applied to the one it gives the other.
//! - The content of a version is kept when the version comes in, and never changes once the version is published by review.
//! - What is not said is no row: a criticality that is taken back is a row removed.
//!
//! Deliberately absent: merging of two differences; the order of rows, which carries no meaning.

mod compare;
mod content;
mod demand;
mod side;
mod store;
#[cfg(test)]
mod tests;
mod words;

pub use compare::{Change, Difference, Head, Kind, difference};
pub use content::{Cells, Content, Entry, Place, Sheet};
pub(crate) use content::{header, source};
pub use demand::{Shift, demands};
pub use side::{Names, side_by_side};
pub(crate) use side::{choice_words, column_words, kind_tag, sheet_words, side as one_side, text_column};
pub use store::{Published, content, keep, newest_version, standing, versions};
