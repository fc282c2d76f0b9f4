//! The handlers of the library. Everybody may read, signed in or not.

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Extension, Router};
use maud::Markup;
use people::grant::Scope;
use people::{Actor, posting};
use serde::Deserialize;
use store::Conn;
use ui::View;
use web::{Fault, Site};

use super::PositionEntry;
use super::competency_page::competency_page;
use super::framework_page::framework_page;
use super::lists::{Wanted, competencies_page, positions_page};
use super::position_page::position_page;
use super::shelf::Shelf;
use crate::overlay::{InUnit, in_unit};

/// The routes. A code may have slashes.
pub fn routes(shelf: Shelf) -> Router<Site> {
    Router::new()
        .route("/framework", get(competencies))
        .route("/framework/competencies/{*code}", get(competency))
        .route("/framework/frameworks/{*code}", get(framework))
        .route("/framework/positions", get(positions))
        .route("/framework/positions/{*code}", get(position))
        .layer(Extension(shelf))
}

/// The forms as they are sent; what cannot be read asks for nothing.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    framework: String,
    #[serde(default)]
    family: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    fn wanted(self, choice: fn(Self) -> String) -> Wanted {
        let query = self.q.trim().chars().take(200).collect();
        let page = self.page.parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1);
        Wanted { query, choice: Some(choice(self)).filter(|choice| !choice.is_empty()), page }
    }
}

async fn competencies(
    State(site): State<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let library = shelf.library(&site.db).await?;
    Ok(competencies_page(&view, &library, &asked.wanted(|asked| asked.framework)))
}

async fn competency(
    State(site): State<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    Path(code): Path<String>,
) -> Result<Markup, Fault> {
    let library = shelf.library(&site.db).await?;
    let entry = library.competency(&code).ok_or(Fault::Absent)?;
    Ok(competency_page(&view, &library, entry))
}

async fn framework(
    State(site): State<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    Path(code): Path<String>,
) -> Result<Markup, Fault> {
    let library = shelf.library(&site.db).await?;
    let (at, _) = library.framework_of(&code).ok_or(Fault::Absent)?;
    Ok(framework_page(&view, &library, at))
}

async fn positions(
    State(site): State<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let library = shelf.library(&site.db).await?;
    Ok(positions_page(&view, &library, &asked.wanted(|asked| asked.family)))
}

async fn position(
    State(site): State<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    actor: Option<Extension<Actor>>,
    Path(code): Path<String>,
) -> Result<Markup, Fault> {
    let library = shelf.library(&site.db).await?;
    let entry = library.position(&code).ok_or(Fault::Absent)?;
    let there = match actor.filter(|_| entry.framework.is_none()) {
        Some(Extension(actor)) => there(&mut site.db.read().await?, &actor, entry).await?,
        None => None,
    };
    Ok(position_page(&view, &library, entry, there.as_ref()))
}

/// The position as it holds where the reader is posted, best on a post of that position; else where the reader writes or decides.
async fn there(conn: &mut Conn, actor: &Actor, entry: &PositionEntry) -> Result<Option<InUnit>, Fault> {
    let postings = match actor.official() {
        Some(official) => posting::current(conn, official, actor.today()).await?,
        None => Vec::new(),
    };
    let held = posting::prescribing(&postings).find(|posting| posting.position == entry.key);
    let granted = actor.grants().iter().find_map(|grant| match grant.scope {
        Scope::Organisation(key) => Some(key),
        _ => None,
    });
    let posted = postings.first().map(|posting| posting.organisation);
    match held.map(|posting| posting.organisation).or(granted).or(posted) {
        Some(organisation) => Ok(Some(in_unit(conn, entry.key, organisation, None).await?)),
        None => Ok(None),
    }
}
