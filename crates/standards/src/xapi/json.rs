//! JSON, strictly (RFC 8259): no duplicate keys, bounded depth, valid UTF-8, no lone surrogates. Keeps the order of keys and the digits of
//! numbers, so that what was read can be written back without loss.

use std::fmt;

/// The deepest nesting that is read.
pub const DEEPEST: usize = 64;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Truth(bool),
    /// A number, as it was written.
    Number(Box<str>),
    /// A text.
    Text(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

/// An object: keys in the order in which they came, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Vec<(String, Json)>);

/// Why a text is no JSON that is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The byte at which reading stopped.
    pub at: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not JSON at byte {}: {}", self.at, self.reason)
    }
}

impl Json {
    /// Reads one value that fills all of `bytes`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let text = std::str::from_utf8(bytes).map_err(|fault| Malformed { at: fault.valid_up_to(), reason: "not UTF-8" })?;
        let mut reader = Reader { text, at: 0 };
        reader.skip_space();
        let value = reader.value(DEEPEST)?;
        reader.skip_space();
        if reader.at < text.len() { Err(reader.fault("something follows the value")) } else { Ok(value) }
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The text, when it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The object, when it is one.
    pub fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// The elements, when it is an array.
    pub fn as_array(&self) -> Option<&[Json]> {
        if let Self::Array(elements) = self { Some(elements) } else { None }
    }

    /// The number as a float, when it is one.
    pub fn as_number(&self) -> Option<f64> {
        if let Self::Number(digits) = self { digits.parse().ok() } else { None }
    }

    /// The value of a key, when it is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.as_object()?.get(key)
    }

    /// Its text, without white space.
    pub fn written(&self) -> String {
        let mut out = String::with_capacity(128);
        self.write(&mut out);
        out
    }

    /// Appends it to a text, without white space.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Truth(truth) => out.push_str(if *truth { "true" } else { "false" }),
            Self::Number(digits) => out.push_str(digits),
            Self::Text(text) => write_text(text, out),
            Self::Array(elements) => {
                out.push('[');
                for (at, element) in elements.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    element.write(out);
                }
                out.push(']');
            }
            Self::Object(object) => object.write(out),
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written())
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl Object {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The value of a key, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Json> {
        self.0.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The text of a key, when it is one.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    /// Sets a key, in its place or at the end.
    pub fn set(&mut self, key: &str, value: Json) {
        match self.get_mut(key) {
            Some(place) => *place = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// Takes a key out.
    pub fn take(&mut self, key: &str) -> Option<Json> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.remove(at).1)
    }

    /// Keys and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Keys and values in their order, the values to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Json)> {
        self.0.iter_mut().map(|(key, value)| (key.as_str(), value))
    }

    /// How many keys it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps the keys for which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.0.retain(|(key, _)| keep(key));
    }

    fn write(&self, out: &mut String) {
        out.push('{');
        for (at, (key, value)) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            write_text(key, out);
            out.push(':');
            value.write(out);
        }
        out.push('}');
    }
}

impl FromIterator<(String, Json)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(pairs: I) -> Self {
        let mut object = Self::default();
        for (key, value) in pairs {
            object.set(&key, value);
        }
        object
    }
}

/// Appends a text in quotes; only what must be escaped is.
pub fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_special) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte => out.push_str(&format!("\\u{byte:04x}")),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// What cannot stand in a text as it is: control characters, the quote and the backslash.
fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn fault(&self, reason: &'static str) -> Malformed {
        Malformed { at: self.at, reason }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &'static str, value: Json) -> Result<Json, Malformed> {
        if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.fault("an unknown word"))
        }
    }

    fn value(&mut self, deeper: usize) -> Result<Json, Malformed> {
        match self.peek() {
            Some(b'{') => self.object(deeper),
            Some(b'[') => self.array(deeper),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Json::Truth(true)),
            Some(b'f') => self.word("false", Json::Truth(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(_) => Err(self.fault("no value begins so")),
            None => Err(self.fault("the text ends too early")),
        }
    }

    fn object(&mut self, deeper: usize) -> Result<Json, Malformed> {
        let deeper = deeper.checked_sub(1).ok_or(self.fault("nested too deeply"))?;
        let begin = self.at;
        let mut pairs: Vec<(String, Json)> = Vec::new();
        self.at += 1;
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Object(Object::default()));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.fault("a key is missing"));
            }
            let key = self.string()?;
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.fault("a colon is missing"));
            }
            self.at += 1;
            self.skip_space();
            pairs.push((key, self.value(deeper)?));
            if self.after_element(b'}')? {
                break;
            }
        }
        if has_duplicate(&pairs) {
            Err(Malformed { at: begin, reason: "a key stands twice" })
        } else {
            Ok(Json::Object(Object(pairs)))
        }
    }

    fn array(&mut self, deeper: usize) -> Result<Json, Malformed> {
        let deeper = deeper.checked_sub(1).ok_or(self.fault("nested too deeply"))?;
        let mut elements = Vec::new();
        self.at += 1;
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::Array(elements));
        }
        loop {
            elements.push(self.value(deeper)?);
            if self.after_element(b']')? {
                return Ok(Json::Array(elements));
            }
        }
    }

    /// Whether the end follows; else a comma and the next element do.
    fn after_element(&mut self, end: u8) -> Result<bool, Malformed> {
        self.skip_space();
        match self.peek() {
            Some(byte) if byte == end => {
                self.at += 1;
                Ok(true)
            }
            Some(b',') => {
                self.at += 1;
                self.skip_space();
                Ok(false)
            }
            _ => Err(self.fault("a comma or an end is missing")),
        }
    }

    fn number(&mut self) -> Result<Json, Malformed> {
        let begin = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits()?,
            _ => return Err(self.fault("a digit is missing")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Json::Number(self.text[begin..self.at].into()))
    }

    fn digits(&mut self) -> Result<(), Malformed> {
        let begin = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == begin { Err(self.fault("a digit is missing")) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, Malformed> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.bytes().position(is_special).unwrap_or(rest.len());
            out.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escaped()?);
                }
                Some(_) => return Err(self.fault("a control character in a text")),
                None => return Err(self.fault("a text does not end")),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Malformed> {
        let kind = self.peek().ok_or(self.fault("a text does not end"))?;
        self.at += 1;
        Ok(match kind {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.code_point()?,
            _ => return Err(self.fault("an unknown escape")),
        })
    }

    fn code_point(&mut self) -> Result<char, Malformed> {
        let first = self.unit()?;
        let code = match first {
            0xd800..=0xdbff => {
                if !self.text.as_bytes()[self.at..].starts_with(b"\\u") {
                    return Err(self.fault("half of a surrogate pair"));
                }
                self.at += 2;
                match self.unit()? {
                    second @ 0xdc00..=0xdfff => 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                    _ => return Err(self.fault("half of a surrogate pair")),
                }
            }
            other => other,
        };
        char::from_u32(code).ok_or(self.fault("half of a surrogate pair"))
    }

    fn unit(&mut self) -> Result<u32, Malformed> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).ok_or(self.fault("four digits are missing"))?;
        let mut unit = 0;
        for digit in digits {
            let digit = char::from(*digit).to_digit(16).ok_or(self.fault("four digits are missing"))?;
            unit = unit * 16 + digit;
        }
        self.at += 4;
        Ok(unit)
    }
}

