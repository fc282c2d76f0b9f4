//! Writes posts, officials, their names and postings, orders of supervision, and at the very end accounts and grants.

use std::collections::BTreeMap;

use kernel::{Date, Key, Timestamp};
use people::account::{IdentifierKind, Password, fold_identifier};
use people::grant::{NewGrant, Role};
use people::{OfficialKey, Organisation, Post, grant};
use store::{Db, Error, FutureExt, Outcome, Tx};

use crate::bulk::{Bulk, row, table};
use crate::dice::Dice;
use crate::error::{self, FillError};
use crate::files::Persona;
use crate::master::take;
use crate::officials::Official;
use crate::staffing::Plan;
use crate::stories::{index, key_at};
use crate::{Progress, REFERENCE};

/// The password of the accounts that can sign in.
pub const PASSWORD: &str = "karmayogi-demo";
/// Grants hold from this day on: 1 April 2026.
const GRANTED: Date = Date(20_544);

/// Who is granted what, within which scope.
const GRANTS: [(&str, Role, &str, &str); 12] = [
    ("nodal", Role::Nodal, "organisation", "BR-RDD"),
    ("nodal", Role::Reviewer1, "organisation", "BR-RDD"),
    ("ifu", Role::FracingUnit, "organisation", "BR-RDD"),
    ("simran-sandhu", Role::FracingUnit, "framework", "karmayogi-starter"),
    ("reviewer1", Role::Reviewer1, "framework", "karmayogi-starter"),
    ("reviewer2", Role::Reviewer2, "framework", "karmayogi-starter"),
    ("provider", Role::Provider, "organisation", "ISTM"),
    ("publisher", Role::Publisher, "everything", ""),
    ("commission", Role::Commission, "everything", ""),
    ("hr", Role::HumanResources, "organisation", "BR"),
    ("hr", Role::Reviewer2, "organisation", "BR"),
    ("admin", Role::Administrator, "everything", ""),
];

/// The first keys of what is written in one row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keys {
    /// Of the officials.
    pub(crate) official: i64,
    /// Of the posts.
    pub(crate) post: i64,
}

impl Keys {
    fn post_at(self, index: usize) -> Key<Post> {
        Key::new(self.post + i64::try_from(index).unwrap_or(0))
    }
}

/// The instant at which the demonstration was made, for rows that ask for one.
pub(crate) fn made_at() -> Timestamp {
    REFERENCE.start()
}

/// Writes the posts; their positions have been imported.
pub(crate) async fn posts(
    db: &Db,
    plan: &Plan,
    organisations: &[Key<Organisation>],
    progress: Progress<'_>,
) -> Result<i64, FillError> {
    let found = db
        .read()
        .await?
        .query("SELECT code, id FROM position")
        .all(|row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)))
        .await?;
    let positions: BTreeMap<String, i64> = found.into_iter().collect();
    let count = plan.posts.len();
    let keys = Keys { official: 0, post: take(db, "post", i64::try_from(count).unwrap_or(0)).await? };
    let mut bulk = Bulk::in_order(db, table("post", "id, uid, code, organisation, position, reports_to"));
    for (at, post) in plan.posts.iter().enumerate() {
        let position = positions.get(&post.position).copied();
        let position =
            position.ok_or_else(|| FillError::data("service/staffing.toml", format!("no position {}", post.position)))?;
        let uid = Dice::named("post", &post.code).id(made_at());
        let above = post.reports_to.map(|above| keys.post_at(above));
        bulk.add(row![keys.post_at(at), uid, post.code.as_str(), organisations[post.organisation], position, above]).await?;
        if at % 4000 == 0 {
            progress("posts", at as u64, count as u64);
        }
    }
    bulk.end().await?;
    Ok(keys.post)
}

/// Writes the officials with their names and postings.
pub(crate) async fn officials(db: &Db, all: &[Official], post: i64, progress: Progress<'_>) -> Result<Keys, FillError> {
    let keys = Keys { official: take(db, "official", i64::try_from(all.len()).unwrap_or(0)).await?, post };
    let mut rows = Bulk::new(db, table("official", "id, uid, code, engagement, service, joined, retires, minutes_per_week"));
    for (at, official) in all.iter().enumerate() {
        let uid = Dice::named("official-uid", &official.code).id(made_at());
        let (key, engagement, service) = (key_at(keys.official, at), official.engagement.as_str(), official.service.clone());
        rows.add(row![
            key,
            uid,
            official.code.as_str(),
            engagement,
            service,
            official.joined,
            official.retires,
            official.minutes_per_week
        ])
        .await?;
    }
    rows.end().await?;
    progress("officials", all.len() as u64 / 3, all.len() as u64);
    persons(db, all, keys).await?;
    progress("officials", all.len() as u64 * 2 / 3, all.len() as u64);
    postings(db, all, keys).await?;
    Ok(keys)
}

/// An invented number: the range from 70000 00001 on.
fn mobile(index: usize) -> String {
    format!("{}", 7_000_000_001 + index as u64)
}

async fn persons(db: &Db, all: &[Official], keys: Keys) -> Result<(), Error> {
    let mut rows = Bulk::new(db, table("person", "official, name, sort, address_form, mobile, language"));
    for (at, official) in all.iter().enumerate() {
        let name = serde_json::to_string(&official.name).unwrap_or_default();
        let key = key_at(keys.official, at);
        rows.add(row![key, name, official.name.sort(), official.address_form.as_str(), mobile(at), official.language.as_str()])
            .await?;
    }
    rows.end().await
}

