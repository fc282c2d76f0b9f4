//! What may be done to a document: pure decisions.

use kernel::Timestamp;
use sha1::{Digest, Sha1};
use standards::xapi::{Json, Term};

/// The three kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// State of an agent in an activity.
    State,
    /// Profile of an activity.
    ActivityProfile,
    /// Profile of an agent.
    AgentProfile,
}

impl Kind {
    pub(super) const fn number(self) -> i64 {
        match self {
            Self::State => 1,
            Self::ActivityProfile => 2,
            Self::AgentProfile => 3,
        }
    }
}

/// To what documents belong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Which kind.
    pub kind: Kind,
    /// The activity, for state and activity profiles.
    pub activity: Option<Term>,
    /// The agent, for state and agent profiles.
    pub agent: Option<Term>,
    /// The registration, for state.
    pub registration: Option<Term>,
}

/// Which document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// To what it belongs.
    pub owner: Owner,
    /// Its own name: stateId or profileId.
    pub id: String,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its media type.
    pub content_type: String,
    /// The hexadecimal SHA-1 of its content.
    pub etag: String,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its content.
    pub content: Vec<u8>,
}

/// What a request demands of the document before it changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precondition {
    /// `If-Match`.
    pub if_match: Option<String>,
    /// `If-None-Match`.
    pub if_none_match: Option<String>,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Replace whole.
    Put,
    /// Add keys.
    Post,
    /// Remove.
    Delete,
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// 412: the document is not the one that was named.
    Changed,
    /// 409: it is there, and the request does not say that it knows.
    Exists,
    /// 400: neither If-Match nor If-None-Match, where one must be.
    Unconditional,
    /// 400: only JSON objects can be merged.
    NotMergeable,
}

impl NotDone {
    /// In words, for who wrote the program.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Changed => "the document is not as If-Match or If-None-Match wants it",
            Self::Exists => {
                "the document exists already: read it, then send If-Match with its ETag to replace it, or If-None-Match: * to write only when there is none"
            }
            Self::Unconditional => "If-Match or If-None-Match is needed to write a profile",
            Self::NotMergeable => "only a JSON object (application/json) can be added to another",
        }
    }
}

/// The tag of a content.
pub fn etag(content: &[u8]) -> String {
    Sha1::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the list of a condition names this document; `*` names any.
fn names(condition: &str, document: Option<&Document>) -> bool {
    let Some(document) = document else { return false };
    condition.split(',').map(str::trim).any(|tag| {
        let tag = tag.strip_prefix("W/").unwrap_or(tag);
        tag == "*" || tag.trim_matches('"') == document.etag
    })
}

/// Whether the act may be done. `blind_put` says what becomes of a PUT without conditions: `None` lets it through.
pub fn decide(act: Act, condition: &Precondition, found: Option<&Document>, guarded: Guard) -> Result<(), NotDone> {
    if condition.if_match.as_deref().is_some_and(|wanted| !names(wanted, found))
        || condition.if_none_match.as_deref().is_some_and(|unwanted| names(unwanted, found))
    {
        return Err(NotDone::Changed);
    }
    let is_blind = condition.if_match.is_none() && condition.if_none_match.is_none();
    match (act, is_blind, found, guarded) {
        (Act::Put, true, Some(_), Guard::Strict | Guard::Existing) => Err(NotDone::Exists),
        (Act::Put, true, None, Guard::Strict) => Err(NotDone::Unconditional),
        _ => Ok(()),
    }
}

/// How far a PUT without conditions goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Always (state in 1.0.3).
    Open,
    /// Only where there is no document yet (2.0).
    Existing,
    /// Never (profiles in 1.0.3).
    Strict,
}

