//! From a problem to its solution.
//!
//! Which levels must be told apart is not known beforehand: an entry may need a competency that nothing requires, whose courses have
//! entries in turn, and so on through the whole catalogue, though almost none of it is ever of use. So the problem is solved as if such
//! entries were met, at a price that is surely not too high ([`super::projection`]). The optimum of this relaxation is a lower bound. If its
//! path keeps all entries in truth, it is optimal in truth. If not, the levels that it missed are told apart from now on, and it is solved
//! again. Each round tells at least one more level apart, so there are few rounds and never endless ones.

use super::catalogue::Catalogue;
use super::flood;
use super::frame::Frame;
use super::label::{GapTime, Label};
use super::lattice::{Lattice, Shape, components};
use super::mandatory;
use super::order::{self, Unmet};
use super::part::{self, Part};
use super::problem::{Objective, Problem, ProblemFault};
use super::projection::Projection;
use super::solution::Solution;
use super::sweep::Sweep;
use super::{report, within};

/// Memory that one thread uses again for problem after problem, of one catalogue or of several.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) frame: Frame,
    projection: Projection,
    minutes: Sweep<u32>,
    gap_time: Sweep<GapTime>,
}

/// After so many rounds, or searches given up, the best path known is answered with its bound.
const MOST_ROUNDS: usize = 64;
const MOST_GIVEN_UP: usize = 2;

/// The end of a path, after what was taken already.
#[derive(Debug, Default)]
pub(super) struct Rest {
    /// Its actions in their order.
    pub(super) order: Vec<u32>,
    /// A bound of the rest alone when the order is not proven to be the best.
    pub(super) bound: Option<u64>,
}

/// What a projection's solution is.
enum Relaxed {
    /// There is no way even in the relaxation.
    Nowhere,
    /// Actions, perhaps; what bounds their measure; whether it is their measure.
    Path { actions: Option<Vec<u32>>, bound: u64, is_proven: bool },
}

/// How the rest of a path is sought.
#[derive(Clone, Copy)]
struct Aim {
    objective: Objective,
    shape: Shape,
    /// Whether actions of a lattice end by their deadlines.
    in_time: bool,
}

impl Catalogue {
    /// The best path, proven wherever that can be done in bounded time and memory.
    pub fn solve(&self, problem: &Problem<'_>, scratch: &mut Scratch) -> Result<Solution, ProblemFault> {
        if problem.objective == Objective::Quarters && problem.minutes_per_quarter.is_none() {
            return Err(ProblemFault::NoQuarters);
        }
        scratch.frame.begin(self, problem)?;
        let counts_open = problem.objective == Objective::GapTime;
        let opening = mandatory::opening(self, &scratch.frame, problem, counts_open);
        let mut taken = opening.order;
        for action in &taken {
            scratch.frame.take(self, *action);
        }
        let mut waiting = opening.waiting;
        if !waiting.is_empty() {
            let impossible = flood::flood(self, &mut scratch.frame, &waiting);
            waiting.retain(|action| !impossible.contains(action));
        }
        let aims_at_minutes = matches!(problem.objective, Objective::Minutes | Objective::Quarters);
        if !waiting.is_empty() && !aims_at_minutes {
            // First the shortest way through the mandatory ones, then the best path from there.
            let first = scratch.without_goals(self, problem, &waiting);
            first.iter().for_each(|action| scratch.frame.take(self, *action));
            taken.extend(first);
            waiting.clear();
        }
        let rest = scratch.rest(self, problem, &waiting, spent(self, &taken));
        Ok(report::solution(self, problem, &mut scratch.frame, (taken, rest)))
    }
}

fn spent(catalogue: &Catalogue, taken: &[u32]) -> u64 {
    taken.iter().map(|action| u64::from(catalogue.minutes(*action))).sum()
}

impl Scratch {
    /// The shortest way through mandatory actions alone.
    fn without_goals(&mut self, catalogue: &Catalogue, problem: &Problem<'_>, waiting: &[u32]) -> Vec<u32> {
        let open = std::mem::take(&mut self.frame.open);
        let minutes = Problem { objective: Objective::Minutes, standings: Vec::new(), ..problem.clone() };
        let rest = self.rest(catalogue, &minutes, waiting, 0);
        self.frame.open = open;
        rest.order
    }

    /// The best way on from what is held, through the actions that wait.
    fn rest(&mut self, catalogue: &Catalogue, problem: &Problem<'_>, waiting: &[u32], spent: u64) -> Rest {
        let has_deadline = waiting.iter().any(|action| self.frame.forced(*action).is_some_and(|forced| forced.latest < u64::MAX));
        let is_gap_time = problem.objective == Objective::GapTime;
        let shape = Shape { is_whole: is_gap_time || has_deadline, is_fine: is_gap_time };
        let aim = Aim { objective: problem.objective, shape, in_time: has_deadline };
        if let Objective::Within { minutes } = problem.objective {
            return self.within(catalogue, u64::from(minutes).saturating_sub(spent));
        }
        if let Some(rest) = self.rounds(catalogue, problem, waiting, aim) {
            return rest;
        }
        self.lower_goals(catalogue, waiting);
        let again = self.rounds(catalogue, problem, waiting, aim);
        // If all can be reached but not by the deadlines, the path that would be best without them tells how late it gets.
        let without_deadlines = Aim { in_time: false, shape: Shape { is_whole: is_gap_time, ..shape }, ..aim };
        again.or_else(|| self.rounds(catalogue, problem, waiting, without_deadlines)).unwrap_or_default()
    }

