//! Reading `items.toml`. Every fault is reported, so that an author mends the file in one go.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use kernel::{Code, Language, LanguageText};
use serde::Deserialize;
use toml::{Spanned, Table, Value};

use super::domain::{Content, ItemKind, NewItem, Part, Rule, Solution};
use super::number::Number;
use super::wording::fold;

#[cfg(test)]
mod tests;

/// What is wrong with an item, in English, for the person at the command line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemFault {
    /// The line on which the item begins, from 1.
    pub line: usize,
    /// The code of the item; its number where it has none; empty when the fault is of the whole file.
    pub item: String,
    /// What is wrong and what is wanted.
    pub reason: String,
}

impl fmt::Display for ItemFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.item.as_str() {
            "" => f.write_str(&self.reason),
            item => write!(f, "item {item}: {}", self.reason),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    item: Vec<Spanned<Table>>,
}

/// An item as written; what is missing is found later, so that it does not hide the next fault.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    code: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    stem: Texts,
    #[serde(default)]
    explain: Texts,
    #[serde(default)]
    option: Vec<RawOption>,
    #[serde(default)]
    pair: Vec<RawPair>,
    answer: Option<Value>,
    tolerance: Option<Value>,
    #[serde(default)]
    unit: Texts,
    #[serde(default)]
    accepted: BTreeMap<String, Vec<String>>,
}

type Texts = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOption {
    #[serde(default)]
    code: String,
    #[serde(default)]
    correct: bool,
    #[serde(default)]
    text: Texts,
    #[serde(default)]
    why: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPair {
    #[serde(default)]
    code: String,
    #[serde(default)]
    left: Texts,
    #[serde(default)]
    right: Texts,
}

/// What a bank wants of its items.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wants<'a> {
    /// The codes that items may point to.
    pub(crate) outcomes: &'a [Code],
    /// The languages in which every text must exist.
    pub(crate) languages: &'a [Language],
    /// Whether every wrong option must say why it is wrong.
    pub(crate) why: bool,
}

/// Reads the items of a course. `outcomes` are the codes that items may point to; `languages` those in which every text must exist.
pub fn parse(source: &str, outcomes: &[Code], languages: &[Language]) -> Result<Vec<NewItem>, Vec<ItemFault>> {
    let file: File = toml::from_str(source).map_err(|error| vec![of_file(source, &error)])?;
    parse_written(source, file.item, Wants { outcomes, languages, why: false })
}

/// Reads items that stand in `source`.
pub(crate) fn parse_written(
    source: &str,
    items_written: Vec<Spanned<Table>>,
    wants: Wants<'_>,
) -> Result<Vec<NewItem>, Vec<ItemFault>> {
    let (mut items, mut faults, mut codes) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (number, written) in (1..).zip(items_written) {
        let line = line_of(source, written.span().start);
        let table = written.into_inner();
        let name = table.get("code").and_then(Value::as_str).map_or_else(|| format!("number {number}"), str::to_owned);
        let mut reader = Reader { wants, reasons: Vec::new() };
        let item = reader.item(table);
        if !codes.insert(name.clone()) {
            reader.reasons.push("this code stands twice; each item needs its own".to_owned());
        }
        match item {
            Some(item) if reader.reasons.is_empty() => items.push(item),
            _ => faults.extend(reader.reasons.into_iter().map(|reason| ItemFault { line, item: name.clone(), reason })),
        }
    }
    if faults.is_empty() { Ok(items) } else { Err(faults) }
}

/// A fault of the whole file.
pub(crate) fn of_file(source: &str, error: &toml::de::Error) -> ItemFault {
    let line = error.span().map_or(1, |span| line_of(source, span.start));
    ItemFault { line, item: String::new(), reason: error.message().to_owned() }
}

/// The line, from 1, in which byte `at` stands.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

/// Reads one item and gathers what is wrong with it.
struct Reader<'a> {
    wants: Wants<'a>,
    reasons: Vec<String>,
}

