//! One row: its cells, its comments, and, where somebody else was quicker, both values side by side.

use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form, Json};
use maud::{Markup, html};
use people::Actor;
use people::official::Name;
use serde_json::json;
use store::Conn;
use ui::components::{Tone, head, notice, trail};
use ui::{View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::grid::{Choices, cells, columns, input, lists, plain};
use super::overview::comment_list;
use super::{explain, field, reached, steps, writes};
use crate::difference::{Cells, Entry, column_words, sheet_words};
use crate::draft::authority::Part;
use crate::draft::domain::DraftRefusal;
use crate::draft::rows::{RowEdit, Saved, comment, remove_row, save_row};
use crate::draft::service::content;
use crate::draft::store::{self as sql, Comment, Draft, DraftRow};

/// What the page shows.
#[derive(Clone, Debug)]
pub(super) struct RowPage {
    draft: Draft,
    parts: Vec<Part>,
    row: DraftRow,
    columns: Vec<String>,
    choices: Choices,
    comments: Vec<Comment>,
}

/// What stands between the reader and a saved row.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// It was refused.
    Refused(DraftRefusal),
    /// Somebody else has changed it.
    Conflict(Option<Name>),
}

async fn load(conn: &mut Conn, actor: &Actor, (id, number): (Uuid, i64)) -> Result<RowPage, Fault> {
    let (draft, parts) = reached(conn, actor, id).await?;
    let rows = sql::rows(conn, id).await?;
    let (_, now) = content(conn, &draft).await?;
    let row = rows.iter().find(|row| row.number == number).cloned().ok_or(Fault::Denied)?;
    let comments = sql::comments(conn, id).await?.into_iter().filter(|comment| comment.row == Some(number)).collect();
    Ok(RowPage { draft, parts, columns: columns(row.sheet, &rows), row, choices: Choices::of(&now), comments })
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(place): Path<(Uuid, i64)>,
) -> Result<Markup, Fault> {
    let model = load(&mut site.db.read().await?, &actor, place).await?;
    let cells = model.row.cells.clone();
    Ok(row_page(&view, &model, &cells, None))
}

