//! The switch, and what follows it: changed attributes, moved organisations, the news of changed postings.

use std::collections::HashMap;

use kernel::{Date, Key};
use store::audit::Entry;
use store::{Failure, FutureExt, Tx};

use super::check::Checked;
use super::columns::Sheet;
use super::rows::{OfficialRow, OrganisationRow, PositionRow, PostRow, TerritoryRow};
use super::stage::{Chunk, ONE_BY_ONE, Pass, Staged, Written, codes, contacts, guard, key_of, maybe_key_of, post_places};
use super::store::{self as sql, Fence, Leftover, Stored};
use super::{ImportRefusal, Progress, Stage};
use crate::OfficialKey;
use crate::organisation::Rearranged;
use crate::posting::Posted;

/// Begins an import; answers its fence and whether dead editions have left something.
pub(super) async fn begin(tx: &mut Tx) -> Written<(Fence, bool)> {
    Ok(sql::begin(tx).await?)
}

/// Removes what dead editions have left.
pub(super) async fn clean(pass: &Pass<'_>) -> Written<()> {
    let leftovers = sql::leftovers(&mut pass.db.read().await?).await?;
    for some in leftovers.chunks(ONE_BY_ONE) {
        pass.db.write((pass.fence, some.to_vec()), |tx, (fence, some)| remove(tx, *fence, some).boxed()).await?;
    }
    Ok(())
}

async fn remove(tx: &mut Tx, fence: Fence, leftovers: &[Leftover]) -> Written<()> {
    guard(tx, fence).await?;
    for leftover in leftovers {
        sql::remove(tx, *leftover).await?;
    }
    Ok(())
}

/// Makes everything that was staged visible.
pub(super) async fn switch_on(pass: &Pass<'_>) -> Written<()> {
    let detail = summary(pass.checked, pass.fence);
    pass.db.write((pass.fence, detail), |tx, (fence, detail)| switch(tx, *fence, detail).boxed()).await
}

/// Brings attributes up to date and tells whose postings changed.
pub(super) async fn finish(pass: &Pass<'_>, staged: &Staged, progress: &mut dyn FnMut(Progress)) -> Written<()> {
    change_all(pass, progress).await?;
    for some in staged.posted.chunks(ONE_BY_ONE) {
        pass.db.write((pass.fence, some.to_vec()), |tx, (fence, officials)| tell(tx, *fence, officials).boxed()).await?;
    }
    Ok(())
}

/// What the audit trail keeps of an import: numbers, no names.
fn summary(checked: &Checked, fence: Fence) -> String {
    let counts: HashMap<&str, [u64; 3]> =
        checked.sheets.iter().map(|one| (one.sheet.as_str(), [one.made, one.changed, one.unchanged])).collect();
    serde_json::json!({ "edition": fence.edition, "made_changed_unchanged": counts }).to_string()
}

async fn switch(tx: &mut Tx, fence: Fence, detail: &str) -> Written<()> {
    guard(tx, fence).await?;
    if !sql::switch(tx, fence).await? {
        return Err(Failure::Refused(ImportRefusal::Overtaken));
    }
    Ok(tx.audit(Entry { actor: None, action: "people.import", subject: None, detail: detail.to_owned() }).await?)
}

async fn tell(tx: &mut Tx, fence: Fence, officials: &[OfficialKey]) -> Written<()> {
    guard(tx, fence).await?;
    for official in officials {
        tx.emit(&Posted { official: *official }).await?;
    }
    Ok(())
}

