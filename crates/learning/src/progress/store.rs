//! The only SQL on progress, and on the clock of an enrolment.

use std::collections::HashMap;

use kernel::{Code, Key, Language, Timestamp};
use people::OfficialKey;
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Given, Row, Rows, Tx, Value};
use uuid::Uuid;

use super::content::Shape;
use super::domain::{Clock, Piece, Played, Progress};
use crate::enrolment::State;
use crate::{Course, LearningObject};

/// The shapes of these objects; see [`super::content`].
pub(super) async fn shapes(conn: &mut Conn, objects: &[Uuid]) -> Result<HashMap<Uuid, Shape>, Error> {
    let mut asked = Rows::default();
    for object in objects {
        asked.add(&[Value::Uuid(*object)]);
    }
    let given = conn.dialect().rows(1, &[("object", Given::Uuid)]);
    let sql = format!(
        "SELECT learning_object.uid, learning_object.id, learning_object.course, learning_object.version, segment_variant.language, \
         segment_variant.number, segment_variant.words, segment_variant.starts_at, COALESCE(media.seconds, 0), course.code, \
         learning_object.number FROM {given} JOIN learning_object ON learning_object.uid = given.object \
         JOIN course ON course.id = learning_object.course \
         JOIN segment_variant ON segment_variant.object = learning_object.id \
         LEFT JOIN media ON media.object = learning_object.id AND media.language = segment_variant.language AND media.kind = 'video' \
         ORDER BY learning_object.id, segment_variant.language, segment_variant.number"
    );
    let mut shapes: HashMap<Uuid, Shape> = HashMap::new();
    for row in conn.query(AssertSqlSafe(sql)).bind(asked.text()).all(read_piece).await? {
        let shape = shapes.entry(row.object).or_insert(Shape {
            key: row.key,
            course: row.course,
            code: row.code,
            number: row.number,
            version: row.version,
            variants: Vec::new(),
        });
        match shape.variants.last_mut() {
            Some((language, pieces)) if *language == row.language => {
                if let Some(before) = pieces.last_mut() {
                    before.to = row.piece.from;
                }
                pieces.push(row.piece);
            }
            _ => shape.variants.push((row.language, vec![row.piece])),
        }
    }
    Ok(shapes)
}

struct PieceRow {
    object: Uuid,
    key: Key<LearningObject>,
    course: Key<Course>,
    code: Code,
    number: i64,
    version: i64,
    language: Language,
    piece: Piece,
}

/// The piece lasts to the end of the video until the next one is read.
fn read_piece(row: &Row) -> Result<PieceRow, Error> {
    let (from, seconds): (i64, i64) = (row.get(7)?, row.get(8)?);
    let piece = Piece { number: row.get(5)?, words: row.get(6)?, from, to: seconds.max(from) };
    Ok(PieceRow {
        object: row.get(0)?,
        key: row.get(1)?,
        course: row.get(2)?,
        code: row.get(9)?,
        number: row.get(10)?,
        version: row.get(3)?,
        language: row.get(4)?,
        piece,
    })
}

/// What a batch of beats asks to know: `(place in the batch, official, enrolment, object, first segment, last segment)`.
pub(super) const ASKED: &[(&str, Given)] = &[
    ("place", Given::Integer),
    ("official", Given::Integer),
    ("enrolment", Given::Uuid),
    ("object", Given::Integer),
    ("first", Given::Integer),
    ("last", Given::Integer),
];

/// One segment of one enrolment, as a batch of beats finds it.
pub(super) struct Found {
    pub(super) place: usize,
    pub(super) enrolment: Standing,
    pub(super) segment: Option<(i64, Progress)>,
    /// Done segments of the object besides those asked for.
    pub(super) others_done: i64,
}

/// An enrolment as far as progress cares.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) course: Key<Course>,
    pub(super) version: i64,
    pub(super) state: State,
    pub(super) passed: bool,
    pub(super) clock: Clock,
}

/// Reads a whole batch at once. An enrolment that is not the official's gives no row.
pub(super) async fn states(conn: &mut Conn, asked: Rows) -> Result<Vec<Found>, Error> {
    let given = conn.dialect().rows(1, ASKED);
    let sql = format!(
        "SELECT given.place, enrolment.course, enrolment.version, enrolment.state, enrolment.passed_at IS NOT NULL, \
         enrolment.credited_until, enrolment.sequence, \
         (SELECT COUNT(*) FROM progress AS other WHERE other.official = enrolment.official AND other.enrolment = enrolment.id \
          AND other.object = given.object AND other.done AND (other.segment < given.first OR other.segment > given.last)), \
         progress.segment, progress.credited, progress.intervals, progress.done FROM {given} \
         JOIN enrolment ON enrolment.official = given.official AND enrolment.id = given.enrolment \
         LEFT JOIN progress ON progress.official = enrolment.official AND progress.enrolment = enrolment.id \
         AND progress.object = given.object AND progress.segment >= given.first AND progress.segment <= given.last"
    );
    conn.query(AssertSqlSafe(sql)).bind(asked.text()).all(read_found).await
}

