//! Courses: how they come in ([`package`]), how people find them ([`catalogue`]), and the files they play ([`media`]).
//!
//! # Invariants
//! - A published version of a course is immutable; an enrolment pins one.
//! - Progress belongs to segments, which all language variants of a learning object share.
//! - A package with a fault publishes nothing.

pub mod media;
pub mod package;

use kernel::Key;

/// Marks keys of courses.
pub enum Course {}
/// Marks keys of learning objects: the texts, videos and quizzes of one version of a course.
pub enum LearningObject {}
/// Marks keys of job aids.
pub enum JobAid {}

/// A course's key.
pub type CourseKey = Key<Course>;
