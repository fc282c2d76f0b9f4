//! The states of an enrolment, and how a test says which enrolment it was taken for.

use people::OfficialKey;
use uuid::Uuid;

people::closed_list! {
    /// How an enrolment stands.
    State {
        /// The official is taking the course.
        Active = "active",
        /// The assessment is passed and every part is done.
        Completed = "completed",
        /// The official has left the course.
        Withdrawn = "withdrawn",
    }
}

people::closed_list! {
    /// How far the time spent supports what was shown. It takes nothing away: what counts for a level is assessed.
    Trust {
        /// Nothing speaks against it.
        Ordinary = "ordinary",
        /// The assessment was passed although parts were skipped or turned faster than anybody reads: by an expert, by a screen reader, or
        /// by somebody who had the answers.
        Low = "low",
    }
}

impl Trust {
    /// Of an enrolment with so many parts done of all.
    pub const fn of(passed: bool, (done, all): (i64, i64)) -> Self {
        if passed && done < all { Self::Low } else { Self::Ordinary }
    }
}

/// An enrolment was made, completed or withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnrolmentChanged {
    /// Whose.
    pub official: OfficialKey,
}

/// What an attempt was started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The quiz of this number.
    Quiz(i64),
    /// The assessment of the course.
    Assessment,
}

impl Purpose {
    /// The reference that the attempt keeps: `enrolment:UUID:3` or `enrolment:UUID:assessment`.
    pub fn reference(self, enrolment: Uuid) -> String {
        match self {
            Self::Quiz(object) => format!("enrolment:{enrolment}:{object}"),
            Self::Assessment => format!("enrolment:{enrolment}:assessment"),
        }
    }
}

/// Reads a reference; `None` for attempts that belong to no enrolment.
pub fn purpose_of(reference: &str) -> Option<(Uuid, Purpose)> {
    let (enrolment, what) = reference.strip_prefix("enrolment:")?.split_once(':')?;
    let purpose = if what == "assessment" { Purpose::Assessment } else { Purpose::Quiz(what.parse().ok()?) };
    Some((Uuid::parse_str(enrolment).ok()?, purpose))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_is_low_when_more_was_shown_than_read() {
        let trust = [Trust::of(false, (0, 5)), Trust::of(true, (4, 5)), Trust::of(true, (5, 5))];
        assert_eq!(trust.map(Trust::as_str), ["ordinary", "low", "ordinary"]);
    }

    #[test]
    fn a_reference_is_read_as_it_was_written() {
        let id = Uuid::from_u128(7);
        for purpose in [Purpose::Quiz(3), Purpose::Assessment] {
            assert_eq!(purpose_of(&purpose.reference(id)), Some((id, purpose)));
        }
        for other in ["", "enrolment:7:1", "enrolment:", &format!("enrolment:{id}:x"), &format!("plan:{id}:1")] {
            assert_eq!(purpose_of(other), None, "{other}");
        }
    }
}
