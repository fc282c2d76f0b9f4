//! The formats that texts in a statement must have. Each function tells whether a text has it, or reads it.

use time::{Date, Month, PrimitiveDateTime, Time};

/// An IRI with a scheme (RFC 3987): what identifies verbs, activities and extensions.
pub fn is_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut scheme = scheme.bytes();
    scheme.next().is_some_and(|first| first.is_ascii_alphabetic())
        && scheme.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !rest.is_empty()
        && rest.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"<>\"{}|\\^`".contains(c))
        && escapes_are_whole(rest)
}

/// Every `%` is followed by two hexadecimal digits.
fn escapes_are_whole(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'%')
        .all(|(at, _)| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)))
}

/// `mailto:` and one address.
pub fn is_mailto(text: &str) -> bool {
    let Some((local, domain)) = text.strip_prefix("mailto:").and_then(|address| address.rsplit_once('@')) else { return false };
    let plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>,;?".contains(c));
    plain(local)
        && !local.contains('@')
        && plain(domain)
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !domain.contains("..")
}

/// The SHA-1 of a `mailto:` IRI: 40 hexadecimal digits.
pub fn is_sha1(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A SHA-2 digest in hexadecimal digits (SHA-224 to SHA-512).
pub fn is_sha2(text: &str) -> bool {
    [56, 64, 96, 128].contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A UUID in its usual form of 36 characters (RFC 9562, section 4).
pub fn uuid(text: &str) -> Option<uuid::Uuid> {
    (text.len() == 36).then(|| uuid::Uuid::try_parse(text).ok()).flatten()
}

/// A media type such as `text/plain; charset=ascii` (RFC 2045).
pub fn is_media_type(text: &str) -> bool {
    let (kind, parameters) = text.split_once(';').map_or((text, None), |(kind, rest)| (kind, Some(rest)));
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`{|}~".contains(&byte))
    };
    let known = kind.trim().split_once('/').is_some_and(|(top, sub)| token(top) && token(sub));
    known && parameters.is_none_or(|rest| rest.split(';').all(|pair| pair.trim().is_empty() || pair.contains('=')))
}

/// A language tag that is well-formed (RFC 5646, section 2.1).
pub fn is_language(text: &str) -> bool {
    if !text.is_ascii() || GRANDFATHERED.iter().any(|known| known.eq_ignore_ascii_case(text)) {
        return text.is_ascii();
    }
    let mut parts = text.split('-').peekable();
    let alpha =
        |part: &str, least, most| (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let alphanumeric =
        |part: &str, least, most| (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = parts.next().unwrap_or_default();
    if first.eq_ignore_ascii_case("x") {
        return parts.peek().is_some() && parts.all(|part| alphanumeric(part, 1, 8));
    }
    if !alpha(first, 2, 8) {
        return false;
    }
    if first.len() <= 3 {
        for _ in 0..3 {
            parts.next_if(|part| alpha(part, 3, 3));
        }
    }
    parts.next_if(|part| alpha(part, 4, 4));
    parts.next_if(|part| alpha(part, 2, 2) || part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()));
    while parts
        .next_if(|part| alphanumeric(part, 5, 8) || alphanumeric(part, 4, 4) && part.as_bytes()[0].is_ascii_digit())
        .is_some()
    {}
    while parts.next_if(|part| alphanumeric(part, 1, 1) && !part.eq_ignore_ascii_case("x")).is_some() {
        let mut subtags = 0;
        while parts.next_if(|part| alphanumeric(part, 2, 8)).is_some() {
            subtags += 1;
        }
        if subtags == 0 {
            return false;
        }
    }
    match parts.next() {
        None => true,
        Some(part) => part.eq_ignore_ascii_case("x") && parts.peek().is_some() && parts.all(|part| alphanumeric(part, 1, 8)),
    }
}

/// Tags older than the grammar (RFC 5646, "irregular"); the regular ones fit it.
const GRANDFATHERED: [&str; 17] = [
    "en-GB-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-BE-FR",
    "sgn-BE-NL",
    "sgn-CH-DE",
];

/// A duration (ISO 8601:2004, 4.4.3.2) in hundredths of a second of each part, as far as the standard compares them; `None` when it is none.
/// The alternative format with the signs of a date is none either.
pub fn duration(text: &str) -> Option<[i64; 7]> {
    let rest = text.strip_prefix('P')?;
    let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
    if date.is_empty() && time.is_none() || time.is_some_and(str::is_empty) {
        return None;
    }
    let mut parts = [0; 7];
    let mut last_was_fraction = false;
    if date.ends_with('W') {
        return (time.is_none() && duration_parts(date, "W", &mut parts[6..], &mut last_was_fraction)).then_some(parts);
    }
    let whole = duration_parts(date, "YMD", &mut parts[..3], &mut last_was_fraction)
        && duration_parts(time.unwrap_or_default(), "HMS", &mut parts[3..6], &mut last_was_fraction);
    whole.then_some(parts)
}

/// Reads numbers with these units in this order; only the last of all may have a fraction.
fn duration_parts(text: &str, units: &str, parts: &mut [i64], last_was_fraction: &mut bool) -> bool {
    let mut rest = text;
    for (unit, part) in units.chars().zip(parts) {
        let Some(end) = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',') else { return rest.is_empty() };
        if !rest[end..].starts_with(unit) {
            continue;
        }
        let (whole, fraction) = rest[..end].split_once(['.', ',']).unwrap_or((&rest[..end], "0"));
        if *last_was_fraction || whole.is_empty() || fraction.is_empty() || fraction.contains(['.', ',']) {
            return false;
        }
        *last_was_fraction = rest[..end].len() != whole.len();
        let hundredths: String = fraction.chars().chain("00".chars()).take(2).collect();
        let (Ok(whole), Ok(hundredths)) = (whole.parse::<i64>(), hundredths.parse::<i64>()) else { return false };
        *part = whole.saturating_mul(100).saturating_add(hundredths);
        rest = &rest[end + unit.len_utf8()..];
    }
    rest.is_empty()
}

/// A timestamp (RFC 3339; of ISO 8601 also offsets without a colon or minutes): nanoseconds since 1970. An offset of `-00:00`, which says
/// that the place is unknown, is refused, as is a time without an offset.
pub fn timestamp(text: &str) -> Option<i128> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = bytes.get(from..to)?;
        digits.iter().all(u8::is_ascii_digit).then(|| text[from..to].parse().ok()).flatten()
    };
    let sign = |at: usize, allowed: &[u8]| bytes.get(at).is_some_and(|byte| allowed.contains(byte));
    if !(sign(4, b"-") && sign(7, b"-") && sign(10, b"Tt") && sign(13, b":") && sign(16, b":")) {
        return None;
    }
    let month = Month::try_from(u8::try_from(number(5, 7)?).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(number(0, 4)?).ok()?, month, u8::try_from(number(8, 10)?).ok()?).ok()?;
    let second = number(17, 19)?;
    // A leap second is the instant after the 59th.
    let leap = u32::from(second == 60);
    let part = |value: u32| u8::try_from(value).ok();
    let time = Time::from_hms(part(number(11, 13)?)?, part(number(14, 16)?)?, part(second - leap)?).ok()?;
    let (nanos, end) = fraction(text, 19)?;
    let offset = offset_seconds(text.get(end..)?)?;
    let seconds =
        i128::from(PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp()) + i128::from(leap) - i128::from(offset);
    Some(seconds * 1_000_000_000 + i128::from(nanos))
}

/// Nanoseconds of a fraction that may begin at `at`, and where it ends.
fn fraction(text: &str, at: usize) -> Option<(u32, usize)> {
    if !matches!(text.as_bytes().get(at), Some(b'.' | b',')) {
        return Some((0, at));
    }
    let digits = text.as_bytes()[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let shown: String = text[at + 1..at + 1 + digits].chars().chain("000000000".chars()).take(9).collect();
    (digits > 0).then_some((shown.parse().ok()?, at + 1 + digits))
}

fn offset_seconds(text: &str) -> Option<i64> {
    if text == "Z" || text == "z" {
        return Some(0);
    }
    if !text.is_ascii() {
        return None;
    }
    let negative = text.starts_with('-');
    let digits: String = text.strip_prefix(['+', '-'])?.chars().collect();
    let (hours, minutes) = match (digits.len(), digits.split_once(':')) {
        (5, Some((hours, minutes))) => (hours.to_owned(), minutes.to_owned()),
        (4, None) => (digits[..2].to_owned(), digits[2..].to_owned()),
        (2, None) => (digits, "0".to_owned()),
        _ => return None,
    };
    let number = |part: &str, most: i64| -> Option<i64> {
        let plain = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse().ok()).flatten().filter(|number| *number <= most)
    };
    let seconds = number(&hours, 23)? * 3600 + number(&minutes, 59)? * 60;
    match (negative, seconds) {
        (true, 0) => None,
        (true, _) => Some(-seconds),
        (false, _) => Some(seconds),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn iris_have_a_scheme_and_no_spaces() {
        for good in ["http://a.b/c", "uuid://7d", "course-v1:FUN-MOOC+00002+session01", "urn:x", "https://भारत.in/क", "a:%20"]
        {
            assert!(is_iri(good), "{good}");
        }
        for bad in ["", "abc", "ab=c://should.fail.com", "http://a b", "1a:b", "a:", ":b", "a:<b>", "a:%2", "a:b\u{0}"] {
            assert!(!is_iri(bad), "{bad}");
        }
    }

    #[test]
    fn a_mailbox_is_one_address() {
        for good in ["mailto:a@b.c", "mailto:a.b+c@d", "mailto:अशा@भारत.in"] {
            assert!(is_mailto(good), "{good}");
        }
        for bad in
            ["a@b.c", "mailto:a.b.c", "mailto:a@b@c", "mailto:@b", "mailto:a@", "mailto:a b@c", "MAILTO:a@b.c", "mailto:a@b..c"]
        {
            assert!(!is_mailto(bad), "{bad}");
        }
    }

    #[test]
    fn languages_follow_rfc_5646() {
        for good in [
            "en",
            "en-US",
            "zh-cmn-Hans-CN",
            "de-CH-1901",
            "es-419",
            "sr-Latn",
            "x-private",
            "en-a-bbb-x-a",
            "i-klingon",
            "hi",
            "sl-rozaj-biske",
        ] {
            assert!(is_language(good), "{good}");
        }
        for bad in ["", "a12345678", "a12345", "e", "en_US", "en-", "en-US-", "a-b", "x", "en-a", "123", "अ"] {
            assert!(!is_language(bad), "{bad}");
        }
    }

    #[rstest]
    #[case("PT1H0M0.1S", Some([0, 0, 0, 100, 0, 10, 0]))]
    #[case("PT16559.149S", Some([0, 0, 0, 0, 0, 1_655_914, 0]))]
    #[case("P3Y1M29DT4H35M59.14S", Some([300, 100, 2900, 400, 3500, 5914, 0]))]
    #[case("P3Y", Some([300, 0, 0, 0, 0, 0, 0]))]
    #[case("P4W", Some([0, 0, 0, 0, 0, 0, 400]))]
    #[case("PT0,5M", Some([0, 0, 0, 0, 50, 0, 0]))]
    #[case("P4W1D", None)]
    #[case("PA1H0M0S", None)]
    #[case("P", None)]
    #[case("PT", None)]
    #[case("P1DT", None)]
    #[case("P1H", None)]
    #[case("PT1S1M", None)]
    #[case("PT1.5H1M", None)]
    #[case("PT.5S", None)]
    #[case("PT5.S", None)]
    #[case("PT1.2.3S", None)]
    #[case("-PT1S", None)]
    #[case("P0003-06-04T12:30:05", None)]
    #[case("1", None)]
    fn durations(#[case] text: &str, #[case] expected: Option<[i64; 7]>) {
        assert_eq!(duration(text), expected, "{text}");
    }

    #[rstest]
    #[case("1970-01-01T00:00:00Z", Some(0))]
    #[case("1970-01-01T05:30:00.5+05:30", Some(500_000_000))]
    #[case("1970-01-01T00:00:00.000000001-0100", Some(3_600_000_000_001))]
    #[case("1970-01-01T01:00:00+01", Some(0))]
    #[case("1972-06-30T23:59:60Z", Some(78_796_800_000_000_000))]
    #[case("2008-09-15T15:53:00.601-00", None)]
    #[case("2008-09-15T15:53:00.601-0000", None)]
    #[case("2008-09-15T15:53:00.601-00:00", None)]
    #[case("2008-09-15T15:53:00.601", None)]
    #[case("2008-09-15", None)]
    #[case("2008-02-30T00:00:00Z", None)]
    #[case("2008-02-01T24:00:00Z", None)]
    #[case("2008-02-01T00:61:00Z", None)]
    #[case("2008-02-01 00:00:00Z", None)]
    #[case("01/011/2015", None)]
    #[case("2008-02-01T00:00:00.Z", None)]
    #[case("2008-02-01T00:00:00+05:3", None)]
    #[case("2008-02-01T00:00:00+24:00", None)]
    #[case("2008-0é-01T00:00:00Z", None)]
    fn timestamps(#[case] text: &str, #[case] expected: Option<i128>) {
        assert_eq!(timestamp(text), expected, "{text}");
    }

    #[test]
    fn uuids_stand_in_their_usual_form_only() {
        assert!(uuid("9dc99b37-e920-4a68-a066-917faca28949").is_some());
        for bad in [
            "9dc99b37e9204a68a066917faca28949",
            "{9dc99b37-e920-4a68-a066-917faca28949}",
            "9dc99b37-e920-4a68-a066-917faca2894",
            "x",
        ] {
            assert!(uuid(bad).is_none(), "{bad}");
        }
    }
}
