//! Working out anew what is stale.

use std::collections::BTreeSet;
use std::sync::Arc;

use competency::Competency;
use kernel::{Date, Key, Timestamp};
use methods::path::Scratch;
use people::OfficialKey;
use store::{Db, Error, FutureExt, Outcome, Tx};

use super::store::{self as sql, Kept, Stale};
use crate::action::{self, Actions, Print};
use crate::path::{Wish, shortest, store as path_sql, word};

/// Officials in one transaction.
const CHUNK: i64 = 250;
/// Officials that are marked in one transaction.
const MARKS: i64 = 2000;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Officials whose path was worked out.
    pub officials: u64,
    /// Those whose whole path is proven shortest.
    pub optimal: u64,
    /// Those for whom a best path was found without proof.
    pub bounded: u64,
    /// Those of whom some level cannot be reached.
    pub unreachable: u64,
}

/// Told how many are done, and of how many.
pub type Progress<'a> = &'a mut (dyn FnMut(u64, u64) + Send);

/// Notices what has changed and works out what is stale; the regular task.
pub async fn refresh(db: &Db) -> Outcome<Report, ()> {
    notice(db).await?;
    work(db, &mut |_| {}).await
}

/// Works out the path of every official, whatever is kept.
pub async fn plan_all(db: &Db, progress: Progress<'_>) -> Outcome<Report, ()> {
    notice(db).await?;
    db.write((), |tx, ()| async move { Ok(sql::forget(tx).await?) }.boxed()).await?;
    let all = u64::try_from(sql::officials(&mut db.read().await?).await?).unwrap_or(0);
    work(db, &mut |done| progress(done, all)).await
}

/// Measures the minutes of courses anew, unless that was done today.
pub async fn measure_minutes(db: &Db) -> Outcome<(), ()> {
    let today = db.context().today();
    db.write(today, |tx, today| measure(tx, *today).boxed()).await
}

/// Marks whoever is concerned by what has changed without a reaction.
async fn notice(db: &Db) -> Outcome<(), ()> {
    let today = db.context().today();
    measure_minutes(db).await?;
    db.write((), |tx, ()| async move { Ok(sql::mark_edition(tx).await?) }.boxed()).await?;
    while db.write(today, |tx, today| due(tx, *today).boxed()).await? == MARKS.unsigned_abs() {}
    notice_actions(db).await
}

async fn measure(tx: &mut Tx, today: Date) -> Outcome<(), ()> {
    if sql::measure_today(tx, today).await? {
        action::measure(tx).await?;
    }
    Ok(())
}

async fn due(tx: &mut Tx, today: Date) -> Outcome<u64, ()> {
    Ok(sql::mark_due(tx, today, MARKS).await?)
}

async fn notice_actions(db: &Db) -> Outcome<(), ()> {
    let mut conn = db.read().await?;
    let actions = action::current(&mut conn, db.context().now()).await?;
    let (now, told) = (actions.prints(), sql::told(&mut conn).await?);
    drop(conn);
    if now == told {
        return Ok(());
    }
    let touched = touched(&told, &now);
    let competencies = format!("{:?}", touched.iter().map(|key| key.number()).collect::<Vec<_>>());
    let mut after = Some(OfficialKey::new(0));
    while let Some(last) = after {
        let command = (competencies.clone(), last);
        after = db.write(command, |tx, (competencies, last)| mark_some(tx, competencies, *last).boxed()).await?;
    }
    // Told last: who is stopped in between tells all of them again.
    db.write(now, |tx, now| async move { Ok(sql::tell(tx, now).await?) }.boxed()).await
}

async fn mark_some(tx: &mut Tx, competencies: &str, after: OfficialKey) -> Outcome<Option<OfficialKey>, ()> {
    Ok(sql::mark_open(tx, competencies, after, MARKS).await?)
}

/// The competencies whose levels can be reached otherwise than before: those that a changed action gives, and those given by actions that
/// begin there.
fn touched(before: &[Print], after: &[Print]) -> BTreeSet<Key<Competency>> {
    let differs = |one: &Print, others: &[Print]| !others.contains(one);
    let changed = before.iter().filter(|one| differs(one, after)).chain(after.iter().filter(|one| differs(one, before)));
    let mut touched: BTreeSet<Key<Competency>> = changed.flat_map(|one| one.gives.iter().copied()).collect();
    loop {
        let reached: Vec<Key<Competency>> = after
            .iter()
            .filter(|action| action.entry.iter().any(|key| touched.contains(key)))
            .flat_map(|action| action.gives.iter().copied())
            .filter(|key| !touched.contains(key))
            .collect();
        if reached.is_empty() {
            return touched;
        }
        touched.extend(reached);
    }
}

