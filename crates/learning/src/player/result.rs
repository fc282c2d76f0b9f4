//! The result of an assessment: the level before and after, what the course still asks, and what it has left.

use assessment::attempt::{self, AttemptEntry, State as AttemptState};
use axum::Extension;
use axum::extract::{Path, State as FromState};
use axum::response::{IntoResponse, Response};
use competency::framework;
use competency::requirement;
use kernel::{Attained, LanguageText, Level};
use maud::{Markup, html};
use people::Learner;
use ui::components::{Tone, head, notice, trail};
use ui::ladder::Ladder;
use ui::{View, t};
use uuid::Uuid;
use web::{Fault, Site, see_other};

use super::domain::{Kind, ObjectLine, Place};
use super::store as sql;
use crate::certificate;
use crate::desk::{self, DeskItem};
use crate::enrolment::{self, Held, State};

/// What the page shows.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) code: String,
    pub(super) held: Held,
    /// The newest attempt at the assessment, finished.
    pub(super) attempt: AttemptEntry,
    /// The name of the competency that was assessed.
    pub(super) competency: LanguageText,
    /// The level required by the official's post, where it requires one.
    pub(super) required: Option<Level>,
    /// The objects that are not done yet.
    pub(super) missing: Vec<ObjectLine>,
    /// The certificate of this enrolment.
    pub(super) certificate: Option<Uuid>,
    /// The job aids that the course has left.
    pub(super) aids: Vec<DeskItem>,
}

pub(super) async fn show(
    FromState(site): FromState<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let official = learner.official;
    let mut conn = site.db.read().await?;
    let back = format!("/learn/{code}/assessment");
    let Some(held) = enrolment::of_course(&mut conn, official, &code).await? else {
        return Ok(see_other(&format!("/learn/{code}")));
    };
    let Some(test) = held.test else { return Ok(see_other(&back)) };
    let attempt = attempt::last_of(&mut conn, official, test).await?.filter(|attempt| attempt.state != AttemptState::Open);
    let Some(attempt) = attempt else { return Ok(see_other(&back)) };
    let competency = framework::by_key(&mut conn, attempt.competency).await?.name;
    let standings = requirement::standings(&mut conn, official, view.now.date()).await?;
    let required = standings.iter().find(|standing| standing.competency == attempt.competency).map(|standing| standing.required);
    let mut missing = sql::outline(&mut conn, official, &held).await?;
    missing.retain(|line| !line.is_done());
    let certificate = certificate::of_enrolment(&mut conn, (official, held.id)).await?;
    let aids = desk::of_course(&mut conn, official, held.course).await?;
    let outcome = Outcome { code, held, attempt, competency, required, missing, certificate, aids };
    Ok(result_page(&view, &outcome).into_response())
}

/// The result page.
pub(super) fn result_page(view: &View, outcome: &Outcome) -> Markup {
    let passed = outcome.attempt.state == AttemptState::Passed;
    let title = if passed { t!(view, "result-passed-title") } else { t!(view, "result-failed-title") };
    let course = view.words(&outcome.held.title).to_owned();
    ui::page(
        view,
        &title,
        html! {
            (trail(&[(format!("/learn/{}/play", outcome.code), course.clone())], view))
            (head(Some(&course), &title))
            div.stack.loose {
                p { (t!(view, "result-points", earned = outcome.attempt.earned, possible = outcome.attempt.possible)) }
                @if passed { (level(view, outcome)) } @else { p { (t!(view, "result-failed-words")) } }
                (next(view, outcome, passed))
                @if !outcome.aids.is_empty() {
                    section { header { h2 { (t!(view, "result-aids")) } } (desk::pages::item_rows(view, &outcome.aids)) }
                }
                p { a href={ "/attempts/" (outcome.attempt.id) "/result" } { (t!(view, "result-review")) } }
            }
        },
    )
}

