//! Gathering what is compared, within the right of a reader.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use competency::Competency;
use kernel::time::MINUTE;
use kernel::{Key, Timestamp};
use learning::Course;
use people::grant::{self, Action, Scope};
use people::{Actor, Organisation, Territory};
use store::{Conn, Error};

use super::domain::{Compared, Find, Measure, Unit, finds};
use super::store as sql;
use crate::cube::{Counts, Place, Region};
use crate::figure::Figures;
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
    /// That of most worth first.
    pub(super) ranked: Vec<Ranked>,
    /// Of so many that were found.
    pub(super) found: usize,
    /// Comparisons that were made.
    pub(super) looked: usize,
    /// Courses after which fewer hold what they lead to.
    pub(super) courses: Vec<OddCourse>,
}

/// Finds that are kept, and of which the levels are looked up.
const KEPT: usize = 500;
/// See [`KEPT`].
const FINALISTS: usize = 40;
/// How long a search is used again.
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

/// Searches within the right of a reader, or what is published where nobody is named; the same search is used for a minute.
pub(super) async fn search(conn: &mut Conn, actor: Option<&Actor>, now: Timestamp) -> Result<(Arc<Searched>, Figures), Error> {
    let own = actor.map(places).unwrap_or_default();
    let figures = if own.is_empty() { Figures::released(conn).await? } else { Figures::live(conn).await? };
    let places = if own.is_empty() { vec![Place::Nation] } else { own };
    let kept = conn.kept::<(Vec<Place>, bool), Searched>();
    let key = (places.clone(), figures.is_live());
    let known = kept.as_ref().and_then(|kept| kept.get(&key)).filter(|known| (0..TRUSTED).contains(&now.since(known.at)));
    if let Some(known) = known {
        return Ok((known, figures));
    }
    let (states, territories, kinds) = (sql::states(conn).await?, sql::territories(conn).await?, sql::kinds(conn).await?);
    let gathering = async move {
        tokio::task::spawn_blocking(move || {
            let compared =
                Gathering { figures: &figures, states: &states, territories: &territories, kinds: &kinds }.all(&places);
            let courses = courses(&figures);
            let looked = compared.iter().map(|one| one.units.len()).sum::<usize>() + courses.units.len();
            ((finds(&compared), finds(&[courses])), looked, figures)
        })
        .await
    };
    let (found, looked, figures) = gathering.await.map_err(|panic| Error::Writer(panic.to_string()))?;
    let searched = rank(conn, (found, looked), (figures.is_live(), now)).await?;
    // Before the first release there is nothing to search, and that is soon over.
    let searched = match kept.filter(|_| searched.looked > 0) {
        Some(kept) => kept.put(key, searched),
        None => Arc::new(searched),
    };
    Ok((searched, figures))
}

async fn rank(
    conn: &mut Conn,
    ((found, courses), looked): ((Vec<Found>, Vec<OddCourse>), usize),
    (is_live, at): (bool, Timestamp),
) -> Result<Searched, Error> {
    let weights = sql::weights(conn).await?;
    let many = found.len();
    let weight = |find: &Found| weights.get(&find.competency).copied().unwrap_or(1.0);
    let mut ranked: Vec<Ranked> = found.into_iter().map(|find| Ranked { weight: weight(&find), find, levels: None }).collect();
    ranked.sort_by(|one, other| other.worth().total_cmp(&one.worth()));
    ranked.truncate(KEPT);
    if is_live {
        for one in ranked.iter_mut().take(FINALISTS).filter(|one| one.find.measure == Measure::Below) {
            one.levels = shortfall(conn, one.find.place, one.find.competency, at.date()).await?;
        }
        ranked.sort_by(|one, other| other.worth().total_cmp(&one.worth()));
    }
    Ok(Searched { at, ranked, found: many, looked, courses })
}

/// All courses, by those who completed them and do not hold today what they lead to. Who takes a course differs from who does not: this says where
/// to look, not what a course brings.
fn courses(figures: &Figures) -> Compared<Key<Course>, ()> {
    let unit = |(place, reach): (Key<Course>, crate::cube::Reach)| Unit {
        place,
        within: Vec::new(),
        part: reach.completed.saturating_sub(reach.holding),
        whole: reach.completed,
    };
    Compared { measure: Measure::Course, competency: (), units: figures.courses().into_iter().map(unit).collect() }
}

