//! The names of what the sums name by key.

use std::collections::HashMap;

use kernel::{Language, LanguageText};
use store::{Conn, Error};

/// An organisation, a competency or a course.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) key: i64,
    pub(super) code: String,
    pub(super) name: String,
}

fn read_named(row: &store::Row) -> Result<Named, Error> {
    let name: LanguageText = row.get(2)?;
    Ok(Named { key: row.get(0)?, code: row.get(1)?, name: name.get(&Language::ENGLISH).to_owned() })
}

pub(super) async fn organisations(conn: &mut Conn) -> Result<Vec<Named>, Error> {
    conn.query("SELECT id, code, name FROM organisation ORDER BY id").all(read_named).await
}

pub(super) async fn competencies(conn: &mut Conn) -> Result<Vec<Named>, Error> {
    conn.query(
        "SELECT competency.id, competency.code, competency_revision.name FROM competency JOIN competency_revision \
         ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision ORDER BY competency.id",
    )
    .all(read_named)
    .await
}

/// Codes by key.
pub(super) async fn courses(conn: &mut Conn) -> Result<HashMap<i64, String>, Error> {
    Ok(conn.query("SELECT id, code FROM course").all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect())
}

/// Codes by key.
pub(super) async fn territories(conn: &mut Conn) -> Result<HashMap<i64, String>, Error> {
    Ok(conn.query("SELECT id, code FROM territory").all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect())
}
