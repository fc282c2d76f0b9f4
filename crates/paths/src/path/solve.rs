//! Solving: with reasons for a page, without for lists.

use methods::path::{ActionIndex, Explained, ProblemFault, Scratch, Solution, Status};
use store::Error;

use super::domain::{Question, Wish};
use crate::action::Actions;

/// How many other good sets of actions are looked for.
const OTHERS: usize = 2;

/// A path with its reasons.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The path, what leaving out each step would cost, and other good sets.
    pub explained: Explained,
}

impl Answer {
    /// The path.
    pub const fn solution(&self) -> &Solution {
        &self.explained.solution
    }

    /// Ids of the actions in their order.
    pub fn ids<'a>(&self, actions: &'a Actions) -> Vec<&'a str> {
        ids(&self.explained.solution, actions)
    }
}

/// Ids of the actions of a solution in their order.
pub(super) fn ids<'a>(solution: &Solution, actions: &'a Actions) -> Vec<&'a str> {
    solution.steps.iter().map(|step| actions.catalogue.action(step.action).id.as_str()).collect()
}

/// The best path for a wish, with its reasons.
pub fn answer(question: &Question, wish: &Wish, actions: &Actions, failed: &[ActionIndex]) -> Result<Answer, Error> {
    let problem = question.problem(actions, wish, failed);
    let explained = actions.catalogue.explain(&problem, OTHERS, &mut Scratch::default());
    Ok(Answer { explained: explained.map_err(fault)? })
}

/// The best path alone.
pub fn shortest(
    question: &Question,
    wish: &Wish,
    actions: &Actions,
    failed: &[ActionIndex],
    scratch: &mut Scratch,
) -> Result<Solution, Error> {
    actions.catalogue.solve(&question.problem(actions, wish, failed), scratch).map_err(fault)
}

fn fault(fault: ProblemFault) -> Error {
    Error::Writer(format!("path: {fault}"))
}

/// As stored.
pub(crate) const fn word(status: Status) -> &'static str {
    match status {
        Status::Optimal => "optimal",
        Status::Bounded => "bounded",
        Status::Unreachable => "unreachable",
    }
}
