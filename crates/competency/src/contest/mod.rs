//! contest
pub mod pages;
