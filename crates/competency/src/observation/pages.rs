//! The form on which a supervisor records an observation: one indicator, one day, one sentence, and one of two buttons that are equally near.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Form, Router};
use kernel::{Date, LanguageText, Level, Timestamp};
use maud::{Markup, html};
use people::grant::{Action, permit};
use people::official::{self, Person};
use people::posting::{self, Current};
use people::{Actor, supervision};
use serde::Deserialize;
use store::Conn;
use ui::components::{Tone, head, notice, trail};
use ui::form::Field;
use ui::{View, t};
use uuid::Uuid;
use web::{Answered, Fault, Refusal, Site, see_other};

use super::domain::{MONTHS_OF_SUPERVISION_DAYS, ObservationRefusal, is_long_enough};
use super::service::{NewObservation, observe};
use crate::framework::{self, Entry, IndicatorEntry};
use crate::overlay::{Worded, worded_tag, words_at};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/team/{official}/observe/{code}", get(show).post(record))
}

/// What the form sends; also what is shown again when it is rejected.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ObservationForm {
    /// Its id, made with the form.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// The indicator, by its id outside.
    #[serde(default)]
    pub indicator: String,
    /// The day, `2026-11-22`.
    #[serde(default)]
    pub on: String,
    /// What happened.
    #[serde(default)]
    pub note: String,
    /// `observed` or `not-observed`.
    #[serde(default)]
    pub result: String,
    /// What was recorded just now; set on the page that answers.
    #[serde(default)]
    pub done: String,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct ObservationPage {
    /// Who is observed.
    pub person: Person,
    /// The competency.
    pub entry: Entry,
    /// Its indicators.
    pub indicators: Vec<IndicatorEntry>,
    /// What it means where the person is posted, by level, and the unit that has said so.
    pub local: Vec<(Level, LanguageText, Worded)>,
    /// Since when the reader has supervised the person.
    pub since: Date,
    /// The day.
    pub today: Date,
}

/// Loads the page; denied to all but the supervisor of today, the same for whoever does not exist.
async fn load(site: &Site, actor: &Actor, official: Uuid, code: &str) -> Result<ObservationPage, Fault> {
    let conn = &mut site.db.read().await?;
    let official = official::by_uid(conn, official).await?.ok_or(Fault::Denied)?;
    let permit = permit(conn, actor, Action::Observe, official).await?.ok_or(Fault::Denied)?;
    let observer = actor.official().ok_or(Fault::Denied)?;
    let since = supervision::since(conn, observer, permit.official(), actor.today()).await?.ok_or(Fault::Denied)?;
    let mut entry = framework::by_code(conn, code).await?.ok_or(Fault::Denied)?;
    let postings = posting::current(conn, permit.official(), actor.today()).await?;
    let local = worded(conn, &postings, &mut entry, site.db.context().now()).await?;
    let indicators = framework::indicators(conn, entry.key, entry.revision).await?;
    Ok(ObservationPage {
        person: official::person(conn, permit.official()).await?,
        entry,
        indicators,
        local,
        since,
        today: actor.today(),
    })
}

/// Puts the local name in the place of the framework's own, and gives what units say of each level where the person is posted.
async fn worded(
    conn: &mut Conn,
    postings: &[Current],
    entry: &mut Entry,
    now: Timestamp,
) -> Result<Vec<(Level, LanguageText, Worded)>, Fault> {
    let mut local = Vec::new();
    for posting in posting::prescribing(postings) {
        let words = words_at(conn, posting.organisation, now).await?;
        entry.name = words.say(&entry.name, entry.code.as_str(), "").0;
        for level in Level::ALL {
            let (said, by) = words.say(&LanguageText::default(), entry.code.as_str(), &level.number().to_string());
            if !said.is_empty() {
                local.push((level, said, by));
            }
        }
    }
    Ok(local)
}

type Address = Path<(Uuid, String)>;

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((official, code)): Address,
    Query(mut form): Query<ObservationForm>,
) -> Result<Markup, Fault> {
    let model = load(&site, &actor, official, &code).await?;
    form.id = Some(site.db.context().new_id());
    Ok(observation_page(&view, &model, &form, None))
}

