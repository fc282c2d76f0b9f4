//! The pages of attempts: all questions on one page in one form, which works without script.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use competency::framework;
use kernel::{Language, LanguageText};
use maud::{Markup, html};
use people::{Learner, OfficialKey};
use serde::Deserialize;
use store::{Conn, Error};
use ui::components::{Tone, head, notice};
use ui::{Args, View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::domain::{self, State as Standing};
use super::form;
use super::result::{self, result_page};
use super::service::{self, AttemptRefusal, Save, Submit, explain};
use super::store::{self as sql, AttemptEntry, Question};
use crate::item::{Given, ItemKind};
use crate::test::Purpose;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/attempts/{id}", get(show).post(answer))
        .route("/attempts/{id}/result", get(show_result))
        .route("/competencies/{code}/test-out", post(test_out))
}

type Fields = Vec<(String, String)>;

/// An attempt as its page shows it. Holds no key.
#[derive(Debug)]
pub struct Sheet {
    /// The attempt.
    pub attempt: AttemptEntry,
    /// The name of the competency.
    pub competency: LanguageText,
    /// The questions.
    pub questions: Vec<Question>,
}

impl Sheet {
    /// What the page is called.
    fn title<'a>(&'a self, view: &View) -> &'a str {
        view.words(if self.attempt.title.is_empty() { &self.competency } else { &self.attempt.title })
    }

    fn answered(&self) -> usize {
        self.questions.iter().filter(|question| question.is_answered()).count()
    }
}

/// What has just happened to the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nothing: the page was opened.
    Nothing,
    /// It was saved.
    Saved,
    /// It came too late.
    Late,
}

async fn load(conn: &mut Conn, official: OfficialKey, attempt: Uuid) -> Result<Option<Sheet>, Error> {
    let Some(attempt) = sql::find(conn, official, attempt).await? else { return Ok(None) };
    let competency = framework::by_key(conn, attempt.competency).await?.name;
    let questions = sql::questions(conn, official, attempt.id).await?;
    Ok(Some(Sheet { attempt, competency, questions }))
}

/// An id in an address; anything else does not exist.
fn id(path: &str) -> Result<Uuid, Fault> {
    Uuid::parse_str(path).map_err(|_| Fault::Denied)
}

#[derive(Deserialize)]
struct Asked {
    saved: Option<String>,
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(attempt): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let attempt = id(&attempt)?;
    let sheet = load(&mut site.db.read().await?, learner.official, attempt).await?.ok_or(Fault::Denied)?;
    if sheet.attempt.state != Standing::Open {
        return Ok(see_other(&result_path(attempt)));
    }
    let sent = if asked.saved.is_some() { Sent::Saved } else { Sent::Nothing };
    Ok(sheet_page(&view, &sheet, sent).into_response())
}

fn result_path(attempt: Uuid) -> String {
    format!("/attempts/{attempt}/result")
}

/// Takes the form: saves it, or submits it, or saves it and goes on in another language.
async fn answer(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    Learner { actor, official }: Learner,
    Path(attempt): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let attempt = id(&attempt)?;
    let sheet = load(&mut site.db.read().await?, official, attempt).await?.ok_or(Fault::Denied)?;
    let answers = form::read(&sheet.questions, &fields);
    if fields.iter().any(|(name, value)| name == "do" && value == "submit") {
        let command = Submit { official, attempt, answers, by: Some(actor.account()) };
        return match service::submit(&site.db, command).await.answered()? {
            Ok(ended) => Ok(see_other(&after(&ended))),
            Err(refusal) => Ok(refusal_page(&view, sheet.title(&view), refusal).into_response()),
        };
    }
    let command = Save { official, attempt, answers };
    match service::save(&site.db, command).await.answered()? {
        Ok(()) => Ok(saved(attempt, &fields)),
        Err(AttemptRefusal::Finished) => Ok(see_other(&result_path(attempt))),
        Err(_) => Ok((StatusCode::CONFLICT, sheet_page(&view, &sheet, Sent::Late)).into_response()),
    }
}

