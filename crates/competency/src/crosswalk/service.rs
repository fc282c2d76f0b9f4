//! The one use case: a person declares how two competencies stand to each other.

use kernel::{Key, Level};
use people::Actor;
use store::audit::Entry;
use store::{Db, Failure, FutureExt, Outcome, Tx};

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

/// Declares a crosswalk or takes it back, and derives anew the attainments that it touches: in chunks, after it was written.
pub async fn declare(db: &Db, command: Declare) -> Outcome<(), CrosswalkRefusal> {
    let ends = db.write(command, |tx, command| write(tx, command).boxed()).await?;
    recount(db, ends).await
}

/// Derives anew the attainments that a crosswalk touches.
pub(super) async fn recount(db: &Db, (origin, target): (Key<Competency>, Key<Competency>)) -> Outcome<(), CrosswalkRefusal> {
    for (of, having) in [(target, origin), (origin, target)] {
        evidence::recount(db, of, having).await.map_err(|failure| failure.map(|()| CrosswalkRefusal::Unknown))?;
    }
    Ok(())
}

async fn write(tx: &mut Tx, command: &Declare) -> Outcome<(Key<Competency>, Key<Competency>), CrosswalkRefusal> {
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
    Ok((origin.key, target.key))
}
