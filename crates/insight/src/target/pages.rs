//! The form of a proposal, which stands on the page of a competency in a place, and the list of proposals.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use maud::{Markup, html};
use people::grant::{self, Action};
use people::{Account, Actor};
use serde::Deserialize;
use store::Conn;
use ui::components::{Tone, head, notice, tag, trail};
use ui::form::Field;
use ui::{View, t};
use uuid::Uuid;
use web::{Answered, Fault, Refusal, Site, see_other};

use super::service::{Proposal, ProposalRefusal, propose, withdraw};
use super::store::{self as sql, Intervention};
use crate::cube::Place;
use crate::figure::may_see_persons;
use crate::topic::pages::{gather, topic_page};
use crate::unit::pages::unit_name;

/// The routes; proposals come in on the pages of competencies.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/insight/interventions", get(list)).route("/insight/interventions/{id}/withdraw", post(take_back))
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct ProposalForm {
    #[serde(default)]
    course: String,
    #[serde(default)]
    note: String,
    #[serde(skip)]
    refused: Option<ProposalRefusal>,
}

/// The form on the page of a competency in a place.
pub(crate) fn propose_form(view: &View, model: &crate::topic::TopicModel, refused: Option<&ProposalForm>) -> Markup {
    let typed = refused.cloned().unwrap_or_default();
    let wrong = typed.refused.map(|refusal| view.text(&refusal.message(), &ui::Args::new()));
    let courses: Vec<(String, String)> = model
        .courses
        .iter()
        .map(|course| (course.code.clone(), view.words(&course.title).to_owned()))
        .chain([(String::new(), t!(view, "intervention-no-course"))])
        .collect();
    let note = Field {
        name: "note",
        label: t!(view, "intervention-note"),
        hint: Some(t!(view, "intervention-note-hint")),
        value: &typed.note,
        ..Field::default()
    };
    html! {
        details.more open[refused.is_some()] {
            summary { (t!(view, "intervention-propose")) }
            form.stack method="post" action=(model.unit.cell(model.competency.code.as_str())) {
                @if let Some(wrong) = wrong { (notice(Tone::Wrong, &wrong)) }
                p { (t!(view, "intervention-words")) }
                (Field { name: "course", label: t!(view, "insight-course"), value: &typed.course, ..Field::default() }.choice(&courses))
                div.field {
                    label for="note" { (note.label) }
                    @if let Some(hint) = &note.hint { p.quiet.small id="note-hint" { (hint) } }
                    textarea id="note" name="note" rows="3" aria-describedby="note-hint" { (note.value) }
                }
                p { button.button { (t!(view, "intervention-save")) } }
            }
        }
    }
}

/// A proposal for an organisation.
pub(crate) async fn propose_office(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((code, competency)): Path<(String, String)>,
    Form(form): Form<ProposalForm>,
) -> Result<Response, Fault> {
    put(&site, (&view, &actor), ("units", &code, &competency), form).await
}

/// A proposal for a territory.
pub(crate) async fn propose_area(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((code, competency)): Path<(String, String)>,
    Form(form): Form<ProposalForm>,
) -> Result<Response, Fault> {
    put(&site, (&view, &actor), ("territories", &code, &competency), form).await
}

async fn put(site: &Site, who: (&View, &Actor), place: (&str, &str, &str), form: ProposalForm) -> Result<Response, Fault> {
    let (view, actor) = who;
    let model = gather(site, who, place).await?;
    if !model.figures.is_live() {
        return Err(Fault::Denied);
    }
    let chosen = model.courses.iter().find(|course| course.code == form.course);
    let known = form.course.is_empty() || chosen.is_some();
    let proposal = Proposal {
        place: model.unit.place,
        competency: model.competency.key,
        course: chosen.map(|course| course.key),
        people: i64::try_from(model.concerned()).unwrap_or(i64::MAX),
        minutes: chosen.map_or(0, |course| course.minutes),
        note: form.note.trim().to_owned(),
        by: actor.account(),
    };
    let answer = if known { propose(&site.db, proposal).await.answered()? } else { Err(ProposalRefusal::Course) };
    match answer {
        Ok(_) => Ok(see_other("/insight/interventions")),
        Err(refusal) => {
            let form = ProposalForm { refused: Some(refusal), ..form };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, topic_page(view, &model, Some(&form))).into_response())
        }
    }
}

