//! Which courses can be played for a competency: what a page suggests beside an open requirement.

use competency::Competency;
use kernel::{Attained, Code, Key, LanguageText, Level};
use sqlx::AssertSqlSafe;
use store::{Conn, Error};

/// A playable course that raises a competency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The code of the course.
    pub code: Code,
    /// Its title.
    pub title: LanguageText,
    /// Its length.
    pub minutes: i64,
    /// The competency.
    pub competency: Key<Competency>,
    /// The level that one must hold before.
    pub entry: Attained,
    /// The level that its assessment tests.
    pub level: Level,
}

/// The playable courses that raise one of these competencies, the shortest first.
pub async fn offers(conn: &mut Conn, competencies: &[Key<Competency>]) -> Result<Vec<Offer>, Error> {
    let numbers = format!("{:?}", competencies.iter().map(|key| key.number()).collect::<Vec<_>>());
    let given = conn.dialect().integers(1);
    let sql = format!(
        "SELECT course.code, course_version.title, course_version.minutes, course_effect.competency, course_effect.entry, course_effect.level \
         FROM course_effect JOIN course ON course.id = course_effect.course AND course.version = course_effect.version \
         JOIN course_version ON course_version.course = course.id AND course_version.version = course.version \
         WHERE course.playable AND course_effect.competency IN (SELECT value FROM {given}) ORDER BY course_version.minutes, course.code"
    );
    let offers = conn.query(AssertSqlSafe(sql)).bind(numbers).all(|row| {
        Ok(Offer {
            code: row.get(0)?,
            title: row.get(1)?,
            minutes: row.get(2)?,
            competency: row.get(3)?,
            entry: row.get(4)?,
            level: row.get(5)?,
        })
    });
    offers.await
}
