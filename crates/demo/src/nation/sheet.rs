//! Rows on their way into one table, already in the form that the database takes: parameters of multi-row INSERTs for SQLite, lines of COPY
//! for PostgreSQL.

use std::io::Write;
use std::sync::Arc;

use sqlx::Arguments;
use sqlx::sqlite::SqliteArguments;
use store::Dialect;
use uuid::Uuid;

/// Rows in one statement for SQLite.
const ROWS: usize = 200;

/// One cell of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'a> {
    Null,
    Integer(i64),
    Truth(bool),
    Text(&'a str),
    Uuid(Uuid),
}

/// What a column holds in every row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fixed {
    Integer(i64),
    Truth(bool),
    Text(&'static str),
}

/// A table: the columns that differ from row to row, and those that do not.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) table: &'static str,
    pub(super) columns: &'static [&'static str],
    pub(super) fixed: &'static [(&'static str, Fixed)],
}

impl Form {
    fn names(&self) -> String {
        let fixed = self.fixed.iter().map(|(name, _)| *name);
        self.columns.iter().copied().chain(fixed).collect::<Vec<_>>().join(", ")
    }

    /// The statement that takes so many rows.
    pub(super) fn insert(&self, rows: usize) -> String {
        let fixed: String = self.fixed.iter().map(|(_, value)| format!(",{}", value.literal())).collect();
        let row = format!("({}{fixed})", vec!["?"; self.columns.len()].join(","));
        format!("INSERT INTO {} ({}) VALUES {}", self.table, self.names(), vec![row; rows].join(","))
    }

    /// The order that begins to take lines.
    pub(super) fn copy(&self) -> String {
        format!("COPY {} ({}) FROM STDIN", self.table, self.names())
    }
}

impl Fixed {
    fn literal(self) -> String {
        match self {
            Self::Integer(number) => number.to_string(),
            Self::Truth(truth) => if truth { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Text(text) => format!("'{text}'"),
        }
    }

    fn line(self) -> String {
        match self {
            Self::Integer(number) => format!("\t{number}"),
            Self::Truth(truth) => if truth { "\tt" } else { "\tf" }.to_owned(),
            Self::Text(text) => format!("\t{text}"),
        }
    }
}

/// Rows of one table.
pub(super) struct Sheet {
    pub(super) form: &'static Form,
    pub(super) body: Body,
}

/// See the module.
pub(super) enum Body {
    Lite { full: Vec<SqliteArguments>, last: (usize, SqliteArguments) },
    Pg { lines: Vec<u8>, end: Arc<str> },
}

impl Sheet {
    /// An empty one.
    pub(super) fn new(form: &'static Form, dialect: Dialect) -> Self {
        let body = match dialect {
            Dialect::Lite => Body::Lite { full: Vec::new(), last: (0, SqliteArguments::default()) },
            Dialect::Pg => {
                let end: String = form.fixed.iter().map(|(_, value)| value.line()).collect();
                Body::Pg { lines: Vec::new(), end: format!("{end}\n").into() }
            }
        };
        Self { form, body }
    }

    /// So many rows that are full statements by themselves.
    pub(super) const fn full_rows() -> usize {
        ROWS
    }