/// Streams each sheet that has changed rows once more. What an interruption leaves undone here, the next import finds as changed.
async fn change_all(pass: &Pass<'_>, progress: &mut dyn FnMut(Progress)) -> Written<()> {
    let has_changes = |sheet| pass.checked.sheets.iter().any(|report| report.sheet == sheet && report.changed > 0);
    let (db, stage) = (pass.db, Stage::Finishing);
    if has_changes(Sheet::Territories) {
        let write = async |chunk| db.write(chunk, |tx, chunk| change_territories(tx, chunk).boxed()).await;
        pass.each(stage, progress, write).await?;
    }
    if has_changes(Sheet::Organisations) {
        let mut moves = Vec::new();
        let write = async |chunk| {
            moves.extend(db.write(chunk, |tx, chunk| change_organisations(tx, chunk).boxed()).await?);
            Ok(())
        };
        pass.each(stage, progress, write).await?;
        move_all(pass, moves).await?;
    }
    if has_changes(Sheet::Positions) {
        let write = async |chunk| db.write(chunk, |tx, chunk| change_positions(tx, chunk).boxed()).await;
        pass.each(stage, progress, write).await?;
    }
    if has_changes(Sheet::Posts) {
        let write = async |chunk| db.write(chunk, |tx, chunk| change_posts(tx, chunk).boxed()).await;
        pass.each(stage, progress, write).await?;
    }
    if has_changes(Sheet::Officials) {
        let write = async |chunk| db.write(chunk, |tx, chunk| change_officials(tx, chunk).boxed()).await;
        pass.each(stage, progress, write).await?;
    }
    Ok(())
}

/// A row that differs from the store: its key, what the store says, what it shall say.
struct Change<R> {
    key: i64,
    before: R,
    after: R,
}

async fn changes<R: Stored>(tx: &mut Tx, chunk: &Chunk<R>) -> Written<Vec<Change<R>>> {
    guard(tx, chunk.fence).await?;
    let mut stored = R::find(tx, &chunk.rows).await?;
    let mut changes = Vec::new();
    for row in &chunk.rows {
        let Some(found) = stored.remove(&row.id()) else { return Err(Failure::Refused(ImportRefusal::SourceChanged(R::SHEET))) };
        let mut after = row.clone();
        after.keep(chunk.given, &found.row);
        if after != found.row {
            changes.push(Change { key: found.key, before: found.row, after });
        }
    }
    Ok(changes)
}

async fn change_territories(tx: &mut Tx, chunk: &Chunk<TerritoryRow>) -> Written<()> {
    let changes = changes(tx, chunk).await?;
    let parents = sql::keys(tx, Sheet::Territories, &codes(&changes, |change| change.after.parent.as_deref())).await?;
    for Change { key, after, .. } in &changes {
        let parent = maybe_key_of(&parents, Sheet::Territories, after.parent.as_deref())?;
        sql::change_territory(tx, *key, after, parent).await?;
    }
    Ok(())
}

/// An organisation that gets another parent, or becomes a root.
#[derive(Clone, Debug)]
struct Move {
    key: i64,
    parent: Option<i64>,
    since: Date,
}

/// Changes everything but places in the tree; answers the organisations that move.
async fn change_organisations(tx: &mut Tx, chunk: &Chunk<OrganisationRow>) -> Written<Vec<Move>> {
    let changes = changes(tx, chunk).await?;
    let territories = sql::keys(tx, Sheet::Territories, &codes(&changes, |change| change.after.territory.as_deref())).await?;
    let parents = sql::keys(tx, Sheet::Organisations, &codes(&changes, |change| change.after.parent.as_deref())).await?;
    let (today, mut moves) = (tx.context().today(), Vec::new());
    for Change { key, before, after } in &changes {
        let territory = maybe_key_of(&territories, Sheet::Organisations, after.territory.as_deref())?;
        sql::change_organisation(tx, *key, after, territory).await?;
        if before.territory != after.territory {
            tx.emit(&Rearranged::Territory(Key::new(*key))).await?;
        }
        // Whether it is a government decides to whom the posts below it belong.
        if before.kind != after.kind {
            tx.emit(&Rearranged::Place(Key::new(*key))).await?;
        }
        if before.parent != after.parent {
            let parent = maybe_key_of(&parents, Sheet::Organisations, after.parent.as_deref())?;
            moves.push(Move { key: *key, parent, since: after.since.unwrap_or(today) });
        }
    }
    Ok(moves)
}

