//! The door to the files: which sheets there are, and the rows of one, streamed from a thread that reads ahead a little.
//!
//! A sheet is read twice, for the check and for the writing, so that no more than a few batches of rows are ever in memory.

mod assemble;
mod csv_file;
mod workbook;

use std::path::{Path, PathBuf};

use tokio::sync::mpsc;

pub use workbook::cell_text;

use super::columns::{Given, Sheet};
use super::report::{Fault, FaultCode};
use super::{ImportRefusal, Limits, Source};

/// Rows of one batch: also of one chunk that is written.
pub(super) const BATCH: usize = 200;
/// Batches that are read ahead.
const AHEAD: usize = 4;

/// A cell as it stands in the file, trimmed and in Unicode's composed form; or why it cannot be used.
pub(super) type Cell = Result<String, (FaultCode, String)>;

/// A row of a sheet: its cells in the order of [`Sheet::columns`].
#[derive(Debug)]
pub(super) struct Line {
    pub(super) row: u64,
    pub(super) cells: Vec<Cell>,
    pub(super) extra: bool,
}

/// Some rows of a sheet, with the columns that the sheet has and the faults of its header.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) given: Given,
    pub(super) lines: Vec<Line>,
    pub(super) header: Vec<Fault>,
}

/// The sheets of a source.
pub(super) struct Input {
    sheets: Vec<(Sheet, Place)>,
    pub(super) notices: Vec<Fault>,
    limits: Limits,
}

#[derive(Clone)]
enum Place {
    File(PathBuf),
    Tab(PathBuf, String),
}

impl Input {
    /// Opens a source, looks at sizes and names, reads no row.
    pub(super) fn open(source: &Source, limits: Limits) -> Result<Self, ImportRefusal> {
        let named = match source {
            Source::Folder(folder) => files(folder, limits)?,
            Source::Workbook(file) => {
                workbook::tabs(file, limits)?.into_iter().map(|tab| (tab.clone(), Place::Tab(file.clone(), tab))).collect()
            }
        };
        let (mut sheets, mut notices) = (Vec::new(), Vec::new());
        for (name, place) in named {
            match Sheet::parse(&name.trim().to_lowercase()) {
                Some(sheet) if sheets.iter().all(|(other, _)| *other != sheet) => sheets.push((sheet, place)),
                _ if name.eq_ignore_ascii_case("readme") => {}
                _ => notices.push(ignored(&name)),
            }
        }
        sheets.sort_by_key(|(sheet, _)| *sheet);
        let (Source::Folder(path) | Source::Workbook(path)) = source;
        if sheets.is_empty() { Err(ImportRefusal::NothingToRead(shown(path))) } else { Ok(Self { sheets, notices, limits }) }
    }

    /// The sheets that are there, in order.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        self.sheets.iter().map(|(sheet, _)| *sheet).collect()
    }

    /// The rows of a sheet; none when it is not there. Dropping the receiver ends the reading.
    pub(super) fn read(&self, sheet: Sheet) -> mpsc::Receiver<Result<Batch, ImportRefusal>> {
        let (sender, receiver) = mpsc::channel(AHEAD);
        if let Some((_, place)) = self.sheets.iter().find(|(one, _)| *one == sheet) {
            let (place, limits) = (place.clone(), self.limits);
            tokio::task::spawn_blocking(move || {
                let read = match &place {
                    Place::File(path) => {
                        csv_file::read(path, sheet, limits, &mut |batch| sender.blocking_send(Ok(batch)).is_ok())
                    }
                    Place::Tab(path, tab) => {
                        workbook::read(path, tab, sheet, limits, &mut |batch| sender.blocking_send(Ok(batch)).is_ok())
                    }
                };
                if let Err(refusal) = read {
                    // Nobody waits any more when the import has ended already.
                    let _ = sender.blocking_send(Err(refusal));
                }
            });
        }
        receiver
    }
}

/// The names of the sheets of a workbook, after a look at its sizes: for every importer that opens one.
pub fn tabs(workbook: &Path, limits: Limits) -> Result<Vec<String>, ImportRefusal> {
    workbook::tabs(workbook, limits)
}

fn files(folder: &Path, limits: Limits) -> Result<Vec<(String, Place)>, ImportRefusal> {
    let unreadable = || ImportRefusal::Unreadable(shown(folder));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|_| unreadable())? {
        let path = entry.map_err(|_| unreadable())?.path();
        if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv")) {
            check_size(&path, limits)?;
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            found.push((name, Place::File(path)));
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(found)
}

fn check_size(path: &Path, limits: Limits) -> Result<(), ImportRefusal> {
    let size = std::fs::metadata(path).map_err(|_| ImportRefusal::Unreadable(shown(path)))?.len();
    if size > limits.file_bytes { Err(ImportRefusal::TooLarge(shown(path))) } else { Ok(()) }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn ignored(name: &str) -> Fault {
    let known: Vec<&str> = Sheet::ALL.iter().map(|sheet| sheet.as_str()).collect();
    let reason = format!("{name:?} is not the name of a sheet and was not read; the names are {}", known.join(", "));
    Fault { sheet: None, row: 0, column: String::new(), code: FaultCode::SheetIgnored, reason }
}
