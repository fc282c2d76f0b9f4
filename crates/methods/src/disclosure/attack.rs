//! What somebody can work out who sees all cells that are shown.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::{CellIndex, Failed, Tables};

/// Between which counts a hidden cell lies for certain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// No table that agrees with what is shown has less there.
    pub low: f64,
    /// And none has more; infinite when nothing shown limits it.
    pub high: f64,
}

/// The bounds of a cell for whoever sees the cells that are not hidden and knows that counts are not negative.
pub fn bounds(tables: &Tables, hidden: &[bool], cell: CellIndex) -> Result<Bounds, Failed> {
    Ok(Bounds {
        low: extreme(tables, hidden, (cell, OptimizationDirection::Minimize))?,
        high: extreme(tables, hidden, (cell, OptimizationDirection::Maximize))?,
    })
}

fn extreme(tables: &Tables, hidden: &[bool], (cell, direction): (CellIndex, OptimizationDirection)) -> Result<f64, Failed> {
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
            let solution = outcome.into_solution().map_err(|_| Failed("no solution".to_owned()))?;
            Ok(base as f64 + solution.objective())
        }
        Err(microlp::Error::Unbounded) => Ok(f64::INFINITY),
        Err(error) => Err(error.into()),
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
