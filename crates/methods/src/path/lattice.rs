//! The lattice of levels of one component: the dimensions that actions join, cut to the levels that make a difference.
//!
//! A level makes a difference when it is to be reached, when it is an entry of an action that is left, or (where open levels are
//! counted) when it is required. Between two such levels nothing can be told apart, so a dimension seldom keeps all its levels.

use super::FAR;
use super::packed::{self, Packed, WIDEST};
use super::projection::{Dim, Projection, Span};

/// One dimension of a lattice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// How many levels are told apart, the one held included.
    pub(super) size: u8,
    /// The level to reach, counted in these.
    pub(super) goal: u8,
    /// Weight of the levels still open, at each of these.
    pub(super) open: [u64; 6],
    /// How far the lattice's number of a state moves for each level.
    stride: u64,
}

/// An action in the lattice.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) action: u32,
    pub(super) cost: u32,
    /// The minute by which it must have ended.
    pub(super) latest: u64,
    /// Levels needed and given, all dimensions at once; of use in lattices that are not too wide.
    pub(super) from: Packed,
    pub(super) to: Packed,
    pub(super) effects: Span,
    pub(super) entries: Span,
}

/// A component to be solved.
#[derive(Debug, Default)]
pub(super) struct Lattice {
    pub(super) axes: Vec<Axis>,
    pub(super) edges: Vec<Edge>,
    pool: Vec<(u16, u8)>,
    /// Weight of open levels that nothing in this lattice closes.
    pub(super) always_open: u64,
    /// How many states there are; `u64::MAX` when too many to count.
    pub(super) states: u64,
    /// The goal, and whether it is the highest state.
    pub(super) goal: Packed,
    pub(super) is_goal_highest: bool,
}

/// How dimensions are gathered into lattices, and which levels they keep.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// One lattice for all.
    pub(super) is_whole: bool,
    /// Every required level is told apart.
    pub(super) is_fine: bool,
}

/// Dimensions joined by drafts; each list is a component with something to reach.
pub(super) fn components(projection: &Projection, shape: Shape) -> Vec<Vec<u16>> {
    let count = projection.dims.len();
    let mut parent: Vec<u16> = (0..count as u16).collect();
    fn root(parent: &mut [u16], mut at: u16) -> u16 {
        while parent[usize::from(at)] != at {
            parent[usize::from(at)] = parent[usize::from(parent[usize::from(at)])];
            at = parent[usize::from(at)];
        }
        at
    }
    let mut join = |a: u16, b: u16| {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        parent[usize::from(a.max(b))] = a.min(b);
    };
    for draft in &projection.drafts {
        let first = projection.pool[draft.effects.start].0;
        for (dim, _) in projection.pool[draft.effects.clone()].iter().chain(&projection.pool[draft.entries.clone()]) {
            join(first, *dim);
        }
    }
    if shape.is_whole {
        (1..count as u16).for_each(|dim| join(0, dim));
    }
    let mut lists: Vec<Vec<u16>> = vec![Vec::new(); count];
    for dim in 0..count as u16 {
        lists[usize::from(root(&mut parent, dim))].push(dim);
    }
    let has_goal = |dim: &u16| projection.dims[usize::from(*dim)].goal > projection.dims[usize::from(*dim)].held;
    lists.retain(|list| list.iter().any(has_goal));
    lists
}

impl Lattice {
    /// The lattice of these dimensions.
    pub(super) fn new(projection: &Projection, dims: &[u16], is_fine: bool, latest: impl Fn(u32) -> u64) -> Self {
        let mut local = vec![u16::MAX; projection.dims.len()];
        for (at, dim) in dims.iter().enumerate() {
            local[usize::from(*dim)] = at as u16;
        }
        let drafts: Vec<_> = projection
            .drafts
            .iter()
            .filter(|draft| local[usize::from(projection.pool[draft.effects.start].0)] != u16::MAX)
            .collect();
        let mut told: Vec<u8> = dims.iter().map(|dim| needed(projection.dims[usize::from(*dim)], is_fine)).collect();
        for (at, dim) in dims.iter().enumerate() {
            let links = &projection.chains[usize::from(*dim)].links;
            told[at] |= links.iter().fold(0, |levels, link| levels | (1 << link.from));
        }
        for (dim, level) in drafts.iter().flat_map(|draft| &projection.pool[draft.entries.clone()]) {
            told[usize::from(local[usize::from(*dim)])] |= 1 << level;
        }
        let mut lattice = Self { states: 1, ..Self::default() };
        for (at, dim) in dims.iter().enumerate() {
            lattice.add_axis(projection.dims[usize::from(*dim)], told[at]);
        }
        // How many of the levels told apart a level has climbed.
        let climbed = |at: u16, level: u8| {
            let held = projection.dims[usize::from(dims[usize::from(at)])].held;
            (told[usize::from(at)] & above(held) & up_to(level)).count_ones() as u8
        };
        for (at, dim) in dims.iter().enumerate() {
            let at = at as u16;
            for link in &projection.chains[usize::from(*dim)].links {
                let (from, to) = (climbed(at, link.from), climbed(at, link.to));
                lattice.add_edge(Edge::of(link.action, link.cost, latest(link.action)), &[(at, from)], &[(at, to)]);
            }
        }
        let steps = |span: &Span| -> Vec<(u16, u8)> {
            let global = projection.pool[span.clone()].iter();
            global.map(|(dim, level)| (local[usize::from(*dim)], climbed(local[usize::from(*dim)], *level))).collect()
        };
        for draft in drafts {
            let edge = Edge::of(draft.action, draft.cost, latest(draft.action));
            lattice.add_edge(edge, &steps(&draft.entries), &steps(&draft.effects));
        }
        lattice.edges.sort_by_key(|edge| (edge.cost, edge.action));
        lattice.drop_replaced();
        lattice
    }

