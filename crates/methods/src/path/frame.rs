//! One problem laid over the catalogue: what is held, required and usable. Kept between problems so that nothing is allocated anew.

use super::catalogue::{Catalogue, Filter};
use super::problem::{HEAVIEST, MOST_MANDATORY, Problem, ProblemFault};

/// A competency of the problem at hand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    round: u32,
    /// Level held when the problem began.
    pub(super) start: u8,
    /// Level held after the actions taken so far.
    pub(super) held: u8,
    /// Level reached in a walk or a flood, see [`Frame::rise`].
    pub(super) now: u8,
    /// Level required; 0 when nothing is.
    pub(super) required: u8,
    /// Level to reach: what is required, or what can be reached of it.
    pub(super) goal: u8,
    /// Levels up to here are told apart; a level above counts as this one.
    pub(super) cap: u8,
    /// Weight of an open level.
    pub(super) weight: u32,
}

/// A mandatory action.
#[derive(Clone, Copy, Debug)]
pub(super) struct Forced {
    pub(super) action: u32,
    pub(super) by_quarter: Option<u32>,
    /// The minute by which it must have ended.
    pub(super) latest: u64,
}

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Frame {
    round: u32,
    slots: Vec<Slot>,
    barred: Vec<u32>,
    /// Competencies of the catalogue with a required level above the one held, in their order.
    pub(super) open: Vec<u32>,
    /// Competencies whose levels are told apart: open ones, and those that entries need.
    pub(super) told: Vec<u32>,
    /// Required competencies that the catalogue does not know, by their place in the problem.
    pub(super) unknown: Vec<usize>,
    /// Mandatory actions.
    pub(super) forced: Vec<Forced>,
    filter: Option<Filter>,
}

impl Frame {
    /// Begins a problem.
    pub(super) fn begin(&mut self, catalogue: &Catalogue, problem: &Problem<'_>) -> Result<(), ProblemFault> {
        if self.round == u32::MAX {
            *self = Self::default();
        }
        self.round += 1;
        if self.slots.len() < catalogue.competencies() {
            self.slots.resize(catalogue.competencies(), Slot::default());
        }
        if self.barred.len() < catalogue.len() {
            self.barred.resize(catalogue.len(), 0);
        }
        self.open.clear();
        self.unknown.clear();
        self.filter = Some(catalogue.filter(&problem.learner));
        for action in &problem.without {
            self.barred[action.0 as usize] = self.round;
        }
        self.place_standings(catalogue, problem)?;
        self.place_mandatory(catalogue, problem)
    }

    fn place_standings(&mut self, catalogue: &Catalogue, problem: &Problem<'_>) -> Result<(), ProblemFault> {
        let mut heavy = 0_u64;
        for (at, standing) in problem.standings.iter().enumerate() {
            let (held, required) = (standing.held.number() as u8, standing.required.number() as u8);
            heavy += u64::from(standing.weight) * u64::from(required.saturating_sub(held));
            let Some(competency) = catalogue.competency_of(standing.competency) else {
                if required > held {
                    self.unknown.push(at);
                }
                continue;
            };
            let slot = &mut self.slots[competency as usize];
            if slot.round == self.round {
                return Err(ProblemFault::CompetencyTwice(standing.competency.to_owned()));
            }
            let (round, weight) = (self.round, standing.weight);
            *slot = Slot { round, start: held, held, now: held, required, goal: required, cap: required, weight };
            if required > held {
                self.open.push(competency);
            }
        }
        self.open.sort_unstable();
        if heavy > HEAVIEST { Err(ProblemFault::TooHeavy) } else { Ok(()) }
    }

    fn place_mandatory(&mut self, catalogue: &Catalogue, problem: &Problem<'_>) -> Result<(), ProblemFault> {
        self.forced.clear();
        if problem.mandatory.len() > MOST_MANDATORY {
            return Err(ProblemFault::TooManyMandatory);
        }
        for mandatory in &problem.mandatory {
            let action = catalogue.find(mandatory.id).ok_or_else(|| ProblemFault::UnknownMandatory(mandatory.id.to_owned()))?.0;
            if self.forced.iter().any(|forced| forced.action == action) {
                return Err(ProblemFault::MandatoryTwice(mandatory.id.to_owned()));
            }
            let latest = match (mandatory.by_quarter, problem.minutes_per_quarter) {
                (Some(quarter), Some(minutes)) => u64::from(quarter.get()) * u64::from(minutes.get()),
                (Some(_), None) => return Err(ProblemFault::NoQuarters),
                (None, _) => u64::MAX,
            };
            self.forced.push(Forced { action, by_quarter: mandatory.by_quarter.map(std::num::NonZero::get), latest });
        }
        // Earliest deadline first; so the order of input changes nothing.
        self.forced.sort_by_key(|forced| (forced.latest, forced.action));
        Ok(())
    }

