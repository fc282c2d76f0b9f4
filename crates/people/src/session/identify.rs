//! Who sends this request, and in which language its page speaks. Runs before every handler.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::time::SECOND;
use kernel::{Context, Timestamp};
use store::{Error, FutureExt, Outcome};
use ui::{NavItem, View, Viewer};
use web::{Fault, Site};

use super::actor::{Actor, Signed};
use super::{domain, store as sql};
use crate::account::token_digest;
use crate::grant::{self, Action, Role};
use crate::official::Name;
use crate::supervision;

/// What is remembered of sessions, at most 5 seconds old.
#[derive(Clone)]
pub struct Sessions {
    site: Site,
    remembered: Arc<Mutex<Memory>>,
}

/// By digest: since when it is remembered, and what.
type Memory = HashMap<Vec<u8>, (Timestamp, Arc<Signed>)>;

/// How long a session is remembered without asking the store again.
const MEMORY: i64 = 5 * SECOND;
/// When so many are remembered, the old ones are forgotten.
const MOST: usize = 20_000;

impl Sessions {
    /// Nothing remembered yet.
    pub fn new(site: Site) -> Self {
        Self { site, remembered: Arc::default() }
    }

    /// Forgets a session that has ended or changed.
    pub fn forget(&self, actor: &Actor) {
        self.lock().remove(actor.token());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn find(&self, token: &str, program: bool) -> Result<Option<Actor>, Error> {
        let (digest, now) = (token_digest(token), self.context().now());
        if let Some((at, signed)) = self.lock().get(&digest)
            && now.since(*at) < MEMORY
        {
            return Ok(Some(Actor(signed.clone())));
        }
        let Some(signed) = self.load(digest.clone(), now, program).await? else { return Ok(None) };
        let signed = Arc::new(signed);
        let mut remembered = self.lock();
        if remembered.len() >= MOST {
            remembered.retain(|_, (at, _)| now.since(*at) < MEMORY);
        }
        remembered.insert(digest, (now, signed.clone()));
        Ok(Some(Actor(signed)))
    }

    async fn load(&self, digest: Vec<u8>, now: Timestamp, program: bool) -> Result<Option<Signed>, Error> {
        let mut conn = self.site.db.read().await?;
        let found =
            if program { sql::by_token(&mut conn, &digest, now).await? } else { sql::by_cookie(&mut conn, &digest, now).await? };
        let Some(found) = found else { return Ok(None) };
        let today = now.date();
        let grants = grant::of_account(&mut conn, found.account, today).await?;
        let supervises = match found.official {
            Some(official) => supervision::supervises_anyone(&mut conn, official, today).await?,
            None => false,
        };
        drop(conn);
        if !program && domain::is_worth_extending(now, found.ends, found.shared) {
            self.extend(digest.clone(), domain::ends_at(now, found.shared)).await?;
        }
        let name =
            found.name.unwrap_or(Name { latin: found.account_name, native: String::new(), native_language: String::new() });
        Ok(Some(Signed {
            account: found.account,
            official: found.official,
            grants,
            supervises,
            must_change: found.must_change,
            name,
            address_form: found.address_form.unwrap_or_default(),
            language: found.language.unwrap_or(kernel::Language::ENGLISH),
            today,
            token: digest,
            shared: found.shared,
            program,
        }))
    }

    async fn extend(&self, digest: Vec<u8>, ends: Timestamp) -> Result<(), Error> {
        let written: Outcome<(), ()> = self
            .site
            .db
            .write((digest, ends), |tx, (digest, ends)| async move { Ok(sql::extend(tx, digest, *ends).await?) }.boxed())
            .await;
        written.or(Err(Error::Writer("a session could not be extended".to_owned())))
    }

    fn context(&self) -> &Context {
        self.site.db.context()
    }
}

/// The middleware: puts the [`Actor`], if there is one, and the [`View`] into the request.
pub async fn identify(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let actor = match find_actor(&sessions, headers).await {
        Ok(actor) => actor,
        Err(error) => return Fault::Internal(error).into_response(),
    };
    let cookies = text(headers, &header::COOKIE).unwrap_or_default();
    let language = domain::language(
        domain::cookie(cookies, "language"),
        actor.as_ref().map(|actor| actor.language().as_str()),
        text(headers, &header::ACCEPT_LANGUAGE),
    );
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let viewer = actor.as_ref().map(|actor| viewer(actor, &language));
    let view = View { language, path, viewer, now: sessions.context().now(), demo: sessions.site.settings.demo };
    let must_change = actor.as_ref().is_some_and(|actor| actor.must_change_password() && !actor.0.program);
    if must_change && !is_open_meanwhile(&view.path) {
        return web::see_other("/account/password");
    }
    request.extensions_mut().insert(view);
    request.extensions_mut().insert(sessions);
    if let Some(actor) = actor {
        request.extensions_mut().insert(actor);
    }
    next.run(request).await
}

/// What somebody with a one-time password may still open.
fn is_open_meanwhile(path: &str) -> bool {
    ["/account/password", "/sign-out", "/language", "/assets/", "/healthz"].iter().any(|open| path.starts_with(open))
}

async fn find_actor(sessions: &Sessions, headers: &HeaderMap) -> Result<Option<Actor>, Error> {
    if let Some(token) = text(headers, &header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer ")) {
        return sessions.find(token.trim(), true).await;
    }
    match text(headers, &header::COOKIE).and_then(|cookies| domain::cookie(cookies, "session")) {
        Some(token) => sessions.find(token, false).await,
        None => Ok(None),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The name and the places of an actor.
fn viewer(actor: &Actor, language: &kernel::Language) -> Viewer {
    let learner =
        [("nav-today", "/today"), ("nav-learn", "/learn"), ("nav-competencies", "/competencies"), ("nav-records", "/records")];
    let team = [("nav-team", "/team")];
    let offices = [("nav-offices", "/offices")];
    let figures = [("nav-insight", "/insight")];
    let contests = [("nav-contests", "/contests")];
    let (drafts, reviews) = ([("nav-drafts", "/frameworks/drafts")], [("nav-reviews", "/frameworks/reviews")]);
    let statements = [("nav-statements", "/admin/records")];
    let may = |action| actor.grants().iter().any(|grant| grant::allows(grant.role, action));
    let places = learner
        .iter()
        .filter(|_| actor.official().is_some())
        .chain(team.iter().filter(|_| actor.supervises()))
        .chain(offices.iter().filter(|_| may(Action::ViewOffice)))
        .chain(&figures)
        .chain(contests.iter().filter(|_| may(Action::AnswerContest)))
        .chain(drafts.iter().filter(|_| may(Action::DraftFramework)))
        .chain(reviews.iter().filter(|_| reviews_something(&may)))
        .chain(statements.iter().filter(|_| actor.has(Role::Administrator)));
    Viewer {
        name: actor.name().for_reader(language).to_owned(),
        address_form: address_form(&actor.0.address_form, language),
        navigation: places.map(|(message, path)| NavItem { message, path }).collect(),
    }
}

fn reviews_something(may: &impl Fn(Action) -> bool) -> bool {
    [Action::ReviewFramework, Action::ApproveFramework, Action::DecideAppeal].into_iter().any(may)
}

/// How the person wants to be addressed, in the script of the page where the product knows the word; else as the person wrote it.
fn address_form(chosen: &str, language: &kernel::Language) -> String {
    let known = |id: &str| ui::texts().text(language, id, &ui::Args::new());
    match chosen.trim_end_matches('.').to_lowercase().as_str() {
        "ji" => known("address-ji"),
        "shri" => known("address-shri"),
        "smt" => known("address-smt"),
        "dr" => known("address-dr"),
        _ => chosen.to_owned(),
    }
}
