//! Overlays, for programs.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State as Shared};
use kernel::{Language, LanguageText, Level};
use people::Actor;
use people::session::ProgramActor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use web::{Answered, Fault, Problem, Site};

use super::authority::parts;
use super::conflict::Conflict;
use super::domain::{About, Item, ItemKind, Step};
use super::items::{ItemEdit, put_item};
use super::pages::reached;
use super::review::{Deciding, decide};
use super::service::{NewOverlay, conflicts, open};
use super::store::{self as sql, Overlay};
use crate::draft::api::{StepTaken, TakeStep};

/// The routes.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(overlays, begin))
        .routes(routes!(overlay))
        .routes(routes!(put))
        .routes(routes!(take_step))
        .merge(super::floor_api::routes())
}

/// One edition of what the unit of an organisation adds to a framework.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverlaySummary {
    /// Its id.
    pub id: Uuid,
    /// Code of the organisation.
    pub organisation: String,
    /// Code of the framework.
    pub framework: String,
    /// Which edition: 1, 2 and so on.
    pub edition: i64,
    /// What it is about.
    pub title: String,
    /// `drafting`, `review`, `scheduled`, `published`, `superseded` or `closed`.
    pub state: String,
    /// How often it was submitted; a step names it.
    pub round: i64,
    /// The day (ISO 8601) from which it holds.
    pub effective_from: Option<String>,
    /// The grace period of new and raised requirements, in days.
    pub grace_days: i64,
    /// What the actor may do with it: `overlay.write`, `overlay.review`.
    pub may: Vec<String>,
}

/// One thing that a unit adds.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverlayItem {
    /// Its number, the same in all editions.
    pub number: i64,
    /// `ask`, `activity` or `words`.
    pub kind: String,
    /// `position`, `role` or `competency`.
    pub about: String,
    /// Code of the position, role or competency.
    pub code: String,
    /// Code of a competency or an activity, number of a level; empty: its name.
    pub part: String,
    /// The level asked, 1 to 5.
    pub level: Option<i64>,
    /// The words by language tag.
    pub texts: BTreeMap<String, String>,
    /// Why.
    pub reason: String,
    /// How often it was changed; a change names it.
    pub revision: i64,
}

/// An item of which the framework now says something else.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverlayConflict {
    /// The number of the item.
    pub item: i64,
    /// `raised`, `withdrawn`, `reworded` or `added`.
    pub kind: String,
    /// The level that the framework asked when the unit last looked.
    pub level_before: Option<i64>,
    /// The level that it asks now.
    pub level_now: Option<i64>,
    /// Its words when the unit last looked, by language tag.
    pub words_before: Option<BTreeMap<String, String>>,
    /// Its words now.
    pub words_now: Option<BTreeMap<String, String>>,
}

/// An overlay with its items and what the framework contradicts of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverlayDetail {
    /// The overlay.
    pub overlay: OverlaySummary,
    /// Its items.
    pub items: Vec<OverlayItem>,
    /// What waits for a decision.
    pub conflicts: Vec<OverlayConflict>,
}

/// An overlay to be begun.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BeginOverlay {
    /// Code of the organisation.
    pub organisation: String,
    /// Code of the framework.
    pub framework: String,
    /// What it is about.
    pub title: String,
}

/// An item to be written.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PutItem {
    /// The number; none for a new item.
    #[serde(default)]
    pub number: Option<i64>,
    /// The revision that was read.
    #[serde(default)]
    pub revision: i64,
    /// `ask`, `activity` or `words`.
    pub kind: String,
    /// `position`, `role` or `competency`.
    pub about: String,
    /// Code of the position, role or competency.
    pub code: String,
    /// See `OverlayItem`.
    #[serde(default)]
    pub part: String,
    /// The level asked, 1 to 5.
    #[serde(default)]
    pub level: Option<i64>,
    /// The words by language tag.
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemPut {
    /// The number of the item.
    pub number: i64,
}

/// What was begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverlayBegun {
    /// The id of the overlay.
    pub id: Uuid,
}

fn by_language(text: &LanguageText) -> BTreeMap<String, String> {
    text.languages().map(|language| (language.to_string(), text.exactly(language).unwrap_or_default().to_owned())).collect()
}

