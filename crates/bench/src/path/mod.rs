//! Optimal learning paths: how long one takes, how long the worst take, and how long the program takes for all officials of a country.
//!
//! The figures of single paths are taken in this process, parsing not included, because a page asks that way; those of the bulk are the
//! wall time of the program from its start to its end, with everything. How the program compares to an integer program in HiGHS is
//! measured by tests/outside/path.check.sh.

pub mod bulk;
pub mod generate;

use kernel::Attained;
use methods::path::{Action, Catalogue, Learner, Objective, Problem, Scratch, Standing, Status};
use serde::Serialize;

use crate::clock::Stopwatch;
use bulk::BulkFigures;
use generate::{Course, DENSE, EXTREME, Official, Shape, USUAL, WORST};

/// Paths of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct SolveFigures {
    /// Which kind.
    pub name: &'static str,
    /// How many were solved.
    pub solved: usize,
    /// How many of them to a proven optimum, and how many cannot reach everything.
    pub optimal: usize,
    /// See `optimal`.
    pub unreachable: usize,
    /// Microseconds a path: half of them took at most this.
    pub p50_us: f64,
    /// All but one in a hundred.
    pub p99_us: f64,
    /// The mean, which is what many cost.
    pub mean_us: f64,
    /// All of them.
    pub max_us: f64,
    /// What is wanted, in words.
    pub target: &'static str,
}

/// All figures of paths.
#[derive(Clone, Debug, Serialize)]
pub struct PathFigures {
    /// One by one.
    pub solves: Vec<SolveFigures>,
    /// All at once.
    pub bulk: Option<BulkFigures>,
}

impl PathFigures {
    /// Whether every official was answered.
    pub fn is_good(&self) -> bool {
        self.bulk.as_ref().is_none_or(|bulk| bulk.faults == 0)
    }
}

/// Measures single paths of every kind; `say` is told what is going on.
pub fn solves(say: &dyn Fn(&str)) -> anyhow::Result<Vec<SolveFigures>> {
    let usual = "p50 50, p99 1,000";
    let kinds = [
        ("120 competencies", USUAL, Objective::Minutes, 20_000, usual),
        ("40 competencies", DENSE, Objective::Minutes, 20_000, usual),
        ("8 open x 4 levels, 120 competencies", Shape { competencies: 120, ..WORST }, Objective::Minutes, 300, "max 100,000"),
        ("8 open x 4 levels, 40 competencies", WORST, Objective::Minutes, 300, "max 100,000"),
        ("8 open x 4 levels, 8 competencies", EXTREME, Objective::Minutes, 100, "max 100,000"),
        ("least gap-time, 120 competencies", USUAL, Objective::GapTime, 5_000, "-"),
        ("best use of 20 hours, 120 competencies", USUAL, Objective::Within { minutes: 1_200 }, 5_000, "-"),
    ];
    let mut figures = Vec::new();
    for (name, shape, objective, count, target) in kinds {
        say(name);
        figures.push(SolveFigures { name, target, ..solve(shape, objective, count)? });
    }
    Ok(figures)
}

fn solve(shape: Shape, objective: Objective, count: u64) -> anyhow::Result<SolveFigures> {
    let actions = generate::courses(shape, 3)
        .iter()
        .enumerate()
        .map(|(number, course)| action(number, course))
        .collect::<Result<_, _>>()?;
    let catalogue = Catalogue::new(actions)?;
    let names: Vec<String> = (0..shape.competencies).map(|number| format!("c{number}")).collect();
    let scratch = &mut Scratch::default();
    let (mut nanos, mut optimal, mut unreachable) = (Vec::new(), 0, 0);
    for number in 0..count {
        let official = generate::official(shape, number);
        let problem = problem(&official, &names, objective)?;
        let watch = Stopwatch::start();
        let solution = catalogue.solve(&problem, scratch)?;
        nanos.push(watch.passed().as_nanos() as u64);
        optimal += usize::from(solution.status == Status::Optimal);
        unreachable += usize::from(solution.status == Status::Unreachable);
    }
    nanos.sort_unstable();
    let micros = |nanos: u64| nanos as f64 / 1e3;
    let at = |percent: usize| micros(nanos[(nanos.len() * percent).div_ceil(100).max(1) - 1]);
    Ok(SolveFigures {
        name: "",
        solved: nanos.len(),
        optimal,
        unreachable,
        p50_us: at(50),
        p99_us: at(99),
        mean_us: micros(nanos.iter().sum::<u64>()) / nanos.len() as f64,
        max_us: at(100),
        target: "",
    })
}

fn level(number: u64) -> anyhow::Result<Attained> {
    Ok(Attained::new(i64::try_from(number)?)?)
}

fn action(number: usize, course: &Course) -> anyhow::Result<Action> {
    let levels = |pairs: &[(u64, u64)]| -> anyhow::Result<Vec<_>> {
        pairs.iter().map(|(competency, to)| Ok((format!("c{competency}"), level(*to)?))).collect()
    };
    Ok(Action {
        id: format!("k{number}"),
        minutes: course.minutes,
        entry: levels(&course.entry)?,
        gives: levels(&course.gives)?,
        languages: course.languages.iter().map(|tag| (*tag).to_owned()).collect(),
        mode: Some(course.mode.to_owned()),
        ..Action::default()
    })
}

fn problem<'a>(official: &Official, names: &'a [String], objective: Objective) -> anyhow::Result<Problem<'a>> {
    let standing = |(competency, held, required): &(u64, u64, u64)| {
        Ok(Standing { competency: &names[*competency as usize], held: level(*held)?, required: level(*required)?, weight: 1 })
    };
    Ok(Problem {
        standings: official.levels.iter().map(standing).collect::<anyhow::Result<_>>()?,
        learner: Learner { languages: official.languages.clone(), modes: official.modes.clone(), devices: Vec::new() },
        objective,
        ..Problem::default()
    })
}
