//! What comes after everybody is written: indexes, accounts to sign in with, the record of what was planted.

use std::collections::BTreeMap;

use kernel::{Context, Date, Key};
use people::account::{IdentifierKind, Password};
use people::grant::{self, NewGrant, Role};
use sqlx::AssertSqlSafe;
use store::audit::Entry;
use store::{Db, Dialect, Error, FutureExt, Outcome, Tx};

use super::kinds::KINDS;
use super::marks::{self, Marks, Stage};
use super::pen::Pen;
use super::plants::{Place, Plant, Planted};
use super::steps::{open, shut, step, tell};
use super::world::World;
use super::{Simulated, Simulation, Target, Watch};
use crate::crew::PASSWORD;
use crate::error::{self, FillError};

/// The tables that are written in bulk, without their indexes.
const BULK: [&str; 12] = [
    "post",
    "post_requirement",
    "official",
    "person",
    "account",
    "account_identifier",
    "posting",
    "supervision",
    "enrolment",
    "certificate",
    "evidence",
    "attainment",
];
/// Grants hold from this day on: 1 April 2026.
const GRANTED: Date = Date(20_544);

/// The indexes of the bulk tables by name, as the migrations make them.
fn all_indexes() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for statement in schema::STREAM.iter().flat_map(|migration| migration.sql.split(";\n")) {
        let bare: Vec<&str> = statement.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
        let statement = bare.join("\n").trim().trim_end_matches(';').to_owned();
        let words: Vec<&str> = statement.split_whitespace().collect();
        let at = match words.as_slice() {
            ["CREATE", "INDEX", ..] => 2,
            ["CREATE", "UNIQUE", "INDEX", ..] => 3,
            _ => continue,
        };
        let (Some(name), Some(table)) = (words.get(at), words.get(at + 2)) else { continue };
        if BULK.contains(table) {
            found.push(((*name).to_owned(), statement));
        }
    }
    found
}

/// Leaves the indexes out while the tables are filled: filled in the order of their keys, tables grow at their end, and indexes would not.
pub(super) async fn drop_indexes(pen: &mut Pen) -> Result<(), FillError> {
    for (name, _) in all_indexes() {
        pen.run(format!("DROP INDEX IF EXISTS {name}")).await?;
    }
    Ok(())
}

/// Makes them again, one after the other.
pub(super) async fn indexes(pen: &mut Pen, done: Marks, watch: Watch<'_>) -> Result<(), FillError> {
    if done.has(Stage::Indexes) {
        return Ok(());
    }
    let all = all_indexes();
    for (at, (_, statement)) in all.iter().enumerate() {
        tell(watch, "indexes", (at as u64, all.len() as u64))?;
        pen.run(statement.replacen("INDEX ", "INDEX IF NOT EXISTS ", 1)).await?;
    }
    Ok(pen.write(Vec::new(), vec![marks::reached(Stage::Indexes)]).await?)
}

