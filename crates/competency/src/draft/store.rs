//! The only SQL on drafts.

pub(super) mod merging;

use kernel::{Code, Date, Key, LanguageText, Timestamp};
use people::official::Name;
use people::{Account, Organisation};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Given, Row, Rows, Tx, Value};
use uuid::Uuid;

use super::domain::{State, Step};
use crate::Framework;
use crate::difference::{Cells, Sheet};
use crate::framework::parse_column;

pub use merging::{Conflict, conflicts};

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: Uuid,
    /// The framework.
    pub framework: Key<Framework>,
    /// Code of the framework.
    pub code: Code,
    /// Title of the framework.
    pub framework_title: LanguageText,
    /// Whose unit writes it.
    pub organisation: Key<Organisation>,
    /// The name of the organisation.
    pub office: LanguageText,
    /// The version from which it started.
    pub base: String,
    /// The newest version of the framework.
    pub newest: String,
    /// The version that it will be.
    pub version: String,
    /// What it is about.
    pub title: String,
    /// How far it is.
    pub state: State,
    /// How often it was submitted.
    pub round: i64,
    /// The review that refused it for good.
    pub refused_at: Option<State>,
    /// When it was begun.
    pub opened_at: Timestamp,
    /// From when it shall hold.
    pub effective_from: Option<Date>,
    /// The grace period of new and raised requirements, in days.
    pub grace_days: i64,
}

impl Draft {
    /// Whether another version has come since it started, and it is not ended.
    pub fn is_overtaken(&self) -> bool {
        self.base != self.newest && !matches!(self.state, State::Opening | State::Published | State::Closed)
    }
}

/// A row of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Its number in the draft.
    pub number: i64,
    /// Its sheet.
    pub sheet: Sheet,
    /// Its cells.
    pub cells: Cells,
    /// Whether it was taken out.
    pub removed: bool,
    /// Why it is doubtful; empty: it stands.
    pub doubt: String,
    /// How often it was changed.
    pub revision: i64,
    /// Who changed it last.
    pub edited_by: Option<Key<Account>>,
    /// When.
    pub edited_at: Option<Timestamp>,
}

impl DraftRow {
    /// Whether it is part of what the draft says.
    pub fn stands(&self) -> bool {
        !self.removed && self.doubt.is_empty()
    }
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The row; `None`: the whole draft.
    pub row: Option<i64>,
    /// The name of its author; `None` after erasure.
    pub author: Option<Name>,
    /// When.
    pub at: Timestamp,
    /// The words.
    pub words: String,
}

/// One entry of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// What.
    pub step: Step,
    /// In which round.
    pub round: i64,
    /// The name of who did it; `None`: the system, or a name that was erased.
    pub who: Option<Name>,
    /// The person; `None`: the system.
    pub person: Option<i64>,
    /// When.
    pub at: Timestamp,
    /// The words that go with it.
    pub note: String,
}

const COLUMNS: &str = "SELECT framework_draft.id, framework_draft.framework, framework.code, framework.title, framework_draft.organisation, \
     organisation.name, framework_draft.base, framework_draft.version, framework_draft.title, framework_draft.state, framework_draft.round, \
     framework_draft.refused_at, framework_draft.opened_at, framework_draft.effective_from, framework_draft.grace_days, \
     (SELECT framework_version.version FROM framework_version WHERE framework_version.framework = framework_draft.framework \
      ORDER BY framework_version.published DESC, framework_version.version DESC LIMIT 1) FROM framework_draft \
     JOIN framework ON framework.id = framework_draft.framework JOIN organisation ON organisation.id = framework_draft.organisation";

fn read(row: &Row) -> Result<Draft, Error> {
    Ok(Draft {
        id: row.get(0)?,
        framework: row.get(1)?,
        code: row.get(2)?,
        framework_title: row.get(3)?,
        organisation: row.get(4)?,
        office: row.get(5)?,
        base: row.get(6)?,
        version: row.get(7)?,
        title: row.get(8)?,
        state: parse_column(row, 9, State::parse)?,
        round: row.get(10)?,
        refused_at: row.get::<Option<String>>(11)?.and_then(|state| State::parse(&state)),
        opened_at: row.get(12)?,
        effective_from: row.get(13)?,
        grace_days: row.get(14)?,
        newest: row.get::<Option<String>>(15)?.unwrap_or_default(),
    })
}

