//! The forms in which statements are given back (part 3, 2.1.3): `exact` as they came, `ids` with identifiers only, `canonical` with the
//! store's definitions in one language.

use super::actor::identity;
use super::json::{Json, Object};

/// How statements are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Only what identifies agents, activities and verbs.
    Ids,
    /// As received.
    #[default]
    Exact,
    /// Activities by their canonical definitions, texts in one language.
    Canonical,
}

impl Format {
    /// Reads the parameter `format`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "ids" => Some(Self::Ids),
            "exact" => Some(Self::Exact),
            "canonical" => Some(Self::Canonical),
            _ => None,
        }
    }
}

/// Context activities become lists, which is how they are returned (part 2, 2.4.6.2). Everything else stays as it came.
pub fn settle(statement: &mut Json) {
    let Json::Object(statement) = statement else { return };
    if let Some(Json::Object(context)) = statement.get_mut("context") {
        settle_context(context);
    }
    if let Some(object @ Json::Object(_)) = statement.get_mut("object")
        && object.get("objectType").and_then(Json::as_text) == Some("SubStatement")
    {
        settle(object);
    }
}

fn settle_context(context: &mut Object) {
    let Some(Json::Object(lists)) = context.get_mut("contextActivities") else { return };
    for (_, value) in lists.iter_mut() {
        if !matches!(value, Json::Array(_)) {
            let single = std::mem::replace(value, Json::Null);
            *value = Json::Array(vec![single]);
        }
    }
}

/// Calls `agent` with each agent or group and `activity` with each activity of a statement, the ones within a sub-statement too.
fn walk(statement: &mut Object, agent: &mut dyn FnMut(&mut Json), activity: &mut dyn FnMut(&mut Json)) {
    if let Some(actor) = statement.get_mut("actor") {
        agent(actor);
    }
    if let Some(object) = statement.get_mut("object") {
        match object.get("objectType").and_then(Json::as_text) {
            Some("Agent" | "Group") => agent(object),
            Some("StatementRef") => {}
            Some("SubStatement") => {
                if let Json::Object(inner) = object {
                    walk(inner, agent, activity);
                }
            }
            _ => activity(object),
        }
    }
    if let Some(Json::Object(context)) = statement.get_mut("context") {
        walk_context(context, agent, activity);
    }
    if let Some(authority) = statement.get_mut("authority") {
        agent(authority);
    }
}

fn walk_context(context: &mut Object, agent: &mut dyn FnMut(&mut Json), activity: &mut dyn FnMut(&mut Json)) {
    for (key, value) in context.iter_mut() {
        match (key, value) {
            ("instructor" | "team", value) => agent(value),
            ("contextAgents", Json::Array(roles)) => {
                roles.iter_mut().filter_map(|role| part(role, "agent")).for_each(&mut *agent)
            }
            ("contextGroups", Json::Array(roles)) => {
                roles.iter_mut().filter_map(|role| part(role, "group")).for_each(&mut *agent)
            }
            ("contextActivities", Json::Object(lists)) => {
                for (_, list) in lists.iter_mut() {
                    match list {
                        Json::Array(activities) => activities.iter_mut().for_each(&mut *activity),
                        single => activity(single),
                    }
                }
            }
            _ => {}
        }
    }
}

fn part<'j>(role: &'j mut Json, key: &str) -> Option<&'j mut Json> {
    if let Json::Object(role) = role { role.get_mut(key) } else { None }
}

/// Calls `change` with each agent and group that a statement names, authority included.
pub fn each_actor(statement: &mut Json, change: &mut dyn FnMut(&mut Json)) {
    if let Json::Object(statement) = statement {
        walk(statement, change, &mut |_| {});
    }
}

/// The ids of all activities that a statement names.
pub fn activities(statement: &mut Json) -> Vec<String> {
    let mut ids = Vec::new();
    if let Json::Object(statement) = statement {
        walk(statement, &mut |_| {}, &mut |activity| ids.extend(activity.get("id").and_then(Json::as_text).map(str::to_owned)));
    }
    ids
}

/// Leaves only what identifies: of agents and identified groups the identifier (and objectType), of anonymous groups the members, of
/// activities and verbs the id.
pub fn ids(statement: &mut Json) {
    let Json::Object(statement) = statement else { return };
    walk(statement, &mut identify, &mut |activity| {
        if let Json::Object(activity) = activity {
            // Without an objectType an object is an activity.
            activity.retain(|key| key == "id");
        }
    });
    each_verb(statement, &mut |verb| verb.retain(|key| key == "id"));
}

