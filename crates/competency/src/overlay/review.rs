//! The way of an overlay to its day.

use people::Actor;
use people::grant::Action;
use store::{Conn, Db, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::authority::{may, parts};
use super::domain::{OverlayRefusal, State, Step, next};
use super::service::{audit, conflicts, cut};
use super::store::{self as sql, NewStep, Overlay};
use crate::draft::person;

/// What somebody does with a whole overlay.
#[derive(Clone, Debug)]
pub struct Deciding {
    /// Who.
    pub actor: Actor,
    /// The overlay.
    pub overlay: Uuid,
    /// The step.
    pub step: Step,
    /// The round that was read: who read an earlier submission decides nothing about the later one.
    pub round: i64,
    /// The words that go with it.
    pub note: String,
}

/// Takes a step with a whole overlay and gives the state after it.
pub async fn decide(db: &Db, deciding: Deciding) -> Outcome<State, OverlayRefusal> {
    db.write(deciding, |tx, deciding| take(tx, deciding).boxed()).await
}

/// Who takes a step.
const fn part(step: Step) -> Option<Action> {
    match step {
        Step::Submit | Step::Withdraw => Some(Action::WriteOverlay),
        Step::Return | Step::Accept => Some(Action::ReviewOverlay),
        Step::Open | Step::Publish | Step::Keep | Step::Drop => None,
    }
}

async fn take(tx: &mut Tx, deciding: &Deciding) -> Outcome<State, OverlayRefusal> {
    let Some(overlay) = sql::by_id(tx, deciding.overlay).await? else { return Err(Failure::Denied) };
    let refused = |refusal| Err(Failure::Refused(refusal));
    if parts(tx, &deciding.actor, overlay.organisation).await?.is_empty() {
        return Err(Failure::Denied);
    }
    let Some(to) = next(overlay.state, deciding.step).filter(|_| overlay.round == deciding.round) else {
        return refused(OverlayRefusal::NotNow);
    };
    let allowed = match part(deciding.step) {
        Some(part) => may(tx, &deciding.actor, part, overlay.organisation).await?,
        None => false,
    };
    if !allowed {
        return Err(Failure::Denied);
    }
    let who = person(&deciding.actor);
    if part(deciding.step) == Some(Action::ReviewOverlay) && sql::authors(tx, overlay.id).await?.contains(&who) {
        return refused(OverlayRefusal::OwnWork);
    }
    if deciding.step == Step::Return && deciding.note.trim().is_empty() {
        return refused(OverlayRefusal::NoReason);
    }
    if matches!(deciding.step, Step::Submit | Step::Accept) {
        is_ready(tx, &overlay, deciding.step).await?;
    }
    if !sql::set_state(tx, &overlay, to).await? {
        return refused(OverlayRefusal::NotNow);
    }
    let round = overlay.round + i64::from(deciding.step == Step::Submit);
    let by = Some((deciding.actor.account(), who));
    let new = NewStep { step: deciding.step, round, who: by, note: &cut(&deciding.note), item: None };
    sql::add_step(tx, overlay.id, &new).await?;
    audit(tx, deciding.actor.account(), action(deciding.step), &overlay).await?;
    Ok(to)
}

/// The action under which the audit trail has a step.
const fn action(step: Step) -> &'static str {
    match step {
        Step::Open => "overlay.open",
        Step::Submit => "overlay.submit",
        Step::Return => "overlay.return",
        Step::Accept => "overlay.accept",
        Step::Withdraw => "overlay.withdraw",
        Step::Publish => "overlay.publish",
        Step::Keep => "overlay.keep",
        Step::Drop => "overlay.drop",
    }
}

/// Whether it can be submitted or accepted: it changes something, nothing of it is contradicted, and it has a day.
async fn is_ready(conn: &mut Conn, overlay: &Overlay, step: Step) -> Outcome<(), OverlayRefusal> {
    let refused = |refusal| Err(Failure::Refused(refusal));
    let Some(from) = overlay.effective_from else { return refused(OverlayRefusal::NoDay) };
    if step == Step::Submit && from < overlay.opened_at.date() {
        return refused(OverlayRefusal::PastDay);
    }
    if !changes(conn, overlay).await? {
        return refused(OverlayRefusal::Nothing);
    }
    if !conflicts(conn, overlay).await?.is_empty() {
        return refused(OverlayRefusal::Conflicting);
    }
    Ok(())
}

/// Whether an edition says anything else than the one in force.
async fn changes(conn: &mut Conn, overlay: &Overlay) -> Outcome<bool, OverlayRefusal> {
    let said = |items: Vec<super::Item>| {
        let standing = items.into_iter().filter(|item| !item.removed);
        standing.map(|item| (item.number, item.level, item.texts, item.reason, item.base)).collect::<Vec<_>>()
    };
    let before = match sql::standing(conn, (overlay.organisation, overlay.framework), false).await? {
        Some(before) => said(sql::items(conn, before.id).await?),
        None => Vec::new(),
    };
    Ok(said(sql::items(conn, overlay.id).await?) != before)
}
