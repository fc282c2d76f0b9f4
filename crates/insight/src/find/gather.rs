//! Which units are compared with which: those of one kind. Pure.
//!
//! # The kind of a unit
//! - States are compared with states, districts with districts.
//! - An organisation that is no office is compared with all of its kind: ministries, departments, governments.
//! - An office is compared with all offices of its kind anywhere in the country, and only in a competency that both are asked. Its kind is the family
//!   of positions (police, posts, railways ...) that most of its people fill: this says what work is done there, which its place in the tree does
//!   not. Below one department stand five police circles, too few to say what chance does; in all States there are hundreds. What belongs to a
//!   trade (police work, land records) is asked in offices of that trade alone; what everybody is asked is compared within a family, because
//!   families differ in who serves there and in how people are assessed. An office of which no family is stated is compared with those below
//!   the same organisation.
//!
//! # What is expected
//! Who sees the persons of a part of the service has live figures of that part alone. What is expected there is what all units of the kind have
//! published: so a department with three offices learns how they stand among hundreds, and nobody learns live figures of others.
//!
//! # What it finds, measured
//! `tests/outside/planted.check.sh` reads the page as the Commission does, from a release of 100,000 simulated officials: some 130,000 shares of
//! 1,491 offices and of larger units. In four nations without planted differences (`simulate --plain`, seeds 1 to 4) nothing at all was found. Of eleven
//! planted differences, five of them in single offices, 11, 10 and 11 were found at seeds 1, 2 and 3, with one find each that nobody planted, one of
//! them the shadow of something planted (telecommunications beside a better Department of Posts). The one that was missed is an office of
//! eleven assessed officials, six of them below: that is not beyond chance among 130,000 shares.
//!
//! # What this does not do
//! Offices of one kind may still have more of one group or of newcomers. That is not standardised away; it makes units of the kind vary more, which
//! widens what is expected of all of them. So a different mix hides differences rather than making them up.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use competency::Competency;
use kernel::Key;
use people::{Organisation, Territory};

use super::domain::{Compared, List, Measure, Unit};
use crate::cube::{Counts, Place, Region};
use crate::figure::Figures;
use crate::release::Release;

/// The family of positions that most people of an office fill.
pub(crate) type Families = HashMap<Key<Organisation>, String>;

/// What is known of the units themselves.
pub(super) struct Known {
    /// The state of each district.
    pub(super) states: HashMap<Key<Territory>, Key<Territory>>,
    /// The territory that organisations say they serve.
    pub(super) territories: HashMap<Key<Organisation>, Key<Territory>>,
    /// The kind of organisations that are no offices.
    pub(super) bodies: HashMap<Key<Organisation>, String>,
    pub(super) families: Families,
}

/// What is compared with each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    State,
    District,
    /// Organisations of this kind that are no offices.
    Body(String),
    /// Offices in which most fill positions of this family.
    Office(String),
    /// Offices without a family, below one organisation.
    Below(Key<Organisation>),
}

impl Kind {
    const fn list(&self) -> List {
        match self {
            Self::State | Self::District | Self::Body(_) => List::Large,
            Self::Office(_) | Self::Below(_) => List::Offices,
        }
    }
}

/// A unit, what it lies within, and what it counts.
struct Row {
    place: Place,
    within: Arc<[Place]>,
    counts: Vec<(Key<Competency>, Counts)>,
}

type Rows = BTreeMap<Kind, Vec<Row>>;
type All = Vec<Compared<Place, Key<Competency>>>;

/// Everything that is compared within some places. `peers` say what is expected, where the figures are of a part of the service.
pub(super) fn gather(known: &Known, figures: &Figures, peers: Option<Arc<Release>>, places: &[Place]) -> All {
    let peers = peers.map(|release| shares(&known.rows(&Figures::Released(release), Place::Nation))).unwrap_or_default();
    let mut all = All::new();
    places.iter().for_each(|place| compare(&known.rows(figures, *place), &peers, &mut all));
    all
}

impl Known {
    fn rows(&self, figures: &Figures, place: Place) -> Rows {
        let mut rows = Rows::new();
        match place {
            Place::Nation => {
                self.regions(figures, (Region::State, place), &mut rows);
                self.regions(figures, (Region::District, place), &mut rows);
                figures.roots().into_iter().for_each(|root| self.below(figures, (root, &[], None), &mut rows));
            }
            Place::Organisation(key) => self.below(figures, (key, &[], None), &mut rows),
            Place::Territory(_) => {
                self.regions(figures, (Region::District, place), &mut rows);
                self.served(figures, place, &mut rows);
            }
        }
        rows
    }

