//! What entries cost at least that a projection takes as met.
//!
//! W(c, e) is the cheapest chain in c alone from the level held to e, where an action costs what is not paid elsewhere: of its minutes what
//! exceeds the chains that lift the same competencies told apart (the rest is what it is worth there), split evenly among the other
//! competencies that it lifts.
//!
//! The gain of an action is what the chains that do the same cost more. All actions with an entry in c gain G together.
//!
//! - G <= W: none of them is ever needed. In any path, chains can replace those that are in it at no more than G, and what lifted c for them
//!   can go, which saves W at least.
//! - G > W: each is charged a share of W by its gain. Whichever of them a path holds, their charges are W at most, and in truth it pays W at
//!   least. With entries at several levels, each further part of W is shared by those that need it.

use super::FAR;
use super::catalogue::Catalogue;
use super::chain::{Chains, LEVELS, Link};
use super::frame::Frame;
use super::projection::{DEAREST, Draft, NO_DIM, Projection};

/// A competency beyond those told apart, with what it costs to reach its levels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    competency: u32,
    /// W by level; nothing where the competency is told apart, up to another level.
    least: [u32; LEVELS],
    is_told: bool,
}

impl Projection {
    /// Drops drafts whose entries cost more than all that they gain, or cannot be reached; charges the others.
    pub(super) fn charge(&mut self, catalogue: &Catalogue, frame: &Frame) {
        if self.drafts.iter().all(|draft| draft.extras.is_empty()) {
            return;
        }
        let mut needs = std::mem::take(&mut self.needs);
        let mut drafts = std::mem::take(&mut self.drafts);
        needs.clear();
        for (competency, _) in drafts.iter().flat_map(|draft| &self.extras[draft.extras.clone()]) {
            if !needs.iter().any(|need| need.competency == *competency) {
                needs.push(self.need(catalogue, frame, *competency));
            }
        }
        drafts.retain(|draft| {
            let reached = |(competency, level): &(u32, u8)| {
                needs.iter().any(|need| need.competency == *competency && need.least[usize::from(*level)] < FAR)
            };
            self.extras[draft.extras.clone()].iter().all(reached)
        });
        loop {
            let before = drafts.len();
            for need in needs.iter().filter(|need| !need.is_told) {
                self.drop_vain(&mut drafts, need);
            }
            if drafts.len() == before {
                break;
            }
        }
        let gains: Vec<u64> = drafts.iter().map(|draft| self.gain(draft)).collect();
        for need in needs.iter().filter(|need| !need.is_told) {
            self.share_out(&mut drafts, &gains, need);
        }
        (self.needs, self.drafts) = (needs, drafts);
    }

    fn gain(&self, draft: &Draft) -> u64 {
        let by_chains = self.by_chains(draft);
        if by_chains == FAR { u64::from(u32::MAX) } else { u64::from(by_chains - draft.cost.min(by_chains)) }
    }

    /// The level of a competency that a draft takes as met.
    fn level(&self, draft: &Draft, competency: u32) -> Option<u8> {
        self.extras[draft.extras.clone()].iter().find(|(other, _)| *other == competency).map(|(_, level)| *level)
    }

    fn drop_vain(&self, drafts: &mut Vec<Draft>, need: &Need) {
        let users = drafts.iter().filter_map(|draft| Some((self.level(draft, need.competency)?, self.gain(draft))));
        let (lowest, gain) = users.fold((LEVELS as u8, 0), |(lowest, all), (level, gain)| (lowest.min(level), all + gain));
        if lowest < LEVELS as u8 && gain <= u64::from(need.least[usize::from(lowest)]) {
            drafts.retain(|draft| self.level(draft, need.competency).is_none());
        }
    }

    fn share_out(&self, drafts: &mut [Draft], gains: &[u64], need: &Need) {
        let levels: Vec<u8> = drafts.iter().map(|draft| self.level(draft, need.competency).unwrap_or(0)).collect();
        let mut paid = 0;
        for level in 1..LEVELS as u8 {
            if !levels.contains(&level) {
                continue;
            }
            let least = need.least[usize::from(level)];
            let all: u64 = gains.iter().zip(&levels).filter(|(_, own)| **own >= level).map(|(gain, _)| *gain).sum();
            for ((draft, gain), own) in drafts.iter_mut().zip(gains).zip(&levels) {
                if *own >= level {
                    let share = u128::from(least - paid) * u128::from(*gain) / u128::from(all.max(1));
                    draft.cost = draft.cost.saturating_add(share as u32).min(DEAREST);
                }
            }
            paid = least;
        }
    }

    fn need(&self, catalogue: &Catalogue, frame: &Frame, competency: u32) -> Need {
        let held = frame.slot(competency).held;
        let mut chains = Chains::default();
        for given in catalogue.giving(competency).iter().filter(|given| given.level > held) {
            if !frame.is_allowed(catalogue, given.index) {
                continue;
            }
            let entry =
                catalogue.entries(given.index).iter().find(|at| at.index == competency).map_or(held, |at| at.level.max(held));
            if entry < given.level {
                let cost = self.unpaid(catalogue, frame, given.index);
                chains.offer(Link { from: entry, to: given.level, cost, action: given.index });
            }
        }
        let least = chains.from(held, LEVELS as u8 - 1);
        Need { competency, least, is_told: self.dim_of[competency as usize] != NO_DIM }
    }

    /// What of an action's minutes can be charged to one competency that is not told apart.
    fn unpaid(&self, catalogue: &Catalogue, frame: &Frame, action: u32) -> u32 {
        if frame.forced(action).is_some() {
            return 0;
        }
        let (mut lifted, mut worth) = (0, 0_u32);
        for at in catalogue.gives(action) {
            let slot = frame.slot(at.index);
            let dim = self.dim_of[at.index as usize];
            if at.level <= slot.held {
                continue;
            } else if dim == NO_DIM {
                lifted += 1;
            } else {
                let entry = catalogue.entries(action).iter().find(|other| other.index == at.index).map_or(0, |at| at.level);
                let chain =
                    self.chains[usize::from(dim)].cost(entry.clamp(slot.held, slot.cap.max(slot.held)), at.level.min(slot.cap));
                worth = worth.saturating_add(chain);
            }
        }
        catalogue.minutes(action).saturating_sub(worth) / lifted.max(1)
    }
}
