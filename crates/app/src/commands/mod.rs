//! Commands that work on data: progress on a terminal, JSON with `--json`, a non-zero exit on failure.

pub(crate) mod attainment;
pub(crate) mod audit;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod insight;
pub(crate) mod lrs;
pub(crate) mod lrs_client;
pub(crate) mod path;
pub(crate) mod progress;
pub(crate) mod token;

use store::Failure;

/// A failure as the command line says it.
pub(crate) fn explain<R: std::fmt::Debug>(failure: Failure<R>) -> anyhow::Error {
    match failure {
        Failure::Refused(refusal) => anyhow::anyhow!("refused: {refusal:?}"),
        Failure::Denied => anyhow::anyhow!("not permitted"),
        Failure::Internal(error) => error.into(),
    }
}
