//! A position that an official would like to hold one day, and the path towards it.
//!
//! # Invariants
//! - It is private: nobody else sees it before its person shares it with the supervisor, nor after it is taken back.
//! - One at a time; another choice takes its place and is private again.
//!
//! Deliberately absent: matching, applications, any use of it in a posting.

pub mod pages;
mod service;
mod store;

pub use service::{Aspire, Share, aspire, share};
pub use store::{Aspiration, of, search};
