//! A CSV file: UTF-8 with or without a byte order mark, separated by commas or semicolons.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use csv::ByteRecord;

use super::assemble::{Assembler, RawRow, WIDEST, clean};
use super::{Batch, Cell, check_size, shown};
use crate::import::columns::Sheet;
use crate::import::report::FaultCode;
use crate::import::{ImportRefusal, Limits};

/// Streams the rows of a file. Ends early when `send` answers `false`.
pub(super) fn read(path: &Path, sheet: Sheet, limits: Limits, send: &mut dyn FnMut(Batch) -> bool) -> Result<(), ImportRefusal> {
    check_size(path, limits)?;
    let unreadable = || ImportRefusal::Unreadable(shown(path));
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(|_| unreadable())?);
    let separator = separator(file.fill_buf().map_err(|_| unreadable())?);
    // A file that grows while it is read is cut off at its limit.
    let rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(file.take(limits.file_bytes));
    stream(rows, limits, Assembler::new(sheet, send)).map_err(|_| unreadable())
}

fn stream<R: Read>(mut rows: csv::Reader<R>, limits: Limits, mut assembler: Assembler<'_>) -> Result<(), csv::Error> {
    let (mut record, mut row) = (ByteRecord::new(), 0);
    loop {
        let before = rows.position().line();
        if !rows.read_byte_record(&mut record)? {
            assembler.end();
            return Ok(());
        }
        row += 1 + blank_lines(&record, rows.position().line() - before);
        let cells = record.iter().take(WIDEST).map(|field| cell(field, limits)).collect();
        if !assembler.take(RawRow { row, cells, extra: record.iter().skip(WIDEST).any(|field| !field.is_empty()) }) {
            return Ok(());
        }
    }
}

/// Blank lines are skipped by the reader but counted by spreadsheets: those are the lines that no field of the record accounts for.
fn blank_lines(record: &ByteRecord, lines: u64) -> u64 {
    let inside = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
    lines.saturating_sub(1 + inside)
}

fn cell(field: &[u8], limits: Limits) -> Cell {
    match std::str::from_utf8(field) {
        Ok(text) => clean(text, limits.cell_characters),
        Err(_) => Err((FaultCode::NotUtf8, "the cell is not UTF-8; save the file as \"CSV UTF-8\"".to_owned())),
    }
}

/// The separator that stands more often in the first line.
fn separator(beginning: &[u8]) -> u8 {
    let line = beginning.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let count = |separator: u8| line.iter().filter(|byte| **byte == separator).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows_of(text: &str) -> Vec<(u64, String)> {
        let mut seen = Vec::new();
        let mut send = |batch: Batch| {
            seen.extend(batch.lines.into_iter().map(|line| (line.row, line.cells[0].clone().unwrap_or_default())));
            true
        };
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator(text.as_bytes()))
            .from_reader(text.as_bytes());
        stream(rows, Limits::default(), Assembler::new(Sheet::Posts, &mut send)).expect("read");
        seen
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let text = "\u{feff}code;organisation;position\r\n\r\na;\"two\r\nlines\";p\r\n;;\r\nb;o;p\r\n\r\n\r\nc;o;p";
        assert_eq!(rows_of(text), [(3, "a".to_owned()), (5, "b".to_owned()), (8, "c".to_owned())]);
    }

    #[test]
    fn the_order_of_the_columns_is_free() {
        assert_eq!(rows_of("Position,Reports To,ORGANISATION,code\np,,o,x\n"), [(2, "x".to_owned())]);
    }
}