/// The ladder before and after, and in words what has changed.
fn level(view: &View, outcome: &Outcome) -> Markup {
    let (before, after) = outcome.attempt.levels.unwrap_or_default();
    let name = view.words(&outcome.competency).to_owned();
    let ladder = |held: Attained| Ladder { held, lapsed: held, required: outcome.required, assessed: held != Attained::NOTHING };
    html! {
        section.card aria-labelledby="level" {
            h2 id="level" { (view.say(&outcome.competency)) }
            div.cluster.enlarged {
                (ladder(before).draw(view))
                span aria-hidden="true" { "→" }
                (ladder(after).draw(view))
            }
            p {
                @if after > before {
                    (t!(view, "result-level-rose", competency = name, before = before.number(), after = after.number()))
                } @else {
                    (t!(view, "result-level-same", competency = name, level = after.number()))
                }
            }
            p { a href={ "/competencies/" (outcome.attempt.competency_code) } { (t!(view, "result-why")) } }
        }
    }
}

/// The one next step: the certificate, what is still missing, or another try.
fn next(view: &View, outcome: &Outcome, passed: bool) -> Markup {
    let done = outcome.held.state == State::Completed;
    html! {
        @if done {
            (notice(Tone::Held, &t!(view, "result-completed")))
            @if let Some(certificate) = outcome.certificate {
                p { a.button href={ "/certificates/" (certificate) } { (t!(view, "result-certificate")) } }
            }
            p { a href="/today" { (t!(view, "result-today")) } }
        } @else if let Some(first) = outcome.missing.first() {
            section {
                header { h2 { @if passed { (t!(view, "result-missing")) } @else { (t!(view, "result-read-again")) } } }
                ul.rows.plain { @for line in &outcome.missing { (missing(view, outcome, line)) } }
                p { a.button href=(place(first).path(&outcome.code)) { (t!(view, "result-go-on")) } }
            }
        } @else {
            p { a.button href={ "/learn/" (outcome.code) "/play" } { (t!(view, "result-to-course")) } }
        }
    }
}

fn place(line: &ObjectLine) -> Place {
    Place { object: line.number, segment: i64::from(line.kind != Kind::Quiz) }
}

fn missing(view: &View, outcome: &Outcome, line: &ObjectLine) -> Markup {
    html! {
        li {
            a href=(place(line).path(&outcome.code)) { b { (view.say(&line.title)) } }
            span.quiet { (t!(view, "records-parts", done = line.done, all = line.parts)) }
        }
    }
}

#[cfg(test)]
mod samples {
    use super::super::domain::sample_line;
    use super::*;
    use assessment::test::Purpose;
    use kernel::{Code, Key, Language, Timestamp};

    fn sample(state: AttemptState, completed: bool) -> Outcome {
        let at = Timestamp(1_795_329_000_000_000);
        let title = LanguageText::of("Right to information", "सूचना का अधिकार");
        let levels = (state == AttemptState::Passed).then(|| (Attained::NOTHING, Attained::from(Level::ONE)));
        Outcome {
            code: "rti".to_owned(),
            held: Held {
                state: if completed { State::Completed } else { State::Active },
                passed_at: levels.map(|_| at),
                completed_at: completed.then_some(at),
                ..Held::sample()
            },
            attempt: AttemptEntry {
                id: Uuid::from_u128(3),
                language: Language::ENGLISH,
                started_at: at,
                due_at: at,
                submitted_at: Some(at),
                state,
                earned: 8,
                possible: 10,
                purpose_ref: String::new(),
                return_path: String::new(),
                levels,
                test: Key::new(1),
                test_code: "rti/assessment".to_owned(),
                purpose: Purpose::Course,
                bank: Key::new(1),
                competency: Key::new(1),
                competency_code: Code::parse("rti").expect("a code"),
                level: Level::ONE,
                pass_permille: 800,
                cooling_off_minutes: 1_440,
                title,
            },
            competency: LanguageText::of("Right to information", "सूचना का अधिकार"),
            required: Level::new(2).ok(),
            missing: if completed { Vec::new() } else { vec![sample_line(2, Kind::Quiz, 1, 0)] },
            certificate: completed.then(|| Uuid::from_u128(4)),
            aids: Vec::new(),
        }
    }

    #[test]
    fn results_render_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let passed = result_page(&view, &sample(AttemptState::Passed, false)).into_string();
            assert!(passed.contains("/learn/rti/play/2") && passed.contains("svg class=\"ladder\""));
            assert!(result_page(&view, &sample(AttemptState::Passed, true)).into_string().contains("/certificates/00000000"));
            assert!(result_page(&view, &sample(AttemptState::Failed, false)).into_string().contains("/attempts/00000000"));
        }
    }
}
