//! The generated right-to-left language: English with marks around it and inside an RTL override, so that a page that mixes directions,
//! cuts texts or uses literals is seen at once. It is never offered to officials.

/// Right-to-left override and its end.
const MARKS: (char, char) = ('\u{202e}', '\u{202c}');

pub(crate) fn mirror(text: &str) -> String {
    // A quarter longer, as translations are; in words that can be broken into lines, as theirs are.
    let length = text.chars().count() / 4;
    let padding: String = (0..length).map(|at| if at % 8 == 4 { ' ' } else { '~' }).collect();
    format!("{}{text}{padding}{}", MARKS.0, MARKS.1)
}
