//! A* for lattices too large to sweep: only states are visited that could lie on a path better than the best one known.
//!
//! It stops after a fixed number of states. Then the smallest sum of label and bound among the states that wait is a lower bound of every path: the
//! honest answer is the best path known, with this bound beside it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::label::{Ahead, Label};
use super::packed::{self, Packed};

/// States after which a search is given up: some 10 MB, and a fraction of a second.
const MOST: usize = 100_000;
/// The same where each state is judged by landmark cuts, whose time grows with the edges: states x edges.
const MOST_BY_CUTS: usize = 200_000;

/// How a search ended.
#[derive(Debug)]
pub(super) struct Found<L> {
    /// A way better than the one known before, as edges.
    pub(super) way: Option<Vec<u32>>,
    /// No path has a smaller label.
    pub(super) bound: L,
}

struct Node<L> {
    state: Packed,
    label: L,
    came: (u32, u32),
    is_closed: bool,
}

/// Searches for a path with a smaller label than `known`.
pub(super) fn search<L: Label>(ahead: &mut Ahead<'_>, known: L) -> Found<L> {
    let lattice = ahead.lattice;
    let most = if ahead.cuts.is_some() { MOST_BY_CUTS / lattice.edges.len().max(100) } else { MOST };
    let mut left = |state| L::left(ahead, state);
    let mut nodes = vec![Node { state: 0, label: L::default(), came: (0, 0), is_closed: false }];
    let mut numbers: HashMap<Packed, u32, BuildHasherDefault<Mix>> = HashMap::default();
    numbers.insert(0, 0);
    let mut waiting = BinaryHeap::new();
    waiting.push((Reverse(left(0)), L::default(), 0_u32));
    while let Some((Reverse(sum), _, number)) = waiting.pop() {
        let Node { state, label, is_closed, .. } = nodes[number as usize];
        if sum >= known {
            break;
        }
        if is_closed {
            continue;
        }
        if packed::reaches(state, lattice.goal) {
            return Found { way: Some(way(&nodes, number)), bound: label };
        }
        if nodes.len() >= most {
            return Found { way: None, bound: sum };
        }
        nodes[number as usize].is_closed = true;
        let open = if L::COUNTS_OPEN { lattice.open(state) } else { 0 };
        for (at, edge) in lattice.edges.iter().enumerate().filter(|(_, edge)| packed::reaches(state, edge.from)) {
            let next = packed::lift(state, edge.to);
            let after = label.after(edge.cost, open);
            if next == state || after.minutes() > edge.latest || after >= known {
                continue;
            }
            let fresh = nodes.len() as u32;
            let there = *numbers.entry(next).or_insert(fresh);
            if there == fresh {
                nodes.push(Node { state: next, label: L::FAR, came: (0, 0), is_closed: false });
            }
            let node = &mut nodes[there as usize];
            if after < node.label {
                (node.label, node.came, node.is_closed) = (after, (number, at as u32), false);
                let sum = after.plus(left(next));
                if sum < known {
                    waiting.push((Reverse(sum), after, there));
                }
            }
        }
    }
    Found { way: None, bound: known }
}

fn way<L>(nodes: &[Node<L>], mut number: u32) -> Vec<u32> {
    let mut way = Vec::new();
    while number != 0 {
        let (before, edge) = nodes[number as usize].came;
        way.push(edge);
        number = before;
    }
    way.reverse();
    way
}

/// A quick hash of packed states: multiply and fold.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    fn write_u128(&mut self, state: u128) {
        const ODD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        let product = (state ^ (state >> 64)).wrapping_mul(ODD);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }
}