/// The content and type after a POST.
pub fn merge(found: Option<&Document>, content: &[u8], content_type: &str) -> Result<(Vec<u8>, String), NotDone> {
    let is_json = |kind: &str| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    let Some(found) = found else { return Ok((content.to_vec(), content_type.to_owned())) };
    if !is_json(&found.content_type) || !is_json(content_type) {
        return Err(NotDone::NotMergeable);
    }
    let object = |bytes: &[u8]| match Json::parse(bytes) {
        Ok(Json::Object(object)) => Ok(object),
        _ => Err(NotDone::NotMergeable),
    };
    let (mut merged, added) = (object(&found.content)?, object(content)?);
    for (key, value) in added.iter() {
        merged.set(key, value.clone());
    }
    Ok((Json::from(merged).to_string().into_bytes(), found.content_type.clone()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn document(content: &str, content_type: &str) -> Document {
        let content = content.as_bytes().to_vec();
        Document { content_type: content_type.to_owned(), etag: etag(&content), updated: Timestamp(0), content }
    }

    #[test]
    fn a_tag_is_the_sha_1() {
        assert_eq!(etag(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }

    #[rstest]
    #[case(Act::Put, (None, None), true, Guard::Open, Ok(()))]
    #[case(Act::Put, (None, None), true, Guard::Strict, Err(NotDone::Exists))]
    #[case(Act::Put, (None, None), false, Guard::Strict, Err(NotDone::Unconditional))]
    #[case(Act::Put, (None, None), true, Guard::Existing, Err(NotDone::Exists))]
    #[case(Act::Put, (None, None), false, Guard::Existing, Ok(()))]
    #[case(Act::Put, (Some("\"TAG\""), None), true, Guard::Strict, Ok(()))]
    #[case(Act::Put, (Some("W/\"TAG\""), None), true, Guard::Strict, Ok(()))]
    #[case(Act::Put, (Some("\"x\", \"TAG\""), None), true, Guard::Strict, Ok(()))]
    #[case(Act::Put, (Some("\"x\""), None), true, Guard::Open, Err(NotDone::Changed))]
    #[case(Act::Put, (Some("*"), None), false, Guard::Open, Err(NotDone::Changed))]
    #[case(Act::Put, (None, Some("*")), true, Guard::Strict, Err(NotDone::Changed))]
    #[case(Act::Put, (None, Some("*")), false, Guard::Strict, Ok(()))]
    #[case(Act::Put, (None, Some("\"TAG\"")), true, Guard::Strict, Err(NotDone::Changed))]
    #[case(Act::Post, (None, None), true, Guard::Strict, Ok(()))]
    #[case(Act::Post, (Some("\"x\""), None), true, Guard::Strict, Err(NotDone::Changed))]
    #[case(Act::Delete, (Some("\"x\""), None), true, Guard::Strict, Err(NotDone::Changed))]
    #[case(Act::Delete, (None, None), true, Guard::Strict, Ok(()))]
    fn conditions(
        #[case] act: Act,
        #[case] (if_match, if_none_match): (Option<&str>, Option<&str>),
        #[case] exists: bool,
        #[case] guard: Guard,
        #[case] expected: Result<(), NotDone>,
    ) {
        let found = document("{}", "application/json");
        let with_tag = |text: &str| text.replace("TAG", &found.etag);
        let condition = Precondition { if_match: if_match.map(with_tag), if_none_match: if_none_match.map(with_tag) };
        assert_eq!(decide(act, &condition, exists.then_some(&found), guard), expected);
    }

    #[test]
    fn only_the_keys_at_the_top_are_merged() {
        let found = document(r#"{"a":1,"b":{"c":1}}"#, "application/json");
        let merged = merge(Some(&found), br#"{"b":{"d":2},"e":3}"#, "application/json; charset=utf-8").expect("objects");
        assert_eq!(String::from_utf8(merged.0).as_deref(), Ok(r#"{"a":1,"b":{"d":2},"e":3}"#));
        assert_eq!(merge(Some(&found), b"[1]", "application/json"), Err(NotDone::NotMergeable));
        assert_eq!(merge(Some(&found), b"{}", "text/plain"), Err(NotDone::NotMergeable));
        assert_eq!(merge(Some(&document("[]", "application/json")), b"{}", "application/json"), Err(NotDone::NotMergeable));
        assert_eq!(merge(None, b"x", "text/plain"), Ok((b"x".to_vec(), "text/plain".to_owned())));
    }
}
