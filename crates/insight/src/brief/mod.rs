//! The sheet: the whole service on one page that prints on one A4 sheet, for those at the top.
//!
//! # Invariants
//! - It shows what everybody may see, the release of the week, so that it can be handed on.
//! - It fits one sheet in every language.

pub(crate) mod pages;
