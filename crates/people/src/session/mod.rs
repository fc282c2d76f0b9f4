//! Sessions: who is signed in, on which device, until when.
//!
//! # Invariants
//! - A session is a random token of 256 bits in an HttpOnly cookie; the store keeps its SHA-256.
//! - On a shared computer a session ends after 30 minutes without use and with the browser, nothing is kept by the browser, and signing out
//!   tells it to forget the rest.
//! - What is remembered of a session in the process is at most 5 seconds old.

mod actor;
mod domain;
mod identify;
pub mod pages;
mod store;

pub use actor::{Actor, Learner, ProgramActor};
pub use identify::{Sessions, identify};
