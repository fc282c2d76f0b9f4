//! Activities: the canonical definition of each, grown from what statements said (`/xapi/activities`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasher;

use axum::http::Method;
use sqlx::AssertSqlSafe;
use standards::xapi::{Json, Object, Term, activity, format};
use store::{Conn, Error, Given, Rows, Tx, Value};
use uuid::Uuid;

use crate::protocol::{Answer, Ask, Lrs, Refused};
use crate::term::{self, Numbers};

/// Something that was said of an activity, by its number and the hash of the text, with the hash of the definition in which it changes nothing.
pub(crate) type Absorbed = ((i64, u64), u64);

/// Adds what statements say of activities to what is known. What `remembered` says of a definition spares reading it anew; returns what is to
/// be remembered after the commit.
pub(crate) async fn learn<'s>(
    tx: &mut Tx,
    said: impl Iterator<Item = &'s (String, String)>,
    numbers: &Numbers,
    remembered: impl Fn(&(i64, u64)) -> Option<u64>,
) -> Result<Vec<Absorbed>, Error> {
    let mut all: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    let mut term = Term::Activity(String::new());
    for (iri, text) in said {
        if let Term::Activity(key) = &mut term {
            key.clone_from(iri);
        }
        let Some(number) = numbers.get(&term) else { continue };
        let texts = all.entry(*number).or_default();
        if texts.last() != Some(&text.as_str()) {
            texts.push(text);
        }
    }
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let known = texts(tx, all.keys().copied()).await?;
    let (mut absorbed, mut changed) = (Vec::new(), Rows::default());
    for (number, said) in all {
        let before = known.get(&number);
        let is_absorbed = |text: &&str| before.is_some_and(|before| remembered(&(number, hash(text))) == Some(hash(before)));
        if said.iter().all(is_absorbed) {
            continue;
        }
        let mut definition = before.and_then(|text| Json::parse(text.as_bytes()).ok());
        for text in &said {
            let said = Json::parse(text.as_bytes()).unwrap_or(Json::Null);
            definition = Some(activity::merge(definition.as_ref(), &said));
        }
        let text = definition.unwrap_or(Json::Null).written();
        if let [only] = said[..] {
            absorbed.push(((number, hash(only)), hash(&text)));
        }
        if before != Some(&text) {
            changed.add(&[Value::Integer(number), Value::Text(&text)]);
        }
    }
    write(tx, changed).await?;
    Ok(absorbed)
}

fn hash(text: &str) -> u64 {
    foldhash::quality::FixedState::default().hash_one(text)
}

async fn write(tx: &mut Tx, changed: Rows) -> Result<(), Error> {
    if changed.is_empty() {
        return Ok(());
    }
    let given = tx.dialect().rows(1, &[("term", Given::Integer), ("definition", Given::Text)]);
    let sql = format!(
        "INSERT INTO activity_definition (term, definition) SELECT term, definition FROM {given} WHERE TRUE \
         ON CONFLICT (term) DO UPDATE SET definition = EXCLUDED.definition"
    );
    tx.execute(AssertSqlSafe(sql)).bind(changed.text()).run().await.map(|_| ())
}

/// The definitions of the activities with these numbers, as they are kept.
async fn texts(conn: &mut Conn, numbers: impl Iterator<Item = i64>) -> Result<HashMap<i64, String>, Error> {
    let list = format!("[{}]", numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(","));
    let sql = format!(
        "SELECT term, definition FROM activity_definition WHERE term IN (SELECT value FROM {})",
        conn.dialect().integers(1)
    );
    let found = conn.query(AssertSqlSafe(sql)).bind(list).all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(found.into_iter().collect())
}

/// The canonical definitions of those activities that have one.
pub(crate) async fn definitions(conn: &mut Conn, iris: &BTreeSet<String>) -> Result<HashMap<String, Json>, Error> {
    let by_digest: HashMap<Uuid, &String> = iris.iter().map(|iri| (term::digest(&Term::Activity(iri.clone())), iri)).collect();
    let mut rows = Rows::default();
    by_digest.keys().for_each(|digest| rows.add(&[Value::Uuid(*digest)]));
    let given = conn.dialect().rows(1, &[("digest", Given::Uuid)]);
    let sql = format!(
        "SELECT given.digest, (SELECT definition FROM activity_definition WHERE activity_definition.term = \
         (SELECT id FROM term WHERE term.digest = given.digest)) FROM {given}"
    );
    let found: Vec<(Uuid, Option<String>)> =
        conn.query(AssertSqlSafe(sql)).bind(rows.text()).all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    let read =
        |(digest, text): (Uuid, Option<String>)| Some(((*by_digest.get(&digest)?).clone(), Json::parse(text?.as_bytes()).ok()?));
    Ok(found.into_iter().filter_map(read).collect())
}

/// `GET /activities`: an activity with all that is known of it.
pub(crate) async fn serve(lrs: Lrs, ask: Ask) -> Result<Answer, Refused> {
    ask.only(&[Method::GET])?;
    ask.params.only(&["activityId"])?;
    if !ask.client.scopes.may_read_all() {
        return Err(Refused::forbidden("the scope statements/read is needed"));
    }
    let iri = ask.params.required("activityId")?;
    if !format::is_iri(iri) {
        return Err(Refused::bad("activityId must be an IRI"));
    }
    let known = definitions(&mut lrs.db.read().await?, &BTreeSet::from([iri.to_owned()])).await?.remove(iri);
    let mut activity = Object::default();
    activity.set("objectType", Json::text("Activity"));
    activity.set("id", Json::text(iri));
    if let Some(definition) = known {
        activity.set("definition", definition);
    }
    Ok(Answer::json(Json::from(activity).to_string()))
}
