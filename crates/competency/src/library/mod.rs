//! The library: the published frameworks as everybody may read them, with or without an account: competencies with their levels, positions
//! with their roles, work activities and requirements, and the source on which each rests.
//!
//! Nouns: a [`Stock`] is all that is published, as it was read; the [`Library`] is a stock with the words that lead to its competencies and
//! positions; the [`Shelf`] keeps the library of this process.
//!
//! # Invariants
//! - What is shown is the newest revision, at most 5 seconds behind the store.
//! - A query in English, in Hindi or in romanised Hindi finds the same competency and the same position.
//! - What nobody has said (a source, how critical a competency is) is shown as not said.
//! - Nothing here is about a person, therefore nothing here asks for a permit. Who is posted in an office sees, in addition, what units above
//!   it have added to the position.
//!
//! Deliberately absent: older revisions, differences between versions, writing of any kind.

mod competency_page;
mod domain;
mod entries;
mod framework_page;
mod lists;
pub mod pages;
mod position_page;
#[cfg(test)]
pub(crate) mod samples;
mod shelf;
mod store;

pub use competency_page::competency_page;
pub use domain::{Asks, Found, Library};
pub use entries::{
    Activity, CompetencyEntry, CrosswalkEntry, FrameworkEntry, LevelEntry, PositionEntry, Resource, RoleEntry, Stock, Version,
};
pub use framework_page::framework_page;
pub use lists::{Wanted, competencies_page, positions_page};
pub use shelf::Shelf;
pub use store::stock;
