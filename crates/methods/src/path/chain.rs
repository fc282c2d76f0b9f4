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
    /// The cheapest link of each pair of levels.
    pub(super) links: Vec<Link>,
    cheapest: [[u32; LEVELS]; LEVELS],
}

impl Default for Chains {
    fn default() -> Self {
        Self { links: Vec::new(), cheapest: [[FAR; LEVELS]; LEVELS] }
    }
}

impl Chains {
    /// Forgets all links.
    pub(super) fn clear(&mut self) {
        self.links.clear();
    }

    /// Adds a link. Of two that do the same the cheaper one stays, of equal ones the first.
    pub(super) fn offer(&mut self, link: Link) {
        let is_served = |other: &Link| other.from <= link.from && other.to >= link.to && other.cost <= link.cost;
        if !self.links.iter().any(is_served) {
            self.links.retain(|other| !(link.from <= other.from && link.to >= other.to && link.cost <= other.cost));
            self.links.push(link);
        }
    }

    /// Computes the cheapest chains between the levels `held` and `cap`, and drops links that a cheaper chain replaces.
    pub(super) fn close(&mut self, held: u8, cap: u8) {
        self.cheapest = [[FAR; LEVELS]; LEVELS];
        for from in held..=cap {
            let row = &mut self.cheapest[usize::from(from)];
            row[usize::from(from)] = 0;
            for level in from..cap {
                let cost = row[usize::from(level)];
                for link in self.links.iter().filter(|link| cost < FAR && link.from <= level && link.to > level) {
                    let there = &mut row[usize::from(link.to)];
                    *there = (*there).min(cost.saturating_add(link.cost));
                }
            }
            // Whoever is higher is also where one wanted to go.
            for level in (0..LEVELS - 1).rev() {
                row[level] = row[level].min(row[level + 1]);
            }
        }
        let cheapest = self.cheapest;
        self.links.retain(|link| link.cost <= cheapest[usize::from(link.from.max(held))][usize::from(link.to)]);
    }

    /// The costs from a level to all levels.
    pub(super) fn costs(&self, from: u8) -> [u32; LEVELS] {
        self.cheapest[usize::from(from)]
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
        assert_eq!(kept, [1, 2, 4, 5]);
        chains.close(0, 5);
        assert_eq!(chains.cost(0, 4), FAR);
    }
}
