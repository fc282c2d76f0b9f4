//! The only SQL on overlays, their items and their history.

use std::collections::BTreeMap;

use kernel::{Code, Date, Key, LanguageText, Timestamp};
use people::official::Name;
use people::{Account, Organisation};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row, Tx};
use uuid::Uuid;

use super::conflict::Said;
use super::domain::{About, Item, ItemKind, State, Step};
use crate::Framework;
use crate::framework::parse_column;

/// One edition of what a unit adds to a framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    /// Its id.
    pub id: Uuid,
    /// The unit's organisation.
    pub organisation: Key<Organisation>,
    /// Its code.
    pub office: Code,
    /// Its name.
    pub name: LanguageText,
    /// The framework.
    pub framework: Key<Framework>,
    /// Its code.
    pub code: Code,
    /// Its title.
    pub framework_title: LanguageText,
    /// Which edition: 1, 2 and so on.
    pub edition: i64,
    /// What it is about.
    pub title: String,
    /// How far it is.
    pub state: State,
    /// How often it was submitted.
    pub round: i64,
    /// When it was begun.
    pub opened_at: Timestamp,
    /// From when it shall hold.
    pub effective_from: Option<Date>,
    /// The grace period of what is new or raised, in days.
    pub grace_days: i64,
}

/// One entry of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// What.
    pub step: Step,
    /// In which round.
    pub round: i64,
    /// The item, where it is about one.
    pub item: Option<i64>,
    /// The name of who did it; `None`: the system, or a name that was erased.
    pub who: Option<Name>,
    /// The person; `None`: the system.
    pub person: Option<i64>,
    /// When.
    pub at: Timestamp,
    /// The words that go with it.
    pub note: String,
}

const COLUMNS: &str = "SELECT overlay.id, overlay.organisation, organisation.code, organisation.name, overlay.framework, framework.code, \
     framework.title, overlay.edition, overlay.title, overlay.state, overlay.round, overlay.opened_at, overlay.effective_from, \
     overlay.grace_days FROM overlay JOIN organisation ON organisation.id = overlay.organisation \
     JOIN framework ON framework.id = overlay.framework";

fn read(row: &Row) -> Result<Overlay, Error> {
    Ok(Overlay {
        id: row.get(0)?,
        organisation: row.get(1)?,
        office: row.get(2)?,
        name: row.get(3)?,
        framework: row.get(4)?,
        code: row.get(5)?,
        framework_title: row.get(6)?,
        edition: row.get(7)?,
        title: row.get(8)?,
        state: parse_column(row, 9, State::parse)?,
        round: row.get(10)?,
        opened_at: row.get(11)?,
        effective_from: row.get(12)?,
        grace_days: row.get(13)?,
    })
}

/// All overlays, the newest first.
pub async fn all(conn: &mut Conn) -> Result<Vec<Overlay>, Error> {
    let sql = format!("{COLUMNS} ORDER BY overlay.opened_at DESC, overlay.id DESC");
    conn.query(AssertSqlSafe(sql)).all(read).await
}

/// The overlay with this id.
pub async fn by_id(conn: &mut Conn, id: Uuid) -> Result<Option<Overlay>, Error> {
    let sql = format!("{COLUMNS} WHERE overlay.id = $1");
    conn.query(AssertSqlSafe(sql)).bind(id).optional(read).await
}

/// The edition of a unit that is in force, or the one that is under way.
pub(super) async fn standing(
    conn: &mut Conn,
    (unit, framework): (Key<Organisation>, Key<Framework>),
    open: bool,
) -> Result<Option<Overlay>, Error> {
    let states = if open { "'drafting', 'review', 'scheduled'" } else { "'published'" };
    let sql = format!("{COLUMNS} WHERE overlay.organisation = $1 AND overlay.framework = $2 AND overlay.state IN ({states})");
    conn.query(AssertSqlSafe(sql)).bind(unit).bind(framework).optional(read).await
}

/// The accepted overlay whose day has come and that has waited longest.
pub(super) async fn due(conn: &mut Conn, today: Date) -> Result<Option<Overlay>, Error> {
    let sql = format!(
        "{COLUMNS} WHERE overlay.state = 'scheduled' AND overlay.effective_from <= $1 ORDER BY overlay.effective_from, overlay.id LIMIT 1"
    );
    conn.query(AssertSqlSafe(sql)).bind(today).optional(read).await
}

