//! The SQL that writes courses.

use assessment::Test;
use competency::Competency;
use kernel::{Attained, Date, Key, LanguageText, Level, Timestamp};
use people::Organisation;
use store::{Conn, Error, Tx};

use super::manifest::Mode;
use super::read::{Aid, MediaFile, Object, Variant};
use crate::{Course, LearningObject};

/// What is known of a course before a new version is made.
pub(super) struct Known {
    pub(super) course: Key<Course>,
    /// The published version; 0 while none is.
    pub(super) version: i64,
    pub(super) playable: bool,
    pub(super) digest: Option<String>,
}

/// What a version says of itself.
pub(super) struct NewVersion<'a> {
    pub(super) course: Key<Course>,
    pub(super) version: i64,
    pub(super) digest: &'a str,
    pub(super) published: Date,
    pub(super) mode: Mode,
    pub(super) minutes: i64,
    /// JSON list of tags.
    pub(super) languages: String,
    pub(super) title: &'a LanguageText,
    pub(super) summary: &'a LanguageText,
    pub(super) prepares: &'a LanguageText,
    /// JSON list.
    pub(super) sources: String,
    pub(super) licence: &'a str,
    pub(super) test: Option<Key<Test>>,
}

/// A version of a course.
pub(super) type VersionKey = (Key<Course>, i64);

pub(super) async fn find(conn: &mut Conn, code: &str) -> Result<Option<Known>, Error> {
    conn.query(
        "SELECT course.id, course.version, course.playable, course_version.digest FROM course \
         LEFT JOIN course_version ON course_version.course = course.id AND course_version.version = course.version WHERE course.code = $1",
    )
    .bind(code)
    .optional(|row| Ok(Known { course: row.get(0)?, version: row.get(1)?, playable: row.get(2)?, digest: row.get(3)? }))
    .await
}

/// Enters a course of which no version is published yet; nobody sees it.
pub(super) async fn insert_course(tx: &mut Tx, code: &str, provider: Key<Organisation>) -> Result<Key<Course>, Error> {
    let (key, uid, now): (Key<Course>, _, _) = (tx.take_key("course").await?, tx.context().new_id(), tx.now());
    tx.execute(
        "INSERT INTO course (id, uid, code, provider, version, playable, changed_at) VALUES ($1, $2, $3, $4, 0, FALSE, $5)",
    )
    .bind(key)
    .bind(uid)
    .bind(code)
    .bind(provider)
    .bind(now)
    .run()
    .await?;
    Ok(key)
}

/// The newest version of a course, published or only staged; 0 when there is none.
pub(super) async fn newest_version(conn: &mut Conn, course: Key<Course>) -> Result<i64, Error> {
    conn.query("SELECT COALESCE(MAX(version), 0) FROM course_version WHERE course = $1")
        .bind(course)
        .one("version", |row| row.get(0))
        .await
}

pub(super) async fn insert_version(tx: &mut Tx, new: &NewVersion<'_>) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO course_version (course, version, digest, published, mode, minutes, languages, title, summary, prepares, sources, licence, test) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(new.course)
    .bind(new.version)
    .bind(new.digest)
    .bind(new.published)
    .bind(new.mode.as_str())
    .bind(new.minutes)
    .bind(&new.languages)
    .bind(new.title)
    .bind(new.summary)
    .bind(new.prepares)
    .bind(&new.sources)
    .bind(new.licence)
    .bind(new.test)
    .run()
    .await?;
    Ok(())
}

pub(super) async fn insert_effect(
    tx: &mut Tx,
    (course, version): VersionKey,
    competency: Key<Competency>,
    (entry, level): (Attained, Level),
) -> Result<(), Error> {
    tx.execute("INSERT INTO course_effect (course, version, competency, entry, level) VALUES ($1, $2, $3, $4, $5)")
        .bind(course)
        .bind(version)
        .bind(competency)
        .bind(entry)
        .bind(level)
        .run()
        .await?;
    Ok(())
}

pub(super) async fn insert_module(
    tx: &mut Tx,
    (course, version): VersionKey,
    number: i64,
    code: &str,
    title: &LanguageText,
) -> Result<(), Error> {
    tx.execute("INSERT INTO course_module (course, version, number, code, title) VALUES ($1, $2, $3, $4, $5)")
        .bind(course)
        .bind(version)
        .bind(number)
        .bind(code)
        .bind(title)
        .run()
        .await?;
    Ok(())
}

pub(super) async fn insert_object(
    tx: &mut Tx,
    (course, version): VersionKey,
    object: &Object,
    test: Option<Key<Test>>,
) -> Result<Key<LearningObject>, Error> {
    let (key, uid): (Key<LearningObject>, _) = (tx.take_key("learning object").await?, tx.context().new_id());
    tx.execute(
        "INSERT INTO learning_object (id, uid, course, version, module, number, code, kind, minutes, title, test) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(key)
    .bind(uid)
    .bind(course)
    .bind(version)
    .bind(object.module)
    .bind(object.number)
    .bind(&object.code)
    .bind(object.kind.as_str())
    .bind(object.minutes)
    .bind(&object.title)
    .bind(test)
    .run()
    .await?;
    Ok(key)
}

pub(super) async fn insert_segment(tx: &mut Tx, object: Key<LearningObject>, number: i64, code: &str) -> Result<(), Error> {
    tx.execute("INSERT INTO segment (object, number, code) VALUES ($1, $2, $3)")
        .bind(object)
        .bind(number)
        .bind(code)
        .run()
        .await?;
    Ok(())
}

pub(super) async fn insert_variant(
    tx: &mut Tx,
    object: Key<LearningObject>,
    number: i64,
    variant: &Variant,
) -> Result<(), Error> {
    tx.execute("INSERT INTO segment_variant (object, number, language, heading, body, words, starts_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(object)
        .bind(number)
        .bind(&variant.language)
        .bind(&variant.heading)
        .bind(&variant.body)
        .bind(variant.words)
        .bind(variant.starts_at)
        .run()
        .await?;
    Ok(())
}

pub(super) async fn insert_media(tx: &mut Tx, object: Key<LearningObject>, kind: &str, media: &MediaFile) -> Result<(), Error> {
    tx.execute("INSERT INTO media (object, language, kind, file, bytes, seconds) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(object)
        .bind(&media.language)
        .bind(kind)
        .bind(&media.file)
        .bind(media.bytes)
        .bind(media.seconds)
        .run()
        .await?;
    Ok(())
}

pub(super) async fn insert_aid(tx: &mut Tx, (course, version): VersionKey, aid: &Aid) -> Result<(), Error> {
    let (key, uid): (Key<crate::JobAid>, _) = (tx.take_key("job aid").await?, tx.context().new_id());
    tx.execute("INSERT INTO job_aid (id, uid, course, version, code, title, body) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(key)
        .bind(uid)
        .bind(course)
        .bind(version)
        .bind(&aid.code)
        .bind(&aid.title)
        .bind(&aid.body)
        .run()
        .await?;
    Ok(())
}

/// The one row that makes a version the published one. False: a later version is published already.
pub(super) async fn switch_on(
    tx: &mut Tx,
    (course, version): VersionKey,
    provider: Key<Organisation>,
    playable: bool,
) -> Result<bool, Error> {
    let now: Timestamp = tx.now();
    let changed = tx
        .execute("UPDATE course SET version = $2, provider = $3, playable = $4, changed_at = $5 WHERE id = $1 AND version < $2")
        .bind(course)
        .bind(version)
        .bind(provider)
        .bind(playable)
        .bind(now)
        .run()
        .await?;
    Ok(changed == 1)
}
