//! Learning paths: what an official can do to reach a level ([`action`]), the shortest way through it ([`path`]) and its acceptance as a plan,
//! the way towards another position ([`aspiration`]), what no action can prove ([`gap`]), what is worked out anew when something changes
//! ([`follow`]), and what supervisors and nodal officers see of it ([`overview`]).
//!
//! # Invariants
//! - The page solves afresh from what is held now; what is kept of a solution serves lists and registers only.
//! - "Shortest" is said only where it was proven ([`methods::path::Status::Optimal`]).
//! - A failed test-out shapes only what its own person sees.

pub mod action;
pub mod aspiration;
pub mod follow;
pub mod gap;
pub mod overview;
pub mod path;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;
use web::Site;

/// The pages of the realm.
pub fn routes() -> Router<Site> {
    Router::new()
        .merge(path::pages::routes())
        .merge(aspiration::pages::routes())
        .merge(gap::pages::routes())
        .merge(overview::pages::routes())
}

/// The API of the realm.
pub fn api() -> OpenApiRouter<Site> {
    OpenApiRouter::new().merge(path::api::routes()).merge(gap::api::routes())
}
