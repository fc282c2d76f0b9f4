//! The cube itself: what it is made from, and how it becomes the next one.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;
use kernel::Timestamp;
use store::Error;

use super::domain::{Cut, Dimension, Place, Region};
use super::shelf::{Changes, Row, Shelf, Wide, narrow};
use super::tree::{Span, Tree};
use crate::rollup::cell::{Cell, Kind, Sums, Values};

/// Places with more rows are summed once and kept; the sums go on from cube to cube.
const LARGE: usize = 4_000;
/// Sums of places with more rows than these are kept in any case; there are few such places.
const HUGE: usize = 100_000;
/// Of the others so many rows are kept, of 48 bytes each.
const KEPT: usize = 1_000_000;

/// Small numbers for things with large keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub(super) keys: Vec<i64>,
    numbers: HashMap<i64, u16, RandomState>,
}

impl Index {
    pub(super) fn number(&self, key: i64) -> Option<u16> {
        self.numbers.get(&key).copied()
    }

    fn enter(&mut self, key: i64) -> Result<u16, Error> {
        if let Some(number) = self.number(key) {
            return Ok(number);
        }
        let number =
            u16::try_from(self.keys.len()).map_err(|_| Error::Writer("more competencies or cohorts than 65,536".to_owned()))?;
        self.keys.push(key);
        self.numbers.insert(key, number);
        Ok(number)
    }
}

/// Cohorts by their small number: group, service, family.
#[derive(Clone, Debug, Default)]
pub(super) struct Cohorts {
    index: Index,
    labels: Vec<[String; 3]>,
}

impl Cohorts {
    /// With those that are not known yet; the known ones keep their numbers.
    ///
    /// # Errors
    /// When there are too many.
    pub(super) fn extended(&self, all: Vec<(i64, [String; 3])>) -> Result<Self, Error> {
        let mut cohorts = self.clone();
        for (id, labels) in all.into_iter().filter(|(id, _)| !self.knows(*id)) {
            cohorts.index.enter(id)?;
            cohorts.labels.push(labels);
        }
        Ok(cohorts)
    }

    pub(super) fn knows(&self, id: i64) -> bool {
        self.index.number(id).is_some()
    }

    pub(super) fn label(&self, number: u16, dimension: Dimension) -> &str {
        self.labels.get(usize::from(number)).map_or("", |labels| &labels[dimension as usize])
    }

    /// Which cohorts belong to a part of the officials; `None` for everybody.
    pub(super) fn within(&self, cut: &Cut) -> Option<Vec<bool>> {
        let wanted = [&cut.group, &cut.service, &cut.family];
        let fits = |labels: &[String; 3]| {
            labels.iter().zip(wanted).all(|(label, wanted)| wanted.as_ref().is_none_or(|wanted| wanted == label))
        };
        wanted.iter().any(|wanted| wanted.is_some()).then(|| self.labels.iter().map(fits).collect())
    }
}

/// Courses: in all, by the organisation directly below a root, and by month.
#[derive(Clone, Debug, Default)]
pub(super) struct Courses {
    pub(super) tops: BTreeMap<i64, Arc<BTreeMap<i64, Values>>>,
    pub(super) months: Arc<BTreeMap<(i64, i64), Values>>,
}

