//! The page of one framework: its scale with the crosswalk to the levels 1 to 5, its own ordering, its library of positions, and what is
//! still unmapped.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use ui::components::trail;
use ui::{View, t};

use super::lists::family_words;
use super::{CompetencyEntry, FrameworkEntry, Library, PositionEntry, RoleEntry};
use crate::framework::{OwnLevel, TermUse};

/// At most so many rows of one kind stand on the page.
const MOST: usize = 300;

/// What of a framework is in no level or asked by nothing.
pub(super) struct Unmapped<'l> {
    /// Competencies without any level.
    levelless: Vec<&'l CompetencyEntry>,
    /// Competencies that no role asks.
    unasked: Vec<&'l CompetencyEntry>,
    /// What a role asks without a level from 1 to 5: the role, the competency and why.
    asks: Vec<(&'l RoleEntry, &'l CompetencyEntry, &'l str)>,
    /// Roles that ask nothing.
    idle: Vec<&'l RoleEntry>,
}

pub(super) fn unmapped(library: &Library, at: usize) -> Unmapped<'_> {
    let stock = library.stock();
    let of = |entry: &&CompetencyEntry| entry.framework == at;
    let asked: BTreeSet<usize> = stock.roles.iter().flat_map(|role| role.asks.keys().copied()).collect();
    let roles = || stock.roles.iter().filter(|role| role.framework == Some(at));
    let asks = roles().flat_map(|role| {
        let own =
            role.own_asks.iter().filter(|(competency, ask)| !ask.unmapped.is_empty() && !role.asks.contains_key(competency));
        own.map(move |(competency, ask)| (role, &stock.competencies[*competency], ask.unmapped.as_str()))
    });
    Unmapped {
        levelless: stock.competencies.iter().filter(of).filter(|entry| entry.levels.is_empty()).collect(),
        unasked: stock
            .competencies
            .iter()
            .enumerate()
            .filter(|(at, _)| !asked.contains(at))
            .map(|(_, entry)| entry)
            .filter(of)
            .collect(),
        asks: asks.collect(),
        idle: roles().filter(|role| role.asks.is_empty()).collect(),
    }
}

/// The page of the framework at a place in the stock.
pub fn framework_page(view: &View, library: &Library, at: usize) -> Markup {
    let framework = &library.stock().frameworks[at];
    let title = view.words(&framework.title).to_owned();
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/framework".to_owned(), t!(view, "library-title"))], view))
            div.head { h1 { (view.say(&framework.title)) } }
            div.stack.loose {
                @if let Some(newest) = framework.newest() {
                    p.quiet {
                        (t!(view, "library-version", version = newest.version.clone(), date = view.date(newest.published)))
                        " · " (t!(view, "library-licence", licence = framework.licence.clone()))
                    }
                }
                p { a.button.plain href={ "/framework?framework=" (framework.code) } { (t!(view, "framework-competencies")) } }
                (scale(view, framework))
                (order(view, library, at))
                (positions(view, library, at))
                (left(view, &unmapped(library, at)))
            }
        },
    )
}

fn scale(view: &View, framework: &FrameworkEntry) -> Markup {
    let levels: &[OwnLevel] = framework.newest().map_or(&[], |version| &version.scale);
    html! {
        section aria-labelledby="scale" {
            header { h2 id="scale" { (t!(view, "framework-scale")) } }
            @if levels.is_empty() { p { (t!(view, "framework-scale-none")) } } @else {
                p.quiet { (t!(view, "framework-scale-explain")) }
                div.scroll tabindex="0" role="region" aria-labelledby="scale" {
                    table.table {
                        thead { tr {
                            th scope="col" { (t!(view, "framework-scale-own")) }
                            th scope="col" { (t!(view, "framework-scale-name")) }
                            th scope="col" { (t!(view, "framework-scale-here")) }
                        } }
                        tbody { @for level in levels { tr {
                            th scope="row" { (level.own) }
                            td { (view.say(&level.name)) }
                            td { (t!(view, "competency-level", level = level.maps_to.number())) }
                        } } }
                    }
                }
            }
        }
    }
}

/// The terms below which competencies stand, each with its competencies.
fn order(view: &View, library: &Library, at: usize) -> Markup {
    let framework = &library.stock().frameworks[at];
    let mut below: BTreeMap<&str, Vec<&CompetencyEntry>> = BTreeMap::new();
    for entry in library.stock().competencies.iter().filter(|entry| entry.framework == at) {
        for term in framework.uses.get(&(TermUse::Competency, entry.code.to_string())).into_iter().flatten() {
            below.entry(term).or_default().push(entry);
        }
    }
    let terms = framework.terms.iter().filter_map(|term| below.get(term.code.as_str()).map(|entries| (term, entries)));
    html! {
        @if !below.is_empty() {
            section aria-labelledby="order" {
                header { h2 id="order" { (t!(view, "framework-order")) } }
                div.stack {
                    @for (term, entries) in terms {
                        details {
                            summary { (view.say(&term.name)) " · " (view.count(entries.len() as i64)) }
                            (competencies(view, entries))
                        }
                    }
                }
            }
        }
    }
}

