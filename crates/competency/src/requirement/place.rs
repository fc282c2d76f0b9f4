//! Posts that stand elsewhere than before: another government or other units hold above them, so that they ask something else.
//!
//! An office takes all that lies below it along, and may hold thousands of posts. The reaction leaves a notice in the transaction of the move;
//! [`follow`] works out beside the writer what these posts ask now and points them there in chunks.

use std::collections::BTreeMap;

use kernel::Key;
use people::organisation::Rearranged;
use people::{Organisation, Position, Post};
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};

use super::domain::GRACE_DAYS;
use super::ground::Planner;
use super::service::{Changes, RequirementsChanged, interned};
use super::store::{self as sql, Holder};
use crate::publication;

/// Whose posts may ask something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noticed {
    /// Those of an organisation and of all below it.
    Below(Key<Organisation>),
    /// One.
    Post(Key<Post>),
}

/// The reaction to another arrangement of offices.
pub async fn on_rearranged(tx: &mut Tx, event: &Rearranged) -> Result<(), Error> {
    match *event {
        Rearranged::Place(organisation) => sql::notice(tx, Noticed::Below(organisation)).await,
        Rearranged::Post(post) => sql::notice(tx, Noticed::Post(post)).await,
        // What a post asks depends on neither.
        Rearranged::Position(_) | Rearranged::Territory(_) => Ok(()),
    }
}

/// So many organisations are looked at together.
const OFFICES: usize = 200;
/// So many notices about single posts are looked at together.
const SINGLE: i64 = 500;
/// So many posts are pointed to their set in one transaction.
const POSTS: usize = 500;

/// Points the posts of which there are notices to what they ask where they stand now, and gives how many ask something else. What is new or
/// raised begins today, with a grace period. Waits while a switch is under way: the notices stay until the next time.
pub async fn follow(db: &Db) -> Outcome<i64, ()> {
    let mut changed = 0;
    loop {
        let noticed = sql::noticed(&mut db.read().await?, SINGLE).await?;
        let Some((_, first)) = noticed.first().copied() else { return Ok(changed) };
        let (single, done) = of_the_same_kind(&noticed);
        let chunks: Vec<Asked> = match first {
            Noticed::Post(_) => vec![Asked::These(single)],
            Noticed::Below(organisation) => {
                let below = sql::organisations_below(&mut db.read().await?, organisation).await?;
                below.chunks(OFFICES).map(|some| Asked::Of(some.to_vec())).collect()
            }
        };
        for chunk in chunks {
            match look_at(db, &chunk).await? {
                Some(posts) => changed += posts,
                None => return Ok(changed),
            }
        }
        db.write(done, |tx, done| async move { Ok(sql::forget(tx, done).await?) }.boxed()).await?;
    }
}

/// The single posts with which the notices begin, and the notices that are done with them; none where they begin with an organisation.
fn of_the_same_kind(noticed: &[(i64, Noticed)]) -> (Vec<Key<Post>>, Vec<i64>) {
    let single = |one: &(i64, Noticed)| match one.1 {
        Noticed::Post(post) => Some((one.0, post)),
        Noticed::Below(_) => None,
    };
    let (done, posts): (Vec<i64>, Vec<Key<Post>>) = noticed.iter().map_while(single).unzip();
    if posts.is_empty() { (posts, noticed.first().map(|(id, _)| *id).into_iter().collect()) } else { (posts, done) }
}

/// Which posts are looked at.
enum Asked {
    Of(Vec<Key<Organisation>>),
    These(Vec<Key<Post>>),
}

/// How many posts ask something else now; `None` while a switch is under way.
async fn look_at(db: &Db, asked: &Asked) -> Outcome<Option<i64>, ()> {
    let days = (db.context().today(), GRACE_DAYS);
    let mut conn = db.read().await?;
    let Some(switches) = publication::still(&mut conn).await? else { return Ok(None) };
    let mut planner = Planner::read(&mut conn, None, days).await?;
    let found = match asked {
        Asked::Of(organisations) => sql::holders_of(&mut conn, organisations).await?,
        Asked::These(posts) => sql::holders_among(&mut conn, posts).await?,
    };
    let mut by_position: BTreeMap<Key<Position>, Vec<Holder>> = BTreeMap::new();
    for (position, holder) in found {
        by_position.entry(position).or_default().push(holder);
    }
    let mut changed = 0;
    for (position, holders) in by_position {
        let changes = planner.changes(&mut conn, position, (&holders, true)).await?;
        for some in changes.chunks(POSTS) {
            let chunk = (switches, position, some.to_vec());
            match db.write(chunk, |tx, (switches, position, changes)| point(tx, *switches, (*position, changes)).boxed()).await {
                Ok(posts) => changed += posts,
                // A switch has come meanwhile; it is worked out anew after it.
                Err(Failure::Refused(())) => return Ok(None),
                Err(failure) => return Err(failure),
            }
        }
    }
    Ok(Some(changed))
}

/// Refused where a switch has begun since it was worked out.
async fn point(tx: &mut Tx, switches: i64, (position, changes): (Key<Position>, &Changes)) -> Outcome<i64, ()> {
    if publication::still(tx).await? != Some(switches) {
        return Err(Failure::Refused(()));
    }
    let rows = interned(tx, changes).await?;
    sql::point_many(tx, &rows).await?;
    for posts in runs(changes.iter().map(|(holder, _)| holder.post.number()).collect()) {
        tx.emit(&RequirementsChanged { position, posts: (Key::new(posts.0), Key::new(posts.1)) }).await?;
    }
    Ok(i64::try_from(changes.len()).unwrap_or(i64::MAX))
}

/// Posts nearer than this are told as one range: whoever is told looks at all posts of the position in it.
const NEAR: i64 = 50;

/// Ranges after the first and up to the last that hold these posts and few others.
fn runs(mut posts: Vec<i64>) -> Vec<(i64, i64)> {
    posts.sort_unstable();
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for post in posts {
        match runs.last_mut() {
            Some((_, last)) if post - *last <= NEAR => *last = post,
            _ => runs.push((post - 1, post)),
        }
    }
    runs
}

/// Leaves word that a post has to be looked at when no switch is under way any more.
pub(super) async fn look_again(tx: &mut Tx, post: Key<Post>) -> Result<(), Error> {
    if publication::still(tx).await?.is_none() { sql::notice(tx, Noticed::Post(post)).await } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_are_told_in_ranges_that_hold_few_others() {
        assert_eq!(runs(vec![7, 5, 900, 901, 55]), [(4, 55), (899, 901)]);
        assert_eq!(runs(Vec::new()), []);
    }

    #[test]
    fn notices_of_single_posts_are_taken_together_and_one_of_an_office_alone() {
        let (post, office) = (|key| Noticed::Post(Key::new(key)), Noticed::Below(Key::new(9)));
        assert_eq!(of_the_same_kind(&[(1, post(5)), (2, post(6)), (3, office)]), (vec![Key::new(5), Key::new(6)], vec![1, 2]));
        assert_eq!(of_the_same_kind(&[(3, office), (4, post(5))]), (Vec::new(), vec![3]));
    }
}
