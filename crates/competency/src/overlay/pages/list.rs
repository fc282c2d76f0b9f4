//! All overlays within reach, and how one is begun.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use kernel::LanguageText;
use maud::{Markup, html};
use people::Actor;
use people::grant::{Action, Scope, allows};
use people::organisation::{self, Office};
use serde::Deserialize;
use store::Conn;
use ui::components::{Tone, head, notice, tag};
use ui::form::Field;
use ui::{View, t};
use web::{Answered, Fault, Site, see_other};

use super::{PATH, explain, state_words};
use crate::overlay::authority::parts;
use crate::overlay::domain::{OverlayRefusal, State};
use crate::overlay::service::{NewOverlay, conflicts, open};
use crate::overlay::store::{self as sql, Overlay};
use crate::overlay::{authority::may, floor};

/// Offices that the form offers.
const OFFICES: i64 = 400;

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct BeginForm {
    #[serde(default)]
    title: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    framework: String,
}

/// What the page shows.
#[derive(Clone, Debug, Default)]
pub(super) struct ListPage {
    /// With how much of it the framework contradicts.
    overlays: Vec<(Overlay, usize)>,
    /// For whom one can be begun; empty for who may not.
    offices: Vec<Office>,
    frameworks: Vec<(String, LanguageText)>,
}

async fn load(conn: &mut Conn, actor: &Actor) -> Result<ListPage, Fault> {
    let actions = [Action::WriteOverlay, Action::ReviewOverlay, Action::AcceptFloor];
    if !actor.grants().iter().any(|grant| actions.iter().any(|action| allows(grant.role, *action))) {
        return Err(Fault::Denied);
    }
    let mut page = ListPage::default();
    for overlay in sql::all(conn).await? {
        if parts(conn, actor, overlay.organisation).await?.is_empty() {
            continue;
        }
        let open = matches!(overlay.state, State::Published | State::Drafting);
        let contradicted = if open { conflicts(conn, &overlay).await?.len() } else { 0 };
        page.overlays.push((overlay, contradicted));
    }
    for grant in actor.grants().iter().filter(|grant| allows(grant.role, Action::WriteOverlay)) {
        if let Scope::Organisation(key) = grant.scope {
            page.offices.extend(organisation::below(conn, key, OFFICES).await?);
        }
    }
    if !page.offices.is_empty() {
        page.frameworks = floor::frameworks(conn).await?.into_iter().map(|(_, code, title)| (code, title)).collect();
    }
    Ok(page)
}

/// Overlays that wait for the decision of the actor.
pub(crate) async fn waiting(conn: &mut Conn, actor: &Actor) -> Result<Vec<Overlay>, store::Error> {
    let mut waiting = Vec::new();
    for overlay in sql::all(conn).await?.into_iter().filter(|overlay| overlay.state == State::Review) {
        if may(conn, actor, Action::ReviewOverlay, overlay.organisation).await? {
            waiting.push(overlay);
        }
    }
    Ok(waiting)
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
    let BeginForm { title, organisation, framework } = form.clone();
    match open(&site.db, NewOverlay { actor, organisation, framework, title }).await.answered()? {
        Ok(id) => Ok(see_other(&format!("{PATH}/{id}"))),
        Err(refusal) => Ok((StatusCode::UNPROCESSABLE_ENTITY, list_page(&view, &model, &form, Some(refusal))).into_response()),
    }
}

/// The page.
pub(super) fn list_page(view: &View, model: &ListPage, form: &BeginForm, refusal: Option<OverlayRefusal>) -> Markup {
    let title = t!(view, "overlays-title");
    let of = |wanted: fn(State) -> bool| model.overlays.iter().filter(|(overlay, _)| wanted(overlay.state)).collect::<Vec<_>>();
    let open = of(|state| matches!(state, State::Drafting | State::Review | State::Scheduled));
    let (standing, past) =
        (of(|state| state == State::Published), of(|state| matches!(state, State::Superseded | State::Closed)));
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            p { (t!(view, "overlays-explain")) }
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            div.stack.loose {
                (section(view, ("open", &t!(view, "overlays-open")), &open))
                (section(view, ("standing", &t!(view, "overlays-standing")), &standing))
                @if model.overlays.is_empty() { p { (t!(view, "overlays-none")) } }
                @if !model.offices.is_empty() { (begin_form(view, model, form)) }
                p { a.button.plain href="/frameworks/floor" { (t!(view, "floor-title")) } }
                (section(view, ("past", &t!(view, "overlays-past")), &past))
            }
        },
    )
}

