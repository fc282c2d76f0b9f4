//! A draft that was overtaken by another version takes that version over: what only one side has changed counts, and what both have changed
//! otherwise waits for a decision.

use std::sync::Arc;

use kernel::{Date, LanguageText};
use people::Actor;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::authority::person;
use super::domain::{DraftRefusal, Step};
use super::merge::{Plan, plan};
use super::service::{audit, writable};
use super::store::{self as sql, Adding, Conflict, Draft, DraftRow, merging};
use crate::difference::{self, Cells};

/// The version by which a draft was overtaken, and what taking it over would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overtaken {
    /// The version.
    pub version: String,
    /// The day of its publication.
    pub published: Date,
    /// The organisation whose unit wrote it, and what it is about; `None`: it came with files.
    pub by: Option<(LanguageText, String)>,
    /// How many rows would be taken from it.
    pub taken: usize,
    /// How many rows that only the draft has changed would stay.
    pub kept: usize,
    /// How many rows would wait for a decision.
    pub conflicts: usize,
}

/// By which version a draft was overtaken that is not ended; `None`: it starts from the newest.
pub async fn overtaken(conn: &mut Conn, draft: &Draft) -> Result<Option<Overtaken>, Error> {
    if !draft.is_overtaken() {
        return Ok(None);
    }
    let Some((version, published, by)) = merging::newest(conn, draft).await?.filter(|(version, ..)| *version != draft.base)
    else {
        return Ok(None);
    };
    let rows = sql::rows(conn, draft.id).await?;
    let plan = planned(conn, (draft, &version), &rows).await?.unwrap_or_default();
    let conflicts = plan.clashes.len();
    Ok(Some(Overtaken { version, published, by, taken: plan.taken, kept: plan.kept, conflicts }))
}

/// `None` where one of the two versions is lost.
async fn planned(conn: &mut Conn, (draft, onto): (&Draft, &str), rows: &[DraftRow]) -> Result<Option<Plan>, Error> {
    let base = difference::content(conn, draft.code.as_str(), &draft.base).await?;
    let theirs = difference::content(conn, draft.code.as_str(), onto).await?;
    Ok(base.zip(theirs).map(|(base, theirs)| plan(&base, &theirs, rows)))
}

/// What somebody has read, and what follows from it.
#[derive(Clone, Debug)]
struct Taking {
    actor: Actor,
    draft: Uuid,
    /// The version from which the draft started.
    base: String,
    /// The version that is taken over.
    onto: String,
    /// The number of the next row when the rows were read: nobody has added one since.
    next_row: i64,
    plan: Arc<Plan>,
}

/// So often it is worked out anew when somebody writes in the draft meanwhile.
const TRIES: usize = 5;

/// Takes the newest version over, which is the one that was seen (`onto`), and gives how many rows wait for a decision. Worked out beside the
/// writer; what somebody writes in the draft meanwhile is not written over.
pub async fn take_over(db: &Db, actor: Actor, draft: Uuid, onto: String) -> Outcome<usize, DraftRefusal> {
    for _ in 0..TRIES {
        let mut conn = db.read().await?;
        let found = writable(&mut conn, &actor, draft).await?;
        let next_row = merging::next_row(&mut conn, draft).await?;
        let rows = sql::rows(&mut conn, draft).await?;
        let Some(plan) = planned(&mut conn, (&found, &onto), &rows).await? else {
            return Err(Failure::Refused(DraftRefusal::BaseChanged));
        };
        drop(conn);
        let waiting = plan.clashes.len();
        let (actor, onto, plan) = (actor.clone(), onto.clone(), Arc::new(plan));
        let taking = Taking { actor, draft, base: found.base, onto, next_row, plan };
        match db.write(taking, |tx, taking| take(tx, taking).boxed()).await {
            Ok(()) => return Ok(waiting),
            Err(Failure::Refused(None)) => {}
            Err(failure) => return Err(failure.map(|refusal| refusal.unwrap_or(DraftRefusal::NotNow))),
        }
    }
    Err(Failure::Refused(DraftRefusal::NotNow))
}

