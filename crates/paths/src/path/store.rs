//! What a question is made from, read where it stands, for one official or for many at once.

use std::collections::BTreeMap;

use competency::Competency;
use kernel::{Date, Key, Language, Level};
use people::{OfficialKey, Position, posting};
use sqlx::AssertSqlSafe;
use store::{Conn, Error};

use super::domain::{Holding, Question};

/// An official with what is asked and held.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) minutes_per_week: i64,
    pub(crate) language: Language,
    pub(crate) question: Question,
}

/// These officials, with what their posts require today and what they hold. Three queries, however many they are.
pub(crate) async fn asked(
    conn: &mut Conn,
    officials: &[OfficialKey],
    today: Date,
) -> Result<BTreeMap<OfficialKey, Asked>, Error> {
    let (dialect, keys) = (conn.dialect(), list(officials));
    let people = format!(
        "SELECT official.id, official.minutes_per_week, person.language FROM official LEFT JOIN person ON person.official = official.id \
         WHERE official.id IN (SELECT value FROM {})",
        dialect.integers(1)
    );
    let rows = conn.query(AssertSqlSafe(people)).bind(&keys).all(|row| {
        let language = row.get::<Option<Language>>(2)?.unwrap_or(Language::ENGLISH);
        Ok((row.get(0)?, Asked { minutes_per_week: row.get(1)?, language, question: Question::default() }))
    });
    let mut found: BTreeMap<OfficialKey, Asked> = rows.await?.into_iter().collect();
    let required = format!(
        "SELECT live_posting.official, requirement.competency, MAX(requirement.level) FROM live_posting \
         JOIN live_post_requirement ON live_post_requirement.post = live_posting.post \
         JOIN requirement ON requirement.requirement_set = live_post_requirement.requirement_set \
         WHERE live_posting.official IN (SELECT value FROM {}) AND requirement.effective_from <= $2 AND {} \
         GROUP BY live_posting.official, requirement.competency",
        dialect.integers(1),
        posting::prescribes("live_posting", 2)
    );
    let rows = conn.query(AssertSqlSafe(required)).bind(&keys).bind(today);
    let rows = rows.all(|row| Ok((row.get::<OfficialKey>(0)?, row.get::<Key<Competency>>(1)?, row.get::<Level>(2)?))).await?;
    for (official, competency, level) in rows {
        if let Some(asked) = found.get_mut(&official) {
            asked.question.require(competency, level);
        }
    }
    hold(conn, &keys, &mut found).await?;
    Ok(found)
}

async fn hold(conn: &mut Conn, keys: &str, found: &mut BTreeMap<OfficialKey, Asked>) -> Result<(), Error> {
    let held = format!(
        "SELECT official, competency, level, lapsed_level, assessed FROM attainment WHERE official IN (SELECT value FROM {})",
        conn.dialect().integers(1)
    );
    let rows = conn
        .query(AssertSqlSafe(held))
        .bind(keys)
        .all(|row| {
            let holding = Holding { held: row.get(2)?, lapsed: row.get(3)?, assessed: row.get(4)? };
            Ok((row.get::<OfficialKey>(0)?, row.get::<Key<Competency>>(1)?, holding))
        })
        .await?;
    for (official, competency, holding) in rows {
        if let Some(asked) = found.get_mut(&official) {
            asked.question.hold(competency, holding);
        }
    }
    Ok(())
}

/// Keys as a parameter of [`store::Dialect::integers`].
pub(crate) fn list(officials: &[OfficialKey]) -> String {
    format!("{:?}", officials.iter().map(|official| official.number()).collect::<Vec<_>>())
}

/// What the roles of a position ask.
pub(crate) async fn of_position(conn: &mut Conn, position: Key<Position>) -> Result<Vec<(Key<Competency>, Level)>, Error> {
    conn.query(
        "SELECT role_competency.competency, MAX(role_competency.level) FROM position_role \
         JOIN role_competency ON role_competency.role = position_role.role WHERE position_role.position = $1 \
         GROUP BY role_competency.competency",
    )
    .bind(position)
    .all(|row| Ok((row.get(0)?, row.get(1)?)))
    .await
}

/// The test-outs in which an official did not reach the mark and has not since: competency and level.
pub(super) async fn failed(conn: &mut Conn, official: OfficialKey) -> Result<Vec<(Key<Competency>, Level)>, Error> {
    conn.query(
        "SELECT DISTINCT test.competency, test.level FROM attempt JOIN test ON test.id = attempt.test \
         WHERE attempt.official = $1 AND attempt.state = 'failed' AND test.purpose = 'test_out'",
    )
    .bind(official)
    .all(|row| Ok((row.get(0)?, row.get(1)?)))
    .await
}
