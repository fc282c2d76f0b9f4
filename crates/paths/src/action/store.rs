//! What actions are made from, read where it stands; and the minutes that were measured.

use std::collections::HashMap;

use assessment::test;
use competency::{evidence, framework};
use kernel::{Key, Level};
use learning::Course as CourseMark;
use learning::package::Mode;
use store::{Conn, Error, Row, Tx};

use super::domain::{Course, Named, Sources, TestOut, VERIFIED};

/// Tells one state of all that actions are made from from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp([i64; 8]);

/// The state now: courses, the words of the framework, test-outs, rules, measured and usual minutes.
pub(super) async fn stamp(conn: &mut Conn) -> Result<Stamp, Error> {
    conn.query(
        "SELECT COALESCE(MAX(changed_at), 0), COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT), \
         (SELECT CAST(COALESCE(SUM(revision), 0) AS BIGINT) FROM competency), \
         (SELECT CAST(COALESCE(SUM(minutes * 1000 + level * 100 + competency), 0) AS BIGINT) FROM test WHERE purpose = 'test_out'), \
         (SELECT COALESCE(MAX(version), 0) FROM evidence_rule), \
         (SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM measured_minutes), \
         (SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM work_minutes) FROM course",
    )
    .one("stamp", |row| {
        let mut stamp = [0; 8];
        for (at, place) in stamp.iter_mut().enumerate() {
            *place = row.get(at)?;
        }
        Ok(Stamp(stamp))
    })
    .await
}

/// All of it.
pub(super) async fn sources(conn: &mut Conn) -> Result<Sources, Error> {
    let entries = framework::all(conn).await?;
    let keys: Vec<_> = entries.iter().map(|entry| entry.key).collect();
    let tests = test::test_outs(conn, &keys).await?;
    let indicators = conn
        .query(
            "SELECT DISTINCT indicator.competency, indicator.level FROM indicator JOIN competency \
             ON competency.id = indicator.competency AND competency.revision = indicator.revision",
        )
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    let work = conn.query("SELECT level, minutes FROM work_minutes").all(|row| Ok((row.get::<Level>(0)?, row.get(1)?))).await?;
    Ok(Sources {
        competencies: entries.into_iter().map(|entry| Named { key: entry.key, code: entry.code, name: entry.name }).collect(),
        test_outs: tests
            .into_iter()
            .map(|test| TestOut { competency: test.competency, level: test.level, minutes: test.minutes })
            .collect(),
        courses: courses(conn).await?,
        indicators: indicators.into_iter().collect(),
        work: work.into_iter().collect(),
        rules: evidence::rules(conn).await?,
    })
}

async fn courses(conn: &mut Conn) -> Result<Vec<Course>, Error> {
    let rows = conn
        .query(
            "SELECT course.id, course.code, course_version.title, course.playable, course_version.languages, course_version.minutes, \
             course_version.mode, measured_minutes.minutes, measured_minutes.learners, test.competency, test.level, test.minutes FROM course \
             JOIN course_version ON course_version.course = course.id AND course_version.version = course.version \
             LEFT JOIN measured_minutes ON measured_minutes.course = course.id AND measured_minutes.version = course.version \
             LEFT JOIN test ON test.id = course_version.test ORDER BY course.code",
        )
        .all(|row| Ok((row.get::<Key<CourseMark>>(0)?, read_course(row)?)))
        .await?;
    let effects = conn
        .query(
            "SELECT course_effect.course, course_effect.competency, course_effect.entry, course_effect.level FROM course_effect \
             JOIN course ON course.id = course_effect.course AND course.version = course_effect.version ORDER BY course_effect.competency",
        )
        .all(|row| Ok((row.get::<Key<CourseMark>>(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))))
        .await?;
    let mut by_course: HashMap<_, Vec<_>> = HashMap::new();
    for (course, effect) in effects {
        by_course.entry(course).or_default().push(effect);
    }
    let with_effects = |(key, course): (_, Course)| Course { effects: by_course.remove(&key).unwrap_or_default(), ..course };
    Ok(rows.into_iter().map(with_effects).collect())
}

fn read_course(row: &Row) -> Result<Course, Error> {
    let (languages, mode): (String, String) = (row.get(4)?, row.get(6)?);
    let measured = row.get::<Option<i64>>(7)?.zip(row.get::<Option<i64>>(8)?);
    let assessment = match row.get::<Option<_>>(9)? {
        Some(competency) => Some((competency, row.get(10)?, row.get(11)?)),
        None => None,
    };
    Ok(Course {
        code: row.get(1)?,
        title: row.get(2)?,
        playable: row.get(3)?,
        languages: serde_json::from_str(&languages).map_err(|reason| Error::Column { column: 4, reason: reason.to_string() })?,
        minutes: row.get(5)?,
        measured,
        mode: Mode::parse(&mode).ok_or(Error::Column { column: 6, reason: mode })?,
        assessment,
        effects: Vec::new(),
    })
}

/// The newest learners of a course from whom its minutes are measured, at most.
const SAMPLE: i64 = 1000;

/// Measures each playable course anew: the median of the time credited to those who completed its present version.
pub(crate) async fn measure(tx: &mut Tx) -> Result<(), Error> {
    let courses: Vec<(i64, i64)> =
        tx.query("SELECT id, version FROM course WHERE playable").all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    for (course, version) in courses {
        let mut credited: Vec<i64> = tx
            .query(
                "SELECT CAST(SUM(progress.credited) AS BIGINT) FROM (SELECT official, id FROM enrolment WHERE course = $1 AND version = $2 \
                 AND state = 'completed' ORDER BY completed_at DESC LIMIT $3) AS done \
                 JOIN progress ON progress.official = done.official AND progress.enrolment = done.id GROUP BY done.official, done.id",
            )
            .bind(course)
            .bind(version)
            .bind(SAMPLE)
            .all(|row| row.get(0))
            .await?;
        tx.execute("DELETE FROM measured_minutes WHERE course = $1").bind(course).run().await?;
        let learners = credited.len() as i64;
        credited.sort_unstable();
        let Some(median) = credited.get(credited.len() / 2).filter(|_| learners >= VERIFIED) else { continue };
        tx.execute("INSERT INTO measured_minutes (course, version, learners, minutes) VALUES ($1, $2, $3, $4)")
            .bind(course)
            .bind(version)
            .bind(learners)
            .bind((median + 59_999) / 60_000)
            .run()
            .await?;
    }
    Ok(())
}
