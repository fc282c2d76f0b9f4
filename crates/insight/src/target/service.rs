//! Proposing and withdrawing.

use axum::http::StatusCode;
use competency::Competency;
use kernel::Key;
use learning::Course;
use people::Account;
use store::audit::Entry;
use store::{Db, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;
use web::Refusal;

use super::store as sql;
use crate::cube::Place;

/// The longest note, in characters.
pub(super) const LONGEST: usize = 1000;

/// Why nothing was proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalRefusal {
    /// There is nobody for whom it would be.
    Nobody,
    /// The course does not lead to this competency.
    Course,
    /// The note is too long.
    Long,
}

impl Refusal for ProposalRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Nobody => "intervention.nobody",
            Self::Course => "intervention.course",
            Self::Long => "intervention.long",
        }
    }

    fn status(&self) -> StatusCode {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

/// What is proposed.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// For whose people; not the whole service.
    pub place: Place,
    /// To close the gaps in what.
    pub competency: Key<Competency>,
    /// By which course; `None`: by other means, which the note says.
    pub course: Option<Key<Course>>,
    /// For how many people.
    pub people: i64,
    /// Minutes of learning for one of them.
    pub minutes: i64,
    /// Why, or how.
    pub note: String,
    /// Who proposes. The caller has made sure that this account may see the persons of the place.
    pub by: Key<Account>,
}

/// Keeps a proposal.
pub async fn propose(db: &Db, proposal: Proposal) -> Outcome<Uuid, ProposalRefusal> {
    db.write(proposal, |tx, proposal| keep(tx, proposal).boxed()).await
}

async fn keep(tx: &mut Tx, proposal: &Proposal) -> Outcome<Uuid, ProposalRefusal> {
    if proposal.place == Place::Nation {
        return Err(Failure::Denied);
    }
    if proposal.people <= 0 {
        return Err(Failure::Refused(ProposalRefusal::Nobody));
    }
    if proposal.note.chars().count() > LONGEST {
        return Err(Failure::Refused(ProposalRefusal::Long));
    }
    if let Some(course) = proposal.course
        && !sql::leads_to(tx, course, proposal.competency).await?
    {
        return Err(Failure::Refused(ProposalRefusal::Course));
    }
    let id = tx.context().new_id();
    sql::insert(tx, id, proposal).await?;
    log(tx, proposal.by, "intervention.propose", id).await?;
    Ok(id)
}

/// Takes back a proposal of one's own.
pub async fn withdraw(db: &Db, id: Uuid, by: Key<Account>) -> Outcome<(), ()> {
    db.write((id, by), |tx, (id, by)| take_back(tx, *id, *by).boxed()).await
}

async fn take_back(tx: &mut Tx, id: Uuid, by: Key<Account>) -> Outcome<(), ()> {
    if !sql::withdraw(tx, id, by).await? {
        return Err(Failure::Denied);
    }
    Ok(log(tx, by, "intervention.withdraw", id).await?)
}

async fn log(tx: &mut Tx, by: Key<Account>, action: &'static str, id: Uuid) -> Result<(), store::Error> {
    tx.audit(Entry { actor: Some(by.number()), action, subject: None, detail: id.to_string() }).await
}
