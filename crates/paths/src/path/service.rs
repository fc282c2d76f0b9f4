//! Accepting a path as one's plan, and giving the plan up.

use std::sync::Arc;

use kernel::Timestamp;
use methods::path::{Rise, Solution};
use people::{Account, OfficialKey};
use store::audit::Entry;
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;
use web::Refusal;

use super::domain::Wish;
use super::model::{Read, gather_for};
use super::plan_store::{self as sql, NewPlan, NewStep};
use super::solve::{ids, shortest, word};
use crate::action::Actions;

/// Why a path was not accepted or a plan not given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathRefusal {
    /// The path is not the one that was seen any more.
    Changed,
    /// There is nothing to do.
    Empty,
    /// There is no plan.
    NoPlan,
}

impl Refusal for PathRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Changed => "path.changed",
            Self::Empty => "path.empty",
            Self::NoPlan => "path.no-plan",
        }
    }
}

/// The wish to make a path one's plan.
#[derive(Clone, Debug)]
pub struct Accept {
    /// Whose.
    pub official: OfficialKey,
    /// The account that asks; `None` where the demonstration is filled.
    pub account: Option<kernel::Key<Account>>,
    /// What was chosen.
    pub wish: Wish,
    /// Ids of the actions that were seen, in their order; `None`: whatever is best now.
    pub seen: Option<Vec<String>>,
    /// When; now where it is `None`.
    pub at: Option<Timestamp>,
    /// The id of the plan; a new one where it is `None`.
    pub id: Option<Uuid>,
}

/// Accepts the best path as the plan; an earlier plan becomes history.
pub async fn accept(db: &Db, command: Accept) -> Outcome<Uuid, PathRefusal> {
    let mut conn = db.read().await?;
    let now = db.context().now();
    let read = gather_for(&mut conn, command.official, now).await?;
    drop(conn);
    let plan = Arc::new(planned(&read, &command, now)?);
    let id = plan.id.unwrap_or_else(|| db.context().new_id());
    db.write((command, plan, id), |tx, (command, plan, id)| put(tx, command, plan, *id).boxed()).await
}

/// What is to be written, apart from its id.
struct Planned {
    id: Option<Uuid>,
    plan: NewPlan,
}

fn planned(read: &Read, command: &Accept, now: Timestamp) -> Outcome<Planned, PathRefusal> {
    let solution = shortest(&read.question, &command.wish, &read.actions, &read.failed, &mut Default::default())?;
    let now_best = ids(&solution, &read.actions);
    if now_best.is_empty() {
        return Err(Failure::Refused(PathRefusal::Empty));
    }
    if command.seen.as_ref().is_some_and(|seen| *seen != now_best) {
        return Err(Failure::Refused(PathRefusal::Changed));
    }
    let number = |figure: u64| i64::try_from(figure).unwrap_or(i64::MAX);
    let plan = NewPlan {
        id: Uuid::nil(),
        at: command.at.unwrap_or(now),
        wish: command.wish.clone(),
        status: word(solution.status),
        minutes: number(solution.minutes),
        bound: number(solution.bound),
        steps: steps(&solution, &read.actions),
    };
    Ok(Planned { id: command.id, plan })
}

fn steps(solution: &Solution, actions: &Actions) -> Vec<NewStep> {
    let rise = |rise: &Rise| Some((actions.key(actions.catalogue.competency(rise.competency))?, i64::from(rise.to)));
    let step = |step: &methods::path::Step| {
        let action = actions.catalogue.action(step.action);
        let offer = actions.offer(&action.id)?;
        let mut rises: Vec<_> = step.closes.iter().chain(&step.prepares).filter_map(rise).collect();
        // A competency that a step both closes and prepares stands once, with the higher level.
        rises.sort_by_key(|(competency, level)| (*competency, -level));
        rises.dedup_by_key(|(competency, _)| *competency);
        Some(NewStep {
            action: action.id.clone(),
            title: offer.title.clone(),
            address: offer.address(),
            minutes: i64::from(action.minutes),
            rises,
        })
    };
    solution.steps.iter().filter_map(step).collect()
}

async fn put(tx: &mut Tx, command: &Accept, planned: &Planned, id: Uuid) -> Outcome<Uuid, PathRefusal> {
    sql::end(tx, command.official, "replaced").await?;
    sql::insert(tx, command.official, &NewPlan { id, ..planned.plan.clone() }).await.map_err(second_is_refused)?;
    tx.audit(entry(command.account, command.official, "path.accept", id.to_string())).await?;
    Ok(id)
}

/// The index of plans in force decides a race of two acceptances.
fn second_is_refused(error: Error) -> Failure<PathRefusal> {
    if error.is_duplicate() { Failure::Refused(PathRefusal::Changed) } else { Failure::Internal(error) }
}

/// The wish to have no plan any more.
#[derive(Clone, Copy, Debug)]
pub struct Drop {
    /// Whose.
    pub official: OfficialKey,
    /// The account that asks.
    pub account: kernel::Key<Account>,
}

/// Gives the plan up; it stays as history.
pub async fn drop_plan(db: &Db, command: Drop) -> Outcome<(), PathRefusal> {
    db.write(command, |tx, command| give_up(tx, *command).boxed()).await
}

async fn give_up(tx: &mut Tx, command: Drop) -> Outcome<(), PathRefusal> {
    if !sql::end(tx, command.official, "dropped").await? {
        return Err(Failure::Refused(PathRefusal::NoPlan));
    }
    tx.audit(entry(Some(command.account), command.official, "path.drop", String::new())).await?;
    Ok(())
}

fn entry(account: Option<kernel::Key<Account>>, official: OfficialKey, action: &'static str, detail: String) -> Entry {
    Entry { actor: account.map(kernel::Key::number), action, subject: Some(official.number()), detail }
}
