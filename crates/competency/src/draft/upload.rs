//! A spreadsheet comes into a draft: what is sure goes in at once, what is doubtful waits until a person has decided.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use kernel::{Language, LanguageText};
use people::Actor;
use store::{Conn, Db, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::authority::person;
use super::domain::{Doubt, DraftRefusal};
use super::rows::kept;
use super::service::writable;
use super::store::{self as sql, Adding, Draft, DraftRow};
use super::twins::likeness;
use crate::difference::{Cells, Entry, Place, Sheet};
use crate::exchange::read_sheets;
use crate::framework::{Fault, FaultCode};
use crate::twins::{self, Aliases, Merged};

/// So alike must two names be that a person is asked whether they are one.
const ALIKE: u32 = 75;
/// So many rows are looked at in one transaction.
const CHUNK: usize = 200;
/// The most rows that a spreadsheet may bring into a draft.
const MOST: usize = 20_000;

/// What became of the rows of a spreadsheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uploaded {
    /// New rows.
    pub added: usize,
    /// Rows that were there and are others now.
    pub changed: usize,
    /// Rows that were there already.
    pub unchanged: usize,
    /// Rows that wait for a decision.
    pub doubtful: usize,
    /// Names that somebody had said are those of other competencies, which stand for them.
    pub merged: Vec<Merged>,
    /// Sheets that are none of the format.
    pub unknown_sheets: Vec<String>,
    /// Why nothing was read.
    pub faults: Vec<Fault>,
}

/// Brings a workbook, or one sheet as CSV named after it, into a draft. `name` is the name under which it was sent.
pub async fn upload(db: &Db, actor: Actor, draft: Uuid, (path, name): (&Path, &str)) -> Outcome<Uploaded, DraftRefusal> {
    let checked = actor.clone();
    db.write((checked, draft), |tx, (actor, draft)| async move { writable(tx, actor, *draft).await.map(|_| ()) }.boxed()).await?;
    let mut uploaded = Uploaded::default();
    let files = match read(path, name) {
        Ok(files) => files,
        Err(faults) => return Ok(Uploaded { faults, ..uploaded }),
    };
    let mut rows = Vec::new();
    for (file, content) in files.into_iter().filter(|(file, _)| file != "framework.toml") {
        let stem = file.trim_end_matches(".csv");
        match Sheet::parse(stem) {
            Some(sheet) => rows.extend(cells(&content).into_iter().map(|cells| (sheet, kept(sheet, &cells)))),
            None => uploaded.unknown_sheets.push(stem.to_owned()),
        }
    }
    rows.retain(|(_, cells): &(Sheet, Cells)| !cells.is_empty());
    if rows.len() > MOST {
        return Err(Failure::Refused(DraftRefusal::Unreadable));
    }
    let aliases = Arc::new(twins::aliases(&mut db.read().await?).await?);
    uploaded.merged = merge(&mut rows, &aliases);
    // What names others comes after what they name.
    rows.sort_by_key(|(sheet, _)| (sheet.keys().len(), *sheet));
    let coming: BTreeSet<(Sheet, String)> = rows
        .iter()
        .filter(|(sheet, _)| sheet.keys().len() == 1)
        .map(|(sheet, cells)| (*sheet, Place::of(*sheet, cells).part(0).to_owned()))
        .chain(uploaded.merged.iter().map(|one| (Sheet::Competencies, one.canonical.to_string())))
        .collect();
    for chunk in rows.chunks(CHUNK) {
        let command = (actor.clone(), draft, chunk.to_vec(), (coming.clone(), aliases.clone()));
        let taken = db.write(command, |tx, (actor, draft, rows, known)| take(tx, actor, *draft, (rows, known)).boxed()).await?;
        uploaded.added += taken.added;
        uploaded.changed += taken.changed;
        uploaded.unchanged += taken.unchanged;
        uploaded.doubtful += taken.doubtful;
    }
    Ok(uploaded)
}

