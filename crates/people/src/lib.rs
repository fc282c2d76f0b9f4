//! Who serves where, who may do what: accounts and sessions, organisations and posts, officials and their postings, supervision, grants.
//!
//! # Invariants
//! - Names and contacts stand in one table; everything else carries keys.
//! - A permission is asked for an action on an object; the check of one object and the filter of a list come from one rule ([`grant::Reach`]).
//! - Nobody learns from a refusal whether a thing exists.

pub mod account;
mod closed_list;
pub mod grant;
pub mod import;
pub mod official;
pub mod organisation;
pub mod posting;
pub mod session;
pub mod supervision;

use kernel::Key;

/// Marks keys of accounts.
pub enum Account {}
/// Marks keys of officials.
pub enum Official {}
/// Marks keys of organisations.
pub enum Organisation {}
/// Marks keys of positions.
pub enum Position {}
/// Marks keys of posts.
pub enum Post {}
/// Marks keys of territories.
pub enum Territory {}

/// An official's key.
pub type OfficialKey = Key<Official>;

pub use session::{Actor, Learner};
