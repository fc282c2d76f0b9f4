//! The only SQL on releases.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use competency::Competency;
use kernel::{Key, Timestamp};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, FutureExt, Given, Row, Rows, Tx, Value};

use super::domain::{Cell, PartKey, Release, Territories, Tree, Week, to_counts, to_months, to_reach};
use crate::cube::{Board, Counts};

/// How long somebody who has begun to write a release is waited for.
const PATIENCE: i64 = 10 * kernel::time::MINUTE;

/// The week of the newest release.
pub(super) async fn newest_week(conn: &mut Conn) -> Result<Option<(Week, Timestamp)>, Error> {
    conn.query("SELECT week, as_of FROM insight_release WHERE published_at IS NOT NULL ORDER BY week DESC LIMIT 1")
        .optional(|row| Ok((Week(row.get(0)?), row.get(1)?)))
        .await
}

#[derive(PartialEq, Eq, Hash)]
struct KeptWeek(i64);

/// The newest release; an empty one before the first. It is read once and kept, for it never changes.
pub async fn newest(conn: &mut Conn) -> Result<Arc<Release>, Error> {
    match newest_week(conn).await? {
        None => Ok(Arc::new(Release::default())),
        Some((week, as_of)) => conn.once(KeptWeek(week.0), move |conn| load(conn, week, as_of).boxed()).await,
    }
}

async fn load(conn: &mut Conn, week: Week, as_of: Timestamp) -> Result<Release, Error> {
    let tree = tree(conn).await?;
    let cells = cells(conn, week).await?;
    let mut cohorts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for ((competency, dimension, cohort), counts) in self::cohorts(conn, week).await? {
        if counts.iter().any(|count| *count > 0) {
            cohorts.entry((Key::new(competency), dimension)).or_default().push((cohort, to_counts(&counts)));
        }
    }
    let months = months(conn, week).await?.into_iter().filter(|(month, _)| *month >= 0);
    let courses = courses(conn, week).await?.into_iter().filter(|(course, _)| *course > 0);
    let release = Release {
        week: Some((week, as_of)),
        tree,
        cohorts,
        months: months.map(|(month, counts)| (month, to_months(&counts))).collect(),
        courses: courses.map(|(course, counts)| (Key::new(course), to_reach(&counts))).collect(),
        history: history(conn, week).await?,
        ..Release::default()
    };
    let cells = cells.into_iter().map(|((competency, part), counts)| Cell { competency, part, counts: to_counts(&counts) });
    Ok(release.with_cells(cells.collect()))
}

/// The tree of organisations of now.
pub(super) async fn tree(conn: &mut Conn) -> Result<Tree, Error> {
    let cube = Board::current(conn).await?;
    let own: Vec<(i64, i64)> = conn
        .query("SELECT id, territory FROM organisation WHERE territory IS NOT NULL")
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    let territories: Vec<(i64, (String, Option<i64>))> =
        conn.query("SELECT id, kind, parent FROM territory").all(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).await?;
    let (own, territories): (HashMap<i64, i64>, Territories) = (own.into_iter().collect(), territories.into_iter().collect());
    Ok(Tree::of(&cube, &own, &territories))
}

fn numbers<const FROM: usize, const MANY: usize>(row: &Row) -> Result<Vec<u64>, Error> {
    (FROM..FROM + MANY).map(|at| Ok(u64::try_from(row.get::<i64>(at)?).unwrap_or(0))).collect()
}

/// The newest figures of each key up to a week: rows come in the order of their weeks.
fn last<K: Ord, V>(rows: Vec<(K, V)>) -> BTreeMap<K, V> {
    rows.into_iter().collect()
}

pub(super) async fn cells(conn: &mut Conn, week: Week) -> Result<BTreeMap<(Key<Competency>, PartKey), Vec<u64>>, Error> {
    let rows = conn
        .query(
            "SELECT competency, organisation, territory, held, below, unassessed, lapsed FROM insight_release_cell WHERE week <= $1 \
             ORDER BY competency, organisation, territory, week",
        )
        .bind(week.0)
        .all(|row| Ok(((row.get(0)?, (row.get(1)?, row.get(2)?)), numbers::<3, 4>(row)?)))
        .await?;
    Ok(last(rows))
}

/// Competency, dimension and cohort.
pub(super) type CohortKey = (i64, String, String);

pub(super) async fn cohorts(conn: &mut Conn, week: Week) -> Result<BTreeMap<CohortKey, Vec<u64>>, Error> {
    let rows = conn
        .query(
            "SELECT competency, dimension, cohort, held, below, unassessed, lapsed FROM insight_release_cohort WHERE week <= $1 \
             ORDER BY competency, dimension, cohort, week",
        )
        .bind(week.0)
        .all(|row| Ok(((row.get(0)?, row.get(1)?, row.get(2)?), numbers::<3, 4>(row)?)))
        .await?;
    Ok(last(rows))
}

pub(super) async fn months(conn: &mut Conn, week: Week) -> Result<BTreeMap<i64, Vec<u64>>, Error> {
    let rows = conn
        .query(
            "SELECT month, enrolled, completed, minutes_job, minutes_others, minutes_self FROM insight_release_month WHERE week <= $1 \
             ORDER BY month, week",
        )
        .bind(week.0)
        .all(|row| Ok((row.get(0)?, numbers::<1, 5>(row)?)))
        .await?;
    Ok(last(rows))
}

