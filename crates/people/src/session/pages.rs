//! The pages of signing in and out, of the language and of one's password.

use axum::extract::{Query, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use kernel::Language;
use maud::{Markup, html};
use serde::Deserialize;
use store::{FutureExt, Outcome, Tx};
use ui::components::{Tone, head, notice};
use ui::form::Field;
use ui::{View, t};
use web::{Answered, Fault, Refusal, Site, see_other};

use super::{Actor, Sessions, domain, store as sql};
use crate::account::service::{self, AccountRefusal, ChangePassword};
use crate::account::{self, token_digest};
use crate::official;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(show_sign_in).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/language", post(choose_language))
        .route("/account/password", get(show_password).post(change_password))
}

/// What the sign-in form sends; also what its page shows again when it is rejected.
#[derive(Debug, Default, Deserialize)]
pub struct SignInForm {
    /// Employee code, mobile number, e-mail or account name.
    #[serde(default)]
    pub identifier: String,
    /// The password; never shown again.
    #[serde(default)]
    pub password: String,
    /// Present when the computer is shared.
    pub shared: Option<String>,
    /// Where to go afterwards.
    #[serde(default, rename = "return")]
    pub back: String,
}

async fn show_sign_in(Extension(view): Extension<View>, Query(form): Query<SignInForm>) -> Markup {
    sign_in_page(&view, &form, None)
}

async fn sign_in(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    Form(form): Form<SignInForm>,
) -> Result<Response, Fault> {
    match service::prove(&site.db, &form.identifier, &form.password).await.answered()? {
        Ok(proven) => {
            let shared = form.shared.is_some();
            let token = account::new_token(site.db.context());
            let command = (token_digest(&token), proven.account, shared);
            let opened: Outcome<(), ()> =
                site.db.write(command, |tx, (digest, account, shared)| open(tx, digest, *account, *shared).boxed()).await;
            opened.answered()?.or(Err(Fault::Denied))?;
            let to = if proven.must_change { "/account/password" } else { after_sign_in(&form.back) };
            let mut response = see_other(to);
            set_cookie(&mut response, &cookie("session", &token, (!shared).then_some(14), true, site.settings.is_secure()));
            Ok(response)
        }
        Err(refusal) => {
            let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok((status, sign_in_page(&view, &form, Some(refusal))).into_response())
        }
    }
}

async fn open(tx: &mut Tx, digest: &[u8], account: kernel::Key<crate::Account>, shared: bool) -> Outcome<(), ()> {
    let ends = domain::ends_at(tx.now(), shared);
    Ok(sql::insert(tx, digest, account, shared, ends).await?)
}

fn after_sign_in(back: &str) -> &str {
    match domain::safe_return(back) {
        "/" => "/today",
        path => path,
    }
}

/// The sign-in page; after a refusal with what was typed.
pub fn sign_in_page(view: &View, form: &SignInForm, refusal: Option<AccountRefusal>) -> Markup {
    let title = t!(view, "sign-in");
    let identifier = Field {
        name: "identifier",
        label: t!(view, "sign-in-identifier"),
        value: &form.identifier,
        autocomplete: "username",
        ..Field::default()
    };
    let password =
        Field { name: "password", label: t!(view, "sign-in-password"), autocomplete: "current-password", ..Field::default() };
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            form.stack.narrow method="post" action="/sign-in" {
                input type="hidden" name="return" value=(domain::safe_return(&form.back));
                (identifier.line("text"))
                (password.line("password"))
                label.tick { input type="checkbox" name="shared" value="yes" checked[form.shared.is_some()]; span { (t!(view, "sign-in-shared")) } }
                button.button { (title) }
            }
            @if view.demo { p.quiet.small { (t!(view, "sign-in-demo")) } }
        },
    )
}

fn explain(view: &View, refusal: AccountRefusal) -> String {
    match refusal {
        AccountRefusal::Blocked(minutes) => t!(view, "refusal-account-blocked", minutes = minutes),
        other => view.text(&other.message(), &ui::Args::new()),
    }
}