    /// Drops edges that a cheaper one replaces: from levels no higher to levels no lower, and in time whenever the dearer one is.
    fn drop_replaced(&mut self) {
        if !self.is_narrow() {
            return;
        }
        let mut kept: Vec<Edge> = Vec::with_capacity(self.edges.len());
        for edge in self.edges.drain(..) {
            let replaces = |other: &Edge| {
                packed::reaches(edge.from, other.from) && packed::reaches(other.to, edge.to) && other.latest >= edge.latest
            };
            if !kept.iter().any(replaces) {
                kept.push(edge);
            }
        }
        self.edges = kept;
    }

    fn add_axis(&mut self, dim: Dim, told: u8) {
        let levels = told & above(dim.held);
        let mut open = [0; 6];
        let mut at = 0;
        for level in dim.held..6 {
            if level == dim.held || levels & (1 << level) != 0 {
                open[at] = u64::from(dim.weight) * u64::from(dim.goal.saturating_sub(level));
                at += 1;
            }
        }
        let goal = (levels & up_to(dim.goal)).count_ones() as u8;
        let axis = Axis { size: at as u8, goal, open, stride: self.states };
        if self.axes.len() < WIDEST {
            self.goal |= packed::at(self.axes.len(), goal);
        }
        self.is_goal_highest = (self.axes.is_empty() || self.is_goal_highest) && goal + 1 == axis.size;
        self.states = self.states.saturating_mul(at as u64);
        self.axes.push(axis);
    }

    /// Adds an action unless it lifts nothing that is told apart.
    fn add_edge(&mut self, mut edge: Edge, entries: &[(u16, u8)], effects: &[(u16, u8)]) {
        let start = self.pool.len();
        self.pool.extend(entries.iter().filter(|(_, level)| *level > 0));
        let middle = self.pool.len();
        let from = |at: u16| entries.iter().find(|(same, _)| *same == at).map_or(0, |(_, level)| *level);
        self.pool.extend(effects.iter().filter(|(at, to)| *to > from(*at)));
        if self.pool.len() == middle {
            self.pool.truncate(start);
            return;
        }
        (edge.entries, edge.effects) = (start..middle, middle..self.pool.len());
        if self.axes.len() <= WIDEST {
            let pack =
                |steps: &[(u16, u8)]| steps.iter().fold(0, |state, (at, level)| state | packed::at(usize::from(*at), *level));
            (edge.from, edge.to) = (pack(&self.pool[edge.entries.clone()]), pack(&self.pool[edge.effects.clone()]));
        }
        self.edges.push(edge);
    }

    /// Whether states fit into [`Packed`].
    pub(super) fn is_narrow(&self) -> bool {
        self.axes.len() <= WIDEST
    }

    /// The levels that an edge needs or gives.
    pub(super) fn steps(&self, span: &Span) -> &[(u16, u8)] {
        &self.pool[span.clone()]
    }

    /// Weight of the open levels in a state.
    pub(super) fn open(&self, state: Packed) -> u64 {
        self.axes.iter().enumerate().map(|(at, axis)| axis.open[packed::digit(state, at)]).sum::<u64>() + self.always_open
    }

    /// The highest state that can be reached.
    pub(super) fn highest(&self) -> Packed {
        let mut state = 0;
        loop {
            let before = state;
            for edge in &self.edges {
                if packed::reaches(state, edge.from) {
                    state = packed::lift(state, edge.to);
                }
            }
            if state == before {
                return state;
            }
        }
    }

    /// How far an edge moves the number of a state.
    pub(super) fn shift(&self, state: Packed, edge: &Edge) -> u64 {
        let steps = self.steps(&edge.effects).iter();
        steps
            .map(|(at, to)| {
                let at = usize::from(*at);
                self.axes[at].stride * u64::from(*to).saturating_sub(packed::digit(state, at) as u64)
            })
            .sum()
    }

    /// The state after this one in the order of numbers.
    pub(super) fn next(&self, mut state: Packed) -> Packed {
        for (at, axis) in self.axes.iter().enumerate() {
            if packed::digit(state, at) + 1 < usize::from(axis.size) {
                return state + packed::at(at, 1);
            }
            state &= !packed::at(at, 15);
        }
        state
    }
}

impl Edge {
    fn of(action: u32, cost: u32, latest: u64) -> Self {
        debug_assert!(cost < FAR);
        Self { action, cost, latest, from: 0, to: 0, effects: 0..0, entries: 0..0 }
    }
}

/// The levels of a dimension that always make a difference, as bits.
fn needed(dim: Dim, is_fine: bool) -> u8 {
    if dim.goal <= dim.held {
        0
    } else if is_fine {
        above(dim.held) & up_to(dim.goal)
    } else {
        1 << dim.goal
    }
}

fn up_to(level: u8) -> u8 {
    (2_u8 << level) - 1
}

fn above(level: u8) -> u8 {
    !up_to(level)
}
