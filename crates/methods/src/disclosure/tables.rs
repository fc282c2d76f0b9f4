//! Tables of counts.

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

impl Default for Rule {
    /// Cells under 10 people; 5 people or 20 %.
    fn default() -> Self {
        Self { least: 10, margin: 5, share: 0.2 }
    }
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

/// A cell of [`Tables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellIndex(pub usize);

/// Counts, and the cells that are sums of them.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    pub(super) atoms: Vec<u64>,
    pub(super) cells: Vec<Vec<usize>>,
}

impl Tables {
    /// Tables on these atoms, without cells.
    pub fn new(atoms: Vec<u64>) -> Self {
        Self { atoms, cells: Vec::new() }
    }

    /// A grid with the sums of its rows and columns and the sum of all. The cells stand row by row, each row followed by its sum; the last
    /// row is that of the sums.
    pub fn grid(rows: &[Vec<u64>]) -> Self {
        let width = rows.first().map_or(0, Vec::len);
        let mut tables = Self::new(rows.iter().flatten().copied().collect());
        for row in 0..rows.len() {
            for column in 0..width {
                tables.add([row * width + column]);
            }
            tables.add((0..width).map(|column| row * width + column));
        }
        for column in 0..width {
            tables.add((0..rows.len()).map(|row| row * width + column));
        }
        tables.add(0..rows.len() * width);
        tables
    }

    /// Adds a cell, the sum of these atoms; one that is no atom of these tables is left out.
    pub fn add(&mut self, atoms: impl IntoIterator<Item = usize>) -> CellIndex {
        let mut atoms: Vec<usize> = atoms.into_iter().filter(|atom| *atom < self.atoms.len()).collect();
        atoms.sort_unstable();
        atoms.dedup();
        self.cells.push(atoms);
        CellIndex(self.cells.len() - 1)
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// How many people a cell counts.
    pub fn count(&self, cell: CellIndex) -> u64 {
        self.cells[cell.0].iter().map(|atom| self.atoms[*atom]).sum()
    }

    /// The sensitive cells.
    pub fn sensitive(&self, rule: &Rule) -> Vec<CellIndex> {
        (0..self.len()).map(CellIndex).filter(|cell| rule.is_sensitive(self.count(*cell))).collect()
    }
}
