//! A statement on its way in, and a query on its way to the store: pure decisions.

use kernel::Timestamp;
use standards::xapi::check::{Place, statement_at};
use standards::xapi::shape::{self, Format};
use standards::xapi::{Fault, Json, Mentions, SIGNATURE, Term, Version};
use uuid::Uuid;

use super::pack;

/// Marks the number of a form within a kept text, on both sides. JSON never contains it bare.
pub(super) const MARK: char = '\u{1}';

/// What a statement came without and is given when it is read.
pub(super) mod lacks {
    /// A timestamp: the time of storing is given.
    pub(in super::super) const TIMESTAMP: i64 = 1;
    /// A version, and 1.0 was spoken.
    pub(in super::super) const VERSION_1: i64 = 2;
    /// A version, and 2.0 was spoken.
    pub(in super::super) const VERSION_2: i64 = 4;
}

/// An agent or group as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Its JSON; the members of a group are marked positions in the list of forms, all of which stand before.
    pub(super) text: String,
    /// By what it is known.
    pub(super) term: Option<Term>,
    /// Whether its text has marked members.
    pub(super) is_group: bool,
}

/// A statement that has passed all rules.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its id.
    pub id: Uuid,
    /// Whether the id came with it; else nobody else can know it.
    pub(super) is_given: bool,
    /// As received, with lists where the standard returns lists; only of one with attachments, which may sign it.
    pub(super) signed: Option<Json>,
    /// What is kept, packed: without id, authority and stored, each agent a marked position in `forms`.
    pub(super) body: Vec<u8>,
    pub(super) forms: Vec<Form>,
    pub(super) mentions: Mentions,
    pub(super) lacks: i64,
}

/// An attachment of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The digest that it declares.
    pub sha2: String,
    /// Whether the content may be elsewhere.
    pub has_url: bool,
    /// Whether it signs the statement.
    pub is_signature: bool,
    /// Its media type.
    pub content_type: String,
}

/// Why something is no statement that can be stored.
pub type NotAStatement = Fault;

impl Draft {
    /// Checks a statement and makes it ready. `authority` vouches for it, whatever it says itself; `new_id` serves when it has no id.
    pub fn prepare(
        mut json: Json,
        version: Version,
        at: &Place<'_>,
        new_id: Uuid,
        authority: &Json,
    ) -> Result<Self, NotAStatement> {
        statement_at(&json, version, at)?;
        shape::settle(&mut json);
        let signed = json.get("attachments").is_some().then(|| json.clone());
        let given = json.get("id").and_then(Json::as_text).and_then(standards::xapi::format::uuid);
        let mut lacks = 0;
        if let Json::Object(body) = &mut json {
            for added in ["id", "authority", "stored"] {
                body.take(added);
            }
            lacks |= if body.get("timestamp").is_none() { lacks::TIMESTAMP } else { 0 };
            lacks |= match (body.get("version"), version) {
                (Some(_), _) => 0,
                (None, Version::V1) => lacks::VERSION_1,
                (None, Version::V2) => lacks::VERSION_2,
            };
        }
        let mut mentions = Mentions::of(&json);
        mentions.add_actor(authority, false);
        let mut forms = Vec::new();
        shape::each_actor(&mut json, &mut |actor| cut(actor, &mut forms));
        let (is_given, body) = (given.is_some(), pack::pack(&json.written()));
        Ok(Self { id: given.unwrap_or(new_id), is_given, signed, body, forms, mentions, lacks })
    }

    /// The attachments that it declares.
    pub fn attachments(&self) -> Vec<Declared> {
        let list = self.signed.as_ref().and_then(|json| json.get("attachments")?.as_array()).unwrap_or_default();
        let text = |attachment: &Json, key| attachment.get(key).and_then(Json::as_text).unwrap_or_default().to_owned();
        let declared = |attachment: &Json| Declared {
            sha2: text(attachment, "sha2").to_ascii_lowercase(),
            has_url: attachment.get("fileUrl").is_some(),
            is_signature: text(attachment, "usageType") == SIGNATURE,
            content_type: text(attachment, "contentType"),
        };
        list.iter().map(declared).collect()
    }

    /// The statement as received, without id, authority and stored.
    pub(super) fn statement(&self) -> Json {
        let text = pack::unpack(&self.body).unwrap_or_default();
        Json::parse(splice(&text, |form, out| self.put(form, out)).as_bytes()).unwrap_or(Json::Null)
    }

    fn put(&self, form: i64, out: &mut String) {
        let form = usize::try_from(form).ok().and_then(|form| self.forms.get(form));
        match form {
            Some(form) if form.is_group => out.push_str(&splice(&form.text, |member, out| self.put(member, out))),
            Some(form) => out.push_str(&form.text),
            None => out.push_str("null"),
        }
    }
}

/// Puts a marked position where an agent stood.
fn cut(actor: &mut Json, forms: &mut Vec<Form>) {
    let term = standards::xapi::actor::identity(actor).map(Term::Agent);
    let mut is_group = false;
    if let Json::Object(group) = actor
        && let Some(Json::Array(members)) = group.get_mut("member")
    {
        is_group = true;
        members.iter_mut().for_each(|member| cut(member, forms));
    }
    forms.push(Form { text: actor.written(), term, is_group });
    *actor = Json::Number(format!("{MARK}{}{MARK}", forms.len() - 1).into());
}

