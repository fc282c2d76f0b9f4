//! Where the present cube hangs, beside the store in each process.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::Timestamp;
use store::{Conn, Db, Error};
use tokio::time::Instant;

use super::store as sql;
use super::sums::{Builder, Cohorts, Cube};
use super::tree::Tree;
use crate::rollup::cell::{Cell, Kind, Sums, Values};
use crate::rollup::store::{self as rollup, Stamp};
use crate::rollup::totals;

/// The one place under which a board is kept.
#[derive(PartialEq, Eq, Hash)]
struct Place;

/// Keeps the cube of one store, beside it in each process, and brings it up to date.
#[derive(Debug, Default)]
pub struct Board {
    hung: Mutex<Option<Hung>>,
    /// One reads at a time; the others wait for what it finds.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Hung {
    cube: Arc<Cube>,
    /// Of the tree when it was read.
    tree: (i64, i64, i64),
    /// When all of it was read, and how long that took.
    read: (Instant, Duration),
}

/// Reading that takes no longer may be done again at any time.
const QUICK: Duration = Duration::from_millis(100);

impl Hung {
    /// Whether it costs too much to read everything again so soon.
    fn rests(&self) -> bool {
        let (at, took) = self.read;
        took > QUICK && at.elapsed() < took * 10
    }
}

impl Board {
    /// The present cube. Read once a request, so that all its figures agree. The first call in a process reads all sums; afterwards
    /// [`Board::refresh`] keeps it true.
    ///
    /// # Errors
    /// When the roll-ups cannot be read.
    pub async fn current(conn: &mut Conn) -> Result<Arc<Cube>, Error> {
        let board = Self::of(conn);
        if let Some(hung) = board.hung() {
            return Ok(hung.cube);
        }
        let _turn = board.turn.lock().await;
        match board.hung() {
            Some(hung) => Ok(hung.cube),
            None => board.read_all(conn).await,
        }
    }

    /// Brings the cube up to date, from the news of what was changed where these are enough. What costs much is not done again at once: a
    /// cube that must be read anew stays as it is for ten times as long as reading takes.
    ///
    /// # Errors
    /// When the roll-ups cannot be read.
    pub async fn refresh(db: &Db) -> Result<Arc<Cube>, Error> {
        let mut conn = db.read().await?;
        let board = Self::of(&conn);
        let _turn = board.turn.lock().await;
        let Some(hung) = board.hung() else { return board.read_all(&mut conn).await };
        // What is waiting is asked before the sums are read: what is written meanwhile is only newer.
        let now = db.context().now();
        let stamp = rollup::stamp(&mut conn, now.date()).await?;
        let news = if stamp.version == hung.cube.number() { Some(Vec::new()) } else { news(&mut conn, &hung, stamp).await? };
        let cube = match news.filter(|_| stamp.tree == hung.tree) {
            Some(news) if news.is_empty() => hung.cube,
            Some(news) => {
                let cohorts = cohorts(&mut conn, &hung.cube, &news).await?;
                board.hang(Hung { cube: Arc::new(told(&hung.cube, &news, &cohorts)?), ..hung })
            }
            None if hung.rests() => return Ok(hung.cube),
            None => board.read_all(&mut conn).await?,
        };
        if cube.number() >= stamp.version && !stamp.behind {
            cube.is_true_until(stamp.waiting_since.unwrap_or(now));
        }
        Ok(cube)
    }

    fn of(conn: &Conn) -> Arc<Self> {
        let Some(kept) = conn.kept::<Place, Self>() else { return Arc::default() };
        kept.get(&Place).unwrap_or_else(|| kept.put(Place, Self::default()))
    }

    fn hung(&self) -> Option<Hung> {
        self.hung.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hang(&self, hung: Hung) -> Arc<Cube> {
        let cube = hung.cube.clone();
        *self.hung.lock().unwrap_or_else(PoisonError::into_inner) = Some(hung);
        cube
    }

    async fn read_all(&self, conn: &mut Conn) -> Result<Arc<Cube>, Error> {
        let begun = Instant::now();
        let stamp = rollup::stamp(conn, kernel::Date(0)).await?;
        let cube = match read(conn, stamp.at).await {
            // A cohort was named in between.
            Err(Error::Missing(_)) => read(conn, stamp.at).await?,
            read => read?,
        };
        let prepared = tokio::task::spawn_blocking(move || {
            cube.prepare();
            Arc::new(cube)
        });
        let cube = prepared.await.map_err(|panic| Error::Writer(panic.to_string()))?;
        Ok(self.hang(Hung { cube, tree: stamp.tree, read: (Instant::now(), begun.elapsed()) }))
    }
}

/// What was changed since; `None` where not all of it is told.
async fn news(conn: &mut Conn, hung: &Hung, stamp: Stamp) -> Result<Option<Vec<(i64, Sums)>>, Error> {
    let mine = hung.cube.number();
    if stamp.anew > mine {
        return Ok(None);
    }
    let told = rollup::changes(conn, mine).await?;
    let whole = told.iter().zip(mine + 1..).all(|((version, _), expected)| *version == expected) && !told.is_empty();
    if !whole {
        return Ok(None);
    }
    let read = |(version, packed): (i64, String)| Sums::unpack(&packed).map(|sums| (version, sums));
    told.into_iter().map(read).collect::<Result<_, _>>().map(Some)
}

/// The cohorts that the news speak of.
async fn cohorts(conn: &mut Conn, cube: &Cube, news: &[(i64, Sums)]) -> Result<Arc<Cohorts>, Error> {
    let cells = news.iter().flat_map(|(_, sums)| sums.0.keys());
    let known = cells.filter(|cell| cell.kind != Kind::Course).all(|cell| cube.cohorts.knows(cell.of));
    if known { Ok(cube.cohorts.clone()) } else { Ok(Arc::new(cube.cohorts.extended(rollup::cohorts(conn).await?)?)) }
}

fn told(cube: &Cube, news: &[(i64, Sums)], cohorts: &Arc<Cohorts>) -> Result<Cube, Error> {
    let (mut all, mut version) = (Sums::default(), cube.number());
    for (newer, sums) in news {
        all.add_all(sums);
        version = *newer;
    }
    cube.changed(version, &all, cohorts.clone())
}

/// The tree of organisations of the current edition.
pub(crate) async fn tree_of(conn: &mut Conn) -> Result<Tree, Error> {
    Ok(Tree::new(&sql::nodes(conn).await?, &sql::lands(conn).await?))
}

/// Reads everything.
async fn read(conn: &mut Conn, as_of: Timestamp) -> Result<Cube, Error> {
    let tree = Arc::new(tree_of(conn).await?);
    let cohorts = Arc::new(Cohorts::default().extended(rollup::cohorts(conn).await?)?);
    let mut builder = Builder::new(tree, cohorts);
    let version = totals::every_sum(conn, |kind, place, packed| read_row(&mut builder, kind, place, packed)).await?;
    Ok(builder.finish(version, as_of))
}

fn read_row(builder: &mut Builder, kind: Kind, place: i64, packed: &str) -> Result<(), Error> {
    let mut numbers = packed
        .split(' ')
        .map(|number| number.parse::<i64>().map_err(|reason| Error::Column { column: 2, reason: reason.to_string() }));
    while let Some(of) = numbers.next() {
        let mut next = || numbers.next().unwrap_or_else(|| Err(Error::Missing("part of a sum")));
        let cell = Cell { kind, place, of: of?, item: next()? };
        let mut values = Values::default();
        for value in &mut values {
            *value = next()?;
        }
        builder.add(cell, values)?;
    }
    Ok(())
}
