//! Writes what officials did with the courses of this service: attempts, enrolments, progress, certificates, job aids on desks. The rows are
//! those that the learning realm would have left.

use std::collections::BTreeMap;

use assessment::test::TestEntry;
use competency::Competency;
use kernel::time::{DAY, HOUR, MINUTE};
use kernel::{Key, Language, Timestamp};
use learning::progress::{WHOLE_OBJECT, reading_floor};
use store::{Conn, Db, Error};
use uuid::Uuid;

use crate::Progress;
use crate::bulk::{Bulk, row, table};
use crate::dice::Dice;
use crate::error::FillError;
use crate::history::Study;
use crate::ledger::{Studied, World};
use crate::stories::{EnrolmentStory, index, key_at};

/// A course with its parts in order.
struct Course {
    key: i64,
    code: String,
    version: i64,
    test: TestRow,
    test_outs: BTreeMap<i64, TestRow>,
    parts: Vec<Part>,
    aids: Vec<i64>,
}

/// A test, as far as an attempt cares.
#[derive(Clone, Copy)]
struct TestRow {
    key: i64,
    items: i64,
    minutes: i64,
}

/// A segment, or a quiz as a whole.
struct Part {
    object: i64,
    /// Number of the object through the course.
    number: i64,
    /// Number of the segment; 0 for a quiz.
    segment: i64,
    words: i64,
    /// Seconds of video; 0 for a text.
    seconds: i64,
    quiz: bool,
}

/// The tables that are filled, so that one official's rows go to all of them.
struct Tables<'a> {
    attempts: Bulk<'a>,
    enrolments: Bulk<'a>,
    progress: Bulk<'a>,
    certificates: Bulk<'a>,
    desks: Bulk<'a>,
}

impl<'a> Tables<'a> {
    fn new(db: &'a Db) -> Self {
        let attempt = "official, id, test, language, started_at, due_at, submitted_at, state, earned, possible, purpose_ref, return_path, \
                       level_before, level_after";
        let enrolment = "official, id, course, version, language, state, enrolled_at, passed_at, completed_at, last_object, last_segment, \
                         credited_until, sequence";
        let progress = "official, enrolment, object, segment, credited, intervals, done, assurance, updated_at";
        Self {
            attempts: Bulk::new(db, table("attempt", attempt)),
            enrolments: Bulk::new(db, table("enrolment", enrolment)),
            progress: Bulk::new(db, table("progress", progress)),
            certificates: Bulk::new(db, table("certificate", "official, id, code, enrolment, course, version, issued_at")),
            desks: Bulk::new(db, table("desk_item", "official, job_aid, since")),
        }
    }

    async fn end(self) -> Result<(), Error> {
        self.attempts.end().await?;
        self.enrolments.end().await?;
        self.progress.end().await?;
        self.certificates.end().await?;
        self.desks.end().await
    }
}

/// Someone in a course.
struct Taking<'a> {
    official: i64,
    enrolment: Uuid,
    language: &'a str,
    course: &'a Course,
    from: Timestamp,
    until: Timestamp,
}

/// Writes all of it.
pub(crate) async fn write(db: &Db, world: &World<'_>, studied: &[Studied], progress: Progress<'_>) -> Result<(), FillError> {
    let courses = courses(&mut db.read().await?).await?;
    let mut tables = Tables::new(db);
    for (done, one) in studied.iter().enumerate() {
        let Some(course) = courses.get(&one.competency) else { continue };
        let official = key_at(world.keys.official, one.official).number();
        let language = if world.officials[one.official].language == "hi" { "hi" } else { "en" };
        // A course takes some days; the rest of the evening of the day is for the assessment.
        let days = i64::try_from(Dice::of("days", &[one.official as u64]).below(3)).unwrap_or(0);
        let from = if one.study == Study::Completed { one.at.plus(-(days * DAY) - 2 * HOUR) } else { one.at };
        let taking = Taking { official, enrolment: one.enrolment, language, course, from, until: one.at };
        match one.study {
            Study::TestedOut => tested_out(&mut tables, &taking, one).await?,
            Study::Completed => completed(&mut tables, &taking, one).await?,
            Study::Active(permille) => unfinished(&mut tables, &taking, ("active", permille)).await?,
            Study::Withdrawn => unfinished(&mut tables, &taking, ("withdrawn", 150)).await?,
        }
        if done % 500 == 0 {
            progress("courses taken", done as u64, studied.len() as u64);
        }
    }
    for story in &world.stories.enrolment {
        let course = courses.values().find(|course| course.code == story.course);
        let course = course.ok_or_else(|| FillError::data("service/stories.toml", format!("no course {}", story.course)))?;
        left(&mut tables, world, story, course).await?;
    }
    Ok(tables.end().await?)
}

