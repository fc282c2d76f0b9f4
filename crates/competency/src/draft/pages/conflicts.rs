//! What a version that was taken over and the draft have both changed, side by side, and the decision about each.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use maud::{Markup, html};
use people::Actor;
use store::Conn;
use ui::components::{Tone, head, notice, tag, trail};
use ui::{View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::past::name;
use super::{explain, field, reached, steps, writes};
use crate::difference::{Cells, Entry, Names, Place, Sheet, one_side, sheet_words};
use crate::draft::authority::Part;
use crate::draft::domain::DraftRefusal;
use crate::draft::rebase::settle_conflict;
use crate::draft::service::content;
use crate::draft::store::{self as sql, Conflict, Draft};

/// What the page shows.
#[derive(Clone, Debug)]
pub(super) struct ConflictsPage {
    draft: Draft,
    parts: Vec<Part>,
    names: Names,
    conflicts: Vec<Conflict>,
}

async fn load(conn: &mut Conn, actor: &Actor, id: Uuid) -> Result<ConflictsPage, Fault> {
    let (draft, parts) = reached(conn, actor, id).await?;
    let (base, now) = content(conn, &draft).await?;
    let conflicts = sql::conflicts(conn, id).await?;
    Ok(ConflictsPage { draft, parts, names: Names::of(&[&base, &now]), conflicts })
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Markup, Fault> {
    let model = load(&mut site.db.read().await?, &actor, id).await?;
    Ok(conflicts_page(&view, &model, None))
}

pub(super) async fn act(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let model = load(&mut site.db.read().await?, &actor, id).await?;
    let number = field(&fields, "conflict").parse().unwrap_or(0);
    let theirs = match field(&fields, "do") {
        "mine" => false,
        "theirs" => true,
        _ => return Err(Fault::Absent),
    };
    match settle_conflict(&site.db, actor, id, (number, theirs)).await.answered()? {
        Ok(()) => Ok(see_other(&format!("/frameworks/drafts/{id}/conflicts"))),
        Err(refusal) => Ok((StatusCode::UNPROCESSABLE_ENTITY, conflicts_page(&view, &model, Some(refusal))).into_response()),
    }
}

/// The page.
pub(super) fn conflicts_page(view: &View, model: &ConflictsPage, refusal: Option<DraftRefusal>) -> Markup {
    let title = t!(view, "draft-conflicts-title");
    let (open, decided): (Vec<&Conflict>, Vec<&Conflict>) = model.conflicts.iter().partition(|one| one.is_open());
    let address = format!("/frameworks/drafts/{}", model.draft.id);
    ui::page(
        view,
        &title,
        html! {
            (trail(&steps(view, &model.draft), view))
            (head(Some(&model.draft.title), &title))
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            div.stack.loose {
                @if open.is_empty() {
                    p { (t!(view, "draft-conflicts-none")) }
                    a.button href=(address) { (t!(view, "draft-conflicts-back")) }
                } @else {
                    section aria-labelledby="open" {
                        header { h2 id="open" { (t!(view, "draft-conflicts-open", number = open.len() as i64)) } }
                        p { (t!(view, "draft-conflicts-words")) }
                        ul.changes { @for one in &open { li { (waiting(view, model, one)) } } }
                    }
                }
                @if !decided.is_empty() {
                    section aria-labelledby="decided" {
                        header { h2 id="decided" { (t!(view, "draft-conflicts-decided")) } }
                        ul.changes { @for one in &decided { li { (done(view, model, one)) } } }
                    }
                }
            }
        },
    )
}

fn place(one: &Conflict) -> Place {
    let known = [&one.mine, &one.theirs, &one.base].into_iter().flatten().next();
    known.map_or(Place { sheet: one.sheet, key: Vec::new() }, |cells| Place::of(one.sheet, cells))
}

fn heading(view: &View, model: &ConflictsPage, one: &Conflict) -> Markup {
    html! { h3 { (sheet_words(view, one.sheet)) ": " (model.names.place(view, &place(one))) } }
}

fn waiting(view: &View, model: &ConflictsPage, one: &Conflict) -> Markup {
    let address = format!("/frameworks/drafts/{}", model.draft.id);
    let number = one.number.to_string();
    html! {
        (heading(view, model, one))
        (sides(view, model, one))
        @if writes(&model.draft, &model.parts) {
            form.cluster method="post" action={ (address) "/conflicts" } {
                input type="hidden" name="conflict" value=(number);
                button.button.plain name="do" value="mine" aria-label=(t!(view, "draft-conflicts-keep-label", number = one.number)) { (t!(view, "draft-conflicts-keep")) }
                button.button.plain name="do" value="theirs" aria-label=(t!(view, "draft-conflicts-take-label", number = one.number)) { (t!(view, "draft-conflicts-take")) }
                @if let Some(row) = one.row { a href={ (address) "/row/" (row) } { (t!(view, "draft-conflicts-row")) } }
            }
        }
    }
}

fn done(view: &View, model: &ConflictsPage, one: &Conflict) -> Markup {
    let somebody = t!(view, "draft-somebody");
    let taken = if one.theirs_taken == Some(true) { t!(view, "draft-conflicts-took") } else { t!(view, "draft-conflicts-kept") };
    html! {
        div.cluster { (heading(view, model, one)) (tag(Tone::Held, &taken)) }
        (sides(view, model, one))
        p.quiet.small {
            (name(view, one.who.as_ref(), &somebody))
            @if let Some(at) = one.decided_at { " · " (view.moment(at)) }
        }
    }
}

/// Base, theirs and mine; in the second and third what differs from the first is marked.
fn sides(view: &View, model: &ConflictsPage, one: &Conflict) -> Markup {
    let entry = |cells: &Option<Cells>| cells.clone().map(|cells| Entry { place: place(one), cells });
    let (base, theirs, mine) = (entry(&one.base), entry(&one.theirs), entry(&one.mine));
    let all = shown(one);
    let columns: Vec<&str> = all.iter().map(String::as_str).collect();
    let side = |label: String, own: &Option<Entry>| {
        let before = if own.is_some() { base.as_ref() } else { None };
        one_side(view, (one.sheet, &label), (before, own.as_ref(), true), &columns, &model.names)
    };
    html! {
        div.sides {
            (side(t!(view, "draft-conflicts-base"), &base))
            (side(t!(view, "draft-conflicts-theirs", version = one.version.clone()), &theirs))
            (side(t!(view, "draft-conflicts-mine"), &mine))
        }
    }
}

/// The columns in which they differ; of a whole row all but the key, which stands in the heading.
fn shown(one: &Conflict) -> Vec<String> {
    if !one.columns.is_empty() {
        return one.columns.clone();
    }
    let of = |sheet: Sheet, column: &String| !sheet.keys().contains(&column.as_str());
    let all = [&one.base, &one.theirs, &one.mine].into_iter().flatten().flat_map(|cells| cells.keys());
    let mut columns: Vec<String> = all.filter(|column| of(one.sheet, column)).cloned().collect();
    columns.sort();
    columns.dedup();
    columns
}

#[cfg(test)]
mod samples {
    use kernel::{Language, Timestamp};

    use super::super::samples::{contents, draft};
    use super::*;
    use crate::draft::domain::State;

    fn conflict(number: i64, whole: bool, theirs_taken: Option<bool>) -> Conflict {
        let cells = |level: &str| {
            let pairs = [("role", "desk"), ("competency", "rti"), ("level", level)];
            Some(pairs.map(|(column, cell)| (column.to_owned(), cell.to_owned())).into())
        };
        Conflict {
            number,
            row: Some(5),
            sheet: Sheet::RoleCompetencies,
            version: "2".to_owned(),
            base: cells("1"),
            theirs: if whole { None } else { cells("3") },
            mine: cells("2"),
            columns: if whole { Vec::new() } else { vec!["level".to_owned()] },
            theirs_taken,
            who: None,
            decided_at: theirs_taken.map(|_| Timestamp(1_795_000_000_000_000)),
        }
    }

    #[test]
    fn conflicts_stand_side_by_side_in_every_language() {
        let (base, now) = contents();
        let conflicts = vec![
            conflict(1, false, None),
            conflict(2, true, None),
            conflict(3, false, Some(true)),
            conflict(4, true, Some(false)),
        ];
        let model = ConflictsPage {
            draft: draft(State::Drafting),
            parts: vec![Part::DraftFramework],
            names: Names::of(&[&base, &now]),
            conflicts,
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = conflicts_page(&view, &model, Some(DraftRefusal::NotNow)).into_string();
            assert!(page.matches("<h1").count() == 1 && page.matches("value=\"theirs\"").count() == 2, "{page}");
            assert!(!page.contains(">draft-") && !page.contains("refusal-") && !page.contains(">difference-"), "{page}");
            let reader = ConflictsPage { parts: vec![Part::ReviewFramework], ..model.clone() };
            assert!(!conflicts_page(&view, &reader, None).into_string().contains("value=\"theirs\""));
            let none = ConflictsPage { conflicts: Vec::new(), ..model.clone() };
            assert!(conflicts_page(&view, &none, None).into_string().contains("class=\"button\""));
        }
    }
}
