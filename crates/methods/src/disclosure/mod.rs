//! Disclosure control: which cells of published tables stay hidden, so that nobody can work out the small ones from those that are shown.
//!
//! Nouns: *atoms* are the finest counts, which need not be published themselves; a *cell* is a sum of atoms that somebody would like to
//! publish, a margin like any other; a cell is *sensitive* when it counts few people. Tables that overlap (by office and by district, of
//! this week and of last) are one problem when they are put on the same atoms.
//!
//! # Invariants
//! - What is published once is protected by [`protect`]; what is published again and again, by [`release`], whose parts are safe in every sum.
//! - A sensitive cell is hidden, and whoever knows all cells that are shown cannot bound it within the margin of the [`Rule`], neither from
//!   above nor (as far as zero) from below. This is not hoped for: each hidden cell is backed by two tables that agree with all that is shown.
//! - The answer is a function of the counts alone.
//!
//! Complementary suppression by least perturbation (Kelly, Golden and Assad, Networks 22, 1992; Fischetti and Salazar, Management Science
//! 47, 2001): for each sensitive cell and each direction a linear program looks for another table in which this cell differs by the margin
//! and as little as possible of what is shown; the cells in which the two tables differ are hidden.
//!
//! Deliberately absent: noise. Inside the service access is controlled and small cells are hidden; nothing that is shown is false.

mod attack;
mod protect;
pub mod release;
mod tables;

pub use attack::{Bounds, bounds};
pub use protect::{Hidden, protect};
pub use tables::{CellIndex, Rule, Tables};

/// The linear program was given up: its solver failed on this input. Nothing may then be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("disclosure control failed: {0}")]
pub struct Failed(pub String);

impl From<microlp::Error> for Failed {
    fn from(error: microlp::Error) -> Self {
        Self(error.to_string())
    }
}
