//! The course that learners take, as far as beats and tests need to know it.

use anyhow::Context as _;
use kernel::Key;
use store::Conn;
use uuid::Uuid;

/// A course.
#[derive(Clone, Debug)]
pub struct Course {
    /// Its key.
    pub key: i64,
    /// Its published version.
    pub version: i64,
    /// Its assessment.
    pub test: Option<Key<assessment::Test>>,
    /// The segments of its texts, in order.
    pub texts: Vec<Place>,
}

/// A segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The object, as beats name it.
    pub object: Uuid,
    /// The object, as the store names it.
    pub key: i64,
    /// The number of the segment.
    pub segment: i64,
}

/// Reads the published version of a course.
pub async fn course(conn: &mut Conn, code: &str) -> anyhow::Result<Course> {
    let found = conn
        .query(
            "SELECT course.id, course.version, course_version.test FROM course JOIN course_version \
             ON course_version.course = course.id AND course_version.version = course.version WHERE course.code = $1 AND course.playable",
        )
        .bind(code)
        .optional(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .await?;
    let (key, version, test): (i64, i64, _) = found.with_context(|| format!("the demonstration has no course {code} to play"))?;
    let texts = conn
        .query(
            "SELECT learning_object.uid, learning_object.id, segment.number FROM learning_object \
             JOIN segment ON segment.object = learning_object.id WHERE learning_object.course = $1 AND learning_object.version = $2 \
             AND learning_object.kind = 'text' ORDER BY learning_object.number, segment.number",
        )
        .bind(key)
        .bind(version)
        .all(|row| Ok(Place { object: row.get(0)?, key: row.get(1)?, segment: row.get(2)? }))
        .await?;
    anyhow::ensure!(!texts.is_empty(), "the course {code} has no texts");
    Ok(Course { key, version, test, texts })
}