async fn record(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((official, code)): Address,
    Form(form): Form<ObservationForm>,
) -> Result<Response, Fault> {
    let model = load(&site, &actor, official, &code).await?;
    let command = read(&form, &model, actor, &view);
    let refused = match command {
        Ok(command) => observe(&site.db, command).await.answered()?.err(),
        Err(refusal) => Some(refusal),
    };
    match refused {
        None => Ok(see_other(&format!("/team/{official}/observe/{code}?done={}", form.result))),
        Some(refusal) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, observation_page(&view, &model, &form, Some(refusal))).into_response())
        }
    }
}

/// From what was typed to a command, or to what is missing.
fn read(
    form: &ObservationForm,
    model: &ObservationPage,
    actor: Actor,
    view: &View,
) -> Result<NewObservation, ObservationRefusal> {
    let observed = match form.result.as_str() {
        "observed" => true,
        "not-observed" => false,
        _ => return Err(ObservationRefusal::NoResult),
    };
    let indicator = Uuid::parse_str(&form.indicator).map_err(|_| ObservationRefusal::NoIndicator)?;
    let on = Date::parse(&form.on).map_err(|_| ObservationRefusal::NoDate)?;
    Ok(NewObservation {
        actor,
        official: model.person.key,
        id: form.id.ok_or(ObservationRefusal::NoResult)?,
        competency: model.entry.key,
        indicator,
        observed,
        on,
        note: form.note.clone(),
        language: view.language.clone(),
    })
}

/// The page with the form; after a refusal with what was typed.
pub fn observation_page(
    view: &View,
    model: &ObservationPage,
    form: &ObservationForm,
    refusal: Option<ObservationRefusal>,
) -> Markup {
    let name = model.person.name_for(&view.language).to_owned();
    let title = t!(view, "observe-title", name = name.clone());
    let long_enough = is_long_enough(model.since, model.today);
    let error = |refusals: &[ObservationRefusal]| {
        refusal.filter(|refusal| refusals.contains(refusal)).map(|refusal| explain(view, refusal))
    };
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/team".to_owned(), t!(view, "nav-team")), (format!("/team/{}", model.person.uid), name.clone())], view))
            (head(Some(view.words(&model.entry.name)), &title))
            @match form.done.as_str() {
                "observed" => (notice(Tone::Held, &t!(view, "observe-done", name = name.clone()))),
                "not-observed" => (notice(Tone::Plain, &t!(view, "observe-done-not", name = name.clone()))),
                _ => {},
            }
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            (there(view, &model.local))
            @if !long_enough {
                (notice(Tone::Plain, &t!(view, "observe-wait", date = view.date(model.since.plus_days(MONTHS_OF_SUPERVISION_DAYS)))))
            } @else if model.indicators.is_empty() {
                p { (t!(view, "observe-no-indicators")) }
            } @else {
                form.stack.loose method="post" action={ "/team/" (model.person.uid) "/observe/" (model.entry.code) } {
                    @if let Some(id) = form.id { input type="hidden" name="id" value=(id); }
                    (choices(view, model, form))
                    (day(view, model, form, error(&[ObservationRefusal::NoDate, ObservationRefusal::Future, ObservationRefusal::TooOld])))
                    (note(view, form, error(&[ObservationRefusal::NoNote])))
                    (buttons(view))
                    p.quiet.small { (t!(view, "observe-seen", name = name)) }
                }
            }
        },
    )
}

fn there(view: &View, local: &[(Level, LanguageText, Worded)]) -> Markup {
    html! {
        @if !local.is_empty() {
            ul.rows.plain { @for (level, said, by) in local {
                li { div { b { (t!(view, "competency-level", level = level.number())) } span.quiet { (view.say(said)) } (worded_tag(view, Some(by), said)) } }
            } }
        }
    }
}

