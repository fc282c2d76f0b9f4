//! What can go wrong, in two kinds: a refusal that a person reads, and a fault that the log keeps.

/// A fault of the store. Its text is for the log, never for a page.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database said no, or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A row does not hold what the schema promises.
    #[error("column {column}: {reason}")]
    Column {
        /// Position of the column in the row.
        column: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A row that must exist is not there.
    #[error("no row where one must be: {0}")]
    Missing(&'static str),
    /// The store was laid out by a newer or a different program.
    #[error("schema: {0}")]
    Schema(String),
    /// The writer has stopped, or a use case panicked.
    #[error("writer: {0}")]
    Writer(String),
    /// The address of the database cannot be used.
    #[error("address of the database: {0}")]
    Address(String),
}

impl Error {
    /// Whether running the same use case again may succeed (PostgreSQL: serialisation failure or deadlock).
    pub fn is_retryable(&self) -> bool {
        matches!(self.sql_state().as_deref(), Some("40001" | "40P01"))
    }

    /// Whether a unique key was in the way.
    pub fn is_duplicate(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(inner)) => inner.is_unique_violation(),
            _ => false,
        }
    }

    fn sql_state(&self) -> Option<String> {
        match self {
            Self::Database(sqlx::Error::Database(inner)) => inner.code().map(|code| code.into_owned()),
            _ => None,
        }
    }
}

/// Why a use case did not do what it was asked. `R` is the closed list of refusals of its capability.
#[derive(Debug)]
pub enum Failure<R> {
    /// A rule of the capability says no; the person is told which, in their language.
    Refused(R),
    /// The actor may not do or see this. Also the answer for what does not exist, so that nobody learns what exists.
    Denied,
    /// A fault; the log has the details.
    Internal(Error),
}

/// The result of a use case.
pub type Outcome<T, R> = Result<T, Failure<R>>;

impl<R> From<Error> for Failure<R> {
    fn from(error: Error) -> Self {
        Self::Internal(error)
    }
}

impl<R> From<sqlx::Error> for Failure<R> {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl<R> Failure<R> {
    /// Carries a refusal of a neighbour over into the list of the caller.
    pub fn map<S>(self, refusal: impl FnOnce(R) -> S) -> Failure<S> {
        match self {
            Self::Refused(inner) => Failure::Refused(refusal(inner)),
            Self::Denied => Failure::Denied,
            Self::Internal(error) => Failure::Internal(error),
        }
    }

    pub(crate) fn is_retryable(&self) -> bool {
        matches!(self, Self::Internal(error) if error.is_retryable())
    }
}
