//! Export to files, and reading what was exported.

use std::path::{Path, PathBuf};

use store::{Db, Failure, Outcome};

use super::case::{CaseVersion, package};
use super::selection::{Selection, select};
use super::tables::{Inexpressible, MANIFEST, manifest, tables};
use super::workbook;
use crate::framework::{Fault, Source};
use crate::library::{Library, stock};

/// How a framework goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A CFPackage: one JSON file.
    Case(CaseVersion),
    /// The folder of docs/formats/framework.md.
    Csv,
    /// One workbook.
    Xlsx,
}

/// Why a framework was not exported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportRefusal {
    /// There is no framework of this code.
    #[error("there is no framework {0:?}")]
    Unknown(String),
    /// The files could not say all that is asked.
    #[error(transparent)]
    Inexpressible(Inexpressible),
    /// A file cannot be written.
    #[error("{path} cannot be written: {reason}")]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// Exports the framework of this code to a file or, as CSV, to a folder; files of the same names are written over. `address` is the one
/// under which people reach the service, for the addresses in a CASE package.
pub async fn export(db: &Db, code: &str, format: Format, (to, address): (&Path, &str)) -> Outcome<(), ExportRefusal> {
    let library = Library::new(stock(&mut db.read().await?).await?);
    let selection = select(&library, code).ok_or_else(|| Failure::Refused(ExportRefusal::Unknown(code.to_owned())))?;
    let written = match format {
        Format::Case(version) => write_package(&selection, version, (to, address)),
        Format::Csv => write_folder(&selection, to),
        Format::Xlsx => write_workbook(&selection, to),
    };
    written.map_err(Failure::Refused)
}

fn unwritable(path: &Path, reason: &dyn std::fmt::Display) -> ExportRefusal {
    ExportRefusal::Unwritable { path: path.to_owned(), reason: reason.to_string() }
}

fn write_package(selection: &Selection<'_>, version: CaseVersion, (to, address): (&Path, &str)) -> Result<(), ExportRefusal> {
    let whole = package(selection, version, address).whole();
    let text = serde_json::to_string_pretty(&whole).map_err(|reason| unwritable(to, &reason))?;
    std::fs::write(to, text + "\n").map_err(|reason| unwritable(to, &reason))
}

fn write_folder(selection: &Selection<'_>, to: &Path) -> Result<(), ExportRefusal> {
    std::fs::create_dir_all(to).map_err(|reason| unwritable(to, &reason))?;
    let manifest = toml::to_string(&manifest(selection)).map_err(|reason| unwritable(to, &reason))?;
    let mut files = vec![(MANIFEST.to_owned(), manifest)];
    for table in tables(selection).map_err(ExportRefusal::Inexpressible)? {
        files.push((format!("{}.csv", table.name), table.csv().map_err(|reason| unwritable(to, &reason))?));
    }
    for (name, content) in files {
        let path = to.join(name);
        std::fs::write(&path, content).map_err(|reason| unwritable(&path, &reason))?;
    }
    Ok(())
}

fn write_workbook(selection: &Selection<'_>, to: &Path) -> Result<(), ExportRefusal> {
    let tables = tables(selection).map_err(ExportRefusal::Inexpressible)?;
    workbook::write(to, &manifest(selection), &tables).map_err(|reason| unwritable(to, &reason))
}

/// Reads a workbook that may have only some of the sheets, into the files that stand for them.
pub(crate) fn read_sheets(path: &Path) -> Result<Vec<(String, String)>, Vec<Fault>> {
    workbook::read_sheets(path)
}

/// Reads the files of a framework: a folder, or a workbook where the path ends like one.
pub fn read(path: &Path) -> Result<Source, Vec<Fault>> {
    if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx")) {
        workbook::read(path)
    } else {
        Source::read_folder(path)
    }
}
