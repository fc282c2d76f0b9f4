//! A framework as one workbook: a README first, then the manifest in two sheets, then one sheet for each CSV file of the format.

use std::path::Path;

use calamine::Xlsx;
use people::import::{ImportRefusal, Limits, cell_text, tabs};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::tables::{MANIFEST, Manifest, Table, manifest_of, manifest_tables};
use crate::framework::guard::guarded;
use crate::framework::{Fault, FaultCode, Reason, Source};

/// A workbook of a framework has some thousands of rows; more is a mistake or an attack.
const LIMITS: Limits =
    Limits { file_bytes: 50 << 20, unpacked_bytes: 300 << 20, rows: 500_000, cell_characters: 32_767, faults: 10_000 };

/// The widest sheet that is read: a dozen columns, some of them in some dozens of languages.
const WIDEST: usize = 200;

const README: &[&str] = &[
    "A framework: its competencies with their levels and indicators, and the positions and roles that ask them.",
    "Read it back with: karmayogi import framework FILE.xlsx (first with --dry-run). What you did not change stays as it is.",
    "Keep the names of the sheets and the header row of each. A column such as name_hi is the text in that language; add one for another.",
    "A cell that begins with = + - or @ has an apostrophe before it, so that no spreadsheet takes it for a formula; the import takes it away.",
    "framework: code, version, day of publication, licence and titles. Give changed scales a new version.",
    "scale: the levels of the framework itself, each with the level from 1 to 5 to which it maps.",
    "competencies: kind is behavioural, functional or domain; ask is attitude, skill or knowledge.",
    "levels, indicators: what a person at each level does, and the visible acts by which it is recognised.",
    "positions, roles, position_roles: roles are a library that positions share.",
    "activities, role_competencies: the work of each role, and the level of each competency that it asks.",
    "learning_modes: how a competency is best learnt there (on-the-job, with-others, course, reading). resources: documents for a role.",
    "criticality: how much harm it does in a position when a competency is missing there (high, medium, low), and why.",
];

/// Writes the workbook.
pub(super) fn write(path: &Path, manifest: &Manifest, tables: &[Table]) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let readme = workbook.add_worksheet().set_name("README")?;
    readme.set_column_width(0, 120)?;
    for (line, row) in README.iter().zip(0..) {
        readme.write_string(row, 0, *line)?;
    }
    for table in manifest_tables(manifest).iter().chain(tables) {
        fill(workbook.add_worksheet().set_name(table.name)?, table)?;
    }
    workbook.save(path)
}

/// Every cell is text: nothing is a formula, a link or a number.
fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let head = Format::new().set_bold();
    sheet.set_freeze_panes(1, 0)?;
    for (name, column) in table.header.iter().zip(0..) {
        sheet.set_column_width(column, if name.contains('_') { 40 } else { 22 })?;
        sheet.write_string_with_format(0, column, name, &head)?;
    }
    for (cells, row) in table.rows.iter().zip(1..) {
        for (cell, column) in cells.iter().zip(0..) {
            sheet.write_string(row, column, guarded(cell))?;
        }
    }
    Ok(())
}

/// Reads a workbook into the files of the format. Rows keep their numbers, so that faults name the row of the sheet.
pub(super) fn read(path: &Path) -> Result<Source, Vec<Fault>> {
    let files = read_sheets(path)?;
    if files.iter().any(|(name, _)| name == MANIFEST) {
        Ok(Source::of(files))
    } else {
        Err(vec![whole(path, "", FaultCode::NoManifest)])
    }
}

