//! The path of an official: which actions bring every requirement to its level, in which order, and how sure that is.
//!
//! Nouns: a [`Question`] is what is held and required; a [`Wish`] is what the person chooses (time in a week, language, way of learning, what
//! comes first); an [`Answer`] is the path with its reasons; a [`Plan`] is a path that was accepted.
//!
//! # Invariants
//! - The page solves afresh; the answer to a form that only asks changes nothing.
//! - A short test is the first step only where nobody has looked, or where what was shown has lapsed, unless the person asks for it elsewhere.
//! - What is accepted is what was seen: the server solves again and refuses when the path has changed meanwhile.
//! - One plan is in force at a time; a new one replaces it, and the old ones stay as history.
//! - A step of a plan is done when all the levels that it was to raise are held, by whatever way.
//!
//! Deliberately absent: reminders, and any count of who is behind.

pub mod api;
mod domain;
mod model;
mod page;
pub mod pages;
mod parts;
mod plan_store;
mod service;
mod solve;
pub(crate) mod store;

pub use domain::{Goal, Holding, LONGEST_WEEK, Line, Question, SHORTEST_WEEK, Tests, WEEKS, Wish};
#[cfg(test)]
pub(crate) use model::Read;
pub(crate) use model::gather_for;
pub use model::{Next, PathModel, next};
pub(crate) use page::path_sections;
pub use parts::title;
pub(crate) use parts::{hours_field, live};
pub use plan_store::{Plan, PlanStep, plan};
pub use service::{Accept, Drop, PathRefusal, accept, drop_plan};
pub(crate) use solve::word;
pub use solve::{Answer, answer, shortest};
