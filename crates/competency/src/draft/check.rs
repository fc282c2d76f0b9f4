//! The faults of a draft, row by row: its rows go through the reader of imported files.

use std::collections::BTreeMap;

use store::{Conn, Error};

use super::store::{Draft, DraftRow};
use crate::difference::{self, Cells, Content, Place, Sheet};
use crate::framework::{self, FaultCode, Reason};

/// What is wrong with a row; or with a whole sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The sheet; `None` where it is not about one.
    pub sheet: Option<Sheet>,
    /// The row.
    pub row: Option<i64>,
    /// The column; empty where it is not about one.
    pub column: String,
    /// What is wrong.
    pub reason: Reason,
}

/// All faults of a draft. `base` gives title, licence and scale.
pub async fn check(conn: &mut Conn, draft: &Draft, base: &Content, rows: &[DraftRow]) -> Result<Vec<RowFault>, Error> {
    let sheets: Vec<(Sheet, Vec<&DraftRow>)> = Sheet::ALL
        .iter()
        .map(|sheet| (*sheet, rows.iter().filter(|row| row.sheet == *sheet && row.stands()).collect()))
        .collect();
    let cells = sheets.iter().map(|(sheet, rows)| (*sheet, rows.iter().map(|row| &row.cells).collect::<Vec<&Cells>>()));
    let today = draft.effective_from.unwrap_or_else(|| draft.opened_at.date());
    let source = difference::source((base, draft.code.as_str(), &draft.version, today), cells);
    let faults = framework::check(conn, &source).await?;
    let mut all: Vec<RowFault> = faults.into_iter().map(|fault| placed(&sheets, fault)).collect();
    all.extend(lost_positions(conn, base, rows).await?);
    Ok(all)
}

/// A file has its header in line 1, and each row in one line, because cells have no line breaks.
fn placed(sheets: &[(Sheet, Vec<&DraftRow>)], fault: framework::Fault) -> RowFault {
    let found = sheets.iter().find(|(sheet, _)| sheet.file() == fault.file);
    let at = fault.row.checked_sub(2).and_then(|at| usize::try_from(at).ok());
    let row = found.zip(at).and_then(|((_, rows), at)| rows.get(at)).map(|row| row.number);
    RowFault { sheet: found.map(|(sheet, _)| *sheet), row, column: fault.column, reason: fault.reason }
}

/// Positions of the base that are gone although there are posts of them: nothing would say what those posts ask.
async fn lost_positions(conn: &mut Conn, base: &Content, rows: &[DraftRow]) -> Result<Vec<RowFault>, Error> {
    let of = |row: &&DraftRow| row.sheet == Sheet::Positions;
    let standing: BTreeMap<Place, &DraftRow> =
        rows.iter().filter(of).filter(|row| row.stands()).map(|row| (Place::of(row.sheet, &row.cells), row)).collect();
    let mut faults = Vec::new();
    for (place, _) in base.sheet(Sheet::Positions).filter(|(place, _)| !standing.contains_key(place)) {
        if framework::has_posts(conn, place.part(0)).await? {
            let row = rows.iter().filter(of).find(|row| Place::of(row.sheet, &row.cells) == *place).map(|row| row.number);
            let reason = FaultCode::HasPosts.with([("position", &place.part(0))]);
            faults.push(RowFault { sheet: Some(Sheet::Positions), row, column: "code".to_owned(), reason });
        }
    }
    Ok(faults)
}