/// Saves, takes out, brings back or comments. A script that asks for JSON gets the new revision, or 409 without a word: the person then sends
/// the form, which answers with both values.
pub(super) async fn act(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    (actor, headers): (Actor, HeaderMap),
    Path((id, number)): Path<(Uuid, i64)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let before = load(&mut site.db.read().await?, &actor, (id, number)).await?;
    let seen = field(&fields, "seen").parse().unwrap_or(0);
    let edit = RowEdit { actor: actor.clone(), draft: id, number, seen, cells: cells(&fields) };
    let done = match field(&fields, "do") {
        "remove" => remove_row(&site.db, edit, true).await.answered()?,
        "restore" => remove_row(&site.db, edit, false).await.answered()?,
        "comment" => {
            let said =
                comment(&site.db, actor.clone(), id, (Some(number), field(&fields, "words").to_owned())).await.answered()?;
            said.map(|()| Saved::Kept { revision: seen })
        }
        _ => save_row(&site.db, edit).await.answered()?,
    };
    let is_script = headers.get(header::ACCEPT).is_some_and(|accept| accept == "application/json");
    let typed = Entry::new(before.row.sheet, cells(&fields)).cells;
    match done {
        Ok(Saved::Kept { revision }) if is_script => Ok(Json(json!({ "revision": revision })).into_response()),
        Ok(Saved::Kept { .. }) => Ok(see_other(&back(&before, &fields))),
        Ok(Saved::Conflict { .. }) if is_script => Ok((StatusCode::CONFLICT, Json(json!({}))).into_response()),
        Ok(Saved::Conflict { by, .. }) => {
            let now = load(&mut site.db.read().await?, &actor, (id, number)).await?;
            Ok((StatusCode::CONFLICT, row_page(&view, &now, &typed, Some(&Trouble::Conflict(by)))).into_response())
        }
        Err(refusal) if is_script => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "refusal": explain(&view, refusal) }))).into_response())
        }
        Err(refusal) => {
            let page = row_page(&view, &before, &typed, Some(&Trouble::Refused(refusal)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// A comment leads back to the row, everything else to the grid.
fn back(model: &RowPage, fields: &[(String, String)]) -> String {
    let draft = model.draft.id;
    match field(fields, "do") {
        "comment" => format!("/frameworks/drafts/{draft}/row/{}", model.row.number),
        _ => format!("/frameworks/drafts/{draft}/rows/{}", model.row.sheet.as_str()),
    }
}

/// The page with what was typed; after a conflict with what stands beside it.
pub(super) fn row_page(view: &View, model: &RowPage, typed: &Cells, trouble: Option<&Trouble>) -> Markup {
    let (draft, row) = (&model.draft, &model.row);
    let sheet = sheet_words(view, row.sheet);
    let title = t!(view, "draft-row-title", sheet = sheet.clone(), number = row.number);
    let [list, draft_step] = steps(view, draft);
    let grid = (format!("/frameworks/drafts/{}/rows/{}", draft.id, row.sheet.as_str()), sheet);
    let conflict = matches!(trouble, Some(Trouble::Conflict(_)));
    ui::page(
        view,
        &title,
        html! {
            (trail(&[list, draft_step, grid], view))
            (head(Some(&draft.title), &title))
            @match trouble {
                Some(Trouble::Refused(refusal)) => (notice(Tone::Wrong, &explain(view, *refusal))),
                Some(Trouble::Conflict(by)) => {
                    @let who = by.as_ref().map_or_else(|| t!(view, "draft-somebody"), |name| name.for_reader(&view.language).to_owned());
                    (notice(Tone::Gap, &t!(view, "draft-conflict", who = who)))
                },
                None => {},
            }
            div.stack.loose {
                @if writes(draft, &model.parts) && !row.removed { (form(view, model, typed, conflict)) } @else { (reading(view, model)) }
                section aria-labelledby="talk" {
                    header { h2 id="talk" { (t!(view, "draft-comments")) } }
                    @if !model.comments.is_empty() { (comment_list(view, &model.comments)) }
                    form.stack.after method="post" {
                        input type="hidden" name="seen" value=(row.revision);
                        div.field { label for="words" { (t!(view, "draft-comment")) } textarea id="words" name="words" rows="2" {} }
                        button.button.plain name="do" value="comment" { (t!(view, "draft-comment-send")) }
                    }
                }
            }
            (lists(view, &model.choices))
        },
    )
}

fn form(view: &View, model: &RowPage, typed: &Cells, conflict: bool) -> Markup {
    let row = &model.row;
    html! {
        form.stack method="post" {
            input type="hidden" name="seen" value=(row.revision);
            @for column in &model.columns {
                @let label = column_words(view, row.sheet, column);
                @let (mine, theirs) = (typed.get(column).map_or("", String::as_str), row.cells.get(column).map_or("", String::as_str));
                div.field {
                    p.strong aria-hidden="true" { (label) }
                    @if conflict && mine != theirs {
                        p.notice.gap { (t!(view, "draft-conflict-theirs")) " " (plain(view, &model.choices, (row.sheet, column), theirs)) }
                        p.quiet.small { (t!(view, "draft-conflict-yours")) }
                    }
                    (input(view, &model.choices, (row.sheet, column), (mine, None, &label)))
                }
            }
            div.cluster {
                button.button name="do" value="save" { @if conflict { (t!(view, "draft-conflict-keep")) } @else { (t!(view, "draft-grid-save")) } }
                @if conflict { a.button.plain href={ "/frameworks/drafts/" (model.draft.id) "/row/" (row.number) } { (t!(view, "draft-conflict-leave")) } }
            }
        }
    }
}

fn reading(view: &View, model: &RowPage) -> Markup {
    html! {
        dl.facts { @for column in &model.columns {
            div {
                dt.quiet.small { (column_words(view, model.row.sheet, column)) }
                dd { (plain(view, &model.choices, (model.row.sheet, column), model.row.cells.get(column).map_or("", String::as_str))) }
            }
        } }
    }
}

#[cfg(test)]
mod samples {
    use kernel::{Language, Timestamp};

    use super::super::samples::{contents, draft, rows};
    use super::*;
    use crate::draft::domain::State;

    #[test]
    fn a_row_renders_in_every_language_and_a_conflict_shows_both_values() {
        let (_, now) = contents();
        let all = rows();
        let mut typed = all[0].cells.clone();
        typed.insert("name_en".to_owned(), "Information <law>".to_owned());
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for state in [State::Drafting, State::Review2] {
                let model = RowPage {
                    draft: draft(state),
                    parts: vec![Part::DraftFramework],
                    row: all[0].clone(),
                    columns: columns(all[0].sheet, &all),
                    choices: Choices::of(&now),
                    comments: vec![Comment {
                        row: Some(1),
                        author: None,
                        at: Timestamp(1_795_000_000_000_000),
                        words: "Why?".to_owned(),
                    }],
                };
                for trouble in [None, Some(Trouble::Refused(DraftRefusal::NotNow)), Some(Trouble::Conflict(None))] {
                    let page = row_page(&view, &model, &typed, trouble.as_ref()).into_string();
                    assert!(page.matches("<h1").count() == 1 && page.contains("Why?"), "{page}");
                    assert!(!page.contains(">draft-") && !page.contains("refusal-") && !page.contains(">difference-"), "{page}");
                    if state == State::Drafting {
                        assert!(page.contains("Information &lt;law&gt;"), "what was typed stays");
                        assert_eq!(
                            page.contains("notice gap\" role") && page.contains("Right to information"),
                            matches!(trouble, Some(Trouble::Conflict(_)))
                        );
                    }
                }
            }
        }
    }
}
