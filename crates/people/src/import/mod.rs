//! The import of an organisation's people: territories, organisations, positions, posts, officials, postings, supervision orders and
//! grants, from a folder of CSV files or one XLSX workbook. The columns are described in docs/formats/people.md.
//!
//! # How it goes
//! 1. **Check.** Every sheet is streamed once. Faults are collected with sheet, row, column and reason; codes and references are kept,
//!    rows are not. If one row is faulty, or for a dry run, it ends here and nothing is written.
//! 2. **Stage.** The sheets are streamed again and written in chunks under the number of a new edition, which nobody sees.
//! 3. **Switch.** One row makes the edition current, with its audit entry. Changed attributes follow at once in chunks.
//!
//! # Invariants
//! - Nothing is written while a row is faulty, and no row is lost: what is imported is counted as made, changed or unchanged.
//! - Idempotent by code: a posting is (official, post, kind, from), an order (official, supervisor, kind, from), a grant (account, role,
//!   scope, from). What is not in the files stays as it is; an import deletes nothing.
//! - Before the switch an import shows nothing, however it ends. The next import removes what a dead edition left: postings, orders, grants
//!   and accounts are deleted, organisations hidden for good or taken over, posts and officials taken over by code.
//! - The newest import wins: each chunk asks whether its import is still the newest, so that a cleaned edition gets no late rows.
//! - No transaction writes more than a few hundred rows.
//!
//! The SQL of this folder's `store.rs` writes the tables of its neighbours many rows at a time; it is the one exception to their being
//! alone with their tables, and it emits their events ([`crate::organisation::PostMade`] with the post, or again when its position changes;
//! [`crate::posting::Posted`] after the switch).
//!
//! Deliberately absent: deletion by absence (a file is often one office only), technical and territorial relations of organisations,
//! guessing of dates and codes.

mod check;
mod columns;
mod finish;
mod identifiers;
mod index;
mod links;
mod overlap;
mod report;
mod rows;
mod service;
mod source;
mod stage;
mod store;
mod template;

use std::path::PathBuf;

pub use columns::{Column, Sheet};
pub use report::{Fault, FaultCode, Report, SheetReport, Status};
pub use service::run;
pub use source::{cell_text, tabs};
pub use template::write_template;

/// Where the rows come from, and where a template goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A folder of CSV files, one for each sheet.
    Folder(PathBuf),
    /// One XLSX workbook.
    Workbook(PathBuf),
}

impl Source {
    /// A workbook when the path ends like one, else a folder.
    pub fn of(path: PathBuf) -> Self {
        let is_workbook = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
        if is_workbook { Self::Workbook(path) } else { Self::Folder(path) }
    }
}

/// How an import is done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Check only, and say what would be made and changed.
    pub dry_run: bool,
    /// What is too much.
    pub limits: Limits,
    /// The sanctioned learning time.
    pub learning: LearningTime,
}

/// What is too much: protects the machine from a file that is wrong or hostile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of a workbook when unpacked, as it declares them and as they are.
    pub unpacked_bytes: u64,
    /// Rows of all sheets together.
    pub rows: u64,
    /// Characters of one cell.
    pub cell_characters: usize,
    /// Faults that are listed; more are only counted.
    pub faults: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 200 << 20, unpacked_bytes: 1 << 30, rows: 5_000_000, cell_characters: 10_000, faults: 10_000 }
    }
}

/// How the sanctioned learning time follows from the duty hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LearningTime {
    /// Minutes of learning for each hour of duty.
    pub minutes_per_duty_hour: i64,
}

impl Default for LearningTime {
    /// Three minutes of each hour: two hours of a week of 40.
    fn default() -> Self {
        Self { minutes_per_duty_hour: 3 }
    }
}

/// What the import is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading and checking; the number of rows is not known yet.
    Checking,
    /// Writing what nobody sees yet.
    Staging,
    /// Switched on; writing changed attributes.
    Finishing,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// With which sheet.
    pub sheet: Sheet,
    /// Rows done.
    pub done: u64,
    /// Rows in all, once they have been counted.
    pub total: Option<u64>,
}

/// Why nothing could be imported at all. Faulty rows are no refusal but the answer, see [`Report`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefusal {
    /// The folder or file is not there or cannot be read.
    #[error("{0} cannot be read")]
    Unreadable(String),
    /// There is neither a known file nor a known sheet.
    #[error("{0} has no sheet that is known; write a template with --template to see their names")]
    NothingToRead(String),
    /// A file is larger than [`Limits::file_bytes`].
    #[error("{0} is larger than 200 MB; divide it into several imports")]
    TooLarge(String),
    /// There are more rows than [`Limits::rows`].
    #[error("there are more than {0} rows; divide them into several imports")]
    TooManyRows(u64),
    /// Not an XLSX workbook, or damaged.
    #[error("{0} is not an XLSX workbook or is damaged; save it again as .xlsx")]
    NotAWorkbook(String),
    /// A workbook that unpacks to more than [`Limits::unpacked_bytes`].
    #[error("{0} unpacks to more than a workbook of people can hold and was not opened")]
    Bomb(String),
    /// Rows that were good when they were checked were not when they were written.
    #[error("the sheet {} changed while it was being imported; nothing was switched on, import it again", .0.as_str())]
    SourceChanged(Sheet),
    /// Another import was begun.
    #[error("another import was begun after this one; it goes on and this one ends")]
    Overtaken,
    /// A template would overwrite something.
    #[error("{0} is already there; templates overwrite nothing")]
    AlreadyThere(String),
}

impl ImportRefusal {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "import.unreadable",
            Self::NothingToRead(_) => "import.nothing-to-read",
            Self::TooLarge(_) => "import.too-large",
            Self::TooManyRows(_) => "import.too-many-rows",
            Self::NotAWorkbook(_) => "import.not-a-workbook",
            Self::Bomb(_) => "import.bomb",
            Self::SourceChanged(_) => "import.source-changed",
            Self::Overtaken => "import.overtaken",
            Self::AlreadyThere(_) => "import.already-there",
        }
    }
}
