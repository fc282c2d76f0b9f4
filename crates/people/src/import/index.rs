//! What the check remembers of the rows: codes with their row, and the code above each. Never the rows themselves, so that the memory
//! needed stays below the size of the files.

use std::collections::HashMap;

use super::columns::Sheet;

/// A code of the files: its row and the code of the row above it.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) row: u64,
    pub(super) above: Option<Box<str>>,
}

pub(super) type Links = HashMap<Box<str>, Link>;

#[derive(Default)]
pub(super) struct Index {
    sheets: HashMap<Sheet, Links>,
    /// Employee codes as identifiers are compared, with their row.
    pub(super) names: HashMap<Box<str>, u64>,
    /// Mobile numbers and e-mail addresses, with the row that has them first.
    pub(super) contacts: HashMap<Box<str>, u64>,
}

impl Index {
    /// Remembers a code; answers the row that has it already, if one does.
    pub(super) fn enter(&mut self, sheet: Sheet, code: &str, row: u64, above: Option<&str>) -> Option<u64> {
        let links = self.sheets.entry(sheet).or_default();
        if let Some(first) = links.get(code) {
            return Some(first.row);
        }
        links.insert(code.into(), Link { row, above: above.map(Into::into) });
        None
    }

    /// Whether the files have this code, in whatever row.
    pub(super) fn has(&self, sheet: Sheet, code: &str) -> bool {
        self.sheets.get(&sheet).is_some_and(|links| links.contains_key(code))
    }

    /// The codes of a sheet.
    pub(super) fn take_links(&mut self, sheet: Sheet) -> Links {
        self.sheets.remove(&sheet).unwrap_or_default()
    }

    /// Puts the codes of a sheet back.
    pub(super) fn put_links(&mut self, sheet: Sheet, links: Links) {
        self.sheets.insert(sheet, links);
    }

    /// How far below the top of the files a code stands.
    pub(super) fn depth(&self, sheet: Sheet, code: &str) -> usize {
        let links = self.sheets.get(&sheet);
        let up = |code: &str| links.and_then(|links| links.get(code)).and_then(|link| link.above.as_deref());
        std::iter::successors(up(code), |above| up(above)).count()
    }
}
