//! Exports: the table of a page as a file, made by a job.
//!
//! ```text
//! ask -> waiting -> done     the file is there for its asker, for seven days
//!             \---> failed   said so on the page of exports
//! ```
//!
//! # Invariants
//! - A file holds what the page showed to its asker at that moment, suppressed as it was there: the table is handed over, not asked anew.
//! - Only the account that asked finds the export and its file; for everybody else there is none.
//! - A job that runs twice, or after an interruption, makes the same file: it is written beside its place and moved.
//! - No text of a table becomes a formula in a spreadsheet.
//!
//! The door for pages: [`Table`], [`ask`], then go to `/insight/exports`.
//!
//! Deliberately absent: exports of people by name.

mod domain;
mod file;
pub mod pages;
mod service;
mod store;

pub use domain::{Cell, Column, Format, Holds, Table};
pub use service::{Ask, ExportRefusal, JOB, ask, expire, run};
