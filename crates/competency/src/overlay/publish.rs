//! How an edition or an acceptance comes into force, and how an acceptance ends: by the switch of versions.

use kernel::{Date, Key};
use people::Organisation;
use store::audit::Entry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::domain::{State, Step};
use super::store::{self as sql, NewStep, Overlay};
use super::{Assumed, floor};
use crate::Framework;
use crate::publication::{self, Cause};
use crate::requirement::{self, Staging};

/// Brings the overlay or the acceptance into force whose day has come; goes on with one that was interrupted. In chunks, as versions. Answers
/// how many posts ask something else; `None`: nothing is due, or a version is on its way.
pub async fn publish_due(db: &Db, today: Date) -> Outcome<Option<i64>, ()> {
    let mut conn = db.read().await?;
    let (number, cause, switched) = match publication::unsettled(&mut conn).await? {
        Some((_, Cause::Draft(_), _)) => return Ok(None),
        Some(found) => found,
        None => {
            let Some(cause) = next_due(&mut conn, today).await? else { return Ok(None) };
            let begun = db.write(cause, |tx, cause| begin(tx, *cause).boxed()).await?;
            let Some(number) = begun else { return Ok(None) };
            (number, cause, false)
        }
    };
    if switched {
        drop(conn);
        publication::settle(db, number).await?;
        return Ok(Some(0));
    }
    let (assumed, grace_days) = match cause {
        Cause::Overlay(id) => (Assumed::Overlay(id), sql::by_id(&mut conn, id).await?.map(|overlay| overlay.grace_days)),
        Cause::Acceptance(government, framework) => {
            let found = floor::one(&mut conn, (government, framework)).await?;
            (Assumed::Acceptance(government, framework), found.map(|one| one.grace_days))
        }
        // It adds nothing that could be new.
        Cause::Withdrawal(government, framework) => (Assumed::Withdrawal(government, framework), None),
        Cause::Draft(_) => return Ok(None),
    };
    drop(conn);
    let grace_days = grace_days.and_then(|days| i32::try_from(days).ok()).unwrap_or(requirement::GRACE_DAYS);
    let posts = requirement::stage(db, Staging { number, grace_days, assumed: Some(assumed) }, None).await?;
    db.write((number, assumed), |tx, (number, assumed)| switch(tx, *number, *assumed).boxed()).await?;
    publication::settle(db, number).await?;
    Ok(Some(posts))
}

/// What waits longest: what binds anew, then what binds no more, then an overlay.
async fn next_due(conn: &mut Conn, today: Date) -> Result<Option<Cause>, Error> {
    if let Some((government, framework)) = floor::due(conn, today).await? {
        return Ok(Some(Cause::Acceptance(government, framework)));
    }
    if let Some((government, framework)) = floor::due_to_end(conn, today).await? {
        return Ok(Some(Cause::Withdrawal(government, framework)));
    }
    Ok(sql::due(conn, today).await?.map(|overlay| Cause::Overlay(overlay.id)))
}

/// Begins the switch, if nobody has taken its cause away meanwhile.
async fn begin(tx: &mut Tx, cause: Cause) -> Outcome<Option<i64>, ()> {
    let stands = match cause {
        Cause::Acceptance(government, framework) => {
            floor::one(tx, (government, framework)).await?.is_some_and(|one| !one.in_force)
        }
        Cause::Withdrawal(government, framework) => {
            floor::one(tx, (government, framework)).await?.is_some_and(|one| one.in_force && one.ends.is_some())
        }
        Cause::Overlay(_) | Cause::Draft(_) => true,
    };
    Ok(if stands { publication::begin(tx, cause).await? } else { None })
}

/// The one moment: all posts ask it.
async fn switch(tx: &mut Tx, number: i64, assumed: Assumed) -> Outcome<(), ()> {
    if !publication::switch_on(tx, number).await? {
        return Ok(());
    }
    match assumed {
        Assumed::Overlay(id) => publish(tx, id).await,
        Assumed::Acceptance(government, framework) => bind(tx, (government, framework)).await,
        Assumed::Withdrawal(government, framework) => release(tx, (government, framework)).await,
    }
}

async fn publish(tx: &mut Tx, id: Uuid) -> Outcome<(), ()> {
    let Some(overlay) = sql::by_id(tx, id).await? else { return Err(Failure::Denied) };
    if let Some(before) = sql::standing(tx, (overlay.organisation, overlay.framework), false).await? {
        sql::set_state(tx, &before, State::Superseded).await?;
    }
    sql::set_state(tx, &overlay, State::Published).await?;
    let new = NewStep { step: Step::Publish, round: overlay.round, who: None, note: "", item: None };
    sql::add_step(tx, id, &new).await?;
    told(tx, "overlay.publish", detail(&overlay)).await
}

fn detail(overlay: &Overlay) -> String {
    format!("{} {} {}", overlay.id, overlay.office, overlay.code)
}

async fn bind(tx: &mut Tx, of: (Key<Organisation>, Key<Framework>)) -> Outcome<(), ()> {
    floor::set_in_force(tx, of).await?;
    told(tx, "floor.bind", format!("{} {}", of.0.number(), of.1.number())).await
}

async fn release(tx: &mut Tx, of: (Key<Organisation>, Key<Framework>)) -> Outcome<(), ()> {
    floor::release(tx, of).await?;
    told(tx, "floor.release", format!("{} {}", of.0.number(), of.1.number())).await
}

async fn told(tx: &mut Tx, action: &'static str, detail: String) -> Outcome<(), ()> {
    Ok(tx.audit(Entry { actor: None, action, subject: None, detail }).await?)
}
