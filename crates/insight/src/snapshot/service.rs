//! Writing a snapshot.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::data_type::ByteArray;
use store::{Conn, Db, Error};

use super::domain::{Names, Office, Row, codes, columns, month, read_rows, text};
use super::{facts, store as sql};
use crate::cube::{Region, tree_of};
use crate::parquet::{Cells, Holds, Parquet, TOGETHER, fault};
use crate::rollup::cell::Kind;
use crate::rollup::store::{self as rollup, Stamp};
use crate::rollup::totals;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Of the sums.
    pub version: i64,
    /// Files, without `snapshot.json`.
    pub files: u64,
    /// Rows in all of them.
    pub rows: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

/// Told the step, what is done of it, and all of it.
pub type Progress<'a> = &'a mut (dyn FnMut(&str, u64, u64) + Send);

/// Writes a snapshot of the sums into a new folder; with `facts` also the requirements of each official. What an interruption has left beside the
/// place is removed first.
///
/// # Errors
/// When the folder is there already and is no snapshot, when files cannot be written, when the store fails.
pub async fn write(db: &Db, folder: &Path, facts: bool, progress: Progress<'_>) -> Result<Written, Error> {
    if folder.exists() && !folder.join(ABOUT).is_file() {
        return Err(fault(format!("{} is there already and is no snapshot", folder.display())));
    }
    let unfinished = beside(folder, "unfinished");
    remove(&unfinished)?;
    std::fs::create_dir_all(&unfinished).map_err(fault)?;
    let mut writing = Writing { folder: unfinished.clone(), written: Written::default() };
    write_all(db, &mut writing, facts, progress).await?;
    replace(&unfinished, folder)?;
    Ok(writing.written)
}

/// What a snapshot says of itself; a folder with it is whole.
const ABOUT: &str = "snapshot.json";

fn beside(folder: &Path, suffix: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{suffix}"));
    folder.with_file_name(name)
}

fn remove(folder: &Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(folder) {
        Err(reason) if reason.kind() != std::io::ErrorKind::NotFound => Err(fault(reason)),
        _ => Ok(()),
    }
}

/// Two renames: a stop between them leaves the old snapshot beside the place, whole.
fn replace(unfinished: &Path, folder: &Path) -> Result<(), Error> {
    let old = beside(folder, "old");
    if folder.exists() {
        remove(&old)?;
        std::fs::rename(folder, &old).map_err(fault)?;
    }
    std::fs::rename(unfinished, folder).map_err(fault)?;
    remove(&old)
}

pub(super) struct Writing {
    pub(super) folder: PathBuf,
    written: Written,
}

impl Writing {
    /// The rows of a file, in pieces.
    pub(super) fn file(
        &mut self,
        name: &str,
        columns: &[(&str, Holds)],
        pieces: impl Iterator<Item = Vec<Cells>>,
    ) -> Result<(), Error> {
        let path = self.folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(&self.folder)).map_err(fault)?;
        let mut file = Parquet::create(&path, columns).map_err(fault)?;
        let mut rows = 0;
        for piece in pieces {
            rows += piece.first().map_or(0, Cells::len);
            file.put(&piece).map_err(fault)?;
        }
        file.finish().map_err(fault)?;
        self.count(rows, &path)
    }

    /// Counts a file that is finished.
    pub(super) fn count(&mut self, rows: usize, path: &Path) -> Result<(), Error> {
        self.written.rows += rows as u64;
        self.written.files += 1;
        self.written.bytes += std::fs::metadata(path).map_err(fault)?.len();
        Ok(())
    }
}

async fn write_all(db: &Db, writing: &mut Writing, facts: bool, progress: Progress<'_>) -> Result<(), Error> {
    let mut conn = db.read().await?;
    let now = db.context().now();
    progress("reading", 0, 1);
    let stamp = rollup::stamp(&mut conn, now.date()).await?;
    let mut rows: HashMap<Kind, Vec<Row>> = HashMap::new();
    writing.written.version =
        totals::every_sum(&mut conn, |kind, place, packed| read_rows(place, packed, rows.entry(kind).or_default())).await?;
    let names = Arc::new(names(&mut conn, writing).await?);
    for (done, kind) in (0..).zip(Kind::ALL) {
        progress("files", done, Kind::ALL.len() as u64);
        write_kind(writing, kind, rows.remove(&kind).unwrap_or_default(), &names)?;
    }
    if facts {
        facts::write(&mut conn, writing, &names, progress).await?;
    }
    about(writing, stamp, facts, now)
}

