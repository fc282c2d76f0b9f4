//! One's own enrolments, for programs.

use axum::Json;
use axum::extract::State as FromState;
use axum::http::StatusCode;
use kernel::Language;
use people::session::ProgramActor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use web::{Answered, Fault, Problem, Site};

use super::service::{self, Enrol};
use super::store::{self as sql, OwnEnrolment};

/// The routes.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list, enrol))
}

/// An enrolment.
#[derive(Serialize, ToSchema)]
struct Enrolment {
    /// Its id.
    id: Uuid,
    /// Code of the course.
    course: String,
    /// Title of the course, by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    title: kernel::LanguageText,
    /// `active`, `completed` or `withdrawn`.
    state: &'static str,
    /// When it was begun (RFC 3339).
    enrolled_at: String,
    /// When the assessment was passed.
    passed_at: Option<String>,
    /// When the course was completed.
    completed_at: Option<String>,
    /// Length of the course in minutes.
    minutes: i64,
    /// Parts (segments and quizzes) done.
    parts_done: i64,
    /// Parts in all.
    parts: i64,
    /// `low` when the assessment was passed although parts were skipped or turned faster than anybody reads; else `ordinary`.
    trust: &'static str,
}

impl From<OwnEnrolment> for Enrolment {
    fn from(own: OwnEnrolment) -> Self {
        Self {
            trust: own.trust().as_str(),
            id: own.id,
            course: own.course.into(),
            title: own.title,
            state: own.state.as_str(),
            enrolled_at: own.enrolled_at.rfc3339(),
            passed_at: own.passed_at.map(kernel::Timestamp::rfc3339),
            completed_at: own.completed_at.map(kernel::Timestamp::rfc3339),
            minutes: own.minutes,
            parts_done: own.parts.0,
            parts: own.parts.1,
        }
    }
}

/// Which course to take.
#[derive(Deserialize, ToSchema)]
struct NewEnrolment {
    /// Code of the course.
    course: String,
    /// The language to begin in, a BCP 47 tag; without it, the language of the person.
    language: Option<String>,
}

/// The id of what was made.
#[derive(Serialize, ToSchema)]
struct Made {
    /// Its id.
    id: Uuid,
}

/// One's own enrolments, active ones first, then the newest.
#[utoipa::path(get, path = "/api/v1/me/enrolments", tag = "learning", responses((status = 200, body = Vec<Enrolment>), (status = 401, body = Problem)))]
async fn list(FromState(site): FromState<Site>, ProgramActor(actor): ProgramActor) -> Result<Json<Vec<Enrolment>>, Problem> {
    let official = actor.official().ok_or(Fault::Denied)?;
    let own = sql::own(&mut site.db.read().await?, official).await?;
    Ok(Json(own.into_iter().map(Enrolment::from).collect()))
}

/// Enrols in a course. A second active enrolment is refused with `enrolment.already-active`.
#[utoipa::path(post, path = "/api/v1/me/enrolments", tag = "learning", request_body = NewEnrolment, responses(
    (status = 201, body = Made), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem)
))]
async fn enrol(
    FromState(site): FromState<Site>,
    ProgramActor(actor): ProgramActor,
    Json(new): Json<NewEnrolment>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let official = actor.official().ok_or(Fault::Denied)?;
    let language = new.language.and_then(|tag| Language::parse(&tag).ok()).unwrap_or_else(|| actor.language().clone());
    let command = Enrol { official, account: actor.account(), course: new.course, language };
    let id = service::enrol(&site.db, command).await.or_problem()?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}
