//! The second pass: writes new rows under the new edition, where nobody sees them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kernel::Date;
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};

use super::check::Checked;
use super::columns::{Given, Sheet};
use super::report::Findings;
use super::rows::{
    Cells, GrantRow, OfficialRow, OrganisationRow, PositionRow, PostRow, PostingRow, Record, SupervisionRow, TerritoryRow,
};
use super::source::Input;
use super::store::{self as sql, Fence, Found, Minted, NewIdentifier, NewLogin, Stored, Superseded};
use super::{ImportRefusal, Options, Progress, Stage};
use crate::OfficialKey;
use crate::account::{IdentifierKind, Password, fold_identifier};

/// What the writing passes need to know.
pub(super) struct Pass<'a> {
    pub(super) db: &'a Db,
    pub(super) input: &'a Input,
    pub(super) options: &'a Options,
    pub(super) checked: &'a Checked,
    pub(super) fence: Fence,
    /// Employee codes of the files as identifiers, which no number or address may take.
    pub(super) names: Arc<HashSet<String>>,
}

/// What the second pass leaves for after the switch.
#[derive(Default)]
pub(super) struct Staged {
    pub(super) passwords: Vec<(String, String)>,
    /// Officials whose postings changed.
    pub(super) posted: Vec<OfficialKey>,
}

/// Some rows on their way into a transaction, which may run twice.
pub(super) struct Chunk<R> {
    pub(super) fence: Fence,
    pub(super) given: Given,
    pub(super) rows: Vec<R>,
    /// Employee codes of the files as identifiers, which no number or address may take.
    pub(super) names: Arc<HashSet<String>>,
}

/// The result of a transaction of the writing passes.
pub(super) type Written<T> = Outcome<T, ImportRefusal>;

/// At most so many rows are changed one by one in a transaction.
pub(super) const ONE_BY_ONE: usize = 200;

/// Writes every sheet.
pub(super) async fn stage(pass: &Pass<'_>, progress: &mut dyn FnMut(Progress)) -> Written<Staged> {
    let (db, mut staged) = (pass.db, Staged::default());
    pass.territories(progress).await?;
    pass.organisations(progress).await?;
    let positions = async |chunk| db.write(chunk, |tx, chunk| stage_positions(tx, chunk).boxed()).await;
    pass.each(Stage::Staging, progress, positions).await?;
    pass.posts(progress).await?;
    let officials = async |chunk| {
        staged.passwords.extend(db.write(chunk, |tx, chunk| stage_officials(tx, chunk).boxed()).await?);
        Ok(())
    };
    pass.each(Stage::Staging, progress, officials).await?;
    let postings = async |chunk| {
        staged.posted.extend(db.write(chunk, |tx, chunk| stage_postings(tx, chunk).boxed()).await?);
        Ok(())
    };
    pass.each(Stage::Staging, progress, postings).await?;
    let supervisions = async |chunk| db.write(chunk, |tx, chunk| stage_supervisions(tx, chunk).boxed()).await;
    pass.each(Stage::Staging, progress, supervisions).await?;
    let grants = async |chunk| db.write(chunk, |tx, chunk| stage_grants(tx, chunk).boxed()).await;
    pass.each(Stage::Staging, progress, grants).await?;
    staged.posted.sort();
    staged.posted.dedup();
    Ok(staged)
}

/// Refuses to go on when a newer import was begun. The first statement of every transaction of the writing passes.
pub(super) async fn guard(tx: &mut Tx, fence: Fence) -> Written<()> {
    if sql::hold(tx, fence).await? { Ok(()) } else { Err(Failure::Refused(ImportRefusal::Overtaken)) }
}

/// The key of a code that the check has seen; not there any more means that the files or the store have changed meanwhile.
pub(super) fn key_of(keys: &HashMap<String, i64>, sheet: Sheet, code: &str) -> Written<i64> {
    keys.get(code).copied().ok_or(Failure::Refused(ImportRefusal::SourceChanged(sheet)))
}

