//! The shortest honest path: which actions, in which order, bring every required level within reach at the least cost, with a certificate.
//!
//! Nouns. An **action** ([`Action`]) raises competencies to levels and may need entry levels. A **catalogue** ([`Catalogue`]) is a set of
//! actions, prepared once. A **problem** ([`Problem`]) is the levels of one official. A **solution** ([`Solution`]) is a path with the bound
//! that no path undercuts.
//!
//! ```
//! use kernel::Attained;
//! use methods::path::{Action, Catalogue, Problem, Scratch, Standing, Status};
//!
//! let level = |number| Attained::new(number).expect("a level");
//! let action = |id: &str, minutes, from, to| Action {
//!     id: id.to_owned(),
//!     minutes,
//!     entry: vec![("rti".to_owned(), level(from))],
//!     gives: vec![("rti".to_owned(), level(to))],
//!     ..Action::default()
//! };
//! let catalogue = Catalogue::new(vec![action("first", 60, 0, 1), action("second", 90, 1, 2), action("leap", 200, 0, 2)])?;
//! let standing = Standing { competency: "rti", held: level(0), required: level(2), weight: 1 };
//! let problem = Problem { standings: vec![standing], ..Problem::default() };
//! let solution = catalogue.solve(&problem, &mut Scratch::default())?;
//! assert_eq!((solution.status, solution.minutes, solution.bound), (Status::Optimal, 150, 150));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What holds.
//! - Levels never fall. Hence whatever can start keeps being able to start, and only the set of actions decides the minutes.
//! - Minutes are whole and positive. No figure is rounded; [`Status::Optimal`] is only said where bound and path are equal.
//! - The order of input changes nothing: actions are ranked by minutes, then id, and ties go to the first.
//! - Time and memory are bounded for whatever is asked; past the bounds the answer is [`Status::Bounded`].
//!
//! How it is done: `projection` cuts the catalogue to what matters and drops what others replace; `lattice` splits it into components. A small
//! component is swept whole (`sweep`, dynamic programming); a larger one is settled by `landmarks` (minutes) or swept and searched under
//! `bounds` (gap-time, deadlines). `solve` tells why few levels have to be told apart, `charge` what that takes. Mandatory actions come first
//! (`mandatory`); when some of them cannot start at once, the shortest path that takes them all in time is sought together with the rest
//! (minutes, quarters) or before it (other objectives).
//!
//! Deliberately absent: dates and seats (they filter what is put into the catalogue), uncertainty of minutes, and how good a course is.

mod action;
mod bounds;
mod catalogue;
mod chain;
mod charge;
mod cuts;
mod explain;
mod flood;
mod frame;
mod greedy;
mod hitting;
mod label;
mod landmarks;
mod lattice;
mod mandatory;
mod order;
mod packed;
mod part;
mod problem;
mod projection;
mod report;
mod search;
mod solution;
mod solve;
mod sweep;
mod within;

pub use action::{Action, CatalogueFault, Kind, LONGEST};
pub use catalogue::{ActionIndex, Catalogue, CompetencyIndex};
pub use problem::{HEAVIEST, Learner, MOST_MANDATORY, Mandatory, Objective, Problem, ProblemFault, Standing};
pub use solution::{Explained, Late, Missing, Rise, Solution, Status, Step, Without};
pub use solve::Scratch;

/// No way.
const FAR: u32 = u32::MAX;
