//! The SQL that reads courses for those who look for one.

use std::collections::HashMap;

use assessment::test::{self, TestEntry};
use assessment::{Test, bank};
use competency::{Competency, framework};
use kernel::{Date, Key, LanguageText, Level};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row};

use super::domain::{Card, Effect};
use crate::Course;
use crate::package::{Mode, ObjectKind};

/// Tells one state of the catalogue from another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    newest: i64,
    courses: i64,
    versions: i64,
    revisions: i64,
}

/// The state of the catalogue and of the words of the framework in it. The sum of versions tells apart two changes of the same instant.
pub(super) async fn stamp(conn: &mut Conn) -> Result<Stamp, Error> {
    conn.query(
        "SELECT COALESCE(MAX(changed_at), 0), COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT), \
         (SELECT CAST(COALESCE(SUM(revision), 0) AS BIGINT) FROM competency) FROM course",
    )
    .one("stamp", |row| Ok(Stamp { newest: row.get(0)?, courses: row.get(1)?, versions: row.get(2)?, revisions: row.get(3)? }))
    .await
}

const CARD: &str = "SELECT course.id, course.code, course_version.title, course_version.summary, organisation.code, organisation.name, \
     course_version.languages, course_version.minutes, course_version.mode, course.playable, course.changed_at, \
     course_version.version, course_version.prepares, course_version.sources, course_version.licence, course_version.published, \
     course_version.test FROM course \
     JOIN course_version ON course_version.course = course.id AND course_version.version = course.version \
     JOIN organisation ON organisation.id = course.provider";

fn read_card(row: &Row) -> Result<Card, Error> {
    let mode: String = row.get(8)?;
    Ok(Card {
        course: row.get(0)?,
        code: row.get(1)?,
        title: row.get(2)?,
        summary: row.get(3)?,
        provider: row.get(4)?,
        provider_name: row.get(5)?,
        languages: list(row, 6)?,
        minutes: row.get(7)?,
        mode: Mode::parse(&mode).ok_or(Error::Column { column: 8, reason: mode })?,
        playable: row.get(9)?,
        changed_at: row.get(10)?,
        effects: Vec::new(),
    })
}

fn list<T: serde::de::DeserializeOwned>(row: &Row, at: usize) -> Result<Vec<T>, Error> {
    let json: String = row.get(at)?;
    serde_json::from_str(&json).map_err(|reason| Error::Column { column: at, reason: reason.to_string() })
}

/// Every course with a published version, with the outcomes that lead to it.
pub(super) async fn cards(conn: &mut Conn) -> Result<Vec<(Card, Vec<LanguageText>)>, Error> {
    let cards = conn.query(AssertSqlSafe(format!("{CARD} ORDER BY course.id"))).all(read_card).await?;
    let competencies: HashMap<Key<Competency>, framework::Entry> =
        framework::all(conn).await?.into_iter().map(|entry| (entry.key, entry)).collect();
    let effects = conn
        .query(
            "SELECT course_effect.course, course_effect.competency, course_effect.entry, course_effect.level FROM course_effect \
             JOIN course ON course.id = course_effect.course AND course.version = course_effect.version \
             ORDER BY course_effect.course, course_effect.competency",
        )
        .all(|row| Ok((row.get::<Key<Course>>(0)?, read_effect(row, 1)?)))
        .await?;
    let mut by_course: HashMap<Key<Course>, Vec<Effect>> = HashMap::new();
    for (course, (competency, entry, level)) in effects {
        if let Some(known) = competencies.get(&competency) {
            by_course.entry(course).or_default().push(Effect {
                competency,
                code: known.code.clone(),
                name: known.name.clone(),
                entry,
                level,
            });
        }
    }
    let mut outcomes = outcomes_of_all(conn).await?;
    let with_effects = cards.into_iter().map(|mut card| {
        card.effects = by_course.remove(&card.course).unwrap_or_default();
        let outcomes = outcomes.remove(&card.course).unwrap_or_default();
        (card, outcomes)
    });
    Ok(with_effects.collect())
}

type RawEffect = (Key<Competency>, kernel::Attained, Level);

fn read_effect(row: &Row, at: usize) -> Result<RawEffect, Error> {
    Ok((row.get(at)?, row.get(at + 1)?, row.get(at + 2)?))
}

async fn outcomes_of_all(conn: &mut Conn) -> Result<HashMap<Key<Course>, Vec<LanguageText>>, Error> {
    let rows = conn
        .query(
            "SELECT course.id, outcome.text FROM course \
             JOIN course_version ON course_version.course = course.id AND course_version.version = course.version \
             JOIN test ON test.id = course_version.test JOIN outcome ON outcome.bank = test.bank",
        )
        .all(|row| Ok((row.get::<Key<Course>>(0)?, row.get::<LanguageText>(1)?)))
        .await?;
    let mut outcomes: HashMap<Key<Course>, Vec<LanguageText>> = HashMap::new();
    for (course, text) in rows {
        outcomes.entry(course).or_default().push(text);
    }
    Ok(outcomes)
}

