//! Finding units that differ. Pure.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use methods::statistics::{Funnel, discoveries};

people::closed_list! {
    /// What is compared. In the order in which one speaks for a unit and a competency when several find it.
    Measure {
        /// Assessed below the required level, of those with a valid assessment.
        Below = "below",
        /// Lapsed, of those who were ever assessed.
        Lapsed = "lapsed",
        /// Not held (below, lapsed or never assessed), of those of whom it is required.
        Open = "open",
        /// Not held today what a course leads to, of those who completed it.
        Course = "course",
    }
}

/// A unit in a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit<P> {
    /// Which.
    pub place: P,
    /// The places that it lies in, as far as they are compared themselves.
    pub within: Arc<[P]>,
    /// People concerned.
    pub part: u64,
    /// People who are looked at.
    pub whole: u64,
}

/// Which list a find stands in. Chance is held in check in each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// States, districts, and organisations that are no offices; courses.
    Large,
    /// Offices.
    Offices,
}

/// Units of one kind, and one competency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared<P, C> {
    /// In which list they stand.
    pub list: List,
    /// What of them is compared.
    pub measure: Measure,
    /// The competency.
    pub competency: C,
    /// The units.
    pub units: Vec<Unit<P>>,
    /// People concerned and people looked at, of all units of the kind, where only some of them stand in `units`: these say what is expected.
    /// Empty: the units themselves do.
    pub peers: Vec<(u64, u64)>,
}

/// A unit that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Find<P, C> {
    /// Which unit.
    pub place: P,
    /// In which list it stands.
    pub list: List,
    /// By what.
    pub measure: Measure,
    /// In what.
    pub competency: C,
    /// People concerned.
    pub part: u64,
    /// People who are looked at.
    pub whole: u64,
    /// The share over all units of its kind.
    pub expected: f64,
    /// How many units say so.
    pub among: usize,
    /// People concerned beyond what that share would make.
    pub beyond: f64,
    /// How probable so many are if the unit does not differ.
    pub surprise: f64,
    within: Arc<[P]>,
}

/// Units of fewer people are not looked at.
const LEAST: u64 = 10;
/// Nor kinds of fewer units.
const UNITS: usize = 5;
/// What concerns fewer people beyond expectation is not worth acting on.
const FEWEST: f64 = 5.0;
/// Units within explain a larger one by this share of its people beyond expectation.
const EXPLAINS: f64 = 0.75;
/// The share of the finds of a list that may be chance.
const FALSE: f64 = 0.05;

/// All that differs, that with most people beyond expectation first.
///
/// Chance is held in check for what is told, not for what was looked at on the way: a unit and a competency are one question, however many measures
/// ask it (Bonferroni), and offices within a larger unit that is told are not asked, because their finds would excuse false ones elsewhere.
pub fn finds<P: Clone + Eq + Hash, C: Clone + Eq + Hash>(compared: &[Compared<P, C>]) -> Vec<Find<P, C>> {
    let tests: Vec<Find<P, C>> = compared.iter().flat_map(test).collect();
    let of = |list: List| tests.iter().filter(move |test| test.list == list).collect::<Vec<_>>();
    let (offices, large) = (of(List::Offices), of(List::Large));
    let (found, found_offices) = (beyond_chance(&large), beyond_chance(&offices));
    let (inside, found_inside) = (Inside::of(&tests), Inside::of(found.iter().chain(&found_offices).copied()));
    // A few units within explain a larger one; where most of them differ, the larger one tells of it.
    let is_explained = |find: &Find<P, C>| {
        let ((units, _), (few, beyond)) = (inside.at(find), found_inside.at(find));
        beyond >= find.beyond * EXPLAINS && (few == 1 || few * 2 <= units)
    };
    // Where one office makes nearly all that a larger unit has beyond expectation, it is told in its place.
    let (mut told_large, mut named) = (Vec::new(), Vec::new());
    for find in told(&found, is_explained) {
        match alone(find, &offices) {
            Some(office) => named.push(office),
            None => told_large.push(find),
        }
    }
    let mut named = without_parts_of(&told_large, named);
    let asked = without_parts_of(&told_large, offices);
    named.extend(beyond_chance(&asked));
    let told_offices = told(&named, is_explained);
    let large = without_parts_of(&told_large, told_large.clone());
    let offices = without_parts_of(&told_offices, told_offices.clone());
    let mut kept: Vec<Find<P, C>> = large.into_iter().chain(offices).cloned().collect();
    kept.sort_by(|one, other| other.beyond.total_cmp(&one.beyond));
    kept
}