/// Many keys are sorted, so that an object of a million keys costs no more than its share.
fn has_duplicate(pairs: &[(String, Json)]) -> bool {
    if pairs.len() <= 16 {
        return pairs.iter().enumerate().any(|(at, (key, _))| pairs[..at].iter().any(|(known, _)| known == key));
    }
    let mut keys: Vec<&str> = pairs.iter().map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    keys.windows(2).any(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"{"a":1,"a":2}"#)]
    #[case(r#"{"a":1,"\u0061":2}"#)]
    #[case(r#"{"a":1,}"#)]
    #[case(r#"[1,]"#)]
    #[case(r#"{a:1}"#)]
    #[case(r#"{'a':1}"#)]
    #[case(r#"{"a":01}"#)]
    #[case(r#"{"a":1.}"#)]
    #[case(r#"{"a":.5}"#)]
    #[case(r#"{"a":+1}"#)]
    #[case(r#"{"a":NaN}"#)]
    #[case(r#"{"a":nul}"#)]
    #[case("{\"a\":\"\t\"}")]
    #[case(r#"{"a":"\x"}"#)]
    #[case(r#"{"a":"\ud800"}"#)]
    #[case(r#"{"a":"\udc00"}"#)]
    #[case(r#"{"a":"\ud800\u0041"}"#)]
    #[case(r#"{"a":"\u12"}"#)]
    #[case(r#"{"a":1} {}"#)]
    #[case(r#"{"a":"b"#)]
    #[case("")]
    #[case("{\"a\":1}//")]
    fn refuses_what_is_not_json(#[case] text: &str) {
        assert!(Json::parse(text.as_bytes()).is_err(), "{text}");
    }

    #[test]
    fn refuses_what_is_not_utf_8() {
        assert!(Json::parse(b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn depth_is_bounded_whatever_nests() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = |depth| format!("{}1{}", open.repeat(depth), close.repeat(depth));
            assert!(Json::parse(nested(DEEPEST).as_bytes()).is_ok());
            assert!(Json::parse(nested(DEEPEST + 1).as_bytes()).is_err());
            assert!(Json::parse(open.repeat(1_000_000).as_bytes()).is_err());
        }
    }

    #[test]
    fn a_duplicate_among_many_keys_is_found() {
        let keys: Vec<String> = (0..100).map(|n| format!("\"k{n}\":0")).collect();
        assert!(Json::parse(format!("{{{}}}", keys.join(",")).as_bytes()).is_ok());
        assert!(Json::parse(format!("{{{},\"k7\":1}}", keys.join(",")).as_bytes()).is_err());
    }

    #[test]
    fn order_and_digits_are_kept() {
        let text = r#"{"z":1.0,"a":12345678901234567890,"m":1E+2,"t":"a\"\\\n\u0001é😀"}"#;
        assert_eq!(Json::parse(text.as_bytes()).expect("JSON").to_string(), text);
        assert_eq!(Json::parse(br#""\ud83d\ude00\/""#), Ok(Json::text("😀/")));
    }

    proptest! {
        #[test]
        fn never_panics_and_reads_its_own_writing(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in ".*") {
            let _ = Json::parse(&bytes);
            let written = Json::Array(vec![Json::Text(text.clone())]).to_string();
            prop_assert_eq!(Json::parse(written.as_bytes()), Ok(Json::Array(vec![Json::Text(text)])));
        }
    }
}
