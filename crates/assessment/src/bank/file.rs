//! Reading the file of a competency's own bank (`docs/formats/item-bank.md`), as far as it can be judged without the store.

use std::collections::BTreeSet;
use std::fmt;

use kernel::{Code, Language, LanguageText, Level};
use serde::Deserialize;
use toml::{Spanned, Table};

use crate::item::{ItemFault, NewItem, Wants, line_of, of_file, parse_written};

/// What is wrong with a bank, for the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BankFault {
    /// The name of the file.
    pub file: String,
    /// Where in it, and what.
    pub fault: ItemFault,
}

impl fmt::Display for BankFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.fault.line, self.fault)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    competency: Spanned<String>,
    licence: Spanned<String>,
    sources: Spanned<Vec<String>>,
    languages: Option<Vec<Language>>,
    #[serde(default)]
    outcome: Vec<Spanned<RawOutcome>>,
    #[serde(default)]
    item: Vec<Spanned<Table>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOutcome {
    code: String,
    level: i64,
    indicator: String,
    text: LanguageText,
}

/// A bank as far as it could be read; what it names must still be found in the framework.
#[derive(Debug)]
pub(super) struct BankFile {
    /// What is wrong with it already.
    pub(super) faults: Vec<ItemFault>,
    /// The code of its competency, and the line on which it stands.
    pub(super) competency: (String, usize),
    pub(super) outcomes: Vec<Outcome>,
    pub(super) items: Vec<NewItem>,
}

/// An outcome, tied to an indicator by its code.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) code: Code,
    pub(super) level: Level,
    pub(super) text: LanguageText,
    pub(super) indicator: String,
    pub(super) line: usize,
}

/// Reads a bank; fails where it cannot be read at all.
pub(super) fn read(source: &str) -> Result<BankFile, ItemFault> {
    let raw: Raw = toml::from_str(source).map_err(|error| of_file(source, &error))?;
    let languages = raw.languages.unwrap_or_else(|| vec![Language::ENGLISH, Language::HINDI]);
    let mut reader = Reader { source, languages: &languages, faults: Vec::new() };
    reader.head(&raw.competency, &raw.licence, &raw.sources);
    let outcomes = reader.outcomes(&raw.outcome);
    let codes: Vec<Code> = raw.outcome.iter().filter_map(|outcome| Code::parse(&outcome.get_ref().code).ok()).collect();
    let mut faults = reader.faults;
    let items = parse_written(source, raw.item, Wants { outcomes: &codes, languages: &languages, why: true });
    let items = items.unwrap_or_else(|found| {
        faults.extend(found);
        Vec::new()
    });
    if faults.is_empty() {
        faults.extend(outcomes.iter().filter(|outcome| items.iter().all(|item| item.outcome != outcome.code)).map(without_item));
    }
    let competency = (raw.competency.get_ref().clone(), line_of(source, raw.competency.span().start));
    Ok(BankFile { faults, competency, outcomes, items })
}

fn without_item(outcome: &Outcome) -> ItemFault {
    of_outcome(outcome.line, outcome.code.as_str(), "has no item")
}

/// A fault of an outcome.
pub(super) fn of_outcome(line: usize, outcome: &str, reason: &str) -> ItemFault {
    of_head(line, format!("outcome {outcome}: {reason}"))
}

/// A fault of what stands above the items.
pub(super) fn of_head(line: usize, reason: String) -> ItemFault {
    ItemFault { line, item: String::new(), reason }
}

struct Reader<'a> {
    source: &'a str,
    languages: &'a [Language],
    faults: Vec<ItemFault>,
}

