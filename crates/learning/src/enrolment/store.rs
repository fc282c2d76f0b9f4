//! The only SQL that writes enrolments, but for their clock, which belongs to progress.

use assessment::Test;
use competency::Competency;
use kernel::{Code, Key, Language, LanguageText, Level, Timestamp};
use people::OfficialKey;
use store::{Conn, Error, Row, Tx};
use uuid::Uuid;

use super::domain::{State, Trust};
use super::service::Enrol;
use crate::{Course, LearningObject};

/// The official and the id: the key of an enrolment. Another's is never found by it.
type Whose = (OfficialKey, Uuid);

/// A course as it is offered today.
pub(super) struct Offered {
    pub(super) key: Key<Course>,
    pub(super) version: i64,
    pub(super) playable: bool,
}

/// The published course with this code.
pub(super) async fn offered(conn: &mut Conn, code: &str) -> Result<Option<Offered>, Error> {
    conn.query("SELECT id, version, playable FROM course WHERE code = $1 AND version > 0")
        .bind(code)
        .optional(|row| Ok(Offered { key: row.get(0)?, version: row.get(1)?, playable: row.get(2)? }))
        .await
}

pub(super) async fn insert(tx: &mut Tx, id: Uuid, command: &Enrol, course: &Offered) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO enrolment (official, id, course, version, language, state, enrolled_at, credited_until) \
         VALUES ($1, $2, $3, $4, $5, 'active', $6, $6)",
    )
    .bind(command.official)
    .bind(id)
    .bind(course.key)
    .bind(course.version)
    .bind(&command.language)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

pub(super) async fn state(conn: &mut Conn, whose: Whose) -> Result<Option<State>, Error> {
    let state = conn.query("SELECT state FROM enrolment WHERE official = $1 AND id = $2").bind(whose.0).bind(whose.1);
    state.optional(|row| read_state(row, 0)).await
}

fn read_state(row: &Row, at: usize) -> Result<State, Error> {
    let state: String = row.get(at)?;
    State::parse(&state).ok_or(Error::Column { column: at, reason: state })
}

/// Withdraws an active enrolment; false when it was not active.
pub(super) async fn withdraw(tx: &mut Tx, whose: Whose) -> Result<bool, Error> {
    let changed = tx.execute("UPDATE enrolment SET state = 'withdrawn' WHERE official = $1 AND id = $2 AND state = 'active'");
    Ok(changed.bind(whose.0).bind(whose.1).run().await? > 0)
}

/// What the completion of an active enrolment needs to know.
pub(super) struct Candidate {
    pub(super) course: Key<Course>,
    pub(super) code: Code,
    pub(super) version: i64,
    pub(super) language: Language,
    pub(super) passed: bool,
}

pub(super) async fn candidate(conn: &mut Conn, whose: Whose) -> Result<Option<Candidate>, Error> {
    conn.query(
        "SELECT enrolment.course, course.code, enrolment.version, enrolment.language, enrolment.passed_at IS NOT NULL FROM enrolment \
         JOIN course ON course.id = enrolment.course WHERE enrolment.official = $1 AND enrolment.id = $2 AND enrolment.state = 'active'",
    )
    .bind(whose.0)
    .bind(whose.1)
    .optional(|row| {
        Ok(Candidate { course: row.get(0)?, code: row.get(1)?, version: row.get(2)?, language: row.get(3)?, passed: row.get(4)? })
    })
    .await
}

