//! What can be reached at all, and a path that surely leads there. Levels never fall, so taking every action that can start is no mistake.

use std::collections::HashMap;

use super::FAR;
use super::catalogue::Catalogue;
use super::chain::LEVELS;
use super::frame::Frame;

/// Lets every usable action happen; afterwards the reached level of a competency is `now` of its slot. Returns the mandatory actions among
/// `waiting` that can never start.
pub(super) fn flood(catalogue: &Catalogue, frame: &mut Frame, waiting: &[u32]) -> Vec<u32> {
    let count = catalogue.len() as u32;
    for competency in 0..catalogue.competencies() as u32 {
        frame.change(competency, |slot| slot.now = slot.held);
    }
    let mut waits: Vec<u32> = (0..count).rev().filter(|action| frame.is_allowed(catalogue, *action)).collect();
    let mut is_done = vec![true; catalogue.len()];
    for action in &waits {
        is_done[*action as usize] = false;
    }
    while let Some(action) = waits.pop() {
        if is_done[action as usize] || !frame.can_start(catalogue, action) {
            continue;
        }
        is_done[action as usize] = true;
        for at in catalogue.gives(action) {
            if frame.slot(at.index).now < at.level {
                frame.change(at.index, |slot| slot.now = at.level);
                waits.extend(catalogue.needing(at.index).iter().map(|need| need.index).filter(|need| !is_done[*need as usize]));
            }
        }
    }
    waiting.iter().copied().filter(|action| !is_done[*action as usize]).collect()
}

/// A path to all goals and mandatory actions by the cheapest supporters (the additive heuristic of Bonet and Geffner, AIJ 129, 2001):
/// each level is priced at the minutes of an action plus the prices of its entries. Without what turns out needless. In an order in which it can be taken.
pub(super) fn supported(catalogue: &Catalogue, frame: &mut Frame, waiting: &[u32]) -> Vec<u32> {
    let supporters = Supporters::new(catalogue, frame);
    let mut wanted: Vec<(u32, u8)> = frame.open.iter().map(|competency| (*competency, frame.slot(*competency).goal)).collect();
    let mut path: Vec<u32> = waiting.to_vec();
    wanted.extend(waiting.iter().flat_map(|action| catalogue.entries(*action)).map(|at| (at.index, at.level)));
    while let Some((competency, level)) = wanted.pop() {
        if frame.slot(competency).held >= level {
            continue;
        }
        if let Some(action) = supporters.best.get(&(competency, level)).map(|(_, action)| *action)
            && !path.contains(&action)
        {
            path.push(action);
            wanted.extend(catalogue.entries(action).iter().map(|at| (at.index, at.level)));
        }
    }
    path.sort_unstable_by(|a, b| b.cmp(a));
    for action in path.clone() {
        let rest: Vec<u32> = path.iter().copied().filter(|other| *other != action).collect();
        if !waiting.contains(&action) && serves(catalogue, frame, &rest) {
            path = rest;
        }
    }
    path
}

/// Whether all of these can be taken in some order, and lead to all goals.
fn serves(catalogue: &Catalogue, frame: &mut Frame, actions: &[u32]) -> bool {
    for at in 0..frame.open.len() {
        frame.change(frame.open[at], |slot| slot.now = slot.held);
    }
    frame.walk_from(catalogue, actions, |slot| slot.held);
    let mut rest = actions.to_vec();
    while !rest.is_empty() {
        let before = rest.len();
        rest.retain(|action| {
            let can_start = frame.can_start(catalogue, *action);
            if can_start {
                frame.rise(catalogue, *action);
            }
            !can_start
        });
        if rest.len() == before {
            return false;
        }
    }
    frame.open.iter().all(|competency| frame.slot(*competency).now >= frame.slot(*competency).goal)
}

/// The cheapest way known to each level, with its action.
struct Supporters {
    best: HashMap<(u32, u8), (u32, u32)>,
}

impl Supporters {
    fn new(catalogue: &Catalogue, frame: &Frame) -> Self {
        let mut supporters = Self { best: HashMap::new() };
        let usable: Vec<u32> = (0..catalogue.len() as u32).filter(|action| frame.is_allowed(catalogue, *action)).collect();
        // Prices only fall, and each round settles at least the cheapest that was not settled.
        while usable.iter().filter(|action| supporters.offer(catalogue, frame, **action)).count() > 0 {}
        supporters
    }

    fn price(&self, frame: &Frame, competency: u32, level: u8) -> u32 {
        let is_held = frame.slot(competency).held >= level;
        if is_held { 0 } else { self.best.get(&(competency, level)).map_or(FAR, |(price, _)| *price) }
    }

    fn offer(&mut self, catalogue: &Catalogue, frame: &Frame, action: u32) -> bool {
        let entries = catalogue.entries(action).iter().map(|at| self.price(frame, at.index, at.level));
        let price = entries.fold(catalogue.minutes(action), u32::saturating_add);
        let mut changed = false;
        for at in catalogue.gives(action) {
            let held = frame.slot(at.index).held;
            for level in (held + 1)..=at.level.min(LEVELS as u8 - 1) {
                if price < self.price(frame, at.index, level) {
                    self.best.insert((at.index, level), (price, action));
                    changed = true;
                }
            }
        }
        changed
    }
}
