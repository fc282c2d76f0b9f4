//! Random small instances.

use std::num::NonZeroU32;

use kernel::Attained;
use methods::path::{Action, Catalogue, Learner, Mandatory, Objective, Problem, Scratch, Solution, Standing};

pub const NAMES: [&str; 7] = ["A", "B", "C", "D", "E", "F", "G"];

/// One official and a catalogue, owned.
#[derive(Clone, Debug)]
pub struct Instance {
    pub levels: Vec<(&'static str, u8, u8, u32)>,
    pub actions: Vec<Action>,
    pub mandatory: Vec<(String, Option<u32>)>,
    pub quarter: Option<u32>,
    pub languages: Vec<&'static str>,
}

pub fn level(number: u8) -> Attained {
    Attained::new(i64::from(number)).expect("a level")
}

/// A generator of numbers that is the same everywhere (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
    pub fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }
}

/// Sizes of a random instance.
#[derive(Clone, Copy)]
pub struct Size {
    pub competencies: usize,
    pub required: usize,
    pub actions: usize,
    pub highest: u8,
}

pub fn random(seed: u64, size: Size) -> Instance {
    let chance = &mut Chance(seed);
    let mut levels = Vec::new();
    for name in &NAMES[..size.required] {
        let held = chance.below(2) as u8;
        let required = chance.below(u64::from(size.highest) + 1) as u8;
        levels.push((*name, held, required, 1 + chance.below(3) as u32));
    }
    let actions = (0..size.actions).map(|at| action(at, chance, size)).collect();
    Instance { levels, actions, mandatory: Vec::new(), quarter: None, languages: Vec::new() }
}

fn action(at: usize, chance: &mut Chance, size: Size) -> Action {
    let mut action = Action { id: format!("k{at}"), minutes: 1 + chance.below(40) as u32, ..Action::default() };
    let touched = [1, 1, 1, 2, 2, 3][chance.below(6) as usize];
    for _ in 0..touched {
        let name = NAMES[chance.below(size.competencies as u64) as usize];
        if action.gives.iter().all(|(other, _)| other != name) {
            let to = 1 + chance.below(u64::from(size.highest)) as u8;
            action.gives.push((name.to_owned(), level(to)));
            let from = chance.below(u64::from(to)) as u8;
            if from > 0 && !chance.one_in(3) {
                action.entry.push((name.to_owned(), level(from)));
            }
        }
    }
    let other = NAMES[chance.below(size.competencies as u64) as usize];
    if chance.one_in(3) && action.entry.iter().all(|(name, _)| name != other) {
        action.entry.push((other.to_owned(), level(1 + chance.below(u64::from(size.highest)) as u8)));
    }
    if chance.one_in(5) {
        action.languages = vec!["hi".to_owned()];
    }
    action
}

impl Instance {
    pub fn solve(&self, objective: Objective) -> Solution {
        self.solve_with(objective, &mut Scratch::default())
    }

    pub fn solve_with(&self, objective: Objective, scratch: &mut Scratch) -> Solution {
        self.catalogue().solve(&self.problem(objective), scratch).expect("a solution")
    }

    pub fn catalogue(&self) -> Catalogue {
        Catalogue::new(self.actions.clone()).expect("a catalogue")
    }

    pub fn problem(&self, objective: Objective) -> Problem<'_> {
        let standing = |&(competency, held, required, weight): &(&'static str, u8, u8, u32)| Standing {
            competency,
            held: level(held),
            required: level(required),
            weight,
        };
        let mandatory = |(id, by): &'_ (String, Option<u32>)| (id.as_str().to_owned(), by.and_then(NonZeroU32::new));
        let mandatory: Vec<_> = self.mandatory.iter().map(mandatory).collect();
        Problem {
            standings: self.levels.iter().map(standing).collect(),
            learner: Learner { languages: self.languages.clone(), ..Learner::default() },
            objective,
            minutes_per_quarter: self.quarter.and_then(NonZeroU32::new),
            mandatory: self
                .mandatory
                .iter()
                .zip(mandatory)
                .map(|((id, _), (_, by_quarter))| Mandatory { id, by_quarter })
                .collect(),
            without: Vec::new(),
        }
    }

    pub fn ids(&self, solution: &Solution) -> Vec<String> {
        let catalogue = self.catalogue();
        solution.steps.iter().map(|step| catalogue.action(step.action).id.clone()).collect()
    }
}
