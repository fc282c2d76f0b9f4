//! The use cases of requirements.

use kernel::{Date, Key};
use people::organisation::PostMade;
use people::posting::Current;
use people::{OfficialKey, Position, Post, posting};
use store::{Conn, Db, Error, FutureExt, Outcome, Tx};

use super::domain::{GRACE_DAYS, Set, Standing, digest, next_set};
use super::{sets, store as sql};
use crate::RequirementSet;

/// So many posts are pointed to their set in one transaction.
const POSTS: i64 = 2000;
/// So many positions are looked at in one transaction.
const POSITIONS: i64 = 20;

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

/// The reaction to a new post: it asks what its position asks.
pub async fn on_post_made(tx: &mut Tx, made: &PostMade) -> Result<(), Error> {
    if sql::copy_from_sibling(tx, made.post, made.position).await? {
        return Ok(());
    }
    match set_of_position(tx, made.position).await? {
        Some(set) => sql::point(tx, made.post, set).await,
        None => Ok(()),
    }
}

/// Points every post to the set of its position, after a bulk load or an import of a framework. In chunks; doing it again changes nothing.
/// Returns how many posts were pointed elsewhere.
pub async fn assign_all(db: &Db) -> Outcome<i64, ()> {
    let (mut changed, mut after) = (0, Some(Key::<Position>::new(i64::MIN)));
    while let Some(position) = after {
        let step = db.write(position, |tx, position| assign_some(tx, *position).boxed()).await?;
        changed += step.changed;
        after = step.after;
    }
    Ok(changed)
}

/// Posts of a position ask something else than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequirementsChanged {
    /// The position.
    pub position: Key<Position>,
    /// The first and the last of these posts, so that nobody has to look at all posts of a position at once.
    pub posts: (Key<Post>, Key<Post>),
}

/// A version on its way into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staging {
    /// The number of its switch.
    pub number: i64,
    /// The grace period of what is new or raised, in days.
    pub grace_days: i32,
}

/// So many posts get their next set in one transaction.
const STAGED: i64 = 500;

/// Gives every post the set that it will have after the switch, where that is another one. In chunks, which nobody sees; what was done already
/// is not done again. What a position will ask is worked out beside the writer. Returns for how many posts.
pub async fn stage(db: &Db, staging: Staging) -> Outcome<i64, ()> {
    let (mut changed, mut position) = (0, Key::<Position>::new(i64::MIN));
    loop {
        let mut conn = db.read().await?;
        let Some(next) = sql::next_with_posts(&mut conn, position).await? else { return Ok(changed) };
        position = next;
        let days = (db.context().today(), staging.grace_days);
        let (before, after) = next_of_position(&mut conn, position, days).await?;
        drop(conn);
        let Some(set) = after.filter(|after| before.as_ref() != Some(after)) else { continue };
        let sets = db.write(set, |tx, set| intern_both(tx, set).boxed()).await?;
        let mut cursor = Some(Key::<Post>::new(i64::MIN));
        while let Some(after) = cursor {
            let chunk = (position, staging.number, sets, after);
            let (posts, last) = db.write(chunk, |tx, chunk| stage_chunk(tx, *chunk).boxed()).await?;
            changed += posts;
            cursor = last;
        }
    }
}

/// The next set, and the set of a post that asks nothing.
type Sets = (Key<RequirementSet>, Key<RequirementSet>);

async fn intern_both(tx: &mut Tx, set: &Set) -> Outcome<Sets, ()> {
    let nothing = Set::new();
    Ok((sql::intern(tx, &digest(set), set).await?, sql::intern(tx, &digest(&nothing), &nothing).await?))
}

type Chunk = (Key<Position>, i64, Sets, Key<Post>);

/// How many posts got their next set, and the last of them; `None` at the end.
async fn stage_chunk(tx: &mut Tx, (position, number, sets, after): Chunk) -> Outcome<(i64, Option<Key<Post>>), ()> {
    let Some(last) = sql::chunk_end(tx, position, after, STAGED).await? else { return Ok((0, None)) };
    Ok((sql::stage_many(tx, (position, number), sets, (after, last)).await?, Some(last)))
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

/// What one transaction has done.
struct Step {
    changed: i64,
    /// After which position to go on; `None` at the end.
    after: Option<Key<Position>>,
}

async fn assign_some(tx: &mut Tx, mut after: Key<Position>) -> Outcome<Step, ()> {
    let mut changed = 0;
    for _ in 0..POSITIONS {
        let Some(position) = sql::next_position(tx, after).await? else { return Ok(Step { changed, after: None }) };
        if let Some(set) = set_of_position(tx, position).await? {
            let pointed = sql::point_many(tx, position, set, POSTS - changed).await?;
            if pointed > 0 {
                let posts = (Key::new(i64::MIN), Key::new(i64::MAX));
                tx.emit(&RequirementsChanged { position, posts }).await?;
            }
            changed += pointed;
        }
        if changed >= POSTS {
            return Ok(Step { changed, after: Some(after) });
        }
        after = position;
    }
    Ok(Step { changed, after: Some(after) })
}

/// The set that the posts of a position should have now; `None` where its roles ask nothing and never did. It is interned, and no post is
/// pointed to it: that is for whoever writes posts in bulk.
pub async fn set_of_position(tx: &mut Tx, position: Key<Position>) -> Result<Option<Key<RequirementSet>>, Error> {
    let days = (tx.now().date(), GRACE_DAYS);
    match next_of_position(tx, position, days).await? {
        (_, Some(set)) => sql::intern(tx, &digest(&set), &set).await.map(Some),
        (_, None) => Ok(None),
    }
}

/// What the posts of a position ask, and what they should ask from `today` on; `None` where that is nothing and never was anything else.
async fn next_of_position(
    conn: &mut Conn,
    position: Key<Position>,
    days: (Date, i32),
) -> Result<(Option<Set>, Option<Set>), Error> {
    let wanted = sql::wanted(conn, position).await?;
    let before = match sql::newest_set(conn, position).await? {
        Some(newest) => Some(sql::set(conn, newest).await?),
        None => None,
    };
    let after = (!wanted.is_empty() || before.is_some()).then(|| next_set(&wanted, before.as_ref(), days));
    Ok((before, after))
}
