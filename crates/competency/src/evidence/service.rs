//! The use cases of the ledger, to be called inside the transaction of whoever has something to record.

use kernel::{Attained, Date, Key, Language, Level, Timestamp};
use people::{Account, OfficialKey};
use records::event::{Event, Thing, Verb};
use serde_json::json;
use store::audit::Entry;
use store::{Db, Error, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::domain::{Derived, EvidenceKind, derive};
use super::store as sql;
use crate::{Competency, Indicator, framework};

/// A piece of evidence to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct NewEvidence<'a> {
    /// Whose.
    pub official: OfficialKey,
    /// Its id; a new one when `None`. Recording the same id again changes nothing.
    pub id: Option<Uuid>,
    /// For which competency.
    pub competency: Key<Competency>,
    /// Of which kind.
    pub kind: EvidenceKind,
    /// The level it speaks for.
    pub level: Level,
    /// When it was shown, which may be before it is recorded.
    pub shown_at: Timestamp,
    /// Who records it; `None` for the system.
    pub recorded_by: Option<Key<Account>>,
    /// Who observed it.
    pub observer: Option<OfficialKey>,
    /// The indicator against which it was observed.
    pub indicator: Option<Key<Indicator>>,
    /// The language in which it was shown.
    pub language: &'a Language,
    /// What it rests on: `test:UUID`, `course:CODE`, `incident`, ...
    pub source: &'a str,
    /// What is to be said about it; personal.
    pub note: &'a str,
    /// A piece of the same person and competency that it withdraws.
    pub withdraws: Option<Uuid>,
}

/// What recording has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The id of the piece.
    pub id: Uuid,
    /// The level held before.
    pub before: Attained,
    /// The level held after.
    pub after: Attained,
}

/// An attainment has changed: by evidence, by withdrawal or by lapse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttainmentChanged {
    /// Whose.
    pub official: OfficialKey,
    /// For which competency.
    pub competency: Key<Competency>,
    /// What stood before; nothing at all before the first piece.
    pub before: Derived,
    /// What stands now.
    pub after: Derived,
}

/// Records a piece: ledger, attainment, audit, change feed and the event [`AttainmentChanged`] in the running transaction. Idempotent by id.
pub async fn record(tx: &mut Tx, new: &NewEvidence<'_>) -> Result<Recorded, Error> {
    keep(tx, new, new.level.into()).await
}

/// Records a piece that speaks for no level: "not observed", or a plain withdrawal. The level of `new` is left aside.
pub(crate) async fn record_without_level(tx: &mut Tx, new: &NewEvidence<'_>) -> Result<Recorded, Error> {
    keep(tx, new, Attained::NOTHING).await
}

async fn keep(tx: &mut Tx, new: &NewEvidence<'_>, level: Attained) -> Result<Recorded, Error> {
    let id = new.id.unwrap_or_else(|| tx.context().new_id());
    if !sql::insert(tx, id, new, level).await? {
        sql::detail(tx, new.official, id).await?.ok_or(Error::Missing("competency of new evidence"))?;
        let held =
            sql::attainment(tx, new.official, new.competency).await?.map_or(Attained::NOTHING, |stored| stored.derived.level);
        return Ok(Recorded { id, before: held, after: held });
    }
    let actor = new.recorded_by.map(Key::number);
    let detail = json!({"competency": new.competency.number(), "kind": new.kind.as_str(), "level": level}).to_string();
    tx.audit(Entry { actor, action: "evidence.record", subject: Some(new.official.number()), detail }).await?;
    let today = tx.now().date();
    let (before, after) = recompute(tx, (new.official, new.competency), today).await?;
    for target in sql::targets(tx, new.competency).await? {
        recompute(tx, (new.official, target), today).await?;
    }
    Ok(Recorded { id, before: before.level, after: after.level })
}

