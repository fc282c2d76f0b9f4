//! The use cases of progress: a batch of beats, and the turn of a page.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use kernel::{Language, Timestamp};
use people::OfficialKey;
use records::event::Thing;
use store::{Error, Failure, Outcome, Rows, Tx, Value};
use uuid::Uuid;

use super::content::{Shape, Shapes};
use super::domain::{Piece, Progress, playable_until};
use super::store::{self as sql, Standing};
use super::telling;
use crate::enrolment::{self, State};

/// What was on screen since the beat before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A text, or the transcript of a video.
    Text,
    /// A video that played these seconds, counted from its start.
    Video {
        /// From this second on.
        from: i64,
        /// Up to this second.
        to: i64,
    },
}

/// One beat of a player.
#[derive(Clone, Debug)]
pub struct Beat {
    /// Whose.
    pub official: OfficialKey,
    /// Their enrolment.
    pub enrolment: Uuid,
    /// The learning object.
    pub object: Uuid,
    /// The segment on screen.
    pub segment: i64,
    /// The language of the page.
    pub language: Language,
    /// What was shown.
    pub shown: Shown,
    /// Whether the page was visible.
    pub visible: bool,
    /// Number of the beat; each is greater than the one before it.
    pub sequence: i64,
}

/// What the server now stands behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Milliseconds credited to the segment in all.
    pub credited_ms: i64,
    /// Whether the segment is done.
    pub segment_done: bool,
    /// Whether all segments of the object are done.
    pub object_done: bool,
    /// Number of the newest beat of this enrolment, from whatever device: the next one must be greater.
    pub sequence: i64,
}

/// Who learns what: the official and the enrolment. Both together are the key, so that another's enrolment is never found.
type Whose = (OfficialKey, Uuid);

/// A segment in the course of a batch.
#[derive(Default)]
struct Segment {
    progress: Progress,
    opened: bool,
    newly_done: bool,
    touched: bool,
}

/// A batch on its way: what was found, and what has become of it.
struct Batch {
    shapes: HashMap<Uuid, Arc<Shape>>,
    enrolments: HashMap<Whose, (Standing, bool)>,
    segments: BTreeMap<(Whose, i64, i64), Segment>,
    /// By place in the batch: done segments of the object besides those that were read.
    others_done: Vec<i64>,
    now: Timestamp,
}

/// Credits a batch of beats in their order: one read, then one write of all segments and one of all clocks. `None`: not an enrolment of
/// this official, or not a segment of its course.
pub(super) async fn credit_all(tx: &mut Tx, beats: &[Beat], shapes: &Shapes) -> Outcome<Vec<Option<Credit>>, ()> {
    let mut batch = find(tx, beats, shapes).await?;
    let credits = beats.iter().enumerate().map(|(place, beat)| batch.credit(place, beat)).collect();
    batch.keep(tx).await?;
    Ok(credits)
}

async fn find(tx: &mut Tx, beats: &[Beat], shapes: &Shapes) -> Result<Batch, Error> {
    let shapes = shapes.of(tx, beats.iter().map(|beat| beat.object)).await?;
    let mut asked = Rows::default();
    for (place, beat) in beats.iter().enumerate() {
        let Some(shape) = shapes.get(&beat.object) else { continue };
        let (first, last) = reach(beat, shape.pieces(&beat.language));
        asked.add(&[
            Value::Integer(place as i64),
            Value::Integer(beat.official.number()),
            Value::Uuid(beat.enrolment),
            Value::Integer(shape.key.number()),
            Value::Integer(first),
            Value::Integer(last),
        ]);
    }
    let mut batch =
        Batch { shapes, enrolments: HashMap::new(), segments: BTreeMap::new(), others_done: vec![0; beats.len()], now: tx.now() };
    if !asked.is_empty() {
        for found in sql::states(tx, asked).await? {
            batch.add(beats, found);
        }
    }
    Ok(batch)
}

/// The first and the last segment that a beat can touch.
fn reach(beat: &Beat, pieces: &[Piece]) -> (i64, i64) {
    let played = match beat.shown {
        Shown::Text => None,
        Shown::Video { from, to } => {
            let mut numbers = touched(pieces, from, to).map(|piece| piece.number);
            numbers.next().map(|first| (first, numbers.last().unwrap_or(first)))
        }
    };
    let (first, last) = played.unwrap_or((beat.segment, beat.segment));
    (first.min(beat.segment), last.max(beat.segment))
}

