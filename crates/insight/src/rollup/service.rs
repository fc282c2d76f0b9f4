//! The follower: takes from the queues and brings the sums up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::{Date, Key};
use people::OfficialKey;
use store::{Conn, Db, Error, FutureExt, Outcome, Tx};

use super::cell::Sums;
use super::domain::{Contribution, Facts, Library, contribution};
use super::facts::{self, Who};
use super::queue::{self, About};
use super::store as sql;
use super::{kept, totals};

/// Officials in one transaction.
const CHUNK: i64 = 250;
/// Officials that are marked in one transaction, and marks that are looked at together.
const MARKS: usize = 2000;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Contributions worked out.
    pub officials: u64,
    /// Those that were not what was kept.
    pub changed: u64,
    /// Whether others are likely to wait: there was no room for them.
    pub more: bool,
}

/// Follows what changes in one store. Keeps what it has learnt of sets, courses and cohorts.
#[derive(Debug, Default)]
pub struct Follower {
    library: Library,
}

impl Follower {
    /// Brings the sums up to date with everything that is waiting now; who stops it in between loses nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn follow(&mut self, db: &Db) -> Outcome<Report, ()> {
        self.notice(db).await?;
        let mut report = Report::default();
        while let Some(done) = self.step(db).await? {
            report.officials += done.officials;
            report.changed += done.changed;
        }
        Ok(report)
    }

    /// Puts into the queue whoever is concerned by a notice or by an import.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn notice(&mut self, db: &Db) -> Outcome<(), ()> {
        // Offices may have moved since.
        self.library.tops.clear();
        expand_notices(db).await?;
        notice_edition(db).await
    }

    /// Counts some of those who are waiting; `None` when nobody is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn step(&mut self, db: &Db) -> Outcome<Option<Report>, ()> {
        let mut conn = db.read().await?;
        let chunk = next_chunk(&mut conn, db.context().today()).await?;
        drop(conn);
        if chunk.officials.is_empty() { Ok(None) } else { self.count(db, &chunk).await.map(Some) }
    }

    async fn count(&mut self, db: &Db, Chunk { officials, seen, more }: &Chunk) -> Outcome<Report, ()> {
        let mut conn = db.read().await?;
        // In this order: what is not in the facts is still in the queue, and what somebody else writes has a greater version.
        let (version, marks) = (sql::version(&mut conn).await?, queue::marks_of(&mut conn, officials).await?);
        drop(conn);
        let today = db.context().today();
        let found = work_out(db, &mut self.library, &Who::these(officials), today).await?;
        let contributions =
            officials.iter().map(|official| (*official, found.get(official).cloned().unwrap_or_default())).collect();
        let batch = Arc::new(Batch { version, contributions, marks, seen: *seen });
        let changed = db.write(batch, |tx, batch| apply(tx, batch).boxed()).await?;
        Ok(Report { officials: officials.len() as u64, changed, more: *more })
    }
}

/// Whose contribution is to be worked out next.
struct Chunk {
    officials: Vec<OfficialKey>,
    /// The last of those among them who were never looked at.
    seen: Option<OfficialKey>,
    /// Whether it is as large as can be.
    more: bool,
}

/// Marked ones first, then those whose day has come, then new ones.
async fn next_chunk(conn: &mut Conn, today: Date) -> Result<Chunk, Error> {
    let marks = queue::marks(conn, MARKS as i64).await?;
    let mut more = marks.len() == MARKS;
    let mut some: BTreeSet<OfficialKey> = marks.into_iter().map(|(_, official)| official).collect();
    let room = |some: &BTreeSet<OfficialKey>| CHUNK - some.len() as i64;
    if room(&some) > 0 {
        some.extend(queue::due(conn, today, room(&some)).await?);
    }
    let mut seen = None;
    if room(&some) > 0 {
        let unseen = queue::unseen(conn, room(&some)).await?;
        seen = unseen.last().copied();
        some.extend(unseen);
    }
    more |= room(&some) <= 0;
    Ok(Chunk { officials: some.into_iter().take(CHUNK as usize).collect(), seen, more })
}