/// Puts, for each confirmed alias, the competency that stands for it; rows that would make the alias once more go.
fn merge(rows: &mut Vec<(Sheet, Cells)>, aliases: &Aliases) -> Vec<Merged> {
    let mut ways: BTreeMap<String, Merged> = BTreeMap::new();
    for (sheet, cells) in rows.iter().filter(|(sheet, _)| *sheet == Sheet::Competencies) {
        let place = Place::of(*sheet, cells);
        let name = Entry { place: place.clone(), cells: cells.clone() }.words("name");
        ways.extend(aliases.find(place.part(0), &name).map(|found| (place.part(0).to_owned(), found)));
    }
    let made = |code: &str| aliases.knows(code);
    rows.retain(|(sheet, cells)| {
        let of = if *sheet == Sheet::Competencies { cells.get("code") } else { cells.get("competency") };
        let describes = matches!(sheet, Sheet::Competencies | Sheet::Levels | Sheet::Indicators);
        !describes || of.is_none_or(|code| !ways.contains_key(code) || made(code))
    });
    let mut places: BTreeSet<Place> = rows.iter().map(|(sheet, cells)| Place::of(*sheet, cells)).collect();
    rows.retain_mut(|(sheet, cells)| {
        let refers = sheet.columns().contains(&"competency") && !matches!(sheet, Sheet::Levels | Sheet::Indicators);
        let Some(cell) = cells.get("competency").filter(|_| refers).cloned() else { return true };
        let written = LanguageText::default().with(Language::ENGLISH, cell.as_str());
        let Some(found) = ways.get(&cell).cloned().or_else(|| aliases.find(&cell, &written)) else { return true };
        cells.insert("competency".to_owned(), found.canonical.to_string());
        ways.insert(cell, found);
        // What is said of the competency itself stands, not what is said of its alias.
        places.insert(Place::of(*sheet, cells))
    });
    ways.into_values().collect()
}

fn read(path: &Path, name: &str) -> Result<Vec<(String, String)>, Vec<Fault>> {
    if !name.to_lowercase().ends_with(".csv") {
        return read_sheets(path).map_err(|faults| under_its_name(faults, path, name));
    }
    let fault = |reason: FaultCode| vec![Fault::of_file(name, reason)];
    let content = std::fs::read(path).map_err(|_| fault(FaultCode::Unreadable))?;
    let content = String::from_utf8(content).map_err(|_| fault(FaultCode::NotUtf8))?;
    Ok(vec![(name.to_lowercase(), content)])
}

/// Faults name the file as it was sent, not as it is kept meanwhile.
fn under_its_name(faults: Vec<Fault>, path: &Path, name: &str) -> Vec<Fault> {
    let kept = path.file_name().map(|kept| kept.to_string_lossy().into_owned()).unwrap_or_default();
    faults.into_iter().map(|fault| Fault { file: fault.file.replacen(&kept, name, 1), ..fault }).collect()
}

/// The rows of a sheet, each with its cells by the names of their columns.
fn cells(content: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(content.trim_start_matches('\u{feff}').as_bytes());
    let header: Vec<String> = reader.headers().map(|header| header.iter().map(str::to_owned).collect()).unwrap_or_default();
    let unguarded = |cell: &str| crate::framework::guard::unguarded(cell).to_owned();
    reader.records().flatten().map(|record| header.iter().cloned().zip(record.iter().map(unguarded)).collect()).collect()
}

/// What a draft has already, and what comes with the file.
struct Known<'r> {
    places: BTreeMap<Place, &'r DraftRow>,
    /// Names and codes of what is known by one code, in the draft.
    names: Vec<(Sheet, String, Vec<String>)>,
    coming: &'r BTreeSet<(Sheet, String)>,
    aliases: &'r Aliases,
}

impl<'r> Known<'r> {
    fn of(rows: &'r [DraftRow], (coming, aliases): (&'r BTreeSet<(Sheet, String)>, &'r Aliases)) -> Self {
        let standing = || rows.iter().filter(|row| row.stands());
        let places = standing().map(|row| (Place::of(row.sheet, &row.cells), row)).collect();
        let named = standing().filter(|row| row.sheet.keys().len() == 1);
        let names =
            named.map(|row| (row.sheet, Place::of(row.sheet, &row.cells).part(0).to_owned(), names(row.sheet, &row.cells)));
        Self { places, names: names.collect(), coming, aliases }
    }

