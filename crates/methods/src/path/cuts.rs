//! A lower bound that sees what entries cost: landmark cuts (LM-cut; Helmert and Domshlak, ICAPS 2009).
//!
//! Levels never fall, so this is planning without deletes, for which the bound is almost always the optimum itself. Of all levels that are
//! needed the dearest one is sought, each entry standing for the dearest of an action's entries. Around the goal lie the levels from which
//! it costs nothing more; every path has at least one of the actions that lead into this zone: a cut. The cheapest action of the cut is paid
//! and taken off the cost of all actions of the cut, until the goal costs nothing. What was paid is never more than the cost of a path,
//! because no action is paid above its cost.

use super::FAR;
use super::lattice::{Edge, Lattice};
use super::packed::{Packed, digit};

/// Memory for one lattice.
#[derive(Debug)]
pub(super) struct Cuts {
    /// What is left of the cost of each edge.
    rest: Vec<u32>,
    /// For each dimension and level: the cost of the dearest level on the cheapest way.
    price: Vec<[u32; 6]>,
    /// For each edge the dearest of its entries; none when all are held.
    dearest: Vec<Option<(u16, u8)>>,
    /// Levels around the goal, and levels reached without them, as bits for each dimension.
    zone: Vec<u8>,
    reached: Vec<u8>,
    cut: Vec<usize>,
    /// Edges that could not start yet.
    waiting: Vec<usize>,
    held: Vec<u8>,
}

impl Cuts {
    /// Memory for this lattice.
    pub(super) fn new(lattice: &Lattice) -> Self {
        let (axes, edges) = (lattice.axes.len(), lattice.edges.len());
        Self {
            rest: vec![0; edges],
            price: vec![[0; 6]; axes],
            dearest: vec![None; edges],
            zone: vec![0; axes],
            reached: vec![0; axes],
            cut: Vec::with_capacity(edges),
            waiting: Vec::with_capacity(edges),
            held: vec![0; axes],
        }
    }

    /// No path from a state to the goal has fewer minutes; [`FAR`] when there is none.
    pub(super) fn minutes(&mut self, lattice: &Lattice, state: Packed) -> u32 {
        self.pay(lattice, state, |_| {})
    }

    /// The same, telling each cut that is paid.
    pub(super) fn pay(&mut self, lattice: &Lattice, state: Packed, mut paying: impl FnMut(&[usize])) -> u32 {
        for (at, held) in self.held.iter_mut().enumerate() {
            *held = digit(state, at) as u8;
        }
        for (rest, edge) in self.rest.iter_mut().zip(&lattice.edges) {
            *rest = edge.cost;
        }
        let mut paid = 0_u32;
        loop {
            self.set_prices(lattice);
            let Some((at, level, price)) = self.dearest_goal(lattice) else { return paid };
            if price == FAR {
                return FAR;
            }
            self.set_zone(lattice, (at, level));
            self.set_cut(lattice);
            let least = self.cut.iter().map(|edge| self.rest[*edge]).min().unwrap_or(0);
            debug_assert!(least > 0, "a cut costs something");
            if least == 0 {
                return paid;
            }
            paid = paid.saturating_add(least);
            paying(&self.cut);
            for edge in &self.cut {
                self.rest[*edge] -= least;
            }
        }
    }

    fn price(&self, (at, level): (u16, u8)) -> u32 {
        if level <= self.held[usize::from(at)] { 0 } else { self.price[usize::from(at)][usize::from(level)] }
    }

    fn set_prices(&mut self, lattice: &Lattice) {
        self.price.fill([FAR; 6]);
        let mut is_settled = false;
        while !is_settled {
            is_settled = true;
            for (number, edge) in lattice.edges.iter().enumerate() {
                let open = lattice.steps(&edge.entries).iter().filter(|(at, level)| *level > self.held[usize::from(*at)]);
                let dearest = open.max_by_key(|step| self.price(**step)).copied();
                let before = dearest.map_or(0, |step| self.price(step));
                self.dearest[number] = dearest;
                if before == FAR {
                    continue;
                }
                let price = before.saturating_add(self.rest[number]);
                for (at, to) in lattice.steps(&edge.effects) {
                    let held = self.held[usize::from(*at)];
                    for level in (held + 1)..=*to {
                        let there = &mut self.price[usize::from(*at)][usize::from(level)];
                        if price < *there {
                            *there = price;
                            is_settled = false;
                        }
                    }
                }
            }
        }
    }

    /// The dearest level that the goal asks for, unless all cost nothing.
    fn dearest_goal(&self, lattice: &Lattice) -> Option<(usize, u8, u32)> {
        let goals = lattice.axes.iter().enumerate().map(|(at, axis)| (at, axis.goal, self.price((at as u16, axis.goal))));
        goals.filter(|(_, _, price)| *price > 0).max_by_key(|(at, _, price)| (*price, std::cmp::Reverse(*at)))
    }

    /// Levels from which the goal costs nothing more.
    fn set_zone(&mut self, lattice: &Lattice, (at, level): (usize, u8)) {
        self.zone.fill(0);
        self.zone[at] = 1 << level;
        let mut is_settled = false;
        while !is_settled {
            is_settled = true;
            for (number, edge) in lattice.edges.iter().enumerate() {
                if self.rest[number] == 0
                    && let Some((at, level)) = self.dearest[number]
                    && self.zone[usize::from(at)] & (1 << level) == 0
                    && self.leads_into_zone(lattice, edge)
                {
                    self.zone[usize::from(at)] |= 1 << level;
                    is_settled = false;
                }
            }
        }
    }

    fn leads_into_zone(&self, lattice: &Lattice, edge: &Edge) -> bool {
        lattice.steps(&edge.effects).iter().any(|(at, to)| self.zone[usize::from(*at)] & ((2_u8 << to) - 1) != 0)
    }

    /// The edges that lead into the zone from levels that are reached outside it.
    fn set_cut(&mut self, lattice: &Lattice) {
        self.reached.fill(0);
        self.cut.clear();
        self.waiting.clear();
        self.waiting.extend(0..lattice.edges.len());
        let mut is_settled = false;
        while !is_settled {
            is_settled = true;
            let mut waiting = std::mem::take(&mut self.waiting);
            waiting.retain(|number| {
                let can_start = self.dearest[*number].is_none_or(|(at, level)| self.reached[usize::from(at)] & (1 << level) != 0);
                if can_start {
                    is_settled &= !self.cross(lattice, *number);
                }
                !can_start
            });
            self.waiting = waiting;
        }
    }

    /// Takes an edge that can start: into the cut if it leads into the zone. Whether it reaches levels outside that were not reached.
    fn cross(&mut self, lattice: &Lattice, number: usize) -> bool {
        let (mut is_in_cut, mut reaches_more) = (false, false);
        for (at, to) in lattice.steps(&lattice.edges[number].effects) {
            let at = usize::from(*at);
            let levels = (2_u8 << to) - 1;
            is_in_cut |= self.zone[at] & levels != 0;
            let outside = levels & !self.zone[at];
            reaches_more |= outside & !self.reached[at] != 0;
            self.reached[at] |= outside;
        }
        if is_in_cut {
            self.cut.push(number);
        }
        reaches_more
    }
}
