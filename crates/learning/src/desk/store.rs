//! The only SQL on the desk.

use kernel::{Code, Key, LanguageText, Timestamp};
use people::OfficialKey;
use store::{Conn, Error, Row, Tx};
use uuid::Uuid;

use crate::Course;

/// Puts the job aids of a version of a course on the desk, in place of those of its other versions.
pub async fn put(tx: &mut Tx, official: OfficialKey, (course, version): (Key<Course>, i64)) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM desk_item WHERE official = $1 AND job_aid IN (SELECT id FROM job_aid WHERE course = $2 AND version <> $3)",
    )
    .bind(official)
    .bind(course)
    .bind(version)
    .run()
    .await?;
    let now = tx.now();
    tx.execute(
        "INSERT INTO desk_item (official, job_aid, since) SELECT $1, id, $4 FROM job_aid WHERE course = $2 AND version = $3 \
         ON CONFLICT (official, job_aid) DO NOTHING",
    )
    .bind(official)
    .bind(course)
    .bind(version)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// A job aid on the desk.
#[derive(Clone, Debug)]
pub struct DeskItem {
    /// Its id.
    pub uid: Uuid,
    /// Its title.
    pub title: LanguageText,
    /// The code of its course.
    pub course: Code,
    /// The title of its course.
    pub course_title: LanguageText,
    /// Since when it is there.
    pub since: Timestamp,
}

fn read(row: &Row) -> Result<DeskItem, Error> {
    Ok(DeskItem { uid: row.get(0)?, title: row.get(1)?, course: row.get(2)?, course_title: row.get(3)?, since: row.get(4)? })
}

/// The desk of an official, the newest first.
pub(super) async fn all(conn: &mut Conn, official: OfficialKey) -> Result<Vec<DeskItem>, Error> {
    conn.query(
        "SELECT job_aid.uid, job_aid.title, course.code, course_version.title, desk_item.since FROM desk_item \
         JOIN job_aid ON job_aid.id = desk_item.job_aid JOIN course ON course.id = job_aid.course \
         JOIN course_version ON course_version.course = job_aid.course AND course_version.version = job_aid.version \
         WHERE desk_item.official = $1 ORDER BY desk_item.since DESC, job_aid.id",
    )
    .bind(official)
    .all(read)
    .await
}

/// What one course has left on the desk.
pub async fn of_course(conn: &mut Conn, official: OfficialKey, course: Key<Course>) -> Result<Vec<DeskItem>, Error> {
    conn.query(
        "SELECT job_aid.uid, job_aid.title, course.code, course_version.title, desk_item.since FROM desk_item \
         JOIN job_aid ON job_aid.id = desk_item.job_aid JOIN course ON course.id = job_aid.course \
         JOIN course_version ON course_version.course = job_aid.course AND course_version.version = job_aid.version \
         WHERE desk_item.official = $1 AND job_aid.course = $2 ORDER BY job_aid.id",
    )
    .bind(official)
    .bind(course)
    .all(read)
    .await
}

/// One job aid with its text (HTML by language), if it is on this desk.
pub(super) async fn one(conn: &mut Conn, official: OfficialKey, uid: Uuid) -> Result<Option<(DeskItem, LanguageText)>, Error> {
    conn.query(
        "SELECT job_aid.uid, job_aid.title, course.code, course_version.title, desk_item.since, job_aid.body FROM desk_item \
         JOIN job_aid ON job_aid.id = desk_item.job_aid JOIN course ON course.id = job_aid.course \
         JOIN course_version ON course_version.course = job_aid.course AND course_version.version = job_aid.version \
         WHERE desk_item.official = $1 AND job_aid.uid = $2",
    )
    .bind(official)
    .bind(uid)
    .optional(|row| Ok((read(row)?, row.get(5)?)))
    .await
}

/// A certificate or a passed test in the list of records.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    pub(super) id: Uuid,
    /// Title of the course, or of the competency that was tested.
    pub(super) title: LanguageText,
    pub(super) at: Timestamp,
    /// Whether it no longer counts.
    pub(super) withdrawn: bool,
}

/// One's certificates, the newest first.
pub(super) async fn certificates(conn: &mut Conn, official: OfficialKey) -> Result<Vec<Proof>, Error> {
    conn.query(
        "SELECT certificate.id, course_version.title, certificate.issued_at, certificate.withdrawn_at IS NOT NULL FROM certificate \
         JOIN course_version ON course_version.course = certificate.course AND course_version.version = certificate.version \
         WHERE certificate.official = $1 ORDER BY certificate.issued_at DESC, certificate.id DESC",
    )
    .bind(official)
    .all(read_proof)
    .await
}

/// The tests passed, with the competency each speaks for, the newest first. Practice is left out.
pub(super) async fn tests_passed(conn: &mut Conn, official: OfficialKey) -> Result<Vec<Proof>, Error> {
    conn.query(
        "SELECT attempt.id, competency_revision.name, attempt.submitted_at, FALSE FROM attempt JOIN test ON test.id = attempt.test \
         JOIN competency ON competency.id = test.competency JOIN competency_revision \
         ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision \
         WHERE attempt.official = $1 AND attempt.state = 'passed' AND test.purpose <> 'practice' AND attempt.submitted_at IS NOT NULL \
         ORDER BY attempt.submitted_at DESC, attempt.id DESC",
    )
    .bind(official)
    .all(read_proof)
    .await
}

fn read_proof(row: &Row) -> Result<Proof, Error> {
    Ok(Proof { id: row.get(0)?, title: row.get(1)?, at: row.get(2)?, withdrawn: row.get(3)? })
}
