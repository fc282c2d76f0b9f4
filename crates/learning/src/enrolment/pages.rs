//! Taking, leaving and resuming a course. The course page with its button belongs to the catalogue.

use axum::extract::{Path, State as FromState};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use maud::{Markup, html};
use people::Learner;
use ui::components::{Tone, head, notice};
use ui::{View, t};
use web::{Answered, Fault, Refusal, Site, see_other};

use super::domain::State;
use super::service::{self, Enrol, EnrolmentRefusal, Withdraw};
use super::store::{self as sql, Held};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/learn/{code}/enrol", post(enrol))
        .route("/learn/{code}/withdraw", get(ask_withdraw).post(withdraw))
        .route("/learn/{code}/play", get(resume))
}

async fn enrol(
    FromState(site): FromState<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let (account, language) = (learner.actor.account(), view.language.clone());
    let command = Enrol { official: learner.official, account, course: code.clone(), language };
    match service::enrol(&site.db, command).await.answered()? {
        Ok(_) | Err(EnrolmentRefusal::AlreadyActive) => Ok(see_other(&format!("/learn/{code}/play"))),
        Err(refusal) => Ok(refused(&view, &code, refusal)),
    }
}

async fn withdraw(
    FromState(site): FromState<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let held = active(&site, &learner, &code).await?;
    let command = Withdraw { official: learner.official, account: learner.actor.account(), enrolment: held.id };
    match service::withdraw(&site.db, command).await.answered()? {
        Ok(()) => Ok(see_other("/records?done=withdrawn")),
        Err(refusal) => Ok(refused(&view, &code, refusal)),
    }
}

async fn ask_withdraw(
    FromState(site): FromState<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(code): Path<String>,
) -> Result<Markup, Fault> {
    let held = active(&site, &learner, &code).await?;
    Ok(withdraw_page(&view, &code, &held))
}

async fn active(site: &Site, learner: &Learner, code: &str) -> Result<Held, Fault> {
    let held = sql::of_course(&mut site.db.read().await?, learner.official, code).await?;
    held.filter(|held| held.state == State::Active).ok_or(Fault::Denied)
}

/// Back to where the learner left off, on whatever device.
async fn resume(FromState(site): FromState<Site>, learner: Learner, Path(code): Path<String>) -> Result<Response, Fault> {
    let held = sql::of_course(&mut site.db.read().await?, learner.official, &code).await?;
    Ok(see_other(&match held {
        Some(held) => format!("/learn/{code}/play/{}?segment={}", held.resume.0, held.resume.1.max(1)),
        None => format!("/learn/{code}"),
    }))
}

fn refused(view: &View, code: &str, refusal: EnrolmentRefusal) -> Response {
    (refusal.status(), refused_page(view, code, refusal)).into_response()
}

/// The page that says why a course was not taken or left.
pub fn refused_page(view: &View, code: &str, refusal: EnrolmentRefusal) -> Markup {
    let title = t!(view, "enrolment-refused-title");
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            (notice(Tone::Gap, &view.text(&refusal.message(), &ui::Args::new())))
            p { a.button href={ "/learn/" (code) } { (t!(view, "enrolment-to-course")) } }
        },
    )
}

/// The page that asks once more before a course is left.
pub fn withdraw_page(view: &View, code: &str, held: &Held) -> Markup {
    let title = t!(view, "withdraw-title", course = view.words(&held.title).to_owned());
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            p { (t!(view, "withdraw-words")) }
            form.cluster method="post" action={ "/learn/" (code) "/withdraw" } {
                button.button { (t!(view, "withdraw-button")) }
                a.button.plain href={ "/learn/" (code) "/play" } { (t!(view, "withdraw-stay")) }
            }
        },
    )
}

#[cfg(test)]
mod samples {
    use super::*;
    use kernel::Language;

    #[test]
    fn pages_render_in_every_language() {
        let held = Held::sample();
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            assert!(withdraw_page(&view, "rti", &held).into_string().contains("/learn/rti/withdraw"));
            for refusal in [EnrolmentRefusal::AlreadyActive, EnrolmentRefusal::NotPlayable, EnrolmentRefusal::NotActive] {
                assert!(!refused_page(&view, "rti", refusal).into_string().contains("refusal-"));
            }
        }
    }
}
