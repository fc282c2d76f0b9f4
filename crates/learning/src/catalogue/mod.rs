//! The catalogue: how an official finds a course, and what its page says.
//!
//! Nouns: a [`Card`] is what a list shows of a course; [`Index`] holds all cards with the words that lead to them; [`Catalogue`] keeps the
//! index of this process; [`Filters`] are what the reader asks; [`Need`] is an open requirement of the reader.
//!
//! # Invariants
//! - The index is of the published versions only, and at most 5 seconds older than they are.
//! - A query in English, in Hindi or in romanised Hindi finds the same course.
//! - What cannot be played here says so, and who offers it.
//! - Without a query, the courses that lead on towards what the reader's post asks stand first.
//!
//! Deliberately absent: ratings, "others also took", rankings by popularity. A recommendation has a reason that the reader can see.

pub mod api;
mod cache;
mod course_page;
mod domain;
mod index;
mod offers;
pub mod pages;
mod store;

pub use cache::Catalogue;
pub use domain::{Card, Effect, Filters, Hours, Need};
pub use index::{Counts, Found, Index};
pub use offers::{Offer, offers};
pub use store::{Detail, ObjectLine, detail};
