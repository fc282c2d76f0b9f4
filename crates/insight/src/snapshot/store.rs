//! The names of what the sums name by key.

use std::collections::HashMap;

use competency::framework;
use kernel::{Key, Language, LanguageText};
use store::{Conn, Error};

/// An organisation, a competency or a course.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) key: i64,
    pub(super) code: String,
    pub(super) name: String,
}

fn read_named(row: &store::Row) -> Result<Named, Error> {
    Ok(Named { key: row.get(0)?, code: row.get(1)?, name: english(&row.get(2)?) })
}

fn english(name: &LanguageText) -> String {
    name.get(&Language::ENGLISH).to_owned()
}

pub(super) async fn organisations(conn: &mut Conn) -> Result<Vec<Named>, Error> {
    conn.query("SELECT id, code, name FROM organisation ORDER BY id").all(read_named).await
}

pub(super) async fn competencies(conn: &mut Conn) -> Result<Vec<Named>, Error> {
    let names = framework::names(conn).await?.into_iter();
    let named = |(key, (code, name)): (Key<_>, (String, LanguageText))| Named { key: key.number(), code, name: english(&name) };
    let mut all: Vec<Named> = names.map(named).collect();
    all.sort_unstable_by_key(|named| named.key);
    Ok(all)
}

/// Codes by key.
pub(super) async fn courses(conn: &mut Conn) -> Result<HashMap<i64, String>, Error> {
    Ok(conn.query("SELECT id, code FROM course").all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect())
}

/// Codes by key.
pub(super) async fn territories(conn: &mut Conn) -> Result<HashMap<i64, String>, Error> {
    Ok(conn.query("SELECT id, code FROM territory").all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect())
}
