//! What an import answers: counts by sheet, every fault with its place, first passwords.

use std::collections::HashSet;

use serde::{Serialize, Serializer};

use super::columns::Sheet;

crate::closed_list! {
    /// What is wrong with a cell or a row.
    FaultCode {
        /// A cell that must be filled is empty.
        Missing = "missing",
        /// A text or cell is longer than it may be.
        TooLong = "too-long",
        /// Not UTF-8.
        NotUtf8 = "not-utf8",
        /// An invisible control character.
        ControlCharacter = "control-character",
        /// A text begins like a formula of a spreadsheet.
        Formula = "formula",
        /// A cell holds an error value of a spreadsheet, such as #REF!.
        CellError = "cell-error",
        /// The row has filled cells beyond the header.
        ExtraCells = "extra-cells",
        /// Not a code.
        NotACode = "not-a-code",
        /// Not a date.
        NotADate = "not-a-date",
        /// Not a number, or outside its range.
        NotANumber = "not-a-number",
        /// Not one of the words that the column knows.
        NotInList = "not-in-list",
        /// Not an e-mail address.
        NotAnEmail = "not-an-email",
        /// Not a mobile number.
        NotAMobile = "not-a-mobile",
        /// Not a language tag.
        NotALanguage = "not-a-language",
        /// A day that must be later is not.
        NotLater = "not-later",
        /// The same thing stands twice.
        Duplicate = "duplicate",
        /// A code that stands neither in the files nor in the store.
        Unknown = "unknown",
        /// Something is above itself.
        Cycle = "cycle",
        /// Two substantive postings of one official at the same time.
        Overlap = "overlap",
        /// Someone supervises oneself.
        OneSelf = "oneself",
        /// A scope where there must be none, or none where there must be one.
        Scope = "scope",
        /// The name of the account is already that of another.
        AccountTaken = "account-taken",
        /// The sheet has a column that is not known.
        UnknownColumn = "unknown-column",
        /// The sheet lacks a column.
        MissingColumn = "missing-column",
        /// The sheet has a column twice.
        DuplicateColumn = "duplicate-column",
        /// A mobile number or e-mail address that is already somebody else's identifier.
        IdentifierShared = "identifier-shared",
        /// A file or sheet that is not known and was not read.
        SheetIgnored = "sheet-ignored",
        /// The person's data were erased and stay erased.
        Erased = "erased",
    }
}

impl Serialize for FaultCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One fault, or one notice, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// The sheet; `None` where the whole source is meant.
    pub sheet: Option<Sheet>,
    /// The row as a spreadsheet counts: the header is row 1.
    pub row: u64,
    /// The header of the column; empty where the whole row is meant.
    pub column: String,
    /// The stable code.
    pub code: FaultCode,
    /// A sentence for the person who repairs the file.
    pub reason: String,
}

/// What happened, or would happen, with the rows of one sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SheetReport {
    /// The sheet.
    pub sheet: Sheet,
    /// Rows read, without the header and blank ones.
    pub rows: u64,
    /// Good rows that are new.
    pub made: u64,
    /// Good rows that differ from the store.
    pub changed: u64,
    /// Good rows that say what the store says.
    pub unchanged: u64,
    /// Rows with at least one fault. One that is faulty only through another row may be counted among the good ones too.
    pub faulty: u64,
}

/// How an import ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// At least one row is faulty: nothing was written.
    Faulty,
    /// A dry run: every row is good, nothing was written.
    Checked,
    /// Every row is good and as in the store: nothing had to be written.
    Unchanged,
    /// Written and switched on.
    Done,
    /// Switched on, but changed attributes are not all written; the log says why. The same import again completes them.
    Unfinished,
}

/// The answer of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How it ended.
    pub status: Status,
    /// Counts of the sheets that were there, in order.
    pub sheets: Vec<SheetReport>,
    /// Accounts made, or to be made.
    pub accounts: u64,
    /// The faults, in order of sheet and row; at most [`super::Limits::faults`] of them.
    pub faults: Vec<Fault>,
    /// How many faults there are in all.
    pub faults_in_all: u64,
    /// What the person should know though it stops nothing; limited like the faults.
    pub notices: Vec<Fault>,
    /// The edition that was switched on.
    pub edition: Option<i64>,
    /// Employee code and one-time first password of each new account. Shown once, kept nowhere in clear.
    pub passwords: Vec<(String, String)>,
}

impl Report {
    /// Whether no row is faulty.
    pub fn is_accepted(&self) -> bool {
        self.status != Status::Faulty
    }

    /// The counts of one sheet.
    pub fn sheet(&self, sheet: Sheet) -> Option<&SheetReport> {
        self.sheets.iter().find(|one| one.sheet == sheet)
    }
}

/// Faults and notices as they are found: all are counted, the first of each sheet are kept.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<Fault>,
    pub(super) faults_in_all: u64,
    pub(super) notices: Vec<Fault>,
    /// The faulty rows of the sheet that is being read.
    faulty: HashSet<u64>,
    most: usize,
}

impl Findings {
    pub(super) fn keeping(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    pub(super) fn begin_sheet(&mut self) {
        self.faulty.clear();
    }

    pub(super) fn faulty_rows(&self) -> u64 {
        self.faulty.len() as u64
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        self.faults_in_all += 1;
        self.faulty.insert(fault.row);
        if self.faults.len() < self.most {
            self.faults.push(fault);
        }
    }

    pub(super) fn notice(&mut self, notice: Fault) {
        if self.notices.len() < self.most {
            self.notices.push(notice);
        }
    }
}
