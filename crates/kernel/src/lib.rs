//! The words that every capability shares: who and when ([`key`], [`context`]), how well ([`level`]), in which language
//! ([`language`]), how numbers are written ([`number`]), and how texts are found ([`search`]).
//!
//! Pure: nothing here waits, reads a file, looks at a clock of its own or throws dice of its own.

pub mod calendar;
pub mod code;
pub mod context;
pub mod key;
pub mod language;
pub mod level;
pub mod number;
pub mod search;
pub mod time;

pub use code::Code;
pub use context::Context;
pub use key::Key;
pub use language::{Language, LanguageText};
pub use level::{Attained, Level};
pub use time::{Date, Timestamp};
