//! The words of documents, and what a query finds among them.

use std::collections::{BTreeMap, HashMap};

use super::analyser::{Term, terms};
use crate::LanguageText;

/// How well a word of the query meets a word of a document.
const SAME: u32 = 8;
const BEGINNING: u32 = 5;
const SAME_SOUND: u32 = 3;

/// A document that a word leads to, and the weight of the word there.
type Posting = (u32, u32);

/// Words with the documents to which they lead. Documents are numbered by whoever keeps them, from 0, and added in order.
#[derive(Clone, Debug, Default)]
pub struct Words {
    words: BTreeMap<String, Vec<Posting>>,
    sounds: BTreeMap<String, Vec<Posting>>,
}

/// What a query found.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// The score of each document that has all the words, else of those that have the most; `None` when the query has no words.
    pub scores: Option<HashMap<u32, u32>>,
    /// True: none has all the words; these have some of them.
    pub nearest: bool,
}

impl Words {
    /// Adds the words of a text in all its languages. A document must not be added to after a later one.
    pub fn add(&mut self, document: u32, text: &LanguageText, weight: u32) {
        for language in text.languages() {
            self.add_plain(document, text.exactly(language).unwrap_or_default(), weight);
        }
    }

    /// Adds the words of a text in one language, or of a code.
    pub fn add_plain(&mut self, document: u32, text: &str, weight: u32) {
        for term in terms(text) {
            if term.stem != term.word {
                post(&mut self.words, term.stem, (document, weight));
            }
            post(&mut self.words, term.word, (document, weight));
            if !term.skeleton.is_empty() && !term.common {
                post(&mut self.sounds, term.skeleton, (document, weight));
            }
        }
    }

    /// Searches.
    pub fn find(&self, query: &str) -> Hits {
        let all = terms(query);
        let telling: Vec<&Term> = all.iter().filter(|term| !term.common).collect();
        let wanted = if telling.is_empty() { all.iter().collect() } else { telling };
        let Some(last) = wanted.last() else { return Hits::default() };
        let hits: Vec<HashMap<u32, u32>> = wanted.iter().map(|term| self.hits(term, std::ptr::eq(*term, *last))).collect();
        let mut sums: HashMap<u32, (usize, u32)> = HashMap::new();
        for (document, score) in hits.iter().flatten() {
            let sum = sums.entry(*document).or_default();
            *sum = (sum.0 + 1, sum.1 + score);
        }
        let most = sums.values().map(|(words, _)| *words).max().unwrap_or(0);
        let scores =
            sums.into_iter().filter(|(_, (words, _))| *words == most).map(|(document, (_, score))| (document, score)).collect();
        Hits { scores: Some(scores), nearest: most > 0 && most < wanted.len() }
    }

    /// The documents that a word of the query leads to. The last word may still be unfinished.
    fn hits(&self, term: &Term, unfinished: bool) -> HashMap<u32, u32> {
        let mut hits = HashMap::new();
        let mut take = |postings: &[Posting], quality: u32| {
            for (document, weight) in postings {
                let score: &mut u32 = hits.entry(*document).or_default();
                *score = (*score).max(weight * quality);
            }
        };
        for word in [&term.word, &term.stem] {
            take(self.words.get(word).map_or(&[], Vec::as_slice), SAME);
        }
        if unfinished && term.word.chars().count() >= 2 {
            for (_, postings) in beginning_with(&self.words, &term.word) {
                take(postings, BEGINNING);
            }
        }
        let length = term.skeleton.chars().count();
        // Two consonants are the sound of many words: they are asked only where letters lead nowhere.
        if length >= 3 {
            take(self.sounds.get(&term.skeleton).map_or(&[], Vec::as_slice), SAME_SOUND);
        }
        if unfinished && length >= 3 {
            for (_, postings) in beginning_with(&self.sounds, &term.skeleton) {
                take(postings, 1);
            }
        }
        if hits.is_empty() && length == 2 {
            for (document, weight) in self.sounds.get(&term.skeleton).into_iter().flatten() {
                hits.insert(*document, weight * SAME_SOUND);
            }
        }
        hits
    }
}

/// Documents are added in order, so that a repeated word is the last posting of its list.
fn post(map: &mut BTreeMap<String, Vec<Posting>>, word: String, (document, weight): Posting) {
    let postings = map.entry(word).or_default();
    match postings.last_mut().filter(|last| last.0 == document) {
        Some(last) => last.1 = last.1.max(weight),
        None => postings.push((document, weight)),
    }
}

fn beginning_with<'m>(
    map: &'m BTreeMap<String, Vec<Posting>>,
    beginning: &'m str,
) -> impl Iterator<Item = (&'m String, &'m Vec<Posting>)> {
    map.range(beginning.to_owned()..).take_while(move |(word, _)| word.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let mut words = Words::default();
        for (text, document) in [
            LanguageText::of("Right to information", "सूचना का अधिकार"),
            LanguageText::of("Deciding grievances", "शिकायतों का निर्णय"),
        ]
        .iter()
        .zip(0..)
        {
            words.add(document, text, 1);
        }
        words
    }

    #[test]
    fn a_word_leads_to_its_document_in_three_ways_of_writing() {
        for (query, expected) in [("information", 0), ("सूचना", 0), ("soochna ka adhikar", 0), ("shikayat", 1), ("griev", 1)]
        {
            let found = words().find(query).scores.expect("words");
            assert_eq!(found.into_keys().collect::<Vec<_>>(), [expected], "{query}");
        }
    }

    #[test]
    fn what_has_most_of_the_words_is_found_and_said_to_be_nearest() {
        let hits = words().find("information astronomy");
        assert!(hits.nearest && hits.scores.expect("words").contains_key(&0));
        assert!(words().find(" ").scores.is_none());
        assert_eq!(words().find("astronomy").scores.map(|scores| scores.len()), Some(0));
    }
}
