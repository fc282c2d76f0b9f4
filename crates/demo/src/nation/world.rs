//! Everything that the officials are made from, held once, and the rows of one office after the other.

use std::sync::Arc;

use competency::evidence::{Piece, Rules, derive};
use kernel::{Attained, Date};
use people::OfficialKey;
use people::official::Engagement;
use store::Dialect;
use uuid::Uuid;

use super::courses::Course;
use super::data::Data;
use super::frame::Frame;
use super::kinds::KINDS;
use super::layout::Layout;
use super::person::{self, Career, Named, Seat};
use super::plants::Plant;
use super::rows::Rows;
use super::shown::{Findings, Learner, Place, Shown, Source};
use super::{certificate_code, sheet::cells, uid};
use crate::REFERENCE;
use crate::dice::Dice;
use crate::ledger::source_of;
use crate::names::NameBook;

/// See the module.
pub(super) struct World {
    pub(super) seed: u64,
    /// Years of learning.
    pub(super) years: i32,
    pub(super) data: Data,
    pub(super) layout: Layout,
    pub(super) frame: Frame,
    /// The interned sets of what positions ask, by their places among the positions.
    pub(super) sets: Vec<i64>,
    /// The simulated ones, then those to play.
    pub(super) courses: Vec<Course>,
    /// How many are simulated.
    pub(super) simulated: usize,
    /// The simulated ones by competency of the frame.
    pub(super) courses_of: Vec<Vec<usize>>,
    pub(super) plants: Vec<Plant>,
    pub(super) names: NameBook,
    pub(super) rules: Rules,
}

/// What is kept from one office to the next.
#[derive(Default)]
struct Scratch {
    findings: Findings,
    named: Named,
    pieces: Vec<(usize, Piece)>,
    group: Vec<Piece>,
    asks: Vec<(usize, i64)>,
    text: String,
}

/// A posting on its way.
struct Posted {
    id: Uuid,
    post: i64,
    kind: &'static str,
    from: Date,
    until: Option<Date>,
}

/// Where an official is measured today: the office, the position, and a second charge.
struct Measured {
    office: usize,
    position: usize,
    second: Option<usize>,
}

impl World {
    /// The rows of the offices of a range.
    pub(super) fn offices(&self, range: std::ops::Range<usize>, dialect: Dialect) -> Rows {
        let (mut rows, mut scratch) = (Rows::new(dialect), Scratch::default());
        for at in range {
            self.posts(at, &mut rows, &mut scratch);
            self.officials(at, &mut rows, &mut scratch);
        }
        rows
    }

    /// The key of a post.
    pub(super) fn post_key(&self, at: usize, number: u64) -> i64 {
        signed(self.layout.offices[at].first_post + number + 1)
    }

    /// The key of an official.
    pub(super) fn official_key(&self, at: usize, number: u64) -> i64 {
        signed(self.layout.offices[at].first + number + 1)
    }

    fn posts(&self, at: usize, rows: &mut Rows, scratch: &mut Scratch) {
        let office = &self.layout.offices[at];
        let code = &self.layout.organisations[office.organisation].code;
        for number in 0..office.posts {
            let Seat { position, above } = person::seat(self, at, number);
            let key = self.post_key(at, number);
            // The head of an office answers to the head of the department's.
            let above = above.map(|above| self.post_key(at, above)).or_else(|| office.above.map(|above| self.post_key(above, 0)));
            scratch.text.clear();
            scratch.text.push_str(code);
            push_number(&mut scratch.text, "/", number + 1);
            let position_key = self.frame.positions[position].key;
            rows.post.add(cells![
                key,
                uid("post", key.unsigned_abs()),
                scratch.text.as_str(),
                signed(office.organisation as u64 + 1),
                position_key,
                above
            ]);
            rows.post_requirement.add(cells![key, self.sets[position]]);
        }
    }

    fn officials(&self, at: usize, rows: &mut Rows, scratch: &mut Scratch) {
        let office = &self.layout.offices[at];
        let mut place = Place::new(self, at);
        let mut heads: Vec<Date> = Vec::new();
        for number in 0..=office.sections().min(office.officials.saturating_sub(1)) {
            heads.push(person::career(self, (at, office), number, Engagement::Permanent).since);
        }
        for number in 0..office.officials {
            let Seat { position, above } = person::seat(self, at, number);
            let ordinal = office.first + number;
            let mut dice = Dice::of("official", &[self.seed, ordinal]);
            let group = self.frame.positions[position].group;
            let settled = number <= office.sections();
            let engagement = if settled { Engagement::Permanent } else { person::engagement(office.kind, group, &mut dice) };
            let career = person::career(self, (at, office), number, engagement);
            self.person((at, ordinal), (engagement, group, &career), (rows, scratch), &mut dice);
            let measured = self.postings((at, number), position, &career, (rows, &mut dice));
            let observer = above.and_then(|above| {
                let since = heads.get(usize::try_from(above).ok()?)?;
                Some((self.official_key(at, above), (*since).max(career.since)))
            });
            if dice.permille(8) && office.officials > 3 && number > 1 {
                let supervisor = self.official_key(at, 1);
                rows.supervision.add(cells![
                    self.official_key(at, number),
                    dice.id(career.since.start()),
                    supervisor,
                    career.since
                ]);
            }
            let learner = (ordinal, group, career.joined, observer);
            self.shown(&measured, learner, (rows, scratch, &mut place, at));
        }
    }

