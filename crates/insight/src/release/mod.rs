//! Releases: the figures that everybody may see who may not see the persons. Published once a week, then frozen.
//!
//! Nouns: a [`Release`] is what is published of one ISO week; a *part* is an office, or small offices together, whose figures are published as one
//! ([`methods::disclosure::release`]).
//!
//! # Invariants
//! - A release never changes once it is published; the next one changes only figures that differ by ten people or more.
//! - No part counts fewer than ten assessed people. Offices that are too small are counted with the next larger unit, and every figure of a release
//!   is a sum of parts, so that nothing can be worked out by subtraction, between tables or between weeks.
//! - Whoever writes a release and is interrupted begins it anew; nobody sees it before it is whole.
//!
//! Deliberately absent: noise: what is shown was true on the day for which it stands. Staff of units: "12 serve here" bounds from above how many of
//! them were assessed, so that a cell of nine is known within three (a test of [`methods::disclosure::release`] shows it). Months of units: the
//! roll-ups count enrolments, not people, and ten enrolments may be one person's; months stand in releases of the whole service only.

mod domain;
mod service;
mod store;

pub use domain::{OTHERS, Release, Week};
pub(crate) use domain::{add, word};
pub use service::{Report, publish};
pub use store::newest;
