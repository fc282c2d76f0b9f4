//! Acceptance: the recorded act by which a government lets a framework bind its posts; and withdrawal, by which it takes that back.

use kernel::{Date, Key, LanguageText, Timestamp};
use people::grant::{Action, reached_offices};
use people::official::Name;
use people::{Account, Actor, Organisation, closed_list, organisation};
use sqlx::AssertSqlSafe;
use store::audit::Entry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Row, Tx};

use super::domain::OverlayRefusal;
use super::service::{cut, day};
use super::store as sql;
use crate::Framework;
use crate::framework::parse_column;
use crate::publication::{self, Cause};

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
    /// The day from which it binds no more, where it was withdrawn.
    pub ends: Option<Date>,
}

closed_list! {
    /// What happened to the acceptance of a framework.
    FloorAct {
        /// A government has accepted it.
        Accept = "accept",
        /// It came into force.
        Bind = "bind",
        /// The government takes it back.
        Withdraw = "withdraw",
        /// It binds no more.
        Release = "release",
    }
}

/// One entry of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloorStep {
    /// The government.
    pub government: Key<Organisation>,
    /// The framework.
    pub framework: Key<Framework>,
    /// What.
    pub act: FloorAct,
    /// From which day it holds.
    pub day: Date,
    /// The name of who recorded it; `None`: the system, or a name that was erased.
    pub who: Option<Name>,
    /// Whether a person recorded it.
    pub by_person: bool,
    /// When; the beginning of 1970 where it stood before acceptances were recorded.
    pub at: Timestamp,
    /// The order on which an acceptance rests, or the reason of a withdrawal.
    pub note: String,
}

/// A government and a framework.
pub(crate) type Pair = (Key<Organisation>, Key<Framework>);

fn read(row: &Row) -> Result<Acceptance, Error> {
    Ok(Acceptance {
        government: row.get(0)?,
        framework: row.get(1)?,
        from: row.get(2)?,
        grace_days: row.get(3)?,
        rests_on: row.get(4)?,
        at: row.get(5)?,
        in_force: row.get(6)?,
        ends: row.get(7)?,
    })
}

const COLUMNS: &str =
    "SELECT organisation, framework, from_date, grace_days, rests_on, accepted_at, in_force, ends FROM floor_acceptance";

/// All acceptances.
pub async fn acceptances(conn: &mut Conn) -> Result<Vec<Acceptance>, Error> {
    conn.query(COLUMNS).all(read).await
}

/// Everything that was recorded, the oldest first.
pub async fn floor_history(conn: &mut Conn) -> Result<Vec<FloorStep>, Error> {
    conn.query(
        "SELECT floor_step.organisation, floor_step.framework, floor_step.step, floor_step.day, person.name, floor_step.account, \
         floor_step.at, floor_step.note FROM floor_step LEFT JOIN account ON account.id = floor_step.account \
         LEFT JOIN person ON person.official = account.official \
         ORDER BY floor_step.at, floor_step.organisation, floor_step.framework, floor_step.number",
    )
    .all(|row| {
        Ok(FloorStep {
            government: row.get(0)?,
            framework: row.get(1)?,
            act: parse_column(row, 2, FloorAct::parse)?,
            day: row.get(3)?,
            who: row.get::<Option<String>>(4)?.and_then(|json| Name::from_json(&json)),
            by_person: row.get::<Option<i64>>(5)?.is_some(),
            at: row.get(6)?,
            note: row.get(7)?,
        })
    })
    .await
}

async fn add_step(
    tx: &mut Tx,
    of: Pair,
    (act, day): (FloorAct, Date),
    (by, note): (Option<Key<Account>>, &str),
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO floor_step (organisation, framework, number, step, day, account, at, note) \
         SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6, $7 FROM floor_step WHERE organisation = $1 AND framework = $2",
    )
    .bind(of.0)
    .bind(of.1)
    .bind(act.as_str())
    .bind(day)
    .bind(by)
    .bind(now)
    .bind(note)
    .run()
    .await
    .map(|_| ())
}

/// The acceptance whose day has come and that has waited longest.
pub(super) async fn due(conn: &mut Conn, today: Date) -> Result<Option<Pair>, Error> {
    let sql = format!("{COLUMNS} WHERE NOT in_force AND from_date <= $1 ORDER BY from_date, organisation, framework LIMIT 1");
    Ok(conn.query(AssertSqlSafe(sql)).bind(today).optional(read).await?.map(|one| (one.government, one.framework)))
}

/// The acceptance whose end has come and that has waited longest.
pub(super) async fn due_to_end(conn: &mut Conn, today: Date) -> Result<Option<Pair>, Error> {
    let sql = format!("{COLUMNS} WHERE in_force AND ends <= $1 ORDER BY ends, organisation, framework LIMIT 1");
    Ok(conn.query(AssertSqlSafe(sql)).bind(today).optional(read).await?.map(|one| (one.government, one.framework)))
}

/// One acceptance.
pub(super) async fn one(conn: &mut Conn, of: Pair) -> Result<Option<Acceptance>, Error> {
    Ok(acceptances(conn).await?.into_iter().find(|one| (one.government, one.framework) == of))
}

