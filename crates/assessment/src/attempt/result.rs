//! What came of an attempt: the points, what they change, and what to learn from each answer.

use std::collections::BTreeSet;

use competency::framework;
use kernel::{Attained, Code, LanguageText, Level, Timestamp};
use maud::{Markup, html};
use people::OfficialKey;
use store::{Conn, Error};
use ui::components::{Tone, head, meter, notice, tag};
use ui::ladder::Ladder;
use ui::{Args, View, t};
use uuid::Uuid;

use super::domain::{self, State};
use super::service;
use super::store::{self as sql, AttemptEntry, Marked, Question};
use crate::bank;
use crate::item::{Content, Given, POINTS, Rule};
use crate::test::Purpose;

/// A finished attempt as its page shows it.
#[derive(Debug)]
pub struct ResultSheet {
    /// The attempt.
    pub attempt: AttemptEntry,
    /// The name of the competency.
    pub competency: LanguageText,
    /// The level required of the person, where one is.
    pub required: Option<Level>,
    /// The items with their keys; the page decides what of them is shown.
    pub items: Vec<Marked>,
    /// The words of the outcomes of the bank.
    pub outcomes: Vec<(Code, LanguageText)>,
}

pub(super) async fn load(
    conn: &mut Conn,
    official: OfficialKey,
    attempt: Uuid,
    now: Timestamp,
) -> Result<Option<ResultSheet>, Error> {
    let Some(attempt) = sql::find(conn, official, attempt).await? else { return Ok(None) };
    let competency = framework::by_key(conn, attempt.competency).await?.name;
    let required = match attempt.levels {
        Some(_) => service::standing(conn, (official, attempt.competency), now).await?.1,
        None => None,
    };
    let items = sql::marked(conn, official, attempt.id).await?;
    let outcomes = bank::outcomes(conn, attempt.bank).await?.into_iter().map(|(code, _, text)| (code, text)).collect();
    Ok(Some(ResultSheet { attempt, competency, required, items, outcomes }))
}

/// The page of a finished attempt.
pub fn result_page(view: &View, sheet: &ResultSheet) -> Markup {
    let attempt = &sheet.attempt;
    let title = view.words(if attempt.title.is_empty() { &sheet.competency } else { &attempt.title });
    let above = view.text(&format!("attempt-purpose-{}", attempt.purpose.as_str()), &Args::new());
    ui::page(
        view,
        title,
        html! {
            (head(Some(&above), title))
            div.stack.loose {
                div.stack {
                    (verdict(view, attempt))
                    (change(view, sheet))
                    (next_step(view, attempt))
                }
                @if domain::shows_keys(attempt.purpose, attempt.state) {
                    (answers(view, sheet))
                } @else {
                    (feedback(view, sheet))
                }
            }
        },
    )
}

fn verdict(view: &View, attempt: &AttemptEntry) -> Markup {
    let words = view.text(&format!("attempt-result-state-{}", attempt.state.as_str()), &Args::new());
    let tone = if attempt.state == State::Passed { Tone::Held } else { Tone::Plain };
    let needed = domain::needed(attempt.possible, attempt.pass_permille);
    let hidden = attempt.purpose == Purpose::TestOut && attempt.state != State::Passed;
    html! {
        (notice(tone, &words))
        p { (t!(view, "attempt-result-points", earned = attempt.earned, possible = attempt.possible, needed = needed)) }
        (meter(attempt.earned, attempt.possible, &t!(view, "attempt-result-points-label")))
        @if attempt.state == State::Expired { p { (t!(view, "attempt-result-expired", when = view.moment(attempt.due_at))) } }
        @if hidden { p { (t!(view, "attempt-result-private")) } }
    }
}

/// What a pass changed.
fn change(view: &View, sheet: &ResultSheet) -> Markup {
    let Some((before, after)) = sheet.attempt.levels else { return html! {} };
    let ladder = |held: Attained| Ladder { held, lapsed: held, required: sheet.required, assessed: true };
    let level = sheet.attempt.level;
    html! {
        section.stack aria-labelledby="change" {
            h2 id="change" { (view.say(&sheet.competency)) }
            @if before == after {
                div.cluster { (ladder(after).draw(view)) span { (t!(view, "attempt-result-level-same", level = after.number())) } }
            } @else {
                div.cluster { (ladder(before).draw(view)) span.quiet { (t!(view, "attempt-result-level-before", level = before.number())) } }
                div.cluster { (ladder(after).draw(view)) span.strong { (t!(view, "attempt-result-level-after", level = after.number())) } }
            }
            @if !after.reaches(level) { p { (t!(view, "attempt-result-capped", level = level.number(), after = after.number())) } }
        }
    }
}

