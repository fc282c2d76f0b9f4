//! Differences as tables and as properties.

use kernel::{LanguageText, Level};
use proptest::prelude::*;

use super::compare::{Kind, difference};
use super::content::{Content, Entry, Sheet};
use crate::framework::OwnLevel;

fn entry(sheet: Sheet, cells: &[(&str, &str)]) -> Entry {
    Entry::new(sheet, cells.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())))
}

fn empty() -> Content {
    let scale = ["basic", "good", "best"].into_iter().zip(1..).map(|(own, maps_to)| OwnLevel {
        own: own.to_owned(),
        maps_to: Level::new(maps_to).expect("1 to 5"),
        name: LanguageText::of(own, own),
    });
    Content::empty(LanguageText::of("F", "एफ़"), "CC0".to_owned(), scale.collect())
}

/// A competency with a level and an act, two roles, and a clerk who has one of them.
pub(super) fn base() -> Content {
    empty().with([
        entry(
            Sheet::Competencies,
            &[("code", "rti"), ("kind", "domain"), ("ask", "skill"), ("name_en", "RTI"), ("definition_en", "Knows the Act")],
        ),
        entry(Sheet::Levels, &[("competency", "rti"), ("level", "basic"), ("descriptor_en", "Finds the rule")]),
        entry(Sheet::Indicators, &[("competency", "rti"), ("level", "basic"), ("code", "i1"), ("text_en", "Replies in time")]),
        entry(Sheet::Positions, &[("code", "clerk"), ("title_en", "Clerk"), ("title_hi", "लिपिक"), ("family", "state")]),
        entry(Sheet::Roles, &[("code", "desk"), ("name_en", "Desk")]),
        entry(Sheet::Roles, &[("code", "lead"), ("name_en", "Lead")]),
        entry(Sheet::PositionRoles, &[("position", "clerk"), ("role", "desk")]),
        entry(Sheet::Activities, &[("role", "desk"), ("code", "d-1"), ("text_en", "Opens files")]),
        entry(Sheet::RoleCompetencies, &[("role", "desk"), ("competency", "rti"), ("level", "basic")]),
        entry(Sheet::RoleCompetencies, &[("role", "lead"), ("competency", "rti"), ("level", "best")]),
        entry(Sheet::Criticality, &[("position", "clerk"), ("competency", "rti"), ("criticality", "low"), ("reason_en", "R")]),
    ])
}

/// The base with a change of every kind.
pub(super) fn edited() -> Content {
    let without = [
        entry(Sheet::Activities, &[("role", "desk"), ("code", "d-1")]).place,
        entry(Sheet::Criticality, &[("position", "clerk"), ("competency", "rti")]).place,
    ];
    let mut content = base();
    without.into_iter().for_each(|place| content.put(place, None));
    content.with([
        entry(
            Sheet::Competencies,
            &[
                ("code", "rti"),
                ("kind", "domain"),
                ("ask", "knowledge"),
                ("name_en", "RTI"),
                ("definition_en", "Applies the Act"),
            ],
        ),
        entry(Sheet::Indicators, &[("competency", "rti"), ("level", "good"), ("code", "i1"), ("text_en", "Replies in time")]),
        entry(Sheet::PositionRoles, &[("position", "clerk"), ("role", "lead")]),
        entry(Sheet::Activities, &[("role", "lead"), ("code", "l-1"), ("text_en", "Opens files")]),
        entry(Sheet::RoleCompetencies, &[("role", "desk"), ("competency", "rti"), ("level", "good")]),
    ])
}

