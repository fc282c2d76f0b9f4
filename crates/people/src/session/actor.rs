//! Who acts: the extractors that handlers ask for.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kernel::{Date, Key, Language};
use web::Fault;

use crate::grant::{Grant, Role};
use crate::{Account, Official, OfficialKey};

/// Somebody who is signed in, by a session or a bearer token.
#[derive(Clone, Debug)]
pub struct Actor(pub(super) Arc<Signed>);

/// What is remembered of somebody who is signed in.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) account: Key<Account>,
    pub(super) official: Option<OfficialKey>,
    pub(super) grants: Vec<Grant>,
    pub(super) supervises: bool,
    pub(super) must_change: bool,
    pub(super) name: crate::official::Name,
    pub(super) address_form: String,
    pub(super) language: Language,
    pub(super) today: Date,
    /// Digest of the session or token.
    pub(super) token: Vec<u8>,
    pub(super) shared: bool,
    /// Whether a bearer token was shown rather than a cookie.
    pub(super) program: bool,
}

impl Actor {
    /// The account.
    pub fn account(&self) -> Key<Account> {
        self.0.account
    }

    /// The official behind it, where there is one.
    pub fn official(&self) -> Option<OfficialKey> {
        self.0.official
    }

    /// What the account has been granted.
    pub fn grants(&self) -> &[Grant] {
        &self.0.grants
    }

    /// Whether the account has a role, in whatever scope.
    pub fn has(&self, role: Role) -> bool {
        self.0.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether anybody is supervised by this official.
    pub fn supervises(&self) -> bool {
        self.0.supervises
    }

    /// The day on which the request came.
    pub fn today(&self) -> Date {
        self.0.today
    }

    /// The name.
    pub fn name(&self) -> &crate::official::Name {
        &self.0.name
    }

    /// The preferred language of the person.
    pub fn language(&self) -> &Language {
        &self.0.language
    }

    /// Whether a one-time password must be replaced before anything else.
    pub fn must_change_password(&self) -> bool {
        self.0.must_change
    }

    /// Whether the session is on a shared computer.
    pub fn is_shared(&self) -> bool {
        self.0.shared
    }

    pub(super) fn token(&self) -> &[u8] {
        &self.0.token
    }

    /// An actor for tests of services: an official without grants.
    pub fn sample(account: i64, official: Option<i64>, grants: Vec<Grant>, today: Date) -> Self {
        Self(Arc::new(Signed {
            account: Key::new(account),
            official: official.map(Key::<Official>::new),
            grants,
            supervises: false,
            must_change: false,
            name: crate::official::Name { latin: "Sample".to_owned(), native: String::new(), native_language: String::new() },
            address_form: String::new(),
            language: Language::ENGLISH,
            today,
            token: Vec::new(),
            shared: false,
            program: false,
        }))
    }
}

impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<Self>().cloned().ok_or(Fault::SignIn)
    }
}

/// An actor who is an official and therefore learns.
#[derive(Clone, Debug)]
pub struct Learner {
    /// Who.
    pub actor: Actor,
    /// Their key.
    pub official: OfficialKey,
}

impl<S: Sync> FromRequestParts<S> for Learner {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let actor = Actor::from_request_parts(parts, state).await?;
        let official = actor.official().ok_or(Fault::Denied)?;
        Ok(Self { actor, official })
    }
}

/// An actor who showed a bearer token; the API accepts no cookies, so that no other site can use a person's session.
#[derive(Clone, Debug)]
pub struct ProgramActor(pub Actor);

impl<S: Sync> FromRequestParts<S> for ProgramActor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let actor = Actor::from_request_parts(parts, state).await?;
        if actor.0.program { Ok(Self(actor)) } else { Err(Fault::SignIn) }
    }
}
