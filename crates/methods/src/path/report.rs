//! A path walked from the levels held at the start: what each step closes, and the sums.

use super::catalogue::{ActionIndex, Catalogue, CompetencyIndex};
use super::frame::Frame;
use super::problem::{Objective, Problem};
use super::solution::{Late, Missing, Rise, Solution, Status, Step};
use super::solve::Rest;

/// The solution: what was taken first, then the rest.
pub(super) fn solution(catalogue: &Catalogue, problem: &Problem<'_>, frame: &mut Frame, path: (Vec<u32>, Rest)) -> Solution {
    let (taken, rest) = path;
    let first = taken.len();
    let mut order = taken;
    order.extend(&rest.order);
    let walk = walk(catalogue, problem, frame, &order);
    let sums = walk.sums.last().copied().unwrap_or_default();
    let before = first.checked_sub(1).and_then(|at| walk.sums.get(at)).copied().unwrap_or_default();
    let all = frame.open_weight(problem, |slot| slot.start);
    let value = all - frame.open_weight(problem, |slot| slot.now);
    let measure = match problem.objective {
        Objective::Minutes | Objective::Quarters => sums.minutes,
        Objective::GapTime => sums.gap_time,
        Objective::Within { .. } => value,
    };
    let bound = rest.bound.map_or(measure, |bound| match problem.objective {
        Objective::Minutes | Objective::Quarters => (before.minutes + bound).min(measure),
        Objective::GapTime => before.gap_time.saturating_add(bound).min(measure),
        Objective::Within { .. } => (before.value + bound).max(measure),
    });
    let missing =
        if matches!(problem.objective, Objective::Within { .. }) { Vec::new() } else { missing(catalogue, problem, frame) };
    let late = late(catalogue, problem, frame, &order);
    let status = match (missing.is_empty() && late.is_empty(), bound == measure) {
        (false, _) => Status::Unreachable,
        (true, true) => Status::Optimal,
        (true, false) => Status::Bounded,
    };
    let quarters = problem.minutes_per_quarter.map(|minutes| sums.minutes.div_ceil(u64::from(minutes.get())));
    Solution { status, steps: walk.steps, minutes: sums.minutes, quarters, gap_time: sums.gap_time, value, bound, missing, late }
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    minutes: u64,
    gap_time: u64,
    value: u64,
}

struct Walk {
    steps: Vec<Step>,
    /// After each step.
    sums: Vec<Sums>,
}

fn walk(catalogue: &Catalogue, problem: &Problem<'_>, frame: &mut Frame, order: &[u32]) -> Walk {
    for at in 0..frame.open.len() {
        frame.change(frame.open[at], |slot| slot.now = slot.start);
    }
    frame.walk_from(catalogue, order, |slot| slot.start);
    let all = frame.open_weight(problem, |slot| slot.now);
    let mut sums = Sums::default();
    let mut walk = Walk { steps: Vec::with_capacity(order.len()), sums: Vec::with_capacity(order.len()) };
    for (at, action) in order.iter().enumerate() {
        let minutes = u64::from(catalogue.minutes(*action));
        let closes = rises(catalogue, frame, *action, |slot, level| level.min(slot.required));
        let prepares = prepares(catalogue, frame, *action, &order[at + 1..]);
        let mut weight = 0;
        for rise in &closes {
            weight += u64::from(frame.slot(rise.competency.0).weight) * u64::from(rise.to - rise.from);
        }
        sums.minutes += minutes;
        sums.gap_time = sums.gap_time.saturating_add(minutes.saturating_mul(all - sums.value));
        sums.value += weight;
        frame.rise(catalogue, *action);
        let is_mandatory = frame.forced(*action).is_some();
        walk.steps.push(Step { action: ActionIndex(*action), closes, prepares, is_mandatory });
        walk.sums.push(sums);
    }
    walk
}

/// How an action lifts its competencies now, each up to a level that `upto` allows.
fn rises(catalogue: &Catalogue, frame: &Frame, action: u32, upto: impl Fn(super::frame::Slot, u8) -> u8) -> Vec<Rise> {
    let rise = |at: &super::catalogue::At| {
        let slot = frame.slot(at.index);
        let to = upto(slot, at.level);
        (to > slot.now).then_some(Rise { competency: CompetencyIndex(at.index), from: slot.now, to })
    };
    catalogue.gives(action).iter().filter_map(rise).collect()
}

/// Levels beyond what is required that a later step starts from.
fn prepares(catalogue: &Catalogue, frame: &Frame, action: u32, later: &[u32]) -> Vec<Rise> {
    let needed = |competency: u32| {
        let entries = later.iter().flat_map(|action| catalogue.entries(*action)).filter(|at| at.index == competency);
        entries.map(|at| at.level).max().unwrap_or(0)
    };
    let rise = |at: &super::catalogue::At| {
        let slot = frame.slot(at.index);
        let to = at.level.min(needed(at.index));
        let from = slot.now.max(slot.required);
        (to > from).then_some(Rise { competency: CompetencyIndex(at.index), from, to })
    };
    catalogue.gives(action).iter().filter_map(rise).collect()
}

fn missing(catalogue: &Catalogue, problem: &Problem<'_>, frame: &Frame) -> Vec<Missing> {
    let known = frame.open.iter().filter_map(|competency| {
        let slot = frame.slot(*competency);
        let name = catalogue.competency(CompetencyIndex(*competency));
        (slot.goal < slot.required && slot.now < slot.required).then(|| Missing {
            competency: name.to_owned(),
            required: slot.required,
            reachable: slot.now,
        })
    });
    let unknown = frame.unknown.iter().map(|at| {
        let standing = &problem.standings[*at];
        let level = |level: kernel::Attained| level.number() as u8;
        Missing {
            competency: standing.competency.to_owned(),
            required: level(standing.required),
            reachable: level(standing.held),
        }
    });
    let mut missing: Vec<Missing> = known.chain(unknown).collect();
    missing.sort_by(|a, b| a.competency.cmp(&b.competency));
    missing
}

fn late(catalogue: &Catalogue, problem: &Problem<'_>, frame: &Frame, order: &[u32]) -> Vec<Late> {
    let quarter = |minutes: u64| problem.minutes_per_quarter.map_or(0, |of| minutes.div_ceil(u64::from(of.get())));
    let late = frame.forced.iter().filter_map(|forced| {
        let (action, by_quarter) = (ActionIndex(forced.action), forced.by_quarter);
        let Some(at) = order.iter().position(|action| *action == forced.action) else {
            return Some(Late { action, by_quarter, quarter: None });
        };
        let ends: u64 = order[..=at].iter().map(|action| u64::from(catalogue.minutes(*action))).sum();
        (ends > forced.latest).then(|| Late { action, by_quarter, quarter: Some(quarter(ends)) })
    });
    late.collect()
}
