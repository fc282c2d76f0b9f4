//! The team: the people whom one supervises, what each holds, and what to observe next.
//!
//! # Invariants
//! - Only today's supervisor sees it; each look at one person's record is logged and shown to that person.
//! - The list says what is held, in the order of names; nobody is ranked.

mod pages;
mod store;

pub(crate) use pages::routes;
