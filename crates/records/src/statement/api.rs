//! `/xapi/statements`.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{Method, StatusCode};
use standards::xapi::check::Place;
use standards::xapi::multipart::{self, Attachment};
use standards::xapi::shape::{Format, Languages};
use standards::xapi::{Json, format, signature};
use store::Db;
use uuid::Uuid;

use super::domain::{Declared, Draft, Find};
use super::intake::{Incoming, NotStored};
use super::own::owners;
use super::read::{self, header_stamp};
use crate::agent;
use crate::client::PRODUCT;
use crate::protocol::{Answer, Ask, Lrs, Refused};

const CONSISTENT_THROUGH: &str = "x-experience-api-consistent-through";

/// Answers a request; every answer says until when the store is consistent.
pub(crate) async fn serve(lrs: Lrs, ask: Ask) -> Result<Answer, Refused> {
    let through =
        if ask.method == Method::GET { read::consistent_through(&lrs.db).await? } else { read::settled(&lrs.db).await? };
    let answered = match ask.method {
        Method::GET => get(&lrs, &ask, through).await,
        Method::POST => post(&lrs, &ask).await,
        Method::PUT => put(&lrs, &ask).await,
        _ => Err(Refused::method()),
    };
    let stamp = header_stamp(through);
    answered.map(|answer| answer.with(CONSISTENT_THROUGH, &stamp)).map_err(|refused| refused.with(CONSISTENT_THROUGH, stamp))
}

async fn post(lrs: &Lrs, ask: &Ask) -> Result<Answer, Refused> {
    ask.params.only(&[])?;
    let mut sent = Sent::read(ask)?;
    let drafts = match std::mem::replace(&mut sent.json, Json::Null) {
        Json::Array(all) => {
            all.into_iter().enumerate().map(|(at, one)| sent.draft(lrs, ask, one, &Place::Top.element(at))).collect()
        }
        one => sent.draft(lrs, ask, one, &Place::Top).map(|draft| vec![draft]),
    }?;
    let ids: Vec<Json> = drafts.iter().map(|draft| Json::text(draft.id.hyphenated().to_string())).collect();
    store(lrs, ask, drafts, sent).await?;
    Ok(Answer::json(Json::Array(ids).to_string()))
}

async fn put(lrs: &Lrs, ask: &Ask) -> Result<Answer, Refused> {
    ask.params.only(&["statementId"])?;
    let id = id_of(ask.params.required("statementId")?)?;
    let mut sent = Sent::read(ask)?;
    let Json::Object(statement) = &mut sent.json else { return Err(Refused::bad("PUT takes one statement")) };
    match statement.get("id") {
        None => statement.set("id", Json::text(id.hyphenated().to_string())),
        Some(own) if own.as_text().and_then(format::uuid) == Some(id) => {}
        Some(_) => return Err(Refused::bad("the id of the statement is not the parameter statementId")),
    }
    let statement = std::mem::replace(&mut sent.json, Json::Null);
    let draft = sent.draft(lrs, ask, statement, &Place::Top)?;
    store(lrs, ask, vec![draft], sent).await?;
    Ok(Answer::done())
}

fn id_of(text: &str) -> Result<Uuid, Refused> {
    format::uuid(text).ok_or_else(|| Refused::bad("the id of a statement must be a UUID"))
}

/// What a request carries: JSON, and the contents of attachments by their SHA-2.
struct Sent {
    json: Json,
    contents: BTreeMap<String, (Vec<u8>, String)>,
    authority: Json,
}

impl Sent {
    fn read(ask: &Ask) -> Result<Self, Refused> {
        if !ask.client.scopes.may_store() {
            return Err(Refused::forbidden("the scope statements/write is needed"));
        }
        let authority = Json::parse(ask.client.authority.as_bytes()).unwrap_or(Json::Null);
        let parse = |bytes: &[u8]| Json::parse(bytes).map_err(|fault| Refused::bad(fault.to_string()));
        if ask.is_json() {
            return Ok(Self { json: parse(&ask.body)?, contents: BTreeMap::new(), authority });
        }
        let boundary = multipart::boundary(ask.content_type());
        let boundary =
            boundary.ok_or_else(|| Refused::bad("Content-Type must be application/json, or multipart/mixed with a boundary"))?;
        let parts = multipart::parse(&ask.body, &boundary).map_err(|fault| Refused::bad(format!("multipart/mixed: {fault}")))?;
        let (first, rest) = parts.split_first().ok_or_else(|| Refused::bad("multipart/mixed: there is no part"))?;
        let kind = first.header("content-type").and_then(|kind| kind.split(';').next()).unwrap_or_default();
        if !kind.trim().eq_ignore_ascii_case("application/json") {
            return Err(Refused::bad("multipart/mixed: the first part must be application/json"));
        }
        let json = parse(first.content)?;
        let contents = rest.iter().map(content).collect::<Result<_, _>>()?;
        Ok(Self { json, contents, authority })
    }

