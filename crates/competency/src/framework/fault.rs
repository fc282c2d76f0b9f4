//! What is wrong with a file, told so that its author can mend it.

use std::fmt;

/// One fault of an import.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line of the row in the file, counted from 1 (the header); 0 when the fault is not of one row.
    pub row: u64,
    /// The column; empty when the fault is not of one column.
    pub column: String,
    /// What is wrong, in English.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.row > 0 {
            write!(f, ", row {}", self.row)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.reason)
    }
}