fn section(view: &View, (id, title): (&str, &str), overlays: &[&(Overlay, usize)]) -> Markup {
    html! {
        @if !overlays.is_empty() {
            section aria-labelledby=(id) {
                header { h2 id=(id) { (title) } }
                ul.rows.plain { @for (overlay, contradicted) in overlays { li { (row(view, overlay, *contradicted)) } } }
            }
        }
    }
}

pub(super) fn tone(state: State) -> Tone {
    match state {
        State::Published | State::Scheduled => Tone::Held,
        State::Review => Tone::Gap,
        State::Drafting | State::Superseded | State::Closed => Tone::Plain,
    }
}

fn row(view: &View, overlay: &Overlay, contradicted: usize) -> Markup {
    html! {
        div {
            a href={ (PATH) "/" (overlay.id) } { b { (overlay.title) } }
            span.quiet {
                (view.say(&overlay.name)) " · " (view.say(&overlay.framework_title)) " · " (t!(view, "overlay-edition", edition = overlay.edition))
            }
            @if contradicted > 0 { (tag(Tone::Wrong, &t!(view, "overlay-contradicted", number = contradicted as i64))) }
        }
        (tag(tone(overlay.state), &state_words(view, overlay.state)))
    }
}

fn begin_form(view: &View, model: &ListPage, form: &BeginForm) -> Markup {
    let frameworks: Vec<(String, String)> =
        model.frameworks.iter().map(|(code, title)| (code.clone(), view.words(title).to_owned())).collect();
    let offices: Vec<(String, String)> =
        model.offices.iter().map(|office| (office.code.to_string(), view.words(&office.name).to_owned())).collect();
    let line = |name, label: String, hint: Option<String>, value| Field { name, label, hint, value, ..Field::default() };
    html! {
        section aria-labelledby="begin" {
            header { h2 id="begin" { (t!(view, "overlay-begin")) } }
            form.stack method="post" action=(PATH) {
                (line("title", t!(view, "draft-title"), Some(t!(view, "overlay-title-hint")), &form.title).line("text"))
                (line("organisation", t!(view, "overlay-office"), Some(t!(view, "overlay-office-hint")), &form.organisation).choice(&offices))
                (line("framework", t!(view, "library-choice-framework"), None, &form.framework).choice(&frameworks))
                button.button { (t!(view, "overlay-begin-send")) }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::{Code, Key, Language};

    use super::super::samples::overlay;
    use super::*;

    #[test]
    fn the_list_renders_in_every_language_with_overlays_in_every_state() {
        let overlays = State::ALL.iter().map(|state| (overlay(*state), usize::from(*state == State::Published))).collect();
        let office =
            Office {
                key: Key::new(1), code: Code::parse("O").expect("a code"), name: LanguageText::of("Office", "कार्यालय")
            };
        let full =
            ListPage { overlays, offices: vec![office], frameworks: vec![("f".to_owned(), LanguageText::of("F", "एफ़"))] };
        let form = BeginForm { title: "Typed <already>".to_owned(), ..BeginForm::default() };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = list_page(&view, &full, &form, Some(OverlayRefusal::OpenAlready)).into_string();
            assert!(page.matches("<h1").count() == 1 && page.contains("Typed &lt;already&gt;"), "{page}");
            assert!(!page.contains(">overlay") && !page.contains("refusal-"), "{page}");
            assert!(list_page(&view, &ListPage::default(), &form, None).into_string().contains("<h1>"));
        }
    }
}
