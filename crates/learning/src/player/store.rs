//! What a page of the player reads.

use kernel::{Key, Language};
use people::OfficialKey;
use store::{Conn, Error, Row};

use super::domain::{Kind, ObjectLine};
use crate::LearningObject;
use crate::enrolment::Held;

/// The outline of the pinned version with what is done of it.
pub(super) async fn outline(conn: &mut Conn, official: OfficialKey, held: &Held) -> Result<Vec<ObjectLine>, Error> {
    conn.query(
        "SELECT learning_object.id, learning_object.uid, learning_object.number, learning_object.kind, learning_object.title, \
         learning_object.minutes, learning_object.module, course_module.title, learning_object.test, \
         (SELECT COUNT(*) FROM segment WHERE segment.object = learning_object.id), \
         (SELECT COUNT(*) FROM progress WHERE progress.official = $1 AND progress.enrolment = $2 \
          AND progress.object = learning_object.id AND progress.done) \
         FROM learning_object JOIN course_module ON course_module.course = learning_object.course \
         AND course_module.version = learning_object.version AND course_module.number = learning_object.module \
         WHERE learning_object.course = $3 AND learning_object.version = $4 ORDER BY learning_object.number",
    )
    .bind(official)
    .bind(held.id)
    .bind(held.course)
    .bind(held.version)
    .all(read_line)
    .await
}

fn read_line(row: &Row) -> Result<ObjectLine, Error> {
    let kind: String = row.get(3)?;
    let kind = Kind::parse(&kind).ok_or(Error::Column { column: 3, reason: kind })?;
    let segments: i64 = row.get(9)?;
    Ok(ObjectLine {
        key: row.get(0)?,
        uid: row.get(1)?,
        number: row.get(2)?,
        kind,
        title: row.get(4)?,
        minutes: row.get(5)?,
        module: (row.get(6)?, row.get(7)?),
        test: row.get(8)?,
        parts: if kind == Kind::Quiz { 1 } else { segments },
        done: row.get(10)?,
    })
}

/// A segment as a page shows it.
#[derive(Clone, Debug)]
pub(super) struct PageSegment {
    pub(super) number: i64,
    pub(super) heading: String,
    /// HTML; empty for segments that are not the one on the page.
    pub(super) body: String,
    /// The second of the video at which it starts.
    pub(super) starts_at: i64,
    pub(super) done: bool,
}

/// The segments of an object in one language; only the one on the page comes with its text.
pub(super) async fn segments(
    conn: &mut Conn,
    official: OfficialKey,
    held: &Held,
    (object, number): (Key<LearningObject>, i64),
    language: &Language,
) -> Result<Vec<PageSegment>, Error> {
    conn.query(
        "SELECT segment_variant.number, segment_variant.heading, \
         CASE WHEN segment_variant.number = $4 THEN segment_variant.body ELSE '' END, segment_variant.starts_at, \
         COALESCE(progress.done, FALSE) FROM segment_variant \
         LEFT JOIN progress ON progress.official = $1 AND progress.enrolment = $2 AND progress.object = segment_variant.object \
         AND progress.segment = segment_variant.number \
         WHERE segment_variant.object = $3 AND segment_variant.language = $5 ORDER BY segment_variant.number",
    )
    .bind(official)
    .bind(held.id)
    .bind(object)
    .bind(number)
    .bind(language)
    .all(|row| {
        Ok(PageSegment {
            number: row.get(0)?,
            heading: row.get(1)?,
            body: row.get(2)?,
            starts_at: row.get(3)?,
            done: row.get(4)?,
        })
    })
    .await
}

/// The files of a video in one language.
#[derive(Clone, Debug, Default)]
pub(super) struct MediaFiles {
    pub(super) video: Option<String>,
    pub(super) audio: Option<String>,
    pub(super) captions: Option<String>,
    /// Bytes of video and sound, so that a reader on a slow line can choose.
    pub(super) bytes: (i64, i64),
}

/// The files of an object.
pub(super) async fn media(conn: &mut Conn, object: Key<LearningObject>, language: &Language) -> Result<MediaFiles, Error> {
    let rows = conn.query("SELECT kind, file, bytes FROM media WHERE object = $1 AND language = $2").bind(object).bind(language);
    let rows = rows.all(|row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?))).await?;
    let mut files = MediaFiles::default();
    for (kind, file, bytes) in rows {
        match kind.as_str() {
            "video" => (files.video, files.bytes.0) = (Some(file), bytes),
            "audio" => (files.audio, files.bytes.1) = (Some(file), bytes),
            _ => files.captions = Some(file),
        }
    }
    Ok(files)
}
