//! The first pass: reads every row, collects what is wrong, counts what would be made and changed.

use std::collections::{BTreeMap, HashMap, HashSet};

use kernel::Code;
use store::{Conn, Db, Error, Failure, Outcome};

use super::columns::Sheet;
use super::identifiers;
use super::index::Index;
use super::links;
use super::overlap::{self, Stay};
use super::report::{Fault, FaultCode, Findings, SheetReport};
use super::rows::{
    Cells, GrantRow, OfficialRow, OrganisationRow, PositionRow, PostRow, PostingRow, Record, Reference, SupervisionRow, Target,
    TerritoryRow,
};
use super::source::{Batch, Input};
use super::store::{self as sql, Found, Stored};
use super::{ImportRefusal, Options, Progress, Stage};

/// What the first pass has found out.
pub(super) struct Checked {
    pub(super) sheets: Vec<SheetReport>,
    pub(super) findings: Findings,
    pub(super) index: Index,
    pub(super) accounts: u64,
}

/// Rows of a batch that are good so far, with their numbers.
type Numbered<R> = Vec<(u64, R)>;

struct Checker<'a> {
    conn: Conn,
    input: &'a Input,
    options: &'a Options,
    progress: &'a mut dyn FnMut(Progress),
    findings: Findings,
    index: Index,
    accounts: u64,
    rows: u64,
    stays: Vec<Stay>,
    /// References within a sheet, which may lead to a later row: row, column, code.
    deferred: Vec<(u64, &'static str, Box<str>)>,
}

