//! Which governments have accepted which frameworks, the forms by which one does or takes it back, and what has happened.

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
use ui::{Args, View, t};
use web::{Answered, Fault, Site, see_other};

use super::{PATH, explain};
use crate::Framework;
use crate::draft::{Deed, past};
use crate::overlay::domain::OverlayRefusal;
use crate::overlay::floor::{
    Acceptance, FloorStep, NewAcceptance, NewWithdrawal, Pair, accept, acceptances, floor_history, frameworks, withdraw,
};
use crate::overlay::impact::{preview_acceptance, preview_withdrawal};
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
    /// `withdraw`: the second form.
    #[serde(default)]
    act: String,
    /// What is withdrawn: the codes of government and framework with a blank between.
    #[serde(default)]
    which: String,
    /// From when it binds no more.
    #[serde(default)]
    until: String,
    #[serde(default)]
    reason: String,
}

impl FloorForm {
    fn withdraws(&self) -> bool {
        self.act == "withdraw"
    }

    /// The codes of the government and the framework of which it speaks.
    fn codes(&self) -> (&str, &str) {
        if self.withdraws() { self.which.split_once(' ').unwrap_or_default() } else { (&self.government, &self.framework) }
    }
}

/// What the page shows.
#[derive(Clone, Debug, Default)]
pub(super) struct FloorPage {
    governments: Vec<Office>,
    frameworks: Vec<(Key<Framework>, String, LanguageText)>,
    acceptances: BTreeMap<Pair, Acceptance>,
    /// What has happened, the oldest first.
    history: Vec<FloorStep>,
    /// Governments for which the reader may accept.
    mine: Vec<Key<people::Organisation>>,
    /// Whom the choice of the form would concern.
    impact: Option<Impact>,
}

/// Whether the actor may read what was accepted.
pub(in crate::overlay) fn looks_at_the_floor(actor: &Actor) -> Result<(), Fault> {
    let actions = [Action::WriteOverlay, Action::ReviewOverlay, Action::AcceptFloor];
    let may = actor.grants().iter().any(|grant| actions.iter().any(|action| allows(grant.role, *action)));
    if may { Ok(()) } else { Err(Fault::Denied) }
}

async fn load(conn: &mut Conn, actor: &Actor) -> Result<FloorPage, Fault> {
    looks_at_the_floor(actor)?;
    let governments = organisation::governments(conn).await?;
    let keys: Vec<_> = governments.iter().map(|office| office.key).collect();
    let mine = reached_offices(conn, actor, Action::AcceptFloor, &keys).await?;
    let acceptances = acceptances(conn).await?.into_iter().map(|one| ((one.government, one.framework), one)).collect();
    let history = floor_history(conn).await?;
    Ok(FloorPage { governments, frameworks: frameworks(conn).await?, acceptances, history, mine, impact: None })
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    (Extension(view), proofs): (Extension<View>, Option<Extension<Proofs>>),
    actor: Actor,
    Query(form): Query<FloorForm>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let mut model = load(&mut conn, &actor).await?;
    let (government, framework) = form.codes();
    let government =
        model.governments.iter().find(|office| office.code.as_str() == government && model.mine.contains(&office.key));
    let framework = model.frameworks.iter().find(|(_, code, _)| *code == framework);
    if let Some((government, (framework, ..))) = government.zip(framework) {
        let proofs = proofs.map_or_else(no_proofs, |Extension(proofs)| Arc::clone(&proofs));
        let proven = proofs.proven(&mut conn, site.db.context().now()).await?;
        let (of, today) = ((government.key, *framework), actor.today());
        let (impact, _) = if form.withdraws() {
            preview_withdrawal(&mut conn, of, today, &proven).await?
        } else {
            preview_acceptance(&mut conn, of, today, &proven).await?
        };
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
    let (government, framework) = form.codes();
    let (government, framework) = (government.to_owned(), framework.to_owned());
    let done = if form.withdraws() {
        let from = Date::parse(&form.until).ok();
        withdraw(&site.db, NewWithdrawal { actor, government, framework, from, reason: form.reason.clone() }).await
    } else {
        let from = Date::parse(&form.from).ok();
        let (grace_days, rests_on) = (form.grace.trim().parse().unwrap_or(0), form.order.clone());
        accept(&site.db, NewAcceptance { actor, government, framework, from, grace_days, rests_on }).await
    };
    match done.answered()? {
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
                @if !model.mine.is_empty() {
                    (accept_form(view, model, form))
                    (withdraw_form(view, model, form))
                }
                @if !model.history.is_empty() { (past(view, model.history.iter().map(|one| deed(view, model, one)))) }
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
                                @if let Some(ends) = accepted.ends { span.quiet { (t!(view, "floor-until", date = view.date(ends))) } }
                            } @else { span.quiet { (t!(view, "floor-library")) } }
                        }
                        @match accepted {
                            Some(one) if one.ends.is_some() => (tag(Tone::Gap, &t!(view, "floor-ends"))),
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
            @if let Some(impact) = model.impact.as_ref().filter(|_| !form.withdraws()) { (concerned(view, impact)) }
            form.stack method="get" action=(FLOOR) {
                (line("government", t!(view, "floor-government"), None, &form.government).choice(&governments))
                (line("framework", t!(view, "library-choice-framework"), None, &form.framework).choice(&frameworks))
                button.button.plain formnovalidate { (t!(view, "draft-to-impact")) }
                (line("from", t!(view, "floor-day"), Some(t!(view, "draft-from-hint")), &form.from).line("date"))
                (line("grace", t!(view, "draft-grace"), Some(t!(view, "draft-grace-hint")), &grace).line("number"))
                (line("order", t!(view, "floor-order"), Some(t!(view, "floor-order-hint")), &form.order).line("text"))
                button.button formmethod="post" { (t!(view, "floor-send")) }
            }
        }
    }
}