async fn sign_out(State(site): State<Site>, Extension(sessions): Extension<Sessions>, actor: Actor) -> Result<Response, Fault> {
    sessions.forget(&actor);
    let closed: Outcome<(), ()> =
        site.db.write(actor.token().to_vec(), |tx, digest| async move { Ok(sql::delete(tx, digest).await?) }.boxed()).await;
    closed.answered()?.or(Err(Fault::Denied))?;
    let mut response = see_other("/");
    set_cookie(&mut response, &cookie("session", "", Some(0), true, site.settings.is_secure()));
    if actor.is_shared() {
        let everything = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
        response.headers_mut().insert(HeaderName::from_static("clear-site-data"), everything);
    }
    Ok(response)
}

#[derive(Deserialize)]
struct LanguageForm {
    language: String,
    #[serde(default, rename = "return")]
    back: String,
}

async fn choose_language(
    State(site): State<Site>,
    actor: Option<Extension<Actor>>,
    Form(form): Form<LanguageForm>,
) -> Result<Response, Fault> {
    let language = Language::parse(&form.language).ok().filter(|language| ui::texts().speaks(language)).ok_or(Fault::Absent)?;
    let shared = actor.as_ref().is_some_and(|Extension(actor)| actor.is_shared());
    if let Some(official) = actor.as_ref().and_then(|Extension(actor)| actor.official()) {
        let command = (official, language.clone());
        let saved: Outcome<(), ()> = site
            .db
            .write(command, |tx, (official, language)| {
                async move { Ok(official::set_language(tx, *official, language).await?) }.boxed()
            })
            .await;
        saved.answered()?.or(Err(Fault::Denied))?;
    }
    let mut response = see_other(domain::safe_return(&form.back));
    set_cookie(&mut response, &cookie("language", language.as_str(), (!shared).then_some(365), false, site.settings.is_secure()));
    Ok(response)
}

#[derive(Default, Deserialize)]
struct PasswordForm {
    present: String,
    new: String,
    again: String,
}

async fn show_password(Extension(view): Extension<View>, actor: Actor) -> Markup {
    password_page(&view, actor.must_change_password(), None)
}

async fn change_password(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    Extension(sessions): Extension<Sessions>,
    actor: Actor,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Fault> {
    let command = ChangePassword {
        account: actor.account(),
        session: actor.token().to_vec(),
        present: form.present,
        new: [form.new, form.again],
    };
    match service::change_password(&site.db, command).await.answered()? {
        Ok(()) => {
            sessions.forget(&actor);
            Ok(see_other("/account?done=password"))
        }
        Err(refusal) => {
            let page = password_page(&view, actor.must_change_password(), Some(refusal));
            Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The page to choose a new password.
pub fn password_page(view: &View, first: bool, refusal: Option<AccountRefusal>) -> Markup {
    let title = t!(view, "password-title");
    let field = |name: &'static str, message: &str, autocomplete: &'static str| {
        Field { name, label: view.text(message, &ui::Args::new()), autocomplete, ..Field::default() }.line("password")
    };
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            @if first { (notice(Tone::Plain, &t!(view, "password-first"))) }
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            form.stack.narrow method="post" action="/account/password" {
                (field("present", "password-present", "current-password"))
                (field("new", "password-new", "new-password"))
                (field("again", "password-again", "new-password"))
                p.quiet.small { (t!(view, "password-advice")) }
                button.button { (t!(view, "password-save")) }
            }
        },
    )
}

fn cookie(name: &str, value: &str, days: Option<i64>, hidden: bool, secure: bool) -> String {
    let age = days.map(|days| format!("; Max-Age={}", days * 86_400)).unwrap_or_default();
    let hidden = if hidden { "; HttpOnly" } else { "" };
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; SameSite=Lax{age}{hidden}{secure}")
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn pages_render_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let typed = SignInForm { identifier: "asha".to_owned(), ..SignInForm::default() };
            for refusal in [None, Some(AccountRefusal::Wrong), Some(AccountRefusal::Blocked(4))] {
                let page = sign_in_page(&view, &typed, refusal).into_string();
                assert!(page.contains("value=\"asha\"") && !page.contains("refusal-"));
            }
            assert!(!password_page(&view, true, Some(AccountRefusal::TooShort)).into_string().contains("refusal-"));
        }
    }
}
