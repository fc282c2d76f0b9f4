//! The only SQL on banks, outcomes and items.

use competency::Competency;
use kernel::{Code, Key, LanguageText, Level};
use store::{Conn, Error, Tx};

use super::service::NewOutcome;
use crate::item::NewItem;
use crate::{Item, ItemBank};

/// An item as an import sees it.
pub(super) struct Known {
    pub(super) item: Key<Item>,
    pub(super) code: Code,
    pub(super) digest: String,
    pub(super) retired: bool,
}

pub(super) async fn find(conn: &mut Conn, code: &Code) -> Result<Option<Key<ItemBank>>, Error> {
    conn.query("SELECT id FROM item_bank WHERE code = $1").bind(code).optional(|row| row.get(0)).await
}

/// Adds a bank of a competency, with whether it is the competency's own.
pub(super) async fn insert(
    tx: &mut Tx,
    code: &Code,
    (competency, of_competency): (Key<Competency>, bool),
) -> Result<Key<ItemBank>, Error> {
    let (key, uid) = (tx.take_key("item_bank").await?, tx.context().new_id());
    tx.execute("INSERT INTO item_bank (id, uid, code, competency, of_competency) VALUES ($1, $2, $3, $4, $5)")
        .bind(key)
        .bind(uid)
        .bind(code)
        .bind(competency)
        .bind(of_competency)
        .run()
        .await?;
    Ok(key)
}

pub(super) async fn set_competency(tx: &mut Tx, bank: Key<ItemBank>, competency: Key<Competency>) -> Result<(), Error> {
    tx.execute("UPDATE item_bank SET competency = $2 WHERE id = $1 AND competency <> $2")
        .bind(bank)
        .bind(competency)
        .run()
        .await?;
    Ok(())
}

pub(super) async fn put_outcome(tx: &mut Tx, bank: Key<ItemBank>, outcome: &NewOutcome) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO outcome (bank, code, level, text, indicator) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (bank, code) DO UPDATE SET level = $3, text = $4, indicator = $5",
    )
    .bind(bank)
    .bind(&outcome.code)
    .bind(outcome.level)
    .bind(&outcome.text)
    .bind(outcome.indicator)
    .run()
    .await?;
    Ok(())
}

/// All items of a bank, the retired ones too.
pub(super) async fn items(conn: &mut Conn, bank: Key<ItemBank>) -> Result<Vec<Known>, Error> {
    conn.query("SELECT id, code, digest, retired FROM item WHERE bank = $1 ORDER BY id")
        .bind(bank)
        .all(|row| Ok(Known { item: row.get(0)?, code: row.get(1)?, digest: row.get(2)?, retired: row.get(3)? }))
        .await
}

pub(super) async fn set_retired(tx: &mut Tx, item: Key<Item>, retired: bool) -> Result<(), Error> {
    tx.execute("UPDATE item SET retired = $2 WHERE id = $1").bind(item).bind(retired).run().await?;
    Ok(())
}

/// Adds an item at the level of its outcome, with its digest.
pub(super) async fn insert_item(
    tx: &mut Tx,
    bank: Key<ItemBank>,
    item: &NewItem,
    (level, digest): (Level, &str),
) -> Result<(), Error> {
    let (key, uid) = (tx.take_key::<Item>("item").await?, tx.context().new_id());
    let json = |value: serde_json::Result<String>| value.map_err(|error| Error::Writer(format!("item {}: {error}", item.code)));
    let (content, answer) = (json(serde_json::to_string(&item.content))?, json(serde_json::to_string(&item.solution))?);
    tx.execute(
        "INSERT INTO item (id, uid, bank, code, outcome, level, kind, content, answer, digest, retired, shown) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, FALSE, 0)",
    )
    .bind(key)
    .bind(uid)
    .bind(bank)
    .bind(&item.code)
    .bind(&item.outcome)
    .bind(level)
    .bind(item.kind.as_str())
    .bind(content)
    .bind(answer)
    .bind(digest)
    .run()
    .await?;
    Ok(())
}

/// What a bank assesses, by level and code.
pub async fn outcomes(conn: &mut Conn, bank: Key<ItemBank>) -> Result<Vec<(Code, Level, LanguageText)>, Error> {
    conn.query("SELECT code, level, text FROM outcome WHERE bank = $1 ORDER BY level, code")
        .bind(bank)
        .all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .await
}

/// How often an item has been shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// The code of the item.
    pub code: Code,
    /// The outcome it speaks for.
    pub outcome: Code,
    /// In how many attempts it has been drawn.
    pub shown: i64,
}

/// The exposure of the items that are drawn at present; for those who write new ones.
pub async fn exposure(conn: &mut Conn, bank: Key<ItemBank>) -> Result<Vec<Exposure>, Error> {
    conn.query("SELECT code, outcome, shown FROM item WHERE bank = $1 AND NOT retired ORDER BY code")
        .bind(bank)
        .all(|row| Ok(Exposure { code: row.get(0)?, outcome: row.get(1)?, shown: row.get(2)? }))
        .await
}
