//! What all resources share: how a request is read (version, key and secret, alternate request syntax, limits) and how it is answered.
//!
//! # Invariants
//! - Every answer names the version that it speaks, of the family that was asked for.
//! - Nothing is read before the client has proved itself, except its form where the alternate syntax carries the secret in it.
//! - No request takes more memory than [`limits::LARGEST_BODY`]; all together no more than [`limits::ALL_BODIES`].

mod answer;
mod ask;
pub mod limits;

use std::future::Future;
use std::pin::Pin;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use store::Db;

pub use answer::{Answer, Refused};
pub use ask::{Ask, Params};

use crate::client::service::Clients;
use crate::statement::Intake;
use limits::Limits;

/// What all resources work with. Cheap to clone.
#[derive(Clone)]
pub struct Lrs {
    /// The store.
    pub db: Db,
    /// The writer of statements.
    pub intake: Intake,
    clients: Clients,
    limits: Limits,
}

impl Lrs {
    /// A store whose statements go through this writer.
    pub fn new(db: Db, intake: Intake) -> Self {
        Self { intake, db, clients: Clients::default(), limits: Limits::default() }
    }
}

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Makes a handler of a resource: reads the request, lets the resource answer, and adds what every answer has.
pub(crate) fn resource<F, A>(serve: F) -> impl Fn(State<Lrs>, Request) -> Answering + Clone + Send + Sync + 'static
where
    F: Fn(Lrs, Ask) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Result<Answer, Refused>> + Send + 'static,
{
    move |State(lrs), request| {
        let serve = serve.clone();
        Box::pin(async move {
            if request.method() == Method::OPTIONS {
                return answer::preflight();
            }
            let spoken = ask::spoken(request.headers());
            match ask::read(&lrs, request).await {
                Ok((ask, permit)) => {
                    let version = ask.version;
                    let answered = serve(lrs, ask).await;
                    drop(permit);
                    answer::finish(answered, version.header())
                }
                Err(refused) => answer::finish(Err(refused), spoken),
            }
        })
    }
}

/// `GET /about`, open to all.
pub(crate) async fn about_resource(request: Request) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD => {
            let spoken = ask::spoken(request.headers());
            let spoken = if spoken == ask::UNVERSIONED { standards::xapi::Version::V1.header() } else { spoken };
            answer::finish(Ok(Answer::json(crate::about::about().to_string())), spoken)
        }
        Method::OPTIONS => answer::preflight(),
        _ => answer::finish(Err(Refused::method()), standards::xapi::Version::V1.header()).into_response(),
    }
}