/// Moves organisations one after the other. One whose new parent still lies below it waits until that has moved away; the tree of the
/// files has no cycle, so that there is always one that need not wait.
async fn move_all(pass: &Pass<'_>, mut waiting: Vec<Move>) -> Written<()> {
    while !waiting.is_empty() {
        let (before, mut still) = (waiting.len(), Vec::new());
        for one in waiting {
            let is_below_itself = match one.parent {
                Some(parent) => sql::is_below(&mut pass.db.read().await?, parent, one.key).await?,
                None => false,
            };
            if is_below_itself {
                still.push(one);
            } else {
                move_one(pass, one).await?;
            }
        }
        if still.len() == before {
            return Err(Failure::Refused(ImportRefusal::SourceChanged(Sheet::Organisations)));
        }
        waiting = still;
    }
    Ok(())
}

/// First what lies below, then the organisation itself with its edge: only then the move is no longer found as a change.
async fn move_one(pass: &Pass<'_>, one: Move) -> Written<()> {
    let below = sql::descendants(&mut pass.db.read().await?, one.key).await?;
    for some in below.chunks(ONE_BY_ONE) {
        let command = (pass.fence, one.clone(), some.to_vec());
        pass.db.write(command, |tx, (fence, one, some)| replant(tx, *fence, one, some).boxed()).await?;
    }
    pass.db.write((pass.fence, one), |tx, (fence, one)| move_itself(tx, *fence, one).boxed()).await
}

async fn replant(tx: &mut Tx, fence: Fence, one: &Move, members: &[i64]) -> Written<()> {
    guard(tx, fence).await?;
    Ok(sql::replant(tx, one.key, one.parent, members).await?)
}

async fn move_itself(tx: &mut Tx, fence: Fence, one: &Move) -> Written<()> {
    guard(tx, fence).await?;
    sql::replant(tx, one.key, one.parent, &[one.key]).await?;
    sql::set_edge(tx, one.key, one.parent, one.since).await?;
    Ok(tx.emit(&Rearranged::Place(Key::new(one.key))).await?)
}

async fn change_positions(tx: &mut Tx, chunk: &Chunk<PositionRow>) -> Written<()> {
    for Change { key, before, after } in &changes(tx, chunk).await? {
        sql::change_position(tx, *key, after).await?;
        if (&before.group, &before.family) != (&after.group, &after.family) {
            tx.emit(&Rearranged::Position(Key::new(*key))).await?;
        }
    }
    Ok(())
}

async fn change_posts(tx: &mut Tx, chunk: &Chunk<PostRow>) -> Written<()> {
    let changes = changes(tx, chunk).await?;
    let (organisations, positions) = post_places(tx, &chunk.rows).await?;
    let bosses = sql::keys(tx, Sheet::Posts, &codes(&changes, |change| change.after.reports_to.as_deref())).await?;
    for Change { key, before, after } in &changes {
        let organisation = key_of(&organisations, Sheet::Posts, &after.organisation)?;
        let place = (organisation, key_of(&positions, Sheet::Posts, &after.position)?);
        let boss = maybe_key_of(&bosses, Sheet::Posts, after.reports_to.as_deref())?;
        sql::change_post(tx, *key, (before, after), place, boss).await?;
    }
    Ok(())
}

async fn change_officials(tx: &mut Tx, chunk: &Chunk<OfficialRow>) -> Written<()> {
    let changes = changes(tx, chunk).await?;
    let accounts = sql::accounts(tx, &codes(&changes, |change| Some(&change.after.code)), chunk.fence.edition).await?;
    let mut identifiers = Vec::new();
    for Change { key, before, after } in &changes {
        sql::change_official(tx, *key, after).await?;
        if before.service != after.service {
            tx.emit(&Posted { official: OfficialKey::new(*key) }).await?;
        }
        identifiers.extend(accounts.get(&after.code).map(|account| contacts(after, *account, &chunk.names)).unwrap_or_default());
    }
    Ok(sql::add_identifiers(tx, &identifiers).await?)
}