    fn has(&self, sheet: Sheet, code: &str) -> bool {
        self.coming.contains(&(sheet, code.to_owned())) || self.places.contains_key(&Place { sheet, key: vec![code.to_owned()] })
    }

    /// The code of a sheet whose names are most like these words, if they are alike enough.
    fn twin(&self, sheet: Sheet, words: &[&str]) -> Option<&str> {
        let score = |names: &[String], code: &str| {
            let pairs = names
                .iter()
                .map(String::as_str)
                .chain([code])
                .flat_map(|name| words.iter().map(move |word| likeness(name, word)));
            pairs.max().unwrap_or(0)
        };
        let apart = |code: &str| sheet == Sheet::Competencies && words.iter().any(|word| self.aliases.keeps_apart(word, code));
        let of = self.names.iter().filter(|(known, code, _)| *known == sheet && !apart(code));
        let best = of
            .map(|(_, code, names)| (score(names, code), code.as_str()))
            .max_by_key(|(score, code)| (*score, std::cmp::Reverse(*code)));
        best.filter(|(score, _)| *score >= ALIKE).map(|(_, code)| code)
    }

    /// Why a row is doubtful; empty where it is not.
    fn doubt(&self, sheet: Sheet, cells: &Cells) -> String {
        for (column, named) in [("competency", Sheet::Competencies), ("role", Sheet::Roles), ("position", Sheet::Positions)] {
            let Some(code) = cells.get(column).filter(|_| sheet.columns().contains(&column)) else { continue };
            if !self.has(named, code) {
                return match self.twin(named, &[code]) {
                    Some(twin) => format!("{} {column} {twin}", Doubt::Twin.as_str()),
                    None => format!("{} {column}", Doubt::Unknown.as_str()),
                };
            }
        }
        let names = names(sheet, cells);
        let words: Vec<&str> = names.iter().map(String::as_str).collect();
        match self.twin(sheet, &words).filter(|_| sheet.keys().len() == 1 && !words.is_empty()) {
            Some(twin) => format!("{} code {twin}", Doubt::SameName.as_str()),
            None => String::new(),
        }
    }
}

/// The names of a competency, role or position in all its languages.
fn names(sheet: Sheet, cells: &Cells) -> Vec<String> {
    let text = if sheet == Sheet::Positions { "title" } else { "name" };
    let words = Entry { place: Place::of(sheet, cells), cells: cells.clone() }.words(text);
    words.languages().filter_map(|language| words.exactly(language)).map(str::to_owned).collect()
}

type Rows<'r> = (&'r [(Sheet, Cells)], &'r (BTreeSet<(Sheet, String)>, Arc<Aliases>));

async fn take(tx: &mut Tx, actor: &Actor, draft: Uuid, (new, (coming, aliases)): Rows<'_>) -> Outcome<Uploaded, DraftRefusal> {
    let draft = writable(tx, actor, draft).await?;
    let rows = sql::rows(tx, draft.id).await?;
    let known = Known::of(&rows, (coming, aliases));
    let (mut uploaded, mut adding, mut seen) = (Uploaded::default(), Vec::new(), BTreeSet::new());
    for (sheet, cells) in new {
        let place = Place::of(*sheet, cells);
        match known.places.get(&place) {
            Some(row) if row.cells == *cells => uploaded.unchanged += 1,
            Some(row) if seen.insert(place.clone()) => {
                uploaded.changed += 1;
                sql::put_row(tx, draft.id, &DraftRow { cells: cells.clone(), ..(*row).clone() }, actor.account()).await?;
            }
            _ if waits(&rows, *sheet, cells) => uploaded.unchanged += 1,
            _ => {
                let doubt = known.doubt(*sheet, cells);
                if doubt.is_empty() {
                    uploaded.added += 1
                } else {
                    uploaded.doubtful += 1
                }
                adding.push((*sheet, cells, doubt));
            }
        }
    }
    let adding: Vec<Adding<'_>> = adding.iter().map(|(sheet, cells, doubt)| Adding { sheet: *sheet, cells, doubt }).collect();
    sql::add(tx, draft.id, &adding, Some(actor.account())).await?;
    sql::add_author(tx, draft.id, person(actor)).await?;
    Ok(uploaded)
}