/// Reads the sheets that are there into files of the format; without its two sheets there is no manifest.
pub(super) fn read_sheets(path: &Path) -> Result<Vec<(String, String)>, Vec<Fault>> {
    let names = tabs(path, LIMITS).map_err(|refusal| vec![whole(path, "", reason(&refusal))])?;
    let mut workbook: Xlsx<_> = calamine::open_workbook(path).map_err(|_| vec![whole(path, "", FaultCode::NotAWorkbook)])?;
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let (mut fields, mut scale) = (None, None);
    for name in names.iter().filter(|name| !name.eq_ignore_ascii_case("readme")) {
        let formulas = formulas(&mut workbook, name);
        faults.extend(formulas.into_iter().map(|(row, column)| Fault {
            row,
            column,
            ..whole(path, name, FaultCode::FormulaInWorkbook)
        }));
        let rows = match rows(&mut workbook, name) {
            Ok(rows) => rows,
            Err((row, reason)) => {
                faults.push(Fault { row, ..whole(path, name, reason) });
                continue;
            }
        };
        match name.trim().to_lowercase().as_str() {
            "framework" => fields = Some(rows),
            "scale" => scale = Some(rows),
            other => files.push((format!("{other}.csv"), csv_of(&rows))),
        }
    }
    if let (Some(fields), Some(scale)) = (fields, scale) {
        files.push((MANIFEST.to_owned(), manifest_of(&fields, &scale)));
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

fn whole(path: &Path, sheet: &str, reason: impl Into<Reason>) -> Fault {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = if sheet.is_empty() { file } else { format!("{file}, sheet {sheet}") };
    Fault::of_file(&file, reason)
}

fn reason(refusal: &ImportRefusal) -> Reason {
    match refusal {
        ImportRefusal::TooLarge(_) => FaultCode::TooLarge.with([("limit", &(LIMITS.file_bytes >> 20))]),
        ImportRefusal::Bomb(_) => FaultCode::Bomb.into(),
        ImportRefusal::NotAWorkbook(_) => FaultCode::NotAWorkbook.into(),
        _ => FaultCode::Unreadable.into(),
    }
}

/// So many formulas of a sheet are named.
const NAMED: usize = 20;

/// Where a sheet has formulas: row, and column as a spreadsheet names it. What a formula shows is not what somebody wrote, and need not be
/// what it shows elsewhere.
fn formulas<R: std::io::Read + std::io::Seek>(workbook: &mut Xlsx<R>, name: &str) -> Vec<(u64, String)> {
    let mut found = Vec::new();
    // What cannot be read is told by whoever reads the rows.
    let Ok(mut cells) = workbook.worksheet_cells_reader(name) else { return found };
    while let Ok(Some(cell)) = cells.next_formula() {
        if !cell.get_value().is_empty() && found.len() < NAMED {
            let (row, column) = cell.get_position();
            found.push((u64::from(row) + 1, letters(column)));
        }
    }
    found
}

/// A column as a spreadsheet names it: A for the first, AA after Z.
fn letters(column: u32) -> String {
    let mut rest = column + 1;
    let mut name = String::new();
    while rest > 0 {
        rest -= 1;
        name.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    name
}

/// The rows of a sheet with the text of each cell, from its first row on; or the row where it cannot be read, and why. Cells are streamed,
/// because a sheet may claim more cells than memory has.
fn rows<R: std::io::Read + std::io::Seek>(workbook: &mut Xlsx<R>, name: &str) -> Result<Vec<Vec<String>>, (u64, Reason)> {
    let unreadable = |_| (0, Reason::from(FaultCode::Unreadable));
    let mut cells = workbook.worksheet_cells_reader(name).map_err(unreadable)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        let value =
            cell_text(cell.get_value()).map_err(|error| (row as u64 + 1, FaultCode::FailedFormula.with([("value", &error)])))?;
        if value.is_empty() {
            continue;
        }
        if row as u64 >= LIMITS.rows || column >= WIDEST {
            let reason = FaultCode::Outside.with([("rows", &LIMITS.rows), ("columns", &WIDEST)]);
            return Err((row as u64 + 1, reason));
        }
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        if rows[row].len() <= column {
            rows[row].resize(column + 1, String::new());
        }
        rows[row][column] = value;
    }
    Ok(rows)
}

/// As CSV, each row on the line of its number; short rows are filled up to the header.
fn csv_of(rows: &[Vec<String>]) -> String {
    let width = rows.first().map_or(0, Vec::len);
    rows.iter().fold(String::new(), |csv, row| {
        let mut cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        if !cells.is_empty() {
            cells.resize(cells.len().max(width), String::new());
        }
        csv + &cells.join(",") + "\n"
    })
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stay_on_their_lines_and_short_ones_are_filled() {
        let rows = [vec!["a".to_owned(), "b".to_owned()], vec![], vec!["1, \"x\"".to_owned()]];
        assert_eq!(csv_of(&rows), "a,b\n\n\"1, \"\"x\"\"\",\n");
    }

    #[test]
    fn a_formula_in_a_cell_is_told_with_its_row_and_column() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("f.xlsx");
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("role_competencies").expect("a name");
        for (column, header) in (0..).zip(["role", "competency", "level"]) {
            sheet.write_string(0, column, header).expect("written");
        }
        sheet.write_string(1, 0, "desk").expect("written").write_string(1, 1, "rti").expect("written");
        sheet.write_formula(1, 2, "=1+1").expect("written");
        workbook.save(&path).expect("saved");
        let told = read_sheets(&path).expect_err("refused");
        assert_eq!((told.len(), told[0].row, told[0].column.as_str()), (1, 2, "C"));
        assert!(
            told[0].to_string().contains("role_competencies") && told[0].reason.code == FaultCode::FormulaInWorkbook,
            "{}",
            told[0]
        );
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn what_is_no_workbook_is_said_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("f.xlsx");
        assert_eq!(read(&path).expect_err("absent")[0].to_string(), "f.xlsx: cannot be read");
        std::fs::write(&path, "not a workbook").expect("written");
        assert!(read(&path).expect_err("refused")[0].to_string().contains("is not an XLSX workbook"));
        let mut other = Workbook::new();
        other.add_worksheet().set_name("numbers").expect("a name").write_number(0, 0, 3.0).expect("written");
        other.save(&path).expect("saved");
        assert_eq!(read(&path).expect_err("refused")[0].to_string(), "f.xlsx: has no sheets \"framework\" and \"scale\"");
    }
}
