//! What is asked and held, for programs.

use axum::Json;
use axum::extract::State;
use kernel::LanguageText;
use people::posting;
use people::session::ProgramActor;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Fault, Problem, Site};

use crate::overlay::localise;
use crate::requirement::{Standing, standings_in};

/// The routes.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(my_requirements))
}

/// A requirement and how the official stands to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Requirement {
    /// Code of the competency.
    pub competency: String,
    /// Its name by language tag.
    pub name: BTreeMap<String, String>,
    /// `behavioural`, `functional` or `domain`.
    pub kind: String,
    /// The level required, 1 to 5.
    pub required: i64,
    /// The level held, 0 to 5.
    pub held: i64,
    /// The level that would be held if nothing had lapsed.
    pub lapsed: i64,
    /// Whether anything was assessed.
    pub assessed: bool,
    /// `held`, `assessed-below`, `not-yet-assessed` or `lapsed`.
    pub state: String,
    /// Whether it is a new requirement in its grace period, which counts as missing for nobody.
    pub new_requirement: bool,
    /// The day (ISO 8601) on which a new requirement begins to count.
    pub due: Option<String>,
    /// The day (ISO 8601) on which the level held changes by itself.
    pub next_change: Option<String>,
    /// What a person at the required level does, by language tag.
    pub descriptor: BTreeMap<String, String>,
    /// The name of the unit that has set the level by an overlay, by language tag; none where the framework itself asks it.
    pub set_by: Option<BTreeMap<String, String>>,
}

impl From<Standing> for Requirement {
    fn from(standing: Standing) -> Self {
        Self {
            competency: standing.code.to_string(),
            name: by_language(&standing.name),
            kind: standing.kind.as_str().to_owned(),
            required: standing.required.number(),
            held: standing.held.number(),
            lapsed: standing.lapsed.number(),
            assessed: standing.assessed,
            state: standing.state.as_str().to_owned(),
            new_requirement: standing.is_new,
            due: standing.due.map(kernel::Date::iso),
            next_change: standing.next_change.map(kernel::Date::iso),
            descriptor: by_language(&standing.descriptor),
            set_by: None,
        }
    }
}

fn by_language(text: &LanguageText) -> BTreeMap<String, String> {
    text.languages().map(|language| (language.to_string(), text.get(language).to_owned())).collect()
}

/// What the posts of the official ask today, in order of codes.
#[utoipa::path(
    get,
    path = "/api/v1/me/requirements",
    tag = "competency",
    responses(
        (status = 200, description = "The requirements of today's posts", body = Vec<Requirement>),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "The account belongs to no official", body = Problem),
    )
)]
async fn my_requirements(State(site): State<Site>, ProgramActor(actor): ProgramActor) -> Result<Json<Vec<Requirement>>, Problem> {
    let official = actor.official().ok_or(Fault::Denied)?;
    let mut conn = site.db.read().await?;
    let postings = posting::current(&mut conn, official, actor.today()).await?;
    let mut found = standings_in(&mut conn, official, &postings, actor.today()).await?;
    let set_by = localise(&mut conn, &postings, &mut found).await?;
    let one = |standing: Standing| {
        let set_by = set_by.get(&standing.code).map(by_language);
        Requirement { set_by, ..Requirement::from(standing) }
    };
    Ok(Json(found.into_iter().map(one).collect()))
}
