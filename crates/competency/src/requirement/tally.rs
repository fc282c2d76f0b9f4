//! Counting how people stand to their requirements: for all offices at once, or for a few people. New requirements that are not held count
//! nowhere, as on the page of the person.

use kernel::{Attained, Date, Key, Level};
use people::{OfficialKey, Organisation, posting};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row};

use super::domain::{State, state};
use crate::Competency;

/// So many people of an office stand in one state to one competency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The office of the post that asks it.
    pub organisation: Key<Organisation>,
    /// What is asked.
    pub competency: Key<Competency>,
    /// The state.
    pub state: State,
    /// How many.
    pub people: i64,
}

/// Every office, by competency and state, counted directly; several rows may have the same office, competency and state. It reads everybody:
/// pages have the roll-ups, which must come to the same.
pub async fn all(conn: &mut Conn, today: Date) -> Result<Vec<Tally>, Error> {
    let sql = format!(
        "SELECT requirement.level, attainment.level, attainment.lapsed_level, attainment.assessed, post.organisation, requirement.competency, \
         COUNT(*) FROM live_posting JOIN post ON post.id = live_posting.post \
         JOIN live_post_requirement ON live_post_requirement.post = post.id \
         JOIN requirement ON requirement.requirement_set = live_post_requirement.requirement_set \
         LEFT JOIN attainment ON attainment.official = live_posting.official AND attainment.competency = requirement.competency \
         WHERE {} AND {} \
         GROUP BY requirement.level, attainment.level, attainment.lapsed_level, attainment.assessed, post.organisation, requirement.competency",
        posting::prescribes("live_posting", 1),
        counted(1)
    );
    conn.query(AssertSqlSafe(sql))
        .bind(today)
        .all(|row| Ok(Tally { organisation: row.get(4)?, competency: row.get(5)?, state: read_state(row)?, people: row.get(6)? }))
        .await
}

/// So many competencies of one person are in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficialTally {
    /// Who.
    pub official: OfficialKey,
    /// The state.
    pub state: State,
    /// How many.
    pub competencies: i64,
}

/// These people, by state; with several posts the highest level asked counts. Several rows may have the same person and state.
pub async fn of_officials(conn: &mut Conn, officials: &[OfficialKey], today: Date) -> Result<Vec<OfficialTally>, Error> {
    let given = conn.dialect().integers(2);
    let sql = format!(
        "SELECT asked.level, attainment.level, attainment.lapsed_level, attainment.assessed, asked.official, COUNT(*) FROM \
         (SELECT live_posting.official, requirement.competency, MAX(requirement.level) AS level FROM live_posting \
          JOIN live_post_requirement ON live_post_requirement.post = live_posting.post \
          JOIN requirement ON requirement.requirement_set = live_post_requirement.requirement_set \
          LEFT JOIN attainment ON attainment.official = live_posting.official AND attainment.competency = requirement.competency \
          WHERE live_posting.official IN (SELECT value FROM {given}) AND {} AND {} \
          GROUP BY live_posting.official, requirement.competency) AS asked \
         LEFT JOIN attainment ON attainment.official = asked.official AND attainment.competency = asked.competency \
         GROUP BY asked.level, attainment.level, attainment.lapsed_level, attainment.assessed, asked.official",
        posting::prescribes("live_posting", 1),
        counted(1)
    );
    let keys: Vec<i64> = officials.iter().map(|official| official.number()).collect();
    conn.query(AssertSqlSafe(sql))
        .bind(today)
        .bind(format!("{keys:?}"))
        .all(|row| Ok(OfficialTally { official: row.get(4)?, state: read_state(row)?, competencies: row.get(5)? }))
        .await
}

/// The condition that a row of `requirement` counts on the day of parameter `today` for the holder of the row of `attainment` joined to it:
/// it has begun, and is out of its grace period or held.
pub fn counted(today: usize) -> String {
    format!(
        "(requirement.effective_from <= ${today} AND (requirement.grace_until <= ${today} OR attainment.level >= requirement.level))"
    )
}

fn read_state(row: &Row) -> Result<State, Error> {
    let (required, held): (Level, Option<Attained>) = (row.get(0)?, row.get(1)?);
    let (lapsed, assessed): (Option<Attained>, Option<bool>) = (row.get(2)?, row.get(3)?);
    Ok(state(required, held.unwrap_or_default(), lapsed.unwrap_or_default(), assessed.unwrap_or_default()))
}
