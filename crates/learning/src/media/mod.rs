//! Files that courses play and show: videos, sound, captions, pictures. They lie in `media/` of the folder of files, each under the SHA-256
//! of its contents with its extension.
//!
//! # Invariants
//! - A file never changes under its name, so that browsers keep it for good and a second publishing copies nothing.
//! - A file is whole and on disk before a version of a course names it.
//! - Only people who are signed in get one; on a shared computer the browser keeps none.
//!
//! The folder is reached through `object_store`: it writes beside and renames, waits for the disk, reads ranges, and the same calls reach
//! S3 when nodes no longer share a folder. Plain files would need all of that by hand.
//!
//! Deliberately absent: deletion (a published version may still be pinned by an enrolment), conversion of videos.

mod domain;
mod files;
pub mod pages;

pub use files::Files;
