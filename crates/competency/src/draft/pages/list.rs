//! All drafts within reach, and how one is begun.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use kernel::{Code, LanguageText};
use maud::{Markup, html};
use people::grant::{Action, Scope, allows};
use people::organisation::{self, Office};
use people::{Actor, posting};
use serde::Deserialize;
use store::Conn;
use ui::components::{Tone, head, notice, tag};
use ui::form::Field;
use ui::{View, t};
use web::{Answered, Fault, Site, see_other};

use super::{explain, state_words};
use crate::draft::authority::parts;
use crate::draft::domain::{DraftRefusal, State};
use crate::draft::service::{NewDraft, open};
use crate::draft::store::{self as sql, Draft};

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct BeginForm {
    #[serde(default)]
    framework: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    version: String,
}

/// What the page shows.
#[derive(Clone, Debug, Default)]
pub(super) struct ListPage {
    drafts: Vec<Draft>,
    /// What a draft can be begun of; empty for who may not.
    frameworks: Vec<(Code, LanguageText)>,
    /// For whom; empty where a code has to be typed.
    offices: Vec<Office>,
}

async fn load(conn: &mut Conn, actor: &Actor) -> Result<ListPage, Fault> {
    let takes_part = |grant: &people::grant::Grant| super::super::authority::PARTS.iter().any(|part| allows(grant.role, *part));
    if !actor.grants().iter().any(takes_part) {
        return Err(Fault::Denied);
    }
    let mut page = ListPage::default();
    for draft in sql::all(conn).await? {
        if !parts(conn, actor, &draft).await?.is_empty() {
            page.drafts.push(draft);
        }
    }
    for grant in actor.grants().iter().filter(|grant| allows(grant.role, Action::DraftFramework)) {
        page.frameworks = sql::frameworks(conn).await?;
        match (&grant.scope, actor.official()) {
            (Scope::Organisation(key), _) => page.offices.push(organisation::by_key(conn, *key).await?),
            // Who writes a framework for all does so from where they serve.
            (_, Some(official)) => {
                for posting in posting::current(conn, official, actor.today()).await? {
                    page.offices.push(organisation::by_key(conn, posting.organisation).await?);
                }
            }
            (_, None) => {}
        }
    }
    Ok(page)
}

pub(super) async fn show(Shared(site): Shared<Site>, Extension(view): Extension<View>, actor: Actor) -> Result<Markup, Fault> {
    let model = load(&mut site.db.read().await?, &actor).await?;
    Ok(list_page(&view, &model, &BeginForm::default(), None))
}

pub(super) async fn begin(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Form(form): Form<BeginForm>,
) -> Result<Response, Fault> {
    let model = load(&mut site.db.read().await?, &actor).await?;
    let BeginForm { framework, organisation, title, version } = form.clone();
    match open(&site.db, NewDraft { actor, framework, organisation, title, version }).await.answered()? {
        Ok(id) => Ok(see_other(&format!("/frameworks/drafts/{id}"))),
        Err(refusal) => Ok((StatusCode::UNPROCESSABLE_ENTITY, list_page(&view, &model, &form, Some(refusal))).into_response()),
    }
}

/// The page.
pub(super) fn list_page(view: &View, model: &ListPage, form: &BeginForm, refusal: Option<DraftRefusal>) -> Markup {
    let title = t!(view, "drafts-title");
    let ended = |draft: &&Draft| matches!(draft.state, State::Published | State::Closed);
    let (past, open): (Vec<&Draft>, Vec<&Draft>) = model.drafts.iter().partition(ended);
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            @if let Some(refusal) = refusal {
                (notice(Tone::Wrong, &explain(view, refusal)))
                @if refusal == DraftRefusal::Shared { p { a.button href="/frameworks/overlays" { (t!(view, "overlays-title")) } } }
            }
            div.stack.loose {
                section aria-labelledby="open" {
                    header { h2 id="open" { (t!(view, "drafts-open")) } }
                    @if open.is_empty() { p { (t!(view, "drafts-none")) } } @else { (rows(view, &open)) }
                }
                @if !model.frameworks.is_empty() {
                    (begin_form(view, model, form))
                    p.cluster {
                        a.button.plain href="/frameworks/overlays" { (t!(view, "overlays-title")) }
                        a.button.plain href="/frameworks/twins" { (t!(view, "twins-title")) }
                        a.button.plain href="/frameworks/crosswalks" { (t!(view, "crosswalks-title")) }
                    }
                }
                @if !past.is_empty() {
                    section aria-labelledby="past" {
                        header { h2 id="past" { (t!(view, "drafts-past")) } }
                        (rows(view, &past))
                    }
                }
            }
        },
    )
}

