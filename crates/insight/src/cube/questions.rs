//! What can be asked of a cube.

use std::collections::{BTreeMap, HashMap};

use competency::Competency;
use kernel::Key;
use learning::Course;
use people::{Organisation, Territory};

use super::domain::{ByCohort, Counts, Cut, Dimension, Months, Place, Reach, Region};
use super::sums::Cube;
use crate::rollup::cell::{Kind, Values};

fn sum_up(sum: &mut Values, values: &Values) {
    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

fn named(sums: BTreeMap<&str, Values>) -> ByCohort {
    sums.into_iter().map(|(label, values)| (label.to_owned(), Counts::of(values))).collect()
}

/// Whether a cohort is wanted; see [`super::sums::Cohorts::within`].
fn wanted(within: Option<&[bool]>, cohort: u16) -> bool {
    within.is_none_or(|within| within.get(usize::from(cohort)).copied().unwrap_or_default())
}

/// Some competencies in a wanted order, by their small numbers.
struct Columns {
    at: Vec<Option<usize>>,
    width: usize,
}

impl Columns {
    fn of(cube: &Cube, competencies: &[Key<Competency>]) -> Self {
        let mut at = vec![None; cube.competencies.keys.len()];
        for (column, competency) in competencies.iter().enumerate() {
            if let Some(number) = cube.competencies.number(competency.number()) {
                at[usize::from(number)] = Some(column);
            }
        }
        Self { at, width: competencies.len() }
    }

    fn add(&self, sums: &mut [Values], item: u16, values: &Values) {
        if let Some(column) = self.at.get(usize::from(item)).copied().flatten() {
            sum_up(&mut sums[column], values);
        }
    }
}

impl Cube {
    /// Officials who serve in a post that prescribes competencies; once an office.
    pub fn staff(&self, place: impl Into<Place>, cut: &Cut) -> u64 {
        let (mut sum, within) = (0, self.cohorts.within(cut));
        self.visit(Kind::Staff, place.into(), |cohort, _, values| {
            sum += if wanted(within.as_deref(), cohort) { values[0] } else { 0 };
        });
        u64::try_from(sum).unwrap_or_default()
    }

    /// Every competency that is required there of anybody, in order of keys.
    pub fn by_competency(&self, place: impl Into<Place>, cut: &Cut) -> Vec<(Key<Competency>, Counts)> {
        let keys = &self.competencies.keys;
        let (mut sums, within) = (vec![Values::default(); keys.len()], self.cohorts.within(cut));
        self.visit(Kind::State, place.into(), |cohort, item, values| {
            if wanted(within.as_deref(), cohort) {
                sum_up(&mut sums[usize::from(item)], values);
            }
        });
        let found = keys.iter().zip(sums).filter(|(_, values)| *values != Values::default());
        let mut found: Vec<_> = found.map(|(key, values)| (Key::new(*key), Counts::of(values))).collect();
        found.sort_unstable_by_key(|(key, _)| *key);
        found
    }

    /// One competency.
    pub fn counts(&self, place: impl Into<Place>, competency: Key<Competency>, cut: &Cut) -> Counts {
        self.row(place.into(), &Columns::of(self, &[competency]), cut)[0]
    }

    fn row(&self, place: Place, columns: &Columns, cut: &Cut) -> Vec<Counts> {
        let (mut sums, within) = (vec![Values::default(); columns.width], self.cohorts.within(cut));
        self.visit(Kind::State, place, |cohort, item, values| {
            if wanted(within.as_deref(), cohort) {
                columns.add(&mut sums, item, values);
            }
        });
        sums.into_iter().map(Counts::of).collect()
    }

    /// The organisations at the top of a tree, in order of their names.
    pub fn roots(&self) -> Vec<Key<Organisation>> {
        self.tree.roots().iter().copied().map(Key::new).collect()
    }

    /// The organisations directly below one, in order of their names.
    pub fn children(&self, organisation: Key<Organisation>) -> Vec<Key<Organisation>> {
        self.tree.children(organisation.number()).iter().copied().map(Key::new).collect()
    }

    /// These competencies in each organisation directly below one, with all below it, and last in the posts of the organisation itself, if it has
    /// any: in the order of [`Cube::children`], counts in the order of `competencies`.
    pub fn by_child(
        &self,
        organisation: Key<Organisation>,
        competencies: &[Key<Competency>],
        cut: &Cut,
    ) -> Vec<(Key<Organisation>, Vec<Counts>)> {
        let columns = Columns::of(self, competencies);
        let children = self.children(organisation).into_iter();
        let mut rows: Vec<_> = children.map(|child| (child, self.row(child.into(), &columns, cut))).collect();
        let own = self.own(organisation, competencies, cut);
        if own.iter().any(|counts| *counts != Counts::default()) {
            rows.push((organisation, own));
        }
        rows
    }

    /// These competencies in the posts of an organisation itself, without what lies below it.
    pub fn own(&self, organisation: Key<Organisation>, competencies: &[Key<Competency>], cut: &Cut) -> Vec<Counts> {
        let (columns, within) = (Columns::of(self, competencies), self.cohorts.within(cut));
        let mut sums = vec![Values::default(); columns.width];
        let number = self.tree.number(organisation.number());
        self.visit_spans(Kind::State, number.map(|number| number..number + 1).as_slice(), |cohort, item, values| {
            if wanted(within.as_deref(), cohort) {
                columns.add(&mut sums, item, values);
            }
        });
        sums.into_iter().map(Counts::of).collect()
    }

    /// These competencies in each state, or in each district, of the offices of a place: those that have any office there, in order of keys; offices
    /// that serve none are in none.
    pub fn by_territory(
        &self,
        region: Region,
        place: impl Into<Place>,
        competencies: &[Key<Competency>],
        cut: &Cut,
    ) -> Vec<(Key<Territory>, Vec<Counts>)> {
        let (place, columns) = (place.into(), Columns::of(self, competencies));
        let lands = self.tree.lands(region, place).into_iter().map(Key::new);
        let Place::Organisation(_) = place else {
            return lands.map(|land| (land, self.row(land.into(), &columns, cut))).collect();
        };
        let within = self.cohorts.within(cut);
        let mut sums: BTreeMap<Key<Territory>, Vec<Values>> =
            lands.map(|land| (land, vec![Values::default(); columns.width])).collect();
        for number in self.tree.spans(place).into_iter().flatten() {
            let land = self.tree.land(number, region).map(Key::new);
            let Some(sums) = land.and_then(|land| sums.get_mut(&land)) else { continue };
            self.visit_spans(Kind::State, std::slice::from_ref(&(number..number + 1)), |cohort, item, values| {
                if wanted(within.as_deref(), cohort) {
                    columns.add(sums, item, values);
                }
            });
        }
        sums.into_iter().map(|(land, sums)| (land, sums.into_iter().map(Counts::of).collect())).collect()
    }

    /// A competency by group, service or family, in order of names; who has none stands under the empty name.
    pub fn by_cohort(&self, place: impl Into<Place>, competency: Key<Competency>, dimension: Dimension) -> ByCohort {
        let mut sums: BTreeMap<&str, Values> = BTreeMap::new();
        let wanted = self.competencies.number(competency.number());
        self.visit(Kind::State, place.into(), |cohort, item, values| {
            if Some(item) == wanted {
                sum_up(sums.entry(self.cohorts.label(cohort, dimension)).or_default(), values);
            }
        });
        named(sums)
    }

    /// Every competency by group, service or family, in order of keys and names.
    pub fn by_competency_and_cohort(&self, place: impl Into<Place>, dimension: Dimension) -> Vec<(Key<Competency>, ByCohort)> {
        let mut sums: BTreeMap<u16, BTreeMap<&str, Values>> = BTreeMap::new();
        self.visit(Kind::State, place.into(), |cohort, item, values| {
            let sum = sums.entry(item).or_default().entry(self.cohorts.label(cohort, dimension)).or_default();
            sum_up(sum, values);
        });
        let key = |item: u16| Key::new(self.competencies.keys.get(usize::from(item)).copied().unwrap_or_default());
        let mut found: Vec<_> = sums.into_iter().map(|(item, sums)| (key(item), named(sums))).collect();
        found.sort_unstable_by_key(|(key, _)| *key);
        found
    }

    /// The officials of [`Cube::staff`] by group, service or family, in order of names.
    pub fn staff_by_cohort(&self, place: impl Into<Place>, dimension: Dimension) -> Vec<(String, u64)> {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        self.visit(Kind::Staff, place.into(), |cohort, _, values| {
            *sums.entry(self.cohorts.label(cohort, dimension)).or_default() += values[0];
        });
        sums.into_iter().map(|(label, sum)| (label.to_owned(), u64::try_from(sum).unwrap_or_default())).collect()
    }

    /// For each office in whose own posts anybody serves, the family of positions that most of them fill: of equal ones the first by name.
    pub fn main_families(&self) -> HashMap<Key<Organisation>, String> {
        let mut families = HashMap::new();
        for number in self.tree.spans(Place::Nation).into_iter().flatten() {
            let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
            self.visit_spans(Kind::Staff, std::slice::from_ref(&(number..number + 1)), |cohort, _, values| {
                *sums.entry(self.cohorts.label(cohort, Dimension::Family)).or_default() += values[0];
            });
            let main = sums.into_iter().filter(|(_, people)| *people > 0).rev().max_by_key(|(_, people)| *people);
            if let Some((family, _)) = main {
                families.insert(Key::new(self.tree.key(number)), family.to_owned());
            }
        }
        families
    }

    /// What was learnt, by month (months since January 1970), in order; months without anything are left out. People are counted where they serve
    /// today, wherever they served then.
    pub fn months(&self, place: impl Into<Place>, cut: &Cut) -> Vec<(i64, Months)> {
        let (mut sums, within) = (BTreeMap::<u16, Values>::new(), self.cohorts.within(cut));
        self.visit(Kind::Month, place.into(), |cohort, item, values| {
            if wanted(within.as_deref(), cohort) {
                sum_up(sums.entry(item).or_default(), values);
            }
        });
        sums.into_iter().map(|(month, values)| (month.into(), Months::of(values))).collect()
    }

    /// Whom each course reached, in order of keys: everywhere, or among those who serve today in an organisation directly below a root.
    pub fn courses(&self, top: Option<Key<Organisation>>) -> Vec<(Key<Course>, Reach)> {
        let mut sums: BTreeMap<i64, Values> = BTreeMap::new();
        let tops = self.courses.tops.iter().filter(|(key, _)| top.is_none_or(|top| top.number() == **key));
        for (course, values) in tops.flat_map(|(_, courses)| courses.iter()) {
            sum_up(sums.entry(*course).or_default(), values);
        }
        let found = sums.into_iter().filter(|(_, values)| *values != Values::default());
        found.map(|(course, values)| (Key::new(course), Reach::of(values))).collect()
    }

    /// Whom a course reached everywhere, by the month of the enrolment, in order.
    pub fn course_months(&self, course: Key<Course>) -> Vec<(i64, Reach)> {
        let months = self.courses.months.range((course.number(), i64::MIN)..=(course.number(), i64::MAX));
        let found = months.filter(|(_, values)| **values != Values::default());
        found.map(|((_, month), values)| (*month, Reach::of(*values))).collect()
    }
}
