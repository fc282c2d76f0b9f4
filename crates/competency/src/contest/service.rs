//! The use cases of contests.

use kernel::time::DAY;
use kernel::{Language, Level};
use people::grant::{Action, Permit, permit};
use people::{Actor, OfficialKey};
use store::audit::Entry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::domain::{CLOCK_DAYS, ContestRefusal, kept, may_answer, may_open};
use super::store as sql;
use crate::evidence::{self, NewEvidence};

/// A contest to be opened.
#[derive(Clone, Debug)]
pub struct NewContest {
    /// Who contests: the official himself.
    pub actor: Actor,
    /// The piece of evidence.
    pub evidence: Uuid,
    /// Why it is wrong.
    pub reason: String,
}

/// Opens a contest about a piece of evidence about oneself.
pub async fn open(db: &Db, new: NewContest) -> Outcome<Uuid, ContestRefusal> {
    db.write(new, |tx, new| insert(tx, new).boxed()).await
}

async fn insert(tx: &mut Tx, new: &NewContest) -> Outcome<Uuid, ContestRefusal> {
    let Some(official) = new.actor.official() else { return Err(Failure::Denied) };
    if evidence::detail(tx, official, new.evidence).await?.is_none() {
        return Err(Failure::Denied);
    }
    let withdrawn = evidence::is_withdrawn(tx, official, new.evidence).await?;
    let before = sql::of_official(tx, official).await?;
    let before = before.iter().find(|contest| contest.evidence == new.evidence).map(|contest| contest.answered_at.is_some());
    may_open(&new.reason, withdrawn, before).map_err(Failure::Refused)?;
    let due = tx.now().plus(i64::from(CLOCK_DAYS) * DAY);
    let id = sql::insert(tx, official, new.evidence, &kept(&new.reason), due).await?;
    let actor = Some(new.actor.account().number());
    tx.audit(Entry { actor, action: "contest.open", subject: Some(official.number()), detail: new.evidence.to_string() }).await?;
    Ok(id)
}

/// The answer to a contest.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Who answers.
    pub actor: Actor,
    /// Whose contest.
    pub official: OfficialKey,
    /// Which.
    pub contest: Uuid,
    /// Whether the official is right; the piece is then withdrawn.
    pub upheld: bool,
    /// The answer in words.
    pub answer: String,
}

/// Answers a contest.
pub async fn answer(db: &Db, answer: Answer) -> Outcome<(), ContestRefusal> {
    db.write(answer, |tx, answer| decide(tx, answer).boxed()).await
}

/// Whether this actor may answer contests of this official: human resources in scope, and never one's own.
pub(super) async fn may_judge(conn: &mut Conn, actor: &Actor, official: OfficialKey) -> Result<Option<Permit>, Error> {
    if actor.official() == Some(official) {
        return Ok(None);
    }
    permit(conn, actor, Action::AnswerContest, official).await
}

async fn decide(tx: &mut Tx, answer: &Answer) -> Outcome<(), ContestRefusal> {
    let Some(permit) = may_judge(tx, &answer.actor, answer.official).await? else { return Err(Failure::Denied) };
    let official = permit.official();
    let Some(contest) = sql::one(tx, official, answer.contest).await? else { return Err(Failure::Denied) };
    let Some(piece) = evidence::detail(tx, official, contest.evidence).await? else { return Err(Failure::Denied) };
    let mine = piece.recorded_by == Some(answer.actor.account());
    may_answer(&answer.answer, contest.answered_at.is_some(), mine).map_err(Failure::Refused)?;
    let account = answer.actor.account();
    sql::set_answer(tx, (official, contest.id), account, &kept(&answer.answer), answer.upheld).await?;
    if answer.upheld {
        withdraw(tx, answer, &piece).await?;
    }
    let detail = format!("{} {}", contest.id, if answer.upheld { "upheld" } else { "not upheld" });
    tx.audit(Entry { actor: Some(account.number()), action: "contest.answer", subject: Some(official.number()), detail }).await?;
    Ok(())
}

async fn withdraw(tx: &mut Tx, answer: &Answer, piece: &evidence::Detail) -> Result<(), Error> {
    let withdrawal = NewEvidence {
        official: answer.official,
        id: None,
        competency: piece.competency,
        kind: piece.piece.kind,
        level: Level::ONE,
        shown_at: tx.now(),
        recorded_by: Some(answer.actor.account()),
        observer: None,
        indicator: None,
        language: &Language::ENGLISH,
        source: &format!("contest:{}", answer.contest),
        note: "",
        withdraws: Some(piece.piece.id),
    };
    evidence::record_without_level(tx, &withdrawal).await.map(|_| ())
}
