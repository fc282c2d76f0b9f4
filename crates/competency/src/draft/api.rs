//! Drafts and their reviews, for programs.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use people::session::ProgramActor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use web::{Answered, Fault, Problem, Site};

use super::authority::parts;
use super::domain::Step;
use super::pages::reached;
use super::rebase::{overtaken, settle_conflict, take_over};
use super::review::{Deciding, decide};
use super::service::difference_to_base;
use super::store::{self as sql, Conflict, Draft};
use crate::difference::{Change, Difference};

/// The routes.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(drafts))
        .routes(routes!(draft))
        .routes(routes!(take_step))
        .routes(routes!(take_version))
        .routes(routes!(settle))
}

/// A draft of the next version of a framework.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftSummary {
    /// Its id.
    pub id: Uuid,
    /// Code of the framework.
    pub framework: String,
    /// The version from which it started.
    pub base: String,
    /// The newest version of the framework: another than `base` has overtaken the draft.
    pub newest: String,
    /// The version that it will be.
    pub version: String,
    /// What it is about.
    pub title: String,
    /// `drafting`, `review1`, `review2`, `refused`, `appealed`, `scheduled`, `published` or `closed`.
    pub state: String,
    /// How often it was submitted; a step names it.
    pub round: i64,
    /// The day (ISO 8601) from which it shall be in force.
    pub effective_from: Option<String>,
    /// The grace period of new and raised requirements, in days.
    pub grace_days: i64,
    /// What the actor may do with it: `framework.draft`, `framework.review`, `framework.approve`, `framework.appeal`.
    pub may: Vec<String>,
}

/// A row before and after.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowChange {
    /// The sheet, as docs/formats/framework.md names it.
    pub sheet: String,
    /// The cells by which the row is known.
    pub key: Vec<String>,
    /// `added`, `removed`, `raised`, `lowered`, `moved`, `reworded`, `altered`.
    pub kinds: Vec<String>,
    /// Its cells as they were.
    pub before: Option<BTreeMap<String, String>>,
    /// Its cells as they are.
    pub after: Option<BTreeMap<String, String>>,
}

/// A requirement of a position that will be another.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequirementShift {
    /// Code of the position.
    pub position: String,
    /// Code of the competency.
    pub competency: String,
    /// The framework's own code of the level before.
    pub before: Option<String>,
    /// The level after.
    pub after: Option<String>,
    /// `added`, `removed`, `raised`, `lowered` or `altered`.
    pub kind: String,
}

/// A draft with what it changes and what has happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftDetail {
    /// The draft.
    pub draft: DraftSummary,
    /// Rows that differ from the base.
    pub changes: Vec<RowChange>,
    /// What follows for positions.
    pub requirements: Vec<RequirementShift>,
    /// The history, the oldest first.
    pub history: Vec<HistoryEntry>,
    /// The version by which it was overtaken; none where it starts from the newest.
    pub overtaken_by: Option<OvertakenBy>,
    /// What a version that was taken over and the draft have both changed, decided or not.
    pub conflicts: Vec<RowConflict>,
}

/// A version that has overtaken a draft, and what taking it over would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct OvertakenBy {
    /// The version.
    pub version: String,
    /// The day (ISO 8601) of its publication.
    pub published: String,
    /// What its draft was about; none where it came with files.
    pub title: Option<String>,
    /// How many rows would be taken from it.
    pub taken: usize,
    /// How many rows that only the draft has changed would stay.
    pub kept: usize,
    /// How many rows would wait for a decision.
    pub conflicts: usize,
}

/// A row that a version and the draft have both changed, each otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowConflict {
    /// Its number; a decision names it.
    pub number: i64,
    /// The sheet, as docs/formats/framework.md names it.
    pub sheet: String,
    /// The version that was taken over.
    pub version: String,
    /// The columns in which they differ; empty: the row as a whole.
    pub columns: Vec<String>,
    /// The cells in the version from which the draft had started.
    pub base: Option<BTreeMap<String, String>>,
    /// The cells in the version that was taken over.
    pub theirs: Option<BTreeMap<String, String>>,
    /// The cells in the draft.
    pub mine: Option<BTreeMap<String, String>>,
    /// `mine` or `theirs`; none where nobody has decided.
    pub taken: Option<String>,
}