fn choices(view: &View, model: &ObservationPage, form: &ObservationForm) -> Markup {
    html! {
        fieldset {
            legend { (t!(view, "observe-indicator")) }
            @for indicator in &model.indicators {
                label.tick {
                    input type="radio" name="indicator" value=(indicator.uid) checked[form.indicator == indicator.uid.to_string()] required;
                    span { (view.say(&indicator.text)) " " span.quiet.small { (t!(view, "competency-level", level = indicator.level.number())) } }
                }
            }
        }
    }
}

fn day(view: &View, model: &ObservationPage, form: &ObservationForm, error: Option<String>) -> Markup {
    let today = model.today.iso();
    let value = if form.on.is_empty() { &today } else { &form.on };
    let hint = Some(t!(view, "observe-date-hint"));
    Field { name: "on", label: t!(view, "observe-date"), hint, value, error, ..Field::default() }.line("date")
}

fn note(view: &View, form: &ObservationForm, error: Option<String>) -> Markup {
    let hint = Some(t!(view, "observe-note-hint"));
    Field { name: "note", label: t!(view, "observe-note"), hint, value: &form.note, error, ..Field::default() }.area(3)
}

fn buttons(view: &View) -> Markup {
    html! {
        div.cluster {
            button.button name="result" value="observed" { (t!(view, "observe-yes")) }
            button.button name="result" value="not-observed" { (t!(view, "observe-no")) }
        }
    }
}

fn explain(view: &View, refusal: ObservationRefusal) -> String {
    view.text(&refusal.message(), &ui::Args::new())
}

#[cfg(test)]
mod samples {
    use kernel::{Code, Key, Language};
    use people::official::Name;

    use super::*;
    use crate::framework::{Ask, CompetencyKind};

    fn model(since: i32) -> ObservationPage {
        let text = || LanguageText::of("Words", "शब्द");
        ObservationPage {
            person: Person {
                key: Key::new(1),
                uid: Uuid::from_u128(1),
                code: "C1".to_owned(),
                name: Some(Name { latin: "Asha Devi".to_owned(), native: String::new(), native_language: String::new() }),
                address_form: String::new(),
                language: Language::HINDI,
                minutes_per_week: 120,
                retires: None,
            },
            entry: Entry {
                key: Key::new(1),
                uid: Uuid::from_u128(2),
                code: Code::parse("rti").expect("a code"),
                kind: CompetencyKind::Domain,
                ask: Ask::Skill,
                revision: 1,
                name: text(),
                definition: text(),
            },
            indicators: vec![IndicatorEntry {
                key: Key::new(1),
                uid: Uuid::from_u128(3),
                competency: Key::new(1),
                revision: 1,
                level: Level::ONE,
                code: "i".to_owned(),
                text: text(),
            }],
            local: vec![(Level::ONE, text(), Worded::from([(Language::HINDI, text())]))],
            since: Date(since),
            today: Date(20_000),
        }
    }

    #[test]
    fn the_form_keeps_what_was_typed_in_every_language() {
        let refusals = [
            ObservationRefusal::NoIndicator,
            ObservationRefusal::NoResult,
            ObservationRefusal::NoDate,
            ObservationRefusal::Future,
            ObservationRefusal::TooOld,
            ObservationRefusal::NoNote,
            ObservationRefusal::TooSoon,
        ];
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let form = ObservationForm {
                id: Some(Uuid::from_u128(9)),
                indicator: Uuid::from_u128(3).to_string(),
                note: "Replied in 20 days".to_owned(),
                done: "not-observed".to_owned(),
                ..ObservationForm::default()
            };
            for refusal in refusals.map(Some).into_iter().chain([None]) {
                let page = observation_page(&view, &model(10_000), &form, refusal).into_string();
                assert!(
                    page.contains("Replied in 20 days") && page.contains(" checked ") && !page.contains("refusal-"),
                    "{page}"
                );
                assert!(
                    page.contains("value=\"not-observed\"") && !page.contains("observe-no-") && !page.contains("observe-date<")
                );
            }
            let early = observation_page(&view, &model(19_990), &form, None).into_string();
            assert!(!early.contains("<textarea") && !early.contains("observe-wait"));
        }
    }
}
