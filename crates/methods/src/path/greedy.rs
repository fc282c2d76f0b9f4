//! A good path at once: the best upper bound for a search, and the best path known when a search is given up.

use super::bounds::Bounds;
use super::label::Label;
use super::lattice::Lattice;
use super::packed;

/// Takes at every step the action whose cost exceeds the most what it saves of the bound the least, then drops what is not needed.
/// None when the goal cannot be reached.
pub(super) fn path(lattice: &Lattice, bounds: &Bounds) -> Option<Vec<u32>> {
    let mut way = Vec::new();
    let mut state = 0;
    while !packed::reaches(state, lattice.goal) {
        let left = i64::from(bounds.minutes(state));
        let mut best: Option<((i64, i64), usize, packed::Packed)> = None;
        for (at, edge) in lattice.edges.iter().enumerate().filter(|(_, edge)| packed::reaches(state, edge.from)) {
            let next = packed::lift(state, edge.to);
            if next != state {
                let saved = left - i64::from(bounds.minutes(next));
                let rank = (i64::from(edge.cost) - saved, -saved);
                if best.is_none_or(|(other, _, _)| rank < other) {
                    best = Some((rank, at, next));
                }
            }
        }
        let (_, at, next) = best?;
        way.push(at as u32);
        state = next;
    }
    drop_needless(lattice, &mut way);
    Some(way)
}

/// Drops actions without which the goal is still reached in the same order, the dearest first.
fn drop_needless(lattice: &Lattice, way: &mut Vec<u32>) {
    let mut dearest: Vec<u32> = way.clone();
    dearest.sort_by_key(|edge| std::cmp::Reverse((lattice.edges[*edge as usize].cost, *edge)));
    for edge in dearest {
        let rest: Vec<u32> = way.iter().copied().filter(|other| *other != edge).collect();
        if reaches_goal(lattice, &rest) {
            *way = rest;
        }
    }
}

fn reaches_goal(lattice: &Lattice, way: &[u32]) -> bool {
    let mut state = 0;
    for edge in way.iter().map(|edge| &lattice.edges[*edge as usize]) {
        if !packed::reaches(state, edge.from) {
            return false;
        }
        state = packed::lift(state, edge.to);
    }
    packed::reaches(state, lattice.goal)
}

/// The label of a way; none when a deadline is missed on it.
pub(super) fn label<L: Label>(lattice: &Lattice, way: &[u32]) -> Option<L> {
    let (mut state, mut label) = (0, L::default());
    for edge in way.iter().map(|edge| &lattice.edges[*edge as usize]) {
        label = label.after(edge.cost, lattice.open(state));
        if label.minutes() > edge.latest {
            return None;
        }
        state = packed::lift(state, edge.to);
    }
    Some(label)
}
