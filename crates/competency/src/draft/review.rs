//! The way of a draft through the reviews.

use people::Actor;
use people::grant::Action;
use store::{Conn, Db, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::authority::{may, person, writes_for_all};
use super::check::check;
use super::domain::{DraftRefusal, State, Step, is_another, next, said};
use super::service::{audit, difference_to_base};
use super::store::{self as sql, Draft, Happened, merging};
use crate::difference;

/// What somebody does with a whole draft.
#[derive(Clone, Debug)]
pub struct Deciding {
    /// Who.
    pub actor: Actor,
    /// The draft.
    pub draft: Uuid,
    /// The step.
    pub step: Step,
    /// The round that was read: who read an earlier submission decides nothing about the later one.
    pub round: i64,
    /// The words that go with it.
    pub note: String,
}

/// Gives a draft to the reviewers.
pub async fn submit(db: &Db, actor: Actor, draft: Uuid, note: String) -> Outcome<State, DraftRefusal> {
    let round = sql::by_id(&mut db.read().await?, draft).await?.map_or(0, |draft| draft.round);
    decide(db, Deciding { actor, draft, step: Step::Submit, round, note }).await
}

/// Takes a step with a whole draft and gives the state after it.
pub async fn decide(db: &Db, deciding: Deciding) -> Outcome<State, DraftRefusal> {
    db.write(deciding, |tx, deciding| take(tx, deciding).boxed()).await
}

/// Who takes a step in a state.
fn part(state: State, step: Step) -> Option<Action> {
    match (state, step) {
        (_, Step::Submit | Step::Appeal | Step::Withdraw) => Some(Action::DraftFramework),
        (State::Review1, _) => Some(Action::ReviewFramework),
        (State::Review2, _) => Some(Action::ApproveFramework),
        (State::Appealed, _) => Some(Action::DecideAppeal),
        _ => None,
    }
}

async fn take(tx: &mut Tx, deciding: &Deciding) -> Outcome<State, DraftRefusal> {
    let Some(draft) = sql::by_id(tx, deciding.draft).await? else { return Err(Failure::Denied) };
    let refused = |refusal| Err(Failure::Refused(refusal));
    let any = super::authority::parts(tx, &deciding.actor, &draft).await?;
    if any.is_empty() {
        return Err(Failure::Denied);
    }
    let Some(to) = next(draft.state, deciding.step, draft.refused_at).filter(|_| draft.round == deciding.round) else {
        return refused(DraftRefusal::NotNow);
    };
    let allowed = match part(draft.state, deciding.step) {
        Some(part) => may(tx, &deciding.actor, part, &draft).await?,
        None => false,
    };
    if !allowed {
        return Err(Failure::Denied);
    }
    said(deciding.step, &deciding.note).map_err(Failure::Refused)?;
    let who = person(&deciding.actor);
    match part(draft.state, deciding.step) {
        Some(Action::DraftFramework) => {}
        _ => {
            let history = sql::history(tx, draft.id).await?;
            let authors = sql::authors(tx, draft.id).await?;
            is_another(who, &authors, &before(&history, draft.round)).map_err(Failure::Refused)?;
        }
    }
    if deciding.step == Step::Submit {
        if !writes_for_all(tx, &deciding.actor, &draft).await? {
            return refused(DraftRefusal::Shared);
        }
        is_ready(tx, &draft).await?;
    }
    if to == State::Scheduled {
        is_still_next(tx, &draft).await?;
        if sql::another_waits(tx, &draft).await? {
            return refused(DraftRefusal::BaseChanged);
        }
    }
    if !sql::set_state(tx, &draft, to).await? {
        return refused(DraftRefusal::NotNow);
    }
    let round = draft.round + i64::from(deciding.step == Step::Submit);
    let note: String = deciding.note.trim().chars().take(4000).collect();
    let account = deciding.actor.account();
    sql::add_step(tx, draft.id, deciding.step, (Some((account, who)), round, &note)).await?;
    audit(tx, account, action(deciding.step), &draft).await?;
    Ok(to)
}

/// The action under which the audit trail has a step.
const fn action(step: Step) -> &'static str {
    match step {
        Step::Open => "draft.open",
        Step::Submit => "draft.submit",
        Step::Return => "draft.return",
        Step::Accept => "draft.accept",
        Step::Refuse => "draft.refuse",
        Step::Appeal => "draft.appeal",
        Step::Grant => "draft.grant",
        Step::Dismiss => "draft.dismiss",
        Step::Withdraw => "draft.withdraw",
        Step::Publish => "draft.publish",
        Step::Rebase => "draft.rebase",
    }
}

/// Who has decided about this submission already.
pub(super) fn before(history: &[Happened], round: i64) -> Vec<i64> {
    let decided = [Step::Accept, Step::Refuse, Step::Grant];
    let of = |one: &&Happened| one.round == round && decided.contains(&one.step);
    history.iter().filter(of).filter_map(|one| one.person).collect()
}

/// Whether a draft can be submitted: it changes something, has no fault and no doubt, and a day.
async fn is_ready(conn: &mut Conn, draft: &Draft) -> Outcome<(), DraftRefusal> {
    let refused = |refusal| Err(Failure::Refused(refusal));
    let Some(from) = draft.effective_from else { return refused(DraftRefusal::NoDay) };
    let rows = sql::rows(conn, draft.id).await?;
    if rows.iter().any(|row| !row.removed && !row.doubt.is_empty()) {
        return refused(DraftRefusal::Doubtful);
    }
    if merging::open_conflicts(conn, draft.id).await? > 0 {
        return refused(DraftRefusal::Conflicting);
    }
    is_still_next(conn, draft).await?;
    let (difference, base, _) = difference_to_base(conn, draft).await?;
    if difference.is_empty() {
        return refused(DraftRefusal::Nothing);
    }
    if !check(conn, draft, &base, &rows).await?.is_empty() {
        return refused(DraftRefusal::Faulty);
    }
    if from < draft.opened_at.date() {
        return refused(DraftRefusal::PastDay);
    }
    Ok(())
}

/// Whether the base is still the newest version, and the name is free.
async fn is_still_next(conn: &mut Conn, draft: &Draft) -> Outcome<(), DraftRefusal> {
    let versions = difference::versions(conn, draft.code.as_str()).await?;
    let newest = versions.first().map(|version| version.version.as_str());
    if newest != Some(draft.base.as_str()) {
        return Err(Failure::Refused(DraftRefusal::BaseChanged));
    }
    if versions.iter().any(|version| version.version == draft.version) {
        return Err(Failure::Refused(DraftRefusal::VersionTaken));
    }
    Ok(())
}
