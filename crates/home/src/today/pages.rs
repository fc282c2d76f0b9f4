//! The page of today.

use axum::extract::State;
use axum::routing::get;
use axum::{Extension, Router};
use competency::overlay::{self, Worded, WordedBy, worded_tag};
use competency::requirement::{self, Standing, State as How, Summary, summary};
use kernel::Code;
use learning::catalogue::Offer;
use learning::enrolment::{self, OwnEnrolment};
use maud::{Markup, html};
use people::Learner;
use people::posting::{self, Current};
use ui::components::{self, Tone, tag};
use ui::{View, t};
use web::{Fault, Site};

use super::domain::{Begun, NextStep, Offered, next_step, open};

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/today", get(show))
}

/// Open requirements on the page; the others are one link away.
const SHOWN: usize = 6;

struct TodayModel {
    posting: Option<Current>,
    standings: Vec<Standing>,
    /// Whose words stand for those of the framework.
    worded: WordedBy,
    step: NextStep,
    /// What comes next on the plan or the shortest path.
    path: Option<paths::path::Next>,
}

async fn show(State(site): State<Site>, Extension(view): Extension<View>, learner: Learner) -> Result<Markup, Fault> {
    let (mut conn, today) = (site.db.read().await?, learner.actor.today());
    let postings = posting::current(&mut conn, learner.official, today).await?;
    let mut standings = requirement::standings_in(&mut conn, learner.official, &postings, today).await?;
    let worded = overlay::reword(&mut conn, &postings, &mut standings, site.db.context().now()).await?;
    let enrolments = enrolment::own(&mut conn, learner.official).await?;
    let keys: Vec<_> = open(&standings).iter().map(|standing| standing.competency).collect();
    let tests = assessment::test::test_outs(&mut conn, &keys).await?;
    let offers = learning::catalogue::offers(&mut conn, &keys).await?;
    let tested: Vec<Code> = open(&standings)
        .iter()
        .filter(|standing| tests.iter().any(|test| test.competency == standing.competency && !standing.held.reaches(test.level)))
        .map(|standing| standing.code.clone())
        .collect();
    let active = enrolments.iter().find(|enrolment| enrolment.state == enrolment::State::Active);
    let begun = active.map(|enrolment| begun(enrolment, &offers, &standings));
    let step = next_step(&standings, begun, &tested, |standing| offered(standing, &offers));
    let posting = posting::prescribing(&postings).next().or(postings.first()).cloned();
    let path = paths::path::next(&mut conn, learner.official, site.db.context().now()).await?;
    Ok(today_page(&view, &TodayModel { posting, standings, worded, step, path }))
}

fn begun(enrolment: &OwnEnrolment, offers: &[Offer], standings: &[Standing]) -> Begun {
    let (done, all) = enrolment.parts;
    let effect = offers.iter().find(|offer| offer.code == enrolment.course).and_then(|offer| {
        let standing = standings.iter().find(|standing| standing.competency == offer.competency)?;
        Some((standing.name.clone(), offer.level.number()))
    });
    Begun {
        title: enrolment.title.clone(),
        percent: kernel::number::percent(done, all).unwrap_or(0),
        path: format!("/learn/{}/play/{}?segment={}", enrolment.course, enrolment.resume.0, enrolment.resume.1),
        minutes_left: if all > 0 { enrolment.minutes * (all - done) / all } else { enrolment.minutes },
        effect,
    }
}

/// The shortest playable course that this person can begin and that brings the competency further.
fn offered(standing: &Standing, offers: &[Offer]) -> Option<Offered> {
    let fits = |offer: &&Offer| {
        offer.competency == standing.competency && offer.entry <= standing.held && !standing.held.reaches(offer.level)
    };
    let offer = offers.iter().find(fits)?;
    Some(Offered { code: offer.code.to_string(), title: offer.title.clone(), minutes: offer.minutes })
}