/// Works out who was never looked at, marked or not, then what is stale; tells how many are done.
async fn work(db: &Db, done: &mut (dyn FnMut(u64) + Send)) -> Outcome<Report, ()> {
    let mut report = Report::default();
    for fresh in [true, false] {
        loop {
            let mut conn = db.read().await?;
            let chunk = if fresh { sql::fresh(&mut conn, CHUNK).await? } else { sql::stale(&mut conn, CHUNK).await? };
            drop(conn);
            let Some((last, _)) = chunk.last().copied() else { break };
            one_chunk(db, chunk, fresh.then_some(last), &mut report).await?;
            done(report.officials);
        }
    }
    Ok(report)
}

async fn one_chunk(db: &Db, chunk: Vec<Stale>, looked: Option<OfficialKey>, report: &mut Report) -> Outcome<(), ()> {
    let now = db.context().now();
    let mut conn = db.read().await?;
    let actions = action::current(&mut conn, now).await?;
    let officials: Vec<OfficialKey> = chunk.iter().map(|(official, _)| *official).collect();
    let asked = path_sql::asked(&mut conn, &officials, now.date()).await?;
    let reviews = sql::reviews(&mut conn, &officials, now.date()).await?;
    drop(conn);
    let solved = tokio::task::spawn_blocking(move || solve(&chunk, &asked, &actions)).await;
    let mut kept = solved.map_err(|panic| Error::Writer(panic.to_string()))??;
    for one in &mut kept {
        one.review_on = reviews.get(&one.official).copied();
        report.officials += 1;
        match one.status {
            "optimal" => report.optimal += 1,
            "bounded" => report.bounded += 1,
            _ => report.unreachable += 1,
        }
    }
    db.write((Arc::new(kept), now, looked), |tx, (kept, now, looked)| put(tx, kept, *now, *looked).boxed()).await
}

async fn put(tx: &mut Tx, kept: &[Kept], now: Timestamp, looked: Option<OfficialKey>) -> Outcome<(), ()> {
    sql::keep(tx, kept, now).await?;
    if let Some(last) = looked {
        sql::looked(tx, last).await?;
    }
    Ok(())
}

type Everybody = std::collections::BTreeMap<OfficialKey, path_sql::Asked>;

fn solve(chunk: &[Stale], asked: &Everybody, actions: &Actions) -> Result<Vec<Kept>, Error> {
    let mut scratch = Scratch::default();
    let mut kept = Vec::with_capacity(chunk.len());
    for (official, changes) in chunk {
        let Some(asked) = asked.get(official) else { continue };
        let wish = Wish::usual(asked.minutes_per_week, &asked.language);
        let solution = shortest(&asked.question, &wish, actions, &[], &mut scratch)?;
        let reachable = |key: Key<Competency>, required: i64| {
            let code = actions.code(key).unwrap_or_default();
            let missing = solution.missing.iter().find(|one| one.competency == code);
            missing.map_or(required, |one| i64::from(one.reachable))
        };
        let number = |figure: u64| i64::try_from(figure).unwrap_or(i64::MAX);
        kept.push(Kept {
            official: *official,
            changes: *changes,
            status: word(solution.status),
            minutes: number(solution.minutes),
            bound: number(solution.bound),
            steps: i64::try_from(solution.steps.len()).unwrap_or(0),
            review_on: None,
            open: asked
                .question
                .open()
                .map(|(key, line, required)| (key, line.holding.held, required, reachable(key, required.number())))
                .collect(),
        });
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(id: &str, digest: &str, entry: &[i64], gives: &[i64]) -> Print {
        let keys = |numbers: &[i64]| numbers.iter().map(|number| Key::new(*number)).collect();
        Print { id: id.to_owned(), digest: digest.to_owned(), entry: keys(entry), gives: keys(gives) }
    }

    #[test]
    fn a_changed_action_concerns_what_it_gives_and_what_begins_there() {
        let same = print("same", "1", &[1], &[2]);
        let far = print("far", "1", &[2], &[3]);
        let other = print("other", "1", &[7], &[8]);
        let before = [same.clone(), far.clone(), other.clone(), print("course", "1", &[], &[1])];
        let after = [same, far, other, print("course", "2", &[], &[1])];
        let numbers: Vec<i64> = touched(&before, &after).iter().map(|key| key.number()).collect();
        assert_eq!(numbers, [1, 2, 3]);
        assert!(touched(&after, &after).is_empty());
    }
}