/// The same of a code that may be empty.
pub(super) fn maybe_key_of(keys: &HashMap<String, i64>, sheet: Sheet, code: Option<&str>) -> Written<Option<i64>> {
    code.map(|code| key_of(keys, sheet, code)).transpose()
}

impl Pass<'_> {
    /// Streams the rows of a sheet once more and hands them on in chunks.
    pub(super) async fn each<R: Record>(
        &self,
        stage: Stage,
        progress: &mut dyn FnMut(Progress),
        mut write: impl AsyncFnMut(Chunk<R>) -> Written<()>,
    ) -> Written<()> {
        let total = self.checked.sheets.iter().find(|report| report.sheet == R::SHEET).map(|report| report.rows);
        let (mut done, mut batches) = (0, self.input.read(R::SHEET));
        while let Some(batch) = batches.recv().await {
            let batch = batch.map_err(Failure::Refused)?;
            let mut findings = Findings::keeping(0);
            let read = |line| R::read(&mut Cells::new(R::SHEET, line, &mut findings), self.options.learning);
            let rows: Option<Vec<R>> = batch.lines.iter().map(read).collect();
            done += batch.lines.len() as u64;
            let rows = rows.filter(|_| batch.header.is_empty() && Some(done) <= total);
            let rows = rows.ok_or(Failure::Refused(ImportRefusal::SourceChanged(R::SHEET)))?;
            write(Chunk { fence: self.fence, given: batch.given, rows, names: self.names.clone() }).await?;
            progress(Progress { stage, sheet: R::SHEET, done, total });
        }
        Ok(())
    }

    async fn territories(&self, progress: &mut dyn FnMut(Progress)) -> Written<()> {
        let (db, mut parents) = (self.db, Vec::new());
        let write = async |chunk| {
            parents.extend(db.write(chunk, |tx, chunk| stage_territories(tx, chunk).boxed()).await?);
            Ok(())
        };
        self.each(Stage::Staging, progress, write).await?;
        for some in parents.chunks(ONE_BY_ONE) {
            db.write((self.fence, some.to_vec()), |tx, (fence, pairs)| set_parents(tx, *fence, pairs).boxed()).await?;
        }
        Ok(())
    }

    /// Organisations, then their places in the tree from the top down, because a place is made from that of the parent.
    async fn organisations(&self, progress: &mut dyn FnMut(Progress)) -> Written<()> {
        let (db, mut places) = (self.db, Vec::new());
        let write = async |chunk| {
            places.extend(db.write(chunk, |tx, chunk| stage_organisations(tx, chunk).boxed()).await?);
            Ok(())
        };
        self.each(Stage::Staging, progress, write).await?;
        places.sort_by_cached_key(|place| self.checked.index.depth(Sheet::Organisations, &place.code));
        for some in places.chunks(ONE_BY_ONE) {
            db.write((self.fence, some.to_vec()), |tx, (fence, places)| plant(tx, *fence, places).boxed()).await?;
        }
        Ok(())
    }

    async fn posts(&self, progress: &mut dyn FnMut(Progress)) -> Written<()> {
        let (db, mut bosses) = (self.db, Vec::new());
        let write = async |chunk| {
            bosses.extend(db.write(chunk, |tx, chunk| stage_posts(tx, chunk).boxed()).await?);
            Ok(())
        };
        self.each(Stage::Staging, progress, write).await?;
        for some in bosses.chunks(ONE_BY_ONE) {
            db.write((self.fence, some.to_vec()), |tx, (fence, pairs)| set_bosses(tx, *fence, pairs).boxed()).await?;
        }
        Ok(())
    }
}

/// The rows that the store does not have.
fn fresh<'a, R: Record>(rows: &'a [R], stored: &HashMap<R::Id, Found<R>>) -> Vec<&'a R> {
    rows.iter().filter(|row| !stored.contains_key(&row.id())).collect()
}

