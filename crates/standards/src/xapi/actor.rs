//! Agents and groups: their rules, and by what they are known.

use super::check::{Checked, Place, each, formatted, iri, object, optional, required, text};
use super::format;
use super::json::{Json, Object};

/// The inverse functional identifiers: exactly one makes an agent or an identified group.
const IDENTIFIERS: [&str; 4] = ["mbox", "mbox_sha1sum", "openid", "account"];

/// An agent or a group.
pub fn check_actor(json: &Json, at: &Place<'_>) -> Checked {
    match json.get("objectType") {
        Some(kind) if kind.as_text() == Some("Group") => check_group(json, at),
        _ => check_agent(json, at),
    }
}

/// An agent: one identifier, perhaps a name.
pub fn check_agent(json: &Json, at: &Place<'_>) -> Checked {
    let agent = object(json, at, &["objectType", "name", "mbox", "mbox_sha1sum", "openid", "account"])?;
    optional(agent, "objectType", at, |json, at| formatted(json, at, |text| text == "Agent", "must be Agent or Group"))?;
    at.must(check_identifiers(agent, at)? == 1, "an Agent must have exactly one of mbox, mbox_sha1sum, openid, account")
}

/// A group: one identifier, or none and at least one member; members are agents.
pub fn check_group(json: &Json, at: &Place<'_>) -> Checked {
    let group = object(json, at, &["objectType", "name", "member", "mbox", "mbox_sha1sum", "openid", "account"])?;
    required(group, "objectType", at, |json, at| formatted(json, at, |text| text == "Group", "must be Group"))?;
    let identifiers = check_identifiers(group, at)?;
    at.must(identifiers <= 1, "a Group must not have more than one of mbox, mbox_sha1sum, openid, account")?;
    optional(group, "member", at, |json, at| each(json, at, check_agent))?;
    let members = group.get("member").and_then(Json::as_array).unwrap_or_default();
    at.must(identifiers == 1 || !members.is_empty(), "a Group without an identifier must have members")
}

/// Who vouches for a statement: an agent, or a group of exactly two agents (OAuth: a program and a person).
pub fn check_authority(json: &Json, at: &Place<'_>) -> Checked {
    check_actor(json, at)?;
    let is_group = json.get("objectType").and_then(Json::as_text) == Some("Group");
    let members = json.get("member").and_then(Json::as_array).map_or(0, <[Json]>::len);
    let is_named = json.as_object().is_some_and(|object| IDENTIFIERS.iter().any(|key| object.get(key).is_some()));
    at.must(!is_group || members == 2 && !is_named, "a Group as authority must be anonymous and have exactly two members")
}

fn check_identifiers(actor: &Object, at: &Place<'_>) -> Result<usize, super::Fault> {
    optional(actor, "name", at, |json, at| text(json, at).map(|_| ()))?;
    optional(actor, "mbox", at, |json, at| formatted(json, at, format::is_mailto, "must be mailto: and one address"))?;
    optional(actor, "mbox_sha1sum", at, |json, at| formatted(json, at, format::is_sha1, "must be 40 hexadecimal digits"))?;
    optional(actor, "openid", at, iri)?;
    optional(actor, "account", at, check_account)?;
    Ok(IDENTIFIERS.iter().filter(|key| actor.get(key).is_some()).count())
}

fn check_account(json: &Json, at: &Place<'_>) -> Checked {
    let account = object(json, at, &["homePage", "name"])?;
    required(account, "homePage", at, iri)?;
    required(account, "name", at, |json, at| text(json, at).map(|_| ()))
}

/// By what an agent or an identified group is known: one text for each identifier, the same for all forms of one agent. `None` for an
/// anonymous group.
pub fn identity(json: &Json) -> Option<String> {
    let actor = json.as_object()?;
    if let Some(account) = actor.get("account") {
        let (name, home) = (account.get("name")?.as_text()?, account.get("homePage")?.as_text()?);
        return Some(format!("account:{home} {name}"));
    }
    if let Some(mailbox) = actor.text("mbox") {
        return Some(mailbox.to_owned());
    }
    if let Some(digest) = actor.text("mbox_sha1sum") {
        return Some(format!("sha1:{}", digest.to_ascii_lowercase()));
    }
    actor.text("openid").map(|openid| format!("openid:{openid}"))
}

/// The object Person of an agent (part 3, 2.4): everything known about them, each as a list.
pub fn person(forms: &[Json]) -> Json {
    let mut person = Object::default();
    person.set("objectType", Json::text("Person"));
    for key in ["name", "mbox", "mbox_sha1sum", "openid", "account"] {
        let mut values: Vec<Json> = Vec::new();
        for value in forms.iter().filter_map(|form| form.get(key)) {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
        if !values.is_empty() {
            person.set(key, Json::Array(values));
        }
    }
    person.into()
}
