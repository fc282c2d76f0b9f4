//! The steps of a simulation, each with its mark.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use competency::evidence::{self, Rules};
use kernel::time::HOUR;
use kernel::{Context, Key};
use people::Position;
use store::{Db, Error, FutureExt, Options, Outcome, Reactions, Tx};
use tokio::sync::mpsc;

use super::courses;
use super::data::Data;
use super::finish;
use super::frame::{self, Competency, Frame, Keys};
use super::layout::{self, Layout};
use super::marks::{self, Marks, Stage};
use super::pen::Pen;
use super::rows::Rows;
use super::sheet::{Sheet, cells};
use super::world::{Shared, World};
use super::{Simulated, Simulation, Target, Watch, plants, uid};
use crate::error::{self, FillError};
use crate::history::SUPERVISED_TEST_DAYS;
use crate::names::NameBook;
use crate::{REFERENCE, files, master};

/// The first day of the rule that gives supervised tests a validity.
const RULE_FROM: i64 = 18_262;
/// How often it is tried to take the file over from somebody who is just leaving it.
pub(super) const TRIES: u32 = 100;
/// Officials in one transaction, at most.
const CHUNK: u64 = 2_000;

/// All governments have accepted both frameworks with their publication: what they ask binds everywhere.
const ACCEPTED: &str = "INSERT INTO floor_acceptance (organisation, framework, from_date, grace_days, rests_on, accepted_by, accepted_at, in_force) \
     SELECT organisation.id, framework.id, (SELECT MIN(published) FROM framework_version WHERE framework_version.framework = framework.id), 90, \
     '', NULL, 0, TRUE FROM organisation, framework WHERE organisation.kind = 'government'";

/// Makes the nation, or goes on where an earlier run of the same parameters stopped; says what was made.
pub async fn simulate(target: Target<'_>, simulation: Simulation, watch: Watch<'_>) -> Result<Simulated, FillError> {
    check(&simulation)?;
    std::fs::create_dir_all(target.folder).map_err(|error| FillError::data("data folder", error))?;
    let db = open(target, &simulation).await?;
    let known = marks::look(&db, &simulation).await?;
    shut(db).await;
    let mut pen = Pen::open(target.address).await?;
    if !known {
        pen.write(Vec::new(), marks::begin(&simulation)).await?;
    }
    let data = Data::read()?;
    let layout = layout::layout(&data, simulation.officials, simulation.seed)?;
    let done = Marks::read(&mut pen).await?;
    if !done.has(Stage::Places) {
        step(watch, "organisations")?;
        places(&mut pen, &layout).await?;
    }
    let mut pen = library(pen, (target, &simulation, done), watch).await?;
    let (frame, mut courses) = framed(&mut pen, &data, (&simulation, done, &layout), watch).await?;
    let (mut pen, sets, rules) = interned(pen, (target, &simulation, done), &frame, watch).await?;
    let mut courses_of = vec![Vec::new(); frame.competencies.len()];
    courses.iter().enumerate().for_each(|(at, course)| courses_of[course.competency].push(at));
    let simulated = courses.len();
    courses.extend(to_play(&mut pen, &frame).await?);
    let plants = if simulation.plain { Vec::new() } else { plants::plants(&layout, &frame, &courses, simulation.seed) };
    let names = NameBook::new(files::names()?);
    let (seed, years) = (simulation.seed, i32::try_from(simulation.years).unwrap_or(2));
    let world = Arc::new(World { seed, years, data, layout, frame, sets, courses, simulated, courses_of, plants, names, rules });
    if !done.has(Stage::People) {
        people(&mut pen, &world, done, watch).await?;
    }
    finish::indexes(&mut pen, done, watch).await?;
    finish::finish(pen, &world, (target, &simulation, done), watch).await
}

fn check(simulation: &Simulation) -> Result<(), FillError> {
    let Simulation { officials, courses, years, .. } = *simulation;
    let refuse = |reason: String| Err(FillError::data("parameters", reason));
    if !(Simulation::LEAST..=Simulation::MOST).contains(&officials) {
        return refuse(format!("officials: {} to {}", Simulation::LEAST, Simulation::MOST));
    }
    if !(20..=9_999).contains(&courses) {
        return refuse("courses: 20 to 9999".to_owned());
    }
    if !(1..=3).contains(&years) {
        return refuse("years: 1 to 3".to_owned());
    }
    Ok(())
}

/// Whether somebody still has the file: a connection that is just being closed, or an earlier run that is just being killed.
pub(super) fn is_locked(error: &Error) -> bool {
    matches!(error, Error::Database(sqlx::Error::Database(inner)) if inner.message().contains("locked"))
}

