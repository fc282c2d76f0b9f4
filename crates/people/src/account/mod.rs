//! Accounts: what a person signs in with.
//!
//! # Invariants
//! - An identifier (employee code, mobile number, e-mail, account name) belongs to one account, whatever the case or spacing in which it is typed.
//! - A password chosen by a person is kept as argon2id; a one-time first password, which is long and random, as SHA-256, and must be
//!   changed at the first sign-in.
//! - Tokens are 256 random bits, kept as SHA-256.
//!
//! Deliberately absent: password recovery by mail (the nodal officer hands out a new first password), single sign-on (a later issue).

mod domain;
pub mod service;
mod store;

pub(crate) use domain::new_token;
pub use domain::{IdentifierKind, Password, fold_identifier, token_digest};
pub use store::{NewAccount, insert};
