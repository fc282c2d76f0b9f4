//! What was planted: differences that a good analyst would find, with a record of them to check against. Pure.
//!
//! Everything else differs from office to office only by chance and by small shifts; these differ clearly.

use serde::Serialize;

use super::courses::{Course, WITHOUT_EFFECT};
use super::frame::Frame;
use super::kinds::{FACETS_OF, KINDS, Side};
use super::layout::Layout;
use crate::dice::Dice;

/// What kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Planting {
    /// All offices of a district hold a competency much less often.
    WeakDistrict,
    /// Much more often.
    StrongDistrict,
    /// One office holds a competency much less often; most were assessed below.
    WeakOffice,
    /// Much more often.
    StrongOffice,
    /// A department of the Union or of a State, in all its offices.
    WeakDepartment,
    /// One of two departments: in each group the first is better, and taken together the second, where more are of the better group.
    SimpsonFirst,
    /// The other one.
    SimpsonSecond,
    /// A department in which a level lapses for more people from month to month.
    GrowingGap,
    /// A course whose many completers do not hold its level.
    CourseWithoutEffect,
}

/// Where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A district of the data.
    District(usize),
    /// A department, among the organisations.
    Department(usize),
    /// An office.
    Office(usize),
    /// Nowhere in particular: a course.
    Course(usize),
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plant {
    pub(super) planting: Planting,
    pub(super) place: Place,
    /// Among the competencies of the frame.
    pub(super) competency: usize,
    /// How many of 1,000 hold it, by group.
    pub(super) held: [i64; 3],
    /// How many of 1,000 were assessed below.
    pub(super) below: i64,
}

/// Offices that are planted.
const WEAK_OFFICES: usize = 5;

/// All of them.
pub(super) fn plants(layout: &Layout, frame: &Frame, courses: &[Course], seed: u64) -> Vec<Plant> {
    let mut all = Vec::new();
    let core = |code| frame.place(code);
    let districts = largest_districts(layout);
    for (planting, district, held) in [
        (Planting::WeakDistrict, 0, 230),
        (Planting::StrongDistrict, 1, 930),
        (Planting::WeakDistrict, 2, 260),
        (Planting::WeakDistrict, 4, 230),
    ] {
        if let Some(district) = districts.get(district) {
            let place = Place::District(*district);
            all.push(Plant { planting, place, competency: core("cyber-hygiene"), held: [held; 3], below: 60 });
        }
    }
    for (planting, office, held) in offices(layout, seed) {
        let kind = layout.offices[office].kind;
        // The competency of group C that every variant of its duties may ask.
        let competency = frame.of_kind(kind, FACETS_OF[2].end - 2);
        let below = if held < 500 { 600 } else { 30 };
        all.push(Plant { planting, place: Place::Office(office), competency, held: [held; 3], below });
    }
    let departments = departments(layout);
    let of = |at: usize| departments.get(at).map(|(department, _)| Place::Department(*department));
    if let Some(place) = of(2) {
        all.push(Plant {
            planting: Planting::WeakDepartment,
            place,
            competency: core("noting-drafting"),
            held: [330; 3],
            below: 150,
        });
    }
    if let Some(place) = of(3) {
        all.push(Plant { planting: Planting::GrowingGap, place, competency: core("communication"), held: [700; 3], below: 60 });
    }
    all.extend(simpson(layout, core("digital-fluency")));
    let course = &courses[WITHOUT_EFFECT];
    let planting = Planting::CourseWithoutEffect;
    all.push(Plant { planting, place: Place::Course(WITHOUT_EFFECT), competency: course.competency, held: [620; 3], below: 150 });
    all
}

