//! The rules of a statement (xAPI 1.0.3, part 2, 2.2 to 2.4 and 4; IEEE 9274.1.1, 4.2). A statement that breaks one is refused with the
//! place and the rule.

use std::fmt;

use super::actor::{self, check_agent, check_group};
use super::format;
use super::json::{Json, Object};
use super::object::check_object;
use super::{VOIDED, Version};

/// A rule that was broken, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, such as `context.contextActivities.parent[0].id`; empty for the whole.
    pub at: String,
    /// Which rule.
    pub rule: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() { f.write_str(self.rule) } else { write!(f, "{}: {}", self.at, self.rule) }
    }
}

/// Whether a rule holds.
pub type Checked = Result<(), Fault>;

/// A place in a statement, kept on the stack and written out only for a fault.
#[derive(Clone, Copy)]
pub enum Place<'p> {
    /// The whole.
    Top,
    /// The value of a key.
    Key(&'p Place<'p>, &'p str),
    /// An element.
    Element(&'p Place<'p>, usize),
}

impl<'p> Place<'p> {
    /// The place of a key.
    pub fn key(&'p self, key: &'p str) -> Place<'p> {
        Place::Key(self, key)
    }

    /// The place of an element.
    pub fn element(&'p self, at: usize) -> Place<'p> {
        Place::Element(self, at)
    }

    /// A broken rule here.
    pub fn fault(&self, rule: &'static str) -> Fault {
        Fault { at: self.to_string(), rule }
    }

    /// Whether `holds`, else the rule is broken here.
    pub fn must(&self, holds: bool, rule: &'static str) -> Checked {
        if holds { Ok(()) } else { Err(self.fault(rule)) }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => Ok(()),
            Self::Key(Self::Top, key) => f.write_str(key),
            Self::Key(above, key) => write!(f, "{above}.{key}"),
            Self::Element(above, at) => write!(f, "{above}[{at}]"),
        }
    }
}

/// The object here, with no other keys than these.
pub(super) fn object<'j>(json: &'j Json, at: &Place<'_>, keys: &[&str]) -> Result<&'j Object, Fault> {
    let object = json.as_object().ok_or_else(|| at.fault("must be an object"))?;
    match object.iter().find(|(key, _)| !keys.contains(key)) {
        Some((key, _)) => Err(at.key(key).fault("is no property of the standard (names are case-sensitive)")),
        None => Ok(object),
    }
}

/// The text here.
pub(super) fn text<'j>(json: &'j Json, at: &Place<'_>) -> Result<&'j str, Fault> {
    json.as_text().ok_or_else(|| at.fault("must be a string"))
}

/// Checks a key that may be absent.
pub(super) fn optional(object: &Object, key: &str, at: &Place<'_>, check: impl FnOnce(&Json, &Place<'_>) -> Checked) -> Checked {
    object.get(key).map_or(Ok(()), |value| check(value, &at.key(key)))
}

/// Checks a key that must be there.
pub(super) fn required(object: &Object, key: &str, at: &Place<'_>, check: impl FnOnce(&Json, &Place<'_>) -> Checked) -> Checked {
    match object.get(key) {
        Some(value) => check(value, &at.key(key)),
        None => Err(at.key(key).fault("is missing")),
    }
}

/// A text with a format.
pub(super) fn formatted(json: &Json, at: &Place<'_>, has: impl Fn(&str) -> bool, rule: &'static str) -> Checked {
    at.must(has(text(json, at)?), rule)
}

pub(super) fn iri(json: &Json, at: &Place<'_>) -> Checked {
    formatted(json, at, format::is_iri, "must be an IRI with a scheme")
}

fn uuid(json: &Json, at: &Place<'_>) -> Checked {
    formatted(json, at, |text| format::uuid(text).is_some(), "must be a UUID")
}

fn timestamp(json: &Json, at: &Place<'_>) -> Checked {
    formatted(
        json,
        at,
        |text| format::timestamp(text).is_some(),
        "must be a timestamp of RFC 3339 with an offset other than -00:00",
    )
}

fn truth(json: &Json, at: &Place<'_>) -> Checked {
    at.must(matches!(json, Json::Truth(_)), "must be true or false")
}

