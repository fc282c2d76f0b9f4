//! The best way through one lattice.

use super::bounds::Bounds;
use super::cuts::Cuts;
use super::greedy;
use super::label::{Ahead, Label};
use super::landmarks;
use super::lattice::Lattice;
use super::packed;
use super::search;
use super::sweep::{LARGEST, Sweep};

/// A way through a lattice.
#[derive(Debug)]
pub(super) struct Part<L> {
    /// The actions, first to last; none when no way is known.
    pub(super) actions: Option<Vec<u32>>,
    /// No way has a smaller label.
    pub(super) bound: L,
    /// Whether the way has this label.
    pub(super) is_proven: bool,
}

/// Smaller lattices are swept without looking for bounds first.
const SMALL: u64 = 256;

/// The best way to the goal; none when there is no way.
pub(super) fn solve<L: Label>(lattice: &Lattice, sweep: &mut Sweep<L>) -> Option<Part<L>> {
    if !lattice.is_narrow() {
        let bounds = Bounds::new(lattice);
        return Some(Part { actions: None, bound: L::default().after(bounds.at_start(), lattice.always_open), is_proven: false });
    }
    if lattice.states <= SMALL {
        sweep.run(lattice, false, |_, _| true);
        let (number, label) = sweep.goal(lattice)?;
        return Some(Part::proven(lattice, &sweep.way(number), label));
    }
    if !packed::reaches(lattice.highest(), lattice.goal) {
        return None;
    }
    if !L::COUNTS_OPEN && lattice.edges.len() <= landmarks::MOST_EDGES && lattice.edges.iter().all(|edge| edge.latest == u64::MAX)
    {
        let settled = landmarks::settle(lattice, landmarks::MOST_LOOKS)?;
        return Some(Part {
            actions: Some(actions(lattice, &settled.way)),
            bound: L::default().after(settled.bound, 0),
            is_proven: settled.bound == settled.minutes,
        });
    }
    let mut ahead = Ahead { lattice, bounds: Bounds::new(lattice), cuts: None, work: Vec::new() };
    let greedy = greedy::path(lattice, &ahead.bounds).and_then(|way| Some((greedy::label::<L>(lattice, &way)?, way)));
    let known = greedy.as_ref().map_or(L::FAR, |(label, _)| *label);
    let only_goals = lattice.is_goal_highest && lattice.axes.iter().all(|axis| axis.goal > 0);
    if lattice.states <= LARGEST && (only_goals || L::COUNTS_OPEN) {
        sweep.run(lattice, false, |state, label: L| label.plus(L::left(&mut ahead, state)) < known);
        return match (sweep.goal(lattice), greedy) {
            (Some((number, label)), _) if label < known => Some(Part::proven(lattice, &sweep.way(number), label)),
            (_, Some((label, way))) => Some(Part::proven(lattice, &way, label)),
            _ => None,
        };
    }
    ahead.cuts = Some(Cuts::new(lattice));
    let found = search::search(&mut ahead, known);
    match (found.way, greedy) {
        (Some(way), _) => Some(Part::proven(lattice, &way, found.bound)),
        (None, Some((label, way))) => {
            Some(Part { actions: Some(actions(lattice, &way)), bound: found.bound, is_proven: found.bound >= label })
        }
        (None, None) if found.bound >= L::FAR => None,
        (None, None) => Some(Part { actions: None, bound: found.bound, is_proven: false }),
    }
}

impl<L> Part<L> {
    fn proven(lattice: &Lattice, way: &[u32], label: L) -> Self {
        Self { actions: Some(actions(lattice, way)), bound: label, is_proven: true }
    }
}

/// The actions of a way.
pub(super) fn actions(lattice: &Lattice, way: &[u32]) -> Vec<u32> {
    way.iter().map(|edge| lattice.edges[*edge as usize].action).collect()
}

#[cfg(test)]
mod tests {
    use kernel::Attained;

    use super::*;
    use crate::path::frame::Frame;
    use crate::path::label::GapTime;
    use crate::path::projection::Projection;
    use crate::path::{Action, Catalogue, Problem, Standing};

