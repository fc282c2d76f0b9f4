//! My path, for programs.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use kernel::LanguageText;
use methods::path::{Rise, Without};
use people::session::ProgramActor;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Fault, Problem, Site};

use super::model::PathModel;
use super::pages::Chosen;
use super::plan_store::Plan;
use super::solve::word;
use crate::action::Figure;

/// The routes.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(mine))
}

/// What can be chosen; what is absent or cannot be read leaves the usual setting of the person.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Minutes of learning in a week, 15 to 2,400.
    #[serde(default)]
    week: String,
    /// A language, such as `hi`, or `any`.
    #[serde(default)]
    language: String,
    /// `self_paced`, `in_class`, `blended`, `on_the_job` or `any`.
    #[serde(default)]
    mode: String,
    /// `hours` (fewest hours), `urgent` (what matters most first) or `quarter` (as much as fits into three months).
    #[serde(default)]
    goal: String,
    /// Where to begin with a short test: `unseen`, `all` or `none`.
    #[serde(default)]
    tests: String,
    /// Ids of actions to leave out, separated by commas.
    #[serde(default)]
    without: String,
}

/// A competency rises.
#[derive(Serialize, ToSchema)]
struct RiseOut {
    /// Code of the competency.
    competency: String,
    /// The level before, 0 to 5.
    from: u8,
    /// The level after.
    to: u8,
}

/// A step of a path.
#[derive(Serialize, ToSchema)]
struct StepOut {
    /// Id of the action.
    action: String,
    /// `test_out`, `course`, `on_the_job`, `mentoring` or `observation`.
    kind: &'static str,
    /// Its title by language tag.
    title: BTreeMap<String, String>,
    /// The page on which it is done.
    address: String,
    /// Its minutes.
    minutes: u32,
    /// Where they come from: `measured`, `claimed`, `allowed` or `usual`.
    figure: &'static str,
    /// Required levels that it closes.
    closes: Vec<RiseOut>,
    /// Levels that a later step needs.
    prepares: Vec<RiseOut>,
    /// The best measure without it (minutes, weighted minutes or levels, by goal); absent where nothing else leads there.
    without: Option<u64>,
}

/// A level that no action can prove.
#[derive(Serialize, ToSchema)]
struct MissingOut {
    /// Code of the competency.
    competency: String,
    /// The level required.
    required: u8,
    /// The highest level that can be reached.
    reachable: u8,
}

/// A path with its certificate.
#[derive(Serialize, ToSchema)]
struct PathOut {
    /// `optimal`, `bounded` or `unreachable`.
    status: &'static str,
    /// Minutes of the path.
    minutes: u64,
    /// No path is better than this, in the measure of the goal.
    bound: u64,
    /// The quarter in which its last minute falls.
    quarters: Option<u64>,
    /// Actions among which it was sought.
    known_actions: usize,
    /// What it rests on.
    holds_if: &'static str,
    /// The steps in order.
    steps: Vec<StepOut>,
    /// Levels that no action can prove.
    missing: Vec<MissingOut>,
    /// Other good sets of actions, best first: ids.
    alternatives: Vec<Vec<String>>,
    /// The plan in force.
    plan: Option<PlanOut>,
}

/// A plan that was accepted.
#[derive(Serialize, ToSchema)]
struct PlanOut {
    /// When (RFC 3339).
    accepted_at: String,
    /// Ids of its actions in order.
    actions: Vec<String>,
    /// How many of them are done.
    done: i64,
    /// Minutes of those that are not.
    minutes_left: i64,
}

impl From<Plan> for PlanOut {
    fn from(plan: Plan) -> Self {
        Self {
            accepted_at: plan.accepted_at.rfc3339(),
            done: plan.done(),
            minutes_left: plan.minutes_left(),
            actions: plan.steps.into_iter().map(|step| step.action).collect(),
        }
    }
}

/// The path of the official towards what the posts of today ask. It only asks; nothing is kept.
#[utoipa::path(get, path = "/api/v1/me/path", tag = "paths", params(Wanted), responses(
    (status = 200, body = PathOut), (status = 401, body = Problem), (status = 403, body = Problem)
))]
async fn mine(
    State(site): State<Site>,
    ProgramActor(actor): ProgramActor,
    Query(wanted): Query<Wanted>,
) -> Result<Json<PathOut>, Problem> {
    let official = actor.official().ok_or(Fault::Denied)?;
    let Wanted { week, language, mode, goal, tests, without } = wanted;
    let chosen = Chosen { week, language, mode, goal, tests, without, ..Chosen::default() };
    let now = site.db.context().now();
    let mut conn = site.db.read().await?;
    let model = PathModel::of(&mut conn, official, now, |usual| chosen.change(usual)).await?;
    Ok(Json(out(model)))
}

fn out(mut model: PathModel) -> PathOut {
    let plan = model.plan.take().map(PlanOut::from);
    let explained = &model.answer.explained;
    let solution = &explained.solution;
    let owned = |solution| super::solve::ids(solution, &model.actions).into_iter().map(str::to_owned).collect();
    PathOut {
        status: word(solution.status),
        minutes: solution.minutes,
        bound: solution.bound,
        quarters: solution.quarters,
        known_actions: model.actions.catalogue.len(),
        holds_if: "courses deliver what their reviewers confirmed",
        steps: (0..solution.steps.len()).map(|at| step(&model, at)).collect(),
        missing: solution
            .missing
            .iter()
            .map(|one| MissingOut { competency: one.competency.clone(), required: one.required, reachable: one.reachable })
            .collect(),
        alternatives: explained.alternatives.iter().map(owned).collect(),
        plan,
    }
}

fn step(model: &PathModel, at: usize) -> StepOut {
    let explained = &model.answer.explained;
    let step = &explained.solution.steps[at];
    let action = model.actions.catalogue.action(step.action);
    let offer = model.actions.offer(&action.id);
    let rise = |rise: &Rise| RiseOut {
        competency: model.actions.catalogue.competency(rise.competency).to_owned(),
        from: rise.from,
        to: rise.to,
    };
    StepOut {
        action: action.id.clone(),
        kind: action.kind.word(),
        title: offer.map(|offer| by_language(&offer.title)).unwrap_or_default(),
        address: offer.map(crate::action::Offer::address).unwrap_or_default(),
        minutes: action.minutes,
        figure: match offer.map(|offer| offer.figure) {
            Some(Figure::Measured(_)) => "measured",
            Some(Figure::Allowed) => "allowed",
            Some(Figure::Usual) => "usual",
            Some(Figure::Claimed) | None => "claimed",
        },
        closes: step.closes.iter().map(rise).collect(),
        prepares: step.prepares.iter().map(rise).collect(),
        without: match explained.without.get(at) {
            Some(Without::Costs(cost) | Without::CostsBetween(cost, _)) => Some(*cost),
            _ => None,
        },
    }
}

fn by_language(text: &LanguageText) -> BTreeMap<String, String> {
    text.languages().map(|language| (language.to_string(), text.get(language).to_owned())).collect()
}
