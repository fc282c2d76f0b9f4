//! What a page or a line needs to know of a path.

use std::sync::Arc;

use competency::framework::Criticality;
use competency::requirement;
use kernel::{LanguageText, Timestamp};
use methods::path::{ActionIndex, Scratch};
use people::OfficialKey;
use store::{Conn, Error};

use super::domain::{Goal, Question, Wish};
use super::plan_store::{self, Plan};
use super::solve::{Answer, answer, shortest};
use super::store as sql;
use crate::action::{self, Actions, Way};

/// What was read of an official.
pub(crate) struct Read {
    pub(crate) question: Question,
    pub(crate) actions: Arc<Actions>,
    /// Test-outs that did not succeed.
    pub(crate) failed: Vec<ActionIndex>,
    pub(crate) usual: Wish,
}

/// Reads what is asked of an official, what is held, and what can be done today.
pub(crate) async fn gather_for(conn: &mut Conn, official: OfficialKey, now: Timestamp) -> Result<Read, Error> {
    let actions = action::current(conn, now).await?;
    let asked = sql::asked(conn, &[official], now.date()).await?.remove(&official).ok_or(Error::Missing("official"))?;
    let failed = sql::failed(conn, official).await?;
    let failed = failed.into_iter().filter_map(|(competency, level)| {
        let tests = actions.test_outs(competency).iter();
        tests.filter(|(of, _)| *of == level).map(|(_, index)| *index).next()
    });
    let failed = failed.collect();
    let usual = Wish::usual(asked.minutes_per_week, &asked.language);
    Ok(Read { question: asked.question, actions, failed, usual })
}

/// How much a criticality weighs.
const fn weight(criticality: Criticality) -> u32 {
    match criticality {
        Criticality::High => 3,
        Criticality::Medium => 2,
        Criticality::Low => 1,
    }
}

/// A path as its page shows it.
pub struct PathModel {
    /// What was chosen.
    pub wish: Wish,
    /// The settings from which the choice departs.
    pub usual: Wish,
    /// What is held and required.
    pub question: Question,
    /// What can be done.
    pub actions: Arc<Actions>,
    /// The path.
    pub answer: Answer,
    /// The plan in force.
    pub plan: Option<Plan>,
    /// The present instant.
    pub now: Timestamp,
}

impl PathModel {
    /// The path of an official towards what the posts of today ask; `choose` changes the usual settings.
    pub(crate) async fn of(
        conn: &mut Conn,
        official: OfficialKey,
        now: Timestamp,
        choose: impl FnOnce(Wish) -> Wish,
    ) -> Result<Self, Error> {
        let mut read = gather_for(conn, official, now).await?;
        let wish = choose(read.usual.clone());
        if wish.goal == Goal::Urgent {
            for said in requirement::criticality(conn, official, now.date()).await? {
                read.question.weigh(said.competency, weight(said.criticality));
            }
        }
        let mut model = Self::solve(read, wish, now)?;
        model.plan = plan_store::plan(conn, official).await?;
        Ok(model)
    }

    /// Solves what was read.
    pub(crate) fn solve(read: Read, wish: Wish, now: Timestamp) -> Result<Self, Error> {
        let answer = answer(&read.question, &wish, &read.actions, &read.failed)?;
        Ok(Self { wish, usual: read.usual, question: read.question, actions: read.actions, answer, plan: None, now })
    }
}

/// The next step of a path, for a line on another page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// What it is.
    pub title: LanguageText,
    /// How it is done; `None` when it is not offered any more.
    pub way: Option<Way>,
    /// Where it is done.
    pub address: String,
    /// Minutes of all that is left.
    pub minutes_left: i64,
    /// Steps that are left.
    pub steps_left: i64,
    /// Whether it is of an accepted plan.
    pub planned: bool,
}

/// The next step of the plan in force, or of the shortest path; `None` when nothing can be done.
pub async fn next(conn: &mut Conn, official: OfficialKey, now: Timestamp) -> Result<Option<Next>, Error> {
    let actions = action::current(conn, now).await?;
    if let Some(plan) = plan_store::plan(conn, official).await?
        && let Some(step) = plan.next()
    {
        return Ok(Some(Next {
            title: step.title.clone(),
            way: actions.offer(&step.action).map(|offer| offer.way.clone()),
            address: step.address.clone(),
            minutes_left: plan.minutes_left(),
            steps_left: i64::try_from(plan.steps.len()).unwrap_or(0) - plan.done(),
            planned: true,
        }));
    }
    let read = gather_for(conn, official, now).await?;
    let solution = shortest(&read.question, &read.usual, &read.actions, &read.failed, &mut Scratch::default())?;
    let Some(first) = solution.steps.first() else { return Ok(None) };
    let offer = read.actions.offer(&read.actions.catalogue.action(first.action).id);
    Ok(offer.map(|offer| Next {
        title: offer.title.clone(),
        way: Some(offer.way.clone()),
        address: offer.address(),
        minutes_left: i64::try_from(solution.minutes).unwrap_or(i64::MAX),
        steps_left: i64::try_from(solution.steps.len()).unwrap_or(0),
        planned: false,
    }))
}
