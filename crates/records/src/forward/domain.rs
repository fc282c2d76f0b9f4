//! What a target is, and how an answer of it is to be taken: pure.

use kernel::Timestamp;
use kernel::time::{HOUR, SECOND};
use web::Refusal;

use crate::filter::Filter;

/// A target to be made.
#[derive(Clone, Debug, Default)]
pub struct NewTarget {
    /// What it is called in lists.
    pub title: String,
    /// The address below which `/statements` lies: `https://lrs.example.in/xapi`.
    pub endpoint: String,
    /// The user name of Basic authentication.
    pub key: String,
    /// The password.
    pub secret: String,
    /// Which statements go there; times are left aside.
    pub filter: Filter,
}

/// A target as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// The address below which `/statements` lies.
    pub endpoint: String,
    /// Which statements go there.
    pub filter: Filter,
    /// Up to where statements have arrived: a position, 0 for none.
    pub position: i64,
    /// How many have arrived.
    pub sent: i64,
    /// Failures in a row.
    pub failures: i64,
    /// Not before this instant.
    pub next_at: Timestamp,
    /// What went wrong last; empty when nothing did.
    pub error: String,
    /// Whether it rests.
    pub paused: bool,
}

/// Why a target was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetRefusal {
    /// The address is neither http:// nor https://.
    Endpoint,
    /// Title, key or secret is empty.
    Incomplete,
    /// A filter cannot be read.
    Filter,
}

impl Refusal for TargetRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Endpoint => "records.target-endpoint",
            Self::Incomplete => "records.target-incomplete",
            Self::Filter => "records.target-filter",
        }
    }
}

impl NewTarget {
    /// Whether it can be made; the address loses what ends it needlessly.
    pub fn checked(mut self) -> Result<Self, TargetRefusal> {
        for text in [&mut self.title, &mut self.endpoint, &mut self.key, &mut self.secret] {
            *text = text.trim().to_owned();
        }
        self.endpoint = self.endpoint.trim_end_matches('/').trim_end_matches("/statements").to_owned();
        let host = self.endpoint.strip_prefix("https://").or_else(|| self.endpoint.strip_prefix("http://"));
        let is_address = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
            && self.endpoint.chars().all(|c| c.is_ascii_graphic() && !"?#@\"<>\\".contains(c));
        if !is_address {
            return Err(TargetRefusal::Endpoint);
        }
        if self.title.is_empty() || self.key.is_empty() || self.secret.is_empty() {
            return Err(TargetRefusal::Incomplete);
        }
        self.filter.find().map_err(|_| TargetRefusal::Filter)?;
        Ok(self)
    }
}

/// How the answer to statements is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// They are there.
    Stored,
    /// At least one of them is not wanted, or known already: they must be asked for one by one.
    Doubtful,
    /// Nothing can be said; later.
    Later,
}

impl Taken {
    pub(super) const fn of(status: u16) -> Self {
        match status {
            200 | 204 => Self::Stored,
            400 | 409 | 412 | 413 => Self::Doubtful,
            _ => Self::Later,
        }
    }
}

/// How the answer to one statement by its id is to be taken: true when it is there, false when it is refused for ever.
pub(super) const fn single(status: u16) -> Option<bool> {
    match status {
        200 | 204 | 409 | 412 => Some(true),
        400 | 413 => Some(false),
        _ => None,
    }
}

/// When a target is asked again after its `failures`th failure in a row.
pub(super) fn next_try(now: Timestamp, failures: i64) -> Timestamp {
    let doublings = u32::try_from(failures.clamp(1, 11) - 1).unwrap_or_default();
    now.plus(((5 * SECOND) << doublings).min(HOUR))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn new(endpoint: &str) -> NewTarget {
        let text = |text: &str| text.to_owned();
        NewTarget { title: text("L"), endpoint: text(endpoint), key: text("k"), secret: text("s"), filter: Filter::default() }
    }

    #[rstest]
    #[case("https://lrs.example.in/xapi/", Some("https://lrs.example.in/xapi"))]
    #[case(" http://127.0.0.1:8080/xapi/statements ", Some("http://127.0.0.1:8080/xapi"))]
    #[case("ftp://lrs.example.in", None)]
    #[case("https://", None)]
    #[case("https:///xapi", None)]
    #[case("https://user:secret@lrs.example.in", None)]
    #[case("https://lrs.example.in/?a=b", None)]
    fn addresses(#[case] endpoint: &str, #[case] expected: Option<&str>) {
        assert_eq!(new(endpoint).checked().ok().map(|target| target.endpoint), expected.map(str::to_owned));
    }

    #[test]
    fn nothing_is_left_out() {
        assert_eq!(NewTarget { secret: " ".into(), ..new("http://x") }.checked().err(), Some(TargetRefusal::Incomplete));
        let filter = Filter { verb: Some("read".into()), ..Filter::default() };
        assert_eq!(NewTarget { filter, ..new("http://x") }.checked().err(), Some(TargetRefusal::Filter));
    }

    #[test]
    fn waits_longer_each_time_but_never_more_than_an_hour() {
        let waits: Vec<i64> = (1..=12).map(|failures| next_try(Timestamp(0), failures).0 / SECOND).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
    }

    #[test]
    fn what_is_known_there_has_arrived() {
        assert_eq!(
            (Taken::of(200), Taken::of(409), Taken::of(401), Taken::of(503)),
            (Taken::Stored, Taken::Doubtful, Taken::Later, Taken::Later)
        );
        assert_eq!((single(409), single(204), single(400), single(429)), (Some(true), Some(true), Some(false), None));
    }
}
