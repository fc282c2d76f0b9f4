//! Insight: what a whole service can do, counted. What each official contributes and how sums are kept true ([`rollup`]), the sums in memory along
//! the tree of organisations ([`cube`]), files for other programs ([`snapshot`]) and for people ([`export`]).
//!
//! # Invariants
//! - A figure is a sum over contributions of officials, and a contribution is a pure function of an official's own rows and the day.
//! - What follows changes and what counts everybody anew come to the same sums; a command compares them.
//!
//! Deliberately absent: names. Nothing here knows who an official is.

mod brief;
mod course;
pub mod cube;
pub mod export;
mod figure;
pub mod find;
mod nation;
pub mod release;
pub mod rollup;
pub mod snapshot;
pub mod target;
mod topic;
mod unit;

use axum::Router;
use web::Site;

/// The pages of the realm.
pub fn routes() -> Router<Site> {
    Router::new()
        .merge(nation::pages::routes())
        .merge(unit::pages::routes())
        .merge(topic::pages::routes())
        .merge(course::pages::routes())
        .merge(find::pages::routes())
        .merge(target::pages::routes())
        .merge(brief::pages::routes())
}