/// A version to be taken over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TakeVersion {
    /// The version that was read: the newest.
    pub version: String,
}

/// What was taken over.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionTaken {
    /// How many rows wait for a decision.
    pub conflicts: usize,
}

/// A decision about a conflict.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SettleConflict {
    /// The number of the conflict.
    pub number: i64,
    /// Whether theirs is taken; otherwise the draft's stays.
    pub theirs: bool,
}

impl From<Conflict> for RowConflict {
    fn from(conflict: Conflict) -> Self {
        let taken = |theirs: bool| if theirs { "theirs" } else { "mine" }.to_owned();
        Self {
            number: conflict.number,
            sheet: conflict.sheet.as_str().to_owned(),
            version: conflict.version,
            columns: conflict.columns,
            base: conflict.base,
            theirs: conflict.theirs,
            mine: conflict.mine,
            taken: conflict.theirs_taken.map(taken),
        }
    }
}

/// One entry of a history.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// `open`, `submit`, `return`, `accept`, `refuse`, `appeal`, `grant`, `dismiss`, `withdraw`, `publish` or `rebase`.
    pub step: String,
    /// In which round.
    pub round: i64,
    /// When (RFC 3339).
    pub at: String,
    /// The words that go with it.
    pub note: String,
}

/// A step to be taken with a draft or an overlay.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TakeStep {
    /// `submit`, `return`, `accept` or `withdraw`; with a draft also `refuse`, `appeal`, `grant` or `dismiss`.
    pub step: String,
    /// The round that was read.
    pub round: i64,
    /// The comment or reason; a return, a refusal and an appeal need one.
    #[serde(default)]
    pub note: String,
}

/// The state after a step.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepTaken {
    /// The state.
    pub state: String,
}

fn summary(draft: &Draft, may: &[super::authority::Part]) -> DraftSummary {
    DraftSummary {
        id: draft.id,
        framework: draft.code.to_string(),
        base: draft.base.clone(),
        newest: draft.newest.clone(),
        version: draft.version.clone(),
        title: draft.title.clone(),
        state: draft.state.as_str().to_owned(),
        round: draft.round,
        effective_from: draft.effective_from.map(kernel::Date::iso),
        grace_days: draft.grace_days,
        may: may.iter().map(|part| part.as_str().to_owned()).collect(),
    }
}

impl From<Change> for RowChange {
    fn from(change: Change) -> Self {
        let place = change.place().cloned();
        Self {
            sheet: place.as_ref().map(|place| place.sheet.as_str().to_owned()).unwrap_or_default(),
            key: place.map(|place| place.key).unwrap_or_default(),
            kinds: change.kinds.iter().map(|kind| kind.as_str().to_owned()).collect(),
            before: change.before.map(|entry| entry.cells),
            after: change.after.map(|entry| entry.cells),
        }
    }
}

/// The drafts in which the actor has a part, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/drafts",
    tag = "framework",
    responses(
        (status = 200, description = "Drafts within reach", body = Vec<DraftSummary>),
        (status = 401, description = "No valid bearer token", body = Problem),
    )
)]
async fn drafts(Shared(site): Shared<Site>, ProgramActor(actor): ProgramActor) -> Result<Json<Vec<DraftSummary>>, Problem> {
    let mut conn = site.db.read().await?;
    let mut found = Vec::new();
    for draft in sql::all(&mut conn).await? {
        let may = parts(&mut conn, &actor, &draft).await?;
        if !may.is_empty() {
            found.push(summary(&draft, &may));
        }
    }
    Ok(Json(found))
}

