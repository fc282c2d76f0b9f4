//! What posts ask, what people have shown, and what follows from it: frameworks of competencies, requirements of posts, the ledger of
//! evidence and the attainment that is derived from it, observations by supervisors, contested evidence; the library in which everybody
//! reads the frameworks, and their exchange with other systems.
//!
//! # Invariants
//! - A competency keeps its identity; its words are immutable revisions. Requirement and evidence name the revision they speak of.
//! - Attainment is a function of the *set* of evidence by a declared rule; it is rewritten in the transaction of each piece.
//! - Evidence is never changed or deleted; a correction is a new piece that withdraws an old one.
//! - Only a requirement that is assessed below is called a gap; one that was never assessed is not.

pub mod contest;
pub mod crosswalk;
pub mod difference;
pub mod draft;
pub mod evidence;
pub mod exchange;
pub mod foreign;
pub mod framework;
pub mod library;
pub mod observation;
pub mod overlay;
pub mod profile;
pub mod publication;
pub mod requirement;
pub mod twins;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;
use web::Site;

/// Marks keys of competencies.
pub enum Competency {}
/// Marks keys of frameworks.
pub enum Framework {}
/// Marks keys of indicators: visible acts by which a level is recognised.
pub enum Indicator {}
/// Marks keys of interned sets of requirements.
pub enum RequirementSet {}
/// Marks keys of roles that positions share.
pub enum Role {}

/// The pages of the realm.
pub fn routes() -> Router<Site> {
    let shelf = library::Shelf::default();
    Router::new()
        .merge(profile::pages::routes())
        .merge(observation::pages::routes())
        .merge(contest::pages::routes())
        .merge(draft::pages::routes())
        .merge(publication::pages::routes())
        .merge(overlay::pages::routes(shelf.clone()))
        .merge(library::pages::routes(shelf.clone()))
        .merge(twins::pages::routes(shelf.clone()))
        .merge(crosswalk::pages::routes(shelf.clone()))
        .merge(exchange::api::routes(shelf))
}

/// The API of the realm.
pub fn api() -> OpenApiRouter<Site> {
    profile::api::routes().merge(draft::api::routes()).merge(overlay::api::routes()).merge(twins::pages::api())
}
