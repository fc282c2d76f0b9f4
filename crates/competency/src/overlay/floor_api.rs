//! Acceptances of frameworks by governments and their withdrawal, for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use axum::{Extension, Json};
use kernel::{Date, Timestamp};
use people::organisation;
use people::session::ProgramActor;
use serde::{Deserialize, Serialize};
use store::Conn;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Answered, Problem, Site};

use super::floor::{self, NewAcceptance, NewWithdrawal, accept, acceptances, floor_history, withdraw};
use super::impact::{preview_acceptance, preview_withdrawal};
use super::pages::looks_at_the_floor;
use crate::publication::{Proofs, no_proofs};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(floor, record)).routes(routes!(take_back)).routes(routes!(concerns))
}

/// A government has accepted a framework.
#[derive(Debug, Serialize, ToSchema)]
pub struct FloorAcceptance {
    /// Code of the government.
    pub government: String,
    /// Code of the framework.
    pub framework: String,
    /// The day (ISO 8601) from which it binds the posts of that government.
    pub from: String,
    /// The grace period of what it newly asks, in days.
    pub grace_days: i64,
    /// The order on which it rests.
    pub order: String,
    /// Whether its day has come.
    pub in_force: bool,
    /// The day from which it binds no more, where it was withdrawn.
    pub ends: Option<String>,
}

/// One entry of the history of acceptances.
#[derive(Debug, Serialize, ToSchema)]
pub struct FloorEntry {
    /// Code of the government.
    pub government: String,
    /// Code of the framework.
    pub framework: String,
    /// `accept`, `bind`, `withdraw` or `release`.
    pub step: String,
    /// The day (ISO 8601) from which it holds.
    pub day: String,
    /// When it was recorded (RFC 3339); none where it stood before acceptances were recorded.
    pub at: Option<String>,
    /// The order or the reason.
    pub note: String,
}

/// What governments have accepted, and what has happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct Floor {
    /// What binds or will bind.
    pub acceptances: Vec<FloorAcceptance>,
    /// The history, the oldest first.
    pub history: Vec<FloorEntry>,
}

/// An acceptance to be recorded.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AcceptFramework {
    /// Code of the government.
    pub government: String,
    /// Code of the framework.
    pub framework: String,
    /// The day (ISO 8601) from which it shall bind: today or later.
    pub from: String,
    /// The grace period of what it newly asks, 1 to 1826 days.
    pub grace_days: i64,
    /// The order on which it rests.
    pub order: String,
}

/// A withdrawal to be recorded.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WithdrawFramework {
    /// Code of the government.
    pub government: String,
    /// Code of the framework.
    pub framework: String,
    /// The day (ISO 8601) from which it shall bind no more: today or later.
    pub from: String,
    /// Why.
    pub reason: String,
}

/// Whom an acceptance or a withdrawal would concern.
#[derive(Debug, Serialize, ToSchema)]
pub struct FloorImpact {
    /// Officials of whom something else would be asked.
    pub officials: i64,
    /// Officials of whom something new or more would be asked.
    pub gain: i64,
    /// Officials of whom something less would be asked.
    pub lose: i64,
    /// Requirements that would change, what concerns most officials first.
    pub requirements: Vec<RequirementToll>,
}

/// So many officials would have one requirement changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequirementToll {
    /// Code of the competency.
    pub competency: String,
    /// The level (1 to 5) before.
    pub before: Option<String>,
    /// The level after.
    pub after: Option<String>,
    /// How many officials.
    pub officials: i64,
}

/// What is asked about.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Concerned {
    /// Code of the government.
    government: String,
    /// Code of the framework.
    framework: String,
    /// Whether a withdrawal is asked about rather than an acceptance.
    #[serde(default)]
    withdraw: bool,
}

fn day(text: &str) -> Result<Date, Problem> {
    Date::parse(text).map_err(|_| Problem::of_field("overlay.bad-day", "from", "The day is a date such as 2027-04-01"))
}

/// Codes by key.
type Codes = BTreeMap<i64, String>;

/// Those of governments and of frameworks.
async fn codes(conn: &mut Conn) -> Result<(Codes, Codes), Problem> {
    let mut all: BTreeSet<_> = acceptances(conn).await?.into_iter().map(|one| one.government).collect();
    all.extend(floor_history(conn).await?.into_iter().map(|one| one.government));
    let mut governments = BTreeMap::new();
    for government in all {
        governments.insert(government.number(), organisation::by_key(conn, government).await?.code.to_string());
    }
    let frameworks = floor::frameworks(conn).await?;
    Ok((governments, frameworks.into_iter().map(|(key, code, _)| (key.number(), code)).collect()))
}

