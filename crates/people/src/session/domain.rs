//! How long a session lasts and which language it speaks.

use kernel::time::{DAY, MINUTE};
use kernel::{Language, Timestamp};

/// A session of one's own device ends after so long without use.
const OWN: i64 = 14 * DAY;
/// A session of a shared computer ends after so long without use.
const SHARED: i64 = 30 * MINUTE;

/// When a session that is used now ends if it is not used again.
pub(super) const fn ends_at(now: Timestamp, shared: bool) -> Timestamp {
    now.plus(if shared { SHARED } else { OWN })
}

/// Whether the end of a session should be moved: not at each request, only when a tenth of its span has passed.
pub(super) const fn is_worth_extending(now: Timestamp, ends: Timestamp, shared: bool) -> bool {
    let span = if shared { SHARED } else { OWN };
    ends_at(now, shared).since(ends) > span / 10
}

/// The language of a page: the cookie of this device, else what the person has chosen, else what the browser asks for, else English.
pub(super) fn language(cookie: Option<&str>, chosen: Option<&str>, accepted: Option<&str>) -> Language {
    let wanted = cookie
        .into_iter()
        .chain(chosen)
        .chain(accepted.unwrap_or_default().split(',').map(|part| part.split(['-', ';']).next().unwrap_or_default().trim()));
    wanted.filter_map(|tag| Language::parse(tag).ok()).find(|language| ui::texts().speaks(language)).unwrap_or(Language::ENGLISH)
}

/// The value of a cookie in a `Cookie` header.
pub(super) fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// A path of this site to go back to; anything that could lead elsewhere becomes `/`.
pub(super) fn safe_return(path: &str) -> &str {
    let inside = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r']);
    if inside { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speaks_what_is_asked_for() {
        for (cookie, chosen, accepted, tag) in [
            (Some("hi"), Some("en"), Some("en"), "hi"),
            (None, Some("hi"), Some("en"), "hi"),
            (None, Some("ur"), Some("ta-IN,hi;q=0.8,en;q=0.5"), "hi"),
            (Some("xx"), None, None, "en"),
            (None, None, None, "en"),
            (Some("ar-XB"), None, None, "ar-XB"),
        ] {
            assert_eq!(language(cookie, chosen, accepted).as_str(), tag);
        }
    }

    #[test]
    fn comes_back_only_to_this_site() {
        for (path, safe) in
            [("/learn?q=1", "/learn?q=1"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil", "/"), ("", "/")]
        {
            assert_eq!(safe_return(path), safe);
        }
    }

    #[test]
    fn a_session_is_extended_now_and_then() {
        let start = Timestamp(0);
        let ends = ends_at(start, true);
        assert!(!is_worth_extending(start.plus(2 * MINUTE), ends, true));
        assert!(is_worth_extending(start.plus(4 * MINUTE), ends, true));
    }
}
