//! Which governments have accepted which frameworks, and the form by which one does.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use kernel::{Date, Key, LanguageText};
use maud::{Markup, html};
use people::Actor;
use people::grant::{Action, allows, reached_offices};
use people::organisation::{self, Office};
use serde::Deserialize;
use store::Conn;
use ui::components::{Tone, head, notice, tag, trail};
use ui::form::Field;
use ui::{View, t};
use web::{Answered, Fault, Site, see_other};

use super::{PATH, explain};
use crate::Framework;
use crate::overlay::domain::OverlayRefusal;
use crate::overlay::floor::{Acceptance, NewAcceptance, accept, acceptances, frameworks};
use crate::overlay::impact::preview_acceptance;
use crate::publication::{Impact, Proofs, no_proofs};
use crate::requirement::GRACE_DAYS;

const FLOOR: &str = "/frameworks/floor";

/// What the form sends, also to ask whom it would concern.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct FloorForm {
    #[serde(default)]
    government: String,
    #[serde(default)]
    framework: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    grace: String,
    #[serde(default)]
    order: String,
}

/// What the page shows.
#[derive(Clone, Debug, Default)]
pub(super) struct FloorPage {
    governments: Vec<Office>,
    frameworks: Vec<(Key<Framework>, String, LanguageText)>,
    acceptances: BTreeMap<(Key<people::Organisation>, Key<Framework>), Acceptance>,
    /// Governments for which the reader may accept.
    mine: Vec<Key<people::Organisation>>,
    /// Whom the choice of the form would concern.
    impact: Option<Impact>,
}

async fn load(conn: &mut Conn, actor: &Actor) -> Result<FloorPage, Fault> {
    let actions = [Action::WriteOverlay, Action::ReviewOverlay, Action::AcceptFloor];
    if !actor.grants().iter().any(|grant| actions.iter().any(|action| allows(grant.role, *action))) {
        return Err(Fault::Denied);
    }
    let governments = organisation::governments(conn).await?;
    let keys: Vec<_> = governments.iter().map(|office| office.key).collect();
    let mine = reached_offices(conn, actor, Action::AcceptFloor, &keys).await?;
    let acceptances = acceptances(conn).await?.into_iter().map(|one| ((one.government, one.framework), one)).collect();
    Ok(FloorPage { governments, frameworks: frameworks(conn).await?, acceptances, mine, impact: None })
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    (Extension(view), proofs): (Extension<View>, Option<Extension<Proofs>>),
    actor: Actor,
    Query(form): Query<FloorForm>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let mut model = load(&mut conn, &actor).await?;
    let government =
        model.governments.iter().find(|office| office.code.as_str() == form.government && model.mine.contains(&office.key));
    let framework = model.frameworks.iter().find(|(_, code, _)| *code == form.framework);
    if let Some((government, (framework, ..))) = government.zip(framework) {
        let proofs = proofs.map_or_else(no_proofs, |Extension(proofs)| Arc::clone(&proofs));
        let proven = proofs.proven(&mut conn, site.db.context().now()).await?;
        let (impact, _) = preview_acceptance(&mut conn, (government.key, *framework), actor.today(), &proven).await?;
        model.impact = Some(impact);
    }
    Ok(floor_page(&view, &model, (&form, None)))
}

pub(super) async fn act(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Form(form): Form<FloorForm>,
) -> Result<Response, Fault> {
    let model = load(&mut site.db.read().await?, &actor).await?;
    let FloorForm { government, framework, from, grace, order } = form.clone();
    let (from, grace_days) = (Date::parse(&from).ok(), grace.trim().parse().unwrap_or(0));
    let new = NewAcceptance { actor, government, framework, from, grace_days, rests_on: order };
    match accept(&site.db, new).await.answered()? {
        Ok(()) => Ok(see_other(FLOOR)),
        Err(refusal) => Ok((StatusCode::UNPROCESSABLE_ENTITY, floor_page(&view, &model, (&form, Some(refusal)))).into_response()),
    }
}

/// The page.
pub(super) fn floor_page(view: &View, model: &FloorPage, (form, refusal): (&FloorForm, Option<OverlayRefusal>)) -> Markup {
    let title = t!(view, "floor-title");
    ui::page(
        view,
        &title,
        html! {
            (trail(&[(PATH.to_owned(), t!(view, "overlays-title"))], view))
            (head(None, &title))
            p { (t!(view, "floor-explain")) }
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            div.stack.loose {
                @for (framework, _, name) in &model.frameworks { (one(view, model, (*framework, name))) }
                @if !model.mine.is_empty() { (accept_form(view, model, form)) }
            }
        },
    )
}

