//! The two lists: competencies by kind and positions by family, each with a search box whose address can be shared.

use std::collections::BTreeSet;

use kernel::LanguageText;
use maud::{Markup, html};
use ui::components::{Tone, head, more, notice, trail};
use ui::form::Field;
use ui::{Args, View, t};

use super::{CompetencyEntry, Found, FrameworkEntry, Library, PositionEntry};
use crate::framework::CompetencyKind;

/// What the reader asks of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The words; may be empty.
    pub query: String,
    /// Code of a framework, or a family of positions.
    pub choice: Option<String>,
    /// The page, from 1.
    pub page: usize,
}

/// Which list, where it is, and what its form calls its choice.
struct List {
    path: &'static str,
    choice: &'static str,
    label: &'static str,
    hint: &'static str,
    /// Entries on a page: as many as fit into one round trip of a weak line.
    page: usize,
}

const COMPETENCIES: List =
    List { path: "/framework", choice: "framework", label: "library-query-competencies", hint: "library-query-hint", page: 50 };
const POSITIONS: List = List {
    path: "/framework/positions",
    choice: "family",
    label: "library-query-positions",
    hint: "library-query-hint-positions",
    page: 150,
};

impl Wanted {
    fn address(&self, list: &List, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let choice = self.choice.as_deref().unwrap_or_default();
        web::address(list.path, &[("q", &self.query), (list.choice, choice), ("page", &page)])
    }

    /// The entries of this page; without a query those that stand under one heading together.
    fn shown<'a, T, G: Ord>(&self, list: &List, entries: &[&'a T], group: impl Fn(&T) -> G) -> Vec<&'a T> {
        let mut entries = entries.to_vec();
        if self.query.is_empty() {
            entries.sort_by_key(|entry| group(entry));
        }
        entries.into_iter().skip((self.page.max(1) - 1) * list.page).take(list.page).collect()
    }
}

/// The competencies, by kind or as a search found them.
pub fn competencies_page(view: &View, library: &Library, wanted: &Wanted) -> Markup {
    let title = t!(view, "library-title");
    let found = library.competencies(&wanted.query, wanted.choice.as_deref());
    let frameworks = &library.stock().frameworks;
    let choices: Vec<(String, String)> = match frameworks.as_slice() {
        [] | [_] => Vec::new(),
        all => all.iter().map(|one| (one.code.to_string(), view.words(&one.title).to_owned())).collect(),
    };
    let of = |entry: &CompetencyEntry| CompetencyKind::ALL.iter().position(|kind| *kind == entry.kind);
    let shown = wanted.shown(&COMPETENCIES, &found.entries, of);
    let positions = if wanted.query.is_empty() { 0 } else { library.positions(&wanted.query, None).entries.len() };
    ui::page(
        view,
        &title,
        html! {
            (head(Some(&title), &t!(view, "library-headline")))
            div.stack.loose {
                div.stack {
                    @for framework in frameworks { (published(view, framework)) }
                    p { a.button.plain href=(POSITIONS.path) { (t!(view, "library-to-positions")) } }
                }
                (form(view, &COMPETENCIES, wanted, choices))
                (counted(view, "library-found-competencies", &found))
                @if positions > 0 { p { a href=(wanted_there(wanted)) { (also(view, positions)) } } }
                @if wanted.query.is_empty() {
                    @for kind in CompetencyKind::ALL {
                        @let of_kind: Vec<_> = shown.iter().filter(|entry| entry.kind == *kind).copied().collect();
                        @let words = crate::profile::kind_words(view, *kind);
                        (section(kind.as_str(), &words, competencies(view, library, &of_kind)))
                    }
                } @else {
                    (section("results", &t!(view, "library-results"), competencies(view, library, &shown)))
                }
                (onward(view, &COMPETENCIES, wanted, found.entries.len()))
            }
        },
    )
}

fn wanted_there(wanted: &Wanted) -> String {
    Wanted { choice: None, ..wanted.clone() }.address(&POSITIONS, 1)
}

fn also(view: &View, positions: usize) -> String {
    let number = i64::try_from(positions).unwrap_or(i64::MAX);
    t!(view, "library-also-positions", number = number, written = view.count(number))
}

/// "A framework, version 1 of 1 April 2026, licence CC BY 4.0".
pub(super) fn published(view: &View, framework: &FrameworkEntry) -> Markup {
    html! {
        @if let Some(newest) = framework.newest() {
            p.quiet {
                a href={ "/framework/frameworks/" (framework.code) } { (view.say(&framework.title)) } " · "
                (t!(view, "library-version", version = newest.version.clone(), date = view.date(newest.published)))
                " · " (t!(view, "library-licence", licence = framework.licence.clone()))
                " · " a href={ "/frameworks/versions/" (framework.code) } { (t!(view, "versions-title")) }
            }
        }
    }
}

