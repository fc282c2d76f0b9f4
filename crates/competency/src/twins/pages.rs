//! The page of twins: what looks alike, and what was decided.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Form, Json, Router};
use kernel::Key;
use maud::{Markup, html};
use people::Actor;
use people::session::ProgramActor;
use serde::{Deserialize, Serialize};
use ui::components::{Tone, head, notice, tag, trail};
use ui::form::Field;
use ui::{View, t};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Answered, Fault, Problem, Refusal, Site, see_other};

use super::aliases::{Groups, groups};
use super::domain::{Decision, Named, Proposal, TwinRefusal, proposals};
use super::service::{self, Decide, may_decide};
use super::store as sql;
use crate::Competency;
use crate::library::{CompetencyEntry, Library, Shelf};

const PATH: &str = "/frameworks/twins";
/// At most so many pairs stand on a page; the most alike come first, and those decided go.
const MOST: usize = 100;

/// The routes.
pub fn routes(shelf: Shelf) -> Router<Site> {
    Router::new().route(PATH, get(show).post(decide)).layer(Extension(shelf))
}

/// The API.
pub fn api() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list_twins))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    framework: String,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct TwinForm {
    /// Code of the one.
    #[serde(default)]
    pub one: String,
    /// Code of the other.
    #[serde(default)]
    pub other: String,
    /// `alias`: one, and the first name stays; `alias-other`: one, and the other stays; `apart`; or `open` to take a decision back.
    #[serde(default)]
    pub decision: String,
    /// The framework that was chosen on the page.
    #[serde(default)]
    pub framework: String,
}

/// What was decided, pair by pair and followed through.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    pairs: BTreeMap<(Key<Competency>, Key<Competency>), Decision>,
    groups: Groups,
}

/// A pair as the page shows it.
struct Shown<'l> {
    one: &'l CompetencyEntry,
    other: &'l CompetencyEntry,
    /// `None` where two names that were decided about look alike no more.
    score: Option<u32>,
    decision: Option<Decision>,
}

fn key_of(one: &CompetencyEntry, other: &CompetencyEntry) -> (Key<Competency>, Key<Competency>) {
    (one.key.min(other.key), one.key.max(other.key))
}

/// The pairs of a framework or of all: the open ones, then those decided.
fn shown<'l>(library: &'l Library, decisions: &Decisions, framework: Option<&str>) -> (Vec<Shown<'l>>, Vec<Shown<'l>>) {
    let all = &library.stock().competencies;
    let named: Vec<Named> =
        all.iter().map(|entry| Named { key: entry.key, framework: entry.framework, name: entry.name.clone() }).collect();
    let of = |entry: &CompetencyEntry| framework.is_none_or(|code| library.framework(entry).code.as_str() == code);
    let pair = |found: &Proposal| {
        let (one, other) = (&all[found.one], &all[found.other]);
        Shown { one, other, score: Some(found.score), decision: decisions.pairs.get(&key_of(one, other)).copied() }
    };
    let pairs = proposals(&named);
    let pairs = pairs.iter().map(pair).filter(|pair| of(pair.one) || of(pair.other));
    let (decided, open): (Vec<_>, Vec<_>) = pairs.partition(|pair| pair.decision.is_some());
    // What follows from other decisions is no question any more.
    let asked = |pair: &Shown<'_>| !decisions.groups.is_settled(pair.one.key, pair.other.key);
    (open.into_iter().filter(asked).collect(), decided)
}

async fn load(site: &Site, shelf: &Shelf, actor: &Actor) -> Result<(std::sync::Arc<Library>, Decisions), Fault> {
    if !may_decide(actor) {
        return Err(Fault::Denied);
    }
    let mut conn = site.db.read().await?;
    let decisions = Decisions { pairs: sql::decisions(&mut conn).await?, groups: groups(&mut conn).await? };
    drop(conn);
    Ok((shelf.library(&site.db).await?, decisions))
}

async fn show(
    State(site): State<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let (library, decisions) = load(&site, &shelf, &actor).await?;
    Ok(twins_page(&view, &library, &decisions, (&asked.framework, None)))
}

