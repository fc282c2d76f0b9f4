//! What an import reads to compare and writes to change.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Key, LanguageText, Level};
use people::Position;
use store::{Conn, Error, Tx};

use super::parse_column;
use crate::framework::domain::{Criticality, LearningMode};
use crate::framework::read::{Head, Known, ParsedCompetency, ParsedRole};
use crate::{Competency, Framework, Role};

/// What the files of a framework may refer to.
pub(in crate::framework) async fn known(conn: &mut Conn) -> Result<Known, Error> {
    let competencies = conn
        .query("SELECT competency.code, framework.code FROM competency JOIN framework ON framework.id = competency.framework")
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    let rows: Vec<(String, Option<String>)> = conn
        .query(
            "SELECT role.code, competency.code FROM role LEFT JOIN role_competency ON role_competency.role = role.id \
             LEFT JOIN competency ON competency.id = role_competency.competency",
        )
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    let mut roles: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (role, competency) in rows {
        roles.entry(role).or_default().extend(competency);
    }
    let elsewhere = conn
        .query("SELECT DISTINCT framework.code FROM framework_import JOIN framework ON framework.id = framework_import.framework")
        .all(|row| row.get(0))
        .await?;
    Ok(Known { competencies: competencies.into_iter().collect(), roles, elsewhere: elsewhere.into_iter().collect() })
}

/// The scale of a published version, as it is kept.
pub(in crate::framework) async fn kept_scale(conn: &mut Conn, framework: &str, version: &str) -> Result<Option<String>, Error> {
    conn.query(
        "SELECT framework_version.scale FROM framework_version JOIN framework ON framework.id = framework_version.framework \
         WHERE framework.code = $1 AND framework_version.version = $2",
    )
    .bind(framework)
    .bind(version)
    .optional(|row| row.get(0))
    .await
}

/// Whether a version was published by review.
pub(in crate::framework) async fn is_sealed(conn: &mut Conn, framework: &str, version: &str) -> Result<bool, Error> {
    let found = conn
        .query(
            "SELECT framework_version.sealed FROM framework_version JOIN framework ON framework.id = framework_version.framework \
             WHERE framework.code = $1 AND framework_version.version = $2",
        )
        .bind(framework)
        .bind(version);
    Ok(found.optional(|row| row.get(0)).await?.unwrap_or(false))
}

/// The framework with this code.
pub(in crate::framework) async fn framework_key(conn: &mut Conn, code: &str) -> Result<Option<Key<Framework>>, Error> {
    conn.query("SELECT id FROM framework WHERE code = $1").bind(code).optional(|row| row.get(0)).await
}

/// The framework and its version, made where they are not there.
pub(in crate::framework) async fn put_head(tx: &mut Tx, head: &Head, scale: &str) -> Result<Key<Framework>, Error> {
    let known = tx.query("SELECT id FROM framework WHERE code = $1").bind(&head.code).optional(|row| row.get(0)).await?;
    let key = match known {
        Some(key) => key,
        None => insert_framework(tx, head).await?,
    };
    tx.execute("UPDATE framework SET title = $2, licence = $3 WHERE id = $1")
        .bind(key)
        .bind(&head.title)
        .bind(&head.licence)
        .run()
        .await?;
    tx.execute(
        "INSERT INTO framework_version (framework, version, published, scale) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (framework, version) DO NOTHING",
    )
    .bind(key)
    .bind(&head.version)
    .bind(head.published)
    .bind(scale)
    .run()
    .await?;
    Ok(key)
}

async fn insert_framework(tx: &mut Tx, head: &Head) -> Result<Key<Framework>, Error> {
    let (key, uid) = (tx.take_key("framework").await?, head.uid.unwrap_or_else(|| tx.context().new_id()));
    tx.execute("INSERT INTO framework (id, uid, code, title, licence) VALUES ($1, $2, $3, $4, $5)")
        .bind(key)
        .bind(uid)
        .bind(&head.code)
        .bind(&head.title)
        .bind(&head.licence)
        .run()
        .await?;
    Ok(key)
}

/// A competency that has no revision yet; [`insert_revision`] gives it the first.
pub(in crate::framework) async fn insert_competency(
    tx: &mut Tx,
    framework: Key<Framework>,
    new: &ParsedCompetency,
) -> Result<Key<Competency>, Error> {
    let (key, uid) = (tx.take_key("competency").await?, new.uid.unwrap_or_else(|| tx.context().new_id()));
    tx.execute("INSERT INTO competency (id, uid, code, framework, kind, ask, revision) VALUES ($1, $2, $3, $4, $5, $6, 0)")
        .bind(key)
        .bind(uid)
        .bind(&new.code)
        .bind(framework)
        .bind(new.kind.as_str())
        .bind(new.ask.as_str())
        .run()
        .await?;
    Ok(key)
}

