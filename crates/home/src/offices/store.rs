//! What the pages of offices read beside the figures.

use competency::requirement::tally;
use kernel::{Date, Key, LanguageText};
use people::grant::{Action, Reach};
use people::organisation::Office;
use people::{Actor, Organisation, posting};
use sqlx::AssertSqlSafe;
use store::{Conn, Error};

/// The organisations in which the actor's grants begin, for the page without a code.
pub(crate) async fn roots(conn: &mut Conn, actor: &Actor) -> Result<Vec<Office>, Error> {
    let mut roots = Vec::new();
    for grant in actor.grants().iter().filter(|grant| people::grant::allows(grant.role, Action::ViewOffice)) {
        match grant.scope {
            people::grant::Scope::Organisation(key) => roots.push(people::organisation::by_key(conn, key).await?),
            people::grant::Scope::Everything => roots.extend(people::organisation::roots(conn).await?),
            _ => {}
        }
    }
    roots.dedup_by_key(|office| office.key);
    Ok(roots)
}

/// One line of the plan status: who has done how much of what is prescribed. No levels.
#[derive(Clone, Debug)]
pub(crate) struct PlanLine {
    pub(crate) code: String,
    pub(crate) name: Option<people::official::Name>,
    pub(crate) office: LanguageText,
    pub(crate) position: LanguageText,
    pub(crate) prescribed: i64,
    pub(crate) held: i64,
}

/// The plan status of everybody in an office and below it whom the actor may see by name; in order of office and name. What counts is
/// what counts in the figures of the office: a post whose holder is lent elsewhere prescribes nothing, a new requirement nothing yet.
pub(crate) async fn plan(conn: &mut Conn, actor: &Actor, office: Key<Organisation>, limit: i64) -> Result<Vec<PlanLine>, Error> {
    let first = 4;
    let sql = format!(
        "SELECT official.code, person.name, organisation.name, position.title, COUNT(CASE WHEN {counted} THEN 1 END), \
         CAST(SUM(CASE WHEN {counted} AND attainment.level >= requirement.level THEN 1 ELSE 0 END) AS BIGINT) \
         FROM organisation_closure JOIN organisation ON organisation.id = organisation_closure.descendant \
         JOIN post ON post.organisation = organisation.id JOIN position ON position.id = post.position \
         JOIN live_posting ON live_posting.post = post.id JOIN official ON official.id = live_posting.official \
         LEFT JOIN person ON person.official = official.id \
         LEFT JOIN live_post_requirement ON live_post_requirement.post = post.id AND {prescribes} \
         LEFT JOIN requirement ON requirement.requirement_set = live_post_requirement.requirement_set \
         LEFT JOIN attainment ON attainment.official = official.id AND attainment.competency = requirement.competency \
         WHERE organisation_closure.ancestor = $1 AND {current} AND {reach} \
         GROUP BY official.id, official.code, person.name, person.sort, organisation.name, organisation.sort, position.title \
         ORDER BY organisation.sort, person.sort, official.id LIMIT $3",
        counted = tally::counted(2),
        prescribes = posting::prescribes("live_posting", 2),
        current = posting::is_current("live_posting", 2),
        reach = Reach::condition(conn.dialect(), first),
    );
    let today: Date = actor.today();
    let query = conn.query(AssertSqlSafe(sql)).bind(office).bind(today).bind(limit);
    let lines = Reach::of(actor, Action::ViewPlanStatus, today).bind(query).all(|row| {
        let name = row.get::<Option<String>>(1)?;
        Ok(PlanLine {
            code: row.get(0)?,
            name: name.and_then(|json| people::official::Name::from_json(&json)),
            office: row.get(2)?,
            position: row.get(3)?,
            prescribed: row.get(4)?,
            held: row.get(5)?,
        })
    });
    lines.await
}
