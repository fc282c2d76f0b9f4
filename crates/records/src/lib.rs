//! The learning record store: what was learned, in the field's standard (xAPI 1.0.3 and IEEE 9274.1.1), for the product and for content and
//! programs from elsewhere.
//!
//! # Invariants
//! - An answer that says "stored" comes after the commit.
//! - A statement is stored once and never changed; it can only be voided, by another statement.
//! - Agents stand in one dictionary; statements carry numbers of it. Erasing a person changes the dictionary and no statement.
//! - The cost of storing a statement does not grow with the store: every index begins with the newest part.
//! - A reader who goes on from what an answer called consistent misses nothing.
//!
//! Deliberately absent: OAuth 1.0 (the standard leaves the choice; clients have keys and secrets), a store of its own beneath the database.

pub mod about;
pub mod activity;
pub mod admin;
pub mod agent;
pub mod client;
pub mod document;
pub mod erasure;
pub mod event;
pub mod export;
pub mod filter;
pub mod forward;
pub mod protocol;
pub mod statement;
mod term;

use axum::Router;
use axum::routing::any;
use web::Site;

use crate::statement::Intake;
use protocol::{Lrs, about_resource, resource};

/// The pages: for administrators, and of single statements for those whom they concern.
pub fn pages() -> Router<Site> {
    admin::pages::routes().merge(admin::statement::routes())
}

/// The learning record store below `/xapi`. Needs a running tokio: all requests share one writer of statements.
pub fn routes(site: &Site) -> Router<Site> {
    routes_through(site, Intake::start(site.db.clone()))
}

/// As [`routes`], with a writer that others in this process share: two would stand in each other's way on PostgreSQL.
pub fn routes_through(site: &Site, intake: Intake) -> Router<Site> {
    let lrs = Lrs::new(site.db.clone(), intake);
    Router::new()
        .route("/xapi/statements", any(resource(statement::api::serve)))
        .route("/xapi/activities/state", any(resource(document::api::state)))
        .route("/xapi/activities/profile", any(resource(document::api::activity_profile)))
        .route("/xapi/agents/profile", any(resource(document::api::agent_profile)))
        .route("/xapi/agents", any(resource(agent::serve)))
        .route("/xapi/activities", any(resource(activity::serve)))
        .route("/xapi/about", any(about_resource))
        .with_state(lrs)
}