    fn draft(&self, lrs: &Lrs, ask: &Ask, json: Json, at: &Place<'_>) -> Result<Draft, Refused> {
        let new_id = lrs.db.context().new_id();
        let draft =
            Draft::prepare(json, ask.version, at, new_id, &self.authority).map_err(|fault| Refused::bad(fault.to_string()))?;
        for declared in draft.attachments() {
            self.check_attachment(&declared, &draft)?;
        }
        Ok(draft)
    }

    fn check_attachment(&self, declared: &Declared, draft: &Draft) -> Result<(), Refused> {
        let content = self.contents.get(&declared.sha2);
        if content.is_none() && !declared.has_url {
            return Err(Refused::bad(format!("the attachment {} has neither a part nor a fileUrl", declared.sha2)));
        }
        if !declared.is_signature {
            return Ok(());
        }
        if declared.content_type != signature::MEDIA_TYPE {
            return Err(Refused::bad("a signature must be application/octet-stream"));
        }
        let (content, _) = content.ok_or_else(|| Refused::bad("a signature must come with its statement"))?;
        let signed = draft.signed.as_ref().ok_or_else(|| Refused::bad("a signature must come with its statement"))?;
        signature::check(content, signed).map_err(Refused::bad)
    }
}

/// A part with an attachment, whose hash must be right.
fn content(part: &multipart::Part<'_>) -> Result<(String, (Vec<u8>, String)), Refused> {
    let hash = part.header("x-experience-api-hash").ok_or_else(|| Refused::bad("a part has no X-Experience-API-Hash"))?;
    if !part.header("content-transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("binary")) {
        return Err(Refused::bad("the Content-Transfer-Encoding of a part must be binary"));
    }
    let hash = hash.to_ascii_lowercase();
    if multipart::sha2_like(&hash, part.content).as_ref() != Some(&hash) {
        return Err(Refused::bad("the X-Experience-API-Hash of a part is not that of its content"));
    }
    Ok((hash, (part.content.to_vec(), part.header("content-type").unwrap_or_default().to_owned())))
}

async fn store(lrs: &Lrs, ask: &Ask, drafts: Vec<Draft>, sent: Sent) -> Result<(), Refused> {
    let mut seen = BTreeSet::new();
    if let Some(twice) = drafts.iter().find(|draft| !seen.insert(draft.id)) {
        return Err(Refused::bad(format!("two statements of the request have the id {}", twice.id)));
    }
    let declared: BTreeSet<String> = drafts.iter().flat_map(Draft::attachments).map(|declared| declared.sha2).collect();
    if sent.contents.keys().any(|sha2| !declared.contains(sha2)) {
        return Err(Refused::bad("a part belongs to no attachment of the statements"));
    }
    if drafts.is_empty() {
        return Ok(());
    }
    let voids: BTreeSet<Uuid> = drafts.iter().filter_map(|draft| draft.mentions.voids).collect();
    if !voids.is_empty() && owners(&mut lrs.db.read().await?, &voids).await?.values().any(|owner| *owner == PRODUCT) {
        return Err(Refused::forbidden("a statement of the product itself cannot be voided"));
    }
    let attachments = sent.contents.into_iter().map(|(sha2, (content, _))| (sha2, content)).collect();
    let incoming = Incoming { client: ask.client.clone(), drafts, attachments };
    lrs.intake.store(incoming).await.map_err(|not| match not {
        NotStored::Conflict(id) => Refused::new(StatusCode::CONFLICT, format!("another statement is stored under the id {id}")),
        NotStored::Internal(error) => error.into(),
    })
}

const SINGLE: [&str; 4] = ["statementId", "voidedStatementId", "attachments", "format"];
const QUERY: [&str; 13] = [
    "agent",
    "verb",
    "activity",
    "registration",
    "related_activities",
    "related_agents",
    "since",
    "until",
    "limit",
    "format",
    "attachments",
    "ascending",
    "from",
];

