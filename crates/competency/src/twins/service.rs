//! The one use case: a person decides about two competencies.

use people::Actor;
use people::grant::{Action, allows};
use store::audit::Entry;
use store::{Db, Failure, FutureExt, Outcome, Tx};

use super::aliases::Groups;
use super::domain::{Decision, TwinRefusal};
use super::store as sql;
use crate::framework;

/// A decision to be made.
#[derive(Clone, Debug)]
pub struct Decide {
    /// Who decides.
    pub actor: Actor,
    /// The codes of the two. Where they are one, the first stands for the other.
    pub codes: (String, String),
    /// What is decided; `None` takes an earlier decision back.
    pub decision: Option<Decision>,
}

/// Whether an actor may decide about twins: who drafts frameworks.
pub(crate) fn may_decide(actor: &Actor) -> bool {
    actor.grants().iter().any(|grant| allows(grant.role, Action::DraftFramework))
}

/// Decides about two competencies.
pub async fn decide(db: &Db, command: Decide) -> Outcome<(), TwinRefusal> {
    db.write(command, |tx, command| put(tx, command).boxed()).await
}

async fn put(tx: &mut Tx, command: &Decide) -> Outcome<(), TwinRefusal> {
    if !may_decide(&command.actor) {
        return Err(Failure::Denied);
    }
    let (one, other) = (&command.codes.0, &command.codes.1);
    let (Some(one), Some(other)) = (framework::by_code(tx, one).await?, framework::by_code(tx, other).await?) else {
        return Err(Failure::Refused(TwinRefusal::NotTwo));
    };
    if one.key == other.key {
        return Err(Failure::Refused(TwinRefusal::NotTwo));
    }
    let account = command.actor.account();
    sql::put(tx, (one.key.min(other.key), one.key.max(other.key)), (command.decision, one.key), account).await?;
    if Groups::of(&sql::all(tx).await?).contradict() {
        return Err(Failure::Refused(TwinRefusal::Contradicts));
    }
    let decision = command.decision.map_or("open", Decision::as_str);
    let detail = format!("{} {} {decision}", one.code, other.code);
    tx.audit(Entry { actor: Some(account.number()), action: "twin.decide", subject: None, detail }).await?;
    Ok(())
}
