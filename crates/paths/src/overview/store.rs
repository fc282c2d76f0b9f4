//! What the overviews read.

use kernel::{Key, LanguageText, Timestamp};
use people::grant::{Action, Reach};
use people::official::Name;
use people::{Actor, OfficialKey, Organisation, posting, supervision};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row};

/// How far somebody's plan has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLine {
    /// Employee code.
    pub code: String,
    /// The name; `None` after erasure.
    pub name: Option<Name>,
    /// Title of the position.
    pub title: LanguageText,
    /// The office.
    pub office: LanguageText,
    /// When a plan was accepted, its minutes, its steps, those done and their minutes; `None` without a plan.
    pub plan: Option<Status>,
    /// A position that the person has shared as an aspiration.
    pub aspires: Option<LanguageText>,
}

/// A plan in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Its minutes.
    pub minutes: i64,
    /// Its steps.
    pub steps: i64,
    /// Those that are done.
    pub done: i64,
    /// Minutes of those.
    pub done_minutes: i64,
}

/// A step is done when nothing that it raises is below its level.
const DONE: &str = "NOT EXISTS (SELECT 1 FROM path_plan_rise LEFT JOIN attainment ON attainment.official = path_plan_rise.official \
     AND attainment.competency = path_plan_rise.competency WHERE path_plan_rise.official = path_plan_step.official \
     AND path_plan_rise.plan = path_plan_step.plan AND path_plan_rise.number = path_plan_step.number \
     AND COALESCE(attainment.level, 0) < path_plan_rise.to_level)";

/// `plans` is the kind of join: whether only people with a plan are found.
fn select(aspiration: &str, plans: &str) -> String {
    let of = "FROM path_plan_step WHERE path_plan_step.official = official.id AND path_plan_step.plan = path_plan.id";
    format!(
        "SELECT official.id, official.code, person.name, position.title, organisation.name, path_plan.accepted_at, path_plan.minutes, \
         (SELECT COUNT(*) {of}), (SELECT COUNT(*) {of} AND {DONE}), \
         (SELECT CAST(COALESCE(SUM(path_plan_step.minutes), 0) AS BIGINT) {of} AND {DONE}), \
         {aspiration} \
         FROM official LEFT JOIN person ON person.official = official.id \
         JOIN live_posting ON live_posting.official = official.id JOIN post ON post.id = live_posting.post \
         JOIN position ON position.id = post.position JOIN organisation ON organisation.id = post.organisation \
         {plans} path_plan ON path_plan.official = official.id AND path_plan.state = 'accepted'"
    )
}

fn read(row: &Row) -> Result<(OfficialKey, PlanLine), Error> {
    let plan = match row.get::<Option<Timestamp>>(5)? {
        None => None,
        Some(accepted_at) => {
            Some(Status { accepted_at, minutes: row.get(6)?, steps: row.get(7)?, done: row.get(8)?, done_minutes: row.get(9)? })
        }
    };
    let line = PlanLine {
        code: row.get(1)?,
        name: row.get::<Option<String>>(2)?.and_then(|json| Name::from_json(&json)),
        title: row.get(3)?,
        office: row.get(4)?,
        plan,
        aspires: row.get(10)?,
    };
    Ok((row.get(0)?, line))
}

/// One line a person, however many posts.
fn once(mut lines: Vec<(OfficialKey, PlanLine)>) -> Vec<PlanLine> {
    lines.dedup_by_key(|(official, _)| *official);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The people whom this official supervises today, with what they have shared.
pub async fn of_team(conn: &mut Conn, supervisor: OfficialKey, today: kernel::Date) -> Result<Vec<PlanLine>, Error> {
    let aspiration = "(SELECT wanted.title FROM aspiration JOIN position AS wanted ON wanted.id = aspiration.position \
         WHERE aspiration.official = official.id AND aspiration.shared_at IS NOT NULL)";
    let sql = format!(
        "{} WHERE official.id IN ({}) AND {} ORDER BY person.sort, official.id, live_posting.from_date DESC",
        select(aspiration, "LEFT JOIN"),
        supervision::supervised_by(1, 2),
        posting::is_current("live_posting", 2),
    );
    Ok(once(conn.query(AssertSqlSafe(sql)).bind(supervisor).bind(today).all(read).await?))
}

/// A page of a list: its number, counted from 1, and how many stand on it.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Which.
    pub number: i64,
    /// People on it at most.
    pub size: i64,
}

/// Whoever has a plan in an office and below it, and may be seen by name by the actor: a page of them, and whether there are more.
pub async fn of_office(
    conn: &mut Conn,
    actor: &Actor,
    office: Key<Organisation>,
    page: Page,
) -> Result<(Vec<PlanLine>, bool), Error> {
    let sql = format!(
        "{} JOIN organisation_closure ON organisation_closure.descendant = organisation.id \
         WHERE organisation_closure.ancestor = $1 AND {} AND {} \
         ORDER BY organisation.sort, person.sort, official.id, live_posting.from_date DESC LIMIT $3 OFFSET $4",
        select("CAST(NULL AS TEXT)", "JOIN"),
        posting::is_current("live_posting", 2),
        Reach::condition(conn.dialect(), 5),
    );
    let today = actor.today();
    let query = conn.query(AssertSqlSafe(sql)).bind(office).bind(today).bind(page.size + 1).bind((page.number - 1) * page.size);
    let mut lines = Reach::of(actor, Action::ViewPlanStatus, today).bind(query).all(read).await?;
    let size = usize::try_from(page.size).unwrap_or(0);
    let is_more = lines.len() > size;
    lines.truncate(size);
    Ok((once(lines), is_more))
}
