//! The use cases of exports.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use kernel::time::DAY;
use kernel::{Key, Language};
use people::Account;
use store::audit::Entry;
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;
use web::Refusal;

use super::domain::{Format, Table};
use super::file;
use super::store::{self as sql, New, Whose};
use crate::parquet::fault;

/// The kind of the job.
pub const JOB: &str = "insight.export";
/// So long a file is kept.
const KEPT: i64 = 7 * DAY;
/// So many may wait for one account.
const WAITING: i64 = 20;
/// So many cells a table may have.
const CELLS: usize = 2_000_000;

/// Why no export was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportRefusal {
    /// The table has more cells than one file takes.
    TooLarge,
    /// Too many are waiting already.
    TooMany,
}

impl Refusal for ExportRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "export.too-large",
            Self::TooMany => "export.too-many",
        }
    }
}

/// The wish for a table as a file.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Whose wish: nobody else gets the file.
    pub account: Key<Account>,
    /// The kind of file.
    pub format: Format,
    /// The language of the table.
    pub language: Language,
    /// What the asker was shown.
    pub table: Table,
}

/// Begins an export and returns its id. Whoever calls it has made sure that the asker may see the table.
///
/// # Errors
/// When it is refused, or when the store fails.
pub async fn ask(db: &Db, command: Ask) -> Outcome<Uuid, ExportRefusal> {
    if command.table.rows.len().saturating_mul(command.table.columns.len()) > CELLS {
        return Err(Failure::Refused(ExportRefusal::TooLarge));
    }
    let content = serde_json::to_string(&command.table).map_err(fault)?;
    db.write((command, content), |tx, (command, content)| begin(tx, command, content).boxed()).await
}

async fn begin(tx: &mut Tx, command: &Ask, content: &str) -> Outcome<Uuid, ExportRefusal> {
    if sql::waiting(tx, command.account).await? >= WAITING {
        return Err(Failure::Refused(ExportRefusal::TooMany));
    }
    let (id, table) = (tx.context().new_id(), &command.table);
    let rows = i64::try_from(table.rows.len()).unwrap_or(i64::MAX);
    let (format, language, ends_at) = (command.format, &command.language, tx.now().plus(KEPT));
    let new = New { format, language, title: &table.title, content, rows, ends_at };
    sql::insert(tx, (command.account, id), &new).await?;
    tx.enqueue(JOB, format!("{} {id}", command.account.number())).await?;
    let detail = serde_json::json!({ "export": id, "format": format.as_str(), "rows": rows, "title": table.title }).to_string();
    tx.audit(Entry { actor: Some(command.account.number()), action: "insight.export", subject: None, detail }).await?;
    Ok(id)
}

/// The folder of exports in the folder of files.
pub(super) fn path(files: &Path, id: Uuid, format: Format) -> PathBuf {
    files.join("exports").join(format!("{}.{}", id.simple(), format.as_str()))
}

/// Runs the job: makes the file of an export. An export that is gone or done needs nothing.
///
/// # Errors
/// With words for the log when the store or the disk fails.
pub async fn run(db: Db, files: PathBuf, payload: String) -> Result<(), String> {
    let whose = read_payload(&payload).ok_or_else(|| format!("no export: {payload}"))?;
    match make(&db, &files, whose).await {
        Ok(()) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

fn read_payload(payload: &str) -> Option<Whose> {
    let (account, id) = payload.split_once(' ')?;
    Some((Key::new(account.parse().ok()?), id.parse().ok()?))
}

async fn make(db: &Db, files: &Path, whose: Whose) -> Result<(), Error> {
    let Some((format, language, content)) = sql::content(&mut db.read().await?, whose).await? else { return Ok(()) };
    // What cannot be read will not be read the next time either.
    let Ok(table) = serde_json::from_str::<Table>(&content) else { return finish(db, whose, None).await };
    let path = path(files, whose.1, format);
    std::fs::create_dir_all(path.parent().unwrap_or(files)).map_err(fault)?;
    let unfinished = path.with_extension("unfinished");
    let done = Arc::new(AtomicI64::new(0));
    let (told, place) = (done.clone(), unfinished.clone());
    let mut writing = tokio::task::spawn_blocking(move || {
        let progress = &mut |rows: usize| told.store(i64::try_from(rows).unwrap_or(i64::MAX), Ordering::Relaxed);
        file::write(&table, format, language.is_right_to_left(), &place, progress)
    });
    let written = loop {
        tokio::select! {
            written = &mut writing => break written,
            () = tokio::time::sleep(Duration::from_millis(500)) => {
                let command = (whose, done.load(Ordering::Relaxed));
                let told: Outcome<(), ()> =
                    db.write(command, |tx, (whose, done)| async move { Ok(sql::progress(tx, *whose, *done).await?) }.boxed()).await;
                told.map_err(of_store)?;
            }
        }
    };
    written.map_err(fault)??;
    std::fs::rename(&unfinished, &path).map_err(fault)?;
    let bytes = std::fs::metadata(&path).map_err(fault)?.len();
    finish(db, whose, Some(i64::try_from(bytes).unwrap_or(i64::MAX))).await
}

async fn finish(db: &Db, whose: Whose, bytes: Option<i64>) -> Result<(), Error> {
    let done: Outcome<(), ()> =
        db.write((whose, bytes), |tx, (whose, bytes)| async move { Ok(sql::finish(tx, *whose, *bytes).await?) }.boxed()).await;
    done.map_err(of_store)
}

fn of_store(failure: Failure<()>) -> Error {
    match failure {
        Failure::Internal(error) => error,
        Failure::Refused(()) | Failure::Denied => fault("refused"),
    }
}

/// Takes away the exports whose time is over, files first.
///
/// # Errors
/// When the store fails.
pub async fn expire(db: &Db, files: &Path) -> Outcome<(), ()> {
    let now = db.context().now();
    loop {
        let ended = sql::ended(&mut db.read().await?, now).await?;
        if ended.is_empty() {
            return Ok(());
        }
        for (whose, format) in ended {
            // A file that is not there need not go.
            let _ = std::fs::remove_file(path(files, whose.1, format));
            db.write(whose, |tx, whose| async move { Ok(sql::remove(tx, *whose).await?) }.boxed()).await?;
        }
    }
}
