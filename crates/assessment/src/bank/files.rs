//! Importing the files of banks: all of them are read and checked before the first is written.

use std::collections::BTreeMap;
use std::path::Path;

use competency::framework;
use kernel::Code;
use store::audit::Entry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};

use super::file::{self, BankFault, BankFile, of_head, of_outcome};
use super::service::{self, NewBank, NewOutcome};
use crate::item::ItemFault;

/// The files of banks, by their names.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Files held in memory: pairs of name and content.
    pub fn of<N: Into<String>, C: Into<String>>(files: impl IntoIterator<Item = (N, C)>) -> Self {
        Self(files.into_iter().map(|(name, content)| (name.into(), content.into())).collect())
    }

    /// Reads one file, or every `.toml` of a folder.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let mut paths = vec![path.to_owned()];
        if path.is_dir() {
            let inside: std::io::Result<Vec<_>> = std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect();
            paths = inside?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
        }
        let name = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let files: std::io::Result<BTreeMap<_, _>> =
            paths.iter().map(|path| Ok((name(path), std::fs::read_to_string(path)?))).collect();
        files.map(Self)
    }
}

/// Why nothing was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BankRefusal {
    /// All faults of all files.
    Faulty(Vec<BankFault>),
}

/// What the import of one bank did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its competency.
    pub competency: Code,
    /// What it assesses.
    pub outcomes: usize,
    /// Its items.
    pub items: usize,
    /// New or changed items.
    pub added: usize,
    /// Items that are drawn no longer.
    pub retired: usize,
}

/// Imports banks. With any fault in any of them nothing is imported; a second import of the same files changes nothing.
pub async fn import_files(db: &Db, files: &Files) -> Outcome<Vec<Report>, BankRefusal> {
    let mut conn = db.read().await?;
    let (mut banks, mut faults) = (Vec::<(Code, NewBank)>::new(), Vec::new());
    for (name, text) in &files.0 {
        match check(&mut conn, text, &banks).await? {
            Ok(bank) => banks.push(bank),
            Err(mut found) => {
                found.sort();
                faults.extend(found.into_iter().map(|fault| BankFault { file: name.clone(), fault }));
            }
        }
    }
    drop(conn);
    if !faults.is_empty() {
        return Err(Failure::Refused(BankRefusal::Faulty(faults)));
    }
    let mut reports = Vec::new();
    for (competency, bank) in banks {
        reports.push(write(db, competency, bank).await?);
    }
    Ok(reports)
}

async fn write(db: &Db, competency: Code, bank: NewBank) -> Outcome<Report, BankRefusal> {
    let (outcomes, items) = (bank.outcomes.len(), bank.items.len());
    let nothing_wrong = |failure: Failure<()>| failure.map(|()| BankRefusal::Faulty(Vec::new()));
    let done = service::import(db, bank).await.map_err(nothing_wrong)?;
    let report = Report { competency, outcomes, items, added: done.added, retired: done.retired };
    if report.added + report.retired > 0 {
        db.write(report.clone(), |tx, report| audit(tx, report).boxed()).await.map_err(nothing_wrong)?;
    }
    Ok(report)
}

async fn audit(tx: &mut Tx, report: &Report) -> Outcome<(), ()> {
    let detail = format!("{}: {} items, {} added, {} retired", report.competency, report.items, report.added, report.retired);
    tx.audit(Entry { actor: None, action: "bank.import", subject: None, detail }).await?;
    Ok(())
}

/// A bank that can be written, or all that is wrong with its file.
async fn check(
    conn: &mut Conn,
    text: &str,
    before: &[(Code, NewBank)],
) -> Result<Result<(Code, NewBank), Vec<ItemFault>>, Error> {
    let mut file = match file::read(text) {
        Ok(file) => file,
        Err(fault) => return Ok(Err(vec![fault])),
    };
    let (written, line) = file.competency.clone();
    let mut faults = std::mem::take(&mut file.faults);
    let Some(entry) = framework::by_code(conn, &written).await? else {
        faults.push(of_head(line, format!("there is no competency {written:?}")));
        return Ok(Err(faults));
    };
    if before.iter().any(|(competency, _)| *competency == entry.code) {
        faults.push(of_head(line, format!("another file has the bank of {written:?} already")));
    }
    // No course has such a code: theirs have no slash.
    let code = Code::parse(&format!("competency/{}", entry.code));
    if code.is_err() {
        faults.push(of_head(line, format!("the code {written:?} is too long for a bank of its own")));
    }
    let indicators = framework::indicators(conn, entry.key, entry.revision).await?;
    let outcomes = tie(&file, &indicators, &mut faults);
    match code {
        Ok(code) if faults.is_empty() => {
            let bank = NewBank { code, competency: entry.key, of_competency: true, outcomes, items: file.items };
            Ok(Ok((entry.code, bank)))
        }
        _ => Ok(Err(faults)),
    }
}

/// Ties each outcome to its indicator, which must be one of the outcome's level in the newest revision.
fn tie(file: &BankFile, indicators: &[framework::IndicatorEntry], faults: &mut Vec<ItemFault>) -> Vec<NewOutcome> {
    let mut outcomes = Vec::new();
    for outcome in &file.outcomes {
        let mut fault = |reason: String| faults.push(of_outcome(outcome.line, outcome.code.as_str(), &reason));
        let (code, level, text) = (outcome.code.clone(), outcome.level, outcome.text.clone());
        match indicators.iter().find(|indicator| indicator.code == outcome.indicator) {
            None => fault(format!("the competency has no indicator {:?}", outcome.indicator)),
            Some(indicator) if indicator.level != level => {
                let (found, level) = (indicator.level.number(), level.number());
                fault(format!("indicator {:?} is one of level {found}, not {level}", indicator.code));
            }
            Some(indicator) => outcomes.push(NewOutcome { code, level, text, indicator: Some(indicator.key) }),
        }
    }
    outcomes
}
