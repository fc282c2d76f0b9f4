//! Importing a bank.

use std::collections::{BTreeMap, BTreeSet};

use competency::{Competency, Indicator};
use kernel::{Code, Key, LanguageText, Level};
use store::{Db, Error, FutureExt, Outcome, Tx};

use super::store as sql;
use crate::item::NewItem;
use crate::{ItemBank, test};

/// A bank as it is imported.
#[derive(Clone, Debug)]
pub struct NewBank {
    /// Its code, such as the code of its course.
    pub code: Code,
    /// The competency that its items speak for.
    pub competency: Key<Competency>,
    /// Whether it is the competency's own, rather than that of a course. Its test-outs go before those of courses, and stop at the highest
    /// level that a test without supervision can prove.
    pub of_competency: bool,
    /// What is assessed.
    pub outcomes: Vec<NewOutcome>,
    /// The items, as [`crate::item::parse`] gives them.
    pub items: Vec<NewItem>,
}

impl NewBank {
    fn without_items(&self) -> Self {
        let Self { code, competency, of_competency, outcomes, .. } = self;
        let (code, outcomes) = (code.clone(), outcomes.clone());
        Self { code, competency: *competency, of_competency: *of_competency, outcomes, items: Vec::new() }
    }
}

/// What is assessed by parallel items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOutcome {
    /// Its code, unique in the bank.
    pub code: Code,
    /// The level it belongs to.
    pub level: Level,
    /// What a person can do who has reached it.
    pub text: LanguageText,
    /// The visible act of the framework that it tests; where the bank is the competency's own.
    pub indicator: Option<Key<Indicator>>,
}

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The bank.
    pub bank: Key<ItemBank>,
    /// New or changed items.
    pub added: usize,
    /// Items that are drawn no longer.
    pub retired: usize,
}

/// Items that are written in one transaction; a few milliseconds of the writer.
const CHUNK: usize = 200;

/// Imports a bank in short transactions: new items appear chunk by chunk, each in the place of the one that it replaces; what the bank no
/// longer has is retired at the end.
pub async fn import(db: &Db, new: NewBank) -> Outcome<Imported, ()> {
    let (mut added, mut retired) = (0, 0);
    for chunk in new.items.chunks(CHUNK) {
        let part = NewBank { items: chunk.to_vec(), ..new.without_items() };
        let done = db.write(part, |tx, part| add_chunk(tx, part).boxed()).await?;
        (added, retired) = (added + done.0, retired + done.1);
    }
    let (bank, gone) = db.write(new, |tx, new| finish(tx, new).boxed()).await?;
    Ok(Imported { bank, added, retired: retired + gone })
}

/// Imports a bank of at most some hundreds of items inside a transaction of the caller.
pub async fn import_in(tx: &mut Tx, new: &NewBank) -> Result<Imported, Error> {
    let bank = open(tx, new).await?;
    let (added, replaced) = add(tx, bank, new).await?;
    let retired = close(tx, bank, new).await?;
    Ok(Imported { bank, added, retired: replaced + retired })
}

async fn add_chunk(tx: &mut Tx, part: &NewBank) -> Outcome<(usize, usize), ()> {
    let bank = open(tx, part).await?;
    Ok(add(tx, bank, part).await?)
}

async fn finish(tx: &mut Tx, new: &NewBank) -> Outcome<(Key<ItemBank>, usize), ()> {
    let bank = open(tx, new).await?;
    Ok((bank, close(tx, bank, new).await?))
}

/// The bank with its outcomes.
async fn open(tx: &mut Tx, new: &NewBank) -> Result<Key<ItemBank>, Error> {
    let bank = match sql::find(tx, &new.code).await? {
        Some(bank) => sql::set_competency(tx, bank, new.competency).await.map(|()| bank)?,
        None => sql::insert(tx, &new.code, (new.competency, new.of_competency)).await?,
    };
    for outcome in &new.outcomes {
        sql::put_outcome(tx, bank, outcome).await?;
    }
    Ok(bank)
}

/// Adds what is new or changed; an item that comes back as it was is taken up again. Returns how many were added and replaced.
async fn add(tx: &mut Tx, bank: Key<ItemBank>, new: &NewBank) -> Result<(usize, usize), Error> {
    let levels: BTreeMap<&Code, Level> = new.outcomes.iter().map(|outcome| (&outcome.code, outcome.level)).collect();
    let known = sql::items(tx, bank).await?;
    let (mut added, mut replaced) = (0, 0);
    for item in &new.items {
        let level = levels.get(&item.outcome).copied().unwrap_or(Level::ONE);
        let digest = item.digest(level.number());
        let same = known.iter().find(|old| old.code == item.code && old.digest == digest);
        if same.is_some_and(|same| !same.retired) {
            continue;
        }
        for old in known.iter().filter(|old| old.code == item.code && !old.retired) {
            sql::set_retired(tx, old.item, true).await?;
            replaced += 1;
        }
        match same {
            Some(same) => sql::set_retired(tx, same.item, false).await?,
            None => sql::insert_item(tx, bank, item, (level, &digest)).await?,
        }
        added += 1;
    }
    Ok((added, replaced))
}

/// Retires what the bank no longer has, and brings its test-outs up to date.
async fn close(tx: &mut Tx, bank: Key<ItemBank>, new: &NewBank) -> Result<usize, Error> {
    let live: BTreeSet<&Code> = new.items.iter().map(|item| &item.code).collect();
    let mut retired = 0;
    for old in sql::items(tx, bank).await?.into_iter().filter(|old| !old.retired && !live.contains(&old.code)) {
        sql::set_retired(tx, old.item, true).await?;
        retired += 1;
    }
    test::offer_test_outs(tx, bank, new).await?;
    Ok(retired)
}
