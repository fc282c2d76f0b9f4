//! Opening a draft, its terms, and what it says.

use kernel::{Date, Key};
use people::grant::{Action, reached_offices, reaches_framework};
use people::{Account, Actor, organisation};
use store::audit::Entry as AuditEntry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::authority::{may, person, writes_for_all};
use super::domain::{DraftRefusal, State, Step};
use super::store::{self as sql, Adding, Draft};
use crate::difference::{self, Cells, Content, Difference, Entry, Sheet};
use crate::requirement::GRACE_DAYS;

/// So many rows are written in one transaction.
const CHUNK: usize = 500;

/// A draft to be begun.
#[derive(Clone, Debug)]
pub struct NewDraft {
    /// Who begins it.
    pub actor: Actor,
    /// Code of the framework.
    pub framework: String,
    /// Code of the organisation whose unit writes it.
    pub organisation: String,
    /// What it is about.
    pub title: String,
    /// The version that it shall be.
    pub version: String,
}

/// Begins a draft from the newest version of a framework. It is written in chunks; nobody sees it before it is whole.
pub async fn open(db: &Db, new: NewDraft) -> Outcome<Uuid, DraftRefusal> {
    let mut conn = db.read().await?;
    let content = match difference::newest_version(&mut conn, &new.framework).await? {
        Some(base) => difference::content(&mut conn, &new.framework, &base).await?,
        None => None,
    };
    let Some(content) = content else { return Err(Failure::Denied) };
    drop(conn);
    let rows: Vec<(Sheet, Cells)> = content.entries().map(|(place, cells)| (place.sheet, cells.clone())).collect();
    let draft = db.write(new.clone(), |tx, new| begin(tx, new).boxed()).await?;
    for chunk in rows.chunks(CHUNK) {
        db.write((draft, chunk.to_vec()), |tx, (draft, rows)| fill(tx, *draft, rows).boxed()).await?;
    }
    db.write((draft, new.actor), |tx, (draft, actor)| show(tx, *draft, actor).boxed()).await?;
    Ok(draft)
}

async fn begin(tx: &mut Tx, new: &NewDraft) -> Outcome<Uuid, DraftRefusal> {
    let Some((framework, code, framework_title)) = sql::framework(tx, &new.framework).await? else { return Err(Failure::Denied) };
    let Some(office) = organisation::by_code(tx, &new.organisation).await? else { return Err(Failure::Denied) };
    let action = Action::DraftFramework;
    let reached = reached_offices(tx, &new.actor, action, &[office.key]).await?;
    if reached.is_empty() && !reaches_framework(&new.actor, action, code.as_str()) {
        return Err(Failure::Denied);
    }
    let (title, version) = (cut(&new.title), cut(&new.version));
    check_names(tx, code.as_str(), &title, &version).await?;
    let Some(base) = difference::newest_version(tx, code.as_str()).await? else { return Err(Failure::Denied) };
    let draft = Draft {
        id: tx.context().new_id(),
        framework,
        code,
        framework_title,
        organisation: office.key,
        office: office.name,
        newest: base.clone(),
        base,
        version,
        title,
        state: State::Opening,
        round: 0,
        refused_at: None,
        opened_at: tx.now(),
        effective_from: None,
        grace_days: i64::from(GRACE_DAYS),
    };
    if !writes_for_all(tx, &new.actor, &draft).await? {
        return Err(Failure::Refused(DraftRefusal::Shared));
    }
    sql::insert(tx, &draft, new.actor.account()).await?;
    Ok(draft.id)
}

/// A line of text as it is kept.
pub(super) fn cut(text: &str) -> String {
    text.trim().chars().take(200).collect()
}

async fn check_names(conn: &mut Conn, framework: &str, title: &str, version: &str) -> Outcome<(), DraftRefusal> {
    if title.is_empty() || version.is_empty() {
        return Err(Failure::Refused(DraftRefusal::NoTitle));
    }
    if difference::versions(conn, framework).await?.iter().any(|known| known.version == version) {
        return Err(Failure::Refused(DraftRefusal::VersionTaken));
    }
    Ok(())
}

