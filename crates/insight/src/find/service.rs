//! Gathering what is compared, within the right of a reader.

use std::collections::HashMap;
use std::sync::Arc;

use competency::Competency;
use kernel::time::MINUTE;
use kernel::{Key, Timestamp};
use learning::Course;
use people::Actor;
use people::grant::{self, Action, Scope};
use store::{Conn, Error};

use super::domain::{Compared, Find, List, Measure, Unit, finds};
use super::gather::{Families, Known, gather};
use super::store as sql;
use crate::cube::{Board, Place};
use crate::figure::Figures;
use crate::release::{self, Release, Week};
use crate::topic::shortfall;

/// A find of this service.
pub(crate) type Found = Find<Place, Key<Competency>>;

/// A course after which fewer hold what it leads to.
pub(crate) type OddCourse = Find<Key<Course>, ()>;

/// A find with what orders it.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    pub(super) find: Found,
    /// 3: declared highly critical, 2: of medium, 1: of low, or nothing is declared.
    pub(super) weight: f64,
    /// Levels that are short, on average; only on live figures.
    pub(super) levels: Option<f64>,
}

impl Ranked {
    fn worth(&self) -> f64 {
        self.find.beyond * self.weight * self.levels.unwrap_or(1.0)
    }
}

/// What was found for a reader.
#[derive(Debug)]
pub(super) struct Searched {
    at: Timestamp,
    /// Of the release that was searched.
    week: Option<Week>,
    /// States, districts, ministries, departments and the like, that of most worth first.
    pub(super) large: Ranking,
    /// Offices, that of most worth first.
    pub(super) offices: Ranking,
    /// The kind of offices by the branch of service that most of their people are in.
    pub(super) families: Families,
    /// Comparisons that were made.
    pub(super) looked: usize,
    /// Courses after which fewer hold what they lead to.
    pub(super) courses: Vec<OddCourse>,
}

/// A list of finds.
#[derive(Debug, Default)]
pub(super) struct Ranking {
    /// That of most worth first.
    pub(super) ranked: Vec<Ranked>,
    /// Of so many that were found.
    pub(super) found: usize,
}

/// Finds of a list that are kept, and of which the levels are looked up.
const KEPT: usize = 500;
/// See [`KEPT`].
const FINALISTS: usize = 40;
/// How long a search of live figures is used again. That of a release is used as long as the release.
const TRUSTED: i64 = MINUTE;

/// The places whose persons the reader may see; empty: none, and the release of the whole service is searched.
fn places(actor: &Actor) -> Vec<Place> {
    let scopes = actor.grants().iter().filter(|held| grant::allows(held.role, Action::ViewPlanStatus)).map(|held| &held.scope);
    let mut places: Vec<Place> = scopes
        .filter_map(|scope| match scope {
            Scope::Everything => Some(Place::Nation),
            Scope::Organisation(key) => Some(Place::Organisation(*key)),
            Scope::Territory(key) => Some(Place::Territory(*key)),
            Scope::Service(_) | Scope::Framework(_) => None,
        })
        .collect();
    if places.contains(&Place::Nation) {
        places = vec![Place::Nation];
    }
    places.dedup();
    places
}

/// Searches within the right of a reader, or what is published where nobody is named; the same search is used for a while.
pub(super) async fn search(conn: &mut Conn, actor: Option<&Actor>, now: Timestamp) -> Result<(Arc<Searched>, Figures), Error> {
    let own = actor.map(places).unwrap_or_default();
    let figures = if own.is_empty() { Figures::released(conn).await? } else { Figures::live(conn).await? };
    let places = if own.is_empty() { vec![Place::Nation] } else { own };
    let week = figures.release().and_then(Release::week);
    let kept = conn.kept::<(Vec<Place>, bool), Searched>();
    let key = (places.clone(), figures.is_live());
    let is_of_now =
        |known: &Arc<Searched>| if figures.is_live() { (0..TRUSTED).contains(&now.since(known.at)) } else { known.week == week };
    if let Some(known) = kept.as_ref().and_then(|kept| kept.get(&key)).filter(is_of_now) {
        return Ok((known, figures));
    }
    let peers = if figures.is_live() && places != [Place::Nation] { Some(release::newest(conn).await?) } else { None };
    let known = Known {
        states: sql::states(conn).await?,
        territories: sql::territories(conn).await?,
        bodies: sql::kinds(conn).await?,
        families: Board::current(conn).await?.main_families(),
    };
    let gathering = tokio::task::spawn_blocking(move || {
        let compared = gather(&known, &figures, peers, &places);
        let courses = courses(&figures);
        let looked = compared.iter().map(|one| one.units.len()).sum::<usize>() + courses.units.len();
        (finds(&compared), finds(&[courses]), looked, known.families, figures)
    });
    let (found, courses, looked, families, figures) = gathering.await.map_err(|panic| Error::Writer(panic.to_string()))?;
    let (offices, large) = found.into_iter().partition(|find| find.list == List::Offices);
    let weights = sql::weights(conn).await?;
    let live_at = figures.is_live().then_some(now);
    let large = rank(conn, large, &weights, live_at).await?;
    let offices = rank(conn, offices, &weights, live_at).await?;
    let searched = Searched { at: now, week, large, offices, families, looked, courses };
    // Before the first release there is nothing to search, and that is soon over.
    let searched = match kept.filter(|_| searched.looked > 0) {
        Some(kept) => kept.put(key, searched),
        None => Arc::new(searched),
    };
    Ok((searched, figures))
}

async fn rank(
    conn: &mut Conn,
    found: Vec<Found>,
    weights: &HashMap<Key<Competency>, f64>,
    live_at: Option<Timestamp>,
) -> Result<Ranking, Error> {
    let many = found.len();
    let weight = |find: &Found| weights.get(&find.competency).copied().unwrap_or(1.0);
    let mut ranked: Vec<Ranked> = found.into_iter().map(|find| Ranked { weight: weight(&find), find, levels: None }).collect();
    ranked.sort_by(|one, other| other.worth().total_cmp(&one.worth()));
    ranked.truncate(KEPT);
    if let Some(at) = live_at {
        for one in ranked.iter_mut().take(FINALISTS).filter(|one| one.find.measure == Measure::Below) {
            one.levels = shortfall(conn, one.find.place, one.find.competency, at.date()).await?;
        }
        ranked.sort_by(|one, other| other.worth().total_cmp(&one.worth()));
    }
    Ok(Ranking { ranked, found: many })
}

/// All courses, by those who completed them and do not hold today what they lead to. Who takes a course differs from who does not: this says where
/// to look, not what a course brings.
fn courses(figures: &Figures) -> Compared<Key<Course>, ()> {
    let unit = |(place, reach): (Key<Course>, crate::cube::Reach)| Unit {
        place,
        within: [].into(),
        part: reach.completed.saturating_sub(reach.holding),
        whole: reach.completed,
    };
    let units = figures.courses().into_iter().map(unit).collect();
    Compared { list: List::Large, measure: Measure::Course, competency: (), units, peers: Vec::new() }
}
