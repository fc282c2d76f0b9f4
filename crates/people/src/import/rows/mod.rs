//! The rows as typed values: what each sheet says, how it is read from cells, and what identifies a row.

mod cells;
mod dated;
mod master;

use std::hash::Hash;

pub(super) use cells::Cells;
pub(super) use dated::{GrantRow, PostingRow, SupervisionRow};
pub(super) use master::{OfficialRow, OrganisationRow, PersonPart, PositionRow, PostRow, TerritoryRow};

use super::LearningTime;
use super::columns::{Given, Sheet};

/// What a reference must lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Target {
    /// A row of this sheet.
    Sheet(Sheet),
    /// An account, by its name or the code of its official.
    Account,
}

/// A reference to another row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reference<'a> {
    pub(super) column: &'static str,
    pub(super) target: Target,
    pub(super) code: &'a str,
}

impl<'a> Reference<'a> {
    pub(super) fn to(column: &'static str, sheet: Sheet, code: &'a str) -> Self {
        Self { column, target: Target::Sheet(sheet), code }
    }
}

/// A row of one sheet.
pub(super) trait Record: Clone + PartialEq + Send + Sync + Sized + 'static {
    /// Its sheet.
    const SHEET: Sheet;
    /// What identifies it: two rows with the same are a duplicate, a row of the store with the same is the row meant.
    type Id: Clone + Eq + Hash + Send + Sync;

    /// Reads it; faults go into the cells. `None` when there is one.
    fn read(cells: &mut Cells<'_>, learning: LearningTime) -> Option<Self>;
    fn id(&self) -> Self::Id;
    /// How a person would name it.
    fn title(&self) -> String;
    /// The code of the row above it in the same sheet, with the column.
    fn above(&self) -> Option<(&'static str, &str)> {
        None
    }
    /// The other rows that it needs.
    fn references(&self) -> Vec<Reference<'_>>;
    /// Takes what the file has no column for from the row as the store has it.
    fn keep(&mut self, given: Given, before: &Self);
}

/// Takes fields from the stored row whose columns the file does not have.
macro_rules! keep_fields {
    ($self:ident, $given:ident, $before:ident: $($column:literal => $($field:ident).+),* $(,)?) => {
        $( if !$given.has(Self::SHEET, $column) { $self.$($field).+ = $before.$($field).+.clone(); } )*
    };
}
pub(in crate::import) use keep_fields;