/// Everything that is compared.
struct Gathering<'a> {
    figures: &'a Figures,
    states: &'a HashMap<Key<Territory>, Key<Territory>>,
    territories: &'a HashMap<Key<Organisation>, Key<Territory>>,
    /// Of organisations that are no offices.
    kinds: &'a HashMap<Key<Organisation>, String>,
}

type All = Vec<Compared<Place, Key<Competency>>>;

impl Gathering<'_> {
    fn all(&self, places: &[Place]) -> All {
        let (mut kinds, mut all) = (Kinds::new(), All::new());
        for place in places {
            kinds.clear();
            let competencies: Vec<_> = self.figures.by_competency(*place).into_iter().map(|(competency, _)| competency).collect();
            match place {
                Place::Nation => {
                    self.regions(Region::State, *place, &competencies, &mut all);
                    self.regions(Region::District, *place, &competencies, &mut all);
                    for root in self.roots() {
                        self.offices((root, &[], None), &competencies, (&mut kinds, &mut all));
                    }
                }
                Place::Organisation(key) => self.offices((*key, &[], None), &competencies, (&mut kinds, &mut all)),
                Place::Territory(_) => self.regions(Region::District, *place, &competencies, &mut all),
            }
            kinds.values().for_each(|rows| compare(&competencies, rows, &mut all));
        }
        all
    }

    fn roots(&self) -> Vec<Key<Organisation>> {
        match (self.figures.cube(), self.figures.release()) {
            (Some(cube), _) => cube.roots(),
            (_, Some(release)) => release.roots(),
            _ => Vec::new(),
        }
    }

    fn regions(&self, region: Region, place: Place, competencies: &[Key<Competency>], all: &mut All) {
        let rows = self.figures.by_territory(region, place, competencies);
        let rows = rows.into_iter().map(|(key, counts)| {
            let within = self.states.get(&key).map(|state| Place::Territory(*state)).into_iter().collect();
            (Place::Territory(key), within, counts)
        });
        compare(competencies, &rows.collect::<Vec<_>>(), all);
    }

    /// What lies below an organisation, and below that. Offices are compared with those below the same organisation; larger units, of which few stand
    /// side by side, with all of their kind. An office lies within the organisations above it, and in the district and the state that it serves.
    fn offices(
        &self,
        (key, above, serves): (Key<Organisation>, &[Place], Option<Key<Territory>>),
        competencies: &[Key<Competency>],
        (kinds, all): (&mut Kinds, &mut All),
    ) {
        let rows = self.figures.by_child(key, competencies);
        let serves = self.territories.get(&key).copied().or(serves);
        let above: Vec<Place> = above.iter().copied().chain([Place::Organisation(key)]).collect();
        let children: Vec<_> = rows.iter().map(|(child, _)| *child).filter(|child| *child != key).collect();
        let mut offices = Vec::new();
        for (child, counts) in rows.into_iter().filter(|(child, _)| *child != key) {
            let district = self.territories.get(&child).copied().or(serves);
            let state = district.and_then(|district| self.states.get(&district).copied());
            let lands = district.into_iter().chain(state).map(Place::Territory);
            let row = (child.into(), above.iter().copied().chain(lands).collect(), counts);
            match self.kinds.get(&child) {
                Some(kind) => kinds.entry(kind.clone()).or_default().push(row),
                None => offices.push(row),
            }
        }
        compare(competencies, &offices, all);
        for child in children {
            self.offices((child, &above, serves), competencies, (&mut *kinds, &mut *all));
        }
    }
}

/// A unit, what it lies within, and its counts.
type UnitRow = (Place, Vec<Place>, Vec<Counts>);
/// Larger units by their kind.
type Kinds = BTreeMap<String, Vec<UnitRow>>;

const fn measured(measure: Measure, counts: &Counts) -> (u64, u64) {
    match measure {
        Measure::Below => (counts.below, counts.assessed()),
        Measure::Lapsed => (counts.lapsed, counts.assessed() + counts.lapsed),
        Measure::Open | Measure::Course => (counts.required - counts.held, counts.required),
    }
}

fn compare(competencies: &[Key<Competency>], rows: &[UnitRow], all: &mut All) {
    for (at, competency) in competencies.iter().enumerate() {
        for measure in [Measure::Below, Measure::Lapsed, Measure::Open] {
            let units = rows.iter().filter_map(|(place, within, counts)| {
                let (part, whole) = measured(measure, counts.get(at)?);
                (whole > 0).then(|| Unit { place: *place, within: within.clone(), part, whole })
            });
            let units: Vec<_> = units.collect();
            if units.len() > 1 {
                all.push(Compared { measure, competency: *competency, units });
            }
        }
    }
}
