//! Acceptance: the recorded act by which a government lets a framework bind its posts.

use kernel::{Date, Key, LanguageText, Timestamp};
use people::grant::{Action, reached_offices};
use people::{Actor, Organisation, organisation};
use store::audit::Entry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Row, Tx};

use super::domain::OverlayRefusal;
use super::service::{cut, day};
use super::store as sql;
use crate::Framework;

/// A government has accepted a framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The government.
    pub government: Key<Organisation>,
    /// The framework.
    pub framework: Key<Framework>,
    /// From when it binds.
    pub from: Date,
    /// The grace period of what it newly asks, in days.
    pub grace_days: i64,
    /// The order or decision on which it rests.
    pub rests_on: String,
    /// When it was recorded; the beginning of 1970 where it stood before acceptances were recorded.
    pub at: Timestamp,
    /// Whether its day has come and posts ask what it brings.
    pub in_force: bool,
}

fn read(row: &Row) -> Result<Acceptance, Error> {
    Ok(Acceptance {
        government: row.get(0)?,
        framework: row.get(1)?,
        from: row.get(2)?,
        grace_days: row.get(3)?,
        rests_on: row.get(4)?,
        at: row.get(5)?,
        in_force: row.get(6)?,
    })
}

/// All acceptances.
pub async fn acceptances(conn: &mut Conn) -> Result<Vec<Acceptance>, Error> {
    conn.query("SELECT organisation, framework, from_date, grace_days, rests_on, accepted_at, in_force FROM floor_acceptance")
        .all(read)
        .await
}

/// The acceptance whose day has come and that has waited longest.
pub(super) async fn due(conn: &mut Conn, today: Date) -> Result<Option<Acceptance>, Error> {
    conn.query(
        "SELECT organisation, framework, from_date, grace_days, rests_on, accepted_at, in_force FROM floor_acceptance \
         WHERE NOT in_force AND from_date <= $1 ORDER BY from_date, organisation, framework LIMIT 1",
    )
    .bind(today)
    .optional(read)
    .await
}

/// One acceptance.
pub(super) async fn one(conn: &mut Conn, of: (Key<Organisation>, Key<Framework>)) -> Result<Option<Acceptance>, Error> {
    Ok(acceptances(conn).await?.into_iter().find(|one| (one.government, one.framework) == of))
}

pub(super) async fn set_in_force(tx: &mut Tx, of: (Key<Organisation>, Key<Framework>)) -> Result<(), Error> {
    tx.execute("UPDATE floor_acceptance SET in_force = TRUE WHERE organisation = $1 AND framework = $2")
        .bind(of.0)
        .bind(of.1)
        .run()
        .await
        .map(|_| ())
}

/// Whether the framework of a competency binds the posts below an organisation.
pub(super) async fn binds(conn: &mut Conn, unit: Key<Organisation>, competency: &str) -> Result<bool, Error> {
    let Some(owner) = organisation::government(conn, unit).await? else { return Ok(true) };
    let found = conn
        .query(
            "SELECT 1 FROM floor_acceptance JOIN competency ON competency.framework = floor_acceptance.framework \
             WHERE floor_acceptance.organisation = $1 AND floor_acceptance.in_force AND competency.code = $2",
        )
        .bind(owner.key)
        .bind(competency);
    Ok(found.optional(|_| Ok(())).await?.is_some())
}

/// Whether governments other than that of a unit have accepted a framework: then no unit of one of them writes its next version alone.
pub async fn is_shared(conn: &mut Conn, unit: Key<Organisation>, framework: Key<Framework>) -> Result<bool, Error> {
    let owner = organisation::government(conn, unit).await?.map(|office| office.key);
    let of = |one: &Acceptance| one.framework == framework && Some(one.government) != owner;
    Ok(acceptances(conn).await?.iter().any(of))
}

/// An acceptance to be recorded.
#[derive(Clone, Debug)]
pub struct NewAcceptance {
    /// Who.
    pub actor: Actor,
    /// Code of the government.
    pub government: String,
    /// Code of the framework.
    pub framework: String,
    /// From when it binds.
    pub from: Option<Date>,
    /// The grace period of what it newly asks, in days.
    pub grace_days: i64,
    /// The order or decision on which it rests.
    pub rests_on: String,
}

/// Records that a government accepts a framework, from a day on.
pub async fn accept(db: &Db, new: NewAcceptance) -> Outcome<(), OverlayRefusal> {
    db.write(new, |tx, new| record(tx, new).boxed()).await
}

async fn record(tx: &mut Tx, new: &NewAcceptance) -> Outcome<(), OverlayRefusal> {
    let governments = organisation::governments(tx).await?;
    let Some(government) = governments.into_iter().find(|office| office.code.as_str() == new.government) else {
        return Err(Failure::Denied);
    };
    if reached_offices(tx, &new.actor, Action::AcceptFloor, &[government.key]).await?.is_empty() {
        return Err(Failure::Denied);
    }
    let Some((framework, code, _)) = sql::framework(tx, &new.framework).await? else { return Err(Failure::Denied) };
    if one(tx, (government.key, framework)).await?.is_some() {
        return Err(Failure::Refused(OverlayRefusal::Accepted));
    }
    let rests_on = cut(&new.rests_on);
    if rests_on.is_empty() {
        return Err(Failure::Refused(OverlayRefusal::NoOrder));
    }
    let from = day(tx, (new.from, new.grace_days)).map_err(Failure::Refused)?;
    let now = tx.now();
    tx.execute(
        "INSERT INTO floor_acceptance (organisation, framework, from_date, grace_days, rests_on, accepted_by, accepted_at, in_force) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE)",
    )
    .bind(government.key)
    .bind(framework)
    .bind(from)
    .bind(new.grace_days)
    .bind(rests_on)
    .bind(new.actor.account())
    .bind(now)
    .run()
    .await?;
    let (actor, detail) = (Some(new.actor.account().number()), format!("{} {code}", government.code));
    Ok(tx.audit(Entry { actor, action: "floor.accept", subject: None, detail }).await?)
}

/// The frameworks that can be accepted or added to: code, title and key.
pub(super) async fn frameworks(conn: &mut Conn) -> Result<Vec<(Key<Framework>, String, LanguageText)>, Error> {
    conn.query(
        "SELECT id, code, title FROM framework WHERE EXISTS (SELECT 1 FROM framework_version WHERE framework_version.framework = framework.id) \
         ORDER BY code",
    )
    .all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    .await
}
