//! The order of a chosen set of actions.

use super::catalogue::Catalogue;
use super::frame::Frame;

/// An entry level that is not held when it is needed.
pub(super) type Unmet = (u32, u8);

/// An order in which all entries are held, or the entries that stand in the way.
///
/// Any order in which each next action can start is one, for levels never fall. Among those that can start a mandatory one comes first,
/// then the one that closes the most weight a minute (Smith's rule), then the first in the catalogue.
pub(super) fn arrange(catalogue: &Catalogue, frame: &mut Frame, actions: &[u32]) -> Result<Vec<u32>, Vec<Unmet>> {
    frame.walk_from(catalogue, actions, |slot| slot.held);
    let mut rest: Vec<u32> = actions.to_vec();
    rest.sort_unstable();
    let mut order = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let mut best: Option<(usize, Rank)> = None;
        for (at, action) in rest.iter().enumerate().filter(|(_, action)| frame.can_start(catalogue, **action)) {
            let rank = Rank {
                is_mandatory: frame.forced(*action).is_some(),
                closes: closed(catalogue, frame, *action),
                minutes: u64::from(catalogue.minutes(*action)),
            };
            if best.is_none_or(|(_, other)| rank.is_before(other)) {
                best = Some((at, rank));
            }
        }
        let Some((at, _)) = best else {
            return Err(rest.iter().flat_map(|action| unmet(catalogue, frame, *action)).collect());
        };
        let action = rest.remove(at);
        frame.rise(catalogue, action);
        order.push(action);
    }
    Ok(order)
}

#[derive(Clone, Copy)]
struct Rank {
    is_mandatory: bool,
    closes: u64,
    minutes: u64,
}

impl Rank {
    fn is_before(self, other: Self) -> bool {
        match (self.is_mandatory, other.is_mandatory) {
            (true, false) => true,
            (false, true) => false,
            _ => self.closes * other.minutes > other.closes * self.minutes,
        }
    }
}

/// Whether all entries are held in this order, else the entries in the way of the first action that cannot start.
pub(super) fn check(catalogue: &Catalogue, frame: &mut Frame, order: &[u32]) -> Result<(), Vec<Unmet>> {
    frame.walk_from(catalogue, order, |slot| slot.held);
    for action in order {
        if !frame.can_start(catalogue, *action) {
            return Err(unmet(catalogue, frame, *action));
        }
        frame.rise(catalogue, *action);
    }
    Ok(())
}

fn unmet(catalogue: &Catalogue, frame: &Frame, action: u32) -> Vec<Unmet> {
    let entries = catalogue.entries(action).iter().filter(|at| frame.slot(at.index).now < at.level);
    entries.map(|at| (at.index, at.level)).collect()
}

/// Weight of the levels that an action closes now.
fn closed(catalogue: &Catalogue, frame: &Frame, action: u32) -> u64 {
    let of = |slot: super::frame::Slot, level: u8| {
        u64::from(slot.weight) * u64::from(level.min(slot.required).saturating_sub(slot.now))
    };
    catalogue.gives(action).iter().map(|at| of(frame.slot(at.index), at.level)).sum()
}
