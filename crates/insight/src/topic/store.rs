//! What the page of a competency reads beside the figures.

use competency::Competency;
use competency::requirement::tally;
use kernel::{Key, LanguageText, Timestamp};
use learning::Course;
use paths::action;
use people::grant::{Action, Reach};
use people::official::Name;
use people::{Actor, posting};
use sqlx::AssertSqlSafe;
use store::{Conn, Error};

use crate::cube::Place;

/// A course that leads somewhere, and what of it can be proven.
#[derive(Clone, Debug)]
pub(crate) struct CourseLine {
    pub(crate) key: Key<Course>,
    pub(crate) code: String,
    pub(crate) title: LanguageText,
    /// The level that it proves.
    pub(crate) level: i64,
    /// The level that one must hold before.
    pub(crate) entry: i64,
    /// Of learning and testing, for one person.
    pub(crate) minutes: i64,
    /// Whether it has seats: in class or blended.
    pub(crate) seats: bool,
    /// Names of its languages.
    pub(crate) languages: Vec<String>,
}

/// The courses that prove a level of a competency, the highest level first, then the shortest.
pub(crate) async fn courses_for(conn: &mut Conn, competency: Key<Competency>, now: Timestamp) -> Result<Vec<CourseLine>, Error> {
    let actions = action::current(conn, now).await?;
    let rows: Vec<(Key<Course>, String, i64, String)> = conn
        .query(
            "SELECT course.id, course.code, course_effect.entry, course_version.mode FROM course_effect JOIN course \
             ON course.id = course_effect.course AND course.version = course_effect.version JOIN course_version \
             ON course_version.course = course.id AND course_version.version = course.version WHERE course_effect.competency = $1",
        )
        .bind(competency)
        .all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .await?;
    let name = actions.code(competency).unwrap_or_default().to_owned();
    let line = |(key, code, entry, mode): (Key<Course>, String, i64, String)| {
        let id = format!("course:{code}");
        let offer = actions.offer(&id)?;
        let found = actions.catalogue.action(actions.catalogue.find(&id)?);
        let level = found.gives.iter().find(|(given, _)| *given == name)?.1.number();
        let own_name = |tag: &String| kernel::Language::parse(tag).map_or(tag.clone(), |language| language.own_name().to_owned());
        let languages = found.languages.iter().map(own_name).collect();
        let seats = matches!(mode.as_str(), "in_class" | "blended");
        Some(CourseLine {
            key,
            code,
            title: offer.title.clone(),
            level,
            entry,
            minutes: i64::from(found.minutes),
            seats,
            languages,
        })
    };
    let mut lines: Vec<CourseLine> = rows.into_iter().filter_map(line).collect();
    lines.sort_by(|one, other| (-one.level, one.minutes, &one.code).cmp(&(-other.level, other.minutes, &other.code)));
    Ok(lines)
}

/// Somebody of whom a competency is required.
#[derive(Clone, Debug)]
pub(crate) struct PersonLine {
    pub(crate) code: String,
    pub(crate) name: Option<Name>,
    pub(crate) position: LanguageText,
    pub(crate) office: LanguageText,
}

/// Whoever still has a competency open in a place, as far as the actor may see plan status by name; in order of office and name.
pub(crate) async fn open_people(
    conn: &mut Conn,
    actor: &Actor,
    (place, competency): (Place, Key<Competency>),
    limit: i64,
) -> Result<Vec<PersonLine>, Error> {
    let sql = format!(
        "SELECT official.code, person.name, position.title, organisation.name FROM {} \
         WHERE requirement.competency = $2 AND COALESCE(attainment.level, 0) < requirement.level AND {} AND {} AND {} \
         ORDER BY organisation.sort, person.sort, official.id LIMIT $4",
        joined(place),
        tally::counted(3),
        posting::prescribes("live_posting", 3),
        Reach::condition(conn.dialect(), 5),
    );
    let today = actor.today();
    let query = conn.query(AssertSqlSafe(sql)).bind(number(place)).bind(competency).bind(today).bind(limit);
    let lines = Reach::of(actor, Action::ViewPlanStatus, today).bind(query).all(|row| {
        let name = row.get::<Option<String>>(1)?.and_then(|json| Name::from_json(&json));
        Ok(PersonLine { code: row.get(0)?, name, position: row.get(2)?, office: row.get(3)? })
    });
    lines.await
}

/// People looked at for [`shortfall`], at most.
const SAMPLE: i64 = 2000;

/// How many levels those are short who were assessed below, on average; of at most 2,000 of them.
pub(crate) async fn shortfall(
    conn: &mut Conn,
    place: Place,
    competency: Key<Competency>,
    today: kernel::Date,
) -> Result<Option<f64>, Error> {
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(short), 0) AS BIGINT) FROM (SELECT requirement.level - attainment.level AS short FROM {} \
         WHERE requirement.competency = $2 AND attainment.assessed AND attainment.level < requirement.level AND {} AND {} \
         LIMIT {SAMPLE}) AS sample",
        joined(place),
        tally::counted(3),
        posting::prescribes("live_posting", 3),
    );
    let found: (i64, i64) = conn
        .query(AssertSqlSafe(sql))
        .bind(number(place))
        .bind(competency)
        .bind(today)
        .one("sample", |row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    Ok((found.0 > 0).then(|| found.1 as f64 / found.0 as f64))
}

fn number(place: Place) -> i64 {
    match place {
        Place::Nation => 0,
        Place::Organisation(key) => key.number(),
        Place::Territory(key) => key.number(),
    }
}

/// Requirements of the people of place `$1`, with what they hold. An office serves the territory of the nearest organisation above that has one.
fn joined(place: Place) -> String {
    let offices = match place {
        Place::Nation => "post WHERE $1 = 0",
        Place::Organisation(_) => {
            "organisation_closure JOIN post ON post.organisation = organisation_closure.descendant WHERE organisation_closure.ancestor = $1"
        }
        Place::Territory(_) => {
            "post JOIN organisation_closure ON organisation_closure.descendant = post.organisation \
             JOIN organisation AS up ON up.id = organisation_closure.ancestor JOIN territory ON territory.id = up.territory \
             WHERE (territory.id = $1 OR territory.parent = $1) AND NOT EXISTS (SELECT 1 FROM organisation_closure AS nearer \
             JOIN organisation AS below ON below.id = nearer.ancestor WHERE nearer.descendant = post.organisation \
             AND nearer.depth < organisation_closure.depth AND below.territory IS NOT NULL)"
        }
    };
    format!(
        "(SELECT post.id, post.organisation, post.position FROM {offices}) AS place \
         JOIN organisation ON organisation.id = place.organisation JOIN position ON position.id = place.position \
         JOIN live_posting ON live_posting.post = place.id JOIN official ON official.id = live_posting.official \
         LEFT JOIN person ON person.official = official.id \
         JOIN live_post_requirement ON live_post_requirement.post = place.id \
         JOIN requirement ON requirement.requirement_set = live_post_requirement.requirement_set \
         LEFT JOIN attainment ON attainment.official = official.id AND attainment.competency = requirement.competency"
    )
}
