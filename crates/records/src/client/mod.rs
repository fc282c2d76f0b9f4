//! Programs that may read and write records: a key, a secret, scopes.
//!
//! # Invariants
//! - A secret has 256 random bits, is shown once and kept as its SHA-256.
//! - A revoked client is refused everywhere within 5 seconds.
//! - Statements keep the client that stored them; a client is never deleted.

pub mod domain;
pub mod service;
mod store;

pub(crate) use domain::PRODUCT;
pub use domain::{Client, Scope, Scopes};
