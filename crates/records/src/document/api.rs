//! `/xapi/activities/state`, `/xapi/activities/profile`, `/xapi/agents/profile`.

use axum::http::header::{CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH};
use axum::http::{Method, StatusCode};
use kernel::Timestamp;
use standards::xapi::{Json, Term, Version, format};
use store::Failure;

use super::domain::{Act, Document, Guard, Kind, Name, NotDone, Owner, Precondition};
use super::service::{self, Change};
use crate::agent;
use crate::protocol::{Answer, Ask, Lrs, Refused};
use crate::statement::api::http_date;

/// Documents of state.
pub(crate) async fn state(lrs: Lrs, ask: Ask) -> Result<Answer, Refused> {
    permit(&ask, ask.client.scopes.may_state(ask.method != Method::GET))?;
    ask.params.only(&["activityId", "agent", "registration", "stateId", "since"])?;
    let registration =
        ask.params.get("registration").map(|text| format::uuid(text).ok_or_else(|| Refused::bad("registration must be a UUID")));
    let owner = Owner {
        kind: Kind::State,
        activity: Some(activity(&ask)?),
        agent: Some(agent(&ask)?),
        registration: registration.transpose()?.map(Term::Registration),
    };
    serve(lrs, ask, owner, "stateId").await
}

/// Profiles of activities.
pub(crate) async fn activity_profile(lrs: Lrs, ask: Ask) -> Result<Answer, Refused> {
    permit(&ask, ask.client.scopes.may_profile(ask.method != Method::GET))?;
    ask.params.only(&["activityId", "profileId", "since"])?;
    let owner = Owner { kind: Kind::ActivityProfile, activity: Some(activity(&ask)?), agent: None, registration: None };
    serve(lrs, ask, owner, "profileId").await
}

/// Profiles of agents.
pub(crate) async fn agent_profile(lrs: Lrs, ask: Ask) -> Result<Answer, Refused> {
    permit(&ask, ask.client.scopes.may_profile(ask.method != Method::GET))?;
    ask.params.only(&["agent", "profileId", "since"])?;
    let owner = Owner { kind: Kind::AgentProfile, activity: None, agent: Some(agent(&ask)?), registration: None };
    serve(lrs, ask, owner, "profileId").await
}

fn permit(ask: &Ask, permitted: bool) -> Result<(), Refused> {
    ask.only(&[Method::GET, Method::PUT, Method::POST, Method::DELETE])?;
    if permitted { Ok(()) } else { Err(Refused::forbidden("the scope state or profile is needed")) }
}

fn activity(ask: &Ask) -> Result<Term, Refused> {
    let iri = ask.params.required("activityId")?;
    if format::is_iri(iri) { Ok(Term::Activity(iri.to_owned())) } else { Err(Refused::bad("activityId must be an IRI")) }
}

fn agent(ask: &Ask) -> Result<Term, Refused> {
    agent::read(ask.params.required("agent")?).map(|(_, identity)| Term::Agent(identity))
}

async fn serve(lrs: Lrs, ask: Ask, owner: Owner, id: &'static str) -> Result<Answer, Refused> {
    let name = ask.params.get(id).map(|id| Name { owner: owner.clone(), id: id.to_owned() });
    if ask.params.get("since").is_some() && (ask.method != Method::GET || name.is_some()) {
        return Err(Refused::bad("since belongs to a list of names"));
    }
    match (&ask.method, name) {
        (&Method::GET, Some(name)) => {
            let found = service::find(&mut lrs.db.read().await?, &name).await?;
            Ok(give(found.ok_or_else(Refused::absent)?, &ask))
        }
        (&Method::GET, None) => list(&lrs, &ask, &owner).await,
        (&Method::DELETE, None) if owner.kind == Kind::State => {
            service::remove_all(&lrs.db, owner).await.map_err(|failure| refuse(failure.map(|()| NotDone::Changed)))?;
            Ok(Answer::done())
        }
        (_, None) => Err(Refused::bad(format!("the parameter {id} is missing"))),
        (_, Some(name)) => {
            service::change(&lrs.db, change(&ask, name)?).await.map_err(refuse)?;
            Ok(Answer::done())
        }
    }
}

fn give(document: Document, ask: &Ask) -> Answer {
    let tag = format!("\"{}\"", document.etag);
    let is_known = ask.header(&IF_NONE_MATCH).is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let answer =
        if is_known { Answer::empty(StatusCode::NOT_MODIFIED) } else { Answer::body(document.content, &document.content_type) };
    answer.with("etag", &tag).with("last-modified", &http_date(document.updated))
}

async fn list(lrs: &Lrs, ask: &Ask, owner: &Owner) -> Result<Answer, Refused> {
    let since = match ask.params.get("since") {
        None => Timestamp(i64::MIN),
        Some(text) => {
            let nanos = format::timestamp(text).ok_or_else(|| Refused::bad("since must be a timestamp"))?;
            Timestamp(i64::try_from(nanos.div_euclid(1_000)).unwrap_or(i64::MAX))
        }
    };
    let (names, newest) = service::names(&mut lrs.db.read().await?, owner, since).await?;
    let answer = Answer::json(Json::Array(names.into_iter().map(Json::Text).collect()).to_string());
    Ok(match newest {
        Some(newest) => answer.with("last-modified", &http_date(newest)),
        None => answer,
    })
}

fn change(ask: &Ask, name: Name) -> Result<Change, Refused> {
    let act = match ask.method {
        Method::PUT => Act::Put,
        Method::POST => Act::Post,
        _ => Act::Delete,
    };
    let text = |name| ask.header(name).map(str::to_owned);
    let condition = Precondition { if_match: text(&IF_MATCH), if_none_match: text(&IF_NONE_MATCH) };
    let guard = match (ask.version, name.owner.kind) {
        (Version::V1, Kind::State) => Guard::Open,
        (Version::V1, _) => Guard::Strict,
        (Version::V2, _) => Guard::Existing,
    };
    if act != Act::Delete && ask.is_json() {
        let json = Json::parse(&ask.body).map_err(|fault| Refused::bad(fault.to_string()))?;
        if act == Act::Post && json.as_object().is_none() {
            return Err(Refused::bad(NotDone::NotMergeable.words()));
        }
    }
    let content_type = text(&CONTENT_TYPE).unwrap_or_else(|| "application/octet-stream".to_owned());
    Ok(Change { name, act, condition, guard, content: ask.body.clone(), content_type })
}

fn refuse(failure: Failure<NotDone>) -> Refused {
    match failure {
        Failure::Refused(not) => {
            let status = match not {
                NotDone::Changed => StatusCode::PRECONDITION_FAILED,
                NotDone::Exists => StatusCode::CONFLICT,
                NotDone::Unconditional | NotDone::NotMergeable => StatusCode::BAD_REQUEST,
            };
            Refused::new(status, not.words())
        }
        Failure::Denied => Refused::forbidden("not permitted"),
        Failure::Internal(error) => error.into(),
    }
}
