//! Structured logs: JSON lines to standard error. Routes, never addresses; keys, never names.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts the log. `KARMAYOGI_LOG` sets its level (`info` when absent); on a terminal it is written for people.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_env("KARMAYOGI_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start, as in tests, keeps the first.
    let _ = if std::io::stderr().is_terminal() { log.compact().try_init() } else { log.json().try_init() };
}