fn read_found(row: &Row) -> Result<Found, Error> {
    let clock = Clock { credited_until: row.get(5)?, sequence: row.get(6)? };
    let state = State::parse(&row.get::<String>(3)?).ok_or(Error::Missing("state of an enrolment"))?;
    let enrolment = Standing { course: row.get(1)?, version: row.get(2)?, state, passed: row.get(4)?, clock };
    let segment = match row.get::<Option<i64>>(8)? {
        Some(number) => Some((number, read_progress(row, 9)?)),
        None => None,
    };
    let place = usize::try_from(row.get::<i64>(0)?).unwrap_or(usize::MAX);
    Ok(Found { place, enrolment, segment, others_done: row.get(7)? })
}

/// Reads `credited, intervals, done` from column `at` on.
fn read_progress(row: &Row, at: usize) -> Result<Progress, Error> {
    let intervals: String = row.get(at + 1)?;
    Ok(Progress { credited: row.get(at)?, played: Played::parse(&intervals), done: row.get(at + 2)? })
}

/// What a batch of beats leaves behind: `(official, enrolment, object, segment, credited, intervals, done)`.
pub(super) const KEPT: &[(&str, Given)] = &[
    ("official", Given::Integer),
    ("enrolment", Given::Uuid),
    ("object", Given::Integer),
    ("segment", Given::Integer),
    ("credited", Given::Integer),
    ("intervals", Given::Text),
    ("done", Given::Truth),
];

/// Writes segments; a segment that is done stays done.
pub(super) async fn keep(tx: &mut Tx, kept: Rows) -> Result<(), Error> {
    if kept.is_empty() {
        return Ok(());
    }
    let (now, given) = (tx.now(), tx.dialect().rows(1, KEPT));
    let sql = format!(
        "INSERT INTO progress (official, enrolment, object, segment, credited, intervals, done, assurance, updated_at) \
         SELECT official, enrolment, object, segment, credited, intervals, done, 'online', $2 FROM {given} WHERE TRUE \
         ON CONFLICT (official, enrolment, object, segment) DO UPDATE SET credited = excluded.credited, intervals = excluded.intervals, \
         done = excluded.done, updated_at = excluded.updated_at"
    );
    tx.execute(AssertSqlSafe(sql)).bind(kept.text()).bind(now).run().await?;
    Ok(())
}

/// What moves of enrolments: `(official, enrolment, credited_until, sequence)`.
pub(super) const MOVED: &[(&str, Given)] =
    &[("official", Given::Integer), ("enrolment", Given::Uuid), ("credited_until", Given::Integer), ("sequence", Given::Integer)];

/// Moves the clocks of enrolments.
pub(super) async fn move_clocks(tx: &mut Tx, moved: Rows) -> Result<(), Error> {
    if moved.is_empty() {
        return Ok(());
    }
    let given = tx.dialect().rows(1, MOVED);
    let sql = format!(
        "UPDATE enrolment SET credited_until = given.credited_until, sequence = given.sequence FROM {given} \
         WHERE enrolment.official = given.official AND enrolment.id = given.enrolment"
    );
    tx.execute(AssertSqlSafe(sql)).bind(moved.text()).run().await?;
    Ok(())
}

/// What the turn of a page needs to know.
pub(super) struct Turn {
    pub(super) standing: Standing,
    /// The page that is opened; its segment, where it has one of that number.
    pub(super) object: Key<LearningObject>,
    pub(super) segment: Option<i64>,
    /// The code of the course.
    pub(super) code: Code,
    /// Number of the object of the page before, if there was one.
    pub(super) last_object: Option<i64>,
    /// The page turned away from: object, segment, words, progress.
    pub(super) before: Option<(Key<LearningObject>, Piece, Progress)>,
}