fn about(writing: &Writing, stamp: Stamp, facts: bool, now: kernel::Timestamp) -> Result<(), Error> {
    // Where nothing is waiting, the sums are those of now.
    let as_of = if stamp.behind { stamp.at } else { stamp.waiting_since.unwrap_or(now) };
    let Written { version, files, rows, .. } = writing.written;
    let about = serde_json::json!({
        "as_of": as_of.rfc3339(),
        "version": version,
        "files": files,
        "rows": rows,
        "facts": facts,
        "definitions": {
            "cells": "Officials by office, cohort and competency that their posts require: held; assessed below; not yet assessed; lapsed; \
                      fresh: new, in the grace period and not held, in no other count.",
            "staff": "Officials who serve in a post that prescribes competencies, once an office.",
            "months": "Enrolments made (without those withdrawn) and completed in the month, with the minutes of the completed courses: on the \
                       job, with others, by oneself; counted where the official serves now.",
            "courses": "Enrolments by the month in which they were made: all, completed, and completed by officials who hold now every level that \
                        the course leads to.",
            "facts": "One row for each requirement of each official. state: 0 held, 1 below, 2 unassessed, 3 lapsed, 4 fresh; district: key, \
                      0 for none.",
        },
    });
    std::fs::write(writing.folder.join(ABOUT), format!("{about:#}\n")).map_err(fault)
}

async fn names(conn: &mut Conn, writing: &mut Writing) -> Result<Names, Error> {
    let (organisations, competencies) = (sql::organisations(conn).await?, sql::competencies(conn).await?);
    let (tree, lands) = (tree_of(conn).await?, sql::territories(conn).await?);
    let courses = sql::courses(conn).await?;
    let land = |key: i64, region| tree.number(key).and_then(|number| tree.land(number, region));
    let code = |land: Option<i64>| text(land.and_then(|land| lands.get(&land)).map_or("", String::as_str));
    let office = |named: &sql::Named| {
        let (state, district) = (land(named.key, Region::State), land(named.key, Region::District));
        let (code, state, district_key) = (text(&named.code), code(state), (district.unwrap_or_default(), code(district)));
        Office { code, state, district: district_key.1, district_key: district_key.0 }
    };
    let names = Names {
        offices: organisations.iter().map(|named| (named.key, office(named))).collect(),
        competencies: codes(&competencies),
        courses: courses.into_iter().map(|(key, code)| (key, text(&code))).collect(),
        cohorts: rollup::cohorts(conn).await?.into_iter().map(|(id, labels)| (id, labels.map(|label| text(&label)))).collect(),
    };
    let columns = [("key", Holds::Whole), ("code", Holds::Text), ("name", Holds::Text)];
    let list = |all: &[sql::Named]| {
        let texts = |part: fn(&sql::Named) -> &str| Cells::Text(all.iter().map(|named| text(part(named))).collect());
        vec![Cells::whole(all.iter().map(|named| named.key)), texts(|named| &named.code), texts(|named| &named.name)]
    };
    writing.file("offices.parquet", &columns, std::iter::once(list(&organisations)))?;
    writing.file("competencies.parquet", &columns, std::iter::once(list(&competencies)))?;
    let lands: BTreeMap<i64, String> = lands.into_iter().collect();
    let codes = Cells::Text(lands.values().map(|code| text(code)).collect());
    let cells = vec![Cells::whole(lands.keys().copied()), codes];
    writing.file("territories.parquet", &columns[..2], std::iter::once(cells))?;
    let cohorts: BTreeMap<&i64, &[ByteArray; 3]> = names.cohorts.iter().collect();
    let labels = (0..3).map(|at| Cells::Text(cohorts.values().map(|labels| labels[at].clone()).collect()));
    let cells: Vec<Cells> = std::iter::once(Cells::whole(cohorts.keys().map(|key| **key))).chain(labels).collect();
    let labels = ["service_group", "service", "family"].map(|name| (name, Holds::Text));
    let columns: Vec<(&str, Holds)> = std::iter::once(("key", Holds::Whole)).chain(labels).collect();
    writing.file("cohorts.parquet", &columns, std::iter::once(cells))?;
    Ok(names)
}

/// The folder, the key of the partitions and the file of a kind.
fn write_kind(writing: &mut Writing, kind: Kind, rows: Vec<Row>, names: &Names) -> Result<(), Error> {
    let mut parts: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for mut row in rows {
        let part = match kind {
            Kind::State => {
                let state = names.state(row.place);
                let code = state.as_utf8().unwrap_or_default();
                format!("cells/state={}/cells.parquet", if code.is_empty() { "none" } else { code })
            }
            Kind::Staff => "staff/staff.parquet".to_owned(),
            Kind::Month => format!("months/month={}/months.parquet", month(row.item.into())),
            Kind::Course => format!("courses/month={}/courses.parquet", month(row.item.into())),
        };
        if kind != Kind::State {
            row.item = 0;
        }
        parts.entry(part).or_default().push(row);
    }
    let texts = columns(kind).into_iter().map(|name| (name, Holds::Text));
    let columns: Vec<(&str, Holds)> = texts.chain(kind.table().2.iter().map(|name| (*name, Holds::Whole))).collect();
    for (name, mut rows) in parts {
        rows.sort_unstable_by_key(|row| (row.place, row.of, row.item));
        writing.file(&name, &columns, rows.chunks(TOGETHER).map(|rows| names.cells(kind, rows)))?;
    }
    Ok(())
}
