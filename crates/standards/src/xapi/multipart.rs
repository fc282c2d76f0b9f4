//! `multipart/mixed` as the standard uses it (part 3, 1.5.2; RFC 2046): a first part of JSON, then one part for each attachment, known by
//! its SHA-2.

use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

/// The most parts that are read.
const MOST_PARTS: usize = 1024;
/// The most bytes that the headers of one part may take.
const LARGEST_HEADERS: usize = 8 * 1024;

/// A part as it lies in the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'b> {
    /// Headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub content: &'b [u8],
}

impl Part<'_> {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The boundary that a `Content-Type` of `multipart/mixed` names; `None` when it is another type or names none.
pub fn boundary(content_type: &str) -> Option<String> {
    let mut pieces = content_type.split(';');
    if !pieces.next()?.trim().eq_ignore_ascii_case("multipart/mixed") {
        return None;
    }
    let value = pieces.find_map(|piece| {
        let (name, value) = piece.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim())
    })?;
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    ((1..=70).contains(&bare.len()) && bare.is_ascii()).then(|| bare.to_owned())
}

/// The parts of a body. It must end with its closing boundary.
pub fn parse<'b>(body: &'b [u8], boundary: &str) -> Result<Vec<Part<'b>>, &'static str> {
    let delimiter = format!("--{boundary}");
    let mut at = first_delimiter(body, delimiter.as_bytes()).ok_or("the boundary does not occur in the body")?;
    let mut parts = Vec::new();
    let between = format!("\r\n{delimiter}");
    loop {
        at += delimiter.len();
        let rest = &body[at..];
        if rest.starts_with(b"--") {
            return if parts.is_empty() { Err("there is no part") } else { Ok(parts) };
        }
        let padding = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if !rest[padding..].starts_with(b"\r\n") {
            return Err("a line with the boundary does not end");
        }
        at += padding;
        let end = find(&body[at..], between.as_bytes()).ok_or("the closing boundary is missing")?;
        // The line end after the boundary belongs to the headers, so that a part without headers begins with an empty line.
        parts.push(part(&body[at..at + end])?);
        if parts.len() > MOST_PARTS {
            return Err("there are too many parts");
        }
        at += end + 2;
    }
}

fn first_delimiter(body: &[u8], delimiter: &[u8]) -> Option<usize> {
    if body.starts_with(delimiter) {
        return Some(0);
    }
    let mut line = b"\r\n".to_vec();
    line.extend_from_slice(delimiter);
    find(body, &line).map(|at| at + 2)
}

fn part(bytes: &[u8]) -> Result<Part<'_>, &'static str> {
    let end = find(&bytes[..bytes.len().min(LARGEST_HEADERS)], b"\r\n\r\n").ok_or("the headers of a part do not end")?;
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| "the headers of a part are not text")?;
    let mut headers = Vec::new();
    for line in head.split("\r\n").filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or("a header of a part has no colon")?;
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    Ok(Part { headers, content: &bytes[end + 4..] })
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(step) = hay[from..].iter().position(|byte| *byte == first) {
        let at = from + step;
        if hay[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// An attachment on its way out.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its media type.
    pub content_type: String,
    /// Its SHA-2, in hexadecimal digits.
    pub sha2: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// Writes a body: the JSON, then the attachments.
pub fn write(json: &str, attachments: &[Attachment], boundary: &str) -> Vec<u8> {
    let mut out = format!("--{boundary}\r\nContent-Type: application/json\r\n\r\n{json}\r\n").into_bytes();
    for attachment in attachments {
        let head = format!(
            "--{boundary}\r\nContent-Type: {}\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {}\r\n\r\n",
            attachment.content_type, attachment.sha2
        );
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(&attachment.content);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    out
}

/// The SHA-2 of a content, of the kind whose digests are as long as this one, in small hexadecimal digits.
pub fn sha2_like(like: &str, content: &[u8]) -> Option<String> {
    Some(match like.len() {
        56 => hex(&Sha224::digest(content)),
        64 => hex(&Sha256::digest(content)),
        96 => hex(&Sha384::digest(content)),
        128 => hex(&Sha512::digest(content)),
        _ => return None,
    })
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let content = b"\r\n--almost\r\n\x00\xff".to_vec();
        let sha2 = sha2_like(&"0".repeat(64), &content).expect("SHA-256");
        let attachment = Attachment { content_type: "text/plain".into(), sha2: sha2.clone(), content: content.clone() };
        let body = write("{}", &[attachment], "xyz");
        let parts = parse(&body, "xyz").expect("parts");
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].header("content-type"), parts[0].content), (Some("application/json"), &b"{}"[..]));
        assert_eq!((parts[1].header("x-experience-api-hash"), parts[1].content), (Some(sha2.as_str()), &content[..]));
    }

    #[test]
    fn a_preamble_and_empty_contents_are_read() {
        let parts = parse(b"preamble\r\n--b\r\n\r\n\r\n--b \r\nA: b\r\n\r\n\r\n--b--ignored", "b").expect("parts");
        assert_eq!(parts.len(), 2);
        assert!(parts[0].headers.is_empty() && parts[0].content.is_empty());
        assert_eq!(parts[1].header("a"), Some("b"));
    }

    #[test]
    fn refuses_broken_bodies() {
        for body in [
            "",
            "no boundary",
            "--b",
            "--b--",
            "--b\r\n",
            "--b\r\n\r\n{}",
            "--b\r\n\r\n{}\r\n--b",
            "--b\r\nx\r\n\r\n\r\n--b--",
            "--bx\r\n\r\n\r\n--b--",
        ] {
            assert!(parse(body.as_bytes(), "b").is_err(), "{body:?}");
        }
    }

    #[test]
    fn a_boundary_is_read_in_each_form() {
        assert_eq!(boundary("multipart/mixed; boundary=abc").as_deref(), Some("abc"));
        assert_eq!(boundary("Multipart/Mixed; charset=x; Boundary=\"a b\"").as_deref(), Some("a b"));
        for bad in ["multipart/mixed", "multipart/form-data; boundary=a", "application/json", "multipart/mixed; boundary="] {
            assert_eq!(boundary(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(body in proptest::collection::vec(prop_oneof![Just(b'-'), Just(b'b'), Just(b'\r'), Just(b'\n'), any::<u8>()], 0..120)) {
            let _ = parse(&body, "b");
        }
    }
}
