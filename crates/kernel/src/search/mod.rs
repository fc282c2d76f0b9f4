//! Finding texts by words in English, in Hindi and in romanised Hindi: how texts and queries become terms that meet ([`analyser`]), and
//! the words of some thousands of short documents in memory ([`Words`]).

mod analyser;
mod words;

pub use analyser::{Term, terms};
pub use words::{Hits, Words};
