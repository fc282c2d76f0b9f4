//! Attempts for programs: one's own.

use axum::Json;
use axum::extract::State;
use people::session::ProgramActor;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use web::{Fault, Problem, Site};

use super::store::{self as sql, AttemptEntry};

/// The routes.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(my_attempts))
}

/// A finished attempt of one's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct FinishedAttempt {
    /// Its id.
    id: Uuid,
    /// The code of the test.
    test: String,
    /// `course`, `practice` or `test_out`.
    purpose: &'static str,
    /// The code of the competency.
    competency: String,
    /// The level tested, 1 to 5.
    level: i64,
    /// `passed`, `failed` or `expired`.
    state: &'static str,
    /// The points earned.
    earned: i64,
    /// The points that could be earned.
    possible: i64,
    /// The language in which it was begun.
    language: String,
    /// When it was begun (RFC 3339, UTC).
    started_at: String,
    /// When it ended (RFC 3339, UTC).
    submitted_at: Option<String>,
}

impl From<AttemptEntry> for FinishedAttempt {
    fn from(attempt: AttemptEntry) -> Self {
        Self {
            id: attempt.id,
            test: attempt.test_code,
            purpose: attempt.purpose.as_str(),
            competency: attempt.competency_code.into(),
            level: attempt.level.number(),
            state: attempt.state.as_str(),
            earned: attempt.earned,
            possible: attempt.possible,
            language: attempt.language.into(),
            started_at: attempt.started_at.rfc3339(),
            submitted_at: attempt.submitted_at.map(kernel::Timestamp::rfc3339),
        }
    }
}

/// One's own finished attempts, the newest first; at most 500.
#[utoipa::path(get, path = "/api/v1/me/attempts", tag = "me", responses(
    (status = 200, body = Vec<FinishedAttempt>),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
))]
async fn my_attempts(State(site): State<Site>, ProgramActor(actor): ProgramActor) -> Result<Json<Vec<FinishedAttempt>>, Problem> {
    let official = actor.official().ok_or(Fault::Denied)?;
    let finished = sql::finished(&mut site.db.read().await?, official).await?;
    Ok(Json(finished.into_iter().map(FinishedAttempt::from).collect()))
}