/// Replaces each marked number by what `replacement` makes of it.
pub(super) fn splice(text: &str, mut replacement: impl FnMut(i64, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for (at, piece) in text.split(MARK).enumerate() {
        match piece.parse() {
            Ok(number) if at % 2 == 1 => replacement(number, &mut out),
            _ => out.push_str(piece),
        }
    }
    out
}

/// The numbers that are marked in a text.
pub(super) fn marked(text: &str) -> impl Iterator<Item = i64> {
    text.split(MARK).skip(1).step_by(2).filter_map(|piece| piece.parse().ok())
}

/// Which statements are wanted.
#[derive(Clone, Debug, Default)]
pub struct Find {
    /// About this agent.
    pub agent: Option<String>,
    /// With this verb.
    pub verb: Option<String>,
    /// About this activity.
    pub activity: Option<String>,
    /// In this registration.
    pub registration: Option<Uuid>,
    /// Whether the agent may stand anywhere.
    pub related_agents: bool,
    /// Whether the activity may stand anywhere.
    pub related_activities: bool,
    /// Stored after this instant, in nanoseconds since 1970.
    pub since: Option<i128>,
    /// Stored at or before this instant.
    pub until: Option<i128>,
    /// The most that are wanted; 0 for as many as are given at once.
    pub limit: usize,
    /// Oldest first.
    pub ascending: bool,
    /// Goes on after this position.
    pub after: Option<i64>,
    /// Only those of this client.
    pub client: Option<i64>,
    /// In which form.
    pub format: Format,
    /// Whether contents of attachments are wanted.
    pub attachments: bool,
}

/// Digits of a position below the microsecond.
pub(super) const DIGITS: i64 = 1_000;

/// When a statement at a position was stored.
pub(super) const fn stored_at(position: i64) -> Timestamp {
    Timestamp(position.div_euclid(DIGITS))
}

impl Find {
    /// The lowest and the highest position that may be among the wanted, both included.
    pub(super) fn range(&self) -> (i64, i64) {
        // A statement stored within a microsecond counts as stored at its beginning.
        let last_at = |nanos: i128| -> i64 {
            let micros = i64::try_from(nanos.div_euclid(1_000)).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX });
            micros.saturating_mul(DIGITS).saturating_add(DIGITS - 1)
        };
        let (mut low, mut high) = (i64::MIN, i64::MAX);
        if let Some(since) = self.since {
            low = last_at(since).saturating_add(1);
        }
        if let Some(until) = self.until {
            high = last_at(until);
        }
        match (self.after, self.ascending) {
            (Some(after), true) => low = low.max(after.saturating_add(1)),
            (Some(after), false) => high = high.min(after.saturating_sub(1)),
            (None, _) => {}
        }
        (low, high)
    }

    /// What the wanted statements speak of, the rarest kind first, each with whether the related filters count.
    pub(super) fn terms(&self) -> Vec<(Term, bool)> {
        let registration = self.registration.map(|id| (Term::Registration(id), false));
        let agent = self.agent.clone().map(|identity| (Term::Agent(identity), self.related_agents));
        let activity = self.activity.clone().map(|iri| (Term::Activity(iri), self.related_activities));
        let verb = self.verb.clone().map(|iri| (Term::Verb(iri), false));
        [registration, agent, activity, verb].into_iter().flatten().collect()
    }
}

/// An instant as statements show it: six digits of the second, UTC.
pub(super) fn stamp(at: Timestamp) -> String {
    let whole = Timestamp(at.0.div_euclid(1_000_000) * 1_000_000).rfc3339();
    format!("{}.{:06}Z", whole.trim_end_matches('Z'), at.0.rem_euclid(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        let json = Json::parse(text.as_bytes()).expect("JSON");
        let authority = Json::parse(br#"{"mbox":"mailto:lrs@x.in"}"#).expect("JSON");
        Draft::prepare(json, Version::V1, &Place::Top, Uuid::nil(), &authority).expect("a statement")
    }

    #[test]
    fn agents_are_cut_out_and_put_back() {
        let text = r#"{"actor":{"objectType":"Group","member":[{"mbox":"mailto:a@x.in"},{"mbox":"mailto:b@x.in"}]},"verb":{"id":"a:v"},"object":{"id":"a:o"},"timestamp":"2026-01-01T00:00:00Z","version":"1.0.0"}"#;
        let draft = draft(text);
        let body = pack::unpack(&draft.body).expect("a text");
        assert!(!body.contains("mailto:"), "{body}");
        assert_eq!(draft.forms.len(), 3);
        assert_eq!(draft.statement().written(), text);
        assert_eq!(draft.lacks, 0);
    }

    #[test]
    fn a_control_character_in_a_text_is_no_mark() {
        let draft = draft(
            r#"{"actor":{"mbox":"mailto:a@x.in"},"verb":{"id":"a:v","display":{"en":"\u00010\u0001"}},"object":{"id":"a:o"}}"#,
        );
        assert_eq!(marked(&pack::unpack(&draft.body).expect("a text")).collect::<Vec<_>>(), [0]);
        assert_eq!(draft.lacks, lacks::TIMESTAMP | lacks::VERSION_1);
    }

    #[test]
    fn since_excludes_and_until_includes_what_was_stored_then() {
        let find = Find { since: Some(5_000), until: Some(7_000), ..Find::default() };
        assert_eq!(find.range(), (6_000, 7_999));
        assert_eq!(Find { since: Some(5_999), ..Find::default() }.range().0, 6_000);
        assert_eq!(Find { after: Some(6_500), ..find.clone() }.range(), (6_000, 6_499));
        assert_eq!(Find { after: Some(6_500), ascending: true, ..find }.range(), (6_501, 7_999));
    }

    #[test]
    fn stamps_have_six_digits() {
        assert_eq!(stamp(Timestamp(0)), "1970-01-01T00:00:00.000000Z");
        assert_eq!(stamp(Timestamp(1_500_000)), "1970-01-01T00:00:01.500000Z");
    }
}