fn competencies(view: &View, library: &Library, entries: &[&CompetencyEntry]) -> Option<Markup> {
    let rows = html! {
        ul.rows.plain {
            @for entry in entries {
                li { div {
                    a href={ "/framework/competencies/" (entry.code) } { b { (view.say(&entry.name)) } }
                    span.quiet { (view.say(&entry.definition)) }
                    (also_known(view, library, entry))
                } }
            }
        }
    };
    (!entries.is_empty()).then_some(rows)
}

/// "Also known as ...", and "one and the same as ..." beside an alias.
pub(super) fn also_known(view: &View, library: &Library, entry: &CompetencyEntry) -> Markup {
    let names: BTreeSet<&str> = library.also_known(entry).iter().map(|alias| view.words(&alias.name)).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| *name != view.words(&entry.name)).collect();
    html! {
        @if !names.is_empty() { p.quiet.small { (t!(view, "library-also-known", names = names.join("; "))) } }
        @if let Some(other) = library.stands_for(entry) {
            p.quiet.small { (t!(view, "library-stands-for")) " " a href={ "/framework/competencies/" (other.code) } { (view.say(&other.name)) } }
        }
    }
}

/// The positions, by family or as a search found them.
pub fn positions_page(view: &View, library: &Library, wanted: &Wanted) -> Markup {
    let title = t!(view, "library-positions-title");
    let found = library.positions(&wanted.query, wanted.choice.as_deref());
    let families = families(library);
    let choices = families.iter().map(|family| ((*family).to_owned(), family_words(view, family))).collect();
    let of = |entry: &PositionEntry| families.iter().position(|family| *family == entry.family);
    let shown = wanted.shown(&POSITIONS, &found.entries, of);
    ui::page(
        view,
        &title,
        html! {
            (trail(&[(COMPETENCIES.path.to_owned(), t!(view, "library-title"))], view))
            (head(None, &title))
            div.stack.loose {
                (form(view, &POSITIONS, wanted, choices))
                (counted(view, "library-found-positions", &found))
                @if wanted.query.is_empty() {
                    @for family in &families {
                        @let of_family: Vec<_> = shown.iter().filter(|entry| entry.family == *family).copied().collect();
                        (section(family, &family_words(view, family), positions(view, library, &of_family)))
                    }
                } @else {
                    (section("results", &t!(view, "library-results"), positions(view, library, &shown)))
                }
                (onward(view, &POSITIONS, wanted, found.entries.len()))
            }
        },
    )
}

/// The families that have positions, in the order in which the formats name them, then any others.
fn families(library: &Library) -> Vec<&str> {
    let mut families: Vec<&str> = library.stock().positions.iter().map(|position| position.family.as_str()).collect();
    families.sort_unstable();
    families.dedup();
    families.sort_by_key(|family| FAMILIES.iter().position(|known| known == family).unwrap_or(FAMILIES.len()));
    families
}

const FAMILIES: [&str; 8] = ["secretariat", "state", "district", "police", "posts", "railways", "tax", "municipal"];

/// The words for a family; one that the product does not know speaks for itself.
pub(super) fn family_words(view: &View, family: &str) -> String {
    if FAMILIES.contains(&family) { view.text(&format!("position-family-{family}"), &Args::new()) } else { family.to_owned() }
}

fn positions(view: &View, library: &Library, entries: &[&PositionEntry]) -> Option<Markup> {
    let rows = html! {
        ul.rows.plain {
            @for entry in entries {
                @let asks = library.asks(entry).len() as i64;
                li {
                    div { a href={ "/framework/positions/" (entry.code) } { b { (view.say(&entry.title)) } } }
                    span.small.quiet { (t!(view, "library-asks-count", number = asks)) }
                }
            }
        }
    };
    (!entries.is_empty()).then_some(rows)
}

fn form(view: &View, list: &List, wanted: &Wanted, mut choices: Vec<(String, String)>) -> Markup {
    let value = wanted.choice.clone().unwrap_or_default();
    choices.insert(0, (String::new(), t!(view, "library-any")));
    let label = view.text(&format!("library-choice-{}", list.choice), &Args::new());
    html! {
        form.stack.search method="get" action=(list.path) role="search" {
            div.ask {
                div.field {
                    label for="q" { (view.text(list.label, &Args::new())) }
                    input id="q" name="q" type="search" value=(wanted.query) aria-describedby="q-hint" maxlength="200";
                }
                button.button { (t!(view, "library-search")) }
            }
            p.quiet.small id="q-hint" { (view.text(list.hint, &Args::new())) }
            @if choices.len() > 1 { (Field { name: list.choice, label, value: &value, ..Field::default() }.choice(&choices)) }
        }
    }
}

