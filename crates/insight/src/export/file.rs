//! Writing a table as a file.

use std::io::{BufWriter, Write};
use std::path::Path;

use ::parquet::data_type::ByteArray;
use rust_xlsxwriter::{Format as Style, Workbook, Worksheet, XlsxError};
use store::Error;

use super::domain::{Cell, Format, HIDDEN, Holds, Table, plain};
use crate::parquet::{Cells, Holds as Kind, Parquet, TOGETHER, fault};

/// Told how many rows are written.
pub(super) type Progress<'a> = &'a mut (dyn FnMut(usize) + Send);

/// Rows after which progress is told.
const STEP: usize = 5_000;

/// Writes the file, whole and onto the disk.
pub(super) fn write(
    table: &Table,
    format: Format,
    right_to_left: bool,
    path: &Path,
    progress: Progress<'_>,
) -> Result<(), Error> {
    match format {
        Format::Csv => csv(table, path, progress),
        Format::Xlsx => {
            let mut workbook = workbook(table, right_to_left, progress).map_err(fault)?;
            workbook.save(path).map_err(fault)
        }
        Format::Parquet => parquet(table, path, progress),
    }
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => plain(text),
        Cell::Whole(number) => number.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Empty => String::new(),
        Cell::Hidden => HIDDEN.to_owned(),
    }
}

/// What the table is stands above it, in lines that begin with `#`.
fn csv(table: &Table, path: &Path, progress: Progress<'_>) -> Result<(), Error> {
    let mut out = BufWriter::new(std::fs::File::create(path).map_err(fault)?);
    for line in [&table.title, &table.definition, &table.as_of.rfc3339()] {
        writeln!(out, "# {}", line.replace(['\n', '\r'], " ")).map_err(fault)?;
    }
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(table.columns.iter().map(|column| plain(&column.name))).map_err(fault)?;
    for (done, row) in table.rows.iter().enumerate() {
        csv.write_record(row.iter().map(words)).map_err(fault)?;
        if done.is_multiple_of(STEP) {
            progress(done);
        }
    }
    let out = csv.into_inner().map_err(fault)?;
    out.into_inner().map_err(fault)?.sync_all().map_err(fault)
}

fn workbook(table: &Table, right_to_left: bool, progress: Progress<'_>) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    // Equal tables give equal files.
    let created = rust_xlsxwriter::ExcelDateTime::from_timestamp(table.as_of.0 / 1_000_000)?;
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&created));
    let bold = Style::new().set_bold();
    let sheet = workbook.add_worksheet().set_name("table")?;
    sheet.set_right_to_left(right_to_left);
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, at, &column.name, &bold)?;
        sheet.set_column_width(at, if column.holds == Holds::Text { 34 } else { 14 })?;
    }
    for (at, row) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(row) {
            put(sheet, (at, column), cell)?;
        }
        if (at as usize).is_multiple_of(STEP) {
            progress(at as usize);
        }
    }
    let about = workbook.add_worksheet().set_name("about")?;
    about.set_right_to_left(right_to_left);
    about.set_column_width(0, 100)?;
    about.write_string_with_format(0, 0, &table.title, &bold)?;
    about.write_string(1, 0, &table.definition)?;
    about.write_string(2, 0, table.as_of.rfc3339())?;
    Ok(workbook)
}

/// Texts are written as texts, which are never formulas.
fn put(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string(row, column, text).map(|_| ()),
        Cell::Whole(number) => sheet.write_number(row, column, *number as f64).map(|_| ()),
        Cell::Number(number) => sheet.write_number(row, column, *number).map(|_| ()),
        Cell::Hidden => sheet.write_string(row, column, HIDDEN).map(|_| ()),
        Cell::Empty => Ok(()),
    }
}

/// Suppressed figures are nothing; what the table is stands in no file of this kind, whose readers are programs.
fn parquet(table: &Table, path: &Path, progress: Progress<'_>) -> Result<(), Error> {
    let kind = |holds| match holds {
        Holds::Text => Kind::Text,
        Holds::Whole => Kind::Whole,
        Holds::Number => Kind::Real,
    };
    let keys: Vec<String> = table.columns.iter().enumerate().map(|(at, column)| column.safe_key(at)).collect();
    let columns: Vec<(&str, Kind)> =
        keys.iter().zip(&table.columns).map(|(key, column)| (key.as_str(), kind(column.holds))).collect();
    let mut file = Parquet::create(path, &columns).map_err(fault)?;
    for (piece, rows) in table.rows.chunks(TOGETHER).enumerate() {
        let cells: Vec<Cells> = table
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| cells(column.holds, rows.iter().filter_map(move |row| row.get(at))))
            .collect();
        file.put(&cells).map_err(fault)?;
        progress(piece * TOGETHER + rows.len());
    }
    file.finish().map_err(fault)
}

fn cells<'a>(holds: Holds, column: impl Iterator<Item = &'a Cell>) -> Cells {
    match holds {
        Holds::Text => Cells::Text(
            column
                .map(|cell| match cell {
                    Cell::Text(text) => ByteArray::from(text.as_str()),
                    other => ByteArray::from(words(other).as_str()),
                })
                .collect(),
        ),
        Holds::Whole => {
            Cells::Whole(column.map(|cell| if let Cell::Whole(number) = cell { Some(*number) } else { None }).collect())
        }
        Holds::Number => Cells::Real(
            column
                .map(|cell| match cell {
                    Cell::Number(number) => Some(*number),
                    Cell::Whole(number) => Some(*number as f64),
                    _ => None,
                })
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Column;
    use kernel::Timestamp;

    fn table() -> Table {
        let text = |text: &str| Cell::Text(text.to_owned());
        Table {
            title: "Heat map".to_owned(),
            definition: "Of all clerks.\nNew requirements are left out.".to_owned(),
            as_of: Timestamp(1_795_000_000_000_000),
            columns: vec![
                Column::new("office", "कार्यालय", Holds::Text),
                Column::new("held", "Held, of all", Holds::Whole),
                Column::new("share", "Share", Holds::Number),
            ],
            rows: vec![
                vec![text("=HYPERLINK(1)"), Cell::Whole(12), Cell::Number(0.5)],
                vec![text("पटना, \"सदर\""), Cell::Hidden, Cell::Empty],
            ],
        }
    }

    #[test]
    fn each_format_holds_the_table_and_two_files_are_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        for format in Format::ALL {
            let make = |name: &str| {
                let path = folder.path().join(name);
                write(&table(), *format, false, &path, &mut |_| {}).expect("written");
                std::fs::read(path).expect("read")
            };
            assert_eq!(make("one"), make("two"), "{}", format.as_str());
        }
        let path = folder.path().join("csv");
        write(&table(), Format::Csv, false, &path, &mut |_| {}).expect("written");
        let expected = "# Heat map\n# Of all clerks. New requirements are left out.\n# 2026-11-18T11:06:40Z\n\
                        कार्यालय,\"Held, of all\",Share\n'=HYPERLINK(1),12,0.5\n\"पटना, \"\"सदर\"\"\",<10,\n";
        assert_eq!(std::fs::read_to_string(path).expect("read"), expected);
    }
}
