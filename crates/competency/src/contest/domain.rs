//! Whether a contest may be opened or answered.

use web::Refusal;

/// A contest must be answered within so many days.
pub const CLOCK_DAYS: i32 = 30;
/// The longest reason or answer, in characters.
pub(super) const LONGEST: usize = 4000;

/// Why a contest was not opened or answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContestRefusal {
    /// No reason was given.
    NoReason,
    /// The piece is contested already and awaits its answer.
    AlreadyOpen,
    /// The piece was contested before and answered.
    AlreadyAnswered,
    /// The piece was withdrawn and counts for nothing any more.
    Withdrawn,
    /// No answer was written.
    NoAnswer,
    /// Neither upheld nor rejected.
    NoDecision,
    /// Who recorded the piece does not judge it.
    OwnCase,
}

impl Refusal for ContestRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NoReason => "contest.no-reason",
            Self::AlreadyOpen => "contest.already-open",
            Self::AlreadyAnswered => "contest.already-answered",
            Self::Withdrawn => "contest.withdrawn",
            Self::NoAnswer => "contest.no-answer",
            Self::NoDecision => "contest.no-decision",
            Self::OwnCase => "contest.own-case",
        }
    }
}

/// Whether a piece may be contested. `before` tells of an earlier contest whether it was answered.
pub(super) fn may_open(reason: &str, withdrawn: bool, before: Option<bool>) -> Result<(), ContestRefusal> {
    match before {
        Some(true) => Err(ContestRefusal::AlreadyAnswered),
        Some(false) => Err(ContestRefusal::AlreadyOpen),
        None if withdrawn => Err(ContestRefusal::Withdrawn),
        None if reason.trim().is_empty() => Err(ContestRefusal::NoReason),
        None => Ok(()),
    }
}

/// Whether a contest may be answered so.
pub(super) fn may_answer(answer: &str, answered: bool, recorded_by_me: bool) -> Result<(), ContestRefusal> {
    if answered {
        Err(ContestRefusal::AlreadyAnswered)
    } else if recorded_by_me {
        Err(ContestRefusal::OwnCase)
    } else if answer.trim().is_empty() {
        Err(ContestRefusal::NoAnswer)
    } else {
        Ok(())
    }
}

/// What is kept of a text that was typed.
pub(super) fn kept(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_contested_once_and_with_a_reason() {
        assert_eq!(may_open("wrong day", false, None), Ok(()));
        assert_eq!(may_open(" ", false, None), Err(ContestRefusal::NoReason));
        assert_eq!(may_open("wrong day", true, None), Err(ContestRefusal::Withdrawn));
        assert_eq!(may_open("wrong day", false, Some(false)), Err(ContestRefusal::AlreadyOpen));
        assert_eq!(may_open("wrong day", true, Some(true)), Err(ContestRefusal::AlreadyAnswered));
    }

    #[test]
    fn nobody_judges_what_he_recorded() {
        assert_eq!(may_answer("checked", false, false), Ok(()));
        assert_eq!(may_answer("checked", false, true), Err(ContestRefusal::OwnCase));
        assert_eq!(may_answer("", false, false), Err(ContestRefusal::NoAnswer));
        assert_eq!(may_answer("checked", true, false), Err(ContestRefusal::AlreadyAnswered));
    }
}
