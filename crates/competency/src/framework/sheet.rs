//! Reading a CSV file cell by cell, so that every faulty cell is told with its place.

use std::cell::RefCell;

use kernel::{Code, Language, LanguageText};

use super::fault::{Fault, FaultCode, Reason};
use super::guard::unguarded;

/// All faults found so far.
#[derive(Default)]
pub(crate) struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    pub(crate) fn add(&self, file: &str, row: u64, column: &str, reason: impl Into<Reason>) {
        let fault = Fault { file: file.to_owned(), row, column: column.to_owned(), reason: reason.into() };
        self.0.borrow_mut().push(fault);
    }

    /// In order of file, row and column.
    pub(crate) fn into_sorted(self) -> Vec<Fault> {
        let mut faults = self.0.into_inner();
        faults.sort();
        faults
    }
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Separator {
    /// A comma; cells may be quoted.
    Comma,
    /// A tab; a quotation mark is one like any other.
    Tab,
}

/// Whether a spreadsheet would run the cell. A text that begins with `+` or `-` is often a number or a bullet and is taken as it stands.
fn is_formula(cell: &str) -> bool {
    let mut rest = cell.chars();
    matches!(rest.next(), Some('=' | '@'))
        && rest.next().is_some_and(|next| next.is_ascii_alphanumeric() || "(+-{'\"".contains(next))
}

/// A CSV file with a header row.
pub(crate) struct Sheet<'f> {
    file: String,
    headers: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
    faults: &'f Faults,
}

/// One row of a sheet.
pub(crate) struct Line<'s> {
    sheet: &'s Sheet<'s>,
    cells: &'s [String],
    pub(crate) row: u64,
}

impl<'f> Sheet<'f> {
    /// Reads a file whose header must have these columns; rows with another number of cells are faults.
    pub(crate) fn read(file: &str, content: &str, columns: &[&str], faults: &'f Faults) -> Self {
        Self::read_as(Separator::Comma, file, content, (columns, faults))
    }

    /// As [`Self::read`], for either separator.
    pub(crate) fn read_as(separator: Separator, file: &str, content: &str, (columns, faults): (&[&str], &'f Faults)) -> Self {
        // The reader counts a line too few where lines end in two letters.
        let content = content.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let mut reader = csv::ReaderBuilder::new();
        if separator == Separator::Tab {
            reader.delimiter(b'\t').quoting(false);
        }
        let mut reader = reader.flexible(true).trim(csv::Trim::All).from_reader(content.as_bytes());
        let headers: Vec<String> = match reader.headers() {
            Ok(headers) => headers.iter().map(str::to_owned).collect(),
            Err(reason) => {
                faults.add(file, 1, "", FaultCode::Malformed.with([("detail", &reason)]));
                Vec::new()
            }
        };
        for missing in columns.iter().filter(|column| !headers.iter().any(|header| header == *column)) {
            faults.add(file, 1, missing, FaultCode::NoColumn);
        }
        let mut sheet = Self { file: file.to_owned(), headers, rows: Vec::new(), faults };
        for record in reader.records() {
            sheet.take(record);
        }
        sheet
    }

    fn take(&mut self, record: Result<csv::StringRecord, csv::Error>) {
        match record {
            Ok(record) => {
                let row = record.position().map_or(0, csv::Position::line);
                if record.len() == self.headers.len() {
                    for (header, cell) in self.headers.iter().zip(&record) {
                        if is_formula(cell) {
                            self.faults.add(&self.file, row, header, FaultCode::Formula);
                        }
                    }
                    self.rows.push((row, record.iter().map(unguarded).map(str::to_owned).collect()));
                } else {
                    let reason = FaultCode::CellCount.with([("number", &record.len()), ("expected", &self.headers.len())]);
                    self.faults.add(&self.file, row, "", reason);
                }
            }
            Err(reason) => {
                let row = reason.position().map_or(0, csv::Position::line);
                self.faults.add(&self.file, row, "", FaultCode::Malformed.with([("detail", &reason)]));
            }
        }
    }

    /// The rows that have as many cells as the header.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().map(|(row, cells)| Line { sheet: self, cells, row: *row })
    }
}

impl<'s> Line<'s> {
    pub(crate) fn fault(&self, column: &str, reason: impl Into<Reason>) {
        self.sheet.faults.add(&self.sheet.file, self.row, column, reason);
    }

    /// A cell; `None` when it is empty or its column is not there.
    pub(crate) fn optional(&self, column: &str) -> Option<&str> {
        let at = self.sheet.headers.iter().position(|header| header == column)?;
        self.cells.get(at).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// As [`Self::optional`], for as long as the sheet lives.
    pub(crate) fn cell(&self, column: &str) -> Option<&'s str> {
        let at = self.sheet.headers.iter().position(|header| header == column)?;
        self.cells.get(at).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// A cell that must not be empty.
    pub(crate) fn text(&self, column: &str) -> Option<&str> {
        let cell = self.optional(column);
        if cell.is_none() && self.sheet.headers.iter().any(|header| header == column) {
            self.fault(column, FaultCode::Empty);
        }
        cell
    }

    /// A cell that must be a code.
    pub(crate) fn code(&self, column: &str) -> Option<Code> {
        let text = self.text(column)?;
        let code = Code::parse(text).ok();
        if code.is_none() {
            self.fault(column, FaultCode::NotACode.with([("value", &text)]));
        }
        code
    }

    /// A cell that must be one of a closed list.
    pub(crate) fn one_of<T>(&self, column: &str, parse: fn(&str) -> Option<T>, allowed: &str) -> Option<T> {
        let text = self.text(column)?;
        let found = parse(text);
        if found.is_none() {
            self.fault(column, FaultCode::NotInList.with([("value", &text), ("allowed", &allowed)]));
        }
        found
    }

    /// The columns `prefix_LANGUAGE` as one text. English must be there; other languages may be empty.
    pub(crate) fn words(&self, prefix: &str) -> Option<LanguageText> {
        self.text(&format!("{prefix}_en"))?;
        let mut words = LanguageText::default();
        for (header, cell) in self.sheet.headers.iter().zip(self.cells) {
            let tag = header.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_'));
            if let Some(language) = tag.and_then(|tag| Language::parse(tag).ok()) {
                words = words.with(language, cell.as_str());
            }
        }
        Some(words)
    }
}
