//! What a cell of the heat map shows.

use insight::cube::Counts;
use insight::shade;
use kernel::number::percent;

/// From so many people on a share is shown.
const ENOUGH: u64 = 10;

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The competency is required of nobody here.
    Empty,
    /// Of too few people for a share. Only who may see the persons meets such a cell: what is published counts more people.
    Few {
        /// Assessed below.
        below: u64,
        /// Of so many.
        of: u64,
    },
    /// The share of people below the required level, of so many with a valid assessment; with its shade.
    Share {
        /// Whole percent.
        percent: i64,
        /// Of so many.
        of: u64,
    },
}

impl Cell {
    /// The five shades of the heat map.
    pub(crate) const fn shade(self) -> &'static str {
        match self {
            Self::Empty => "",
            Self::Few { .. } => "hx",
            Self::Share { percent, .. } => shade(percent),
        }
    }

    /// From the counts of an office and a competency.
    pub(crate) fn of(counts: &Counts) -> Self {
        let (below, of) = counts.below_of_assessed();
        match (counts.required, of) {
            (0, _) => Self::Empty,
            (_, of) if of < ENOUGH => Self::Few { below, of },
            (_, of) => Self::Share { percent: whole(below, of), of },
        }
    }
}

/// Whole percent; 0 of nobody.
pub(crate) fn whole(part: u64, of: u64) -> i64 {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    percent(number(part), number(of)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_assessed_below_among_valid_assessments_as_everywhere() {
        let counts = Counts { required: 100, held: 10, below: 10, unassessed: 50, lapsed: 30, fresh: 0 };
        assert_eq!(Cell::of(&counts), Cell::Share { percent: 50, of: 20 });
        let lapsed = Counts { required: 40, held: 10, lapsed: 30, ..Counts::default() };
        assert_eq!(Cell::of(&lapsed), Cell::Share { percent: 0, of: 10 }, "a lapsed level is no gap");
        let few = Counts { required: 40, held: 5, below: 4, unassessed: 31, ..Counts::default() };
        assert_eq!(Cell::of(&few), Cell::Few { below: 4, of: 9 });
        assert_eq!(Cell::of(&Counts::default()), Cell::Empty);
    }
}
