//! Courses: how they come in ([`package`]), how people find them ([`catalogue`]) and take them ([`enrolment`]), what they read and watch
//! ([`player`], [`media`]) and what of it counts ([`progress`]), and what stays afterwards ([`certificate`], [`desk`]).
//!
//! # Invariants
//! - A published version of a course is immutable; an enrolment pins one.
//! - Progress belongs to segments, which all language variants of a learning object share.
//! - A package with a fault publishes nothing.

pub mod catalogue;
pub mod certificate;
pub mod desk;
pub mod enrolment;
pub mod media;
pub mod package;
pub mod player;
pub mod progress;

use axum::{Extension, Router};
use utoipa_axum::router::OpenApiRouter;
use web::Site;

pub use enrolment::on_attempt_finished;

/// Marks keys of courses.
pub enum Course {}
/// Marks keys of learning objects: the texts, videos and quizzes of one version of a course.
pub enum LearningObject {}
/// Marks keys of job aids.
pub enum JobAid {}

/// The pages of the realm.
pub fn routes(site: &Site) -> Router<Site> {
    Router::new()
        .merge(catalogue::pages::routes().layer(Extension(catalogue::Catalogue::default())))
        .merge(enrolment::pages::routes())
        .merge(player::pages::routes())
        .merge(progress::api::routes(site))
        .merge(certificate::pages::routes())
        .merge(desk::pages::routes())
        .merge(media::pages::routes())
}

/// The API of the realm.
pub fn api() -> OpenApiRouter<Site> {
    OpenApiRouter::new().merge(catalogue::api::routes()).merge(enrolment::api::routes())
}