/// Enters a new edition, with the items of the one in force.
pub(super) async fn insert(tx: &mut Tx, new: &Overlay, by: Key<Account>, items: &[Item]) -> Result<(), Error> {
    let next = items.iter().map(|item| item.number).max().unwrap_or(0) + 1;
    let number: i64 = tx
        .query("SELECT COALESCE(MAX(edition), 0) + 1 FROM overlay WHERE organisation = $1 AND framework = $2")
        .bind(new.organisation)
        .bind(new.framework)
        .one("edition", |row| row.get(0))
        .await?;
    let first: i64 = tx
        .query("SELECT COALESCE(MAX(next_item), 1) FROM overlay WHERE organisation = $1 AND framework = $2")
        .bind(new.organisation)
        .bind(new.framework)
        .one("next item", |row| row.get(0))
        .await?;
    tx.execute(
        "INSERT INTO overlay (id, organisation, framework, edition, title, state, round, next_item, opened_by, opened_at, effective_from, grace_days) \
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11)",
    )
    .bind(new.id)
    .bind(new.organisation)
    .bind(new.framework)
    .bind(number)
    .bind(&new.title)
    .bind(new.state.as_str())
    .bind(next.max(first))
    .bind(by)
    .bind(new.opened_at)
    .bind(new.effective_from)
    .bind(new.grace_days)
    .run()
    .await?;
    for item in items {
        insert_item(tx, new.id, item).await?;
    }
    Ok(())
}

/// The columns of an item, in the order of [`read_item`].
pub(super) const ITEM: &str = "overlay_item.number, overlay_item.kind, overlay_item.about, overlay_item.code, overlay_item.part, \
     overlay_item.level, overlay_item.texts, overlay_item.reason, overlay_item.base, overlay_item.removed, overlay_item.revision, \
     overlay_item.edited_by, overlay_item.edited_at";
/// How many they are.
pub(super) const ITEM_COLUMNS: usize = 13;

fn json(said: &Said) -> String {
    serde_json::to_string(said).unwrap_or_else(|_| "{}".to_owned())
}

fn read_said(json: &str, column: usize) -> Result<Said, Error> {
    serde_json::from_str(json).map_err(|reason| Error::Column { column, reason: reason.to_string() })
}

pub(super) fn read_item(row: &Row) -> Result<Item, Error> {
    Ok(Item {
        number: row.get(0)?,
        kind: parse_column(row, 1, ItemKind::parse)?,
        about: parse_column(row, 2, About::parse)?,
        code: row.get(3)?,
        part: row.get(4)?,
        level: row.get(5)?,
        texts: row.get(6)?,
        reason: row.get(7)?,
        base: read_said(&row.get::<String>(8)?, 8)?,
        removed: row.get(9)?,
        revision: row.get(10)?,
        edited_by: row.get(11)?,
        edited_at: row.get(12)?,
    })
}

/// The items of an overlay in order of their numbers, those taken out among them.
pub async fn items(conn: &mut Conn, overlay: Uuid) -> Result<Vec<Item>, Error> {
    let sql = format!("SELECT {ITEM} FROM overlay_item WHERE overlay = $1 ORDER BY number");
    conn.query(AssertSqlSafe(sql)).bind(overlay).all(read_item).await
}

async fn insert_item(tx: &mut Tx, overlay: Uuid, item: &Item) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO overlay_item (overlay, number, kind, about, code, part, level, texts, reason, base, removed, revision, edited_by, edited_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(overlay)
    .bind(item.number)
    .bind(item.kind.as_str())
    .bind(item.about.as_str())
    .bind(&item.code)
    .bind(&item.part)
    .bind(item.level)
    .bind(&item.texts)
    .bind(&item.reason)
    .bind(json(&item.base))
    .bind(item.removed)
    .bind(item.revision)
    .bind(item.edited_by)
    .bind(item.edited_at)
    .run()
    .await
    .map(|_| ())
}

/// Adds an item under the next number, which is answered.
pub(super) async fn add_item(tx: &mut Tx, overlay: Uuid, item: &Item) -> Result<i64, Error> {
    let number: i64 = tx
        .query("UPDATE overlay SET next_item = next_item + 1 WHERE id = $1 RETURNING next_item - 1")
        .bind(overlay)
        .one("overlay", |row| row.get(0))
        .await?;
    insert_item(tx, overlay, &Item { number, ..item.clone() }).await?;
    Ok(number)
}

/// Writes an item over the revision that was seen; tells whether it was still that one.
pub(super) async fn put_item(tx: &mut Tx, overlay: Uuid, item: &Item) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE overlay_item SET level = $4, texts = $5, reason = $6, base = $7, removed = $8, revision = revision + 1, edited_by = $9, \
             edited_at = $10 WHERE overlay = $1 AND number = $2 AND revision = $3",
        )
        .bind(overlay)
        .bind(item.number)
        .bind(item.revision)
        .bind(item.level)
        .bind(&item.texts)
        .bind(&item.reason)
        .bind(json(&item.base))
        .bind(item.removed)
        .bind(item.edited_by)
        .bind(item.edited_at)
        .run()
        .await?;
    Ok(changed > 0)
}

