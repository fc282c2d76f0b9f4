//! The best use of too few hours: the most valued state within a sum of minutes.
//!
//! A sweep gives the fewest minutes of every state of a component; of these only the ones count that no other beats in both value and
//! minutes. Components add up in both, so merging their lists, keeping again only such pairs, is an exact knapsack.

use super::label::Label;
use super::lattice::{Lattice, Shape, components};
use super::part;
use super::projection::Projection;
use super::sweep::{LARGEST, Sweep};

/// What a choice brings and takes, and where it came from.
#[derive(Clone, Debug)]
struct Choice {
    value: u64,
    minutes: u64,
    actions: Vec<u32>,
}

/// More pairs of choices are not merged.
const MOST_PAIRS: usize = 500_000;

/// The best use of these minutes: its actions, and the value that no use exceeds. The actions are none when a component is too large.
pub(super) fn best_use(projection: &Projection, sweep: &mut Sweep<u32>, minutes: u64) -> (Option<Vec<u32>>, u64) {
    let mut choices = vec![Choice { value: 0, minutes: 0, actions: Vec::new() }];
    let (mut unknown, mut is_known) = (0, true);
    for dims in components(projection, Shape::default()) {
        let lattice = Lattice::new(projection, &dims, true, |_| u64::MAX);
        if lattice.states > LARGEST || !lattice.is_narrow() {
            is_known = false;
            unknown += lattice.axes.iter().map(|axis| axis.open[0]).sum::<u64>();
            continue;
        }
        let own = of_component(&lattice, sweep, minutes);
        if choices.len() * own.len() > MOST_PAIRS {
            is_known = false;
            unknown += own.last().map_or(0, |choice| choice.value);
            continue;
        }
        let mut both = Vec::with_capacity(choices.len() * own.len());
        for before in &choices {
            let room = minutes - before.minutes;
            both.extend(own.iter().filter(|choice| choice.minutes <= room).map(|choice| Choice {
                value: before.value + choice.value,
                minutes: before.minutes + choice.minutes,
                actions: before.actions.iter().chain(&choice.actions).copied().collect(),
            }));
        }
        choices = unbeaten(both);
    }
    let best = choices.pop();
    let value = best.as_ref().map_or(0, |choice| choice.value) + unknown;
    (best.filter(|_| is_known).map(|choice| choice.actions), value)
}

fn of_component(lattice: &Lattice, sweep: &mut Sweep<u32>, minutes: u64) -> Vec<Choice> {
    sweep.run(lattice, true, |_, label| label.minutes() <= minutes);
    let all = lattice.open(0);
    let reached = sweep.labelled(lattice).filter(|(_, _, label)| label.minutes() <= minutes);
    let mut states: Vec<(u64, u64, usize)> =
        reached.map(|(number, state, label)| (all - lattice.open(state), label.minutes(), number)).collect();
    states.sort_unstable_by_key(|(value, minutes, number)| (*minutes, std::cmp::Reverse(*value), *number));
    let mut best = None;
    states.retain(|(value, _, _)| {
        let is_better = best.is_none_or(|best| *value > best);
        best = best.max(Some(*value));
        is_better
    });
    let choice = |(value, minutes, number): (u64, u64, usize)| Choice {
        value,
        minutes,
        actions: part::actions(lattice, &sweep.way(number)),
    };
    states.into_iter().map(choice).collect()
}

/// Without those that another beats; by value, the best last.
fn unbeaten(mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.sort_by_key(|choice| (choice.minutes, std::cmp::Reverse(choice.value)));
    let mut best: Option<u64> = None;
    choices.retain(|choice| {
        let is_better = best.is_none_or(|best| choice.value > best);
        best = best.max(Some(choice.value));
        is_better
    });
    choices
}

/// A path to start from when the exact way is too long: the steps of a whole path that still fit, in their order.
pub(super) fn fitting(steps: &[(u32, u32)], minutes: u64) -> Vec<u32> {
    let mut passed = 0;
    let fits = |(_, takes): &&(u32, u32)| {
        passed += u64::from(*takes);
        passed <= minutes
    };
    steps.iter().take_while(fits).map(|(action, _)| *action).collect()
}
