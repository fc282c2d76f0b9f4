//! What an event says, how it waits and how it is written out: pure.

use kernel::Timestamp;
use people::OfficialKey;
use sha1::{Digest, Sha1};
use standards::xapi::json::write_text;
use uuid::{Builder, Uuid};
use web::encode;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Enrolled in a course.
    Enrolled,
    /// Opened a part of a course for the first time.
    Launched,
    /// Did a segment.
    Progressed,
    /// Completed a course.
    Completed,
    /// Passed a test.
    Passed,
    /// Failed a test of a course.
    Failed,
    /// Was seen doing at work what a competency asks.
    Observed,
    /// Came to hold a level of a competency.
    Attained,
}

impl Verb {
    /// All, in the order of the numbers by which they wait: only ever add at the end.
    pub const EVERY: [Self; 8] = [
        Self::Enrolled,
        Self::Launched,
        Self::Progressed,
        Self::Completed,
        Self::Passed,
        Self::Failed,
        Self::Observed,
        Self::Attained,
    ];

    /// Its address.
    pub const fn iri(self) -> &'static str {
        match self {
            Self::Enrolled => "http://adlnet.gov/expapi/verbs/registered",
            Self::Launched => "http://adlnet.gov/expapi/verbs/launched",
            Self::Progressed => "http://adlnet.gov/expapi/verbs/progressed",
            Self::Completed => "http://adlnet.gov/expapi/verbs/completed",
            Self::Passed => "http://adlnet.gov/expapi/verbs/passed",
            Self::Failed => "http://adlnet.gov/expapi/verbs/failed",
            Self::Observed => "urn:karmayogi:verb:was-observed",
            Self::Attained => "urn:karmayogi:verb:attained",
        }
    }

    const fn display(self) -> &'static str {
        match self {
            Self::Enrolled => "enrolled in",
            Self::Launched => "launched",
            Self::Progressed => "progressed in",
            Self::Completed => "completed",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Observed => "was observed in",
            Self::Attained => "attained a level of",
        }
    }

    pub(super) fn number(self) -> i64 {
        Self::EVERY.iter().zip(0..).find(|(verb, _)| **verb == self).map_or(-1, |(_, number)| number)
    }

    pub(super) fn of_number(number: i64) -> Option<Self> {
        Self::EVERY.get(usize::try_from(number).ok()?).copied()
    }
}

