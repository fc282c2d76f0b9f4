//! Statements as learning gives them: officials take modules of courses, a registration for each course that one of them takes, ten statements
//! or so in a registration, a thousand people at once. The ids are random UUIDs (version 4).

use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::{Builder, Uuid};

/// Courses, each with so many modules.
const COURSES: u64 = 2_000;
/// See [`COURSES`].
const MODULES: u64 = 12;
/// Courses that one official may be taking meanwhile.
const AT_ONCE: u64 = 1_000;
/// Statements that a registration has on average.
const IN_A_REGISTRATION: u64 = 10;

/// Verbs with their names, and whether there is a result.
const VERBS: [(&str, &str, &str, bool); 8] = [
    ("http://adlnet.gov/expapi/verbs/experienced", "experienced", "देखा", false),
    ("https://w3id.org/xapi/video/verbs/played", "played", "चलाया", false),
    ("https://w3id.org/xapi/video/verbs/paused", "paused", "रोका", false),
    ("http://adlnet.gov/expapi/verbs/interacted", "interacted", "किया", false),
    ("http://adlnet.gov/expapi/verbs/answered", "answered", "उत्तर दिया", true),
    ("http://adlnet.gov/expapi/verbs/completed", "completed", "पूरा किया", true),
    ("http://adlnet.gov/expapi/verbs/passed", "passed", "उत्तीर्ण", true),
    ("http://adlnet.gov/expapi/verbs/progressed", "progressed", "आगे बढ़े", true),
];

/// A source of statements. The same numbers speak of the same people and courses, whatever the source.
#[derive(Debug)]
pub struct Statements {
    dice: StdRng,
    actors: u64,
    next: u64,
}

/// How many officials a store of this size knows: each is spoken of twenty times or so.
pub fn actors(statements: usize) -> u64 {
    (statements as u64 / 20).clamp(1_000, 1_000_000)
}

impl Statements {
    /// Begins at a number.
    pub fn from(next: u64, actors: u64) -> Self {
        Self { dice: StdRng::seed_from_u64(next ^ 0x6b61_726d), actors, next }
    }

    /// Writes the next one.
    pub fn write(&mut self, out: &mut String) {
        let span = AT_ONCE * IN_A_REGISTRATION;
        let session = Session::numbered(self.next / span * AT_ONCE + self.dice.random_range(0..AT_ONCE), self.actors);
        self.next += 1;
        let (verb, english, hindi, has_result) = VERBS[self.dice.random_range(0..VERBS.len())];
        let module = self.dice.random_range(0..MODULES);
        let id = Builder::from_random_bytes(self.dice.random()).into_uuid();
        let number = session.actor;
        // Writing into a text cannot fail.
        let _ = write!(
            out,
            r#"{{"id":"{id}","actor":{},"verb":{{"id":"{verb}","display":{{"en-US":"{english}","hi":"{hindi}"}}}},"#,
            actor(number)
        );
        let _ = write!(
            out,
            r#""object":{{"objectType":"Activity","id":"{}/module/{module}","definition":{{"type":"http://adlnet.gov/expapi/activities/module","name":{{"en-US":"Course {}, module {module}"}}}}}},"#,
            course(session.course),
            session.course
        );
        if has_result {
            self.result(out);
        }
        let _ = write!(
            out,
            r#""context":{{"registration":"{}","platform":"Mobile {}.{}","language":"{}","contextActivities":{{"parent":[{{"id":"{}"}}],"grouping":[{{"id":"https://learn.example.gov.in/programme/{}"}}]}},"#,
            session.registration,
            self.dice.random_range(3..6),
            self.dice.random_range(0..10),
            if number.is_multiple_of(3) { "hi-IN" } else { "en-IN" },
            course(session.course),
            session.course / 20
        );
        let (seconds, millis) = (self.next / 50, self.dice.random_range(0..1_000));
        let _ = write!(
            out,
            r#""extensions":{{"https://learn.example.gov.in/xapi/extensions/segment":{},"https://w3id.org/xapi/video/extensions/time":{}.{:03}}}}},"timestamp":"2026-{:02}-{:02}T{:02}:{:02}:{:02}.{millis:03}Z"}}"#,
            self.dice.random_range(0..40),
            self.dice.random_range(0..900),
            self.dice.random_range(0..1_000),
            seconds / 2_419_200 % 12 + 1,
            seconds / 86_400 % 28 + 1,
            seconds / 3_600 % 24,
            seconds / 60 % 60,
            seconds % 60
        );
    }

    fn result(&mut self, out: &mut String) {
        let raw = self.dice.random_range(0..=100);
        let _ = write!(
            out,
            r#""result":{{"score":{{"scaled":{},"raw":{raw},"min":0,"max":100}},"success":{},"completion":true,"duration":"PT{}M{}.{:02}S"}},"#,
            f64::from(raw) / 100.0,
            raw >= 50,
            self.dice.random_range(0..50),
            self.dice.random_range(0..60),
            self.dice.random_range(0..100)
        );
    }
}

/// Someone who takes a course.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// Number of the official.
    pub actor: u64,
    /// Number of the course.
    pub course: u64,
    /// The registration.
    pub registration: Uuid,
}

impl Session {
    /// The session with this number.
    pub fn numbered(number: u64, actors: u64) -> Self {
        let chance = mix(number);
        // Some courses are taken by many, most by few.
        let popular = (chance >> 32) as f64 / f64::from(u32::MAX);
        let course = (popular * popular * COURSES as f64) as u64;
        let registration = Uuid::from_u64_pair(mix(chance), mix(chance ^ 1));
        let registration = Builder::from_bytes(registration.into_bytes()).with_version(uuid::Version::Random).into_uuid();
        Self { actor: chance % actors, course, registration }
    }

    /// A session among those of the first so many statements.
    pub fn among(statements: u64, chance: u64, actors: u64) -> Self {
        Self::numbered(mix(chance) % (statements / IN_A_REGISTRATION).max(1), actors)
    }
}

/// An official, as JSON.
pub fn actor(number: u64) -> String {
    format!(
        r#"{{"objectType":"Agent","name":"Official {number}","account":{{"homePage":"https://hr.example.gov.in","name":"EMP{:08}"}}}}"#,
        mix(number) % 100_000_000
    )
}

/// The IRI of a course.
pub fn course(number: u64) -> String {
    format!("https://learn.example.gov.in/course/c{number:04}")
}

/// The IRI of a verb.
pub fn verb(number: u64) -> &'static str {
    VERBS[(number % VERBS.len() as u64) as usize].0
}

/// A number that looks like chance (splitmix64).
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use standards::xapi::{Json, Version, check};

    use super::*;

    #[test]
    fn statements_keep_the_rules_and_differ() {
        let (mut source, mut ids) = (Statements::from(0, 1_000), std::collections::BTreeSet::new());
        for _ in 0..200 {
            let mut text = String::new();
            source.write(&mut text);
            let json = Json::parse(text.as_bytes()).expect("JSON");
            check::statement(&json, Version::V1).expect("a statement");
            assert!(ids.insert(json.get("id").cloned().map(|id| id.to_string())));
        }
    }
}
