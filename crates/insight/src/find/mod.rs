//! Find: what is worth acting on. Units with more people below the required level than units of their kind, by more than chance would do; or with
//! more for whom a level is open or has lapsed. And courses after which fewer hold what they lead to.
//!
//! # Invariants
//! - A unit is compared with units of its kind ([`gather`] says which these are). Their spread beyond chance is allowed for; a large unit is not
//!   found for its size.
//! - Of all that is found at most one in twenty is expected to be chance (Benjamini and Hochberg), however many units are looked at; so it is in
//!   the list of offices and in that of larger units each, for many finds in one of them would excuse false ones in the other.
//! - What is found is ordered by the people beyond expectation, times how critical the framework declares the competency, times the levels that are
//!   short. A larger unit is left out where a few units within it explain it; where most of them differ, it stands for them. An office that makes a
//!   larger unit differ by itself is told in its place.
//! - Only within the reader's right: live figures where persons may be seen, else the release of the week.
//!
//! Deliberately absent: causes. A find is where to look, not why.

mod domain;
mod gather;
pub(crate) mod pages;
mod service;
mod store;

pub use domain::{Compared, Find, List, Measure, Unit, finds};
