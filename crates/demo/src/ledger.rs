//! Writes evidence and attainment, official by official. The level is derived by the rule of the competency realm, on the day of the fill.

use std::collections::BTreeMap;

use competency::evidence::{self, EvidenceKind, Piece, derive};
use competency::framework::{self, Entry};
use kernel::{Attained, Date, Timestamp};
use people::OfficialKey;
use store::{Db, Error, FutureExt, Outcome, Tx};
use uuid::Uuid;

use crate::bulk::{Bulk, row, table};
use crate::contests::{self, Contested};
use crate::crew::{Keys, holders};
use crate::dice::Dice;
use crate::error::{self, FillError};
use crate::files::Persona;
use crate::history::{self, Asked, Learner, SUPERVISED_TEST_DAYS, Shown, Study};
use crate::names::Region;
use crate::officials::Official;
use crate::staffing::Plan;
use crate::stories::{Stories, Told, ToldEvidence, index, key_at};
use crate::{Progress, notes};

/// The version of the rule that gives supervised tests a validity, and its first day.
const RULE: (i64, Date) = (2, Date(18_262));

/// What the ledger is written from.
pub(crate) struct World<'a> {
    pub(crate) officials: &'a [Official],
    pub(crate) plan: &'a Plan,
    pub(crate) personas: &'a [Persona],
    pub(crate) stories: &'a Stories,
    pub(crate) offices: &'a [crate::files::Organisation],
    pub(crate) keys: Keys,
}

/// Something that an official did with a course of this service, for the tables of learning.
#[derive(Clone, Debug)]
pub(crate) struct Studied {
    /// Index of the official.
    pub(crate) official: usize,
    /// The code of the competency that the course teaches.
    pub(crate) competency: String,
    /// How.
    pub(crate) study: Study,
    /// When it was passed, or begun where it was not.
    pub(crate) at: Timestamp,
    /// The level that was tested.
    pub(crate) level: i64,
    /// The id of the attempt.
    pub(crate) attempt: Uuid,
    /// The id of the enrolment.
    pub(crate) enrolment: Uuid,
}

/// What the histories leave for other tables.
#[derive(Default)]
pub(crate) struct Found {
    /// What was done with the courses of this service.
    pub(crate) studied: Vec<Studied>,
    /// Observations that are contested, besides those of the stories.
    pub(crate) contested: Vec<Contested>,
}

/// What is known of the framework, and what each position asks.
struct Asking {
    entries: BTreeMap<i64, Entry>,
    by_code: BTreeMap<String, i64>,
    /// Indicators by competency and level.
    indicators: BTreeMap<(i64, i64), Vec<i64>>,
    /// By position: competency and level.
    positions: BTreeMap<String, Vec<(i64, i64)>>,
    families: BTreeMap<String, String>,
    /// A course of the catalogue that ends at level 1, by competency.
    entry_courses: BTreeMap<i64, String>,
    /// The courses of this service, by the competency they teach.
    courses: BTreeMap<i64, String>,
}

/// A piece on its way into the ledger.
struct Row {
    id: Uuid,
    competency: i64,
    shown: Shown,
    indicator: Option<i64>,
    source: String,
    note: String,
}

/// Gives supervised tests their validity. The kinds keep their ceilings.
pub(crate) async fn rule(db: &Db) -> Result<(), FillError> {
    Ok(db.write((), |tx, ()| insert_rule(tx).boxed()).await.map_err(error::of_store)?)
}

async fn insert_rule(tx: &mut Tx) -> Outcome<(), ()> {
    tx.execute(
        "INSERT INTO evidence_rule (version, kind, from_date, ceiling, valid_days) \
         SELECT $1, kind, $2, ceiling, CASE WHEN kind = 'supervised_test' THEN $3 ELSE valid_days END FROM evidence_rule WHERE version = 1",
    )
    .bind(RULE.0)
    .bind(RULE.1)
    .bind(i64::from(SUPERVISED_TEST_DAYS))
    .run()
    .await?;
    Ok(())
}

/// Writes the ledger and what follows from it; returns what the histories leave for other tables.
pub(crate) async fn write(db: &Db, world: &World<'_>, progress: Progress<'_>) -> Result<Found, FillError> {
    let asking = read_asking(db).await?;
    let rules = evidence::rules(&mut db.read().await?).await?;
    let (now, holders) = (db.context().now(), holders(world.officials, world.plan, world.keys));
    let columns = "official, id, competency, revision, kind, level, shown_at, recorded_at, observer, indicator, language, source, note, assurance, origin";
    let mut ledger = Bulk::new(db, table("evidence", columns));
    let columns = "official, competency, level, lapsed_level, assessed, rule_version, next_change, updated_at";
    let mut levels = Bulk::new(db, table("attainment", columns));
    let mut found = Found::default();
    for (at, official) in world.officials.iter().enumerate() {
        let key = key_at(world.keys.official, at);
        let rows = rows(world, &asking, (at, official), (&holders, &mut found))?;
        let mut pieces: BTreeMap<i64, Vec<Piece>> = BTreeMap::new();
        for row in &rows {
            pieces.entry(row.competency).or_default().push(piece(row)?);
            let language = if official.language == "hi" { "hi" } else { "en" };
            let shown = &row.shown;
            ledger
                .add(row![
                    key,
                    row.id,
                    row.competency,
                    asking.entries[&row.competency].revision,
                    shown.kind.as_str(),
                    shown.level,
                    shown.at,
                    shown.at,
                    shown.observer,
                    row.indicator,
                    language,
                    row.source.as_str(),
                    row.note.as_str(),
                    "online",
                    "server"
                ])
                .await?;
        }
        for (competency, pieces) in pieces {
            let derived = derive(&pieces, &rules, now.date());
            let version = rules.version(now.date());
            levels
                .add(row![key, competency, derived.level, derived.lapsed, derived.assessed, version, derived.next_change, now])
                .await?;
        }
        if at % 1000 == 0 {
            progress("evidence and levels", at as u64, world.officials.len() as u64);
        }
    }
    ledger.end().await?;
    levels.end().await?;
    Ok(found)
}