/// The office that makes a larger unit differ by itself.
fn alone<'a, P: Eq, C: Eq>(find: &Find<P, C>, offices: &[&'a Find<P, C>]) -> Option<&'a Find<P, C>> {
    let is_in = |office: &&&Find<P, C>| {
        office.measure == find.measure && office.competency == find.competency && office.within.contains(&find.place)
    };
    let most = offices.iter().filter(is_in).max_by(|one, other| one.beyond.total_cmp(&other.beyond))?;
    (most.beyond >= find.beyond * EXPLAINS).then_some(*most)
}

/// Those that do not lie within a unit that is told for the same competency.
fn without_parts_of<'a, P: Eq + Hash, C: Eq + Hash>(told: &[&Find<P, C>], finds: Vec<&'a Find<P, C>>) -> Vec<&'a Find<P, C>> {
    let told: HashSet<(&C, &P)> = told.iter().map(|find| (&find.competency, &find.place)).collect();
    let is_part = |find: &Find<P, C>| find.within.iter().any(|place| told.contains(&(&find.competency, place)));
    finds.into_iter().filter(|find| !is_part(find)).collect()
}

/// Of what was found, that which is worth telling: once for a unit and a competency, by the first measure that finds it.
fn told<'a, P: Eq + Hash, C: Eq + Hash>(
    found: &[&'a Find<P, C>],
    is_explained: impl Fn(&Find<P, C>) -> bool,
) -> Vec<&'a Find<P, C>> {
    let mut first: HashMap<(&P, &C), Measure> = HashMap::new();
    for find in found {
        let measure = first.entry((&find.place, &find.competency)).or_insert(find.measure);
        *measure = find.measure.min(*measure);
    }
    let is_first = |find: &Find<P, C>| first.get(&(&find.place, &find.competency)) == Some(&find.measure);
    let mut known = HashSet::new();
    let once = found.iter().copied().filter(|find| is_first(find) && known.insert((&find.place, &find.competency)));
    once.filter(|find| find.beyond >= FEWEST && !is_explained(find)).collect()
}

/// What of these tests is more than chance: each unit and competency is one question, of which all measures speak.
fn beyond_chance<'a, P: Eq + Hash, C: Eq + Hash>(tests: &[&'a Find<P, C>]) -> Vec<&'a Find<P, C>> {
    let mut numbers: HashMap<(&P, &C), usize> = HashMap::new();
    let mut questions: Vec<Vec<&'a Find<P, C>>> = Vec::new();
    for test in tests {
        let next = questions.len();
        let number = *numbers.entry((&test.place, &test.competency)).or_insert(next);
        if number == next {
            questions.push(Vec::new());
        }
        questions[number].push(test);
    }
    let surprise = |tests: &[&Find<P, C>]| {
        let least = tests.iter().map(|test| test.surprise).fold(1.0, f64::min);
        (least * tests.len() as f64).min(1.0)
    };
    let surprises: Vec<f64> = questions.iter().map(|tests| surprise(tests)).collect();
    let found = discoveries(&surprises, FALSE);
    let border = surprises.iter().zip(&found).filter(|(_, found)| **found).map(|(surprise, _)| *surprise).fold(0.0, f64::max);
    let told = |tests: Vec<&'a Find<P, C>>| {
        let many = tests.len() as f64;
        tests.into_iter().filter(move |test| test.surprise * many <= border)
    };
    questions.into_iter().zip(found).filter(|(_, found)| *found).flat_map(|(tests, _)| told(tests)).collect()
}

