//! What an official contributes: a pure function of the official's own rows and the day.

use std::collections::HashMap;

use competency::requirement::{State, state};
use kernel::{Attained, Date, Level};
use people::posting::PostingKind;

use super::cell::{Cell, Kind, Sums, Values};

/// A posting with what its post is.
#[derive(Clone, Debug)]
pub(super) struct Posting {
    pub(super) organisation: i64,
    pub(super) group: String,
    pub(super) family: String,
    pub(super) kind: PostingKind,
    pub(super) from: Date,
    /// The first day after it.
    pub(super) until: Option<Date>,
    /// What the post asks.
    pub(super) set: Option<i64>,
}

impl Posting {
    fn holds(&self, today: Date) -> bool {
        self.from <= today && self.until.is_none_or(|until| until > today)
    }
}

/// What is held of a competency.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Holding {
    pub(super) held: Attained,
    pub(super) lapsed: Attained,
    pub(super) assessed: bool,
}

/// An enrolment that was not withdrawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Enrolment {
    pub(super) course: i64,
    pub(super) version: i64,
    /// Months since January 1970.
    pub(super) enrolled: i64,
    pub(super) completed: Option<i64>,
}

/// The rows of one official.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) service: String,
    pub(super) postings: Vec<Posting>,
    pub(super) holdings: HashMap<i64, Holding>,
    pub(super) enrolments: Vec<Enrolment>,
}

/// One requirement of a set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) competency: i64,
    pub(super) level: Level,
    pub(super) from: Date,
    pub(super) grace_until: Date,
}

/// A version of a course.
#[derive(Clone, Debug)]
pub(super) struct CourseFacts {
    pub(super) way: Way,
    pub(super) minutes: i64,
    /// The competencies and levels that it leads to.
    pub(super) leads_to: Vec<(i64, Level)>,
}

/// How something is learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    OnTheJob,
    WithOthers,
    ByOneself,
}

impl Way {
    /// Of the mode of a course; what is taught in class, if only partly, is learnt with others.
    pub(super) fn of(mode: &str) -> Self {
        match mode {
            "on_the_job" => Self::OnTheJob,
            "in_class" | "blended" => Self::WithOthers,
            _ => Self::ByOneself,
        }
    }
}

/// Group, service and family of a cohort.
pub(super) type Labels = (String, String, String);

/// What contributions rest on beside the rows of the official. Nothing in it ever changes but the tops.
#[derive(Debug, Default)]
pub(super) struct Library {
    pub(super) sets: HashMap<i64, Vec<Asked>>,
    /// By course and version.
    pub(super) courses: HashMap<(i64, i64), CourseFacts>,
    pub(super) cohorts: HashMap<Labels, i64>,
    /// The organisation directly below the root above an office; the office itself where it is a root.
    pub(super) tops: HashMap<i64, i64>,
}

impl Library {
    fn cohort(&self, facts: &Facts, posting: &Posting) -> i64 {
        self.cohorts.get(&labels(facts, posting)).copied().unwrap_or_default()
    }
}

pub(super) fn labels(facts: &Facts, posting: &Posting) -> Labels {
    (posting.group.clone(), facts.service.clone(), posting.family.clone())
}

/// What an official contributes on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contribution {
    pub(super) sums: Sums,
    /// The next day on which it changes by itself.
    pub(super) changes_on: Option<Date>,
}

/// Works it out. Each post that prescribes counts in its own office with what it asks, as on the pages of offices; learning counts where the
/// official serves first of all.
pub(super) fn contribution(facts: &Facts, library: &Library, today: Date) -> Contribution {
    let mut contribution = Contribution { sums: Sums::default(), changes_on: next_day(facts, library, today) };
    let sums = &mut contribution.sums;
    let mut offices = Vec::new();
    for posting in prescribing(&facts.postings, today) {
        let (place, of) = (posting.organisation, library.cohort(facts, posting));
        if !offices.contains(&place) {
            offices.push(place);
            sums.add(Cell { kind: Kind::Staff, place, of, item: 0 }, [1, 0, 0, 0, 0]);
        }
        for asked in begun(posting, library, today) {
            let holding = facts.holdings.get(&asked.competency).copied().unwrap_or_default();
            sums.add(Cell { kind: Kind::State, place, of, item: asked.competency }, counted(asked, holding, today));
        }
    }
    let home = home(&facts.postings, today).map(|posting| (posting.organisation, library.cohort(facts, posting)));
    for enrolment in &facts.enrolments {
        learn(sums, facts, library, (home, enrolment));
    }
    contribution
}

/// The postings that prescribe, the substantive one first: the rule of [`people::posting::prescribing`].
fn prescribing(postings: &[Posting], today: Date) -> impl Iterator<Item = &Posting> {
    let lent = postings.iter().any(|posting| posting.holds(today) && posting.kind.makes_lien());
    let waits = move |posting: &Posting| lent && posting.kind == PostingKind::Substantive;
    postings.iter().filter(move |posting| posting.holds(today) && posting.kind.prescribes() && !waits(posting))
}

