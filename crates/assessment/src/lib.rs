//! What people can show in a test: items and their scoring ([`item`]), the banks they stand in ([`bank`]), the tests that are drawn from
//! banks ([`test`]), and the attempts at them ([`attempt`]).
//!
//! # Invariants
//! - The key of an item never reaches a browser before submission: what is shown and what is right are two documents, read by two queries.
//! - Items are immutable; a changed item is a new one and the old one is retired, so that every attempt can be replayed.
//! - The server draws, times and scores; the client only tells what was chosen.
//! - Passing writes evidence in the transaction of the submission; a failed test-out leaves nothing outside the person's own attempt.

pub mod attempt;
pub mod bank;
pub mod item;
pub mod test;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;
use web::Site;

/// Marks keys of items.
pub enum Item {}
/// Marks keys of item banks.
pub enum ItemBank {}
/// Marks keys of tests.
pub enum Test {}

/// The pages of the realm.
pub fn routes() -> Router<Site> {
    attempt::pages::routes()
}

/// The API of the realm.
pub fn api() -> OpenApiRouter<Site> {
    attempt::api::routes()
}
