//! The use cases of requirements.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Date, Key};
use people::organisation::PostMade;
use people::posting::Current;
use people::{OfficialKey, Organisation, Position, Post, posting};
use store::{Conn, Db, Error, FutureExt, Outcome, Tx};

use super::domain::{GRACE_DAYS, Set, Standing, digest};
use super::ground::Planner;
use super::place;
use super::sets;
use super::store::{self as sql, Holder};
use crate::RequirementSet;
use crate::framework::Coming;
use crate::overlay::Assumed;

/// So many posts are pointed to their set in one transaction.
const POSTS: i64 = 2000;

/// How an official stands to what the posts of today ask, in order of codes. Two queries.
pub async fn standings(conn: &mut Conn, official: OfficialKey, today: Date) -> Result<Vec<Standing>, Error> {
    let postings = posting::current(conn, official, today).await?;
    standings_in(conn, official, &postings, today).await
}

/// How an official stands to what these postings ask; see [`standings`]. One query.
pub async fn standings_in(
    conn: &mut Conn,
    official: OfficialKey,
    postings: &[Current],
    today: Date,
) -> Result<Vec<Standing>, Error> {
    let posts: Vec<i64> = posting::prescribing(postings).map(|posting| posting.post.number()).collect();
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let mut standings = sets::standings(conn, official, &posts, today).await?;
    // In order of competency with the highest level first, so that the highest stays.
    standings.dedup_by_key(|standing| standing.competency);
    Ok(standings)
}

/// The reaction to a new post, or one of another position than before: it asks what its position asks where it stands.
pub async fn on_post_made(tx: &mut Tx, made: &PostMade) -> Result<(), Error> {
    let organisation = sql::organisation_of(tx, made.post).await?;
    if let Some(beside) = sql::neighbour(tx, (made.post, made.position), organisation).await? {
        return sql::copy(tx, made.post, beside).await;
    }
    let days = (tx.now().date(), GRACE_DAYS);
    let mut planner = Planner::read(tx, None, days).await?;
    planner.ground.learn(tx, [organisation]).await?;
    let place = planner.ground.place(organisation);
    let elsewhere = planner.ground.elsewhere(&place);
    if let Some(sibling) = sql::sibling(tx, (made.post, made.position), (&place, &elsewhere)).await? {
        return sql::copy(tx, made.post, sibling).await;
    }
    let holder = Holder { post: made.post, organisation, set: None, next_switch: None };
    for (_, set) in planner.changes(tx, made.position, (&[holder], false)).await? {
        let set = sql::intern(tx, &digest(&set), &set).await?;
        sql::point(tx, made.post, set).await?;
    }
    place::look_again(tx, made.post).await
}

/// Interns what new posts of these positions ask at an organisation, and points no post to it: for whoever writes posts in bulk, before.
pub async fn intern_positions(tx: &mut Tx, positions: &[Key<Position>], organisation: Key<Organisation>) -> Result<(), Error> {
    let days = (tx.now().date(), GRACE_DAYS);
    let mut planner = Planner::read(tx, None, days).await?;
    let holder = Holder { post: Key::new(0), organisation, set: None, next_switch: None };
    for position in positions {
        for (_, set) in planner.changes(tx, *position, (std::slice::from_ref(&holder), false)).await? {
            sql::intern(tx, &digest(&set), &set).await?;
        }
    }
    Ok(())
}

/// Points every post to the set of its position, after a bulk load or an import of a framework. In chunks; doing it again changes nothing.
/// Returns how many posts were pointed elsewhere.
pub async fn assign_all(db: &Db) -> Outcome<i64, ()> {
    let days = (db.context().today(), GRACE_DAYS);
    let mut planner = Planner::read(&mut db.read().await?, None, days).await?;
    let (mut changed, mut position) = (0, Key::<Position>::new(i64::MIN));
    loop {
        let Some(next) = sql::next_position(&mut db.read().await?, position).await? else { return Ok(changed) };
        position = next;
        let mut cursor = Some(Key::<Post>::new(i64::MIN));
        while let Some(after) = cursor {
            let mut conn = db.read().await?;
            let holders = sql::holders(&mut conn, position, (after, POSTS)).await?;
            cursor = holders.last().map(|last| last.post);
            let changes = planner.changes(&mut conn, position, (&holders, false)).await?;
            drop(conn);
            if let Some(last) = cursor.filter(|_| !changes.is_empty()) {
                let chunk = (RequirementsChanged { position, posts: (after, last) }, changes);
                changed += db.write(chunk, |tx, (told, changes)| assign_some(tx, told, changes).boxed()).await?;
            }
        }
    }
}

