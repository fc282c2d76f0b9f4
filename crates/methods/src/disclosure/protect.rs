//! Which cells are hidden.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::{CellIndex, Failed, Rule, Tables};

/// What may not be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// For each cell whether it is hidden.
    pub cells: Vec<bool>,
    /// How many of them are sensitive themselves; the others protect these.
    pub sensitive: usize,
}

/// A deviation of less is none.
const NOTHING: f64 = 1e-6;

/// The cells to hide: the sensitive ones, and others until no sensitive one can be worked out.
pub fn protect(tables: &Tables, rule: &Rule) -> Result<Hidden, Failed> {
    let mut sensitive = tables.sensitive(rule);
    let mut cells = vec![false; tables.len()];
    sensitive.iter().for_each(|cell| cells[cell.0] = true);
    // The widest margins first: what protects them often protects the others too.
    sensitive.sort_by_key(|cell| (std::cmp::Reverse(tables.count(*cell)), *cell));
    for cell in &sensitive {
        let count = tables.count(*cell);
        let margin = rule.margin(count);
        for by in [margin as f64, -(margin.min(count) as f64)] {
            for other in differing(tables, &cells, (*cell, by))? {
                cells[other.0] = true;
            }
        }
    }
    let kept = show_again(tables, rule, (&sensitive, cells))?;
    Ok(Hidden { cells: kept, sensitive: sensitive.len() })
}

/// Cells, shown so far, in which a table differs that has so much more or less in this cell, and little else.
fn differing(tables: &Tables, hidden: &[bool], (cell, by): (CellIndex, f64)) -> Result<Vec<CellIndex>, Failed> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let atoms: Vec<(Variable, Variable)> = tables
        .atoms
        .iter()
        .map(|count| (problem.add_var(0.0, (0.0, f64::INFINITY)), problem.add_var(0.0, (0.0, *count as f64))))
        .collect();
    let change = |atoms_of: &[usize]| -> Vec<(Variable, f64)> {
        atoms_of.iter().flat_map(|atom| [(atoms[*atom].0, 1.0), (atoms[*atom].1, -1.0)]).collect()
    };
    problem.add_constraint(change(&tables.cells[cell.0]), ComparisonOp::Eq, by);
    let mut shown = Vec::new();
    for (at, atoms_of) in tables.cells.iter().enumerate().filter(|(at, _)| !hidden[*at]) {
        let price = price(tables.count(CellIndex(at)));
        let (more, less) = (problem.add_var(price, (0.0, f64::INFINITY)), problem.add_var(price, (0.0, f64::INFINITY)));
        let mut expression = change(atoms_of);
        expression.extend([(more, -1.0), (less, 1.0)]);
        problem.add_constraint(expression, ComparisonOp::Eq, 0.0);
        shown.push((CellIndex(at), more, less));
    }
    let outcome = problem.solve()?;
    let solution = outcome.into_solution().map_err(|_| Failed("no solution".to_owned()))?;
    let differs = |(_, more, less): &&(CellIndex, Variable, Variable)| {
        (solution.var_value(*more) - solution.var_value(*less)).abs() > NOTHING
    };
    Ok(shown.iter().filter(differs).map(|(cell, ..)| *cell).collect())
}

/// What hiding a cell costs for each person by which it differs: the more people it counts the dearer, and an empty one, which tells
/// nothing of anybody, is dear too.
fn price(count: u64) -> f64 {
    if count == 0 { 4.0 } else { 1.0 + (count as f64).ln() / 4.0 }
}

/// Shows cells again without which all sensitive ones stay safe, the largest first.
fn show_again(tables: &Tables, rule: &Rule, (sensitive, mut hidden): (&[CellIndex], Vec<bool>)) -> Result<Vec<bool>, Failed> {
    let mut others: Vec<CellIndex> =
        (0..tables.len()).map(CellIndex).filter(|cell| hidden[cell.0] && !rule.is_sensitive(tables.count(*cell))).collect();
    others.sort_by_key(|cell| (std::cmp::Reverse(tables.count(*cell)), *cell));
    for cell in others {
        hidden[cell.0] = false;
        if !are_safe(tables, rule, (sensitive, &hidden))? {
            hidden[cell.0] = true;
        }
    }
    Ok(hidden)
}

