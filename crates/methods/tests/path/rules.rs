//! Tables: what the solver says in cases that a reader can check by hand.

use methods::path::{Action, Catalogue, CatalogueFault, Objective, ProblemFault, Scratch, Status, Without};

use crate::instance::{Instance, level};

fn action(id: &str, minutes: u32, entry: &[(&str, u8)], gives: &[(&str, u8)]) -> Action {
    let levels = |list: &[(&str, u8)]| list.iter().map(|(name, number)| ((*name).to_owned(), level(*number))).collect();
    Action { id: id.to_owned(), minutes, entry: levels(entry), gives: levels(gives), ..Action::default() }
}

fn instance(levels: &[(&'static str, u8, u8)], actions: Vec<Action>) -> Instance {
    let levels = levels.iter().map(|(name, held, required)| (*name, *held, *required, 1)).collect();
    Instance { levels, actions, mandatory: Vec::new(), quarter: None, languages: Vec::new() }
}

#[test]
fn the_sample_of_the_contract() {
    let mut instance = instance(
        &[("A", 0, 3), ("B", 2, 2)],
        vec![
            action("k1", 135, &[("A", 1)], &[("A", 2), ("B", 1)]),
            action("k4", 90, &[], &[("A", 1)]),
            action("k5", 300, &[("A", 2)], &[("A", 3)]),
        ],
    );
    instance.quarter = Some(20 * 60);
    let solution = instance.solve(Objective::Minutes);
    assert_eq!((solution.status, solution.minutes, solution.bound, solution.quarters), (Status::Optimal, 525, 525, Some(1)));
    assert_eq!(instance.ids(&solution), ["k4", "k1", "k5"]);
}

#[test]
fn nothing_to_do_is_an_optimal_empty_path() {
    let solution = instance(&[("A", 3, 3), ("B", 4, 2)], vec![]).solve(Objective::Minutes);
    assert_eq!((solution.status, solution.minutes, solution.steps.len()), (Status::Optimal, 0, 0));
}

#[test]
fn an_entry_in_a_competency_that_nothing_requires_becomes_part_of_the_plan() {
    let actions = vec![
        action("direct", 100, &[], &[("A", 1)]),
        action("short", 20, &[("X", 2)], &[("A", 1)]),
        action("other", 20, &[("X", 2)], &[("B", 1)]),
        action("before", 30, &[("X", 1)], &[("X", 2)]),
        action("first", 30, &[], &[("X", 1)]),
        action("b", 70, &[], &[("B", 1)]),
    ];
    let alone = instance(&[("A", 0, 1)], actions.clone());
    assert_eq!(alone.ids(&alone.solve(Objective::Minutes)), ["first", "before", "short"]);
    let both = instance(&[("A", 0, 1), ("B", 0, 1)], actions);
    let solution = both.solve(Objective::Minutes);
    assert_eq!((solution.minutes, both.ids(&solution).len()), (100, 4));
    let first = &solution.steps[0];
    assert!(first.closes.is_empty() && first.prepares.len() == 1);
}

#[test]
fn entries_that_wait_for_each_other_are_never_met() {
    let cycle = instance(
        &[("A", 0, 2)],
        vec![
            action("a", 10, &[("B", 1)], &[("A", 2)]),
            action("b", 10, &[("A", 1)], &[("B", 1)]),
            action("c", 10, &[("A", 1)], &[("A", 1)]),
        ],
    );
    let solution = cycle.solve(Objective::Minutes);
    assert_eq!((solution.status, solution.minutes, solution.steps.len()), (Status::Unreachable, 0, 0));
    assert_eq!(
        (solution.missing[0].competency.as_str(), solution.missing[0].required, solution.missing[0].reachable),
        ("A", 2, 0)
    );
}

#[test]
fn what_cannot_be_reached_is_named_and_the_rest_is_closed() {
    let some = instance(&[("A", 0, 3), ("Z", 0, 1)], vec![action("a", 10, &[], &[("A", 2)]), action("b", 5, &[], &[("A", 1)])]);
    let solution = some.solve(Objective::Minutes);
    assert_eq!((solution.status, some.ids(&solution)), (Status::Unreachable, vec!["a".to_owned()]));
    let missing: Vec<_> = solution.missing.iter().map(|missing| (missing.competency.as_str(), missing.required)).collect();
    assert_eq!(missing, [("A", 3), ("Z", 1)]);
}

#[test]
fn gap_time_closes_the_heavy_competency_first() {
    let mut two =
        instance(&[("A", 0, 1), ("B", 0, 1)], vec![action("a", 10, &[], &[("A", 1)]), action("b", 12, &[], &[("B", 1)])]);
    let solution = two.solve(Objective::GapTime);
    // 10 minutes with two levels open, 12 with one.
    assert_eq!((solution.gap_time, two.ids(&solution)), (32, vec!["a".to_owned(), "b".to_owned()]));
    two.levels[1].3 = 3;
    let solution = two.solve(Objective::GapTime);
    assert_eq!((solution.gap_time, two.ids(&solution)), (12 * 4 + 10, vec!["b".to_owned(), "a".to_owned()]));
}

#[test]
fn too_few_hours_go_where_they_close_the_most() {
    let three = instance(
        &[("A", 0, 2), ("B", 0, 1), ("C", 0, 1)],
        vec![action("a", 50, &[], &[("A", 2)]), action("b", 30, &[], &[("B", 1)]), action("c", 25, &[], &[("C", 1)])],
    );
    let within = |minutes| {
        let solution = three.solve(Objective::Within { minutes });
        (solution.value, solution.minutes)
    };
    assert_eq!([within(20), within(50), within(55), within(80), within(1_000)], [(0, 0), (2, 50), (2, 50), (3, 75), (4, 105)]);
}

#[test]
fn mandatory_actions_come_first_and_late_ones_are_named() {
    let mut forced =
        instance(&[("A", 0, 1)], vec![action("a", 60, &[], &[("A", 1)]), action("m", 90, &[], &[]), action("n", 80, &[], &[])]);
    forced.quarter = Some(100);
    forced.mandatory = vec![("n".to_owned(), Some(2)), ("m".to_owned(), Some(1))];
    let solution = forced.solve(Objective::Quarters);
    assert_eq!((solution.status, solution.minutes, solution.quarters), (Status::Optimal, 230, Some(3)));
    assert_eq!(forced.ids(&solution), ["m", "n", "a"]);
    forced.mandatory[0].1 = Some(1);
    let solution = forced.solve(Objective::Quarters);
    assert_eq!((solution.status, solution.late.len(), solution.late[0].quarter), (Status::Unreachable, 1, Some(2)));
}

#[test]
fn a_mandatory_action_that_needs_something_before_brings_it_in() {
    let mut forced = instance(
        &[("A", 0, 1)],
        vec![
            action("a", 60, &[], &[("A", 1)]),
            action("m", 90, &[("X", 1)], &[]),
            action("x", 80, &[], &[("X", 1)]),
            action("ax", 150, &[], &[("A", 1), ("X", 1)]),
        ],
    );
    forced.mandatory = vec![("m".to_owned(), None)];
    assert_eq!(forced.solve(Objective::Minutes).minutes, 230);
    // In time only if nothing but x comes before.
    forced.quarter = Some(170);
    forced.mandatory[0].1 = Some(1);
    let solution = forced.solve(Objective::Minutes);
    assert_eq!((solution.status, forced.ids(&solution)), (Status::Optimal, vec!["x".to_owned(), "m".to_owned(), "a".to_owned()]));
    forced.quarter = Some(169);
    let solution = forced.solve(Objective::Minutes);
    assert_eq!((solution.status, solution.late[0].quarter), (Status::Unreachable, Some(2)));
}

#[test]
fn reasons_and_alternatives() {
    let three = instance(
        &[("A", 0, 1), ("B", 0, 1)],
        vec![
            action("a", 10, &[], &[("A", 1)]),
            action("a2", 15, &[], &[("A", 1)]),
            action("b", 20, &[], &[("B", 1)]),
            action("both", 33, &[], &[("A", 1), ("B", 1)]),
        ],
    );
    let explained =
        three.catalogue().explain(&three.problem(Objective::Minutes), 3, &mut Scratch::default()).expect("a solution");
    assert_eq!(explained.solution.minutes, 30);
    assert_eq!(explained.without, [Without::Costs(33), Without::Costs(33)]);
    let sets: Vec<_> = explained.alternatives.iter().map(|other| (other.minutes, three.ids(other))).collect();
    assert_eq!(sets, [(33, vec!["both".to_owned()]), (35, vec!["a2".to_owned(), "b".to_owned()])]);
}

#[test]
fn the_filters_of_the_learner() {
    let mut hindi = action("hindi", 10, &[], &[("A", 1)]);
    hindi.languages = vec!["hi".to_owned()];
    let mut one = instance(&[("A", 0, 1)], vec![hindi, action("any", 20, &[], &[("A", 1)])]);
    for (languages, minutes) in [(vec![], 10), (vec!["hi", "en"], 10), (vec!["en"], 20), (vec!["ta"], 20)] {
        one.languages = languages;
        assert_eq!(one.solve(Objective::Minutes).minutes, minutes);
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    let refused = |actions| Catalogue::new(actions).expect_err("a fault");
    assert_eq!(refused(vec![action("a", 0, &[], &[])]), CatalogueFault::Minutes { id: "a".to_owned(), minutes: 0 });
    assert_eq!(refused(vec![action("a", 1, &[], &[]), action("a", 2, &[], &[])]), CatalogueFault::Twice("a".to_owned()));
    let mut one = instance(&[("A", 0, 1)], vec![action("a", 10, &[("B", 1)], &[("A", 1)]), action("b", 10, &[], &[("B", 1)])]);
    let fault =
        |one: &Instance, objective| one.catalogue().solve(&one.problem(objective), &mut Scratch::default()).expect_err("a fault");
    assert_eq!(fault(&one, Objective::Quarters), ProblemFault::NoQuarters);
    one.mandatory = vec![("z".to_owned(), None)];
    assert_eq!(fault(&one, Objective::Minutes), ProblemFault::UnknownMandatory("z".to_owned()));
    one.mandatory = vec![("a".to_owned(), Some(1))];
    assert_eq!(fault(&one, Objective::Minutes), ProblemFault::NoQuarters);
    one.levels.push(one.levels[0]);
    assert_eq!(fault(&one, Objective::Minutes), ProblemFault::CompetencyTwice("A".to_owned()));
}