/// All drafts that somebody can see, the newest first; some dozens.
pub async fn all(conn: &mut Conn) -> Result<Vec<Draft>, Error> {
    let sql = format!(
        "{COLUMNS} WHERE framework_draft.state <> 'opening' ORDER BY framework_draft.opened_at DESC, framework_draft.id DESC"
    );
    conn.query(AssertSqlSafe(sql)).all(read).await
}

/// The draft with this id.
pub async fn by_id(conn: &mut Conn, id: Uuid) -> Result<Option<Draft>, Error> {
    let sql = format!("{COLUMNS} WHERE framework_draft.id = $1");
    conn.query(AssertSqlSafe(sql)).bind(id).optional(read).await
}

/// The accepted drafts of all frameworks whose day has come, the longest waiting first.
pub(crate) async fn due(conn: &mut Conn, today: Date) -> Result<Option<Draft>, Error> {
    let sql = format!(
        "{COLUMNS} WHERE framework_draft.state = 'scheduled' AND framework_draft.effective_from <= $1 \
         ORDER BY framework_draft.effective_from, framework_draft.id LIMIT 1"
    );
    conn.query(AssertSqlSafe(sql)).bind(today).optional(read).await
}

pub(super) async fn insert(tx: &mut Tx, new: &Draft, by: Key<Account>) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO framework_draft (id, framework, organisation, base, version, title, state, round, refused_at, next_row, opened_by, opened_at, \
         effective_from, grace_days) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, NULL, 1, $8, $9, $10, $11)",
    )
    .bind(new.id)
    .bind(new.framework)
    .bind(new.organisation)
    .bind(&new.base)
    .bind(&new.version)
    .bind(&new.title)
    .bind(new.state.as_str())
    .bind(by)
    .bind(new.opened_at)
    .bind(new.effective_from)
    .bind(new.grace_days)
    .run()
    .await?;
    Ok(())
}

/// A row to be added.
pub(super) struct Adding<'a> {
    pub(super) sheet: Sheet,
    pub(super) cells: &'a Cells,
    pub(super) doubt: &'a str,
}

