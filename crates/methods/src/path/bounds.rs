//! Lower bounds of what is still to be paid, by saturated cost partitioning (Seipp, Keller and Helmert, JAIR 67, 2020) over the single
//! dimensions.
//!
//! In some order, each dimension takes from every action as much of its remaining cost as the cheapest ways to the goal in this dimension
//! alone need, and leaves the rest to the next. What the dimensions took of an action is never more than its cost, so the sum of the
//! dimensions' distances never exceeds the true distance. Several orders give several bounds, of which the greatest counts; each is
//! consistent, so that the first label with which a search leaves a state is the best one.

use super::FAR;
use super::label::GapTime;
use super::lattice::Lattice;
use super::packed::{Packed, digit};

/// One order's distances: for each dimension and level what is left to pay there.
type Table = Vec<[u32; 6]>;

/// Bounds for one lattice.
#[derive(Debug)]
pub(super) struct Bounds {
    tables: Vec<Table>,
}

/// As many orders are kept.
const KEPT: usize = 6;
/// As many are tried, so long as they get better.
const TRIED: usize = 48;

impl Bounds {
    /// Bounds by `KEPT` orders, the best of those tried among them.
    pub(super) fn new(lattice: &Lattice) -> Self {
        let mut order: Vec<usize> = (0..lattice.axes.len()).filter(|at| lattice.axes[*at].goal > 0).collect();
        let alone = |at: usize| table(lattice, &[at])[at][0];
        let mut far: Vec<(u32, usize)> = order.iter().map(|at| (alone(*at), *at)).collect();
        far.sort_unstable_by(|a, b| b.cmp(a));
        order = far.into_iter().map(|(_, at)| at).collect();
        let mut best = table(lattice, &order);
        let mut tables = vec![best.clone()];
        let mut tried = 1;
        // Moving one dimension to the front is a small step; the best such step is the next start.
        'climb: loop {
            let before = start(&best);
            for at in 1..order.len() {
                if tried >= TRIED {
                    break 'climb;
                }
                tried += 1;
                let mut other = order.clone();
                other[..=at].rotate_right(1);
                let table = table(lattice, &other);
                if start(&table) > start(&best) {
                    (best, order) = (table.clone(), other);
                }
                tables.push(table);
            }
            if start(&best) == before {
                break;
            }
        }
        tables.sort_by_key(|table| std::cmp::Reverse(start(table)));
        tables.dedup();
        tables.truncate(KEPT);
        Self { tables }
    }

    /// No path from a state to the goal has fewer minutes.
    pub(super) fn minutes(&self, state: Packed) -> u32 {
        let of = |table: &Table| table.iter().enumerate().map(|(at, left)| left[digit(state, at)]).fold(0, u32::saturating_add);
        self.tables.iter().map(of).max().unwrap_or(0)
    }

    /// The same for the start, in a lattice of any width.
    pub(super) fn at_start(&self) -> u32 {
        self.tables.first().map_or(0, start)
    }

    /// No path from a state to the goal has less gap-time.
    ///
    /// A level cannot close before the minutes that its dimension took up to it have passed. Without any order among levels, the least
    /// weighted sum of their ends is the one of Smith's rule (1956): by minutes over weight.
    pub(super) fn gap_time(&self, lattice: &Lattice, state: Packed, work: &mut Vec<(u64, u64)>) -> GapTime {
        let Some(table) = self.tables.first() else { return GapTime::default() };
        work.clear();
        for (at, (axis, left)) in lattice.axes.iter().zip(table).enumerate() {
            for level in digit(state, at)..usize::from(axis.goal) {
                let weight = axis.open[level] - axis.open[level + 1];
                if weight > 0 {
                    work.push((u64::from(left[level].saturating_sub(left[level + 1])), weight));
                }
            }
        }
        work.sort_unstable_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
        let (mut passed, mut weighted) = (0, 0_u64);
        for (minutes, weight) in work.iter() {
            passed += minutes;
            weighted = weighted.saturating_add(passed * weight);
        }
        let minutes = self.minutes(state);
        weighted = weighted.saturating_add(u64::from(minutes) * lattice.always_open);
        GapTime { weighted, minutes }
    }
}

fn start(table: &Table) -> u32 {
    table.iter().map(|left| left[0]).fold(0, u32::saturating_add)
}

/// The distances when the dimensions take in this order.
fn table(lattice: &Lattice, order: &[usize]) -> Table {
    let mut rest: Vec<u32> = lattice.edges.iter().map(|edge| edge.cost).collect();
    let mut table = vec![[0; 6]; lattice.axes.len()];
    for at in order {
        let goal = lattice.axes[*at].goal;
        let mut left = [0_u32; 6];
        let moves: Vec<(usize, u8, u8)> = (0..lattice.edges.len()).filter_map(|edge| moved(lattice, edge, *at as u16)).collect();
        for level in (0..goal).rev() {
            let ways = moves.iter().filter(|(_, from, to)| *from <= level && *to > level);
            let cheapest = ways.map(|(edge, _, to)| rest[*edge].saturating_add(left[usize::from((*to).min(goal))])).min();
            left[usize::from(level)] = cheapest.unwrap_or(FAR);
        }
        for (edge, from, to) in moves {
            let taken = (from..to.min(goal)).map(|level| taken(&left, level, to.min(goal))).max().unwrap_or(0);
            rest[edge] -= taken.min(rest[edge]);
        }
        table[*at] = left;
    }
    table
}

/// What an action spares a dimension.
fn taken(left: &[u32; 6], from: u8, to: u8) -> u32 {
    let (from, to) = (left[usize::from(from)], left[usize::from(to)]);
    if from == FAR { 0 } else { from.saturating_sub(to) }
}

/// Between which levels an edge moves a dimension.
fn moved(lattice: &Lattice, edge: usize, at: u16) -> Option<(usize, u8, u8)> {
    let of = &lattice.edges[edge];
    let to = lattice.steps(&of.effects).iter().find(|(same, _)| *same == at)?.1;
    let from = lattice.steps(&of.entries).iter().find(|(same, _)| *same == at).map_or(0, |(_, level)| *level);
    Some((edge, from, to))
}