/// Opens the store by its door, with surroundings that are the same in every run.
pub(super) async fn open(target: Target<'_>, simulation: &Simulation) -> Result<Db, Error> {
    for _ in 1..TRIES {
        match try_open(target, simulation).await {
            Err(error) if is_locked(&error) => tokio::time::sleep(Duration::from_millis(50)).await,
            opened => return opened,
        }
    }
    try_open(target, simulation).await
}

async fn try_open(target: Target<'_>, simulation: &Simulation) -> Result<Db, Error> {
    let context = Context::held(REFERENCE.start().plus(12 * HOUR), simulation.seed);
    Db::open(Options { address: target.address, migrations: schema::STREAM, context, reactions: Reactions::default() }).await
}

/// Closes the door, so that the pen can take over.
pub(super) async fn shut(db: Db) {
    db.close().await;
    drop(db);
}

/// Tells the step; an answer may stop the simulation between two transactions.
pub(super) fn step(watch: Watch<'_>, what: &str) -> Result<(), FillError> {
    tell(watch, what, (0, 1))
}

pub(super) fn tell(watch: Watch<'_>, what: &str, (done, all): (u64, u64)) -> Result<(), FillError> {
    match watch(what, done, all) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(FillError::Stopped),
    }
}

fn signed(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

async fn places(pen: &mut Pen, layout: &Layout) -> Result<(), FillError> {
    let mut rows = Rows::new(pen.dialect());
    let key = |at: usize| signed(at + 1);
    for (at, one) in layout.territories.iter().enumerate() {
        rows.territory.add(cells![key(at), one.code.as_str(), one.kind, one.parent.map(key), one.name.to_json().as_str()]);
    }
    for (at, one) in layout.organisations.iter().enumerate() {
        let sort = one.name.get(&kernel::Language::ENGLISH).to_lowercase();
        let name = one.name.to_json();
        let id = uid("organisation", at as u64 + 1);
        rows.organisation.add(cells![
            key(at),
            id,
            one.code.as_str(),
            one.kind,
            name.as_str(),
            sort.as_str(),
            one.territory.map(key)
        ]);
        if let Some(parent) = one.parent {
            rows.organisation_edge.add(cells![key(at), key(parent)]);
        }
        let (mut above, mut depth) = (Some(at), 0_i64);
        while let Some(ancestor) = above {
            rows.organisation_closure.add(cells![key(ancestor), key(at), depth]);
            (above, depth) = (layout.organisations[ancestor].parent, depth + 1);
        }
    }
    let statements = vec![
        marks::next_key("territory", key(layout.territories.len())),
        marks::next_key("organisation", key(layout.organisations.len())),
        format!(
            "INSERT INTO evidence_rule (version, kind, from_date, ceiling, valid_days) SELECT 2, kind, {RULE_FROM}, ceiling, \
             CASE WHEN kind = 'supervised_test' THEN {SUPERVISED_TEST_DAYS} ELSE valid_days END FROM evidence_rule WHERE version = 1"
        ),
        marks::reached(Stage::Places),
    ];
    Ok(pen.write(rows.into_sheets(), statements).await?)
}

type Doing<'a> = (Target<'a>, &'a Simulation, Marks);

/// What is brought by the doors of the realms. Doing it again changes nothing.
async fn library(mut pen: Pen, (target, simulation, done): Doing<'_>, watch: Watch<'_>) -> Result<Pen, FillError> {
    if done.has(Stage::Library) {
        return Ok(pen);
    }
    pen.close().await?;
    let db = open(target, simulation).await?;
    step(watch, "starter framework")?;
    master::framework(&db).await?;
    step(watch, "item banks")?;
    master::banks(&db).await?;
    step(watch, "courses to play")?;
    master::packages(&db, &target.folder.join("files"), &mut |_, _, _| {}).await?;
    shut(db).await;
    pen = Pen::open(target.address).await?;
    pen.write(Vec::new(), vec![marks::reached(Stage::Library)]).await?;
    Ok(pen)
}

async fn framed(
    pen: &mut Pen,
    data: &Data,
    (simulation, done, layout): (&Simulation, Marks, &Layout),
    watch: Watch<'_>,
) -> Result<(Frame, Vec<courses::Course>), FillError> {
    let starter = starter(pen).await?;
    let keys = keys(pen, done).await?;
    let first_course = first(pen, done, ("course", "code = 'sim-0000'")).await?;
    let most = frame::positions_a_group(simulation.officials);
    let frame = Frame::new(starter, &data.designations, most, keys);
    let count = usize::try_from(simulation.courses).unwrap_or(0);
    let courses = courses::courses(&frame, count, (simulation.seed, first_course));
    if !done.has(Stage::Frame) {
        step(watch, "positions and courses")?;
        let mut rows = Rows::new(pen.dialect());
        frame.write(&mut rows);
        let providers = layout.organisations.iter().enumerate().filter(|(_, one)| one.kind == "provider");
        let providers: Vec<i64> = providers.map(|(at, _)| signed(at + 1)).collect();
        courses::write(&mut rows, &courses, &frame, (&providers, simulation.seed));
        let mut statements: Vec<String> = frame.used().iter().map(|(kind, next)| marks::next_key(kind, *next)).collect();
        statements.push(marks::next_key("course", first_course + signed(courses.len())));
        statements.push(ACCEPTED.to_owned());
        statements.push(marks::reached(Stage::Frame));
        pen.write(rows.into_sheets(), statements).await?;
    }
    Ok((frame, courses))
}

/// The courses that can be played here: those that people are in the middle of.
async fn to_play(pen: &mut Pen, frame: &Frame) -> Result<Vec<courses::Course>, FillError> {
    let sql = "SELECT course.id, course_effect.competency FROM course JOIN course_effect ON course_effect.course = course.id \
         AND course_effect.version = course.version WHERE course.playable ORDER BY course.id";
    let mut all = Vec::new();
    for [key, competency] in pen.numbers::<2>(sql.to_owned()).await? {
        let place = frame.competencies.iter().position(|one| one.key == competency);
        all.extend(place.map(|place| courses::Course::to_play(key, place)));
    }
    Ok(all)
}

/// The competencies of the starter framework, in order of their keys.
async fn starter(pen: &mut Pen) -> Result<Vec<Competency>, FillError> {
    let of_starter =
        "FROM competency JOIN framework ON framework.id = competency.framework WHERE framework.code = 'karmayogi-starter'";
    let codes = pen.named(format!("SELECT competency.code, competency.id {of_starter} ORDER BY competency.id")).await?;
    let names = pen
        .named(
            "SELECT competency_revision.name, competency.id FROM competency_revision JOIN competency \
             ON competency.id = competency_revision.competency AND competency.revision = competency_revision.revision"
                .to_owned(),
        )
        .await?;
    let names: BTreeMap<i64, String> = names.into_iter().map(|(name, key)| (key, name)).collect();
    let revisions: BTreeMap<i64, i64> = pen
        .numbers::<2>("SELECT id, revision FROM competency".to_owned())
        .await?
        .into_iter()
        .map(|[key, revision]| (key, revision))
        .collect();
    let mut all = Vec::new();
    for (code, key) in codes {
        let name = names.get(&key).and_then(|name| kernel::LanguageText::from_json(name).ok()).unwrap_or_default();
        let revision = revisions.get(&key).copied().unwrap_or(1);
        all.push(Competency { key, revision, code, name, indicators: Default::default() });
    }
    for [competency, level, id] in
        pen.numbers::<3>("SELECT competency, level, id FROM indicator ORDER BY competency, level, code".to_owned()).await?
    {
        let place = all.binary_search_by_key(&competency, |one| one.key);
        let list = place.ok().and_then(|place| all[place].indicators.get_mut(usize::try_from(level - 1).ok()?));
        if let Some(list) = list {
            list.push(id);
        }
    }
    Ok(all)
}

/// The first keys of what the frame brings: of the rows that stand, or the next ones.
async fn keys(pen: &mut Pen, done: Marks) -> Result<Keys, FillError> {
    let code = frame::CODE;
    Ok(Keys {
        framework: first(pen, done, ("framework", &format!("code = '{code}'"))).await?,
        competency: first(pen, done, ("competency", "code LIKE 'sim-%'")).await?,
        role: first(pen, done, ("role", "code LIKE 'sim-%'")).await?,
        position: first(pen, done, ("position", "code LIKE 'sim-%'")).await?,
    })
}

async fn first(pen: &mut Pen, done: Marks, (table, condition): (&str, &str)) -> Result<i64, FillError> {
    let sql = if done.has(Stage::Frame) {
        format!("SELECT COALESCE(MIN(id), 1) FROM {table} WHERE {condition}")
    } else {
        format!("SELECT COALESCE(MAX(next), 1) FROM key_sequence WHERE kind = '{table}'")
    };
    let found = pen.numbers::<1>(sql).await?;
    Ok(found.first().map_or(1, |[key]| *key))
}

/// Interns what positions ask, by the door of the competency realm, and finds the set of each position by its contents.
async fn interned(
    mut pen: Pen,
    (target, simulation, done): Doing<'_>,
    frame: &Frame,
    watch: Watch<'_>,
) -> Result<(Pen, Vec<i64>, Rules), FillError> {
    if !done.has(Stage::Sets) {
        step(watch, "requirements")?;
    }
    pen.close().await?;
    let db = open(target, simulation).await?;
    let rules = evidence::rules(&mut db.read().await?).await?;
    if !done.has(Stage::Sets) {
        let mut one_of_each = BTreeMap::new();
        for position in &frame.positions {
            one_of_each.entry(&position.asks).or_insert(position.key);
        }
        let positions: Vec<Key<Position>> = one_of_each.into_values().map(Key::new).collect();
        db.write(positions, |tx, positions| intern(tx, positions).boxed()).await.map_err(error::of_store)?;
    }
    shut(db).await;
    pen = Pen::open(target.address).await?;
    if !done.has(Stage::Sets) {
        pen.write(Vec::new(), vec![marks::reached(Stage::Sets)]).await?;
    }
    let mut found: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
    let sql = "SELECT requirement_set, competency, level FROM requirement ORDER BY requirement_set, competency";
    for [set, competency, level] in pen.numbers::<3>(sql.to_owned()).await? {
        found.entry(set).or_default().push((competency, level));
    }
    let by_content: BTreeMap<Vec<(i64, i64)>, i64> = found.into_iter().map(|(set, content)| (content, set)).collect();
    let mut sets = Vec::new();
    for position in &frame.positions {
        let mut content: Vec<(i64, i64)> =
            position.asks.iter().map(|(competency, level)| (frame.competencies[*competency].key, *level)).collect();
        content.sort_unstable();
        let set = by_content.get(&content).copied();
        sets.push(set.ok_or_else(|| FillError::data("requirements", format!("no set for {}", position.designation.code)))?);
    }
    Ok((pen, sets, rules))
}

async fn intern(tx: &mut Tx, positions: &[Key<Position>]) -> Outcome<(), ()> {
    // All governments have accepted the same, so that a position asks the same everywhere.
    Ok(competency::requirement::intern_positions(tx, positions, Key::new(1)).await?)
}

/// Everybody, chunk by chunk: made on one processor, written on the other.
async fn people(pen: &mut Pen, world: &Shared, done: Marks, watch: Watch<'_>) -> Result<(), FillError> {
    finish::drop_indexes(pen).await?;
    let dialect = pen.dialect();
    let (sender, mut receiver) = mpsc::channel::<(usize, Vec<Sheet>)>(1);
    let maker = tokio::task::spawn_blocking({
        let (world, mut next) = (world.clone(), usize::try_from(done.office).unwrap_or(0));
        move || {
            while next < world.layout.offices.len() {
                let end = chunk_end(&world, next);
                // Nobody receives any more: the simulation was stopped.
                if sender.blocking_send((end, world.offices(next..end, dialect).into_sheets())).is_err() {
                    return;
                }
                next = end;
            }
        }
    });
    let all: u64 = world.layout.offices.iter().map(|office| office.officials).sum();
    while let Some((end, sheets)) = receiver.recv().await {
        let mut statements = vec![marks::next_office(end)];
        let officials = world.layout.offices[..end].iter().map(|office| office.officials).sum::<u64>();
        if end == world.layout.offices.len() {
            let next = |number: u64| signed(usize::try_from(number).unwrap_or(0) + 1);
            statements.push(marks::next_key("official", next(officials)));
            statements.push(marks::next_key("account", next(officials)));
            statements.push(marks::next_key("post", next(world.layout.posts)));
            statements.push(marks::reached(Stage::People));
        }
        pen.write(sheets, statements).await?;
        tell(watch, "officials", (officials, all))?;
    }
    maker.await.map_err(|error| Error::Writer(error.to_string()))?;
    Ok(())
}

/// The office after the last of a chunk.
fn chunk_end(world: &World, first: usize) -> usize {
    let offices = &world.layout.offices;
    let all: u64 = offices.iter().map(|office| office.officials).sum();
    let wanted = (all / 20).clamp(100, CHUNK);
    let (mut end, mut officials) = (first, 0);
    while end < offices.len() && officials < wanted {
        officials += offices[end].officials;
        end += 1;
    }
    end
}