async fn get(lrs: &Lrs, ask: &Ask, through: kernel::Timestamp) -> Result<Answer, Refused> {
    if !ask.client.scopes.may_read_own() {
        return Err(Refused::forbidden("the scope statements/read or statements/read/mine is needed"));
    }
    let wanted = Languages::parse(ask.header(&ACCEPT_LANGUAGE).unwrap_or_default());
    let find = query(ask)?;
    match (ask.params.get("statementId"), ask.params.get("voidedStatementId")) {
        (Some(_), Some(_)) => Err(Refused::bad("statementId and voidedStatementId exclude one another")),
        (Some(id), None) => single(&lrs.db, ask, id, &find, &wanted).await,
        (None, Some(id)) => single(&lrs.db, ask, id, &find, &wanted).await,
        (None, None) => {
            ask.params.only(&QUERY)?;
            let page = read::find(&mut lrs.db.read().await?, &find, through, &wanted).await?;
            let more = page.more.map_or(String::new(), |after| more(ask, after));
            let mut json = format!("{{\"statements\":[{}],\"more\":", page.statements.join(","));
            Json::Text(more).write(&mut json);
            json.push('}');
            Ok(written(json, page.attachments, &find, lrs))
        }
    }
}

async fn single(db: &Db, ask: &Ask, id: &str, find: &Find, wanted: &Languages) -> Result<Answer, Refused> {
    ask.params.only(&SINGLE)?;
    let voided = ask.params.get("voidedStatementId").is_some();
    let found = read::single(&mut db.read().await?, id_of(id)?, voided, find, wanted).await?;
    let single = found.ok_or_else(Refused::absent)?;
    Ok(written_with(single.statement, single.attachments, find, db).with("last-modified", &http_date(single.stored)))
}

fn written(json: String, attachments: Vec<Attachment>, find: &Find, lrs: &Lrs) -> Answer {
    written_with(json, attachments, find, &lrs.db)
}

fn written_with(json: String, attachments: Vec<Attachment>, find: &Find, db: &Db) -> Answer {
    if !find.attachments {
        return Answer::json(json);
    }
    let boundary = db.context().new_id().simple().to_string();
    Answer::body(multipart::write(&json, &attachments, &boundary), &format!("multipart/mixed; boundary={boundary}"))
}

/// Where the next page is: the same question, from where this page ended.
fn more(ask: &Ask, after: i64) -> String {
    let query = ask.params.query_without(&["from"]);
    format!("/xapi/statements?{query}{}from={after}", if query.is_empty() { "" } else { "&" })
}

fn query(ask: &Ask) -> Result<Find, Refused> {
    let params = &ask.params;
    let instant = |name| {
        params
            .get(name)
            .map(|text| format::timestamp(text).ok_or_else(|| Refused::bad(format!("{name} must be a timestamp"))))
            .transpose()
    };
    let iri = |name| match params.get(name) {
        Some(text) if !format::is_iri(text) => Err(Refused::bad(format!("{name} must be an IRI"))),
        other => Ok(other.map(str::to_owned)),
    };
    let number = |name: &'static str| {
        params.get(name).map(|text| text.parse().map_err(|_| Refused::bad(format!("{name} must be a whole number")))).transpose()
    };
    let registration =
        params.get("registration").map(|text| format::uuid(text).ok_or_else(|| Refused::bad("registration must be a UUID")));
    let format = params
        .get("format")
        .map(|text| Format::parse(text).ok_or_else(|| Refused::bad("format must be ids, exact or canonical")));
    Ok(Find {
        agent: params.get("agent").map(|text| agent::read(text).map(|(_, identity)| identity)).transpose()?,
        verb: iri("verb")?,
        activity: iri("activity")?,
        registration: registration.transpose()?,
        related_agents: params.truth("related_agents")?,
        related_activities: params.truth("related_activities")?,
        since: instant("since")?,
        until: instant("until")?,
        limit: number("limit")?.map_or(Ok(0), |limit: u64| usize::try_from(limit)).unwrap_or(usize::MAX),
        ascending: params.truth("ascending")?,
        after: params
            .get("from")
            .map(|text| text.parse().map_err(|_| Refused::bad("from must be a position that an answer named")))
            .transpose()?,
        client: (!ask.client.scopes.may_read_all()).then_some(ask.client.id),
        format: format.transpose()?.unwrap_or_default(),
        attachments: params.truth("attachments")?,
    })
}

/// A date as HTTP has it (RFC 9110, 5.6.7).
pub(crate) fn http_date(at: kernel::Timestamp) -> String {
    let format =
        time::macros::format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    let utc = time::OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000_000)).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    utc.format(&format).unwrap_or_default()
}
