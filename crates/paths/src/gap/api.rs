//! The register, for programs.

use axum::Json;
use axum::extract::State;
use people::session::ProgramActor;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Fault, Problem, Site};

use super::pages::may;
use super::store::{Waiting, gaps};

/// The routes.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A level that posts require and no known action can prove.
#[derive(Serialize, ToSchema)]
struct ContentGap {
    /// Code of the competency.
    competency: String,
    /// Its name, by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    name: kernel::LanguageText,
    /// The level required.
    required: i64,
    /// How far known actions lead.
    reachable: i64,
    /// How many officials wait; in whole tens for callers who may not see the persons, and absent where they are fewer than 10.
    waiting: Option<i64>,
    /// Whether `waiting` is exact.
    exact: bool,
}

/// What content is missing for the people of the offices that the caller may see, most awaited first.
#[utoipa::path(get, path = "/api/v1/content-gaps", tag = "paths", responses(
    (status = 200, body = Vec<ContentGap>), (status = 401, body = Problem), (status = 403, body = Problem)
))]
async fn list(State(site): State<Site>, ProgramActor(actor): ProgramActor) -> Result<Json<Vec<ContentGap>>, Problem> {
    if !may(&actor) {
        return Err(Fault::Denied.into());
    }
    let found = gaps(&mut site.db.read().await?, &actor).await?.into_iter().map(|gap| ContentGap {
        competency: gap.code.to_string(),
        name: gap.name,
        required: gap.required,
        reachable: gap.reachable,
        waiting: match gap.waiting {
            Waiting::Exactly(number) | Waiting::AtLeast(number) => Some(number),
            Waiting::Few => None,
        },
        exact: matches!(gap.waiting, Waiting::Exactly(_)),
    });
    Ok(Json(found.collect()))
}