fn today_page(view: &View, model: &TodayModel) -> Markup {
    let counts = summary(&model.standings);
    ui::page(
        view,
        &t!(view, "today-title"),
        html! {
            (components::head(place(view, model).as_deref(), &headline(view, counts)))
            (step(view, &model.step))
            (path_line(view, model.path.as_ref()))
            div.grid {
                (still_open(view, model))
                (held(view, &model.standings))
            }
        },
    )
}

/// One line: how far it is, and what comes next on the way.
fn path_line(view: &View, next: Option<&paths::path::Next>) -> Markup {
    let Some(next) = next else { return html! {} };
    let (title, time) = (paths::path::title(view, &next.title, next.way.as_ref()), view.minutes(next.minutes_left));
    let words = if next.planned {
        t!(view, "today-path-plan", title = title, time = time)
    } else {
        t!(view, "today-path-shortest", title = title, time = time)
    };
    html! {
        section.stack.after aria-labelledby="path" {
            h2.hidden-label id="path" { (t!(view, "today-path")) }
            p { (words) }
            a.button.plain href="/path" { (t!(view, "today-path-link")) }
        }
    }
}

fn place(view: &View, model: &TodayModel) -> Option<String> {
    let posting = model.posting.as_ref()?;
    let (title, office) = (view.words(&posting.title).to_owned(), view.words(&posting.office).to_owned());
    Some(t!(view, "today-place", title = title, office = office, date = view.date(posting.since)))
}

fn headline(view: &View, counts: Summary) -> String {
    let address = view.viewer.as_ref().map(ui::Viewer::addressed).unwrap_or_default();
    match counts.required {
        0 => t!(view, "today-headline-none", address = address),
        required if required == counts.held => t!(view, "today-headline-all", address = address, required = required),
        required => t!(view, "today-headline", address = address, held = counts.held, required = required),
    }
}

fn step(view: &View, step: &NextStep) -> Markup {
    let words = |text: &kernel::LanguageText| view.words(text).to_owned();
    match step {
        NextStep::Resume(begun) => {
            let why = match &begun.effect {
                Some((name, level)) => t!(view, "today-resume-why", competency = words(name), level = *level),
                None => t!(view, "today-resume-plain"),
            };
            next(
                view,
                t!(view, "today-resume-above", time = view.minutes(begun.minutes_left)),
                view.say(&begun.title),
                (why, Some(begun.percent)),
                (t!(view, "today-resume"), &begun.path),
            )
        }
        NextStep::TestOut { competency, name, level } => {
            let why = t!(view, "today-test-why", level = *level);
            next(
                view,
                t!(view, "today-test-above"),
                view.say(name),
                (why, None),
                (t!(view, "today-test"), &format!("/competencies/{competency}")),
            )
        }
        NextStep::Course { course, name, level } => {
            let why = t!(view, "today-course-why", competency = words(name), level = *level);
            let above = t!(view, "today-course-above", time = view.minutes(course.minutes));
            next(
                view,
                above,
                view.say(&course.title),
                (why, None),
                (t!(view, "today-course"), &format!("/learn/{}", course.code)),
            )
        }
        NextStep::Look { competency, name, level } => {
            let why = t!(view, "today-look-why", level = *level);
            next(
                view,
                t!(view, "today-look-above"),
                view.say(name),
                (why, None),
                (t!(view, "today-look"), &format!("/competencies/{competency}")),
            )
        }
        NextStep::AllHeld => html! { (components::notice(Tone::Held, &t!(view, "today-all-held"))) },
        NextStep::NothingRequired => html! { (components::notice(Tone::Plain, &t!(view, "today-nothing-required"))) },
    }
}

fn next(view: &View, above: String, title: Markup, (why, percent): (String, Option<i64>), button: (String, &str)) -> Markup {
    components::NextStep { above, title, why, done: percent.map(|percent| (percent, 100)), button }.draw(view)
}

