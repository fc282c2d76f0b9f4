//! observation
pub mod pages;