/// Adds rows in their order and gives the number of the first. `by` has written them; without it they are those of the base.
pub(super) async fn add(tx: &mut Tx, draft: Uuid, new: &[Adding<'_>], by: Option<Key<Account>>) -> Result<i64, Error> {
    let count = i64::try_from(new.len()).unwrap_or(0);
    let first: i64 = tx
        .query("UPDATE framework_draft SET next_row = next_row + $2 WHERE id = $1 RETURNING next_row - $2")
        .bind(draft)
        .bind(count)
        .one("draft", |row| row.get(0))
        .await?;
    let mut rows = Rows::default();
    for (number, one) in (first..).zip(new) {
        let cells = json(one.cells);
        rows.add(&[Value::Integer(number), Value::Text(one.sheet.as_str()), Value::Text(&cells), Value::Text(one.doubt)]);
    }
    if rows.is_empty() {
        return Ok(first);
    }
    let given = tx
        .dialect()
        .rows(4, &[("number", Given::Integer), ("sheet", Given::Text), ("cells", Given::Text), ("doubt", Given::Text)]);
    let sql = format!(
        "INSERT INTO framework_draft_row (draft, number, sheet, cells, removed, doubt, revision, edited_by, edited_at) \
         SELECT $1, number, sheet, cells, FALSE, doubt, 1, $2, $3 FROM {given} WHERE TRUE"
    );
    let at = by.map(|_| tx.now());
    tx.execute(AssertSqlSafe(sql)).bind(draft).bind(by).bind(at).bind(rows.text()).run().await?;
    Ok(first)
}

fn json(cells: &Cells) -> String {
    serde_json::to_string(cells).unwrap_or_else(|_| "{}".to_owned())
}

fn read_row(row: &Row) -> Result<DraftRow, Error> {
    let cells: String = row.get(2)?;
    Ok(DraftRow {
        number: row.get(0)?,
        sheet: parse_column(row, 1, Sheet::parse)?,
        cells: serde_json::from_str(&cells).map_err(|reason| Error::Column { column: 2, reason: reason.to_string() })?,
        removed: row.get(3)?,
        doubt: row.get(4)?,
        revision: row.get(5)?,
        edited_by: row.get(6)?,
        edited_at: row.get(7)?,
    })
}

/// All rows of a draft in their order, those that were taken out among them.
pub async fn rows(conn: &mut Conn, draft: Uuid) -> Result<Vec<DraftRow>, Error> {
    conn.query(
        "SELECT number, sheet, cells, removed, doubt, revision, edited_by, edited_at FROM framework_draft_row WHERE draft = $1 ORDER BY number",
    )
    .bind(draft)
    .all(read_row)
    .await
}

pub(super) async fn row(conn: &mut Conn, draft: Uuid, number: i64) -> Result<Option<DraftRow>, Error> {
    conn.query(
        "SELECT number, sheet, cells, removed, doubt, revision, edited_by, edited_at FROM framework_draft_row WHERE draft = $1 AND number = $2",
    )
    .bind(draft)
    .bind(number)
    .optional(read_row)
    .await
}

/// Writes a row over the revision that was seen; tells whether it was still that one.
pub(super) async fn put_row(tx: &mut Tx, draft: Uuid, row: &DraftRow, by: Key<Account>) -> Result<bool, Error> {
    let at = tx.now();
    let changed = tx
        .execute(
            "UPDATE framework_draft_row SET cells = $4, removed = $5, doubt = $6, revision = revision + 1, edited_by = $7, edited_at = $8 \
             WHERE draft = $1 AND number = $2 AND revision = $3",
        )
        .bind(draft)
        .bind(row.number)
        .bind(row.revision)
        .bind(json(&row.cells))
        .bind(row.removed)
        .bind(&row.doubt)
        .bind(by)
        .bind(at)
        .run()
        .await?;
    Ok(changed > 0)
}

/// Remembers that this person has written in the draft.
pub(super) async fn add_author(tx: &mut Tx, draft: Uuid, person: i64) -> Result<(), Error> {
    tx.execute("INSERT INTO framework_draft_author (draft, person) VALUES ($1, $2) ON CONFLICT (draft, person) DO NOTHING")
        .bind(draft)
        .bind(person)
        .run()
        .await?;
    Ok(())
}

pub(super) async fn authors(conn: &mut Conn, draft: Uuid) -> Result<Vec<i64>, Error> {
    conn.query("SELECT person FROM framework_draft_author WHERE draft = $1").bind(draft).all(|row| row.get(0)).await
}

/// Brings a draft from one state to another; tells whether it was still in the one.
pub(crate) async fn set_state(tx: &mut Tx, draft: &Draft, to: State) -> Result<bool, Error> {
    let round = draft.round + i64::from(draft.state == State::Drafting && to == State::Review1);
    let refused_at = if to == State::Refused { Some(draft.state.as_str()) } else { draft.refused_at.map(State::as_str) };
    let changed = tx
        .execute("UPDATE framework_draft SET state = $3, round = $4, refused_at = $5 WHERE id = $1 AND state = $2")
        .bind(draft.id)
        .bind(draft.state.as_str())
        .bind(to.as_str())
        .bind(round)
        .bind(refused_at)
        .run()
        .await?;
    Ok(changed > 0)
}

pub(super) async fn put_terms(
    tx: &mut Tx,
    draft: Uuid,
    (from, grace_days): (Date, i64),
    (title, version): (&str, &str),
) -> Result<(), Error> {
    tx.execute("UPDATE framework_draft SET effective_from = $2, grace_days = $3, title = $4, version = $5 WHERE id = $1")
        .bind(draft)
        .bind(from)
        .bind(grace_days)
        .bind(title)
        .bind(version)
        .run()
        .await?;
    Ok(())
}

/// Who did something: an account, and the person behind it. `None`: the system.
pub(crate) type Who = Option<(Key<Account>, i64)>;

/// Adds to the history.
pub(crate) async fn add_step(tx: &mut Tx, draft: Uuid, step: Step, (who, round, note): (Who, i64, &str)) -> Result<(), Error> {
    let at = tx.now();
    tx.execute(
        "INSERT INTO framework_draft_step (draft, number, step, round, account, person, at, note) \
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM framework_draft_step WHERE draft = $1",
    )
    .bind(draft)
    .bind(step.as_str())
    .bind(round)
    .bind(who.map(|(account, _)| account))
    .bind(who.map(|(_, person)| person))
    .bind(at)
    .bind(note)
    .run()
    .await?;
    Ok(())
}

fn name(row: &Row, at: usize) -> Result<Option<Name>, Error> {
    Ok(row.get::<Option<String>>(at)?.and_then(|json| Name::from_json(&json)))
}

/// The history of a draft, the oldest first.
pub async fn history(conn: &mut Conn, draft: Uuid) -> Result<Vec<Happened>, Error> {
    conn.query(
        "SELECT framework_draft_step.step, framework_draft_step.round, person.name, framework_draft_step.person, framework_draft_step.at, \
         framework_draft_step.note FROM framework_draft_step LEFT JOIN account ON account.id = framework_draft_step.account \
         LEFT JOIN person ON person.official = account.official WHERE framework_draft_step.draft = $1 ORDER BY framework_draft_step.number",
    )
    .bind(draft)
    .all(|row| {
        Ok(Happened {
            step: parse_column(row, 0, Step::parse)?,
            round: row.get(1)?,
            who: name(row, 2)?,
            person: row.get(3)?,
            at: row.get(4)?,
            note: row.get(5)?,
        })
    })
    .await
}

pub(super) async fn add_comment(
    tx: &mut Tx,
    draft: Uuid,
    row: Option<i64>,
    (by, words): (Key<Account>, &str),
) -> Result<(), Error> {
    let (id, at) = (tx.context().new_id(), tx.now());
    tx.execute("INSERT INTO framework_draft_comment (draft, id, number, account, at, words) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(draft)
        .bind(id)
        .bind(row)
        .bind(by)
        .bind(at)
        .bind(words)
        .run()
        .await?;
    Ok(())
}

/// The comments on a draft and its rows, the oldest first.
pub async fn comments(conn: &mut Conn, draft: Uuid) -> Result<Vec<Comment>, Error> {
    conn.query(
        "SELECT framework_draft_comment.number, person.name, framework_draft_comment.at, framework_draft_comment.words \
         FROM framework_draft_comment JOIN account ON account.id = framework_draft_comment.account \
         LEFT JOIN person ON person.official = account.official WHERE framework_draft_comment.draft = $1 \
         ORDER BY framework_draft_comment.at, framework_draft_comment.id",
    )
    .bind(draft)
    .all(|row| Ok(Comment { row: row.get(0)?, author: name(row, 1)?, at: row.get(2)?, words: row.get(3)? }))
    .await
}

/// Whether another draft of the framework is accepted and waits for its day.
pub(super) async fn another_waits(conn: &mut Conn, draft: &Draft) -> Result<bool, Error> {
    let found = conn
        .query("SELECT 1 FROM framework_draft WHERE framework = $1 AND state = 'scheduled' AND id <> $2 LIMIT 1")
        .bind(draft.framework)
        .bind(draft.id);
    Ok(found.optional(|_| Ok(())).await?.is_some())
}

/// The framework with this code.
pub(super) async fn framework(conn: &mut Conn, code: &str) -> Result<Option<(Key<Framework>, Code, LanguageText)>, Error> {
    conn.query("SELECT id, code, title FROM framework WHERE code = $1")
        .bind(code)
        .optional(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .await
}

/// The frameworks that there are.
pub(super) async fn frameworks(conn: &mut Conn) -> Result<Vec<(Code, LanguageText)>, Error> {
    conn.query("SELECT code, title FROM framework ORDER BY code").all(|row| Ok((row.get(0)?, row.get(1)?))).await
}

/// The name of who has an account.
pub(super) async fn name_of(conn: &mut Conn, account: Key<Account>) -> Result<Option<Name>, Error> {
    let found = conn
        .query("SELECT person.name FROM account LEFT JOIN person ON person.official = account.official WHERE account.id = $1");
    Ok(found.bind(account).optional(|row| name(row, 0)).await?.flatten())
}
