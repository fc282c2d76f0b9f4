//! Agents and groups as they were written: numbers on the way in, texts on the way out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::AssertSqlSafe;
use standards::xapi::Json;
use store::{Conn, Error, Given, Rows, Tx, Value};
use uuid::Uuid;

use super::domain::{Form, marked, splice};
use super::memory::Memory;
use crate::term::{Map, Numbers, half_digest};

/// The numbers of the forms in each list, and those forms that were not remembered.
pub(super) type Taken = (Vec<Vec<i64>>, Vec<(String, i64)>);

/// The number of each form, in the order of the lists: one list for each statement.
pub(super) async fn take(tx: &mut Tx, lists: &[&[Form]], terms: &Numbers, memory: &Memory) -> Result<Taken, Error> {
    let (mut known, mut learned) = (Map::<String, i64>::default(), Vec::new());
    // Agents first: the text of a group holds the numbers of its members.
    let agents = lists.iter().copied().flatten().filter(|form| !form.is_group);
    let mut missing: BTreeMap<&str, Option<i64>> = BTreeMap::new();
    for form in agents {
        if known.contains_key(&form.text) {
            continue;
        }
        match memory.form(&form.text) {
            Some(number) => drop(known.insert(form.text.clone(), number)),
            None => drop(missing.insert(&form.text, term_of(form, terms))),
        }
    }
    learned.extend(take_texts(tx, missing.into_iter()).await?);
    known.extend(learned.iter().cloned());
    let groups: Vec<(String, Option<i64>)> = lists
        .iter()
        .flat_map(|list| {
            list.iter().filter(|form| form.is_group).map(|form| (group_text(form, list, &known), term_of(form, terms)))
        })
        .collect();
    let distinct: BTreeMap<&str, Option<i64>> = groups.iter().map(|(text, term)| (text.as_str(), *term)).collect();
    let taken = take_texts(tx, distinct.into_iter()).await?;
    known.extend(taken.iter().cloned());
    learned.extend(taken);
    let mut next_group = groups.iter();
    let mut number = |form: &Form| {
        let text = if form.is_group { next_group.next().map(|(text, _)| text.as_str()) } else { Some(form.text.as_str()) };
        text.and_then(|text| known.get(text).copied()).ok_or(Error::Missing("actor form"))
    };
    let numbers = lists.iter().map(|list| list.iter().map(&mut number).collect()).collect::<Result<_, Error>>()?;
    Ok((numbers, learned))
}

fn term_of(form: &Form, terms: &Numbers) -> Option<i64> {
    terms.get(form.term.as_ref()?).copied()
}

fn group_text(form: &Form, list: &[Form], known: &Map<String, i64>) -> String {
    splice(&form.text, |position, out| {
        let member = usize::try_from(position).ok().and_then(|position| list.get(position));
        let number = member.and_then(|member| known.get(&member.text)).copied().unwrap_or_default();
        out.push_str(&format!("\u{1}{number}\u{1}"));
    })
}

/// The numbers of these texts; the unknown ones get one.
async fn take_texts<'t>(tx: &mut Tx, texts: impl Iterator<Item = (&'t str, Option<i64>)>) -> Result<Vec<(String, i64)>, Error> {
    let mut missing: BTreeMap<Uuid, (&str, Option<i64>)> =
        texts.map(|(text, term)| (half_digest(&[b"form:", text.as_bytes()]), (text, term))).collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Rows::default();
    missing.keys().for_each(|digest| rows.add(&[Value::Uuid(*digest)]));
    let given = tx.dialect().rows(1, &[("digest", Given::Uuid)]);
    let sql = format!("SELECT given.digest, (SELECT id FROM actor_form WHERE actor_form.digest = given.digest) FROM {given}");
    let found: Vec<(Uuid, Option<i64>)> =
        tx.query(AssertSqlSafe(sql)).bind(rows.text()).all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    let mut known = Vec::new();
    for (digest, number) in found {
        if let Some(number) = number
            && let Some((text, _)) = missing.remove(&digest)
        {
            known.push((text.to_owned(), number));
        }
    }
    known.extend(insert(tx, missing).await?);
    Ok(known)
}

