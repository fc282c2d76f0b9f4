//! The rows of a sheet as a grid: a form for each row, which works without script; `grid.js` adds the keys, pasting and saving by itself.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use maud::{Markup, html};
use people::Actor;
use serde::Deserialize;
use store::Conn;
use ui::components::{Tone, head, more, notice, tag, trail};
use ui::{View, assets, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::{explain, reached, steps, writes};
use crate::difference::{
    Cells, Content, Entry, Names, Place, Sheet, choice_words, column_words, header, sheet_words, text_column,
};
use crate::draft::authority::Part;
use crate::draft::domain::DraftRefusal;
use crate::draft::rows::{NewRow, add_row};
use crate::draft::service::content;
use crate::draft::store::{self as sql, Draft, DraftRow};
use crate::framework::choices;

/// Rows on a page.
const PAGE: usize = 40;

/// What is asked of the list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Words that a row must have.
    #[serde(default)]
    q: String,
    /// `changed`, `removed`, or nothing.
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: String,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub(super) struct GridPage {
    pub(super) draft: Draft,
    pub(super) parts: Vec<Part>,
    pub(super) sheet: Sheet,
    /// The rows of this page.
    pub(super) rows: Vec<DraftRow>,
    /// How many there are on all pages.
    pub(super) total: usize,
    pub(super) columns: Vec<String>,
    pub(super) choices: Choices,
    /// How many comments a row has.
    pub(super) comments: BTreeMap<i64, usize>,
    /// The base, to tell what is new.
    pub(super) base: Content,
}

/// What a cell may name: codes with their names.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    pub(super) names: Names,
    pub(super) codes: BTreeMap<Sheet, Vec<String>>,
    pub(super) levels: Vec<String>,
}

impl Choices {
    pub(super) fn of(content: &Content) -> Self {
        let codes = [Sheet::Competencies, Sheet::Positions, Sheet::Roles]
            .map(|sheet| (sheet, content.sheet(sheet).map(|(place, _)| place.part(0).to_owned()).collect()));
        let levels = content.scale.iter().map(|level| level.own.clone()).collect();
        Self { names: Names::of(&[content]), codes: codes.into_iter().collect(), levels }
    }

    /// The sheet that a column names.
    const fn named(column: &str) -> Option<Sheet> {
        match column.as_bytes() {
            b"competency" => Some(Sheet::Competencies),
            b"position" => Some(Sheet::Positions),
            b"role" => Some(Sheet::Roles),
            _ => None,
        }
    }
}

/// The columns of a sheet with those languages that any row has.
pub(super) fn columns(sheet: Sheet, rows: &[DraftRow]) -> Vec<String> {
    header(sheet, rows.iter().filter(|row| row.sheet == sheet).map(|row| &row.cells))
}

async fn load(conn: &mut Conn, actor: &Actor, (id, sheet): (Uuid, &str), asked: &Asked) -> Result<GridPage, Fault> {
    let (draft, parts) = reached(conn, actor, id).await?;
    let sheet = Sheet::parse(sheet).ok_or(Fault::Denied)?;
    let (base, now) = content(conn, &draft).await?;
    let rows = sql::rows(conn, id).await?;
    let columns = columns(sheet, &rows);
    let mut comments = BTreeMap::new();
    for row in sql::comments(conn, id).await?.into_iter().filter_map(|comment| comment.row) {
        *comments.entry(row).or_insert(0) += 1;
    }
    let query = asked.q.trim().to_lowercase();
    let wanted = |row: &DraftRow| {
        let shown = match asked.show.as_str() {
            "changed" => row.revision > 1 || is_changed(&base, row),
            "removed" => row.removed,
            _ => !row.removed,
        };
        shown && row.sheet == sheet && (query.is_empty() || row.cells.values().any(|cell| cell.to_lowercase().contains(&query)))
    };
    let found: Vec<DraftRow> = rows.into_iter().filter(|row| wanted(row)).collect();
    let (total, page) = (found.len(), asked.page.parse().unwrap_or(1_usize).clamp(1, 100_000));
    let rows = found.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
    Ok(GridPage { draft, parts, sheet, rows, total, columns, choices: Choices::of(&now), comments, base })
}