    /// Adds a row, its cells in the order of the columns.
    pub(super) fn add(&mut self, row: &[Cell<'_>]) {
        debug_assert_eq!(row.len(), self.form.columns.len(), "{}", self.form.table);
        match &mut self.body {
            Body::Lite { full, last } => {
                if last.0 == 0 {
                    last.1.reserve(ROWS * row.len(), 0);
                }
                row.iter().for_each(|cell| bind(&mut last.1, *cell));
                last.0 += 1;
                if last.0 == ROWS {
                    full.push(std::mem::take(last).1);
                }
            }
            Body::Pg { lines, end } => {
                for (at, cell) in row.iter().enumerate() {
                    if at > 0 {
                        lines.push(b'\t');
                    }
                    write_cell(lines, *cell);
                }
                lines.extend_from_slice(end.as_bytes());
            }
        }
    }
}

/// None of these can be refused: they are kept as they are.
fn bind(arguments: &mut SqliteArguments, cell: Cell<'_>) {
    let _ = match cell {
        Cell::Null => arguments.add(None::<i64>),
        Cell::Integer(number) => arguments.add(number),
        Cell::Truth(truth) => arguments.add(truth),
        Cell::Text(text) => arguments.add(text),
        Cell::Uuid(id) => arguments.add(id),
    };
}

/// Writing into memory cannot fail.
fn write_cell(lines: &mut Vec<u8>, cell: Cell<'_>) {
    let _ = match cell {
        Cell::Null => lines.write_all(b"\\N"),
        Cell::Integer(number) => write!(lines, "{number}"),
        Cell::Truth(truth) => lines.write_all(if truth { b"t" } else { b"f" }),
        Cell::Uuid(id) => write!(lines, "{}", id.simple()),
        Cell::Text(text) => {
            for byte in text.bytes() {
                match byte {
                    b'\\' => lines.extend_from_slice(b"\\\\"),
                    b'\t' => lines.extend_from_slice(b"\\t"),
                    b'\n' => lines.extend_from_slice(b"\\n"),
                    b'\r' => lines.extend_from_slice(b"\\r"),
                    other => lines.push(other),
                }
            }
            Ok(())
        }
    };
}

macro_rules! cell_of {
    ($($kind:ty, $value:ident => $cell:expr);* $(;)?) => { $(
        impl From<$kind> for Cell<'_> {
            fn from($value: $kind) -> Self { $cell }
        }
        impl From<Option<$kind>> for Cell<'_> {
            fn from(value: Option<$kind>) -> Self { value.map_or(Cell::Null, |$value| $cell) }
        }
    )* };
}
cell_of! {
    i64, number => Cell::Integer(number);
    bool, truth => Cell::Truth(truth);
    Uuid, id => Cell::Uuid(id);
    kernel::Date, day => Cell::Integer(i64::from(day.0));
    kernel::Timestamp, at => Cell::Integer(at.0);
    kernel::Attained, level => Cell::Integer(level.number());
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(text)
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Cell::Null, Cell::Text)
    }
}

/// Cells from values of different types.
macro_rules! cells {
    ($($value:expr),* $(,)?) => { &[$($crate::nation::sheet::Cell::from($value)),*] };
}
pub(super) use cells;

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: Form = Form {
        table: "t",
        columns: &["a", "b"],
        fixed: &[("c", Fixed::Text("x")), ("d", Fixed::Integer(0)), ("e", Fixed::Truth(false))],
    };

    #[test]
    fn a_row_becomes_a_line_or_parameters() {
        assert_eq!(FORM.insert(2), "INSERT INTO t (a, b, c, d, e) VALUES (?,?,'x',0,FALSE),(?,?,'x',0,FALSE)");
        assert_eq!(FORM.copy(), "COPY t (a, b, c, d, e) FROM STDIN");
        static FORM_HERE: Form = FORM;
        let mut sheet = Sheet::new(&FORM_HERE, Dialect::Pg);
        sheet.add(cells![7_i64, "a\tb\\c"]);
        sheet.add(cells![None::<i64>, ""]);
        let Body::Pg { lines, .. } = sheet.body else { panic!("lines") };
        assert_eq!(String::from_utf8_lossy(&lines), "7\ta\\tb\\\\c\tx\t0\tf\n\\N\t\tx\t0\tf\n");
        let mut sheet = Sheet::new(&FORM_HERE, Dialect::Lite);
        (0..450_i64).for_each(|number| sheet.add(cells![number, "x"]));
        let Body::Lite { full, last } = sheet.body else { panic!("parameters") };
        assert_eq!((full.len(), full[0].len(), last.0, last.1.len()), (2, 400, 50, 100));
    }
}
