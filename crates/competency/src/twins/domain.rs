//! The formula of likeness, and which pairs are proposed.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Key, Language, LanguageText};
use unicode_normalization::UnicodeNormalization;
use web::Refusal;

use crate::Competency;

people::closed_list! {
    /// What a person said of two competencies.
    Decision {
        /// They are one and the same under two names.
        Alias = "alias",
        /// They are two.
        Apart = "apart",
    }
}

/// Why nothing was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwinRefusal {
    /// They are not two competencies.
    NotTwo,
}

impl Refusal for TwinRefusal {
    fn code(&self) -> &'static str {
        "twin.not-two"
    }
}

/// From this likeness on a pair is proposed. Measured in docs/formats/foreign.md.
pub const LEAST: u32 = 70;

/// A competency by its names.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its key.
    pub key: Key<Competency>,
    /// Its framework, by any number.
    pub framework: usize,
    /// Its names.
    pub name: LanguageText,
}

/// Two competencies whose names look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The first, by its place in the list.
    pub one: usize,
    /// The second, by its place; after the first.
    pub other: usize,
    /// Their likeness, from [`LEAST`] to 100.
    pub score: u32,
}

/// Words that say nothing.
const COMMON: [&str; 11] = ["and", "of", "the", "for", "in", "to", "a", "an", "on", "with", "or"];

/// Words that are written in two ways which no rule of endings covers.
const SPELLINGS: [(&str, &str); 8] = [
    ("behaviour", "behavior"),
    ("behavioural", "behavioral"),
    ("centre", "center"),
    ("judgement", "judgment"),
    ("licence", "license"),
    ("mgmt", "management"),
    ("programme", "program"),
    ("counselling", "counseling"),
];

/// The ending of `-ise` and `-yse` as `-ize` and `-yze`, and no plural: both spellings of a word become one.
fn spelled(word: &str) -> String {
    if let Some((_, plain)) = SPELLINGS.iter().find(|(other, _)| *other == word) {
        return (*plain).to_owned();
    }
    let mut word = word.to_owned();
    if word.is_ascii() && word.len() > 5 {
        for ending in ["isations", "isation", "ising", "ised", "ises", "ise", "ysing", "ysed", "yse"] {
            if let Some(stem) = word.strip_suffix(ending) {
                word = format!("{stem}{}", ending.replacen('s', "z", 1));
                break;
            }
        }
    }
    let plural =
        word.is_ascii() && word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if plural { word[..word.len() - 1].to_owned() } else { word }
}

/// Signs of vowels belong to the word in Indian scripts.
fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || ('\u{900}'..='\u{dff}').contains(&letter)
}

/// The words of a name in their normal form: one form of Unicode, small letters, one spelling, hyphens as blanks, no common words.
fn words(name: &str) -> Vec<String> {
    let plain: String = name.nfkc().flat_map(char::to_lowercase).filter(|letter| !matches!(letter, '\'' | '’')).collect();
    let words = plain.split(|letter| !is_of_word(letter)).filter(|word| !word.is_empty()).map(spelled);
    words.filter(|word| !COMMON.contains(&word.as_str())).collect()
}

/// A name as it is compared.
struct Form {
    words: BTreeSet<String>,
    joined: String,
    trigrams: BTreeSet<[char; 3]>,
    /// Whether a part in brackets tells it from others of its framework.
    qualified: bool,
}

fn form(name: &str) -> Form {
    let words = words(name);
    let joined = words.concat();
    let letters: Vec<char> = "  ".chars().chain(joined.chars()).chain([' ']).collect();
    let trigrams = letters.windows(3).map(|three| [three[0], three[1], three[2]]).collect();
    Form { words: words.into_iter().collect(), joined, trigrams, qualified: name.contains('(') }
}

/// How much each word tells: the logarithm of one more than the number of names by the number of names that have it.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    names: usize,
    having: BTreeMap<String, usize>,
}

impl Weights {
    /// The weights of the words of these names.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut weights = Self::default();
        for name in names {
            weights.add(&form(name));
        }
        weights
    }

    fn add(&mut self, form: &Form) {
        self.names += 1;
        form.words.iter().for_each(|word| *self.having.entry(word.clone()).or_default() += 1);
    }

    fn of_word(&self, word: &str) -> f64 {
        let having = self.having.get(word).copied().unwrap_or(1).max(1);
        (1.0 + self.names.max(1) as f64 / having as f64).ln()
    }
}

/// The share of what both have in what either has, each counted (Dice): 2 * both / (one + other).
fn dice(both: f64, one: f64, other: f64) -> f64 {
    if one + other > 0.0 { 2.0 * both / (one + other) } else { 0.0 }
}

fn compare(one: &Form, other: &Form, weights: &Weights) -> u32 {
    if one.joined.is_empty() || other.joined.is_empty() {
        return 0;
    }
    if one.joined == other.joined {
        return 100;
    }
    let weigh = |words: &mut dyn Iterator<Item = &String>| words.map(|word| weights.of_word(word)).sum::<f64>();
    let both = weigh(&mut one.words.intersection(&other.words));
    let by_words = dice(both, weigh(&mut one.words.iter()), weigh(&mut other.words.iter()));
    let both = one.trigrams.intersection(&other.trigrams).count() as f64;
    let by_trigrams = dice(both, one.trigrams.len() as f64, other.trigrams.len() as f64);
    // Only one normal form makes 100.
    ((50.0 * by_words + 50.0 * by_trigrams).round() as u32).min(99)
}

