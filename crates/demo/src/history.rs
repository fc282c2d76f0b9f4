//! What an official has shown for one requirement: a plausible history, always the same. Pure.
//!
//! Of all requirements about 60 in 100 are held, 12 assessed below, 2 lapsed and the rest not yet assessed. How many differs by office,
//! competency and family of positions, so that a table of offices has something to tell: in every fourth district cyber hygiene is weak.

use competency::evidence::EvidenceKind;
use competency::framework::CompetencyKind;
use kernel::time::{HOUR, MINUTE};
use kernel::{Date, Timestamp};
use people::OfficialKey;

use crate::REFERENCE;
use crate::dice::Dice;

/// Evidence goes back four years.
const YEARS_BACK: i32 = 4 * 365;
/// A supervised test of the demonstration's rule lapses after so many days.
pub(crate) const SUPERVISED_TEST_DAYS: i32 = 3 * 365;
/// An observer needs three months of supervision.
const BEFORE_OBSERVING: i32 = 92;
/// The first day on which the courses of this service, and their tests, can be taken.
const OPENED: Date = Date(REFERENCE.0 - 20);

/// An official, as far as a history cares.
pub(crate) struct Learner<'a> {
    /// The employee code.
    pub(crate) code: &'a str,
    /// The code of the office.
    pub(crate) office: &'a str,
    /// The territory of the office, where it has one.
    pub(crate) territory: &'a str,
    /// The family of the position.
    pub(crate) family: &'a str,
    /// The day of joining.
    pub(crate) joined: Date,
    /// Who can have observed, and from which day on.
    pub(crate) observer: Option<(OfficialKey, Date)>,
    /// Whether tests of this service may be among the evidence: each would need an attempt that its owner can look at.
    pub(crate) tests: bool,
}

/// What is asked.
pub(crate) struct Asked<'a> {
    /// The code of the competency.
    pub(crate) competency: &'a str,
    /// Its kind.
    pub(crate) kind: CompetencyKind,
    /// The level.
    pub(crate) level: i64,
    /// Whether a course of this service teaches it.
    pub(crate) course: bool,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) kind: EvidenceKind,
    pub(crate) level: i64,
    pub(crate) at: Timestamp,
    pub(crate) observer: Option<OfficialKey>,
    /// For a test: how it was come by.
    pub(crate) study: Option<Study>,
}

/// How someone has to do with a course of this service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Study {
    /// Took it to its end.
    Completed,
    /// Tested out of it.
    TestedOut,
    /// Is in the middle of it, so many thousandths.
    Active(u64),
    /// Began it and withdrew.
    Withdrawn,
}

/// Where someone stands to a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Held,
    Below,
    Lapsed,
    NotAssessed,
}

/// What the official has shown, oldest first.
pub(crate) fn history(learner: &Learner<'_>, asked: &Asked<'_>) -> Vec<Shown> {
    let mut dice = dice("history", learner, asked);
    match outcome(learner, asked, &mut dice) {
        Outcome::NotAssessed => Vec::new(),
        Outcome::Lapsed => lapsed(learner, asked, &mut dice),
        Outcome::Held => proof(learner, asked, asked.level, &mut dice),
        Outcome::Below => {
            let level = if asked.level > 2 && dice.permille(300) { asked.level - 2 } else { asked.level - 1 };
            proof(learner, asked, level, &mut dice)
        }
    }
}

/// Whether someone who does not hold a requirement is in its course, or was: `(how, since)`.
pub(crate) fn unfinished(learner: &Learner<'_>, asked: &Asked<'_>) -> Option<(Study, Timestamp)> {
    let mut dice = dice("unfinished", learner, asked);
    if !asked.course || !learner.tests || !dice.permille(110) {
        return None;
    }
    let at = moment(OPENED, REFERENCE.plus_days(-2), &mut dice)?;
    let study = if dice.permille(60) { Study::Withdrawn } else { Study::Active(dice.below(900)) };
    Some((study, at))
}

fn dice(purpose: &str, learner: &Learner<'_>, asked: &Asked<'_>) -> Dice {
    Dice::named(purpose, &format!("{} {}", learner.code, asked.competency))
}

/// A deviation of at most `most` to either side that all share who have this name in common.
fn shift(purpose: &str, name: &str, most: i32) -> i64 {
    i64::from(Dice::named(purpose, name).between(-most, most))
}