/// It binds from now on.
pub(super) async fn set_in_force(tx: &mut Tx, of: Pair) -> Result<(), Error> {
    tx.execute("UPDATE floor_acceptance SET in_force = TRUE WHERE organisation = $1 AND framework = $2")
        .bind(of.0)
        .bind(of.1)
        .run()
        .await?;
    let today = tx.now().date();
    add_step(tx, of, (FloorAct::Bind, today), (None, "")).await
}

/// It binds no more; what was recorded stays in the history.
pub(super) async fn release(tx: &mut Tx, of: Pair) -> Result<(), Error> {
    forget(tx, of).await?;
    let today = tx.now().date();
    add_step(tx, of, (FloorAct::Release, today), (None, "")).await
}

async fn forget(tx: &mut Tx, of: Pair) -> Result<(), Error> {
    let statement = tx.execute("DELETE FROM floor_acceptance WHERE organisation = $1 AND framework = $2");
    statement.bind(of.0).bind(of.1).run().await.map(|_| ())
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
    let (of, detail) = reached(tx, &new.actor, (&new.government, &new.framework)).await?;
    if one(tx, of).await?.is_some() {
        return Err(Failure::Refused(OverlayRefusal::Accepted));
    }
    let rests_on = cut(&new.rests_on);
    if rests_on.is_empty() {
        return Err(Failure::Refused(OverlayRefusal::NoOrder));
    }
    let from = day(tx, (new.from, new.grace_days)).map_err(Failure::Refused)?;
    let (now, account) = (tx.now(), new.actor.account());
    tx.execute(
        "INSERT INTO floor_acceptance (organisation, framework, from_date, grace_days, rests_on, accepted_by, accepted_at, in_force) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE)",
    )
    .bind(of.0)
    .bind(of.1)
    .bind(from)
    .bind(new.grace_days)
    .bind(&rests_on)
    .bind(account)
    .bind(now)
    .run()
    .await?;
    add_step(tx, of, (FloorAct::Accept, from), (Some(account), &rests_on)).await?;
    Ok(tx.audit(Entry { actor: Some(account.number()), action: "floor.accept", subject: None, detail }).await?)
}

/// The government and the framework of these codes, where the actor decides for that government; with both for the audit trail.
pub(super) async fn reached(
    conn: &mut Conn,
    actor: &Actor,
    (government, framework): (&str, &str),
) -> Outcome<(Pair, String), OverlayRefusal> {
    let governments = organisation::governments(conn).await?;
    let Some(government) = governments.into_iter().find(|office| office.code.as_str() == government) else {
        return Err(Failure::Denied);
    };
    if reached_offices(conn, actor, Action::AcceptFloor, &[government.key]).await?.is_empty() {
        return Err(Failure::Denied);
    }
    let Some((framework, code, _)) = sql::framework(conn, framework).await? else { return Err(Failure::Denied) };
    Ok(((government.key, framework), format!("{} {code}", government.code)))
}

/// A withdrawal to be recorded.
#[derive(Clone, Debug)]
pub struct NewWithdrawal {
    /// Who.
    pub actor: Actor,
    /// Code of the government.
    pub government: String,
    /// Code of the framework.
    pub framework: String,
    /// From when it binds no more.
    pub from: Option<Date>,
    /// Why.
    pub reason: String,
}

/// Records that a government takes its acceptance of a framework back, from a day on. One that is not in force by then goes at once.
pub async fn withdraw(db: &Db, new: NewWithdrawal) -> Outcome<(), OverlayRefusal> {
    db.write(new, |tx, new| record_withdrawal(tx, new).boxed()).await
}

async fn record_withdrawal(tx: &mut Tx, new: &NewWithdrawal) -> Outcome<(), OverlayRefusal> {
    let (of, detail) = reached(tx, &new.actor, (&new.government, &new.framework)).await?;
    let refused = |refusal| Err(Failure::Refused(refusal));
    let Some(accepted) = one(tx, of).await? else { return refused(OverlayRefusal::NotAccepted) };
    if accepted.ends.is_some() {
        return refused(OverlayRefusal::Withdrawn);
    }
    let reason = cut(&new.reason);
    if reason.is_empty() {
        return refused(OverlayRefusal::NoReason);
    }
    let from = day(tx, (new.from, 1)).map_err(Failure::Refused)?;
    if !accepted.in_force && from <= accepted.from {
        // Posts may be on their way to what it asks.
        if publication::unsettled(tx).await?.is_some_and(|(_, cause, _)| cause == Cause::Acceptance(of.0, of.1)) {
            return refused(OverlayRefusal::NotNow);
        }
        forget(tx, of).await?;
    } else {
        let statement = tx.execute("UPDATE floor_acceptance SET ends = $3 WHERE organisation = $1 AND framework = $2");
        statement.bind(of.0).bind(of.1).bind(from).run().await?;
    }
    let account = new.actor.account();
    add_step(tx, of, (FloorAct::Withdraw, from), (Some(account), &reason)).await?;
    Ok(tx.audit(Entry { actor: Some(account.number()), action: "floor.withdraw", subject: None, detail }).await?)
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