fn one(view: &View, model: &FloorPage, (framework, name): (Key<Framework>, &LanguageText)) -> Markup {
    let id = format!("framework-{}", framework.number());
    html! {
        section aria-labelledby=(id) {
            header { h2 id=(id) { (view.say(name)) } }
            ul.rows.plain {
                @for government in &model.governments {
                    @let accepted = model.acceptances.get(&(government.key, framework));
                    li {
                        div {
                            b { (view.say(&government.name)) }
                            @if let Some(accepted) = accepted {
                                span.quiet { (t!(view, "floor-from", date = view.date(accepted.from))) }
                                @if accepted.rests_on.is_empty() { span.quiet { (t!(view, "floor-as-before")) } } @else { span.quiet { (accepted.rests_on) } }
                            } @else { span.quiet { (t!(view, "floor-library")) } }
                        }
                        @match accepted {
                            Some(one) if one.in_force => (tag(Tone::Held, &t!(view, "floor-accepted"))),
                            Some(_) => (tag(Tone::Gap, &t!(view, "floor-waits"))),
                            None => (tag(Tone::Plain, &t!(view, "floor-open"))),
                        }
                    }
                }
            }
        }
    }
}

fn accept_form(view: &View, model: &FloorPage, form: &FloorForm) -> Markup {
    let own = model.governments.iter().filter(|office| model.mine.contains(&office.key));
    let governments: Vec<(String, String)> =
        own.map(|office| (office.code.to_string(), view.words(&office.name).to_owned())).collect();
    let frameworks: Vec<(String, String)> =
        model.frameworks.iter().map(|(_, code, title)| (code.clone(), view.words(title).to_owned())).collect();
    let grace = if form.grace.is_empty() { GRACE_DAYS.to_string() } else { form.grace.clone() };
    let line = |name, label: String, hint: Option<String>, value| Field { name, label, hint, value, ..Field::default() };
    html! {
        section aria-labelledby="accept" {
            header { h2 id="accept" { (t!(view, "floor-accept")) } }
            @if let Some(impact) = &model.impact {
                p.notice { (t!(view, "impact-headline", count = impact.officials, written = view.count(impact.officials))) }
            }
            form.stack method="get" action=(FLOOR) {
                (line("government", t!(view, "floor-government"), None, &form.government).choice(&governments))
                (line("framework", t!(view, "library-choice-framework"), None, &form.framework).choice(&frameworks))
                button.button.plain { (t!(view, "draft-to-impact")) }
                (line("from", t!(view, "floor-day"), Some(t!(view, "draft-from-hint")), &form.from).line("date"))
                (line("grace", t!(view, "draft-grace"), Some(t!(view, "draft-grace-hint")), &grace).line("number"))
                (line("order", t!(view, "floor-order"), Some(t!(view, "floor-order-hint")), &form.order).line("text"))
                button.button formmethod="post" { (t!(view, "floor-send")) }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::{Code, Language, Timestamp};

    use super::*;

    #[test]
    fn the_acceptances_render_in_every_language() {
        let office = |key: i64| Office {
            key: Key::new(key),
            code: Code::parse(&format!("G{key}")).expect("a code"),
            name: LanguageText::of(format!("Government {key}"), format!("सरकार {key}")),
        };
        let acceptance = |key: i64, in_force| Acceptance {
            government: Key::new(key),
            framework: Key::new(1),
            from: Date(20_000),
            grace_days: 90,
            rests_on: if in_force { String::new() } else { "Order 7 <of> 2026".to_owned() },
            at: Timestamp(1_795_000_000_000_000),
            in_force,
        };
        let all = [acceptance(1, true), acceptance(2, false)];
        let model = FloorPage {
            governments: vec![office(1), office(2), office(3)],
            frameworks: vec![(Key::new(1), "f".to_owned(), LanguageText::of("F", "एफ़"))],
            acceptances: all.into_iter().map(|one| ((one.government, one.framework), one)).collect(),
            mine: vec![Key::new(3)],
            impact: Some(Impact::default()),
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let form = FloorForm { order: "Typed <already>".to_owned(), ..FloorForm::default() };
            let page = floor_page(&view, &model, (&form, Some(OverlayRefusal::NoOrder))).into_string();
            assert!(page.matches("<h1").count() == 1 && page.contains("Typed &lt;already&gt;"), "{page}");
            assert!(!page.contains(">floor-") && page.contains("Order 7 &lt;of&gt; 2026"), "{page}");
            let reader = FloorPage { mine: Vec::new(), ..model.clone() };
            assert!(!floor_page(&view, &reader, (&form, None)).into_string().contains("formmethod"));
        }
    }
}
