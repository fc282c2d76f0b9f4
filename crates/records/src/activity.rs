//! Activities: the canonical definition of each, grown from what statements said (`/xapi/activities`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::http::Method;
use sqlx::AssertSqlSafe;
use standards::xapi::{Json, Object, Term, activity, format};
use store::{Conn, Error, Given, Rows, Tx, Value};
use uuid::Uuid;

use crate::protocol::{Answer, Ask, Lrs, Refused};
use crate::term::{self, Numbers};

/// Adds what statements say of activities to what is known.
pub(crate) async fn learn<'s>(
    tx: &mut Tx,
    said: impl Iterator<Item = &'s (String, Json)>,
    numbers: &Numbers,
) -> Result<(), Error> {
    let mut all: BTreeMap<&str, Json> = BTreeMap::new();
    for (iri, definition) in said {
        match all.get_mut(iri.as_str()) {
            Some(known) if known == definition => {}
            Some(known) => *known = activity::merge(Some(known), definition),
            None => drop(all.insert(iri, definition.clone())),
        }
    }
    if all.is_empty() {
        return Ok(());
    }
    let known = definitions(tx, &all.keys().map(|iri| (*iri).to_owned()).collect()).await?;
    for (iri, said) in all {
        let before = known.get(iri);
        let merged = activity::merge(before, &said);
        let number = numbers.get(&term::digest(&Term::Activity(iri.to_owned())));
        if let (Some(number), false) = (number, before == Some(&merged)) {
            tx.execute(
                "INSERT INTO activity_definition (term, definition) VALUES ($1, $2) \
                 ON CONFLICT (term) DO UPDATE SET definition = EXCLUDED.definition",
            )
            .bind(*number)
            .bind(merged.to_string())
            .run()
            .await?;
        }
    }
    Ok(())
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
