//! The completion of a course: the assessment is passed and every part is done, whichever comes last.

use assessment::attempt::AttemptFinished;
use competency::evidence::{self, EvidenceKind, NewEvidence};
use kernel::Key;
use people::OfficialKey;
use store::audit::Entry;
use store::{Error, Tx};
use uuid::Uuid;

use super::domain::{Purpose, purpose_of};
use super::store::{self as sql, Candidate};
use crate::{certificate, desk, progress};

/// Completes an enrolment if nothing is missing any more: state, evidence, attainment, certificate and job aids in this transaction.
pub(crate) async fn complete_if_due(tx: &mut Tx, whose: (OfficialKey, Uuid)) -> Result<(), Error> {
    let Some(candidate) = sql::candidate(tx, whose).await?.filter(|candidate| candidate.passed) else { return Ok(()) };
    if progress::missing_parts(tx, whose).await? > 0 || !sql::complete(tx, whose).await? {
        return Ok(());
    }
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
            id: Some(evidence_id(enrolment, competency)),
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

/// One id for the completion of one enrolment and competency, so that recording it twice is recording it once. The number of the
/// competency is mixed into the random end of the id; version and variant stay as they are.
fn evidence_id(enrolment: Uuid, competency: Key<competency::Competency>) -> Uuid {
    const RANDOM_END: u128 = (1 << 48) - 1;
    Uuid::from_u128(enrolment.as_u128() ^ (competency.number().unsigned_abs() as u128 & RANDOM_END))
}

/// An attempt was submitted: a quiz that reached its mark is done; the assessment that was passed is noted. Either may complete a course.
pub async fn on_attempt_finished(tx: &mut Tx, event: &AttemptFinished) -> Result<(), Error> {
    let Some((enrolment, purpose)) = purpose_of(&event.purpose_ref).filter(|_| event.passed) else { return Ok(()) };
    let whose = (event.official, enrolment);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_evidence_of_a_completion_has_one_id_per_competency() {
        let enrolment = Uuid::from_u128(0x0190_0000_0000_7000_8000_1234_5678_9abc);
        let id = |number| evidence_id(enrolment, Key::new(number));
        assert_eq!(id(3), id(3));
        assert!(id(3) != id(4) && id(3).get_version_num() == 7);
    }
}
