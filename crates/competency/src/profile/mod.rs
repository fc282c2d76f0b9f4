//! Profile: the pages on which an official reads what is asked, what is held and why, and the same for programs.
//!
//! # Invariants
//! - A page tells what is held before what is missing, and every level with what a person at that level does.
//! - Every level unfolds to its evidence and the rule in words; each piece can be contested from there.
//! - What a competency means may be read by everybody who is signed in; levels and evidence only by the person here (others have their own
//!   pages, with a permit).
//!
//! Deliberately absent: writing of any kind.

pub mod api;
mod mine;
mod one;
pub mod pages;
mod why;

pub(crate) use mine::kind_words;
pub use mine::{SetBy, library_page, mine_page, rows};
pub use one::{CompetencyPage, competency_page};
pub(crate) use why::title as piece_title;
pub use why::{Reason, point, reasons, why};
