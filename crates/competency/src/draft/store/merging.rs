//! What is read and written when a draft takes a newer version over.

use kernel::{Date, Key, LanguageText, Timestamp};
use people::Account;
use people::official::Name;
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Given, Row, Rows, Tx, Value};
use uuid::Uuid;

use super::{Draft, DraftRow, json, name};
use crate::difference::{Cells, Sheet};
use crate::draft::merge::Clash;
use crate::framework::parse_column;

/// Something that a newer version and the draft have both changed, each otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its number in the draft.
    pub number: i64,
    /// The row of the draft; `None`: it has none there.
    pub row: Option<i64>,
    /// The sheet.
    pub sheet: Sheet,
    /// The version that was taken over.
    pub version: String,
    /// The cells in the version from which the draft had started; `None`: no such row.
    pub base: Option<Cells>,
    /// The cells in the version that was taken over.
    pub theirs: Option<Cells>,
    /// The cells in the draft when it was taken over.
    pub mine: Option<Cells>,
    /// The columns in which they differ; empty: the row as a whole.
    pub columns: Vec<String>,
    /// Whether theirs was taken; `None`: nobody has decided.
    pub theirs_taken: Option<bool>,
    /// The name of who decided; `None`: nobody, or a name that was erased.
    pub who: Option<Name>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

impl Conflict {
    /// Whether it waits for a decision.
    pub fn is_open(&self) -> bool {
        self.theirs_taken.is_none()
    }
}

fn cells(row: &Row, at: usize) -> Result<Option<Cells>, Error> {
    let Some(text) = row.get::<Option<String>>(at)? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|reason| Error::Column { column: at, reason: reason.to_string() })
}

/// Everything that was to be decided in a draft, in order.
pub async fn conflicts(conn: &mut Conn, draft: Uuid) -> Result<Vec<Conflict>, Error> {
    conn.query(
        "SELECT framework_draft_conflict.number, framework_draft_conflict.row_number, framework_draft_conflict.sheet, \
         framework_draft_conflict.version, framework_draft_conflict.base, framework_draft_conflict.theirs, framework_draft_conflict.mine, \
         framework_draft_conflict.columns, framework_draft_conflict.taken, person.name, framework_draft_conflict.decided_at \
         FROM framework_draft_conflict LEFT JOIN account ON account.id = framework_draft_conflict.decided_by \
         LEFT JOIN person ON person.official = account.official WHERE framework_draft_conflict.draft = $1 ORDER BY framework_draft_conflict.number",
    )
    .bind(draft)
    .all(|row| {
        Ok(Conflict {
            number: row.get(0)?,
            row: row.get(1)?,
            sheet: parse_column(row, 2, Sheet::parse)?,
            version: row.get(3)?,
            base: cells(row, 4)?,
            theirs: cells(row, 5)?,
            mine: cells(row, 6)?,
            columns: serde_json::from_str(&row.get::<String>(7)?).unwrap_or_default(),
            theirs_taken: row.get::<Option<String>>(8)?.map(|taken| taken == "theirs"),
            who: name(row, 9)?,
            decided_at: row.get(10)?,
        })
    })
    .await
}

/// How many wait for a decision.
pub(in crate::draft) async fn open_conflicts(conn: &mut Conn, draft: Uuid) -> Result<i64, Error> {
    conn.query("SELECT COUNT(*) FROM framework_draft_conflict WHERE draft = $1 AND taken IS NULL")
        .bind(draft)
        .one("count", |row| row.get(0))
        .await
}

/// Decides one that is open; tells whether it still was.
pub(in crate::draft) async fn decide(
    tx: &mut Tx,
    draft: Uuid,
    (number, theirs): (i64, bool),
    by: Key<Account>,
) -> Result<bool, Error> {
    let at = tx.now();
    let changed = tx
        .execute(
            "UPDATE framework_draft_conflict SET taken = $3, decided_by = $4, decided_at = $5 \
             WHERE draft = $1 AND number = $2 AND taken IS NULL",
        )
        .bind(draft)
        .bind(number)
        .bind(if theirs { "theirs" } else { "mine" })
        .bind(by)
        .bind(at)
        .run()
        .await?;
    Ok(changed > 0)
}

