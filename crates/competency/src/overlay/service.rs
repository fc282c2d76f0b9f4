//! Beginning an overlay, its terms, and what the framework contradicts of it.

use kernel::{Date, Key};
use people::grant::Action;
use people::{Account, Actor, organisation};
use store::audit::Entry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::authority::may;
use super::conflict::{Conflict, conflict};
use super::domain::{Item, OverlayRefusal, State, Step};
use super::national::said;
use super::store::{self as sql, NewStep, Overlay};
use crate::draft::person;
use crate::requirement::GRACE_DAYS;

/// An overlay to be begun.
#[derive(Clone, Debug)]
pub struct NewOverlay {
    /// Who begins it.
    pub actor: Actor,
    /// Code of the organisation.
    pub organisation: String,
    /// Code of the framework.
    pub framework: String,
    /// What it is about.
    pub title: String,
}

/// Begins the next edition of what a unit adds: with all that is in force, and what was decided about it meanwhile.
pub async fn open(db: &Db, new: NewOverlay) -> Outcome<Uuid, OverlayRefusal> {
    db.write(new, |tx, new| begin(tx, new).boxed()).await
}

async fn begin(tx: &mut Tx, new: &NewOverlay) -> Outcome<Uuid, OverlayRefusal> {
    let Some(office) = organisation::by_code(tx, &new.organisation).await? else { return Err(Failure::Denied) };
    if !may(tx, &new.actor, Action::WriteOverlay, office.key).await? {
        return Err(Failure::Denied);
    }
    let Some((framework, code, framework_title)) = sql::framework(tx, &new.framework).await? else { return Err(Failure::Denied) };
    let title = cut(&new.title);
    if title.is_empty() {
        return Err(Failure::Refused(OverlayRefusal::NoTitle));
    }
    let overlay = Overlay {
        id: tx.context().new_id(),
        organisation: office.key,
        office: office.code,
        name: office.name,
        framework,
        code,
        framework_title,
        edition: 0,
        title,
        state: State::Drafting,
        round: 0,
        opened_at: tx.now(),
        effective_from: None,
        grace_days: i64::from(GRACE_DAYS),
    };
    copy(tx, &new.actor, &overlay).await
}

/// Enters an edition with the items of the one in force.
async fn copy(tx: &mut Tx, actor: &Actor, overlay: &Overlay) -> Outcome<Uuid, OverlayRefusal> {
    let of = (overlay.organisation, overlay.framework);
    if sql::standing(tx, of, true).await?.is_some() {
        return Err(Failure::Refused(OverlayRefusal::OpenAlready));
    }
    let mut items = Vec::new();
    if let Some(before) = sql::standing(tx, of, false).await? {
        let kept = sql::kept(tx, before.id).await?;
        for mut item in sql::items(tx, before.id).await?.into_iter().filter(|item| !item.removed) {
            if let Some(said) = kept.get(&item.number) {
                item.base = said.clone();
            }
            items.push(item);
        }
    }
    sql::insert(tx, overlay, actor.account(), &items).await?;
    sql::add_author(tx, overlay.id, person(actor)).await?;
    let who = Some((actor.account(), person(actor)));
    sql::add_step(tx, overlay.id, &NewStep { step: Step::Open, round: 0, who, note: "", item: None }).await?;
    audit(tx, actor.account(), "overlay.open", overlay).await?;
    Ok(overlay.id)
}

/// The edition under way of the same unit, begun where there is none; for what was decided about one in force.
pub(super) async fn under_way(tx: &mut Tx, actor: &Actor, published: &Overlay) -> Outcome<Overlay, OverlayRefusal> {
    let of = (published.organisation, published.framework);
    let open = match sql::standing(tx, of, true).await? {
        Some(open) => open,
        None => {
            let next = Overlay {
                id: tx.context().new_id(),
                state: State::Drafting,
                round: 0,
                opened_at: tx.now(),
                effective_from: None,
                ..published.clone()
            };
            copy(tx, actor, &next).await?;
            next
        }
    };
    if open.state == State::Drafting { Ok(open) } else { Err(Failure::Refused(OverlayRefusal::NotNow)) }
}