/// The pieces that lie in these seconds.
fn touched(pieces: &[Piece], from: i64, to: i64) -> impl Iterator<Item = &Piece> {
    pieces.iter().filter(move |piece| from < to && piece.from < to && piece.to > from)
}

impl Batch {
    fn add(&mut self, beats: &[Beat], found: sql::Found) {
        let Some(beat) = beats.get(found.place) else { return };
        let Some(shape) = self.shapes.get(&beat.object) else { return };
        let whose = (beat.official, beat.enrolment);
        self.enrolments.entry(whose).or_insert((found.enrolment, false));
        self.others_done[found.place] = found.others_done;
        if let Some((number, progress)) = found.segment {
            let place = (whose, shape.key.number(), number);
            self.segments.entry(place).or_insert(Segment { progress, opened: true, ..Segment::default() });
        }
    }

    fn credit(&mut self, place: usize, beat: &Beat) -> Option<Credit> {
        let shape = self.shapes.get(&beat.object)?.clone();
        let whose = (beat.official, beat.enrolment);
        let (standing, moved) = self.enrolments.get_mut(&whose)?;
        let belongs = standing.course == shape.course && standing.version == shape.version && standing.state != State::Withdrawn;
        let pieces = shape.pieces(&beat.language);
        let piece = *pieces.iter().find(|piece| piece.number == beat.segment).filter(|_| belongs)?;
        let worth =
            if standing.state == State::Active { standing.clock.take(beat.sequence, beat.visible, self.now) } else { None };
        *moved |= worth.is_some();
        let sequence = standing.clock.sequence;
        if let Some(worth) = worth {
            self.apply(whose, &shape, beat, (piece, worth));
        }
        Some(self.answer(place, beat, &shape, sequence))
    }

    /// The first sign of a segment opens it; only what follows is credited.
    fn apply(&mut self, whose: Whose, shape: &Shape, beat: &Beat, (piece, worth): (Piece, i64)) {
        let object = shape.key.number();
        let shown = self.segments.entry((whose, object, piece.number)).or_default();
        shown.touched |= worth > 0 || !shown.opened;
        if !std::mem::replace(&mut shown.opened, true) {
            return;
        }
        match beat.shown {
            Shown::Text => shown.credit(|progress| progress.read(worth, &piece)),
            Shown::Video { from, to } => {
                let to = playable_until(from, to, worth);
                for piece in touched(shape.pieces(&beat.language), from, to) {
                    let segment = self.segments.entry((whose, object, piece.number)).or_default();
                    (segment.touched, segment.opened) = (true, true);
                    segment.credit(|progress| progress.play(from, to, piece));
                }
            }
        }
    }

    fn answer(&self, place: usize, beat: &Beat, shape: &Shape, sequence: i64) -> Credit {
        let (whose, object) = ((beat.official, beat.enrolment), shape.key.number());
        let pieces = shape.pieces(&beat.language);
        let (first, last) = reach(beat, pieces);
        let here = |number: i64| first <= number && number <= last;
        let of_object = self.segments.range((whose, object, i64::MIN)..=(whose, object, i64::MAX));
        let done = of_object
            .filter(|((.., number), segment)| if here(*number) { segment.progress.done } else { segment.newly_done })
            .count();
        let shown = self.segments.get(&(whose, object, beat.segment)).map(|segment| &segment.progress);
        Credit {
            credited_ms: shown.map_or(0, Progress::shown),
            segment_done: shown.is_some_and(|progress| progress.done),
            object_done: done as i64 + self.others_done[place] >= pieces.len() as i64,
            sequence,
        }
    }

