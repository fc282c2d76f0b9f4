//! What an official has shown and learnt: outcomes of what is asked, the courses taken, the evidence that follows. Pure.
//!
//! First it is drawn how the official stands to each requirement; then courses and other evidence are drawn that lead exactly there. A
//! completion proves level 1 at most, by the rule of the competency realm; courses that end with an examination under supervision prove more.

use competency::evidence::{EvidenceKind, id_within};
use kernel::time::{DAY, HOUR, MINUTE};
use kernel::{Date, Key, Timestamp};
use uuid::Uuid;

use super::courses::WITHOUT_EFFECT;
use super::person::YEAR;
use super::plants::{Plant, Planting};
use super::world::World;
use crate::REFERENCE;
use crate::dice::Dice;
use crate::history::SUPERVISED_TEST_DAYS;

/// The campaign week: 2 to 10 April 2026.
pub(super) const CAMPAIGN: (Date, Date) = (Date(20_545), Date(20_553));
/// So many of 1,000 completions fall into it, of those who served then.
const CAMPAIGN_PERMILLE: u64 = 140;
/// An observer needs three months of supervision.
const BEFORE_OBSERVING: i32 = 92;
/// The courses to play have been open for so many days.
const OPEN_FOR: i32 = 19;
/// Of 1,000 officials who do not hold it, so many have completed the course that leads to nothing.
const WITHOUT_EFFECT_PERMILLE: u64 = 420;

/// Where someone stands to a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Holds what is asked, or more.
    Held,
    /// Was assessed at this level, which is less.
    Below(i64),
    /// Held it once.
    Lapsed,
    /// Has shown nothing.
    Nothing,
}

/// Where a piece of evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A course was completed.
    Course(usize),
    /// The examination at the end of a course.
    Examination(usize),
    /// Something else; the kind says what.
    Other,
}

/// A piece of evidence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    pub(super) id: Uuid,
    /// Among the competencies of the frame.
    pub(super) competency: usize,
    pub(super) kind: EvidenceKind,
    pub(super) level: i64,
    pub(super) at: Timestamp,
    pub(super) source: Source,
    pub(super) observer: Option<i64>,
    pub(super) indicator: Option<i64>,
}

/// An enrolment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) id: Uuid,
    pub(super) course: usize,
    pub(super) state: &'static str,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) completed: Option<Timestamp>,
}

/// Shifts of an office, drawn once for all its people.
pub(super) struct Place {
    office: u64,
    shift: i64,
    /// By competency; `i64::MIN` where it was not drawn yet.
    shifts: Vec<i64>,
    /// The plants that say something of its people.
    plants: Vec<Plant>,
}

/// Who it is about.
pub(super) struct Learner<'a> {
    /// Number among all officials.
    pub(super) number: u64,
    pub(super) group: usize,
    pub(super) joined: Date,
    /// Who can have observed, and from which day on.
    pub(super) observer: Option<(i64, Date)>,
    /// What is asked.
    pub(super) asks: &'a [(usize, i64)],
}

/// What was found; kept from one official to the next so that nothing is allocated anew.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) shown: Vec<Shown>,
    pub(super) taken: Vec<Taken>,
    /// Outcomes in the order of what is asked.
    outcomes: Vec<(usize, i64, Outcome)>,
}

impl Place {
    /// Draws for an office.
    pub(super) fn new(world: &World, at: usize) -> Self {
        let shift = i64::from(Dice::of("office", &[world.seed, at as u64]).between(-60, 60));
        let plants = world.plants.iter().filter(|plant| plant.is_of(at, &world.layout)).copied().collect();
        Self { office: at as u64, shift, shifts: vec![i64::MIN; world.frame.competencies.len()], plants }
    }

    /// How many of 1,000 hold a competency here, before anything is known of them.
    fn held(&mut self, world: &World, competency: usize) -> i64 {
        if self.shifts[competency] == i64::MIN {
            let (seed, place) = (world.seed, competency as u64);
            let general = Dice::of("competency", &[seed, place]).between(-60, 60);
            let here = Dice::of("place", &[seed, place, self.office]).between(-40, 40);
            self.shifts[competency] = 640 + self.shift + i64::from(general + here);
        }
        self.shifts[competency]
    }

    fn plant(&self, competency: usize) -> Option<&Plant> {
        self.plants.iter().find(|plant| plant.competency == competency)
    }

