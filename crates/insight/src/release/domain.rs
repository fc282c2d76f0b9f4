//! What a release holds, and its sums.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use competency::Competency;
use kernel::{Date, Key, Timestamp};
use learning::Course;
use methods::disclosure::Rule;
use methods::disclosure::release::{Leaf, Policy};
use people::{Organisation, Territory};

use crate::cube::{Counts, Cube, Dimension, Months, Place, Reach, Region};

/// Weeks since Monday, 29 December 1969.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(pub i64);

impl Week {
    /// The ISO week of a day.
    pub const fn of(date: Date) -> Self {
        Self((date.0 as i64 + 3).div_euclid(7))
    }

    /// Its Monday.
    pub const fn monday(self) -> Date {
        Date((self.0 * 7 - 3) as i32)
    }
}

/// Stands for cohorts that are too few to stand alone, together.
pub const OTHERS: &str = "*";

/// How people stand: those with an assessment are the cell.
pub(super) const STANDING: Policy = Policy { rule: SMALL, judged: 2, people: 4 };
/// Enrolments by how far they came.
pub(super) const REACH: Policy = Policy { rule: SMALL, judged: 3, people: 3 };
/// Enrolments and completions of a month; minutes go with them.
pub(super) const MONTHS: Policy = Policy { rule: SMALL, judged: 1, people: 2 };
const SMALL: Rule = Rule { least: 10, margin: 5, share: 0.2 };

/// Where a part lies: an organisation and a territory; 0 for any.
pub(super) type PartKey = (i64, i64);

pub(super) fn of_counts(counts: &Counts) -> Vec<u64> {
    vec![counts.held, counts.below, counts.unassessed, counts.lapsed]
}

pub(super) fn to_counts(counts: &[u64]) -> Counts {
    let at = |n: usize| counts.get(n).copied().unwrap_or(0);
    let (held, below, unassessed, lapsed) = (at(0), at(1), at(2), at(3));
    Counts { required: held + below + unassessed + lapsed, held, below, unassessed, lapsed, fresh: 0 }
}

pub(super) fn of_reach(reach: &Reach) -> Vec<u64> {
    let holding = reach.holding.min(reach.completed);
    vec![holding, reach.completed - holding, reach.enrolled.saturating_sub(reach.completed)]
}

pub(super) fn to_reach(counts: &[u64]) -> Reach {
    let at = |n: usize| counts.get(n).copied().unwrap_or(0);
    Reach { enrolled: at(0) + at(1) + at(2), completed: at(0) + at(1), holding: at(0) }
}

pub(super) fn of_months(months: &Months) -> Vec<u64> {
    vec![months.enrolled, months.completed, months.minutes_job, months.minutes_others, months.minutes_self]
}

pub(super) fn to_months(counts: &[u64]) -> Months {
    let at = |n: usize| counts.get(n).copied().unwrap_or(0);
    Months { enrolled: at(0), completed: at(1), minutes_job: at(2), minutes_others: at(3), minutes_self: at(4) }
}

/// The tree of organisations with the territories that they serve, as releases need it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// In pre-order: the organisation, how deep it lies, where its last descendant stands.
    nodes: Vec<Node>,
    places: HashMap<i64, usize>,
    /// The state of each district.
    states: HashMap<i64, i64>,
}

#[derive(Clone, Debug)]
struct Node {
    organisation: i64,
    path: Vec<i64>,
    end: usize,
    /// District and state; 0 for none.
    territory: (i64, i64),
}

/// Territories: each with its kind and its parent.
pub(super) type Territories = HashMap<i64, (String, Option<i64>)>;

impl Tree {
    /// From the cube, with the territory that each organisation says itself.
    pub(super) fn of(cube: &Cube, own: &HashMap<i64, i64>, territories: &Territories) -> Self {
        let mut tree = Self::default();
        for root in cube.roots() {
            tree.grow(cube, (root.number(), &[], (0, 0)), own, territories);
        }
        tree.states = territories
            .iter()
            .filter(|(_, (kind, _))| kind == "district")
            .filter_map(|(key, (_, up))| Some((*key, (*up)?)))
            .collect();
        tree
    }

    fn grow(
        &mut self,
        cube: &Cube,
        (organisation, above, inherited): (i64, &[i64], (i64, i64)),
        own: &HashMap<i64, i64>,
        territories: &Territories,
    ) {
        let territory = own.get(&organisation).map_or(inherited, |key| serves(*key, territories));
        let path: Vec<i64> = above.iter().copied().chain([organisation]).collect();
        let at = self.nodes.len();
        let children = cube.children(Key::new(organisation));
        self.places.insert(organisation, at);
        self.nodes.push(Node { organisation, path: path.clone(), end: 0, territory });
        for child in children {
            self.grow(cube, (child.number(), &path, territory), own, territories);
        }
        self.nodes[at].end = self.nodes.len();
    }

