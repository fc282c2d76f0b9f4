//! Two versions side by side: what positions require, then every row that differs, with the words that went and came marked.

use std::collections::BTreeMap;

use kernel::{Language, LanguageText};
use maud::{Markup, html};
use ui::components::{Tone, tag};
use ui::{Args, View, t};

use super::compare::{Change, Difference, Kind};
use super::content::{Content, Entry, Place, Sheet};
use super::demand::Shift;
use super::words::{Piece, pieces};

/// The names of what codes stand for, and of the levels.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: BTreeMap<(Sheet, String), LanguageText>,
    levels: BTreeMap<String, LanguageText>,
}

impl Names {
    /// The names in these contents; of two the later counts.
    pub fn of(contents: &[&Content]) -> Self {
        let mut names = Self::default();
        for content in contents {
            for (sheet, text) in [(Sheet::Competencies, "name"), (Sheet::Roles, "name"), (Sheet::Positions, "title")] {
                for (place, cells) in content.sheet(sheet) {
                    let words = Entry { place: place.clone(), cells: cells.clone() }.words(text);
                    names.names.insert((sheet, place.part(0).to_owned()), words);
                }
            }
            names.levels.extend(content.scale.iter().map(|level| (level.own.clone(), level.name.clone())));
        }
        names
    }

    /// What a code of a sheet stands for; the code itself where nobody has named it.
    pub fn say(&self, view: &View, sheet: Sheet, code: &str) -> Markup {
        match self.names.get(&(sheet, code.to_owned())).filter(|name| !name.is_empty()) {
            Some(name) => view.say(name),
            None => html! { (code) },
        }
    }

    /// The plain words of what a code stands for, for attributes and lists.
    pub fn plain<'n>(&'n self, view: &View, sheet: Sheet, code: &'n str) -> &'n str {
        self.names.get(&(sheet, code.to_owned())).filter(|name| !name.is_empty()).map_or(code, |name| view.words(name))
    }

    /// A level: its code and its name.
    pub fn level(&self, view: &View, own: &str) -> Markup {
        match self.levels.get(own).filter(|name| !name.is_empty()) {
            Some(name) => html! { (own) " · " (view.say(name)) },
            None => html! { (own) },
        }
    }

    /// What stands at a place: the names of the parts of its key.
    pub fn place(&self, view: &View, place: &Place) -> Markup {
        let named = |column: &str| match column {
            "competency" => Some(Sheet::Competencies),
            "position" => Some(Sheet::Positions),
            "role" => Some(Sheet::Roles),
            "code" if place.sheet.keys().len() == 1 => Some(place.sheet),
            _ => None,
        };
        html! {
            @for (at, column) in place.sheet.keys().iter().enumerate() {
                @if at > 0 { " · " }
                @match named(column) {
                    Some(sheet) => (self.say(view, sheet, place.part(at))),
                    None if *column == "level" => (self.level(view, place.part(at))),
                    None => (place.part(at)),
                }
            }
        }
    }
}

/// The whole difference.
pub fn side_by_side(view: &View, difference: &Difference, names: &Names) -> Markup {
    html! {
        @if difference.is_empty() { p { (t!(view, "difference-none")) } }
        @if difference.head.is_some() { p { (t!(view, "difference-head")) } }
        @if !difference.shifts.is_empty() { (shifts(view, &difference.shifts, names)) }
        @for sheet in Sheet::ALL {
            @let changes: Vec<&Change> =
                difference.changes.iter().filter(|change| change.place().is_some_and(|place| place.sheet == *sheet)).collect();
            @if !changes.is_empty() { (of_sheet(view, *sheet, &changes, names)) }
        }
    }
}

/// The name of a sheet.
pub(crate) fn sheet_words(view: &View, sheet: Sheet) -> String {
    view.text(&format!("difference-sheet-{}", sheet.as_str()), &Args::new())
}

/// The name of a column; that of a text with its language.
pub(crate) fn column_words(view: &View, sheet: Sheet, column: &str) -> String {
    let text = |column: &str| view.text(&format!("difference-column-{column}"), &Args::new());
    match text_column(sheet, column) {
        Some((stem, language)) => format!("{} ({})", text(stem), language.own_name()),
        None => text(column),
    }
}

/// Stem and language of a column that holds a text.
pub(crate) fn text_column(sheet: Sheet, column: &str) -> Option<(&str, Language)> {
    let (stem, tag) = column.rsplit_once('_')?;
    let known = sheet.columns().iter().any(|known| known.strip_suffix('*') == Some(stem));
    Language::parse(tag).ok().filter(|_| known).map(|language| (stem, language))
}

fn of_sheet(view: &View, sheet: Sheet, changes: &[&Change], names: &Names) -> Markup {
    let id = format!("sheet-{}", sheet.as_str());
    html! {
        section aria-labelledby=(id) {
            header {
                h2 id=(id) { (sheet_words(view, sheet)) }
                span.quiet.small { (t!(view, "difference-count", number = changes.len() as i64)) }
            }
            ul.changes { @for change in changes { li { (one(view, sheet, change, names)) } } }
        }
    }
}

fn one(view: &View, sheet: Sheet, change: &Change, names: &Names) -> Markup {
    let columns: Vec<&str> = change.columns().into_iter().filter(|column| is_worth_showing(sheet, change, column)).collect();
    html! {
        div.cluster {
            @if let Some(place) = change.place() { h3 { (names.place(view, place)) } }
            @for kind in &change.kinds { (kind_tag(view, *kind)) }
        }
        @if !columns.is_empty() {
            div.sides {
                (side(view, (sheet, &t!(view, "difference-before")), (change.before.as_ref(), change.after.as_ref(), false), &columns, names))
                (side(view, (sheet, &t!(view, "difference-after")), (change.before.as_ref(), change.after.as_ref(), true), &columns, names))
            }
        }
    }
}