/// Units within larger ones: how many, and their people beyond expectation.
struct Inside<'a, P, C>(HashMap<(Measure, &'a C, &'a P), (usize, f64)>);

impl<'a, P: Eq + Hash, C: Eq + Hash> Inside<'a, P, C> {
    fn of(finds: impl IntoIterator<Item = &'a Find<P, C>>) -> Self {
        let mut inside = HashMap::new();
        for (find, place) in finds.into_iter().flat_map(|find| find.within.iter().map(move |place| (find, place))) {
            let (units, beyond) = inside.entry((find.measure, &find.competency, place)).or_insert((0, 0.0));
            (*units, *beyond) = (*units + 1, *beyond + find.beyond);
        }
        Self(inside)
    }

    fn at(&self, find: &Find<P, C>) -> (usize, f64) {
        self.0.get(&(find.measure, &find.competency, &find.place)).copied().unwrap_or_default()
    }
}

fn test<P: Clone, C: Clone>(compared: &Compared<P, C>) -> Vec<Find<P, C>> {
    let units: Vec<&Unit<P>> = compared.units.iter().filter(|unit| unit.whole >= LEAST).collect();
    let own = || units.iter().map(|unit| (unit.part, unit.whole)).collect();
    let shares: Vec<(u64, u64)> = if compared.peers.is_empty() { own() } else { compared.peers.clone() };
    let shares: Vec<(u64, u64)> = shares.into_iter().filter(|(_, whole)| *whole >= LEAST).collect();
    let Some(funnel) = Funnel::of(&shares).filter(|_| shares.len() >= UNITS) else { return Vec::new() };
    let surprise = |unit: &Unit<P>| {
        // What is expected, or less, is no surprise, and need not be worked out: that is most units.
        if unit.part as f64 <= funnel.target * unit.whole as f64 { 1.0 } else { funnel.surprise(unit.part, unit.whole) }
    };
    let find = |unit: &&Unit<P>| Find {
        place: unit.place.clone(),
        list: compared.list,
        measure: compared.measure,
        competency: compared.competency.clone(),
        part: unit.part,
        whole: unit.whole,
        expected: funnel.target,
        among: shares.len(),
        beyond: unit.part as f64 - funnel.target * unit.whole as f64,
        surprise: surprise(unit),
        within: unit.within.clone(),
    };
    units.iter().map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(measure: Measure, competency: usize, units: Vec<Unit<usize>>) -> Compared<usize, usize> {
        Compared { list: List::Large, measure, competency, units, peers: Vec::new() }
    }

    fn draw(state: &mut u64) -> f64 {
        *state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (*state >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Districts of very different size; in some of them more people are below than elsewhere.
    fn nation(seed: u64, planted: &[(usize, usize, f64)]) -> Vec<Compared<usize, usize>> {
        let mut state = seed;
        let sizes: Vec<u64> = (0..300).map(|_| 20 + (draw(&mut state).powi(3) * 4000.0) as u64).collect();
        (0..12)
            .map(|competency| {
                let base = 0.2 + 0.4 * draw(&mut state);
                let unit = |(place, size): (usize, &u64)| {
                    let more = planted.iter().find(|one| (one.0, one.1) == (place, competency)).map_or(0.0, |one| one.2);
                    // Districts differ a little of themselves.
                    let share = (base + more + 0.03 * (draw(&mut state) + draw(&mut state) - 1.0)).clamp(0.0, 1.0);
                    let below = (0..*size).filter(|_| draw(&mut state) < share).count() as u64;
                    Unit { place, within: [1000 + place % 30].into(), part: below, whole: *size }
                };
                of(Measure::Below, competency, sizes.iter().enumerate().map(unit).collect())
            })
            .collect()
    }

    #[test]
    fn what_was_planted_is_found_and_little_else() {
        let large = |seed: u64| -> Vec<usize> {
            let mut state = seed;
            let sizes: Vec<u64> = (0..300).map(|_| 20 + (draw(&mut state).powi(3) * 4000.0) as u64).collect();
            (0..300).filter(|at| sizes[*at] > 250).collect()
        };
        for seed in 1..=5 {
            let places = large(seed);
            let planted: Vec<(usize, usize, f64)> = (0..12).map(|at| (places[at * 7], at, 0.2)).collect();
            let found = finds(&nation(seed, &planted));
            let is_planted =
                |find: &&Find<usize, usize>| planted.iter().any(|one| (one.0, one.1) == (find.place, find.competency));
            assert_eq!(found.iter().filter(is_planted).count(), 12, "seed {seed}: {found:?}");
            assert!(found.len() <= 14, "seed {seed}: {} finds", found.len());
        }
    }

    #[test]
    fn the_biggest_is_not_found_for_its_size() {
        let unit = |place, part, whole| Unit { place, within: [].into(), part, whole };
        let mut units: Vec<Unit<usize>> = (0..40).map(|place| unit(place, 40 + place as u64 % 4, 100)).collect();
        units.push(unit(40, 41_500, 100_000));
        assert!(finds(&[of(Measure::Below, 1, units.clone())]).is_empty());
        units.push(unit(41, 75, 100));
        let found = finds(&[of(Measure::Below, 1, units.clone())]);
        assert_eq!(found.iter().map(|find| find.place).collect::<Vec<_>>(), [41]);
        assert!((found[0].beyond - 33.5).abs() < 1.0, "{found:?}");
        assert!(finds(&[of(Measure::Below, 1, units[38..].to_vec())]).is_empty(), "four units are no kind");
    }

    #[test]
    fn a_unit_within_explains_the_larger_one_and_where_most_differ_the_larger_one_tells() {
        let unit = |place, within: Vec<usize>, part, whole| Unit { place, within: within.into(), part, whole };
        let districts = |part: fn(usize) -> u64| -> Vec<Unit<usize>> {
            (0..120).map(|place| unit(place, vec![1000 + place / 10], part(place), 400)).collect()
        };
        let states = |districts: &[Unit<usize>]| -> Vec<Unit<usize>> {
            let state = |state| {
                let inside = || districts.iter().filter(move |one| one.within.contains(&state));
                unit(state, vec![], inside().map(|one| one.part).sum(), inside().map(|one| one.whole).sum())
            };
            (1000..1012).map(state).collect()
        };
        let of = |units| of(Measure::Below, 1, units);
        let found = |districts: Vec<Unit<usize>>| {
            let states = states(&districts);
            finds(&[of(districts), of(states)]).iter().map(|find| find.place).collect::<Vec<_>>()
        };
        assert_eq!(found(districts(|place| if place == 7 { 380 } else { 160 + place as u64 % 3 })), [7]);
        assert_eq!(found(districts(|place| if place / 10 == 3 { 250 } else { 160 + place as u64 % 3 })), [1003]);
    }

    /// Offices of four kinds that differ a little of themselves, in districts; 20 to 120 people in each of twelve competencies.
    fn offices(seed: u64, more: impl Fn(usize, usize) -> f64) -> Vec<Compared<usize, usize>> {
        let mut state = seed;
        let mut all = Vec::new();
        for kind in 0..4 {
            let offices: Vec<(usize, u64)> =
                (0..150).map(|at| (kind * 1000 + at, 20 + (draw(&mut state) * 100.0) as u64)).collect();
            for competency in 0..12 {
                let base = if competency < 4 { 0.02 } else { 0.1 + 0.3 * draw(&mut state) };
                let unit = |(place, whole): &(usize, u64)| {
                    let own = 0.04 * (draw(&mut state) + draw(&mut state) - 1.0);
                    let share = (base + more(*place, competency) + own * base.min(0.2) * 5.0).clamp(0.0, 1.0);
                    let part = (0..*whole).filter(|_| draw(&mut state) < share).count() as u64;
                    Unit { place: *place, within: [10_000 + place % 50].into(), part, whole: *whole }
                };
                let units = offices.iter().map(unit).collect();
                all.push(Compared { list: List::Offices, ..of(Measure::Below, competency, units) });
            }
        }
        all
    }

    #[test]
    fn where_offices_differ_by_chance_hardly_any_is_found() {
        // 7,200 questions in each of 40 services. At 5 % one expects at most one service in twenty with any find at all.
        let with_finds = (1..=40).filter(|seed| !finds(&offices(*seed, |_, _| 0.0)).is_empty()).count();
        assert!(with_finds <= 5, "{with_finds} of 40");
    }

    #[test]
    fn a_weak_office_is_found_among_those_of_its_kind() {
        let weak: HashMap<usize, usize> = [(7, 5), (1_040, 6), (2_099, 7), (3_001, 8)].into();
        let (mut planted, mut all) = (0, 0);
        for seed in 1..=10 {
            let found = finds(&offices(seed, |place, of| if weak.get(&place) == Some(&of) { 0.45 } else { 0.0 }));
            planted += found.iter().filter(|find| weak.get(&find.place) == Some(&find.competency)).count();
            all += found.len();
        }
        assert!(planted >= 38 && all <= planted + 5, "{planted} of 40 planted, {all} found");
    }

    #[test]
    fn an_office_that_makes_a_state_differ_is_told_in_its_place() {
        // In one state the offices of a trade are two; one of them is weak, not enough to be found among thousands of questions.
        let unit = |place: usize, within: Vec<usize>, part, whole| Unit { place, within: within.into(), part, whole };
        let mut offices: Vec<_> = (0..3_000).map(|at| unit(at, vec![9_000 + at / 100], 3 + at as u64 % 3, 20)).collect();
        offices.push(unit(5_000, vec![9_900], 12, 20));
        offices.push(unit(5_001, vec![9_900], 1, 5));
        let mut states: Vec<_> = (0..30).map(|at| unit(9_000 + at, vec![], 400, 2_000)).collect();
        states.push(unit(9_900, vec![], 13, 25));
        let offices = Compared { list: List::Offices, ..of(Measure::Below, 1, offices) };
        let found = finds(&[of(Measure::Below, 1, states), offices]);
        assert_eq!(found.iter().map(|find| (find.place, find.list)).collect::<Vec<_>>(), [(5_000, List::Offices)]);
    }

    #[test]
    fn a_part_of_the_service_is_compared_with_its_kind_everywhere() {
        let unit = |place: usize, part| Unit { place, within: [].into(), part, whole: 40 };
        let few = Compared { list: List::Offices, ..of(Measure::Below, 1, vec![unit(1, 25), unit(2, 8)]) };
        assert!(finds(std::slice::from_ref(&few)).is_empty(), "two offices are no kind");
        let found = finds(&[Compared { peers: (0..60).map(|at| (6 + at % 5, 40)).collect(), ..few }]);
        assert_eq!(found.iter().map(|find| (find.place, find.among)).collect::<Vec<_>>(), [(1, 60)]);
    }

    #[test]
    fn what_is_found_twice_is_told_once() {
        let unit = |place: usize, part, whole| Unit { place, within: [].into(), part, whole };
        let units = |part, whole| (0..30).map(|place| unit(place, if place == 7 { part } else { 40 }, whole)).collect::<Vec<_>>();
        let compared = |measure| of(measure, 1, units(90, 100));
        let found = finds(&[compared(Measure::Open), compared(Measure::Below)]);
        assert_eq!(found.iter().map(|find| (find.place, find.measure)).collect::<Vec<_>>(), [(7, Measure::Below)]);
    }
}