    /// A whole lattice of five competencies, two of which nothing requires.
    fn lattice(seed: u64, is_fine: bool) -> Lattice {
        let mut chance = seed;
        let mut below = |bound: u64| {
            chance = chance.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (chance >> 33) % bound
        };
        let names = ["A", "B", "C", "D", "E"];
        let level = |number: u64| Attained::new(number as i64).expect("a level");
        let mut actions = Vec::new();
        for number in 0..40 {
            let mut action = Action { id: format!("k{number}"), minutes: 5 + below(60) as u32, ..Action::default() };
            for name in names {
                let to = 1 + below(5);
                if below(3) == 0 {
                    action.gives.push((name.to_owned(), level(to)));
                }
                if below(4) == 0 {
                    action.entry.push((name.to_owned(), level(below(to))));
                }
            }
            actions.push(action);
        }
        let catalogue = Catalogue::new(actions).expect("a catalogue");
        let standing = |name| Standing { competency: name, held: level(0), required: level(4), weight: 2 };
        let problem = Problem { standings: names[..3].iter().copied().map(standing).collect(), ..Problem::default() };
        let mut frame = Frame::default();
        frame.begin(&catalogue, &problem).expect("a problem");
        frame.tell_goals();
        (0..5).for_each(|competency| frame.tell(competency, 5));
        let mut projection = Projection::default();
        projection.make(&catalogue, &frame, &[]);
        let dims: Vec<u16> = (0..projection.dims.len() as u16).collect();
        Lattice::new(&projection, &dims, is_fine, |_| u64::MAX)
    }

    fn swept<L: Label>(lattice: &Lattice) -> Option<L> {
        let mut sweep = Sweep::default();
        sweep.run(lattice, false, |_, _| true);
        sweep.goal(lattice).map(|(_, label)| label)
    }

    fn searched<L: Label>(lattice: &Lattice, with_cuts: bool) -> Option<L> {
        let cuts = with_cuts.then(|| Cuts::new(lattice));
        let mut ahead = Ahead { lattice, bounds: Bounds::new(lattice), cuts, work: Vec::new() };
        let found = search::search(&mut ahead, L::FAR);
        found.way.map(|way| greedy::label::<L>(lattice, &way).expect("no deadline"))
    }

    #[test]
    fn sweeping_searching_and_hitting_agree() {
        let mut compared = 0;
        for seed in 0..200 {
            let lattice = lattice(seed, false);
            let Some(best) = swept::<u32>(&lattice) else {
                assert!(!packed::reaches(lattice.highest(), lattice.goal));
                continue;
            };
            compared += usize::from(lattice.states > 300);
            let known = greedy::path(&lattice, &Bounds::new(&lattice)).expect("a way");
            assert!(greedy::label::<u32>(&lattice, &known).expect("no deadline") >= best);
            let settled = landmarks::settle(&lattice, landmarks::MOST_LOOKS).expect("a way");
            assert_eq!((settled.minutes, settled.bound), (best, best), "seed {seed}");
            assert_eq!(greedy::label::<u32>(&lattice, &settled.way), Some(best), "seed {seed}");
            let hasty = landmarks::settle(&lattice, 0).expect("a way");
            assert!(hasty.bound <= best && hasty.minutes >= best, "seed {seed}");
            assert_eq!(greedy::label::<u32>(&lattice, &hasty.way), Some(hasty.minutes), "seed {seed}");
            assert_eq!((searched(&lattice, false), searched(&lattice, true)), (Some(best), Some(best)), "seed {seed}");
            assert_eq!(solve(&lattice, &mut Sweep::default()).map(|part: Part<u32>| part.bound), Some(best), "seed {seed}");
            assert!(Bounds::new(&lattice).minutes(0) <= best && Cuts::new(&lattice).minutes(&lattice, 0) <= best, "seed {seed}");
        }
        assert!(compared > 50, "{compared}");
    }

    #[test]
    fn sweeping_and_searching_agree_on_gap_time() {
        for seed in 0..60 {
            let lattice = lattice(seed, true);
            let best = swept::<GapTime>(&lattice);
            assert_eq!(solve(&lattice, &mut Sweep::default()).map(|part: Part<GapTime>| part.bound), best, "seed {seed}");
            if best.is_some() {
                assert_eq!(searched(&lattice, false), best, "seed {seed}");
            }
        }
    }
}
