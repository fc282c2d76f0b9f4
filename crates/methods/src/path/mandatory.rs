//! Mandatory actions come first. Their order is found over all subsets: how much time has passed and which levels are held depends only on
//! which of them were taken, not on their order.

use super::catalogue::Catalogue;
use super::frame::Frame;
use super::problem::Problem;

/// How the mandatory actions begin a path.
#[derive(Debug, Default)]
pub(super) struct Opening {
    /// Those that can be taken at once, in their order.
    pub(super) order: Vec<u32>,
    /// Those that need something else before.
    pub(super) waiting: Vec<u32>,
}

/// The opening. With `counts_open` in the order of the least gap-time, else earliest deadline first; in either case so that all deadlines
/// are met if any order meets them.
pub(super) fn opening(catalogue: &Catalogue, frame: &Frame, problem: &Problem<'_>, counts_open: bool) -> Opening {
    if frame.forced.is_empty() {
        return Opening::default();
    }
    let subsets = Subsets::new(catalogue, frame, problem);
    let (at_once, waiting) = subsets.split();
    let waiting: Vec<u32> = waiting.into_iter().map(|at| frame.forced[at].action).collect();
    let has_deadline = frame.forced.iter().any(|forced| forced.latest < u64::MAX);
    let in_time = subsets.order(at_once, counts_open, true);
    if has_deadline && (!waiting.is_empty() || (in_time.is_none() && subsets.needs.iter().any(|needs| !needs.is_empty()))) {
        // Something else may have to come before some of them, and these may have to wait for that.
        return Opening { order: Vec::new(), waiting: frame.forced.iter().map(|forced| forced.action).collect() };
    }
    let order = in_time.or_else(|| subsets.order(at_once, counts_open, false)).unwrap_or_default();
    Opening { order: order.into_iter().map(|at| frame.forced[at].action).collect(), waiting }
}

struct Subsets<'a> {
    catalogue: &'a Catalogue,
    frame: &'a Frame,
    problem: &'a Problem<'a>,
    /// For each mandatory action and each of its entries that is not held: the mandatory actions that give it.
    needs: Vec<Vec<u32>>,
}

impl<'a> Subsets<'a> {
    fn new(catalogue: &'a Catalogue, frame: &'a Frame, problem: &'a Problem<'a>) -> Self {
        let givers = |competency: u32, level: u8| {
            let gives = |action: u32| catalogue.gives(action).iter().any(|at| at.index == competency && at.level >= level);
            frame.forced.iter().enumerate().filter(|(_, forced)| gives(forced.action)).fold(0, |set, (at, _)| set | 1 << at)
        };
        let needs = frame.forced.iter().map(|forced| {
            let open = catalogue.entries(forced.action).iter().filter(|at| frame.slot(at.index).held < at.level);
            open.map(|at| givers(at.index, at.level)).collect()
        });
        Self { catalogue, frame, problem, needs: needs.collect() }
    }

    fn can_start(&self, set: u32, at: usize) -> bool {
        self.needs[at].iter().all(|givers| givers & set != 0)
    }

    /// Those that can be taken with nothing else before them, and the others.
    fn split(&self) -> (u32, Vec<usize>) {
        let mut set = 0_u32;
        while let Some(at) = (0..self.needs.len()).find(|at| set & (1 << at) == 0 && self.can_start(set, *at)) {
            set |= 1 << at;
        }
        (set, (0..self.needs.len()).filter(|at| set & (1 << at) == 0).collect())
    }

    /// The best order of a set of them; none when no order meets the deadlines.
    fn order(&self, all: u32, counts_open: bool, in_time: bool) -> Option<Vec<usize>> {
        let count = self.needs.len();
        let mut best: Vec<Option<(u64, usize)>> = vec![None; 1 << count];
        best[0] = Some((0, 0));
        for set in 0..(1_u32 << count) {
            let Some((weighted, _)) = best[set as usize] else { continue };
            let passed = self.minutes(set);
            let open = if counts_open { self.open(set) } else { 0 };
            for at in (0..count).filter(|at| all & !set & (1 << at) != 0 && self.can_start(set, *at)) {
                let forced = self.frame.forced[at];
                let minutes = u64::from(self.catalogue.minutes(forced.action));
                if in_time && passed + minutes > forced.latest {
                    continue;
                }
                let after = weighted.saturating_add(minutes.saturating_mul(open));
                let there = &mut best[(set | 1 << at) as usize];
                // The later of two equal ones ends the order, so that the earlier deadline stands before it.
                if there.is_none_or(|(other, last)| after < other || (after == other && at > last)) {
                    *there = Some((after, at));
                }
            }
        }
        let mut order = Vec::new();
        let mut set = all;
        while set != 0 {
            let (_, last) = best[set as usize]?;
            order.push(last);
            set &= !(1 << last);
        }
        order.reverse();
        Some(order)
    }

    fn taken(&self, set: u32) -> impl Iterator<Item = u32> {
        self.frame.forced.iter().enumerate().filter(move |(at, _)| set & (1 << at) != 0).map(|(_, forced)| forced.action)
    }

    fn minutes(&self, set: u32) -> u64 {
        self.taken(set).map(|action| u64::from(self.catalogue.minutes(action))).sum()
    }

    fn open(&self, set: u32) -> u64 {
        let level = |competency: u32| {
            let given = self.taken(set).flat_map(|action| self.catalogue.gives(action)).filter(|at| at.index == competency);
            given.map(|at| at.level).max().unwrap_or(0)
        };
        let open = self.frame.open.iter().map(|competency| {
            let slot = self.frame.slot(*competency);
            u64::from(slot.weight) * u64::from(slot.required.saturating_sub(slot.held.max(level(*competency))))
        });
        open.sum::<u64>() + self.frame.unknown_weight(self.problem)
    }
}