fn summary(overlay: &Overlay, may: &[people::grant::Action]) -> OverlaySummary {
    OverlaySummary {
        id: overlay.id,
        organisation: overlay.office.to_string(),
        framework: overlay.code.to_string(),
        edition: overlay.edition,
        title: overlay.title.clone(),
        state: overlay.state.as_str().to_owned(),
        round: overlay.round,
        effective_from: overlay.effective_from.map(kernel::Date::iso),
        grace_days: overlay.grace_days,
        may: may.iter().map(|part| part.as_str().to_owned()).collect(),
    }
}

impl From<Item> for OverlayItem {
    fn from(item: Item) -> Self {
        Self {
            number: item.number,
            kind: item.kind.as_str().to_owned(),
            about: item.about.as_str().to_owned(),
            level: item.level.map(Level::number),
            texts: by_language(&item.texts),
            code: item.code,
            part: item.part,
            reason: item.reason,
            revision: item.revision,
        }
    }
}

impl From<Conflict> for OverlayConflict {
    fn from(conflict: Conflict) -> Self {
        Self {
            item: conflict.item.number,
            kind: conflict.kind.as_str().to_owned(),
            level_before: conflict.before.level,
            level_now: conflict.now.level,
            words_before: conflict.before.text.as_ref().map(by_language),
            words_now: conflict.now.text.as_ref().map(by_language),
        }
    }
}

/// The overlays in which the actor has a part, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/overlays",
    tag = "framework",
    responses(
        (status = 200, description = "Overlays within reach", body = Vec<OverlaySummary>),
        (status = 401, description = "No valid bearer token", body = Problem),
    )
)]
async fn overlays(Shared(site): Shared<Site>, ProgramActor(actor): ProgramActor) -> Result<Json<Vec<OverlaySummary>>, Problem> {
    let mut conn = site.db.read().await?;
    let mut found = Vec::new();
    for overlay in sql::all(&mut conn).await? {
        let may = parts(&mut conn, &actor, overlay.organisation).await?;
        if !may.is_empty() {
            found.push(summary(&overlay, &may));
        }
    }
    Ok(Json(found))
}

/// Begins the next edition of an overlay.
#[utoipa::path(
    post,
    path = "/api/v1/overlays",
    tag = "framework",
    request_body = BeginOverlay,
    responses(
        (status = 200, description = "It was begun", body = OverlayBegun),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not within reach, or not there", body = Problem),
        (status = 409, description = "It cannot be done now; the code says why", body = Problem),
    )
)]
async fn begin(
    Shared(site): Shared<Site>,
    ProgramActor(actor): ProgramActor,
    Json(wanted): Json<BeginOverlay>,
) -> Result<Json<OverlayBegun>, Problem> {
    let BeginOverlay { organisation, framework, title } = wanted;
    let id = open(&site.db, NewOverlay { actor, organisation, framework, title }).await.or_problem()?;
    Ok(Json(OverlayBegun { id }))
}

/// One overlay: what it says, and what the framework contradicts of it.
#[utoipa::path(
    get,
    path = "/api/v1/overlays/{overlay}",
    tag = "framework",
    params(("overlay" = Uuid, Path, description = "Id of the overlay")),
    responses(
        (status = 200, description = "The overlay", body = OverlayDetail),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not within reach, or not there", body = Problem),
    )
)]
async fn overlay(
    Shared(site): Shared<Site>,
    ProgramActor(actor): ProgramActor,
    Path(id): Path<Uuid>,
) -> Result<Json<OverlayDetail>, Problem> {
    let mut conn = site.db.read().await?;
    let (overlay, may) = reached(&mut conn, &actor, id).await?;
    let items = sql::items(&mut conn, id).await?.into_iter().filter(|item| !item.removed).map(OverlayItem::from).collect();
    let conflicts = conflicts(&mut conn, &overlay).await?.into_iter().map(OverlayConflict::from).collect();
    Ok(Json(OverlayDetail { overlay: summary(&overlay, &may), items, conflicts }))
}

