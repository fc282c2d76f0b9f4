//! The only SQL on certificates.

use kernel::{Key, LanguageText, Level, Timestamp};
use people::OfficialKey;
use people::official::Name;
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row, Tx};
use uuid::Uuid;

use super::code::VerificationCode;
use crate::Course;

/// Issues the certificate of an enrolment that has just been completed.
pub async fn issue(tx: &mut Tx, whose: (OfficialKey, Uuid), course: (Key<Course>, i64)) -> Result<Uuid, Error> {
    let (id, code, now) = (tx.context().new_id(), VerificationCode::draw(tx.context()), tx.now());
    tx.execute(
        "INSERT INTO certificate (official, id, code, enrolment, course, version, issued_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(whose.0)
    .bind(id)
    .bind(code.as_str())
    .bind(whose.1)
    .bind(course.0)
    .bind(course.1)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// A certificate with all that it says.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its id.
    pub id: Uuid,
    /// Its verification code.
    pub code: String,
    /// The name of the holder; `None` after erasure.
    pub name: Option<Name>,
    /// The title of the course.
    pub course: LanguageText,
    /// The name of who offers it.
    pub provider: LanguageText,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
    /// What was assessed: the name of the competency and the level of the assessment.
    pub assessed: Option<(LanguageText, Level)>,
}

const SHOWN: &str = "SELECT certificate.id, certificate.code, person.name, course_version.title, organisation.name, certificate.issued_at, \
    certificate.withdrawn_at, competency_revision.name, test.level FROM certificate \
    JOIN course ON course.id = certificate.course \
    JOIN course_version ON course_version.course = certificate.course AND course_version.version = certificate.version \
    JOIN organisation ON organisation.id = course.provider \
    LEFT JOIN person ON person.official = certificate.official \
    LEFT JOIN test ON test.id = course_version.test \
    LEFT JOIN competency ON competency.id = test.competency \
    LEFT JOIN competency_revision ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision";

fn read(row: &Row) -> Result<Shown, Error> {
    let (competency, level): (Option<LanguageText>, Option<Level>) = (row.get(7)?, row.get(8)?);
    Ok(Shown {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get::<Option<String>>(2)?.and_then(|json| serde_json::from_str(&json).ok()),
        course: row.get(3)?,
        provider: row.get(4)?,
        issued_at: row.get(5)?,
        withdrawn_at: row.get(6)?,
        assessed: competency.zip(level),
    })
}

/// One's own certificate.
pub(super) async fn own(conn: &mut Conn, official: OfficialKey, id: Uuid) -> Result<Option<Shown>, Error> {
    let sql = format!("{SHOWN} WHERE certificate.official = $1 AND certificate.id = $2");
    conn.query(AssertSqlSafe(sql)).bind(official).bind(id).optional(read).await
}

/// The certificate with this code, whoever holds it.
pub(super) async fn by_code(conn: &mut Conn, code: &VerificationCode) -> Result<Option<Shown>, Error> {
    let sql = format!("{SHOWN} WHERE certificate.code = $1");
    conn.query(AssertSqlSafe(sql)).bind(code.as_str()).optional(read).await
}

/// The certificate that an enrolment has led to.
pub async fn of_enrolment(conn: &mut Conn, whose: (OfficialKey, Uuid)) -> Result<Option<Uuid>, Error> {
    let found = conn.query("SELECT id FROM certificate WHERE official = $1 AND enrolment = $2").bind(whose.0).bind(whose.1);
    found.optional(|row| row.get(0)).await
}