/// Enters what has to be decided.
pub(in crate::draft) async fn add_conflicts(tx: &mut Tx, draft: Uuid, version: &str, new: &[Clash]) -> Result<(), Error> {
    let first: i64 = tx
        .query("SELECT COALESCE(MAX(number), 0) + 1 FROM framework_draft_conflict WHERE draft = $1")
        .bind(draft)
        .one("number", |row| row.get(0))
        .await?;
    for (number, clash) in (first..).zip(new) {
        tx.execute(
            "INSERT INTO framework_draft_conflict (draft, number, row_number, sheet, version, base, theirs, mine, columns, taken, decided_by, decided_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, NULL)",
        )
        .bind(draft)
        .bind(number)
        .bind(clash.row)
        .bind(clash.sheet.as_str())
        .bind(version)
        .bind(clash.base.as_ref().map(json))
        .bind(clash.theirs.as_ref().map(json))
        .bind(clash.mine.as_ref().map(json))
        .bind(serde_json::to_string(&clash.columns).unwrap_or_default())
        .run()
        .await?;
    }
    Ok(())
}

/// The number that the next row of a draft will have.
pub(in crate::draft) async fn next_row(conn: &mut Conn, draft: Uuid) -> Result<i64, Error> {
    conn.query("SELECT next_row FROM framework_draft WHERE id = $1").bind(draft).one("draft", |row| row.get(0)).await
}

/// Writes rows each over the revision that was seen, and gives how many still had it. Who edited a row last stays who did.
pub(in crate::draft) async fn put_rows(tx: &mut Tx, draft: Uuid, rows: &[DraftRow]) -> Result<usize, Error> {
    if rows.is_empty() {
        return Ok(0);
    }
    let mut given = Rows::default();
    for row in rows {
        let cells = json(&row.cells);
        given.add(&[
            Value::Integer(row.number),
            Value::Integer(row.revision),
            Value::Text(row.sheet.as_str()),
            Value::Text(&cells),
            Value::Truth(row.removed),
        ]);
    }
    let columns = [
        ("number", Given::Integer),
        ("revision", Given::Integer),
        ("sheet", Given::Text),
        ("cells", Given::Text),
        ("removed", Given::Truth),
    ];
    // Rows of a draft are never deleted, so that nothing is inserted: written so, each row is found by its key on both databases.
    let sql = format!(
        "INSERT INTO framework_draft_row (draft, number, sheet, cells, removed, doubt, revision, edited_by, edited_at) \
         SELECT $1, number, sheet, cells, removed, '', revision, NULL, NULL FROM {} WHERE TRUE \
         ON CONFLICT (draft, number) DO UPDATE SET cells = excluded.cells, removed = excluded.removed, \
         revision = framework_draft_row.revision + 1 WHERE framework_draft_row.revision = excluded.revision",
        tx.dialect().rows(2, &columns)
    );
    let changed = tx.execute(AssertSqlSafe(sql)).bind(draft).bind(given.text()).run().await?;
    Ok(usize::try_from(changed).unwrap_or(0))
}

/// Brings a draft that is being written from one base to another; tells whether it still had the one.
pub(in crate::draft) async fn set_base(tx: &mut Tx, draft: &Draft, base: &str) -> Result<bool, Error> {
    let changed = tx
        .execute("UPDATE framework_draft SET base = $3 WHERE id = $1 AND base = $2 AND state = 'drafting'")
        .bind(draft.id)
        .bind(&draft.base)
        .bind(base)
        .run()
        .await?;
    Ok(changed > 0)
}

/// The newest version of the framework of a draft: its name and day, and the unit and title of the draft from which it came.
pub(in crate::draft) type Newest = (String, Date, Option<(LanguageText, String)>);

pub(in crate::draft) async fn newest(conn: &mut Conn, draft: &Draft) -> Result<Option<Newest>, Error> {
    conn.query(
        "SELECT framework_version.version, framework_version.published, organisation.name, framework_draft.title FROM framework_version \
         LEFT JOIN framework_draft ON framework_draft.framework = framework_version.framework \
         AND framework_draft.version = framework_version.version AND framework_draft.state = 'published' \
         LEFT JOIN organisation ON organisation.id = framework_draft.organisation WHERE framework_version.framework = $1 \
         ORDER BY framework_version.published DESC, framework_version.version DESC LIMIT 1",
    )
    .bind(draft.framework)
    .optional(|row| {
        let (unit, title): (Option<LanguageText>, Option<String>) = (row.get(2)?, row.get(3)?);
        Ok((row.get(0)?, row.get(1)?, unit.zip(title)))
    })
    .await
}
