//! The only SQL on evidence, its rules and attainments.

use std::collections::BTreeMap;

use kernel::{Attained, Date, Key, LanguageText, Level, Timestamp};
use people::official::Name;
use people::{Account, OfficialKey};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row, Tx};
use uuid::Uuid;

use super::domain::{Derived, EvidenceKind, Piece, Rule, Rules};
use super::service::NewEvidence;
use crate::framework::parse_column;
use crate::{Competency, Indicator};

/// The node that records. One node writes today; offline records will name their own.
pub(super) const ORIGIN: &str = "server";

/// Inserts a piece unless its id is there already; tells whether it was new.
pub(super) async fn insert(tx: &mut Tx, id: Uuid, new: &NewEvidence<'_>, level: Attained) -> Result<bool, Error> {
    let now = tx.now();
    let changed = tx
        .execute(
            "INSERT INTO evidence (official, id, competency, revision, kind, level, shown_at, recorded_at, recorded_by, observer, indicator, \
             language, source, note, assurance, origin, withdraws) \
             SELECT $1, $2, competency.id, competency.revision, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'online', $14, $15 \
             FROM competency WHERE competency.id = $3 ON CONFLICT (official, id) DO NOTHING",
        )
        .bind(new.official)
        .bind(id)
        .bind(new.competency)
        .bind(new.kind.as_str())
        .bind(level)
        .bind(new.shown_at)
        .bind(now)
        .bind(new.recorded_by)
        .bind(new.observer)
        .bind(new.indicator)
        .bind(new.language)
        .bind(new.source)
        .bind(new.note)
        .bind(ORIGIN)
        .bind(new.withdraws)
        .run()
        .await?;
    Ok(changed > 0)
}

fn read_kind(row: &Row, at: usize) -> Result<EvidenceKind, Error> {
    parse_column(row, at, EvidenceKind::parse)
}

fn read_piece(row: &Row) -> Result<Piece, Error> {
    Ok(Piece {
        id: row.get(0)?,
        kind: read_kind(row, 1)?,
        level: row.get(2)?,
        shown: row.get::<Timestamp>(3)?.date(),
        recorded: row.get::<Timestamp>(4)?.date(),
        observer: row.get(5)?,
        withdraws: row.get(6)?,
    })
}

/// The pieces of one person and competency.
///
/// Those that count by a crosswalk from other competencies are among them, at the level for which they count.
pub(super) async fn pieces(conn: &mut Conn, official: OfficialKey, competency: Key<Competency>) -> Result<Vec<Piece>, Error> {
    conn.query(
        "SELECT id, kind, level, shown_at, recorded_at, observer, withdraws, 5 AS cap FROM evidence \
         WHERE official = $1 AND competency = $2 UNION ALL \
         SELECT evidence.id, kind, level, shown_at, recorded_at, observer, withdraws, cap FROM evidence \
         JOIN counted_crosswalk ON counted_crosswalk.origin = evidence.competency \
         WHERE evidence.official = $1 AND counted_crosswalk.target = $2",
    )
    .bind(official)
    .bind(competency)
    .all(|row| read_capped(row, 7))
    .await
}

/// A piece that counts by a crosswalk: for its level, but never for more than the cap.
fn read_capped(row: &Row, cap: usize) -> Result<Piece, Error> {
    let piece = read_piece(row)?;
    let cap: Attained = row.get(cap)?;
    Ok(Piece { level: piece.level.min(cap), ..piece })
}

/// The competencies in which evidence for one counts by a crosswalk.
pub(super) async fn targets(conn: &mut Conn, competency: Key<Competency>) -> Result<Vec<Key<Competency>>, Error> {
    let all = conn.query("SELECT DISTINCT target FROM counted_crosswalk WHERE origin = $1 ORDER BY target").bind(competency);
    all.all(|row| row.get(0)).await
}

/// All pairs of competencies of which the first counts in the second.
pub(super) async fn crosswalks(conn: &mut Conn) -> Result<Vec<(Key<Competency>, Key<Competency>)>, Error> {
    conn.query("SELECT DISTINCT origin, target FROM counted_crosswalk").all(|row| Ok((row.get(0)?, row.get(1)?))).await
}

