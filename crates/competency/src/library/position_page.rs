//! The page of one position: what it asks, its roles with their work, and on what it rests.

use kernel::LanguageText;
use maud::{Markup, html};
use ui::components::{Tone, tag, trail};
use ui::{Args, View, t};

use super::competency_page::{level_name, picture};
use super::lists::{family_words, said, source_words};
use super::{Asks, CompetencyEntry, Library, PositionEntry, Resource, RoleEntry};
use crate::difference::choice_words;
use crate::framework::Criticality;
use crate::overlay::{About, AskedThere, InUnit};

/// The page of one position; with what holds where the reader is posted or writes, for whoever belongs to an office.
pub(crate) fn position_page(view: &View, library: &Library, entry: &PositionEntry, there: Option<&InUnit>) -> Markup {
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
            @if let Some(there) = there { (place(view, there)) }
            div.stack.loose {
                (asks(view, library, entry, there))
                (roles(view, library, entry, there))
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

/// Where the reader reads it, and what that means.
fn place(view: &View, there: &InUnit) -> Markup {
    html! {
        @if there.has_library() {
            p.notice.gap { (t!(view, "library-not-accepted", owner = there.owner.as_ref().map(|owner| view.words(owner).to_owned()).unwrap_or_default())) }
        }
        @if !there.items.is_empty() { p.quiet { (t!(view, "library-in-unit", office = view.words(&there.office).to_owned())) } }
    }
}

fn asks(view: &View, library: &Library, entry: &PositionEntry, there: Option<&InUnit>) -> Markup {
    let all = library.asks(entry);
    let known = |competency: &CompetencyEntry| all.iter().any(|ask| ask.competency.key == competency.key);
    let added: Vec<Asks<'_>> = there.map_or_else(Vec::new, |there| {
        let of = |competency: &&CompetencyEntry| !known(competency);
        let level = |competency: &CompetencyEntry| there.asks.get(&competency.key).and_then(AskedThere::level);
        let one = |competency| Some(Asks { competency, level: level(competency)?, criticality: None, mode: None });
        library.stock().competencies.iter().filter(of).filter_map(one).collect()
    });
    html! {
        section aria-labelledby="asks" {
            header { h2 id="asks" { (t!(view, "library-asks")) } }
            @if all.is_empty() && added.is_empty() { p { (t!(view, "library-asks-none")) } } @else {
                ul.rows.tall {
                    @for ask in all.iter().chain(&added) {
                        @let asked = there.and_then(|there| there.asks.get(&ask.competency.key));
                        @let level = asked.and_then(AskedThere::level).unwrap_or(ask.level);
                        li { (picture(view, level)) (row(view, library, Asks { level, ..*ask }, there)) (critical_tag(view, *ask)) }
                    }
                }
            }
        }
    }
}

fn row(view: &View, library: &Library, ask: Asks<'_>, there: Option<&InUnit>) -> Markup {
    let code = &ask.competency.code;
    let level = ask.level.number();
    let own = ask.competency.levels.get(&ask.level).map(|level| level.descriptor.clone()).unwrap_or_default();
    let say = |own: &LanguageText, part: &str| match there {
        Some(there) => there.say(own, (About::Competency, code.as_str(), part)),
        None => (own.clone(), None),
    };
    let ((name, _), (descriptor, worded_by)) = (say(&ask.competency.name, ""), say(&own, &level.to_string()));
    html! {
        div {
            a href={ "/framework/competencies/" (code) "#level-" (level) } { b { (view.say(&name)) } }
            span.quiet { (level_name(view, library, ask.competency, ask.level)) " · " (said(view, &descriptor)) }
            @if let Some(asked) = there.and_then(|there| there.asks.get(&ask.competency.key)) { (origin(view, asked)) }
            @if let Some(unit) = worded_by { (tag(Tone::Plain, &t!(view, "library-worded-by", unit = view.words(&unit).to_owned()))) }
            @if let Some(mode) = ask.mode { span.quiet { (t!(view, "library-mode")) " " (choice_words(view, "mode", mode.as_str())) } }
            @if let Some((_, reason)) = ask.criticality { span.quiet { (t!(view, "library-critical-why")) " " (view.say(reason)) } }
        }
    }
}