fn still_open(view: &View, model: &TodayModel) -> Markup {
    let (standings, open) = (&model.standings, open(&model.standings));
    html! {
        section aria-labelledby="open" {
            header {
                h2 id="open" { (t!(view, "today-open")) }
                a.small href="/competencies" { (t!(view, "today-all", number = standings.len() as i64)) }
            }
            @if open.is_empty() { p.quiet { (t!(view, "today-open-none")) } } @else {
                ul.rows { @for standing in open.iter().take(SHOWN) { (row(view, standing, model.worded.get(&standing.code))) } }
            }
        }
    }
}

fn row(view: &View, standing: &Standing, worded: Option<&Worded>) -> Markup {
    let missing = standing.held.missing_to(standing.required);
    let state = match standing.state {
        _ if standing.is_new => {
            tag(Tone::Plain, &t!(view, "today-new", date = standing.due.map(|due| view.date(due)).unwrap_or_default()))
        }
        How::AssessedBelow => tag(Tone::Gap, &t!(view, "today-gap", number = missing)),
        How::NotYetAssessed => tag(Tone::Plain, &t!(view, "today-unassessed")),
        How::Lapsed => tag(Tone::Gap, &t!(view, "today-lapsed")),
        How::Held => tag(Tone::Held, &t!(view, "today-held")),
    };
    html! {
        li {
            (standing.ladder().draw(view))
            div {
                a href={ "/competencies/" (standing.code) } { b { (view.say(&standing.name)) } }
                span.quiet { (view.say(&standing.descriptor)) }
                (worded_tag(view, worded, &standing.descriptor))
            }
            (state)
        }
    }
}

fn held(view: &View, standings: &[Standing]) -> Markup {
    let held: Vec<&Standing> = standings.iter().filter(|standing| standing.is_held()).collect();
    html! {
        section aria-labelledby="held" {
            header { h2 id="held" { (t!(view, "today-held-title")) } }
            @if held.is_empty() { p.quiet { (t!(view, "today-held-none")) } } @else {
                ul.rows.pictures {
                    @for standing in held { li { (standing.ladder().draw(view)) a href={ "/competencies/" (standing.code) } { (view.say(&standing.name)) } } }
                }
            }
            p.cluster.links { a href="/desk" { (t!(view, "today-desk")) } a href="/records" { (t!(view, "today-records")) } }
        }
    }
}

#[cfg(test)]
mod samples {
    use super::super::domain::tests::standing;
    use super::*;
    use kernel::{Language, LanguageText};

    #[test]
    fn the_page_renders_in_every_language_for_every_step() {
        let title = || LanguageText::of("Deciding grievances", "शिकायतों का निपटारा");
        let code = || Code::parse("rti").expect("a code");
        let begun = Begun {
            title: title(),
            percent: 70,
            path: "/learn/x/play/1?segment=1".to_owned(),
            minutes_left: 12,
            effect: Some((title(), 3)),
        };
        let steps = [
            NextStep::Resume(begun),
            NextStep::TestOut { competency: code(), name: title(), level: 2 },
            NextStep::Course { course: Offered { code: "x".to_owned(), title: title(), minutes: 80 }, name: title(), level: 2 },
            NextStep::Look { competency: code(), name: title(), level: 2 },
            NextStep::AllHeld,
            NextStep::NothingRequired,
        ];
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for step in &steps {
                let states = [How::Held, How::AssessedBelow, How::NotYetAssessed, How::Lapsed];
                let standings =
                    states.map(|state| standing(state.as_str(), 1, if state == How::Held { 1 } else { 3 }, state)).to_vec();
                let path = paths::path::Next {
                    title: title(),
                    way: None,
                    address: String::new(),
                    minutes_left: 90,
                    steps_left: 2,
                    planned: *step == NextStep::AllHeld,
                };
                let model = TodayModel {
                    posting: None,
                    standings,
                    worded: WordedBy::from([(
                        Code::parse("lapsed").expect("a code"),
                        Worded::from([(view.language.clone(), title())]),
                    )]),
                    step: step.clone(),
                    path: Some(path),
                };
                let page = today_page(&view, &model).into_string();
                assert!(page.contains("Asha") && !page.contains(">today-"));
            }
        }
    }
}
