//! Whom and what a statement speaks of: what its filters find it by (part 3, 2.1.3).

use uuid::Uuid;

use super::VOIDED;
use super::actor::identity;
use super::format;
use super::json::{Json, Object};

/// Something that a statement can be found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// An agent or identified group, by [`identity`].
    Agent(String),
    /// A verb, by its IRI.
    Verb(String),
    /// An activity, by its IRI.
    Activity(String),
    /// A registration.
    Registration(Uuid),
}

/// What a statement speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Terms with whether the plain filter finds them; the others are found by `related_agents` and `related_activities` only. Each once.
    pub terms: Vec<(Term, bool)>,
    /// The statement to which its object refers.
    pub refers_to: Option<Uuid>,
    /// The statement that it voids; the same as `refers_to` then.
    pub voids: Option<Uuid>,
    /// Activities with what is said of them, as JSON, in the order in which it is said.
    pub definitions: Vec<(String, String)>,
}

impl Mentions {
    /// Reads them from a statement that has passed [`super::check::statement`].
    pub fn of(statement: &Json) -> Self {
        let mut found = Self::default();
        let Some(statement) = statement.as_object() else { return found };
        found.add_body(statement, true);
        if let Some(authority) = statement.get("authority") {
            found.add_actor(authority, false);
        }
        let is_voiding = statement.get("verb").and_then(|verb| verb.get("id")).and_then(Json::as_text) == Some(VOIDED);
        found.refers_to = statement.get("object").and_then(reference);
        found.voids = found.refers_to.filter(|_| is_voiding);
        found
    }

    /// Adds an agent or group that stands outside the statement's text, such as its authority.
    pub fn add_actor(&mut self, actor: &Json, is_direct: bool) {
        if let Some(identity) = identity(actor) {
            self.add(Term::Agent(identity), is_direct);
        }
        // A group is found by each of its members.
        for member in actor.get("member").and_then(Json::as_array).unwrap_or_default() {
            self.add_actor(member, is_direct);
        }
    }

    fn add(&mut self, term: Term, is_direct: bool) {
        match self.terms.iter_mut().find(|(known, _)| *known == term) {
            Some((_, known)) => *known |= is_direct,
            None => self.terms.push((term, is_direct)),
        }
    }

    fn add_body(&mut self, statement: &Object, is_whole: bool) {
        if let Some(actor) = statement.get("actor") {
            self.add_actor(actor, is_whole);
        }
        if let Some(verb) = statement.get("verb").and_then(|verb| verb.get("id")).and_then(Json::as_text).filter(|_| is_whole) {
            self.add(Term::Verb(verb.to_owned()), true);
        }
        if let Some(object) = statement.get("object") {
            self.add_object(object, is_whole);
        }
        if let Some(context) = statement.get("context").and_then(Json::as_object) {
            self.add_context(context, is_whole);
        }
    }

    fn add_object(&mut self, object: &Json, is_whole: bool) {
        match object.get("objectType").and_then(Json::as_text) {
            Some("Agent" | "Group") => self.add_actor(object, is_whole),
            Some("StatementRef") => {}
            Some("SubStatement") => {
                if let Some(inner) = object.as_object() {
                    self.add_body(inner, false);
                }
            }
            _ => self.add_activity(object, is_whole),
        }
    }

    fn add_activity(&mut self, activity: &Json, is_direct: bool) {
        let Some(id) = activity.get("id").and_then(Json::as_text) else { return };
        self.add(Term::Activity(id.to_owned()), is_direct);
        if let Some(said) = activity.get("definition") {
            let said = (id.to_owned(), said.written());
            if !self.definitions.contains(&said) {
                self.definitions.push(said);
            }
        }
    }

    fn add_context(&mut self, context: &Object, is_whole: bool) {
        if let Some(registration) = context.text("registration").and_then(format::uuid).filter(|_| is_whole) {
            self.add(Term::Registration(registration), true);
        }
        for key in ["instructor", "team"] {
            if let Some(actor) = context.get(key) {
                self.add_actor(actor, false);
            }
        }
        for (list, who) in [("contextAgents", "agent"), ("contextGroups", "group")] {
            for role in context.get(list).and_then(Json::as_array).unwrap_or_default() {
                if let Some(actor) = role.get(who) {
                    self.add_actor(actor, false);
                }
            }
        }
        for (_, value) in context.get("contextActivities").and_then(Json::as_object).iter().flat_map(|object| object.iter()) {
            match value {
                Json::Array(activities) => activities.iter().for_each(|activity| self.add_activity(activity, false)),
                activity => self.add_activity(activity, false),
            }
        }
    }
}

fn reference(object: &Json) -> Option<Uuid> {
    let is_reference = object.get("objectType").and_then(Json::as_text) == Some("StatementRef");
    is_reference.then(|| format::uuid(object.get("id")?.as_text()?)).flatten()
}
