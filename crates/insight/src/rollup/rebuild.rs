//! Everybody counted anew, and the sums compared with what everybody contributes. Both beside a running server: what an official contributes and
//! the sums are written together by the follower, so that the difference between the two stays what it is while others write, and may be taken
//! away at any time.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::Date;
use people::OfficialKey;
use store::{Db, Error, FutureExt, Outcome, Tx};

use super::cell::{Cell, Kind, Sums, Values, read_packed};
use super::domain::{Contribution, Library};
use super::facts::Who;
use super::service::work_out;
use super::store as sql;
use super::totals::{self, Found};
use super::{kept, queue};

/// Officials that are read at a time.
const CHUNK: i64 = 2000;
/// Cells in one transaction.
const CELLS: usize = 4000;
/// Sums in memory at a time belong to about so many officials.
const TOGETHER: i64 = 1_000_000;

/// Told the step, what is done of it, and all of it.
pub type Progress<'a> = &'a mut (dyn FnMut(&str, u64, u64) + Send);

/// What a rebuild has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Officials counted.
    pub officials: u64,
    /// Officials whose contribution was not what was kept.
    pub contributions: u64,
    /// Sums that were not what all contributions add up to.
    pub sums: u64,
}

/// A sum or a contribution that is not what it should be. Keys and numbers, no names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What differs: the table and the keys of a sum, or the key of an official.
    pub of: String,
    /// What is kept and what it should be, or what is missing from the sum.
    pub detail: String,
}

/// What a comparison has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Officials counted.
    pub officials: u64,
    /// Sums compared.
    pub sums: u64,
    /// Everything that differs, contributions first.
    pub differences: Vec<Difference>,
}

/// Works out what everybody contributes, and brings the sums to what all of it adds up to. Goes on where it was interrupted.
///
/// # Errors
/// When the store fails.
pub async fn rebuild(db: &Db, progress: Progress<'_>) -> Outcome<Rebuilt, ()> {
    let mut conn = db.read().await?;
    let ((count, newest), mut after) = (sql::officials(&mut conn).await?, sql::rebuilt(&mut conn).await?);
    let edition = sql::editions(&mut conn).await?.1;
    drop(conn);
    let (mut done, mut library) = (Rebuilt::default(), Library::default());
    let mut writing = None;
    while let Some(until) = sql::step(&mut db.read().await?, after, CHUNK).await? {
        let read = read_some(db, &mut library, (after, until)).await?;
        (done.officials, after) = (done.officials + read.officials, until);
        // While one chunk is written, the next is read.
        done.contributions += finished(writing.take()).await?;
        let db = db.clone();
        writing = Some(tokio::spawn(async move { db.write(Arc::new(read), |tx, read| keep(tx, read).boxed()).await }));
        progress("officials", done.officials, count.unsigned_abs());
    }
    done.contributions += finished(writing.take()).await?;
    let parts = 1 + count / TOGETHER;
    for part in 0..parts {
        progress("sums", part.unsigned_abs(), parts.unsigned_abs());
        done.sums += put_part_right(db, (part, parts)).await?;
    }
    db.write((newest, edition), |tx, (newest, edition)| end(tx, *newest, *edition).boxed()).await?;
    Ok(done)
}

/// Compares every contribution and every sum with what it should be. What waits in the queue of the follower is no difference if it is counted first;
/// run it after [`super::Follower::follow`].
///
/// # Errors
/// When the store fails.
pub async fn verify(db: &Db, progress: Progress<'_>) -> Outcome<Verified, ()> {
    let count = sql::officials(&mut db.read().await?).await?.0;
    let (mut verified, mut library, mut after) = (Verified::default(), Library::default(), OfficialKey::new(0));
    while let Some(until) = sql::step(&mut db.read().await?, after, CHUNK).await? {
        let read = read_some(db, &mut library, (after, until)).await?;
        (verified.officials, after) = (verified.officials + read.officials, until);
        verified.differences.extend(doubtful(db, read).await?);
        progress("officials", verified.officials, count.unsigned_abs());
    }
    let parts = 1 + count / TOGETHER;
    for part in 0..parts {
        progress("sums", part.unsigned_abs(), parts.unsigned_abs());
        let (compared, wrong) = compare(db, (part, parts)).await?;
        verified.sums += compared;
        verified.differences.extend(wrong.0.iter().map(|(cell, missing)| describe(cell, missing)));
    }
    Ok(verified)
}