/// Texts by language.
pub(super) fn language_map(json: &Json, at: &Place<'_>) -> Checked {
    for (language, words) in json.as_object().ok_or_else(|| at.fault("must be an object of texts by language"))?.iter() {
        at.key(language).must(format::is_language(language), "must be a language tag of RFC 5646")?;
        text(words, &at.key(language))?;
    }
    Ok(())
}

/// Extensions: keys are IRIs, values are anything, `null` too.
pub(super) fn extensions(json: &Json, at: &Place<'_>) -> Checked {
    for (key, _) in json.as_object().ok_or_else(|| at.fault("must be an object"))?.iter() {
        at.key(key).must(format::is_iri(key), "the key of an extension must be an IRI")?;
    }
    Ok(())
}

/// The elements of an array, each checked.
pub(super) fn each(json: &Json, at: &Place<'_>, check: impl Fn(&Json, &Place<'_>) -> Checked) -> Checked {
    let elements = json.as_array().ok_or_else(|| at.fault("must be an array"))?;
    elements.iter().enumerate().try_for_each(|(index, element)| check(element, &at.element(index)))
}

const STATEMENT: [&str; 11] =
    ["id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments"];

/// Checks a statement as it comes in under this version.
pub fn statement(json: &Json, version: Version) -> Checked {
    statement_at(json, version, &Place::Top)
}

/// Checks the statement at a place, such as the third of a batch.
pub fn statement_at(json: &Json, version: Version, at: &Place<'_>) -> Checked {
    let statement = object(json, at, &STATEMENT)?;
    optional(statement, "id", at, uuid)?;
    optional(statement, "stored", at, timestamp)?;
    optional(statement, "version", at, |json, at| {
        formatted(json, at, |text| allowed_version(text, version), "must be 1.0.x, or 2.0.x where that is spoken")
    })?;
    optional(statement, "authority", at, actor::check_authority)?;
    check_body(statement, version, at, true)
}

fn allowed_version(text: &str, spoken: Version) -> bool {
    text == text.trim() && Version::of_header(text).is_some_and(|version| version <= spoken)
}

/// What statements and sub-statements have in common.
pub(super) fn check_body(statement: &Object, version: Version, at: &Place<'_>, is_whole: bool) -> Checked {
    required(statement, "actor", at, actor::check_actor)?;
    required(statement, "verb", at, check_verb)?;
    required(statement, "object", at, |json, at| check_object(json, version, at, is_whole))?;
    optional(statement, "result", at, check_result)?;
    let object = statement.get("object");
    let is_activity = object.and_then(|object| object.get("objectType")).is_none_or(|kind| kind.as_text() == Some("Activity"));
    optional(statement, "context", at, |json, at| check_context(json, version, at, is_activity))?;
    optional(statement, "timestamp", at, timestamp)?;
    optional(statement, "attachments", at, |json, at| each(json, at, check_attachment))?;
    let voids = is_whole && statement.get("verb").and_then(|verb| verb.get("id")).and_then(Json::as_text) == Some(VOIDED);
    let refers = object.and_then(|object| object.get("objectType")).and_then(Json::as_text) == Some("StatementRef");
    at.key("object").must(!voids || refers, "a voiding statement must have a StatementRef as its object")
}

fn check_verb(json: &Json, at: &Place<'_>) -> Checked {
    let verb = object(json, at, &["id", "display"])?;
    required(verb, "id", at, iri)?;
    optional(verb, "display", at, language_map)
}

fn check_result(json: &Json, at: &Place<'_>) -> Checked {
    let result = object(json, at, &["score", "success", "completion", "response", "duration", "extensions"])?;
    optional(result, "score", at, check_score)?;
    optional(result, "success", at, truth)?;
    optional(result, "completion", at, truth)?;
    optional(result, "response", at, |json, at| text(json, at).map(|_| ()))?;
    optional(result, "duration", at, |json, at| {
        formatted(json, at, |text| format::duration(text).is_some(), "must be a duration of ISO 8601 such as PT1H30M")
    })?;
    optional(result, "extensions", at, extensions)
}

