//! The page of my path.

use kernel::Date;
use kernel::number::percent;
use maud::{Markup, html};
use methods::path::{Solution, Status};
use ui::components::{NextStep, Tone, head, meter, notice, tag, trail};
use ui::{View, t};

use super::domain::Goal;
use super::model::PathModel;
use super::parts::{form, hidden, query, step, title, title_of, way};
use super::plan_store::{Plan, PlanStep};

/// What is said at the top after a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The path is the plan now.
    Accepted,
    /// There is no plan any more.
    Dropped,
    /// Why nothing was done.
    Refused(String),
}

/// The page.
pub(super) fn path_page(view: &View, model: &PathModel, said: Option<Said>) -> Markup {
    ui::page(
        view,
        &t!(view, "path-title"),
        html! {
            (trail(&[("/today".to_owned(), t!(view, "today-title"))], view))
            div data-live-part="headline" aria-live="polite" { (head(Some(&t!(view, "path-title")), &headline(view, model))) }
            @match &said {
                Some(Said::Accepted) => (notice(Tone::Held, &t!(view, "path-accepted"))),
                Some(Said::Dropped) => (notice(Tone::Plain, &t!(view, "path-dropped"))),
                Some(Said::Refused(words)) => (notice(Tone::Wrong, words)),
                None => {}
            }
            @if let Some(plan) = &model.plan { (own_plan(view, model, plan)) } @else { div data-live-part="next" { (next_step(view, model)) } }
            div.grid.aside {
                div.stack.loose data-live-part="path" {
                    (path_sections(view, model, "/path"))
                    (accept_form(view, model))
                }
                div.stack {
                    (form(view, model, "/path"))
                    section.card aria-labelledby="towards" {
                        h2 id="towards" { (t!(view, "path-towards")) }
                        p { (t!(view, "path-towards-words")) }
                        a.button.plain href="/path/towards" { (t!(view, "path-towards-button")) }
                    }
                }
            }
        },
    )
}

fn headline(view: &View, model: &PathModel) -> String {
    let (required, held) = model.question.counts();
    let solution = model.answer.solution();
    let time = view.minutes(number(solution.minutes));
    if required == 0 {
        t!(view, "path-headline-nothing")
    } else if required == held {
        t!(view, "path-headline-all")
    } else if solution.steps.is_empty() {
        t!(view, "path-headline-none")
    } else if model.wish.goal == Goal::Quarter {
        t!(view, "path-headline-quarter", levels = levels(solution), time = time)
    } else if solution.missing.is_empty() {
        t!(view, "path-headline", time = time)
    } else {
        t!(view, "path-headline-part", time = time)
    }
}

/// How many levels a path closes.
fn levels(solution: &Solution) -> i64 {
    let closed = solution.steps.iter().flat_map(|step| &step.closes).map(|rise| i64::from(rise.to - rise.from));
    closed.sum()
}

fn number(figure: u64) -> i64 {
    i64::try_from(figure).unwrap_or(i64::MAX)
}

fn next_step(view: &View, model: &PathModel) -> Markup {
    let first = model.answer.solution().steps.first();
    let found = first.and_then(|step| {
        let action = model.actions.catalogue.action(step.action);
        Some((action, model.actions.offer(&action.id)?))
    });
    let Some((action, offer)) = found else { return html! {} };
    let next = NextStep {
        above: t!(view, "path-next", time = view.minutes(i64::from(action.minutes))),
        title: html! { (title_of(view, offer)) },
        why: way(view, offer),
        done: None,
        button: (t!(view, "path-next-button"), &offer.address()),
    };
    next.draw(view)
}

fn own_plan(view: &View, model: &PathModel, plan: &Plan) -> Markup {
    let called = |step: &PlanStep| title(view, &step.title, model.actions.offer(&step.action).map(|offer| &offer.way));
    let (done, all) = (plan.done(), plan.steps.len() as i64);
    html! {
        section.next aria-labelledby="plan" {
            span.eyebrow { (t!(view, "path-plan-above", date = view.date(plan.accepted_at.date()))) }
            h2 id="plan" {
                @match plan.next() { Some(step) => (called(step)), None => (t!(view, "path-plan-done")) }
            }
            p { (t!(view, "path-plan-words", done = done, all = all, time = view.minutes(plan.minutes_left()))) }
            (meter(done, all, &t!(view, "meter-done", percent = percent(done, all).unwrap_or(0))))
            @if let Some(step) = plan.next() { a.button href=(step.address) { (t!(view, "path-next-button")) } }
        }
        details.after {
            summary { (t!(view, "path-plan-steps")) }
            ul.rows.plain {
                @for step in &plan.steps {
                    li {
                        a href=(step.address) { b { (called(step)) } }
                        @if step.done { (tag(Tone::Held, &t!(view, "path-plan-step-done"))) } @else { span.num.small { (view.minutes(step.minutes)) } }
                    }
                }
            }
            form.after method="post" action="/path/plan/drop" { button.button.plain { (t!(view, "path-plan-drop")) } }
        }
    }
}