    /// What each organisation's own posts count, by competency.
    pub(super) fn own_counts(
        &self,
        cube: &Cube,
        competencies: &[Key<Competency>],
    ) -> BTreeMap<Key<Competency>, Vec<(usize, Counts)>> {
        let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            let key: Key<Organisation> = Key::new(node.organisation);
            let counts = cube.own(key, competencies, &Default::default());
            for (competency, counts) in competencies.iter().copied().zip(counts).filter(|(_, counts)| counts.required > 0) {
                found.entry(competency).or_default().push((at, counts));
            }
        }
        found
    }

    /// The leaf of an organisation's own posts. Small ones are counted with their neighbours: of the same district and the organisation above,
    /// then of the same state, then ever higher within the state, at last with everybody.
    pub(super) fn leaf(&self, at: usize, counts: &Counts) -> Leaf<PartKey> {
        let node = &self.nodes[at];
        let (district, state) = node.territory;
        let rung = |depth: usize, place: u32| 3 * (DEEPEST.saturating_sub(u32::try_from(depth).unwrap_or(DEEPEST))) + place;
        let mut ladder = Vec::new();
        for (up, (depth, organisation)) in node.path.iter().enumerate().rev().enumerate() {
            if district != 0 && up < 2 {
                ladder.push((rung(depth, 0), (*organisation, district)));
            }
            if state != 0 && (up > 0 || district == 0) {
                ladder.push((rung(depth, 1), (*organisation, state)));
            }
            if state == 0 || depth == 0 {
                ladder.push((rung(depth, 2), (*organisation, 0)));
            }
        }
        ladder.push((3 * DEEPEST + 3, (0, 0)));
        Leaf { ladder, counts: of_counts(counts) }
    }

    fn state_of(&self, territory: i64) -> i64 {
        self.states.get(&territory).copied().unwrap_or(territory)
    }
}

const DEEPEST: u32 = 60;

fn serves(territory: i64, territories: &Territories) -> (i64, i64) {
    match territories.get(&territory).map(|(kind, parent)| (kind.as_str(), *parent)) {
        Some(("state", _)) => (0, territory),
        Some(("district", parent)) => (territory, parent.unwrap_or(0)),
        Some(("subdistrict", Some(parent))) => serves(parent, territories),
        _ => (0, 0),
    }
}

/// A part with its figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) competency: Key<Competency>,
    pub(super) part: PartKey,
    pub(super) counts: Counts,
}

/// By competency and dimension: each cohort with its counts.
pub(super) type Cohorts = BTreeMap<(Key<Competency>, String), Vec<(String, Counts)>>;

/// What is published of a week.
#[derive(Debug, Default)]
pub struct Release {
    pub(super) week: Option<(Week, Timestamp)>,
    pub(super) tree: Tree,
    /// With the place of the organisation in the tree, and the state of the territory.
    pub(super) cells: Vec<(Cell, usize, i64)>,
    pub(super) cohorts: Cohorts,
    pub(super) months: Vec<(i64, Months)>,
    pub(super) courses: Vec<(Key<Course>, Reach)>,
    /// Sums of each release so far, in order.
    pub(super) history: Vec<(Week, Counts)>,
    /// Sums of places with many parts: a release never changes.
    pub(super) kept: Mutex<HashMap<Place, Arc<ByCompetency>>>,
}

/// Counts by competency, in order of keys.
pub(super) type ByCompetency = Vec<(Key<Competency>, Counts)>;

/// Sums of more parts are kept.
const MANY: usize = 2_000;

/// The place of parts that belong to no organisation.
const NOWHERE: usize = usize::MAX;

impl Release {
    pub(super) fn with_cells(mut self, cells: Vec<Cell>) -> Self {
        let placed = cells.into_iter().filter(|cell| cell.counts.required > 0).map(|cell| {
            let at = self.tree.places.get(&cell.part.0).copied().unwrap_or(NOWHERE);
            let state = self.tree.state_of(cell.part.1);
            (cell, at, state)
        });
        let mut cells: Vec<_> = placed.collect();
        cells.sort_by_key(|(cell, at, _)| (*at, cell.competency));
        self.cells = cells;
        self
    }

    /// The week; `None` before the first release.
    pub fn week(&self) -> Option<Week> {
        self.week.map(|(week, _)| week)
    }

    /// The instant of the newest figures in it.
    pub fn as_of(&self) -> Option<Timestamp> {
        self.week.map(|(_, as_of)| as_of)
    }

    /// The sums of each release so far, in order.
    pub fn history(&self) -> &[(Week, Counts)] {
        &self.history
    }

