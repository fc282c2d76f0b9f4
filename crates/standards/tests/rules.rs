//! The rules of a statement as a table: one property put into a sound statement, and whether the statement still stands.

use standards::xapi::check::statement;
use standards::xapi::{Json, Mentions, Object, Term, Version};

const AGENT: &str = r#"{"objectType":"Agent","mbox":"mailto:asha@example.in"}"#;
const ACTIVITY: &str = r#"{"id":"http://example.in/course"}"#;
const REFERENCE: &str = r#"{"objectType":"StatementRef","id":"9dc99b37-e920-4a68-a066-917faca28949"}"#;
const SHA2: &str = "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a";

fn read(text: &str) -> Json {
    Json::parse(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

/// A sound statement with a value put at a path; the value `-` removes what is there.
fn with(path: &str, value: &str) -> Json {
    let base = format!(r#"{{"actor":{AGENT},"verb":{{"id":"http://example.in/did"}},"object":{ACTIVITY}}}"#);
    let mut json = read(&base);
    let (above, last) = path.rsplit_once('.').map_or((Vec::new(), path), |(above, last)| (above.split('.').collect(), last));
    let Json::Object(top) = &mut json else { panic!("an object") };
    let mut here: &mut Object = top;
    for key in above {
        if here.get(key).is_none() {
            here.set(key, Object::default().into());
        }
        let Some(Json::Object(next)) = here.get_mut(key) else { panic!("{key} is no object") };
        here = next;
    }
    if value == "-" {
        here.take(last);
    } else {
        here.set(last, read(value));
    }
    json
}

fn holds(path: &str, value: &str, version: Version) -> bool {
    statement(&with(path, value), version).is_ok()
}

fn all_stand(path: &str, values: &[&str]) {
    for value in values {
        for version in [Version::V1, Version::V2] {
            let checked = statement(&with(path, value), version);
            assert!(checked.is_ok(), "{path} = {value} ({version:?}): {checked:?}");
        }
    }
}

fn all_fall(path: &str, values: &[&str]) {
    for value in values {
        for version in [Version::V1, Version::V2] {
            assert!(!holds(path, value, version), "{path} = {value} stands in {version:?}");
        }
    }
}

#[test]
fn a_statement_has_actor_verb_and_object_and_nothing_unknown() {
    for key in ["actor", "verb", "object"] {
        all_fall(key, &["-", "null", "[]", "\"text\"", "1", "{}"]);
    }
    for key in ["Actor", "iD", "extensions", "objectType", "name"] {
        all_fall(key, &["\"x\"", "{}"]);
    }
    all_stand("id", &["\"9dc99b37-e920-4a68-a066-917faca28949\"", "\"9DC99B37-E920-4A68-A066-917FACA28949\""]);
    all_fall(
        "id",
        &["null", "1", "\"9dc99b37\"", "\"9dc99b37e9204a68a066917faca28949\"", "\"9dc99b37-e920-4a68-a066-917faca2894g\""],
    );
    assert!(statement(&read("[]"), Version::V1).is_err() && statement(&read("null"), Version::V1).is_err());
}

#[test]
fn null_stands_in_extensions_only() {
    for path in [
        "result",
        "context",
        "timestamp",
        "stored",
        "authority",
        "version",
        "attachments",
        "verb.display",
        "object.definition",
        "actor.name",
    ] {
        all_fall(path, &["null"]);
    }
    all_stand("result.extensions", &[r#"{"http://e.in/x":null}"#, r#"{"http://e.in/x":{"a":[null]}}"#, "{}"]);
}

#[test]
fn times_are_rfc_3339_with_a_known_offset() {
    for path in ["timestamp", "stored"] {
        all_stand(path, &["\"2026-11-22T10:00:00Z\"", "\"2026-11-22T10:00:00.123456+05:30\"", "\"2026-11-22T10:00:00+0530\""]);
        all_fall(
            path,
            &[
                "\"2026-11-22\"",
                "\"2026-11-22T10:00:00-00:00\"",
                "\"2026-11-22T10:00:00-0000\"",
                "\"2026-11-22T10:00:00-00\"",
                "1",
                "\"01/011/2015\"",
            ],
        );
    }
}

#[test]
fn a_version_is_one_that_is_spoken() {
    all_stand("version", &["\"1.0\"", "\"1.0.0\"", "\"1.0.9\""]);
    all_fall("version", &["\"0.9.9\"", "\"1.1.0\"", "\"3.0.0\"", "\" 1.0.0\"", "1.0"]);
    assert!(!holds("version", "\"2.0.0\"", Version::V1) && holds("version", "\"2.0.0\"", Version::V2));
}

#[test]
fn an_agent_has_exactly_one_identifier() {
    all_stand(
        "actor",
        &[
            r#"{"mbox":"mailto:a@b.in","name":"A"}"#,
            r#"{"mbox_sha1sum":"ebd31e95054c018b10727ccffd2ef2ec3a016ee9"}"#,
            r#"{"openid":"http://a.b.in"}"#,
            r#"{"account":{"homePage":"http://b.in","name":"a"}}"#,
        ],
    );
    all_fall(
        "actor",
        &[
            r#"{"name":"A"}"#,
            r#"{"mbox":"mailto:a@b.in","openid":"http://a.b.in"}"#,
            r#"{"mbox":"a@b.in"}"#,
            r#"{"mbox":"mailto:a@b.in","name":1}"#,
            r#"{"mbox":"mailto:a@b.in","objectType":"agent"}"#,
            r#"{"mbox":"mailto:a@b.in","objectType":"Person"}"#,
            r#"{"mbox":"mailto:a@b.in","member":[]}"#,
            r#"{"Mbox":"mailto:a@b.in"}"#,
            r#"{"mbox_sha1sum":"xyz"}"#,
            r#"{"openid":"a b"}"#,
            r#"{"account":{"homePage":"http://b.in"}}"#,
            r#"{"account":{"name":"a"}}"#,
            r#"{"account":{"homePage":"nowhere","name":"a"}}"#,
            r#"{"account":{"homePage":"http://b.in","name":1}}"#,
            r#"{"account":{"homePage":"http://b.in","name":"a","more":1}}"#,
            r#"{"account":"a"}"#,
        ],
    );
}

#[test]
fn a_group_has_an_identifier_or_members_that_are_agents() {
    let member = format!(r#"{{"objectType":"Group","member":[{AGENT}]}}"#);
    all_stand(
        "actor",
        &[
            &member,
            r#"{"objectType":"Group","mbox":"mailto:a@b.in"}"#,
            r#"{"objectType":"Group","mbox":"mailto:a@b.in","member":[]}"#,
        ],
    );
    let nested = format!(r#"{{"objectType":"Group","member":[{member}]}}"#);
    all_fall(
        "actor",
        &[
            r#"{"objectType":"Group"}"#,
            r#"{"objectType":"Group","member":[]}"#,
            r#"{"objectType":"Group","member":{}}"#,
            r#"{"objectType":"Group","member":[{"name":"A"}]}"#,
            r#"{"objectType":"Group","mbox":"mailto:a@b.in","openid":"http://a.b.in"}"#,
            &nested,
        ],
    );
    let (two, three) = (format!("{AGENT},{AGENT}"), format!("{AGENT},{AGENT},{AGENT}"));
    all_stand("authority", &[AGENT, &format!(r#"{{"objectType":"Group","member":[{two}]}}"#)]);
    all_fall(
        "authority",
        &[
            &format!(r#"{{"objectType":"Group","member":[{three}]}}"#),
            &format!(r#"{{"objectType":"Group","member":[{AGENT}]}}"#),
            &format!(r#"{{"objectType":"Group","mbox":"mailto:a@b.in","member":[{two}]}}"#),
        ],
    );
    all_fall("context.team", &[AGENT]);
    all_stand("context.team", &[&member]);
    all_stand("context.instructor", &[&member, AGENT]);
}

#[test]
fn a_verb_has_an_iri_and_texts_by_language() {
    all_fall("verb.id", &["-", "\"did\"", "1"]);
    all_stand("verb.display", &[r#"{"en":"did","hi-IN":"किया"}"#, "{}"]);
    all_fall("verb.display", &[r#"{"a12345678":"did"}"#, r#"{"en":1}"#, "\"did\"", "[]"]);
    all_fall("verb.more", &["1"]);
}

#[test]
fn an_activity_is_described_as_the_standard_has_it() {
    all_stand("object.objectType", &["\"Activity\""]);
    all_fall("object.objectType", &["\"activity\"", "\"Course\"", "1", "null"]);
    all_fall("object.id", &["-", "\"course\"", "1"]);
    all_stand(
        "object.definition",
        &[
            "{}",
            r#"{"name":{"en":"x"},"description":{"en":"x"},"type":"http://e.in/t","moreInfo":"http://e.in/m","extensions":{"http://e.in/e":1}}"#,
            r#"{"interactionType":"choice","choices":[{"id":"a","description":{"en":"A"}},{"id":"b"}],"correctResponsesPattern":["a"]}"#,
            r#"{"interactionType":"matching","source":[{"id":"a"}],"target":[{"id":"a"}]}"#,
            r#"{"interactionType":"likert","scale":[{"id":"a"}]}"#,
            r#"{"interactionType":"performance","steps":[{"id":"a"}]}"#,
            r#"{"interactionType":"numeric"}"#,
        ],
    );
    all_fall(
        "object.definition",
        &[
            "[]",
            r#"{"name":"x"}"#,
            r#"{"type":"x"}"#,
            r#"{"moreInfo":"x"}"#,
            r#"{"extensions":{"x":1}}"#,
            r#"{"Name":{"en":"x"}}"#,
            r#"{"interactionType":"guess"}"#,
            r#"{"interactionType":"Choice"}"#,
            r#"{"choices":[{"id":"a"}]}"#,
            r#"{"interactionType":"likert","choices":[{"id":"a"}]}"#,
            r#"{"interactionType":"choice","choices":[{"id":"a"},{"id":"a"}]}"#,
            r#"{"interactionType":"choice","choices":[{"id":1}]}"#,
            r#"{"interactionType":"choice","choices":[{"description":{"en":"A"}}]}"#,
            r#"{"interactionType":"choice","choices":{}}"#,
            r#"{"interactionType":"choice","correctResponsesPattern":"a"}"#,
            r#"{"interactionType":"choice","correctResponsesPattern":[1]}"#,
        ],
    );
}

#[test]
fn an_object_is_one_of_five_kinds_and_sub_statements_do_not_nest() {
    let sub = |object: &str, more: &str| {
        format!(r#"{{"objectType":"SubStatement","actor":{AGENT},"verb":{{"id":"http://e.in/v"}},"object":{object}{more}}}"#)
    };
    all_stand(
        "object",
        &[
            AGENT,
            REFERENCE,
            &sub(ACTIVITY, ""),
            &sub(REFERENCE, ""),
            &sub(ACTIVITY, r#","timestamp":"2026-11-22T10:00:00Z","result":{}"#),
        ],
    );
    let stored = r#","stored":"2026-11-22T10:00:00Z""#;
    all_fall(
        "object",
        &[
            &sub(&sub(ACTIVITY, ""), ""),
            &sub(ACTIVITY, r#","id":"9dc99b37-e920-4a68-a066-917faca28949""#),
            &sub(ACTIVITY, stored),
            &sub(ACTIVITY, r#","version":"1.0.0""#),
            &sub(ACTIVITY, &format!(r#","authority":{AGENT}"#)),
            &sub("{}", ""),
            r#"{"objectType":"StatementRef"}"#,
            r#"{"objectType":"StatementRef","id":"x"}"#,
            r#"{"objectType":"statementref","id":"9dc99b37-e920-4a68-a066-917faca28949"}"#,
            r#"{"objectType":"StatementRef","id":"9dc99b37-e920-4a68-a066-917faca28949","more":1}"#,
        ],
    );
    let voiding = "\"http://adlnet.gov/expapi/verbs/voided\"";
    all_fall("verb.id", &[voiding]);
}

#[test]
fn a_score_lies_where_it_says() {
    all_stand(
        "result.score",
        &["{}", r#"{"scaled":1}"#, r#"{"scaled":-1.0}"#, r#"{"raw":5,"min":0,"max":10}"#, r#"{"raw":0,"min":0}"#],
    );
    all_fall(
        "result.score",
        &[
            r#"{"scaled":1.01}"#,
            r#"{"scaled":-1.01}"#,
            r#"{"scaled":"1"}"#,
            r#"{"raw":11,"max":10}"#,
            r#"{"raw":-1,"min":0}"#,
            r#"{"min":10,"max":1}"#,
            r#"{"min":1,"max":1}"#,
            r#"{"points":1}"#,
            "[]",
        ],
    );
    all_stand("result", &["{}", r#"{"success":true,"completion":false,"response":"x","duration":"PT1H0M0.1S"}"#]);
    all_fall(
        "result",
        &[
            r#"{"success":"true"}"#,
            r#"{"completion":1}"#,
            r#"{"response":1}"#,
            r#"{"duration":"1h"}"#,
            r#"{"duration":12}"#,
            r#"{"Success":true}"#,
        ],
    );
}

#[test]
fn a_context_fits_its_statement() {
    all_stand(
        "context",
        &[
            "{}",
            r#"{"registration":"9dc99b37-e920-4a68-a066-917faca28949","revision":"1","platform":"x","language":"hi-IN"}"#,
            r#"{"contextActivities":{"parent":{"id":"http://e.in/p"},"other":[{"id":"http://e.in/o"}],"category":[]}}"#,
            &format!(r#"{{"statement":{REFERENCE}}}"#),
        ],
    );
    all_fall(
        "context",
        &[
            r#"{"registration":"x"}"#,
            r#"{"registration":1}"#,
            r#"{"revision":1}"#,
            r#"{"platform":{}}"#,
            r#"{"language":"a12345678"}"#,
            r#"{"contextActivities":{"Parent":[]}}"#,
            r#"{"contextActivities":{"parent":[{"id":"x"}]}}"#,
            r#"{"contextActivities":{"parent":"http://e.in/p"}}"#,
            r#"{"contextActivities":[]}"#,
            r#"{"statement":{"id":"9dc99b37-e920-4a68-a066-917faca28949"}}"#,
            r#"{"extensions":{"x":1}}"#,
            r#"{"more":1}"#,
        ],
    );
    for (object, stands) in [(ACTIVITY, true), (AGENT, false), (REFERENCE, false)] {
        let mut json = with("context", r#"{"revision":"1","platform":"x"}"#);
        if let Json::Object(json) = &mut json {
            json.set("object", read(object));
        }
        assert_eq!(statement(&json, Version::V1).is_ok(), stands, "{object}");
    }
}

#[test]
fn context_agents_and_groups_came_with_2_0() {
    let agents = format!(r#"[{{"objectType":"contextAgent","agent":{AGENT},"relevantTypes":["http://e.in/t"]}}]"#);
    let groups = format!(r#"[{{"objectType":"contextGroup","group":{{"objectType":"Group","member":[{AGENT}]}}}}]"#);
    for (path, value) in [("context.contextAgents", &agents), ("context.contextGroups", &groups)] {
        assert!(holds(path, value, Version::V2) && !holds(path, value, Version::V1), "{path}");
    }
    for (path, from, to) in [
        ("context.contextAgents", "contextAgent", "contextGroup"),
        ("context.contextAgents", "[\"http://e.in/t\"]", "[]"),
        ("context.contextAgents", "http://e.in/t", "abc"),
        ("context.contextAgents", "\"objectType\":\"contextAgent\",", ""),
        ("context.contextAgents", "mailto:", ""),
    ] {
        assert!(!holds(path, &agents.replacen(from, to, 1), Version::V2), "{path}: {from} -> {to}");
    }
    assert!(!holds("context.contextGroups", &agents, Version::V2));
}

#[test]
fn an_attachment_says_what_it_is() {
    let sound = format!(
        r#"[{{"usageType":"http://e.in/u","display":{{"en":"x"}},"contentType":"text/plain; charset=ascii","length":27,"sha2":"{SHA2}","fileUrl":"http://e.in/f"}}]"#
    );
    all_stand("attachments", &["[]", &sound]);
    for (from, to) in [
        ("\"usageType\":\"http://e.in/u\",", ""),
        ("http://e.in/u", "u"),
        ("\"display\":{\"en\":\"x\"},", ""),
        ("\"en\"", "\"a12345678\""),
        ("text/plain", "text"),
        (":27", ":\"27\""),
        (":27", ":-27"),
        (":27", ":27.5"),
        (SHA2, "xyz"),
        ("http://e.in/f", "f"),
        ("fileUrl", "fileURL"),
    ] {
        all_fall("attachments", &[&sound.replacen(from, to, 1)]);
    }
    all_fall("attachments", &["{}", "[1]", "null"]);
}

#[test]
fn a_fault_says_where_and_which_rule() {
    let fault = statement(&with("context.contextActivities.parent", r#"[{"id":"http://e.in"},{"id":"x"}]"#), Version::V1)
        .expect_err("a fault");
    assert_eq!(fault.to_string(), "context.contextActivities.parent[1].id: must be an IRI with a scheme");
}

#[test]
fn a_statement_is_found_by_whom_and_what_it_speaks_of() {
    let json = read(
        r#"{"actor":{"objectType":"Group","mbox":"mailto:g@e.in","member":[{"mbox":"mailto:m@e.in"}]},"verb":{"id":"http://e.in/v"},
            "object":{"objectType":"SubStatement","actor":{"mbox":"mailto:s@e.in"},"verb":{"id":"http://e.in/inner"},"object":{"id":"http://e.in/o"},
                      "context":{"contextActivities":{"parent":{"id":"http://e.in/p"}}}},
            "context":{"registration":"9dc99b37-e920-4a68-a066-917faca28949","instructor":{"openid":"http://i.e.in"},
                       "contextAgents":[{"objectType":"contextAgent","agent":{"account":{"homePage":"http://h.in","name":"n"}}}]}}"#,
    );
    let mentions = Mentions::of(&json);
    let agent = |identity: &str| Term::Agent(identity.to_owned());
    let expected = [
        (agent("mailto:g@e.in"), true),
        (agent("mailto:m@e.in"), true),
        (Term::Verb("http://e.in/v".to_owned()), true),
        (agent("mailto:s@e.in"), false),
        (Term::Activity("http://e.in/o".to_owned()), false),
        (Term::Activity("http://e.in/p".to_owned()), false),
        (agent("openid:http://i.e.in"), false),
        (agent("account:http://h.in n"), false),
    ];
    for term in &expected {
        assert!(mentions.terms.contains(term), "{term:?} in {:?}", mentions.terms);
    }
    assert_eq!(mentions.terms.len(), expected.len() + 1, "and the registration: {:?}", mentions.terms);
}