    fn person(
        &self,
        (at, ordinal): (usize, u64),
        (engagement, group, career): (Engagement, usize, &Career),
        (rows, scratch): (&mut Rows, &mut Scratch),
        dice: &mut Dice,
    ) {
        let office = &self.layout.offices[at];
        let key = signed(ordinal + 1);
        scratch.text.clear();
        push_number(&mut scratch.text, "N", 10_000_000 + ordinal + 1);
        let code = scratch.text.as_str();
        let service = KINDS[office.kind].service.get(group).copied().flatten().filter(|_| engagement == Engagement::Permanent);
        let minutes: i64 = if engagement == Engagement::GraminDakSevak { 60 } else { 120 };
        rows.official.add(cells![
            key,
            uid("official", ordinal + 1),
            code,
            engagement.as_str(),
            service,
            career.joined,
            career.retires,
            minutes
        ]);
        let state = office.state.filter(|_| dice.permille(850));
        person::named(self, state, dice, &mut scratch.named);
        let Named { json, sort, address_form, language } = &scratch.named;
        rows.person.add(cells![key, json.as_str(), sort.as_str(), *address_form, *language]);
        rows.account.add(cells![key, uid("account", ordinal + 1), code, key]);
        let folded = code.to_ascii_lowercase();
        rows.account_identifier.add(cells![folded.as_str(), key]);
    }

    /// Writes the postings, those that have ended first, and tells where the official is measured.
    fn postings(
        &self,
        (at, number): (usize, u64),
        position: usize,
        career: &Career,
        (rows, dice): (&mut Rows, &mut Dice),
    ) -> Measured {
        let (office, key, post) = (&self.layout.offices[at], self.official_key(at, number), self.post_key(at, number));
        let mut all: Vec<Posted> = Vec::new();
        let mut measured = Measured { office: at, position, second: None };
        let mut ends = career.since;
        // Earlier postings are at offices that stand earlier in the order of writing, so that every row points to one that is there.
        for _ in 0..2 {
            let served = ends.0 - career.joined.0;
            if served < 400 || !dice.permille(if all.is_empty() { 420 } else { 250 }) {
                break;
            }
            let earlier = usize::try_from(dice.below(at as u64 + 1)).unwrap_or(0);
            let from = if dice.permille(500) { career.joined } else { Date(dice.between(career.joined.0, ends.0 - 200)) };
            let post = self.post_key(earlier, dice.below(self.layout.offices[earlier].posts));
            all.push(Posted { id: dice.id(from.start()), post, kind: "substantive", from, until: Some(ends) });
            ends = from;
        }
        all.push(Posted { id: dice.id(career.since.start()), post, kind: "substantive", from: career.since, until: None });
        let vacant = |at: usize, dice: &mut Dice| {
            let office = &self.layout.offices[at];
            let vacant = office.posts - office.officials;
            (vacant > 0).then(|| office.officials + dice.below(vacant))
        };
        let recent = Date(dice.between(REFERENCE.0 - 700, REFERENCE.0 - 40)).max(career.since);
        match dice.below(1000) {
            0..10 => {
                let lent = usize::try_from(dice.below(at as u64 + 1)).unwrap_or(0);
                if let Some(seat) = vacant(lent, dice).filter(|_| number > office.sections()) {
                    let post = self.post_key(lent, seat);
                    all.push(Posted { id: dice.id(recent.start()), post, kind: "deputation", from: recent, until: None });
                    measured = Measured { office: lent, position: person::seat(self, lent, seat).position, second: None };
                }
            }
            10..22 => {
                if let Some(seat) = vacant(at, dice) {
                    let post = self.post_key(at, seat);
                    all.push(Posted { id: dice.id(recent.start()), post, kind: "additional_charge", from: recent, until: None });
                    measured.second = Some(person::seat(self, at, seat).position);
                }
            }
            22..28 => {
                let (from, until) = (REFERENCE.plus_days(-20), REFERENCE.plus_days(dice.between(10, 160)));
                all.push(Posted { id: dice.id(from.start()), post, kind: "leave", from, until: Some(until) });
            }
            _ => {}
        }
        all.sort_unstable_by_key(|posting| posting.id);
        for Posted { id, post, kind, from, until } in &all {
            rows.posting.add(cells![key, *id, *post, *kind, *from, *until]);
        }
        measured
    }

