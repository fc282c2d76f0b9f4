//! The lattice swept once: every action raises the number of the state (mixed radix), so in the order of numbers each state's best label
//! is final when it is met. No queue.

use super::label::Label;
use super::lattice::Lattice;
use super::packed::{self, Packed};

/// Larger lattices are searched instead.
pub(super) const LARGEST: u64 = 1 << 20;

/// The labels of all states.
#[derive(Debug)]
pub(super) struct Sweep<L> {
    best: Vec<L>,
    came: Vec<(u32, u32)>,
}

impl<L> Default for Sweep<L> {
    fn default() -> Self {
        Self { best: Vec::new(), came: Vec::new() }
    }
}

impl<L: Label> Sweep<L> {
    /// Labels all states that the goal can be reached through; `is_worth` may drop a state from which nothing better can come.
    /// With `past_goals` also what lies beyond a goal.
    pub(super) fn run(&mut self, lattice: &Lattice, past_goals: bool, mut is_worth: impl FnMut(Packed, L) -> bool) {
        let count = lattice.states as usize;
        self.best.clear();
        self.best.resize(count, L::FAR);
        if self.came.len() < count {
            self.came.resize(count, (0, 0));
        }
        self.best[0] = L::default();
        let mut state: Packed = 0;
        for number in 0..count {
            let label = self.best[number];
            if label < L::FAR && (past_goals || !packed::reaches(state, lattice.goal)) && is_worth(state, label) {
                self.expand(lattice, number, state);
            }
            state = lattice.next(state);
        }
    }

    fn expand(&mut self, lattice: &Lattice, number: usize, state: Packed) {
        let label = self.best[number];
        let open = if L::COUNTS_OPEN { lattice.open(state) } else { 0 };
        for (at, edge) in lattice.edges.iter().enumerate() {
            if !packed::reaches(state, edge.from) {
                continue;
            }
            let next = number + lattice.shift(state, edge) as usize;
            let after = label.after(edge.cost, open);
            if next != number && after < self.best[next] && after.minutes() <= edge.latest {
                self.best[next] = after;
                self.came[next] = (number as u32, at as u32);
            }
        }
    }

    /// The best label of a goal, and its number.
    pub(super) fn goal(&self, lattice: &Lattice) -> Option<(usize, L)> {
        if lattice.is_goal_highest {
            let last = self.best.len() - 1;
            return Some((last, self.best[last])).filter(|(_, label)| *label < L::FAR);
        }
        let goals = self.labelled(lattice).filter(|(_, state, _)| packed::reaches(*state, lattice.goal));
        goals.map(|(number, _, label)| (number, label)).min_by_key(|(number, label)| (*label, *number))
    }

    /// All labelled states.
    pub(super) fn labelled<'a>(&'a self, lattice: &'a Lattice) -> impl Iterator<Item = (usize, Packed, L)> {
        let states = std::iter::successors(Some(0), |state| Some(lattice.next(*state)));
        self.best
            .iter()
            .zip(states)
            .enumerate()
            .filter(|(_, (label, _))| **label < L::FAR)
            .map(|(at, (label, state))| (at, state, *label))
    }

    /// The edges on the way to a state, first to last.
    pub(super) fn way(&self, mut number: usize) -> Vec<u32> {
        let mut way = Vec::new();
        while number != 0 {
            let (before, edge) = self.came[number];
            way.push(edge);
            number = before as usize;
        }
        way.reverse();
        way
    }
}
