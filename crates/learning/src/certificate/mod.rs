//! Certificates: what a completed course leaves to be shown to others, and how a stranger verifies one.
//!
//! # Invariants
//! - A certificate is issued in the transaction of the completion, once per enrolment.
//! - Its code is 80 random bits: who has one was given it; nobody can list or guess them.
//! - What a stranger learns is what the certificate itself says, and whether it is valid.
//!
//! Deliberately absent: a PDF and signed credentials (Open Badges) of a later issue; the printed page is the certificate.

mod code;
pub mod pages;
mod qr;
mod store;
pub mod verify;

pub use code::VerificationCode;
pub use store::{Shown, issue, of_enrolment};
