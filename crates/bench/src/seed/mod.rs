//! Learners for a measurement: officials of the demonstration who get a session and an enrolment, written into the store while the program
//! is not running. Signing in thousands of people with argon2id would measure argon2id.

mod course;
mod learners;
mod sittings;

pub use course::{Course, Place, course};
pub use learners::{Learner, learners};
pub use sittings::{Kept, Question, Sitting, sittings};

use store::{Error, Failure, Outcome};

/// The course that is taken.
pub const COURSE: &str = "right-to-information";

/// The fault behind a use case of ours, none of which refuses anything.
pub(crate) fn done<T>(outcome: Outcome<T, ()>) -> Result<T, Error> {
    outcome.map_err(|failure| match failure {
        Failure::Internal(error) => error,
        Failure::Refused(()) | Failure::Denied => Error::Writer("a preparation of the bench was refused".to_owned()),
    })
}