    fn outcome(&mut self, world: &World, learner: &Learner<'_>, (competency, level): (usize, i64)) -> Outcome {
        let mut dice = Dice::of("outcome", &[world.seed, learner.number, competency as u64]);
        let served = REFERENCE.0 - learner.joined.0;
        let (held, below, lapsed) = match self.plant(competency) {
            Some(plant) if plant.planting == Planting::GrowingGap => {
                (plant.held[learner.group] - 400, plant.below, if served > 5 * YEAR { 400 } else { 0 })
            }
            Some(plant) => (plant.held[learner.group], plant.below, 10),
            None => {
                let hard = if level > 3 { 150 } else { 0 } + if served < 540 { 220 } else { 0 };
                (self.held(world, competency) - hard, 150, 22)
            }
        };
        let drawn = i64::try_from(dice.below(1000)).unwrap_or(0);
        if drawn < held.clamp(20, 980) {
            Outcome::Held
        } else if drawn < held + below && level > 1 {
            Outcome::Below(if level > 2 && dice.permille(300) { level - 2 } else { level - 1 })
        } else if drawn >= 1000 - lapsed && level <= 3 && served > SUPERVISED_TEST_DAYS + 2 * YEAR {
            Outcome::Lapsed
        } else {
            Outcome::Nothing
        }
    }
}

impl Findings {
    /// Draws everything of one official.
    pub(super) fn draw(&mut self, world: &World, place: &mut Place, learner: &Learner<'_>) {
        self.shown.clear();
        self.taken.clear();
        self.outcomes.clear();
        for (competency, level) in learner.asks {
            self.outcomes.push((*competency, *level, place.outcome(world, learner, (*competency, *level))));
        }
        let mut dice = Dice::of("shown", &[world.seed, learner.number]);
        let mut draft = Draft { world, learner, dice: &mut dice, out: (&mut self.shown, &mut self.taken) };
        draft.without_effect(&mut self.outcomes);
        for (competency, level, outcome) in &self.outcomes {
            match outcome {
                Outcome::Held => draft.prove(*competency, *level),
                Outcome::Below(reached) => draft.prove(*competency, *reached),
                Outcome::Lapsed => draft.lapsed(*competency, *level, place.plant(*competency).is_some()),
                Outcome::Nothing => {}
            }
        }
        draft.courses(&self.outcomes);
        self.shown.sort_unstable_by_key(|shown| shown.id);
        self.taken.sort_unstable_by_key(|taken| taken.id);
    }
}

/// One official in the making.
struct Draft<'a> {
    world: &'a World,
    learner: &'a Learner<'a>,
    dice: &'a mut Dice,
    out: (&'a mut Vec<Shown>, &'a mut Vec<Taken>),
}

