//! The page of crosswalks: those declared, and the form for one more.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Form, Router};
use kernel::{Key, Level};
use maud::{Markup, html};
use people::Actor;
use serde::Deserialize;
use ui::components::{Tone, head, notice, tag, trail};
use ui::form::Field;
use ui::{Args, View, t};
use web::{Answered, Fault, Refusal, Site, see_other};

use super::domain::{Crosswalk, CrosswalkRefusal, Relation};
use super::service::{self, Declare};
use super::store as sql;
use crate::Competency;
use crate::library::{CompetencyEntry, Library, Shelf};
use crate::twins::may_decide;

const PATH: &str = "/frameworks/crosswalks";

/// The routes.
pub fn routes(shelf: Shelf) -> Router<Site> {
    Router::new().route(PATH, get(show).post(declare)).layer(Extension(shelf))
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct CrosswalkForm {
    /// Code of the origin.
    #[serde(default)]
    pub origin: String,
    /// Code of the target.
    #[serde(default)]
    pub target: String,
    /// A relation; `none` takes the crosswalk back.
    #[serde(default)]
    pub relation: String,
    /// A level, or empty.
    #[serde(default)]
    pub cap: String,
}

async fn show(
    State(site): State<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    actor: Actor,
) -> Result<Markup, Fault> {
    if !may_decide(&actor) {
        return Err(Fault::Denied);
    }
    let all = sql::all(&mut site.db.read().await?).await?;
    let library = shelf.library(&site.db).await?;
    Ok(crosswalks_page(&view, &library, &all, (&CrosswalkForm::default(), None)))
}

async fn declare(
    State(site): State<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    actor: Actor,
    Form(form): Form<CrosswalkForm>,
) -> Result<Response, Fault> {
    let relation = Relation::parse(&form.relation);
    let cap = form.cap.parse().ok().and_then(|number| Level::new(number).ok());
    let command = Declare { actor, codes: (form.origin.clone(), form.target.clone()), relation, cap };
    let outcome = if relation.is_none() && form.relation != "none" && may_decide(&command.actor) {
        Err(CrosswalkRefusal::NoRelation)
    } else {
        service::declare(&site.db, command).await.answered()?
    };
    match outcome {
        Ok(()) => Ok(see_other(PATH)),
        Err(refusal) => {
            let all = sql::all(&mut site.db.read().await?).await?;
            let library = shelf.library(&site.db).await?;
            let page = crosswalks_page(&view, &library, &all, (&form, Some(refusal)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The page.
pub fn crosswalks_page(
    view: &View,
    library: &Library,
    all: &[Crosswalk],
    (form, refusal): (&CrosswalkForm, Option<CrosswalkRefusal>),
) -> Markup {
    let title = t!(view, "crosswalks-title");
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/framework".to_owned(), t!(view, "library-title"))], view))
            (head(Some(&title), &t!(view, "crosswalks-headline", number = all.len() as i64)))
            @if let Some(refusal) = refusal {
                (notice(Tone::Wrong, &view.text(&format!("refusal-{}", refusal.code().replace('.', "-")), &Args::new())))
            }
            div.stack.loose {
                p { (t!(view, "crosswalks-explain")) }
                section aria-labelledby="declared" {
                    header { h2 id="declared" { (t!(view, "crosswalks-declared")) } }
                    @if all.is_empty() { p { (t!(view, "crosswalks-none")) } } @else {
                        ul.rows.plain { @for one in all { li { (row(view, library, one)) } } }
                    }
                }
                section aria-labelledby="new" {
                    header { h2 id="new" { (t!(view, "crosswalks-new")) } }
                    (entry(view, form))
                }
            }
        },
    )
}

fn find(library: &Library, key: Key<Competency>) -> Option<&CompetencyEntry> {
    library.stock().competencies.iter().find(|entry| entry.key == key)
}

fn relation_words(view: &View, relation: Relation) -> String {
    view.text(&format!("crosswalk-relation-{}", relation.as_str()), &Args::new())
}

/// What a crosswalk counts for, in a sentence.
fn rule(view: &View, crosswalk: &Crosswalk) -> String {
    match (crosswalk.relation, crosswalk.cap) {
        (Relation::Exact, _) => t!(view, "crosswalk-counts-exact"),
        (Relation::Broader | Relation::Narrower, Some(cap)) => t!(view, "crosswalk-counts-cap", level = cap.number()),
        _ => t!(view, "crosswalk-counts-nothing"),
    }
}

fn row(view: &View, library: &Library, crosswalk: &Crosswalk) -> Markup {
    let ends = find(library, crosswalk.origin).zip(find(library, crosswalk.target));
    html! {
        @if let Some((origin, target)) = ends {
            div.stack {
                p { (competency(view, library, origin)) }
                p { (tag(Tone::Plain, &relation_words(view, crosswalk.relation))) " " (competency(view, library, target)) }
                p.quiet { (rule(view, crosswalk)) }
                form method="post" action=(PATH) {
                    input type="hidden" name="origin" value=(origin.code);
                    input type="hidden" name="target" value=(target.code);
                    button.button.plain name="relation" value="none" {
                        (t!(view, "crosswalks-remove"))
                        span.hidden-label { ": " (view.words(&origin.name)) ", " (view.words(&target.name)) }
                    }
                }
            }
        }
    }
}

fn competency(view: &View, library: &Library, entry: &CompetencyEntry) -> Markup {
    html! {
        a href={ "/framework/competencies/" (entry.code) } { b { (view.say(&entry.name)) } }
        span.quiet { (view.say(&library.framework(entry).title)) }
    }
}

fn entry(view: &View, form: &CrosswalkForm) -> Markup {
    let code = |name: &'static str, label: String, value| Field {
        name,
        label,
        hint: Some(t!(view, "crosswalks-code-hint")),
        value,
        ..Field::default()
    };
    let relations: Vec<(String, String)> =
        Relation::ALL.iter().map(|relation| (relation.as_str().to_owned(), relation_words(view, *relation))).collect();
    let mut caps = vec![(String::new(), t!(view, "crosswalks-cap-none"))];
    caps.extend(Level::ALL.map(|level| (level.number().to_string(), t!(view, "competency-level", level = level.number()))));
    html! {
        form.stack method="post" action=(PATH) {
            (code("origin", t!(view, "crosswalks-origin"), &form.origin).line("text"))
            (Field { name: "relation", label: t!(view, "crosswalks-relation"), value: &form.relation, ..Field::default() }.choice(&relations))
            (code("target", t!(view, "crosswalks-target"), &form.target).line("text"))
            (Field { name: "cap", label: t!(view, "crosswalks-cap"), hint: Some(t!(view, "crosswalks-cap-hint")), value: &form.cap, ..Field::default() }.choice(&caps))
            button.button { (t!(view, "crosswalks-declare")) }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::*;
    use crate::library::samples::library;

    #[test]
    fn the_page_renders_in_every_language() {
        let library = library();
        let [one, other] = [0, 1].map(|at| library.stock().competencies[at].key);
        let cap = Level::new(2).ok();
        let all: Vec<Crosswalk> =
            Relation::ALL.iter().map(|relation| Crosswalk { origin: one, target: other, relation: *relation, cap }).collect();
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for all in [&[][..], &all] {
                for refusal in
                    [None, Some(CrosswalkRefusal::Unknown), Some(CrosswalkRefusal::OneFramework), Some(CrosswalkRefusal::NoCap)]
                {
                    let page = crosswalks_page(&view, &library, all, (&CrosswalkForm::default(), refusal)).into_string();
                    assert_eq!(page.matches("<h1").count(), 1);
                    assert!(!page.contains(">crosswalk") && !page.contains(">refusal-"), "{page}");
                }
            }
        }
    }
}