fn check_score(json: &Json, at: &Place<'_>) -> Checked {
    let score = object(json, at, &["scaled", "raw", "min", "max"])?;
    for (key, value) in score.iter() {
        at.key(key).must(matches!(value, Json::Number(_)), "must be a number")?;
    }
    let number = |key| score.get(key).and_then(Json::as_number);
    at.key("scaled").must(number("scaled").is_none_or(|scaled| (-1.0..=1.0).contains(&scaled)), "must lie between -1 and 1")?;
    let (raw, least, most) = (number("raw"), number("min"), number("max"));
    let below = |one: Option<f64>, other: Option<f64>| one.zip(other).is_none_or(|(one, other)| one <= other);
    at.key("min").must(least.zip(most).is_none_or(|(least, most)| least < most), "must be less than max")?;
    at.key("raw").must(below(least, raw) && below(raw, most), "must lie between min and max")
}

const CONTEXT: [&str; 11] = [
    "registration",
    "instructor",
    "team",
    "contextActivities",
    "revision",
    "platform",
    "language",
    "statement",
    "extensions",
    "contextAgents",
    "contextGroups",
];

fn check_context(json: &Json, version: Version, at: &Place<'_>, is_activity: bool) -> Checked {
    let known = if version == Version::V2 { &CONTEXT[..] } else { &CONTEXT[..9] };
    let context = object(json, at, known)?;
    optional(context, "registration", at, uuid)?;
    optional(context, "instructor", at, actor::check_actor)?;
    optional(context, "team", at, check_group)?;
    optional(context, "contextActivities", at, check_context_activities)?;
    for key in ["revision", "platform"] {
        optional(context, key, at, |json, at| {
            at.must(is_activity, "may only be used when the object is an Activity")?;
            text(json, at).map(|_| ())
        })?;
    }
    optional(context, "language", at, |json, at| formatted(json, at, format::is_language, "must be a language tag of RFC 5646"))?;
    optional(context, "statement", at, check_reference)?;
    optional(context, "extensions", at, extensions)?;
    optional(context, "contextAgents", at, |json, at| each(json, at, |json, at| check_role(json, at, "contextAgent", "agent")))?;
    optional(context, "contextGroups", at, |json, at| each(json, at, |json, at| check_role(json, at, "contextGroup", "group")))
}

/// Someone beside the actor, with the types of roles they play (9274.1.1, 4.2.2.5).
fn check_role(json: &Json, at: &Place<'_>, kind: &'static str, who: &'static str) -> Checked {
    let role = object(json, at, &["objectType", "relevantTypes", who])?;
    required(role, "objectType", at, |json, at| {
        formatted(json, at, |text| text == kind, "must be contextAgent or contextGroup, as its array says")
    })?;
    required(role, who, at, if who == "agent" { check_agent } else { check_group })?;
    optional(role, "relevantTypes", at, |json, at| {
        at.must(json.as_array().is_none_or(|types| !types.is_empty()), "must not be empty")?;
        each(json, at, iri)
    })
}

fn check_context_activities(json: &Json, at: &Place<'_>) -> Checked {
    for (key, value) in object(json, at, &["parent", "grouping", "category", "other"])?.iter() {
        let at = at.key(key);
        match value {
            Json::Array(_) => each(value, &at, super::activity::check)?,
            single => super::activity::check(single, &at)?,
        }
    }
    Ok(())
}

/// A StatementRef.
pub(super) fn check_reference(json: &Json, at: &Place<'_>) -> Checked {
    let reference = object(json, at, &["objectType", "id"])?;
    required(reference, "objectType", at, |json, at| formatted(json, at, |text| text == "StatementRef", "must be StatementRef"))?;
    required(reference, "id", at, uuid)
}

fn check_attachment(json: &Json, at: &Place<'_>) -> Checked {
    let attachment = object(json, at, &["usageType", "display", "description", "contentType", "length", "sha2", "fileUrl"])?;
    required(attachment, "usageType", at, iri)?;
    required(attachment, "display", at, language_map)?;
    optional(attachment, "description", at, language_map)?;
    required(attachment, "contentType", at, |json, at| formatted(json, at, format::is_media_type, "must be a media type"))?;
    required(attachment, "length", at, |json, at| {
        let whole = matches!(json, Json::Number(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()));
        at.must(whole, "must be a whole number of octets")
    })?;
    required(attachment, "sha2", at, |json, at| {
        formatted(json, at, format::is_sha2, "must be a SHA-2 digest in hexadecimal digits")
    })?;
    optional(attachment, "fileUrl", at, iri)
}