/// Derives the attainment anew from all its evidence and tells who cares when it has changed.
pub(super) async fn recompute(
    tx: &mut Tx,
    whose: (OfficialKey, Key<Competency>),
    today: Date,
) -> Result<(Derived, Derived), Error> {
    let (official, competency) = whose;
    let rules = sql::rules(tx).await?;
    let pieces = sql::pieces(tx, official, competency).await?;
    let before = sql::attainment(tx, official, competency).await?.map(|stored| stored.derived).unwrap_or_default();
    let after = derive(&pieces, &rules, today);
    if pieces.is_empty() {
        sql::remove(tx, whose).await?;
    } else {
        sql::put(tx, whose, after, rules.version(today)).await?;
    }
    if shown(before) != shown(after) {
        tx.change("attainment", official.number(), delta(competency, before, after)).await?;
        if after.level > before.level {
            let (code, cause) = (framework::code(tx, competency).await?, tx.context().new_id());
            let attained = Event::new(official, Verb::Attained, Thing::Competency(code.as_str()), cause);
            records::event::tell(tx, &[Event { level: Some(after.level.number()), ..attained }]).await?;
        }
        tx.emit(&AttainmentChanged { official, competency, before, after }).await?;
    }
    Ok((before, after))
}

/// What roll-ups count.
const fn shown(derived: Derived) -> (i64, i64, bool) {
    (derived.level.number(), derived.lapsed.number(), derived.assessed)
}

fn delta(competency: Key<Competency>, before: Derived, after: Derived) -> String {
    let side = |derived: Derived| json!({"level": derived.level, "lapsed": derived.lapsed, "assessed": derived.assessed});
    json!({"competency": competency.number(), "old": side(before), "new": side(after)}).to_string()
}

/// So many officials are counted anew in one transaction.
const RECOUNTED: i64 = 200;
/// So many transactions are one job; then the next goes on, far within the time that a job has.
const CHUNKS: usize = 25;

/// The kind of the job that [`recount`] runs.
pub const RECOUNT_JOB: &str = "evidence.recount";

/// Asks that the attainments of a competency be derived anew of all who have evidence for another: after a crosswalk between the two was
/// declared, changed or taken back. In the transaction of the change, so that it is done however often somebody stops in between.
pub async fn ask_recount(tx: &mut Tx, of: Key<Competency>, having: Key<Competency>) -> Result<(), Error> {
    go_on(tx, (of, having), OfficialKey::new(i64::MIN)).await
}

type Pair = (Key<Competency>, Key<Competency>);

async fn go_on(tx: &mut Tx, (of, having): Pair, after: OfficialKey) -> Result<(), Error> {
    tx.enqueue(RECOUNT_JOB, format!("{} {} {}", of.number(), having.number(), after.number())).await.map(|_| ())
}

/// Runs the job: some thousand officials in chunks, then the next job goes on after them. Doing it again changes nothing.
///
/// # Errors
/// With words for the log when the store fails.
pub async fn recount(db: Db, payload: String) -> Result<(), String> {
    let numbers: Vec<i64> = payload.split(' ').filter_map(|part| part.parse().ok()).collect();
    let [of, having, after] = numbers[..] else { return Err(format!("no recount: {payload}")) };
    let done = recount_chunks(&db, (Key::new(of), Key::new(having)), OfficialKey::new(after)).await;
    done.map_err(|failure| format!("{failure:?}"))
}

async fn recount_chunks(db: &Db, pair: Pair, mut after: OfficialKey) -> Outcome<(), ()> {
    for chunk in 1..=CHUNKS {
        let some = sql::having(&mut db.read().await?, pair.1, after, RECOUNTED).await?;
        let Some(last) = some.last().copied() else { return Ok(()) };
        let next = (chunk == CHUNKS).then_some(last);
        db.write((pair, some, next), |tx, (pair, some, next)| recount_some(tx, *pair, (some.as_slice(), *next)).boxed()).await?;
        after = last;
    }
    Ok(())
}

async fn recount_some(tx: &mut Tx, pair: Pair, (officials, next): (&[OfficialKey], Option<OfficialKey>)) -> Outcome<(), ()> {
    let today = tx.now().date();
    for official in officials {
        recompute(tx, (*official, pair.0), today).await?;
    }
    if let Some(last) = next {
        go_on(tx, pair, last).await?;
    }
    Ok(())
}

/// Derives anew the attainments whose day of change has come, at most `limit`; returns how many. To be called again while it returns `limit`.
pub async fn lapse_due(tx: &mut Tx, today: Date, limit: i64) -> Result<i64, Error> {
    let due = sql::due(tx, today, limit).await?;
    for whose in &due {
        recompute(tx, *whose, today).await?;
    }
    Ok(due.len() as i64)
}
