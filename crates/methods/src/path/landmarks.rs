//! The fewest minutes without visiting states: implicit hitting sets (Haslum, Slaney and Thiébaux, ICAPS 2012; Bonet and Castillo, 2011).
//!
//! A landmark is a set of actions of which every path has one. The cheapest set with a member of each known landmark costs no more than any
//! path. If it is a path, it is the best one. If not, it is enlarged as far as the goal stays out of reach; what is left over is a landmark
//! that it does not meet. So each round learns more landmarks, until the set is a path, or costs what the best path known does.
//!
//! Where many levels must be told apart but few actions are left, this needs microseconds for lattices of any number of states.

use super::cuts::Cuts;
use super::hitting::{self, Bits, Hit};
use super::lattice::Lattice;
use super::packed::{self, Packed};

/// How it ended.
#[derive(Debug)]
pub(super) struct Settled {
    /// The best way known, as edges; its minutes.
    pub(super) way: Vec<u32>,
    pub(super) minutes: u32,
    /// No way has fewer.
    pub(super) bound: u32,
}

/// Landmarks after which it is given up.
const MOST_LANDMARKS: usize = 400;

/// Looks at landmarks, in the search of hitting sets, after which it is given up: some tenths of a second.
pub(super) const MOST_LOOKS: u32 = 10_000_000;

/// More edges are searched.
pub(super) const MOST_EDGES: usize = 64 * 32;

/// The best way through a narrow lattice without deadlines, or the best known with its bound. None when there is no way. In the search of
/// hitting sets it may take so many looks at landmarks.
pub(super) fn settle(lattice: &Lattice, looks: u32) -> Option<Settled> {
    match lattice.edges.len() {
        0..=64 => settle_within::<1>(lattice, looks),
        65..=128 => settle_within::<2>(lattice, looks),
        129..=512 => settle_within::<8>(lattice, looks / 2),
        _ => settle_within::<32>(lattice, looks / 10),
    }
}

fn settle_within<const N: usize>(lattice: &Lattice, mut looks: u32) -> Option<Settled> {
    let costs: Vec<u32> = lattice.edges.iter().map(|edge| edge.cost).collect();
    let minutes = |way: &[u32]| way.iter().map(|edge| costs[*edge as usize]).fold(0, u32::saturating_add);
    let mut landmarks: Vec<Bits<N>> = Vec::new();
    let bound = Cuts::new(lattice).pay(lattice, 0, |cut| {
        let mut bits = [0; N];
        cut.iter().for_each(|edge| hitting::set(&mut bits, *edge));
        landmarks.push(bits);
    });
    let mut best = Settled { minutes: u32::MAX, way: Vec::new(), bound };
    // Edges that no way with fewer minutes than the best one known can hold.
    let mut out = [0; N];
    while best.bound < best.minutes {
        if landmarks.len() >= MOST_LANDMARKS && best.minutes < u32::MAX {
            break;
        }
        let (set, cost) = match hitting::cheapest(&landmarks, &costs, best.minutes, &mut out, &mut looks) {
            Hit::Cheapest(set, cost) => (set, cost),
            Hit::NoneCheaper => {
                best.bound = best.minutes;
                break;
            }
            Hit::GivenUp if best.minutes < u32::MAX => break,
            Hit::GivenUp => ([0; N], 0),
        };
        best.bound = best.bound.max(cost);
        let Some(all) = learn(lattice, (set, out), &mut landmarks) else {
            best.bound = best.minutes;
            break;
        };
        let way = shortest(lattice, &all);
        if minutes(&way) < best.minutes {
            (best.minutes, best.way) = (minutes(&way), way);
        }
    }
    (best.minutes < u32::MAX).then_some(best)
}

/// Learns landmarks that a set does not meet, meeting each at its cheapest, until the set leads to the goal; returns what it became. The
/// landmarks are of ways without the edges that are out; none when there is no such way.
fn learn<const N: usize>(lattice: &Lattice, (mut set, out): (Bits<N>, Bits<N>), landmarks: &mut Vec<Bits<N>>) -> Option<Bits<N>> {
    loop {
        let reached = closure(lattice, &set, 0);
        if packed::reaches(reached, lattice.goal) {
            return Some(set);
        }
        let (mut large, mut state, mut landmark) = (set, reached, [0; N]);
        let mut cheapest = None;
        // Edges are sorted by cost: the dearest are added first, so that the landmark is of cheap ones, which bind the most.
        for at in (0..lattice.edges.len()).rev().filter(|at| !hitting::has(&set, *at) && !hitting::has(&out, *at)) {
            let mut larger = large;
            hitting::set(&mut larger, at);
            let edge = &lattice.edges[at];
            let leads_on = packed::reaches(state, edge.from) && !packed::reaches(state, edge.to);
            let further = if leads_on { closure(lattice, &larger, state) } else { state };
            if packed::reaches(further, lattice.goal) {
                hitting::set(&mut landmark, at);
                cheapest = Some(at);
            } else {
                (large, state) = (larger, further);
            }
        }
        let cheapest = cheapest?;
        landmarks.push(landmark);
        hitting::set(&mut set, cheapest);
    }
}

/// The levels that some of the edges reach from a state that they reach.
fn closure<const N: usize>(lattice: &Lattice, edges: &Bits<N>, mut state: Packed) -> Packed {
    loop {
        let before = state;
        for edge in hitting::members(edges).map(|at| &lattice.edges[at]) {
            if packed::reaches(state, edge.from) {
                state = packed::lift(state, edge.to);
            }
        }
        if state == before {
            return state;
        }
    }
}

/// An order of edges that lead to the goal, without those that are not needed.
fn shortest<const N: usize>(lattice: &Lattice, edges: &Bits<N>) -> Vec<u32> {
    let mut needed = *edges;
    for at in (0..lattice.edges.len()).rev().filter(|at| hitting::has(edges, *at)) {
        let mut fewer = needed;
        fewer[at / 64] &= !(1 << (at % 64));
        if packed::reaches(closure(lattice, &fewer, 0), lattice.goal) {
            needed = fewer;
        }
    }
    let (mut way, mut state) = (Vec::new(), 0);
    loop {
        let before = way.len();
        for (at, edge) in lattice.edges.iter().enumerate().filter(|(at, _)| hitting::has(&needed, *at)) {
            if !way.contains(&(at as u32)) && packed::reaches(state, edge.from) {
                state = packed::lift(state, edge.to);
                way.push(at as u32);
            }
        }
        if way.len() == before {
            return way;
        }
    }
}
