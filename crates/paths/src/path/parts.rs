//! Pieces of the pages of paths: a step, the form of choices, what was chosen as an address.

use kernel::{Language, LanguageText};
use learning::package::Mode;
use maud::{Markup, html};
use methods::path::{Rise, Step, Without};
use ui::form::Field;
use ui::{Args, View, assets, t};

use super::domain::{Goal, Tests, Wish};
use super::model::PathModel;
use crate::action::{Figure, Offer, Way};

/// Minutes in a week among which a person chooses.
const WEEK: [u32; 8] = [30, 60, 120, 180, 240, 300, 420, 600];

/// A wish as the query of an address, with some more actions left out.
pub(super) fn query(wish: &Wish, left_out: &[&str]) -> String {
    let language = wish.language.as_ref().map_or("any", Language::as_str);
    let without: Vec<&str> = wish.without.iter().map(String::as_str).chain(left_out.iter().copied()).collect();
    let mode = wish.mode.map_or("any", |mode| mode.as_str());
    let mut query = format!(
        "week={}&language={language}&mode={mode}&goal={}&tests={}",
        wish.minutes_per_week,
        wish.goal.as_str(),
        wish.tests.as_str()
    );
    if !without.is_empty() {
        query += &format!("&without={}", without.join(","));
    }
    query
}

/// The wish as hidden fields of a form.
pub(super) fn hidden(wish: &Wish) -> Markup {
    html! {
        input type="hidden" name="week" value=(wish.minutes_per_week);
        input type="hidden" name="language" value=(wish.language.as_ref().map_or("any", Language::as_str));
        input type="hidden" name="mode" value=(wish.mode.map_or("any", |mode| mode.as_str()));
        input type="hidden" name="goal" value=(wish.goal.as_str());
        input type="hidden" name="tests" value=(wish.tests.as_str());
        input type="hidden" name="without" value=(wish.without.join(","));
    }
}

/// How many hours in a week.
pub(crate) fn hours_field(view: &View, wish: &Wish) -> Markup {
    let mut minutes: Vec<u32> = WEEK.into_iter().chain([wish.minutes_per_week]).collect();
    minutes.sort_unstable();
    minutes.dedup();
    let options: Vec<_> = minutes.into_iter().map(|minutes| (minutes.to_string(), view.minutes(i64::from(minutes)))).collect();
    let value = wish.minutes_per_week.to_string();
    Field { name: "week", label: t!(view, "path-week"), value: &value, ..Field::default() }.choice(&options)
}

/// What can be chosen, as a form that only asks.
pub(super) fn form(view: &View, model: &PathModel, action: &str) -> Markup {
    let wish = &model.wish;
    let words = |id: String| view.text(&id, &Args::new());
    let any = ("any".to_owned(), t!(view, "path-any"));
    let mut languages: Vec<Language> = model.actions.languages().to_vec();
    languages.extend(wish.language.clone());
    languages.sort();
    languages.dedup();
    let languages: Vec<_> = std::iter::once(any.clone())
        .chain(languages.into_iter().map(|language| (language.to_string(), language.own_name().to_owned())))
        .collect();
    let modes: Vec<_> = std::iter::once(any)
        .chain(Mode::ALL.iter().map(|mode| (mode.as_str().to_owned(), words(format!("mode-{}", mode.as_str())))))
        .collect();
    let goals: Vec<_> =
        Goal::ALL.iter().map(|goal| (goal.as_str().to_owned(), words(format!("path-goal-{}", goal.as_str())))).collect();
    let tests: Vec<_> =
        Tests::ALL.iter().map(|tests| (tests.as_str().to_owned(), words(format!("path-tests-{}", tests.as_str())))).collect();
    let choice =
        |name, label, value: &str, options: &[(String, String)]| Field { name, label, value, ..Field::default() }.choice(options);
    html! {
        form.card method="get" action=(action) aria-labelledby="change" data-live {
            h2 id="change" { (t!(view, "path-change")) }
            (hours_field(view, wish))
            (choice("language", t!(view, "path-language"), wish.language.as_ref().map_or("any", Language::as_str), &languages))
            (choice("mode", t!(view, "path-mode"), wish.mode.map_or("any", |mode| mode.as_str()), &modes))
            (choice("goal", t!(view, "path-goal"), wish.goal.as_str(), &goals))
            (choice("tests", t!(view, "path-tests"), wish.tests.as_str(), &tests))
            @if !wish.without.is_empty() { input type="hidden" name="without" value=(wish.without.join(",")); }
            button.button.plain { (t!(view, "path-show")) }
        }
        (live())
    }
}

