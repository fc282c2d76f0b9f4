//! What a page of the player reads.

use kernel::{Key, Language};
use people::OfficialKey;
use store::{Conn, Error, Row};

use super::domain::{Done, Kind, ObjectLine, marked};
use crate::enrolment::Held;
use crate::{Course, LearningObject};

/// The objects of a version, nothing of them done.
pub(super) async fn contents(conn: &mut Conn, (course, version): (Key<Course>, i64)) -> Result<Vec<ObjectLine>, Error> {
    conn.query(
        "SELECT learning_object.id, learning_object.uid, learning_object.number, learning_object.kind, learning_object.title, \
         learning_object.minutes, learning_object.module, course_module.title, learning_object.test, \
         (SELECT COUNT(*) FROM segment WHERE segment.object = learning_object.id) \
         FROM learning_object JOIN course_module ON course_module.course = learning_object.course \
         AND course_module.version = learning_object.version AND course_module.number = learning_object.module \
         WHERE learning_object.course = $1 AND learning_object.version = $2 ORDER BY learning_object.number",
    )
    .bind(course)
    .bind(version)
    .all(read_line)
    .await
}

/// The outline of the pinned version with what is done of it.
pub(super) async fn outline(conn: &mut Conn, official: OfficialKey, held: &Held) -> Result<Vec<ObjectLine>, Error> {
    let contents = super::content::outline(conn, held).await?;
    Ok(marked(&contents, &done(conn, official, held).await?))
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
        done: 0,
    })
}

/// The parts of an enrolment that are done.
pub(super) async fn done(conn: &mut Conn, official: OfficialKey, held: &Held) -> Result<Done, Error> {
    let parts = conn
        .query("SELECT object, segment FROM progress WHERE official = $1 AND enrolment = $2 AND done")
        .bind(official)
        .bind(held.id)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    Ok(parts.into_iter().collect())
}

/// A segment in one language.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) number: i64,
    pub(super) heading: String,
    /// HTML.
    pub(super) body: String,
    /// The second of the video at which it starts.
    pub(super) starts_at: i64,
}

/// An object in one language.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    /// In order.
    pub(super) segments: Vec<Segment>,
    /// Of a video; empty for a text.
    pub(super) media: MediaFiles,
}

/// An object in one language, with its files.
pub(super) async fn text(conn: &mut Conn, object: Key<LearningObject>, language: &Language) -> Result<Text, Error> {
    let segments = conn
        .query("SELECT number, heading, body, starts_at FROM segment_variant WHERE object = $1 AND language = $2 ORDER BY number")
        .bind(object)
        .bind(language)
        .all(|row| Ok(Segment { number: row.get(0)?, heading: row.get(1)?, body: row.get(2)?, starts_at: row.get(3)? }))
        .await?;
    Ok(Text { segments, media: media(conn, object, language).await? })
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
async fn media(conn: &mut Conn, object: Key<LearningObject>, language: &Language) -> Result<MediaFiles, Error> {
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