/// Checks every sheet.
pub(super) async fn check(
    db: &Db,
    input: &Input,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Outcome<Checked, ImportRefusal> {
    let mut checker = Checker {
        conn: db.read().await?,
        input,
        options,
        progress,
        findings: Findings::keeping(options.limits.faults),
        index: Index::default(),
        accounts: 0,
        rows: 0,
        stays: Vec::new(),
        deferred: Vec::new(),
    };
    sql::plan_anew(&mut checker.conn, true).await?;
    let mut sheets = Vec::new();
    for sheet in input.sheets() {
        sheets.push(checker.check_sheet(sheet).await?);
    }
    sql::plan_anew(&mut checker.conn, false).await?;
    let Checker { mut findings, index, accounts, .. } = checker;
    findings.faults.sort();
    Ok(Checked { sheets, findings, index, accounts })
}

impl Checker<'_> {
    async fn check_sheet(&mut self, sheet: Sheet) -> Outcome<SheetReport, ImportRefusal> {
        self.findings.begin_sheet();
        let mut report = match sheet {
            Sheet::Territories => self.master::<TerritoryRow>().await?,
            Sheet::Organisations => self.master::<OrganisationRow>().await?,
            Sheet::Positions => self.master::<PositionRow>().await?,
            Sheet::Posts => self.master::<PostRow>().await?,
            Sheet::Officials => self.officials().await?,
            Sheet::Postings => self.postings().await?,
            Sheet::Supervisions => self.dated::<SupervisionRow>(|_, _, _| ()).await?,
            Sheet::Grants => self.dated::<GrantRow>(|_, _, _| ()).await?,
        };
        report.faulty = self.findings.faulty_rows();
        Ok(report)
    }

    /// A sheet whose rows have a code and may stand in a tree.
    async fn master<R: Stored<Id = String>>(&mut self) -> Outcome<SheetReport, ImportRefusal> {
        let report = self.stream::<R>(async |_, _, _| Ok(())).await?;
        self.check_tree(R::SHEET).await?;
        Ok(report)
    }

    async fn officials(&mut self) -> Outcome<SheetReport, ImportRefusal> {
        self.stream::<OfficialRow>(async |checker, rows, stored| {
            let into = (&mut checker.index, &mut checker.findings);
            checker.accounts += identifiers::examine(&mut checker.conn, rows, stored, into).await?;
            for (row, _) in rows.iter().filter(|(_, row)| stored.get(&row.code).is_some_and(|found| found.row.person.is_none())) {
                let reason = "the personal data of this official were erased; they are not brought back".to_owned();
                checker.findings.notice(at(Sheet::Officials, *row, "", (FaultCode::Erased, reason)));
            }
            Ok(())
        })
        .await
    }

    async fn postings(&mut self) -> Outcome<SheetReport, ImportRefusal> {
        let report = self.dated::<PostingRow>(|stays, number, row| stays.extend(Stay::of(number, row))).await?;
        let stays = std::mem::take(&mut self.stays);
        for (row, reason) in overlap::find(&mut self.conn, stays).await? {
            self.findings.fault(at(Sheet::Postings, row, "from", (FaultCode::Overlap, reason)));
        }
        Ok(report)
    }

    /// A sheet whose rows are identified by whom, what and since when.
    async fn dated<R: Stored>(&mut self, note: fn(&mut Vec<Stay>, u64, &R)) -> Outcome<SheetReport, ImportRefusal> {
        let mut seen: HashMap<R::Id, u64> = HashMap::new();
        self.stream::<R>(async |checker, rows, _| {
            for (number, row) in rows {
                note(&mut checker.stays, *number, row);
                if let Some(first) = seen.insert(row.id(), *number) {
                    let reason = format!("{} stands in row {first} already", row.title());
                    checker.findings.fault(at(R::SHEET, *number, "", (FaultCode::Duplicate, reason)));
                }
            }
            Ok(())
        })
        .await
    }

    async fn stream<R: Stored>(
        &mut self,
        mut also: impl AsyncFnMut(&mut Self, &[(u64, R)], &HashMap<R::Id, Found<R>>) -> Result<(), Error>,
    ) -> Outcome<SheetReport, ImportRefusal> {
        let mut report = SheetReport { sheet: R::SHEET, rows: 0, made: 0, changed: 0, unchanged: 0, faulty: 0 };
        let mut batches = self.input.read(R::SHEET);
        while let Some(batch) = batches.recv().await {
            let batch = batch.map_err(Failure::Refused)?;
            report.rows += batch.lines.len() as u64;
            self.count(batch.lines.len() as u64)?;
            let rows = self.read::<R>(&batch);
            self.check_references(&rows).await?;
            let only: Vec<R> = rows.iter().map(|(_, row)| row.clone()).collect();
            let stored = R::find(&mut self.conn, &only).await?;
            for mut row in only {
                tally(&mut report, compare(&mut row, &batch, &stored));
            }
            also(self, &rows, &stored).await?;
            (self.progress)(Progress { stage: Stage::Checking, sheet: R::SHEET, done: report.rows, total: None });
        }
        Ok(report)
    }

    fn count(&mut self, rows: u64) -> Outcome<(), ImportRefusal> {
        self.rows += rows;
        let most = self.options.limits.rows;
        if self.rows > most { Err(Failure::Refused(ImportRefusal::TooManyRows(most))) } else { Ok(()) }
    }

    /// Reads the rows of a batch. A faulty row's code is remembered too, so that what names it is not blamed for it.
    fn read<R: Record>(&mut self, batch: &Batch) -> Numbered<R> {
        let mut good = Vec::new();
        for fault in &batch.header {
            self.findings.fault(fault.clone());
        }
        for line in &batch.lines {
            let before = self.findings.faults_in_all;
            let mut cells = Cells::new(R::SHEET, line, &mut self.findings);
            cells.check_width();
            let row = R::read(&mut cells, self.options.learning);
            if R::SHEET.has_codes()
                && let Some(Ok(code)) = line.cells.first().and_then(|cell| cell.as_ref().ok()).map(|text| Code::parse(text))
            {
                let above = row.as_ref().and_then(|row| row.above());
                if let Some(first) = self.index.enter(R::SHEET, code.as_str(), line.row, above.map(|(_, above)| above)) {
                    let reason = format!("{code} stands in row {first} already");
                    self.findings.fault(at(R::SHEET, line.row, "code", (FaultCode::Duplicate, reason)));
                }
            }
            good.extend(row.filter(|_| self.findings.faults_in_all == before).map(|row| (line.row, row)));
        }
        good
    }

    /// Looks up what the rows name in other sheets or in the store; what they name in their own sheet waits for its end.
    async fn check_references<R: Record>(&mut self, rows: &[(u64, R)]) -> Result<(), Error> {
        let mut ask: BTreeMap<Target, HashSet<&str>> = BTreeMap::new();
        for (number, row) in rows {
            for reference in row.references() {
                if reference.target == Target::Sheet(R::SHEET) {
                    self.deferred.push((*number, reference.column, reference.code.into()));
                } else if !self.is_in_files(reference) {
                    ask.entry(reference.target).or_default().insert(reference.code);
                }
            }
        }
        let mut known = HashMap::new();
        for (target, codes) in &ask {
            let codes: Vec<&str> = codes.iter().copied().collect();
            known.insert(*target, sql::known(&mut self.conn, *target, &codes).await?);
        }
        for (number, row) in rows {
            for reference in row.references() {
                let is_asked = ask.get(&reference.target).is_some_and(|codes| codes.contains(reference.code));
                if is_asked && !known.get(&reference.target).is_some_and(|known| known.contains(reference.code)) {
                    self.findings.fault(at(R::SHEET, *number, reference.column, unknown(reference.code)));
                }
            }
        }
        Ok(())
    }

    fn is_in_files(&self, reference: Reference<'_>) -> bool {
        let sheet = match reference.target {
            Target::Sheet(sheet) => sheet,
            // Every official of the files has an account or gets one.
            Target::Account => Sheet::Officials,
        };
        self.index.has(sheet, reference.code)
    }

    /// What the rows of a sheet name in their own sheet: unknown codes and cycles.
    async fn check_tree(&mut self, sheet: Sheet) -> Outcome<(), ImportRefusal> {
        let column = if sheet == Sheet::Posts { "reports_to" } else { "parent" };
        let links = self.index.take_links(sheet);
        let tangle = links::examine(&mut self.conn, sheet, &links).await?;
        let row_of = |code: &str| links.get(code).map_or(0, |link| link.row);
        for code in &tangle.unknown {
            let above = links.get(code.as_str()).and_then(|link| link.above.as_deref()).unwrap_or_default();
            self.findings.fault(at(sheet, row_of(code), column, unknown(above)));
        }
        for cycle in &tangle.cycles {
            // The store itself has none, so that at least one row of a cycle stands in the files.
            let row = cycle.iter().map(|code| row_of(code)).filter(|row| *row > 0).min().unwrap_or_default();
            let reason = format!("a cycle: {}", shortened(cycle).join(" is under "));
            self.findings.fault(at(sheet, row, column, (FaultCode::Cycle, reason)));
        }
        self.check_deferred(sheet, |code| links.contains_key(code)).await?;
        self.index.put_links(sheet, links);
        Ok(())
    }

    async fn check_deferred(&mut self, sheet: Sheet, is_in_files: impl Fn(&str) -> bool) -> Result<(), Error> {
        let deferred: Vec<_> = std::mem::take(&mut self.deferred).into_iter().filter(|(_, _, code)| !is_in_files(code)).collect();
        for some in deferred.chunks(300) {
            let codes: Vec<&str> = some.iter().map(|(_, _, code)| &**code).collect();
            let known = sql::known(&mut self.conn, Target::Sheet(sheet), &codes).await?;
            for (row, column, code) in some.iter().filter(|(_, _, code)| !known.contains(&**code)) {
                self.findings.fault(at(sheet, *row, column, unknown(code)));
            }
        }
        Ok(())
    }
}

