//! The page of one's own competencies, and the library of all.

use std::collections::BTreeMap;

use kernel::{Code, LanguageText};
use maud::{Markup, html};
use ui::components::{NextStep, Tone, head, tag};
use ui::{Args, View, t};

use crate::framework::{CompetencyKind, Entry};
use crate::requirement::{Standing, State, Summary, summary};

/// Names of the units that have set a level, by code of the competency.
pub type SetBy = BTreeMap<Code, LanguageText>;

/// All that is asked of the reader; what a unit has set says so.
pub fn mine_page(view: &View, standings: &[Standing], set_by: &SetBy) -> Markup {
    let title = t!(view, "competencies-title");
    let counts = summary(standings);
    let (held, open): (Vec<&Standing>, Vec<&Standing>) = standings.iter().partition(|standing| standing.is_held());
    let open = in_order(open);
    ui::page(
        view,
        &title,
        html! {
            (head(Some(&title), &headline(view, counts, standings.is_empty())))
            div.stack.loose {
                @if standings.is_empty() { p { (t!(view, "competencies-none-words")) } }
                @if let Some(first) = open.first() { (next_step(view, first)) }
                (facts(view, counts))
                (section(view, "open", &t!(view, "competencies-open"), (&open, set_by)))
                (section(view, "held", &t!(view, "competencies-held"), (&held, set_by)))
                p { a.button.plain href="/competencies?show=all" { (t!(view, "competencies-all")) } }
            }
        },
    )
}

/// What is nearest to being held comes first, what is new last.
fn in_order(mut open: Vec<&Standing>) -> Vec<&Standing> {
    open.sort_by_key(|standing| (standing.is_new, standing.held.missing_to(standing.required), standing.code.clone()));
    open
}

fn headline(view: &View, counts: Summary, nothing: bool) -> String {
    if nothing {
        t!(view, "competencies-none")
    } else if counts.required == 0 {
        t!(view, "competencies-only-new", new = counts.new)
    } else {
        t!(view, "competencies-headline", held = counts.held, required = counts.required)
    }
}

fn facts(view: &View, counts: Summary) -> Markup {
    html! {
        @if counts.required > 0 || counts.new > 0 {
            div.quiet {
                @if counts.required > 0 {
                    p { (t!(view, "competencies-assessed", assessed = counts.required - counts.unassessed, required = counts.required)) }
                }
                @if counts.new > 0 && counts.required > 0 { p { (t!(view, "competencies-new", new = counts.new)) } }
            }
        }
    }
}

fn next_step(view: &View, standing: &Standing) -> Markup {
    let path = format!("/competencies/{}", standing.code);
    let why = t!(
        view,
        "competencies-next-why",
        level = standing.required.number(),
        descriptor = view.words(&standing.descriptor).to_owned()
    );
    NextStep {
        above: t!(view, "competencies-next"),
        title: view.say(&standing.name),
        why,
        done: None,
        button: (t!(view, "competencies-next-button"), &path),
    }
    .draw(view)
}

fn section(view: &View, id: &str, title: &str, (standings, set_by): (&[&Standing], &SetBy)) -> Markup {
    html! {
        @if !standings.is_empty() {
            section aria-labelledby=(id) {
                header { h2 id=(id) { (title) } }
                (rows_set_by(view, standings, (|standing: &Standing| format!("/competencies/{}", standing.code), set_by)))
            }
        }
    }
}

/// One row for each requirement: ladder, name, what a person at the required level does, state. `path` says where a row leads.
pub fn rows(view: &View, standings: &[&Standing], path: impl Fn(&Standing) -> String) -> Markup {
    rows_set_by(view, standings, (path, &SetBy::new()))
}

fn rows_set_by(view: &View, standings: &[&Standing], (path, set_by): (impl Fn(&Standing) -> String, &SetBy)) -> Markup {
    html! {
        ul.rows {
            @for standing in standings {
                li {
                    (standing.ladder().draw(view))
                    div {
                        a href=(path(standing)) { b { (view.say(&standing.name)) } }
                        span.quiet { (t!(view, "competency-level", level = standing.required.number())) ": " (view.say(&standing.descriptor)) }
                        @if let Some(unit) = set_by.get(&standing.code) { (set_by_tag(view, unit)) }
                    }
                    (state_tag(view, standing))
                }
            }
        }
    }
}