    fn shown(
        &self,
        measured: &Measured,
        (ordinal, group, joined, observer): (u64, usize, Date, Option<(i64, Date)>),
        (rows, scratch, place, at): (&mut Rows, &mut Scratch, &mut Place, usize),
    ) {
        scratch.asks.clone_from(&self.frame.positions[measured.position].asks);
        if let Some(second) = measured.second {
            merge(&mut scratch.asks, &self.frame.positions[second].asks);
        }
        let group = if measured.office == at { group } else { self.frame.positions[measured.position].group };
        let learner = Learner { number: ordinal, group, joined, observer, asks: &scratch.asks };
        if measured.office == at {
            scratch.findings.draw(self, place, &learner);
        } else {
            scratch.findings.draw(self, &mut Place::new(self, measured.office), &learner);
        }
        let key = signed(ordinal + 1);
        let language = scratch.named.language;
        self.taken((key, ordinal, language), rows, &scratch.findings);
        let test_language = if language == "hi" { "hi" } else { "en" };
        scratch.pieces.clear();
        for shown in &scratch.findings.shown {
            self.evidence((key, test_language), shown, rows, &mut scratch.text);
            let Ok(level) = Attained::new(shown.level) else { continue };
            let (observer, day) = (shown.observer.map(OfficialKey::new), shown.at.date());
            let piece = Piece { id: shown.id, kind: shown.kind, level, shown: day, recorded: day, observer, withdraws: None };
            scratch.pieces.push((shown.competency, piece));
        }
        self.attainments(key, rows, scratch);
    }

    fn taken(&self, (key, ordinal, language): (i64, u64, &str), rows: &mut Rows, findings: &Findings) {
        let mut certificates = 0;
        for taken in &findings.taken {
            let course = &self.courses[taken.course];
            let language = course.language_for(language);
            rows.enrolment.add(cells![
                key,
                taken.id,
                course.key,
                language,
                taken.state,
                taken.from,
                taken.completed,
                taken.completed,
                taken.until
            ]);
            if let Some(issued) = taken.completed {
                let mut dice = Dice::of("certificate", &[self.seed, ordinal, certificates]);
                let code = certificate_code(ordinal * 32 + certificates, &mut dice);
                certificates += 1;
                // The id of the certificate is drawn for the time of its enrolment, so that certificates stand in the order of their codes.
                let id = dice.id(taken.from);
                rows.certificate.add(cells![key, id, code.as_str(), taken.id, course.key, issued]);
            }
        }
    }

    fn evidence(&self, (key, language): (i64, &str), shown: &Shown, rows: &mut Rows, text: &mut String) {
        let competency = &self.frame.competencies[shown.competency];
        text.clear();
        match shown.source {
            Source::Course(course) => {
                text.push_str("course:");
                text.push_str(&self.courses[course].code);
            }
            Source::Examination(course) => {
                text.push_str("examination:");
                text.push_str(&self.courses[course].code);
            }
            Source::Other => text.push_str(source_of(shown.kind)),
        }
        rows.evidence.add(cells![
            key,
            shown.id,
            competency.key,
            competency.revision,
            shown.kind.as_str(),
            shown.level,
            shown.at,
            shown.at,
            shown.observer,
            shown.indicator,
            language,
            text.as_str()
        ]);
    }

    /// What follows from the evidence, by the rule of the competency realm.
    fn attainments(&self, key: i64, rows: &mut Rows, scratch: &mut Scratch) {
        // Keys of competencies rise with their places only within one framework.
        scratch.pieces.sort_by_key(|(competency, _)| self.frame.competencies[*competency].key);
        let mut pieces = scratch.pieces.drain(..).peekable();
        while let Some((competency, piece)) = pieces.next() {
            scratch.group.clear();
            scratch.group.push(piece);
            while let Some((_, piece)) = pieces.next_if(|(other, _)| *other == competency) {
                scratch.group.push(piece);
            }
            let derived = derive(&scratch.group, &self.rules, REFERENCE);
            let competency = self.frame.competencies[competency].key;
            rows.attainment.add(cells![key, competency, derived.level, derived.lapsed, derived.assessed, derived.next_change]);
        }
    }
}

/// A world that another thread may use, too.
pub(super) type Shared = Arc<World>;

/// Takes what is asked twice at its highest level.
fn merge(asks: &mut Vec<(usize, i64)>, others: &[(usize, i64)]) {
    asks.extend_from_slice(others);
    asks.sort_unstable_by_key(|(competency, level)| (*competency, -level));
    asks.dedup_by_key(|(competency, _)| *competency);
}

fn push_number(text: &mut String, before: &str, number: u64) {
    use std::fmt::Write;
    // Writing into a text cannot fail.
    let _ = write!(text, "{before}{number}");
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
