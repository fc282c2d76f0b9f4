//! The handlers of the pages of one's own competencies.

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Extension, Router};
use maud::Markup;
use people::{Actor, posting};
use serde::Deserialize;
use ui::View;
use web::{Fault, Site};

use super::mine::{library_page, mine_page};
use super::one::{CompetencyPage, competency_page};
use super::why::{point, reasons};
use crate::framework;
use crate::overlay::localise;
use crate::requirement::{TestOuts, criticality, no_test_outs, standings_in};
use crate::{contest, evidence};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/competencies", get(show_mine)).route("/competencies/{code}", get(show_one))
}

#[derive(Deserialize)]
struct MineQuery {
    show: Option<String>,
}

async fn show_mine(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Query(query): Query<MineQuery>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    match actor.official().filter(|_| query.show.as_deref() != Some("all")) {
        Some(official) => {
            let postings = posting::current(&mut conn, official, actor.today()).await?;
            let mut standings = standings_in(&mut conn, official, &postings, actor.today()).await?;
            let set_by = localise(&mut conn, &postings, &mut standings).await?;
            Ok(mine_page(&view, &standings, &set_by))
        }
        None => Ok(library_page(&view, &framework::all(&mut conn).await?)),
    }
}

#[derive(Deserialize)]
struct DoneQuery {
    done: Option<String>,
}

async fn show_one(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    tests: Option<Extension<TestOuts>>,
    (Path(code), Query(query)): (Path<String>, Query<DoneQuery>),
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let entry = framework::by_code(&mut conn, &code).await?.ok_or(Fault::Absent)?;
    let mut model = CompetencyPage {
        descriptors: framework::descriptors(&mut conn, entry.key, entry.revision).await?,
        scale: framework::scale(&mut conn, entry.key, entry.revision).await?,
        indicators: framework::indicators(&mut conn, entry.key, entry.revision).await?,
        rules: evidence::rules(&mut conn).await?,
        today: actor.today(),
        contested: query.done.as_deref() == Some("contest"),
        entry,
        own: None,
        critical: Vec::new(),
        set_by: None,
        test_out: false,
    };
    if let Some(official) = actor.official() {
        let postings = posting::current(&mut conn, official, actor.today()).await?;
        let mut standings = standings_in(&mut conn, official, &postings, actor.today()).await?;
        standings.retain(|one| one.competency == model.entry.key);
        let set_by = localise(&mut conn, &postings, &mut standings).await?;
        let standing = standings.pop();
        if let Some(standing) = &standing {
            let local = model.descriptors.iter_mut().find(|(level, _)| *level == standing.required);
            if let Some((_, words)) = local.filter(|_| !standing.descriptor.is_empty()) {
                *words = standing.descriptor.clone();
            }
            model.entry.name = standing.name.clone();
            model.set_by = set_by.get(&standing.code).cloned();
        }
        let mut pieces = evidence::details(&mut conn, official, model.entry.key).await?;
        pieces.extend(evidence::counted(&mut conn, official, model.entry.key).await?);
        let contests = if pieces.is_empty() { Vec::new() } else { contest::of_official(&mut conn, official).await? };
        if standing.is_some() {
            let said = criticality(&mut conn, official, actor.today()).await?.into_iter();
            model.critical = said.filter(|one| one.competency == model.entry.key).collect();
        }
        if standing.as_ref().is_some_and(|standing| !standing.is_held()) {
            let tests = tests.map_or_else(no_test_outs, |Extension(tests)| tests);
            model.test_out = tests.offers(&mut conn, model.entry.key).await?;
        }
        let mut reasons = reasons(pieces, contests, &model.rules, actor.today());
        point(&mut conn, &mut reasons, model.entry.code.as_str()).await?;
        model.own = Some((standing, reasons));
    }
    Ok(competency_page(&view, &model))
}