/// The script that shows what a form of choices leads to at once: `data-live` on the form, `data-live-part` on what changes.
pub(crate) fn live() -> Markup {
    html! { script type="module" src=(assets::path("live.js")) {} }
}

/// What an action is called: the same competency may be shown by a test, at work and by a course.
pub fn title(view: &View, title: &LanguageText, way: Option<&Way>) -> String {
    let name = view.words(title).to_owned();
    match way {
        Some(Way::TestOut { .. }) => t!(view, "path-title-test", name = name),
        Some(Way::AtWork { level, .. }) => t!(view, "path-title-work", name = name, level = level.number()),
        Some(Way::Course { .. }) | None => name,
    }
}

/// What an offer is called.
pub(super) fn title_of(view: &View, offer: &Offer) -> String {
    title(view, &offer.title, Some(&offer.way))
}

/// How an action is done, in a sentence.
pub(super) fn way(view: &View, offer: &Offer) -> String {
    match &offer.way {
        Way::TestOut { level, .. } => t!(view, "path-way-test", level = level.number()),
        Way::AtWork { level, again: true, .. } => t!(view, "path-way-again", level = level.number()),
        Way::AtWork { level, .. } => t!(view, "path-way-work", level = level.number()),
        Way::Course { playable: true, tests, .. } if tests.is_empty() => t!(view, "path-way-course"),
        Way::Course { playable: true, .. } => t!(view, "path-way-course-test"),
        Way::Course { tests, .. } if tests.is_empty() => t!(view, "path-way-elsewhere"),
        Way::Course { .. } => t!(view, "path-way-elsewhere-test"),
    }
}

/// The minutes of an action, with where the figure comes from.
pub(super) fn minutes(view: &View, minutes: i64, figure: Figure) -> String {
    let time = view.minutes(minutes);
    match figure {
        Figure::Measured(learners) => t!(view, "path-time-measured", time = time, learners = learners),
        Figure::Claimed => t!(view, "path-time-claimed", time = time),
        Figure::Allowed => t!(view, "path-time-allowed", time = time),
        Figure::Usual => t!(view, "path-time-usual", time = time),
    }
}

/// A step of a path. `base` is the page on which it stands.
pub(super) fn step(view: &View, model: &PathModel, step: &Step, without: Option<&Without>, base: &str) -> Markup {
    let action = model.actions.catalogue.action(step.action);
    let Some(offer) = model.actions.offer(&action.id) else { return html! {} };
    let title = title_of(view, offer);
    html! {
        li { div {
            a href=(offer.address()) { b { (title) } }
            p.small.num { (minutes(view, i64::from(action.minutes), offer.figure)) }
            span.quiet { (way(view, offer)) }
            span.quiet { (rises(view, model, step)) @if let Some(cost) = without.and_then(|without| cost(view, model, *without)) { " " (cost) } }
            a.small.reach href={ (base) "?" (query(&model.wish, &[&action.id])) } aria-label=(t!(view, "path-leave-out-label", title = title)) { (t!(view, "path-leave-out")) }
        } }
    }
}

fn rises(view: &View, model: &PathModel, step: &Step) -> String {
    let said = |rise: &Rise, prepares: bool| {
        let name = view.words(&model.actions.name(model.actions.catalogue.competency(rise.competency))).to_owned();
        let (from, to) = (i64::from(rise.from), i64::from(rise.to));
        if prepares {
            t!(view, "path-prepares", competency = name, level = to)
        } else if from == 0 {
            t!(view, "path-raises-first", competency = name, to = to)
        } else {
            t!(view, "path-raises", competency = name, from = from, to = to)
        }
    };
    let closes = step.closes.iter().map(|rise| said(rise, false));
    closes.chain(step.prepares.iter().map(|rise| said(rise, true))).collect::<Vec<_>>().join(" ")
}

/// What leaving a step out would cost.
fn cost(view: &View, model: &PathModel, without: Without) -> Option<String> {
    let best = model.answer.solution().minutes;
    let more = |minutes: u64| view.minutes(i64::try_from(minutes.saturating_sub(best)).unwrap_or(i64::MAX));
    Some(match (without, model.wish.goal) {
        (Without::Unreachable, _) => t!(view, "path-cost-nothing-else"),
        (Without::Mandatory, _) => return None,
        (Without::Costs(minutes), Goal::Hours) if minutes <= best => t!(view, "path-cost-none"),
        (Without::Costs(minutes), Goal::Hours) => t!(view, "path-cost", time = more(minutes)),
        (Without::CostsBetween(least, _), Goal::Hours) => t!(view, "path-cost-least", time = more(least)),
        (_, Goal::Urgent) => t!(view, "path-cost-urgent"),
        (_, Goal::Quarter) => t!(view, "path-cost-quarter"),
    })
}
