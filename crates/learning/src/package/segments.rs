//! How a text is cut into segments: each `## Heading {#id}` begins one; in a transcript `## Heading {#id @24}` says at which second.

use std::collections::BTreeSet;

use super::fault::Faults;
use super::manifest::is_slug;

/// A segment as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) code: String,
    pub(super) heading: String,
    pub(super) starts_at: i64,
    pub(super) body: String,
    /// The line of its heading, from 1.
    pub(super) line: usize,
}

/// Cuts a text; what is wrong goes to `faults`. `timed` says whether it is a transcript.
pub(super) fn cut(file: &str, text: &str, timed: bool, faults: &mut Faults) -> Vec<Cut> {
    let mut cuts: Vec<Cut> = Vec::new();
    let mut fenced = false;
    for (line, number) in text.lines().zip(1..) {
        fenced ^= line.trim_start().starts_with("```");
        match line.strip_prefix("## ").filter(|_| !fenced) {
            Some(heading) => cuts.push(begin(file, number, heading, timed, faults)),
            None => match cuts.last_mut() {
                Some(cut) => {
                    cut.body.push_str(line);
                    cut.body.push('\n');
                }
                None if line.trim().is_empty() => {}
                None => {
                    faults.add(file, Some(number), "nothing stands before the first ## Heading {#id}");
                    return Vec::new();
                }
            },
        }
    }
    check(file, &cuts, timed, faults);
    cuts
}

fn begin(file: &str, line: usize, heading: &str, timed: bool, faults: &mut Faults) -> Cut {
    let (words, mark) = match heading.trim_end().strip_suffix('}').and_then(|rest| rest.rsplit_once("{#")) {
        Some((words, mark)) => (words.trim(), mark.trim()),
        None => {
            faults.add(file, Some(line), "a segment heading ends with its id: ## Heading {#id}");
            (heading.trim(), "")
        }
    };
    let (code, second) = match mark.split_once('@') {
        Some((code, second)) => (code.trim(), Some(second.trim())),
        None => (mark, None),
    };
    if !mark.is_empty() && !is_slug(code) {
        faults.add(file, Some(line), format!("the segment id {code:?} is not made of lower-case letters, digits and hyphens"));
    }
    if words.is_empty() {
        faults.add(file, Some(line), "a segment heading has words before its id");
    }
    let starts_at = second.and_then(|second| second.parse().ok()).unwrap_or(0);
    match (timed, second) {
        (true, Some(second)) if second.parse::<u32>().is_err() => {
            faults.add(file, Some(line), format!("{second:?} is not a number of whole seconds"))
        }
        (true, None) if !mark.is_empty() => {
            faults.add(file, Some(line), "in a transcript a segment says when it begins: {#id @24}")
        }
        (false, Some(_)) => faults.add(file, Some(line), "only the segments of a transcript have a second"),
        _ => {}
    }
    Cut { code: code.to_owned(), heading: words.to_owned(), starts_at, body: String::new(), line }
}

fn check(file: &str, cuts: &[Cut], timed: bool, faults: &mut Faults) {
    if cuts.is_empty() {
        faults.add(file, None, "the text has no segment: ## Heading {#id}");
    }
    let mut seen = BTreeSet::new();
    for cut in cuts {
        if !cut.code.is_empty() && !seen.insert(&cut.code) {
            faults.add(file, Some(cut.line), format!("the segment id {:?} stands twice", cut.code));
        }
        if cut.body.trim().is_empty() {
            faults.add(file, Some(cut.line), "the segment is empty");
        }
    }
    if timed {
        for pair in cuts.windows(2).filter(|pair| pair[1].starts_at <= pair[0].starts_at) {
            faults.add(file, Some(pair[1].line), "a segment begins later than the one before it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str, timed: bool) -> Vec<String> {
        let mut faults = Faults::default();
        cut("en/a.md", text, timed, &mut faults);
        faults.sorted().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn headings_begin_segments_and_fences_hide_them() {
        let mut faults = Faults::default();
        let cuts = cut("a", "## One {#one}\ntext\n```\n## not one {#x}\n```\n## Two {#two}\nmore\n", false, &mut faults);
        assert!(faults.is_empty());
        let found: Vec<_> = cuts.iter().map(|cut| (cut.code.as_str(), cut.heading.as_str(), cut.line)).collect();
        assert_eq!(found, [("one", "One", 1), ("two", "Two", 6)]);
        assert_eq!(cuts[0].body, "text\n```\n## not one {#x}\n```\n");
    }

    #[test]
    fn every_fault_has_its_line() {
        let table = [
            ("words\n## A {#a}\nx", false, "en/a.md:1: nothing stands before the first ## Heading {#id}"),
            ("\n", false, "en/a.md: the text has no segment: ## Heading {#id}"),
            ("## A\nx", false, "en/a.md:1: a segment heading ends with its id: ## Heading {#id}"),
            ("## A {#A b}\nx", false, "en/a.md:1: the segment id \"A b\" is not made of lower-case letters, digits and hyphens"),
            ("## {#a}\nx", false, "en/a.md:1: a segment heading has words before its id"),
            ("## A {#a}\nx\n## B {#a}\ny", false, "en/a.md:3: the segment id \"a\" stands twice"),
            ("## A {#a}\n\n## B {#b}\ny", false, "en/a.md:1: the segment is empty"),
            ("## A {#a @3}\nx", false, "en/a.md:1: only the segments of a transcript have a second"),
            ("## A {#a}\nx", true, "en/a.md:1: in a transcript a segment says when it begins: {#id @24}"),
            ("## A {#a @x}\nx", true, "en/a.md:1: \"x\" is not a number of whole seconds"),
            ("## A {#a @5}\nx\n## B {#b @5}\ny", true, "en/a.md:3: a segment begins later than the one before it"),
        ];
        for (text, timed, fault) in table {
            assert_eq!(faults(text, timed), [fault], "{text}");
        }
    }
}
