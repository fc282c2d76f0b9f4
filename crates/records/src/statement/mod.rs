//! Statements: who did what, as programs tell it.
//!
//! A statement comes in ([`domain::Draft`]), waits a moment for company ([`intake`]), and is written in one transaction with all that came
//! in meanwhile ([`ingest`]). It is found by its id, or by whom and what it speaks of ([`read`]).
//!
//! # Invariants
//! - One id is one statement for ever: the same again changes nothing, another under the id is refused.
//! - A batch is stored whole or not at all.
//! - Positions grow in the order in which statements become visible: who reads on from a position misses nothing.
//! - A statement that refers to another is found by what the other is found by, whichever of the two came first.
//! - A voided statement is found by `voidedStatementId` only; a voiding one cannot be voided.
//! - The text that is kept names agents by their positions in a list of numbers of the dictionary (between two bytes 1, which no JSON
//!   contains); the list stands beside it.
//! - What a process remembers ([`memory`]) was committed, and is no number that has changed since.
//!
//! Deliberately absent: updating or deleting a statement.

pub mod api;
pub mod domain;
mod filter;
mod forms;
mod ingest;
pub mod intake;
mod memory;
mod own;
mod pack;
pub mod read;
mod reference;
mod store;

pub use domain::{Draft, Find, NotAStatement};
pub(crate) use forms::{of_term as forms_of, rename as rename_forms};
pub use intake::{Incoming, Intake, NotStored};
pub(crate) use own::{owners, position_of, volume};