impl Courses {
    fn add(&mut self, cell: Cell, values: Values) {
        add(Arc::make_mut(self.tops.entry(cell.place).or_default()), cell.of, values);
        add(Arc::make_mut(&mut self.months), (cell.of, cell.item), values);
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, Values>, key: K, values: Values) {
    sums.entry(key).or_default().iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

/// The sums of large places, by shelf and place.
type Kept = HashMap<(usize, Place), Arc<Vec<Wide>>>;

/// All sums at one time.
#[derive(Debug)]
pub struct Cube {
    as_of: AtomicI64,
    version: i64,
    pub(super) tree: Arc<Tree>,
    pub(super) cohorts: Arc<Cohorts>,
    pub(super) competencies: Arc<Index>,
    /// By [`Kind`]: states, staff, months.
    shelves: [Shelf; 3],
    pub(super) courses: Courses,
    kept: Mutex<Kept>,
}

impl Cube {
    /// The instant up to which every change is counted.
    pub fn as_of(&self) -> Timestamp {
        Timestamp(self.as_of.load(Ordering::Relaxed))
    }

    /// Grows with every writing of sums; equal versions of one store have equal sums.
    pub fn version(&self) -> u64 {
        self.version.unsigned_abs()
    }

    /// [`Cube::version`] as it is stored.
    pub(super) const fn number(&self) -> i64 {
        self.version
    }

    /// Nothing else has changed until then.
    pub(super) fn is_true_until(&self, at: Timestamp) {
        self.as_of.fetch_max(at.0, Ordering::Relaxed);
    }

    /// Every sum of the offices of a place: cohort, item, values.
    pub(super) fn visit(&self, kind: Kind, place: Place, mut each: impl FnMut(u16, u16, &Values)) {
        let spans = self.tree.spans(place);
        match self.total(kind, place, &spans) {
            Some(total) => total.iter().for_each(|sum| each(sum.cohort, sum.item, &sum.values)),
            None => self.visit_spans(kind, &spans, each),
        }
    }

    /// Every sum of the offices of these ranges, one by one.
    pub(super) fn visit_spans(&self, kind: Kind, spans: &[Span], mut each: impl FnMut(u16, u16, &Values)) {
        for span in spans {
            self.shelves[kind as usize].visit(span, |row| each(row.cohort, row.item, &row.values.map(i64::from)));
        }
    }

    /// The sum of a large place; `None` where it is not worth keeping one.
    fn total(&self, kind: Kind, place: Place, spans: &[Span]) -> Option<Arc<Vec<Wide>>> {
        let size: usize = spans.iter().map(|span| self.shelves[kind as usize].size(span)).sum();
        if size <= LARGE {
            return None;
        }
        {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let found = kept.get(&(kind as usize, place)).cloned();
            if found.is_some() || size <= HUGE && kept.values().map(|total| total.len()).sum::<usize>() + size > KEPT {
                return found;
            }
        }
        let mut sums: HashMap<u32, Values, RandomState> = HashMap::default();
        self.visit_spans(kind, spans, |cohort, item, values| {
            let sum = sums.entry(u32::from(cohort) << 16 | u32::from(item)).or_default();
            sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        });
        let wide = |(key, values)| Wide { cohort: (key >> 16) as u16, item: key as u16, values };
        let mut total: Vec<Wide> = sums.into_iter().map(wide).collect();
        total.sort_unstable_by_key(Wide::place);
        let total = Arc::new(total);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert((kind as usize, place), total.clone());
        Some(total)
    }

    /// Sums up what every page of the nation asks, so that nobody waits for it.
    pub(super) fn prepare(&self) {
        for kind in [Kind::State, Kind::Staff, Kind::Month] {
            self.visit(kind, Place::Nation, |_, _, _| {});
        }
        for state in self.tree.lands(Region::State, Place::Nation) {
            self.visit(Kind::State, Place::Territory(kernel::Key::new(state)), |_, _, _| {});
        }
    }

    /// The cube after these changes. `cohorts` knows every cohort in them; offices that are not in the tree are left out.
    pub(super) fn changed(&self, version: i64, changes: &Sums, cohorts: Arc<Cohorts>) -> Result<Self, Error> {
        let mut competencies = self.competencies.clone();
        let mut by_shelf: [Changes; 3] = Default::default();
        let mut courses = self.courses.clone();
        for (cell, values) in &changes.0 {
            if cell.kind == Kind::Course {
                courses.add(*cell, *values);
            } else if let Some(office) = self.tree.number(cell.place) {
                let (cohort, item) = numbers(&cohorts, &mut competencies, *cell)?;
                by_shelf[cell.kind as usize].entry(office).or_default().push(Wide { cohort, item, values: *values });
            }
        }
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (tree, as_of) = (self.tree.clone(), AtomicI64::new(self.as_of.load(Ordering::Relaxed)));
        let kept = kept.into_iter().map(|(key, total)| (key, carried(&tree, key.1, total, &by_shelf[key.0]))).collect();
        let mut shelves = self.shelves.clone();
        for (shelf, changes) in shelves.iter_mut().zip(&by_shelf) {
            if !changes.is_empty() {
                *shelf = shelf.changed(changes);
            }
        }
        Ok(Self { as_of, version, tree, cohorts, competencies, shelves, courses, kept: Mutex::new(kept) })
    }
}

/// The sum of a large place after changes of offices.
fn carried(tree: &Tree, place: Place, total: Arc<Vec<Wide>>, changes: &Changes) -> Arc<Vec<Wide>> {
    let mut missing: BTreeMap<(u16, u16), Values> = BTreeMap::new();
    for (_, changes) in changes.iter().filter(|(office, _)| tree.is_in(**office, place)) {
        changes.iter().for_each(|change| add(&mut missing, change.place(), change.values));
    }
    if missing.is_empty() {
        return total;
    }
    let mut sums = (*total).clone();
    for ((cohort, item), values) in missing {
        match sums.binary_search_by_key(&(cohort, item), Wide::place) {
            Ok(at) => sums[at].values.iter_mut().zip(values).for_each(|(sum, value)| *sum += value),
            Err(at) => sums.insert(at, Wide { cohort, item, values }),
        }
    }
    Arc::new(sums)
}

/// Cohort and item of a cell in small numbers.
fn numbers(cohorts: &Cohorts, competencies: &mut Arc<Index>, cell: Cell) -> Result<(u16, u16), Error> {
    let cohort = cohorts.index.number(cell.of).ok_or(Error::Missing("cohort of a sum"))?;
    let item = match cell.kind {
        Kind::State => match competencies.number(cell.item) {
            Some(number) => number,
            None => Arc::make_mut(competencies).enter(cell.item)?,
        },
        _ => u16::try_from(cell.item).map_err(|_| Error::Writer(format!("no month: {}", cell.item)))?,
    };
    Ok((cohort, item))
}

/// A cube in the making.
pub(super) struct Builder {
    tree: Arc<Tree>,
    cohorts: Arc<Cohorts>,
    competencies: Arc<Index>,
    offices: [Vec<Vec<Row>>; 3],
    courses: Courses,
}

impl Builder {
    pub(super) fn new(tree: Arc<Tree>, cohorts: Arc<Cohorts>) -> Self {
        let empty = || vec![Vec::new(); tree.len()];
        let offices = [empty(), empty(), empty()];
        Self { tree, cohorts, competencies: Arc::default(), offices, courses: Courses::default() }
    }

    /// Adds a sum, once each. Offices that are not in the tree are left out.
    pub(super) fn add(&mut self, cell: Cell, values: Values) -> Result<(), Error> {
        if cell.kind == Kind::Course {
            self.courses.add(cell, values);
        } else if let Some(office) = self.tree.number(cell.place) {
            let (cohort, item) = numbers(&self.cohorts, &mut self.competencies, cell)?;
            self.offices[cell.kind as usize][office as usize].push(Row { cohort, item, values: values.map(narrow) });
        }
        Ok(())
    }

    pub(super) fn finish(self, version: i64, as_of: Timestamp) -> Cube {
        let shelf = |mut offices: Vec<Vec<Row>>| {
            offices.iter_mut().for_each(|rows| rows.sort_unstable_by_key(|row| (row.cohort, row.item)));
            Shelf::new(offices)
        };
        Cube {
            as_of: AtomicI64::new(as_of.0),
            version,
            tree: self.tree,
            cohorts: self.cohorts,
            competencies: self.competencies,
            shelves: self.offices.map(shelf),
            courses: self.courses,
            kept: Mutex::default(),
        }
    }
}

impl Cube {
    /// A cube of an invented service, for benchmarks: departments of a hundred offices under one ministry, each office with some cohorts that need
    /// twelve competencies each and learnt something in each of two years' months. Returns it with the number of its cells.
    #[doc(hidden)]
    pub fn invented(departments: i64, cohorts: i64) -> Result<(Self, usize), Error> {
        use super::tree::{Land, Node};
        let node = |key, parent: Option<i64>, territory| Node { key, parent, territory: Some(territory) };
        let mut nodes = vec![node(1, None, 1)];
        for department in 0..departments {
            nodes.push(node(department + 2, Some(1), 1 + department % 700));
            let office = |number| node(10_000 + department * 100 + number, Some(department + 2), 1 + (department + number) % 700);
            nodes.extend((0..100).map(office));
        }
        let land = |key: i64| Land { key, parent: Some(1_000 + key % 36), region: Some(Region::District) };
        let state = |key: i64| Land { key: 1_000 + key, parent: None, region: Some(Region::State) };
        let lands: Vec<Land> = (1..=700).map(land).chain((0..36).map(state)).collect();
        let labels = |id: i64| (id, [format!("{}", id % 3), format!("s{}", id % 40), format!("f{}", id % 11)]);
        let known = Cohorts::default().extended((0..200).map(labels).collect())?;
        let mut builder = Builder::new(Arc::new(Tree::new(&nodes, &lands)), Arc::new(known));
        let mut cells = 0;
        for node in nodes.iter().filter(|node| node.key >= 10_000) {
            for at in 0..cohorts {
                let of = (node.key * 7 + at * 13) % 200;
                let cell = |kind, item| Cell { kind, place: node.key, of, item };
                builder.add(cell(Kind::Staff, 0), [20, 0, 0, 0, 0])?;
                for item in 0..12 {
                    builder.add(cell(Kind::State, (of * 5 + item * 31) % 1_600), [5, 4, 8, 2, 1])?;
                }
                for month in 0..24 {
                    builder.add(cell(Kind::Month, 660 + month), [8, 6, 30, 60, 200])?;
                }
                cells += 12;
            }
        }
        Ok((builder.finish(1, Timestamp(0)), cells))
    }
}
