//! How each action comes about: what it gives by the rules of the day, what it needs, how long it takes.

use std::collections::HashMap;

use competency::Competency;
use competency::evidence::EvidenceKind;
use kernel::{Attained, Code, Date, Key, Level};
use learning::package::Mode;
use methods::path::{Action, Kind, LONGEST};

use super::domain::{Course, Figure, Named, Offer, Sources, TestOut, VERIFIED, Way, lapsed_name};

/// The name of the action of a test-out.
pub(super) fn test_id(competency: &Code, level: Level) -> String {
    format!("test:{competency}:{}", level.number())
}

/// The sources of a day.
pub(super) struct Gathering<'a> {
    sources: &'a Sources,
    today: Date,
    pub(super) codes: HashMap<Key<Competency>, &'a Named>,
}

/// An action with what a page says of it.
pub(super) type Made = (Action, Offer);

impl<'a> Gathering<'a> {
    pub(super) fn new(sources: &'a Sources, today: Date) -> Self {
        Self { sources, today, codes: sources.competencies.iter().map(|one| (one.key, one)).collect() }
    }

    pub(super) fn all(&self) -> Vec<Made> {
        let tests = self.sources.test_outs.iter().filter_map(|test| self.test_out(test));
        let courses = self.sources.courses.iter().filter_map(|course| self.course(course));
        let work = self.sources.indicators.iter().filter_map(|(competency, level)| self.at_work(*competency, *level));
        let again = self.sources.indicators.iter().filter_map(|(competency, level)| self.again(*competency, *level));
        let mut made: Vec<Made> = tests.chain(courses).chain(work).chain(again).collect();
        made.sort_by(|one, other| one.0.id.cmp(&other.0.id));
        made.dedup_by(|one, other| one.0.id == other.0.id);
        made
    }

    /// The highest level that a kind of evidence can prove today.
    fn ceiling(&self, kind: EvidenceKind) -> Attained {
        self.sources.rules.on(kind, self.today).map_or(Attained::NOTHING, |rule| rule.ceiling)
    }

    fn test_out(&self, test: &TestOut) -> Option<Made> {
        let named = self.codes.get(&test.competency)?;
        let gives = Attained::from(test.level).min(self.ceiling(EvidenceKind::Test));
        let offer = Offer {
            title: named.name.clone(),
            way: Way::TestOut { competency: named.code.clone(), level: test.level },
            figure: Figure::Allowed,
        };
        let action = Action {
            id: test_id(&named.code, test.level),
            kind: Kind::TestOut,
            minutes: minutes(test.minutes)?,
            gives: vec![(named.code.to_string(), gives)],
            ..Action::default()
        };
        (gives > Attained::NOTHING).then_some((action, offer))
    }

    fn course(&self, course: &Course) -> Option<Made> {
        let (mut entry, mut gives, mut tests, mut more) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for effect in &course.effects {
            let (competency, needed, _) = *effect;
            let named = self.codes.get(&competency)?;
            let proof = self.proof(course, effect);
            if proof.level <= needed {
                continue;
            }
            if needed > Attained::NOTHING {
                entry.push((named.code.to_string(), needed));
            }
            gives.push((named.code.to_string(), proof.level));
            if let Some(test) = proof.test {
                more += test.minutes;
                tests.push((named.code.clone(), test.level));
            }
        }
        if gives.is_empty() {
            return None;
        }
        let test = course.assessment.map_or(0, |(_, _, minutes)| minutes);
        let (figure, long) = match course.measured.filter(|(_, learners)| *learners >= VERIFIED) {
            Some((measured, learners)) => (Figure::Measured(learners), measured + test),
            None => (Figure::Claimed, course.minutes),
        };
        let action = Action {
            id: format!("course:{}", course.code),
            kind: if course.mode == Mode::OnTheJob { Kind::OnTheJob } else { Kind::Course },
            minutes: minutes(long + more)?,
            entry,
            gives,
            languages: course.languages.iter().map(ToString::to_string).collect(),
            mode: Some(course.mode.as_str().to_owned()),
            devices: Vec::new(),
        };
        let way = Way::Course { code: course.code.clone(), playable: course.playable, tests };
        Some((action, Offer { title: course.title.clone(), way, figure }))
    }

    /// How far an effect of a course is believed: by its assessment, by a short test afterwards, or by having completed it.
    fn proof(&self, course: &Course, (competency, _, level): &(Key<Competency>, Attained, Level)) -> Proof {
        let claimed = Attained::from(*level);
        let by_test = self.ceiling(EvidenceKind::Test);
        let completed = Proof { level: claimed.min(self.ceiling(EvidenceKind::Completion)), test: None };
        let assessed = course.assessment.filter(|(of, ..)| of == competency && course.playable);
        if let Some((_, tested, _)) = assessed {
            let level = claimed.min(by_test).min(tested.into()).max(completed.level);
            return Proof { level, test: None };
        }
        let offered = self.sources.test_outs.iter().filter(|test| test.competency == *competency && test.level <= *level);
        match offered.max_by_key(|test| test.level) {
            Some(test) if Attained::from(test.level).min(by_test) > completed.level => {
                Proof { level: Attained::from(test.level).min(by_test), test: Some(*test) }
            }
            _ => completed,
        }
    }

    fn at_work(&self, competency: Key<Competency>, level: Level) -> Option<Made> {
        let named = self.codes.get(&competency)?;
        let long = minutes(*self.sources.work.get(&level)?)?;
        if !self.ceiling(EvidenceKind::Observation).reaches(level) {
            return None;
        }
        let before = Attained::new(level.number() - 1).unwrap_or_default();
        let code = named.code.to_string();
        let action = Action {
            id: format!("work:{code}:{}", level.number()),
            kind: Kind::Observation,
            minutes: long,
            entry: if before > Attained::NOTHING { vec![(code.clone(), before)] } else { Vec::new() },
            gives: vec![(code, level.into())],
            ..Action::default()
        };
        let way = Way::AtWork { competency: named.code.clone(), level, again: false };
        Some((action, Offer { title: named.name.clone(), way, figure: Figure::Usual }))
    }

    /// A level that was shown before and has lapsed is seen again at work, without the way up to it. It takes as long as the first level.
    fn again(&self, competency: Key<Competency>, level: Level) -> Option<Made> {
        let (action, offer) = self.at_work(competency, level)?;
        let code = &self.codes.get(&competency)?.code;
        let action = Action {
            id: format!("again:{code}:{}", level.number()),
            minutes: minutes(*self.sources.work.get(&Level::ONE)?)?,
            entry: vec![(lapsed_name(code.as_str()), level.into())],
            ..action
        };
        let way = Way::AtWork { competency: code.clone(), level, again: true };
        Some((action, Offer { way, ..offer }))
    }
}

struct Proof {
    level: Attained,
    test: Option<TestOut>,
}

/// As the solver wants them; nothing outside its bounds.
fn minutes(minutes: i64) -> Option<u32> {
    u32::try_from(minutes).ok().filter(|minutes| (1..=LONGEST).contains(minutes))
}