/// How alike two names are, from 0 to 100. 100: their normal forms are one. Otherwise half the Dice coefficient of their words, each
/// weighed by how rare it is, and half that of their groups of three letters, written without blanks.
pub fn likeness(one: &str, other: &str, weights: &Weights) -> u32 {
    compare(&form(one), &form(other), weights)
}

/// The pairs that can reach [`LEAST`], by their places: without a word in common 50 is the most, unless both are one when written without
/// blanks.
fn candidates(forms: &[(usize, Form)]) -> BTreeSet<(usize, usize)> {
    let mut having: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, (_, form)) in forms.iter().enumerate() {
        having.entry(&form.joined).or_default().push(number);
        form.words.iter().filter(|word| **word != form.joined).for_each(|word| having.entry(word).or_default().push(number));
    }
    let pairs = |numbers: Vec<usize>| {
        let pair = |at: usize| numbers[at + 1..].iter().map(|other| (numbers[at], *other)).collect::<Vec<_>>();
        (0..numbers.len()).flat_map(pair).collect::<Vec<_>>()
    };
    having.into_values().flat_map(pairs).collect()
}

/// The pairs that look alike, the most alike first. Two names of one framework of which one has a part in brackets are told apart by that
/// framework itself and are not proposed, unless their normal forms are one.
pub fn proposals(all: &[Named]) -> Vec<Proposal> {
    let mut best: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    let languages: BTreeSet<&Language> = all.iter().flat_map(|one| one.name.languages()).collect();
    for language in languages {
        let forms: Vec<(usize, Form)> =
            all.iter().enumerate().filter_map(|(at, one)| one.name.exactly(language).map(|name| (at, form(name)))).collect();
        let mut weights = Weights::default();
        forms.iter().for_each(|(_, form)| weights.add(form));
        for (one, other) in candidates(&forms) {
            let ((at, one), (with, other)) = (&forms[one], &forms[other]);
            let score = compare(one, other, &weights);
            let told_apart = all[*at].framework == all[*with].framework && (one.qualified || other.qualified) && score < 100;
            if score >= LEAST && !told_apart {
                let kept = best.entry((*at, *with)).or_default();
                *kept = score.max(*kept);
            }
        }
    }
    let mut found: Vec<Proposal> = best.into_iter().map(|((one, other), score)| Proposal { one, other, score }).collect();
    found.sort_by_key(|pair| (std::cmp::Reverse(pair.score), pair.one, pair.other));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        let weights = Weights::default();
        for (one, other) in [
            ("Behavioural insight", "behavioral Insights"),
            ("Organisation of work", "Organization of Works"),
            ("E-Office", "e office"),
            ("Reading & Comprehension", "Reading Comprehension"),
            ("Analysing data", "Analyzing Data"),
            ("Self-Analysis", "Self analysis"),
            ("Procurement Mgmt. through GeM", "procurement management through GEM"),
            ("Ｄata analytics", "Data Analytics"),
            ("क़ानून", "क\u{93c}ानून"),
        ] {
            assert_eq!(likeness(one, other, &weights), 100, "{one} / {other}");
        }
    }

    #[test]
    fn rare_words_tell_more_than_common_ones() {
        let names =
            ["Conflict management", "Contract management", "Project management", "Data management", "Vigilance", "Litigation"];
        let weights = Weights::of(names);
        let one = |one, other| likeness(one, other, &weights);
        assert!(one("Conflict management", "Contract management") < LEAST);
        assert!(one("Vigilance", "Preventive vigilance") > one("Data management", "Project management"));
        assert_eq!(one("Vigilance", "Preventive vigilance"), one("Preventive vigilance", "Vigilance"));
        assert_eq!(one("", ""), 0);
    }

    #[test]
    fn a_framework_tells_its_own_apart_by_brackets() {
        let named = |framework, name: &str| Named {
            key: Key::new(1),
            framework,
            name: LanguageText::default().with(Language::ENGLISH, name),
        };
        let all =
            [named(0, "Agile working"), named(0, "Agile working (design)"), named(1, "Agile Working"), named(1, "Vigilance")];
        let pairs: Vec<(usize, usize, bool)> =
            proposals(&all).iter().map(|pair| (pair.one, pair.other, pair.score == 100)).collect();
        assert_eq!(pairs[0], (0, 2, true));
        assert!(!pairs.iter().any(|pair| (pair.0, pair.1) == (0, 1)), "{pairs:?}");
    }

    /// What the pairs of the names of the Karmayogi Competency Model are worth was said by hand.
    #[test]
    fn the_names_of_kcm_have_the_twins_that_were_labelled() {
        let csv = include_str!("../../tests/foreign/kcm_names.csv");
        let name = |line: &str| line.splitn(3, ',').nth(2).unwrap_or_default().trim_matches('"').to_owned();
        let names: Vec<String> = csv.lines().skip(1).map(|line| name(line.trim())).collect();
        let all: Vec<Named> = names
            .iter()
            .map(|name| Named {
                key: Key::new(1),
                framework: 0,
                name: LanguageText::default().with(Language::ENGLISH, name.as_str()),
            })
            .collect();
        let found: Vec<String> =
            proposals(&all).iter().map(|pair| format!("{} {} / {}", pair.score, names[pair.one], names[pair.other])).collect();
        insta::assert_snapshot!(found.join("\n"));
    }
}
