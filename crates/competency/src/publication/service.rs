//! Previewing and publishing.

use std::collections::BTreeMap;

use kernel::Date;
use store::audit::Entry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::domain::{Impact, impact, positions};
use super::store::{self as sql, Cause};
use crate::difference::{self, Content, Names};
use crate::draft::{self, Draft, State, Step};
use crate::framework::{self, Arrival};
use crate::requirement::{self, Staging};

/// Whom a draft concerns if it came into force on a day; with the names of what its codes stand for.
pub async fn preview(
    conn: &mut Conn,
    draft: &Draft,
    today: Date,
    proven: &BTreeMap<String, i64>,
) -> Result<(Impact, Names), Error> {
    let (difference, base, now) = draft::difference_to_base(conn, draft).await?;
    let holders = sql::holders(conn, &positions(&difference), today).await?;
    Ok((impact(&base, &now, &holders, proven), Names::of(&[&base, &now])))
}

/// What a publication has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Code of the framework.
    pub framework: String,
    /// The version that is in force now.
    pub version: String,
    /// Posts that ask something else than before.
    pub posts: i64,
}

/// A version of which everything is written that nobody sees, down to what each post will ask.
#[derive(Debug)]
pub struct Ready {
    number: i64,
    draft: Draft,
    content: Content,
    arrival: Arrival,
    posts: i64,
}

/// Brings the draft into force whose day has come and that has waited longest; goes on with one that was interrupted. In chunks: nobody
/// waits long for the writer, and nobody sees a half. `None`: nothing is due.
pub async fn publish_due(db: &Db, today: Date) -> Outcome<Option<Report>, ()> {
    match next(db, today).await? {
        Some((number, draft, false)) => {
            let ready = make_ready(db, (number, draft), today).await?;
            come_into_force(db, ready).await.map(Some)
        }
        Some((number, draft, true)) => {
            settle(db, number).await?;
            Ok(Some(report(&draft, 0)))
        }
        None => Ok(None),
    }
}

/// Does all of it that nobody sees, and no more: [`come_into_force`] does the rest.
pub async fn ready(db: &Db, today: Date) -> Outcome<Option<Ready>, ()> {
    match next(db, today).await? {
        Some((number, draft, false)) => make_ready(db, (number, draft), today).await.map(Some),
        _ => Ok(None),
    }
}

/// The switch of the version that is next, its draft, and whether it is on.
async fn next(db: &Db, today: Date) -> Outcome<Option<(i64, Draft, bool)>, ()> {
    let mut conn = db.read().await?;
    match sql::unsettled(&mut conn).await? {
        // An overlay or an acceptance on its way comes first.
        Some((_, Cause::Overlay(_) | Cause::Acceptance(..) | Cause::Withdrawal(..), _)) => Ok(None),
        Some((number, Cause::Draft(id), switched)) => {
            let draft = draft::by_id(&mut conn, id).await?.ok_or(Failure::Denied)?;
            Ok(Some((number, draft, switched)))
        }
        None => {
            let Some(draft) = draft::due(&mut conn, today).await? else { return Ok(None) };
            drop(conn);
            let begun = db.write(draft.id, |tx, id| begin(tx, *id).boxed()).await?;
            Ok(begun.map(|number| (number, draft, false)))
        }
    }
}

/// Begins the switch of a draft. Where another version has come since it was accepted it goes back to its unit, which takes that one over:
/// otherwise what came with it would be lost.
async fn begin(tx: &mut Tx, id: Uuid) -> Outcome<Option<i64>, ()> {
    let Some(draft) = draft::by_id(tx, id).await?.filter(|draft| draft.state == State::Scheduled) else { return Ok(None) };
    if !draft.is_overtaken() {
        return Ok(sql::begin(tx, Cause::Draft(id)).await?);
    }
    draft::set_state(tx, &draft, State::Drafting).await?;
    let note = format!("{} → {}", draft.base, draft.newest);
    draft::add_step(tx, draft.id, Step::Return, (None, draft.round, &note)).await?;
    let detail = format!("{} {} {}", draft.id, draft.code, draft.version);
    tx.audit(Entry { actor: None, action: "draft.return", subject: None, detail }).await?;
    Ok(None)
}

async fn make_ready(db: &Db, (number, draft): (i64, Draft), today: Date) -> Outcome<Ready, ()> {
    let (_, content) = draft::content(&mut db.read().await?, &draft).await?;
    let published = draft.effective_from.map_or(today, |from| from.max(today));
    let arrival = prepare(db, (&draft, &content), published).await?;
    let grace_days = i32::try_from(draft.grace_days).unwrap_or(requirement::GRACE_DAYS);
    let staging = Staging { number, grace_days, assumed: None };
    let posts = requirement::stage(db, staging, Some(&arrival.coming)).await?;
    Ok(Ready { number, draft, content, arrival, posts })
}

/// Brings a version into force in one short transaction.
pub async fn come_into_force(db: &Db, ready: Ready) -> Outcome<Report, ()> {
    let (number, told) = (ready.number, report(&ready.draft, ready.posts));
    db.write(ready, |tx, ready| switch(tx, ready).boxed()).await?;
    settle(db, number).await?;
    Ok(told)
}

fn report(draft: &Draft, posts: i64) -> Report {
    Report { framework: draft.code.to_string(), version: draft.version.clone(), posts }
}

/// Writes what nobody sees of a version. It was checked when it was submitted; a fault now is one of ours.
async fn prepare(db: &Db, (draft, content): (&Draft, &Content), published: Date) -> Outcome<Arrival, ()> {
    let source = content.source(draft.code.as_str(), &draft.version, published);
    framework::prepare(db, &source).await.map_err(|failure| match failure {
        Failure::Refused(refusal) => Failure::Internal(Error::Writer(format!("publication of {}: {refusal:?}", draft.id))),
        other => other.map(|_| ()),
    })
}

/// The one moment: readers see the new version, all posts ask the new requirements, and the version is in force.
async fn switch(tx: &mut Tx, ready: &Ready) -> Outcome<(), ()> {
    let Ready { number, draft, content, arrival, .. } = ready;
    if !sql::switch_on(tx, *number).await? {
        return Ok(());
    }
    framework::arrive(tx, arrival).await?;
    difference::keep(tx, draft.framework, &draft.version, content).await?;
    sql::seal(tx, draft.framework, &draft.version).await?;
    draft::set_state(tx, draft, State::Published).await?;
    draft::add_step(tx, draft.id, Step::Publish, (None, draft.round, "")).await?;
    let detail = format!("{} {} {}", draft.id, draft.code, draft.version);
    tx.audit(Entry { actor: None, action: "draft.publish", subject: None, detail }).await?;
    Ok(())
}

/// What was next becomes what is, in chunks; whoever keeps something by requirements is told.
pub(crate) async fn settle(db: &Db, number: i64) -> Outcome<(), ()> {
    requirement::settle(db, number).await?;
    db.write(number, |tx, number| async move { Ok(sql::settled(tx, *number).await?) }.boxed()).await
}