/// A new revision of a competency with its descriptors and indicators; it becomes the newest.
pub(in crate::framework) async fn insert_revision(
    tx: &mut Tx,
    competency: Key<Competency>,
    revision: i64,
    version: &str,
    new: &ParsedCompetency,
) -> Result<(), Error> {
    super::arriving::clear_unseen(tx, competency, revision - 1).await?;
    write_revision(tx, competency, revision, version, new).await?;
    tx.execute("UPDATE competency SET revision = $2, kind = $3, ask = $4 WHERE id = $1")
        .bind(competency)
        .bind(revision)
        .bind(new.kind.as_str())
        .bind(new.ask.as_str())
        .run()
        .await?;
    Ok(())
}

/// The same, without its becoming the newest: nobody reads it until then.
pub(in crate::framework) async fn write_revision(
    tx: &mut Tx,
    competency: Key<Competency>,
    revision: i64,
    version: &str,
    new: &ParsedCompetency,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO competency_revision (competency, revision, framework_version, name, definition, source) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(competency)
    .bind(revision)
    .bind(version)
    .bind(&new.name)
    .bind(&new.definition)
    .bind(&new.source)
    .run()
    .await?;
    for (level, text) in &new.descriptors {
        tx.execute("INSERT INTO level_descriptor (competency, revision, level, text) VALUES ($1, $2, $3, $4)")
            .bind(competency)
            .bind(revision)
            .bind(*level)
            .bind(text)
            .run()
            .await?;
    }
    insert_indicators(tx, competency, revision, new).await
}