/// What a version of a course speaks for.
pub(super) async fn effects(conn: &mut Conn, course: Key<Course>, version: i64) -> Result<Vec<(Key<Competency>, Level)>, Error> {
    conn.query("SELECT competency, level FROM course_effect WHERE course = $1 AND version = $2 ORDER BY competency")
        .bind(course)
        .bind(version)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// The code of the course of an active enrolment, if this is the test of its quiz of this number or, without a number, its assessment.
pub(super) async fn tested_course(
    conn: &mut Conn,
    whose: Whose,
    number: Option<i64>,
    test: Key<Test>,
) -> Result<Option<String>, Error> {
    conn.query(
        "SELECT course.code FROM enrolment JOIN course ON course.id = enrolment.course \
         JOIN course_version ON course_version.course = enrolment.course AND course_version.version = enrolment.version \
         LEFT JOIN learning_object ON learning_object.course = enrolment.course AND learning_object.version = enrolment.version \
         AND learning_object.number = $3 \
         WHERE enrolment.official = $1 AND enrolment.id = $2 AND enrolment.state = 'active' \
         AND (learning_object.test = $4 OR ($3 < 0 AND course_version.test = $4))",
    )
    .bind(whose.0)
    .bind(whose.1)
    .bind(number.unwrap_or(-1))
    .bind(test)
    .optional(|row| row.get(0))
    .await
}

pub(super) async fn complete(tx: &mut Tx, whose: Whose) -> Result<bool, Error> {
    let now = tx.now();
    let changed = tx
        .execute(
            "UPDATE enrolment SET state = 'completed', completed_at = $3 WHERE official = $1 AND id = $2 AND state = 'active'",
        )
        .bind(whose.0)
        .bind(whose.1)
        .bind(now)
        .run()
        .await?;
    Ok(changed > 0)
}

/// The quiz of this number in the course of an active enrolment, if it is drawn from this test.
pub(super) async fn quiz(
    conn: &mut Conn,
    whose: Whose,
    number: i64,
    test: Key<Test>,
) -> Result<Option<Key<LearningObject>>, Error> {
    conn.query(
        "SELECT learning_object.id FROM enrolment JOIN learning_object \
         ON learning_object.course = enrolment.course AND learning_object.version = enrolment.version AND learning_object.number = $3 \
         WHERE enrolment.official = $1 AND enrolment.id = $2 AND enrolment.state = 'active' AND learning_object.kind = 'quiz' \
         AND learning_object.test = $4",
    )
    .bind(whose.0)
    .bind(whose.1)
    .bind(number)
    .bind(test)
    .optional(|row| row.get(0))
    .await
}

/// Notes that the assessment of an active enrolment is passed; the first time counts. False when this test is not its assessment.
pub(super) async fn pass(tx: &mut Tx, whose: Whose, test: Key<Test>) -> Result<bool, Error> {
    let now = tx.now();
    let changed = tx
        .execute(
            "UPDATE enrolment SET passed_at = $4 WHERE official = $1 AND id = $2 AND state = 'active' \
             AND passed_at IS NULL AND EXISTS (SELECT 1 FROM course_version WHERE course_version.course = enrolment.course \
             AND course_version.version = enrolment.version AND course_version.test = $3)",
        )
        .bind(whose.0)
        .bind(whose.1)
        .bind(test)
        .bind(now)
        .run()
        .await?;
    Ok(changed > 0)
}

/// An enrolment as its holder sees it in a list.
#[derive(Clone, Debug)]
pub struct OwnEnrolment {
    /// Its id.
    pub id: Uuid,
    /// The code of the course.
    pub course: Code,
    /// The title of the pinned version.
    pub title: LanguageText,
    /// How it stands.
    pub state: State,
    /// The language it was begun in.
    pub language: Language,
    /// When it was begun.
    pub enrolled_at: Timestamp,
    /// When the assessment was passed.
    pub passed_at: Option<Timestamp>,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
    /// The length of the course, in minutes.
    pub minutes: i64,
    /// Parts done, and parts in all.
    pub parts: (i64, i64),
    /// Where to resume: number of the object and of its segment.
    pub resume: (i64, i64),
}

impl OwnEnrolment {
    /// How far the time spent supports what was shown.
    pub const fn trust(&self) -> Trust {
        Trust::of(self.passed_at.is_some(), self.parts)
    }
}

/// The enrolments of an official: active ones first, then the newest.
pub async fn own(conn: &mut Conn, official: OfficialKey) -> Result<Vec<OwnEnrolment>, Error> {
    conn.query(
        "SELECT enrolment.id, course.code, course_version.title, enrolment.state, enrolment.language, enrolment.enrolled_at, \
         enrolment.passed_at, enrolment.completed_at, course_version.minutes, \
         (SELECT COUNT(*) FROM progress WHERE progress.official = enrolment.official AND progress.enrolment = enrolment.id AND progress.done), \
         (SELECT COUNT(*) FROM learning_object LEFT JOIN segment ON segment.object = learning_object.id \
          WHERE learning_object.course = enrolment.course AND learning_object.version = enrolment.version), \
         COALESCE(enrolment.last_object, 1), COALESCE(enrolment.last_segment, 1) FROM enrolment \
         JOIN course ON course.id = enrolment.course \
         JOIN course_version ON course_version.course = enrolment.course AND course_version.version = enrolment.version \
         WHERE enrolment.official = $1 \
         ORDER BY CASE WHEN enrolment.state = 'active' THEN 0 ELSE 1 END, enrolment.enrolled_at DESC, enrolment.id DESC",
    )
    .bind(official)
    .all(read_own)
    .await
}

fn read_own(row: &Row) -> Result<OwnEnrolment, Error> {
    Ok(OwnEnrolment {
        id: row.get(0)?,
        course: row.get(1)?,
        title: row.get(2)?,
        state: read_state(row, 3)?,
        language: row.get(4)?,
        enrolled_at: row.get(5)?,
        passed_at: row.get(6)?,
        completed_at: row.get(7)?,
        minutes: row.get(8)?,
        parts: (row.get(9)?, row.get(10)?),
        resume: (row.get(11)?, row.get(12)?),
    })
}

/// The enrolment of an official in one course that a page of that course speaks of: the active one, else the newest completed one.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its id.
    pub id: Uuid,
    /// The course.
    pub course: Key<Course>,
    /// Its pinned version.
    pub version: i64,
    /// How it stands.
    pub state: State,
    /// The language it was begun in.
    pub language: Language,
    /// When the assessment was passed.
    pub passed_at: Option<Timestamp>,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
    /// Where to resume: number of the object and of its segment.
    pub resume: (i64, i64),
    /// The title of the pinned version.
    pub title: LanguageText,
    /// Its languages.
    pub languages: Vec<Language>,
    /// Its assessment.
    pub test: Option<Key<Test>>,
}

