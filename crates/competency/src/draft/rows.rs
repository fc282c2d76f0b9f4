//! Changing the rows of a draft.

use std::collections::BTreeSet;

use kernel::{Code, LanguageText, Timestamp};
use people::Actor;
use people::official::Name;
use store::{Conn, Db, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::authority::{parts, person};
use super::domain::DraftRefusal;
use super::service::writable;
use super::store::{self as sql, Adding, Draft, DraftRow};
use crate::difference::{Cells, Entry, Place, Sheet};

/// A row as somebody wants it.
#[derive(Clone, Debug)]
pub struct RowEdit {
    /// Who.
    pub actor: Actor,
    /// The draft.
    pub draft: Uuid,
    /// The row.
    pub number: i64,
    /// The revision that was read.
    pub seen: i64,
    /// The cells.
    pub cells: Vec<(String, String)>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is kept under this revision.
    Kept {
        /// The revision.
        revision: i64,
    },
    /// Somebody else has changed the row meanwhile: as it stands now. Nothing was written.
    Conflict {
        /// The row as it stands.
        row: DraftRow,
        /// Who changed it.
        by: Option<Name>,
        /// When.
        at: Option<Timestamp>,
    },
}

/// The longest cell, in characters.
const LONGEST: usize = 4000;

/// Cells as they are kept: known columns alone, on one line each, without empty ones.
pub(super) fn kept(sheet: Sheet, cells: &[(String, String)]) -> Cells {
    let known = |column: &str| sheet.columns().contains(&column) || crate::difference::text_column(sheet, column).is_some();
    let one_line = |cell: &str| cell.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect::<String>();
    let cells = cells.iter().filter(|(column, _)| known(column)).map(|(column, cell)| (column.clone(), one_line(cell)));
    Entry::new(sheet, cells).cells
}

/// Saves a row against the revision that was read. What was saved already is kept once more; what another has changed is not overwritten.
pub async fn save_row(db: &Db, edit: RowEdit) -> Outcome<Saved, DraftRefusal> {
    db.write(edit, |tx, edit| save(tx, edit).boxed()).await
}

async fn save(tx: &mut Tx, edit: &RowEdit) -> Outcome<Saved, DraftRefusal> {
    let draft = writable(tx, &edit.actor, edit.draft).await?;
    let row = found(tx, &draft, edit.number).await?;
    let cells = kept(row.sheet, &edit.cells);
    if row.cells == cells && row.doubt.is_empty() {
        return Ok(Saved::Kept { revision: row.revision });
    }
    put(tx, &edit.actor, &draft, edit.seen, DraftRow { cells, doubt: String::new(), ..row }).await
}

async fn found(conn: &mut Conn, draft: &Draft, number: i64) -> Outcome<DraftRow, DraftRefusal> {
    sql::row(conn, draft.id, number).await?.ok_or(Failure::Refused(DraftRefusal::NoRow))
}

/// Writes a row over the revision that was seen.
async fn put(tx: &mut Tx, actor: &Actor, draft: &Draft, seen: i64, row: DraftRow) -> Outcome<Saved, DraftRefusal> {
    let number = row.number;
    if !sql::put_row(tx, draft.id, &DraftRow { revision: seen, ..row }, actor.account()).await? {
        let row = found(tx, draft, number).await?;
        let by = match row.edited_by {
            Some(account) => sql::name_of(tx, account).await?,
            None => None,
        };
        let at = row.edited_at;
        return Ok(Saved::Conflict { row, by, at });
    }
    sql::add_author(tx, draft.id, person(actor)).await?;
    Ok(Saved::Kept { revision: seen + 1 })
}

/// Takes a row out of the draft, or brings it back; against the revision that was read.
pub async fn remove_row(db: &Db, edit: RowEdit, removed: bool) -> Outcome<Saved, DraftRefusal> {
    db.write((edit, removed), |tx, (edit, removed)| set_removed(tx, edit, *removed).boxed()).await
}

async fn set_removed(tx: &mut Tx, edit: &RowEdit, removed: bool) -> Outcome<Saved, DraftRefusal> {
    let draft = writable(tx, &edit.actor, edit.draft).await?;
    let row = found(tx, &draft, edit.number).await?;
    put(tx, &edit.actor, &draft, edit.seen, DraftRow { removed, ..row }).await
}

/// A row to be added.
#[derive(Clone, Debug)]
pub struct NewRow {
    /// Who.
    pub actor: Actor,
    /// The draft.
    pub draft: Uuid,
    /// The sheet.
    pub sheet: Sheet,
    /// The cells.
    pub cells: Vec<(String, String)>,
}

/// Adds a row and gives its number.
pub async fn add_row(db: &Db, new: NewRow) -> Outcome<i64, DraftRefusal> {
    db.write(new, |tx, new| insert(tx, new).boxed()).await
}

async fn insert(tx: &mut Tx, new: &NewRow) -> Outcome<i64, DraftRefusal> {
    let draft = writable(tx, &new.actor, new.draft).await?;
    let cells = kept(new.sheet, &new.cells);
    if cells.is_empty() {
        return Err(Failure::Refused(DraftRefusal::NoRow));
    }
    sql::add_author(tx, draft.id, person(&new.actor)).await?;
    let adding = [Adding { sheet: new.sheet, cells: &cells, doubt: "" }];
    Ok(sql::add(tx, draft.id, &adding, Some(new.actor.account())).await?)
}

/// Gives a position a role of the library; what is there already stays as it is.
pub async fn pick_role(db: &Db, actor: Actor, draft: Uuid, (position, role): (String, String)) -> Outcome<(), DraftRefusal> {
    db.write((actor, draft, position, role), |tx, (actor, draft, position, role)| {
        pick(tx, actor, *draft, (position, role)).boxed()
    })
    .await
}

async fn pick(tx: &mut Tx, actor: &Actor, draft: Uuid, (position, role): (&str, &str)) -> Outcome<(), DraftRefusal> {
    let draft = writable(tx, actor, draft).await?;
    let rows = sql::rows(tx, draft.id).await?;
    let standing = |sheet: Sheet, code: &str| {
        rows.iter().any(|row| row.sheet == sheet && row.stands() && row.cells.get("code").is_some_and(|known| known == code))
    };
    if !standing(Sheet::Positions, position) || !standing(Sheet::Roles, role) {
        return Err(Failure::Refused(DraftRefusal::NoSuchThing));
    }
    let cells = Cells::from([("position".to_owned(), position.to_owned()), ("role".to_owned(), role.to_owned())]);
    sql::add_author(tx, draft.id, person(actor)).await?;
    match rows.into_iter().find(|row| row.sheet == Sheet::PositionRoles && row.cells == cells) {
        Some(row) if row.removed => {
            let seen = row.revision;
            put(tx, actor, &draft, seen, DraftRow { removed: false, ..row }).await?;
        }
        Some(_) => {}
        None => {
            sql::add(tx, draft.id, &[Adding { sheet: Sheet::PositionRoles, cells: &cells, doubt: "" }], Some(actor.account()))
                .await?;
        }
    }
    Ok(())
}

/// A position to be made like another.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Who.
    pub actor: Actor,
    /// The draft.
    pub draft: Uuid,
    /// Code of the position that is like it.
    pub from: String,
    /// The code of the new one.
    pub code: String,
    /// Its title.
    pub title: LanguageText,
}