/// One draft: what it changes, and its history.
#[utoipa::path(
    get,
    path = "/api/v1/drafts/{draft}",
    tag = "framework",
    params(("draft" = Uuid, Path, description = "Id of the draft")),
    responses(
        (status = 200, description = "The draft", body = DraftDetail),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not within reach, or not there", body = Problem),
    )
)]
async fn draft(
    Shared(site): Shared<Site>,
    ProgramActor(actor): ProgramActor,
    Path(id): Path<Uuid>,
) -> Result<Json<DraftDetail>, Problem> {
    let mut conn = site.db.read().await?;
    let (draft, may) = reached(&mut conn, &actor, id).await?;
    let (Difference { changes, shifts, .. }, _, _) = difference_to_base(&mut conn, &draft).await?;
    let shift = |one: crate::difference::Shift| RequirementShift {
        position: one.position,
        competency: one.competency,
        before: one.before,
        after: one.after,
        kind: one.kind.as_str().to_owned(),
    };
    let entry = |one: sql::Happened| HistoryEntry {
        step: one.step.as_str().to_owned(),
        round: one.round,
        at: one.at.rfc3339(),
        note: one.note,
    };
    let overtaken = overtaken(&mut conn, &draft).await?.map(|newer| OvertakenBy {
        version: newer.version,
        published: newer.published.iso(),
        title: newer.by.map(|(_, title)| title),
        taken: newer.taken,
        kept: newer.kept,
        conflicts: newer.conflicts,
    });
    Ok(Json(DraftDetail {
        overtaken_by: overtaken,
        conflicts: sql::conflicts(&mut conn, id).await?.into_iter().map(RowConflict::from).collect(),
        draft: summary(&draft, &may),
        changes: changes.into_iter().map(RowChange::from).collect(),
        requirements: shifts.into_iter().map(shift).collect(),
        history: sql::history(&mut conn, id).await?.into_iter().map(entry).collect(),
    }))
}

/// Submits a draft, decides about it, or appeals.
#[utoipa::path(
    post,
    path = "/api/v1/drafts/{draft}/steps",
    tag = "framework",
    params(("draft" = Uuid, Path, description = "Id of the draft")),
    request_body = TakeStep,
    responses(
        (status = 200, description = "The step was taken", body = StepTaken),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not within reach, not there, or no such step", body = Problem),
        (status = 409, description = "It cannot be done now; the code says why", body = Problem),
    )
)]
async fn take_step(
    Shared(site): Shared<Site>,
    ProgramActor(actor): ProgramActor,
    Path(id): Path<Uuid>,
    Json(wanted): Json<TakeStep>,
) -> Result<Json<StepTaken>, Problem> {
    let step = Step::parse(&wanted.step).ok_or(Fault::Denied)?;
    let deciding = Deciding { actor, draft: id, step, round: wanted.round, note: wanted.note };
    let state = decide(&site.db, deciding).await.or_problem()?;
    Ok(Json(StepTaken { state: state.as_str().to_owned() }))
}

/// Takes the newest version over into a draft that it has overtaken.
#[utoipa::path(
    post,
    path = "/api/v1/drafts/{draft}/version",
    tag = "framework",
    params(("draft" = Uuid, Path, description = "Id of the draft")),
    request_body = TakeVersion,
    responses(
        (status = 200, description = "It was taken over", body = VersionTaken),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not within reach, or not there", body = Problem),
        (status = 409, description = "It cannot be done now; the code says why", body = Problem),
    )
)]
async fn take_version(
    Shared(site): Shared<Site>,
    ProgramActor(actor): ProgramActor,
    Path(id): Path<Uuid>,
    Json(wanted): Json<TakeVersion>,
) -> Result<Json<VersionTaken>, Problem> {
    let conflicts = take_over(&site.db, actor, id, wanted.version).await.or_problem()?;
    Ok(Json(VersionTaken { conflicts }))
}

/// Decides about what a version and the draft have both changed.
#[utoipa::path(
    post,
    path = "/api/v1/drafts/{draft}/conflicts",
    tag = "framework",
    params(("draft" = Uuid, Path, description = "Id of the draft")),
    request_body = SettleConflict,
    responses(
        (status = 204, description = "It was decided"),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not within reach, or not there", body = Problem),
        (status = 409, description = "It cannot be done now; the code says why", body = Problem),
    )
)]
async fn settle(
    Shared(site): Shared<Site>,
    ProgramActor(actor): ProgramActor,
    Path(id): Path<Uuid>,
    Json(wanted): Json<SettleConflict>,
) -> Result<StatusCode, Problem> {
    settle_conflict(&site.db, actor, id, (wanted.number, wanted.theirs)).await.or_problem()?;
    Ok(StatusCode::NO_CONTENT)
}