async fn decide(
    State(site): State<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    actor: Actor,
    Form(form): Form<TwinForm>,
) -> Result<Response, Fault> {
    let (library, decisions) = load(&site, &shelf, &actor).await?;
    let (codes, decision) = match form.decision.as_str() {
        "alias-other" => ((form.other, form.one), Some(Decision::Alias)),
        other => ((form.one, form.other), Decision::parse(other)),
    };
    let command = Decide { actor, codes, decision };
    match service::decide(&site.db, command).await.answered()? {
        Ok(()) => Ok(see_other(&web::address(PATH, &[("framework", &form.framework)]))),
        Err(refusal) => {
            let page = twins_page(&view, &library, &decisions, (&form.framework, Some(refusal)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The page; `framework` is the code of the one that was chosen, or empty.
pub fn twins_page(
    view: &View,
    library: &Library,
    decisions: &Decisions,
    (framework, refusal): (&str, Option<TwinRefusal>),
) -> Markup {
    let title = t!(view, "twins-title");
    let (open, decided) = shown(library, decisions, Some(framework).filter(|code| !code.is_empty()));
    let number = i64::try_from(open.len()).unwrap_or(i64::MAX);
    let mut choices = vec![(String::new(), t!(view, "library-any"))];
    choices.extend(library.stock().frameworks.iter().map(|one| (one.code.to_string(), view.words(&one.title).to_owned())));
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/framework".to_owned(), t!(view, "library-title"))], view))
            (head(Some(&title), &t!(view, "twins-headline", number = number, written = view.count(number))))
            @if let Some(refusal) = refusal {
                (notice(Tone::Wrong, &view.text(&format!("refusal-{}", refusal.code().replace('.', "-")), &ui::Args::new())))
            }
            div.stack.loose {
                p { (t!(view, "twins-explain")) }
                form.stack.search method="get" action=(PATH) {
                    (Field { name: "framework", label: t!(view, "library-choice-framework"), value: framework, ..Field::default() }.choice(&choices))
                    button.button.plain { (t!(view, "twins-show")) }
                }
                (section(view, library, ("open", &t!(view, "twins-open")), (&open, framework)))
                (section(view, library, ("decided", &t!(view, "twins-decided")), (&decided, framework)))
            }
        },
    )
}

fn section(view: &View, library: &Library, (id, title): (&str, &str), (pairs, framework): (&[Shown<'_>], &str)) -> Markup {
    html! {
        section aria-labelledby=(id) {
            header { h2 id=(id) { (title) } }
            @if pairs.is_empty() { p { (t!(view, "twins-none")) } } @else {
                ul.rows.plain { @for pair in pairs.iter().take(MOST) { li { (row(view, library, pair, framework)) } } }
                @if pairs.len() > MOST { p.quiet { (t!(view, "twins-more", number = (pairs.len() - MOST) as i64)) } }
            }
        }
    }
}

fn row(view: &View, library: &Library, pair: &Shown<'_>, framework: &str) -> Markup {
    let choices: &[(&str, &str)] = match pair.decision {
        None => &[("alias", "twins-alias"), ("alias-other", "twins-alias"), ("apart", "twins-apart")],
        Some(_) => &[("open", "twins-reopen")],
    };
    html! {
        div.stack {
            (competency(view, library, pair.one))
            (competency(view, library, pair.other))
            p {
                @if let Some(score) = pair.score { span.quiet { (t!(view, "twins-score", score = i64::from(score))) } " " }
                @if let Some(decision) = pair.decision { (tag(Tone::Plain, &view.text(&format!("twins-is-{}", decision.as_str()), &ui::Args::new()))) }
            }
            form.cluster method="post" action=(PATH) {
                input type="hidden" name="one" value=(pair.one.code);
                input type="hidden" name="other" value=(pair.other.code);
                input type="hidden" name="framework" value=(framework);
                @for (value, words) in choices {
                    @let (stays, goes) = if *value == "alias-other" { (pair.other, pair.one) } else { (pair.one, pair.other) };
                    button.button.plain name="decision" value=(value) {
                        (view.text(words, &named(view, stays, goes)))
                        span.hidden-label { ": " (view.words(&pair.one.name)) ", " (view.words(&pair.other.name)) }
                    }
                }
            }
        }
    }
}

/// The name of the one that would stay; with its code where both are called the same.
fn named(view: &View, stays: &CompetencyEntry, goes: &CompetencyEntry) -> ui::Args {
    let [name, other] = [stays, goes].map(|entry| view.words(&entry.name));
    let same = name.to_lowercase() == other.to_lowercase();
    let mut args = ui::Args::new();
    args.set("name", if same { format!("{name} ({})", stays.code) } else { name.to_owned() });
    args
}

fn competency(view: &View, library: &Library, entry: &CompetencyEntry) -> Markup {
    html! {
        p {
            a href={ "/framework/competencies/" (entry.code) } { b { (view.say(&entry.name)) } }
            span.quiet { (view.say(&library.framework(entry).title)) " · " (view.say(&entry.definition)) }
        }
    }
}

/// Two competencies whose names look alike.
#[derive(Debug, Serialize, ToSchema)]
pub struct Twin {
    /// Code of the one.
    pub one: String,
    /// Code of the other.
    pub other: String,
    /// Likeness, 70 to 100.
    pub score: u32,
    /// `alias`, `apart`, or null where nobody has decided.
    pub decision: Option<String>,
}

/// The names that look alike, with what was decided. For accounts that draft frameworks.
#[utoipa::path(get, path = "/api/v1/frameworks/twins", tag = "frameworks", responses(
    (status = 200, body = Vec<Twin>), (status = 401, body = Problem), (status = 403, body = Problem)
))]
async fn list_twins(State(site): State<Site>, ProgramActor(actor): ProgramActor) -> Result<Json<Vec<Twin>>, Problem> {
    let (library, decisions) = load(&site, &Shelf::default(), &actor).await?;
    let (open, decided) = shown(&library, &decisions, None);
    let twin = |pair: Shown<'_>| Twin {
        one: pair.one.code.to_string(),
        other: pair.other.code.to_string(),
        score: pair.score.unwrap_or_default(),
        decision: pair.decision.map(|decision| decision.as_str().to_owned()),
    };
    Ok(Json(open.into_iter().chain(decided).map(twin).collect()))
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::*;
    use crate::library::samples::library;

    #[test]
    fn the_page_renders_in_every_language() {
        let mut stock = library().stock().clone();
        stock.competencies[1].name = stock.competencies[0].name.clone();
        let library = Library::new(stock);
        let pair = key_of(&library.stock().competencies[0], &library.stock().competencies[1]);
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for pairs in [BTreeMap::new(), BTreeMap::from([(pair, Decision::Alias)])] {
                let decisions = Decisions { pairs, ..Decisions::default() };
                for refusal in [None, Some(TwinRefusal::NotTwo), Some(TwinRefusal::Contradicts)] {
                    let page = twins_page(&view, &library, &decisions, ("f", refusal)).into_string();
                    assert_eq!(page.matches("<h1").count(), 1);
                    assert!(!page.contains(">twins-") && page.contains("name=\"decision\""), "{page}");
                }
            }
        }
    }
}
