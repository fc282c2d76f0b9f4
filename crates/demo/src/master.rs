//! Master data: territories, organisations, the framework with its positions, courses and catalogue.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use assessment::bank::{self, BankRefusal};
use competency::framework::{self, ImportRefusal, Options};
use kernel::{Date, Key};
use learning::package::{self, PackageRefusal};
use people::organisation::{self, NewOrganisation};
use people::{Organisation, Territory};
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};

use crate::Progress;
use crate::bulk::{Bulk, row, table};
use crate::error::{self, FillError};
use crate::files::{self, Organisation as Row, Territory as TerritoryRow};
use crate::starter;

/// Organisations that one transaction writes.
const ORGANISATIONS_A_TIME: usize = 50;
/// The first day of the edges of the organisation tree.
const SINCE: Date = Date(7_305);

/// Fills the territories and returns their keys by code.
pub(crate) async fn territories(db: &Db, rows: &[TerritoryRow]) -> Result<BTreeMap<String, Key<Territory>>, FillError> {
    let count = i64::try_from(rows.len()).unwrap_or(0);
    let first = take(db, "territory", count).await?;
    let keys: BTreeMap<String, Key<Territory>> =
        rows.iter().zip(first..).map(|(row, key)| (row.code.clone(), Key::new(key))).collect();
    let columns = "id, code, kind, parent, name, valid_from, valid_until, successor";
    let mut bulk = Bulk::in_order(db, table("territory", columns));
    for one in rows {
        let successor = (!one.successor.is_empty()).then(|| one.successor.clone());
        let name = files::both(&one.name_en, &one.name_hi);
        let (key, parent) = (keys.get(&one.code).copied(), keys.get(&one.parent).copied());
        bulk.add(row![key, one.code.as_str(), one.kind.as_str(), parent, &name, one.valid_from, one.valid_until, successor])
            .await?;
    }
    bulk.end().await?;
    Ok(keys)
}

/// Takes keys in a row and returns the first.
pub(crate) async fn take(db: &Db, kind: &'static str, count: i64) -> Result<i64, Error> {
    let taken: Outcome<i64, ()> = db.write((kind, count), |tx, (kind, count)| take_keys(tx, kind, *count).boxed()).await;
    taken.map_err(error::of_store)
}

async fn take_keys(tx: &mut Tx, kind: &'static str, count: i64) -> Outcome<i64, ()> {
    Ok(tx.take_keys(kind, count).await?)
}

type Territories = Arc<BTreeMap<String, Key<Territory>>>;
type Organisations = BTreeMap<String, Key<Organisation>>;

/// Fills the organisations and returns their keys in the order of the file.
pub(crate) async fn organisations(
    db: &Db,
    rows: &[Row],
    territories: BTreeMap<String, Key<Territory>>,
) -> Result<Vec<Key<Organisation>>, FillError> {
    let (territories, mut known, mut keys) = (Arc::new(territories), Organisations::new(), Vec::new());
    for chunk in rows.chunks(ORGANISATIONS_A_TIME) {
        let command = (chunk.to_vec(), territories.clone(), known.clone());
        let made = db.write(command, |tx, (rows, territories, known)| insert(tx, rows, territories, known).boxed()).await;
        let made = made.map_err(error::of_store)?;
        known.extend(chunk.iter().map(|row| row.code.clone()).zip(made.iter().copied()));
        keys.extend(made);
    }
    Ok(keys)
}

async fn insert(
    tx: &mut Tx,
    rows: &[Row],
    territories: &Territories,
    known: &Organisations,
) -> Outcome<Vec<Key<Organisation>>, ()> {
    let (mut known, mut made) = (known.clone(), Vec::new());
    for row in rows {
        let name = files::both(&row.name_en, &row.name_hi);
        let new = NewOrganisation {
            code: &row.code,
            kind: &row.kind,
            name: &name,
            territory: territories.get(&row.territory).copied(),
            parent: known.get(&row.parent).copied(),
            from: SINCE,
            edition: 0,
        };
        let key = organisation::insert(tx, &new).await?;
        known.insert(row.code.clone(), key);
        made.push(key);
    }
    Ok(made)
}

/// The day on which the demonstration service took up the starter framework: long enough ago for the grace of its requirements to be over.
const ADOPTED: &str = "2026-04-01";

/// Imports the starter framework with its positions.
pub(crate) async fn framework(db: &Db) -> Result<(), FillError> {
    let mut files = starter::files("framework");
    if let Some(manifest) = files.get_mut("framework.toml") {
        let mut table: toml::Table = manifest.parse().map_err(|error| FillError::data("framework.toml", error))?;
        table.insert("published".to_owned(), ADOPTED.into());
        *manifest = table.to_string();
    }
    let imported = framework::import_source(db, &framework::Source::of(files), Options::default(), &|_| {}).await;
    imported.map(|_| ()).map_err(|failure| match failure {
        Failure::Refused(ImportRefusal::Faulty(faults)) => FillError::data("framework", told(&faults)),
        Failure::Internal(error) => error.into(),
        Failure::Denied => FillError::data("framework", "denied"),
    })
}

/// Imports the item banks of the starter framework.
pub(crate) async fn banks(db: &Db) -> Result<(), FillError> {
    bank::import_files(db, &starter::banks()).await.map(|_| ()).map_err(|failure| match failure {
        Failure::Refused(BankRefusal::Faulty(faults)) => FillError::data("banks", told(&faults)),
        Failure::Internal(error) => error.into(),
        Failure::Denied => FillError::data("banks", "denied"),
    })
}

fn told(faults: &[impl std::fmt::Display]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Publishes the courses, and the entries of the catalogue.
pub(crate) async fn courses(db: &Db, folder: &Path, progress: Progress<'_>) -> Result<(), FillError> {
    packages(db, folder, progress).await?;
    let text = files::bytes("catalogue/courses.csv")?;
    let entries =
        package::read_entries(&String::from_utf8_lossy(&text)).map_err(|faults| faulty("catalogue/courses.csv", &faults))?;
    package::publish_entries(db, &entries, &|_, _| {}).await.map_err(|failure| refused("catalogue/courses.csv", failure))?;
    Ok(())
}

/// Publishes the courses to play.
pub(crate) async fn packages(db: &Db, folder: &Path, progress: Progress<'_>) -> Result<(), FillError> {
    let mut courses: BTreeMap<String, package::Source> = BTreeMap::new();
    for (path, bytes) in files::below("courses") {
        if let Some((course, inside)) = path.split_once('/') {
            let source = courses.remove(course).unwrap_or_default().with(inside, bytes);
            courses.insert(course.to_owned(), source);
        }
    }
    for ((code, source), done) in courses.iter().zip(0..) {
        progress("courses", done, courses.len() as u64 + 1);
        package::publish(db, folder, source, &|_, _| {}).await.map_err(|failure| refused(code, failure))?;
    }
    Ok(())
}

fn faulty(file: &str, faults: &[package::Fault]) -> FillError {
    FillError::data(file, told(faults))
}

fn refused(file: &str, failure: Failure<PackageRefusal>) -> FillError {
    match failure {
        Failure::Refused(PackageRefusal::Faulty(faults)) => faulty(file, &faults),
        Failure::Refused(refusal) => FillError::data(file, format!("{refusal:?}")),
        Failure::Internal(error) => error.into(),
        Failure::Denied => FillError::data(file, "denied"),
    }
}
