//! The page of one competency: what it is, its five levels, and which positions ask it.

use kernel::{Attained, Level};
use maud::{Markup, html};
use ui::components::trail;
use ui::ladder::Ladder;
use ui::{Args, View, t};

use super::lists::{also_known, published, said, source_words};
use super::{CompetencyEntry, LevelEntry, Library};

/// The page of one competency.
pub fn competency_page(view: &View, library: &Library, entry: &CompetencyEntry) -> Markup {
    let title = view.words(&entry.name).to_owned();
    let ask = view.text(&format!("competency-ask-{}", entry.ask.as_str()), &Args::new());
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/framework".to_owned(), t!(view, "library-title"))], view))
            div.head {
                p.quiet { (crate::profile::kind_words(view, entry.kind)) " · " (ask) }
                h1 { (view.say(&entry.name)) }
                p { (view.say(&entry.definition)) }
                (also_known(view, library, entry))
            }
            div.stack.loose {
                (levels(view, library, entry))
                (asked_by(view, library, entry))
                (rests_on(view, library, entry))
            }
        },
    )
}

/// A ladder filled up to a level. The words beside it say the same.
pub(super) fn picture(view: &View, level: Level) -> Markup {
    let held = Attained::new(level.number()).unwrap_or_default();
    let ladder = Ladder { held, lapsed: held, required: None, assessed: true };
    html! { span aria-hidden="true" { (ladder.draw(view)) } }
}

fn levels(view: &View, library: &Library, entry: &CompetencyEntry) -> Markup {
    html! {
        section aria-labelledby="levels" {
            header { h2 id="levels" { (t!(view, "competency-levels")) } }
            ol.rows.pictures.tall {
                @for (level, words) in &entry.levels {
                    li { (picture(view, *level)) (one_level(view, library, (entry, *level, words))) }
                }
            }
        }
    }
}

fn one_level(view: &View, library: &Library, (entry, level, words): (&CompetencyEntry, Level, &LevelEntry)) -> Markup {
    html! {
        div.stack id={ "level-" (level.number()) } {
            b { (level_name(view, library, entry, level)) }
            p { (said(view, &words.descriptor)) }
            @if !words.indicators.is_empty() {
                div {
                    p.quiet { (t!(view, "competency-indicators")) }
                    ul.tight { @for (_, text) in &words.indicators { li { (view.say(text)) } } }
                }
            }
        }
    }
}

/// "Level 3: Practitioner", with the framework's own names of it.
pub(super) fn level_name(view: &View, library: &Library, entry: &CompetencyEntry, level: Level) -> Markup {
    let scale = library.framework(entry).version(&entry.version).map_or(&[][..], |version| &version.scale);
    html! {
        (t!(view, "competency-level", level = level.number()))
        @for own in scale.iter().filter(|own| own.maps_to == level) { ": " (view.say(&own.name)) }
    }
}

fn asked_by(view: &View, library: &Library, entry: &CompetencyEntry) -> Markup {
    let all = library.asked_by(entry);
    html! {
        section aria-labelledby="asked" {
            header { h2 id="asked" { (t!(view, "library-asked-by")) } }
            @if all.is_empty() { p { (t!(view, "library-asked-by-none")) } }
            @for (level, positions) in all {
                h3 { (t!(view, "competency-level", level = level.number())) }
                div.cluster.links {
                    @for position in positions { a href={ "/framework/positions/" (position.code) } { (view.say(&position.title)) } }
                }
            }
        }
    }
}

fn rests_on(view: &View, library: &Library, entry: &CompetencyEntry) -> Markup {
    html! {
        section aria-labelledby="source" {
            header { h2 id="source" { (t!(view, "library-source")) } }
            p { (source_words(view, &entry.source)) }
            (published(view, library.framework(entry)))
        }
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
            for entry in &library.stock().competencies {
                let page = competency_page(&view, &library, entry).into_string();
                assert_eq!((page.matches("<h1").count(), page.matches("id=\"level-").count()), (1, 5));
                assert!(!page.contains(">library-") && !page.contains(">competency-"), "{page}");
                assert!(
                    page.contains("Act 22 of 2005") && page.contains("CC BY 4.0") && page.contains("/positions/head-clerk\"")
                );
            }
        }
    }
}
