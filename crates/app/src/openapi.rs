//! The REST interface and its generated description.

use axum::{Json, Router};
use people::session::ProgramActor;
use serde::Serialize;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi as _, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Problem, Site};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Karmayogi", description = "What posts require, what officials hold, and the learning between. Errors are RFC 9457 problem details with stable codes."),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut OpenApi) {
        let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        openapi.components.get_or_insert_default().add_security_scheme("bearer", scheme);
    }
}

/// The routes below `/api/v1` and their description.
pub(crate) fn api() -> (Router<Site>, OpenApi) {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(me))
        .merge(competency::api())
        .merge(assessment::api())
        .merge(learning::api())
        .merge(paths::api())
        .split_for_parts()
}

/// Whose token it is.
#[derive(Serialize, ToSchema)]
struct Me {
    /// Name in Latin letters.
    name: String,
    /// Preferred language, a BCP 47 tag.
    language: String,
    /// Whether the account belongs to an official.
    official: bool,
    /// Names of the roles granted.
    roles: Vec<String>,
}

/// Whose token this is.
#[utoipa::path(get, path = "/api/v1/me", tag = "people", responses((status = 200, body = Me), (status = 401, body = Problem)))]
async fn me(ProgramActor(actor): ProgramActor) -> Json<Me> {
    let mut roles: Vec<String> = actor.grants().iter().map(|grant| grant.role.as_str().to_owned()).collect();
    roles.dedup();
    Json(Me {
        name: actor.name().latin.clone(),
        language: actor.language().to_string(),
        official: actor.official().is_some(),
        roles,
    })
}