async fn list(State(site): State<Site>, Extension(view): Extension<View>, actor: Actor) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let mut shown = Vec::new();
    for mut one in sql::newest(&mut conn, &view.language).await? {
        let sees_persons = may_see_persons(&mut conn, &actor, one.unit.place).await?;
        if sees_persons || one.by == actor.account() || may_read(&mut conn, &actor, one.unit.place).await? {
            one.people = one.people.filter(|_| sees_persons);
            shown.push(one);
        }
    }
    Ok(list_page(&view, actor.account(), &shown))
}

/// Who may see the figures of an organisation reads what is proposed for it, without the live count in it.
async fn may_read(conn: &mut Conn, actor: &Actor, place: Place) -> Result<bool, store::Error> {
    match place {
        Place::Organisation(key) => Ok(!grant::reached_offices(conn, actor, Action::ViewOffice, &[key]).await?.is_empty()),
        _ => Ok(false),
    }
}

async fn take_back(State(site): State<Site>, actor: Actor, Path(id): Path<String>) -> Result<Response, Fault> {
    let id = Uuid::parse_str(&id).map_err(|_| Fault::Denied)?;
    match withdraw(&site.db, id, actor.account()).await.answered()? {
        Ok(()) | Err(()) => Ok(see_other("/insight/interventions")),
    }
}

fn list_page(view: &View, reader: kernel::Key<Account>, shown: &[Intervention]) -> Markup {
    let title = t!(view, "interventions-title");
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/insight".to_owned(), t!(view, "insight-title"))], view))
            (head(Some(&title), &t!(view, "interventions-headline", number = shown.len() as i64)))
            div.stack {
                p { (t!(view, "interventions-words")) }
                @if shown.is_empty() { p.quiet { (t!(view, "interventions-none")) } } @else {
                    ul.rows.plain { @for one in shown { (row(view, reader, one)) } }
                }
            }
        },
    )
}

fn row(view: &View, reader: kernel::Key<Account>, one: &Intervention) -> Markup {
    html! {
        li {
            div {
                a href=(one.unit.cell(&one.competency.0)) { b { (view.say(&one.competency.1)) ", " (unit_name(view, &one.unit)) } }
                span.quiet {
                    @match &one.course {
                        Some((code, title)) => { a href={ "/insight/courses/" (web::encode(code)) } { (view.say(title)) } },
                        None => (t!(view, "intervention-no-course")),
                    }
                }
                @if let Some(people) = one.people {
                    span.quiet { (t!(view, "intervention-line", people = view.count(people), hours = view.count(people.saturating_mul(one.minutes) / 60))) }
                }
                span.quiet { (t!(view, "intervention-by", author = one.author.clone(), at = view.moment(one.at))) }
                @if !one.note.is_empty() { p { (one.note) } }
                @if one.by == reader && !one.is_withdrawn {
                    form method="post" action={ "/insight/interventions/" (one.id) "/withdraw" } { button.button.plain { (t!(view, "intervention-withdraw")) } }
                }
            }
            @if one.is_withdrawn { (tag(Tone::Plain, &t!(view, "intervention-withdrawn"))) } @else { (tag(Tone::Held, &t!(view, "intervention-proposed"))) }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::{Key, Language, LanguageText, Timestamp};

    use super::*;
    use crate::figure::Unit;

    #[test]
    fn the_pages_render_in_every_language() {
        let name = LanguageText::of("Right to information", "सूचना का अधिकार");
        let one = |course, is_withdrawn| Intervention {
            id: Uuid::nil(),
            unit: Unit::office(Key::new(1), "BR", LanguageText::of("Bihar", "बिहार")),
            competency: ("rti".to_owned(), name.clone()),
            course,
            people: Some(412),
            minutes: 90,
            note: "Before the monsoon".to_owned(),
            is_withdrawn,
            by: Key::new(1),
            author: "Asha".to_owned(),
            at: Timestamp(0),
        };
        let shown = [one(Some(("c".to_owned(), name.clone())), false), one(None, true)];
        let model = crate::topic::pages::samples::model();
        let refused = ProposalForm { note: "kept".to_owned(), refused: Some(ProposalRefusal::Long), ..ProposalForm::default() };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = list_page(&view, Key::new(1), &shown).into_string();
            assert!(page.contains("412") && page.contains("618") && page.contains("/withdraw\""), "{page}");
            assert!(!list_page(&view, Key::new(2), &shown).into_string().contains("/withdraw\""));
            assert!(!list_page(&view, Key::new(2), &[]).into_string().contains(">interventions-"));
            let form = propose_form(&view, &model, Some(&refused)).into_string();
            assert!(form.contains("kept") && form.contains("<details class=\"more\" open"), "{form}");
        }
    }
}