fn next_step(view: &View, attempt: &AttemptEntry) -> Markup {
    let next =
        attempt.submitted_at.map(|ended| domain::next_try(ended, attempt.cooling_off_minutes)).filter(|next| *next > view.now);
    let to_competency = format!("/competencies/{}", attempt.competency_code);
    html! {
        @if attempt.state != State::Passed {
            @match next {
                Some(next) => p { (t!(view, "attempt-result-next-try", when = view.moment(next))) },
                None => p { (t!(view, "attempt-result-try-now")) },
            }
        }
        @if attempt.return_path.is_empty() {
            p { a.button href=(to_competency) { (t!(view, "attempt-result-to-competency")) } }
        } @else {
            p { a.button href=(attempt.return_path) { (t!(view, "attempt-result-go-on")) } }
        }
    }
}

/// After a failed test that proves something: what was weak and where to read, without any key.
fn feedback(view: &View, sheet: &ResultSheet) -> Markup {
    html! {
        section.stack aria-labelledby="feedback" {
            h2 id="feedback" { (t!(view, "attempt-result-outcomes")) }
            p.quiet { (t!(view, "attempt-result-outcomes-why")) }
            @for (code, text) in &sheet.outcomes {
                @let items: Vec<&Marked> = sheet.items.iter().filter(|item| item.question.outcome == *code).collect();
                @if !items.is_empty() { (outcome(view, text, &items, sheet.attempt.purpose)) }
            }
        }
    }
}

/// The reasons of the wrong options that were chosen are left out after a test-out: a reason often says what would have been right, and the
/// bank serves everybody who wants to show the level.
fn outcome(view: &View, text: &LanguageText, items: &[&Marked], purpose: Purpose) -> Markup {
    let tells = purpose != Purpose::TestOut;
    let earned: i64 = items.iter().filter_map(|item| item.earned).sum();
    let possible = POINTS * i64::try_from(items.len()).unwrap_or(0);
    let weak = || items.iter().filter(|item| item.earned.unwrap_or(0) < POINTS);
    let sources: BTreeSet<&str> = weak().map(|item| item.solution.source.as_str()).collect();
    let sources: Vec<&str> = sources.into_iter().collect();
    html! {
        article.card {
            h3 { (view.say(text)) }
            (meter(earned, possible, view.words(text)))
            p { (t!(view, "attempt-result-outcome-points", earned = earned, possible = possible)) }
            @let reasons: Vec<Markup> = weak().filter(|_| tells).flat_map(|item| reasons(view, item)).collect();
            @if !reasons.is_empty() { ul { @for reason in &reasons { li { (reason) } } } }
            @if !sources.is_empty() { p.quiet.small { (t!(view, "attempt-result-read-again", sources = sources.join("; "))) } }
        }
    }
}

/// Why the wrong options that were chosen are wrong.
fn reasons(view: &View, item: &Marked) -> Vec<Markup> {
    let Some(Given::Choice(chosen)) = &item.question.given else { return Vec::new() };
    let wrong = chosen.iter().filter_map(|option| Some((item.question.content.option(option)?, item.solution.why.get(option)?)));
    wrong.map(|(option, why)| html! { q { (view.say(option)) } ": " (view.say(why)) }).collect()
}

/// Each item with one's own answer, the key and the reasons.
fn answers(view: &View, sheet: &ResultSheet) -> Markup {
    html! {
        section.stack aria-labelledby="answers" {
            h2 id="answers" { (t!(view, "attempt-result-items")) }
            @for item in &sheet.items { (answer(view, item)) }
        }
    }
}

fn answer(view: &View, item: &Marked) -> Markup {
    let Marked { question, solution, .. } = item;
    let earned = item.earned.unwrap_or(0);
    html! {
        article.card {
            h3 { (question.number) ". " (view.say(&question.content.stem)) }
            p {
                @match earned {
                    POINTS => (tag(Tone::Held, &t!(view, "attempt-result-right"))),
                    0 => (tag(Tone::Plain, &t!(view, "attempt-result-wrong"))),
                    _ => (tag(Tone::Gap, &t!(view, "attempt-result-partly", earned = earned, possible = POINTS))),
                }
            }
            div { p.quiet.small { (t!(view, "attempt-result-your-answer")) } (given(view, question)) }
            @if earned < POINTS { div { p.quiet.small { (t!(view, "attempt-result-right-answer")) } (key(view, &question.content, &solution.rule)) } }
            p { (view.say(&solution.explain)) }
            @let reasons = reasons(view, item);
            @if !reasons.is_empty() { ul { @for reason in &reasons { li { (reason) } } } }
            p.quiet.small { (t!(view, "attempt-result-source", source = solution.source.clone())) }
        }
    }
}