async fn postings(db: &Db, all: &[Official], keys: Keys) -> Result<(), Error> {
    let mut rows = Bulk::new(db, table("posting", "official, id, post, kind, from_date, until_date, edition_in"));
    for (at, official) in all.iter().enumerate() {
        let mut dice = Dice::named("posting", &official.code);
        for posting in &official.postings {
            let (id, post) = (dice.id(posting.from.start()), keys.post_at(posting.post));
            rows.add(row![key_at(keys.official, at), id, post, posting.kind.as_str(), posting.from, posting.until, 0_i64])
                .await?;
        }
    }
    rows.end().await
}

/// Writes the orders by which a persona is supervised by another: since both serve where they serve.
pub(crate) async fn supervision(db: &Db, personas: &[Persona], keys: Keys) -> Result<(), FillError> {
    let mut rows = Bulk::new(db, table("supervision", "official, id, supervisor, kind, from_date, until_date, edition_in"));
    for (at, persona) in personas.iter().enumerate().filter(|(_, persona)| !persona.supervisor.is_empty()) {
        let above = index(personas, &persona.supervisor)?;
        let from = serves_since(persona).max(serves_since(&personas[above]));
        let id = Dice::named("supervision", &persona.key).id(from.start());
        let (official, supervisor) = (key_at(keys.official, at), key_at(keys.official, above));
        rows.add(row![official, id, supervisor, "administrative", from, None::<Date>, 0_i64]).await?;
    }
    Ok(rows.end().await?)
}

/// Since when a persona works in the organisation of today.
fn serves_since(persona: &Persona) -> Date {
    let here = persona
        .postings
        .iter()
        .filter(|posting| posting.organisation == persona.organisation && posting.until.is_none_or(|day| day > REFERENCE));
    here.map(|posting| posting.from).min().unwrap_or(persona.joined)
}

/// Writes the accounts, the last rows of the demonstration: first those nobody can sign in to, then the personas'.
pub(crate) async fn accounts(
    db: &Db,
    all: &[Official],
    personas: &[Persona],
    keys: Keys,
    progress: Progress<'_>,
) -> Result<(), FillError> {
    let context = db.context().clone();
    let kept = tokio::task::spawn_blocking(move || Password::keep(&context, PASSWORD)).await;
    let kept = kept.map_err(|error| Error::Writer(error.to_string()))?.map_err(Error::Writer)?;
    let first = take(db, "account", i64::try_from(all.len()).unwrap_or(0)).await?;
    let columns = "id, uid, name, official, password, must_change, disabled, demo, created_at, edition_in";
    let mut rows = Bulk::new(db, table("account", columns));
    for (at, official) in all.iter().enumerate() {
        let persona = official.persona.map(|persona| &personas[persona]);
        let name = persona.map_or(official.code.as_str(), Persona::account);
        let password = persona.map(|_| kept.kept().to_owned());
        let (key, uid) = (first + i64::try_from(at).unwrap_or(0), Dice::named("account", name).id(made_at()));
        let official = key_at(keys.official, at);
        rows.add(row![key, uid, name, official, password, false, false, true, made_at(), 0_i64]).await?;
    }
    rows.end().await?;
    progress("accounts", all.len() as u64 / 2, all.len() as u64);
    identifiers(db, all, personas, first).await?;
    grants(db, personas, first).await
}

async fn identifiers(db: &Db, all: &[Official], personas: &[Persona], first: i64) -> Result<(), Error> {
    let mut rows = Bulk::new(db, table("account_identifier", "identifier, account, kind"));
    for (at, official) in all.iter().enumerate() {
        let account = first + i64::try_from(at).unwrap_or(0);
        if let Some(persona) = official.persona {
            rows.add(row![fold_identifier(personas[persona].account()), account, IdentifierKind::Name.as_str()]).await?;
        }
        rows.add(row![fold_identifier(&official.code), account, IdentifierKind::Code.as_str()]).await?;
        rows.add(row![fold_identifier(&mobile(at)), account, IdentifierKind::Mobile.as_str()]).await?;
    }
    rows.end().await
}

async fn grants(db: &Db, personas: &[Persona], first: i64) -> Result<(), FillError> {
    let mut wanted = Vec::new();
    for (account, role, kind, scope) in GRANTS {
        let at = personas.iter().position(|persona| persona.account() == account);
        let at = at.ok_or_else(|| FillError::data("service/personas.toml", format!("no account {account}")))?;
        wanted.push((first + i64::try_from(at).unwrap_or(0), role, kind, scope));
    }
    db.write(wanted, |tx, wanted| insert_grants(tx, wanted).boxed()).await.map_err(error::of_store)?;
    Ok(())
}

async fn insert_grants(tx: &mut Tx, wanted: &[(i64, Role, &'static str, &'static str)]) -> Outcome<(), ()> {
    for (account, role, scope_kind, scope) in wanted {
        let account = Key::new(*account);
        let new = NewGrant { account, role: *role, scope_kind, scope, from: GRANTED, until: None, edition: 0 };
        grant::insert(tx, &new).await?;
    }
    Ok(())
}

/// The official who holds each post today, and since when.
pub(crate) fn holders(all: &[Official], plan: &Plan, keys: Keys) -> Vec<Option<(OfficialKey, Date)>> {
    let mut holders = vec![None; plan.posts.len()];
    for (at, official) in all.iter().enumerate() {
        for posting in official.postings.iter().filter(|posting| posting.is_current()) {
            let place = holders.get_mut(posting.post);
            if let Some(place) = place.filter(|place| place.is_none()) {
                *place = Some((key_at(keys.official, at), posting.from));
            }
        }
    }
    holders
}
