//! Every order of every set of actions.

use methods::path::{Action, Objective, Scratch, Status};

use crate::instance::{Chance, Instance, NAMES, Size, random};

type Levels = [u8; NAMES.len()];

/// What an order comes to: the smaller the better.
type Measure = (i64, u64);

struct Brute<'a> {
    instance: &'a Instance,
    objective: Objective,
    /// The mandatory actions must come before all others.
    mandatory_first: bool,
    best: Option<Measure>,
    most_closed: (u64, u64),
}

fn of(name: &str) -> usize {
    NAMES.iter().position(|other| *other == name).expect("a name")
}

impl<'a> Brute<'a> {
    fn run(instance: &'a Instance, objective: Objective, mandatory_first: bool) -> Self {
        let mut brute = Brute { instance, objective, mandatory_first, best: None, most_closed: (0, 0) };
        let mut levels = Levels::default();
        for (name, held, _, _) in &instance.levels {
            levels[of(name)] = *held;
        }
        brute.go(levels, 0, 0, &mut Vec::new());
        brute
    }

    fn open(&self, levels: &Levels) -> (u64, u64) {
        let each = self.instance.levels.iter().map(|(name, _, required, weight)| {
            let open = u64::from(required.saturating_sub(levels[of(name)]));
            (open, open * u64::from(*weight))
        });
        each.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    fn go(&mut self, levels: Levels, minutes: u64, gap_time: u64, taken: &mut Vec<usize>) {
        let (open, weight) = self.open(&levels);
        let is_mandatory = |action: &Action| self.instance.mandatory.iter().any(|(id, _)| *id == action.id);
        let all_mandatory =
            self.instance.mandatory.len() == taken.iter().filter(|at| is_mandatory(&self.instance.actions[**at])).count();
        if all_mandatory {
            let start = self.open(&self.start());
            let closed = (start.0 - open, u64::MAX - minutes);
            self.most_closed = self.most_closed.max(closed);
            let measure = match self.objective {
                Objective::Minutes | Objective::Quarters => (open == 0).then_some((minutes as i64, 0)),
                Objective::GapTime => (open == 0).then_some((gap_time as i64, minutes)),
                Objective::Within { minutes: most } => (minutes <= u64::from(most)).then_some((weight as i64, minutes)),
            };
            self.best = [self.best, measure].into_iter().flatten().min();
        }
        for (at, action) in self.instance.actions.iter().enumerate() {
            if taken.contains(&at) || (self.mandatory_first && !all_mandatory && !is_mandatory(action)) {
                continue;
            }
            let fits = self.instance.languages.is_empty()
                || action.languages.is_empty()
                || action.languages.iter().any(|tag| self.instance.languages.contains(&tag.as_str()));
            let ends = minutes + u64::from(action.minutes);
            let in_time = self.instance.mandatory.iter().all(|(id, by)| {
                *id != action.id || by.is_none_or(|by| ends <= u64::from(by) * u64::from(self.instance.quarter.unwrap_or(0)))
            });
            let can_start = action.entry.iter().all(|(name, level)| u64::from(levels[of(name)]) >= level.number() as u64);
            let mut next = levels;
            for (name, level) in &action.gives {
                next[of(name)] = next[of(name)].max(level.number() as u8);
            }
            if (fits || is_mandatory(action)) && in_time && can_start && (next != levels || is_mandatory(action)) {
                taken.push(at);
                self.go(next, ends, gap_time + u64::from(action.minutes) * weight, taken);
                taken.pop();
            }
        }
    }

    fn start(&self) -> Levels {
        let mut levels = Levels::default();
        for (name, held, _, _) in &self.instance.levels {
            levels[of(name)] = *held;
        }
        levels
    }
}

/// Entries hold in the order given, and the sums are those of the order.
fn check_path(instance: &Instance, objective: Objective, scratch: &mut Scratch) -> methods::path::Solution {
    let solution = instance.solve_with(objective, scratch);
    let mut levels = Levels::default();
    for (name, held, _, _) in &instance.levels {
        levels[of(name)] = *held;
    }
    let mut minutes = 0;
    for id in instance.ids(&solution) {
        let action = instance.actions.iter().find(|action| action.id == id).expect("an action");
        for (name, level) in &action.entry {
            assert!(levels[of(name)] >= level.number() as u8, "{id} cannot start: {instance:?}");
        }
        for (name, level) in &action.gives {
            levels[of(name)] = levels[of(name)].max(level.number() as u8);
        }
        minutes += u64::from(action.minutes);
    }
    assert_eq!(solution.minutes, minutes);
    solution
}

fn compare(instance: &Instance, objective: Objective, mandatory_first: bool, scratch: &mut Scratch) -> Status {
    let solution = check_path(instance, objective, scratch);
    let brute = Brute::run(instance, objective, mandatory_first);
    let (_, all) = brute.open(&brute.start());
    match (brute.best, solution.status) {
        (Some(best), Status::Optimal) => {
            let found = match objective {
                Objective::Minutes | Objective::Quarters => (solution.minutes as i64, 0),
                Objective::GapTime => (solution.gap_time as i64, solution.minutes),
                Objective::Within { .. } => ((all - solution.value) as i64, solution.minutes),
            };
            assert_eq!(found, best, "{objective:?} {instance:?} {:?}", instance.ids(&solution));
        }
        (None, Status::Unreachable) if instance.mandatory.is_empty() && objective == Objective::Minutes => {
            let minutes = u64::MAX - brute.most_closed.1;
            assert_eq!(solution.minutes, minutes, "{instance:#?}");
        }
        (None, Status::Unreachable) => {}
        (best, status) => panic!("{best:?} but {status:?}: {objective:?} {instance:?} {:?}", instance.ids(&solution)),
    }
    solution.status
}

const SIZE: Size = Size { competencies: 5, required: 3, actions: 7, highest: 3 };

#[test]
fn every_objective_is_as_good_as_brute_force() {
    let scratch = &mut Scratch::default();
    let mut optimal = 0;
    for seed in 0..1_500 {
        let mut instance = random(seed, SIZE);
        if seed % 4 == 0 {
            instance.languages = vec!["en"];
        }
        instance.quarter = Some(60);
        for objective in [Objective::Minutes, Objective::Quarters, Objective::GapTime] {
            optimal += usize::from(compare(&instance, objective, false, scratch) == Status::Optimal);
        }
        compare(&instance, Objective::Within { minutes: 10 + (seed % 60) as u32 }, false, scratch);
    }
    assert!(optimal > 1_000, "{optimal}");
}

#[test]
fn mandatory_actions_and_their_deadlines_are_as_good_as_brute_force() {
    let scratch = &mut Scratch::default();
    let mut seen = [0; 2];
    for seed in 10_000..12_000 {
        let mut instance = random(seed, SIZE);
        let chance = &mut Chance(seed);
        for at in 0..1 + chance.below(3) {
            let deadline = (!chance.one_in(3)).then(|| 1 + chance.below(3) as u32);
            instance.mandatory.push((format!("k{at}"), deadline));
        }
        instance.quarter = Some(15 + chance.below(40) as u32);
        let status = compare(&instance, Objective::Minutes, false, scratch);
        seen[usize::from(status == Status::Optimal)] += 1;
        let can_begin = instance.mandatory.iter().all(|(id, _)| {
            let action = instance.actions.iter().find(|action| action.id == *id).expect("an action");
            action.entry.is_empty()
        });
        if can_begin {
            compare(&instance, Objective::GapTime, true, scratch);
            if instance.mandatory.iter().all(|(_, by)| by.is_none()) {
                compare(&instance, Objective::Within { minutes: 120 }, true, scratch);
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}