impl Reader<'_> {
    fn head(&mut self, competency: &Spanned<String>, licence: &Spanned<String>, sources: &Spanned<Vec<String>>) {
        let mut empty = |at: usize, what: &str| self.faults.push(of_head(line_of(self.source, at), format!("{what} is empty")));
        for (what, text) in [("competency", competency), ("licence", licence)] {
            if text.get_ref().trim().is_empty() {
                empty(text.span().start, what);
            }
        }
        if sources.get_ref().iter().all(|source| source.trim().is_empty()) {
            empty(sources.span().start, "sources");
        }
    }

    /// The outcomes that have no fault.
    fn outcomes(&mut self, written: &[Spanned<RawOutcome>]) -> Vec<Outcome> {
        if written.is_empty() {
            self.faults.push(of_head(1, "there is no [[outcome]]".to_owned()));
        }
        let mut codes = BTreeSet::new();
        let mut outcomes = Vec::new();
        for outcome in written {
            let (line, raw) = (line_of(self.source, outcome.span().start), outcome.get_ref());
            let mut fault = |reason: &str| self.faults.push(of_outcome(line, &raw.code, reason));
            if !codes.insert(raw.code.as_str()) {
                fault("this code stands twice");
            }
            for language in self.languages.iter().filter(|language| raw.text.exactly(language).is_none_or(str::is_empty)) {
                fault(&format!("text.{language} is missing"));
            }
            let code = Code::parse(&raw.code).map_err(|error| fault(&error.to_string()));
            let level = Level::new(raw.level).map_err(|error| fault(&error.to_string()));
            if let (Ok(code), Ok(level)) = (code, level) {
                outcomes.push(Outcome { code, level, text: raw.text.clone(), indicator: raw.indicator.clone(), line });
            }
        }
        outcomes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "competency = \"rti\"\nlicence = \"CC BY 4.0\"\nsources = [\"An Act\"]\n";
    const OUTCOME: &str = "[[outcome]]\ncode = \"o\"\nlevel = 1\nindicator = \"l1-1\"\ntext.en = \"T\"\ntext.hi = \"त\"\n";

    fn item(rest: &str) -> String {
        format!(
            "[[item]]\ncode = \"o-1\"\noutcome = \"o\"\nkind = \"single\"\nsource = \"s. 7\"\nstem.en = \"Q\"\nstem.hi = \"प्र\"\n\
             explain.en = \"E\"\nexplain.hi = \"व्या\"\n[[item.option]]\ncode = \"a\"\ncorrect = true\ntext.en = \"A\"\ntext.hi = \"अ\"\n\
             [[item.option]]\ncode = \"b\"\ntext.en = \"B\"\ntext.hi = \"ब\"\n{rest}"
        )
    }

    fn faults(text: &str) -> String {
        let faults = read(text).map_or_else(|fault| vec![fault], |bank| bank.faults);
        faults.iter().map(|fault| format!("{}: {fault}", fault.line)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_whole_bank_is_read() {
        let bank = read(&format!("{HEAD}{OUTCOME}{}", item("why.en = \"W\"\nwhy.hi = \"क्यों\"\n"))).expect("no fault");
        assert!(bank.faults.is_empty(), "{:?}", bank.faults);
        assert_eq!((bank.competency.0.as_str(), bank.outcomes.len(), bank.items.len()), ("rti", 1, 1));
        assert_eq!(bank.items[0].solution.why.len(), 1);
    }

    #[test]
    fn every_wrong_option_says_why_it_is_wrong() {
        insta::assert_snapshot!(faults(&format!("{HEAD}{OUTCOME}{}", item("why.en = \"W\"\n"))), @"10: item o-1: option b: why.hi is missing");
        insta::assert_snapshot!(faults(&format!("{HEAD}{OUTCOME}{}", item(""))), @r"
        10: item o-1: option b: why.en is missing
        10: item o-1: option b: why.hi is missing
        ");
    }

    #[test]
    fn every_fault_of_the_head_and_the_outcomes_is_told_with_its_line() {
        let text = "competency = \"\"\nlicence = \"CC0\"\nsources = []\n[[outcome]]\ncode = \"o\"\nlevel = 7\nindicator = \"l\"\ntext.en = \"T\"\n\
                    [[outcome]]\ncode = \"o\"\nlevel = 1\nindicator = \"l\"\ntext.en = \"T\"\ntext.hi = \"त\"\n";
        insta::assert_snapshot!(faults(text), @r"
        1: competency is empty
        3: sources is empty
        4: outcome o: text.hi is missing
        4: outcome o: 7 is not a level from 1 to 5
        9: outcome o: this code stands twice
        ");
        insta::assert_snapshot!(faults(&format!("{HEAD}{OUTCOME}")), @"4: outcome o: has no item");
        insta::assert_snapshot!(faults(HEAD), @"1: there is no [[outcome]]");
        assert!(faults(&format!("{HEAD}sauce = 1\n")).starts_with("4: "));
    }
}
