//! Numbers as India writes them: 12,34,567. CLDR lacks the grouping for several Indian languages, so it is done here.

/// Groups the last three digits, then pairs: `1234567` becomes `12,34,567`.
pub fn lakh(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let (head, tail) = digits.split_at(digits.len().saturating_sub(3));
    let mut out = String::with_capacity(digits.len() + 6);
    if number < 0 {
        out.push('-');
    }
    for (at, digit) in head.char_indices() {
        if at > 0 && (head.len() - at) % 2 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !head.is_empty() {
        out.push(',');
    }
    out.push_str(tail);
    out
}

/// Whole percent of `part` in `whole`, rounded half up; `None` when there is no whole.
pub const fn percent(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 { None } else { Some((part * 200 + whole) / (whole * 2)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_by_thousand_lakh_and_crore() {
        let cases =
            [(0, "0"), (999, "999"), (1000, "1,000"), (100_000, "1,00,000"), (15_000_000, "1,50,00,000"), (-12_345, "-12,345")];
        for (number, written) in cases {
            assert_eq!(lakh(number), written);
        }
    }

    #[test]
    fn rounds_half_up() {
        assert_eq!((percent(1, 8), percent(1, 3), percent(0, 0)), (Some(13), Some(33), None));
    }
}