fn identify(actor: &mut Json) {
    let is_known = identity(actor).is_some();
    let Json::Object(actor) = actor else { return };
    actor.retain(|key| key != "name" && !(is_known && key == "member"));
    if let Some(Json::Array(members)) = actor.get_mut("member") {
        members.iter_mut().for_each(identify);
    }
}

fn each_verb(statement: &mut Object, change: &mut dyn FnMut(&mut Object)) {
    if let Some(Json::Object(verb)) = statement.get_mut("verb") {
        change(verb);
    }
    if let Some(Json::Object(inner)) = statement.get_mut("object") {
        each_verb(inner, change);
    }
}

/// Replaces definitions of activities by the canonical ones that `definition` knows, and leaves of each map of languages the one entry that
/// is wanted most.
pub fn canonical(statement: &mut Json, definition: &dyn Fn(&str) -> Option<Json>, wanted: &Languages) {
    let Json::Object(statement) = statement else { return };
    walk(statement, &mut |_| {}, &mut |activity| {
        let Json::Object(activity) = activity else { return };
        if let Some(known) = activity.text("id").and_then(definition) {
            activity.set("definition", known);
        }
        if let Some(Json::Object(definition)) = activity.get_mut("definition") {
            choose_in_definition(definition, wanted);
        }
    });
    each_verb(statement, &mut |verb| choose_in(verb, "display", wanted));
    if let Some(Json::Array(attachments)) = statement.get_mut("attachments") {
        for attachment in attachments {
            if let Json::Object(attachment) = attachment {
                choose_in(attachment, "display", wanted);
                choose_in(attachment, "description", wanted);
            }
        }
    }
}

fn choose_in_definition(definition: &mut Object, wanted: &Languages) {
    choose_in(definition, "name", wanted);
    choose_in(definition, "description", wanted);
    for list in ["choices", "scale", "source", "target", "steps"] {
        if let Some(Json::Array(components)) = definition.get_mut(list) {
            for component in components {
                if let Json::Object(component) = component {
                    choose_in(component, "description", wanted);
                }
            }
        }
    }
}

fn choose_in(object: &mut Object, key: &str, wanted: &Languages) {
    if let Some(Json::Object(map)) = object.get_mut(key)
        && let Some(best) = wanted.choose(map.iter().map(|(language, _)| language)).map(str::to_owned)
    {
        map.retain(|language| language == best);
    }
}

/// Languages that a reader takes, the dearest first (`Accept-Language`, RFC 9110, 12.5.4).
#[derive(Clone, Debug, Default)]
pub struct Languages(Vec<(String, f32)>);

impl Languages {
    /// Reads the header; what cannot be read is left out.
    pub fn parse(header: &str) -> Self {
        let mut wanted: Vec<(String, f32)> = header
            .split(',')
            .filter_map(|range| {
                let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
                let weight: f32 = weight.trim().strip_prefix("q=")?.trim().parse().ok()?;
                (!tag.trim().is_empty()).then(|| (tag.trim().to_ascii_lowercase(), weight))
            })
            .collect();
        wanted.sort_by(|one, other| other.1.total_cmp(&one.1));
        Self(wanted)
    }

    /// The tag among these that is wanted most: the same tag, then one that begins with it, then its wider forms; else the first.
    fn choose<'t>(&self, tags: impl Iterator<Item = &'t str>) -> Option<&'t str> {
        let tags: Vec<&str> = tags.collect();
        for (range, weight) in &self.0 {
            if *weight <= 0.0 || range == "*" {
                continue;
            }
            let mut range = range.as_str();
            loop {
                let fits = |tag: &&&str| {
                    let tag = tag.to_ascii_lowercase();
                    tag == range || tag.strip_prefix(range).is_some_and(|rest| rest.starts_with('-'))
                };
                if let Some(tag) = tags.iter().find(|tag| tag.eq_ignore_ascii_case(range)).or_else(|| tags.iter().find(fits)) {
                    return Some(tag);
                }
                match range.rsplit_once('-') {
                    Some((wider, _)) => range = wider,
                    None => break,
                }
            }
        }
        tags.first().copied()
    }
}
