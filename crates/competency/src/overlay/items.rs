//! Writing items, and deciding about those that the framework contradicts.

use kernel::{Code, LanguageText, Level};
use people::Actor;
use people::grant::Action;
use store::{Conn, Db, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::authority::may;
use super::domain::{About, Item, ItemKind, OverlayRefusal, State, Step};
use super::national::said;
use super::service::{audit, cut, of_item, under_way, writable};
use super::store::{self as sql, NewStep, Overlay};
use super::{Said, floor};
use crate::draft::person;

/// An item as somebody wants it.
#[derive(Clone, Debug)]
pub struct ItemEdit {
    /// Who.
    pub actor: Actor,
    /// The overlay.
    pub overlay: Uuid,
    /// The number and the revision that was read; `None`: a new one.
    pub seen: Option<(i64, i64)>,
    /// What it does.
    pub kind: ItemKind,
    /// Of what it speaks.
    pub about: About,
    /// Code of the position, role or competency.
    pub code: String,
    /// What of it, see [`Item::part`].
    pub part: String,
    /// The level that it asks.
    pub level: Option<Level>,
    /// Its words.
    pub texts: LanguageText,
    /// Why.
    pub reason: String,
}

/// Writes an item and gives its number. Who writes it has looked at what the framework says now.
pub async fn put_item(db: &Db, edit: ItemEdit) -> Outcome<i64, OverlayRefusal> {
    db.write(edit, |tx, edit| put(tx, edit).boxed()).await
}

async fn put(tx: &mut Tx, edit: &ItemEdit) -> Outcome<i64, OverlayRefusal> {
    let overlay = writable(tx, &edit.actor, edit.overlay).await?;
    let items = sql::items(tx, overlay.id).await?;
    let mut item = wanted(tx, edit);
    let known = edit.seen.and_then(|(number, _)| items.iter().find(|known| known.number == number));
    if let Some((known, (_, revision))) = known.zip(edit.seen) {
        // What an item is about stays: another subject is another item.
        item = Item {
            number: known.number,
            kind: known.kind,
            about: known.about,
            code: known.code.clone(),
            part: known.part.clone(),
            revision,
            ..item
        };
    } else if edit.seen.is_some() {
        return Err(Failure::Refused(OverlayRefusal::NoSuchThing));
    }
    item.base = checked(tx, &overlay, &item).await?;
    let twin = items.iter().find(|known| known.is_about_the_same(&item) && edit.seen.is_none());
    let number = match (edit.seen, twin) {
        (None, Some(twin)) if !twin.removed => return Err(Failure::Refused(OverlayRefusal::SaidAlready)),
        // What was taken out comes back under its number.
        (None, Some(twin)) => overwrite(tx, &overlay, Item { number: twin.number, revision: twin.revision, ..item }).await?,
        (None, None) => sql::add_item(tx, overlay.id, &item).await?,
        (Some(_), _) => overwrite(tx, &overlay, item).await?,
    };
    sql::add_author(tx, overlay.id, person(&edit.actor)).await?;
    Ok(number)
}

async fn overwrite(tx: &mut Tx, overlay: &Overlay, item: Item) -> Outcome<i64, OverlayRefusal> {
    if sql::put_item(tx, overlay.id, &item).await? { Ok(item.number) } else { Err(Failure::Refused(OverlayRefusal::Changed)) }
}

fn wanted(tx: &Tx, edit: &ItemEdit) -> Item {
    Item {
        number: 0,
        kind: edit.kind,
        about: edit.about,
        code: edit.code.trim().to_owned(),
        part: edit.part.trim().to_owned(),
        level: edit.level.filter(|_| edit.kind == ItemKind::Ask),
        texts: if edit.kind == ItemKind::Ask { LanguageText::default() } else { edit.texts.clone() },
        reason: cut(&edit.reason),
        base: Said::default(),
        removed: false,
        revision: 1,
        edited_by: Some(edit.actor.account()),
        edited_at: tx.now(),
    }
}

/// What the framework says of an item that can stand.
async fn checked(conn: &mut Conn, overlay: &Overlay, item: &Item) -> Outcome<Said, OverlayRefusal> {
    let refused = |refusal| Err(Failure::Refused(refusal));
    let Some(said) = said(conn, (item.kind, item.about, &item.code, &item.part)).await? else {
        return refused(OverlayRefusal::NoSuchThing);
    };
    match item.kind {
        ItemKind::Ask => {
            let Some(level) = item.level else { return refused(OverlayRefusal::NoSuchThing) };
            let binds = floor::binds(conn, overlay.organisation, &item.part).await?;
            if binds && said.asks().is_some_and(|asked| asked >= level) {
                return refused(OverlayRefusal::NoRaise);
            }
        }
        ItemKind::Activity if Code::parse(&item.part).is_err() => return refused(OverlayRefusal::NoSuchThing),
        ItemKind::Activity if said.text.is_some() => return refused(OverlayRefusal::SaidAlready),
        ItemKind::Words if said.text.is_none() => return refused(OverlayRefusal::NoSuchThing),
        ItemKind::Activity | ItemKind::Words if item.texts.is_empty() => return refused(OverlayRefusal::NoWords),
        ItemKind::Activity | ItemKind::Words => {}
    }
    Ok(said)
}

/// Takes an item out of an overlay.
pub async fn remove_item(db: &Db, actor: Actor, overlay: Uuid, seen: (i64, i64)) -> Outcome<(), OverlayRefusal> {
    db.write((actor, overlay, seen), |tx, (actor, overlay, seen)| remove(tx, actor, *overlay, *seen).boxed()).await
}

async fn remove(tx: &mut Tx, actor: &Actor, overlay: Uuid, (number, revision): (i64, i64)) -> Outcome<(), OverlayRefusal> {
    let overlay = writable(tx, actor, overlay).await?;
    let item = sql::items(tx, overlay.id).await?.into_iter().find(|item| item.number == number);
    let Some(item) = item else { return Err(Failure::Refused(OverlayRefusal::NoSuchThing)) };
    let (edited_by, edited_at) = (Some(actor.account()), tx.now());
    overwrite(tx, &overlay, Item { removed: true, revision, edited_by, edited_at, ..item }).await?;
    sql::add_author(tx, overlay.id, person(actor)).await?;
    Ok(())
}

/// Decides about an item in force that the framework contradicts: it stays as it is, or (`drop`) it goes with the next edition, which is begun
/// where there is none. Either with its reason.
pub async fn keep(
    db: &Db,
    actor: Actor,
    overlay: Uuid,
    (item, drop, reason): (i64, bool, String),
) -> Outcome<(), OverlayRefusal> {
    let command = (actor, overlay, item, drop, reason);
    db.write(command, |tx, (actor, overlay, item, drop, reason)| settle(tx, actor, *overlay, (*item, *drop, reason)).boxed())
        .await
}

async fn settle(tx: &mut Tx, actor: &Actor, id: Uuid, (number, drop, reason): (i64, bool, &str)) -> Outcome<(), OverlayRefusal> {
    let Some(overlay) = sql::by_id(tx, id).await? else { return Err(Failure::Denied) };
    if !may(tx, actor, Action::WriteOverlay, overlay.organisation).await? {
        return Err(Failure::Denied);
    }
    if !matches!(overlay.state, State::Published | State::Drafting) {
        return Err(Failure::Refused(OverlayRefusal::NotNow));
    }
    let item = sql::items(tx, id).await?.into_iter().find(|item| item.number == number && !item.removed);
    let Some(item) = item else { return Err(Failure::Refused(OverlayRefusal::NoSuchThing)) };
    let before = sql::kept(tx, id).await?.remove(&number).unwrap_or_else(|| item.base.clone());
    let Some(conflict) = of_item(tx, item, before).await? else { return Err(Failure::Refused(OverlayRefusal::NoConflict)) };
    if reason.trim().is_empty() {
        return Err(Failure::Refused(OverlayRefusal::NoReason));
    }
    if drop {
        let open = if overlay.state == State::Published { under_way(tx, actor, &overlay).await? } else { overlay.clone() };
        let same = |known: &&Item| known.number == number && !known.removed;
        if let Some(there) = sql::items(tx, open.id).await?.iter().find(same) {
            remove(tx, actor, open.id, (number, there.revision)).await?;
        }
    }
    let who = Some((actor.account(), person(actor)));
    let step = if drop { Step::Drop } else { Step::Keep };
    let new = NewStep { step, round: overlay.round, who, note: &cut(reason), item: Some((number, &conflict.now)) };
    sql::add_step(tx, id, &new).await?;
    if overlay.state == State::Drafting {
        sql::add_author(tx, id, person(actor)).await?;
    }
    Ok(audit(tx, actor.account(), if drop { "overlay.drop" } else { "overlay.keep" }, &overlay).await?)
}