/// Whether every sensitive cell is uncertain by its margin.
fn are_safe(tables: &Tables, rule: &Rule, (sensitive, hidden): (&[CellIndex], &[bool])) -> Result<bool, Failed> {
    for cell in sensitive {
        let (count, bounds) = (tables.count(*cell), super::bounds(tables, hidden, *cell)?);
        let margin = rule.margin(count);
        if bounds.high < (count + margin) as f64 - NOTHING || bounds.low > count.saturating_sub(margin) as f64 + NOTHING {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::bounds;

    fn draw(state: &mut u64, end: u64) -> u64 {
        *state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (*state >> 33) % end
    }

    /// Whether whoever sees what is shown can tell a sensitive cell more closely than the rule allows.
    fn exposed(tables: &Tables, hidden: &Hidden, rule: &Rule) -> Vec<CellIndex> {
        let sensitive = tables.sensitive(rule);
        let is_exposed = |cell: &CellIndex| {
            let (count, found) = (tables.count(*cell), bounds(tables, &hidden.cells, *cell).expect("bounds"));
            assert!(found.low <= count as f64 + 1e-6 && found.high >= count as f64 - 1e-6, "the truth lies between");
            let margin = rule.margin(count) as f64;
            found.high < count as f64 + margin - 1e-6 || found.low > (count as f64 - margin).max(0.0) + 1e-6
        };
        sensitive.into_iter().filter(is_exposed).collect()
    }

    #[test]
    fn one_small_cell_hides_three_others() {
        let tables = Tables::grid(&[vec![3, 40, 60], vec![50, 20, 70], vec![80, 90, 30]]);
        let hidden = protect(&tables, &Rule::default()).expect("protected");
        assert!(hidden.cells[0]);
        assert_eq!(hidden.cells.iter().filter(|hidden| **hidden).count(), 4, "{hidden:?}");
        assert_eq!(exposed(&tables, &hidden, &Rule::default()), []);
    }

    #[test]
    fn hiding_small_cells_alone_is_not_enough() {
        let tables = Tables::grid(&[vec![3, 40], vec![50, 20]]);
        let naive = Hidden { cells: (0..tables.len()).map(|cell| cell == 0).collect(), sensitive: 1 };
        assert_eq!(exposed(&tables, &naive, &Rule::default()), [CellIndex(0)]);
    }

    #[test]
    fn no_table_tells_a_small_cell() {
        let rule = Rule::default();
        let mut state = 7;
        for _ in 0..120 {
            let (rows, columns) = (2 + draw(&mut state, 5), 2 + draw(&mut state, 5));
            let most = 8 + draw(&mut state, 60);
            let grid: Vec<Vec<u64>> = (0..rows).map(|_| (0..columns).map(|_| draw(&mut state, most)).collect()).collect();
            let tables = Tables::grid(&grid);
            let hidden = protect(&tables, &rule).expect("protected");
            assert_eq!(exposed(&tables, &hidden, &rule), [], "{grid:?}");
        }
    }

    #[test]
    fn overlapping_margins_and_the_week_before_tell_nothing_either() {
        // Offices by two groups of officials; offices add up to districts, and also to services. Then somebody joins.
        let rule = Rule::default();
        let mut state = 11;
        for _ in 0..40 {
            let weeks: Vec<u64> = (0..24).map(|_| draw(&mut state, 30)).collect();
            let mut tables = Tables::new(weeks);
            for group in 0..2 {
                for office in 0..6 {
                    tables.add([office * 2 + group]);
                }
                tables.add((0..3).map(|office| office * 2 + group));
                tables.add((3..6).map(|office| office * 2 + group));
                tables.add((0..6).step_by(2).map(|office| office * 2 + group));
            }
            // The second release: those of the first with the changes, which are atoms of their own.
            for group in 0..2 {
                for office in 0..6 {
                    tables.add([office * 2 + group, 12 + office * 2 + group]);
                }
                tables.add((0..3).flat_map(|office| [office * 2 + group, 12 + office * 2 + group]));
            }
            // Who looks at both releases sees the changes.
            for atom in 12..24 {
                tables.add([atom]);
            }
            let hidden = protect(&tables, &rule).expect("protected");
            assert_eq!(exposed(&tables, &hidden, &rule), []);
        }
    }
}
