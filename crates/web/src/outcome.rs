//! From the result of a use case to an answer.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use store::{Failure, Outcome};

use crate::fault::Fault;
use crate::problem::Problem;

/// A refusal of a capability. Its code is stable; its words are the Fluent message `refusal-` plus the code with `-` for `.`.
pub trait Refusal: Send {
    /// The stable code, such as `enrolment.already-active`.
    fn code(&self) -> &'static str;

    /// The id of the message that tells a person.
    fn message(&self) -> String {
        format!("refusal-{}", self.code().replace('.', "-"))
    }

    /// The status for programs.
    fn status(&self) -> StatusCode {
        StatusCode::CONFLICT
    }
}

/// A use case that can only be done or denied.
impl Refusal for () {
    fn code(&self) -> &'static str {
        "request.refused"
    }
}

/// Splits the result of a use case into what the page handles (success or refusal) and what every page handles alike (faults).
pub trait Answered<T, R> {
    /// `Ok(Ok(value))`, `Ok(Err(refusal))`, or a fault.
    fn answered(self) -> Result<Result<T, R>, Fault>;
    /// The value, or problem details for a program; a fault of ours goes to the log.
    fn or_problem(self) -> Result<T, Problem>
    where
        R: Refusal;
}

impl<T, R> Answered<T, R> for Outcome<T, R> {
    fn answered(self) -> Result<Result<T, R>, Fault> {
        match self {
            Ok(value) => Ok(Ok(value)),
            Err(Failure::Refused(refusal)) => Ok(Err(refusal)),
            Err(Failure::Denied) => Err(Fault::Denied),
            Err(Failure::Internal(error)) => Err(Fault::Internal(error)),
        }
    }

    fn or_problem(self) -> Result<T, Problem>
    where
        R: Refusal,
    {
        self.answered()?.map_err(|refusal| {
            let english = ui::texts().text(&kernel::Language::ENGLISH, &refusal.message(), &ui::Args::new());
            Problem::new(refusal.status(), refusal.code(), english)
        })
    }
}

/// After a form has been carried out: go and read the result.
pub fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}