/// A learning object as the course page lists it.
#[derive(Clone, Debug)]
pub struct ObjectLine {
    /// What it is.
    pub kind: ObjectKind,
    /// Its title.
    pub title: LanguageText,
    /// Honest time in minutes.
    pub minutes: i64,
}

/// What the page of a course says: its published version.
#[derive(Clone, Debug)]
pub struct Detail {
    /// What lists show.
    pub card: Card,
    /// The number of the version.
    pub version: i64,
    /// The work it prepares for; empty for a catalogue entry.
    pub prepares: LanguageText,
    /// Legal and other sources.
    pub sources: Vec<String>,
    /// Its licence; empty for a catalogue entry.
    pub licence: String,
    /// The date of its contents, as its author states it.
    pub published: Date,
    /// Modules in order, each with its objects.
    pub modules: Vec<(LanguageText, Vec<ObjectLine>)>,
    /// The assessment.
    pub assessment: Option<TestEntry>,
    /// What the assessment tests.
    pub outcomes: Vec<LanguageText>,
    /// Titles of the job aids.
    pub aids: Vec<LanguageText>,
    /// What a person at the level does to which the course leads; empty where the framework has no such level.
    pub descriptor: LanguageText,
}

/// The published version of the course with this code.
pub async fn detail(conn: &mut Conn, code: &str) -> Result<Option<Detail>, Error> {
    let query = conn.query(AssertSqlSafe(format!("{CARD} WHERE course.code = $1"))).bind(code);
    let found = query.optional(|row| Ok((read_detail(row)?, row.get::<Option<Key<Test>>>(16)?))).await?;
    let Some((mut detail, test)) = found else { return Ok(None) };
    let version = (detail.card.course, detail.version);
    add_effects(conn, &mut detail).await?;
    detail.modules = modules(conn, version).await?;
    detail.aids = conn
        .query("SELECT title FROM job_aid WHERE course = $1 AND version = $2 ORDER BY id")
        .bind(version.0)
        .bind(version.1)
        .all(|row| row.get(0))
        .await?;
    if let Some(test) = test {
        detail.assessment = test::by_key(conn, test).await?;
    }
    if let Some(test) = &detail.assessment {
        let outcomes = bank::outcomes(conn, test.bank).await?;
        detail.outcomes = outcomes.into_iter().filter(|(code, ..)| test.outcomes.contains(code)).map(|(.., text)| text).collect();
    }
    Ok(Some(detail))
}

fn read_detail(row: &Row) -> Result<Detail, Error> {
    Ok(Detail {
        card: read_card(row)?,
        version: row.get(11)?,
        prepares: row.get(12)?,
        sources: list(row, 13)?,
        licence: row.get(14)?,
        published: row.get(15)?,
        modules: Vec::new(),
        assessment: None,
        outcomes: Vec::new(),
        aids: Vec::new(),
        descriptor: LanguageText::default(),
    })
}

async fn add_effects(conn: &mut Conn, detail: &mut Detail) -> Result<(), Error> {
    let effects = conn
        .query("SELECT competency, entry, level FROM course_effect WHERE course = $1 AND version = $2 ORDER BY competency")
        .bind(detail.card.course)
        .bind(detail.version)
        .all(|row| read_effect(row, 0))
        .await?;
    for (competency, entry, level) in effects {
        let known = framework::by_key(conn, competency).await?;
        let descriptors = framework::descriptors(conn, competency, known.revision).await?;
        if let Some((_, text)) = descriptors.into_iter().find(|(of, _)| *of == level) {
            detail.descriptor = text;
        }
        detail.card.effects.push(Effect { competency, code: known.code, name: known.name, entry, level });
    }
    Ok(())
}

async fn modules(conn: &mut Conn, (course, version): (Key<Course>, i64)) -> Result<Vec<(LanguageText, Vec<ObjectLine>)>, Error> {
    let rows = conn
        .query(
            "SELECT course_module.number, course_module.title, learning_object.kind, learning_object.title, learning_object.minutes \
             FROM course_module JOIN learning_object ON learning_object.course = course_module.course \
             AND learning_object.version = course_module.version AND learning_object.module = course_module.number \
             WHERE course_module.course = $1 AND course_module.version = $2 ORDER BY learning_object.number",
        )
        .bind(course)
        .bind(version)
        .all(|row| {
            let kind: String = row.get(2)?;
            let kind = ObjectKind::parse(&kind).ok_or(Error::Column { column: 2, reason: kind })?;
            Ok((row.get::<i64>(0)?, row.get::<LanguageText>(1)?, ObjectLine { kind, title: row.get(3)?, minutes: row.get(4)? }))
        })
        .await?;
    let mut modules: Vec<(i64, LanguageText, Vec<ObjectLine>)> = Vec::new();
    for (number, title, object) in rows {
        match modules.last_mut().filter(|module| module.0 == number) {
            Some(module) => module.2.push(object),
            None => modules.push((number, title, vec![object])),
        }
    }
    Ok(modules.into_iter().map(|(_, title, objects)| (title, objects)).collect())
}
