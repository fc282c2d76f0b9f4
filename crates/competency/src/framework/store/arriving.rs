//! What brings a version in at once: few statements for many rows.

use std::collections::HashMap;

use kernel::Key;
use people::Position;
use sqlx::{AssertSqlSafe, SqlSafeStr};
use store::{Conn, Error, Given, Rows, Tx, Value};

use crate::framework::read::{ParsedCompetency, ParsedPosition, ParsedRole};
use crate::{Competency, Role};

/// Keys by code.
pub(in crate::framework) type Keys = HashMap<String, i64>;

/// The keys of a table, read by a query of code and key.
pub(in crate::framework) async fn keys(conn: &mut Conn, sql: impl SqlSafeStr) -> Result<Keys, Error> {
    Ok(conn.query(sql).all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect())
}

/// A competency with its newest revision; 0 where it has none yet.
pub(in crate::framework) async fn competency(conn: &mut Conn, code: &str) -> Result<Option<(Key<Competency>, i64)>, Error> {
    conn.query("SELECT id, revision FROM competency WHERE code = $1")
        .bind(code)
        .optional(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// Takes away what was written for a revision that has not come.
pub(in crate::framework) async fn clear_unseen(tx: &mut Tx, competency: Key<Competency>, newest: i64) -> Result<(), Error> {
    for sql in [
        "DELETE FROM indicator WHERE competency = $1 AND revision > $2",
        "DELETE FROM level_descriptor WHERE competency = $1 AND revision > $2",
        "DELETE FROM competency_revision WHERE competency = $1 AND revision > $2",
    ] {
        tx.execute(sql).bind(competency).bind(newest).run().await?;
    }
    Ok(())
}

/// Has competencies stand in these revisions.
pub(in crate::framework) async fn make_newest(
    tx: &mut Tx,
    competencies: &[(Key<Competency>, i64, &ParsedCompetency)],
) -> Result<(), Error> {
    let mut rows = Rows::default();
    for (key, revision, new) in competencies {
        rows.add(&[
            Value::Integer(key.number()),
            Value::Integer(*revision),
            Value::Text(new.kind.as_str()),
            Value::Text(new.ask.as_str()),
        ]);
    }
    let columns = [("id", Given::Integer), ("revision", Given::Integer), ("kind", Given::Text), ("ask", Given::Text)];
    let sql = format!(
        "UPDATE competency SET revision = given.revision, kind = given.kind, ask = given.ask FROM {} WHERE competency.id = given.id",
        tx.dialect().rows(1, &columns)
    );
    run(tx, sql, rows).await
}

/// A statement over given rows; nothing where there is none.
async fn run(tx: &mut Tx, sql: String, rows: Rows) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).run().await.map(|_| ())
}

/// Inserts given rows into a table.
async fn insert(tx: &mut Tx, table: &str, columns: &[(&str, Given)], rows: Rows) -> Result<(), Error> {
    let names = columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let given = tx.dialect().rows(1, columns);
    run(tx, format!("INSERT INTO {table} ({names}) SELECT {names} FROM {given} WHERE TRUE"), rows).await
}

/// Takes the rows of these owners out of a table.
async fn clear(tx: &mut Tx, (table, owner): (&str, &str), keys: &str) -> Result<(), Error> {
    let sql = format!("DELETE FROM {table} WHERE {owner} IN (SELECT value FROM {})", tx.dialect().integers(1));
    tx.execute(AssertSqlSafe(sql)).bind(keys).run().await.map(|_| ())
}

const WORDS: (Given, Given) = (Given::Integer, Given::Text);

/// Sets one text of rows of a table.
async fn reword(tx: &mut Tx, (table, column): (&str, &str), rows: Rows) -> Result<(), Error> {
    let given = tx.dialect().rows(1, &[("id", WORDS.0), ("words", WORDS.1)]);
    run(tx, format!("UPDATE {table} SET {column} = given.words FROM {given} WHERE {table}.id = given.id"), rows).await
}

/// Writes name, activities, competencies and resources of roles over what stood there.
pub(in crate::framework) async fn put_roles(
    tx: &mut Tx,
    roles: &[(Key<Role>, &ParsedRole)],
    competencies: &Keys,
) -> Result<(), Error> {
    let owners = format!("{:?}", roles.iter().map(|(key, _)| key.number()).collect::<Vec<_>>());
    for table in ["work_activity", "role_competency", "knowledge_resource"] {
        clear(tx, (table, "role"), &owners).await?;
    }
    let [mut names, mut activities, mut asks, mut resources] = [(); 4].map(|()| Rows::default());
    for (key, new) in roles {
        let role = Value::Integer(key.number());
        names.add(&[role, Value::Text(&new.name.to_json())]);
        for (number, (code, text)) in (1..).zip(&new.activities) {
            activities.add(&[role, Value::Integer(number), Value::Text(code), Value::Text(&text.to_json())]);
        }
        for (competency, level) in &new.competencies {
            let Some(competency) = competencies.get(competency) else { continue };
            asks.add(&[role, Value::Integer(*competency), Value::Integer(level.number())]);
        }
        for (code, (title, address)) in &new.resources {
            resources.add(&[role, Value::Text(code), Value::Text(&title.to_json()), Value::Text(address)]);
        }
    }
    reword(tx, ("role", "name"), names).await?;
    let (number, text) = (Given::Integer, Given::Text);
    insert(tx, "work_activity", &[("role", number), ("number", number), ("code", text), ("text", text)], activities).await?;
    insert(tx, "role_competency", &[("role", number), ("competency", number), ("level", number)], asks).await?;
    insert(tx, "knowledge_resource", &[("role", number), ("code", text), ("title", text), ("address", text)], resources).await
}

/// Writes roles, criticality, hints and source of positions over what stood there.
pub(in crate::framework) async fn put_positions(
    tx: &mut Tx,
    positions: &[(Key<Position>, &ParsedPosition)],
    (roles, competencies): (&Keys, &Keys),
) -> Result<(), Error> {
    let owners = format!("{:?}", positions.iter().map(|(key, _)| key.number()).collect::<Vec<_>>());
    for table in ["position_role", "criticality", "learning_mode"] {
        clear(tx, (table, "position"), &owners).await?;
    }
    let [mut sources, mut links, mut critical, mut modes] = [(); 4].map(|()| Rows::default());
    for (key, new) in positions {
        let position = Value::Integer(key.number());
        sources.add(&[position, Value::Text(&new.source)]);
        for role in new.roles.iter().filter_map(|role| roles.get(role)) {
            links.add(&[position, Value::Integer(*role)]);
        }
        let of = |code: &String| competencies.get(code).map(|key| Value::Integer(*key));
        for (competency, (criticality, reason)) in new.criticality.iter().filter_map(|(code, said)| Some((of(code)?, said))) {
            critical.add(&[position, competency, Value::Text(criticality.as_str()), Value::Text(&reason.to_json())]);
        }
        for (competency, mode) in new.modes.iter().filter_map(|(code, mode)| Some((of(code)?, mode))) {
            modes.add(&[position, competency, Value::Text(mode.as_str())]);
        }
    }
    reword(tx, ("position", "source"), sources).await?;
    let (number, text) = (Given::Integer, Given::Text);
    insert(tx, "position_role", &[("position", number), ("role", number)], links).await?;
    let columns = [("position", number), ("competency", number), ("criticality", text), ("reason", text)];
    insert(tx, "criticality", &columns, critical).await?;
    insert(tx, "learning_mode", &[("position", number), ("competency", number), ("mode", text)], modes).await
}
