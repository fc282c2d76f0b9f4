//! What leaving an action out would cost, and the next best paths.
//!
//! Both solve the problem again without some actions. For the alternatives: a set of actions of which none can be left out, other than the
//! sets known, lacks at least one action of each of them (else it would hold one of them whole, and more). So the best set that is still
//! missing is the best of the problems that leave out one action of each known set: the hitting-set tree of Reiter (AIJ 32, 1987), opened
//! best first.

use super::catalogue::{ActionIndex, Catalogue};
use super::problem::{Objective, Problem, ProblemFault};
use super::solution::{Explained, Solution, Status, Without};
use super::solve::Scratch;

/// Problems solved for the alternatives of one path at most.
const MOST_SOLVED: usize = 400;

impl Catalogue {
    /// The best path, what each of its actions is worth, and up to `alternatives` next best paths.
    ///
    /// Alternatives are other sets of actions, not other orders; none of an alternative's actions can be left out. They are looked for
    /// among paths that reach everything, or as much as the best path does.
    pub fn explain(&self, problem: &Problem<'_>, alternatives: usize, scratch: &mut Scratch) -> Result<Explained, ProblemFault> {
        let solution = self.solve(problem, scratch)?;
        let mut tree = Tree { catalogue: self, problem, scratch, nodes: vec![], solved: Vec::new() };
        let mut without = Vec::with_capacity(solution.steps.len());
        for step in &solution.steps {
            without.push(if step.is_mandatory {
                Without::Mandatory
            } else {
                let other = tree.solve(vec![step.action])?;
                worth(problem.objective, &solution, &other)
            });
        }
        let alternatives = tree.alternatives(&solution, alternatives)?;
        Ok(Explained { solution, without, alternatives })
    }
}

/// The measure of the objective.
pub(super) fn measure(objective: Objective, solution: &Solution) -> u64 {
    match objective {
        Objective::Minutes | Objective::Quarters => solution.minutes,
        Objective::GapTime => solution.gap_time,
        Objective::Within { .. } => solution.value,
    }
}

fn worth(objective: Objective, best: &Solution, other: &Solution) -> Without {
    if is_less(best, other) {
        return Without::Unreachable;
    }
    let found = measure(objective, other);
    if other.bound == found {
        Without::Costs(found)
    } else {
        Without::CostsBetween(other.bound.min(found), other.bound.max(found))
    }
}

/// Whether a path reaches less than the best one.
fn is_less(best: &Solution, other: &Solution) -> bool {
    other.late.len() > best.late.len()
        || other.missing.len() > best.missing.len()
        || other.missing.iter().zip(&best.missing).any(|(other, best)| other.reachable < best.reachable)
}

struct Tree<'a> {
    catalogue: &'a Catalogue,
    problem: &'a Problem<'a>,
    scratch: &'a mut Scratch,
    nodes: Vec<(Vec<ActionIndex>, Solution)>,
    solved: Vec<(Vec<ActionIndex>, Solution)>,
}

impl Tree<'_> {
    /// Solves the problem without some more actions, once.
    fn solve(&mut self, mut without: Vec<ActionIndex>) -> Result<Solution, ProblemFault> {
        without.sort_unstable();
        without.dedup();
        if let Some((_, solution)) = self.solved.iter().find(|(other, _)| *other == without) {
            return Ok(solution.clone());
        }
        let mut problem = self.problem.clone();
        problem.without.extend(&without);
        let solution = self.catalogue.solve(&problem, self.scratch)?;
        self.solved.push((without, solution.clone()));
        Ok(solution)
    }

    fn alternatives(mut self, best: &Solution, wanted: usize) -> Result<Vec<Solution>, ProblemFault> {
        let mut known: Vec<Vec<ActionIndex>> = vec![set(best)];
        let mut alternatives = Vec::new();
        self.nodes.push((Vec::new(), best.clone()));
        while alternatives.len() < wanted && self.solved.len() < MOST_SOLVED {
            let objective = self.problem.objective;
            let rank = |solution: &Solution| {
                let measure = measure(objective, solution);
                let is_more = matches!(objective, Objective::Within { .. });
                (if is_more { u64::MAX - measure } else { measure }, solution.minutes, set(solution))
            };
            let next = (0..self.nodes.len()).min_by_key(|at| (rank(&self.nodes[*at].1), self.nodes[*at].0.clone()));
            let Some(next) = next else { break };
            let (without, solution) = self.nodes.swap_remove(next);
            let own = set(&solution);
            if !known.contains(&own) {
                known.push(own);
                alternatives.push(solution.clone());
            }
            for step in solution.steps.iter().filter(|step| !step.is_mandatory) {
                let more: Vec<ActionIndex> = without.iter().copied().chain([step.action]).collect();
                let other = self.solve(more.clone())?;
                if !is_less(best, &other) && other.status != Status::Bounded {
                    self.nodes.push((more, other));
                }
            }
        }
        Ok(alternatives)
    }
}

fn set(solution: &Solution) -> Vec<ActionIndex> {
    let mut set: Vec<ActionIndex> = solution.steps.iter().map(|step| step.action).collect();
    set.sort_unstable();
    set
}
