//! The field's own formats, as strict codecs: what comes in is checked against every rule of its standard, what goes out obeys them.
//!
//! Pure: nothing here waits, reads a file, looks at a clock or throws dice.

pub mod xapi;