/// What governments have accepted, what they have withdrawn, and what has happened.
#[utoipa::path(
    get,
    path = "/api/v1/floor",
    tag = "framework",
    responses(
        (status = 200, description = "Acceptances and their history", body = Floor),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
    )
)]
async fn floor(Shared(site): Shared<Site>, ProgramActor(actor): ProgramActor) -> Result<Json<Floor>, Problem> {
    looks_at_the_floor(&actor)?;
    let mut conn = site.db.read().await?;
    let (governments, frameworks) = codes(&mut conn).await?;
    let of = |all: &Codes, key: i64| all.get(&key).cloned().unwrap_or_default();
    let acceptances = acceptances(&mut conn).await?.into_iter().map(|one| FloorAcceptance {
        government: of(&governments, one.government.number()),
        framework: of(&frameworks, one.framework.number()),
        from: one.from.iso(),
        grace_days: one.grace_days,
        order: one.rests_on,
        in_force: one.in_force,
        ends: one.ends.map(Date::iso),
    });
    let history = floor_history(&mut conn).await?.into_iter().map(|one| FloorEntry {
        government: of(&governments, one.government.number()),
        framework: of(&frameworks, one.framework.number()),
        step: one.act.as_str().to_owned(),
        day: one.day.iso(),
        at: (one.at > Timestamp(0)).then(|| one.at.rfc3339()),
        note: one.note,
    });
    Ok(Json(Floor { acceptances: acceptances.collect(), history: history.collect() }))
}

/// Records that a government accepts a framework.
#[utoipa::path(
    post,
    path = "/api/v1/floor",
    tag = "framework",
    request_body = AcceptFramework,
    responses(
        (status = 204, description = "It was recorded"),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not within reach, or not there", body = Problem),
        (status = 409, description = "It cannot be done; the code says why", body = Problem),
        (status = 422, description = "A field cannot be read: `field` says which", body = Problem),
    )
)]
async fn record(
    Shared(site): Shared<Site>,
    ProgramActor(actor): ProgramActor,
    Json(wanted): Json<AcceptFramework>,
) -> Result<StatusCode, Problem> {
    let from = Some(day(&wanted.from)?);
    let AcceptFramework { government, framework, grace_days, order, .. } = wanted;
    accept(&site.db, NewAcceptance { actor, government, framework, from, grace_days, rests_on: order }).await.or_problem()?;
    Ok(StatusCode::NO_CONTENT)
}

/// Records that a government takes its acceptance of a framework back.
#[utoipa::path(
    post,
    path = "/api/v1/floor/withdrawals",
    tag = "framework",
    request_body = WithdrawFramework,
    responses(
        (status = 204, description = "It was recorded"),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not within reach, or not there", body = Problem),
        (status = 409, description = "It cannot be done; the code says why", body = Problem),
        (status = 422, description = "A field cannot be read: `field` says which", body = Problem),
    )
)]
async fn take_back(
    Shared(site): Shared<Site>,
    ProgramActor(actor): ProgramActor,
    Json(wanted): Json<WithdrawFramework>,
) -> Result<StatusCode, Problem> {
    let from = Some(day(&wanted.from)?);
    let WithdrawFramework { government, framework, reason, .. } = wanted;
    withdraw(&site.db, NewWithdrawal { actor, government, framework, from, reason }).await.or_problem()?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom an acceptance or a withdrawal would concern, before it is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/floor/impact",
    tag = "framework",
    params(Concerned),
    responses(
        (status = 200, description = "Whom it would concern", body = FloorImpact),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not within reach, or not there", body = Problem),
    )
)]
async fn concerns(
    Shared(site): Shared<Site>,
    ProgramActor(actor): ProgramActor,
    proofs: Option<Extension<Proofs>>,
    Query(asked): Query<Concerned>,
) -> Result<Json<FloorImpact>, Problem> {
    let mut conn = site.db.read().await?;
    let (of, _) = floor::reached(&mut conn, &actor, (&asked.government, &asked.framework)).await.or_problem()?;
    let proofs = proofs.map_or_else(no_proofs, |Extension(proofs)| Arc::clone(&proofs));
    let proven = proofs.proven(&mut conn, site.db.context().now()).await?;
    let (impact, _) = if asked.withdraw {
        preview_withdrawal(&mut conn, of, actor.today(), &proven).await?
    } else {
        preview_acceptance(&mut conn, of, actor.today(), &proven).await?
    };
    let requirements = impact.tolls.into_iter().map(|toll| RequirementToll {
        competency: toll.competency,
        before: toll.before,
        after: toll.after,
        officials: toll.officials,
    });
    Ok(Json(FloorImpact {
        officials: impact.officials,
        gain: impact.gain,
        lose: impact.lose,
        requirements: requirements.collect(),
    }))
}
