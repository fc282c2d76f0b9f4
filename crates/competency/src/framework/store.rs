//! The only SQL on frameworks, competencies and their revisions that other capabilities read. What an import writes is in `writing`.

pub(super) mod arriving;
pub(super) mod elsewhere;
pub(super) mod writing;

use std::collections::HashMap;

use kernel::{Code, Key, LanguageText, Level};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row};
use uuid::Uuid;

use super::domain::{Ask, CompetencyKind, OwnLevel};
use crate::{Competency, Indicator};

/// A competency in its newest revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key inside.
    pub key: Key<Competency>,
    /// The id outside.
    pub uid: Uuid,
    /// The code, which is also its address.
    pub code: Code,
    /// Behavioural, functional or domain.
    pub kind: CompetencyKind,
    /// Attitude, skill or knowledge.
    pub ask: Ask,
    /// The newest revision.
    pub revision: i64,
    /// Its name.
    pub name: LanguageText,
    /// What it is, in a sentence.
    pub definition: LanguageText,
}

/// An indicator of a competency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorEntry {
    /// The key inside.
    pub key: Key<Indicator>,
    /// The id outside.
    pub uid: Uuid,
    /// Its competency.
    pub competency: Key<Competency>,
    /// The revision of the competency to which it belongs.
    pub revision: i64,
    /// The level it speaks for.
    pub level: Level,
    /// Its code within the competency.
    pub code: String,
    /// The visible act.
    pub text: LanguageText,
}

fn read_entry(row: &Row) -> Result<Entry, Error> {
    Ok(Entry {
        key: row.get(0)?,
        uid: row.get(1)?,
        code: row.get(2)?,
        kind: read_kind(row, 3)?,
        ask: parse_column(row, 4, Ask::parse)?,
        revision: row.get(5)?,
        name: row.get(6)?,
        definition: row.get(7)?,
    })
}

/// Reads the kind of a competency.
pub(crate) fn read_kind(row: &Row, at: usize) -> Result<CompetencyKind, Error> {
    parse_column(row, at, CompetencyKind::parse)
}

/// Reads a column that holds a member of a closed list.
pub(crate) fn parse_column<T>(row: &Row, at: usize, parse: fn(&str) -> Option<T>) -> Result<T, Error> {
    let text: String = row.get(at)?;
    parse(&text).ok_or_else(|| Error::Column { column: at, reason: format!("{text:?} is not in the list") })
}

/// The competency with this code.
pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Entry>, Error> {
    conn.query(
        "SELECT competency.id, competency.uid, competency.code, competency.kind, competency.ask, competency.revision, \
         competency_revision.name, competency_revision.definition FROM competency \
         JOIN competency_revision ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision \
         WHERE competency.code = $1",
    )
    .bind(code)
    .optional(read_entry)
    .await
}

/// The competency with this key.
pub async fn by_key(conn: &mut Conn, key: Key<Competency>) -> Result<Entry, Error> {
    conn.query(
        "SELECT competency.id, competency.uid, competency.code, competency.kind, competency.ask, competency.revision, \
         competency_revision.name, competency_revision.definition FROM competency \
         JOIN competency_revision ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision \
         WHERE competency.id = $1",
    )
    .bind(key)
    .one("competency", read_entry)
    .await
}

/// Whether there are posts of the position with this code.
pub(crate) async fn has_posts(conn: &mut Conn, position: &str) -> Result<bool, Error> {
    let found = conn.query("SELECT 1 FROM post JOIN position ON position.id = post.position WHERE position.code = $1 LIMIT 1");
    Ok(found.bind(position).optional(|_| Ok(())).await?.is_some())
}

/// Code and name of competencies by key.
pub type Names = HashMap<Key<Competency>, (String, LanguageText)>;

const NAMES: &str = "SELECT competency.id, competency.code, competency_revision.name FROM competency JOIN competency_revision \
     ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision";

fn read_name(row: &Row) -> Result<(Key<Competency>, (String, LanguageText)), Error> {
    Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
}

/// The names of all competencies; some dozens to some hundreds.
pub async fn names(conn: &mut Conn) -> Result<Names, Error> {
    Ok(conn.query(NAMES).all(read_name).await?.into_iter().collect())
}