/// The cells of the key stand in the heading already, unless they differ.
fn is_worth_showing(sheet: Sheet, change: &Change, column: &str) -> bool {
    !sheet.keys().contains(&column) || (change.before.is_some() && change.after.is_some())
}

type Sides<'e> = (Option<&'e Entry>, Option<&'e Entry>, bool);

/// One side of a row: before, after, and whether the side after is shown.
pub(crate) fn side(view: &View, (sheet, label): (Sheet, &str), sides: Sides<'_>, columns: &[&str], names: &Names) -> Markup {
    let (before, after, is_after) = sides;
    let own = if is_after { after } else { before };
    let cell = |entry: Option<&Entry>, column: &str| entry.and_then(|entry| entry.cells.get(column).cloned()).unwrap_or_default();
    html! {
        div {
            p.quiet.small { (label) }
            @if own.is_none() { p { (t!(view, "difference-nothing")) } } @else {
                dl { @for column in columns {
                    dt.quiet.small { (column_words(view, sheet, column)) }
                    dd { (value(view, (sheet, column), (&cell(before, column), &cell(after, column), is_after), names)) }
                } }
            }
        }
    }
}

fn value(view: &View, (sheet, column): (Sheet, &str), (before, after, is_after): (&str, &str, bool), names: &Names) -> Markup {
    let own = if is_after { after } else { before };
    if let Some((_, language)) = text_column(sheet, column) {
        return html! { span lang=(language) dir=(language.direction()) { (marked(before, after, is_after)) } };
    }
    if own.is_empty() {
        return html! { (t!(view, "difference-empty")) };
    }
    match column {
        "level" => names.level(view, own),
        "role" => names.say(view, Sheet::Roles, own),
        "family" | "kind" | "ask" | "criticality" | "mode" => html! { (choice_words(view, column, own)) },
        _ => marked(before, after, is_after),
    }
}

/// A member of a closed list, in words; what is not in the list as it stands.
pub(crate) fn choice_words(view: &View, column: &str, value: &str) -> String {
    let known = crate::framework::choices(column).contains(&value);
    match column {
        _ if !known => value.to_owned(),
        "family" => view.text(&format!("position-family-{value}"), &Args::new()),
        _ => view.text(&format!("difference-value-{value}"), &Args::new()),
    }
}

fn marked(before: &str, after: &str, is_after: bool) -> Markup {
    // What stands on one side alone needs no marks.
    if before.is_empty() || after.is_empty() {
        return html! { @if is_after { (after) } @else { (before) } };
    }
    html! {
        @for piece in pieces(before, after) {
            @match (piece, is_after) {
                (Piece::Same(word), _) => { (word) " " },
                (Piece::Gone(word), false) => { del { (word) } " " },
                (Piece::Come(word), true) => { ins { (word) } " " },
                _ => {},
            }
        }
    }
}

/// What happened, as a tag.
pub(crate) fn kind_tag(view: &View, kind: Kind) -> Markup {
    let tone = match kind {
        Kind::Added => Tone::Held,
        Kind::Removed => Tone::Wrong,
        Kind::Raised | Kind::Lowered => Tone::Gap,
        Kind::Moved | Kind::Reworded | Kind::Altered => Tone::Plain,
    };
    tag(tone, &view.text(&format!("difference-kind-{}", kind.as_str()), &Args::new()))
}

fn shifts(view: &View, shifts: &[Shift], names: &Names) -> Markup {
    let level = |own: &Option<String>| match own {
        Some(own) => names.level(view, own),
        None => html! { (t!(view, "difference-not-asked")) },
    };
    html! {
        section aria-labelledby="shifts" {
            header { h2 id="shifts" { (t!(view, "difference-shifts")) } span.quiet.small { (t!(view, "difference-count", number = shifts.len() as i64)) } }
            div.scroll tabindex="0" role="group" aria-labelledby="shifts" {
                table.table {
                    thead { tr {
                        th scope="col" { (t!(view, "difference-column-position")) }
                        th scope="col" { (t!(view, "difference-column-competency")) }
                        th scope="col" { (t!(view, "difference-before")) }
                        th scope="col" { (t!(view, "difference-after")) }
                        th scope="col" { (t!(view, "difference-what")) }
                    } }
                    tbody { @for shift in shifts { tr {
                        th scope="row" { (names.say(view, Sheet::Positions, &shift.position)) }
                        td { (names.say(view, Sheet::Competencies, &shift.competency)) }
                        td { (level(&shift.before)) }
                        td { (level(&shift.after)) }
                        td { (kind_tag(view, shift.kind)) }
                    } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use super::super::compare::difference;
    use super::super::tests::{base, edited};
    use super::*;

    #[test]
    fn two_versions_stand_side_by_side_in_every_language() {
        let (before, after) = (base(), edited());
        let difference = difference(&before, &after);
        let names = Names::of(&[&before, &after]);
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = side_by_side(&view, &difference, &names).into_string();
            assert!(page.contains("<del>Knows</del>") && page.contains("<ins>Applies</ins>"), "{page}");
            assert!(!page.contains("difference-"), "{page}");
            let nothing = side_by_side(&view, &Difference::default(), &names).into_string();
            assert!(nothing.starts_with("<p>") && !nothing.contains("difference-"));
        }
    }
}
