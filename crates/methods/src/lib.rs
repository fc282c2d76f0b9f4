//! Methods that decide with numbers: each a pure function of what it is given, exact where it says so, with the source of its formula.
//!
//! - [`path`]: the shortest honest way from the levels held to the levels required.
//!
//! Pure: nothing here waits, reads a file, looks at a clock or throws dice.

pub mod path;
