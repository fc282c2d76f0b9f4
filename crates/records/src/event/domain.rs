//! What an event says, how it is kept and how it is written out: pure.

use people::OfficialKey;
use sha1::{Digest, Sha1};
use standards::xapi::json::write_text;
use uuid::{Builder, Uuid};

use std::collections::HashMap;

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
    /// All, in the order of the numbers by which they are kept: only ever add at the end.
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

    const fn display(self) -> (&'static str, &'static str) {
        match self {
            Self::Enrolled => ("enrolled in", "में नामांकित हुए"),
            Self::Launched => ("launched", "खोला"),
            Self::Progressed => ("progressed in", "में आगे बढ़े"),
            Self::Completed => ("completed", "पूरा किया"),
            Self::Passed => ("passed", "उत्तीर्ण किया"),
            Self::Failed => ("failed", "उत्तीर्ण नहीं किया"),
            Self::Observed => ("was observed in", "में प्रेक्षित हुए"),
            Self::Attained => ("attained a level of", "का स्तर प्राप्त किया"),
        }
    }

    fn number(self) -> usize {
        Self::EVERY.iter().position(|verb| *verb == self).unwrap_or_default()
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

/// Letters of kinds in kept bodies with the types of activities.
const TYPES: [(&str, &str); 6] = [
    ("c", "http://adlnet.gov/expapi/activities/course"),
    ("o", "http://adlnet.gov/expapi/activities/lesson"),
    ("s", "http://id.tincanapi.com/activitytype/section"),
    ("a", "http://adlnet.gov/expapi/activities/assessment"),
    ("k", "urn:karmayogi:activity-type:competency"),
    ("t", "http://adlnet.gov/expapi/activities/assessment"),
];

impl<'e> Thing<'e> {
    /// Its address: that of its page, below the address of the service.
    pub fn iri(&self, home: &str) -> String {
        match self {
            Self::Course(code) => format!("{home}/learn/{code}"),
            Self::Object(code, object) => format!("{home}/learn/{code}/play/{object}"),
            Self::Segment(code, object, segment) => format!("{home}/learn/{code}/play/{object}?segment={segment}"),
            Self::Assessment(code) => format!("{home}/learn/{code}/assessment"),
            Self::Competency(code) => format!("{home}/competencies/{code}"),
            Self::TestOut(code, level) => format!("{home}/competencies/{code}/test-out/{level}"),
        }
    }

    /// What it is a part of.
    pub(super) const fn whole(&self) -> Option<Thing<'e>> {
        match self {
            Self::Object(code, _) | Self::Segment(code, ..) | Self::Assessment(code) => Some(Thing::Course(code)),
            Self::TestOut(code, _) => Some(Thing::Competency(code)),
            Self::Course(_) | Self::Competency(_) => None,
        }
    }

    const fn letter(&self) -> &'static str {
        match self {
            Self::Course(_) => "c",
            Self::Object(..) => "o",
            Self::Segment(..) => "s",
            Self::Assessment(_) => "a",
            Self::Competency(_) => "k",
            Self::TestOut(..) => "t",
        }
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

    /// The id of its statement: UUIDv5 of its verb and object within its cause.
    pub(super) fn id(&self) -> Uuid {
        let mut hash = Sha1::new();
        hash.update(self.cause.as_bytes());
        hash.update(self.verb.iri());
        hash.update(self.thing.iri(""));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        Builder::from_sha1_bytes(bytes).into_uuid()
    }
}

/// Marks a compact body. No statement begins with it.
const COMPACT: char = '\u{2}';

/// Whether a kept body is that of an event.
pub(crate) fn is_compact(body: &str) -> bool {
    body.starts_with(COMPACT)
}

/// The numbers that a compact body consists of.
pub(super) struct Numbers {
    pub(super) actor: i64,
    pub(super) thing: i64,
    pub(super) whole: Option<i64>,
    pub(super) observer: Option<i64>,
}

/// The kept body: marked form of the actor, verb, kind and term of the object, term of its whole, registration, level, marked form of the
/// observer.
pub(super) fn compact(event: &Event<'_>, numbers: &Numbers) -> String {
    let text = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let registration = event.registration.map(|id| id.simple().to_string()).unwrap_or_default();
    let observer = numbers.observer.map(|form| format!("\u{1}{form}\u{1}")).unwrap_or_default();
    format!(
        "{COMPACT}\u{1}{}\u{1}|{}|{}|{}|{}|{registration}|{}|{observer}",
        numbers.actor,
        event.verb.number(),
        event.thing.letter(),
        numbers.thing,
        text(numbers.whole),
        text(event.level)
    )
}

fn cells(body: &str) -> [&str; 8] {
    let mut cells = [""; 8];
    body.trim_start_matches(COMPACT).split('|').zip(&mut cells).for_each(|(cell, place)| *place = cell);
    cells
}

