//! The states of a draft, the steps between them, and what forbids one.

use people::closed_list;
use web::Refusal;

closed_list! {
    /// How far a draft is.
    State {
        /// Its rows are being written; nobody sees it.
        Opening = "opening",
        /// Its unit writes.
        Drafting = "drafting",
        /// It waits for the technical review.
        Review1 = "review1",
        /// It waits for the review board.
        Review2 = "review2",
        /// It was refused for good.
        Refused = "refused",
        /// The refusal is contested.
        Appealed = "appealed",
        /// It is accepted and waits for its day.
        Scheduled = "scheduled",
        /// It is a version of the framework.
        Published = "published",
        /// It came to nothing.
        Closed = "closed",
    }
}

closed_list! {
    /// What is done with a whole draft.
    Step {
        /// It was begun.
        Open = "open",
        /// The unit gives it to the reviewers.
        Submit = "submit",
        /// A reviewer gives it back with comments.
        Return = "return",
        /// A reviewer accepts it.
        Accept = "accept",
        /// A reviewer refuses it for good.
        Refuse = "refuse",
        /// The unit contests the refusal.
        Appeal = "appeal",
        /// The appeal is granted: the refused acceptance is given.
        Grant = "grant",
        /// The appeal is dismissed.
        Dismiss = "dismiss",
        /// The unit gives it up.
        Withdraw = "withdraw",
        /// It came into force.
        Publish = "publish",
        /// It took a version over that had overtaken it.
        Rebase = "rebase",
    }
}

closed_list! {
    /// Why a row that came with a spreadsheet is doubtful.
    Doubt {
        /// It names something that is not there, and something with nearly the same name is.
        Twin = "twin",
        /// It names something that is not there.
        Unknown = "unknown",
        /// Its code is new, and its name is that of another.
        SameName = "same-name",
    }
}

/// Why something was not done with a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftRefusal {
    /// It has no title, or no name for its version.
    NoTitle,
    /// There is a version of this name.
    VersionTaken,
    /// It is not in a state in which this can be done; somebody else was quicker.
    NotNow,
    /// Nothing differs from the base.
    Nothing,
    /// Rows have faults.
    Faulty,
    /// Rows are doubtful.
    Doubtful,
    /// No day is set from which it shall hold.
    NoDay,
    /// The day is past.
    PastDay,
    /// The grace period is none.
    NoGrace,
    /// A return or an appeal without a word.
    NoComment,
    /// A refusal without a reason.
    NoReason,
    /// Who wrote in it reviews it not.
    OwnWork,
    /// Who decided before decides not again.
    SamePerson,
    /// The framework has a newer version than the one from which it started, or another draft is waiting for its day.
    BaseChanged,
    /// What another version and the draft have both changed waits for a decision.
    Conflicting,
    /// The row is not there.
    NoRow,
    /// A role, position or competency is not named, or is there already.
    NoSuchThing,
    /// The spreadsheet cannot be read.
    Unreadable,
    /// Other governments have accepted the framework: what one of them adds for itself is an overlay.
    Shared,
}

impl Refusal for DraftRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NoTitle => "draft.no-title",
            Self::VersionTaken => "draft.version-taken",
            Self::NotNow => "draft.not-now",
            Self::Nothing => "draft.nothing",
            Self::Faulty => "draft.faulty",
            Self::Doubtful => "draft.doubtful",
            Self::NoDay => "draft.no-day",
            Self::PastDay => "draft.past-day",
            Self::NoGrace => "draft.no-grace",
            Self::NoComment => "draft.no-comment",
            Self::NoReason => "draft.no-reason",
            Self::OwnWork => "draft.own-work",
            Self::SamePerson => "draft.same-person",
            Self::BaseChanged => "draft.base-changed",
            Self::Conflicting => "draft.conflicting",
            Self::NoRow => "draft.no-row",
            Self::NoSuchThing => "draft.no-such-thing",
            Self::Unreadable => "draft.unreadable",
            Self::Shared => "draft.shared",
        }
    }
}

