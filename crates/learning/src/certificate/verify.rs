//! Verification by strangers: a form, and an answer under an address of its own. No sign-in, and no list of any kind.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use maud::{Markup, html};
use serde::Deserialize;
use ui::components::{Tone, head, notice};
use ui::form::Field;
use ui::{View, t};
use web::{Fault, Site, see_other};

use super::code::VerificationCode;
use super::pages::ladder;
use super::store::{self as sql, Shown};

/// The routes.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/verify", get(ask)).route("/verify/{code}", get(answer))
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    code: String,
}

async fn ask(Extension(view): Extension<View>, Query(asked): Query<Asked>) -> Response {
    match VerificationCode::read(&asked.code) {
        Some(code) => see_other(&format!("/verify/{}", code.as_str())),
        None if asked.code.trim().is_empty() => verify_page(&view, &asked.code, None).into_response(),
        None => (StatusCode::UNPROCESSABLE_ENTITY, verify_page(&view, &asked.code, Some(&Answer::Unreadable))).into_response(),
    }
}

async fn answer(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    Path(typed): Path<String>,
) -> Result<Response, Fault> {
    let found = match VerificationCode::read(&typed) {
        Some(code) => sql::by_code(&mut site.db.read().await?, &code).await?,
        None => None,
    };
    let (status, answer) = match found {
        Some(shown) => (StatusCode::OK, Answer::Known(Box::new(shown))),
        None => (StatusCode::NOT_FOUND, Answer::Unknown),
    };
    Ok((status, verify_page(&view, &typed, Some(&answer))).into_response())
}

/// What can be said about a code.
pub enum Answer {
    /// It is no code.
    Unreadable,
    /// No certificate has it.
    Unknown,
    /// A certificate has it; whether it is valid, the certificate says.
    Known(Box<Shown>),
}

/// The form and, once a code was given, the answer.
pub fn verify_page(view: &View, typed: &str, answer: Option<&Answer>) -> Markup {
    let title = t!(view, "verify-title");
    let error = matches!(answer, Some(Answer::Unreadable)).then(|| t!(view, "verify-unreadable"));
    let field = Field {
        name: "code",
        label: t!(view, "verify-code"),
        hint: Some(t!(view, "verify-hint")),
        value: typed,
        error,
        autocomplete: "off",
    };
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            @match answer {
                Some(Answer::Known(shown)) => (known(view, shown)),
                Some(Answer::Unknown) => (notice(Tone::Wrong, &t!(view, "verify-unknown"))),
                _ => p { (t!(view, "verify-words")) },
            }
            form.stack.narrow method="get" action="/verify" {
                (field.line("text"))
                button.button { (t!(view, "verify-button")) }
            }
        },
    )
}

fn known(view: &View, shown: &Shown) -> Markup {
    let name = shown
        .name
        .as_ref()
        .map_or_else(|| t!(view, "certificate-name-erased"), |name| name.for_reader(&view.language).to_owned());
    html! {
        @match shown.withdrawn_at {
            Some(at) => (notice(Tone::Wrong, &t!(view, "verify-withdrawn", date = view.date(at.date())))),
            None => (notice(Tone::Held, &t!(view, "verify-valid"))),
        }
        section.card {
            h2 { (name) }
            p { (view.say(&shown.course)) }
            p.quiet { (t!(view, "certificate-provider", provider = view.words(&shown.provider).to_owned(), date = view.date(shown.issued_at.date()))) }
            @if let Some((competency, level)) = &shown.assessed {
                (ladder(view, *level))
                p { (t!(view, "certificate-level", competency = view.words(competency).to_owned(), level = level.number())) }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use kernel::Language;

    #[test]
    fn every_answer_renders_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View { viewer: None, ..View::sample(language) };
            let known = super::super::pages::sample();
            let withdrawn = Shown { withdrawn_at: Some(view.now), name: None, ..known.clone() };
            assert!(verify_page(&view, "7K", Some(&Answer::Unreadable)).into_string().contains("value=\"7K\""));
            assert!(verify_page(&view, "", None).into_string().contains("name=\"code\""));
            assert!(verify_page(&view, "", Some(&Answer::Unknown)).into_string().contains("notice wrong"));
            assert!(verify_page(&view, "", Some(&Answer::Known(Box::new(known)))).into_string().contains("notice held"));
            assert!(verify_page(&view, "", Some(&Answer::Known(Box::new(withdrawn)))).into_string().contains("notice wrong"));
        }
    }
}
