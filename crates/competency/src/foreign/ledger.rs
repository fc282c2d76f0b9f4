//! What became of every row.

use std::collections::BTreeMap;

use super::draft::Origins;
use crate::crosswalk::package::Told;
use crate::framework::guard::guarded;
use crate::twins::Merged;

people::closed_list! {
    /// What became of a row.
    Verdict {
        /// It is in the framework now.
        Taken = "taken",
        /// It says what another row has said, or adds to what that row became.
        Merged = "merged",
        /// It is in the framework, without a level from 1 to 5 or without anything that asks it; the list of the unmapped has it.
        Unmapped = "unmapped",
        /// It is in the framework, and somebody should look at it.
        Doubtful = "doubtful",
        /// It is no part of a framework of competencies.
        Refused = "refused",
    }
}

/// One row of a file and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The file.
    pub file: String,
    /// The line at which it begins, from 1; in a JSON file the place in its list, from 1.
    pub row: u64,
    /// What it is about, in a few words.
    pub about: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Why, in English; may be empty where it was taken.
    pub reason: String,
}

/// All rows of all files, in the order in which they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The rows.
    pub rows: Vec<Row>,
    /// What is to be said of whole files.
    pub remarks: Vec<String>,
}

impl Ledger {
    pub(super) fn note(
        &mut self,
        (file, row): (&str, u64),
        about: impl Into<String>,
        verdict: Verdict,
        reason: impl Into<String>,
    ) {
        self.rows.push(Row { file: file.to_owned(), row, about: about.into(), verdict, reason: reason.into() });
    }

    /// Tells of the rows whose competency was merged with another that stands for it.
    pub(crate) fn merge(&mut self, merged: &[Merged], origins: &Origins) {
        for one in merged {
            let Some((file, row)) = origins.get(&one.code) else { continue };
            // A file may count levels and competencies from 1 each; the competencies come after.
            let told = self.rows.iter_mut().rev().find(|told| told.file == *file && told.row == *row);
            if let Some(told) = told {
                (told.verdict, told.reason) = (Verdict::Merged, one.to_string());
            }
        }
    }

    /// Tells what became of associations between competencies.
    pub(crate) fn cross(&mut self, all: &[Told]) {
        let at: BTreeMap<(&str, u64), &Told> = all.iter().map(|one| ((one.0.0.as_str(), one.0.1), one)).collect();
        for row in &mut self.rows {
            if let Some((_, verdict, reason)) = at.get(&(row.file.as_str(), row.row)) {
                (row.verdict, row.reason) = (*verdict, reason.clone());
            }
        }
    }

    /// How many rows of each file came to which verdict.
    pub fn sums(&self) -> BTreeMap<&str, BTreeMap<Verdict, usize>> {
        let mut sums: BTreeMap<&str, BTreeMap<Verdict, usize>> = BTreeMap::new();
        for row in &self.rows {
            *sums.entry(row.file.as_str()).or_default().entry(row.verdict).or_default() += 1;
        }
        sums
    }

    /// The report as CSV, with cells that are no formula to any spreadsheet.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(["file", "row", "about", "verdict", "reason"])?;
        for row in &self.rows {
            let number = row.row.to_string();
            writer.write_record([&*row.file, &*number, &*guarded(&row.about), row.verdict.as_str(), &*guarded(&row.reason)])?;
        }
        let bytes = writer.into_inner().map_err(|reason| csv::Error::from(reason.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