/// Whether a row says something else than the base.
fn is_changed(base: &Content, row: &DraftRow) -> bool {
    row.removed || base.row(&Place::of(row.sheet, &row.cells)) != Some(&row.cells)
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((id, sheet)): Path<(Uuid, String)>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let model = load(&mut site.db.read().await?, &actor, (id, &sheet), &asked).await?;
    Ok(grid_page(&view, &model, &asked, &Cells::new(), None))
}

pub(super) async fn add(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((id, sheet)): Path<(Uuid, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let model = load(&mut site.db.read().await?, &actor, (id, &sheet), &Asked::default()).await?;
    let sheet = model.sheet;
    let cells = cells(&fields);
    let typed = Entry::new(sheet, cells.clone()).cells;
    match add_row(&site.db, NewRow { actor, draft: id, sheet, cells }).await.answered()? {
        Ok(number) => Ok(see_other(&format!("/frameworks/drafts/{id}/row/{number}"))),
        Err(refusal) => {
            let page = grid_page(&view, &model, &Asked::default(), &typed, Some(refusal));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The cells that a form sends, each under `cell-` and the name of its column.
pub(super) fn cells(fields: &[(String, String)]) -> Vec<(String, String)> {
    fields.iter().filter_map(|(name, value)| Some((name.strip_prefix("cell-")?.to_owned(), value.clone()))).collect()
}

fn address(model: &GridPage, asked: &Asked, page: usize) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    let path = format!("/frameworks/drafts/{}/rows/{}", model.draft.id, model.sheet.as_str());
    web::address(&path, &[("q", &asked.q), ("show", &asked.show), ("page", &page)])
}

/// The page.
pub(super) fn grid_page(view: &View, model: &GridPage, asked: &Asked, typed: &Cells, refusal: Option<DraftRefusal>) -> Markup {
    let title = sheet_words(view, model.sheet);
    let page: usize = asked.page.parse().unwrap_or(1);
    let next = (page * PAGE < model.total).then(|| address(model, asked, page + 1));
    let writes = writes(&model.draft, &model.parts);
    ui::page(
        view,
        &title,
        html! {
            (trail(&steps(view, &model.draft), view))
            (head(Some(&model.draft.title), &title))
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            (filters(view, model, asked))
            div.stack.loose { @if model.rows.is_empty() { p { (t!(view, "draft-grid-none")) } } @else { div.stack {
                @if writes { p.quiet.small id="keys" { (t!(view, "draft-grid-keys")) } }
                p.quiet.small role="status" data-grid-status data-saved=(t!(view, "draft-grid-saved")) data-saving=(t!(view, "draft-grid-saving"))
                    data-waiting=(t!(view, "draft-grid-waiting")) data-conflict=(t!(view, "draft-grid-conflict")) {}
                (table(view, model, writes))
                (more(next.as_deref(), view))
            } }
            @if writes { (new_row(view, model, typed)) } }
            (lists(view, &model.choices))
            @if writes { script type="module" src=(assets::path("grid.js")) {} }
        },
    )
}

fn filters(view: &View, model: &GridPage, asked: &Asked) -> Markup {
    html! {
        form.filters method="get" action=(address(model, &Asked::default(), 1)) {
            div.field { label for="q" { (t!(view, "draft-grid-query")) } input id="q" name="q" type="search" value=(asked.q); }
            div.field {
                label for="show" { (t!(view, "draft-grid-show")) }
                select id="show" name="show" {
                    option value="" { (t!(view, "draft-grid-standing")) }
                    option value="changed" selected[asked.show == "changed"] { (t!(view, "draft-grid-changed")) }
                    option value="removed" selected[asked.show == "removed"] { (t!(view, "draft-grid-removed")) }
                }
            }
            button.button.plain { (t!(view, "library-search")) }
        }
    }
}

fn table(view: &View, model: &GridPage, writes: bool) -> Markup {
    let title = sheet_words(view, model.sheet);
    html! {
        div.scroll tabindex="0" role="group" aria-label=(title) {
            table.table.cells data-grid {
                thead { tr {
                    th scope="col" { (t!(view, "draft-grid-row")) }
                    @for column in &model.columns { th scope="col" { (column_words(view, model.sheet, column)) } }
                    @if writes { th scope="col" { (t!(view, "draft-grid-do")) } }
                } }
                tbody { @for row in &model.rows { (one(view, model, row, writes)) } }
            }
        }
    }
}

fn one(view: &View, model: &GridPage, row: &DraftRow, writes: bool) -> Markup {
    let form = format!("row-{}", row.number);
    let address = format!("/frameworks/drafts/{}/row/{}", model.draft.id, row.number);
    html! {
        tr data-row[writes && !row.removed] {
            th scope="row" {
                a href=(address) aria-label=(t!(view, "draft-grid-open", number = row.number)) { (row.number) }
                " " (marks(view, model, row))
                @if model.sheet == Sheet::Positions && row.stands() {
                    @let code = row.cells.get("code").map_or("", String::as_str);
                    " " a href={ "/frameworks/drafts/" (model.draft.id) "/positions/" (code) } { (t!(view, "draft-grid-roles")) span.hidden-label { " " (code) } }
                }
                @if writes {
                    form id=(form) method="post" action=(address) { input type="hidden" name="seen" value=(row.revision); }
                }
            }
            @for column in &model.columns {
                td {
                    @let value = row.cells.get(column).map_or("", String::as_str);
                    @if writes && !row.removed {
                        @let label = format!("{}, {}", column_words(view, model.sheet, column), row.number);
                        (input(view, &model.choices, (model.sheet, column), (value, Some(&form), &label)))
                    } @else { (plain(view, &model.choices, (model.sheet, column), value)) }
                }
            }
            @if writes {
                td {
                    @if row.removed {
                        button.button.plain form=(form) name="do" value="restore" { (t!(view, "draft-grid-restore")) }
                    } @else {
                        div.cluster {
                            button.button.plain form=(form) name="do" value="save" { (t!(view, "draft-grid-save")) }
                            button.button.plain form=(form) name="do" value="remove" aria-label=(t!(view, "draft-grid-remove", number = row.number)) { "×" }
                        }
                    }
                }
            }
        }
    }
}

/// What there is to know of a row: new, changed, doubtful, commented.
fn marks(view: &View, model: &GridPage, row: &DraftRow) -> Markup {
    let known = model.base.row(&Place::of(row.sheet, &row.cells));
    html! {
        @if !row.doubt.is_empty() { (tag(Tone::Gap, &t!(view, "draft-mark-doubtful"))) }
        @else if row.removed { (tag(Tone::Wrong, &t!(view, "difference-kind-removed"))) }
        @else if known.is_none() { (tag(Tone::Held, &t!(view, "difference-kind-added"))) }
        @else if known != Some(&row.cells) { (tag(Tone::Plain, &t!(view, "difference-kind-altered"))) }
        @if let Some(number) = model.comments.get(&row.number) { " " (tag(Tone::Plain, &t!(view, "draft-mark-comments", number = *number as i64))) }
    }
}

/// A cell as an input; `form` is the form to which it belongs where it stands outside of it.
pub(super) fn input(
    view: &View,
    choices_of: &Choices,
    (sheet, column): (Sheet, &str),
    (value, form, label): (&str, Option<&str>, &str),
) -> Markup {
    let name = format!("cell-{column}");
    let members = choices(column);
    let options: Vec<(String, String)> = match column {
        "level" => choices_of.levels.iter().map(|level| (level.clone(), level.clone())).collect(),
        _ => members.iter().map(|member| ((*member).to_owned(), choice_words(view, column, member))).collect(),
    };
    let language = text_column(sheet, column).map(|(_, language)| language);
    html! {
        @if !options.is_empty() {
            select name=(name) form=[form] aria-label=(label) {
                option value="" {}
                // What was typed elsewhere and is in no list stays as it is.
                @if !value.is_empty() && options.iter().all(|(known, _)| known != value) { option value=(value) selected { (value) } }
                @for (known, words) in &options { option value=(known) selected[known == value] { (words) } }
            }
        } @else if let Some(language) = language {
            textarea name=(name) form=[form] rows="2" aria-label=(label) lang=(language) dir=(language.direction()) { (value) }
        } @else {
            input type="text" name=(name) form=[form] aria-label=(label) value=(value) autocomplete="off"
                list=[Choices::named(column).map(|sheet| format!("known-{}", sheet.as_str()))];
        }
    }
}

/// A cell to be read.
pub(super) fn plain(view: &View, choices_of: &Choices, (sheet, column): (Sheet, &str), value: &str) -> Markup {
    match (Choices::named(column), text_column(sheet, column)) {
        (Some(named), _) => choices_of.names.say(view, named, value),
        (_, Some((_, language))) => html! { span lang=(language) dir=(language.direction()) { (value) } },
        _ if column == "level" => choices_of.names.level(view, value),
        _ => html! { (choice_words(view, column, value)) },
    }
}

/// The codes that cells may name, with what they stand for.
pub(super) fn lists(view: &View, choices: &Choices) -> Markup {
    html! {
        @for (sheet, codes) in &choices.codes {
            datalist id={ "known-" (sheet.as_str()) } {
                @for code in codes { option value=(code) { (choices.names.plain(view, *sheet, code)) } }
            }
        }
    }
}

fn new_row(view: &View, model: &GridPage, typed: &Cells) -> Markup {
    let address = format!("/frameworks/drafts/{}/rows/{}", model.draft.id, model.sheet.as_str());
    html! {
        section aria-labelledby="new" {
            header { h2 id="new" { (t!(view, "draft-grid-new")) } }
            form.stack method="post" action=(address) {
                div.filters {
                    @for column in &model.columns {
                        @let label = column_words(view, model.sheet, column);
                        div {
                            p.small aria-hidden="true" { (label) }
                            (input(view, &model.choices, (model.sheet, column), (typed.get(column).map_or("", String::as_str), None, &label)))
                        }
                    }
                }
                button.button { (t!(view, "draft-grid-add")) }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::super::samples::{contents, draft, rows};
    use super::*;
    use crate::draft::domain::State;

    #[test]
    fn every_sheet_renders_in_every_language_to_write_and_to_read() {
        let (base, now) = contents();
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for sheet in Sheet::ALL.iter().copied() {
                for (state, show) in [(State::Drafting, ""), (State::Review1, "removed")] {
                    let all = rows();
                    let model = GridPage {
                        draft: draft(state),
                        parts: vec![Part::DraftFramework],
                        sheet,
                        columns: columns(sheet, &all),
                        rows: all.into_iter().filter(|row| row.sheet == sheet).collect(),
                        total: 100,
                        choices: Choices::of(&now),
                        comments: BTreeMap::from([(5, 2)]),
                        base: base.clone(),
                    };
                    let asked = Asked { show: show.to_owned(), ..Asked::default() };
                    let page = grid_page(&view, &model, &asked, &Cells::new(), Some(DraftRefusal::NoRow)).into_string();
                    assert!(page.matches("<h1").count() == 1 && page.contains("page=2") != model.rows.is_empty(), "{page}");
                    assert!(!page.contains(">draft-") && !page.contains(">difference-") && !page.contains("refusal-"), "{page}");
                    assert_eq!(page.contains("grid.js") || page.contains("/assets/grid"), state == State::Drafting);
                }
            }
        }
    }
}