/// What some officials contribute and what of it is not kept so.
struct Portion {
    /// Of the sums, before the facts were read.
    version: i64,
    until: OfficialKey,
    officials: u64,
    differing: Vec<(OfficialKey, Contribution)>,
}

async fn read_some(db: &Db, library: &mut Library, (after, until): (OfficialKey, OfficialKey)) -> Outcome<Portion, ()> {
    let mut conn = db.read().await?;
    let version = sql::version(&mut conn).await?;
    let kept = kept::kept_between(&mut conn, (after, until)).await?;
    drop(conn);
    let mut found = work_out(db, library, &Who::Between(after, until), db.context().today()).await?;
    // Who is kept and has no rows any more contributes nothing.
    for official in kept.keys() {
        found.entry(*official).or_default();
    }
    let officials = found.len() as u64;
    let same = |official: &OfficialKey, new: &Contribution| {
        kept.get(official).is_some_and(|kept| kept.changes_on == new.changes_on && kept.parts == new.sums.pack())
    };
    let differing = found.into_iter().filter(|(official, new)| !same(official, new)).collect();
    Ok(Portion { version, until, officials, differing })
}

type Writing = tokio::task::JoinHandle<Outcome<u64, ()>>;

async fn finished(writing: Option<Writing>) -> Outcome<u64, ()> {
    match writing {
        Some(writing) => writing.await.map_err(|panic| Error::Writer(panic.to_string()))?,
        None => Ok(0),
    }
}

/// Keeps contributions without touching the sums, which follow at the end.
async fn keep(tx: &mut Tx, read: &Portion) -> Outcome<u64, ()> {
    tx.unwatched().await?;
    let version = sql::next_version(tx).await?;
    let officials: Vec<OfficialKey> = read.differing.iter().map(|(official, _)| *official).collect();
    let kept = kept::kept(tx, &officials).await?;
    let overtaken = |official: &OfficialKey| kept.get(official).is_some_and(|kept| kept.version > read.version);
    let rows: Vec<(OfficialKey, Option<Date>, String)> = read
        .differing
        .iter()
        .filter(|(official, _)| !overtaken(official))
        .map(|(official, new)| (*official, new.changes_on, new.sums.pack()))
        .collect();
    kept::keep(tx, version, &rows).await?;
    sql::tell(tx, version, &Sums::default()).await?;
    sql::set_rebuilt(tx, read.until).await?;
    Ok(rows.len() as u64)
}

/// A cell in few bytes, of which there are millions: place; of; kind and item.
type Short = (u32, u32, u32);
/// Bits of an item.
const ITEM: u32 = 24;

fn short(cell: Cell) -> Result<Short, Error> {
    let part = |number: i64| u32::try_from(number).map_err(|_| too_large(cell));
    let item = part(cell.item).and_then(|item| if item >> ITEM == 0 { Ok(item) } else { Err(too_large(cell)) })?;
    Ok((part(cell.place)?, part(cell.of)?, (cell.kind as u32) << ITEM | item))
}

fn long((place, of, item): Short) -> Option<Cell> {
    let kind = Kind::of(i64::from(item >> ITEM))?;
    Some(Cell { kind, place: place.into(), of: of.into(), item: (item & ((1 << ITEM) - 1)).into() })
}

fn too_large(cell: Cell) -> Error {
    Error::Writer(format!("a cell of the roll-ups is too large: {cell:?}"))
}

/// How many sums there are of the places of a part, and what is missing from those that are not what all contributions add up to.
async fn compare(db: &Db, (part, parts): (i64, i64)) -> Outcome<(u64, Sums), ()> {
    let mut missing: HashMap<Short, [i32; 5], foldhash::fast::RandomState> = HashMap::default();
    let mut add = |sign: i64, cell: Cell, values: Values| -> Result<(), Error> {
        for (sum, value) in missing.entry(short(cell)?).or_default().iter_mut().zip(values) {
            *sum = i32::try_from(i64::from(*sum) + sign * value).map_err(|_| too_large(cell))?;
        }
        Ok(())
    };
    let mut conn = db.read().await?;
    totals::all_sums(&mut conn, (part, parts), |found| match found {
        Found::Sum(cell, values) => add(-1, cell, values),
        Found::Parts(packed) => {
            let mut done = Ok(());
            read_packed(packed, |cell, values| {
                if cell.place % parts == part && done.is_ok() {
                    done = add(1, cell, values);
                }
            })?;
            done
        }
    })
    .await?;
    let count = missing.len() as u64;
    let mut wrong = Sums::default();
    for (cell, values) in missing.into_iter().filter(|(_, values)| *values != [0; 5]) {
        wrong.add(long(cell).ok_or(Error::Missing("kind of a cell"))?, values.map(i64::from));
    }
    Ok((count, wrong))
}