/// The codes of one optional column.
pub(super) fn codes<'a, R>(rows: impl IntoIterator<Item = &'a R>, code: impl Fn(&'a R) -> Option<&'a str>) -> Vec<&'a str>
where
    R: 'a,
{
    let distinct: HashSet<&str> = rows.into_iter().filter_map(code).collect();
    distinct.into_iter().collect()
}

/// Answers the parents to be set once all territories are there: key of the territory, code of the parent.
async fn stage_territories(tx: &mut Tx, chunk: &Chunk<TerritoryRow>) -> Written<Vec<(i64, String)>> {
    guard(tx, chunk.fence).await?;
    let stored = TerritoryRow::find(tx, &chunk.rows).await?;
    let new = Minted::all(tx, "territory", fresh(&chunk.rows, &stored)).await?;
    sql::insert_territories(tx, &new).await?;
    Ok(new.iter().filter_map(|one| one.row.parent.clone().map(|parent| (one.key, parent))).collect())
}

async fn set_parents(tx: &mut Tx, fence: Fence, pairs: &[(i64, String)]) -> Written<()> {
    guard(tx, fence).await?;
    let pairs = with_keys(tx, Sheet::Territories, pairs).await?;
    Ok(sql::set_parents(tx, &pairs).await?)
}

async fn set_bosses(tx: &mut Tx, fence: Fence, pairs: &[(i64, String)]) -> Written<()> {
    guard(tx, fence).await?;
    let pairs = with_keys(tx, Sheet::Posts, pairs).await?;
    Ok(sql::set_bosses(tx, &pairs).await?)
}

async fn with_keys(tx: &mut Tx, sheet: Sheet, pairs: &[(i64, String)]) -> Written<Vec<(i64, i64)>> {
    let keys = sql::keys(tx, sheet, &codes(pairs, |(_, code)| Some(code))).await?;
    pairs.iter().map(|(key, code)| Ok((*key, key_of(&keys, sheet, code)?))).collect()
}

/// An organisation that waits for its place in the tree.
#[derive(Clone, Debug)]
struct Place {
    key: i64,
    code: String,
    parent: String,
    since: Option<Date>,
}

async fn stage_organisations(tx: &mut Tx, chunk: &Chunk<OrganisationRow>) -> Written<Vec<Place>> {
    guard(tx, chunk.fence).await?;
    let territories = sql::keys(tx, Sheet::Territories, &codes(&chunk.rows, |row| row.territory.as_deref())).await?;
    let stored = OrganisationRow::find(tx, &chunk.rows).await?;
    let mut new = Minted::all(tx, "organisation", fresh(&chunk.rows, &stored)).await?;
    for one in &mut new {
        one.leads_to[0] = maybe_key_of(&territories, Sheet::Organisations, one.row.territory.as_deref())?;
    }
    sql::insert_organisations(tx, chunk.fence.edition, &new).await?;
    for row in &chunk.rows {
        let Some(hidden) = stored.get(&row.code).filter(|found| found.hidden) else { continue };
        let territory = maybe_key_of(&territories, Sheet::Organisations, row.territory.as_deref())?;
        let one = Minted { key: hidden.key, uid: hidden.id, row, leads_to: [territory, None] };
        sql::adopt_organisation(tx, chunk.fence.edition, &one).await?;
        new.push(one);
    }
    let place = |one: &Minted<'_, OrganisationRow>| {
        let parent = one.row.parent.clone()?;
        Some(Place { key: one.key, code: one.row.code.clone(), parent, since: one.row.since })
    };
    Ok(new.iter().filter_map(place).collect())
}

async fn plant(tx: &mut Tx, fence: Fence, places: &[Place]) -> Written<()> {
    guard(tx, fence).await?;
    let (keys, today) =
        (sql::keys(tx, Sheet::Organisations, &codes(places, |place| Some(&place.parent))).await?, tx.context().today());
    for place in places {
        let parent = key_of(&keys, Sheet::Organisations, &place.parent)?;
        sql::plant(tx, place.key, parent, place.since.unwrap_or(today)).await?;
    }
    Ok(())
}