/// The officials after one who have evidence for a competency, in order of their keys.
pub(super) async fn having(
    conn: &mut Conn,
    competency: Key<Competency>,
    after: OfficialKey,
    limit: i64,
) -> Result<Vec<OfficialKey>, Error> {
    conn.query("SELECT DISTINCT official FROM evidence WHERE competency = $1 AND official > $2 ORDER BY official LIMIT $3")
        .bind(competency)
        .bind(after)
        .bind(limit)
        .all(|row| row.get(0))
        .await
}

/// The pieces of the officials from `after` (exclusive) to `until` (inclusive), with whose and of what they are.
pub(super) async fn pieces_between(
    conn: &mut Conn,
    after: OfficialKey,
    until: OfficialKey,
) -> Result<Vec<((OfficialKey, Key<Competency>), Piece)>, Error> {
    let own = conn
        .query(
            "SELECT id, kind, level, shown_at, recorded_at, observer, withdraws, official, competency FROM evidence \
             WHERE official > $1 AND official <= $2",
        )
        .bind(after)
        .bind(until)
        .all(|row| Ok(((row.get(7)?, row.get(8)?), read_piece(row)?)))
        .await?;
    let counted = conn
        .query(
            "SELECT evidence.id, kind, level, shown_at, recorded_at, observer, withdraws, official, target, cap FROM evidence \
             JOIN counted_crosswalk ON counted_crosswalk.origin = evidence.competency WHERE official > $1 AND official <= $2",
        )
        .bind(after)
        .bind(until)
        .all(|row| Ok(((row.get(7)?, row.get(8)?), read_capped(row, 9)?)))
        .await?;
    Ok(own.into_iter().chain(counted).collect())
}

/// All rules of all times.
pub async fn rules(conn: &mut Conn) -> Result<Rules, Error> {
    let rules = conn.query("SELECT version, kind, from_date, ceiling, valid_days FROM evidence_rule").all(|row| {
        let valid_days: Option<i64> = row.get(4)?;
        Ok(Rule {
            version: row.get(0)?,
            kind: read_kind(row, 1)?,
            from: row.get(2)?,
            ceiling: row.get(3)?,
            valid_days: valid_days.map(|days| i32::try_from(days).unwrap_or(i32::MAX)),
        })
    });
    Ok(Rules(rules.await?))
}

/// An attainment as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) derived: Derived,
    pub(super) updated: Timestamp,
}

fn read_stored(row: &Row) -> Result<Stored, Error> {
    let derived = Derived { level: row.get(0)?, lapsed: row.get(1)?, assessed: row.get(2)?, next_change: row.get(3)? };
    Ok(Stored { derived, updated: row.get(4)? })
}

pub(super) async fn attainment(
    conn: &mut Conn,
    official: OfficialKey,
    competency: Key<Competency>,
) -> Result<Option<Stored>, Error> {
    conn.query(
        "SELECT level, lapsed_level, assessed, next_change, updated_at FROM attainment WHERE official = $1 AND competency = $2",
    )
    .bind(official)
    .bind(competency)
    .optional(read_stored)
    .await
}

pub(super) async fn attainments_between(
    conn: &mut Conn,
    after: OfficialKey,
    until: OfficialKey,
) -> Result<Vec<((OfficialKey, Key<Competency>), Stored)>, Error> {
    conn.query(
        "SELECT level, lapsed_level, assessed, next_change, updated_at, official, competency FROM attainment \
         WHERE official > $1 AND official <= $2",
    )
    .bind(after)
    .bind(until)
    .all(|row| Ok(((row.get(5)?, row.get(6)?), read_stored(row)?)))
    .await
}

/// The key of the `count`th official after one, or of the last; `None` when there is none.
pub(super) async fn step(conn: &mut Conn, after: OfficialKey, count: i64) -> Result<Option<OfficialKey>, Error> {
    conn.query("SELECT MAX(id) FROM (SELECT id FROM official WHERE id > $1 ORDER BY id LIMIT $2) AS next_officials")
        .bind(after)
        .bind(count)
        .one("officials", |row| row.get(0))
        .await
}