    /// What the problem says of a competency; nothing held or required when it says nothing.
    pub(super) fn slot(&self, competency: u32) -> Slot {
        let slot = self.slots[competency as usize];
        if slot.round == self.round { slot } else { Slot::default() }
    }

    /// Changes what is said of a competency.
    pub(super) fn change(&mut self, competency: u32, change: impl FnOnce(&mut Slot)) {
        let mut slot = self.slot(competency);
        change(&mut slot);
        slot.round = self.round;
        self.slots[competency as usize] = slot;
    }

    /// Whether the learner can use an action that the problem does not exclude.
    pub(super) fn is_usable(&self, catalogue: &Catalogue, action: u32) -> bool {
        self.barred[action as usize] != self.round && self.filter.is_none_or(|filter| catalogue.fits(action, filter))
    }

    /// The mandatory entry of an action.
    pub(super) fn forced(&self, action: u32) -> Option<&Forced> {
        self.forced.iter().find(|forced| forced.action == action)
    }

    /// Whether an action can be used at all: mandatory ones whatever the learner's filter says.
    pub(super) fn is_allowed(&self, catalogue: &Catalogue, action: u32) -> bool {
        self.is_usable(catalogue, action) || self.forced(action).is_some()
    }

    /// Weight of the required levels that are open at these levels, those that the catalogue does not know included.
    pub(super) fn open_weight(&self, problem: &Problem<'_>, level: impl Fn(&Slot) -> u8) -> u64 {
        let known = self.open.iter().map(|competency| {
            let slot = self.slot(*competency);
            u64::from(slot.weight) * u64::from(slot.required.saturating_sub(level(&slot)))
        });
        known.sum::<u64>() + self.unknown_weight(problem)
    }

    /// Weight of the required levels in competencies that the catalogue does not know.
    pub(super) fn unknown_weight(&self, problem: &Problem<'_>) -> u64 {
        let of = |at: &usize| {
            let standing = &problem.standings[*at];
            u64::from(standing.weight) * standing.required.number().saturating_sub(standing.held.number()) as u64
        };
        self.unknown.iter().map(of).sum()
    }

    /// The levels told apart are those up to the goals; what an entry needs beyond is added by [`Frame::tell`].
    pub(super) fn tell_goals(&mut self) {
        self.told.clear();
        for at in 0..self.open.len() {
            let competency = self.open[at];
            self.change(competency, |slot| slot.cap = slot.goal);
            let slot = self.slot(competency);
            if slot.goal > slot.held {
                self.told.push(competency);
            }
        }
    }

    /// Tells the levels of a competency apart up to this one.
    pub(super) fn tell(&mut self, competency: u32, level: u8) {
        self.change(competency, |slot| slot.cap = slot.cap.max(slot.held).max(level));
        if !self.told.contains(&competency) {
            self.told.push(competency);
        }
    }

    /// An action was taken: the levels it gives are held from now on.
    pub(super) fn take(&mut self, catalogue: &Catalogue, action: u32) {
        for at in catalogue.gives(action) {
            self.change(at.index, |slot| slot.held = slot.held.max(at.level));
        }
    }

    /// Begins a walk at the levels held at the start of the problem, or after the actions taken so far.
    pub(super) fn walk_from(&mut self, catalogue: &Catalogue, actions: &[u32], level: impl Fn(&Slot) -> u8) {
        for action in actions {
            for at in catalogue.gives(*action).iter().chain(catalogue.entries(*action)) {
                self.change(at.index, |slot| slot.now = level(slot));
            }
        }
    }

    /// A step of a walk.
    pub(super) fn rise(&mut self, catalogue: &Catalogue, action: u32) {
        for at in catalogue.gives(action) {
            self.change(at.index, |slot| slot.now = slot.now.max(at.level));
        }
    }

    /// Whether an action can be the next step of a walk.
    pub(super) fn can_start(&self, catalogue: &Catalogue, action: u32) -> bool {
        catalogue.entries(action).iter().all(|at| self.slot(at.index).now >= at.level)
    }
}