async fn stage_positions(tx: &mut Tx, chunk: &Chunk<PositionRow>) -> Written<()> {
    guard(tx, chunk.fence).await?;
    let stored = PositionRow::find(tx, &chunk.rows).await?;
    let new = Minted::all(tx, "position", fresh(&chunk.rows, &stored)).await?;
    Ok(sql::insert_positions(tx, &new).await?)
}

/// Answers what is to be set once all posts are there: key of the post, code of the post above it.
async fn stage_posts(tx: &mut Tx, chunk: &Chunk<PostRow>) -> Written<Vec<(i64, String)>> {
    guard(tx, chunk.fence).await?;
    let stored = PostRow::find(tx, &chunk.rows).await?;
    let mut new = Minted::all(tx, "post", fresh(&chunk.rows, &stored)).await?;
    let (organisations, positions) = post_places(tx, &chunk.rows).await?;
    let bosses = sql::keys(tx, Sheet::Posts, &codes(&chunk.rows, |row| row.reports_to.as_deref())).await?;
    let (mut places, mut later) = (Vec::new(), Vec::new());
    for one in &mut new {
        let organisation = key_of(&organisations, Sheet::Posts, &one.row.organisation)?;
        places.push((organisation, key_of(&positions, Sheet::Posts, &one.row.position)?));
        if let Some(boss) = &one.row.reports_to {
            one.leads_to[0] = bosses.get(boss).copied();
            later.extend(one.leads_to[0].is_none().then(|| (one.key, boss.clone())));
        }
    }
    sql::insert_posts(tx, &new, &places).await?;
    Ok(later)
}

/// The keys of the organisations and of the positions of some posts.
pub(super) async fn post_places(tx: &mut Tx, rows: &[PostRow]) -> Result<(HashMap<String, i64>, HashMap<String, i64>), Error> {
    let organisations = sql::keys(tx, Sheet::Organisations, &codes(rows, |row| Some(&row.organisation))).await?;
    let positions = sql::keys(tx, Sheet::Positions, &codes(rows, |row| Some(&row.position))).await?;
    Ok((organisations, positions))
}

/// Officials, and an account for each who has none. Answers the first passwords.
async fn stage_officials(tx: &mut Tx, chunk: &Chunk<OfficialRow>) -> Written<Vec<(String, String)>> {
    guard(tx, chunk.fence).await?;
    let stored = OfficialRow::find(tx, &chunk.rows).await?;
    let new = Minted::all(tx, "official", fresh(&chunk.rows, &stored)).await?;
    sql::insert_officials(tx, &new).await?;
    let have = sql::with_account(tx, &codes(&chunk.rows, |row| Some(&row.code)), chunk.fence.edition).await?;
    let there = stored.values().filter(|found| found.row.person.is_some() && !have.contains(&found.row.code));
    let there: HashMap<&str, i64> = there.map(|found| (found.row.code.as_str(), found.key)).collect();
    let old = chunk.rows.iter().filter_map(|row| there.get(row.code.as_str()).map(|key| (row, *key)));
    let needing: Vec<(&OfficialRow, i64)> = new.iter().map(|one| (one.row, one.key)).chain(old).collect();
    make_accounts(tx, chunk, &needing).await
}

async fn make_accounts(
    tx: &mut Tx,
    chunk: &Chunk<OfficialRow>,
    officials: &[(&OfficialRow, i64)],
) -> Written<Vec<(String, String)>> {
    if officials.is_empty() {
        return Ok(Vec::new());
    }
    let first = tx.take_keys("account", officials.len() as i64).await?;
    let (mut logins, mut identifiers, mut passwords) = (Vec::new(), Vec::new(), Vec::new());
    for (key, (row, official)) in (first..).zip(officials) {
        let (printed, password) = Password::first(tx.context());
        passwords.push((row.code.clone(), printed));
        identifiers.push(NewIdentifier { identifier: fold_identifier(&row.code), account: key, kind: IdentifierKind::Code });
        identifiers.extend(contacts(row, key, &chunk.names));
        logins.push(NewLogin { key, uid: tx.context().new_id(), name: row.code.clone(), official: *official, password });
    }
    sql::insert_accounts(tx, chunk.fence.edition, &logins).await?;
    sql::add_identifiers(tx, &identifiers).await?;
    Ok(passwords)
}

