//! Previewing and publishing.

use std::collections::BTreeMap;

use kernel::Date;
use store::audit::Entry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};

use super::domain::{Impact, impact, positions};
use super::store::{self as sql, Cause};
use crate::difference::{self, Content, Names};
use crate::draft::{self, Draft, State, Step};
use crate::framework;
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

/// Brings the draft into force whose day has come and that has waited longest; goes on with one that was interrupted. In chunks: nobody
/// waits long for the writer, and nobody sees a half. `None`: nothing is due.
pub async fn publish_due(db: &Db, today: Date) -> Outcome<Option<Report>, ()> {
    let mut conn = db.read().await?;
    let (number, draft) = match sql::unsettled(&mut conn).await? {
        // An overlay or an acceptance on its way comes first.
        Some((_, Cause::Overlay(_) | Cause::Acceptance(..), _)) => return Ok(None),
        Some((number, Cause::Draft(id), switched)) => {
            let draft = draft::by_id(&mut conn, id).await?.ok_or(Failure::Denied)?;
            if switched {
                drop(conn);
                settle(db, number).await?;
                return Ok(Some(report(&draft, 0)));
            }
            (number, draft)
        }
        None => {
            let Some(draft) = draft::due(&mut conn, today).await? else { return Ok(None) };
            let begun = db.write(draft.id, |tx, id| async move { Ok(sql::begin(tx, Cause::Draft(*id)).await?) }.boxed()).await?;
            let Some(number) = begun else { return Ok(None) };
            (number, draft)
        }
    };
    let (_, content) = draft::content(&mut conn, &draft).await?;
    drop(conn);
    let published = draft.effective_from.map_or(today, |from| from.max(today));
    write(db, (&draft, &content), published).await?;
    let grace_days = i32::try_from(draft.grace_days).unwrap_or(requirement::GRACE_DAYS);
    let staging = Staging { number, grace_days, assumed: None };
    let posts = requirement::stage(db, staging).await?;
    db.write((number, draft.clone(), content), |tx, (number, draft, content)| switch(tx, *number, (draft, content)).boxed())
        .await?;
    settle(db, number).await?;
    Ok(Some(report(&draft, posts)))
}

fn report(draft: &Draft, posts: i64) -> Report {
    Report { framework: draft.code.to_string(), version: draft.version.clone(), posts }
}

/// Writes what the version says. It was checked when it was submitted; a fault now is one of ours.
async fn write(db: &Db, (draft, content): (&Draft, &Content), published: Date) -> Outcome<(), ()> {
    let source = content.source(draft.code.as_str(), &draft.version, published);
    framework::write_version(db, &source).await.map_err(|failure| match failure {
        Failure::Refused(refusal) => Failure::Internal(Error::Writer(format!("publication of {}: {refusal:?}", draft.id))),
        other => other.map(|_| ()),
    })
}

/// The one moment: all posts ask the new requirements, and the version is in force.
async fn switch(tx: &mut Tx, number: i64, (draft, content): (&Draft, &Content)) -> Outcome<(), ()> {
    if !sql::switch_on(tx, number).await? {
        return Ok(());
    }
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