/// Refused without a reason: something was written since it was worked out.
async fn take(tx: &mut Tx, taking: &Taking) -> Outcome<(), Option<DraftRefusal>> {
    let refused = |refusal| Err(Failure::Refused(Some(refusal)));
    let draft = writable(tx, &taking.actor, taking.draft).await.map_err(|failure| failure.map(Some))?;
    let newest = merging::newest(tx, &draft).await?;
    if draft.base != taking.base || draft.base == taking.onto || newest.is_none_or(|(version, ..)| version != taking.onto) {
        return refused(DraftRefusal::NotNow);
    }
    if merging::open_conflicts(tx, draft.id).await? > 0 {
        return refused(DraftRefusal::Conflicting);
    }
    let plan = &taking.plan;
    if merging::next_row(tx, draft.id).await? != taking.next_row
        || merging::put_rows(tx, draft.id, &plan.puts).await? != plan.puts.len()
    {
        return Err(Failure::Refused(None));
    }
    let adding: Vec<Adding<'_>> = plan.adds.iter().map(|(sheet, cells)| Adding { sheet: *sheet, cells, doubt: "" }).collect();
    sql::add(tx, draft.id, &adding, None).await?;
    merging::add_conflicts(tx, draft.id, &taking.onto, &plan.clashes).await?;
    if !merging::set_base(tx, &draft, &taking.onto).await? {
        return refused(DraftRefusal::NotNow);
    }
    let (account, who) = (taking.actor.account(), person(&taking.actor));
    sql::add_author(tx, draft.id, who).await?;
    let note = format!("{} → {}", draft.base, taking.onto);
    sql::add_step(tx, draft.id, Step::Rebase, (Some((account, who)), draft.round, &note)).await?;
    Ok(audit(tx, account, "draft.rebase", &draft).await?)
}

/// Decides about what both have changed: theirs is taken, or the draft's stays. What was written in other cells of the row since stays.
pub async fn settle_conflict(db: &Db, actor: Actor, draft: Uuid, (number, theirs): (i64, bool)) -> Outcome<(), DraftRefusal> {
    db.write((actor, draft, number, theirs), |tx, (actor, draft, number, theirs)| {
        settle(tx, actor, *draft, (*number, *theirs)).boxed()
    })
    .await
}

async fn settle(tx: &mut Tx, actor: &Actor, draft: Uuid, (number, theirs): (i64, bool)) -> Outcome<(), DraftRefusal> {
    let draft = writable(tx, actor, draft).await?;
    let all = sql::conflicts(tx, draft.id).await?;
    let Some(conflict) = all.into_iter().find(|one| one.number == number) else {
        return Err(Failure::Refused(DraftRefusal::NoRow));
    };
    if !merging::decide(tx, draft.id, (number, theirs), actor.account()).await? {
        return Err(Failure::Refused(DraftRefusal::NotNow));
    }
    if theirs {
        take_theirs(tx, actor, &draft, conflict).await?;
    }
    sql::add_author(tx, draft.id, person(actor)).await?;
    Ok(())
}

async fn take_theirs(tx: &mut Tx, actor: &Actor, draft: &Draft, conflict: Conflict) -> Outcome<(), DraftRefusal> {
    let row = match conflict.row {
        Some(number) => sql::row(tx, draft.id, number).await?,
        None => None,
    };
    match (row, conflict.theirs) {
        (Some(row), None) => put(tx, actor, draft, DraftRow { removed: true, ..row }).await,
        (Some(row), Some(theirs)) => {
            let cells = if conflict.columns.is_empty() { theirs } else { with(row.cells.clone(), &theirs, &conflict.columns) };
            put(tx, actor, draft, DraftRow { cells, removed: false, ..row }).await
        }
        (None, Some(theirs)) => {
            let adding = [Adding { sheet: conflict.sheet, cells: &theirs, doubt: "" }];
            sql::add(tx, draft.id, &adding, Some(actor.account())).await?;
            Ok(())
        }
        (None, None) => Ok(()),
    }
}

/// Cells with those of some columns as another has them.
fn with(mut cells: Cells, other: &Cells, columns: &[String]) -> Cells {
    for column in columns {
        match other.get(column) {
            Some(cell) => cells.insert(column.clone(), cell.clone()),
            None => cells.remove(column),
        };
    }
    cells
}

async fn put(tx: &mut Tx, actor: &Actor, draft: &Draft, row: DraftRow) -> Outcome<(), DraftRefusal> {
    if sql::put_row(tx, draft.id, &row, actor.account()).await? { Ok(()) } else { Err(Failure::Refused(DraftRefusal::NotNow)) }
}