/// The numbers and addresses of an official as identifiers, but for those that are another's employee code.
pub(super) fn contacts(row: &OfficialRow, account: i64, names: &HashSet<String>) -> Vec<NewIdentifier> {
    let kind = |column| if column == "mobile" { IdentifierKind::Mobile } else { IdentifierKind::Email };
    let all = row.person.iter().flat_map(|person| person.identifiers()).filter(|(_, identifier)| !names.contains(identifier));
    all.map(|(column, identifier)| NewIdentifier { identifier, account, kind: kind(column) }).collect()
}

/// The dated rows that are new or changed, and the end of those that they replace.
async fn renewed<R: Stored + Superseded>(tx: &mut Tx, chunk: &Chunk<R>) -> Written<Vec<R>> {
    let stored = R::find(tx, &chunk.rows).await?;
    let mut renewed = Vec::new();
    for row in &chunk.rows {
        let mut row = row.clone();
        if let Some(found) = stored.get(&row.id()) {
            row.keep(chunk.given, &found.row);
            if row == found.row {
                continue;
            }
            sql::supersede::<R>(tx, chunk.fence.edition, found.key, found.id).await?;
        }
        renewed.push(row);
    }
    Ok(renewed)
}

/// Answers whose postings changed.
async fn stage_postings(tx: &mut Tx, chunk: &Chunk<PostingRow>) -> Written<Vec<OfficialKey>> {
    guard(tx, chunk.fence).await?;
    let rows = renewed(tx, chunk).await?;
    let officials = sql::keys(tx, Sheet::Officials, &codes(&rows, |row| Some(&row.official))).await?;
    let posts = sql::keys(tx, Sheet::Posts, &codes(&rows, |row| Some(&row.post))).await?;
    let mut dated = Vec::new();
    for row in &rows {
        let keys = [key_of(&officials, Sheet::Postings, &row.official)?, key_of(&posts, Sheet::Postings, &row.post)?];
        dated.push((row, keys, tx.context().new_id()));
    }
    sql::insert_postings(tx, chunk.fence.edition, &dated).await?;
    Ok(dated.iter().map(|(_, keys, _)| OfficialKey::new(keys[0])).collect())
}

async fn stage_supervisions(tx: &mut Tx, chunk: &Chunk<SupervisionRow>) -> Written<()> {
    guard(tx, chunk.fence).await?;
    let rows = renewed(tx, chunk).await?;
    let named = rows.iter().flat_map(|row| [&row.official, &row.supervisor]);
    let officials = sql::keys(tx, Sheet::Officials, &codes(named, |code| Some(code))).await?;
    let mut dated = Vec::new();
    for row in &rows {
        let key = |code| key_of(&officials, Sheet::Supervisions, code);
        dated.push((row, [key(&row.official)?, key(&row.supervisor)?], tx.context().new_id()));
    }
    Ok(sql::insert_supervisions(tx, chunk.fence.edition, &dated).await?)
}

async fn stage_grants(tx: &mut Tx, chunk: &Chunk<GrantRow>) -> Written<()> {
    guard(tx, chunk.fence).await?;
    let rows = renewed(tx, chunk).await?;
    let accounts = sql::accounts(tx, &codes(&rows, |row| Some(&row.account)), chunk.fence.edition).await?;
    let mut dated = Vec::new();
    for row in &rows {
        let account = key_of(&accounts, Sheet::Grants, &row.account)?;
        dated.push((row, [account, account], tx.context().new_id()));
    }
    Ok(sql::insert_grants(tx, chunk.fence.edition, &dated).await?)
}