impl Reader<'_> {
    fn fault(&mut self, reason: impl Into<String>) {
        self.reasons.push(reason.into());
    }

    /// The item; `None` only together with a reason.
    fn item(&mut self, table: Table) -> Option<NewItem> {
        let raw: Raw = match Value::Table(table).try_into() {
            Ok(raw) => raw,
            Err(error) => {
                self.fault(error.message().trim());
                return None;
            }
        };
        let (code, outcome) = (self.code("code", &raw.code), self.outcome(&raw.outcome));
        let kind = ItemKind::parse(&raw.kind);
        if kind.is_none() {
            self.fault(format!("kind {:?} is none of single, multiple, order, match, number, short", raw.kind));
        }
        let (stem, explain) = (self.texts("stem", &raw.stem), self.texts("explain", &raw.explain));
        if raw.source.trim().is_empty() {
            self.fault("source is missing: name the law or text that it rests on");
        }
        let kind = kind?;
        self.only_fields_of(kind, &raw);
        let mut content = Content { stem, ..Content::default() };
        let rule = self.rule(kind, &raw, &mut content);
        let why = self.why(kind, &raw.option);
        let solution = Solution { rule: rule?, explain, why, source: raw.source.trim().to_owned() };
        Some(NewItem { code: code?, outcome: outcome?, kind, content, solution })
    }

    fn code(&mut self, field: &str, written: &str) -> Option<Code> {
        Code::parse(written).map_err(|error| self.fault(format!("{field}: {error}"))).ok()
    }

    fn outcome(&mut self, written: &str) -> Option<Code> {
        let known = self.wants.outcomes.iter().find(|outcome| outcome.as_str() == written.trim()).cloned();
        if known.is_none() {
            self.fault(format!("outcome {written:?} is not declared"));
        }
        known
    }

    /// A text that must exist in every language.
    fn texts(&mut self, field: &str, written: &Texts) -> LanguageText {
        for language in self.wants.languages {
            if written.get(language.as_str()).is_none_or(|text| text.trim().is_empty()) {
                self.fault(format!("{field}.{language} is missing"));
            }
        }
        written.iter().fold(LanguageText::default(), |all, (tag, text)| match Language::parse(tag) {
            Ok(language) => all.with(language, text.trim()),
            Err(error) => {
                self.fault(format!("{field}: {error}"));
                all
            }
        })
    }

    /// A text that may be absent, but not in some languages only.
    fn optional_texts(&mut self, field: &str, written: &Texts) -> LanguageText {
        if written.is_empty() { LanguageText::default() } else { self.texts(field, written) }
    }

    fn only_fields_of(&mut self, kind: ItemKind, raw: &Raw) {
        use ItemKind as Kind;
        let present: [(&str, bool, &[Kind]); 6] = [
            ("option", !raw.option.is_empty(), &[Kind::Single, Kind::Multiple, Kind::Order]),
            ("pair", !raw.pair.is_empty(), &[Kind::Match]),
            ("answer", raw.answer.is_some(), &[Kind::Number]),
            ("tolerance", raw.tolerance.is_some(), &[Kind::Number]),
            ("unit", !raw.unit.is_empty(), &[Kind::Number]),
            ("accepted", !raw.accepted.is_empty(), &[Kind::Short]),
        ];
        for (field, is_there, kinds) in present {
            if is_there && !kinds.contains(&kind) {
                self.fault(format!("{field} does not belong to the kind {}", kind.as_str()));
            }
        }
    }

    fn rule(&mut self, kind: ItemKind, raw: &Raw, content: &mut Content) -> Option<Rule> {
        match kind {
            ItemKind::Single | ItemKind::Multiple => self.choice(kind, &raw.option, content),
            ItemKind::Order => self.order(&raw.option, content),
            ItemKind::Match => self.pairs(&raw.pair, content),
            ItemKind::Number => self.number(raw, content),
            ItemKind::Short => self.short(&raw.accepted),
        }
    }

    fn choice(&mut self, kind: ItemKind, options: &[RawOption], content: &mut Content) -> Option<Rule> {
        content.options = self.options(options);
        let right: BTreeSet<String> =
            options.iter().filter(|option| option.correct).map(|option| option.code.trim().to_owned()).collect();
        match (kind, right.len()) {
            (_, 0) => self.fault("no option is correct"),
            (ItemKind::Single, 2..) => self.fault("more than one option is correct; the kind single has one"),
            (_, all) if all == options.len() => self.fault("every option is correct; at least one must be wrong"),
            (ItemKind::Single, _) => return right.into_iter().next().map(Rule::Single),
            _ => return Some(Rule::Multiple(right)),
        }
        None
    }

    /// The right order goes into the key; what is shown stands in the order of the ids.
    fn order(&mut self, options: &[RawOption], content: &mut Content) -> Option<Rule> {
        content.options = self.options(options);
        let right = content.options.iter().map(|part| part.id.clone()).collect();
        content.options.sort_by(|one, other| one.id.cmp(&other.id));
        if options.iter().any(|option| option.correct) {
            self.fault("options of the kind order are not marked correct; they stand in the right order");
        }
        Some(Rule::Order(right))
    }

    fn options(&mut self, options: &[RawOption]) -> Vec<Part> {
        self.enough("option", options.iter().map(|option| option.code.trim()));
        options.iter().map(|option| self.part("option", &option.code, "text", &option.text)).collect()
    }

    fn part(&mut self, what: &str, code: &str, field: &str, text: &Texts) -> Part {
        let id = code.trim().to_owned();
        Part { text: self.texts(&format!("{what} {id}: {field}"), text), id }
    }

    /// At least two, each with a code of its own.
    fn enough<'c>(&mut self, what: &str, codes: impl Iterator<Item = &'c str>) {
        let (mut seen, mut count) = (BTreeSet::new(), 0);
        for code in codes {
            count += 1;
            if Code::parse(code).is_err() {
                self.fault(format!("{what} number {count} has no usable code"));
            } else if !seen.insert(code) {
                self.fault(format!("{what} {code} stands twice"));
            }
        }
        if count < 2 {
            self.fault(format!("needs at least two of {what}"));
        }
    }

    /// Right sides get ids of their own, in the order of their words, so that the ids do not tell what belongs together.
    fn pairs(&mut self, pairs: &[RawPair], content: &mut Content) -> Option<Rule> {
        self.enough("pair", pairs.iter().map(|pair| pair.code.trim()));
        content.options = pairs.iter().map(|pair| self.part("pair", &pair.code, "left", &pair.left)).collect();
        let rights: Vec<LanguageText> =
            pairs.iter().map(|pair| self.part("pair", &pair.code, "right", &pair.right).text).collect();
        let mut sorted = rights.clone();
        sorted.sort_by_key(LanguageText::to_json);
        if has_same_words(&rights, self.wants.languages) {
            self.fault("two pairs have the same right side; nobody could tell them apart");
        }
        content.targets = (1..).zip(&sorted).map(|(n, text)| Part { id: format!("r{n}"), text: text.clone() }).collect();
        let id_of =
            |right: &LanguageText| content.targets.iter().find(|target| target.text == *right).map(|target| target.id.clone());
        let key =
            content.options.iter().zip(&rights).filter_map(|(left, right)| Some((left.id.clone(), id_of(right)?))).collect();
        Some(Rule::Match(key))
    }

    fn number(&mut self, raw: &Raw, content: &mut Content) -> Option<Rule> {
        content.unit = self.optional_texts("unit", &raw.unit);
        let value = match &raw.answer {
            Some(answer) => self.decimal("answer", answer),
            None => {
                self.fault("answer is missing");
                None
            }
        };
        let tolerance =
            raw.tolerance.as_ref().map_or_else(|| Number::parse("0"), |tolerance| self.decimal("tolerance", tolerance));
        if tolerance.is_some_and(Number::is_negative) {
            self.fault("tolerance is less than 0");
        }
        Some(Rule::Number { value: value?, tolerance: tolerance? })
    }

    fn decimal(&mut self, field: &str, written: &Value) -> Option<Number> {
        let number = match written {
            Value::Integer(number) => Number::parse(&number.to_string()),
            Value::Float(number) => Number::parse(&number.to_string()),
            _ => None,
        };
        if number.is_none() {
            self.fault(format!("{field} is not a number of at most six decimal places"));
        }
        number
    }

    fn short(&mut self, accepted: &BTreeMap<String, Vec<String>>) -> Option<Rule> {
        for language in self.wants.languages {
            if accepted.get(language.as_str()).is_none_or(Vec::is_empty) {
                self.fault(format!("accepted.{language} is missing"));
            }
        }
        let mut wordings = BTreeMap::new();
        for (tag, list) in accepted {
            if list.iter().any(|wording| fold(wording).is_empty()) {
                self.fault(format!("accepted.{tag} has a wording without a letter or digit"));
            }
            match Language::parse(tag) {
                Ok(language) => {
                    wordings.insert(language, list.clone());
                }
                Err(error) => self.fault(format!("accepted: {error}")),
            }
        }
        Some(Rule::Short(wordings))
    }

    /// Why options are wrong; where the bank wants it, each wrong one says so.
    fn why(&mut self, kind: ItemKind, options: &[RawOption]) -> BTreeMap<String, LanguageText> {
        let wanted = self.wants.why && kind != ItemKind::Order;
        let given = options.iter().filter(|option| !option.why.is_empty() || (wanted && !option.correct));
        given
            .map(|option| {
                (option.code.trim().to_owned(), self.texts(&format!("option {}: why", option.code.trim()), &option.why))
            })
            .collect()
    }
}

fn has_same_words(texts: &[LanguageText], languages: &[Language]) -> bool {
    languages.iter().any(|language| {
        let words: Vec<String> = texts.iter().filter_map(|text| text.exactly(language).map(fold)).collect();
        words.iter().collect::<BTreeSet<_>>().len() < words.len()
    })
}