async fn insert_indicators(tx: &mut Tx, competency: Key<Competency>, revision: i64, new: &ParsedCompetency) -> Result<(), Error> {
    let first = tx.take_keys("indicator", new.indicators.len() as i64).await?;
    for (key, (code, (level, text))) in (first..).zip(&new.indicators) {
        let uid = tx.context().new_id();
        tx.execute(
            "INSERT INTO indicator (id, uid, competency, revision, level, code, text) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(key)
        .bind(uid)
        .bind(competency)
        .bind(revision)
        .bind(*level)
        .bind(code)
        .bind(text)
        .run()
        .await?;
    }
    Ok(())
}

/// A role as it is kept.
pub(in crate::framework) struct KeptRole {
    pub(in crate::framework) key: Key<Role>,
    pub(in crate::framework) name: LanguageText,
    pub(in crate::framework) description: LanguageText,
    pub(in crate::framework) activities: Vec<(String, LanguageText)>,
    pub(in crate::framework) competencies: BTreeMap<String, Level>,
    pub(in crate::framework) resources: BTreeMap<String, (LanguageText, String)>,
}

pub(in crate::framework) async fn kept_role(conn: &mut Conn, code: &str) -> Result<Option<KeptRole>, Error> {
    let found = conn
        .query("SELECT id, name, description FROM role WHERE code = $1")
        .bind(code)
        .optional(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let Some((key, name, description)): Option<(Key<Role>, LanguageText, LanguageText)> = found.await? else { return Ok(None) };
    let activities = conn
        .query("SELECT code, text FROM work_activity WHERE role = $1 ORDER BY number")
        .bind(key)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    let competencies = conn
        .query(
            "SELECT competency.code, role_competency.level FROM role_competency JOIN competency ON competency.id = role_competency.competency \
             WHERE role_competency.role = $1",
        )
        .bind(key)
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    let resources = conn
        .query("SELECT code, title, address FROM knowledge_resource WHERE role = $1")
        .bind(key)
        .all(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
        .await?;
    let (competencies, resources) = (competencies.into_iter().collect(), resources.into_iter().collect());
    Ok(Some(KeptRole { key, name, description, activities, competencies, resources }))
}

pub(in crate::framework) async fn insert_role(
    tx: &mut Tx,
    framework: Key<Framework>,
    new: &ParsedRole,
) -> Result<Key<Role>, Error> {
    let (key, uid) = (tx.take_key("role").await?, new.uid.unwrap_or_else(|| tx.context().new_id()));
    tx.execute("INSERT INTO role (id, uid, code, name, framework) VALUES ($1, $2, $3, $4, $5)")
        .bind(key)
        .bind(uid)
        .bind(&new.code)
        .bind(&new.name)
        .bind(new.library.then_some(framework))
        .run()
        .await?;
    Ok(key)
}

/// Writes name, activities and competencies of a role over what stood there.
pub(in crate::framework) async fn put_role(tx: &mut Tx, key: Key<Role>, new: &ParsedRole) -> Result<(), Error> {
    tx.execute("UPDATE role SET name = $2 WHERE id = $1").bind(key).bind(&new.name).run().await?;
    if let Some(description) = &new.description {
        tx.execute("UPDATE role SET description = $2 WHERE id = $1").bind(key).bind(description).run().await?;
    }
    tx.execute("DELETE FROM work_activity WHERE role = $1").bind(key).run().await?;
    for (number, (code, text)) in (1_i64..).zip(&new.activities) {
        tx.execute("INSERT INTO work_activity (role, number, code, text) VALUES ($1, $2, $3, $4)")
            .bind(key)
            .bind(number)
            .bind(code)
            .bind(text)
            .run()
            .await?;
    }
    tx.execute("DELETE FROM role_competency WHERE role = $1").bind(key).run().await?;
    for (competency, level) in &new.competencies {
        tx.execute("INSERT INTO role_competency (role, competency, level) SELECT $1, id, $3 FROM competency WHERE code = $2")
            .bind(key)
            .bind(competency)
            .bind(*level)
            .run()
            .await?;
    }
    tx.execute("DELETE FROM knowledge_resource WHERE role = $1").bind(key).run().await?;
    for (code, (title, address)) in &new.resources {
        tx.execute("INSERT INTO knowledge_resource (role, code, title, address) VALUES ($1, $2, $3, $4)")
            .bind(key)
            .bind(code)
            .bind(title)
            .bind(address)
            .run()
            .await?;
    }
    Ok(())
}

/// A position with its title and its roles.
pub(in crate::framework) struct KeptPosition {
    pub(in crate::framework) key: Key<Position>,
    pub(in crate::framework) title: LanguageText,
    pub(in crate::framework) source: String,
    pub(in crate::framework) roles: BTreeSet<String>,
    pub(in crate::framework) criticality: BTreeMap<String, (Criticality, LanguageText)>,
    pub(in crate::framework) modes: BTreeMap<String, LearningMode>,
}

pub(in crate::framework) async fn kept_position(conn: &mut Conn, code: &str) -> Result<Option<KeptPosition>, Error> {
    let found = conn
        .query("SELECT id, title, source FROM position WHERE code = $1")
        .bind(code)
        .optional(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let Some((key, title, source)): Option<(Key<Position>, LanguageText, String)> = found.await? else { return Ok(None) };
    let roles: Vec<String> = conn
        .query("SELECT role.code FROM position_role JOIN role ON role.id = position_role.role WHERE position_role.position = $1")
        .bind(key)
        .all(|row| row.get(0))
        .await?;
    let criticality = conn
        .query(
            "SELECT competency.code, criticality.criticality, criticality.reason FROM criticality \
             JOIN competency ON competency.id = criticality.competency WHERE criticality.position = $1",
        )
        .bind(key)
        .all(|row| Ok((row.get(0)?, (parse_column(row, 1, Criticality::parse)?, row.get(2)?))))
        .await?;
    let modes = conn
        .query(
            "SELECT competency.code, learning_mode.mode FROM learning_mode JOIN competency ON competency.id = learning_mode.competency \
             WHERE learning_mode.position = $1",
        )
        .bind(key)
        .all(|row| Ok((row.get(0)?, parse_column(row, 1, LearningMode::parse)?)))
        .await?;
    Ok(Some(KeptPosition {
        key,
        title,
        source,
        roles: roles.into_iter().collect(),
        criticality: criticality.into_iter().collect(),
        modes: modes.into_iter().collect(),
    }))
}

/// Writes on what a position rests.
pub(in crate::framework) async fn put_source(tx: &mut Tx, key: Key<Position>, source: &str) -> Result<(), Error> {
    tx.execute("UPDATE position SET source = $2 WHERE id = $1").bind(key).bind(source).run().await?;
    Ok(())
}

/// Writes how critical the competencies are in a position over what stood there.
pub(in crate::framework) async fn put_criticality(
    tx: &mut Tx,
    key: Key<Position>,
    criticality: &BTreeMap<String, (Criticality, LanguageText)>,
) -> Result<(), Error> {
    tx.execute("DELETE FROM criticality WHERE position = $1").bind(key).run().await?;
    for (competency, (criticality, reason)) in criticality {
        tx.execute(
            "INSERT INTO criticality (position, competency, criticality, reason) SELECT $1, id, $3, $4 FROM competency WHERE code = $2",
        )
        .bind(key)
        .bind(competency)
        .bind(criticality.as_str())
        .bind(reason)
        .run()
        .await?;
    }
    Ok(())
}

/// Writes how the competencies are best learnt in a position over what stood there.
pub(in crate::framework) async fn put_modes(
    tx: &mut Tx,
    key: Key<Position>,
    modes: &BTreeMap<String, LearningMode>,
) -> Result<(), Error> {
    tx.execute("DELETE FROM learning_mode WHERE position = $1").bind(key).run().await?;
    for (competency, mode) in modes {
        tx.execute("INSERT INTO learning_mode (position, competency, mode) SELECT $1, id, $3 FROM competency WHERE code = $2")
            .bind(key)
            .bind(competency)
            .bind(mode.as_str())
            .run()
            .await?;
    }
    Ok(())
}

/// Writes the roles of a position over what stood there.
pub(in crate::framework) async fn put_position_roles(
    tx: &mut Tx,
    key: Key<Position>,
    roles: &BTreeSet<String>,
) -> Result<(), Error> {
    tx.execute("DELETE FROM position_role WHERE position = $1").bind(key).run().await?;
    for role in roles {
        tx.execute("INSERT INTO position_role (position, role) SELECT $1, id FROM role WHERE code = $2")
            .bind(key)
            .bind(role)
            .run()
            .await?;
    }
    Ok(())
}
