//! The use case of observing.

use kernel::{Date, Key, Language};
use people::grant::{Action, permit};
use people::{Actor, OfficialKey, supervision};
use records::event::{Event, Thing, Verb};
use store::{Db, Failure, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::domain::{ObservationRefusal, check};
use crate::Competency;
use crate::evidence::{self, EvidenceKind, NewEvidence, Recorded};
use crate::framework;

/// An observation to be recorded.
#[derive(Clone, Debug)]
pub struct NewObservation {
    /// Who observed.
    pub actor: Actor,
    /// Whom.
    pub official: OfficialKey,
    /// Its id, made with the form, so that a form sent twice is recorded once.
    pub id: Uuid,
    /// The competency.
    pub competency: Key<Competency>,
    /// The indicator, by its id outside.
    pub indicator: Uuid,
    /// Whether it was observed.
    pub observed: bool,
    /// The day of the incident.
    pub on: Date,
    /// What happened.
    pub note: String,
    /// The language in which it is told.
    pub language: Language,
}

/// Records an observation; the official sees it with the commit.
pub async fn observe(db: &Db, new: NewObservation) -> Outcome<Recorded, ObservationRefusal> {
    db.write(new, |tx, new| record(tx, new).boxed()).await
}

async fn record(tx: &mut Tx, new: &NewObservation) -> Outcome<Recorded, ObservationRefusal> {
    let Some(permit) = permit(tx, &new.actor, Action::Observe, new.official).await? else { return Err(Failure::Denied) };
    let Some(observer) = new.actor.official() else { return Err(Failure::Denied) };
    let today = tx.now().date();
    let Some(since) = supervision::since(tx, observer, permit.official(), today).await? else { return Err(Failure::Denied) };
    let indicator = framework::indicator(tx, new.indicator).await?.filter(|indicator| indicator.competency == new.competency);
    let Some(indicator) = indicator else { return Err(Failure::Refused(ObservationRefusal::NoIndicator)) };
    check(today, since, new.on, &new.note).map_err(Failure::Refused)?;
    let piece = NewEvidence {
        official: permit.official(),
        id: Some(new.id),
        competency: new.competency,
        kind: EvidenceKind::Observation,
        level: indicator.level,
        shown_at: new.on.start(),
        recorded_by: Some(new.actor.account()),
        observer: Some(observer),
        indicator: Some(indicator.key),
        language: &new.language,
        source: "incident",
        note: new.note.trim(),
        withdraws: None,
    };
    let recorded =
        if new.observed { evidence::record(tx, &piece).await? } else { evidence::record_without_level(tx, &piece).await? };
    if new.observed {
        let code = framework::code(tx, new.competency).await?;
        let observed = Event::new(piece.official, Verb::Observed, Thing::Competency(code.as_str()), new.id);
        let level = Some(indicator.level.number());
        records::event::tell(tx, &[Event { level, observer: Some(observer), ..observed }]).await?;
    }
    Ok(recorded)
}
