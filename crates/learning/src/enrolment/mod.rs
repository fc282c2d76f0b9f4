//! Enrolment: an official takes a course, in the version that is published on that day.
//!
//! ```text
//! enrol -> active -> completed     assessment passed and every part done, whichever comes last
//!            \-----> withdrawn     by the official; what was learnt and shown stays
//! ```
//!
//! # Invariants
//! - At most one active enrolment per official and course; the database holds it, so a race ends with one winner and one refusal.
//! - An enrolment pins a version: a new version of the course changes nothing for those who are in it.
//! - A completed course may be taken again, a withdrawn one too: each is a new enrolment.
//! - Completion, its evidence, the attainment, the certificate and the job aids are one transaction, done at most once.
//!
//! The door for neighbours: [`service`] (enrol, withdraw), [`own`] and [`of_course`] for pages, [`on_attempt_finished`] for the binary,
//! which wires it to the event of the assessment realm.
//!
//! Deliberately absent: offerings with dates and seats, nomination by others (later issues).

pub mod api;
mod completion;
mod domain;
pub mod pages;
pub mod service;
mod store;

pub(crate) use completion::complete_if_due;
pub use completion::on_attempt_finished;
pub use domain::{EnrolmentChanged, Purpose, State, Trust, purpose_of};
pub use store::{Held, OwnEnrolment, of_course, own};