/// Writes an attainment over what stood there.
pub(super) async fn put(
    tx: &mut Tx,
    whose: (OfficialKey, Key<Competency>),
    derived: Derived,
    rule_version: i64,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO attainment (official, competency, level, lapsed_level, assessed, rule_version, next_change, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (official, competency) DO UPDATE SET level = excluded.level, \
         lapsed_level = excluded.lapsed_level, assessed = excluded.assessed, rule_version = excluded.rule_version, \
         next_change = excluded.next_change, updated_at = excluded.updated_at",
    )
    .bind(whose.0)
    .bind(whose.1)
    .bind(derived.level)
    .bind(derived.lapsed)
    .bind(derived.assessed)
    .bind(rule_version)
    .bind(derived.next_change)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Removes an attainment for which there is no evidence at all.
pub(super) async fn remove(tx: &mut Tx, whose: (OfficialKey, Key<Competency>)) -> Result<(), Error> {
    tx.execute("DELETE FROM attainment WHERE official = $1 AND competency = $2").bind(whose.0).bind(whose.1).run().await?;
    Ok(())
}

/// Attainments whose day of change has come.
pub(super) async fn due(conn: &mut Conn, today: Date, limit: i64) -> Result<Vec<(OfficialKey, Key<Competency>)>, Error> {
    conn.query("SELECT official, competency FROM attainment WHERE next_change <= $1 ORDER BY next_change LIMIT $2")
        .bind(today)
        .bind(limit)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// A piece with all that a page says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The piece as the rule sees it.
    pub piece: Piece,
    /// Its competency.
    pub competency: Key<Competency>,
    /// When it was shown.
    pub shown_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By which account.
    pub recorded_by: Option<Key<Account>>,
    /// The name of the observer; `None` when nobody observed or the name was erased.
    pub observer: Option<Name>,
    /// The indicator against which it was observed: its key, level and words.
    pub indicator: Option<(Key<Indicator>, Level, LanguageText)>,
    /// What it rests on: `test:UUID`, `course:CODE`, `incident`, ...
    pub source: String,
    /// What was written about it.
    pub note: String,
    /// The competency for which it was recorded, where it counts by a crosswalk; its level is the one for which it counts.
    pub counted_from: Option<LanguageText>,
}

/// The pieces of one person and competency with their particulars, the newest first. The name of an observer is read with them.
pub async fn details(conn: &mut Conn, official: OfficialKey, competency: Key<Competency>) -> Result<Vec<Detail>, Error> {
    conn.query(
        "SELECT evidence.id, evidence.kind, evidence.level, evidence.shown_at, evidence.recorded_at, evidence.observer, evidence.withdraws, \
         evidence.competency, evidence.recorded_by, person.name, indicator.id, indicator.level, indicator.text, evidence.source, evidence.note \
         FROM evidence LEFT JOIN person ON person.official = evidence.observer LEFT JOIN indicator ON indicator.id = evidence.indicator \
         WHERE evidence.official = $1 AND evidence.competency = $2 ORDER BY evidence.recorded_at DESC, evidence.id DESC",
    )
    .bind(official)
    .bind(competency)
    .all(read_detail)
    .await
}

/// The pieces of other competencies that count for one by a crosswalk, with their particulars, the newest first.
pub async fn counted(conn: &mut Conn, official: OfficialKey, competency: Key<Competency>) -> Result<Vec<Detail>, Error> {
    conn.query(
        "SELECT evidence.id, evidence.kind, evidence.level, evidence.shown_at, evidence.recorded_at, evidence.observer, evidence.withdraws, \
         evidence.competency, evidence.recorded_by, person.name, indicator.id, indicator.level, indicator.text, evidence.source, evidence.note, \
         counted_crosswalk.cap, competency_revision.name \
         FROM evidence JOIN counted_crosswalk ON counted_crosswalk.origin = evidence.competency \
         JOIN competency ON competency.id = evidence.competency \
         JOIN competency_revision ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision \
         LEFT JOIN person ON person.official = evidence.observer LEFT JOIN indicator ON indicator.id = evidence.indicator \
         WHERE evidence.official = $1 AND counted_crosswalk.target = $2 ORDER BY evidence.recorded_at DESC, evidence.id DESC",
    )
    .bind(official)
    .bind(competency)
    .all(|row| {
        let (detail, cap) = (read_detail(row)?, row.get::<Attained>(15)?);
        let piece = Piece { level: detail.piece.level.min(cap), ..detail.piece };
        Ok(Detail { piece, counted_from: Some(row.get(16)?), ..detail })
    })
    .await
}

/// One piece of a person with its particulars.
pub(crate) async fn detail(conn: &mut Conn, official: OfficialKey, id: Uuid) -> Result<Option<Detail>, Error> {
    conn.query(
        "SELECT evidence.id, evidence.kind, evidence.level, evidence.shown_at, evidence.recorded_at, evidence.observer, evidence.withdraws, \
         evidence.competency, evidence.recorded_by, person.name, indicator.id, indicator.level, indicator.text, evidence.source, evidence.note \
         FROM evidence LEFT JOIN person ON person.official = evidence.observer LEFT JOIN indicator ON indicator.id = evidence.indicator \
         WHERE evidence.official = $1 AND evidence.id = $2",
    )
    .bind(official)
    .bind(id)
    .optional(read_detail)
    .await
}

/// Whether some piece withdraws this one.
pub(crate) async fn is_withdrawn(conn: &mut Conn, official: OfficialKey, id: Uuid) -> Result<bool, Error> {
    let found = conn.query("SELECT 1 FROM evidence WHERE official = $1 AND withdraws = $2").bind(official).bind(id);
    Ok(found.optional(|_| Ok(())).await?.is_some())
}

fn read_detail(row: &Row) -> Result<Detail, Error> {
    let indicator = match row.get::<Option<Key<Indicator>>>(10)? {
        Some(key) => Some((key, row.get(11)?, row.get(12)?)),
        None => None,
    };
    Ok(Detail {
        piece: read_piece(row)?,
        competency: row.get(7)?,
        shown_at: row.get(3)?,
        recorded_at: row.get(4)?,
        recorded_by: row.get(8)?,
        observer: row.get::<Option<String>>(9)?.and_then(|json| serde_json::from_str(&json).ok()),
        indicator,
        source: row.get(13)?,
        note: row.get(14)?,
        counted_from: None,
    })
}

/// Rows of one statement; its parameters stay below the limits of both databases.
const ROWS: usize = 100;

/// `($1, $2), ($3, $4)`: so many rows of so many parameters.
fn placeholders(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        format!("({})", (1..=columns).map(|column| format!("${}", row * columns + column)).collect::<Vec<_>>().join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// Inserts new pieces, many at a time.
pub(super) async fn insert_many(tx: &mut Tx, rows: &[(Uuid, NewEvidence<'_>)]) -> Result<(), Error> {
    let now = tx.now();
    let revisions: BTreeMap<Key<Competency>, i64> =
        tx.query("SELECT id, revision FROM competency").all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect();
    for chunk in rows.chunks(ROWS) {
        let values = placeholders(chunk.len(), 17);
        let mut statement = tx.execute(AssertSqlSafe(format!(
            "INSERT INTO evidence (official, id, competency, revision, kind, level, shown_at, recorded_at, recorded_by, observer, indicator, \
             language, source, note, assurance, origin, withdraws) VALUES {values}"
        )));
        for (id, new) in chunk {
            let revision = revisions.get(&new.competency).copied().ok_or(Error::Missing("competency of new evidence"))?;
            statement = statement
                .bind(new.official)
                .bind(*id)
                .bind(new.competency)
                .bind(revision)
                .bind(new.kind.as_str())
                .bind(new.level);
            statement = statement.bind(new.shown_at).bind(now).bind(new.recorded_by).bind(new.observer).bind(new.indicator);
            statement =
                statement.bind(new.language).bind(new.source).bind(new.note).bind("online").bind(ORIGIN).bind(new.withdraws);
        }
        statement.run().await?;
    }
    Ok(())
}

/// Writes new attainments, many at a time.
pub(super) async fn put_many(
    tx: &mut Tx,
    rows: &[((OfficialKey, Key<Competency>), Derived)],
    rule_version: i64,
) -> Result<(), Error> {
    let now = tx.now();
    for chunk in rows.chunks(ROWS) {
        let values = placeholders(chunk.len(), 8);
        let mut statement = tx.execute(AssertSqlSafe(format!(
            "INSERT INTO attainment (official, competency, level, lapsed_level, assessed, rule_version, next_change, updated_at) VALUES {values}"
        )));
        for ((official, competency), derived) in chunk {
            statement =
                statement.bind(*official).bind(*competency).bind(derived.level).bind(derived.lapsed).bind(derived.assessed);
            statement = statement.bind(rule_version).bind(derived.next_change).bind(now);
        }
        statement.run().await?;
    }
    Ok(())
}
