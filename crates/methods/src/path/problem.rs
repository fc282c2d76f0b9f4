//! What is asked: the levels of one official, and what counts as best.

use std::num::NonZeroU32;

use kernel::Attained;

use super::catalogue::ActionIndex;

/// One official's question.
#[derive(Clone, Debug, Default)]
pub struct Problem<'a> {
    /// Levels held and required, each competency once. A competency that is not named is held at 0 and not required.
    pub standings: Vec<Standing<'a>>,
    /// What the learner can use.
    pub learner: Learner<'a>,
    /// What counts as best.
    pub objective: Objective,
    /// Minutes of learning that fit into a quarter; needed for [`Objective::Quarters`] and for deadlines.
    pub minutes_per_quarter: Option<NonZeroU32>,
    /// Actions that must be taken, whatever they give; the filters of the learner do not apply to them.
    pub mandatory: Vec<Mandatory<'a>>,
    /// Actions that must not be taken.
    pub without: Vec<ActionIndex>,
}

/// Where the official stands in one competency.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Which.
    pub competency: &'a str,
    /// The level held.
    pub held: Attained,
    /// The level required; 0: none.
    pub required: Attained,
    /// How much an open level of it counts in [`Objective::GapTime`] and [`Objective::Within`]; 1 unless there is a reason.
    pub weight: u32,
}

/// What the learner can use. An empty list does not filter.
#[derive(Clone, Debug, Default)]
pub struct Learner<'a> {
    /// Tags of languages.
    pub languages: Vec<&'a str>,
    /// Modes.
    pub modes: Vec<&'a str>,
    /// Devices.
    pub devices: Vec<&'a str>,
}

/// What counts as best. Every objective reaches all required levels, but [`Objective::Within`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Objective {
    /// The fewest minutes.
    #[default]
    Minutes,
    /// The earliest quarter in which the last minute falls; ties by fewer minutes. Learning goes on without idle minutes and an action
    /// may run across quarters, so this quarter is the sum of minutes divided by the minutes a quarter has, rounded up.
    Quarters,
    /// The least sum over the actions, in their order, of minutes x the weights of all levels still open while the action runs: the
    /// levels that it closes count as open until its end, and each of the open levels of a competency counts the competency's weight.
    /// Ties by fewer minutes.
    GapTime,
    /// The greatest sum of weights of closed levels that these minutes allow; ties by fewer minutes.
    Within {
        /// The minutes that there are.
        minutes: u32,
    },
}

/// An action that must be taken.
#[derive(Clone, Copy, Debug)]
pub struct Mandatory<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its last minute falls into this quarter or an earlier one, 1 being the first.
    pub by_quarter: Option<NonZeroU32>,
}

/// The most mandatory actions of one problem: their order is searched over all subsets.
pub const MOST_MANDATORY: usize = 16;
/// The greatest sum of weights x levels open at the start, so that gap-time stays within 64 bits.
pub const HEAVIEST: u64 = 1 << 31;

/// Why a problem cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemFault {
    /// A competency twice.
    #[error("competency {0:?} stands twice")]
    CompetencyTwice(String),
    /// No action has this id.
    #[error("mandatory course {0:?} is not in the catalogue")]
    UnknownMandatory(String),
    /// The same mandatory action twice.
    #[error("mandatory course {0:?} stands twice")]
    MandatoryTwice(String),
    /// More than [`MOST_MANDATORY`].
    #[error("at most {MOST_MANDATORY} courses can be mandatory")]
    TooManyMandatory,
    /// Quarters cannot be counted.
    #[error("quarters need the hours that a quarter has")]
    NoQuarters,
    /// More than [`HEAVIEST`].
    #[error("the weights of all open levels together exceed {HEAVIEST}")]
    TooHeavy,
}
