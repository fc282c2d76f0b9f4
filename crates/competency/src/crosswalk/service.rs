//! The one use case: a person declares how two competencies stand to each other.

use kernel::{Key, Level};
use people::Actor;
use store::audit::Entry;
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};

use super::domain::{Crosswalk, CrosswalkRefusal, Relation, cap};
use super::store as sql;
use crate::twins::may_decide;
use crate::{Competency, evidence, framework};

/// A crosswalk to be declared.
#[derive(Clone, Debug)]
pub struct Declare {
    /// Who declares it.
    pub actor: Actor,
    /// The codes of origin and target.
    pub codes: (String, String),
    /// The relation; `None` takes the crosswalk back.
    pub relation: Option<Relation>,
    /// The highest level that it counts for, with broader and narrower.
    pub cap: Option<Level>,
}

/// Declares a crosswalk or takes it back. The attainments that it touches are derived anew by jobs: there may be hundreds of thousands.
pub async fn declare(db: &Db, command: Declare) -> Outcome<(), CrosswalkRefusal> {
    db.write(command, |tx, command| write(tx, command).boxed()).await
}

/// Asks that the attainments that a crosswalk touches be derived anew.
pub(super) async fn ask_recount(tx: &mut Tx, (origin, target): (Key<Competency>, Key<Competency>)) -> Result<(), Error> {
    evidence::ask_recount(tx, target, origin).await?;
    evidence::ask_recount(tx, origin, target).await
}

async fn write(tx: &mut Tx, command: &Declare) -> Outcome<(), CrosswalkRefusal> {
    if !may_decide(&command.actor) {
        return Err(Failure::Denied);
    }
    let refused = |refusal| Err(Failure::Refused(refusal));
    let (origin, target) = (&command.codes.0, &command.codes.1);
    let (Some(origin), Some(target)) =
        (framework::by_code(tx, origin.trim()).await?, framework::by_code(tx, target.trim()).await?)
    else {
        return refused(CrosswalkRefusal::Unknown);
    };
    if sql::framework(tx, origin.key).await? == sql::framework(tx, target.key).await? {
        return refused(CrosswalkRefusal::OneFramework);
    }
    let account = command.actor.account();
    match command.relation {
        Some(relation) => {
            let cap = cap(relation, command.cap).map_err(Failure::Refused)?;
            sql::put(tx, &Crosswalk { origin: origin.key, target: target.key, relation, cap }, Some(account)).await?;
        }
        None => sql::remove(tx, origin.key, target.key).await?,
    }
    let relation = command.relation.map_or("none", Relation::as_str);
    let detail = format!("{} {relation} {}", origin.code, target.code);
    tx.audit(Entry { actor: Some(account.number()), action: "crosswalk.declare", subject: None, detail }).await?;
    Ok(ask_recount(tx, (origin.key, target.key)).await?)
}
