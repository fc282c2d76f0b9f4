//! The use cases of enrolment. Each goes the same way: find, facts, decide, write, audit.

use kernel::{Key, Language};
use people::{Account, OfficialKey};
use records::event::{Event, Thing, Verb, tell};
use store::audit::Entry;
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;
use web::Refusal;

use super::domain::EnrolmentChanged;
use super::store as sql;

/// Why nobody was enrolled or withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolmentRefusal {
    /// The official is taking this course already.
    AlreadyActive,
    /// The course is listed, but is not taken here.
    NotPlayable,
    /// The enrolment is completed or withdrawn already.
    NotActive,
}

impl Refusal for EnrolmentRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::AlreadyActive => "enrolment.already-active",
            Self::NotPlayable => "enrolment.not-playable",
            Self::NotActive => "enrolment.not-active",
        }
    }
}

/// The wish to take a course.
#[derive(Clone, Debug)]
pub struct Enrol {
    /// Who wants to learn.
    pub official: OfficialKey,
    /// The account that asks.
    pub account: Key<Account>,
    /// The code of the course.
    pub course: String,
    /// The language to begin in.
    pub language: Language,
}

/// Enrols in the published version of a course and returns the id of the enrolment.
pub async fn enrol(db: &Db, command: Enrol) -> Outcome<Uuid, EnrolmentRefusal> {
    db.write(command, |tx, command| begin(tx, command).boxed()).await
}

async fn begin(tx: &mut Tx, command: &Enrol) -> Outcome<Uuid, EnrolmentRefusal> {
    let Some(course) = sql::offered(tx, &command.course).await? else { return Err(Failure::Denied) };
    if !course.playable {
        return Err(Failure::Refused(EnrolmentRefusal::NotPlayable));
    }
    let enrolment = tx.context().new_id();
    sql::insert(tx, enrolment, command, &course).await.map_err(second_is_refused)?;
    let enrolled = Event::new(command.official, Verb::Enrolled, Thing::Course(&command.course), enrolment);
    tell(tx, &[enrolled.in_registration(enrolment)]).await?;
    tx.emit(&EnrolmentChanged { official: command.official }).await?;
    tx.audit(entry(command.account, command.official, "enrolment.enrol", enrolment)).await?;
    Ok(enrolment)
}

/// The index of active enrolments decides a race; nobody needs to look before he writes.
fn second_is_refused(error: Error) -> Failure<EnrolmentRefusal> {
    if error.is_duplicate() { Failure::Refused(EnrolmentRefusal::AlreadyActive) } else { Failure::Internal(error) }
}

/// The wish to leave a course.
#[derive(Clone, Debug)]
pub struct Withdraw {
    /// Who learns.
    pub official: OfficialKey,
    /// The account that asks.
    pub account: Key<Account>,
    /// The enrolment.
    pub enrolment: Uuid,
}

/// Leaves a course. Progress, evidence and attempts stay.
pub async fn withdraw(db: &Db, command: Withdraw) -> Outcome<(), EnrolmentRefusal> {
    db.write(command, |tx, command| end(tx, command).boxed()).await
}

async fn end(tx: &mut Tx, command: &Withdraw) -> Outcome<(), EnrolmentRefusal> {
    let whose = (command.official, command.enrolment);
    if sql::state(tx, whose).await?.is_none() {
        return Err(Failure::Denied);
    }
    if !sql::withdraw(tx, whose).await? {
        return Err(Failure::Refused(EnrolmentRefusal::NotActive));
    }
    tx.emit(&EnrolmentChanged { official: command.official }).await?;
    tx.audit(entry(command.account, command.official, "enrolment.withdraw", command.enrolment)).await?;
    Ok(())
}

fn entry(account: Key<Account>, official: OfficialKey, action: &'static str, enrolment: Uuid) -> Entry {
    Entry { actor: Some(account.number()), action, subject: Some(official.number()), detail: enrolment.to_string() }
}