/// Where an official serves first of all: where a post prescribes; else where one is posted; else where one was posted last.
fn home(postings: &[Posting], today: Date) -> Option<&Posting> {
    let present = || postings.iter().find(|posting| posting.holds(today));
    let past = || postings.iter().filter(|posting| posting.from <= today).max_by_key(|posting| (posting.until, posting.from));
    prescribing(postings, today).next().or_else(present).or_else(past)
}

fn begun<'l>(posting: &Posting, library: &'l Library, today: Date) -> impl Iterator<Item = &'l Asked> {
    asked(posting, library).filter(move |asked| asked.from <= today)
}

fn asked<'l>(posting: &Posting, library: &'l Library) -> impl Iterator<Item = &'l Asked> {
    posting.set.and_then(|set| library.sets.get(&set)).into_iter().flatten()
}

fn counted(asked: &Asked, holding: Holding, today: Date) -> Values {
    if today < asked.grace_until && !holding.held.reaches(asked.level) {
        return [0, 0, 0, 0, 1];
    }
    match state(asked.level, holding.held, holding.lapsed, holding.assessed) {
        State::Held => [1, 0, 0, 0, 0],
        State::AssessedBelow => [0, 1, 0, 0, 0],
        State::NotYetAssessed => [0, 0, 1, 0, 0],
        State::Lapsed => [0, 0, 0, 1, 0],
    }
}

fn learn(sums: &mut Sums, facts: &Facts, library: &Library, (home, enrolment): (Option<(i64, i64)>, &Enrolment)) {
    let course = library.courses.get(&(enrolment.course, enrolment.version));
    let completed = i64::from(enrolment.completed.is_some());
    let holding = course.is_some_and(|course| enrolment.completed.is_some() && holds(facts, course));
    let top = home.and_then(|(office, _)| library.tops.get(&office).copied()).unwrap_or_default();
    let cell = Cell { kind: Kind::Course, place: top, of: enrolment.course, item: enrolment.enrolled };
    sums.add(cell, [1, completed, i64::from(holding), 0, 0]);
    let Some((place, of)) = home else { return };
    let month = |item| Cell { kind: Kind::Month, place, of, item };
    sums.add(month(enrolment.enrolled), [1, 0, 0, 0, 0]);
    if let Some(completed) = enrolment.completed {
        let mut values = [0, 1, 0, 0, 0];
        if let Some(course) = course {
            values[2 + course.way as usize] = course.minutes;
        }
        sums.add(month(completed), values);
    }
}

/// Whether every level that a course leads to is held today. A course that leads to none has no holders.
fn holds(facts: &Facts, course: &CourseFacts) -> bool {
    let reaches =
        |(competency, level): &(i64, Level)| facts.holdings.get(competency).is_some_and(|holding| holding.held.reaches(*level));
    !course.leads_to.is_empty() && course.leads_to.iter().all(reaches)
}

/// A posting begins or ends, a requirement comes into force or its grace period ends. That levels lapse is written into the attainment on its day.
fn next_day(facts: &Facts, library: &Library, today: Date) -> Option<Date> {
    let mut days = Vec::new();
    for posting in &facts.postings {
        days.extend([Some(posting.from), posting.until].into_iter().flatten());
        if posting.until.is_none_or(|until| until > today) {
            days.extend(asked(posting, library).flat_map(|asked| [asked.from, asked.grace_until]));
        }
    }
    days.into_iter().filter(|day| *day > today).min()
}

