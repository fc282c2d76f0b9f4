//! The store: one database behind one small door, SQLite or PostgreSQL, from one SQL text.
//!
//! # Invariants
//! - What `Db::write` has answered with `Ok` is on disk (SQLite `synchronous=FULL`, PostgreSQL `synchronous_commit=on`).
//! - A use case sees one transaction, does nothing but SQL, and may be run again from the start.
//! - On SQLite one writer commits many use cases at once, each in a savepoint; a failed commit fails them all.
//! - On PostgreSQL a use case runs SERIALIZABLE and is tried again, a bounded number of times, when another was in the way.
//! - Positions in the change feed become visible in their order: a reader with a cursor misses nothing.
//!
//! Deliberately absent: a query builder, an object mapper, knowledge of any capability.

pub mod audit;
mod cell;
mod conn;
mod db;
mod dialect;
mod error;
mod event;
pub mod feed;
pub mod jobs;
mod kept;
mod migrate;
mod postgres;
mod rows;
mod settled;
mod sqlite;
mod tx;

pub use cell::{Bind, Cell};
pub use conn::{Conn, Query, Row};
pub use db::{Db, Durability, Options};
pub use dialect::Dialect;
pub use error::{Error, Failure, Outcome};
pub use event::Reactions;
pub use futures::FutureExt;
pub use kept::Kept;
pub use migrate::Migration;
pub use rows::{Given, Rows, Value};
pub use tx::Tx;
