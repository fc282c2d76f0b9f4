//! The generated right-to-left language: English with marks around it and inside an RTL override, so that a page that mixes directions,
//! cuts texts or uses literals is seen at once. It is never offered to officials.

/// Right-to-left override and its end.
const MARKS: (char, char) = ('\u{202e}', '\u{202c}');

pub(crate) fn mirror(text: &str) -> String {
    let padding = "~".repeat(text.chars().count() / 4);
    format!("{}{text}{padding}{}", MARKS.0, MARKS.1)
}