/// Drafts as a list.
pub(super) fn rows(view: &View, drafts: &[&Draft]) -> Markup {
    let tone = |state| match state {
        State::Refused | State::Closed => Tone::Wrong,
        State::Scheduled | State::Published => Tone::Held,
        State::Drafting | State::Opening => Tone::Plain,
        State::Review1 | State::Review2 | State::Appealed => Tone::Gap,
    };
    html! {
        ul.rows.plain {
            @for draft in drafts {
                li {
                    div {
                        a href={ "/frameworks/drafts/" (draft.id) } { b { (draft.title) } }
                        span.quiet {
                            (view.say(&draft.framework_title)) " · " (t!(view, "draft-versions", base = draft.base.clone(), version = draft.version.clone()))
                            " · " (view.say(&draft.office))
                        }
                    }
                    span {
                        @if draft.is_overtaken() { (tag(Tone::Gap, &t!(view, "draft-is-overtaken"))) " " }
                        (tag(tone(draft.state), &state_words(view, draft.state)))
                    }
                }
            }
        }
    }
}

fn begin_form(view: &View, model: &ListPage, form: &BeginForm) -> Markup {
    let frameworks: Vec<(String, String)> =
        model.frameworks.iter().map(|(code, title)| (code.to_string(), view.words(title).to_owned())).collect();
    let offices: Vec<(String, String)> =
        model.offices.iter().map(|office| (office.code.to_string(), view.words(&office.name).to_owned())).collect();
    let line = |name, label: String, hint: Option<String>, value| Field { name, label, hint, value, ..Field::default() };
    html! {
        section aria-labelledby="begin" {
            header { h2 id="begin" { (t!(view, "draft-begin")) } }
            form.stack method="post" action="/frameworks/drafts" {
                (line("title", t!(view, "draft-title"), Some(t!(view, "draft-title-hint")), &form.title).line("text"))
                (line("version", t!(view, "draft-version"), Some(t!(view, "draft-version-hint")), &form.version).line("text"))
                (line("framework", t!(view, "library-choice-framework"), None, &form.framework).choice(&frameworks))
                @if offices.is_empty() {
                    (line("organisation", t!(view, "draft-office"), Some(t!(view, "draft-office-hint")), &form.organisation).line("text"))
                } @else {
                    (line("organisation", t!(view, "draft-office"), None, &form.organisation).choice(&offices))
                }
                button.button { (t!(view, "draft-begin-send")) }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::{Key, Language};

    use super::super::samples::draft;
    use super::*;

    #[test]
    fn the_list_renders_in_every_language_with_drafts_in_every_state() {
        let drafts = State::ALL.iter().map(|state| Draft { newest: "1.5".to_owned(), ..draft(*state) }).collect();
        let office =
            Office {
                key: Key::new(1), code: Code::parse("O").expect("a code"), name: LanguageText::of("Office", "कार्यालय")
            };
        let frameworks = vec![(Code::parse("f").expect("a code"), LanguageText::of("F", "एफ़"))];
        let full = ListPage { drafts, frameworks, offices: vec![office] };
        let form = BeginForm { title: "Typed <already>".to_owned(), ..BeginForm::default() };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = list_page(&view, &full, &form, Some(DraftRefusal::VersionTaken)).into_string();
            assert!(page.contains("Typed &lt;already&gt;") && page.matches("<h1").count() == 1, "{page}");
            assert!(!page.contains(">draft") && !page.contains("refusal-"), "{page}");
            let empty = list_page(&view, &ListPage::default(), &BeginForm::default(), None).into_string();
            assert!(!empty.contains("<form class=\"stack\""));
        }
    }
}