/// A line of text as it is kept.
pub(super) fn cut(text: &str) -> String {
    text.trim().chars().take(200).collect()
}

pub(super) async fn audit(tx: &mut Tx, by: Key<Account>, action: &'static str, overlay: &Overlay) -> Result<(), Error> {
    let detail = format!("{} {} {}", overlay.id, overlay.office, overlay.code);
    tx.audit(Entry { actor: Some(by.number()), action, subject: None, detail }).await
}

/// The overlay, if the actor may write in it now.
pub(super) async fn writable(conn: &mut Conn, actor: &Actor, id: Uuid) -> Outcome<Overlay, OverlayRefusal> {
    let Some(overlay) = sql::by_id(conn, id).await? else { return Err(Failure::Denied) };
    if !may(conn, actor, Action::WriteOverlay, overlay.organisation).await? {
        return Err(Failure::Denied);
    }
    if overlay.state == State::Drafting { Ok(overlay) } else { Err(Failure::Refused(OverlayRefusal::NotNow)) }
}

/// From when an overlay shall hold, and what it is about.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What it is about.
    pub title: String,
    /// The day.
    pub effective_from: Option<Date>,
    /// The grace period in days.
    pub grace_days: i64,
}

/// The longest grace period, in days: five years.
pub(super) const LONGEST_GRACE: i64 = 1826;

/// Sets the terms of an overlay.
pub async fn set_terms(db: &Db, actor: Actor, overlay: Uuid, terms: Terms) -> Outcome<(), OverlayRefusal> {
    db.write((actor, overlay, terms), |tx, (actor, overlay, terms)| put_terms(tx, actor, *overlay, terms).boxed()).await
}

async fn put_terms(tx: &mut Tx, actor: &Actor, overlay: Uuid, terms: &Terms) -> Outcome<(), OverlayRefusal> {
    let overlay = writable(tx, actor, overlay).await?;
    let title = cut(&terms.title);
    if title.is_empty() {
        return Err(Failure::Refused(OverlayRefusal::NoTitle));
    }
    let from = day(tx, (terms.effective_from, terms.grace_days)).map_err(Failure::Refused)?;
    sql::put_terms(tx, overlay.id, &title, (from, terms.grace_days)).await?;
    sql::add_author(tx, overlay.id, person(actor)).await?;
    Ok(())
}

/// The day, if day and grace period can be.
pub(super) fn day(tx: &Tx, (from, grace_days): (Option<Date>, i64)) -> Result<Date, OverlayRefusal> {
    let from = from.ok_or(OverlayRefusal::NoDay)?;
    if from < tx.now().date() {
        return Err(OverlayRefusal::PastDay);
    }
    if (1..=LONGEST_GRACE).contains(&grace_days) { Ok(from) } else { Err(OverlayRefusal::NoGrace) }
}

/// What the framework contradicts of an overlay: each item of which it says something else than when the unit last looked, or last decided
/// that the item stays.
pub async fn conflicts(conn: &mut Conn, overlay: &Overlay) -> Result<Vec<Conflict>, Error> {
    let kept = sql::kept(conn, overlay.id).await?;
    let mut all = Vec::new();
    for item in sql::items(conn, overlay.id).await?.into_iter().filter(|item| !item.removed) {
        let before = kept.get(&item.number).unwrap_or(&item.base).clone();
        all.extend(of_item(conn, item, before).await?);
    }
    Ok(all)
}

pub(super) async fn of_item(conn: &mut Conn, item: Item, before: super::Said) -> Result<Option<Conflict>, Error> {
    let now = said(conn, (item.kind, item.about, &item.code, &item.part)).await?.unwrap_or_default();
    Ok(conflict(&item, &before, &now).map(|kind| Conflict { item, kind, before, now }))
}
