//! The page of finds.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use axum::extract::State;
use axum::routing::get;
use axum::{Extension, Router};
use competency::{Competency, framework};
use kernel::Key;
use maud::{Markup, html};
use people::Actor;
use store::Conn;
use ui::components::{head, trail};
use ui::{View, t};
use web::{Fault, Site};

use super::domain::{Find, Measure};
use super::service::{Ranked, search};
use crate::cube::Place;
use crate::figure::{Figures, Share, Unit, areas, count, course_names, figures_note, offices, share_words, source_note};
use crate::sheet::buttons;
use crate::topic::{CourseLine, courses_for};
use crate::unit::pages::unit_name;

/// Finds on the page.
const SHOWN: usize = 12;
/// Courses after which fewer hold what they lead to.
const COURSES_SHOWN: usize = 6;
/// Courses named with a find.
const COURSES: usize = 2;

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/insight/find", get(show))
}

/// A find with its names.
pub(crate) struct FindLine {
    ranked: Ranked,
    unit: Unit,
    competency: (String, kernel::LanguageText),
    courses: Vec<CourseLine>,
}

impl FindLine {
    pub(crate) fn find(&self) -> &super::service::Found {
        &self.ranked.find
    }

    pub(crate) fn unit(&self) -> &Unit {
        &self.unit
    }

    /// Code and name.
    pub(crate) fn competency(&self) -> &(String, kernel::LanguageText) {
        &self.competency
    }
}

/// The page.
pub(crate) struct FindModel {
    figures: Figures,
    pub(crate) lines: Vec<FindLine>,
    /// Code and title of courses after which fewer hold what they lead to.
    odd_courses: Vec<(String, kernel::LanguageText, Find<Key<learning::Course>, ()>)>,
    found: usize,
    looked: usize,
}

async fn show(State(site): State<Site>, Extension(view): Extension<View>, actor: Actor) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    Ok(find_page(&view, &gather(&mut conn, &view, Some(&actor), SHOWN).await?))
}

/// What is found for a reader; what is published where nobody is named.
pub(crate) async fn gather(conn: &mut Conn, view: &View, actor: Option<&Actor>, shown: usize) -> Result<FindModel, store::Error> {
    let (searched, figures) = search(conn, actor, view.now).await?;
    let names = framework::names(conn).await?;
    let shown: Vec<Ranked> = searched.ranked.iter().take(shown).cloned().collect();
    let units = units(conn, &shown).await?;
    let mut courses: HashMap<Key<Competency>, Vec<CourseLine>> = HashMap::new();
    let mut lines = Vec::new();
    for ranked in shown {
        let key = ranked.find.competency;
        let (Some(unit), Some(competency)) = (units.get(&ranked.find.place), names.get(&key)) else { continue };
        let courses = match courses.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(courses_for(conn, key, view.now).await?.into_iter().take(COURSES).collect()),
        };
        lines.push(FindLine { unit: unit.clone(), competency: competency.clone(), courses: courses.clone(), ranked });
    }
    let odd: Vec<_> = searched.courses.iter().take(COURSES_SHOWN).collect();
    let mut titles = course_names(conn, &odd.iter().map(|find| find.place).collect::<Vec<_>>()).await?;
    let named =
        |find: &Find<Key<learning::Course>, ()>| titles.remove(&find.place).map(|(code, title)| (code, title, find.clone()));
    let odd_courses = odd.into_iter().filter_map(named).collect();
    Ok(FindModel { figures, lines, odd_courses, found: searched.found, looked: searched.looked })
}

async fn units(conn: &mut Conn, shown: &[Ranked]) -> Result<HashMap<Place, Unit>, store::Error> {
    let places = || shown.iter().map(|one| one.find.place);
    let keys: Vec<_> = places().filter_map(|place| if let Place::Organisation(key) = place { Some(key) } else { None }).collect();
    let mut units: HashMap<Place, Unit> = offices(conn, &keys).await?.into_iter().map(|(key, unit)| (key.into(), unit)).collect();
    let keys: Vec<_> = places().filter_map(|place| if let Place::Territory(key) = place { Some(key) } else { None }).collect();
    let areas = areas(conn, &keys).await?;
    units.extend(areas.into_iter().map(|(key, area)| (key.into(), Unit::area(key, &area.code, area.name))));
    Ok(units)
}

fn find_page(view: &View, model: &FindModel) -> Markup {
    let title = t!(view, "find-title");
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/insight".to_owned(), t!(view, "insight-title"))], view))
            (head(Some(&format!("{title}. {}", source_note(view, &model.figures))), &t!(view, "find-headline", number = model.found as i64)))
            div.stack {
                p { (t!(view, "find-words", looked = view.count(model.looked as i64))) }
                @if model.lines.is_empty() { p.quiet { (t!(view, "find-none")) } } @else {
                    ol.rows.plain { @for line in &model.lines { (row(view, line)) } }
                    @if model.found > model.lines.len() { p.quiet { (t!(view, "find-more", number = model.lines.len() as i64)) } }
                    (buttons(view, "find", &Unit::nation()))
                }
                (odd_courses(view, model))
                details.more { summary { (t!(view, "find-how")) } p { (t!(view, "find-how-words")) } }
                (figures_note(view, &model.figures))
            }
        },
    )
}

