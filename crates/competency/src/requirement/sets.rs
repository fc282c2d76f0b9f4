//! How an official stands to sets of requirements. Sets are interned and name revisions, both immutable: a set is read once with all its
//! words, so that a page asks the store only for what the official holds.

use std::collections::HashMap;

use kernel::{Attained, Code, Date, Key, LanguageText, Level};
use people::OfficialKey;
use sqlx::AssertSqlSafe;
use store::{Conn, Error, FutureExt, Row};

use super::domain::{Standing, state};
use crate::framework::{CompetencyKind, read_kind};
use crate::{Competency, RequirementSet};

/// One requirement of a set with its words.
#[derive(Clone, Debug)]
struct Line {
    competency: Key<Competency>,
    code: Code,
    name: LanguageText,
    kind: CompetencyKind,
    required: Level,
    effective_from: Date,
    grace_until: Date,
    /// What a person at each level does, from the first; empty where the framework has no such level.
    descriptors: [LanguageText; 5],
}

/// What is held of one competency.
#[derive(Clone, Copy, Debug, Default)]
struct Holding {
    held: Attained,
    lapsed: Attained,
    assessed: bool,
    next_change: Option<Date>,
}

/// How an official stands to the requirements of these posts that have begun; with several posts one for each. In order of codes, the
/// highest level of a competency first.
pub(super) async fn standings(
    conn: &mut Conn,
    official: OfficialKey,
    posts: &[i64],
    today: Date,
) -> Result<Vec<Standing>, Error> {
    let (sets, holdings) = holdings(conn, official, posts).await?;
    let mut standings = Vec::new();
    for set in sets {
        let lines = conn.once(set, move |conn| read_lines(conn, set).boxed()).await?;
        let begun = lines.iter().filter(|line| line.effective_from <= today);
        standings.extend(begun.map(|line| stand(line, holdings.get(&line.competency).copied().unwrap_or_default(), today)));
    }
    standings.sort_by(|one, other| {
        one.code.cmp(&other.code).then(other.required.cmp(&one.required)).then(one.is_new.cmp(&other.is_new))
    });
    Ok(standings)
}

fn stand(line: &Line, holding: Holding, today: Date) -> Standing {
    let Holding { held, lapsed, assessed, next_change } = holding;
    let is_new = today < line.grace_until && !held.reaches(line.required);
    let descriptor = |level| line.descriptors.get(place(level)?).filter(|text| !text.is_empty()).cloned();
    Standing {
        competency: line.competency,
        code: line.code.clone(),
        name: line.name.clone(),
        kind: line.kind,
        required: line.required,
        held,
        lapsed,
        assessed,
        state: state(line.required, held, lapsed, assessed),
        is_new,
        due: is_new.then_some(line.grace_until),
        next_change,
        descriptor: descriptor(line.required.into()).unwrap_or_default(),
        held_descriptor: descriptor(held),
    }
}

/// Where the descriptor of a level stands; nowhere for no level.
fn place(level: Attained) -> Option<usize> {
    usize::try_from(level.number() - 1).ok()
}

type Holdings = HashMap<Key<Competency>, Holding>;

/// The sets of these posts, and everything that the official holds.
async fn holdings(conn: &mut Conn, official: OfficialKey, posts: &[i64]) -> Result<(Vec<Key<RequirementSet>>, Holdings), Error> {
    let sql = format!(
        "SELECT live_post_requirement.requirement_set, attainment.competency, attainment.level, attainment.lapsed_level, attainment.assessed, \
         attainment.next_change FROM live_post_requirement LEFT JOIN attainment ON attainment.official = $2 \
         WHERE live_post_requirement.post IN (SELECT value FROM {})",
        conn.dialect().integers(1)
    );
    let rows = conn.query(AssertSqlSafe(sql)).bind(format!("{posts:?}")).bind(official);
    let (mut sets, mut holdings) = (Vec::new(), Holdings::new());
    for (set, holding) in rows.all(|row| Ok((row.get(0)?, read_holding(row)?))).await? {
        if !sets.contains(&set) {
            sets.push(set);
        }
        holdings.extend(holding);
    }
    Ok((sets, holdings))
}

fn read_holding(row: &Row) -> Result<Option<(Key<Competency>, Holding)>, Error> {
    let Some(competency) = row.get(1)? else { return Ok(None) };
    let holding = Holding { held: row.get(2)?, lapsed: row.get(3)?, assessed: row.get(4)?, next_change: row.get(5)? };
    Ok(Some((competency, holding)))
}

async fn read_lines(conn: &mut Conn, set: Key<RequirementSet>) -> Result<Vec<Line>, Error> {
    let mut lines = conn
        .query(
            "SELECT competency.id, competency.code, competency_revision.name, competency.kind, requirement.level, \
             requirement.effective_from, requirement.grace_until FROM requirement \
             JOIN competency ON competency.id = requirement.competency \
             JOIN competency_revision ON competency_revision.competency = requirement.competency \
             AND competency_revision.revision = requirement.revision WHERE requirement.requirement_set = $1 ORDER BY competency.code",
        )
        .bind(set)
        .all(read_line)
        .await?;
    let descriptors = conn
        .query(
            "SELECT requirement.competency, level_descriptor.level, level_descriptor.text FROM requirement \
             JOIN level_descriptor ON level_descriptor.competency = requirement.competency \
             AND level_descriptor.revision = requirement.revision WHERE requirement.requirement_set = $1",
        )
        .bind(set)
        .all(|row| Ok((row.get::<Key<Competency>>(0)?, row.get::<Level>(1)?, row.get::<LanguageText>(2)?)))
        .await?;
    for (competency, level, text) in descriptors {
        let line = lines.iter_mut().find(|line| line.competency == competency);
        if let Some(place) = line.and_then(|line| line.descriptors.get_mut(place(level.into())?)) {
            *place = text;
        }
    }
    Ok(lines)
}

fn read_line(row: &Row) -> Result<Line, Error> {
    Ok(Line {
        competency: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        kind: read_kind(row, 3)?,
        required: row.get(4)?,
        effective_from: row.get(5)?,
        grace_until: row.get(6)?,
        descriptors: Default::default(),
    })
}
