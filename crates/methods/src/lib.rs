//! Methods that decide with numbers: each a pure function of what it is given, exact where it says so, with the source of its formula.
//!
//! - [`path`]: the shortest honest way from the levels held to the levels required.
//! - [`statistics`]: shares with their intervals, comparisons that do not mistake chance for difference.
//! - [`disclosure`]: which cells of published tables stay hidden so that nobody can be told from them.
//!
//! Pure: nothing here waits, reads a file, looks at a clock or throws dice.

pub mod disclosure;
pub mod path;
pub mod statistics;