/// A department with many of group C that is better in each group, and one with many of group B.
fn simpson(layout: &Layout, competency: usize) -> Vec<Plant> {
    let size = |department: usize| {
        let offices = layout.offices.iter().filter(|office| office.department == department && office.kind > 0);
        offices.map(|office| office.officials).sum::<u64>()
    };
    let of_kind = |wanted: &dyn Fn(usize) -> bool| {
        let offices = layout.offices.iter().filter(|office| wanted(office.kind));
        offices.map(|office| office.department).max_by_key(|department| (size(*department), usize::MAX - *department))
    };
    let mostly_c = of_kind(&|kind| KINDS[kind].code == "posts");
    // Divisions of the secretariat stand under many departments; accounts offices under one.
    let mostly_b = of_kind(&|kind| KINDS[kind].code == "accounts");
    let plant =
        |planting, department, held| Plant { planting, place: Place::Department(department), competency, held, below: 80 };
    let first = mostly_c.map(|department| plant(Planting::SimpsonFirst, department, [930, 900, 540]));
    let second = mostly_b.map(|department| plant(Planting::SimpsonSecond, department, [880, 850, 460]));
    first.into_iter().chain(second).collect()
}

/// Districts by how many officials of the States serve there, the largest first.
fn largest_districts(layout: &Layout) -> Vec<usize> {
    let mut sizes = std::collections::BTreeMap::new();
    for office in &layout.offices {
        if let Some(district) = office.district {
            *sizes.entry(district).or_insert(0) += office.officials;
        }
    }
    let mut all: Vec<(usize, u64)> = sizes.into_iter().collect();
    all.sort_by_key(|(district, size)| (std::cmp::Reverse(*size), *district));
    all.into_iter().map(|(district, _)| district).collect()
}

/// Departments of the States by size, the largest first, with their size.
fn departments(layout: &Layout) -> Vec<(usize, u64)> {
    let mut sizes = std::collections::BTreeMap::new();
    for office in layout.offices.iter().filter(|office| KINDS[office.kind].side == Side::State) {
        *sizes.entry(office.department).or_insert(0) += office.officials;
    }
    let mut all: Vec<(usize, u64)> = sizes.into_iter().collect();
    all.sort_by_key(|(department, size)| (std::cmp::Reverse(*size), *department));
    all
}

/// Offices of more than usual size, drawn by chance.
fn offices(layout: &Layout, seed: u64) -> Vec<(Planting, usize, i64)> {
    let all = layout.offices.iter().enumerate().skip(layout.headquarters);
    let mean = layout.offices.iter().map(|office| office.officials).sum::<u64>() / layout.offices.len().max(1) as u64;
    let mut large: Vec<usize> = all.filter(|(_, office)| office.officials >= mean).map(|(at, _)| at).collect();
    large.sort_by_key(|at| Dice::of("planted", &[seed, *at as u64]).bits());
    let kinds = [(Planting::WeakOffice, 120); WEAK_OFFICES].into_iter().chain([(Planting::StrongOffice, 960); 2]);
    large.into_iter().zip(kinds).map(|(at, (planting, held))| (planting, at, held)).collect()
}

impl Plant {
    /// Whether it says something of the people of an office.
    pub(super) fn is_of(&self, at: usize, layout: &Layout) -> bool {
        let office = &layout.offices[at];
        match self.place {
            Place::District(district) => office.district == Some(district),
            Place::Department(department) => office.department == department,
            Place::Office(planted) => planted == at,
            Place::Course(_) => false,
        }
    }
}

/// The record of one.
#[derive(Clone, Debug, Serialize)]
pub struct Planted {
    /// What.
    pub planting: Planting,
    /// Code of the organisation; empty for a district or a course.
    pub organisation: String,
    /// Code of the territory; empty for others.
    pub territory: String,
    /// Code of the course; empty for others.
    pub course: String,
    /// Code of the competency.
    pub competency: String,
    /// How many of 1,000 of groups A, B and C were meant to hold it; elsewhere about 600 do.
    pub held_permille: [i64; 3],
    /// Counted in the store: people there of whom it is asked (for a course: completers), by group.
    pub people: [i64; 3],
    /// Of these, who hold it.
    pub held: [i64; 3],
    /// Of these, whose level has lapsed.
    pub lapsed: [i64; 3],
}