/// Months since January 1970.
pub(super) fn month_of(date: Date) -> i64 {
    let (year, month, _) = date.parts();
    (i64::from(year) - 1970) * 12 + i64::from(month) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date(20_000);
    const OFFICE: i64 = 10;

    fn posting(kind: PostingKind, organisation: i64, (from, until): (i32, Option<i32>)) -> Posting {
        let day = |days| TODAY.plus_days(days);
        let (group, family) = ("A".to_owned(), "state".to_owned());
        Posting { organisation, group, family, kind, from: day(from), until: until.map(day), set: Some(1) }
    }

    fn level(number: i64) -> Level {
        Level::new(number).expect("1 to 5")
    }

    fn library() -> Library {
        let asked = |competency, from, grace| Asked {
            competency,
            level: level(2),
            from: TODAY.plus_days(from),
            grace_until: TODAY.plus_days(grace),
        };
        let lines = vec![asked(1, -200, -110), asked(2, -10, 80), asked(3, 5, 95)];
        let course = CourseFacts { way: Way::WithOthers, minutes: 90, leads_to: vec![(1, level(1))] };
        Library {
            sets: HashMap::from([(1, lines)]),
            courses: HashMap::from([((7, 1), course)]),
            cohorts: HashMap::from([(("A".to_owned(), "IAS".to_owned(), "state".to_owned()), 4)]),
            tops: HashMap::from([(OFFICE, 2)]),
        }
    }

    fn facts(postings: Vec<Posting>, held: i64) -> Facts {
        let holding = Holding { held: Attained::new(held).expect("0 to 5"), assessed: held > 0, ..Holding::default() };
        Facts { service: "IAS".to_owned(), postings, holdings: HashMap::from([(1, holding)]), enrolments: Vec::new() }
    }

    fn states(contribution: &Contribution) -> Vec<(i64, i64, Values)> {
        let of_states = contribution.sums.0.iter().filter(|(cell, _)| cell.kind == Kind::State);
        of_states.map(|(cell, values)| (cell.place, cell.item, *values)).collect()
    }

    #[test]
    fn what_has_not_begun_counts_nowhere_and_what_is_new_stands_apart() {
        let own = posting(PostingKind::Substantive, OFFICE, (-100, None));
        let found = contribution(&facts(vec![own], 2), &library(), TODAY);
        assert_eq!(states(&found), [(OFFICE, 1, [1, 0, 0, 0, 0]), (OFFICE, 2, [0, 0, 0, 0, 1])]);
        assert_eq!(found.changes_on, Some(TODAY.plus_days(5)), "the third requirement begins");
    }

    #[test]
    fn a_day_that_comes_changes_what_is_contributed() {
        let own = posting(PostingKind::Substantive, OFFICE, (-100, None));
        let facts = facts(vec![own], 1);
        let on = |days| contribution(&facts, &library(), TODAY.plus_days(days));
        assert_eq!(states(&on(80)), [(OFFICE, 1, [0, 1, 0, 0, 0]), (OFFICE, 2, [0, 0, 1, 0, 0]), (OFFICE, 3, [0, 0, 0, 0, 1])]);
        assert_eq!(
            (on(5).changes_on, on(80).changes_on, on(95).changes_on),
            (Some(TODAY.plus_days(80)), Some(TODAY.plus_days(95)), None)
        );
    }

    #[test]
    fn each_post_that_prescribes_counts_in_its_own_office() {
        let offices = |postings: Vec<Posting>| {
            let found = contribution(&facts(postings, 2), &library(), TODAY);
            let staff = found.sums.0.iter().filter(|(cell, _)| cell.kind == Kind::Staff);
            staff.map(|(cell, values)| (cell.place, values[0])).collect::<Vec<_>>()
        };
        use PostingKind::{AdditionalCharge, Deputation, Leave, Retired, Substantive};
        let own = || posting(Substantive, OFFICE, (-100, None));
        assert_eq!(offices(vec![own(), posting(AdditionalCharge, 11, (-5, None))]), [(OFFICE, 1), (11, 1)]);
        assert_eq!(offices(vec![own(), posting(AdditionalCharge, OFFICE, (-5, None))]), [(OFFICE, 1)]);
        assert_eq!(offices(vec![own(), posting(Deputation, 12, (-5, None))]), [(12, 1)], "the own post waits");
        assert_eq!(offices(vec![own(), posting(Deputation, 12, (5, None))]), [(OFFICE, 1)], "not yet");
        assert_eq!(offices(vec![posting(Leave, OFFICE, (-5, None))]), []);
        assert_eq!(offices(vec![posting(Substantive, OFFICE, (-50, Some(0))), posting(Retired, OFFICE, (0, None))]), []);
    }

    #[test]
    fn learning_counts_at_home_wherever_that_is() {
        let mut facts = facts(vec![posting(PostingKind::Substantive, OFFICE, (-100, Some(-1)))], 2);
        facts.enrolments = vec![
            Enrolment { course: 7, version: 1, enrolled: 680, completed: Some(681) },
            Enrolment { course: 7, version: 1, enrolled: 681, completed: None },
        ];
        let found = contribution(&facts, &library(), TODAY);
        let all: Vec<_> = found.sums.0.iter().map(|(cell, values)| (cell.kind, cell.place, cell.item, *values)).collect();
        let expected = [
            (Kind::Month, OFFICE, 680, [1, 0, 0, 0, 0]),
            (Kind::Month, OFFICE, 681, [1, 1, 0, 90, 0]),
            (Kind::Course, 2, 680, [1, 1, 1, 0, 0]),
            (Kind::Course, 2, 681, [1, 0, 0, 0, 0]),
        ];
        assert_eq!(all, expected, "retired, and counted where they served");
    }

    #[test]
    fn months_are_counted_from_january_1970() {
        for (day, month) in [("1970-01-31", 0), ("1970-02-01", 1), ("2026-11-22", 682)] {
            assert_eq!(month_of(Date::parse(day).expect("a date")), month);
        }
    }
}
