//! The page of a course: what it prepares for, what it asks, what it proves, and the one next step.

use std::sync::Arc;

use competency::overlay::{Worded, worded_tag};
use competency::requirement::Standing;
use kernel::{Attained, Language};
use maud::{Markup, html};
use ui::components::{NextStep, Tone, head, notice, trail};
use ui::{Args, View, t};

use super::domain::Effect;
use super::pages::{leads_to, mode, picture};
use super::store::{Detail, ObjectLine};
use crate::enrolment::{OwnEnrolment, State};

/// How the reader stands to the course.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Whether the reader is taking it now.
    pub enrolled: bool,
    /// How much of it is done.
    pub percent: i64,
    /// Where to go on.
    pub resume: Option<String>,
    /// Whether the reader has completed it, now or before.
    pub completed: bool,
}

impl Own {
    /// How a reader with these enrolments stands to the course with this code.
    pub fn among(enrolments: &[OwnEnrolment], code: &str) -> Self {
        let of_course = || enrolments.iter().filter(|enrolment| enrolment.course.as_str() == code);
        let active = of_course().find(|enrolment| enrolment.state == State::Active);
        Self {
            enrolled: active.is_some(),
            percent: active.and_then(|active| kernel::number::percent(active.parts.0, active.parts.1)).unwrap_or(0),
            resume: active.map(|_| format!("/learn/{code}/play")),
            completed: of_course().any(|enrolment| enrolment.state == State::Completed),
        }
    }
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct CourseModel {
    /// The course.
    pub detail: Arc<Detail>,
    /// How the reader stands to it; `None` for a reader who is no official.
    pub own: Option<Own>,
    /// How the reader stands to the competency it is for, where the post asks it.
    pub standing: Option<Standing>,
    /// Whose words stand for those of its framework, by language.
    pub worded: Worded,
    /// What a test alone can prove today, by the rule of evidence.
    pub ceiling: Attained,
}

/// The page of a course.
pub fn course_page(view: &View, model: &CourseModel) -> Markup {
    let detail = &model.detail;
    let title = view.words(&detail.card.title);
    ui::page(
        view,
        title,
        html! {
            (trail(&[("/learn".to_owned(), t!(view, "catalogue-title"))], view))
            (head(Some(view.words(&detail.card.provider_name)), title))
            (next(view, model))
            (in_your_post(view, model))
            (facts(view, detail))
            div.grid.aside {
                div.stack.loose {
                    (afterwards(view, detail))
                    (contents(view, detail))
                    (assessment(view, model))
                }
                div.stack.loose {
                    (levels(view, model))
                    (aids(view, detail))
                    (sources(view, detail))
                }
            }
        },
    )
}

fn next(view: &View, model: &CourseModel) -> Markup {
    let (card, why) = (&model.detail.card, reason(view, model));
    match &model.own {
        _ if !card.playable => elsewhere(view, model),
        Some(Own { enrolled: true, percent, resume: Some(path), .. }) => NextStep {
            above: t!(view, "course-going"),
            title: view.say(&card.title),
            why,
            done: Some((*percent, 100)),
            button: (t!(view, "course-continue"), path),
        }
        .draw(view),
        Some(own) => html! {
            @if own.completed { div.stack { (notice(Tone::Held, &t!(view, "course-completed"))) p { a href={ "/learn/" (card.code) "/result" } { (t!(view, "course-result")) } } } }
            section.next aria-labelledby="next" {
                span.eyebrow { (t!(view, "course-time", time = view.minutes(card.minutes))) }
                h2 id="next" { @if own.completed { (t!(view, "course-again")) } @else { (t!(view, "course-begin")) } }
                p { (why) }
                form method="post" action={ "/learn/" (card.code) "/enrol" } { button.button { (t!(view, "course-enrol")) } }
            }
        },
        None => notice(Tone::Plain, &t!(view, "course-officials")),
    }
}

/// What the unit of the reader says the competency means there.
fn in_your_post(view: &View, model: &CourseModel) -> Markup {
    html! {
        @if let Some(standing) = model.standing.as_ref().filter(|standing| is_worded(view, model, standing)) {
            p.after {
                (t!(view, "course-in-your-post", competency = view.words(&standing.name).to_owned())) " "
                (view.say(&standing.descriptor)) " "
                (worded_tag(view, Some(&model.worded), &standing.descriptor))
            }
        }
    }
}

/// Whether what the reader sees are the words of a unit.
fn is_worded(view: &View, model: &CourseModel, standing: &Standing) -> bool {
    model.worded.contains_key(standing.descriptor.in_or_nearest(&view.language).0)
}

/// Why this course, for this reader.
fn reason(view: &View, model: &CourseModel) -> String {
    match &model.standing {
        Some(standing) if standing.is_held() => {
            t!(
                view,
                "course-why-held",
                competency = view.words(&standing.name).to_owned(),
                held = standing.held.number(),
                required = standing.required.number()
            )
        }
        Some(standing) => {
            t!(
                view,
                "course-why-open",
                competency = view.words(&standing.name).to_owned(),
                held = standing.held.number(),
                required = standing.required.number()
            )
        }
        None => t!(view, "course-why-own"),
    }
}

/// A course that is only listed: who offers it, and what can be done here all the same.
fn elsewhere(view: &View, model: &CourseModel) -> Markup {
    let (card, provider) = (&model.detail.card, view.words(&model.detail.card.provider_name).to_owned());
    let why = t!(view, "course-elsewhere-why");
    match card.effects.first() {
        Some(effect) => NextStep {
            above: t!(view, "course-elsewhere-above"),
            title: html! { (t!(view, "course-elsewhere", provider = provider)) },
            why,
            done: None,
            button: (t!(view, "course-elsewhere-button"), &format!("/competencies/{}", effect.code)),
        }
        .draw(view),
        None => notice(Tone::Plain, &t!(view, "course-elsewhere", provider = provider)),
    }
}

fn facts(view: &View, detail: &Detail) -> Markup {
    let card = &detail.card;
    let languages: Vec<&str> = card.languages.iter().map(Language::own_name).collect();
    let rows = [
        (t!(view, "course-hours"), view.minutes(card.minutes)),
        (t!(view, "catalogue-language"), languages.join(", ")),
        (t!(view, "catalogue-mode"), mode(view, card.mode)),
        (t!(view, "course-provider"), view.words(&card.provider_name).to_owned()),
    ];
    html! { dl.facts { @for (name, value) in rows { div { dt.quiet.small { (name) } dd { (value) } } } } }
}

fn afterwards(view: &View, detail: &Detail) -> Markup {
    html! {
        section.stack aria-labelledby="afterwards" {
            h2 id="afterwards" { (t!(view, "course-afterwards")) }
            p.lead { (view.say(&detail.card.summary)) }
            @if !detail.outcomes.is_empty() { ul.tight { @for outcome in &detail.outcomes { li { (view.say(outcome)) } } } }
            @if !detail.prepares.is_empty() {
                h3 { (t!(view, "course-prepares")) }
                p { (view.say(&detail.prepares)) }
            }
        }
    }
}

fn contents(view: &View, detail: &Detail) -> Markup {
    html! {
        @if !detail.modules.is_empty() {
            section.stack aria-labelledby="contents" {
                h2 id="contents" { (t!(view, "course-contents")) }
                @for (title, objects) in &detail.modules {
                    h3 { (view.say(title)) }
                    ul.outline { @for object in objects { (line(view, object)) } }
                }
            }
        }
    }
}

fn line(view: &View, object: &ObjectLine) -> Markup {
    let kind = view.text(&format!("object-{}", object.kind.as_str()), &Args::new());
    html! { li { span { (view.say(&object.title)) " " span.quiet.small { (kind) ", " (view.minutes(object.minutes)) } } } }
}

fn assessment(view: &View, model: &CourseModel) -> Markup {
    let Some(test) = &model.detail.assessment else { return html! {} };
    let percent = (test.pass_permille + 5) / 10;
    let waiting = view.minutes(test.cooling_off_minutes);
    let proves = model.ceiling.number().min(test.level.number());
    html! {
        section.stack aria-labelledby="assessment" {
            h2 id="assessment" { (t!(view, "course-assessment")) }
            p { (t!(view, "course-assessment-drawn", items = test.items, minutes = view.minutes(test.minutes))) }
            p { (t!(view, "course-assessment-pass", percent = percent, waiting = waiting)) }
            p { (t!(view, "course-assessment-proves", level = proves)) }
        }
    }
}

fn levels(view: &View, model: &CourseModel) -> Markup {
    let shown: Vec<&Effect> = model.detail.card.effects.iter().collect();
    html! {
        @if !shown.is_empty() {
            section.stack aria-labelledby="levels" {
                h2 id="levels" { (t!(view, "course-level")) }
                @for effect in shown {
                    div.enlarged { (picture(view, effect)) }
                    p { (leads_to(view, effect)) }
                    @if !model.detail.descriptor.is_empty() {
                        p.quiet { (t!(view, "course-at-level", level = effect.level.number())) " " (view.say(&model.detail.descriptor)) }
                    }
                    @if effect.entry > Attained::NOTHING { p.quiet { (t!(view, "course-entry", level = effect.entry.number())) } }
                    p { a href={ "/competencies/" (effect.code) } { (t!(view, "course-test-out")) } }
                }
            }
        }
    }
}

fn aids(view: &View, detail: &Detail) -> Markup {
    html! {
        @if !detail.aids.is_empty() {
            section.stack aria-labelledby="aids" {
                h2 id="aids" { (t!(view, "course-aids")) }
                ul.tight { @for aid in &detail.aids { li { (view.say(aid)) } } }
            }
        }
    }
}

fn sources(view: &View, detail: &Detail) -> Markup {
    let (year, ..) = detail.published.parts();
    html! {
        section.stack aria-labelledby="sources" {
            h2 id="sources" { (t!(view, "course-sources")) }
            @if !detail.sources.is_empty() { ul.tight.small { @for source in &detail.sources { li { (source) } } } }
            p.quiet.small {
                @if detail.card.playable { (t!(view, "course-published", date = view.date(detail.published), version = detail.version)) }
                @else { (t!(view, "course-year", year = year.to_string())) }
            }
            @if !detail.licence.is_empty() { p.quiet.small { (t!(view, "course-licence", licence = detail.licence.clone())) } }
        }
    }
}

#[cfg(test)]
mod samples {
    use super::super::domain::samples::card;
    use super::*;
    use crate::package::ObjectKind;
    use assessment::test::{Purpose, TestEntry};
    use competency::framework::CompetencyKind;
    use competency::requirement;
    use kernel::{Code, Date, Key, LanguageText, Level};