/// An account to sign in with.
#[derive(Clone, Debug)]
struct Account {
    name: &'static str,
    key: i64,
    grant: Option<(Role, &'static str, String)>,
}

/// Who they are: an official of a block development office, the head of the section, and people at headquarters.
fn accounts(world: &World) -> Vec<Account> {
    let offices = &world.layout.offices;
    let is_rural = |at: &usize| KINDS[offices[*at].kind].code == "rural" && offices[*at].officials > 12;
    let in_bihar = |at: &usize| offices[*at].state.is_some_and(|state| world.data.states[state].iso == "BR");
    let rural = || (world.layout.headquarters..offices.len()).filter(is_rural);
    let own = rural().find(in_bihar).or_else(|| rural().next()).unwrap_or(offices.len() - 1);
    let office = &offices[own];
    let last = office.officials - 1;
    let above = super::person::seat(world, own, last).above.unwrap_or(0);
    let department = office.above.unwrap_or(0);
    let code = |organisation: usize| world.layout.organisations[organisation].code.clone();
    let state = world.layout.organisations[office.department].parent.unwrap_or(0);
    let account = |name, (at, seat), grant| Account { name, key: world.official_key(at, seat), grant };
    let scoped = |role, scope| Some((role, "organisation", scope));
    let everywhere = |role| Some((role, "everything", String::new()));
    let framework = |role| Some((role, "framework", "karmayogi-starter".to_owned()));
    vec![
        account("official", (own, last), None),
        account("supervisor", (own, above), None),
        account("nodal", (department, 1), scoped(Role::Nodal, code(office.department))),
        account("ifu", (department, 2), scoped(Role::FracingUnit, code(office.department))),
        account("hr", (department, 0), scoped(Role::HumanResources, code(state))),
        account("commission", (0, 0), everywhere(Role::Commission)),
        account("provider", (0, 1), scoped(Role::Provider, "ISTM".to_owned())),
        account("publisher", (0, 2), everywhere(Role::Publisher)),
        account("reviewer1", (1, 0), framework(Role::Reviewer1)),
        account("reviewer2", (1, 1), framework(Role::Reviewer2)),
        account("admin", (1, 2), everywhere(Role::Administrator)),
    ]
}

type Doing<'a> = (Target<'a>, &'a Simulation, Marks);

/// Accounts, the last mark, and the report.
pub(super) async fn finish(
    mut pen: Pen,
    world: &World,
    (target, simulation, done): Doing<'_>,
    watch: Watch<'_>,
) -> Result<Simulated, FillError> {
    if !done.has(Stage::Complete) {
        pen.close().await?;
        let db = open(target, simulation).await?;
        if !done.has(Stage::Accounts) {
            step(watch, "accounts")?;
            let context = Context::held(crate::REFERENCE.start(), simulation.seed);
            let kept = tokio::task::spawn_blocking(move || Password::keep(&context, PASSWORD)).await;
            let kept = kept.map_err(|error| Error::Writer(error.to_string()))?.map_err(Error::Writer)?;
            let command = (accounts(world), kept.kept().to_owned());
            db.write(command, |tx, (accounts, kept)| insert_accounts(tx, accounts, kept).boxed())
                .await
                .map_err(error::of_store)?;
        }
        if !done.has(Stage::Rollups) {
            rollups(&db, watch).await?;
        }
        step(watch, "statistics")?;
        db.write((), |tx, ()| end(tx).boxed()).await.map_err(error::of_store)?;
        shut(db).await;
        pen = Pen::open(target.address).await?;
    }
    step(watch, "record")?;
    let report = report(&mut pen, world).await?;
    pen.close().await?;
    let planted = serde_json::to_vec_pretty(&report).map_err(|error| FillError::data("planted.json", error))?;
    std::fs::write(target.folder.join("planted.json"), planted).map_err(|error| FillError::data("planted.json", error))?;
    Ok(report)
}

/// Counts what everybody contributes to the figures; goes on where it was stopped. PostgreSQL has to know its tables first.
async fn rollups(db: &Db, watch: Watch<'_>) -> Result<(), FillError> {
    step(watch, "figures")?;
    db.write((), |tx, ()| count_tables(tx).boxed()).await.map_err(error::of_store)?;
    let mut stopped = false;
    let mut progress = |step: &str, done: u64, all: u64| stopped |= watch(step, done, all).is_break();
    insight::rollup::rebuild(db, &mut progress).await.map_err(error::of_store)?;
    if stopped {
        return Err(FillError::Stopped);
    }
    db.write((), |tx, ()| mark(tx, Stage::Rollups).boxed()).await.map_err(error::of_store)?;
    Ok(())
}

/// After a bulk load PostgreSQL plans by wrong guesses until its tables are counted; SQLite keeps no counts here.
async fn count_tables(tx: &mut Tx) -> Outcome<(), ()> {
    if tx.dialect() == Dialect::Pg {
        tx.execute("ANALYZE").run().await?;
    }
    Ok(())
}

async fn insert_accounts(tx: &mut Tx, accounts: &[Account], kept: &str) -> Outcome<(), ()> {
    for Account { name, key, grant } in accounts {
        tx.execute("UPDATE account SET name = $1, password = $2 WHERE id = $3").bind(*name).bind(kept).bind(*key).run().await?;
        let identifier = tx.execute("INSERT INTO account_identifier (identifier, account, kind) VALUES ($1, $2, $3)");
        identifier.bind(*name).bind(*key).bind(IdentifierKind::Name.as_str()).run().await?;
        if let Some((role, scope_kind, scope)) = grant {
            let account = Key::new(*key);
            let new = NewGrant { account, role: *role, scope_kind, scope, from: GRANTED, until: None, edition: 0 };
            grant::insert(tx, &new).await?;
        }
    }
    mark(tx, Stage::Accounts).await
}

/// Tells those who follow the changes that all levels are new.
async fn end(tx: &mut Tx) -> Outcome<(), ()> {
    count_tables(tx).await?;
    // The paths of everybody are not worked out beforehand: hours of work that nobody asked for. `karmayogi path plan --all` does it.
    tx.execute("UPDATE path_state SET official = (SELECT COALESCE(MAX(id), 0) FROM official)").run().await?;
    tx.change("attainment.reload", 0, "{}".to_owned()).await?;
    tx.audit(Entry { actor: None, action: "simulate", subject: None, detail: String::new() }).await?;
    mark(tx, Stage::Complete).await
}

async fn mark(tx: &mut Tx, stage: Stage) -> Outcome<(), ()> {
    tx.execute(AssertSqlSafe(marks::reached(stage))).run().await?;
    Ok(())
}

async fn report(pen: &mut Pen, world: &World) -> Result<Simulated, FillError> {
    let mut counted = BTreeMap::new();
    for table in ["course", "enrolment", "certificate", "evidence", "attainment"] {
        let rows = pen.numbers::<1>(format!("SELECT COUNT(*) FROM {table}")).await?;
        counted.insert(table, rows.first().map_or(0, |[count]| *count));
    }
    let mut planted = Vec::new();
    for plant in &world.plants {
        planted.push(record(pen, world, plant).await?);
    }
    let of = |table| counted.get(table).copied().unwrap_or(0);
    Ok(Simulated {
        officials: world.layout.offices.iter().map(|office| office.officials).sum(),
        offices: world.layout.offices.len() as u64,
        posts: world.layout.posts,
        courses: of("course"),
        enrolments: of("enrolment"),
        completed: of("certificate"),
        evidence: of("evidence"),
        attainments: of("attainment"),
        planted,
    })
}

/// Counts in the store what was planted.
async fn record(pen: &mut Pen, world: &World, plant: &Plant) -> Result<Planted, FillError> {
    let competency = &world.frame.competencies[plant.competency];
    let mut planted = Planted {
        planting: plant.planting,
        organisation: String::new(),
        territory: String::new(),
        course: String::new(),
        competency: competency.code.clone(),
        held_permille: plant.held,
        people: [0; 3],
        held: [0; 3],
        lapsed: [0; 3],
    };
    let organisations = &world.layout.organisations;
    let condition = match plant.place {
        Place::District(district) => {
            let territory = super::layout::territory_of_district(&world.data, district);
            planted.territory.clone_from(&world.layout.territories[territory].code);
            format!("organisation.territory = {}", territory + 1)
        }
        Place::Department(at) => {
            planted.organisation.clone_from(&organisations[at].code);
            format!("organisation.id IN (SELECT descendant FROM organisation_closure WHERE ancestor = {})", at + 1)
        }
        Place::Office(at) => {
            let at = world.layout.offices[at].organisation;
            planted.organisation.clone_from(&organisations[at].code);
            format!("organisation.id = {}", at + 1)
        }
        Place::Course(at) => {
            let course = &world.courses[at];
            planted.course.clone_from(&course.code);
            let sql = completers(course.key, competency.key, course.level);
            return count(pen, sql, planted).await;
        }
    };
    count(pen, people(&condition, competency.key), planted).await
}

const GROUP: &str = "CASE position.service_group WHEN 'A' THEN 0 WHEN 'B' THEN 1 ELSE 2 END";
const FIGURES: &str = "COUNT(*), CAST(COALESCE(SUM(CASE WHEN attainment.level >= asked.level THEN 1 ELSE 0 END), 0) AS BIGINT), \
     CAST(COALESCE(SUM(CASE WHEN attainment.level < asked.level AND attainment.lapsed_level >= asked.level THEN 1 ELSE 0 END), 0) AS BIGINT)";

/// Those who serve in these organisations on a post of their own that asks the competency, and are not lent elsewhere.
fn people(condition: &str, competency: i64) -> String {
    format!(
        "SELECT CAST({GROUP} AS BIGINT), {FIGURES} FROM organisation JOIN post ON post.organisation = organisation.id \
         JOIN position ON position.id = post.position JOIN posting ON posting.post = post.id \
         JOIN post_requirement ON post_requirement.post = post.id \
         JOIN requirement AS asked ON asked.requirement_set = post_requirement.requirement_set AND asked.competency = {competency} \
         LEFT JOIN attainment ON attainment.official = posting.official AND attainment.competency = {competency} \
         WHERE {condition} AND posting.kind = 'substantive' AND posting.until_date IS NULL AND NOT EXISTS (SELECT 1 FROM posting AS lent \
         WHERE lent.official = posting.official AND lent.kind = 'deputation') GROUP BY 1"
    )
}

fn completers(course: i64, competency: i64, level: i64) -> String {
    format!(
        "SELECT CAST(2 AS BIGINT), {FIGURES} FROM enrolment JOIN (SELECT CAST({level} AS BIGINT) AS level) AS asked ON TRUE \
         LEFT JOIN attainment ON attainment.official = enrolment.official AND attainment.competency = {competency} \
         WHERE enrolment.course = {course} AND enrolment.state = 'completed'"
    )
}

async fn count(pen: &mut Pen, sql: String, mut planted: Planted) -> Result<Planted, FillError> {
    for [group, people, held, lapsed] in pen.numbers::<4>(sql).await? {
        let group = usize::try_from(group).unwrap_or(2).min(2);
        (planted.people[group], planted.held[group], planted.lapsed[group]) = (people, held, lapsed);
    }
    Ok(planted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_of_the_bulk_tables_is_found() {
        let names: Vec<String> = all_indexes().into_iter().map(|(name, _)| name).collect();
        for name in ["post_organisation", "person_sort", "enrolment_one_active", "attainment_next_change", "post_position_order"]
        {
            assert!(names.iter().any(|one| one == name), "{name}: {names:?}");
        }
    }
}
