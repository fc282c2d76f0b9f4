//! From the rows of a file to batches: finds the header, puts cells under their columns, skips blank rows, cleans texts.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{BATCH, Batch, Cell, Line};
use crate::import::columns::{Given, Sheet};
use crate::import::report::{Fault, FaultCode};

/// Cells beyond this place are not kept, only noticed.
pub(super) const WIDEST: usize = 200;

/// A row as it stands in the file.
pub(super) struct RawRow {
    pub(super) row: u64,
    pub(super) cells: Vec<Cell>,
    pub(super) extra: bool,
}

/// Takes the rows of one sheet and hands batches on. `false` from [`Assembler::take`]: no more rows are wanted.
pub(super) struct Assembler<'a> {
    sheet: Sheet,
    header: Option<Header>,
    batch: Batch,
    send: &'a mut dyn FnMut(Batch) -> bool,
}

struct Header {
    given: Given,
    /// For each cell of the file the place of its column.
    places: Vec<Option<usize>>,
}

impl<'a> Assembler<'a> {
    pub(super) fn new(sheet: Sheet, send: &'a mut dyn FnMut(Batch) -> bool) -> Self {
        Self { sheet, header: None, batch: Batch::default(), send }
    }

    pub(super) fn take(&mut self, raw: RawRow) -> bool {
        if !raw.extra && raw.cells.iter().all(|cell| matches!(cell, Ok(text) if text.is_empty())) {
            return true;
        }
        let Some(header) = &self.header else { return self.take_header(raw) };
        let mut cells: Vec<Cell> = vec![Ok(String::new()); self.sheet.columns().len()];
        let mut extra = raw.extra;
        for (at, cell) in raw.cells.into_iter().enumerate() {
            match header.places.get(at).copied().flatten() {
                Some(place) => cells[place] = cell,
                None => extra |= cell != Ok(String::new()),
            }
        }
        self.batch.lines.push(Line { row: raw.row, cells, extra });
        if self.batch.lines.len() < BATCH { true } else { self.hand_on() }
    }

    /// Hands the last batch on. A sheet without any row lacks all its columns only if it is not wholly empty.
    pub(super) fn end(mut self) {
        if !self.batch.lines.is_empty() {
            self.hand_on();
        }
    }

    fn hand_on(&mut self) -> bool {
        let given = self.batch.given;
        let batch = std::mem::take(&mut self.batch);
        self.batch.given = given;
        (self.send)(batch)
    }

    fn take_header(&mut self, raw: RawRow) -> bool {
        let (header, faults) = read_header(self.sheet, &raw);
        self.batch.given = header.given;
        self.header = Some(header);
        if faults.is_empty() {
            return true;
        }
        (self.send)(Batch { given: Given::default(), lines: Vec::new(), header: faults });
        false
    }
}

fn read_header(sheet: Sheet, raw: &RawRow) -> (Header, Vec<Fault>) {
    let (mut given, mut places, mut faults) = (Given::default(), Vec::new(), Vec::new());
    let mut fault = |code, column: &str, reason: String| {
        faults.push(Fault { sheet: Some(sheet), row: raw.row, column: column.to_owned(), code, reason });
    };
    for cell in &raw.cells {
        let name = match cell {
            Ok(text) => text.trim_start_matches('\u{feff}').to_lowercase().replace(' ', "_"),
            Err((code, reason)) => {
                fault(*code, "", reason.clone());
                continue;
            }
        };
        let place = sheet.place(&name);
        match place {
            Some(place) if given.has_place(place) => {
                fault(FaultCode::DuplicateColumn, &name, "this column stands twice".to_owned())
            }
            Some(place) => given.add(place),
            None if name.is_empty() => {}
            None => {
                fault(FaultCode::UnknownColumn, &name, format!("not a column of this sheet; its columns are {}", names(sheet)))
            }
        }
        places.push(place);
    }
    for (place, column) in sheet.columns().iter().enumerate() {
        if column.required && !given.has_place(place) {
            fault(FaultCode::MissingColumn, column.name, "this column must be there".to_owned());
        }
    }
    (Header { given, places }, faults)
}

fn names(sheet: Sheet) -> String {
    sheet.columns().iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

/// A text as it is compared and kept: composed (NFC), without blanks around it and with single ones inside. Spreadsheets put
/// non-breaking blanks and line breaks where none are meant.
pub(super) fn clean(text: &str, most: usize) -> Cell {
    if text.len() > most && text.chars().count() > most {
        return Err((FaultCode::TooLong, format!("the cell has more than {most} characters; is a quotation mark left open?")));
    }
    let composed = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.split_whitespace().collect::<Vec<_>>().join(" "),
        _ => text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "),
    };
    match composed.chars().find(|c| c.is_control()) {
        Some(c) => Err((FaultCode::ControlCharacter, format!("the cell has the control character U+{:04X}", u32::from(c)))),
        None => Ok(composed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_as_people_mean_them() {
        assert_eq!(clean("  Asha\u{a0} Devi\n", 100), Ok("Asha Devi".to_owned()));
        assert_eq!(clean("e\u{301}", 100), Ok("é".to_owned()));
        assert_eq!(clean("आशा\u{200d} देवी", 100), Ok("आशा\u{200d} देवी".to_owned()), "joiners belong to Indic scripts");
        assert!(matches!(clean("a\u{7}b", 100), Err((FaultCode::ControlCharacter, _))));
        assert!(matches!(clean("आशा देवी", 5), Err((FaultCode::TooLong, _))));
        assert_eq!(clean("आशा", 5), Ok("आशा".to_owned()), "characters are counted, not bytes");
    }
}