fn piece(row: &Row) -> Result<Piece, FillError> {
    let level = Attained::new(row.shown.level).map_err(|error| FillError::data("evidence", error))?;
    let day = row.shown.at.date();
    Ok(Piece {
        id: row.id,
        kind: row.shown.kind,
        level,
        shown: day,
        recorded: day,
        observer: row.shown.observer,
        withdraws: None,
    })
}

type Holders<'a> = &'a [Option<(OfficialKey, Date)>];

/// All evidence of one official, in order of competencies.
fn rows(
    world: &World<'_>,
    asking: &Asking,
    (at, official): (usize, &Official),
    out: (Holders<'_>, &mut Found),
) -> Result<Vec<Row>, FillError> {
    let (holders, found) = out;
    let measured = official.measured_by();
    let Some(main) = measured.first() else { return Ok(Vec::new()) };
    let post = &world.plan.posts[main.post];
    let boss = post.reports_to.and_then(|above| holders[above]);
    let office = &world.offices[post.organisation];
    let learner = Learner {
        code: &official.code,
        office: &office.code,
        territory: &office.territory,
        family: asking.families.get(&post.position).map_or("", String::as_str),
        joined: official.joined,
        observer: boss.map(|(boss, since)| (boss, since.max(main.from))),
        tests: official.persona.is_none(),
    };
    let told = official.persona.and_then(|persona| world.stories.of(&world.personas[persona].key));
    let mut rows = Vec::new();
    if let Some(told) = told {
        for piece in &told.evidence {
            rows.push(told_row(world, asking, (told, piece), boss)?);
        }
    }
    let is_told =
        |competency: i64| told.is_some_and(|told| told.whole) || rows.iter().any(|row: &Row| row.competency == competency);
    let mut drawn = Vec::new();
    for (competency, level) in asked_of(world, asking, &measured).into_iter().filter(|(competency, _)| !is_told(*competency)) {
        let entry = &asking.entries[&competency];
        let course = asking.courses.contains_key(&competency);
        let asked = Asked { competency: entry.code.as_str(), kind: entry.kind, level, course };
        let shown = history::history(&learner, &asked);
        let mut dice = Dice::named("row", &format!("{} {}", official.code, asked.competency));
        let held = shown.iter().map(|shown| shown.level).max().unwrap_or(0);
        if held < level.min(2)
            && let Some((study, since)) = history::unfinished(&learner, &asked)
        {
            found.studied.push(studied_one((at, &asked), (study, since, 2), &mut dice));
        }
        for shown in shown {
            let one = shown.study.map(|study| studied_one((at, &asked), (study, shown.at, shown.level), &mut dice));
            let row = drawn_row(asking, (competency, shown), (official.region, one.as_ref()), &mut dice);
            if learner.tests && row.shown.level < level && contests::is_contested(&office.code, &row.shown, &mut dice) {
                found.contested.push(Contested { official: at, evidence: row.id });
            }
            drawn.push(row);
            found.studied.extend(one);
        }
    }
    rows.extend(drawn);
    rows.sort_by_key(|row| row.competency);
    Ok(rows)
}

fn studied_one((official, asked): (usize, &Asked<'_>), (study, at, level): (Study, Timestamp, i64), dice: &mut Dice) -> Studied {
    let (attempt, enrolment) = (dice.id(at), dice.id(at));
    Studied { official, competency: asked.competency.to_owned(), study, at, level, attempt, enrolment }
}

/// What the posts ask, the highest level for each competency.
fn asked_of(world: &World<'_>, asking: &Asking, measured: &[&crate::officials::Posting]) -> BTreeMap<i64, i64> {
    let mut asked = BTreeMap::new();
    for posting in measured {
        let position = &world.plan.posts[posting.post].position;
        for (competency, level) in asking.positions.get(position).into_iter().flatten() {
            let highest = asked.entry(*competency).or_insert(0);
            *highest = (*level).max(*highest);
        }
    }
    asked
}

fn drawn_row(
    asking: &Asking,
    (competency, shown): (i64, Shown),
    (region, studied): (Region, Option<&Studied>),
    dice: &mut Dice,
) -> Row {
    let id = dice.id(shown.at);
    let indicators = asking.indicators.get(&(competency, shown.level));
    let indicator = indicators.filter(|_| shown.kind == EvidenceKind::Observation).and_then(|list| dice.pick(list)).copied();
    let own = asking.courses.get(&competency).map(String::as_str);
    let external = asking.entry_courses.get(&competency).map_or("induction", String::as_str);
    let source = match shown.kind {
        EvidenceKind::Test => studied.map_or_else(String::new, |studied| format!("test:{}", studied.attempt)),
        EvidenceKind::Completion if shown.level > 1 => format!("course:{}", own.unwrap_or(external)),
        EvidenceKind::Completion => format!("course:{external}"),
        kind => source_of(kind).to_owned(),
    };
    let note = notes::of(shown.kind, region, dice).to_owned();
    Row { id, competency, indicator, source, note, shown }
}

/// On what a piece of this kind rests, where it is not named.
pub(crate) const fn source_of(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::SupervisedTest => "examination:departmental",
        EvidenceKind::Observation => "incident",
        EvidenceKind::WorkProduct => "work-product",
        EvidenceKind::PriorCredential => "credential",
        EvidenceKind::Panel => "panel",
        EvidenceKind::SelfDeclaration | EvidenceKind::Completion | EvidenceKind::Test => "",
    }
}

/// A piece of `stories.toml`; shown at eleven in the morning.
fn told_row(
    world: &World<'_>,
    asking: &Asking,
    (told, piece): (&Told, &ToldEvidence),
    boss: Option<(OfficialKey, Date)>,
) -> Result<Row, FillError> {
    let fault =
        |what: &str| FillError::data("service/stories.toml", format!("{}: no {what} as in {}", told.persona, piece.competency));
    let competency = *asking.by_code.get(&piece.competency).ok_or_else(|| fault("competency"))?;
    let kind = EvidenceKind::parse(&piece.kind).ok_or_else(|| fault("kind"))?;
    let observer = match piece.observer.as_str() {
        "" => None,
        "post" => Some(boss.ok_or_else(|| fault("supervisor"))?.0),
        key => Some(key_at(world.keys.official, index(world.personas, key)?)),
    };
    let mut dice = Dice::named("told", &format!("{} {} {}", told.persona, piece.competency, piece.on.iso()));
    let at = piece.on.start().plus(11 * kernel::time::HOUR);
    let indicators = asking.indicators.get(&(competency, piece.level)).filter(|_| kind == EvidenceKind::Observation);
    let indicator = indicators.and_then(|list| dice.pick(list)).copied();
    let source = if piece.source.is_empty() { source_of(kind).to_owned() } else { piece.source.clone() };
    let shown = Shown { kind, level: piece.level, at, observer, study: None };
    Ok(Row { id: dice.id(at), competency, shown, indicator, source, note: piece.note.clone() })
}

async fn read_asking(db: &Db) -> Result<Asking, FillError> {
    let mut conn = db.read().await?;
    let entries: BTreeMap<i64, Entry> =
        framework::all(&mut conn).await?.into_iter().map(|entry| (entry.key.number(), entry)).collect();
    let by_code = entries.iter().map(|(key, entry)| (entry.code.to_string(), *key)).collect();
    let found = conn
        .query(
            "SELECT DISTINCT position.code, position.family, requirement.competency, requirement.level FROM post \
             JOIN position ON position.id = post.position JOIN post_requirement ON post_requirement.post = post.id \
             JOIN requirement ON requirement.requirement_set = post_requirement.requirement_set ORDER BY 1, 3",
        )
        .all(|row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, (row.get::<i64>(2)?, row.get::<i64>(3)?))));
    let mut positions: BTreeMap<String, Vec<(i64, i64)>> = BTreeMap::new();
    let mut families = BTreeMap::new();
    for (position, family, asked) in found.await? {
        families.insert(position.clone(), family);
        positions.entry(position).or_default().push(asked);
    }
    let mut indicators: BTreeMap<(i64, i64), Vec<i64>> = BTreeMap::new();
    let found = conn.query("SELECT competency, level, id FROM indicator ORDER BY competency, level, code");
    for (competency, level, id) in found.all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await? {
        indicators.entry((competency, level)).or_default().push(id);
    }
    let entry_courses = courses_by_competency(&mut conn, false).await?;
    let courses = courses_by_competency(&mut conn, true).await?;
    Ok(Asking { entries, by_code, indicators, positions, families, entry_courses, courses })
}

/// The first course by competency: of those to play, or of the catalogue's that end at level 1.
async fn courses_by_competency(conn: &mut store::Conn, playable: bool) -> Result<BTreeMap<i64, String>, Error> {
    let found = conn
        .query(
            "SELECT course_effect.competency, course.code FROM course JOIN course_effect ON course_effect.course = course.id \
             AND course_effect.version = course.version WHERE course.playable = $1 AND (course.playable OR course_effect.level = 1) \
             ORDER BY course.code DESC",
        )
        .bind(playable)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    Ok(found.into_iter().collect())
}