async fn attempt(tables: &mut Tables<'_>, taking: &Taking<'_>, one: &Studied, test: TestRow) -> Result<(), Error> {
    let started = one.at.plus(-(test.minutes * MINUTE) / 2);
    let slack = Dice::of("earned", &[one.official as u64]).below(3);
    let earned = test.items - i64::try_from(slack).unwrap_or(0).min(test.items / 5);
    let reference = match one.study {
        Study::TestedOut => String::new(),
        _ => format!("enrolment:{}:assessment", one.enrolment),
    };
    let path = if reference.is_empty() { String::new() } else { format!("/learn/{}", taking.course.code) };
    let due = started.plus(test.minutes * MINUTE);
    tables
        .attempts
        .add(row![
            taking.official,
            one.attempt,
            test.key,
            taking.language,
            started,
            due,
            one.at,
            "passed",
            earned,
            test.items,
            reference,
            path,
            0_i64,
            one.level
        ])
        .await
}

async fn tested_out(tables: &mut Tables<'_>, taking: &Taking<'_>, one: &Studied) -> Result<(), Error> {
    match taking.course.test_outs.get(&one.level) {
        Some(test) => attempt(tables, taking, one, *test).await,
        None => Ok(()),
    }
}

async fn completed(tables: &mut Tables<'_>, taking: &Taking<'_>, one: &Studied) -> Result<(), Error> {
    attempt(tables, taking, one, taking.course.test).await?;
    let place = taking.course.parts.last().map(|part| (part.number, part.segment.max(1)));
    enrolment(tables, taking, ("completed", Some(one.at)), place).await?;
    let parts = taking.course.parts.len();
    for (at, part) in taking.course.parts.iter().enumerate() {
        part_row(tables, taking, part, (share(taking, at, parts), true)).await?;
    }
    let mut dice = Dice::named("certificate", &one.enrolment.simple().to_string());
    let (id, code) = (dice.id(one.at), verification_code(&mut dice));
    tables
        .certificates
        .add(row![taking.official, id, code, taking.enrolment, taking.course.key, taking.course.version, one.at])
        .await?;
    for aid in &taking.course.aids {
        tables.desks.add(row![taking.official, *aid, one.at]).await?;
    }
    Ok(())
}

/// In the middle: some thousandths of the parts are done, and the next one is open. Quizzes are left for later.
async fn unfinished(tables: &mut Tables<'_>, taking: &Taking<'_>, (state, permille): (&str, u64)) -> Result<(), Error> {
    let all = taking.course.parts.len();
    let done = all * usize::try_from(permille).unwrap_or(0) / 1000;
    let stopped = &taking.course.parts[done.min(all - 1)];
    enrolment(tables, taking, (state, None), Some((stopped.number, stopped.segment.max(1)))).await?;
    for (at, part) in taking.course.parts.iter().take(done + 1).enumerate().filter(|(_, part)| !part.quiz) {
        part_row(tables, taking, part, (share(taking, at, all), at < done)).await?;
    }
    Ok(())
}

/// The instant of a part, evenly between begin and end.
fn share(taking: &Taking<'_>, at: usize, all: usize) -> Timestamp {
    let (at, all) = (i64::try_from(at).unwrap_or(0), i64::try_from(all.max(1)).unwrap_or(1));
    taking.from.plus(taking.until.since(taking.from) / all * at)
}

async fn enrolment(
    tables: &mut Tables<'_>,
    taking: &Taking<'_>,
    (state, passed): (&str, Option<Timestamp>),
    place: Option<(i64, i64)>,
) -> Result<(), Error> {
    let Course { key, version, .. } = taking.course;
    let (object, segment) = (place.map(|place| place.0), place.map(|place| place.1));
    tables
        .enrolments
        .add(row![
            taking.official,
            taking.enrolment,
            *key,
            *version,
            taking.language,
            state,
            taking.from,
            passed,
            passed,
            object,
            segment,
            taking.until,
            0_i64
        ])
        .await
}

async fn part_row(tables: &mut Tables<'_>, taking: &Taking<'_>, part: &Part, (at, done): (Timestamp, bool)) -> Result<(), Error> {
    let read = if done && !part.quiz && part.seconds == 0 { reading_floor(part.words) * 2 } else { 0 };
    let played = if done && part.seconds > 0 { format!("0-{}", part.seconds) } else { String::new() };
    tables
        .progress
        .add(row![taking.official, taking.enrolment, part.object, part.segment, read, played, done, "online", at])
        .await
}