#[cfg(test)]
impl Held {
    /// An active enrolment in the right to information, with nothing done.
    pub(crate) fn sample() -> Self {
        Self {
            id: Uuid::from_u128(9),
            course: Key::new(1),
            version: 1,
            state: State::Active,
            language: Language::ENGLISH,
            passed_at: None,
            completed_at: None,
            resume: (1, 1),
            title: LanguageText::of("Right to information", "सूचना का अधिकार"),
            languages: ui::LANGUAGES.to_vec(),
            test: None,
        }
    }
}

/// See [`Held`]; `None` when the official has neither an active nor a completed enrolment in the course with this code.
pub async fn of_course(conn: &mut Conn, official: OfficialKey, code: &str) -> Result<Option<Held>, Error> {
    conn.query(
        "SELECT enrolment.id, enrolment.course, enrolment.version, enrolment.state, enrolment.language, enrolment.passed_at, \
         enrolment.completed_at, COALESCE(enrolment.last_object, 1), COALESCE(enrolment.last_segment, 1), \
         course_version.title, course_version.languages, course_version.test FROM course \
         JOIN enrolment ON enrolment.official = $1 AND enrolment.course = course.id \
         JOIN course_version ON course_version.course = enrolment.course AND course_version.version = enrolment.version \
         WHERE course.code = $2 AND enrolment.state <> 'withdrawn' \
         ORDER BY CASE WHEN enrolment.state = 'active' THEN 0 ELSE 1 END, enrolment.enrolled_at DESC LIMIT 1",
    )
    .bind(official)
    .bind(code)
    .optional(read_held)
    .await
}

fn read_held(row: &Row) -> Result<Held, Error> {
    let languages: String = row.get(10)?;
    Ok(Held {
        id: row.get(0)?,
        course: row.get(1)?,
        version: row.get(2)?,
        state: read_state(row, 3)?,
        language: row.get(4)?,
        passed_at: row.get(5)?,
        completed_at: row.get(6)?,
        resume: (row.get(7)?, row.get(8)?),
        title: row.get(9)?,
        languages: serde_json::from_str(&languages).map_err(|reason| Error::Column { column: 10, reason: reason.to_string() })?,
        test: row.get(11)?,
    })
}
