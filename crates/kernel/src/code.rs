//! Codes: the names that people and files use for master data, such as `block-development-officer` or `BR-RDD-PATNA`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A stable name of 1 to 64 ASCII letters, digits, `-`, `_`, `.` or `/`, beginning with a letter or digit. Case matters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

/// Why a text is no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a code: 1 to 64 letters, digits, '-', '_', '.', '/'; the first a letter or digit")]
pub struct NotACode(pub String);

impl Code {
    /// Reads a code, trimming blanks around it.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        let text = text.trim();
        let fits = (1..=64).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
        if fits { Ok(Self(text.to_owned())) } else { Err(NotACode(text.chars().take(80).collect())) }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Code {
    type Error = NotACode;
    fn try_from(text: String) -> Result<Self, NotACode> {
        Self::parse(&text)
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn reads_what_people_write_and_refuses_the_rest() {
        for good in ["rti", "BR-RDD-PATNA", " S10 ", "a.b/c_d"] {
            assert!(Code::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-rti", "सूचना", "a b", &"x".repeat(65)] {
            assert!(Code::parse(bad).is_err(), "{bad}");
        }
    }
}
