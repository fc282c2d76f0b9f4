//! What is in force of overlays and acceptances, for those who work out what posts ask.

use kernel::{Date, Key, LanguageText, Level};
use people::{Organisation, Position};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row};
use uuid::Uuid;

use super::domain::Item;
use super::store as sql;
use crate::{Competency, Framework};

/// Something that is not in force yet and is taken as if it were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumed {
    /// An edition of an overlay, in the place of the one before it.
    Overlay(Uuid),
    /// That a government has accepted a framework.
    Acceptance(Key<Organisation>, Key<Framework>),
    /// That a government has taken its acceptance back.
    Withdrawal(Key<Organisation>, Key<Framework>),
}

impl Assumed {
    fn overlay(this: Option<Self>) -> Option<Uuid> {
        match this {
            Some(Self::Overlay(id)) => Some(id),
            _ => None,
        }
    }
}

/// What a unit asks of posts of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LocalAsk {
    /// The position.
    pub(crate) position: Key<Position>,
    /// The competency in its newest revision.
    pub(crate) competency: Key<Competency>,
    pub(crate) revision: i64,
    /// The level.
    pub(crate) level: Level,
    /// The day of the edition.
    pub(crate) from: Date,
}

/// An overlay counts: the one assumed in the place of the one in force.
const COUNTS: &str = "((overlay.state = 'published' AND NOT EXISTS (SELECT 1 FROM overlay AS assumed WHERE assumed.id = $1 \
     AND assumed.organisation = overlay.organisation AND assumed.framework = overlay.framework)) OR overlay.id = $1)";

/// What units ask, about positions and about roles in all positions that have them.
pub(crate) async fn asks(conn: &mut Conn, assumed: Option<Assumed>) -> Result<Vec<(Key<Organisation>, LocalAsk)>, Error> {
    let of = |place: &str| {
        format!(
            "SELECT overlay.organisation, {place}, competency.id, competency.revision, overlay_item.level, COALESCE(overlay.effective_from, 0) \
             FROM overlay JOIN overlay_item ON overlay_item.overlay = overlay.id AND overlay_item.kind = 'ask' AND NOT overlay_item.removed \
             JOIN competency ON competency.code = overlay_item.part "
        )
    };
    let position = of("position.id")
        + "JOIN position ON overlay_item.about = 'position' AND position.code = overlay_item.code WHERE "
        + COUNTS;
    let role = of("position_role.position")
        + "JOIN role ON overlay_item.about = 'role' AND role.code = overlay_item.code JOIN position_role ON position_role.role = role.id WHERE "
        + COUNTS;
    let read = |row: &Row| {
        let (position, competency, revision) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((row.get(0)?, LocalAsk { position, competency, revision, level: row.get(4)?, from: row.get(5)? }))
    };
    let assumed = Assumed::overlay(assumed);
    let mut all = conn.query(AssertSqlSafe(position)).bind(assumed).all(read).await?;
    all.extend(conn.query(AssertSqlSafe(role)).bind(assumed).all(read).await?);
    Ok(all)
}

/// Which governments have accepted which frameworks.
pub(crate) async fn accepted(
    conn: &mut Conn,
    assumed: Option<Assumed>,
) -> Result<Vec<(Key<Organisation>, Key<Framework>)>, Error> {
    let rows = conn.query("SELECT organisation, framework FROM floor_acceptance WHERE in_force");
    let mut all: Vec<_> = rows.all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    match assumed {
        Some(Assumed::Acceptance(government, framework)) => all.push((government, framework)),
        Some(Assumed::Withdrawal(government, framework)) => all.retain(|one| *one != (government, framework)),
        _ => {}
    }
    Ok(all)
}

/// Whether any unit has worded a competency.
pub(crate) async fn any_words(conn: &mut Conn) -> Result<bool, Error> {
    let found = conn.query(
        "SELECT 1 FROM overlay JOIN overlay_item ON overlay_item.overlay = overlay.id AND overlay_item.kind = 'words' \
         AND overlay_item.about = 'competency' AND NOT overlay_item.removed WHERE overlay.state = 'published' LIMIT 1",
    );
    Ok(found.optional(|_| Ok(())).await?.is_some())
}

/// An item that holds below a unit.
#[derive(Clone, Debug)]
pub(crate) struct InForce {
    /// The unit.
    pub(crate) unit: Key<Organisation>,
    /// Its name.
    pub(crate) name: LanguageText,
    /// The item.
    pub(crate) item: Item,
}

/// What holds at an organisation: the items of the units above it, the farthest first.
pub(crate) async fn in_force(conn: &mut Conn, organisation: Key<Organisation>) -> Result<Vec<InForce>, Error> {
    let sql = format!(
        "SELECT {}, overlay.organisation, organisation.name FROM organisation_closure \
         JOIN overlay ON overlay.organisation = organisation_closure.ancestor AND overlay.state = 'published' \
         JOIN overlay_item ON overlay_item.overlay = overlay.id AND NOT overlay_item.removed \
         JOIN organisation ON organisation.id = overlay.organisation \
         WHERE organisation_closure.descendant = $1 ORDER BY organisation_closure.depth DESC, overlay_item.number",
        sql::ITEM
    );
    let rows = conn.query(AssertSqlSafe(sql)).bind(organisation);
    let at = sql::ITEM_COLUMNS;
    rows.all(|row| Ok(InForce { item: sql::read_item(row)?, unit: row.get(at)?, name: row.get(at + 1)? })).await
}