/// Adds to the sums of a part what is missing from them; returns of how many. How it came to be missing nobody knows, so that whoever has the sums
/// in memory reads them anew. When another rebuild adds something meanwhile, what is missing is looked for again.
async fn put_part_right(db: &Db, part: (i64, i64)) -> Outcome<u64, ()> {
    loop {
        let mut anew = sql::anew(&mut db.read().await?).await?;
        let (_, wrong) = compare(db, part).await?;
        let cells: Vec<(Cell, Values)> = wrong.0.into_iter().collect();
        let mut added = 0;
        for some in cells.chunks(CELLS) {
            let changes = Sums(some.iter().copied().collect());
            let version = db.write((changes, anew), |tx, (changes, anew)| add(tx, changes, *anew).boxed()).await?;
            let Some(version) = version else { break };
            (anew, added) = (version, added + some.len());
        }
        if added == cells.len() {
            return Ok(added as u64);
        }
    }
}

/// Adds to the sums unless something was added since; returns the version then.
async fn add(tx: &mut Tx, changes: &Sums, anew: i64) -> Outcome<Option<i64>, ()> {
    tx.unwatched().await?;
    let version = sql::next_version(tx).await?;
    if sql::anew(tx).await? != anew {
        sql::tell(tx, version, &Sums::default()).await?;
        return Ok(None);
    }
    totals::add(tx, changes).await?;
    sql::tell_anew(tx, version).await?;
    Ok(Some(version))
}

async fn end(tx: &mut Tx, newest: OfficialKey, edition: i64) -> Outcome<(), ()> {
    sql::set_rebuilt(tx, OfficialKey::new(0)).await?;
    sql::set_edition(tx, edition).await?;
    Ok(sql::seen(tx, newest).await?)
}

/// The contributions that are still not what is kept when they are looked at once more, while nobody writes them.
async fn doubtful(db: &Db, read: Portion) -> Outcome<Vec<Difference>, ()> {
    if read.differing.is_empty() {
        return Ok(Vec::new());
    }
    let officials: Vec<OfficialKey> = read.differing.iter().map(|(official, _)| *official).collect();
    let mut conn = db.read().await?;
    let (kept, marked) = (kept::kept(&mut conn, &officials).await?, queue::marks_of(&mut conn, &officials).await?);
    let waits = |official: &OfficialKey| {
        marked.iter().any(|(_, marked)| marked == official) || kept.get(official).is_some_and(|kept| kept.version > read.version)
    };
    let differences = read.differing.iter().filter(|(official, _)| !waits(official)).map(|(official, new)| {
        let kept = kept.get(official).map_or_else(|| "nothing".to_owned(), |kept| in_words(&kept.parts, kept.changes_on));
        let detail = format!("kept: {kept}; found: {}", in_words(&new.sums.pack(), new.changes_on));
        Difference { of: format!("rollup_official {}", official.number()), detail }
    });
    Ok(differences.collect())
}

fn in_words(parts: &str, changes_on: Option<Date>) -> String {
    let changes_on = changes_on.map_or_else(|| "never".to_owned(), Date::iso);
    format!("{parts} until {changes_on}")
}

fn describe(cell: &Cell, missing: &Values) -> Difference {
    let (table, keys, values) = cell.kind.table();
    let named: Vec<String> =
        keys.iter().zip([cell.place, cell.of, cell.item]).map(|(name, number)| format!("{name} {number}")).collect();
    let counts: Vec<String> = values.iter().zip(missing).map(|(name, missing)| format!("{name} {missing}")).collect();
    Difference { of: format!("{table} {}", named.join(" ")), detail: format!("missing: {}", counts.join(", ")) }
}