/// Back to the page, in another language where that was asked for.
fn saved(attempt: Uuid, fields: &Fields) -> Response {
    let mut response = see_other(&format!("/attempts/{attempt}?saved=1"));
    let asked = fields.iter().find(|(name, _)| name == "language").and_then(|(_, value)| Language::parse(value).ok());
    if let Some(language) = asked.filter(|language| ui::texts().speaks(language)) {
        let cookie = format!("language={language}; Path=/; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// Where to go when an attempt has ended: to whoever started it, else to its result.
fn after(ended: &AttemptEntry) -> String {
    match ended.return_path.as_str() {
        "" => result_path(ended.id),
        path => format!("{path}{}attempt={}", if path.contains('?') { '&' } else { '?' }, ended.id),
    }
}

async fn show_result(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(attempt): Path<String>,
) -> Result<Response, Fault> {
    let attempt = id(&attempt)?;
    let found = result::load(&mut site.db.read().await?, learner.official, attempt, view.now).await?.ok_or(Fault::Denied)?;
    if found.attempt.state == Standing::Open {
        return Ok(see_other(&format!("/attempts/{attempt}")));
    }
    Ok(result_page(&view, &found).into_response())
}

async fn test_out(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let entry = framework::by_code(&mut site.db.read().await?, &code).await?.ok_or(Fault::Absent)?;
    match service::start_test_out(&site.db, learner.official, entry.key, view.language.clone()).await.answered()? {
        Ok(attempt) => Ok(see_other(&format!("/attempts/{attempt}"))),
        Err(refusal) => Ok((StatusCode::CONFLICT, refusal_page(&view, view.words(&entry.name), refusal)).into_response()),
    }
}

/// Why no attempt was begun, and where to go instead.
pub fn refusal_page(view: &View, title: &str, refusal: AttemptRefusal) -> Markup {
    let tone = if refusal == AttemptRefusal::Held { Tone::Held } else { Tone::Plain };
    ui::page(
        view,
        title,
        html! {
            (head(None, title))
            (notice(tone, &explain(view, refusal)))
            p { a.button href="/competencies" { (t!(view, "attempt-to-competencies")) } }
        },
    )
}

/// The id of the form.
const FORM: &str = "answers";

/// The page of an open attempt.
pub fn sheet_page(view: &View, sheet: &Sheet, sent: Sent) -> Markup {
    let title = sheet.title(view);
    let above = view.text(&format!("attempt-purpose-{}", sheet.attempt.purpose.as_str()), &Args::new());
    let over = domain::is_over(sheet.attempt.due_at, view.now);
    ui::form_page(
        view,
        title,
        (FORM, ("do", "save")),
        html! {
            (head(Some(&above), title))
            @if over || sent == Sent::Late {
                (over_part(view, sheet, sent))
            } @else {
                div.stack.loose {
                    div { (intro(view, sheet, sent)) }
                    (questions_form(view, sheet))
                }
            }
        },
    )
}

/// The time is over: says what was kept, and the one thing left to do.
fn over_part(view: &View, sheet: &Sheet, sent: Sent) -> Markup {
    let (answered, count) = (sheet.answered(), sheet.questions.len());
    html! {
        @if sent == Sent::Late { (notice(Tone::Gap, &t!(view, "attempt-late"))) }
        div.stack {
            p { (t!(view, "attempt-over", when = view.moment(sheet.attempt.due_at), answered = answered, count = count)) }
            form id=(FORM) method="post" action={ "/attempts/" (sheet.attempt.id) } {
                button.button name="do" value="submit" { (t!(view, "attempt-finish")) }
            }
        }
    }
}

fn intro(view: &View, sheet: &Sheet, sent: Sent) -> Markup {
    let (attempt, count, answered) = (&sheet.attempt, sheet.questions.len(), sheet.answered());
    html! {
        @if sent == Sent::Saved { (notice(Tone::Held, &t!(view, "attempt-saved", answered = answered, count = count))) }
        div.stack {
            p { (t!(view, "attempt-intro", count = count, percent = attempt.pass_permille / 10)) }
            p { (time_left(view, attempt)) }
            @match attempt.purpose {
                Purpose::TestOut => p { (t!(view, "attempt-private", level = attempt.level.number())) },
                Purpose::Practice => p { (t!(view, "attempt-practice")) },
                Purpose::Course => {},
            }
            @if sent == Sent::Nothing && answered > 0 { p { (t!(view, "attempt-resumed", answered = answered, count = count)) } }
            p.quiet { (t!(view, "attempt-save-advice")) }
        }
    }
}

fn time_left(view: &View, attempt: &AttemptEntry) -> String {
    let until = view.moment(attempt.due_at);
    match attempt.due_at.since(view.now) / kernel::time::MINUTE {
        ..=0 => t!(view, "attempt-time-last", until = until),
        minutes => t!(view, "attempt-time-left", until = until, left = view.minutes(minutes)),
    }
}

/// All questions. The first button saves, so that the Enter key in a field never submits.
fn questions_form(view: &View, sheet: &Sheet) -> Markup {
    let others = ui::LANGUAGES.iter().filter(|language| **language != view.language);
    html! {
        form.stack.loose id=(FORM) method="post" action={ "/attempts/" (sheet.attempt.id) } autocomplete="off" {
            @for question in &sheet.questions { (question_part(view, question)) }
            div.stack {
                p.quiet { (t!(view, "attempt-submit-note")) }
                div.cluster {
                    button.button.plain name="do" value="save" { (t!(view, "attempt-save")) }
                    button.button name="do" value="submit" { (t!(view, "attempt-submit")) }
                    @for language in others {
                        button.button.plain name="language" value=(language) {
                            (t!(view, "attempt-switch", language = language.own_name().to_owned()))
                        }
                    }
                }
            }
        }
    }
}

fn question_part(view: &View, question: &Question) -> Markup {
    let hint = format!("{}-hint", form::name(question.number));
    html! {
        fieldset.question aria-describedby=(hint) {
            legend { (question.number) ". " (view.say(&question.content.stem)) }
            div.stack {
                p.quiet.small id=(hint) { (view.text(&format!("attempt-hint-{}", question.kind.as_str()), &Args::new())) }
                @match question.kind {
                    ItemKind::Single => (ticks(view, question, "radio")),
                    ItemKind::Multiple => (ticks(view, question, "checkbox")),
                    ItemKind::Order => (places(view, question)),
                    ItemKind::Match => (pairs(view, question)),
                    ItemKind::Number => (written(view, question, "decimal")),
                    ItemKind::Short => (written(view, question, "text")),
                }
            }
        }
    }
}

fn ticks(view: &View, question: &Question, kind: &str) -> Markup {
    let chosen = |option: &String| matches!(&question.given, Some(Given::Choice(chosen)) if chosen.contains(option));
    html! {
        div {
            @for (option, position) in question.shuffle.options.iter().zip(1..) {
                label.tick {
                    input type=(kind) name=(form::name(question.number)) value=(position) checked[chosen(option)];
                    span { @if let Some(text) = question.content.option(option) { (view.say(text)) } }
                }
            }
        }
    }
}

/// One list of places for each option.
fn places(view: &View, question: &Question) -> Markup {
    let place = |option: &String| match &question.given {
        Some(Given::Places(places)) => places.get(option).copied(),
        _ => None,
    };
    let count = question.shuffle.options.len();
    html! {
        @for (option, position) in question.shuffle.options.iter().zip(1..) {
            (part(view, question, (option, position), html! {
                @for number in 1..=count { option value=(number) selected[place(option) == Some(number)] { (number) } }
            }))
        }
    }
}

/// One list of right sides for each left side.
fn pairs(view: &View, question: &Question) -> Markup {
    let is_given =
        |left: &String, target: &String| matches!(&question.given, Some(Given::Pairs(pairs)) if pairs.get(left) == Some(target));
    html! {
        @for (left, position) in question.shuffle.options.iter().zip(1..) {
            (part(view, question, (left, position), html! {
                @for (target, value) in question.shuffle.targets.iter().zip(1..) {
                    @if let Some(text) = question.content.target(target) {
                        @let (language, words) = text.in_or_nearest(&view.language);
                        option value=(value) selected[is_given(left, target)] lang=[(*language != view.language).then_some(language)] { (words) }
                    }
                }
            }))
        }
    }
}

/// An option or left side with the list from which something is chosen for it.
fn part(view: &View, question: &Question, (option, position): (&str, usize), choices: Markup) -> Markup {
    let name = form::part_name(question.number, position);
    html! {
        div.field {
            label for=(name) { @if let Some(text) = question.content.option(option) { (view.say(text)) } }
            select id=(name) name=(name) {
                option value="" { (t!(view, "attempt-choose")) }
                (choices)
            }
        }
    }
}

fn written(view: &View, question: &Question, mode: &str) -> Markup {
    let name = form::name(question.number);
    let value = if let Some(Given::Text(text)) = &question.given { text.as_str() } else { "" };
    let label = match view.words(&question.content.unit) {
        "" => t!(view, "attempt-your-answer"),
        unit => t!(view, "attempt-your-number", unit = unit.to_owned()),
    };
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) type="text" inputmode=(mode) value=(value) maxlength=(form::LONGEST_TEXT) autocapitalize="off" spellcheck="false";
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::Timestamp;

    use super::super::sample::{self, KEYS};
    use super::*;

    fn views() -> impl Iterator<Item = View> {
        ui::LANGUAGES.into_iter().chain([Language::PSEUDO]).map(View::sample)
    }

    /// The page in full words, and without the key of any item.
    fn check(page: Markup) -> String {
        let page = page.into_string();
        for unsaid in [">attempt-", ">refusal-", "\"attempt-"] {
            assert!(!page.contains(unsaid), "{unsaid} in {page}");
        }
        for key in KEYS {
            assert!(!page.contains(key), "the page tells {key}");
        }
        page
    }

    #[test]
    fn the_questions_render_in_every_language_with_what_was_answered_and_without_keys() {
        for view in views() {
            for purpose in Purpose::ALL {
                for sent in [Sent::Nothing, Sent::Saved] {
                    let page = check(sheet_page(&view, &sample::sheet(*purpose), sent));
                    assert_eq!(page.matches("<fieldset").count(), 6);
                    assert_eq!(page.matches("<legend>").count(), 6);
                    assert!(page.contains("name=\"q1\" value=\"2\" checked"), "the first option stands second");
                    assert!(page.contains("value=\"३० &lt;b&gt;\""), "what was typed is kept and harmless");
                    assert!(
                        !page.contains("value=\"r1\"") && !page.contains("value=\"k\""),
                        "no id of an option reaches the page"
                    );
                    let save = page.find("value=\"save\"").expect("a button that saves");
                    assert!(
                        save < page.find("value=\"submit\"").expect("a button that submits"),
                        "Enter saves, it does not submit"
                    );
                }
            }
        }
    }

    #[test]
    fn the_end_of_the_time_is_told_with_what_was_kept() {
        for mut view in views() {
            let late = check(sheet_page(&view, &sample::sheet(Purpose::Course), Sent::Late));
            view.now = view.now.plus(kernel::time::HOUR);
            let over = check(sheet_page(&view, &sample::sheet(Purpose::Course), Sent::Nothing));
            for page in [late, over] {
                assert!(!page.contains("<fieldset") && page.contains("value=\"submit\""));
            }
        }
        let mut view = View::sample(Language::ENGLISH);
        view.now = view.now.plus(17 * kernel::time::MINUTE + 1);
        assert!(check(sheet_page(&view, &sample::sheet(Purpose::Course), Sent::Nothing)).contains("less than a minute"));
    }

    #[test]
    fn refusals_render_in_every_language() {
        use AttemptRefusal as Refused;
        for view in views() {
            for refusal in [
                Refused::CoolingOff(Timestamp(1_795_400_000_000_000)),
                Refused::NoTest,
                Refused::Held,
                Refused::NoItems,
                Refused::Finished,
                Refused::TimeOver,
            ] {
                check(refusal_page(&view, "RTI", refusal));
            }
        }
    }

    #[test]
    fn the_way_back_carries_the_attempt() {
        let mut ended = sample::attempt(Purpose::Course, Standing::Passed);
        assert_eq!(after(&ended), format!("/learn/rti?attempt={}", ended.id));
        ended.return_path = "/learn/rti?object=3".to_owned();
        assert_eq!(after(&ended), format!("/learn/rti?object=3&attempt={}", ended.id));
        ended.return_path = String::new();
        assert_eq!(after(&ended), format!("/attempts/{}/result", ended.id));
    }
}