/// Writes an item of an overlay.
#[utoipa::path(
    post,
    path = "/api/v1/overlays/{overlay}/items",
    tag = "framework",
    params(("overlay" = Uuid, Path, description = "Id of the overlay")),
    request_body = PutItem,
    responses(
        (status = 200, description = "It is kept", body = ItemPut),
        (status = 401, description = "No valid bearer token", body = Problem),
        (status = 403, description = "Not within reach, or not there", body = Problem),
        (status = 409, description = "It cannot be done; the code says why", body = Problem),
        (status = 422, description = "A field cannot be read: `field` says which, the code why", body = Problem),
    )
)]
async fn put(
    Shared(site): Shared<Site>,
    ProgramActor(actor): ProgramActor,
    Path(id): Path<Uuid>,
    Json(wanted): Json<PutItem>,
) -> Result<Json<ItemPut>, Problem> {
    Ok(Json(ItemPut { number: put_item(&site.db, edit(actor, id, wanted)?).await.or_problem()? }))
}

/// The item that a program wants. What it does not say in our terms is a fault of the request and is not left out.
fn edit(actor: Actor, overlay: Uuid, wanted: PutItem) -> Result<ItemEdit, Problem> {
    let list = |field: &str, known: &str| Problem::of_field("overlay.bad-kind", field, format!("It is one of: {known}"));
    let kind = ItemKind::parse(&wanted.kind).ok_or_else(|| list("kind", "ask, activity, words"))?;
    let about = About::parse(&wanted.about).ok_or_else(|| list("about", "position, role, competency"))?;
    let bad_level = |_| Problem::of_field("overlay.bad-level", "level", "The level is a number from 1 to 5");
    let level = wanted.level.map(Level::new).transpose().map_err(bad_level)?;
    let mut texts = LanguageText::default();
    for (tag, text) in &wanted.texts {
        let bad_language = |_| {
            Problem::of_field("overlay.bad-language", format!("texts.{tag}"), format!("{tag:?} is not a language tag of BCP 47"))
        };
        texts = texts.with(Language::parse(tag).map_err(bad_language)?, text);
    }
    Ok(ItemEdit {
        actor,
        overlay,
        seen: wanted.number.map(|number| (number, wanted.revision)),
        kind,
        about,
        texts,
        code: wanted.code,
        part: wanted.part,
        level,
        reason: wanted.reason,
    })
}

/// Submits an overlay, decides about it, or gives it up.
#[utoipa::path(
    post,
    path = "/api/v1/overlays/{overlay}/steps",
    tag = "framework",
    params(("overlay" = Uuid, Path, description = "Id of the overlay")),
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
    let deciding = Deciding { actor, overlay: id, step, round: wanted.round, note: wanted.note };
    let state = decide(&site.db, deciding).await.or_problem()?;
    Ok(Json(StepTaken { state: state.as_str().to_owned() }))
}

#[cfg(test)]
mod tests {
    use kernel::Date;

    use super::*;

    /// A request with one field as given.
    fn wanted(field: &str, value: serde_json::Value) -> PutItem {
        let mut wanted = serde_json::json!({"kind": "ask", "about": "position", "code": "clerk", "part": "rti", "level": 3});
        wanted[field] = value;
        serde_json::from_value(wanted).expect("a request")
    }

    fn read(field: &str, value: serde_json::Value) -> Result<ItemEdit, Problem> {
        edit(Actor::sample(1, None, Vec::new(), Date(20_000)), Uuid::nil(), wanted(field, value))
    }

    #[test]
    fn what_cannot_be_read_is_a_fault_of_its_field_and_not_left_out() {
        for (field, value, code, told) in [
            ("level", 9.into(), "overlay.bad-level", "level"),
            ("level", 0.into(), "overlay.bad-level", "level"),
            ("texts", serde_json::json!({"en": "Here", "not a tag": "x"}), "overlay.bad-language", "texts.not a tag"),
            ("kind", "wish".into(), "overlay.bad-kind", "kind"),
            ("about", "".into(), "overlay.bad-kind", "about"),
        ] {
            let problem = read(field, value).expect_err(told);
            assert_eq!((problem.status, problem.code.as_str(), problem.field.as_deref()), (422, code, Some(told)));
        }
        let read = read("texts", serde_json::json!({"ur": "جواب"})).expect("readable");
        assert_eq!((read.level.map(Level::number), read.texts.languages().count()), (Some(3), 1));
    }
}