pub(super) type Changes = Vec<(Holder, Arc<Set>)>;

async fn assign_some(tx: &mut Tx, told: &RequirementsChanged, changes: &Changes) -> Outcome<i64, ()> {
    let rows = interned(tx, changes).await?;
    sql::point_many(tx, &rows).await?;
    tx.emit(told).await?;
    Ok(i64::try_from(changes.len()).unwrap_or(i64::MAX))
}

/// Each post with the key of its set, which is made where it is not there.
pub(super) async fn interned(tx: &mut Tx, changes: &Changes) -> Result<Vec<(Key<Post>, Key<RequirementSet>)>, Error> {
    let (mut known, mut rows) = (HashMap::new(), Vec::new());
    for (holder, set) in changes {
        let name = Arc::as_ptr(set).addr();
        let key = match known.get(&name) {
            Some(key) => *key,
            None => sql::intern(tx, &digest(set), set).await?,
        };
        known.insert(name, key);
        rows.push((holder.post, key));
    }
    Ok(rows)
}

/// Posts of a position ask something else than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequirementsChanged {
    /// The position.
    pub position: Key<Position>,
    /// The first and the last of these posts, so that nobody has to look at all posts of a position at once.
    pub posts: (Key<Post>, Key<Post>),
}

/// A version, an overlay or an acceptance on its way into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staging {
    /// The number of its switch.
    pub number: i64,
    /// The grace period of what is new or raised, in days.
    pub grace_days: i32,
    /// What is not in force yet and is taken as if it were.
    pub assumed: Option<Assumed>,
}

/// So many posts get their next set in one transaction.
const STAGED: i64 = 500;

/// Gives every post the set that it will have after the switch, where that is another one. In chunks, which nobody sees; what was done already
/// is not done again. What posts will ask is worked out beside the writer, with a version that is `coming` as if it had come. Returns for how
/// many posts.
pub(crate) async fn stage(db: &Db, staging: Staging, coming: Option<&Coming>) -> Outcome<i64, ()> {
    let days = (db.context().today(), staging.grace_days);
    let mut conn = db.read().await?;
    let mut planner = Planner::read(&mut conn, staging.assumed, days).await?;
    if let Some(coming) = coming {
        planner = planner.expecting(&mut conn, coming).await?;
    }
    drop(conn);
    let (mut changed, mut position) = (0, Key::<Position>::new(i64::MIN));
    loop {
        let Some(next) = sql::next_with_posts(&mut db.read().await?, position).await? else { return Ok(changed) };
        position = next;
        let mut cursor = Some(Key::<Post>::new(i64::MIN));
        while let Some(after) = cursor {
            let mut conn = db.read().await?;
            let holders = sql::holders(&mut conn, position, (after, STAGED)).await?;
            cursor = holders.last().map(|last| last.post);
            let holders: Vec<Holder> = holders.into_iter().filter(|one| one.next_switch != Some(staging.number)).collect();
            let changes = planner.changes(&mut conn, position, (&holders, true)).await?;
            drop(conn);
            if !changes.is_empty() {
                changed +=
                    db.write((staging.number, changes), |tx, (number, changes)| stage_some(tx, *number, changes).boxed()).await?;
            }
        }
    }
}

async fn stage_some(tx: &mut Tx, number: i64, changes: &Changes) -> Outcome<i64, ()> {
    let nothing = Set::new();
    let empty = sql::intern(tx, &digest(&nothing), &nothing).await?;
    let rows = interned(tx, changes).await?;
    sql::stage_many(tx, number, empty, &rows).await?;
    Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))
}

/// After the switch: what was next becomes what is, in chunks that change nothing for anybody, and the neighbours are told. A position with
/// many posts is told in several pieces.
pub async fn settle(db: &Db, number: i64) -> Outcome<(), ()> {
    loop {
        let Some(position) = sql::next_staged(&mut db.read().await?, number).await? else { return Ok(()) };
        let mut cursor = Some(Key::<Post>::new(i64::MIN));
        while let Some(after) = cursor {
            let chunk = (position, number, after);
            cursor = db.write(chunk, |tx, chunk| settle_chunk(tx, *chunk).boxed()).await?;
        }
    }
}

async fn settle_chunk(tx: &mut Tx, (position, number, after): (Key<Position>, i64, Key<Post>)) -> Outcome<Option<Key<Post>>, ()> {
    let Some(last) = sql::chunk_end(tx, position, after, STAGED).await? else { return Ok(None) };
    if sql::settle_many(tx, (position, number), (after, last)).await? {
        tx.emit(&RequirementsChanged { position, posts: (after, last) }).await?;
    }
    Ok(Some(last))
}