fn outcome(learner: &Learner<'_>, asked: &Asked<'_>, dice: &mut Dice) -> Outcome {
    let place = format!("{} {}", learner.office, asked.competency);
    let weak = asked.competency == "cyber-hygiene" && Dice::named("weak", learner.territory).permille(250);
    let served = REFERENCE.0 - learner.joined.0;
    let mut held =
        645 + shift("office", learner.office, 90) + shift("competency", asked.competency, 70) + shift("place", &place, 60);
    held += shift("family", &format!("{} {}", learner.family, asked.competency), 50);
    held += match asked.kind {
        CompetencyKind::Behavioural => -60,
        CompetencyKind::Functional => 0,
        CompetencyKind::Domain => 70,
    };
    held -= if weak { 330 } else { 0 } + if asked.level > 3 { 120 } else { 0 } + if served < 540 { 260 } else { 0 };
    let below = if asked.level < 2 { 0 } else { 150 + shift("below", &place, 50) + if weak { 130 } else { 0 } };
    let lapsed = if asked.level <= 3 && served > YEARS_BACK { 28 } else { 0 };
    let drawn = i64::try_from(dice.below(1000)).unwrap_or(0);
    let held = held.clamp(60, 900);
    if drawn < held {
        Outcome::Held
    } else if drawn < held + below {
        Outcome::Below
    } else if drawn < held + below + lapsed {
        Outcome::Lapsed
    } else {
        Outcome::NotAssessed
    }
}

/// A supervised test so long ago that it counts no more.
fn lapsed(learner: &Learner<'_>, asked: &Asked<'_>, dice: &mut Dice) -> Vec<Shown> {
    let (first, last) = (REFERENCE.plus_days(-YEARS_BACK), REFERENCE.plus_days(-SUPERVISED_TEST_DAYS - 5));
    let at = moment(first.max(learner.joined.plus_days(30)), last, dice);
    at.map(|at| simple(EvidenceKind::SupervisedTest, asked.level, at)).into_iter().collect()
}

const fn simple(kind: EvidenceKind, level: i64, at: Timestamp) -> Shown {
    Shown { kind, level, at, observer: None, study: None }
}

/// Evidence that proves exactly this level; nothing where there was no time for it.
fn proof(learner: &Learner<'_>, asked: &Asked<'_>, level: i64, dice: &mut Dice) -> Vec<Shown> {
    if level < 1 {
        return Vec::new();
    }
    if level > 3 {
        return high(learner, level, dice);
    }
    if let Some(study) = tested(learner, asked, level, dice) {
        return study;
    }
    let mut found = Vec::new();
    if level > 1 && dice.permille(120) {
        let at = moment(earliest(learner), REFERENCE.plus_days(-800), dice);
        found.extend(at.map(|at| simple(EvidenceKind::PriorCredential, 1, at)));
    }
    let kind = dice.weighed(kinds(level)).copied().unwrap_or(EvidenceKind::PriorCredential);
    found.extend(match kind {
        EvidenceKind::Observation => observed(learner, level, dice),
        EvidenceKind::SupervisedTest => {
            let first = earliest(learner).max(REFERENCE.plus_days(60 - SUPERVISED_TEST_DAYS));
            moment(first, latest(), dice).map(|at| simple(kind, level, at))
        }
        _ => moment(earliest(learner), latest(), dice).map(|at| simple(kind, level, at)),
    });
    found
}

/// What usually proves a level, by weight. Each kind's ceiling is at least that level.
const fn kinds(level: i64) -> &'static [(EvidenceKind, u64)] {
    match level {
        1 => &[(EvidenceKind::Completion, 45), (EvidenceKind::Observation, 30), (EvidenceKind::PriorCredential, 25)],
        2 => &[
            (EvidenceKind::Observation, 45),
            (EvidenceKind::PriorCredential, 25),
            (EvidenceKind::SupervisedTest, 22),
            (EvidenceKind::WorkProduct, 8),
        ],
        _ => &[(EvidenceKind::Observation, 50), (EvidenceKind::SupervisedTest, 30), (EvidenceKind::WorkProduct, 20)],
    }
}

fn earliest(learner: &Learner<'_>) -> Date {
    REFERENCE.plus_days(-YEARS_BACK).max(learner.joined.plus_days(30))
}

const fn latest() -> Date {
    REFERENCE.plus_days(-3)
}