    async fn keep(self, tx: &mut Tx) -> Result<(), Error> {
        let (mut kept, mut moved) = (Rows::default(), Rows::default());
        for (((official, enrolment), object, number), segment) in self.segments.iter().filter(|(_, segment)| segment.touched) {
            add_segment(&mut kept, (*official, *enrolment), (*object, *number), &segment.progress);
        }
        for ((official, enrolment), (standing, _)) in self.enrolments.iter().filter(|(_, (_, moved))| *moved) {
            moved.add(&[
                Value::Integer(official.number()),
                Value::Uuid(*enrolment),
                Value::Integer(standing.clock.credited_until.0),
                Value::Integer(standing.clock.sequence),
            ]);
        }
        sql::keep(tx, kept).await?;
        sql::move_clocks(tx, moved).await?;
        let shape_of = |key: i64| self.shapes.values().find(|shape| shape.key.number() == key);
        let newly_done = self.segments.iter().filter(|(_, segment)| segment.newly_done);
        let done: Vec<telling::Done<'_>> = newly_done
            .filter_map(|((whose, object, segment), _)| {
                shape_of(*object).map(|shape| (*whose, shape.code.as_str(), shape.number, *segment))
            })
            .collect();
        telling::progressed(tx, &done).await?;
        let mut finished: Vec<Whose> =
            self.segments.iter().filter(|(_, segment)| segment.newly_done).map(|((whose, ..), _)| *whose).collect();
        finished.dedup();
        for whose in finished.into_iter().filter(|whose| self.enrolments.get(whose).is_some_and(|(standing, _)| standing.passed))
        {
            enrolment::complete_if_due(tx, whose).await?;
        }
        Ok(())
    }
}

impl Segment {
    fn credit(&mut self, how: impl FnOnce(&mut Progress)) {
        let before = self.progress.done;
        how(&mut self.progress);
        self.newly_done |= self.progress.done && !before;
    }
}

fn add_segment(kept: &mut Rows, whose: Whose, place: (i64, i64), progress: &Progress) {
    kept.add(&[
        Value::Integer(whose.0.number()),
        Value::Uuid(whose.1),
        Value::Integer(place.0),
        Value::Integer(place.1),
        Value::Integer(progress.credited),
        Value::Text(&progress.played.text()),
        Value::Truth(progress.done),
    ]);
}

/// The opening of a page of the player.
#[derive(Clone, Debug)]
pub struct OpenPage {
    /// Whose.
    pub official: OfficialKey,
    /// Their enrolment.
    pub enrolment: Uuid,
    /// Number of the object through the course.
    pub object: i64,
    /// Number of the segment; 0 for a quiz.
    pub segment: i64,
    /// The language in which the page before was read.
    pub language: Language,
}

/// What the page needs for its beats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Number of the newest beat; the page counts on from it.
    pub sequence: i64,
    /// Whether beats are still credited: not after the completion.
    pub credits: bool,
}

/// Opens a page, and by that turns away from the one before, whose reading is credited without any script: the server knows when it sent
/// the one and when it was asked for the other.
pub async fn open_page(tx: &mut Tx, page: &OpenPage) -> Outcome<Opened, ()> {
    let (whose, place, now) = ((page.official, page.enrolment), (page.object, page.segment), tx.now());
    let Some(turn) = sql::turn(tx, whose, place, &page.language).await? else { return Err(Failure::Denied) };
    let (standing, mut clock) = (turn.standing, turn.standing.clock);
    if standing.state != State::Active {
        return Ok(Opened { sequence: clock.sequence, credits: false });
    }
    let finished = match turn.before {
        Some((object, piece, progress)) if !progress.done => {
            let mut segment = Segment { progress, ..Segment::default() };
            segment.credit(|progress| progress.read(clock.turn(piece.floor(), now), &piece));
            let mut kept = Rows::default();
            add_segment(&mut kept, whose, (object.number(), piece.number), &segment.progress);
            sql::keep(tx, kept).await?;
            if segment.newly_done {
                let number = turn.last_object.unwrap_or_default();
                telling::progressed(tx, &[(whose, turn.code.as_str(), number, piece.number)]).await?;
            }
            segment.newly_done
        }
        _ => false,
    };
    if let Some(segment) = turn.segment {
        sql::mark_opened(tx, whose, turn.object, segment).await?;
        if turn.last_object != Some(page.object) {
            telling::launched(tx, whose, Thing::Object(turn.code.as_str(), page.object)).await?;
        }
    }
    sql::move_page(tx, whose, clock.credited_until.max(now), place).await?;
    if finished && standing.passed {
        enrolment::complete_if_due(tx, whose).await?;
    }
    Ok(Opened { sequence: clock.sequence, credits: true })
}
