//! When two short answers are the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::number::ascii;

/// The form in which short answers are compared: Unicode NFKC, lower case, digits of every script as ASCII, runs of blanks and
/// punctuation as one blank. Vowel signs, virama and nukta are kept, because in Indian scripts they are letters; invisible joiners are left
/// out. `10(1)`, `10 (1)` and `१० (१)` are the same.
pub fn fold(written: &str) -> String {
    let mut folded = String::with_capacity(written.len());
    for c in written.nfkc().flat_map(char::to_lowercase).nfkc().map(ascii) {
        if c.is_alphanumeric() || is_combining_mark(c) {
            folded.push(c);
        } else if !is_invisible(c) && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Joiners, direction marks and soft hyphens: they shape what is seen and say nothing.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::fold;

    #[rstest]
    #[case("10(1)", "10 (1)")]
    #[case("10(1)", "१०(१)")]
    #[case("Section 10", "  section—10. ")]
    #[case("Windows + L", "windows l")]
    #[case("First Appellate Authority", "first-appellate   AUTHORITY")]
    #[case("ｉｎｔｅｒｉｍ", "interim")]
    #[case("अंतरिम उत्तर", "अंतरिम  उत्तर।")]
    #[case("अपील\u{200d}ीय", "अपीलीय")]
    #[case("ज़रूरी", "ज\u{93c}रूरी")]
    fn the_same_answer_written_differently(#[case] one: &str, #[case] other: &str) {
        assert_eq!(fold(one), fold(other));
    }

    #[rstest]
    #[case("कर", "कार")]
    #[case("कि", "की")]
    #[case("कम", "कम्")]
    #[case("जरूरी", "ज़रूरी")]
    #[case("101", "10 1")]
    #[case("interim", "interim reply")]
    fn different_answers_stay_different(#[case] one: &str, #[case] other: &str) {
        assert_ne!(fold(one), fold(other));
    }
}
