//! Courses: whom they reach, and how many of those who completed hold today what the course leads to.
//!
//! # Invariants
//! - "Hold today" is no effect of the course: who takes it differs from who does not, and the page says so.
//! - Courses with few learners stand together.
//!
//! Deliberately absent: ratings, and an order of courses by success.

pub(crate) mod pages;