/// Who asks it: a unit above the reader, or the framework; where that binds nobody yet, it says so.
fn origin(view: &View, asked: &AskedThere) -> Markup {
    html! {
        @match asked.set_by() {
            Some(unit) => {
                (tag(Tone::Held, &t!(view, "competencies-set-by", unit = view.words(unit).to_owned())))
                @if let Some(national) = asked.national { span.quiet { (t!(view, "library-inherited-level", level = national.number())) } }
            },
            None if asked.binds => (tag(Tone::Plain, &t!(view, "library-inherited"))),
            None => (tag(Tone::Gap, &t!(view, "library-unbound"))),
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

fn roles(view: &View, library: &Library, entry: &PositionEntry, there: Option<&InUnit>) -> Markup {
    html! {
        section aria-labelledby="roles" {
            header { h2 id="roles" { (t!(view, "library-roles")) } }
            @if entry.roles.is_empty() { p { (t!(view, "library-roles-none")) } }
            div.stack { @for role in library.roles(entry) { (one_role(view, role, there)) } }
        }
    }
}

fn one_role(view: &View, role: &RoleEntry, there: Option<&InUnit>) -> Markup {
    let code = role.code.as_str();
    let say = |own: &LanguageText, part: &str| match there {
        Some(there) => there.say(own, (About::Role, code, part)),
        None => (own.clone(), None),
    };
    let local = there.map_or_else(Vec::new, |there| there.activities(code));
    html! {
        div.stack {
            h3 { (view.say(&say(&role.name, "").0)) }
            @if role.activities.is_empty() && local.is_empty() { p.quiet { (t!(view, "library-activities-none")) } } @else {
                ul.tight {
                    @for activity in &role.activities {
                        @let (text, unit) = say(&activity.text, &activity.code);
                        li {
                            (view.say(&text))
                            @if let Some(unit) = unit { " " (tag(Tone::Plain, &t!(view, "library-worded-by", unit = view.words(&unit).to_owned()))) }
                        }
                    }
                    @for one in local {
                        li { (view.say(&one.item.texts)) " " (tag(Tone::Held, &t!(view, "competencies-set-by", unit = view.words(&one.name).to_owned()))) }
                    }
                }
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

    use super::super::samples::library;
    use super::*;

    #[test]
    fn the_page_renders_in_every_language() {
        let library = library();
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View { viewer: None, ..View::sample(language) };
            for entry in &library.stock().positions {
                let page = position_page(&view, &library, entry, None).into_string();
                assert_eq!(page.matches("<h1").count(), 1);
                assert!(!page.contains(">library-") && !page.contains(">position-") && !page.contains(">competency-"), "{page}");
            }
        }
    }

    #[test]
    fn what_nobody_has_said_is_shown_as_not_said() {
        let (library, view) = (library(), View::sample(Language::ENGLISH));
        let page = |code| position_page(&view, &library, library.position(code).expect("a position"), None).into_string();
        let head = page("head-clerk");
        assert!(head.contains("A right is at stake") && head.contains("not set") && head.contains("Manual of Office Procedure"));
        let messenger = page("messenger");
        assert!(messenger.contains("No source has been named") && messenger.contains("still being described"), "{messenger}");
    }

    #[test]
    fn a_reader_in_a_unit_sees_what_is_inherited_and_what_is_local() {
        let library = library();
        let entry = library.position("head-clerk").expect("a position");
        let unit = LanguageText::of("Rural Development", "ग्रामीण विकास");
        let mut there = InUnit { office: unit.clone(), owner: Some(unit.clone()), ..InUnit::default() };
        for (ask, at) in library.asks(entry).iter().zip(0..) {
            let local = (at == 0).then(|| (kernel::Level::ALL[4], unit.clone()));
            there.asks.insert(ask.competency.key, AskedThere { national: Some(ask.level), binds: at == 0, local });
        }
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = position_page(&view, &library, entry, Some(&there)).into_string();
            assert!(!page.contains(">library-") && !page.contains(">competencies-"), "{page}");
            let said = t!(view, "competencies-set-by", unit = view.words(&unit).to_owned());
            assert!(page.contains(&said) || page.contains(&said.replace(['\u{2068}', '\u{2069}'], "")), "{page}");
        }
    }
}
