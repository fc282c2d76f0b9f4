//! The player: a course read page by page, watched, practised and assessed, on whatever device, with or without script.
//!
//! # Invariants
//! - Every page is an address; turning a page is a plain link, and the server credits the page turned away from.
//! - Script only adds beats and a line that says what is saved; without it nothing is missing.
//! - Changing the language keeps object and segment, and so the progress.
//! - Nobody is stopped: any page and the assessment may be opened at any time.
//! - The result page shows the level as it stands when the page is made.
//!
//! Deliberately absent: notes and bookmarks, packages that run themselves (later issues).

mod content;
mod domain;
pub mod pages;
mod result;
mod service;
mod store;
mod tests_of_course;