    fn regions(&self, figures: &Figures, (region, place): (Region, Place), rows: &mut Rows) {
        let kind = if region == Region::State { Kind::State } else { Kind::District };
        let competencies: Vec<_> = figures.by_competency(place).into_iter().map(|(competency, _)| competency).collect();
        let row = |(key, counts): (Key<Territory>, Vec<Counts>)| {
            let state = self.states.get(&key).map(|state| Place::Territory(*state));
            let counts = competencies.iter().copied().zip(counts).filter(|(_, counts)| counts.required > 0).collect();
            Row { place: key.into(), within: state.into_iter().collect(), counts }
        };
        let found = figures.by_territory(region, place, &competencies).into_iter().map(row);
        rows.entry(kind).or_default().extend(found);
    }

    /// What lies below an organisation, and below that. A unit lies within the organisations above it, and in the district and the state that it
    /// serves.
    fn below(
        &self,
        figures: &Figures,
        (key, above, serves): (Key<Organisation>, &[Place], Option<Key<Territory>>),
        rows: &mut Rows,
    ) {
        let serves = self.territories.get(&key).copied().or(serves);
        let above: Vec<Place> = above.iter().copied().chain([Place::Organisation(key)]).collect();
        for child in figures.children(key) {
            let district = self.territories.get(&child).copied().or(serves);
            let state = district.and_then(|district| self.states.get(&district).copied());
            let lands = district.into_iter().chain(state).map(Place::Territory);
            let within = above.iter().copied().chain(lands).collect();
            let row = Row { place: child.into(), within, counts: figures.by_competency(child.into()) };
            rows.entry(self.kind(child, key)).or_default().push(row);
            self.below(figures, (child, &above, serves), rows);
        }
    }

    /// The offices that serve a territory; such as have offices below them may count people elsewhere, and are left out.
    fn served(&self, figures: &Figures, place: Place, rows: &mut Rows) {
        let mut everywhere = Rows::new();
        figures.roots().into_iter().for_each(|root| self.below(figures, (root, &[], None), &mut everywhere));
        for (kind, found) in everywhere.into_iter().filter(|(kind, _)| kind.list() == List::Offices) {
            let is_there = |row: &Row| match row.place {
                Place::Organisation(key) => row.within.contains(&place) && figures.children(key).is_empty(),
                Place::Nation | Place::Territory(_) => false,
            };
            rows.entry(kind).or_default().extend(found.into_iter().filter(is_there));
        }
    }

    fn kind(&self, organisation: Key<Organisation>, above: Key<Organisation>) -> Kind {
        if let Some(kind) = self.bodies.get(&organisation) {
            return Kind::Body(kind.clone());
        }
        match self.families.get(&organisation).filter(|family| !family.is_empty()) {
            Some(family) => Kind::Office(family.clone()),
            None => Kind::Below(above),
        }
    }
}

/// People concerned and people looked at.
const fn measured(measure: Measure, counts: &Counts) -> (u64, u64) {
    match measure {
        Measure::Below => counts.below_of_assessed(),
        Measure::Lapsed => (counts.lapsed, counts.assessed() + counts.lapsed),
        Measure::Open | Measure::Course => (counts.required - counts.held, counts.required),
    }
}

const MEASURES: [Measure; 3] = [Measure::Below, Measure::Lapsed, Measure::Open];

type Shares = HashMap<(Kind, Key<Competency>, Measure), Vec<(u64, u64)>>;

fn shares(rows: &Rows) -> Shares {
    let mut all = Shares::new();
    for (kind, rows) in rows {
        for (competency, counts) in rows.iter().flat_map(|row| &row.counts) {
            for measure in MEASURES {
                let share = measured(measure, counts);
                if share.1 > 0 {
                    all.entry((kind.clone(), *competency, measure)).or_default().push(share);
                }
            }
        }
    }
    all
}

fn compare(rows: &Rows, peers: &Shares, all: &mut All) {
    for (kind, rows) in rows {
        let mut by_competency: BTreeMap<Key<Competency>, Vec<(&Row, &Counts)>> = BTreeMap::new();
        for (row, (competency, counts)) in rows.iter().flat_map(|row| row.counts.iter().map(move |counts| (row, counts))) {
            by_competency.entry(*competency).or_default().push((row, counts));
        }
        for (competency, units) in by_competency {
            for measure in MEASURES {
                let unit = |(row, counts): &(&Row, &Counts)| {
                    let (part, whole) = measured(measure, counts);
                    (whole > 0).then(|| Unit { place: row.place, within: row.within.clone(), part, whole })
                };
                let units: Vec<_> = units.iter().filter_map(unit).collect();
                let peers = peers.get(&(kind.clone(), competency, measure)).cloned().unwrap_or_default();
                if !units.is_empty() {
                    all.push(Compared { list: kind.list(), measure, competency, units, peers });
                }
            }
        }
    }
}
