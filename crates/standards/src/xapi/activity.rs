//! Activities: their rules, and the canonical definition that grows from what statements say.

use super::check::{Checked, Place, each, extensions, formatted, iri, language_map, object, optional, required, text};
use super::json::{Json, Object};

const DEFINITION: [&str; 12] = [
    "name",
    "description",
    "type",
    "moreInfo",
    "extensions",
    "interactionType",
    "correctResponsesPattern",
    "choices",
    "scale",
    "source",
    "target",
    "steps",
];

/// The kinds of interaction with the lists of components that each may have.
const INTERACTIONS: [(&str, &[&str]); 10] = [
    ("true-false", &[]),
    ("choice", &["choices"]),
    ("fill-in", &[]),
    ("long-fill-in", &[]),
    ("matching", &["source", "target"]),
    ("performance", &["steps"]),
    ("sequencing", &["choices"]),
    ("likert", &["scale"]),
    ("numeric", &[]),
    ("other", &[]),
];

const COMPONENTS: [&str; 5] = ["choices", "scale", "source", "target", "steps"];

/// An activity.
pub fn check(json: &Json, at: &Place<'_>) -> Checked {
    let activity = object(json, at, &["objectType", "id", "definition"])?;
    optional(activity, "objectType", at, |json, at| formatted(json, at, |text| text == "Activity", "must be Activity"))?;
    required(activity, "id", at, iri)?;
    optional(activity, "definition", at, check_definition)
}

fn check_definition(json: &Json, at: &Place<'_>) -> Checked {
    let definition = object(json, at, &DEFINITION)?;
    optional(definition, "name", at, language_map)?;
    optional(definition, "description", at, language_map)?;
    optional(definition, "type", at, iri)?;
    optional(definition, "moreInfo", at, iri)?;
    optional(definition, "extensions", at, extensions)?;
    optional(definition, "correctResponsesPattern", at, |json, at| each(json, at, |json, at| text(json, at).map(|_| ())))?;
    let kind = match definition.get("interactionType") {
        Some(kind) => {
            let at = at.key("interactionType");
            let name = text(kind, &at)?;
            let known = INTERACTIONS.iter().find(|(known, _)| *known == name);
            Some(known.ok_or_else(|| at.fault("must be one of the interaction types of the standard"))?)
        }
        None => None,
    };
    let bound = COMPONENTS.iter().chain(&["correctResponsesPattern"]).find(|key| definition.get(key).is_some());
    if let (Some(key), None) = (bound, kind) {
        return Err(at.key(key).fault("needs an interactionType"));
    }
    for key in COMPONENTS {
        optional(definition, key, at, |json, at| {
            at.must(kind.is_none_or(|(_, lists)| lists.contains(&key)), "does not belong to this interactionType")?;
            check_components(json, at)
        })?;
    }
    Ok(())
}

fn check_components(json: &Json, at: &Place<'_>) -> Checked {
    each(json, at, |json, at| {
        let component = object(json, at, &["id", "description"])?;
        required(component, "id", at, |json, at| text(json, at).map(|_| ()))?;
        optional(component, "description", at, language_map)
    })?;
    let mut ids: Vec<&str> = json.as_array().unwrap_or_default().iter().filter_map(|one| one.get("id")?.as_text()).collect();
    ids.sort_unstable();
    at.must(ids.windows(2).all(|pair| pair[0] != pair[1]), "the ids within a list must differ")
}

/// The canonical definition after another statement has spoken of the activity: texts are added by language, extensions by key, and what
/// is said anew replaces what was said before.
pub fn merge(known: Option<&Json>, said: &Json) -> Json {
    let (Some(known), Some(said)) = (known.and_then(Json::as_object), said.as_object()) else { return said.clone() };
    let mut merged = known.clone();
    for (key, value) in said.iter() {
        let joined = match (merged.get(key), value) {
            (Some(Json::Object(before)), Json::Object(after)) if matches!(key, "name" | "description" | "extensions") => {
                let mut joined: Object = before.clone();
                after.iter().for_each(|(key, value)| joined.set(key, value.clone()));
                joined.into()
            }
            _ => value.clone(),
        };
        merged.set(key, joined);
    }
    merged.into()
}
