//! The only SQL on interventions.

use competency::Competency;
use kernel::{Key, LanguageText, Timestamp};
use learning::Course;
use people::official::Name;
use people::{Account, Organisation, Territory};
use store::{Conn, Error, Tx};
use uuid::Uuid;

use super::service::Proposal;
use crate::cube::Place;
use crate::figure::Unit;

/// A proposal as the list shows it.
#[derive(Clone, Debug)]
pub(super) struct Intervention {
    pub(super) id: Uuid,
    pub(super) unit: Unit,
    pub(super) competency: (String, LanguageText),
    pub(super) course: Option<(String, LanguageText)>,
    /// A live count; `None` where the reader may not see it.
    pub(super) people: Option<i64>,
    pub(super) minutes: i64,
    pub(super) note: String,
    pub(super) is_withdrawn: bool,
    pub(super) by: Key<Account>,
    pub(super) author: String,
    pub(super) at: Timestamp,
}

/// Proposals that are shown at most.
const SHOWN: i64 = 400;

/// The newest proposals, whoever may read them.
pub(super) async fn newest(conn: &mut Conn, language: &kernel::Language) -> Result<Vec<Intervention>, Error> {
    conn.query(
        "SELECT intervention.id, organisation.id, organisation.code, organisation.name, territory.id, territory.code, territory.name, \
         competency.code, competency_revision.name, course.code, course_version.title, intervention.people, intervention.minutes, \
         intervention.note, intervention.state, intervention.proposed_by, intervention.proposed_at, person.name, account.name \
         FROM intervention JOIN competency ON competency.id = intervention.competency JOIN competency_revision \
         ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision \
         JOIN account ON account.id = intervention.proposed_by LEFT JOIN person ON person.official = account.official \
         LEFT JOIN organisation ON organisation.id = intervention.organisation LEFT JOIN territory ON territory.id = intervention.territory \
         LEFT JOIN course ON course.id = intervention.course \
         LEFT JOIN course_version ON course_version.course = course.id AND course_version.version = course.version \
         ORDER BY intervention.proposed_at DESC, intervention.id LIMIT $1",
    )
    .bind(SHOWN)
    .all(|row| {
        let unit = match row.get::<Option<Key<Organisation>>>(1)? {
            Some(key) => Unit::office(key, &row.get::<String>(2)?, row.get(3)?),
            None => Unit::area(row.get(4)?, &row.get::<String>(5)?, row.get(6)?),
        };
        let course = match row.get::<Option<String>>(9)? {
            Some(code) => Some((code, row.get(10)?)),
            None => None,
        };
        let name = row.get::<Option<String>>(17)?.and_then(|json| Name::from_json(&json));
        let account: String = row.get(18)?;
        Ok(Intervention {
            id: row.get(0)?,
            unit,
            competency: (row.get(7)?, row.get(8)?),
            course,
            people: Some(row.get(11)?),
            minutes: row.get(12)?,
            note: row.get(13)?,
            is_withdrawn: row.get::<String>(14)? == "withdrawn",
            by: row.get(15)?,
            author: name.map_or(account, |name| name.for_reader(language).to_owned()),
            at: row.get(16)?,
        })
    })
    .await
}

/// Whether a published course leads to a competency.
pub(super) async fn leads_to(conn: &mut Conn, course: Key<Course>, competency: Key<Competency>) -> Result<bool, Error> {
    conn.query(
        "SELECT 1 FROM course JOIN course_effect ON course_effect.course = course.id AND course_effect.version = course.version \
         WHERE course.id = $1 AND course_effect.competency = $2",
    )
    .bind(course)
    .bind(competency)
    .optional(|_| Ok(()))
    .await
    .map(|found| found.is_some())
}

pub(super) async fn insert(tx: &mut Tx, id: Uuid, proposal: &Proposal) -> Result<(), Error> {
    let (organisation, territory): (Option<Key<Organisation>>, Option<Key<Territory>>) = match proposal.place {
        Place::Nation => (None, None),
        Place::Organisation(key) => (Some(key), None),
        Place::Territory(key) => (None, Some(key)),
    };
    let now = tx.now();
    tx.execute(
        "INSERT INTO intervention (id, organisation, territory, competency, course, people, minutes, note, state, proposed_by, proposed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9, $10)",
    )
    .bind(id)
    .bind(organisation)
    .bind(territory)
    .bind(proposal.competency)
    .bind(proposal.course)
    .bind(proposal.people)
    .bind(proposal.minutes)
    .bind(&proposal.note)
    .bind(proposal.by)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// False: there is no such proposal of this account.
pub(super) async fn withdraw(tx: &mut Tx, id: Uuid, by: Key<Account>) -> Result<bool, Error> {
    let changed = tx
        .execute("UPDATE intervention SET state = 'withdrawn' WHERE id = $1 AND proposed_by = $2 AND state = 'proposed'")
        .bind(id)
        .bind(by)
        .run()
        .await?;
    Ok(changed > 0)
}