/// What it happened to. Courses and competencies by their code, parts of a course by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing<'e> {
    /// A course.
    Course(&'e str),
    /// A learning object of a course.
    Object(&'e str, i64),
    /// A segment of a learning object of a course.
    Segment(&'e str, i64, i64),
    /// The assessment of a course.
    Assessment(&'e str),
    /// A competency.
    Competency(&'e str),
    /// The test-out of a level of a competency.
    TestOut(&'e str, i64),
}

impl<'e> Thing<'e> {
    /// Its address: that of its page, below the address of the service.
    pub fn iri(&self, home: &str) -> String {
        match self {
            Self::Course(code) => format!("{home}/learn/{}", encode(code)),
            Self::Object(code, object) => format!("{home}/learn/{}/play/{object}", encode(code)),
            Self::Segment(code, object, segment) => format!("{home}/learn/{}/play/{object}?segment={segment}", encode(code)),
            Self::Assessment(code) => format!("{home}/learn/{}/assessment", encode(code)),
            Self::Competency(code) => format!("{home}/competencies/{}", encode(code)),
            Self::TestOut(code, level) => format!("{home}/competencies/{}/test-out/{level}", encode(code)),
        }
    }

    const fn activity_type(&self) -> &'static str {
        match self {
            Self::Course(_) => "http://adlnet.gov/expapi/activities/course",
            Self::Object(..) => "http://adlnet.gov/expapi/activities/lesson",
            Self::Segment(..) => "http://id.tincanapi.com/activitytype/section",
            Self::Assessment(_) | Self::TestOut(..) => "http://adlnet.gov/expapi/activities/assessment",
            Self::Competency(_) => "urn:karmayogi:activity-type:competency",
        }
    }

    /// What it is a part of.
    const fn whole(&self) -> Option<Thing<'e>> {
        match self {
            Self::Object(code, _) | Self::Segment(code, ..) | Self::Assessment(code) => Some(Thing::Course(code)),
            Self::TestOut(code, _) => Some(Thing::Competency(code)),
            Self::Course(_) | Self::Competency(_) => None,
        }
    }

    /// As it waits: a letter, the code, numbers. No code contains the bar.
    pub(super) fn short(&self) -> String {
        match self {
            Self::Course(code) => format!("c|{code}"),
            Self::Object(code, object) => format!("o|{code}|{object}"),
            Self::Segment(code, object, segment) => format!("s|{code}|{object}|{segment}"),
            Self::Assessment(code) => format!("a|{code}"),
            Self::Competency(code) => format!("k|{code}"),
            Self::TestOut(code, level) => format!("t|{code}|{level}"),
        }
    }

    pub(super) fn read_short(short: &'e str) -> Option<Self> {
        let mut cells = short.split('|');
        let (letter, code) = (cells.next()?, cells.next()?);
        let mut number = || cells.next()?.parse::<i64>().ok();
        Some(match letter {
            "c" => Self::Course(code),
            "o" => Self::Object(code, number()?),
            "s" => Self::Segment(code, number()?, number()?),
            "a" => Self::Assessment(code),
            "k" => Self::Competency(code),
            "t" => Self::TestOut(code, number()?),
            _ => return None,
        })
    }
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub struct Event<'e> {
    /// To whom.
    pub official: OfficialKey,
    /// What.
    pub verb: Verb,
    /// To what.
    pub thing: Thing<'e>,
    /// The row from which it follows: an enrolment, an attempt, a piece of evidence.
    pub cause: Uuid,
    /// The enrolment to which it belongs.
    pub registration: Option<Uuid>,
    /// The level of 0 to 5 that it speaks of.
    pub level: Option<i64>,
    /// Who observed.
    pub observer: Option<OfficialKey>,
}

impl<'e> Event<'e> {
    /// An event with what every one has.
    pub const fn new(official: OfficialKey, verb: Verb, thing: Thing<'e>, cause: Uuid) -> Self {
        Self { official, verb, thing, cause, registration: None, level: None, observer: None }
    }

    /// One that belongs to an enrolment.
    #[must_use]
    pub const fn in_registration(self, enrolment: Uuid) -> Self {
        Self { registration: Some(enrolment), ..self }
    }

    /// The id of its statement.
    pub(super) fn id(&self) -> Uuid {
        statement_id(self.verb, &self.thing, self.cause)
    }
}

/// The id of the statement of an event: UUIDv5 of its verb and object within its cause.
pub fn statement_id(verb: Verb, thing: &Thing<'_>, cause: Uuid) -> Uuid {
    within(cause, &[verb.iri(), &thing.iri("")])
}

/// Another id for an event whose own was taken by somebody else; the same whenever it is asked for.
pub(super) fn second_id(id: Uuid) -> Uuid {
    within(id, &["taken"])
}

fn within(space: Uuid, names: &[&str]) -> Uuid {
    let mut hash = Sha1::new();
    hash.update(space.as_bytes());
    names.iter().for_each(|name| hash.update(name));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid()
}

/// The statement of an event, by version 1.0.3 and 2.0 alike. `agent` gives the agent of an official as JSON.
pub(super) fn write((id, event, at): (Uuid, &Event<'_>, Timestamp), home: &str, agent: impl Fn(OfficialKey) -> String) -> String {
    let mut out = format!("{{\"id\":\"{}\",\"actor\":{}", id.hyphenated(), agent(event.official));
    let (verb, display) = (event.verb.iri(), event.verb.display());
    out.push_str(&format!(",\"verb\":{{\"id\":\"{verb}\",\"display\":{{\"en\":\"{display}\"}}}},\"object\":"));
    write_activity(&mut out, &event.thing, home);
    write_result(&mut out, event);
    out.push_str(",\"context\":{\"platform\":\"Karmayogi\"");
    if let Some(id) = event.registration {
        out.push_str(&format!(",\"registration\":\"{}\"", id.hyphenated()));
    }
    if let Some(observer) = event.observer {
        out.push_str(&format!(",\"instructor\":{}", agent(observer)));
    }
    if let Some(whole) = event.thing.whole() {
        out.push_str(",\"contextActivities\":{\"parent\":[");
        write_activity(&mut out, &whole, home);
        out.push_str("]}");
    }
    out.push_str(&format!("}},\"timestamp\":\"{}\"}}", at.rfc3339()));
    out
}

fn write_activity(out: &mut String, thing: &Thing<'_>, home: &str) {
    out.push_str("{\"objectType\":\"Activity\",\"id\":");
    write_text(&thing.iri(home), out);
    out.push_str(&format!(",\"definition\":{{\"type\":\"{}\"}}}}", thing.activity_type()));
}

fn write_result(out: &mut String, event: &Event<'_>) {
    match (event.verb, event.level) {
        (Verb::Passed, _) => out.push_str(",\"result\":{\"success\":true}"),
        (Verb::Failed, _) => out.push_str(",\"result\":{\"success\":false}"),
        (Verb::Completed, _) => out.push_str(",\"result\":{\"completion\":true}"),
        (Verb::Observed | Verb::Attained, Some(level)) => {
            out.push_str(&format!(",\"result\":{{\"score\":{{\"raw\":{level},\"min\":0,\"max\":5}}}}"));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use kernel::Key;
    use standards::xapi::check::{Place, statement_at};
    use standards::xapi::{Json, Version};

    use super::*;

    fn things() -> [Thing<'static>; 6] {
        [
            Thing::Course("A.b/c_1"),
            Thing::Object("rti", 1),
            Thing::Segment("rti", 1, 2),
            Thing::Assessment("rti"),
            Thing::Competency("noting"),
            Thing::TestOut("noting", 2),
        ]
    }

    #[test]
    fn every_event_is_a_statement_by_the_rules_of_the_standard() {
        let agent =
            |official: OfficialKey| format!(r#"{{"account":{{"homePage":"http://localhost","name":"{}"}}}}"#, official.number());
        for verb in Verb::EVERY {
            for thing in things() {
                let event =
                    Event { level: Some(2), observer: Some(Key::new(9)), ..Event::new(Key::new(1), verb, thing, Uuid::nil()) }
                        .in_registration(Uuid::from_u128(7));
                let text = write((event.id(), &event, Timestamp(1_500_000)), "http://localhost:8080", agent);
                let json = Json::parse(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"));
                for version in [Version::V1, Version::V2] {
                    statement_at(&json, version, &Place::Top).unwrap_or_else(|fault| panic!("{fault}: {text}"));
                }
            }
        }
    }

    #[test]
    fn what_waits_is_read_again() {
        for thing in things() {
            assert_eq!(Thing::read_short(&thing.short()), Some(thing));
        }
        assert_eq!(["x|a", "o|a", "c", ""].map(Thing::read_short), [None; 4]);
        for verb in Verb::EVERY {
            assert_eq!(Verb::of_number(verb.number()), Some(verb));
        }
        assert_eq!((Verb::of_number(-1), Verb::of_number(8)), (None, None));
    }

    #[test]
    fn an_id_follows_from_cause_verb_and_object() {
        let event = Event::new(Key::new(1), Verb::Passed, Thing::Course("rti"), Uuid::from_u128(1));
        let others = [
            Event { verb: Verb::Failed, ..event },
            Event { thing: Thing::Course("noting"), ..event },
            Event { cause: Uuid::from_u128(2), ..event },
        ];
        assert_eq!(event.id(), event.in_registration(Uuid::nil()).id());
        assert!(others.iter().all(|other| other.id() != event.id()));
        assert_eq!(event.id().get_version_num(), 5);
        assert!(second_id(event.id()) != event.id());
    }
}
