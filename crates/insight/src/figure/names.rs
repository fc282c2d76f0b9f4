//! Names of what figures are about.

use std::collections::HashMap;

use kernel::{Code, Key, LanguageText};
use learning::Course;
use people::{Organisation, Territory};
use sqlx::AssertSqlSafe;
use store::{Conn, Error};

use crate::cube::Place;

/// Code and name of things of one kind.
pub(crate) type Names<T> = HashMap<Key<T>, (String, LanguageText)>;

/// A place with a page of its own.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// What is summed.
    pub(crate) place: Place,
    /// Its code; empty for the nation.
    pub(crate) code: String,
    /// Its name; empty for the nation, whose name is a message.
    pub(crate) name: LanguageText,
    /// Where its figures stand.
    pub(crate) address: String,
}

impl Unit {
    /// All organisations.
    pub(crate) fn nation() -> Self {
        Self { place: Place::Nation, code: String::new(), name: LanguageText::default(), address: "/insight".to_owned() }
    }

    pub(crate) fn office(key: Key<Organisation>, code: &str, name: LanguageText) -> Self {
        Self { place: key.into(), code: code.to_owned(), name, address: format!("/insight/units/{}", web::encode(code)) }
    }

    pub(crate) fn area(key: Key<Territory>, code: &str, name: LanguageText) -> Self {
        Self { place: key.into(), code: code.to_owned(), name, address: format!("/insight/territories/{}", web::encode(code)) }
    }

    /// Where all competencies of this place stand.
    pub(crate) fn competencies(&self) -> String {
        format!("{}/competencies", self.address)
    }

    /// Where one competency of this place stands.
    pub(crate) fn cell(&self, competency: &str) -> String {
        match self.place {
            Place::Nation => format!("/insight/competencies/{}", web::encode(competency)),
            _ => format!("{}/competencies/{}", self.address, web::encode(competency)),
        }
    }
}

/// A territory.
#[derive(Clone, Debug)]
pub(crate) struct Area {
    pub(crate) code: String,
    pub(crate) name: LanguageText,
}

/// Names of organisations.
pub(crate) async fn offices(conn: &mut Conn, keys: &[Key<Organisation>]) -> Result<HashMap<Key<Organisation>, Unit>, Error> {
    let sql = format!("SELECT id, code, name FROM organisation WHERE id IN (SELECT value FROM {})", conn.dialect().integers(1));
    let rows = conn.query(AssertSqlSafe(sql)).bind(list(keys)).all(|row| {
        let key: Key<Organisation> = row.get(0)?;
        Ok((key, Unit::office(key, &row.get::<String>(1)?, row.get(2)?)))
    });
    Ok(rows.await?.into_iter().collect())
}

/// Names of territories.
pub(crate) async fn areas(conn: &mut Conn, keys: &[Key<Territory>]) -> Result<HashMap<Key<Territory>, Area>, Error> {
    let sql = format!("SELECT id, code, name FROM territory WHERE id IN (SELECT value FROM {})", conn.dialect().integers(1));
    let rows = conn
        .query(AssertSqlSafe(sql))
        .bind(list(keys))
        .all(|row| Ok((row.get::<Key<Territory>>(0)?, Area { code: row.get(1)?, name: row.get(2)? })));
    Ok(rows.await?.into_iter().collect())
}

/// Names of courses.
pub(crate) async fn course_names(conn: &mut Conn, keys: &[Key<Course>]) -> Result<Names<Course>, Error> {
    let sql = format!(
        "SELECT course.id, course.code, course_version.title FROM course JOIN course_version ON course_version.course = course.id \
         AND course_version.version = course.version WHERE course.id IN (SELECT value FROM {})",
        conn.dialect().integers(1)
    );
    let rows = conn.query(AssertSqlSafe(sql)).bind(list(keys)).all(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))));
    Ok(rows.await?.into_iter().collect())
}

/// The organisation or territory with a code.
pub(crate) async fn unit_of(conn: &mut Conn, kind: &str, code: &str) -> Result<Option<Unit>, Error> {
    if kind == "units" {
        let office = people::organisation::by_code(conn, code).await?;
        return Ok(office.map(|office| Unit::office(office.key, office.code.as_str(), office.name)));
    }
    let Ok(code) = Code::parse(code) else { return Ok(None) };
    let row = conn
        .query("SELECT id, name FROM territory WHERE code = $1 AND kind IN ('state', 'district')")
        .bind(code.as_str())
        .optional(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    Ok(row.map(|(key, name)| Unit::area(key, code.as_str(), name)))
}

fn list<T>(keys: &[Key<T>]) -> String {
    format!("{:?}", keys.iter().map(|key| key.number()).collect::<Vec<_>>())
}