/// Those who hold, who completed without holding, who did not complete.
pub(super) async fn courses(conn: &mut Conn, week: Week) -> Result<BTreeMap<i64, Vec<u64>>, Error> {
    let rows = conn
        .query(
            "SELECT course, holding, completed - holding, enrolled - completed FROM insight_release_course WHERE week <= $1 \
             ORDER BY course, week",
        )
        .bind(week.0)
        .all(|row| Ok((row.get(0)?, numbers::<1, 3>(row)?)))
        .await?;
    Ok(last(rows))
}

async fn history(conn: &mut Conn, week: Week) -> Result<Vec<(Week, Counts)>, Error> {
    conn.query(
        "SELECT week, held, below, unassessed, lapsed FROM insight_release WHERE published_at IS NOT NULL AND week <= $1 ORDER BY week",
    )
    .bind(week.0)
    .all(|row| Ok((Week(row.get(0)?), to_counts(&numbers::<1, 4>(row)?))))
    .await
}

/// Begins a release. False: it is published already, or somebody else writes it.
pub(super) async fn begin(tx: &mut Tx, week: Week, as_of: Timestamp) -> Result<bool, Error> {
    let now = tx.now();
    let changed = tx
        .execute(
            "INSERT INTO insight_release (week, as_of, begun_at, published_at, held, below, unassessed, lapsed) VALUES ($1, $2, $3, NULL, 0, 0, 0, 0) \
             ON CONFLICT (week) DO UPDATE SET as_of = $2, begun_at = $3 WHERE insight_release.published_at IS NULL AND insight_release.begun_at < $4",
        )
        .bind(week.0)
        .bind(as_of)
        .bind(now)
        .bind(now.plus(-PATIENCE))
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    for table in ["cell", "cohort", "month", "course"] {
        tx.execute(AssertSqlSafe(format!("DELETE FROM insight_release_{table} WHERE week = $1"))).bind(week.0).run().await?;
    }
    Ok(true)
}

/// From now on everybody sees it.
pub(super) async fn finish(tx: &mut Tx, week: Week, total: &Counts) -> Result<(), Error> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let now = tx.now();
    tx.execute(
        "UPDATE insight_release SET published_at = $2, held = $3, below = $4, unassessed = $5, lapsed = $6 WHERE week = $1",
    )
    .bind(week.0)
    .bind(now)
    .bind(number(total.held))
    .bind(number(total.below))
    .bind(number(total.unassessed))
    .bind(number(total.lapsed))
    .run()
    .await?;
    Ok(())
}

/// A part of a competency, and its counts.
pub(super) type CellLine = ((Key<Competency>, PartKey), Vec<u64>);

/// Rows of a release on their way into its tables.
#[derive(Clone, Debug)]
pub(super) enum Lines {
    Cells(Vec<CellLine>),
    Cohorts(Vec<(CohortKey, Vec<u64>)>),
    Months(Vec<(i64, Vec<u64>)>),
    Courses(Vec<(i64, Vec<u64>)>),
}

/// Writes rows of a release.
pub(super) async fn put(tx: &mut Tx, week: Week, lines: &Lines) -> Result<(), Error> {
    let mut rows = Rows::default();
    let mut add = |key: &[Value<'_>], counts: &[u64], many: usize| {
        let counts = (0..many).map(|at| Value::Integer(i64::try_from(counts.get(at).copied().unwrap_or(0)).unwrap_or(i64::MAX)));
        rows.add(&key.iter().copied().chain(counts).collect::<Vec<_>>());
    };
    let (table, columns): (&str, &[(&str, Given)]) = match lines {
        Lines::Cells(lines) => {
            for ((competency, part), counts) in lines {
                add(&[Value::Integer(competency.number()), Value::Integer(part.0), Value::Integer(part.1)], counts, 4);
            }
            ("insight_release_cell", &CELL)
        }
        Lines::Cohorts(lines) => {
            for ((competency, dimension, cohort), counts) in lines {
                add(&[Value::Integer(*competency), Value::Text(dimension), Value::Text(cohort)], counts, 4);
            }
            ("insight_release_cohort", &COHORT)
        }
        Lines::Months(lines) => {
            lines.iter().for_each(|(month, counts)| add(&[Value::Integer(*month)], counts, 5));
            ("insight_release_month", &MONTH)
        }
        Lines::Courses(lines) => {
            for (course, counts) in lines {
                let reach = to_reach(counts);
                add(&[Value::Integer(*course)], &[reach.enrolled, reach.completed, reach.holding], 3);
            }
            ("insight_release_course", &COURSE)
        }
    };
    if rows.is_empty() {
        return Ok(());
    }
    let names = columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let given = tx.dialect().rows(2, columns);
    let sql = format!("INSERT INTO {table} (week, {names}) SELECT $1, {names} FROM {given}");
    tx.execute(AssertSqlSafe(sql)).bind(week.0).bind(rows.text()).run().await?;
    Ok(())
}

const fn integer(name: &'static str) -> (&'static str, Given) {
    (name, Given::Integer)
}

const CELL: [(&str, Given); 7] = [
    integer("competency"),
    integer("organisation"),
    integer("territory"),
    integer("held"),
    integer("below"),
    integer("unassessed"),
    integer("lapsed"),
];
const COHORT: [(&str, Given); 7] = [
    integer("competency"),
    ("dimension", Given::Text),
    ("cohort", Given::Text),
    integer("held"),
    integer("below"),
    integer("unassessed"),
    integer("lapsed"),
];
const MONTH: [(&str, Given); 6] = [
    integer("month"),
    integer("enrolled"),
    integer("completed"),
    integer("minutes_job"),
    integer("minutes_others"),
    integer("minutes_self"),
];
const COURSE: [(&str, Given); 4] = [integer("course"), integer("enrolled"), integer("completed"), integer("holding")];
