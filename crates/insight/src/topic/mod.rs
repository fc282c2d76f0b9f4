//! One competency in one place: how people stand to it, what lies below, who is concerned, what would close it.
//!
//! # Invariants
//! - Parts of a place are compared by what chance does to units of their size, and where groups of officials tell another story than the whole,
//!   the page says so first.
//! - Names are seen by whoever may see plan status by name, and say only whether the competency is still open: not a level, not whether it was ever
//!   assessed. Behavioural competencies are never told by name.
//! - A course is offered as far as it proves something ([`paths::action`]).
//!
//! Deliberately absent: names for places so large that nobody plans for persons there.

mod model;
pub(crate) mod pages;
mod store;

pub(crate) use model::TopicModel;
pub(crate) use store::{CourseLine, courses_for, shortfall};
