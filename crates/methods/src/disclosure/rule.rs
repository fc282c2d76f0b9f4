//! Which counts are small.

/// When a cell is small, and how closely it must not be known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Cells of fewer people are sensitive; empty ones are not.
    pub least: u64,
    /// People by which a sensitive cell must stay uncertain to either side.
    pub margin: u64,
    /// The same as a share of the cell; the greater of both holds.
    pub share: f64,
}

impl Rule {
    /// Whether a count is of few people.
    pub fn is_sensitive(&self, count: u64) -> bool {
        count > 0 && count < self.least
    }

    /// By how many people a cell of this count must stay uncertain.
    pub fn margin(&self, count: u64) -> u64 {
        self.margin.max((count as f64 * self.share).ceil() as u64)
    }
}
