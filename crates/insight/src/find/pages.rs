//! The page of finds.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use axum::extract::{Query, State};
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

use super::domain::{Find, List, Measure};
use super::gather::Families;
use super::service::{Ranked, search};
use crate::cube::{Dimension, Place};
use crate::figure::{Figures, Share, Unit, areas, count, course_names, figures_note, offices, share_words, source_note};
use crate::sheet::buttons;
use crate::topic::pages::cohort_name;
use crate::topic::{CourseLine, courses_for};
use crate::unit::pages::{Asked, pager, unit_name};

/// Finds of each list on the page.
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
    /// Of an office, the family of positions that most of its people fill.
    family: Option<String>,
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
    /// States, districts and organisations that are no offices.
    pub(crate) lines: Vec<FindLine>,
    /// Offices.
    pub(crate) offices: Vec<FindLine>,
    /// The page of the offices, from 1, and how many there are.
    page: (usize, usize),
    /// Code and title of courses after which fewer hold what they lead to.
    odd_courses: Vec<(String, kernel::LanguageText, Find<Key<learning::Course>, ()>)>,
    /// In both lists together.
    found: usize,
    /// Of these, offices.
    found_offices: usize,
    looked: usize,
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    Ok(find_page(&view, &gather(&mut conn, &view, Some(&actor), (SHOWN, asked.page)).await?))
}

/// What is found for a reader; what is published where nobody is named. So many of each list; of the offices this page.
pub(crate) async fn gather(
    conn: &mut Conn,
    view: &View,
    actor: Option<&Actor>,
    (shown, page): (usize, usize),
) -> Result<FindModel, store::Error> {
    let (searched, figures) = search(conn, actor, view.now).await?;
    let pages = searched.offices.ranked.len().div_ceil(shown).max(1);
    let page = page.clamp(1, pages);
    let large = searched.large.ranked.iter().take(shown);
    let offices = searched.offices.ranked.iter().skip((page - 1).saturating_mul(shown)).take(shown);
    let lines = lines(conn, view, large.chain(offices).cloned().collect(), &searched.families).await?;
    let (offices, lines) = lines.into_iter().partition(|line| line.find().list == List::Offices);
    let odd: Vec<_> = searched.courses.iter().take(COURSES_SHOWN).collect();
    let mut titles = course_names(conn, &odd.iter().map(|find| find.place).collect::<Vec<_>>()).await?;
    let named =
        |find: &Find<Key<learning::Course>, ()>| titles.remove(&find.place).map(|(code, title)| (code, title, find.clone()));
    let odd_courses = odd.into_iter().filter_map(named).collect();
    let (found_offices, looked) = (searched.offices.found, searched.looked);
    let found = searched.large.found + found_offices;
    Ok(FindModel { figures, lines, offices, page: (page, pages), odd_courses, found, found_offices, looked })
}

async fn lines(conn: &mut Conn, view: &View, shown: Vec<Ranked>, families: &Families) -> Result<Vec<FindLine>, store::Error> {
    let (names, units) = (framework::names(conn).await?, units(conn, &shown).await?);
    let mut courses: HashMap<Key<Competency>, Vec<CourseLine>> = HashMap::new();
    let mut lines = Vec::new();
    for ranked in shown {
        let key = ranked.find.competency;
        let (Some(unit), Some(competency)) = (units.get(&ranked.find.place), names.get(&key)) else { continue };
        let courses = match courses.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(courses_for(conn, key, view.now).await?.into_iter().take(COURSES).collect()),
        };
        let family = match ranked.find.place {
            Place::Organisation(key) if ranked.find.list == List::Offices => families.get(&key).cloned(),
            _ => None,
        };
        lines.push(FindLine { unit: unit.clone(), family, competency: competency.clone(), courses: courses.clone(), ranked });
    }
    Ok(lines)
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
                @if model.found == 0 { p.quiet { (t!(view, "find-none")) } }
                @if !model.lines.is_empty() {
                    section aria-labelledby="large" {
                        header { h2 id="large" { (t!(view, "find-large")) } }
                        ol.rows.plain { @for line in &model.lines { (row(view, line)) } }
                        @if model.found - model.found_offices > model.lines.len() { p.quiet { (t!(view, "find-more", number = model.lines.len() as i64)) } }
                    }
                }
                (offices_section(view, model))
                @if model.found > 0 { (buttons(view, "find", &Unit::nation())) }
                (odd_courses(view, model))
                details.more { summary { (t!(view, "find-how")) } p { (t!(view, "find-how-words")) } }
                (figures_note(view, &model.figures))
            }
        },
    )
}

fn offices_section(view: &View, model: &FindModel) -> Markup {
    html! {
        @if !model.offices.is_empty() {
            section aria-labelledby="offices" {
                header { h2 id="offices" { (t!(view, "find-offices")) } }
                p { (t!(view, "find-offices-words", number = model.found_offices as i64)) }
                ol.rows.plain { @for line in &model.offices { (row(view, line)) } }
                (pager(view, ("/insight/find", "offices"), model.page))
            }
        }
    }
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
                @if let Some(family) = &line.family {
                    span.quiet { (t!(view, "find-among", number = find.among as i64, family = cohort_name(view, Dimension::Family, family))) }
                }
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

    fn compared<P, C>(list: List, measure: Measure, competency: C, units: Vec<crate::find::Unit<P>>) -> Compared<P, C> {
        Compared { list, measure, competency, units, peers: Vec::new() }
    }

    fn line(list: List) -> FindLine {
        let unit =
            |place, part| crate::find::Unit { place: Place::Organisation(Key::new(place)), within: [].into(), part, whole: 600 };
        let mut units: Vec<_> = (0..30).map(|place| unit(place, 240)).collect();
        units.push(unit(99, 412));
        let find = finds(&[compared(list, Measure::Below, Key::new(1), units)]).remove(0);
        let name = LanguageText::of("Data protection", "डेटा संरक्षण");
        let course = crate::topic::pages::samples::model().courses;
        FindLine {
            ranked: Ranked { find, weight: 3.0, levels: Some(1.4) },
            unit: Unit::office(Key::new(99), "BR-PURNIA", LanguageText::of("Purnia", "पूर्णिया")),
            family: (list == List::Offices).then(|| "police".to_owned()),
            competency: ("data-protection".to_owned(), name),
            courses: course,
        }
    }

    fn odd_course() -> (String, LanguageText, Find<Key<learning::Course>, ()>) {
        let unit = |place, part| crate::find::Unit { place: Key::new(place), within: [].into(), part, whole: 600 };
        let units = (0..30).map(|place| unit(place, if place == 3 { 500 } else { 200 })).collect();
        let find = finds(&[compared(List::Large, Measure::Course, (), units)]).remove(0);
        ("slow".to_owned(), LanguageText::of("A course", "एक पाठ्यक्रम"), find)
    }

    pub(crate) fn model() -> FindModel {
        FindModel {
            figures: Figures::Released(Arc::new(Release::default())),
            lines: vec![line(List::Large)],
            offices: vec![line(List::Offices)],
            page: (1, 2),
            odd_courses: vec![odd_course()],
            found: 30,
            found_offices: 20,
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
                    && page.contains("/insight/find?page=2#offices")
                    && !page.contains(">find-"),
                "{page}"
            );
            let (lines, offices, odd_courses) = (vec![], vec![], vec![]);
            let nothing = FindModel { lines, offices, odd_courses, found: 0, found_offices: 0, looked: 0, ..model() };
            let nothing = find_page(&view, &nothing).into_string();
            assert!(!nothing.contains(">find-"), "{nothing}");
        }
    }
}