impl Draft<'_> {
    /// Who does not hold what the course without effect is about has often completed it, and is then assessed below.
    fn without_effect(&mut self, outcomes: &mut [(usize, i64, Outcome)]) {
        if self.world.plants.is_empty() {
            return;
        }
        let about = self.world.courses[WITHOUT_EFFECT].competency;
        let Some(one) = outcomes.iter_mut().find(|one| one.0 == about && one.1 > 1) else { return };
        let times = if one.2 == Outcome::Held { 60 } else { WITHOUT_EFFECT_PERMILLE };
        if one.2 == Outcome::Lapsed || !self.dice.permille(times) {
            return;
        }
        if self.complete(WITHOUT_EFFECT, false) && one.2 == Outcome::Nothing {
            // The completion itself is the evidence.
            one.2 = Outcome::Below(0);
        }
    }

    /// Evidence that proves exactly this level.
    fn prove(&mut self, competency: usize, level: i64) {
        match level {
            ..=0 => {}
            1 => match self.dice.below(100) {
                0..50 if self.by_course(competency, level) => {}
                0..75 => self.observed(competency, level),
                _ => self.other(EvidenceKind::PriorCredential, competency, level),
            },
            2 => match self.dice.below(100) {
                0..45 if self.by_course(competency, level) => {}
                0..80 => self.observed(competency, level),
                80..88 => self.other(EvidenceKind::PriorCredential, competency, level),
                _ => self.other(EvidenceKind::WorkProduct, competency, level),
            },
            3 => match self.dice.below(100) {
                0..30 if self.by_course(competency, level) => {}
                0..62 => self.observed(competency, level),
                62..82 => self.supervised(competency, level),
                _ => self.other(EvidenceKind::WorkProduct, competency, level),
            },
            _ => self.high(competency, level),
        }
    }

    /// A course of this competency that leads to exactly this level; false where there is none or it was taken.
    fn by_course(&mut self, competency: usize, level: i64) -> bool {
        let fits = |course: &&usize| {
            let course = &self.world.courses[**course];
            course.level == level && (level == 1 || course.is_examined())
        };
        let fitting = self.world.courses_of[competency].iter().filter(fits);
        let nth = usize::try_from(self.dice.below(fitting.clone().count() as u64)).unwrap_or(0);
        let Some(course) = fitting.clone().nth(nth).copied() else { return false };
        self.complete(course, true)
    }

    /// Completes a course: enrolment, completion, and the examination where it has one and it is passed.
    fn complete(&mut self, course: usize, examined: bool) -> bool {
        let span = self.world.years * YEAR;
        let first = REFERENCE.plus_days(-span).max(self.learner.joined.plus_days(20));
        let last = REFERENCE.plus_days(-2);
        if first >= last || course == WITHOUT_EFFECT && examined || self.out.1.iter().any(|taken| taken.course == course) {
            return false;
        }
        let day = if self.dice.permille(CAMPAIGN_PERMILLE) && first <= CAMPAIGN.0 {
            Date(self.dice.between(CAMPAIGN.0.0, CAMPAIGN.1.0))
        } else {
            // More and more from month to month.
            Date(self.dice.between(first.0, last.0).max(self.dice.between(first.0, last.0)))
        };
        let until = moment(day, self.dice);
        let from = until.plus(-(i64::from(self.dice.between(0, 25)) * DAY) - i64::from(self.dice.between(20, 300)) * MINUTE);
        let id = self.dice.id(from);
        self.out.1.push(Taken { id, course, state: "completed", from, until, completed: Some(until) });
        let described = &self.world.courses[course];
        let (competency, key) = (described.competency, self.world.frame.competencies[described.competency].key);
        let completion = Shown {
            id: id_within(id, Key::new(key)),
            competency,
            kind: EvidenceKind::Completion,
            level: described.level,
            at: until,
            source: Source::Course(course),
            observer: None,
            indicator: None,
        };
        self.out.0.push(completion);
        if examined && described.is_examined() {
            let id = self.dice.id(until);
            let (kind, source) = (EvidenceKind::SupervisedTest, Source::Examination(course));
            self.out.0.push(Shown { id, kind, source, ..completion });
        }
        true
    }

    fn other(&mut self, kind: EvidenceKind, competency: usize, level: i64) {
        let (first, last) = (self.earliest(), REFERENCE.plus_days(-3));
        self.between(kind, (competency, level), (first, last));
    }

    /// A test that counts today.
    fn supervised(&mut self, competency: usize, level: i64) {
        let first = self.earliest().max(REFERENCE.plus_days(60 - SUPERVISED_TEST_DAYS));
        self.between(EvidenceKind::SupervisedTest, (competency, level), (first, REFERENCE.plus_days(-3)));
    }

    /// A test so long ago that it counts no more; where the gap grows, for more people from month to month of the last year.
    fn lapsed(&mut self, competency: usize, level: i64, growing: bool) {
        let ended = if growing { self.dice.between(0, 359).min(self.dice.between(0, 359)) } else { self.dice.between(5, 700) };
        let day = REFERENCE.plus_days(-SUPERVISED_TEST_DAYS - 1 - ended);
        self.between(EvidenceKind::SupervisedTest, (competency, level), (day, day));
    }

    /// Seen by the supervisor; where there is none, or not for long enough, a work product stands in.
    fn observed(&mut self, competency: usize, level: i64) {
        let since =
            self.learner.observer.map(|(observer, since)| (observer, since.plus_days(BEFORE_OBSERVING).max(self.earliest())));
        let Some((observer, first)) = since.filter(|(_, first)| *first < REFERENCE.plus_days(-3)) else {
            return self.other(EvidenceKind::WorkProduct, competency, level);
        };
        self.between(EvidenceKind::Observation, (competency, level), (first, REFERENCE.plus_days(-3)));
        let indicators = &self.world.frame.competencies[competency].indicators;
        let indicators = usize::try_from(level - 1).ok().and_then(|level| indicators.get(level));
        let indicator = indicators.and_then(|list| self.dice.pick(list)).copied();
        if let Some(seen) = self.out.0.last_mut() {
            (seen.observer, seen.indicator) = (Some(observer), indicator);
        }
    }

    /// Levels 4 and 5: a work product, and a panel that judged it.
    fn high(&mut self, competency: usize, level: i64) {
        let (first, middle, last) = (self.earliest(), REFERENCE.plus_days(-30), REFERENCE.plus_days(-3));
        self.between(EvidenceKind::WorkProduct, (competency, level), (first, middle));
        self.between(EvidenceKind::Panel, (competency, level), (middle.plus_days(2), last));
    }

    fn between(&mut self, kind: EvidenceKind, (competency, level): (usize, i64), (first, last): (Date, Date)) {
        let day = Date(self.dice.between(first.0, last.0.max(first.0)));
        let at = moment(day, self.dice);
        let id = self.dice.id(at);
        self.out.0.push(Shown { id, competency, kind, level, at, source: Source::Other, observer: None, indicator: None });
    }

    fn earliest(&self) -> Date {
        REFERENCE.plus_days(-4 * YEAR).max(self.learner.joined.plus_days(30)).min(REFERENCE.plus_days(-4))
    }

    /// Courses beyond those that proved something, until there are about ten enrolments of which about seven are completed. None raises
    /// anything that is asked: they are about what is held already, or about what nobody asks.
    fn courses(&mut self, outcomes: &[(usize, i64, Outcome)]) {
        let served = u64::try_from(REFERENCE.0 - self.learner.joined.0).unwrap_or(0);
        let span = u64::try_from(self.world.years * YEAR).unwrap_or(1);
        let wished = (9 + self.dice.below(5)) * served.min(span) / span;
        let completed = usize::try_from((wished * (60 + self.dice.below(21)) + 50) / 100).unwrap_or(0);
        for _ in 0..completed * 4 {
            if self.out.1.len() >= completed {
                break;
            }
            let Some((course, level)) = self.harmless(outcomes) else { continue };
            let examined = self.world.courses[course].level <= level;
            self.complete(course, examined);
        }
        let wished = usize::try_from(wished).unwrap_or(0);
        for _ in 0..wished * 2 {
            if self.out.1.len() >= wished {
                break;
            }
            self.unfinished(outcomes);
        }
    }

    /// A course whose completion changes nothing, and the level that may be shown in it.
    fn harmless(&mut self, outcomes: &[(usize, i64, Outcome)]) -> Option<(usize, i64)> {
        if self.dice.permille(550) {
            let (competency, level, outcome) = *self.dice.pick(outcomes)?;
            let reached = match outcome {
                Outcome::Held => level,
                Outcome::Below(reached) => reached,
                Outcome::Lapsed | Outcome::Nothing => return None,
            };
            let course = *self.dice.pick(&self.world.courses_of[competency])?;
            let leads = self.world.courses[course].level;
            (leads <= reached && course != WITHOUT_EFFECT).then_some((course, reached))
        } else {
            let course = usize::try_from(self.dice.below(self.world.simulated as u64)).unwrap_or(0);
            let about = self.world.courses[course].competency;
            let asked = outcomes.iter().any(|one| one.0 == about);
            (!asked && course != WITHOUT_EFFECT).then_some((course, 5))
        }
    }

    /// An enrolment that was not completed: under way, or given up.
    fn unfinished(&mut self, outcomes: &[(usize, i64, Outcome)]) {
        if self.dice.permille(520) && self.under_way(outcomes) {
            return;
        }
        let Some((competency, ..)) = self.dice.pick(outcomes).copied() else { return };
        let Some(course) = self.dice.pick(&self.world.courses_of[competency]).copied() else { return };
        if self.out.1.iter().any(|taken| taken.course == course) {
            return;
        }
        let first =
            REFERENCE.plus_days(-self.world.years * YEAR).max(self.learner.joined.plus_days(10)).min(REFERENCE.plus_days(-3));
        let from = moment(Date(self.dice.between(first.0, REFERENCE.0 - 3)), self.dice);
        let until = from.plus(i64::from(self.dice.between(1, 40)) * MINUTE);
        let id = self.dice.id(from);
        self.out.1.push(Taken { id, course, state: "withdrawn", from, until, completed: None });
    }

    /// An enrolment in a course to play, of those that are open for some days now; rather in what is asked and not held.
    fn under_way(&mut self, outcomes: &[(usize, i64, Outcome)]) -> bool {
        let to_play = self.world.simulated..self.world.courses.len();
        let is_held = |competency: usize| outcomes.iter().any(|one| one.0 == competency && one.2 == Outcome::Held);
        let taken = |course: usize| self.out.1.iter().any(|taken| taken.course == course);
        let rather = to_play.clone().find(|course| !taken(*course) && !is_held(self.world.courses[*course].competency));
        let Some(course) = rather.or_else(|| to_play.clone().find(|course| !taken(*course))) else { return false };
        let first = REFERENCE.plus_days(-OPEN_FOR);
        if self.learner.joined > first {
            return false;
        }
        let from = moment(Date(self.dice.between(first.0, REFERENCE.0 - 2)), self.dice);
        let until = from.plus(i64::from(self.dice.between(1, 40)) * MINUTE);
        let id = self.dice.id(from);
        self.out.1.push(Taken { id, course, state: "active", from, until, completed: None });
        true
    }
}

/// An instant of a working day.
fn moment(day: Date, dice: &mut Dice) -> Timestamp {
    let minutes = i64::from(dice.between(0, 8 * 60));
    day.start().plus(9 * HOUR + minutes * MINUTE + i64::from(dice.between(0, 59)) * 1_000_000)
}