/// Reads what the turn to `object` (its number) and `segment` needs.
pub(super) async fn turn(
    conn: &mut Conn,
    whose: (OfficialKey, Uuid),
    page: (i64, i64),
    language: &Language,
) -> Result<Option<Turn>, Error> {
    conn.query(
        "SELECT enrolment.course, enrolment.version, enrolment.state, enrolment.passed_at IS NOT NULL, enrolment.credited_until, \
         enrolment.sequence, here.id, segment.number, before.id, enrolment.last_segment, \
         (SELECT MAX(words) FROM segment_variant WHERE segment_variant.object = before.id AND segment_variant.number = enrolment.last_segment \
          AND segment_variant.language = $5), progress.credited, progress.intervals, progress.done, course.code, enrolment.last_object \
         FROM enrolment JOIN course ON course.id = enrolment.course JOIN learning_object AS here ON here.course = enrolment.course AND here.version = enrolment.version AND here.number = $3 \
         LEFT JOIN segment ON segment.object = here.id AND segment.number = $4 \
         LEFT JOIN learning_object AS before ON before.course = enrolment.course AND before.version = enrolment.version \
         AND before.number = enrolment.last_object \
         LEFT JOIN progress ON progress.official = enrolment.official AND progress.enrolment = enrolment.id \
         AND progress.object = before.id AND progress.segment = enrolment.last_segment \
         WHERE enrolment.official = $1 AND enrolment.id = $2",
    )
    .bind(whose.0)
    .bind(whose.1)
    .bind(page.0)
    .bind(page.1)
    .bind(language)
    .optional(read_turn)
    .await
}

fn read_turn(row: &Row) -> Result<Turn, Error> {
    let clock = Clock { credited_until: row.get(4)?, sequence: row.get(5)? };
    let state = State::parse(&row.get::<String>(2)?).ok_or(Error::Missing("state of an enrolment"))?;
    let standing = Standing { course: row.get(0)?, version: row.get(1)?, state, passed: row.get(3)?, clock };
    let words = row.get::<Option<i64>>(10)?;
    let before =
        match (row.get::<Option<Key<LearningObject>>>(8)?, row.get::<Option<i64>>(9)?, words, row.get::<Option<i64>>(11)?) {
            (Some(object), Some(number), Some(words), Some(_)) => {
                Some((object, Piece { number, words, from: 0, to: 0 }, read_progress(row, 11)?))
            }
            _ => None,
        };
    let (object, segment) = (row.get(6)?, row.get(7)?);
    Ok(Turn { standing, object, segment, code: row.get(14)?, last_object: row.get(15)?, before })
}

/// Marks a segment as opened, if it is not already.
pub(super) async fn mark_opened(
    tx: &mut Tx,
    whose: (OfficialKey, Uuid),
    object: Key<LearningObject>,
    segment: i64,
) -> Result<(), Error> {
    insert_part(tx, whose, object, segment, false).await
}

/// Marks a part as done: a quiz whose try reached its pass mark.
pub async fn mark_done(tx: &mut Tx, whose: (OfficialKey, Uuid), object: Key<LearningObject>, part: i64) -> Result<(), Error> {
    insert_part(tx, whose, object, part, true).await
}

async fn insert_part(
    tx: &mut Tx,
    whose: (OfficialKey, Uuid),
    object: Key<LearningObject>,
    part: i64,
    done: bool,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO progress (official, enrolment, object, segment, credited, intervals, done, assurance, updated_at) \
         VALUES ($1, $2, $3, $4, 0, '', $5, 'online', $6) \
         ON CONFLICT (official, enrolment, object, segment) DO UPDATE SET done = progress.done OR excluded.done",
    )
    .bind(whose.0)
    .bind(whose.1)
    .bind(object)
    .bind(part)
    .bind(done)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Moves the clock and the place to resume.
pub(super) async fn move_page(
    tx: &mut Tx,
    whose: (OfficialKey, Uuid),
    credited_until: Timestamp,
    page: (i64, i64),
) -> Result<(), Error> {
    tx.execute("UPDATE enrolment SET credited_until = $3, last_object = $4, last_segment = $5 WHERE official = $1 AND id = $2")
        .bind(whose.0)
        .bind(whose.1)
        .bind(credited_until)
        .bind(page.0)
        .bind(page.1)
        .run()
        .await?;
    Ok(())
}

/// How many parts of the pinned version of the course are not done yet.
pub async fn missing_parts(conn: &mut Conn, whose: (OfficialKey, Uuid)) -> Result<i64, Error> {
    conn.query(
        "SELECT COUNT(*) FROM enrolment \
         JOIN learning_object ON learning_object.course = enrolment.course AND learning_object.version = enrolment.version \
         LEFT JOIN segment ON segment.object = learning_object.id \
         LEFT JOIN progress ON progress.official = enrolment.official AND progress.enrolment = enrolment.id \
         AND progress.object = learning_object.id AND progress.segment = COALESCE(segment.number, 0) AND progress.done \
         WHERE enrolment.official = $1 AND enrolment.id = $2 AND progress.object IS NULL",
    )
    .bind(whose.0)
    .bind(whose.1)
    .one("count of missing parts", |row| row.get(0))
    .await
}
