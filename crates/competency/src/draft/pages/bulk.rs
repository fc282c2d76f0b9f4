//! One level for a competency in many roles at once, with the positions that this concerns.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use maud::{Markup, html};
use people::Actor;
use serde::Deserialize;
use store::Conn;
use ui::components::{Tone, head, notice, trail};
use ui::form::Field;
use ui::{View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::{explain, field, reached, steps, writes};
use crate::difference::{Content, Names, Place, Sheet};
use crate::draft::domain::DraftRefusal;
use crate::draft::rows::{BulkChange, change_levels};
use crate::draft::service::content;
use crate::draft::store::Draft;

/// What is asked.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The competency.
    #[serde(default)]
    competency: String,
    /// How many rows were changed just now.
    #[serde(default)]
    done: String,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub(super) struct BulkPage {
    draft: Draft,
    competencies: Vec<String>,
    levels: Vec<String>,
    names: Names,
    /// The roles of the draft with the level they ask of the competency, and the positions that have them.
    roles: Vec<(String, Option<String>, Vec<String>)>,
}

async fn load(conn: &mut Conn, actor: &Actor, (id, competency): (Uuid, &str)) -> Result<BulkPage, Fault> {
    let (draft, parts) = reached(conn, actor, id).await?;
    if !writes(&draft, &parts) {
        return Err(Fault::Denied);
    }
    let (_, now) = content(conn, &draft).await?;
    Ok(of(draft, &now, competency))
}

fn of(draft: Draft, now: &Content, competency: &str) -> BulkPage {
    let mut positions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (place, _) in now.sheet(Sheet::PositionRoles) {
        positions.entry(place.part(1)).or_default().push(place.part(0).to_owned());
    }
    let level = |role: &str| {
        let place = Place { sheet: Sheet::RoleCompetencies, key: vec![role.to_owned(), competency.to_owned()] };
        now.row(&place).and_then(|cells| cells.get("level").cloned())
    };
    let roles = now
        .sheet(Sheet::Roles)
        .map(|(place, _)| place.part(0))
        .map(|role| (role.to_owned(), level(role), positions.get(role).cloned().unwrap_or_default()));
    let mut roles: Vec<_> = roles.collect();
    // Those that ask it already come first.
    roles.sort_by_key(|(_, level, _)| level.is_none());
    BulkPage {
        competencies: now.sheet(Sheet::Competencies).map(|(place, _)| place.part(0).to_owned()).collect(),
        levels: now.scale.iter().map(|level| level.own.clone()).collect(),
        names: Names::of(&[now]),
        roles: if competency.is_empty() { Vec::new() } else { roles },
        draft,
    }
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let model = load(&mut site.db.read().await?, &actor, (id, &asked.competency)).await?;
    Ok(bulk_page(&view, &model, &asked, &BTreeSet::new(), None))
}

pub(super) async fn change(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let competency = field(&fields, "competency").to_owned();
    let roles: BTreeSet<String> = fields.iter().filter(|(name, _)| name == "role").map(|(_, role)| role.clone()).collect();
    let model = load(&mut site.db.read().await?, &actor, (id, &competency)).await?;
    let level = field(&fields, "level").to_owned();
    let asked = Asked { competency: competency.clone(), done: String::new() };
    let bulk = BulkChange { actor, draft: id, competency, level, roles: roles.clone() };
    match change_levels(&site.db, bulk).await.answered()? {
        Ok(number) => {
            let number = number.to_string();
            let path = format!("/frameworks/drafts/{id}/levels");
            Ok(see_other(&web::address(&path, &[("competency", &asked.competency), ("done", &number)])))
        }
        Err(refusal) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, bulk_page(&view, &model, &asked, &roles, Some(refusal))).into_response())
        }
    }
}

/// The page.
pub(super) fn bulk_page(
    view: &View,
    model: &BulkPage,
    asked: &Asked,
    ticked: &BTreeSet<String>,
    refusal: Option<DraftRefusal>,
) -> Markup {
    let title = t!(view, "draft-levels-title");
    let path = format!("/frameworks/drafts/{}/levels", model.draft.id);
    let competencies: Vec<(String, String)> = model
        .competencies
        .iter()
        .map(|code| (code.clone(), model.names.plain(view, Sheet::Competencies, code).to_owned()))
        .collect();
    let competency = Field {
        name: "competency",
        label: t!(view, "difference-column-competency"),
        value: &asked.competency,
        ..Field::default()
    };
    ui::page(
        view,
        &title,
        html! {
            (trail(&steps(view, &model.draft), view))
            (head(Some(&model.draft.title), &title))
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            @if let Ok(number) = asked.done.parse::<i64>() { (notice(Tone::Held, &t!(view, "draft-levels-done", number = number))) }
            form.filters method="get" action=(path) {
                (competency.choice(&competencies))
                button.button.plain { (t!(view, "draft-levels-choose")) }
            }
            @if !model.roles.is_empty() { (choose(view, model, asked, ticked)) }
        },
    )
}

fn choose(view: &View, model: &BulkPage, asked: &Asked, ticked: &BTreeSet<String>) -> Markup {
    html! {
        form.stack.loose method="post" action={ "/frameworks/drafts/" (model.draft.id) "/levels" } {
            input type="hidden" name="competency" value=(asked.competency);
            fieldset {
                legend { (t!(view, "draft-levels-roles")) }
                @for (role, level, positions) in &model.roles {
                    label.tick {
                        input type="checkbox" name="role" value=(role) checked[ticked.contains(role)];
                        span {
                            (model.names.say(view, Sheet::Roles, role)) " "
                            span.quiet.small {
                                @match level { Some(level) => { (t!(view, "draft-levels-asks")) " " (model.names.level(view, level)) }, None => (t!(view, "difference-not-asked")) }
                                @if !positions.is_empty() {
                                    " · " (t!(view, "draft-levels-positions", number = positions.len() as i64)) ": "
                                    @for (at, position) in positions.iter().take(4).enumerate() { @if at > 0 { ", " } (model.names.say(view, Sheet::Positions, position)) }
                                    @if positions.len() > 4 { " …" }
                                }
                            }
                        }
                    }
                }
            }
            div.field {
                label for="level" { (t!(view, "draft-levels-level")) }
                select id="level" name="level" {
                    @for level in &model.levels { option value=(level) { (level) } }
                    option value="" { (t!(view, "draft-levels-none")) }
                }
            }
            button.button { (t!(view, "draft-levels-send")) }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::super::samples::{contents, draft};
    use super::*;
    use crate::draft::domain::State;

    #[test]
    fn the_page_renders_in_every_language_and_keeps_what_was_ticked() {
        let (_, now) = contents();
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let asked = Asked { competency: "rti".to_owned(), done: "3".to_owned() };
            let model = of(draft(State::Drafting), &now, "rti");
            let page =
                bulk_page(&view, &model, &asked, &["desk".to_owned()].into(), Some(DraftRefusal::NoSuchThing)).into_string();
            assert!(page.contains("value=\"desk\" checked") && page.matches("<h1").count() == 1, "{page}");
            assert!(!page.contains(">draft-") && !page.contains("refusal-"));
            let empty =
                bulk_page(&view, &of(draft(State::Drafting), &now, ""), &Asked::default(), &BTreeSet::new(), None).into_string();
            assert!(!empty.contains("type=\"checkbox\""));
        }
    }
}