/// Remembers that this person has written in the overlay.
pub(super) async fn add_author(tx: &mut Tx, overlay: Uuid, person: i64) -> Result<(), Error> {
    tx.execute("INSERT INTO overlay_author (overlay, person) VALUES ($1, $2) ON CONFLICT (overlay, person) DO NOTHING")
        .bind(overlay)
        .bind(person)
        .run()
        .await
        .map(|_| ())
}

pub(super) async fn authors(conn: &mut Conn, overlay: Uuid) -> Result<Vec<i64>, Error> {
    conn.query("SELECT person FROM overlay_author WHERE overlay = $1").bind(overlay).all(|row| row.get(0)).await
}

/// Brings an overlay from one state to another; tells whether it was still in the one.
pub(super) async fn set_state(tx: &mut Tx, overlay: &Overlay, to: State) -> Result<bool, Error> {
    let round = overlay.round + i64::from(to == State::Review);
    let changed = tx
        .execute("UPDATE overlay SET state = $3, round = $4 WHERE id = $1 AND state = $2")
        .bind(overlay.id)
        .bind(overlay.state.as_str())
        .bind(to.as_str())
        .bind(round)
        .run()
        .await?;
    Ok(changed > 0)
}

pub(super) async fn put_terms(tx: &mut Tx, overlay: Uuid, title: &str, (from, grace_days): (Date, i64)) -> Result<(), Error> {
    tx.execute("UPDATE overlay SET title = $2, effective_from = $3, grace_days = $4 WHERE id = $1")
        .bind(overlay)
        .bind(title)
        .bind(from)
        .bind(grace_days)
        .run()
        .await
        .map(|_| ())
}

/// What happened, for the history.
pub(super) struct NewStep<'a> {
    pub(super) step: Step,
    pub(super) round: i64,
    /// An account and the person behind it; `None`: the system.
    pub(super) who: Option<(Key<Account>, i64)>,
    pub(super) note: &'a str,
    /// The item of a decision, and what the framework said then.
    pub(super) item: Option<(i64, &'a Said)>,
}

/// Adds to the history.
pub(super) async fn add_step(tx: &mut Tx, overlay: Uuid, new: &NewStep<'_>) -> Result<(), Error> {
    let at = tx.now();
    tx.execute(
        "INSERT INTO overlay_step (overlay, number, step, round, item, said, account, person, at, note) \
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 FROM overlay_step WHERE overlay = $1",
    )
    .bind(overlay)
    .bind(new.step.as_str())
    .bind(new.round)
    .bind(new.item.map(|(number, _)| number))
    .bind(new.item.map(|(_, said)| json(said)))
    .bind(new.who.map(|(account, _)| account))
    .bind(new.who.map(|(_, person)| person))
    .bind(at)
    .bind(new.note)
    .run()
    .await
    .map(|_| ())
}

/// The history of an overlay, the oldest first.
pub async fn history(conn: &mut Conn, overlay: Uuid) -> Result<Vec<Happened>, Error> {
    conn.query(
        "SELECT overlay_step.step, overlay_step.round, overlay_step.item, person.name, overlay_step.person, overlay_step.at, overlay_step.note \
         FROM overlay_step LEFT JOIN account ON account.id = overlay_step.account LEFT JOIN person ON person.official = account.official \
         WHERE overlay_step.overlay = $1 ORDER BY overlay_step.number",
    )
    .bind(overlay)
    .all(|row| {
        Ok(Happened {
            step: parse_column(row, 0, Step::parse)?,
            round: row.get(1)?,
            item: row.get(2)?,
            who: row.get::<Option<String>>(3)?.and_then(|json| Name::from_json(&json)),
            person: row.get(4)?,
            at: row.get(5)?,
            note: row.get(6)?,
        })
    })
    .await
}

/// What the framework said when it was last decided that an item stays, by the number of the item.
pub(super) async fn kept(conn: &mut Conn, overlay: Uuid) -> Result<BTreeMap<i64, Said>, Error> {
    let rows: Vec<(i64, String)> = conn
        .query("SELECT item, said FROM overlay_step WHERE overlay = $1 AND step = 'keep' AND item IS NOT NULL ORDER BY number")
        .bind(overlay)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    rows.into_iter().map(|(item, said)| Ok((item, read_said(&said, 1)?))).collect()
}

/// The framework with this code.
pub(super) async fn framework(conn: &mut Conn, code: &str) -> Result<Option<(Key<Framework>, Code, LanguageText)>, Error> {
    conn.query("SELECT id, code, title FROM framework WHERE code = $1")
        .bind(code)
        .optional(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .await
}
