//! Contested observations: the one of the stories, and a few of others, so that who answers them finds something to do.

use competency::contest::CLOCK_DAYS;
use competency::evidence::EvidenceKind;
use kernel::Timestamp;
use kernel::time::{DAY, HOUR};
use store::Db;
use uuid::Uuid;

use crate::REFERENCE;
use crate::bulk::{Bulk, row, table};
use crate::dice::Dice;
use crate::error::FillError;
use crate::history::Shown;
use crate::ledger::World;
use crate::stories::{index, key_at};

/// An observation that its official contests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contested {
    /// Index of the official.
    pub(crate) official: usize,
    /// The piece.
    pub(crate) evidence: Uuid,
}

/// What people write.
const REASONS: [&str; 3] = [
    "उस दिन मुझे दो काउंटर सँभालने थे। पिछले तीन महीनों के अभिलेख देखे जाएँ, वे उच्चतर स्तर दिखाते हैं।",
    "प्रेक्षण में जिस मामले की बात है, वह मेरे पास नहीं था। कृपया फ़ाइल की टिप्पणियाँ देखें।",
    "The incident described was on the first day of a new system. I ask that my work since then be looked at.",
];

/// Contests are about the last ten months, and were opened in the last weeks.
const ABOUT: (i32, i32) = (300, 30);

/// Whether an observation below what is asked is contested: a handful in the offices of Bihar.
pub(crate) fn is_contested(office: &str, shown: &Shown, dice: &mut Dice) -> bool {
    let (first, last) = (REFERENCE.plus_days(-ABOUT.0), REFERENCE.plus_days(-ABOUT.1));
    let day = shown.at.date();
    shown.kind == EvidenceKind::Observation && office.starts_with("BR-") && first <= day && day < last && dice.permille(6)
}

/// Writes the contests; none is answered yet.
pub(crate) async fn write(db: &Db, world: &World<'_>, contested: &[Contested]) -> Result<(), FillError> {
    let mut rows = Bulk::new(db, table("contest", "official, id, evidence, reason, opened_at, due_at"));
    for story in &world.stories.contest {
        let at = index(world.personas, &story.persona)?;
        let evidence = observation(db, key_at(world.keys.official, at).number(), &story.competency).await?;
        let opened = story.opened.start().plus(15 * HOUR);
        rows.add(one(world, (at, evidence), opened, &story.reason)).await?;
    }
    for Contested { official, evidence } in contested {
        let mut dice = Dice::of("contested", &[*official as u64]);
        let opened = REFERENCE.plus_days(-dice.between(2, 25)).start().plus(14 * HOUR);
        let reason = dice.pick(&REASONS).copied().unwrap_or_default();
        rows.add(one(world, (*official, *evidence), opened, reason)).await?;
    }
    Ok(rows.end().await?)
}

fn one(world: &World<'_>, (official, evidence): (usize, Uuid), opened: Timestamp, reason: &str) -> [crate::bulk::Cell; 6] {
    let id = Dice::of("contest", &[official as u64]).id(opened);
    let due = opened.plus(i64::from(CLOCK_DAYS) * DAY);
    row![key_at(world.keys.official, official), id, evidence, reason, opened, due]
}

/// The newest evidence of an official for a competency.
async fn observation(db: &Db, official: i64, competency: &str) -> Result<Uuid, FillError> {
    let mut conn = db.read().await?;
    let found = conn.query(
        "SELECT evidence.id FROM evidence JOIN competency ON competency.id = evidence.competency \
         WHERE evidence.official = $1 AND competency.code = $2 ORDER BY evidence.recorded_at DESC LIMIT 1",
    );
    Ok(found.bind(official).bind(competency).one("the contested evidence", |row| row.get(0)).await?)
}
