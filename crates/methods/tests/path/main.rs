//! The solver against brute force, and the properties that any optimum has.

mod brute;
mod instance;
mod properties;
mod rules;
