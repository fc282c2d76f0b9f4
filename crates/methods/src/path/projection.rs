//! Projection: the actions that matter for the levels told apart, cut to these levels, and without those that others replace.
//!
//! An entry level beyond the levels told apart is taken as met: the projection is a relaxation, its optimum a lower bound, and exact once
//! the path found keeps all entries (see [`super::solve`]). So that such an action does not look cheaper than it is, it is charged a share
//! of what its missing entry costs at least ([`super::charge`]).

use super::Catalogue;
use super::chain::{Chains, Link};
use super::charge::Need;
use super::frame::Frame;

/// A stretch of a pool.
pub(super) type Span = std::ops::Range<usize>;

/// A level of a dimension.
pub(super) type Step = (u16, u8);

/// A competency told apart, or a mandatory action that waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dim {
    /// The competency; none for a mandatory action.
    pub(super) competency: Option<u32>,
    pub(super) held: u8,
    pub(super) goal: u8,
    pub(super) cap: u8,
    pub(super) weight: u32,
}

/// An action that touches several dimensions, or has entries elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) action: u32,
    /// Minutes, and the charge for entries taken as met.
    pub(super) cost: u32,
    pub(super) effects: Span,
    pub(super) entries: Span,
    pub(super) extras: Span,
    /// Dimensions of the effects and of the entries as bits, for a first look; those beyond 64 share bits.
    lifts: u64,
    needs: u64,
}

/// No edge costs more, so that the sum over a path stays within 32 bits: 32 competencies x 5 levels x this < 2^32.
pub(super) const DEAREST: u32 = 20_000_000;
pub(super) const NO_DIM: u16 = u16::MAX;

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Projection {
    pub(super) dims: Vec<Dim>,
    pub(super) chains: Vec<Chains>,
    pub(super) drafts: Vec<Draft>,
    pub(super) pool: Vec<Step>,
    pub(super) extras: Vec<(u32, u8)>,
    pub(super) dim_of: Vec<u16>,
    seen: Vec<u32>,
    round: u32,
    pub(super) needs: Vec<Need>,
}

impl Projection {
    /// Projects the catalogue onto the levels told apart and onto the mandatory actions in `waiting`.
    pub(super) fn make(&mut self, catalogue: &Catalogue, frame: &Frame, waiting: &[u32]) {
        self.begin(catalogue, frame, waiting);
        for at in 0..frame.told.len() {
            let held = self.dims[at].held;
            for given in catalogue.giving(frame.told[at]) {
                let seen = &mut self.seen[given.index as usize];
                if given.level > held && *seen != self.round {
                    *seen = self.round;
                    if frame.is_usable(catalogue, given.index) && !waiting.contains(&given.index) {
                        self.add(catalogue, frame, given.index, None);
                    }
                }
            }
        }
        for (at, action) in waiting.iter().enumerate() {
            self.add(catalogue, frame, *action, Some((frame.told.len() + at) as u16));
        }
        for (chains, dim) in self.chains.iter_mut().zip(&self.dims) {
            chains.close(dim.held, dim.cap);
        }
        self.drop_replaced_by_chains();
        self.charge(catalogue, frame);
        self.drop_replaced_by_chains();
        self.drop_replaced_by_others();
        for competency in &frame.told {
            self.dim_of[*competency as usize] = NO_DIM;
        }
    }

    fn begin(&mut self, catalogue: &Catalogue, frame: &Frame, waiting: &[u32]) {
        if self.dim_of.len() < catalogue.competencies() {
            self.dim_of.resize(catalogue.competencies(), NO_DIM);
        }
        if self.round == u32::MAX || self.seen.len() < catalogue.len() {
            self.seen.clear();
            self.seen.resize(catalogue.len(), 0);
            self.round = 0;
        }
        self.round += 1;
        self.dims.clear();
        self.drafts.clear();
        self.pool.clear();
        self.extras.clear();
        for competency in &frame.told {
            let slot = frame.slot(*competency);
            self.dim_of[*competency as usize] = self.dims.len() as u16;
            self.dims.push(Dim {
                competency: Some(*competency),
                held: slot.held,
                goal: slot.goal.max(slot.held),
                cap: slot.cap,
                weight: slot.weight,
            });
        }
        self.dims.extend(waiting.iter().map(|_| Dim { competency: None, held: 0, goal: 1, cap: 1, weight: 0 }));
        self.chains.truncate(self.dims.len());
        self.chains.iter_mut().for_each(Chains::clear);
        self.chains.resize_with(self.dims.len(), Chains::default);
    }

