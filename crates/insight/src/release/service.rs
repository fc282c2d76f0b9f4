//! Writing a release.

use std::collections::BTreeMap;
use std::sync::Arc;

use competency::Competency;
use kernel::Key;
use methods::disclosure::release::{Leaf, Published, next};
use store::{Db, Error, FutureExt, Outcome, Tx};

use super::domain::{
    Cell, MONTHS, OTHERS, PartKey, REACH, Release, STANDING, Tree, Week, add, of_counts, of_months, of_reach, to_counts, word,
};
use super::store::{self as sql, CellLine, CohortKey, Lines};
use crate::cube::{Board, Counts, Cube, Dimension, Place};
use crate::rollup::store as rollup;

/// Rows in one transaction.
const CHUNK: usize = 1000;

/// What a release brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its week.
    pub week: Week,
    /// Parts with new figures.
    pub cells: usize,
}

/// Publishes the release of this week, if it is not published yet; the regular task. The figures are those of now.
pub async fn publish(db: &Db) -> Outcome<Option<Report>, ()> {
    let week = Week::of(db.context().today());
    let mut conn = db.read().await?;
    let before = sql::newest_week(&mut conn).await?;
    if before.is_some_and(|(newest, _)| newest >= week) {
        return Ok(None);
    }
    // What is published stands for a week: nothing is published of a store that is not counted yet.
    let behind = rollup::stamp(&mut conn, db.context().today()).await?.behind;
    let cube = Board::refresh(db).await?;
    if behind || cube.roots().is_empty() {
        return Ok(None);
    }
    let as_of = cube.as_of();
    if !db.write((), move |tx, ()| async move { Ok(sql::begin(tx, week, as_of).await?) }.boxed()).await? {
        return Ok(None);
    }
    let last = before.map_or(Week(-1), |(week, _)| week);
    let known = Known {
        tree: sql::tree(&mut conn).await?,
        cells: sql::cells(&mut conn, last).await?,
        cohorts: sql::cohorts(&mut conn, last).await?,
        months: sql::months(&mut conn, last).await?,
        courses: sql::courses(&mut conn, last).await?,
    };
    drop(conn);
    let worked = tokio::task::spawn_blocking(move || known.next(&cube)).await;
    let (changes, total) = worked.map_err(|panic| Error::Writer(panic.to_string()))?;
    let cells = changes.iter().map(|lines| if let Lines::Cells(lines) = lines { lines.len() } else { 0 }).sum();
    for lines in changes {
        db.write(Arc::new(lines), move |tx, lines| put(tx, week, lines).boxed()).await?;
    }
    db.write((), move |tx, ()| async move { Ok(sql::finish(tx, week, &total).await?) }.boxed()).await?;
    Ok(Some(Report { week, cells }))
}

async fn put(tx: &mut Tx, week: Week, lines: &Lines) -> Outcome<(), ()> {
    Ok(sql::put(tx, week, lines).await?)
}

/// What stands published before a release.
struct Known {
    tree: Tree,
    cells: BTreeMap<(Key<Competency>, PartKey), Vec<u64>>,
    cohorts: BTreeMap<CohortKey, Vec<u64>>,
    months: BTreeMap<i64, Vec<u64>>,
    courses: BTreeMap<i64, Vec<u64>>,
}

impl Known {
    /// What changes, in chunks, and the sums of the whole release.
    fn next(self, cube: &Cube) -> (Vec<Lines>, Counts) {
        let cells = self.next_cells(cube);
        let mut after = self.cells.clone();
        after.extend(cells.iter().cloned());
        let cells_after =
            after.into_iter().map(|((competency, part), counts)| Cell { competency, part, counts: to_counts(&counts) });
        let whole = Release { tree: self.tree.clone(), ..Release::default() }.with_cells(cells_after.collect());
        let mut total = Counts::default();
        whole.by_competency(Place::Nation).iter().for_each(|(_, counts)| add(&mut total, counts));
        let mut lines = Vec::new();
        lines.extend(cells.chunks(CHUNK).map(|chunk| Lines::Cells(chunk.to_vec())));
        lines.extend(self.next_cohorts(cube).chunks(CHUNK).map(|chunk| Lines::Cohorts(chunk.to_vec())));
        let months = cube.months(Place::Nation, &Default::default());
        let months = months.iter().map(|(month, counts)| alone(*month, -1, of_months(counts)));
        lines.push(Lines::Months(next(&MONTHS, &months.collect::<Vec<_>>(), &self.months).into_iter().collect()));
        let courses = cube.courses(None);
        let courses = courses.iter().map(|(course, reach)| alone(course.number(), 0, of_reach(reach)));
        let courses: Vec<_> = next(&REACH, &courses.collect::<Vec<_>>(), &self.courses).into_iter().collect();
        lines.extend(courses.chunks(CHUNK).map(|chunk| Lines::Courses(chunk.to_vec())));
        (lines, total)
    }

    fn next_cells(&self, cube: &Cube) -> Vec<CellLine> {
        let mut published: BTreeMap<Key<Competency>, Published<PartKey>> = BTreeMap::new();
        for ((competency, part), counts) in &self.cells {
            published.entry(*competency).or_default().insert(*part, counts.clone());
        }
        let competencies: Vec<_> =
            cube.by_competency(Place::Nation, &Default::default()).into_iter().map(|(competency, _)| competency).collect();
        let mut own = self.tree.own_counts(cube, &competencies);
        let all: std::collections::BTreeSet<_> = competencies.into_iter().chain(published.keys().copied()).collect();
        let mut changes = Vec::new();
        for competency in all {
            let counts = own.remove(&competency).unwrap_or_default();
            let leaves: Vec<Leaf<PartKey>> = counts.iter().map(|(at, counts)| self.tree.leaf(*at, counts)).collect();
            let found = next(&STANDING, &leaves, &published.remove(&competency).unwrap_or_default());
            changes.extend(found.into_iter().map(|(part, counts)| ((competency, part), counts)));
        }
        changes
    }

    fn next_cohorts(&self, cube: &Cube) -> Vec<(CohortKey, Vec<u64>)> {
        let mut published: BTreeMap<(i64, &str), Published<String>> = BTreeMap::new();
        for ((competency, dimension, cohort), counts) in &self.cohorts {
            published.entry((*competency, dimension)).or_default().insert(cohort.clone(), counts.clone());
        }
        let mut changes = Vec::new();
        for dimension in [Dimension::Group, Dimension::Service, Dimension::Family] {
            for (competency, cohorts) in cube.by_competency_and_cohort(Place::Nation, dimension) {
                let leaves = cohorts.iter().map(|(cohort, counts)| alone(cohort.clone(), OTHERS.to_owned(), of_counts(counts)));
                let before = published.remove(&(competency.number(), word(dimension))).unwrap_or_default();
                let found = next(&STANDING, &leaves.collect::<Vec<_>>(), &before);
                let key = |cohort| (competency.number(), word(dimension).to_owned(), cohort);
                changes.extend(found.into_iter().map(|(cohort, counts)| (key(cohort), counts)));
            }
        }
        changes
    }
}

/// A leaf that stands alone, or with all that are too small to.
fn alone<K>(key: K, others: K, counts: Vec<u64>) -> Leaf<K> {
    Leaf { ladder: vec![(0, key), (1, others)], counts }
}
