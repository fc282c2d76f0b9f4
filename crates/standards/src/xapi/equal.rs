//! Whether two statements are the same one (part 2, 2.3.1 of 1.0.3 and 4.1.2 of 9274.1.1): what the store adds is left out, timestamps
//! are compared as instants, durations to the hundredth of a second, numbers by value, objects without regard to the order of their keys.

use super::format;
use super::json::{Json, Object};

/// Keys that the store adds or may change; attachments are compared apart.
const NOT_COMPARED: [&str; 4] = ["authority", "stored", "version", "id"];

/// Whether two statements with one id are the same. A timestamp that only one has was added by the store.
pub fn statements(one: &Json, other: &Json) -> bool {
    let (Some(one), Some(other)) = (one.as_object(), other.as_object()) else { return false };
    let compared = |object: &Object, against: &Object| {
        object.iter().filter(|(key, _)| !NOT_COMPARED.contains(key)).all(|(key, value)| match against.get(key) {
            Some(match_) => same(key, value, match_),
            None => key == "timestamp" || is_empty_list(key, value),
        })
    };
    compared(one, other) && compared(other, one)
}

fn is_empty_list(key: &str, value: &Json) -> bool {
    key == "attachments" && value.as_array().is_some_and(<[Json]>::is_empty)
}

/// Whether two values of a key mean the same.
fn same(key: &str, one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Text(one), Json::Text(other)) => same_text(key, one, other),
        (Json::Number(one), Json::Number(other)) => number(one) == number(other),
        (Json::Object(one), Json::Object(other)) if key == "contextActivities" => same_lists(one, other),
        (Json::Object(one), Json::Object(other)) => same_keys(one, other, !matches!(key, "extensions" | FREE)),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(key, one, other))
        }
        (one, other) => one == other,
    }
}

/// Stands for the key of anything within extensions, where keys have no meaning for the standard.
const FREE: &str = "";

fn same_keys(one: &Object, other: &Object, keys_have_meaning: bool) -> bool {
    let same_value = |key, one, other| same(if keys_have_meaning { key } else { FREE }, one, other);
    one.len() == other.len() && one.iter().all(|(key, value)| other.get(key).is_some_and(|match_| same_value(key, value, match_)))
}

/// Context activities: a single one and a list of one are the same.
fn same_lists(one: &Object, other: &Object) -> bool {
    let list = |value: &Json| value.as_array().map_or_else(|| vec![value.clone()], <[Json]>::to_vec);
    one.len() == other.len()
        && one.iter().all(|(key, value)| {
            other.get(key).is_some_and(|match_| same("list", &Json::Array(list(value)), &Json::Array(list(match_))))
        })
}

fn same_text(key: &str, one: &str, other: &str) -> bool {
    one == other
        || match key {
            "timestamp" => format::timestamp(one).is_some_and(|instant| format::timestamp(other) == Some(instant)),
            "duration" => format::duration(one).is_some_and(|parts| format::duration(other) == Some(parts)),
            "registration" | "sha2" | "mbox_sha1sum" => one.eq_ignore_ascii_case(other),
            "id" => format::uuid(one).is_some_and(|id| format::uuid(other) == Some(id)),
            _ => false,
        }
}

/// A number by value: sign, digits without zeros at either end, and the exponent of the last digit.
fn number(text: &str) -> (bool, String, i64) {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (digits, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let limit = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
    let exponent = exponent.parse::<i64>().unwrap_or(limit).clamp(i64::MIN / 2, i64::MAX / 2);
    let all = format!("{whole}{fraction}");
    let significant = all.trim_end_matches('0');
    let zeros = i64::try_from(all.len() - significant.len()).unwrap_or_default();
    let places = i64::try_from(fraction.len()).unwrap_or_default();
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() { (false, String::new(), 0) } else { (negative, significant.to_owned(), exponent - places + zeros) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(text: &str) -> Json {
        Json::parse(text.as_bytes()).expect("JSON")
    }

    #[rstest]
    #[case(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#, true)]
    #[case(r#"{"a":1}"#, r#"{"a":1.0}"#, true)]
    #[case(r#"{"a":100}"#, r#"{"a":1e2}"#, true)]
    #[case(r#"{"a":0.10}"#, r#"{"a":1E-1}"#, true)]
    #[case(r#"{"a":-0}"#, r#"{"a":0}"#, true)]
    #[case(r#"{"a":12345678901234567890}"#, r#"{"a":12345678901234567891}"#, false)]
    #[case(r#"{"a":1}"#, r#"{"a":"1"}"#, false)]
    #[case(r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#, false)]
    #[case(r#"{"id":"x","stored":"1","authority":{},"version":"1.0.0"}"#, r#"{}"#, true)]
    #[case(r#"{"timestamp":"2026-01-01T00:00:00Z"}"#, r#"{"timestamp":"2026-01-01T05:30:00.000+05:30"}"#, true)]
    #[case(r#"{"timestamp":"2026-01-01T00:00:00Z"}"#, r#"{"timestamp":"2026-01-01T00:00:00.001Z"}"#, false)]
    #[case(r#"{"timestamp":"2026-01-01T00:00:00Z"}"#, r#"{}"#, true)]
    #[case(r#"{"result":{"duration":"PT1.231S"}}"#, r#"{"result":{"duration":"PT1.239S"}}"#, true)]
    #[case(r#"{"result":{"duration":"PT1.23S"}}"#, r#"{"result":{"duration":"PT1.24S"}}"#, false)]
    #[case(
        r#"{"context":{"contextActivities":{"parent":{"id":"a:b"}}}}"#,
        r#"{"context":{"contextActivities":{"parent":[{"id":"a:b"}]}}}"#,
        true
    )]
    #[case(
        r#"{"result":{"extensions":{"a:b":{"timestamp":"2026-01-01T00:00:00Z"}}}}"#,
        r#"{"result":{"extensions":{"a:b":{"timestamp":"2026-01-01T00:00:00.0Z"}}}}"#,
        false
    )]
    #[case(r#"{"object":{"id":"a:b"}}"#, r#"{"object":{"id":"a:b","definition":{}}}"#, false)]
    fn equality(#[case] one: &str, #[case] other: &str, #[case] expected: bool) {
        assert_eq!(statements(&read(one), &read(other)), expected);
        assert_eq!(statements(&read(other), &read(one)), expected);
    }
}
