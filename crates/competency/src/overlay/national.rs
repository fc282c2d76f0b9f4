//! What the framework itself says, whoever its posts belong to.

use kernel::LanguageText;
use store::{Conn, Error};

use super::conflict::Said;
use super::domain::{About, ItemKind};

/// Of what is asked: kind, about what, its code, and what of it.
pub(super) type Subject<'a> = (ItemKind, About, &'a str, &'a str);

/// What the framework says of it; `None` where there is no such position, role or competency.
pub(super) async fn said(conn: &mut Conn, (kind, about, code, part): Subject<'_>) -> Result<Option<Said>, Error> {
    match (kind, about) {
        (ItemKind::Ask, About::Position | About::Role) => asked(conn, about, (code, part)).await,
        (ItemKind::Activity, About::Role) => Ok(match name(conn, About::Role, code).await? {
            Some(_) => Some(Said { level: None, text: activity(conn, code, part).await? }),
            None => None,
        }),
        (ItemKind::Words, _) => {
            let known = name(conn, about, code).await?;
            let text = match (about, part) {
                (_, "") => known.clone(),
                (About::Role, activity_code) => activity(conn, code, activity_code).await?,
                (About::Competency, level) => descriptor(conn, code, level).await?,
                (About::Position, _) => None,
            };
            Ok(known.map(|_| Said { level: None, text }))
        }
        _ => Ok(None),
    }
}

async fn asked(conn: &mut Conn, about: About, (code, competency): (&str, &str)) -> Result<Option<Said>, Error> {
    if name(conn, about, code).await?.is_none() || name(conn, About::Competency, competency).await?.is_none() {
        return Ok(None);
    }
    let query = match about {
        About::Role => {
            "SELECT MAX(role_competency.level) FROM role JOIN role_competency ON role_competency.role = role.id \
             JOIN competency ON competency.id = role_competency.competency WHERE role.code = $1 AND competency.code = $2"
        }
        _ => {
            "SELECT MAX(role_competency.level) FROM position JOIN position_role ON position_role.position = position.id \
             JOIN role_competency ON role_competency.role = position_role.role \
             JOIN competency ON competency.id = role_competency.competency WHERE position.code = $1 AND competency.code = $2"
        }
    };
    let level = conn.query(query).bind(code).bind(competency).one("level", |row| row.get(0)).await?;
    Ok(Some(Said { level, text: None }))
}

/// The name of a position, role or competency; `None` where there is none.
pub(super) async fn name(conn: &mut Conn, about: About, code: &str) -> Result<Option<LanguageText>, Error> {
    let query = match about {
        About::Position => "SELECT title FROM position WHERE code = $1",
        About::Role => "SELECT name FROM role WHERE code = $1",
        About::Competency => {
            "SELECT competency_revision.name FROM competency JOIN competency_revision ON competency_revision.competency = competency.id \
             AND competency_revision.revision = competency.revision WHERE competency.code = $1"
        }
    };
    conn.query(query).bind(code).optional(|row| row.get(0)).await
}

async fn activity(conn: &mut Conn, role: &str, code: &str) -> Result<Option<LanguageText>, Error> {
    conn.query(
        "SELECT work_activity.text FROM work_activity JOIN role ON role.id = work_activity.role WHERE role.code = $1 AND work_activity.code = $2",
    )
    .bind(role)
    .bind(code)
    .optional(|row| row.get(0))
    .await
}

async fn descriptor(conn: &mut Conn, competency: &str, level: &str) -> Result<Option<LanguageText>, Error> {
    let Ok(level) = level.parse::<i64>() else { return Ok(None) };
    conn.query(
        "SELECT level_descriptor.text FROM competency JOIN level_descriptor ON level_descriptor.competency = competency.id \
         AND level_descriptor.revision = competency.revision WHERE competency.code = $1 AND level_descriptor.level = $2",
    )
    .bind(competency)
    .bind(level)
    .optional(|row| row.get(0))
    .await
}