/// A course that a persona left in the middle, at the place that the story names.
async fn left(tables: &mut Tables<'_>, world: &World<'_>, story: &EnrolmentStory, course: &Course) -> Result<(), FillError> {
    let official = key_at(world.keys.official, index(world.personas, &story.persona)?).number();
    let language = Language::parse(&story.language).map_err(|error| FillError::data("service/stories.toml", error))?;
    let (from, until) = (story.enrolled.start().plus(10 * HOUR), story.last.start().plus(17 * HOUR + 40 * MINUTE));
    let enrolment_id = Dice::named("left", &story.persona).id(from);
    let taking = Taking { official, enrolment: enrolment_id, language: language.as_str(), course, from, until };
    let stopped = (story.object, story.segment);
    enrolment(tables, &taking, ("active", None), Some(stopped)).await?;
    let before: Vec<&Part> = course.parts.iter().filter(|part| !part.quiz && (part.number, part.segment) <= stopped).collect();
    for (at, part) in before.iter().enumerate() {
        part_row(tables, &taking, part, (share(&taking, at, before.len()), (part.number, part.segment) < stopped)).await?;
    }
    Ok(())
}

/// A verification code in its written form: Crockford's base 32 in four groups.
fn verification_code(dice: &mut Dice) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let letters: Vec<char> = (0..16).filter_map(|_| dice.pick(ALPHABET).map(|letter| char::from(*letter))).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The courses to play, by the code of the competency they teach.
async fn courses(conn: &mut Conn) -> Result<BTreeMap<String, Course>, Error> {
    let heads = conn
        .query(
            "SELECT competency.code, course.id, course.code, course.version, test.id, test.items, test.minutes, competency.id FROM course \
             JOIN course_version ON course_version.course = course.id AND course_version.version = course.version \
             JOIN test ON test.id = course_version.test JOIN competency ON competency.id = test.competency WHERE course.playable",
        )
        .all(|row| {
            let test = TestRow { key: row.get(4)?, items: row.get(5)?, minutes: row.get(6)? };
            let course = (row.get::<i64>(1)?, row.get::<String>(2)?, row.get::<i64>(3)?);
            Ok(((row.get::<String>(0)?, row.get(7)?), course, test))
        })
        .await?;
    let mut courses = BTreeMap::new();
    for ((competency, competency_key), (key, code, version), test) in heads {
        let test_outs = test_outs(conn, competency_key).await?;
        let parts = parts(conn, key, version).await?;
        let aids = conn.query("SELECT id FROM job_aid WHERE course = $1 AND version = $2 ORDER BY code").bind(key).bind(version);
        let aids = aids.all(|row| row.get(0)).await?;
        courses.insert(competency, Course { key, code, version, test, test_outs, parts, aids });
    }
    Ok(courses)
}

/// The test-outs that the service offers, by level.
async fn test_outs(conn: &mut Conn, competency: Key<Competency>) -> Result<BTreeMap<i64, TestRow>, Error> {
    let offered = assessment::test::test_outs(conn, &[competency]).await?;
    let row = |test: TestEntry| TestRow { key: test.key.number(), items: test.items, minutes: test.minutes };
    Ok(offered.into_iter().map(|test| (test.level.number(), row(test))).collect())
}

/// The parts of a version in the order of the course. A segment of a video lasts until the next one begins.
async fn parts(conn: &mut Conn, course: i64, version: i64) -> Result<Vec<Part>, Error> {
    let found = conn
        .query(
            "SELECT learning_object.id, learning_object.number, learning_object.kind, COALESCE(segment_variant.number, $3), \
             COALESCE(segment_variant.words, 0), COALESCE(segment_variant.starts_at, 0), COALESCE(media.seconds, 0) FROM learning_object \
             LEFT JOIN segment_variant ON segment_variant.object = learning_object.id AND segment_variant.language = 'en' \
             LEFT JOIN media ON media.object = learning_object.id AND media.language = 'en' AND media.kind = 'video' \
             WHERE learning_object.course = $1 AND learning_object.version = $2 ORDER BY learning_object.number, segment_variant.number",
        )
        .bind(course)
        .bind(version)
        .bind(WHOLE_OBJECT)
        .all(|row| {
            let kind: String = row.get(2)?;
            let (starts, length): (i64, i64) = (row.get(5)?, row.get(6)?);
            let part = Part {
                object: row.get(0)?,
                number: row.get(1)?,
                segment: row.get(3)?,
                words: row.get(4)?,
                seconds: if kind == "video" { (length - starts).max(0) } else { 0 },
                quiz: kind == "quiz",
            };
            Ok(part)
        })
        .await?;
    let mut parts: Vec<Part> = Vec::new();
    for part in found {
        if let Some(before) = parts.last_mut().filter(|before| before.object == part.object && before.seconds > 0) {
            // `seconds` of the one before reaches to the end of the video; it ends where this one begins.
            before.seconds -= part.seconds;
        }
        parts.push(part);
    }
    Ok(parts)
}