    /// Adds an action; `done` is the dimension that tells that it was taken.
    fn add(&mut self, catalogue: &Catalogue, frame: &Frame, action: u32, done: Option<u16>) {
        let (entries, extras) = (self.pool.len(), self.extras.len());
        for at in catalogue.entries(action) {
            let slot = frame.slot(at.index);
            if at.level > slot.held {
                let dim = self.dim_of[at.index as usize];
                if dim == NO_DIM || at.level > slot.cap {
                    self.extras.push((at.index, at.level));
                }
                if dim != NO_DIM {
                    self.pool.push((dim, at.level.min(slot.cap)));
                }
            }
        }
        let effects = self.pool.len();
        for at in catalogue.gives(action) {
            let dim = self.dim_of[at.index as usize];
            if dim == NO_DIM {
                continue;
            }
            let to = at.level.min(self.dims[usize::from(dim)].cap);
            if to > self.entry(entries..effects, dim) {
                self.pool.push((dim, to));
            }
        }
        self.pool.extend(done.map(|dim| (dim, 1)));
        let bits = |steps: &[Step]| steps.iter().fold(0, |bits, (dim, _)| bits | 1_u64 << (dim % 64));
        let draft = Draft {
            action,
            cost: catalogue.minutes(action),
            lifts: bits(&self.pool[effects..]),
            needs: bits(&self.pool[entries..effects]),
            effects: effects..self.pool.len(),
            entries: entries..effects,
            extras: extras..self.extras.len(),
        };
        self.keep(draft);
    }

    /// The level of a dimension from which an action with these entries starts at the lowest.
    fn entry(&self, entries: Span, dim: u16) -> u8 {
        let entry = self.pool[entries].iter().find(|(other, _)| *other == dim);
        entry.map_or(self.dims[usize::from(dim)].held, |(_, level)| *level)
    }

    /// A link goes to the chains of its competency, anything else to the drafts.
    fn keep(&mut self, draft: Draft) {
        let is_alone = |dim: u16| self.pool[draft.entries.clone()].iter().all(|(other, _)| *other == dim);
        match self.pool[draft.effects.clone()] {
            [] => {
                self.pool.truncate(draft.entries.start);
                self.extras.truncate(draft.extras.start);
            }
            [(dim, to)] if draft.extras.is_empty() && is_alone(dim) && self.dims[usize::from(dim)].competency.is_some() => {
                let from = self.entry(draft.entries.clone(), dim);
                self.chains[usize::from(dim)].offer(Link { from, to, cost: draft.cost, action: draft.action });
                self.pool.truncate(draft.entries.start);
            }
            _ => self.drafts.push(draft),
        }
    }

    /// Drops drafts that take at least as long as the chains that do the same.
    fn drop_replaced_by_chains(&mut self) {
        let mut drafts = std::mem::take(&mut self.drafts);
        drafts.retain(|draft| draft.cost < self.by_chains(draft));
        self.drafts = drafts;
    }

    /// What the chains cost that do what a draft does.
    pub(super) fn by_chains(&self, draft: &Draft) -> u32 {
        let chains = self.pool[draft.effects.clone()].iter().map(|(dim, to)| {
            let from = self.entry(draft.entries.clone(), *dim);
            self.chains[usize::from(*dim)].cost(from, *to)
        });
        chains.fold(0, u32::saturating_add)
    }

    /// Drops drafts that another does at least as well: no dearer, from levels no higher, to levels no lower.
    fn drop_replaced_by_others(&mut self) {
        let mut drafts = std::mem::take(&mut self.drafts);
        drafts.sort_by_key(|draft| (draft.cost, !draft.extras.is_empty(), draft.action));
        for draft in drafts {
            if !self.drafts.iter().any(|other| self.replaces(other, &draft)) {
                self.drafts.push(draft);
            }
        }
    }

    fn replaces(&self, other: &Draft, draft: &Draft) -> bool {
        if draft.lifts & !other.lifts != 0 || other.needs & !draft.needs != 0 {
            return false;
        }
        let (others, own) = (&self.pool[other.effects.clone()], &self.pool[draft.effects.clone()]);
        let gives = own.iter().all(|(dim, to)| others.iter().any(|(same, level)| same == dim && level >= to));
        gives && {
            let own = &self.pool[draft.entries.clone()];
            self.pool[other.entries.clone()]
                .iter()
                .all(|(dim, from)| own.iter().any(|(same, level)| same == dim && level >= from))
        }
    }
}