/// What these officials contribute on a day; who has no rows is left out.
pub(super) async fn work_out(
    db: &Db,
    library: &mut Library,
    who: &Who,
    today: Date,
) -> Outcome<BTreeMap<OfficialKey, Contribution>, ()> {
    let mut conn = db.read().await?;
    let all = facts::read(&mut conn, who).await?;
    let unnamed = library.learn(&mut conn, &all).await?;
    drop(conn);
    if !unnamed.is_empty() {
        db.write(unnamed, |tx, unnamed| async move { Ok(sql::name_cohorts(tx, unnamed).await?) }.boxed()).await?;
        library.read_cohorts(&mut db.read().await?).await?;
    }
    let each = |(official, facts): (OfficialKey, Facts)| (official, contribution(&facts, library, today));
    Ok(all.into_iter().map(each).collect())
}

/// Contributions on their way into the store.
struct Batch {
    /// Of the sums, before the facts were read.
    version: i64,
    contributions: Vec<(OfficialKey, Contribution)>,
    /// The entries of the queue that were there before the facts were read.
    marks: Vec<(i64, OfficialKey)>,
    seen: Option<OfficialKey>,
}

/// Keeps the contributions and adds to the sums what they change; returns how many were not what was kept. One that somebody else has written
/// meanwhile is left alone, and its official in the queue.
async fn apply(tx: &mut Tx, batch: &Batch) -> Outcome<u64, ()> {
    tx.unwatched().await?;
    let version = sql::next_version(tx).await?;
    let officials: Vec<OfficialKey> = batch.contributions.iter().map(|(official, _)| *official).collect();
    let kept = kept::kept(tx, &officials).await?;
    let overtaken = |official: &OfficialKey| kept.get(official).is_some_and(|kept| kept.version > batch.version);
    let (mut changes, mut rows) = (Sums::default(), Vec::new());
    for (official, new) in batch.contributions.iter().filter(|(official, _)| !overtaken(official)) {
        let (old, parts) = (kept.get(official), new.sums.pack());
        if old.is_some_and(|old| old.parts == parts && old.changes_on == new.changes_on) {
            continue;
        }
        if let Some(old) = old {
            changes.take_all(&Sums::unpack(&old.parts)?);
        }
        changes.add_all(&new.sums);
        rows.push((*official, new.changes_on, parts));
    }
    kept::keep(tx, version, &rows).await?;
    totals::add(tx, &changes).await?;
    sql::tell(tx, version, &changes).await?;
    let done: Vec<i64> = batch.marks.iter().filter(|(_, official)| !overtaken(official)).map(|(id, _)| *id).collect();
    queue::unmark(tx, &done).await?;
    if let Some(seen) = batch.seen {
        sql::seen(tx, seen).await?;
    }
    Ok(rows.len() as u64)
}

/// Marks everybody of whom a notice speaks.
async fn expand_notices(db: &Db) -> Outcome<(), ()> {
    loop {
        let Some((id, about)) = queue::next_notice(&mut db.read().await?).await? else { return Ok(()) };
        match about {
            About::Posts(position, (first, last)) => {
                let mut after = Key::new(first.number().saturating_sub(1));
                loop {
                    let mut conn = db.read().await?;
                    let next = queue::posts_until(&mut conn, position, (after, last), MARKS as i64).await?;
                    let Some(until) = next else { break };
                    let officials = queue::posted_between(&mut conn, position, (after, until)).await?;
                    drop(conn);
                    mark(db, &officials).await?;
                    after = until;
                }
            }
            About::Below(organisation) => {
                let officials = queue::posted_below(&mut db.read().await?, organisation).await?;
                mark(db, &officials).await?;
            }
        }
        db.write(id, |tx, id| async move { Ok(queue::end_notice(tx, *id).await?) }.boxed()).await?;
    }
}

async fn mark(db: &Db, officials: &[OfficialKey]) -> Outcome<(), ()> {
    for some in officials.chunks(MARKS) {
        db.write(some.to_vec(), |tx, some| async move { Ok(queue::mark_all(tx, some).await?) }.boxed()).await?;
    }
    Ok(())
}

/// Marks whoever has a posting that appeared or went with an edition that is not known yet.
async fn notice_edition(db: &Db) -> Outcome<(), ()> {
    let editions = sql::editions(&mut db.read().await?).await?;
    if editions.0 == editions.1 {
        return Ok(());
    }
    let mut after = OfficialKey::new(i64::MIN);
    loop {
        let some = queue::posted_in_editions(&mut db.read().await?, editions, after, MARKS as i64).await?;
        let Some(last) = some.last().copied() else { break };
        mark(db, &some).await?;
        after = last;
    }
    db.write(editions.1, |tx, edition| async move { Ok(sql::set_edition(tx, *edition).await?) }.boxed()).await
}