/// The steps by quarter, how sure that is, what is missing, and other good paths. `base` is the page on which they stand.
pub(crate) fn path_sections(view: &View, model: &PathModel, base: &str) -> Markup {
    let solution = model.answer.solution();
    html! {
        @if !solution.steps.is_empty() {
            section aria-labelledby="steps" {
                header { h2 id="steps" { (t!(view, "path-steps", number = solution.steps.len() as i64)) } }
                (timeline(view, model, base))
            }
            section.card aria-labelledby="sure" {
                h2 id="sure" { (t!(view, "path-sure")) }
                p { (certificate(view, model)) }
                p.quiet { (t!(view, "path-sure-if")) }
            }
        }
        (missing(view, model))
        @if !model.wish.without.is_empty() {
            p { a.button.plain href={ (base) "?" (query(&super::domain::Wish { without: Vec::new(), ..model.wish.clone() }, &[])) } { (t!(view, "path-take-all")) } }
        }
        (others(view, model, base))
    }
}

fn timeline(view: &View, model: &PathModel, base: &str) -> Markup {
    let per_quarter = u64::from(model.wish.minutes_per_quarter());
    let mut sum = 0_u64;
    let mut quarters: Vec<(u64, Vec<Markup>)> = Vec::new();
    for (at, one) in model.answer.solution().steps.iter().enumerate() {
        sum += u64::from(model.actions.catalogue.action(one.action).minutes);
        let quarter = sum.div_ceil(per_quarter);
        let drawn = step(view, model, one, model.answer.explained.without.get(at), base);
        match quarters.last_mut().filter(|last| last.0 == quarter) {
            Some(last) => last.1.push(drawn),
            None => quarters.push((quarter, vec![drawn])),
        }
    }
    html! {
        @for (quarter, steps) in quarters {
            h3.after { (t!(view, "path-quarter", date = view.date(end_of(model.now.date(), quarter)))) }
            ol.rows.plain { @for step in steps { (step) } }
        }
    }
}

/// The last day of a quarter of learning, counted from today.
fn end_of(today: Date, quarter: u64) -> Date {
    today.plus_days(i32::try_from(quarter.saturating_mul(91)).unwrap_or(i32::MAX))
}

/// How sure the path is, in plain words.
pub(super) fn certificate(view: &View, model: &PathModel) -> String {
    let (solution, known) = (model.answer.solution(), model.actions.catalogue.len() as i64);
    let known = view.count(known);
    match (solution.status, model.wish.goal) {
        (Status::Bounded, Goal::Hours) => {
            t!(view, "path-sure-bounded", time = view.minutes(number(solution.bound)), number = known)
        }
        (Status::Bounded, _) => t!(view, "path-sure-best-found", number = known),
        (Status::Optimal, Goal::Hours) => t!(view, "path-sure-shortest", number = known),
        (Status::Unreachable, Goal::Hours) => t!(view, "path-sure-part", number = known),
        (_, Goal::Urgent) => t!(view, "path-sure-urgent", number = known),
        (_, Goal::Quarter) => t!(view, "path-sure-quarter", number = known),
    }
}

fn missing(view: &View, model: &PathModel) -> Markup {
    let missing = &model.answer.solution().missing;
    html! {
        @if !missing.is_empty() {
            section aria-labelledby="missing" {
                header { h2 id="missing" { (t!(view, "path-missing")) } }
                p { (t!(view, "path-missing-words")) }
                ul.rows.plain.after {
                    @for one in missing {
                        li {
                            a href={ "/competencies/" (one.competency) } { b { (view.say(&model.actions.name(&one.competency))) } }
                            span.small { (t!(view, "path-missing-level", required = i64::from(one.required), reachable = i64::from(one.reachable))) }
                        }
                    }
                }
            }
        }
    }
}

