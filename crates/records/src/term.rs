//! The dictionary of what statements and documents speak of: agents, verbs, activities, registrations. A text becomes a small number.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use standards::xapi::Term;
use store::{Conn, Error, Given, Rows, Tx, Value};
use uuid::Uuid;

/// Maps with a hash that is quick for short texts; its seed is another in each process.
pub(crate) type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
/// Numbers of terms.
pub(crate) type Numbers = Map<Term, i64>;

/// The text of a term and the number of its kind.
fn parts(term: &Term) -> (i64, String) {
    match term {
        Term::Agent(identity) => (1, identity.clone()),
        Term::Verb(iri) => (2, iri.clone()),
        Term::Activity(iri) => (3, iri.clone()),
        Term::Registration(id) => (4, id.hyphenated().to_string()),
    }
}

/// By what a term is looked up: the first half of the SHA-256 of kind and text.
pub(crate) fn digest(term: &Term) -> Uuid {
    let (kind, text) = parts(term);
    half_digest(&[kind.to_string().as_bytes(), b":", text.as_bytes()])
}

/// The first half of the SHA-256 of these bytes.
pub(crate) fn half_digest(pieces: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    pieces.iter().for_each(|piece| hash.update(piece));
    let mut half = [0; 16];
    half.copy_from_slice(&hash.finalize()[..16]);
    Uuid::from_bytes(half)
}

/// How often what stands in the dictionary has been changed. Numbers that were remembered under another version may be wrong.
pub(crate) async fn version(conn: &mut Conn) -> Result<i64, Error> {
    conn.query("SELECT version FROM dictionary_version").one("dictionary version", |row| row.get(0)).await
}

/// To be called in each transaction that changes rows of `term` or `actor_form`: what any process remembers of them is forgotten.
pub(crate) async fn changed(tx: &mut Tx) -> Result<(), Error> {
    tx.execute("UPDATE dictionary_version SET version = version + 1").run().await.map(|_| ())
}

/// The number of a term, if it has ever been spoken of.
pub(crate) async fn find(conn: &mut Conn, term: &Term) -> Result<Option<i64>, Error> {
    conn.query("SELECT id FROM term WHERE digest = $1").bind(digest(term)).optional(|row| row.get(0)).await
}

/// The numbers of those terms that have one.
pub(crate) async fn find_all<'t>(conn: &mut Conn, terms: impl Iterator<Item = &'t Term>) -> Result<Numbers, Error> {
    let digests: BTreeMap<Uuid, &Term> = terms.map(|term| (digest(term), term)).collect();
    find_digests(conn, &digests).await
}

async fn find_digests(conn: &mut Conn, digests: &BTreeMap<Uuid, &Term>) -> Result<Numbers, Error> {
    let given = conn.dialect().rows(1, &[("digest", Given::Uuid)]);
    // A look-up for each given row, whatever the planner thinks of the size of either table.
    let sql = format!("SELECT given.digest, (SELECT id FROM term WHERE term.digest = given.digest) FROM {given}");
    let mut rows = Rows::default();
    digests.keys().for_each(|digest| rows.add(&[Value::Uuid(*digest)]));
    let found: Vec<(Uuid, Option<i64>)> =
        conn.query(AssertSqlSafe(sql)).bind(rows.text()).all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    let known = |(digest, number): (Uuid, Option<i64>)| Some(((*digests.get(&digest)?).clone(), number?));
    Ok(found.into_iter().filter_map(known).collect())
}

/// The numbers of these terms; the unknown ones get one.
pub(crate) async fn take_all(tx: &mut Tx, terms: &BTreeSet<&Term>) -> Result<Numbers, Error> {
    if terms.is_empty() {
        return Ok(Numbers::default());
    }
    let digests: BTreeMap<Uuid, &Term> = terms.iter().map(|term| (digest(term), *term)).collect();
    let mut numbers = find_digests(tx, &digests).await?;
    let missing = digests.iter().filter(|(_, term)| !numbers.contains_key(**term)).collect::<Vec<_>>();
    if missing.is_empty() {
        return Ok(numbers);
    }
    let mut rows = Rows::default();
    for (digest, term) in missing {
        let (kind, text) = parts(term);
        rows.add(&[Value::Integer(kind), Value::Uuid(*digest), Value::Text(&text)]);
    }
    let given = tx.dialect().rows(1, &[("kind", Given::Integer), ("digest", Given::Uuid), ("name", Given::Text)]);
    let sql = format!("INSERT INTO term (kind, digest, name) SELECT kind, digest, name FROM {given} RETURNING digest, id");
    let made: Vec<(Uuid, i64)> = tx.query(AssertSqlSafe(sql)).bind(rows.text()).all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    numbers.extend(made.into_iter().filter_map(|(digest, number)| Some(((*digests.get(&digest)?).clone(), number))));
    Ok(numbers)
}

/// Puts another term in the place of one; whatever speaks of it keeps its number.
pub(crate) async fn rename(tx: &mut Tx, number: i64, to: &Term) -> Result<(), Error> {
    let (_, name) = parts(to);
    let renamed = tx.execute("UPDATE term SET digest = $2, name = $3 WHERE id = $1");
    renamed.bind(number).bind(digest(to)).bind(name).run().await.map(|_| ())
}

/// The number of one term, which gets one if it has none.
pub(crate) async fn take(tx: &mut Tx, term: &Term) -> Result<i64, Error> {
    let numbers = take_all(tx, &BTreeSet::from([term])).await?;
    numbers.values().next().copied().ok_or(Error::Missing("term"))
}
