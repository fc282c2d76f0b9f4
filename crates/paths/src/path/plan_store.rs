//! The only SQL on plans.

use competency::Competency;
use kernel::{Key, LanguageText, Timestamp};
use people::OfficialKey;
use store::{Conn, Error, Tx};
use uuid::Uuid;

/// A path that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: Uuid,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Its minutes.
    pub minutes: i64,
    /// Minutes of learning in a week.
    pub minutes_per_week: i64,
    /// Its steps in order.
    pub steps: Vec<PlanStep>,
}

impl Plan {
    /// The first step that is not done.
    pub fn next(&self) -> Option<&PlanStep> {
        self.steps.iter().find(|step| !step.done)
    }

    /// How many steps are done.
    pub fn done(&self) -> i64 {
        i64::try_from(self.steps.iter().filter(|step| step.done).count()).unwrap_or(0)
    }

    /// Minutes of the steps that are not done.
    pub fn minutes_left(&self) -> i64 {
        self.steps.iter().filter(|step| !step.done).map(|step| step.minutes).sum()
    }
}

/// A step of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStep {
    /// Its place, from 1.
    pub number: i64,
    /// The action.
    pub action: String,
    /// Its title as it was.
    pub title: LanguageText,
    /// Where it is done.
    pub address: String,
    /// Its minutes.
    pub minutes: i64,
    /// Whether all that it was to raise is held.
    pub done: bool,
}

/// A step to be written, with the levels that it raises.
#[derive(Clone, Debug)]
pub(super) struct NewStep {
    pub(super) action: String,
    pub(super) title: LanguageText,
    pub(super) address: String,
    pub(super) minutes: i64,
    pub(super) rises: Vec<(Key<Competency>, i64)>,
}

/// A plan to be written.
#[derive(Clone, Debug)]
pub(super) struct NewPlan {
    pub(super) id: Uuid,
    pub(super) at: Timestamp,
    pub(super) wish: super::domain::Wish,
    pub(super) status: &'static str,
    pub(super) minutes: i64,
    pub(super) bound: i64,
    pub(super) steps: Vec<NewStep>,
}

/// The plan in force.
pub async fn plan(conn: &mut Conn, official: OfficialKey) -> Result<Option<Plan>, Error> {
    let found = conn
        .query("SELECT id, accepted_at, minutes, minutes_per_week FROM path_plan WHERE official = $1 AND state = 'accepted'")
        .bind(official)
        .optional(|row| {
            Ok(Plan {
                id: row.get(0)?,
                accepted_at: row.get(1)?,
                minutes: row.get(2)?,
                minutes_per_week: row.get(3)?,
                steps: Vec::new(),
            })
        });
    let Some(mut plan) = found.await? else { return Ok(None) };
    plan.steps = conn
        .query(
            "SELECT path_plan_step.number, path_plan_step.action, path_plan_step.title, path_plan_step.address, path_plan_step.minutes, \
             EXISTS (SELECT 1 FROM path_plan_rise LEFT JOIN attainment ON attainment.official = path_plan_rise.official \
               AND attainment.competency = path_plan_rise.competency WHERE path_plan_rise.official = path_plan_step.official \
               AND path_plan_rise.plan = path_plan_step.plan AND path_plan_rise.number = path_plan_step.number \
               AND COALESCE(attainment.level, 0) < path_plan_rise.to_level) \
             FROM path_plan_step WHERE official = $1 AND plan = $2 ORDER BY number",
        )
        .bind(official)
        .bind(plan.id)
        .all(|row| {
            Ok(PlanStep {
                number: row.get(0)?,
                action: row.get(1)?,
                title: row.get(2)?,
                address: row.get(3)?,
                minutes: row.get(4)?,
                done: !row.get::<bool>(5)?,
            })
        })
        .await?;
    Ok(Some(plan))
}

/// Ends the plan in force, if there is one; tells whether there was.
pub(super) async fn end(tx: &mut Tx, official: OfficialKey, state: &'static str) -> Result<bool, Error> {
    let now = tx.now();
    let ended = tx
        .execute("UPDATE path_plan SET state = $2, ended_at = $3 WHERE official = $1 AND state = 'accepted'")
        .bind(official)
        .bind(state)
        .bind(now)
        .run()
        .await?;
    Ok(ended > 0)
}

/// Writes a plan.
pub(super) async fn insert(tx: &mut Tx, official: OfficialKey, plan: &NewPlan) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO path_plan (official, id, state, accepted_at, goal, minutes_per_week, language, mode, tests, status, minutes, bound) \
         VALUES ($1, $2, 'accepted', $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(official)
    .bind(plan.id)
    .bind(plan.at)
    .bind(plan.wish.goal.as_str())
    .bind(i64::from(plan.wish.minutes_per_week))
    .bind(plan.wish.language.as_ref().map_or("", |language| language.as_str()))
    .bind(plan.wish.mode.map_or("", |mode| mode.as_str()))
    .bind(plan.wish.tests.as_str())
    .bind(plan.status)
    .bind(plan.minutes)
    .bind(plan.bound)
    .run()
    .await?;
    for (number, step) in (1_i64..).zip(&plan.steps) {
        tx.execute(
            "INSERT INTO path_plan_step (official, plan, number, action, title, address, minutes) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(official)
        .bind(plan.id)
        .bind(number)
        .bind(&step.action)
        .bind(&step.title)
        .bind(&step.address)
        .bind(step.minutes)
        .run()
        .await?;
        for (competency, level) in &step.rises {
            tx.execute("INSERT INTO path_plan_rise (official, plan, number, competency, to_level) VALUES ($1, $2, $3, $4, $5)")
                .bind(official)
                .bind(plan.id)
                .bind(number)
                .bind(*competency)
                .bind(*level)
                .run()
                .await?;
        }
    }
    Ok(())
}