/// The state after a step; `None` where the step cannot be taken. `refused_at` is the review that refused.
pub fn next(state: State, step: Step, refused_at: Option<State>) -> Option<State> {
    match (state, step) {
        (State::Drafting, Step::Submit) => Some(State::Review1),
        // What is accepted comes back where another version has come before its day: by the system, not by a reviewer.
        (State::Review1 | State::Review2 | State::Scheduled, Step::Return) => Some(State::Drafting),
        (State::Review1, Step::Accept) => Some(State::Review2),
        (State::Review2, Step::Accept) => Some(State::Scheduled),
        (State::Review1 | State::Review2, Step::Refuse) => Some(State::Refused),
        (State::Refused, Step::Appeal) => Some(State::Appealed),
        (State::Appealed, Step::Grant) => match refused_at {
            Some(State::Review1) => Some(State::Review2),
            Some(State::Review2) => Some(State::Scheduled),
            _ => None,
        },
        (State::Appealed, Step::Dismiss) | (State::Drafting | State::Refused, Step::Withdraw) => Some(State::Closed),
        (State::Scheduled, Step::Publish) => Some(State::Published),
        _ => None,
    }
}

/// What must be said with a step.
pub(super) fn said(step: Step, note: &str) -> Result<(), DraftRefusal> {
    match step {
        Step::Return | Step::Appeal if note.trim().is_empty() => Err(DraftRefusal::NoComment),
        Step::Refuse | Step::Grant | Step::Dismiss if note.trim().is_empty() => Err(DraftRefusal::NoReason),
        _ => Ok(()),
    }
}

/// Whether a person may decide: nobody judges his own work, nor the same draft twice. `authors` have written in it, `before` have accepted or
/// refused it since it was last submitted.
pub(super) fn is_another(person: i64, authors: &[i64], before: &[i64]) -> Result<(), DraftRefusal> {
    if authors.contains(&person) {
        Err(DraftRefusal::OwnWork)
    } else if before.contains(&person) {
        Err(DraftRefusal::SamePerson)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, so that a change of it is seen in a review.
    #[test]
    fn what_follows_from_what() {
        let mut table = String::new();
        for state in State::ALL {
            for step in Step::ALL {
                for refused_at in [None, Some(State::Review1), Some(State::Review2)] {
                    if let Some(next) = next(*state, *step, refused_at).filter(|_| refused_at.is_none() || *step == Step::Grant) {
                        let at = refused_at.map_or(String::new(), |at| format!(" of {}", at.as_str()));
                        table += &format!("{} {}{at}: {}\n", state.as_str(), step.as_str(), next.as_str());
                    }
                }
            }
        }
        insta::assert_snapshot!(table, @r"
        drafting submit: review1
        drafting withdraw: closed
        review1 return: drafting
        review1 accept: review2
        review1 refuse: refused
        review2 return: drafting
        review2 accept: scheduled
        review2 refuse: refused
        refused appeal: appealed
        refused withdraw: closed
        appealed grant of review1: review2
        appealed grant of review2: scheduled
        appealed dismiss: closed
        scheduled return: drafting
        scheduled publish: published
        ");
    }

    #[test]
    fn a_return_has_a_comment_and_a_refusal_a_reason() {
        for (step, expected) in [
            (Step::Return, Err(DraftRefusal::NoComment)),
            (Step::Appeal, Err(DraftRefusal::NoComment)),
            (Step::Refuse, Err(DraftRefusal::NoReason)),
            (Step::Dismiss, Err(DraftRefusal::NoReason)),
            (Step::Accept, Ok(())),
            (Step::Submit, Ok(())),
        ] {
            assert_eq!(said(step, " "), expected);
            assert_eq!(said(step, "Because"), Ok(()));
        }
    }

    #[test]
    fn nobody_judges_his_own_work_or_twice() {
        assert_eq!(is_another(1, &[1, 2], &[]), Err(DraftRefusal::OwnWork));
        assert_eq!(is_another(3, &[1, 2], &[3]), Err(DraftRefusal::SamePerson));
        assert_eq!(is_another(4, &[1, 2], &[3]), Ok(()));
    }
}