/// The numbers of the activities in a compact body.
pub(crate) fn terms_of(body: &str) -> impl Iterator<Item = i64> {
    let [_, _, _, thing, whole, ..] = cells(body);
    [thing, whole].map(|cell| cell.parse().ok()).into_iter().flatten()
}

/// The statement of a compact body, agents still as marked numbers. `names` are those of [`terms_of`].
pub(crate) fn written_out(body: &str, names: &HashMap<i64, String>) -> String {
    let [actor, verb, letter, thing, whole, registration, level, observer] = cells(body);
    let verb = verb.parse().ok().and_then(|number: usize| Verb::EVERY.get(number)).copied().unwrap_or(Verb::Launched);
    let kind = |letter: &str| TYPES.iter().find(|(known, _)| *known == letter).map_or(TYPES[0].1, |(_, iri)| *iri);
    let (english, hindi) = verb.display();
    let mut out = format!(
        "{{\"actor\":{actor},\"verb\":{{\"id\":\"{}\",\"display\":{{\"en\":\"{english}\",\"hi\":\"{hindi}\"}}}},\"object\":",
        verb.iri()
    );
    activity(&mut out, thing, kind(letter), names);
    out.push_str(&result(verb, level.parse().ok()));
    out.push_str(",\"context\":{\"platform\":\"Karmayogi\"");
    if let Ok(id) = Uuid::parse_str(registration) {
        out.push_str(&format!(",\"registration\":\"{}\"", id.hyphenated()));
    }
    if !observer.is_empty() {
        out.push_str(&format!(",\"instructor\":{observer}"));
    }
    if !whole.is_empty() {
        out.push_str(",\"contextActivities\":{\"parent\":[");
        activity(&mut out, whole, kind(if letter == "t" { "k" } else { "c" }), names);
        out.push_str("]}");
    }
    out.push_str("}}");
    out
}

fn activity(out: &mut String, term: &str, kind: &str, names: &HashMap<i64, String>) {
    out.push_str("{\"objectType\":\"Activity\",\"id\":");
    let name = term.parse().ok().and_then(|term: i64| names.get(&term));
    write_text(name.map_or("urn:karmayogi:unknown", String::as_str), out);
    out.push_str(&format!(",\"definition\":{{\"type\":\"{kind}\"}}}}"));
}

fn result(verb: Verb, level: Option<i64>) -> String {
    let fact = match verb {
        Verb::Passed => Some("\"success\":true"),
        Verb::Failed => Some("\"success\":false"),
        Verb::Completed => Some("\"completion\":true"),
        _ => None,
    };
    let level = level
        .filter(|_| matches!(verb, Verb::Observed | Verb::Attained))
        .map(|level| format!("\"score\":{{\"raw\":{level},\"min\":0,\"max\":5}}"));
    match fact.map(str::to_owned).or(level) {
        Some(inner) => format!(",\"result\":{{{inner}}}"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use kernel::Key;
    use standards::xapi::Json;
    use standards::xapi::check::{Place, statement_at};

    use super::*;

    fn things() -> [Thing<'static>; 6] {
        [
            Thing::Course("rti"),
            Thing::Object("rti", 1),
            Thing::Segment("rti", 1, 2),
            Thing::Assessment("rti"),
            Thing::Competency("noting"),
            Thing::TestOut("noting", 2),
        ]
    }

    #[test]
    fn every_event_is_a_statement_by_the_rules_of_the_standard() {
        let names = HashMap::from([(5, "http://localhost/learn/rti".to_owned()), (6, "http://localhost/x".to_owned())]);
        for verb in Verb::EVERY {
            for thing in things() {
                let event =
                    Event { level: Some(2), observer: Some(Key::new(9)), ..Event::new(Key::new(1), verb, thing, Uuid::nil()) }
                        .in_registration(Uuid::from_u128(7));
                let numbers = Numbers { actor: 3, thing: 6, whole: thing.whole().map(|_| 5), observer: Some(4) };
                let body = compact(&event, &numbers);
                assert!(is_compact(&body) && body.len() < 80, "{body}");
                assert!(terms_of(&body).all(|term| names.contains_key(&term)));
                let text = written_out(&body, &names);
                let agent = r#"{"objectType":"Agent","account":{"homePage":"http://localhost","name":"x"}}"#;
                let text = text.replace("\u{1}3\u{1}", agent).replace("\u{1}4\u{1}", agent);
                let json = Json::parse(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"));
                for version in [standards::xapi::Version::V1, standards::xapi::Version::V2] {
                    statement_at(&json, version, &Place::Top).unwrap_or_else(|fault| panic!("{fault}: {text}"));
                }
            }
        }
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
    }
}
