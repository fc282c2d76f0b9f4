//! A table on its way into a file.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

people::closed_list! {
    /// The kinds of files.
    Format {
        /// Text with commas.
        Csv = "csv",
        /// A workbook.
        Xlsx = "xlsx",
        /// Parquet, for programs.
        Parquet = "parquet",
    }
}

impl Format {
    /// The type of its contents.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holds {
    /// Texts.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers, such as shares.
    Number,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name for programs: letters, digits and underscores.
    pub key: String,
    /// Its name for the reader.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
}

impl Column {
    /// A column.
    pub fn new(key: &str, name: impl Into<String>, holds: Holds) -> Self {
        Self { key: key.to_owned(), name: name.into(), holds }
    }

    /// The key as a file may have it: others would be read as something else.
    pub(super) fn safe_key(&self, number: usize) -> String {
        let safe: String =
            self.key.chars().map(|one| if one.is_ascii_alphanumeric() { one.to_ascii_lowercase() } else { '_' }).collect();
        if safe.starts_with(|first: char| first.is_ascii_alphabetic()) { safe } else { format!("column_{}{safe}", number + 1) }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Nothing.
    Empty,
    /// Suppressed: too few people, or a neighbour has too few.
    Hidden,
}

/// A table as a page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What it is.
    pub title: String,
    /// How its figures are defined: of whom, what is counted, what is left out.
    pub definition: String,
    /// Up to when.
    pub as_of: Timestamp,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// How a suppressed cell is told where there is room for words.
pub(super) const HIDDEN: &str = "<10";

/// A text that no spreadsheet takes for a formula.
pub(super) fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_a_formula() {
        for bad in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"] {
            assert!(plain(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!((plain("Patna - Sadar"), plain("")), ("Patna - Sadar".to_owned(), String::new()));
    }

    #[test]
    fn keys_are_safe_in_a_schema() {
        let key = |key: &str| Column::new(key, "", Holds::Text).safe_key(2);
        assert_eq!(
            (key("not yet; x"), key("Held"), key("90-day")),
            ("not_yet__x".to_owned(), "held".to_owned(), "column_390_day".to_owned())
        );
    }
}
