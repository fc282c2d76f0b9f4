//! Catalogue entries: courses that another organisation offers and that are only listed here. One CSV row each.

use std::collections::BTreeSet;

use kernel::{Attained, Date, Language, LanguageText, Level};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::fault::{Fault, Faults};
use super::manifest::{Effect, Mode, is_slug};
use super::read::hex;

/// What the file is called in a report.
pub(super) const FILE: &str = "courses.csv";

/// A course that is not playable here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: LanguageText,
    /// What it is about.
    pub summary: LanguageText,
    /// Code of the organisation that offers it.
    pub provider: String,
    /// The languages in which it is offered.
    pub languages: Vec<Language>,
    /// How long it takes.
    pub minutes: i64,
    /// How it is taken.
    pub mode: Mode,
    /// What it is for.
    pub effect: Effect,
    /// The first day of the year of its content, which is all that its provider states.
    pub published: Date,
    /// The line of the file, from 1, the header being line 1.
    pub line: usize,
    /// SHA-256 of the row.
    pub digest: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    title_en: String,
    title_hi: String,
    summary_en: String,
    summary_hi: String,
    provider: String,
    languages: String,
    minutes: String,
    mode: String,
    competency: String,
    entry: String,
    level: String,
    content_year: String,
}

/// Reads the entries of a CSV file; all faults of all rows if there are any.
pub fn read_entries(text: &str) -> Result<Vec<Entry>, Vec<Fault>> {
    let (mut faults, mut entries, mut codes) = (Faults::default(), Vec::new(), BTreeSet::new());
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    for record in reader.records() {
        let read = record.and_then(|record| {
            let line = record.position().map_or(0, csv::Position::line);
            Ok((line, digest(&record), record.deserialize::<Row>(Some(&header))?))
        });
        match read {
            Ok((line, digest, row)) => {
                let line = usize::try_from(line).unwrap_or(usize::MAX);
                if !codes.insert(row.code.clone()) {
                    faults.add(FILE, Some(line), format!("code: {:?} stands twice", row.code));
                }
                entries.extend(entry(row, line, digest, &mut faults));
            }
            Err(error) => {
                let line = error.position().and_then(|at| usize::try_from(at.line()).ok());
                faults.add(FILE, line, error.to_string());
            }
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults.sorted()) }
}

fn digest(record: &csv::StringRecord) -> String {
    let mut hash = Sha256::new();
    for cell in record {
        hash.update(cell.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// The entry of a row; `None` only together with a fault.
fn entry(row: Row, line: usize, digest: String, faults: &mut Faults) -> Option<Entry> {
    let mut fault = |reason: String| faults.add(FILE, Some(line), reason);
    if !is_slug(&row.code) {
        fault(format!("code: {:?} is not made of lower-case letters, digits and hyphens", row.code));
    }
    for (column, text) in [("title_en", &row.title_en), ("summary_en", &row.summary_en), ("provider", &row.provider)] {
        if text.is_empty() {
            fault(format!("{column}: is empty"));
        }
    }
    let languages: Result<Vec<Language>, _> = row.languages.split(';').map(Language::parse).collect();
    if let Err(error) = &languages {
        fault(format!("languages: {error}; several are written en;hi"));
    }
    let mut number = |column: &str, text: &str, range: std::ops::RangeInclusive<i64>| {
        let found = text.parse().ok().filter(|number| range.contains(number));
        if found.is_none() {
            fault(format!("{column}: {text:?} is not a number from {} to {}", range.start(), range.end()));
        }
        found
    };
    let minutes = number("minutes", &row.minutes, 1..=60_000);
    let entry = number("entry", &row.entry, 0..=5);
    let level = number("level", &row.level, 1..=5);
    let year = number("content_year", &row.content_year, 1990..=2100);
    let mode = Mode::parse(&row.mode);
    if mode.is_none() {
        fault(format!("mode: {:?} is none of self_paced, in_class, blended, on_the_job", row.mode));
    }
    let (entry, level) = (entry?, level?);
    if level <= entry {
        fault(format!("level: {level} is not higher than entry {entry}"));
    }
    Some(Entry {
        code: row.code,
        title: LanguageText::of(row.title_en, row.title_hi),
        summary: LanguageText::of(row.summary_en, row.summary_hi),
        provider: row.provider,
        languages: languages.ok()?,
        minutes: minutes?,
        mode: mode?,
        effect: Effect { competency: row.competency, entry: Attained::new(entry).ok()?, level: Level::new(level).ok()? },
        published: Date::parse(&format!("{}-01-01", year?)).ok()?,
        line,
        digest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "code,title_en,title_hi,summary_en,summary_hi,provider,languages,minutes,mode,competency,entry,level,content_year\n";

    fn faults(rows: &str) -> Vec<String> {
        read_entries(&format!("{HEADER}{rows}")).expect_err("faults").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_row_becomes_an_entry() {
        let text = format!("{HEADER}a-b,A,अ,\"S, t\",स,ISTM,en;hi,45,in_class,rti,0,1,2024\n");
        let entries = read_entries(&text).expect("no fault");
        assert_eq!(
            (entries[0].mode, entries[0].minutes, entries[0].languages.len(), entries[0].published.iso()),
            (Mode::InClass, 45, 2, "2024-01-01".to_owned())
        );
    }

    #[test]
    fn every_faulty_row_is_reported_with_line_and_column() {
        let rows = "A b,A,,S,,ISTM,en,45,in_class,rti,0,1,2024\nc,,,S,,,e;n,x,class,rti,2,2,24\nc,A,,S,,ISTM,en,45,in_class,rti,0,1,2024\nd,A\n";
        insta::assert_snapshot!(faults(rows).join("\n"), @r#"
        courses.csv:2: code: "A b" is not made of lower-case letters, digits and hyphens
        courses.csv:3: content_year: "24" is not a number from 1990 to 2100
        courses.csv:3: languages: "e" is not a language tag such as en, hi or mni-Mtei; several are written en;hi
        courses.csv:3: level: 2 is not higher than entry 2
        courses.csv:3: minutes: "x" is not a number from 1 to 60000
        courses.csv:3: mode: "class" is none of self_paced, in_class, blended, on_the_job
        courses.csv:3: provider: is empty
        courses.csv:3: title_en: is empty
        courses.csv:4: code: "c" stands twice
        courses.csv:5: CSV error: record 4 (line: 5, byte: 228): found record with 2 fields, but the previous record has 13 fields
        "#);
    }
}