/// Whom it would concern: how many officials, and what of them would be asked.
fn concerned(view: &View, impact: &Impact) -> Markup {
    html! {
        div.notice role="status" {
            p { (t!(view, "impact-headline", count = impact.officials, written = view.count(impact.officials))) }
            p { (t!(view, "floor-impact", gain = view.count(impact.gain), lose = view.count(impact.lose), offices = view.count(impact.offices.len() as i64))) }
        }
    }
}

fn withdraw_form(view: &View, model: &FloorPage, form: &FloorForm) -> Markup {
    let open = |one: &&Acceptance| model.mine.contains(&one.government) && one.ends.is_none();
    let choice = |one: &Acceptance| {
        let government = model.governments.iter().find(|office| office.key == one.government)?;
        let (_, code, title) = model.frameworks.iter().find(|(key, ..)| *key == one.framework)?;
        let words = format!("{}: {}", view.words(&government.name), view.words(title));
        Some((format!("{} {code}", government.code), words))
    };
    let choices: Vec<(String, String)> = model.acceptances.values().filter(open).filter_map(choice).collect();
    let line = |name, label: String, hint: Option<String>, value| Field { name, label, hint, value, ..Field::default() };
    html! {
        @if !choices.is_empty() {
            section aria-labelledby="withdraw" {
                header { h2 id="withdraw" { (t!(view, "floor-withdraw")) } }
                p { (t!(view, "floor-withdraw-words")) }
                @if let Some(impact) = model.impact.as_ref().filter(|_| form.withdraws()) { (concerned(view, impact)) }
                form.stack method="get" action={ (FLOOR) "#withdraw" } {
                    input type="hidden" name="act" value="withdraw";
                    (line("which", t!(view, "floor-which"), None, &form.which).choice(&choices))
                    button.button.plain formnovalidate { (t!(view, "draft-to-impact")) }
                    (line("until", t!(view, "floor-end-day"), Some(t!(view, "floor-end-hint")), &form.until).line("date"))
                    (line("reason", t!(view, "floor-reason"), Some(t!(view, "floor-reason-hint")), &form.reason).line("text"))
                    button.button formmethod="post" { (t!(view, "floor-withdraw-send")) }
                }
            }
        }
    }
}

fn deed<'a>(view: &View, model: &FloorPage, one: &'a FloorStep) -> Deed<'a> {
    let government = model.governments.iter().find(|office| office.key == one.government);
    let framework = model.frameworks.iter().find(|(key, ..)| *key == one.framework);
    let mut args = Args::new();
    args.set("government", government.map_or("", |office| view.words(&office.name)).to_owned());
    args.set("framework", framework.map_or("", |(_, _, title)| view.words(title)).to_owned());
    args.set("date", view.date(one.day));
    let words = view.text(&format!("floor-did-{}", one.act.as_str()), &args);
    Deed { words, who: one.who.as_ref(), by_person: one.by_person, at: one.at, note: &one.note }
}

#[cfg(test)]
mod samples {
    use kernel::{Code, Language, Timestamp};

    use super::*;
    use crate::overlay::floor::FloorAct;

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
            ends: (key == 2).then_some(Date(20_400)),
        };
        let all = [acceptance(1, true), acceptance(2, false)];
        let step = |act: &FloorAct| FloorStep {
            government: Key::new(1),
            framework: Key::new(1),
            act: *act,
            day: Date(20_000),
            who: None,
            by_person: true,
            at: Timestamp(1_795_000_000_000_000),
            note: "Because <of> it".to_owned(),
        };
        let model = FloorPage {
            governments: vec![office(1), office(2), office(3)],
            frameworks: vec![(Key::new(1), "f".to_owned(), LanguageText::of("F", "एफ़"))],
            acceptances: all.into_iter().map(|one| ((one.government, one.framework), one)).collect(),
            mine: vec![Key::new(1), Key::new(3)],
            history: FloorAct::ALL.iter().map(step).collect(),
            impact: Some(Impact::default()),
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let form = FloorForm { order: "Typed <already>".to_owned(), ..FloorForm::default() };
            let page = floor_page(&view, &model, (&form, Some(OverlayRefusal::NoOrder))).into_string();
            assert!(page.matches("<h1").count() == 1 && page.contains("Typed &lt;already&gt;"), "{page}");
            assert!(!page.contains(">floor-") && page.contains("Order 7 &lt;of&gt; 2026"), "{page}");
            assert!(page.contains("Because &lt;of&gt; it") && page.contains("value=\"withdraw\""), "{page}");
            let form = FloorForm { act: "withdraw".to_owned(), reason: "Typed <already>".to_owned(), ..FloorForm::default() };
            let page = floor_page(&view, &model, (&form, None)).into_string();
            assert!(page.contains("Typed &lt;already&gt;") && page.matches("role=\"status\"").count() == 1, "{page}");
            let reader = FloorPage { mine: Vec::new(), ..model.clone() };
            assert!(!floor_page(&view, &reader, (&form, None)).into_string().contains("formmethod"));
        }
    }
}
