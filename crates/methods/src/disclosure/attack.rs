//! What somebody can work out who sees all cells that are shown: the attack that releases must withstand, for tests.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

/// A cell of [`Tables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellIndex(pub usize);

/// Counts, and the cells that are sums of them.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    atoms: Vec<u64>,
    cells: Vec<Vec<usize>>,
}

impl Tables {
    /// Tables on these atoms, without cells.
    pub fn new(atoms: Vec<u64>) -> Self {
        Self { atoms, cells: Vec::new() }
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

    /// How many people a cell counts.
    pub fn count(&self, cell: CellIndex) -> u64 {
        self.cells[cell.0].iter().map(|atom| self.atoms[*atom]).sum()
    }
}

/// Between which counts a hidden cell lies for certain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// No table that agrees with what is shown has less there.
    pub low: f64,
    /// And none has more; infinite when nothing shown limits it.
    pub high: f64,
}

/// The bounds of a cell for whoever sees the cells that are not hidden and knows that counts are not negative.
pub fn bounds(tables: &Tables, hidden: &[bool], cell: CellIndex) -> Result<Bounds, microlp::Error> {
    Ok(Bounds {
        low: extreme(tables, hidden, (cell, OptimizationDirection::Minimize))?,
        high: extreme(tables, hidden, (cell, OptimizationDirection::Maximize))?,
    })
}

fn extreme(
    tables: &Tables,
    hidden: &[bool],
    (cell, direction): (CellIndex, OptimizationDirection),
) -> Result<f64, microlp::Error> {
    let known = known(tables, hidden);
    let mut problem = Problem::new(direction);
    let target = &tables.cells[cell.0];
    let base: u64 = target.iter().filter(|atom| known[**atom]).map(|atom| tables.atoms[*atom]).sum();
    let weight = |atom: usize| if target.binary_search(&atom).is_ok() { 1.0 } else { 0.0 };
    let variables: Vec<Option<Variable>> =
        (0..tables.atoms.len()).map(|atom| (!known[atom]).then(|| problem.add_var(weight(atom), (0.0, f64::INFINITY)))).collect();
    for (at, atoms) in tables.cells.iter().enumerate().filter(|(at, _)| !hidden[*at]) {
        let unknown: Vec<(Variable, f64)> = atoms.iter().filter_map(|atom| Some((variables[*atom]?, 1.0))).collect();
        if !unknown.is_empty() {
            let shown: u64 = atoms.iter().filter(|atom| known[**atom]).map(|atom| tables.atoms[*atom]).sum();
            problem.add_constraint(unknown, ComparisonOp::Eq, (tables.count(CellIndex(at)) - shown) as f64);
        }
    }
    match problem.solve() {
        Ok(outcome) => {
            let solution = outcome.into_solution().map_err(|_| microlp::Error::Infeasible)?;
            Ok(base as f64 + solution.objective())
        }
        Err(microlp::Error::Unbounded) => Ok(f64::INFINITY),
        Err(error) => Err(error),
    }
}

/// Atoms that stand as cells of their own and are shown.
fn known(tables: &Tables, hidden: &[bool]) -> Vec<bool> {
    let mut known = vec![false; tables.atoms.len()];
    for (atoms, _) in tables.cells.iter().zip(hidden).filter(|(_, hidden)| !**hidden) {
        if let [atom] = atoms[..] {
            known[atom] = true;
        }
    }
    known
}
