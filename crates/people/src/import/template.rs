//! Templates: a header row and examples for each sheet, and a README that explains each column. The examples can be imported.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::columns::Sheet;
use super::{ImportRefusal, Source};

/// Writes an empty form: a folder of CSV files or a workbook. Overwrites nothing.
pub fn write_template(target: &Source) -> Result<(), ImportRefusal> {
    match target {
        Source::Folder(folder) => write_folder(folder),
        Source::Workbook(file) => write_workbook(file),
    }
}

fn unwritable(path: &Path) -> ImportRefusal {
    ImportRefusal::Unreadable(path.display().to_string())
}

fn write_folder(folder: &Path) -> Result<(), ImportRefusal> {
    std::fs::create_dir_all(folder).map_err(|_| unwritable(folder))?;
    for sheet in Sheet::ALL {
        write_new(&folder.join(format!("{}.csv", sheet.as_str())), &csv_of(*sheet))?;
    }
    write_new(&folder.join("README.txt"), &readme().join("\n"))
}

/// Makes a file; refuses where one stands.
fn write_new(path: &Path, text: &str) -> Result<(), ImportRefusal> {
    use std::io::Write;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = made.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => ImportRefusal::AlreadyThere(path.display().to_string()),
        _ => unwritable(path),
    })?;
    file.write_all(text.as_bytes()).map_err(|_| unwritable(path))
}

/// With a byte order mark, without which spreadsheets take UTF-8 for something else.
fn csv_of(sheet: Sheet) -> String {
    let header: Vec<&str> = sheet.columns().iter().map(|column| column.name).collect();
    let rows = [header.as_slice()].into_iter().chain(sheet.examples().iter().copied());
    rows.fold("\u{feff}".to_owned(), |text, row| {
        text + &row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\r\n"
    })
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

const INTRODUCTION: &[&str] = &[
    "People of an organisation, for: karmayogi import people",
    "Each sheet (or CSV file) is optional. Delete the example rows, keep the header row.",
    "Dates are written 2026-11-22. A period ends on the day before until. Codes: letters, digits, - _ . /, at most 64.",
    "First try: karmayogi import people ... --dry-run",
    "A column with * must be there and filled. A column that you leave out stays as it is in the store; an empty cell empties it.",
];

fn readme() -> Vec<String> {
    let mut lines: Vec<String> = INTRODUCTION.iter().map(|line| (*line).to_owned()).collect();
    for sheet in Sheet::ALL {
        lines.extend([String::new(), sheet.as_str().to_owned()]);
        for column in sheet.columns() {
            let star = if column.required { "*" } else { "" };
            lines.push(format!("  {}{star}: {}", column.name, column.explains));
        }
    }
    lines.push(String::new());
    lines
}

fn write_workbook(file: &Path) -> Result<(), ImportRefusal> {
    if file.exists() {
        return Err(ImportRefusal::AlreadyThere(file.display().to_string()));
    }
    let mut workbook = Workbook::new();
    fill(&mut workbook).and_then(|()| workbook.save(file)).map_err(|_| unwritable(file))
}

fn fill(workbook: &mut Workbook) -> Result<(), XlsxError> {
    let head = Format::new().set_bold();
    // Text, so that a spreadsheet neither eats leading zeros nor makes dates of codes.
    let text = Format::new().set_num_format("@");
    explain(workbook.add_worksheet(), &head)?;
    for sheet in Sheet::ALL {
        let page = workbook.add_worksheet();
        page.set_name(sheet.as_str())?.set_freeze_panes(1, 0)?;
        for (at, column) in (0_u16..).zip(sheet.columns()) {
            page.set_column_format(at, &text)?.set_column_width(at, 20)?.write_with_format(0, at, column.name, &head)?;
        }
        for (row, example) in (1_u32..).zip(sheet.examples()) {
            for (at, cell) in (0_u16..).zip(*example).filter(|(_, cell)| !cell.is_empty()) {
                page.write_with_format(row, at, *cell, &text)?;
            }
        }
    }
    Ok(())
}

fn explain(page: &mut Worksheet, head: &Format) -> Result<(), XlsxError> {
    page.set_name("README")?.set_column_width(0, 16)?.set_column_width(1, 20)?.set_column_width(3, 90)?;
    let mut row = 0;
    for line in INTRODUCTION {
        page.write(row, 0, *line)?;
        row += 1;
    }
    row += 1;
    for (at, title) in (0_u16..).zip(["sheet", "column", "must be filled", "what to write"]) {
        page.write_with_format(row, at, title, head)?;
    }
    for (sheet, column) in Sheet::ALL.iter().flat_map(|sheet| sheet.columns().iter().map(move |column| (sheet, column))) {
        row += 1;
        let needed = if column.required { "yes" } else { "" };
        for (at, cell) in (0_u16..).zip([sheet.as_str(), column.name, needed, column.explains]) {
            page.write(row, at, cell)?;
        }
    }
    Ok(())
}
