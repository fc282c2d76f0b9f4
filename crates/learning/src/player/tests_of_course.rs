//! The tests of a course: practice in a quiz, and the assessment.

use assessment::Test;
use assessment::attempt::{self, AttemptEntry, AttemptRefusal, State as AttemptState};
use assessment::test::{self, TestEntry};
use axum::Extension;
use axum::extract::{Path, State as FromState};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Key;
use maud::{Markup, html};
use people::{Learner, OfficialKey};
use store::{Conn, Error};
use ui::components::{Tone, head, notice, trail};
use ui::{View, t};
use web::{Answered, Fault, Site, see_other};

use super::pages::PlayPage;
use super::service::{self, TakeTest};
use crate::enrolment::{self, Held, Purpose, State};

/// What a page says about a test.
#[derive(Clone, Debug, Default)]
pub(super) struct QuizFacts {
    pub(super) test: Option<TestEntry>,
    pub(super) last: Option<AttemptEntry>,
}

impl QuizFacts {
    fn is_open(&self) -> bool {
        self.last.as_ref().is_some_and(|last| last.state == AttemptState::Open)
    }
}

pub(super) async fn quiz_facts(conn: &mut Conn, official: OfficialKey, test: Option<Key<Test>>) -> Result<QuizFacts, Error> {
    let Some(test) = test else { return Ok(QuizFacts::default()) };
    Ok(QuizFacts { test: test::by_key(conn, test).await?, last: attempt::last_of(conn, official, test).await? })
}

/// The quiz within a page of the player.
pub(super) fn quiz(view: &View, page: &PlayPage, facts: &QuizFacts) -> Markup {
    let done = page.outline.iter().any(|line| line.number == page.here.object && line.is_done());
    html! {
        p { (t!(view, "quiz-words")) }
        @if let Some(test) = &facts.test {
            p { (t!(view, "quiz-facts", items = test.items, minutes = view.minutes(test.minutes), percent = test.pass_permille / 10)) }
        }
        @if done {
            (notice(Tone::Held, &t!(view, "quiz-done")))
        } @else if let Some(last) = facts.last.as_ref().filter(|last| last.state != AttemptState::Open) {
            (notice(Tone::Plain, &t!(view, "quiz-try-again", earned = last.earned, possible = last.possible)))
        }
        @if let Some(last) = facts.last.as_ref().filter(|last| last.state != AttemptState::Open) {
            p { a href={ "/attempts/" (last.id) "/result" } { (t!(view, "quiz-review")) } }
        }
        @if page.opened.credits {
            form method="post" action={ "/learn/" (page.code) "/quiz/" (page.here.object) } {
                @let words = if facts.is_open() { t!(view, "quiz-continue") } else if facts.last.is_some() { t!(view, "quiz-again") } else { t!(view, "quiz-start") };
                button.button { (words) }
            }
        }
    }
}

pub(super) async fn start_quiz(
    FromState(site): FromState<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path((code, object)): Path<(String, i64)>,
) -> Result<Response, Fault> {
    start(&site, &view, &learner, (code, Purpose::Quiz(object))).await
}

pub(super) async fn start_assessment(
    FromState(site): FromState<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    start(&site, &view, &learner, (code, Purpose::Assessment)).await
}

async fn start(site: &Site, view: &View, learner: &Learner, (code, purpose): (String, Purpose)) -> Result<Response, Fault> {
    let command = TakeTest { official: learner.official, course: code, purpose, language: view.language.clone() };
    match service::take_test(&site.db, &command).await.answered()? {
        Ok(attempt) => Ok(see_other(&format!("/attempts/{attempt}"))),
        Err(refusal) => Ok((StatusCode::CONFLICT, refused_page(view, &command.course, refusal)).into_response()),
    }
}

/// The page that says why a test was not begun.
pub(super) fn refused_page(view: &View, code: &str, refusal: AttemptRefusal) -> Markup {
    let title = t!(view, "test-refused-title");
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            (notice(Tone::Gap, &attempt::explain(view, refusal)))
            p { a.button href={ "/learn/" (code) "/play" } { (t!(view, "result-to-course")) } }
        },
    )
}

pub(super) async fn show_assessment(
    FromState(site): FromState<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let mut conn = site.db.read().await?;
    let Some(held) = enrolment::of_course(&mut conn, learner.official, &code).await? else {
        return Ok(see_other(&format!("/learn/{code}")));
    };
    let facts = quiz_facts(&mut conn, learner.official, held.test).await?;
    Ok(assessment_page(&view, &code, &held, &facts).into_response())
}

/// The page before the assessment: what it is, what passing gives, and that failing costs nothing.
pub(super) fn assessment_page(view: &View, code: &str, held: &Held, facts: &QuizFacts) -> Markup {
    let title = t!(view, "assessment-title");
    let open = facts.is_open();
    let course = view.words(&held.title).to_owned();
    ui::page(
        view,
        &title,
        html! {
            (trail(&[(format!("/learn/{code}/play"), course.clone())], view))
            (head(Some(&course), &title))
            @if held.passed_at.is_some() {
                (notice(Tone::Held, &t!(view, "assessment-passed")))
                p { a.button href={ "/learn/" (code) "/result" } { (t!(view, "assessment-to-result")) } }
            } @else if let Some(test) = &facts.test {
                div.stack {
                    p { (t!(view, "assessment-words")) }
                    ul {
                        li { (t!(view, "assessment-items", items = test.items, minutes = view.minutes(test.minutes))) }
                        li { (t!(view, "assessment-mark", percent = test.pass_permille / 10)) }
                        li { (t!(view, "assessment-again", wait = view.minutes(test.cooling_off_minutes))) }
                        li { (t!(view, "assessment-level", level = test.level.number())) }
                    }
                    @if held.state == State::Active {
                        form method="post" action={ "/learn/" (code) "/assessment" } {
                            button.button { @if open { (t!(view, "assessment-continue")) } @else { (t!(view, "assessment-start")) } }
                        }
                    }
                    p { a href={ "/learn/" (code) "/play" } { (t!(view, "result-to-course")) } }
                }
            } @else {
                p { (t!(view, "assessment-none")) }
            }
        },
    )
}

#[cfg(test)]
mod samples {
    use super::*;
    use kernel::{Language, Timestamp};

    #[test]
    fn pages_render_in_every_language() {
        let held = Held { test: Some(Key::new(1)), ..Held::sample() };
        let test = TestEntry {
            key: Key::new(1),
            code: "rti/assessment".to_owned(),
            purpose: test::Purpose::Course,
            bank: Key::new(1),
            competency: Key::new(1),
            level: kernel::Level::ONE,
            outcomes: Vec::new(),
            items: 10,
            pass_permille: 800,
            minutes: 20,
            cooling_off_minutes: 1_440,
            title: held.title.clone(),
        };
        let facts = QuizFacts { test: Some(test), last: None };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = assessment_page(&view, "rti", &held, &facts).into_string();
            assert!(page.contains("action=\"/learn/rti/assessment\"") && page.contains("80"));
            let passed = Held { passed_at: Some(Timestamp(1)), ..held.clone() };
            assert!(assessment_page(&view, "rti", &passed, &facts).into_string().contains("/learn/rti/result"));
            assert!(
                !assessment_page(&view, "rti", &held, &QuizFacts::default())
                    .into_string()
                    .contains("<form method=\"post\" action=\"/learn")
            );
            let refusal = AttemptRefusal::CoolingOff(Timestamp(1_795_329_000_000_000));
            assert!(!refused_page(&view, "rti", refusal).into_string().contains("refusal-"));
        }
    }
}