async fn fill(tx: &mut Tx, draft: Uuid, rows: &[(Sheet, Cells)]) -> Outcome<(), DraftRefusal> {
    let adding: Vec<Adding<'_>> = rows.iter().map(|(sheet, cells)| Adding { sheet: *sheet, cells, doubt: "" }).collect();
    sql::add(tx, draft, &adding, None).await?;
    Ok(())
}

async fn show(tx: &mut Tx, draft: Uuid, actor: &Actor) -> Outcome<(), DraftRefusal> {
    let draft = sql::by_id(tx, draft).await?.ok_or(Failure::Denied)?;
    sql::set_state(tx, &draft, State::Drafting).await?;
    sql::add_step(tx, draft.id, Step::Open, (Some((actor.account(), person(actor))), 0, "")).await?;
    sql::add_author(tx, draft.id, person(actor)).await?;
    audit(tx, actor.account(), "draft.open", &draft).await?;
    Ok(())
}

pub(super) async fn audit(tx: &mut Tx, by: Key<Account>, action: &'static str, draft: &Draft) -> Result<(), Error> {
    let detail = format!("{} {} {}", draft.id, draft.code, draft.version);
    tx.audit(AuditEntry { actor: Some(by.number()), action, subject: None, detail }).await
}

/// The draft, if the actor may write in it now.
pub(super) async fn writable(conn: &mut Conn, actor: &Actor, id: Uuid) -> Outcome<Draft, DraftRefusal> {
    let Some(draft) = sql::by_id(conn, id).await? else { return Err(Failure::Denied) };
    if !may(conn, actor, Action::DraftFramework, &draft).await? {
        return Err(Failure::Denied);
    }
    if draft.state == State::Drafting { Ok(draft) } else { Err(Failure::Refused(DraftRefusal::NotNow)) }
}

/// From when a draft shall hold, and its names.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What it is about.
    pub title: String,
    /// The version that it shall be.
    pub version: String,
    /// The day.
    pub effective_from: Option<Date>,
    /// The grace period in days.
    pub grace_days: i64,
}

/// The longest grace period, in days: five years.
const LONGEST_GRACE: i64 = 1826;

/// Sets the terms of a draft.
pub async fn set_terms(db: &Db, actor: Actor, draft: Uuid, terms: Terms) -> Outcome<(), DraftRefusal> {
    db.write((actor, draft, terms), |tx, (actor, draft, terms)| put_terms(tx, actor, *draft, terms).boxed()).await
}

async fn put_terms(tx: &mut Tx, actor: &Actor, draft: Uuid, terms: &Terms) -> Outcome<(), DraftRefusal> {
    let draft = writable(tx, actor, draft).await?;
    let (title, version) = (cut(&terms.title), cut(&terms.version));
    check_names(tx, draft.code.as_str(), &title, &version).await?;
    let Some(from) = terms.effective_from else { return Err(Failure::Refused(DraftRefusal::NoDay)) };
    if from < tx.now().date() {
        return Err(Failure::Refused(DraftRefusal::PastDay));
    }
    if !(1..=LONGEST_GRACE).contains(&terms.grace_days) {
        return Err(Failure::Refused(DraftRefusal::NoGrace));
    }
    sql::put_terms(tx, draft.id, (from, terms.grace_days), (&title, &version)).await?;
    sql::add_author(tx, draft.id, person(actor)).await?;
    Ok(())
}

/// What the draft says: the rows that stand, with the title, licence and scale of its base.
pub async fn content(conn: &mut Conn, draft: &Draft) -> Result<(Content, Content), Error> {
    let base = difference::content(conn, draft.code.as_str(), &draft.base).await?.unwrap_or_default();
    let rows = sql::rows(conn, draft.id).await?;
    let entries = rows.into_iter().filter(sql::DraftRow::stands).map(|row| Entry::new(row.sheet, row.cells));
    let content = Content::empty(base.title.clone(), base.licence.clone(), base.scale.clone()).with(entries);
    Ok((base, content))
}

/// What the draft changes, with its base and what it says.
pub async fn difference_to_base(conn: &mut Conn, draft: &Draft) -> Result<(Difference, Content, Content), Error> {
    let (base, content) = content(conn, draft).await?;
    Ok((difference::difference(&base, &content), base, content))
}