/// One find.
pub(crate) fn row(view: &View, line: &FindLine) -> Markup {
    let find = &line.ranked.find;
    let share = Share::new(find.part, find.whole);
    let expected = (find.expected * 100.0).round() as i64;
    let beyond = count(view, find.beyond.round().max(0.0) as u64);
    html! {
        li {
            div {
                a.reach href=(line.unit.cell(&line.competency.0)) {
                    b { (t!(view, "find-line", competency = view.words(&line.competency.1).to_owned(), unit = unit_name(view, &line.unit))) }
                }
                span.quiet { (shown(view, find.measure, share, expected)) }
                span.quiet { (t!(view, "find-beyond", people = beyond)) " " (weight(view, line.ranked.weight)) }
                @if let Some(levels) = line.ranked.levels { span.quiet { (t!(view, "insight-shortfall", levels = format!("{levels:.1}"))) } }
                span.cluster.links {
                    a href={ (line.unit.cell(&line.competency.0)) "#people" } { (t!(view, "find-people")) }
                    @for course in &line.courses { a href={ "/insight/courses/" (web::encode(&course.code)) } { (view.say(&course.title)) } }
                }
            }
        }
    }
}

fn shown(view: &View, measure: Measure, share: Share, expected: i64) -> String {
    let (people, share) = (count(view, share.part), share_words(view, share));
    match measure {
        Measure::Below => t!(view, "find-share-below", people = people, share = share, expected = expected),
        Measure::Lapsed => t!(view, "find-share-lapsed", people = people, share = share, expected = expected),
        Measure::Open => t!(view, "find-share-open", people = people, share = share, expected = expected),
        Measure::Course => t!(view, "find-share-course", people = people, share = share, expected = expected),
    }
}

/// Courses after which fewer hold what they lead to.
fn odd_courses(view: &View, model: &FindModel) -> Markup {
    html! {
        @if !model.odd_courses.is_empty() {
            section aria-labelledby="odd-courses" {
                header { h2 id="odd-courses" { (t!(view, "find-courses")) } }
                p { (t!(view, "courses-causal")) }
                ol.rows.plain { @for (code, title, find) in &model.odd_courses { li { div {
                    a.reach href={ "/insight/courses/" (web::encode(code)) } { b { (view.say(title)) } }
                    span.quiet { (shown(view, find.measure, Share::new(find.part, find.whole), (find.expected * 100.0).round() as i64)) }
                } } } }
            }
        }
    }
}

fn weight(view: &View, weight: f64) -> String {
    match weight.round() as i64 {
        3 => t!(view, "find-critical-high"),
        2 => t!(view, "find-critical-medium"),
        _ => t!(view, "find-critical-none"),
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use std::sync::Arc;

    use kernel::{Language, LanguageText};

    use super::*;
    use crate::find::{Compared, finds};
    use crate::release::Release;

    fn line() -> FindLine {
        let unit =
            |place, part| crate::find::Unit { place: Place::Organisation(Key::new(place)), within: vec![], part, whole: 600 };
        let mut units: Vec<_> = (0..30).map(|place| unit(place, 240)).collect();
        units.push(unit(99, 412));
        let find = finds(&[Compared { measure: Measure::Below, competency: Key::new(1), units }]).remove(0);
        let name = LanguageText::of("Data protection", "डेटा संरक्षण");
        let course = crate::topic::pages::samples::model().courses;
        FindLine {
            ranked: Ranked { find, weight: 3.0, levels: Some(1.4) },
            unit: Unit::office(Key::new(99), "BR-PURNIA", LanguageText::of("Purnia", "पूर्णिया")),
            competency: ("data-protection".to_owned(), name),
            courses: course,
        }
    }

    fn odd_course() -> (String, LanguageText, Find<Key<learning::Course>, ()>) {
        let unit = |place, part| crate::find::Unit { place: Key::new(place), within: vec![], part, whole: 600 };
        let units = (0..30).map(|place| unit(place, if place == 3 { 500 } else { 200 })).collect();
        let find = finds(&[Compared { measure: Measure::Course, competency: (), units }]).remove(0);
        ("slow".to_owned(), LanguageText::of("A course", "एक पाठ्यक्रम"), find)
    }

    pub(crate) fn model() -> FindModel {
        FindModel {
            figures: Figures::Released(Arc::new(Release::default())),
            lines: vec![line()],
            odd_courses: vec![odd_course()],
            found: 3,
            looked: 900,
        }
    }

    #[test]
    fn the_page_renders_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = find_page(&view, &model()).into_string();
            assert!(
                page.contains("412")
                    && page.contains("69%")
                    && page.contains("BR-PURNIA")
                    && page.contains("/insight/courses/slow")
                    && !page.contains(">find-"),
                "{page}"
            );
            let nothing =
                find_page(&view, &FindModel { lines: vec![], odd_courses: vec![], found: 0, looked: 0, ..model() }).into_string();
            assert!(!nothing.contains(">find-"), "{nothing}");
        }
    }
}