/// One's own answer in words.
fn given(view: &View, question: &Question) -> Markup {
    let content = &question.content;
    match question.given.as_ref().filter(|given| !given.is_blank()) {
        None => html! { p { (t!(view, "attempt-result-unanswered")) } },
        Some(Given::Choice(chosen)) => options(view, content, chosen),
        Some(Given::Places(places)) => {
            let mut ordered: Vec<_> = places.iter().collect();
            ordered.sort_by_key(|(_, place)| **place);
            html! { ol { @for (id, place) in ordered { li value=(place) { (option(view, content, id)) } } } }
        }
        Some(Given::Pairs(pairs)) => matched(view, content, pairs.iter()),
        Some(Given::Text(text)) => html! { p { (text) } },
    }
}

/// The key in words.
fn key(view: &View, content: &Content, rule: &Rule) -> Markup {
    match rule {
        Rule::Single(right) => options(view, content, [right]),
        Rule::Multiple(right) => options(view, content, right),
        Rule::Order(right) => html! { ol { @for id in right { li { (option(view, content, id)) } } } },
        Rule::Match(right) => matched(view, content, right.iter()),
        Rule::Number { value, .. } => html! { p { (value.written()) " " (view.say(&content.unit)) } },
        Rule::Short(accepted) => {
            let wording = accepted.get(&view.language).or_else(|| accepted.values().next()).and_then(|list| list.first());
            html! { @if let Some(wording) = wording { p { (wording) } } }
        }
    }
}

fn option(view: &View, content: &Content, id: &str) -> Markup {
    html! { @if let Some(text) = content.option(id) { (view.say(text)) } }
}

fn options<'a>(view: &View, content: &Content, ids: impl IntoIterator<Item = &'a String>) -> Markup {
    let ids: Vec<&String> = ids.into_iter().collect();
    match ids.as_slice() {
        [id] => html! { p { (option(view, content, id)) } },
        ids => html! { ul { @for id in ids { li { (option(view, content, id)) } } } },
    }
}

fn matched<'a>(view: &View, content: &Content, pairs: impl Iterator<Item = (&'a String, &'a String)>) -> Markup {
    html! {
        dl {
            @for (left, right) in pairs {
                dt { (option(view, content, left)) }
                dd { @if let Some(text) = content.target(right) { (view.say(text)) } }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::super::sample::{self, KEYS};
    use super::*;

    fn pages(purpose: Purpose, state: State) -> Vec<(Language, String)> {
        let languages = ui::LANGUAGES.into_iter().chain([Language::PSEUDO]);
        languages
            .map(|language| {
                (language.clone(), result_page(&View::sample(language), &sample::result(purpose, state)).into_string())
            })
            .collect()
    }

    #[test]
    fn results_render_in_every_language() {
        for purpose in Purpose::ALL {
            for state in [State::Passed, State::Failed, State::Expired] {
                for (_, page) in pages(*purpose, state) {
                    assert!(![">attempt-", "\"attempt-"].iter().any(|id| page.contains(id)), "{page}");
                    assert_eq!(page.matches("<h1").count(), 1);
                }
            }
        }
    }

    #[test]
    fn a_failed_test_that_proves_shows_what_to_read_and_no_key() {
        for purpose in [Purpose::Course, Purpose::TestOut] {
            for state in [State::Failed, State::Expired] {
                for (language, page) in pages(purpose, state) {
                    assert!(KEYS.iter().all(|key| !page.contains(key)), "{page}");
                    assert!(!page.contains("In thirty days") && !page.contains("तीस दिन में"), "the right option stays unsaid");
                    assert!(page.contains("Act, s. 7") || language == Language::PSEUDO, "{page}");
                    assert!(!page.contains("Was not asked"));
                    let reason = page.contains("third party") || page.contains("पर व्यक्ति");
                    assert!(reason == (purpose == Purpose::Course) || language == Language::PSEUDO, "{purpose:?}: {page}");
                }
            }
        }
    }

    #[test]
    fn practice_and_a_pass_show_each_key_with_its_reason() {
        for (purpose, state) in
            [(Purpose::Practice, State::Failed), (Purpose::Course, State::Passed), (Purpose::TestOut, State::Passed)]
        {
            let (_, page) = pages(purpose, state).swap_remove(0);
            for told in ["In thirty days", "Because of section 7", "third party", "Two rupees", "35", "section ten", "Act, s. 10"]
            {
                assert!(page.contains(told), "{told} in {page}");
            }
        }
    }

    #[test]
    fn a_pass_shows_the_level_before_and_after_and_says_why_it_is_capped() {
        let (_, page) = pages(Purpose::TestOut, State::Passed).swap_remove(0);
        assert!(page.contains("Before: level 0") && page.contains("Now: level 2") && page.contains("at most level 2"), "{page}");
        assert_eq!(page.matches("class=\"ladder\"").count(), 2);
    }
}