/// The names of these competencies.
pub async fn names_of(conn: &mut Conn, competencies: &[Key<Competency>]) -> Result<Names, Error> {
    let sql = format!("{NAMES} WHERE competency.id IN (SELECT value FROM {})", conn.dialect().integers(1));
    let keys: Vec<i64> = competencies.iter().map(|key| key.number()).collect();
    Ok(conn.query(AssertSqlSafe(sql)).bind(format!("{keys:?}")).all(read_name).await?.into_iter().collect())
}

/// The code of a competency.
pub async fn code(conn: &mut Conn, key: Key<Competency>) -> Result<Code, Error> {
    conn.query("SELECT code FROM competency WHERE id = $1").bind(key).one("competency", |row| row.get(0)).await
}

/// All competencies in order of their codes; some dozens to some hundreds.
pub async fn all(conn: &mut Conn) -> Result<Vec<Entry>, Error> {
    conn.query(
        "SELECT competency.id, competency.uid, competency.code, competency.kind, competency.ask, competency.revision, \
         competency_revision.name, competency_revision.definition FROM competency \
         JOIN competency_revision ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision \
         ORDER BY competency.code",
    )
    .all(read_entry)
    .await
}

/// On what a revision rests, as its file says; may be empty.
pub async fn source(conn: &mut Conn, competency: Key<Competency>, revision: i64) -> Result<String, Error> {
    conn.query("SELECT source FROM competency_revision WHERE competency = $1 AND revision = $2")
        .bind(competency)
        .bind(revision)
        .optional(|row| row.get(0))
        .await
        .map(Option::unwrap_or_default)
}

/// What a person at each level does, lowest level first. A framework with fewer levels leaves some out.
pub async fn descriptors(
    conn: &mut Conn,
    competency: Key<Competency>,
    revision: i64,
) -> Result<Vec<(Level, LanguageText)>, Error> {
    conn.query("SELECT level, text FROM level_descriptor WHERE competency = $1 AND revision = $2 ORDER BY level")
        .bind(competency)
        .bind(revision)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// The scale of the framework version that brought a revision, lowest level first.
pub async fn scale(conn: &mut Conn, competency: Key<Competency>, revision: i64) -> Result<Vec<OwnLevel>, Error> {
    let json: Option<String> = conn
        .query(
            "SELECT framework_version.scale FROM competency_revision JOIN competency ON competency.id = competency_revision.competency \
             JOIN framework_version ON framework_version.framework = competency.framework \
             AND framework_version.version = competency_revision.framework_version \
             WHERE competency_revision.competency = $1 AND competency_revision.revision = $2",
        )
        .bind(competency)
        .bind(revision)
        .optional(|row| row.get(0))
        .await?;
    json.map_or(Ok(Vec::new()), |json| {
        serde_json::from_str(&json).map_err(|reason| Error::Column { column: 0, reason: reason.to_string() })
    })
}

fn read_indicator(row: &Row) -> Result<IndicatorEntry, Error> {
    Ok(IndicatorEntry {
        key: row.get(0)?,
        uid: row.get(1)?,
        competency: row.get(2)?,
        revision: row.get(3)?,
        level: row.get(4)?,
        code: row.get(5)?,
        text: row.get(6)?,
    })
}

/// The indicators of a revision, lowest level first.
pub async fn indicators(conn: &mut Conn, competency: Key<Competency>, revision: i64) -> Result<Vec<IndicatorEntry>, Error> {
    conn.query(
        "SELECT id, uid, competency, revision, level, code, text FROM indicator WHERE competency = $1 AND revision = $2 ORDER BY level, code",
    )
    .bind(competency)
    .bind(revision)
    .all(read_indicator)
    .await
}

/// The indicator with this id outside.
pub async fn indicator(conn: &mut Conn, uid: Uuid) -> Result<Option<IndicatorEntry>, Error> {
    conn.query("SELECT id, uid, competency, revision, level, code, text FROM indicator WHERE uid = $1")
        .bind(uid)
        .optional(read_indicator)
        .await
}

/// The indicator with this code in the newest revision of a competency.
pub async fn indicator_by_code(
    conn: &mut Conn,
    competency: Key<Competency>,
    code: &str,
) -> Result<Option<IndicatorEntry>, Error> {
    conn.query(
        "SELECT indicator.id, indicator.uid, indicator.competency, indicator.revision, indicator.level, indicator.code, indicator.text \
         FROM indicator JOIN competency ON competency.id = indicator.competency AND competency.revision = indicator.revision \
         WHERE indicator.competency = $1 AND indicator.code = $2",
    )
    .bind(competency)
    .bind(code)
    .optional(read_indicator)
    .await
}
