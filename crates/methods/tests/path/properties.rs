//! Properties of any optimum, on instances of any shape.

use methods::path::{Objective, Status};
use proptest::prelude::*;

use crate::instance::{Chance, Instance, Size, random};

fn instances() -> impl Strategy<Value = Instance> {
    (any::<u64>(), 1..=6_usize, 0..=25_usize, 1..=5_u8)
        .prop_map(|(seed, required, actions, highest)| random(seed, Size { competencies: 7, required, actions, highest }))
}

fn objectives() -> impl Strategy<Value = Objective> {
    prop_oneof![
        Just(Objective::Minutes),
        Just(Objective::GapTime),
        (0..200_u32).prop_map(|minutes| Objective::Within { minutes })
    ]
}

/// Smaller is better; an unreachable goal is worse by what is missing.
fn measure(instance: &Instance, objective: Objective) -> (u64, u64) {
    let solution = instance.solve(objective);
    assert_ne!(solution.status, Status::Bounded);
    let missing = solution.missing.iter().map(|missing| u64::from(missing.required - missing.reachable)).sum();
    match objective {
        Objective::Minutes | Objective::Quarters => (missing, solution.minutes),
        Objective::GapTime => (missing, solution.gap_time),
        Objective::Within { .. } => (u64::MAX - solution.value, solution.minutes),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn adding_an_action_never_makes_the_optimum_worse((instance, objective) in (instances(), objectives())) {
        let all = measure(&instance, objective);
        for at in 0..instance.actions.len() {
            let mut fewer = instance.clone();
            fewer.actions.remove(at);
            prop_assert!(all <= measure(&fewer, objective));
        }
    }

    #[test]
    fn removing_an_unused_action_changes_nothing((instance, objective) in (instances(), objectives())) {
        let all = measure(&instance, objective);
        let used = instance.ids(&instance.solve(objective));
        let mut fewer = instance.clone();
        fewer.actions.retain(|action| used.contains(&action.id));
        prop_assert_eq!(all, measure(&fewer, objective));
        for action in &instance.actions {
            if !used.contains(&action.id) {
                let mut fewer = instance.clone();
                fewer.actions.retain(|other| other.id != action.id);
                prop_assert_eq!(all, measure(&fewer, objective));
            }
        }
    }

    #[test]
    fn the_order_of_input_changes_nothing((instance, objective, seed) in (instances(), objectives(), any::<u64>())) {
        let mut other = instance.clone();
        let chance = &mut Chance(seed);
        for at in (1..other.actions.len()).rev() {
            other.actions.swap(at, chance.below(at as u64 + 1) as usize);
        }
        other.levels.reverse();
        for action in &mut other.actions {
            action.gives.reverse();
            action.entry.reverse();
        }
        let (one, two) = (instance.solve(objective), other.solve(objective));
        prop_assert_eq!(instance.ids(&one), other.ids(&two));
        prop_assert_eq!(one, two);
    }

    #[test]
    fn the_next_best_sets_are_other_sets_that_get_no_better(instance in instances()) {
        let catalogue = instance.catalogue();
        let problem = instance.problem(Objective::Minutes);
        let explained = catalogue.explain(&problem, 3, &mut Default::default()).expect("a solution");
        let mut sets = vec![];
        let mut before = explained.solution.minutes;
        for solution in std::iter::once(&explained.solution).chain(&explained.alternatives) {
            let mut ids = instance.ids(solution);
            ids.sort();
            prop_assert!(!sets.contains(&ids) && solution.minutes >= before);
            before = solution.minutes;
            // No action of it can be left out.
            let mut only = instance.clone();
            only.actions.retain(|action| ids.contains(&action.id));
            prop_assert_eq!(only.solve(Objective::Minutes).steps.len(), ids.len());
            sets.push(ids);
        }
    }
}
