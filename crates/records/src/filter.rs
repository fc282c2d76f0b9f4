//! Which statements a reader outside of `/xapi` wants: an export, a forwarding.

use standards::xapi::check::Place;
use standards::xapi::{Json, actor, format};

use crate::statement::Find;

/// Which statements are wanted; all that is absent or empty lets everything pass. Texts as in the parameters of `GET /xapi/statements`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Stored after this timestamp.
    pub since: Option<String>,
    /// Stored at or before this timestamp.
    pub until: Option<String>,
    /// With this verb: an IRI.
    pub verb: Option<String>,
    /// About this activity: an IRI.
    pub activity: Option<String>,
    /// Of this agent, as JSON.
    pub agent: Option<String>,
}

/// What is wrong with a filter: the name of its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not of the right form")]
pub struct WrongFilter(pub &'static str);

impl Filter {
    /// The question to the store, oldest first.
    pub fn find(&self) -> Result<Find, WrongFilter> {
        let given = |part: &Option<String>| part.clone().filter(|text| !text.trim().is_empty());
        let instant =
            |part: &Option<String>, name| given(part).map(|text| format::timestamp(&text).ok_or(WrongFilter(name))).transpose();
        let iri = |part: &Option<String>, name| match given(part) {
            Some(text) if !format::is_iri(&text) => Err(WrongFilter(name)),
            part => Ok(part),
        };
        let agent = given(&self.agent).map(|text| identity(&text).ok_or(WrongFilter("agent"))).transpose()?;
        Ok(Find {
            since: instant(&self.since, "since")?,
            until: instant(&self.until, "until")?,
            verb: iri(&self.verb, "verb")?,
            activity: iri(&self.activity, "activity")?,
            agent,
            ascending: true,
            ..Find::default()
        })
    }
}

fn identity(text: &str) -> Option<String> {
    let json = Json::parse(text.as_bytes()).ok()?;
    actor::check_actor(&json, &Place::Top).ok()?;
    actor::identity(&json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_checked() {
        let text = |text: &str| Some(text.to_owned());
        assert!(Filter::default().find().is_ok_and(|find| find.ascending && find.verb.is_none()));
        assert!(Filter { verb: text(" "), agent: text(""), ..Filter::default() }.find().is_ok());
        for (filter, part) in [
            (Filter { since: text("yesterday"), ..Filter::default() }, "since"),
            (Filter { until: text("2026"), ..Filter::default() }, "until"),
            (Filter { verb: text("read"), ..Filter::default() }, "verb"),
            (Filter { activity: text("a book"), ..Filter::default() }, "activity"),
            (Filter { agent: text("{}"), ..Filter::default() }, "agent"),
        ] {
            assert_eq!(filter.find().err(), Some(WrongFilter(part)));
        }
    }
}