/// "local, set by ...".
pub(super) fn set_by_tag(view: &View, unit: &LanguageText) -> Markup {
    tag(Tone::Plain, &t!(view, "competencies-set-by", unit = view.words(unit).to_owned()))
}

/// The state in a word or two.
pub(super) fn state_tag(view: &View, standing: &Standing) -> Markup {
    if standing.is_new {
        return tag(Tone::Plain, &t!(view, "state-new"));
    }
    match standing.state {
        State::Held => tag(Tone::Held, &t!(view, "state-held")),
        State::AssessedBelow => {
            tag(Tone::Gap, &t!(view, "state-assessed-below", missing = standing.held.missing_to(standing.required)))
        }
        State::NotYetAssessed => tag(Tone::Plain, &t!(view, "state-not-yet-assessed")),
        State::Lapsed => tag(Tone::Plain, &t!(view, "state-lapsed")),
    }
}

/// All competencies of all frameworks, by kind.
pub fn library_page(view: &View, entries: &[Entry]) -> Markup {
    let title = t!(view, "competencies-all");
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            div.stack.loose {
                @for kind in CompetencyKind::ALL {
                    @let of_kind: Vec<&Entry> = entries.iter().filter(|entry| entry.kind == *kind).collect();
                    @if !of_kind.is_empty() {
                        section aria-labelledby=(kind.as_str()) {
                            header { h2 id=(kind.as_str()) { (kind_words(view, *kind)) } }
                            ul.rows.plain {
                                @for entry in of_kind {
                                    li { div {
                                        a href={ "/competencies/" (entry.code) } { b { (view.say(&entry.name)) } }
                                        span.quiet { (view.say(&entry.definition)) }
                                    } }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

/// The kind of competency in words.
pub(crate) fn kind_words(view: &View, kind: CompetencyKind) -> String {
    view.text(&format!("competency-kind-{}", kind.as_str()), &Args::new())
}

#[cfg(test)]
pub(super) mod samples {
    use kernel::{Attained, Code, Date, Key, Language, LanguageText, Level};

    use super::*;

    /// A requirement of level `required` of which `held` is held.
    pub(in crate::profile) fn standing(code: &str, required: i64, held: i64, state: State) -> Standing {
        let attained = |level| Attained::new(level).expect("0 to 5");
        let lapsed = if state == State::Lapsed { required } else { held };
        Standing {
            competency: Key::new(1),
            code: Code::parse(code).expect("a code"),
            name: LanguageText::of("Right to information", "सूचना का अधिकार"),
            kind: CompetencyKind::Domain,
            required: Level::new(required).expect("1 to 5"),
            held: attained(held),
            lapsed: attained(lapsed),
            assessed: state != State::NotYetAssessed,
            state,
            is_new: false,
            due: None,
            next_change: Some(Date(20_500)),
            descriptor: LanguageText::of("Decides on exemptions.", "छूट पर निर्णय लेते हैं।"),
            held_descriptor: None,
        }
    }

    #[test]
    fn the_page_renders_in_every_language_and_speaks_of_what_is_held() {
        let standings = [
            standing("one", 2, 2, State::Held),
            standing("two", 3, 1, State::AssessedBelow),
            standing("three", 3, 0, State::NotYetAssessed),
            standing("four", 2, 1, State::Lapsed),
            Standing { is_new: true, due: Some(Date(20_500)), ..standing("five", 2, 1, State::AssessedBelow) },
        ];
        let set_by = SetBy::from([(Code::parse("two").expect("a code"), LanguageText::of("District", "ज़िला"))]);
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = mine_page(&view, &standings, &set_by).into_string();
            assert!(page.contains("/competencies/five") && !page.contains("competencies-") && !page.contains("state-"), "{page}");
            assert_eq!(page.matches("<h1").count(), 1);
            let nothing = mine_page(&view, &[], &set_by).into_string();
            assert!(!nothing.contains("competencies-none"));
        }
        let english = mine_page(&View::sample(Language::ENGLISH), &standings, &set_by).into_string();
        assert!(english.contains("You hold 1 of the 4 competencies") && english.contains("District"), "{english}");
    }
}
