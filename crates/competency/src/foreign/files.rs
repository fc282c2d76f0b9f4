//! The files of a framework from elsewhere, read with bounds, and which format they are.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::{gdad, kcm, ledger::Ledger, nsw, onet};
use crate::framework::sheet::Faults;
use crate::framework::text::{self, Encoding, LARGEST};
use crate::framework::{Fault, FaultCode};

people::closed_list! {
    /// A format in which frameworks come.
    Form {
        /// The folder or workbook of docs/formats/framework.md.
        Own = "own",
        /// The UK Government Digital and Data Profession Capability Framework: skills.csv and roles.csv.
        Gdad = "gdad",
        /// The NSW Public Sector Capability Framework: framework.json and role_capabilities.csv.
        Nsw = "nsw",
        /// O*NET: text files.
        Onet = "onet",
        /// Names of the Karmayogi Competency Model: one CSV file.
        Kcm = "kcm",
        /// A CASE package, 1.0 or 1.1: one JSON file.
        Case = "case",
    }
}

/// The files by their names.
#[derive(Debug, Default)]
pub(super) struct Files {
    texts: BTreeMap<String, String>,
    remarks: Vec<String>,
}

impl Form {
    /// The files of the format; `None` where it is one file of any name.
    fn files(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Gdad => Some(&[gdad::SKILLS, gdad::ROLES]),
            Self::Nsw => Some(&[nsw::FRAMEWORK, nsw::ROLES]),
            Self::Onet => Some(&onet::FILES),
            Self::Own | Self::Kcm | Self::Case => None,
        }
    }

    /// The format of a folder or file; `None` where it could be two or is none. Own files are known by their manifest or by being a workbook.
    pub fn guess(path: &Path) -> Option<Self> {
        if path.is_dir() {
            let has = |name: &str| path.join(name).is_file();
            let fits = |form: &Self| match form {
                Self::Own => has("framework.toml"),
                // Its own files have names that ours have too; the manifest tells them apart.
                Self::Onet => has(onet::MODEL),
                form => form.files().is_some_and(|files| files.iter().all(|file| has(file))),
            };
            let mut fitting = Self::ALL.iter().copied().filter(fits);
            let first = fitting.next();
            return first.filter(|_| fitting.next().is_none());
        }
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "xlsx" => Some(Self::Own),
            "json" => Some(Self::Case),
            "csv" => {
                let header = first_line(path)?;
                kcm::COLUMNS.iter().all(|column| header.split(',').any(|cell| cell.trim() == *column)).then_some(Self::Kcm)
            }
            _ => None,
        }
    }
}

fn first_line(path: &Path) -> Option<String> {
    use std::io::Read;
    let mut start = Vec::new();
    std::fs::File::open(path).ok()?.take(4096).read_to_end(&mut start).ok()?;
    let start = String::from_utf8_lossy(&start);
    start.trim_start_matches('\u{feff}').lines().next().map(str::to_owned)
}

impl Files {
    /// Files held in memory: pairs of name and content.
    #[cfg(test)]
    pub(super) fn of<'a>(files: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        Self { texts: files.into_iter().map(|(name, words)| (name.to_owned(), words)).collect(), remarks: Vec::new() }
    }

    /// Reads the files of a format. A missing one is a fault.
    pub(super) fn read(form: Form, path: &Path) -> Result<Self, Vec<Fault>> {
        let faults = Faults::default();
        let mut files = Self::default();
        let mut left = 2 * LARGEST;
        match form.files() {
            Some(names) => names.iter().for_each(|name| files.add(name, &path.join(name), (&mut left, &faults))),
            None => {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                files.add(&name, path, (&mut left, &faults));
            }
        }
        let faults = faults.into_sorted();
        if faults.is_empty() { Ok(files) } else { Err(faults) }
    }

    fn add(&mut self, name: &str, path: &Path, (left, faults): (&mut u64, &Faults)) {
        match text::read(path) {
            Ok(text) => {
                *left = left.saturating_sub(text.words.len() as u64);
                if *left == 0 {
                    return faults.add(name, 0, "", FaultCode::AllTooLarge.with([("limit", &((2 * LARGEST) >> 20))]));
                }
                match text.encoding {
                    Encoding::Utf8 => {}
                    Encoding::Utf16 => self.remarks.push(format!("{name} is UTF-16")),
                    Encoding::Windows1252 => self.remarks.push(format!("{name} is not UTF-8 and was read as Windows-1252")),
                }
                self.texts.insert(name.to_owned(), text.words);
            }
            Err(reason) => faults.add(name, reason.row(), "", reason.reason()),
        }
    }

    /// The content of a file; a fault where it is missing.
    pub(super) fn words(&self, name: &str, faults: &Faults) -> &str {
        if !self.texts.contains_key(name) {
            faults.add(name, 0, "", FaultCode::MissingFile);
        }
        self.texts.get(name).map_or("", String::as_str)
    }

    /// The name of the one file.
    pub(super) fn only(&self) -> &str {
        self.texts.keys().next().map_or("", String::as_str)
    }

    /// A JSON file of a known shape; a fault with its line where it has another.
    pub(super) fn json<T: DeserializeOwned>(&self, name: &str, faults: &Faults) -> Option<T> {
        match serde_json::from_str(self.words(name, faults)) {
            Ok(value) => Some(value),
            Err(reason) => {
                let words = reason.to_string();
                let words = words.split(" at line ").next().unwrap_or_default();
                let told = FaultCode::MalformedAt.with([("at", &reason.column()), ("detail", &words)]);
                faults.add(name, reason.line() as u64, "", told);
                None
            }
        }
    }

    pub(super) fn tell(&self, ledger: &mut Ledger) {
        ledger.remarks.extend(self.remarks.iter().cloned());
    }
}