/// Copies a position with its roles, with what is said of its competencies, and with the hints for learning.
pub async fn copy_position(db: &Db, copy: Copy) -> Outcome<i64, DraftRefusal> {
    db.write(copy, |tx, copy| copied(tx, copy).boxed()).await
}

async fn copied(tx: &mut Tx, copy: &Copy) -> Outcome<i64, DraftRefusal> {
    let draft = writable(tx, &copy.actor, copy.draft).await?;
    let rows = sql::rows(tx, draft.id).await?;
    let refused = Err(Failure::Refused(DraftRefusal::NoSuchThing));
    let of = |row: &&DraftRow, code: &str| {
        row.sheet == Sheet::Positions && row.stands() && Place::of(row.sheet, &row.cells).part(0) == code
    };
    let Some(model) = rows.iter().find(|row| of(row, &copy.from)) else { return refused };
    let Ok(code) = Code::parse(copy.code.trim()) else { return refused };
    if rows.iter().any(|row| of(&row, code.as_str())) || copy.title.is_empty() {
        return refused;
    }
    let mut cells = model.cells.clone();
    cells.retain(|column, _| !column.starts_with("title_"));
    cells.insert("code".to_owned(), code.to_string());
    for language in copy.title.languages() {
        cells.insert(format!("title_{language}"), copy.title.exactly(language).unwrap_or_default().to_owned());
    }
    let mut new = vec![(Sheet::Positions, cells)];
    for row in rows.iter().filter(|row| row.stands() && row.cells.get("position").is_some_and(|position| *position == copy.from))
    {
        let mut cells = row.cells.clone();
        cells.insert("position".to_owned(), code.to_string());
        new.push((row.sheet, cells));
    }
    let adding: Vec<Adding<'_>> = new.iter().map(|(sheet, cells)| Adding { sheet: *sheet, cells, doubt: "" }).collect();
    sql::add_author(tx, draft.id, person(&copy.actor)).await?;
    Ok(sql::add(tx, draft.id, &adding, Some(copy.actor.account())).await?)
}