/// Whether the same row came before and waits, or was dropped: a decision is remembered.
fn waits(rows: &[DraftRow], sheet: Sheet, cells: &Cells) -> bool {
    rows.iter().any(|row| row.sheet == sheet && !row.doubt.is_empty() && row.cells == *cells)
}

/// What a person decides about a doubtful row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settle {
    /// It means this code; every row that waits for the same answer gets it.
    Means(String),
    /// It is right as it stands.
    Stands,
    /// It is left out.
    Drop,
}

/// Decides about a doubtful row and gives how many rows are settled by it.
pub async fn settle(db: &Db, actor: Actor, draft: Uuid, (number, settle): (i64, Settle)) -> Outcome<usize, DraftRefusal> {
    db.write((actor, draft, number, settle), |tx, (actor, draft, number, settle)| {
        decide(tx, actor, *draft, (*number, settle)).boxed()
    })
    .await
}

async fn decide(tx: &mut Tx, actor: &Actor, draft: Uuid, (number, settle): (i64, &Settle)) -> Outcome<usize, DraftRefusal> {
    let draft = writable(tx, actor, draft).await?;
    let rows = sql::rows(tx, draft.id).await?;
    let waiting = |row: &&DraftRow| !row.doubt.is_empty() && !row.removed;
    let Some(asked) = rows.iter().filter(waiting).find(|row| row.number == number) else {
        return Err(Failure::Refused(DraftRefusal::NoRow));
    };
    sql::add_author(tx, draft.id, person(actor)).await?;
    match settle {
        Settle::Drop => put(tx, actor, &draft, DraftRow { removed: true, ..asked.clone() }).await?,
        Settle::Stands => put(tx, actor, &draft, DraftRow { doubt: String::new(), ..asked.clone() }).await?,
        Settle::Means(code) => {
            let column = asked.doubt.split(' ').nth(1).unwrap_or_default();
            let alike = |row: &&DraftRow| {
                row.number == number
                    || (column != "code" && row.doubt == asked.doubt && row.cells.get(column) == asked.cells.get(column))
            };
            let alike: Vec<&DraftRow> = rows.iter().filter(waiting).filter(alike).collect();
            for row in &alike {
                means(tx, actor, &draft, (row, &rows), (column, code)).await?;
            }
            return Ok(alike.len());
        }
    }
    Ok(1)
}

/// Puts the code into the row; where a row of that place stands already, the cells go there.
async fn means(
    tx: &mut Tx,
    actor: &Actor,
    draft: &Draft,
    (row, rows): (&DraftRow, &[DraftRow]),
    (column, code): (&str, &str),
) -> Outcome<(), DraftRefusal> {
    let mut cells = row.cells.clone();
    cells.insert(column.to_owned(), code.to_owned());
    let place = Place::of(row.sheet, &cells);
    let there =
        rows.iter().find(|other| other.stands() && other.sheet == row.sheet && Place::of(other.sheet, &other.cells) == place);
    match there {
        Some(there) => {
            put(tx, actor, draft, DraftRow { cells, ..there.clone() }).await?;
            put(tx, actor, draft, DraftRow { removed: true, ..row.clone() }).await
        }
        None => put(tx, actor, draft, DraftRow { cells, doubt: String::new(), ..row.clone() }).await,
    }
}

async fn put(tx: &mut Tx, actor: &Actor, draft: &Draft, row: DraftRow) -> Outcome<(), DraftRefusal> {
    sql::put_row(tx, draft.id, &row, actor.account()).await?;
    Ok(())
}

/// The rows of a draft that wait for a decision.
pub(super) async fn doubtful(conn: &mut Conn, draft: Uuid) -> Result<Vec<DraftRow>, store::Error> {
    let rows = sql::rows(conn, draft).await?;
    Ok(rows.into_iter().filter(|row| !row.removed && !row.doubt.is_empty()).collect())
}