    /// See [`Cube::roots`].
    pub fn roots(&self) -> Vec<Key<Organisation>> {
        self.tree.nodes.iter().filter(|node| node.path.len() == 1).map(|node| Key::new(node.organisation)).collect()
    }

    /// See [`Cube::children`].
    pub fn children(&self, organisation: Key<Organisation>) -> Vec<Key<Organisation>> {
        let own = self.range(organisation.number());
        let mut children = Vec::new();
        let mut at = own.start + 1;
        while at < own.end {
            children.push(Key::new(self.tree.nodes[at].organisation));
            at = self.tree.nodes[at].end;
        }
        children
    }

    fn range(&self, organisation: i64) -> std::ops::Range<usize> {
        self.tree.places.get(&organisation).map_or(0..0, |at| *at..self.tree.nodes[*at].end)
    }

    /// Where the parts stand that may lie within a place.
    fn span(&self, place: Place) -> std::ops::Range<usize> {
        let range = match place {
            Place::Organisation(key) => self.range(key.number()),
            Place::Nation | Place::Territory(_) => 0..NOWHERE,
        };
        let from = self.cells.partition_point(|(_, at, _)| *at < range.start);
        let until = self.cells.partition_point(|(_, at, _)| *at < range.end);
        from..if matches!(place, Place::Nation) { self.cells.len() } else { until }
    }

    /// The parts that lie within a place.
    fn within(&self, place: Place) -> impl Iterator<Item = &(Cell, usize, i64)> {
        self.cells[self.span(place)].iter().filter(move |(cell, _, state)| match place {
            Place::Territory(key) => cell.part.1 == key.number() || *state == key.number(),
            Place::Nation | Place::Organisation(_) => true,
        })
    }

    /// See [`Cube::by_competency`].
    pub fn by_competency(&self, place: Place) -> Vec<(Key<Competency>, Counts)> {
        self.kept(place).map_or_else(|| self.summed(place), |kept| kept.to_vec())
    }

    /// See [`Cube::counts`].
    pub fn counts(&self, place: Place, competency: Key<Competency>) -> Counts {
        if let Some(kept) = self.kept(place) {
            return kept.binary_search_by_key(&competency, |(key, _)| *key).map_or(Counts::default(), |at| kept[at].1);
        }
        let mut sum = Counts::default();
        self.within(place).filter(|(cell, ..)| cell.competency == competency).for_each(|(cell, ..)| add(&mut sum, &cell.counts));
        sum
    }

    fn summed(&self, place: Place) -> ByCompetency {
        let mut sums: BTreeMap<Key<Competency>, Counts> = BTreeMap::new();
        for (cell, ..) in self.within(place) {
            add(sums.entry(cell.competency).or_default(), &cell.counts);
        }
        sums.into_iter().collect()
    }

    /// The sums of a place that takes long to add up; `None` for another.
    fn kept(&self, place: Place) -> Option<Arc<ByCompetency>> {
        if self.span(place).len() <= MANY {
            return None;
        }
        if let Some(known) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&place) {
            return Some(known.clone());
        }
        let sums = Arc::new(self.summed(place));
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(place, sums.clone());
        Some(sums)
    }

    /// See [`Cube::by_child`]; the last are parts of the organisation itself, among them small offices below it.
    pub fn by_child(
        &self,
        organisation: Key<Organisation>,
        competencies: &[Key<Competency>],
    ) -> Vec<(Key<Organisation>, Vec<Counts>)> {
        let own = self.range(organisation.number());
        let mut rows = Vec::new();
        let mut at = own.start + 1;
        while at < own.end {
            let node = &self.tree.nodes[at];
            rows.push((at, node.end, Key::new(node.organisation), vec![Counts::default(); competencies.len()]));
            at = node.end;
        }
        if !own.is_empty() {
            rows.push((own.start, own.start + 1, organisation, vec![Counts::default(); competencies.len()]));
        }
        for (cell, at, _) in self.within(Place::Organisation(organisation)) {
            let row = rows.iter_mut().find(|(from, until, ..)| (*from..*until).contains(at));
            let column = competencies.iter().position(|one| *one == cell.competency);
            if let Some(((.., counts), column)) = row.zip(column) {
                add(&mut counts[column], &cell.counts);
            }
        }
        rows.into_iter().map(|(.., key, counts)| (key, counts)).collect()
    }

    /// See [`Cube::by_territory`].
    pub fn by_territory(
        &self,
        region: Region,
        place: Place,
        competencies: &[Key<Competency>],
    ) -> Vec<(Key<Territory>, Vec<Counts>)> {
        let mut rows: BTreeMap<i64, Vec<Counts>> = BTreeMap::new();
        for (cell, _, state) in self.within(place) {
            let territory = match region {
                Region::State => *state,
                Region::District if self.tree.states.contains_key(&cell.part.1) => cell.part.1,
                Region::District => 0,
            };
            let Some(column) = competencies.iter().position(|one| *one == cell.competency).filter(|_| territory != 0) else {
                continue;
            };
            let row = rows.entry(territory).or_insert_with(|| vec![Counts::default(); competencies.len()]);
            add(&mut row[column], &cell.counts);
        }
        rows.into_iter().map(|(key, counts)| (Key::new(key), counts)).collect()
    }

    /// See [`Cube::by_cohort`]; of the whole service only. Small cohorts stand together under [`OTHERS`].
    pub fn by_cohort(&self, competency: Key<Competency>, dimension: Dimension) -> &[(String, Counts)] {
        self.cohorts.get(&(competency, word(dimension).to_owned())).map_or(&[], Vec::as_slice)
    }

    /// See [`Cube::months`]; of the whole service only.
    pub fn months(&self) -> &[(i64, Months)] {
        &self.months
    }

    /// See [`Cube::courses`].
    pub fn courses(&self) -> &[(Key<Course>, Reach)] {
        &self.courses
    }
}

