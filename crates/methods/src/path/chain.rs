//! Chains within one competency: the cheapest sequence of actions that touch nothing else, from any level to any level.
//!
//! `cheapest[f][t]` is the d_i of the chain dominance: an action that lifts several competencies and takes at least as long as the
//! chains that do the same one by one is never needed, for whoever starts higher pays at most as much for a chain.

use super::FAR;

/// Levels 0 to 5.
pub(super) const LEVELS: usize = 6;

/// An action from a level to a level of one competency.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: u8,
    pub(super) to: u8,
    pub(super) cost: u32,
    pub(super) action: u32,
}

/// The links of one competency and their cheapest chains.
#[derive(Clone, Debug)]
pub(super) struct Chains {
    /// The cheapest link of each pair of levels: its cost and its action.
    offered: [[(u32, u32); LEVELS]; LEVELS],
    /// Those that no other replaces, once [`Chains::close`] was called.
    pub(super) links: Vec<Link>,
    cheapest: [[u32; LEVELS]; LEVELS],
}

impl Default for Chains {
    fn default() -> Self {
        Self { offered: [[(FAR, 0); LEVELS]; LEVELS], links: Vec::new(), cheapest: [[FAR; LEVELS]; LEVELS] }
    }
}

impl Chains {
    /// Forgets all links.
    pub(super) fn clear(&mut self) {
        self.offered = [[(FAR, 0); LEVELS]; LEVELS];
        self.links.clear();
    }

    /// Adds a link. Of two between the same levels the cheaper one stays, of equal ones the first.
    pub(super) fn offer(&mut self, link: Link) {
        let known = &mut self.offered[usize::from(link.from)][usize::from(link.to)];
        if link.cost < known.0 {
            *known = (link.cost, link.action);
        }
    }

    /// Computes the cheapest chains between the levels `held` and `cap`, and keeps the links that neither another one nor a chain replaces.
    pub(super) fn close(&mut self, held: u8, cap: u8) {
        self.cheapest = [[FAR; LEVELS]; LEVELS];
        for from in held..=cap {
            self.cheapest[usize::from(from)] = self.from(from, cap);
        }
        for from in 0..LEVELS as u8 {
            for to in from + 1..LEVELS as u8 {
                let (cost, action) = self.offered[usize::from(from)][usize::from(to)];
                if cost < FAR && cost <= self.cheapest[usize::from(from.max(held))][usize::from(to)] && !self.is_served(from, to)
                {
                    self.links.push(Link { from, to, cost, action });
                }
            }
        }
    }

    /// Whether another link from no higher to no lower costs no more.
    fn is_served(&self, from: u8, to: u8) -> bool {
        let (from, to) = (usize::from(from), usize::from(to));
        let cost = self.offered[from][to].0;
        (0..=from).any(|start| (to..LEVELS).any(|end| (start, end) != (from, to) && self.offered[start][end].0 <= cost))
    }

    /// The costs of the cheapest chains from a level to all levels, of which those up to `cap` are told apart.
    pub(super) fn from(&self, from: u8, cap: u8) -> [u32; LEVELS] {
        let mut row = [FAR; LEVELS];
        row[usize::from(from)] = 0;
        // The cheapest link to each level from where one is, or from below.
        let mut links = [FAR; LEVELS];
        for level in 0..cap {
            for (link, (cost, _)) in links.iter_mut().zip(&self.offered[usize::from(level)]) {
                *link = (*link).min(*cost);
            }
            let here = row[usize::from(level)];
            if level >= from && here < FAR {
                for to in usize::from(level) + 1..LEVELS {
                    row[to] = row[to].min(here.saturating_add(links[to]));
                }
            }
        }
        // Whoever is higher is also where one wanted to go.
        for level in (0..LEVELS - 1).rev() {
            row[level] = row[level].min(row[level + 1]);
        }
        row
    }

    /// What the cheapest chain costs; [`FAR`] when there is none.
    pub(super) fn cost(&self, from: u8, to: u8) -> u32 {
        if to <= from { 0 } else { self.cheapest[usize::from(from)][usize::from(to)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_replaces_a_dearer_leap_and_a_leap_a_dearer_chain() {
        let mut chains = Chains::default();
        for (from, to, cost, action) in [(0, 1, 10, 1), (1, 2, 10, 2), (0, 2, 25, 3), (0, 3, 29, 4), (2, 3, 12, 5), (1, 1, 1, 6)]
        {
            if from < to {
                chains.offer(Link { from, to, cost, action });
            }
        }
        chains.close(0, 3);
        assert_eq!((chains.cost(0, 2), chains.cost(0, 3), chains.cost(1, 3), chains.cost(3, 1)), (20, 29, 22, 0));
        let kept: Vec<u32> = chains.links.iter().map(|link| link.action).collect();
        assert_eq!(kept, [1, 4, 2, 5]);
        chains.close(0, 5);
        assert_eq!(chains.cost(0, 4), FAR);
    }
}
