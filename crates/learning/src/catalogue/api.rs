//! Courses for programs.

use axum::extract::{Path, Query, State};
use axum::{Extension, Json};
use kernel::{Language, LanguageText};
use people::session::ProgramActor;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Fault, Problem, Site};

use super::cache::Catalogue;
use super::domain::{Card, Filters};
use super::pages::Asked;
use super::store::{self as sql, Detail};

/// The routes.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).layer(Extension(Catalogue::default()))
}

/// Courses on a page when the caller does not say.
const USUAL: usize = 50;
/// Courses on a page at most.
const MOST: usize = 200;

/// What is asked of the list of courses.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Words, in English, Hindi or romanised Hindi.
    #[serde(default)]
    q: String,
    /// Code of a competency.
    #[serde(default)]
    competency: String,
    /// The level it leads to, 1 to 5.
    #[serde(default)]
    level: String,
    /// A language it is in, such as `hi`.
    #[serde(default)]
    language: String,
    /// How long it takes: `under-1`, `1-4` or `over-4` hours.
    #[serde(default)]
    hours: String,
    /// `self_paced`, `in_class`, `blended` or `on_the_job`.
    #[serde(default)]
    mode: String,
    /// `yes`: only what can be played here.
    #[serde(default)]
    playable: String,
    /// The code of the last course of the page before.
    #[serde(default)]
    after: String,
    /// Courses on a page, 1 to 200; 50 when absent.
    limit: Option<usize>,
}

/// A page of courses.
#[derive(Debug, Serialize, ToSchema)]
struct Courses {
    /// In order of their codes.
    courses: Vec<Course>,
    /// What to send as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A course.
#[derive(Debug, Serialize, ToSchema)]
struct Course {
    /// Its code.
    code: String,
    /// Its title, by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    title: LanguageText,
    /// What the reader can do afterwards, by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    summary: LanguageText,
    /// Code of the organisation that offers it.
    provider: String,
    /// The languages it is in.
    #[schema(value_type = Vec<String>)]
    languages: Vec<Language>,
    /// How long it takes.
    minutes: i64,
    /// `self_paced`, `in_class`, `blended` or `on_the_job`.
    mode: &'static str,
    /// Whether it can be played here.
    playable: bool,
    /// When this version was published (RFC 3339).
    changed_at: String,
    /// What it speaks for.
    effects: Vec<Effect>,
}

/// What a course speaks for.
#[derive(Debug, Serialize, ToSchema)]
struct Effect {
    /// Code of the competency.
    competency: String,
    /// The level one should hold before, 0 to 5.
    entry: i64,
    /// The level it leads to, 1 to 5.
    level: i64,
}

/// A course with its contents.
#[derive(Debug, Serialize, ToSchema)]
struct CourseDetail {
    #[serde(flatten)]
    course: Course,
    /// The number of the published version.
    version: i64,
    /// The date of its contents.
    published: String,
    /// Its licence; empty for a catalogue entry.
    licence: String,
    /// Legal and other sources.
    sources: Vec<String>,
    /// What the assessment tests, by language.
    #[schema(value_type = Vec<std::collections::BTreeMap<String, String>>)]
    outcomes: Vec<LanguageText>,
    /// Modules in order.
    modules: Vec<Module>,
    /// The assessment; absent for a catalogue entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    assessment: Option<Assessment>,
}

/// A module.
#[derive(Debug, Serialize, ToSchema)]
struct Module {
    /// Its title, by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    title: LanguageText,
    /// Its learning objects in order.
    objects: Vec<LearningObject>,
}

/// A learning object.
#[derive(Debug, Serialize, ToSchema)]
struct LearningObject {
    /// `text`, `video` or `quiz`.
    kind: &'static str,
    /// Its title, by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    title: LanguageText,
    /// Honest time.
    minutes: i64,
}

/// The assessment of a course.
#[derive(Debug, Serialize, ToSchema)]
struct Assessment {
    /// Items drawn.
    items: i64,
    /// Share of the score needed, in thousandths.
    pass_permille: i64,
    /// Time allowed, in minutes.
    minutes: i64,
    /// Time between two tries, in minutes.
    cooling_off_minutes: i64,
}

/// The published courses, filtered, in order of their codes.
#[utoipa::path(get, path = "/api/v1/courses", tag = "courses", params(Wanted), responses((status = 200, body = Courses), (status = 401, body = Problem)))]
async fn list(
    State(site): State<Site>,
    Extension(catalogue): Extension<Catalogue>,
    _: ProgramActor,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Courses>, Problem> {
    let index = catalogue.index(&site.db).await?;
    let mut found = index.find(&filters(&wanted), &[]).cards;
    found.sort_by(|one, other| one.code.cmp(&other.code));
    let limit = wanted.limit.unwrap_or(USUAL).clamp(1, MOST);
    let mut rest = found.into_iter().filter(|card| card.code.as_str() > wanted.after.as_str());
    let courses: Vec<Course> = rest.by_ref().take(limit).map(course).collect();
    let next = rest.next().and_then(|_| courses.last()).map(|last| last.code.clone());
    Ok(Json(Courses { courses, next }))
}

/// One course with its contents.
#[utoipa::path(
    get, path = "/api/v1/courses/{code}", tag = "courses", params(("code" = String, Path, description = "Code of the course")),
    responses((status = 200, body = CourseDetail), (status = 401, body = Problem), (status = 404, body = Problem))
)]
async fn one(State(site): State<Site>, _: ProgramActor, Path(code): Path<String>) -> Result<Json<CourseDetail>, Problem> {
    let detail = sql::detail(&mut site.db.read().await?, &code).await?.ok_or(Fault::Absent)?;
    Ok(Json(whole(detail)))
}

fn filters(wanted: &Wanted) -> Filters {
    Asked {
        q: wanted.q.clone(),
        competency: wanted.competency.clone(),
        level: wanted.level.clone(),
        language: wanted.language.clone(),
        hours: wanted.hours.clone(),
        mode: wanted.mode.clone(),
        playable: wanted.playable.clone(),
        page: String::new(),
    }
    .filters()
}

fn course(card: &Card) -> Course {
    let effects = card.effects.iter().map(|effect| Effect {
        competency: effect.code.to_string(),
        entry: effect.entry.number(),
        level: effect.level.number(),
    });
    Course {
        code: card.code.to_string(),
        title: card.title.clone(),
        summary: card.summary.clone(),
        provider: card.provider.to_string(),
        languages: card.languages.clone(),
        minutes: card.minutes,
        mode: card.mode.as_str(),
        playable: card.playable,
        changed_at: card.changed_at.rfc3339(),
        effects: effects.collect(),
    }
}

fn whole(detail: Detail) -> CourseDetail {
    let modules = detail.modules.into_iter().map(|(title, objects)| Module {
        title,
        objects: objects
            .into_iter()
            .map(|object| LearningObject { kind: object.kind.as_str(), title: object.title, minutes: object.minutes })
            .collect(),
    });
    CourseDetail {
        course: course(&detail.card),
        version: detail.version,
        published: detail.published.iso(),
        licence: detail.licence,
        sources: detail.sources,
        outcomes: detail.outcomes,
        modules: modules.collect(),
        assessment: detail.assessment.map(|test| Assessment {
            items: test.items,
            pass_permille: test.pass_permille,
            minutes: test.minutes,
            cooling_off_minutes: test.cooling_off_minutes,
        }),
    }
}
