//! Insight: what a whole service can do, counted. What each official contributes and how sums are kept true ([`rollup`]), the sums in memory along
//! the tree of organisations ([`cube`]), files for other programs ([`snapshot`]) and for people ([`export`]), what everybody may see of it ([`release`]),
//! and the pages: the whole service, its units, competencies and courses, what is worth acting on ([`find`]) and what is proposed ([`target`]).
//!
//! # Invariants
//! - A figure is a sum over contributions of officials, and a contribution is a pure function of an official's own rows and the day.
//! - What follows changes and what counts everybody anew come to the same sums; a command compares them.
//!
//! Deliberately absent: names in the figures. Only the list of those for whom a competency is open has them, for who may see them.

mod brief;
mod course;
pub mod cube;
pub mod export;
mod figure;
pub mod find;
mod nation;
mod parquet;
pub mod release;
pub mod rollup;
mod sheet;
pub mod snapshot;
pub mod target;
mod topic;
mod unit;

pub use figure::{Figures, shade};

use axum::Router;
use web::Site;

/// The pages of the realm.
pub fn routes() -> Router<Site> {
    Router::new()
        .merge(export::pages::routes())
        .merge(nation::pages::routes())
        .merge(unit::pages::routes())
        .merge(topic::pages::routes())
        .merge(course::pages::routes())
        .merge(find::pages::routes())
        .merge(target::pages::routes())
        .merge(brief::pages::routes())
        .merge(sheet::pages::routes())
}