/// How many were found, and whether they have all the words.
fn counted<T>(view: &View, message: &str, found: &Found<'_, T>) -> Markup {
    let number = i64::try_from(found.entries.len()).unwrap_or(i64::MAX);
    let mut args = Args::new();
    args.set("number", number);
    args.set("written", view.count(number));
    html! {
        div {
            p role="status" { (view.text(message, &args)) }
            @if found.nearest { (notice(Tone::Plain, &t!(view, "library-nearest"))) }
            @if number == 0 { p { (t!(view, "library-nothing")) } }
        }
    }
}

fn section(id: &str, title: &str, rows: Option<Markup>) -> Markup {
    html! {
        @if let Some(rows) = rows {
            section aria-labelledby=(id) {
                header { h2 id=(id) { (title) } }
                (rows)
            }
        }
    }
}

fn onward(view: &View, list: &List, wanted: &Wanted, total: usize) -> Markup {
    let next = (wanted.page.max(1) * list.page < total).then(|| wanted.address(list, wanted.page.max(1) + 1));
    html! {
        div.cluster {
            @if !wanted.query.is_empty() || wanted.choice.is_some() { a.button.plain href=(list.path) { (t!(view, "library-all")) } }
            @if wanted.page > 1 { a.button.plain href=(wanted.address(list, wanted.page - 1)) rel="prev" { (t!(view, "library-back")) } }
            (more(next.as_deref(), view))
        }
    }
}

/// A source as its file names it; what nobody has said is shown as not said.
pub(super) fn source_words(view: &View, source: &str) -> String {
    if source.is_empty() { t!(view, "library-no-source") } else { source.to_owned() }
}

/// A text, or nothing where there is none.
pub(super) fn said(view: &View, text: &LanguageText) -> Markup {
    html! { @if !text.is_empty() { (view.say(text)) } }
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::super::samples::library;
    use super::*;

    #[test]
    fn the_lists_render_in_every_language_full_and_empty() {
        let (library, nothing) = (library(), Library::default());
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View { viewer: None, ..View::sample(language) };
            for query in ["", "clerk", "drafting astronomy", "astronomy"] {
                let wanted = Wanted { query: query.to_owned(), choice: None, page: 1 };
                for library in [&library, &nothing] {
                    let pages = [competencies_page(&view, library, &wanted), positions_page(&view, library, &wanted)];
                    for page in pages.map(Markup::into_string) {
                        assert_eq!(page.matches("<h1").count(), 1);
                        assert!(!page.contains(">library-") && !page.contains(">position-"), "{page}");
                    }
                }
            }
            let page = positions_page(&view, &library, &Wanted::default()).into_string();
            assert!(page.contains("/framework/positions/postman\"") && page.contains("id=\"state\""));
        }
    }

    #[test]
    fn a_search_for_a_position_is_pointed_on_from_the_competencies() {
        let view = View::sample(Language::ENGLISH);
        let wanted = Wanted { query: "postman & co".to_owned(), choice: Some("f".to_owned()), page: 1 };
        let page = competencies_page(&view, &library(), &wanted).into_string();
        assert!(page.contains("/framework/positions?q=postman%20%26%20co\""), "{page}");
    }

    #[test]
    fn pages_keep_together_what_stands_under_one_heading() {
        let library = library();
        let two = List { page: 2, ..POSITIONS };
        let entries: Vec<&PositionEntry> = library.stock().positions.iter().collect();
        let shown = |wanted: &Wanted| {
            let shown = wanted.shown(&two, &entries, |entry| std::cmp::Reverse(entry.code.clone()));
            shown.iter().map(|entry| entry.code.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(shown(&Wanted::default()), ["postman", "messenger"]);
        assert_eq!(shown(&Wanted { page: 2, ..Wanted::default() }), ["head-clerk"]);
        assert_eq!(shown(&Wanted { query: "x".to_owned(), ..Wanted::default() }), ["head-clerk", "messenger"]);
        assert!(shown(&Wanted { page: 9, ..Wanted::default() }).is_empty());
    }

    #[test]
    fn a_family_that_the_product_does_not_know_speaks_for_itself() {
        assert_eq!(family_words(&View::sample(Language::ENGLISH), "forest"), "forest");
    }
}