async fn insert(tx: &mut Tx, missing: BTreeMap<Uuid, (&str, Option<i64>)>) -> Result<Vec<(String, i64)>, Error> {
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Rows::default();
    for (digest, (text, term)) in &missing {
        // 0 stands for an anonymous group, which no term knows.
        rows.add(&[Value::Integer(term.unwrap_or_default()), Value::Uuid(*digest), Value::Text(text)]);
    }
    let given = tx.dialect().rows(1, &[("term", Given::Integer), ("digest", Given::Uuid), ("body", Given::Text)]);
    let sql = format!(
        "INSERT INTO actor_form (term, digest, body) SELECT NULLIF(term, 0), digest, body FROM {given} RETURNING digest, id"
    );
    let made: Vec<(Uuid, i64)> = tx.query(AssertSqlSafe(sql)).bind(rows.text()).all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(made.into_iter().filter_map(|(digest, number)| Some((missing.get(&digest)?.0.to_owned(), number))).collect())
}

/// The texts of these forms, members put in.
pub(super) async fn texts(conn: &mut Conn, numbers: &BTreeSet<i64>) -> Result<HashMap<i64, String>, Error> {
    let mut known = load(conn, numbers).await?;
    let members: BTreeSet<i64> =
        known.values().flat_map(|text| marked(text)).filter(|number| !known.contains_key(number)).collect();
    let loaded = load(conn, &members).await?;
    let put: Vec<(i64, String)> = known
        .iter()
        .filter(|(_, text)| marked(text).next().is_some())
        .map(|(number, text)| {
            let text = splice(text, |member, out| {
                out.push_str(loaded.get(&member).or_else(|| known.get(&member)).map_or("null", String::as_str));
            });
            (*number, text)
        })
        .collect();
    known.extend(put);
    Ok(known)
}

async fn load(conn: &mut Conn, numbers: &BTreeSet<i64>) -> Result<HashMap<i64, String>, Error> {
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    let list = format!("[{}]", numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(","));
    let sql = format!("SELECT id, body FROM actor_form WHERE id IN (SELECT value FROM {})", conn.dialect().integers(1));
    let found = conn.query(AssertSqlSafe(sql)).bind(list).all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(found.into_iter().collect())
}

/// All forms in which an agent was written.
pub(crate) async fn of_term(conn: &mut Conn, term: i64) -> Result<Vec<String>, Error> {
    conn.query("SELECT body FROM actor_form WHERE term = $1 ORDER BY id LIMIT 100").bind(term).all(|row| row.get(0)).await
}

/// Writes all forms of an agent anew, members of a group left as they are.
pub(crate) async fn rename(tx: &mut Tx, term: i64, agent: &Json) -> Result<(), Error> {
    let forms: Vec<(i64, String)> =
        tx.query("SELECT id, body FROM actor_form WHERE term = $1").bind(term).all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    for (form, before) in forms {
        let body = renamed(&before, agent);
        // The digest finds a form for statements to come, which never name the erased one; it only must not be another's.
        let digest = half_digest(&[b"erased:", form.to_string().as_bytes(), body.as_bytes()]);
        let renamed = tx.execute("UPDATE actor_form SET digest = $2, body = $3 WHERE id = $1");
        renamed.bind(form).bind(digest).bind(body).run().await?;
    }
    Ok(())
}

/// The text of a form with another account. The members of a group are marked numbers in it, which no JSON is.
fn renamed(before: &str, agent: &Json) -> String {
    let text = agent.to_string();
    let Some((_, rest)) = before.split_once("\"member\":[") else { return text };
    let members = rest.split_once(']').map_or("", |(members, _)| members);
    format!("{{\"objectType\":\"Group\",\"member\":[{members}],\"account\":{}}}", agent.get("account").unwrap_or(&Json::Null))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_erased_group_keeps_its_members() {
        let agent = Json::parse(br#"{"account":{"homePage":"a:b","name":"x"}}"#).expect("JSON");
        let group =
            "{\"objectType\":\"Group\",\"name\":\"Asha's\",\"member\":[\u{1}4\u{1},\u{1}5\u{1}],\"mbox\":\"mailto:a@x.in\"}";
        let expected =
            "{\"objectType\":\"Group\",\"member\":[\u{1}4\u{1},\u{1}5\u{1}],\"account\":{\"homePage\":\"a:b\",\"name\":\"x\"}}";
        assert_eq!(renamed(group, &agent), expected);
        assert_eq!(renamed(r#"{"name":"Asha","mbox":"mailto:a@x.in"}"#, &agent), agent.to_string());
    }
}
