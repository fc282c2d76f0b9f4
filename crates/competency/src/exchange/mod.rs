//! Exchange: frameworks for other systems and for spreadsheets. The service of 1EdTech's Competencies and Academic Standards Exchange (CASE
//! 1.1 and 1.0) below `/ims/case`, and the export of a framework as a CASE package, as the folder of docs/formats/framework.md or as a workbook.
//!
//! Nouns: a [`Selection`] is what goes out with a framework; a [`CasePackage`] is a selection in the words of CASE; a [`Table`] is one sheet of it.
//!
//! # Invariants
//! - A package is valid against the official schema of its version; `make outside` checks it.
//! - Identifiers are the same after each import and in each version: they follow from the ids outside, see `identity`.
//! - What is exported as a folder or a workbook imports back to the same: a second import changes nothing.
//! - No cell that goes out is a formula to any spreadsheet.
//! - Nothing here is about a person, therefore the service asks for no token.
//!
//! Deliberately absent: the import of CASE packages (a later issue), writing by CASE (the standard has none).

pub mod api;
mod case;
mod desk;
mod identity;
mod items;
mod query;
mod selection;
mod service;
mod tables;
mod workbook;

pub use case::{CasePackage, CaseVersion, package};
pub use identity::derived;
pub use selection::{Selection, select};
pub(crate) use service::read_sheets;
pub use service::{ExportRefusal, Format, export, read};
pub use tables::{Inexpressible, Table, tables};
