//! What the program has acknowledged, and what it had been sent when it died.

use std::collections::HashMap;

use uuid::Uuid;

use crate::seed::Kept;

/// An official and an enrolment or attempt.
pub type Whose = (i64, Uuid);

/// See the module.
#[derive(Debug, Default)]
pub struct Promises {
    /// Acknowledged beats.
    pub beats: u64,
    /// Acknowledged saves.
    pub saves: u64,
    /// Answers other than acknowledgements.
    pub faults: u64,
    /// The first of them, in words.
    pub first_fault: Option<String>,
    /// By enrolment, object and segment: the most that was acknowledged.
    pub credits: HashMap<(Whose, i64, i64), Credit>,
    /// By enrolment: the newest beat that was acknowledged.
    pub sequences: HashMap<Whose, i64>,
    /// Attempts that were worked on.
    pub sheets: Vec<Sheet>,
}

/// What was acknowledged of a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Credit {
    /// Milliseconds.
    pub millis: i64,
    /// Whether it is done.
    pub done: bool,
}

/// An attempt.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The official and the attempt.
    pub whose: Whose,
    /// The enrolment that it completes.
    pub enrolment: Uuid,
    /// The answers that were saved last.
    pub saved: Option<Kept>,
    /// Answers that were sent after these, without an acknowledgement.
    pub sent: Option<Kept>,
    /// Whether the submission was acknowledged.
    pub submitted: bool,
}

impl Promises {
    /// Notes an acknowledged beat.
    pub fn add_beat(&mut self, whose: Whose, (object, segment): (i64, i64), credit: Credit, sequence: i64) {
        self.beats += 1;
        let known = self.credits.entry((whose, object, segment)).or_default();
        *known = Credit { millis: known.millis.max(credit.millis), done: known.done || credit.done };
        let newest = self.sequences.entry(whose).or_default();
        *newest = sequence.max(*newest);
    }

    /// Notes an answer that was no acknowledgement.
    pub fn fault(&mut self, words: String) {
        self.faults += 1;
        self.first_fault.get_or_insert(words);
    }

    /// Adds what another connection was told. No two connections speak for the same learner.
    pub fn merge(&mut self, other: Self) {
        self.beats += other.beats;
        self.saves += other.saves;
        self.faults += other.faults;
        self.first_fault = self.first_fault.take().or(other.first_fault);
        self.credits.extend(other.credits);
        self.sequences.extend(other.sequences);
        self.sheets.extend(other.sheets);
    }

    /// How many submissions were acknowledged.
    pub fn completions(&self) -> u64 {
        self.sheets.iter().filter(|sheet| sheet.submitted).count() as u64
    }
}