    fn text() -> LanguageText {
        LanguageText::of("Thirty days", "तीस दिन")
    }

    fn detail(playable: bool) -> Detail {
        let mut card = card(1, ("Right to information", "सूचना का अधिकार"), ("You can answer.", "आप उत्तर दे सकेंगे।"));
        card.playable = playable;
        let level = Level::new(2).expect("a level");
        let test = TestEntry {
            key: Key::new(1),
            code: "x".to_owned(),
            purpose: Purpose::Course,
            bank: Key::new(1),
            competency: Key::new(1),
            level,
            outcomes: Vec::new(),
            items: 10,
            pass_permille: 800,
            minutes: 20,
            cooling_off_minutes: 1440,
            title: text(),
        };
        let objects = ObjectKind::ALL.iter().map(|kind| ObjectLine { kind: *kind, title: text(), minutes: 5 }).collect();
        Detail {
            card,
            version: 3,
            prepares: text(),
            sources: vec!["Act, section 7".to_owned()],
            licence: "CC BY 4.0".to_owned(),
            published: Date::parse("2026-11-01").expect("a date"),
            modules: if playable { vec![(text(), objects)] } else { Vec::new() },
            assessment: playable.then_some(test),
            outcomes: vec![text()],
            aids: vec![text()],
            descriptor: text(),
        }
    }