/// One level for a competency in several roles.
#[derive(Clone, Debug)]
pub struct BulkChange {
    /// Who.
    pub actor: Actor,
    /// The draft.
    pub draft: Uuid,
    /// Code of the competency.
    pub competency: String,
    /// The level, by the framework's own code; empty: the roles ask it no more.
    pub level: String,
    /// Codes of the roles.
    pub roles: BTreeSet<String>,
}

/// Sets the level of a competency in the chosen roles, and gives how many rows that has changed. A role that does not ask it yet asks it then.
pub async fn change_levels(db: &Db, change: BulkChange) -> Outcome<usize, DraftRefusal> {
    db.write(change, |tx, change| set_levels(tx, change).boxed()).await
}

async fn set_levels(tx: &mut Tx, change: &BulkChange) -> Outcome<usize, DraftRefusal> {
    let draft = writable(tx, &change.actor, change.draft).await?;
    if change.roles.is_empty() || change.competency.is_empty() {
        return Err(Failure::Refused(DraftRefusal::NoSuchThing));
    }
    let rows = sql::rows(tx, draft.id).await?;
    let (mut changed, mut missing) = (0, change.roles.clone());
    for row in rows.into_iter().filter(|row| row.sheet == Sheet::RoleCompetencies && row.doubt.is_empty()) {
        let place = Place::of(row.sheet, &row.cells);
        if place.part(1) != change.competency || !change.roles.contains(place.part(0)) {
            continue;
        }
        missing.remove(place.part(0));
        let mut next = row.clone();
        next.removed = change.level.is_empty();
        if !change.level.is_empty() {
            next.cells.insert("level".to_owned(), change.level.clone());
        }
        if next != row {
            let seen = row.revision;
            put(tx, &change.actor, &draft, seen, next).await?;
            changed += 1;
        }
    }
    let cells = |role: &String| {
        let pairs = [("role", role), ("competency", &change.competency), ("level", &change.level)];
        pairs.map(|(column, cell)| (column.to_owned(), cell.clone())).into()
    };
    let new: Vec<Cells> = missing.iter().filter(|_| !change.level.is_empty()).map(cells).collect();
    let adding: Vec<Adding<'_>> = new.iter().map(|cells| Adding { sheet: Sheet::RoleCompetencies, cells, doubt: "" }).collect();
    sql::add(tx, draft.id, &adding, Some(change.actor.account())).await?;
    sql::add_author(tx, draft.id, person(&change.actor)).await?;
    Ok(changed + new.len())
}

/// Comments on a draft, or on one of its rows. Authors and reviewers may.
pub async fn comment(db: &Db, actor: Actor, draft: Uuid, (row, words): (Option<i64>, String)) -> Outcome<(), DraftRefusal> {
    db.write((actor, draft, row, words), |tx, (actor, draft, row, words)| add_comment(tx, actor, *draft, (*row, words)).boxed())
        .await
}

async fn add_comment(tx: &mut Tx, actor: &Actor, draft: Uuid, (row, words): (Option<i64>, &str)) -> Outcome<(), DraftRefusal> {
    let Some(draft) = sql::by_id(tx, draft).await? else { return Err(Failure::Denied) };
    if parts(tx, actor, &draft).await?.is_empty() {
        return Err(Failure::Denied);
    }
    if let Some(number) = row {
        found(tx, &draft, number).await?;
    }
    if words.trim().is_empty() {
        return Err(Failure::Refused(DraftRefusal::NoComment));
    }
    let words: String = words.trim().chars().take(LONGEST).collect();
    Ok(sql::add_comment(tx, draft.id, row, (actor.account(), &words)).await?)
}
