//! Addresses with queries.

/// A name or value as it stands in the query of an address (RFC 3986, section 2.3: only unreserved characters stay).
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// A path with the values that are not empty, in their order.
pub fn address(path: &str, values: &[(&str, &str)]) -> String {
    let asked: Vec<String> =
        values.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if asked.is_empty() { path.to_owned() } else { format!("{path}?{}", asked.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_stands_in_an_address() {
        assert_eq!(address("/learn", &[("q", ""), ("page", "")]), "/learn");
        assert_eq!(
            address("/learn", &[("q", "a b&c"), ("page", ""), ("mode", "सूचना")]),
            format!("/learn?q=a%20b%26c&mode={}", encode("सूचना"))
        );
        assert_eq!(encode("~é/"), "~%C3%A9%2F");
    }
}
