//! Numbers as people write them: `25,000`, `२५०००`, `2.5`, `2,5`.

use serde::{Deserialize, Serialize};

/// A decimal number of at most six places, kept exactly, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Number(i64);

/// Decimal places that are kept.
const PLACES: usize = 6;

impl Number {
    /// Reads a number. Digits may be ASCII or Devanagari (or of any other script that Unicode counts as decimal and Indian languages use);
    /// blanks are ignored. A point is the decimal sign. A comma groups thousands and lakhs where it stands as a grouping can
    /// (`25,000`, `1,25,000`), else a single one is the decimal sign (`2,5`).
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(ascii).collect();
        let (negative, digits) = match plain.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
        };
        let (whole, fraction) = split(digits)?;
        let fits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !fits(&whole) || !fits(&fraction) || fraction.len() > PLACES {
            return None;
        }
        let millionths: i64 = format!("{whole}{fraction:0<PLACES$}").parse().ok()?;
        Some(Self(if negative { -millionths } else { millionths }))
    }

    /// Whether two numbers are at most so far apart.
    pub const fn is_within(self, tolerance: Self, other: Self) -> bool {
        self.0.abs_diff(other.0) <= tolerance.0.unsigned_abs()
    }

    /// Whether it is less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// As a person writes it: no needless places, grouped as India does.
    pub fn written(self) -> String {
        let (whole, fraction) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = kernel::number::lakh(i64::try_from(whole).unwrap_or(i64::MAX));
        let fraction = format!("{fraction:06}");
        match fraction.trim_end_matches('0') {
            "" => format!("{sign}{whole}"),
            places => format!("{sign}{whole}.{places}"),
        }
    }
}

/// Whole part and fraction, without grouping.
fn split(digits: &str) -> Option<(String, String)> {
    if let Some((whole, fraction)) = digits.split_once('.') {
        let plain = !whole.contains(',') || is_grouped(whole);
        return plain.then(|| (whole.replace(',', ""), fraction.to_owned()));
    }
    if is_grouped(digits) {
        return Some((digits.replace(',', ""), String::new()));
    }
    match digits.split_once(',') {
        Some((whole, fraction)) => Some((whole.to_owned(), fraction.to_owned())),
        None => Some((digits.to_owned(), String::new())),
    }
}

/// Whether commas group: three digits at the end, two or three between, one to three at the beginning, which is no zero.
fn is_grouped(digits: &str) -> bool {
    let groups: Vec<&str> = digits.split(',').collect();
    let [first, between @ .., last] = groups.as_slice() else { return false };
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && last.len() == 3
        && between.iter().all(|group| (2..=3).contains(&group.len()))
}

/// The ASCII form of a decimal digit of an Indian script or of Urdu; anything else as it is.
pub(super) fn ascii(c: char) -> char {
    const ZEROS: [char; 13] = [
        '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}', '\u{ce6}', '\u{d66}',
        '\u{abf0}', '\u{1c50}',
    ];
    ZEROS
        .iter()
        .find_map(|zero| (c as u32).checked_sub(*zero as u32).filter(|value| *value < 10))
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Number;

    #[rstest]
    #[case("30", Some("30"))]
    #[case(" ३० ", Some("30"))]
    #[case("২৫", Some("25"))]
    #[case("25,000", Some("25,000"))]
    #[case("२५,०००", Some("25,000"))]
    #[case("1,25,000", Some("1,25,000"))]
    #[case("125,000.50", Some("1,25,000.5"))]
    #[case("2.5", Some("2.5"))]
    #[case("2,5", Some("2.5"))]
    #[case("0,125", Some("0.125"))]
    #[case("2,50", Some("2.5"))]
    #[case(".5", Some("0.5"))]
    #[case("-4", Some("-4"))]
    #[case("−4", Some("-4"))]
    #[case("1 000", Some("1,000"))]
    #[case("1930", Some("1,930"))]
    #[case("", None)]
    #[case("-", None)]
    #[case("thirty", None)]
    #[case("30 days", None)]
    #[case("1,2,3", None)]
    #[case("1.2.3", None)]
    #[case("1.2345678", None)]
    #[case("99999999999999999999", None)]
    fn reads_numbers_as_they_are_written(#[case] written: &str, #[case] read: Option<&str>) {
        assert_eq!(Number::parse(written).map(Number::written).as_deref(), read, "{written}");
    }

    #[test]
    fn a_tolerance_counts_both_ways() {
        let number = |text| Number::parse(text).expect("a number");
        assert!(number("9.5").is_within(number("0.5"), number("10")));
        assert!(number("10.5").is_within(number("0.5"), number("10")));
        assert!(!number("10.51").is_within(number("0.5"), number("10")));
    }
}