#[test]
fn every_change_is_told_by_what_it_means() {
    let difference = difference(&base(), &edited());
    let told: Vec<String> = difference
        .changes
        .iter()
        .map(|change| {
            let place = change.place().expect("a place");
            let kinds: Vec<&str> = change.kinds.iter().map(|kind| kind.as_str()).collect();
            format!("{} {}: {} ({})", place.sheet.as_str(), place.key.join("/"), kinds.join(", "), change.columns().join(", "))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    competencies rti: reworded, altered (ask, definition_en)
    indicators rti/i1: moved (level)
    position_roles clerk/lead: added (position, role)
    activities lead/l-1: moved (code, role)
    role_competencies desk/rti: raised (level)
    criticality clerk/rti: removed (competency, criticality, position, reason_en)
    ");
    assert_eq!(difference.counts()[&Kind::Moved], 2);
}

#[test]
fn a_position_requires_the_highest_level_of_its_roles_before_and_after() {
    let told: Vec<String> = difference(&base(), &edited())
        .shifts
        .iter()
        .map(|shift| {
            format!("{} {} {:?} {:?} {}", shift.position, shift.competency, shift.before, shift.after, shift.kind.as_str())
        })
        .collect();
    assert_eq!(told, [r#"clerk rti Some("basic") Some("best") raised"#]);
}

#[test]
fn each_kind_alone() {
    let row = |level: &str| entry(Sheet::RoleCompetencies, &[("role", "desk"), ("competency", "rti"), ("level", level)]);
    let critical = |how: &str| {
        entry(Sheet::Criticality, &[("position", "clerk"), ("competency", "rti"), ("criticality", how), ("reason_en", "R")])
    };
    let act = |words: &str| entry(Sheet::Activities, &[("role", "desk"), ("code", "d-1"), ("text_en", words)]);
    for (change, expected, shifts) in [
        (row("good"), Kind::Raised, 1),
        (row("elsewhere"), Kind::Altered, 1),
        (critical("high"), Kind::Raised, 0),
        (critical("unheard"), Kind::Altered, 0),
        (act("Closes files"), Kind::Reworded, 0),
        (
            entry(Sheet::Positions, &[("code", "clerk"), ("title_en", "Clerk"), ("title_hi", "लिपिक"), ("family", "posts")]),
            Kind::Altered,
            0,
        ),
        (entry(Sheet::Roles, &[("code", "new"), ("name_en", "New")]), Kind::Added, 0),
    ] {
        let after = base().with([change]);
        let one = difference(&base(), &after);
        assert_eq!((one.changes.len(), one.changes[0].kinds.as_slice(), one.shifts.len()), (1, [expected].as_slice(), shifts));
        let back = difference(&after, &base());
        let reversed = match expected {
            Kind::Raised => Kind::Lowered,
            Kind::Added => Kind::Removed,
            same => same,
        };
        assert_eq!(back.changes[0].kinds, [reversed]);
    }
}

#[test]
fn another_title_or_scale_is_a_difference_of_its_own() {
    let mut after = base();
    after.scale.pop();
    let difference = difference(&base(), &after);
    assert!(!difference.is_empty() && difference.changes.is_empty());
    assert_eq!(difference.apply(&base()), after);
}

fn some_entry() -> impl Strategy<Value = Entry> {
    let codes = || prop::sample::select(vec!["a", "b", "c"]);
    let words = prop::sample::select(vec!["", "One", "Two words", "Two other words"]);
    let level = prop::sample::select(vec!["basic", "good", "best", "unheard"]);
    (prop::sample::select(Sheet::ALL.to_vec()), codes(), codes(), level, words).prop_map(|(sheet, one, other, level, words)| {
        let text = sheet.columns().iter().find_map(|column| column.strip_suffix('*')).unwrap_or("source");
        let text = format!("{text}_en");
        let mut cells: Vec<(&str, &str)> = vec![(text.as_str(), words)];
        if matches!(sheet, Sheet::RoleCompetencies | Sheet::Indicators) {
            cells.push(("level", level));
        }
        cells.extend(sheet.keys().iter().copied().zip([one, other]));
        entry(sheet, &cells)
    })
}

fn some_content() -> impl Strategy<Value = Content> {
    prop::collection::vec(some_entry(), 0..30).prop_map(|entries| empty().with(entries))
}

proptest! {
    #[test]
    fn nothing_differs_from_itself(content in some_content()) {
        let none = difference(&content, &content);
        prop_assert!(none.is_empty() && none.shifts.is_empty());
    }

    #[test]
    fn a_difference_applied_to_the_one_gives_the_other(before in some_content(), after in some_content()) {
        let difference = difference(&before, &after);
        prop_assert!(difference.changes.iter().all(|change| !change.kinds.is_empty()));
        prop_assert_eq!(difference.apply(&before), after);
    }
}
