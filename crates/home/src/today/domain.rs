//! Which step comes first.

use competency::requirement::{Standing, State};
use kernel::{Code, LanguageText};

/// A course that somebody has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Begun {
    pub(crate) title: LanguageText,
    /// Whole percent of it that is done.
    pub(crate) percent: i64,
    /// Where to go on.
    pub(crate) path: String,
    /// Minutes that are left by its own estimate.
    pub(crate) minutes_left: i64,
    /// What its assessment speaks for, and at which level.
    pub(crate) effect: Option<(LanguageText, i64)>,
}

/// A course that could be begun for an open requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) code: String,
    pub(crate) title: LanguageText,
    pub(crate) minutes: i64,
}

/// The one next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// Go on with a course that was begun.
    Resume(Begun),
    /// Show in a short test what may be known already.
    TestOut { competency: Code, name: LanguageText, level: i64 },
    /// Begin a course for a gap.
    Course { course: Offered, name: LanguageText, level: i64 },
    /// An open requirement for which there is nothing here yet: look at its page.
    Look { competency: Code, name: LanguageText, level: i64 },
    /// Everything that is required is held.
    AllHeld,
    /// No post prescribes anything today.
    NothingRequired,
}

/// Open requirements in the order in which they are shown: gaps, then lapsed, then never assessed, the smallest distance first; new ones last.
pub(crate) fn open(standings: &[Standing]) -> Vec<&Standing> {
    let mut open: Vec<&Standing> = standings.iter().filter(|standing| !standing.is_held()).collect();
    open.sort_by_key(|standing| {
        let order = match standing.state {
            State::AssessedBelow => 0,
            State::Lapsed => 1,
            State::NotYetAssessed | State::Held => 2,
        };
        (standing.is_new, order, standing.held.missing_to(standing.required), standing.code.clone())
    });
    open
}

/// Chooses the step: what was begun is finished first; what was never assessed is tested before anything is taught; then a course.
pub(crate) fn next_step(
    standings: &[Standing],
    begun: Option<Begun>,
    tests: &[Code],
    offered: impl Fn(&Standing) -> Option<Offered>,
) -> NextStep {
    if let Some(begun) = begun {
        return NextStep::Resume(begun);
    }
    let open = open(standings);
    let Some(first) = open.first() else {
        return if standings.is_empty() { NextStep::NothingRequired } else { NextStep::AllHeld };
    };
    let unassessed = open
        .iter()
        .find(|standing| matches!(standing.state, State::NotYetAssessed | State::Lapsed) && tests.contains(&standing.code));
    if let Some(standing) = unassessed {
        return NextStep::TestOut {
            competency: standing.code.clone(),
            name: standing.name.clone(),
            level: standing.required.number(),
        };
    }
    let with_course = open.iter().find_map(|standing| Some((standing, offered(standing)?)));
    match with_course {
        Some((standing, course)) => NextStep::Course { course, name: standing.name.clone(), level: standing.required.number() },
        None => NextStep::Look { competency: first.code.clone(), name: first.name.clone(), level: first.required.number() },
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use competency::framework::CompetencyKind;
    use kernel::{Attained, Key, Level};

    pub(crate) fn standing(code: &str, held: i64, required: i64, state: State) -> Standing {
        let attained = Attained::new(held).expect("0 to 5");
        Standing {
            competency: Key::new(1),
            code: Code::parse(code).expect("a code"),
            name: LanguageText::of(code, code),
            kind: CompetencyKind::Functional,
            required: Level::new(required).expect("1 to 5"),
            held: attained,
            lapsed: attained,
            assessed: state != State::NotYetAssessed,
            state,
            is_new: false,
            due: None,
            next_change: None,
            descriptor: LanguageText::of("Does it", "करता है"),
            held_descriptor: None,
        }
    }

    fn code(text: &str) -> Code {
        Code::parse(text).expect("a code")
    }

    #[test]
    fn gaps_come_before_what_was_never_assessed() {
        let standings = [
            standing("a", 0, 1, State::NotYetAssessed),
            standing("b", 1, 3, State::AssessedBelow),
            standing("c", 2, 3, State::AssessedBelow),
        ];
        let codes: Vec<&str> = open(&standings).iter().map(|standing| standing.code.as_str()).collect();
        assert_eq!(codes, ["c", "b", "a"]);
    }

    #[test]
    fn what_may_be_known_is_tested_before_it_is_taught() {
        let standings = [standing("gap", 1, 2, State::AssessedBelow), standing("rti", 0, 2, State::NotYetAssessed)];
        let course = |_: &Standing| Some(Offered { code: "x".to_owned(), title: LanguageText::default(), minutes: 60 });
        assert!(
            matches!(next_step(&standings, None, &[code("rti")], course), NextStep::TestOut { competency, .. } if competency == code("rti"))
        );
        assert!(matches!(next_step(&standings, None, &[], course), NextStep::Course { level: 2, .. }));
        assert!(matches!(next_step(&standings, None, &[], |_| None), NextStep::Look { .. }));
    }

    #[test]
    fn nothing_open_and_nothing_required_are_different_things() {
        assert_eq!(next_step(&[standing("a", 2, 2, State::Held)], None, &[], |_| None), NextStep::AllHeld);
        assert_eq!(next_step(&[], None, &[], |_| None), NextStep::NothingRequired);
    }
}