/// Seen by the supervisor; where there is none, or not for long enough, a work product stands in.
fn observed(learner: &Learner<'_>, level: i64, dice: &mut Dice) -> Option<Shown> {
    let seen = learner.observer.and_then(|(observer, since)| {
        let at = moment(since.plus_days(BEFORE_OBSERVING).max(earliest(learner)), latest(), dice)?;
        Some(Shown { observer: Some(observer), ..simple(EvidenceKind::Observation, level, at) })
    });
    seen.or_else(|| moment(earliest(learner), latest(), dice).map(|at| simple(EvidenceKind::WorkProduct, level, at)))
}

/// Levels 4 and 5: a work product, and a panel that judged it.
fn high(learner: &Learner<'_>, level: i64, dice: &mut Dice) -> Vec<Shown> {
    let product =
        moment(earliest(learner), REFERENCE.plus_days(-60), dice).map(|at| simple(EvidenceKind::WorkProduct, level, at));
    let panel = product.as_ref().and_then(|product| moment(product.at.date().plus_days(14), latest(), dice));
    let panel = panel.map(|at| simple(EvidenceKind::Panel, level, at));
    product.into_iter().chain(panel).collect()
}

/// A test of this service: its courses test level 2, and a course completed leaves two pieces.
fn tested(learner: &Learner<'_>, asked: &Asked<'_>, level: i64, dice: &mut Dice) -> Option<Vec<Shown>> {
    let goes = asked.course && learner.tests && level <= 2 && dice.permille(130);
    if !goes || learner.joined > OPENED {
        return None;
    }
    let at = moment(OPENED.plus_days(3), REFERENCE.plus_days(-1), dice)?;
    let test = |study| Shown { study: Some(study), ..simple(EvidenceKind::Test, level, at) };
    if level == 2 && dice.permille(600) {
        Some(vec![test(Study::Completed), simple(EvidenceKind::Completion, 2, at)])
    } else {
        Some(vec![test(Study::TestedOut)])
    }
}

/// An instant of a working day between two days, both included; `None` when there is none.
fn moment(first: Date, last: Date, dice: &mut Dice) -> Option<Timestamp> {
    let day = (first <= last).then(|| Date(dice.between(first.0, last.0)))?;
    let minutes = i64::from(dice.between(0, 8 * 60));
    Some(day.start().plus(9 * HOUR + minutes * MINUTE + i64::from(dice.between(0, 59)) * 1_000_000))
}

#[cfg(test)]
mod tests {
    use kernel::Key;

    use super::*;

    fn learner(code: &str, joined: Date) -> Learner<'_> {
        let observer = Some((Key::new(1), REFERENCE.plus_days(-900)));
        Learner { code, office: "BR-COLL-PATNA", territory: "D212", family: "district", joined, observer, tests: true }
    }

    fn asked(level: i64, course: bool) -> Asked<'static> {
        Asked { competency: "rti", kind: CompetencyKind::Functional, level, course }
    }

    #[test]
    fn the_shares_are_about_as_announced() {
        let offices: Vec<String> = (0..200).map(|n| format!("office-{n}")).collect();
        let (mut held, mut below, mut nothing) = (0, 0, 0);
        for (number, office) in (0..20_000).zip(offices.iter().cycle()) {
            let code = number.to_string();
            let found = history(&Learner { office, ..learner(&code, REFERENCE.plus_days(-4000)) }, &asked(2, false));
            let level = found.iter().filter(|shown| {
                shown.kind != EvidenceKind::SupervisedTest || shown.at > REFERENCE.plus_days(-SUPERVISED_TEST_DAYS).start()
            });
            match level.map(|shown| shown.level).max() {
                Some(2) => held += 1,
                Some(_) => below += 1,
                None => nothing += 1,
            }
        }
        assert!(
            (10_500..14_500).contains(&held) && (1_500..4_000).contains(&below) && nothing > 3_000,
            "{held} {below} {nothing}"
        );
    }

    #[test]
    fn nothing_is_shown_before_joining_or_in_the_future() {
        for number in 0..2000 {
            let (code, joined) = (number.to_string(), REFERENCE.plus_days(-number));
            for shown in history(&learner(&code, joined), &asked(1 + i64::from(number % 5), number % 2 == 0)) {
                assert!(shown.at > joined.start() && shown.at < REFERENCE.start(), "{shown:?}");
                assert!(
                    shown.kind != EvidenceKind::Observation || shown.at >= REFERENCE.plus_days(-900 + BEFORE_OBSERVING).start()
                );
            }
        }
    }
}
