//! The pages of the record store: what is in it, which programs may use it, where statements go on to; and a single statement, for the
//! person of whom it speaks.
//!
//! # Invariants
//! - Only an administrator of the whole platform sees or changes programs and targets. No page shows a secret twice.
//! - Administrators run the store, they do not read people: lists name nobody. Whose statements these are is shown only to the person
//!   and to whom the person's profile is open, and each such look is logged and shown to the person.
//!
//! Deliberately absent: editing a client (a new one is made and the old one revoked).

mod model;
pub mod pages;
pub mod statement;
