//! The tables behind the pages, handed to [`crate::export`]: what a reader was shown, and all of it where the page shows a part.
//!
//! # Invariants
//! - A table has the source of its page: live figures where persons may be seen, else the release of the week.
//! - A share stands in it only where the page would show one; the counts always do.

mod build;
pub(crate) mod pages;

pub(crate) use pages::buttons;
