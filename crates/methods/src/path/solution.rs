//! What is answered.

use super::catalogue::{ActionIndex, CompetencyIndex};

/// How much is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All required levels are reached, and no path is better.
    Optimal,
    /// The path serves, and no path is better than [`Solution::bound`]; whether one is better than this path is not known.
    Bounded,
    /// A required level cannot be reached ([`Solution::missing`]), or a mandatory action not in time ([`Solution::late`]). The path
    /// closes as many levels as can be closed, in the fewest minutes.
    Unreachable,
}

/// A path with its certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// How much is proven.
    pub status: Status,
    /// The actions in an order in which every entry level is held.
    pub steps: Vec<Step>,
    /// Their minutes.
    pub minutes: u64,
    /// The quarter in which the last minute falls, 0 for an empty path; none when the problem has no minutes a quarter.
    pub quarters: Option<u64>,
    /// Sum over the steps of minutes x weights of the levels open while the step runs.
    pub gap_time: u64,
    /// Sum of the weights of the levels that the path closes.
    pub value: u64,
    /// No path is better than this. In the measure of the objective: minutes for minutes and quarters, gap-time for gap-time, value (an
    /// upper bound) for the best use of too few hours. Equal to that measure when the path is optimal.
    pub bound: u64,
    /// Required levels that no sequence of usable actions reaches.
    pub missing: Vec<Missing>,
    /// Mandatory actions that cannot be done, or not in time.
    pub late: Vec<Late>,
}

/// One action of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub action: ActionIndex,
    /// Required levels that it closes.
    pub closes: Vec<Rise>,
    /// Levels that are not required, or beyond what is required, and that a later step needs for its entry.
    pub prepares: Vec<Rise>,
    /// Whether it was mandatory.
    pub is_mandatory: bool,
}

/// A competency rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rise {
    /// Which.
    pub competency: CompetencyIndex,
    /// The level before.
    pub from: u8,
    /// The level after.
    pub to: u8,
}

/// A required level that cannot be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The competency, by name: the catalogue may not know it.
    pub competency: String,
    /// The level required.
    pub required: u8,
    /// The highest level that can be reached.
    pub reachable: u8,
}

/// A mandatory action that misses its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// Which.
    pub action: ActionIndex,
    /// The quarter by which it should be done; none when it had no deadline.
    pub by_quarter: Option<u32>,
    /// The quarter in which its last minute falls on this path; none when its entry levels cannot be reached.
    pub quarter: Option<u64>,
}

/// What happens to the optimum when one action of the path may not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// The best path without it, in the measure of the objective.
    Costs(u64),
    /// The best path found without it; none is better than the first figure.
    CostsBetween(u64, u64),
    /// Some required level cannot be reached any more.
    Unreachable,
    /// It is mandatory: there is no path without it.
    Mandatory,
}

/// A path with reasons and alternatives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The best path.
    pub solution: Solution,
    /// For each of its steps, what leaving it out would cost.
    pub without: Vec<Without>,
    /// The next best paths, each another set of actions of which none can be left out; best first.
    pub alternatives: Vec<Solution>,
}
