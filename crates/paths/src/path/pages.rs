//! The handlers of my path.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use kernel::Language;
use learning::package::Mode;
use maud::Markup;
use people::Learner;
use serde::Deserialize;
use ui::View;
use web::{Answered, Fault, Refusal, Site, see_other};

use super::domain::{Goal, LONGEST_WEEK, SHORTEST_WEEK, Tests, Wish};
use super::model::PathModel;
use super::page::{Said, path_page};
use super::service::{Accept, Drop, PathRefusal, accept, drop_plan};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/path", get(show)).route("/path/plan", post(take)).route("/path/plan/drop", post(give_up))
}

/// What can be left out at most; more is cut off.
const MOST_LEFT_OUT: usize = 40;

/// The form as it is sent; what cannot be read leaves the usual setting.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Chosen {
    /// Minutes in a week.
    #[serde(default)]
    pub(crate) week: String,
    /// A tag, or `any`.
    #[serde(default)]
    pub(crate) language: String,
    /// A mode, or `any`.
    #[serde(default)]
    pub(crate) mode: String,
    #[serde(default)]
    pub(crate) goal: String,
    #[serde(default)]
    pub(crate) tests: String,
    /// Ids of actions, separated by commas.
    #[serde(default)]
    pub(crate) without: String,
    /// Ids of the actions that were seen, when the path is accepted.
    #[serde(default)]
    pub(crate) seen: String,
    /// What was done just now.
    #[serde(default)]
    pub(crate) done: String,
}

impl Chosen {
    /// The wish that it makes of the usual one.
    pub(crate) fn change(&self, usual: Wish) -> Wish {
        let week = self.week.parse::<u32>().ok().map(|week| week.clamp(SHORTEST_WEEK, LONGEST_WEEK));
        let language = match self.language.as_str() {
            "any" => Some(None),
            tag => Language::parse(tag).ok().map(Some),
        };
        Wish {
            minutes_per_week: week.unwrap_or(usual.minutes_per_week),
            language: language.unwrap_or(usual.language),
            mode: Mode::parse(&self.mode).or(usual.mode),
            goal: Goal::parse(&self.goal).unwrap_or(usual.goal),
            tests: Tests::parse(&self.tests).unwrap_or(usual.tests),
            without: list(&self.without),
        }
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|id| !id.is_empty()).take(MOST_LEFT_OUT).map(str::to_owned).collect()
}

async fn load(site: &Site, learner: &Learner, chosen: &Chosen) -> Result<PathModel, Fault> {
    let mut conn = site.db.read().await?;
    let now = site.db.context().now();
    Ok(PathModel::of(&mut conn, learner.official, now, |usual| chosen.change(usual)).await?)
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Query(chosen): Query<Chosen>,
) -> Result<Markup, Fault> {
    let model = load(&site, &learner, &chosen).await?;
    let said = match chosen.done.as_str() {
        "accepted" => Some(Said::Accepted),
        "dropped" => Some(Said::Dropped),
        _ => None,
    };
    Ok(path_page(&view, &model, said))
}

async fn take(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Fault> {
    let model = load(&site, &learner, &chosen).await?;
    let command = Accept {
        official: learner.official,
        account: Some(learner.actor.account()),
        wish: model.wish.clone(),
        seen: Some(list(&chosen.seen)),
        at: None,
        id: None,
    };
    match accept(&site.db, command).await.answered()? {
        Ok(_) => Ok(see_other("/path?done=accepted")),
        Err(refusal) => Ok(refused(&view, &model, refusal)),
    }
}

fn refused(view: &View, model: &PathModel, refusal: PathRefusal) -> Response {
    let words = view.text(&refusal.message(), &ui::Args::new());
    (StatusCode::UNPROCESSABLE_ENTITY, path_page(view, model, Some(Said::Refused(words)))).into_response()
}

async fn give_up(State(site): State<Site>, Extension(view): Extension<View>, learner: Learner) -> Result<Response, Fault> {
    let command = Drop { official: learner.official, account: learner.actor.account() };
    match drop_plan(&site.db, command).await.answered()? {
        Ok(()) => Ok(see_other("/path?done=dropped")),
        Err(refusal) => Ok(refused(&view, &load(&site, &learner, &Chosen::default()).await?, refusal)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_leaves_the_usual_setting() {
        let usual = super::super::domain::samples::wish();
        let nonsense = Chosen {
            week: "soon".to_owned(),
            language: "!".to_owned(),
            mode: "walking".to_owned(),
            goal: "glory".to_owned(),
            ..Chosen::default()
        };
        assert_eq!(nonsense.change(usual.clone()), usual);
        let chosen = Chosen {
            week: "9999999".to_owned(),
            language: "any".to_owned(),
            goal: "urgent".to_owned(),
            without: " course:a ,,test:b:2".to_owned(),
            ..Chosen::default()
        };
        let wish = chosen.change(usual);
        assert_eq!((wish.minutes_per_week, wish.language, wish.goal), (LONGEST_WEEK, None, Goal::Urgent));
        assert_eq!(wish.without, ["course:a", "test:b:2"]);
    }
}