    /// What cannot be reached is no goal any more.
    fn lower_goals(&mut self, catalogue: &Catalogue, waiting: &[u32]) {
        flood::flood(catalogue, &mut self.frame, waiting);
        for at in 0..self.frame.open.len() {
            self.frame.change(self.frame.open[at], |slot| slot.goal = slot.required.min(slot.now));
        }
    }

    /// Rounds of relaxation, each telling more levels apart; none when the goals cannot be reached.
    fn rounds(&mut self, catalogue: &Catalogue, problem: &Problem<'_>, waiting: &[u32], aim: Aim) -> Option<Rest> {
        self.frame.tell_goals();
        let (mut bound, mut given_up) = (0, 0);
        for _ in 0..MOST_ROUNDS {
            self.projection.make(catalogue, &self.frame, waiting);
            let (actions, is_proven) = match self.relaxed(problem, aim) {
                Relaxed::Nowhere => return None,
                Relaxed::Path { actions, bound: of_this, is_proven } => {
                    bound = bound.max(of_this);
                    (actions, is_proven)
                }
            };
            let Some(actions) = actions else { break };
            match self.in_order(catalogue, actions, aim) {
                Ok(order) => return Some(Rest { order, bound: (!is_proven).then_some(bound) }),
                Err(unmet) => {
                    given_up += usize::from(!is_proven);
                    let told = self.tell(&unmet);
                    if given_up >= MOST_GIVEN_UP || !told {
                        break;
                    }
                }
            }
        }
        self.supported(catalogue, waiting).map(|order| Rest { order, bound: Some(bound) })
    }

    /// A path that serves, but may not be the best; none when there is none.
    fn supported(&mut self, catalogue: &Catalogue, waiting: &[u32]) -> Option<Vec<u32>> {
        flood::flood(catalogue, &mut self.frame, waiting);
        if self.frame.open.iter().any(|competency| self.frame.slot(*competency).now < self.frame.slot(*competency).goal) {
            return None;
        }
        let actions = flood::supported(catalogue, &mut self.frame, waiting);
        order::arrange(catalogue, &mut self.frame, &actions).ok()
    }

    fn tell(&mut self, unmet: &[Unmet]) -> bool {
        let mut told = false;
        for (competency, level) in unmet {
            if self.frame.slot(*competency).cap < *level || !self.frame.told.contains(competency) {
                self.frame.tell(*competency, *level);
                told = true;
            }
        }
        told
    }

    /// Where the order is free it is arranged, else it is checked.
    fn in_order(&mut self, catalogue: &Catalogue, actions: Vec<u32>, aim: Aim) -> Result<Vec<u32>, Vec<Unmet>> {
        if aim.shape.is_whole {
            order::check(catalogue, &mut self.frame, &actions)?;
            return Ok(actions);
        }
        order::arrange(catalogue, &mut self.frame, &actions)
    }

    fn relaxed(&mut self, problem: &Problem<'_>, aim: Aim) -> Relaxed {
        match aim.objective {
            Objective::GapTime => {
                let always = self.frame.open_weight(problem, |slot| slot.goal.max(slot.held));
                through(&self.projection, &self.frame, aim, &mut self.gap_time, always)
            }
            _ => through(&self.projection, &self.frame, aim, &mut self.minutes, 0),
        }
    }

    fn within(&mut self, catalogue: &Catalogue, minutes: u64) -> Rest {
        self.frame.tell_goals();
        let mut bound = u64::MAX;
        for _ in 0..MOST_ROUNDS {
            self.projection.make(catalogue, &self.frame, &[]);
            let (actions, value) = within::best_use(&self.projection, &mut self.minutes, minutes);
            bound = bound.min(value);
            let Some(actions) = actions else { break };
            match order::arrange(catalogue, &mut self.frame, &actions) {
                Ok(order) => return Rest { order, bound: None },
                Err(unmet) if self.tell(&unmet) => {}
                Err(_) => break,
            }
        }
        self.lower_goals(catalogue, &[]);
        let order = self.supported(catalogue, &[]).unwrap_or_default();
        let steps: Vec<(u32, u32)> = order.iter().map(|action| (*action, catalogue.minutes(*action))).collect();
        Rest { order: within::fitting(&steps, minutes), bound: Some(bound) }
    }
}

/// All components of a projection, one after the other.
fn through<L: Label>(projection: &Projection, frame: &Frame, aim: Aim, sweep: &mut Sweep<L>, always_open: u64) -> Relaxed {
    let (mut all, mut bound, mut is_proven) = (Some(Vec::new()), L::default(), true);
    let latest = |action| if aim.in_time { frame.forced(action).map_or(u64::MAX, |forced| forced.latest) } else { u64::MAX };
    for dims in components(projection, aim.shape) {
        let mut lattice = Lattice::new(projection, &dims, aim.shape.is_fine, latest);
        lattice.always_open = always_open;
        let Some(Part { actions, bound: of_part, is_proven: of_this }) = part::solve(&lattice, sweep) else {
            return Relaxed::Nowhere;
        };
        bound = bound.plus(of_part);
        is_proven &= of_this;
        match (&mut all, actions) {
            (Some(all), Some(actions)) => all.extend(actions),
            _ => all = None,
        }
    }
    Relaxed::Path { actions: all, bound: bound.measure(), is_proven }
}