fn at(sheet: Sheet, row: u64, column: &str, (code, reason): (FaultCode, String)) -> Fault {
    Fault { sheet: Some(sheet), row, column: column.to_owned(), code, reason }
}

fn unknown(code: &str) -> (FaultCode, String) {
    (FaultCode::Unknown, format!("{code} stands neither in the files nor in the store"))
}

/// The first and last few of many codes.
fn shortened(codes: &[String]) -> Vec<&str> {
    const MOST: usize = 10;
    let all = codes.iter().map(String::as_str);
    if codes.len() <= MOST {
        return all.collect();
    }
    all.clone().take(MOST - 2).chain(["..."]).chain(all.skip(codes.len() - 1)).collect()
}

/// What a row does to the store.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Makes,
    Changes,
    Nothing,
}

fn compare<R: Stored>(row: &mut R, batch: &Batch, stored: &HashMap<R::Id, Found<R>>) -> Effect {
    match stored.get(&row.id()).filter(|found| !found.hidden) {
        None => Effect::Makes,
        Some(found) => {
            row.keep(batch.given, &found.row);
            if *row == found.row { Effect::Nothing } else { Effect::Changes }
        }
    }
}

fn tally(report: &mut SheetReport, effect: Effect) {
    let count = match effect {
        Effect::Makes => &mut report.made,
        Effect::Changes => &mut report.changed,
        Effect::Nothing => &mut report.unchanged,
    };
    *count += 1;
}
