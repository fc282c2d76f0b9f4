//! The completion of a course: the assessment is passed and every part is done, whichever comes last.

use assessment::attempt::AttemptFinished;
use competency::evidence::{self, EvidenceKind, NewEvidence};
use people::OfficialKey;
use records::event::{self, Event, Thing, Verb};
use store::audit::Entry;
use store::{Error, Tx};
use uuid::Uuid;

use super::domain::{EnrolmentChanged, Purpose, purpose_of};
use super::store::{self as sql, Candidate};
use crate::{certificate, desk, progress};

/// Completes an enrolment if nothing is missing any more: state, evidence, attainment, certificate and job aids in this transaction.
pub(crate) async fn complete_if_due(tx: &mut Tx, whose: (OfficialKey, Uuid)) -> Result<(), Error> {
    let Some(candidate) = sql::candidate(tx, whose).await?.filter(|candidate| candidate.passed) else { return Ok(()) };
    if progress::missing_parts(tx, whose).await? > 0 || !sql::complete(tx, whose).await? {
        return Ok(());
    }
    let completed = Event::new(whose.0, Verb::Completed, Thing::Course(candidate.code.as_str()), whose.1);
    event::tell(tx, &[completed.in_registration(whose.1)]).await?;
    tx.emit(&EnrolmentChanged { official: whose.0 }).await?;
    record_evidence(tx, whose, &candidate).await?;
    certificate::issue(tx, whose, (candidate.course, candidate.version)).await?;
    desk::put(tx, whose.0, (candidate.course, candidate.version)).await?;
    let (subject, detail) = (Some(whose.0.number()), whose.1.to_string());
    tx.audit(Entry { actor: None, action: "enrolment.complete", subject, detail }).await
}

/// The completion speaks for what the course declares; how far it is believed is data (`evidence_rule`: level 1 at most).
async fn record_evidence(tx: &mut Tx, (official, enrolment): (OfficialKey, Uuid), candidate: &Candidate) -> Result<(), Error> {
    let (now, source) = (tx.now(), format!("course:{}", candidate.code));
    for (competency, level) in sql::effects(tx, candidate.course, candidate.version).await? {
        let new = NewEvidence {
            official,
            id: Some(evidence::id_within(enrolment, competency)),
            competency,
            kind: EvidenceKind::Completion,
            level,
            shown_at: now,
            recorded_by: None,
            observer: None,
            indicator: None,
            language: &candidate.language,
            source: &source,
            note: "",
            withdraws: None,
        };
        evidence::record(tx, &new).await?;
    }
    Ok(())
}

/// An attempt was submitted: a quiz that reached its mark is done; the assessment that was passed is noted. Either may complete a course.
pub async fn on_attempt_finished(tx: &mut Tx, event: &AttemptFinished) -> Result<(), Error> {
    let Some((enrolment, purpose)) = purpose_of(&event.purpose_ref) else { return Ok(()) };
    let whose = (event.official, enrolment);
    tell(tx, whose, purpose, event).await?;
    if !event.passed {
        return Ok(());
    }
    match purpose {
        Purpose::Quiz(number) => {
            let Some(object) = sql::quiz(tx, whose, number, event.test).await? else { return Ok(()) };
            progress::mark_done(tx, whose, object, progress::WHOLE_OBJECT).await?;
        }
        Purpose::Assessment => {
            if !sql::pass(tx, whose, event.test).await? {
                return Ok(());
            }
        }
    }
    complete_if_due(tx, whose).await
}

/// Tells the record store of the result, where the test is that of the course.
async fn tell(tx: &mut Tx, whose: (OfficialKey, Uuid), purpose: Purpose, finished: &AttemptFinished) -> Result<(), Error> {
    let number = match purpose {
        Purpose::Quiz(number) => Some(number),
        Purpose::Assessment => None,
    };
    let Some(code) = sql::tested_course(tx, whose, number, finished.test).await? else { return Ok(()) };
    let thing = number.map_or(Thing::Assessment(&code), |number| Thing::Object(&code, number));
    let verb = if finished.passed { Verb::Passed } else { Verb::Failed };
    event::tell(tx, &[Event::new(whose.0, verb, thing, finished.attempt).in_registration(whose.1)]).await
}
