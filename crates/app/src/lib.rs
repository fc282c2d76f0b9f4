//! Where everything is wired together: commands, router, reactions, jobs. Imported by nobody but the binary and the tests of the whole.

mod cli;
mod commands;
mod connections;
mod logs;
mod openapi;
mod router;
mod serve;
mod wiring;

pub use cli::run;
pub use router::router;
pub use wiring::{handlers, reactions};
