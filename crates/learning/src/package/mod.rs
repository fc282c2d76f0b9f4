//! Course packages: a folder of plain files becomes a published version of a course (format: `docs/formats/course-package.md`).
//!
//! Nouns: a [`Source`] holds the files, in memory; [`read`] turns it into a [`Package`] or into the list of all its [`Fault`]s;
//! [`publish`] makes a version of it; [`publish_entries`] does the same for courses that are offered elsewhere and only listed here.
//!
//! # Invariants
//! - A package with a fault publishes nothing, and every fault is reported, with file and line where there is one.
//! - All language variants of an object have the same segments in the same order.
//! - A version is staged in short transactions and switched on by one UPDATE of `course.version`; the same contents publish nothing new.
//! - A publishing that was cut short leaves staged rows that nobody sees; the next one takes the next number.
//! - Markdown becomes HTML once, here; raw HTML and links to anything but web and mail addresses never reach a page.
//!
//! Deliberately absent: review before publishing (a later issue), editing in the browser, packages of other standards.

mod entries;
mod fault;
mod items;
mod manifest;
mod markdown;
mod probe;
mod read;
mod segments;
mod service;
mod source;
mod store;

pub use entries::{Entry, read_entries};
pub use fault::Fault;
pub use manifest::{Effect, Mode, ObjectKind};
pub use read::{Aid, MediaFile, MediaKind, Module, Object, Package, Segment, Variant, read};
pub use service::{EntriesReport, PackageRefusal, Progress, Report, publish, publish_entries};
pub use source::Source;