    fn standing(held: i64) -> Standing {
        Standing {
            competency: Key::new(1),
            code: Code::parse("rti").expect("a code"),
            name: text(),
            kind: CompetencyKind::Functional,
            required: Level::new(2).expect("a level"),
            held: Attained::new(held).expect("held"),
            lapsed: Attained::NOTHING,
            assessed: held > 0,
            state: if held >= 2 { requirement::State::Held } else { requirement::State::NotYetAssessed },
            is_new: false,
            due: None,
            next_change: None,
            descriptor: text(),
            held_descriptor: None,
        }
    }

    fn page(view: &View, playable: bool, own: Option<Own>, held: Option<i64>) -> String {
        let model = CourseModel {
            detail: Arc::new(detail(playable)),
            own,
            standing: held.map(standing),
            worded: Worded::from([(view.language.clone(), text())]),
            ceiling: Attained::new(2).expect("a level"),
        };
        course_page(view, &model).into_string()
    }

    #[test]
    fn the_page_renders_in_every_language_for_everyone() {
        let taking = Own { enrolled: true, percent: 40, resume: Some("/learn/course-1/play".to_owned()), completed: false };
        let done = Own { completed: true, ..Own::default() };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let enrol = "action=\"/learn/course-1/enrol\"";
            for held in [None, Some(0), Some(2)] {
                assert!(page(&view, true, Some(Own::default()), held).contains(enrol));
                assert!(page(&view, true, Some(done.clone()), held).contains("/learn/course-1/result"));
                let going = page(&view, true, Some(taking.clone()), held);
                assert!(going.contains("href=\"/learn/course-1/play\"") && !going.contains(enrol));
                for closed in [page(&view, true, None, held), page(&view, false, Some(Own::default()), held)] {
                    assert!(!closed.contains(enrol));
                    assert!(!closed.contains(">course-") && !closed.contains(">object-"));
                }
            }
        }
    }
}
