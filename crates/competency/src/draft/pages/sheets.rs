//! A spreadsheet into the draft, and the rows of it that wait for a decision.

use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use maud::{Markup, html};
use people::Actor;
use serde::Deserialize;
use store::Conn;
use tokio::io::AsyncWriteExt;
use ui::components::{Tone, head, notice, trail};
use ui::{Args, View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::grid::{Choices, plain};
use super::{explain, field, reached, steps, writes};
use crate::difference::{Sheet, column_words, sheet_words};
use crate::draft::domain::DraftRefusal;
use crate::draft::service::content;
use crate::draft::store::{Draft, DraftRow};
use crate::draft::upload::{self, Settle, Uploaded, doubtful};
use crate::twins::Merged;

/// Doubtful rows on a page.
const PAGE: usize = 50;

/// What is told of an upload that has just been done.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    added: String,
    #[serde(default)]
    changed: String,
    #[serde(default)]
    unchanged: String,
    #[serde(default)]
    doubtful: String,
    #[serde(default)]
    unknown: String,
    #[serde(default)]
    merged: String,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub(super) struct SheetsPage {
    draft: Draft,
    choices: Choices,
    doubtful: Vec<DraftRow>,
}

async fn load(conn: &mut Conn, actor: &Actor, id: Uuid) -> Result<SheetsPage, Fault> {
    let (draft, parts) = reached(conn, actor, id).await?;
    if !writes(&draft, &parts) {
        return Err(Fault::Denied);
    }
    let (_, now) = content(conn, &draft).await?;
    Ok(SheetsPage { choices: Choices::of(&now), doubtful: doubtful(conn, id).await?, draft })
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Query(told): Query<Told>,
) -> Result<Markup, Fault> {
    let model = load(&mut site.db.read().await?, &actor, id).await?;
    Ok(sheets_page(&view, &model, &told, &Uploaded::default(), None))
}

pub(super) async fn upload(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(id): Path<Uuid>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fault> {
    let model = load(&mut site.db.read().await?, &actor, id).await?;
    let path = site.settings.files.join(format!("draft-{}.upload", site.db.context().new_id()));
    let received = match multipart {
        Ok(multipart) => receive(multipart, &path).await,
        Err(_) => Ok(None),
    };
    let done = match received {
        Ok(Some(name)) => upload::upload(&site.db, actor, id, (&path, &name)).await.answered(),
        Ok(None) | Err(_) => Ok(Err(DraftRefusal::Unreadable)),
    };
    // What was taken stands in the draft; a file that cannot be removed is found by its name.
    let _ = tokio::fs::remove_file(&path).await;
    match done? {
        Ok(uploaded) if uploaded.faults.is_empty() => Ok(see_other(&answer(&view, id, &uploaded))),
        Ok(uploaded) => {
            let page = sheets_page(&view, &model, &Told::default(), &uploaded, Some(DraftRefusal::Unreadable));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(refusal) => {
            let page = sheets_page(&view, &model, &Told::default(), &Uploaded::default(), Some(refusal));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Why a file could not be received.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error(transparent)]
    Line(#[from] MultipartError),
    #[error(transparent)]
    Disk(#[from] std::io::Error),
}

/// Writes the first file of a form to a path, piece by piece, and gives the name under which it was sent.
async fn receive(mut multipart: Multipart, path: &std::path::Path) -> Result<Option<String>, Lost> {
    while let Some(mut part) = multipart.next_field().await? {
        let Some(name) = part.file_name().map(str::to_owned).filter(|name| !name.is_empty()) else { continue };
        let mut file = tokio::fs::File::create(path).await?;
        while let Some(piece) = part.chunk().await? {
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        return Ok(Some(name));
    }
    Ok(None)
}

/// So many merged names are told.
const TOLD: usize = 20;

fn answer(view: &View, id: Uuid, uploaded: &Uploaded) -> String {
    let [added, changed, unchanged, doubtful] =
        [uploaded.added, uploaded.changed, uploaded.unchanged, uploaded.doubtful].map(|number| number.to_string());
    let unknown = uploaded.unknown_sheets.join(", ");
    let merged = |one: &Merged| {
        let [name, canonical] = [&one.name, &one.canonical_name].map(|name| view.words(name));
        format!("{name} → {canonical}")
    };
    let merged = uploaded.merged.iter().take(TOLD).map(merged).collect::<Vec<_>>().join("; ");
    web::address(
        &format!("/frameworks/drafts/{id}/sheets"),
        &[
            ("added", &added),
            ("changed", &changed),
            ("unchanged", &unchanged),
            ("doubtful", &doubtful),
            ("unknown", &unknown),
            ("merged", &merged),
        ],
    )
}

pub(super) async fn settle(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((id, number)): Path<(Uuid, i64)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let model = load(&mut site.db.read().await?, &actor, id).await?;
    let settle = match field(&fields, "do") {
        "means" => Settle::Means(field(&fields, "means").trim().to_owned()),
        "stands" => Settle::Stands,
        "drop" => Settle::Drop,
        _ => return Err(Fault::Absent),
    };
    match upload::settle(&site.db, actor, id, (number, settle)).await.answered()? {
        Ok(_) => Ok(see_other(&format!("/frameworks/drafts/{id}/sheets"))),
        Err(refusal) => {
            let page = sheets_page(&view, &model, &Told::default(), &Uploaded::default(), Some(refusal));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The page.
pub(super) fn sheets_page(
    view: &View,
    model: &SheetsPage,
    told: &Told,
    uploaded: &Uploaded,
    refusal: Option<DraftRefusal>,
) -> Markup {
    let title = t!(view, "draft-sheets-title");
    let path = format!("/frameworks/drafts/{}/sheets", model.draft.id);
    ui::page(
        view,
        &title,
        html! {
            (trail(&steps(view, &model.draft), view))
            (head(Some(&model.draft.title), &title))
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            @if !uploaded.faults.is_empty() { ul.tight { @for fault in uploaded.faults.iter().take(50) { li { (fault.words(view)) } } } }
            @if let (Ok(added), Ok(changed)) = (told.added.parse::<i64>(), told.changed.parse::<i64>()) {
                (notice(Tone::Held, &t!(view, "draft-sheets-done", added = added, changed = changed,
                    unchanged = told.unchanged.parse::<i64>().unwrap_or(0), doubtful = told.doubtful.parse::<i64>().unwrap_or(0))))
                @if !told.merged.is_empty() { p { (t!(view, "draft-sheets-merged", names = told.merged.clone())) } }
                @if !told.unknown.is_empty() { p { (t!(view, "draft-sheets-unknown", sheets = told.unknown.clone())) } }
            }
            div.stack.loose {
                @if !model.doubtful.is_empty() { (waiting(view, model)) }
                section aria-labelledby="send" {
                    header { h2 id="send" { (t!(view, "draft-sheets-send-title")) } }
                    form.stack method="post" action=(path) enctype="multipart/form-data" {
                        div.field {
                            label for="file" { (t!(view, "draft-sheets-file")) }
                            p.quiet.small id="file-hint" { (t!(view, "draft-sheets-hint")) }
                            input id="file" name="file" type="file" accept=".xlsx,.csv" aria-describedby="file-hint" required;
                        }
                        button.button { (t!(view, "draft-sheets-send")) }
                    }
                }
            }
        },
    )
}

fn waiting(view: &View, model: &SheetsPage) -> Markup {
    html! {
        section aria-labelledby="doubts" {
            header { h2 id="doubts" { (t!(view, "draft-doubts", number = model.doubtful.len() as i64)) } }
            ul.changes { @for row in model.doubtful.iter().take(PAGE) { li { (doubt(view, model, row)) } } }
        }
    }
}

/// A doubtful row: why it is doubtful, its cells, and the three answers.
fn doubt(view: &View, model: &SheetsPage, row: &DraftRow) -> Markup {
    let mut parts = row.doubt.splitn(3, ' ');
    let (kind, column, twin) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let typed = row.cells.get(column).cloned().unwrap_or_default();
    let named = match column {
        "competency" => Sheet::Competencies,
        "role" => Sheet::Roles,
        "position" => Sheet::Positions,
        _ => row.sheet,
    };
    let mut args = Args::new();
    args.set("typed", typed);
    args.set("twin", model.choices.names.plain(view, named, twin).to_owned());
    let id = format!("means-{}", row.number);
    let codes = model.choices.codes.get(&named).map_or(&[][..], Vec::as_slice);
    html! {
        h3 { (sheet_words(view, row.sheet)) " " (row.number) }
        p { (view.text(&format!("draft-doubt-{kind}"), &args)) }
        dl.facts { @for (column, cell) in &row.cells {
            div { dt.quiet.small { (column_words(view, row.sheet, column)) } dd { (plain(view, &model.choices, (row.sheet, column), cell)) } }
        } }
        form.cluster method="post" action={ "/frameworks/drafts/" (model.draft.id) "/doubts/" (row.number) } {
            div.field {
                label for=(id) { (t!(view, "draft-doubt-means")) }
                select id=(id) name="means" {
                    @for code in codes { option value=(code) selected[code == twin] { (model.choices.names.plain(view, named, code)) } }
                }
            }
            button.button name="do" value="means" { (t!(view, "draft-doubt-take")) }
            button.button.plain name="do" value="stands" { (t!(view, "draft-doubt-stands")) }
            button.button.plain name="do" value="drop" { (t!(view, "draft-doubt-drop")) }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::super::samples::{contents, draft, rows};
    use super::*;
    use crate::draft::domain::{Doubt, State};
    use crate::framework::{Fault as FileFault, FaultCode};

    #[test]
    fn doubtful_rows_render_in_every_language() {
        let (_, now) = contents();
        let model = rows().into_iter().find(|row| !row.doubt.is_empty()).expect("a doubtful row");
        let doubtful =
            Doubt::ALL.iter().map(|doubt| DraftRow { doubt: format!("{} competency rti", doubt.as_str()), ..model.clone() });
        let model = SheetsPage { draft: draft(State::Drafting), choices: Choices::of(&now), doubtful: doubtful.collect() };
        let told = Told {
            added: "1".to_owned(),
            changed: "2".to_owned(),
            unknown: "notes".to_owned(),
            merged: "One → Two".to_owned(),
            ..Told::default()
        };
        let fault = FileFault::of_file("x.xlsx", FaultCode::NotAWorkbook);
        let uploaded = Uploaded { faults: vec![fault], ..Uploaded::default() };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = sheets_page(&view, &model, &told, &uploaded, Some(DraftRefusal::Unreadable)).into_string();
            assert!(page.matches("<h1").count() == 1 && page.contains("x.xlsx: ") && page.contains("RTI law"), "{page}");
            assert!(
                !page.contains("framework-fault-")
                    && !page.contains(">draft-")
                    && !page.contains("refusal-")
                    && !page.contains(">difference-"),
                "{page}"
            );
        }
    }
}
