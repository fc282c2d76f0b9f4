//! Counting states and hiding small figures.

use kernel::number::percent;

/// Figures of fewer people are not shown.
pub(crate) const SMALL: i64 = 10;

/// How many people of an office are in which state for one competency, or for all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) held: i64,
    pub(crate) below: i64,
    pub(crate) unassessed: i64,
    pub(crate) lapsed: i64,
}

impl Counts {
    pub(crate) fn sum(&mut self, other: Self) {
        self.held += other.held;
        self.below += other.below;
        self.unassessed += other.unassessed;
        self.lapsed += other.lapsed;
    }

    /// People of whom it is required.
    pub(crate) const fn required(&self) -> i64 {
        self.held + self.below + self.unassessed + self.lapsed
    }

    /// People whose level has been assessed, whether it still holds or not.
    pub(crate) const fn assessed(&self) -> i64 {
        self.held + self.below + self.lapsed
    }
}

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The competency is required of nobody here.
    Empty,
    /// Fewer than [`SMALL`] people, or hidden so that a neighbour cannot be found by subtraction.
    Hidden,
    /// The share of assessed people below the required level, of so many assessed; with its shade.
    Share {
        /// Whole percent.
        percent: i64,
        /// Of so many.
        of: i64,
    },
}

impl Cell {
    /// The five shades of the heat map.
    pub(crate) const fn shade(self) -> &'static str {
        match self {
            Self::Empty => "",
            Self::Hidden => "hx",
            Self::Share { percent, .. } => match percent {
                ..15 => "h0",
                15..35 => "h1",
                35..55 => "h2",
                55..75 => "h3",
                _ => "h4",
            },
        }
    }
}

/// The cells of one column, from the counts of its rows.
pub(crate) fn column(counts: &[Counts]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = counts.iter().map(|counts| cell(*counts)).collect();
    let hidden = cells.iter().filter(|cell| **cell == Cell::Hidden).count();
    if hidden == 1 {
        let smallest = counts
            .iter()
            .enumerate()
            .filter(|(at, _)| matches!(cells[*at], Cell::Share { .. }))
            .min_by_key(|(_, counts)| counts.assessed());
        if let Some((at, _)) = smallest {
            cells[at] = Cell::Hidden;
        }
    }
    cells
}

fn cell(counts: Counts) -> Cell {
    match (counts.required(), counts.assessed()) {
        (0, _) => Cell::Empty,
        (_, assessed) if assessed < SMALL => Cell::Hidden,
        (_, assessed) => Cell::Share { percent: percent(counts.below + counts.lapsed, assessed).unwrap_or(0), of: assessed },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(held: i64, below: i64) -> Counts {
        Counts { held, below, ..Counts::default() }
    }

    #[test]
    fn a_single_hidden_cell_takes_its_smallest_neighbour_with_it() {
        let cells = column(&[counts(50, 50), counts(5, 4), counts(10, 10)]);
        assert_eq!(cells, [Cell::Share { percent: 50, of: 100 }, Cell::Hidden, Cell::Hidden]);
    }

    #[test]
    fn two_hidden_cells_protect_each_other_and_empty_ones_protect_nobody() {
        let cells = column(&[counts(50, 50), counts(1, 1), counts(2, 2), counts(0, 0)]);
        assert_eq!(cells, [Cell::Share { percent: 50, of: 100 }, Cell::Hidden, Cell::Hidden, Cell::Empty]);
    }

    #[test]
    fn those_who_were_never_assessed_are_no_gap() {
        let counts = Counts { held: 10, below: 0, unassessed: 90, lapsed: 0 };
        assert_eq!(column(&[counts]), [Cell::Share { percent: 0, of: 10 }]);
    }
}
