//! Cells that a spreadsheet would take for a formula: they go out with an apostrophe before them, and come back without it.

/// What begins a formula in one spreadsheet or another.
const DANGEROUS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn is_dangerous(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(DANGEROUS)
}

/// The cell as it is written: harmless in every spreadsheet. What already has apostrophes gets one more, so that none is lost on the way back.
pub(crate) fn guarded(cell: &str) -> String {
    if is_dangerous(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell as it was before it was guarded.
pub(crate) fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_dangerous(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_goes_out_as_text_and_comes_back_as_it_was() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+91", "'+91"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("'=1", "''=1"),
            ("''-", "'''-"),
            ("plain", "plain"),
            ("'quoted'", "'quoted'"),
            ("", ""),
            ("अधिकार = कर्तव्य", "अधिकार = कर्तव्य"),
        ] {
            assert_eq!(guarded(cell), written);
            assert_eq!(unguarded(written), cell);
        }
        assert_eq!(unguarded("=1"), "=1", "what nobody guarded stays");
    }
}
