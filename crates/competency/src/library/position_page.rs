//! The page of one position: what it asks, its roles with their work, and on what it rests.

use maud::{Markup, html};
use ui::components::{Tone, tag, trail};
use ui::{Args, View, t};

use super::competency_page::{level_name, picture};
use super::domain::{Asks, Library, PositionEntry, Resource, RoleEntry};
use super::lists::{family_words, said, source_words};
use crate::difference::choice_words;
use crate::framework::Criticality;

/// The page of one position.
pub fn position_page(view: &View, library: &Library, entry: &PositionEntry) -> Markup {
    let title = view.words(&entry.title).to_owned();
    let steps = [
        ("/framework".to_owned(), t!(view, "library-title")),
        ("/framework/positions".to_owned(), t!(view, "library-positions-title")),
    ];
    ui::page(
        view,
        &title,
        html! {
            (trail(&steps, view))
            div.head {
                p.quiet { (facts(view, entry)) }
                h1 { (view.say(&entry.title)) }
            }
            div.stack.loose {
                (asks(view, library, entry))
                (roles(view, library, entry))
                section aria-labelledby="source" {
                    header { h2 id="source" { (t!(view, "library-source")) } }
                    p { (source_words(view, &entry.source)) }
                }
            }
        },
    )
}

fn facts(view: &View, entry: &PositionEntry) -> String {
    let group = entry.group.as_ref().map(|group| t!(view, "library-group", group = group.clone()));
    let pay = entry.pay_level.map(|level| t!(view, "library-pay-level", level = level));
    [Some(family_words(view, &entry.family)), group, pay].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn asks(view: &View, library: &Library, entry: &PositionEntry) -> Markup {
    let all = library.asks(entry);
    html! {
        section aria-labelledby="asks" {
            header { h2 id="asks" { (t!(view, "library-asks")) } }
            @if all.is_empty() { p { (t!(view, "library-asks-none")) } } @else {
                ul.rows.tall { @for ask in all { li { (picture(view, ask.level)) (row(view, library, ask)) (critical_tag(view, ask)) } } }
            }
        }
    }
}

fn row(view: &View, library: &Library, ask: Asks<'_>) -> Markup {
    let code = &ask.competency.code;
    html! {
        div {
            a href={ "/framework/competencies/" (code) "#level-" (ask.level.number()) } { b { (view.say(&ask.competency.name)) } }
            span.quiet {
                (level_name(view, library, ask.competency, ask.level)) " · "
                @if let Some(level) = ask.competency.levels.get(&ask.level) { (said(view, &level.descriptor)) }
            }
            @if let Some(mode) = ask.mode { span.quiet { (t!(view, "library-mode")) " " (choice_words(view, "mode", mode.as_str())) } }
            @if let Some((_, reason)) = ask.criticality { span.quiet { (t!(view, "library-critical-why")) " " (view.say(reason)) } }
        }
    }
}

fn critical_tag(view: &View, ask: Asks<'_>) -> Markup {
    let tone = match ask.criticality {
        Some((Criticality::High, _)) => Tone::Gap,
        _ => Tone::Plain,
    };
    let value = ask.criticality.map_or("unset", |(criticality, _)| criticality.as_str());
    tag(tone, &view.text(&format!("library-critical-{value}"), &Args::new()))
}

fn roles(view: &View, library: &Library, entry: &PositionEntry) -> Markup {
    html! {
        section aria-labelledby="roles" {
            header { h2 id="roles" { (t!(view, "library-roles")) } }
            @if entry.roles.is_empty() { p { (t!(view, "library-roles-none")) } }
            div.stack { @for role in library.roles(entry) { (one_role(view, role)) } }
        }
    }
}

fn one_role(view: &View, role: &RoleEntry) -> Markup {
    html! {
        div.stack {
            h3 { (view.say(&role.name)) }
            @if role.activities.is_empty() { p.quiet { (t!(view, "library-activities-none")) } } @else {
                ul.tight { @for activity in &role.activities { li { (view.say(&activity.text)) } } }
            }
            @if !role.resources.is_empty() {
                h4 { (t!(view, "library-resources")) }
                ul.tight { @for resource in &role.resources { li { (document(view, resource)) } } }
            }
        }
    }
}

/// A document; what is no address of the web is named after its title.
fn document(view: &View, resource: &Resource) -> Markup {
    if resource.address.starts_with("https://") || resource.address.starts_with("http://") {
        html! { a href=(resource.address) rel="noopener noreferrer" { (view.say(&resource.title)) } }
    } else {
        html! { (view.say(&resource.title)) " · " (resource.address) }
    }
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::super::domain::samples::library;
    use super::*;

    #[test]
    fn the_page_renders_in_every_language() {
        let library = library();
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View { viewer: None, ..View::sample(language) };
            for entry in &library.stock().positions {
                let page = position_page(&view, &library, entry).into_string();
                assert_eq!(page.matches("<h1").count(), 1);
                assert!(!page.contains(">library-") && !page.contains(">position-") && !page.contains(">competency-"), "{page}");
            }
        }
    }

    #[test]
    fn what_nobody_has_said_is_shown_as_not_said() {
        let (library, view) = (library(), View::sample(Language::ENGLISH));
        let page = |code| position_page(&view, &library, library.position(code).expect("a position")).into_string();
        let head = page("head-clerk");
        assert!(head.contains("A right is at stake") && head.contains("not set") && head.contains("Manual of Office Procedure"));
        let messenger = page("messenger");
        assert!(messenger.contains("No source has been named") && messenger.contains("still being described"), "{messenger}");
    }
}
