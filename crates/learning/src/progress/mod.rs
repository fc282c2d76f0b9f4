//! Honest progress: the server decides what a learner has done.
//!
//! The player sends **beats**: which segment was on screen, whether the page was visible, which seconds of a video played. The server
//! credits at most the time that passed on its own clock, keeps what was credited by segment, and says when a segment is *done*. A reader
//! without script is credited when he turns the page. Time proves nothing by itself: it never stops anybody and gives no level; what
//! counts for a level is assessed. A reader faster than the floor (an expert, a screen reader) may go on and take the assessment; his
//! segments are then *seen* but not done, and only the completion of the course waits for them.
//!
//! # Invariants
//! - One clock per enrolment: two devices at once do not add up. No clock of a client is read.
//! - A beat that was taken already, or was overtaken by a newer one, changes nothing.
//! - A part that is done stays done. Progress belongs to the segment, which all languages share.
//! - Ownership is part of the key: progress of another's enrolment cannot be reached.
//! - A beat is answered after the commit that holds it.
//!
//! A **part** is a segment, or a quiz as a whole (part 0 of its object). An object is done when all its parts are; a quiz when a try at it
//! reached its own pass mark, so that an empty sheet is not enough, while tries are free and without limit.
//!
//! Deliberately absent: speed of reading as a verdict about a person, a trace of single beats, beats that were kept offline (later).

pub mod api;
mod content;
mod domain;
pub mod service;
mod store;
mod telling;
mod writer;

pub use domain::{LEAST_READING, LONGEST_BEAT, PLAYED_PERCENT, Piece, WORDS_A_MINUTE, reading_floor};
pub use service::{Beat, Credit, OpenPage, Opened, Shown, open_page};
pub use store::{mark_done, missing_parts};
pub use writer::{BeatRefused, BeatWriter};

/// The part of an object that stands for a whole quiz.
pub const WHOLE_OBJECT: i64 = 0;