fn competencies(view: &View, entries: &[&CompetencyEntry]) -> Markup {
    html! {
        ul.tight {
            @for entry in entries.iter().take(MOST) {
                li { a href={ "/framework/competencies/" (entry.code) } { (view.say(&entry.name)) } }
            }
        }
        (more(view, entries.len()))
    }
}

fn more(view: &View, number: usize) -> Markup {
    html! { @if number > MOST { p.quiet { (t!(view, "framework-more", number = (number - MOST) as i64)) } } }
}

fn positions(view: &View, library: &Library, at: usize) -> Markup {
    let mut families: BTreeMap<&str, Vec<&PositionEntry>> = BTreeMap::new();
    for entry in library.stock().positions.iter().filter(|entry| entry.framework == Some(at)) {
        families.entry(&entry.family).or_default().push(entry);
    }
    html! {
        @if !families.is_empty() {
            section aria-labelledby="positions" {
                header { h2 id="positions" { (t!(view, "framework-positions")) } }
                p.quiet { (t!(view, "framework-positions-explain")) }
                div.stack {
                    @for (family, entries) in families {
                        details {
                            summary { (family_words(view, family)) " · " (view.count(entries.len() as i64)) }
                            ul.tight {
                                @for entry in entries.iter().take(MOST) {
                                    li { a href={ "/framework/positions/" (entry.code) } { (view.say(&entry.title)) } }
                                }
                            }
                            (more(view, entries.len()))
                        }
                    }
                }
            }
        }
    }
}

fn left(view: &View, unmapped: &Unmapped<'_>) -> Markup {
    let Unmapped { levelless, unasked, asks, idle } = unmapped;
    let nothing = levelless.is_empty() && unasked.is_empty() && asks.is_empty() && idle.is_empty();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    html! {
        section aria-labelledby="unmapped" {
            header { h2 id="unmapped" { (t!(view, "framework-unmapped")) } }
            @if nothing { p { (t!(view, "framework-unmapped-none")) } } @else { p { (t!(view, "framework-unmapped-explain")) } }
            div.stack {
                @if !levelless.is_empty() { details {
                    summary { (t!(view, "framework-unmapped-levels", number = count(levelless.len()))) }
                    (competencies(view, levelless))
                } }
                @if !unasked.is_empty() { details {
                    summary { (t!(view, "framework-unmapped-unasked", number = count(unasked.len()))) }
                    (competencies(view, unasked))
                } }
                @if !asks.is_empty() { details {
                    summary { (t!(view, "framework-unmapped-asks", number = count(asks.len()))) }
                    ul.tight { @for (role, competency, why) in asks.iter().take(MOST) {
                        li {
                            (view.say(&role.name)) " · "
                            a href={ "/framework/competencies/" (competency.code) } { (view.say(&competency.name)) }
                            span.quiet lang="en" { " · " (why) }
                        }
                    } }
                    (more(view, asks.len()))
                } }
                @if !idle.is_empty() { details {
                    summary { (t!(view, "framework-unmapped-idle", number = count(idle.len()))) }
                    ul.tight { @for role in idle.iter().take(MOST) { li { (view.say(&role.name)) } } }
                    (more(view, idle.len()))
                } }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::{Language, LanguageText};

    use super::super::samples::library;
    use super::*;
    use crate::framework::{OwnAsk, Term};

    /// A framework with everything that its page shows.
    fn full() -> Library {
        let mut stock = library().stock().clone();
        let name = LanguageText::of("Theme", "विषय");
        stock.frameworks[0].terms = vec![Term {
            code: "t".to_owned(),
            kind: "theme".to_owned(),
            parent: None,
            name,
            description: LanguageText::default(),
        }];
        stock.frameworks[0].uses.insert((TermUse::Competency, "drafting".to_owned()), vec!["t".to_owned()]);
        stock.positions[1].framework = Some(0);
        stock.roles[1].framework = Some(0);
        stock.roles[1].asks.clear();
        stock.roles[1].own_asks.insert(1, OwnAsk { unmapped: "NOT IN USE".to_owned(), ..OwnAsk::default() });
        stock.competencies[0].levels.clear();
        Library::new(stock)
    }

    #[test]
    fn the_page_renders_in_every_language() {
        for library in [library(), full()] {
            for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
                let view = View { viewer: None, ..View::sample(language) };
                let page = framework_page(&view, &library, 0).into_string();
                assert_eq!(page.matches("<h1").count(), 1);
                assert!(!page.contains(">framework-") && !page.contains(">library-"), "{page}");
            }
        }
        let page = framework_page(&View::sample(Language::ENGLISH), &full(), 0).into_string();
        assert!(page.contains("NOT IN USE") && page.contains("Theme") && page.contains("Step 3"), "{page}");
    }
}
