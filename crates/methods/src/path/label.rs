//! What is added up along a path and compared.

use super::bounds::Bounds;
use super::cuts::Cuts;
use super::lattice::Lattice;
use super::packed::Packed;

/// What is known of the way ahead in a lattice.
#[derive(Debug)]
pub(super) struct Ahead<'a> {
    pub(super) lattice: &'a Lattice,
    pub(super) bounds: Bounds,
    /// Where the dearer bound is worth its time.
    pub(super) cuts: Option<Cuts>,
    pub(super) work: Vec<(u64, u64)>,
}

/// A sum along a path. It never falls, and the smaller of two stays the smaller whatever is added to both: so the best label of a state
/// is all that needs to be known of the ways to it.
pub(super) trait Label: Copy + Ord + Default {
    /// No way is known.
    const FAR: Self;
    /// Whether it depends on the levels that are open.
    const COUNTS_OPEN: bool;
    /// After an action of this cost, run while levels of this weight are open.
    fn after(self, cost: u32, open: u64) -> Self;
    /// The sum of two.
    fn plus(self, other: Self) -> Self;
    /// No path from a state to the goal adds less.
    fn left(ahead: &mut Ahead<'_>, state: Packed) -> Self;
    /// Its minutes.
    fn minutes(self) -> u64;
    /// What is compared first.
    fn measure(self) -> u64;
}

/// Minutes.
impl Label for u32 {
    const FAR: Self = super::FAR;
    const COUNTS_OPEN: bool = false;
    fn after(self, cost: u32, _open: u64) -> Self {
        self.saturating_add(cost)
    }
    fn plus(self, other: Self) -> Self {
        self.saturating_add(other)
    }
    fn left(ahead: &mut Ahead<'_>, state: Packed) -> Self {
        let cuts = ahead.cuts.as_mut().map_or(0, |cuts| cuts.minutes(ahead.lattice, state));
        cuts.max(ahead.bounds.minutes(state))
    }
    fn minutes(self) -> u64 {
        u64::from(self)
    }
    fn measure(self) -> u64 {
        u64::from(self)
    }
}

/// Gap-time, then minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GapTime {
    pub(super) weighted: u64,
    pub(super) minutes: u32,
}

impl Label for GapTime {
    const FAR: Self = Self { weighted: u64::MAX, minutes: u32::MAX };
    const COUNTS_OPEN: bool = true;
    fn after(self, cost: u32, open: u64) -> Self {
        Self {
            weighted: self.weighted.saturating_add(u64::from(cost).saturating_mul(open)),
            minutes: self.minutes.saturating_add(cost),
        }
    }
    fn plus(self, other: Self) -> Self {
        Self { weighted: self.weighted.saturating_add(other.weighted), minutes: self.minutes.saturating_add(other.minutes) }
    }
    fn left(ahead: &mut Ahead<'_>, state: Packed) -> Self {
        ahead.bounds.gap_time(ahead.lattice, state, &mut ahead.work)
    }
    fn minutes(self) -> u64 {
        u64::from(self.minutes)
    }
    fn measure(self) -> u64 {
        self.weighted
    }
}