fn others(view: &View, model: &PathModel, base: &str) -> Markup {
    let explained = &model.answer.explained;
    let best = model.answer.ids(&model.actions);
    html! {
        @if !explained.alternatives.is_empty() {
            section aria-labelledby="others" {
                header { h2 id="others" { (t!(view, "path-others")) } }
                ul.rows.plain {
                    @for other in &explained.alternatives {
                        @let ids = super::solve::ids(other, &model.actions);
                        @let left: Vec<&str> = best.iter().copied().filter(|id| !ids.contains(id)).collect();
                        @let new = names(view, model, ids.iter().copied().filter(|id| !best.contains(id)));
                        li {
                            div {
                                b { (t!(view, "path-other-time", time = view.minutes(number(other.minutes)))) }
                                @if new.is_empty() {
                                    span.quiet { (t!(view, "path-other-less", old = names(view, model, left.iter().copied()))) }
                                } @else {
                                    span.quiet { (t!(view, "path-other", new = new, old = names(view, model, left.iter().copied()))) }
                                }
                            }
                            a.button.plain href={ (base) "?" (query(&model.wish, &left)) } { (t!(view, "path-other-show")) }
                        }
                    }
                }
            }
        }
    }
}

fn names<'a>(view: &View, model: &PathModel, ids: impl Iterator<Item = &'a str>) -> String {
    let titles = ids.filter_map(|id| model.actions.offer(id)).map(|offer| title_of(view, offer));
    titles.collect::<Vec<_>>().join(", ")
}

fn accept_form(view: &View, model: &PathModel) -> Markup {
    let seen = model.answer.ids(&model.actions).join(",");
    html! {
        @if !seen.is_empty() {
            form.card method="post" action="/path/plan" {
                p { (t!(view, if model.plan.is_some() { "path-accept-again-words" } else { "path-accept-words" })) }
                (hidden(&model.wish))
                input type="hidden" name="seen" value=(seen);
                button.button { (t!(view, "path-accept")) }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use std::sync::Arc;

    use kernel::{Language, LanguageText, Timestamp};
    use uuid::Uuid;

    use super::super::domain::samples::{question, wish};
    use super::super::domain::{Question, Tests, Wish};
    use super::super::model::Read;
    use super::*;
    use crate::action::samples::actions;

    fn model(question: Question, wish: Wish) -> PathModel {
        let read = Read { question, actions: Arc::new(actions()), failed: Vec::new(), usual: wish.clone() };
        PathModel::solve(read, wish, Timestamp(1_795_329_000_000_000)).expect("a path")
    }

    fn plan() -> Plan {
        let step = |number, done| PlanStep {
            number,
            action: "course:x".to_owned(),
            title: LanguageText::of("Right to information", "सूचना का अधिकार"),
            address: "/learn/x".to_owned(),
            minutes: 60,
            done,
        };
        Plan {
            id: Uuid::nil(),
            accepted_at: Timestamp(1_795_329_000_000_000),
            minutes: 120,
            minutes_per_week: 60,
            steps: vec![step(1, true), step(2, false)],
        }
    }

    #[test]
    fn the_page_renders_in_every_language() {
        let whole = || {
            let mut question = question();
            question.0.retain(|key, _| key.number() == 1);
            question
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for goal in Goal::ALL {
                for tests in Tests::ALL {
                    let chosen = Wish { goal: *goal, tests: *tests, ..wish() };
                    let mut model = model(question(), chosen.clone());
                    model.plan = Some(plan());
                    let page = path_page(&view, &model, Some(Said::Accepted)).into_string();
                    assert!(page.contains("/learn/") && !page.contains("path-") && !page.contains("mode-"), "{page}");
                    assert_eq!(page.matches("<h1").count(), 1);
                    assert!(
                        !path_page(&view, &self::model(whole(), chosen), Some(Said::Dropped)).into_string().contains("path-")
                    );
                }
            }
            let nothing = path_page(&view, &model(Question::default(), wish()), Some(Said::Refused("no".to_owned())));
            assert!(!nothing.into_string().contains("path-"));
        }
    }

    #[test]
    fn shortest_is_said_only_where_it_is_proven() {
        let view = View::sample(Language::ENGLISH);
        let mut whole = question();
        whole.0.retain(|key, _| key.number() == 1);
        let mut model = model(whole, wish());
        assert_eq!(model.answer.solution().status, Status::Optimal);
        assert!(certificate(&view, &model).contains("No shorter path"));
        model.answer.explained.solution.status = Status::Bounded;
        model.answer.explained.solution.bound = 60;
        let words = certificate(&view, &model);
        assert!(!words.contains("No shorter path exists") && words.contains("1 h"), "{words}");
    }

    #[test]
    fn what_no_action_proves_is_named() {
        let page = path_page(&View::sample(Language::ENGLISH), &model(question(), wish()), None).into_string();
        assert!(page.contains("/competencies/law") && page.contains("level 4"), "{page}");
    }

    #[test]
    fn a_quarter_ends_after_thirteen_weeks() {
        assert_eq!(end_of(Date(20_000), 2), Date(20_182));
    }
}
