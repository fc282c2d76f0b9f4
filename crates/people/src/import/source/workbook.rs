//! An XLSX workbook. It is a ZIP archive, so its real size is looked at before anything is opened.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, XlsxCellReader};

use super::assemble::{Assembler, RawRow, WIDEST, clean};
use super::{Batch, Cell, check_size, shown};
use crate::import::columns::Sheet;
use crate::import::report::FaultCode;
use crate::import::{ImportRefusal, Limits};

/// Entries of a workbook; real ones have a few dozen.
const MOST_ENTRIES: usize = 2_000;

/// The names of the sheets, after a look at the sizes.
pub(super) fn tabs(path: &Path, limits: Limits) -> Result<Vec<String>, ImportRefusal> {
    check_size(path, limits)?;
    refuse_bomb(path, limits)?;
    Ok(open(path)?.sheet_names())
}

/// Streams the rows of a sheet. Ends early when `send` answers `false`.
pub(super) fn read(
    path: &Path,
    tab: &str,
    sheet: Sheet,
    limits: Limits,
    send: &mut dyn FnMut(Batch) -> bool,
) -> Result<(), ImportRefusal> {
    let mut workbook = open(path)?;
    let cells = workbook.worksheet_cells_reader(tab).map_err(|_| ImportRefusal::NotAWorkbook(shown(path)))?;
    stream(cells, limits, Assembler::new(sheet, send)).map_err(|_| ImportRefusal::NotAWorkbook(shown(path)))
}

fn open(path: &Path) -> Result<Xlsx<BufReader<File>>, ImportRefusal> {
    calamine::open_workbook(path).map_err(|_| ImportRefusal::NotAWorkbook(shown(path)))
}

fn stream<R: std::io::Read + std::io::Seek>(
    mut cells: XlsxCellReader<'_, R>,
    limits: Limits,
    mut assembler: Assembler<'_>,
) -> Result<(), calamine::XlsxError> {
    let mut raw = RawRow { row: 0, cells: Vec::new(), extra: false };
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let (row, column) = (u64::from(row) + 1, column as usize);
        if row != raw.row {
            let full = std::mem::replace(&mut raw, RawRow { row, cells: Vec::new(), extra: false });
            if !assembler.take(full) {
                return Ok(());
            }
        }
        let value = text(cell.get_value(), limits);
        if column >= WIDEST {
            raw.extra |= value != Ok(String::new());
            continue;
        }
        if raw.cells.len() <= column {
            raw.cells.resize(column + 1, Ok(String::new()));
        }
        raw.cells[column] = value;
    }
    assembler.take(raw);
    assembler.end();
    Ok(())
}

/// A value as a person reads it in the sheet: whole numbers without a point, days as 2026-11-22. Of a formula the computed value counts;
/// of one that has failed, what the cell shows, as an error.
pub fn cell_text(value: &DataRef<'_>) -> Result<String, String> {
    match value {
        DataRef::Empty => Ok(String::new()),
        DataRef::String(text) => Ok(text.clone()),
        DataRef::SharedString(text) => Ok((*text).to_owned()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Ok(text.split('T').next().unwrap_or_default().to_owned()),
        DataRef::Int(number) => Ok(number.to_string()),
        DataRef::Float(number) => Ok(number.to_string()),
        DataRef::Bool(truth) => Ok(truth.to_string()),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            Ok(format!("{year:04}-{month:02}-{day:02}"))
        }
        DataRef::DateTime(at) => Ok(at.as_f64().to_string()),
        DataRef::Error(error) => Err(error.to_string()),
    }
}

fn text(value: &DataRef<'_>, limits: Limits) -> Cell {
    match cell_text(value) {
        Ok(text) => clean(&text, limits.cell_characters),
        Err(error) => Err((FaultCode::CellError, format!("the cell shows {error}; a formula has failed"))),
    }
}

/// Adds up what the archive says it unpacks to, and then what it really unpacks to: the first may be a lie.
fn refuse_bomb(path: &Path, limits: Limits) -> Result<(), ImportRefusal> {
    let damaged = || ImportRefusal::NotAWorkbook(shown(path));
    let bomb = || ImportRefusal::Bomb(shown(path));
    let file = File::open(path).map_err(|_| ImportRefusal::Unreadable(shown(path)))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| damaged())?;
    if archive.len() > MOST_ENTRIES {
        return Err(bomb());
    }
    let mut declared = 0_u64;
    for at in 0..archive.len() {
        declared = declared.saturating_add(archive.by_index_raw(at).map_err(|_| damaged())?.size());
    }
    if declared > limits.unpacked_bytes {
        return Err(bomb());
    }
    let mut left = limits.unpacked_bytes;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|_| damaged())?;
        let real = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| damaged())?;
        left = left.checked_sub(real).ok_or_else(bomb)?;
    }
    Ok(())
}