/// A dimension as stored and as it stands in addresses.
pub(crate) const fn word(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Group => "group",
        Dimension::Service => "service",
        Dimension::Family => "family",
    }
}

/// Adds counts.
pub(crate) fn add(sum: &mut Counts, more: &Counts) {
    sum.add(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let node = |organisation, path: &[i64], end, territory| Node { organisation, path: path.into(), end, territory };
        let nodes = vec![
            node(1, &[1], 4, (0, 0)),
            node(2, &[1, 2], 4, (0, 10)),
            node(3, &[1, 2, 3], 3, (11, 10)),
            node(4, &[1, 2, 4], 4, (12, 10)),
            node(5, &[5], 5, (0, 0)),
        ];
        let places = nodes.iter().enumerate().map(|(at, node)| (node.organisation, at)).collect();
        Tree { nodes, places, states: [(11, 10), (12, 10)].into() }
    }

    fn counts(held: u64, below: u64) -> Counts {
        Counts { required: held + below, held, below, ..Counts::default() }
    }

    #[test]
    fn weeks_begin_on_monday() {
        let day = |text| Date::parse(text).expect("a date");
        assert_eq!(Week::of(day("2026-11-22")).monday(), day("2026-11-16"));
        assert_eq!(Week::of(day("2026-11-23")).monday(), day("2026-11-23"));
        assert_eq!(Week::of(day("1969-12-29")), Week(0));
    }

    #[test]
    fn a_ladder_leads_through_the_district_and_the_state_to_everybody() {
        let keys = |at| tree().leaf(at, &counts(1, 1)).ladder.into_iter().map(|(_, key)| key).collect::<Vec<_>>();
        assert_eq!(keys(2), [(3, 11), (2, 11), (2, 10), (1, 10), (1, 0), (0, 0)]);
        assert_eq!(keys(1), [(2, 10), (1, 10), (1, 0), (0, 0)]);
        assert_eq!(keys(4), [(5, 0), (0, 0)]);
        for at in 0..5 {
            let ladder = tree().leaf(at, &counts(1, 1)).ladder;
            assert!(ladder.is_sorted_by(|one, other| one.0 < other.0), "{ladder:?}");
        }
    }

    #[test]
    fn sums_of_places_are_sums_of_parts() {
        let law = Key::new(1);
        let cell = |part, held, below| Cell { competency: law, part, counts: counts(held, below) };
        let cells = vec![cell((3, 11), 10, 5), cell((2, 10), 8, 8), cell((0, 0), 7, 9), cell((5, 0), 20, 1)];
        let release = Release { tree: tree(), ..Release::default() }.with_cells(cells);
        assert_eq!(release.counts(Place::Nation, law), counts(45, 23));
        assert_eq!(release.counts(Place::Organisation(Key::new(1)), law), counts(18, 13));
        assert_eq!(release.counts(Place::Territory(Key::new(10)), law), counts(18, 13));
        assert_eq!(release.counts(Place::Territory(Key::new(11)), law), counts(10, 5));
        assert_eq!(release.counts(Place::Organisation(Key::new(4)), law), Counts::default(), "too small: counted with 2");
        let children = release.by_child(Key::new(2), &[law]);
        let children: Vec<(i64, Counts)> = children.into_iter().map(|(key, counts)| (key.number(), counts[0])).collect();
        assert_eq!(children, [(3, counts(10, 5)), (4, Counts::default()), (2, counts(8, 8))]);
        let states = release.by_territory(Region::State, Place::Nation, &[law]);
        assert_eq!(states, [(Key::new(10), vec![counts(18, 13)])]);
        assert_eq!(release.by_territory(Region::District, Place::Nation, &[law]).len(), 1);
    }
}
