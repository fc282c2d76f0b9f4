//! Why the demonstration service could not be filled.

use store::{Error, Failure};

/// Why the demonstration service could not be filled.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The store holds data that no demonstration made.
    #[error("this store holds real data; the demonstration service needs an empty one: choose another folder or database")]
    RealData,
    /// An earlier fill did not come to its end.
    #[error(
        "an earlier fill of the demonstration service was interrupted: remove the folder (or empty the database) and start again"
    )]
    Interrupted,
    /// The store holds a simulation of other parameters.
    #[error("this store holds a simulation with another number for {parameter}, {known}: choose another folder or database")]
    OtherSimulation {
        /// Which parameter.
        parameter: &'static str,
        /// What it was.
        known: u64,
    },
    /// It was stopped between two transactions, and goes on from there when it is begun again.
    #[error("the simulation was stopped; begun again, it goes on from here")]
    Stopped,
    /// A file of the demonstration has a fault; the program was built from a faulty tree.
    #[error("demonstration data, {file}: {reason}")]
    Data {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl FillError {
    /// A fault of a file.
    pub(crate) fn data(file: &str, reason: impl std::fmt::Display) -> Self {
        Self::Data { file: file.to_owned(), reason: reason.to_string() }
    }
}

/// The fault behind a failure of a use case that refuses nothing.
pub(crate) fn of_store(failure: Failure<()>) -> Error {
    match failure {
        Failure::Internal(error) => error,
        Failure::Refused(()) | Failure::Denied => Error::Writer("a step of the demonstration was refused".to_owned()),
    }
}
