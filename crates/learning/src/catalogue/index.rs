//! All courses and the words that lead to them, in memory: some thousands of documents of a few dozen words.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kernel::search::{Hits, Words};
use kernel::{Language, LanguageText};

use super::domain::{Card, FILTERS, Filters, Hours, Need, serves};
use crate::package::Mode;

/// How much a word weighs by where it stands.
const TITLE: u32 = 12;
const COMPETENCY: u32 = 8;
const SUMMARY: u32 = 4;
const PROVIDER: u32 = 3;
const OUTCOME: u32 = 2;

/// The index of one state of the catalogue.
#[derive(Debug, Default)]
pub struct Index {
    cards: Vec<Card>,
    words: Words,
}

/// What a search found.
#[derive(Debug, Default)]
pub struct Found<'i> {
    /// The courses, the best first.
    pub cards: Vec<&'i Card>,
    /// True: none has all the words; these have some of them.
    pub nearest: bool,
    /// How many each choice of a filter would give, with the words and all other filters as they are.
    pub counts: Counts<'i>,
}

/// Courses by choice of filter. A choice that gives none is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts<'i> {
    /// By code of the competency.
    pub competencies: BTreeMap<&'i str, usize>,
    /// By level.
    pub levels: BTreeMap<i64, usize>,
    /// By language.
    pub languages: BTreeMap<&'i Language, usize>,
    /// By length.
    pub hours: BTreeMap<Hours, usize>,
    /// By mode.
    pub modes: BTreeMap<Mode, usize>,
    /// Playable here.
    pub playable: usize,
}

impl Index {
    /// Makes an index of cards, each with further texts that lead to it (the outcomes of the course).
    pub fn new(mut cards: Vec<(Card, Vec<LanguageText>)>) -> Self {
        let mut index = Self::default();
        // Whatever ranks alike then stands in the order of its title.
        cards.sort_by_cached_key(|(card, _)| card.title.get(&Language::ENGLISH).to_lowercase());
        for ((card, outcomes), number) in cards.into_iter().zip(0..) {
            for (text, weight) in texts(&card).into_iter().chain(outcomes.iter().map(|text| (text, OUTCOME))) {
                index.words.add(number, text, weight);
            }
            index.words.add_plain(number, card.code.as_str(), TITLE);
            index.cards.push(card);
        }
        index
    }

    /// All courses, in the order of their titles.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// Searches and filters. `needs` are the open requirements of the reader: without a query, what serves them comes first.
    pub fn find(&self, filters: &Filters, needs: &[Need]) -> Found<'_> {
        let Hits { scores, nearest } = self.words.find(&filters.query);
        let mut found = Found { nearest, ..Found::default() };
        let mut ranked = Vec::new();
        for (card, number) in self.cards.iter().zip(0..) {
            let Some(score) = scores.as_ref().map_or(Some(0), |scores| scores.get(&number).copied()) else { continue };
            let passes = filters.passes(card);
            found.counts.add(card, passes);
            if passes.iter().all(|pass| *pass) {
                ranked.push((card, score));
            }
        }
        ranked.sort_by_cached_key(|(card, score)| (Reverse(*score), serves(card, needs).is_none(), !card.playable));
        found.cards = ranked.into_iter().map(|(card, _)| card).collect();
        found
    }
}

fn texts(card: &Card) -> Vec<(&LanguageText, u32)> {
    let own = [(&card.title, TITLE), (&card.summary, SUMMARY), (&card.provider_name, PROVIDER)];
    own.into_iter().chain(card.effects.iter().map(|effect| (&effect.name, COMPETENCY))).collect()
}

impl<'i> Counts<'i> {
    /// Counts a course for each choice that it would be found under.
    fn add(&mut self, card: &'i Card, passes: [bool; FILTERS]) {
        let others = |filter: usize| passes.iter().enumerate().all(|(at, pass)| at == filter || *pass);
        if others(0) {
            card.effects.iter().for_each(|effect| *self.competencies.entry(effect.code.as_str()).or_default() += 1);
        }
        if others(1) {
            card.effects.iter().for_each(|effect| *self.levels.entry(effect.level.number()).or_default() += 1);
        }
        if others(2) {
            card.languages.iter().for_each(|language| *self.languages.entry(language).or_default() += 1);
        }
        if others(3) {
            *self.hours.entry(Hours::of(card.minutes)).or_default() += 1;
        }
        if others(4) {
            *self.modes.entry(card.mode).or_default() += 1;
        }
        if others(5) && card.playable {
            self.playable += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::domain::samples::card;
    use super::*;
    use kernel::{Attained, Key, Level};

    fn index() -> Index {
        let cards = [
            card(
                1,
                ("Right to information: from the application to the order", "सूचना का अधिकार: आवेदन से आदेश तक"),
                ("You can keep every time limit.", "आप हर समय-सीमा का पालन कर सकेंगे।"),
            ),
            card(2, ("Deciding grievances", "शिकायतों का निर्णय"), ("Sort a public grievance.", "लोक शिकायत की पहचान।")),
            card(3, ("Cyber hygiene", "साइबर स्वच्छता"), ("Safe use of phone and information.", "फ़ोन का सुरक्षित उपयोग।")),
            card(4, ("Records of rights in land", "भूमि अधिकार अभिलेख"), ("Read a record.", "अभिलेख पढ़ना।")),
        ];
        Index::new(cards.into_iter().map(|card| (card, vec![LanguageText::of("Works out the fee", "शुल्क निकालता है")])).collect())
    }

    fn search(query: &str) -> (Vec<i64>, bool) {
        let index = index();
        let found = index.find(&Filters { query: query.to_owned(), ..Filters::default() }, &[]);
        (found.cards.iter().map(|card| card.course.number()).collect(), found.nearest)
    }

    #[test]
    fn english_hindi_and_romanised_queries_find_the_course() {
        let table: [(&str, &[i64]); 16] = [
            ("right to information", &[1]),
            ("information", &[1, 3]),
            ("informa", &[1, 3]),
            ("सूचना का अधिकार", &[1]),
            ("सूचना", &[1]),
            ("suchna ka adhikar", &[1]),
            ("soochna", &[1]),
            ("SUCHANA", &[1]),
            ("adhikaar", &[4, 1]),
            ("grievance", &[2]),
            ("शिकायत", &[2]),
            ("shikayat", &[2]),
            ("shikayaton ka nirnay", &[2]),
            ("saibar", &[3]),
            ("साइबर", &[3]),
            ("course-4", &[4]),
        ];
        for (query, expected) in table {
            let (mut found, _) = search(query);
            let mut expected = expected.to_vec();
            if query == "adhikaar" {
                found.sort_unstable();
                expected.sort_unstable();
            }
            assert_eq!(found, expected, "{query}");
        }
    }

    #[test]
    fn when_none_has_all_the_words_those_with_most_are_shown_and_said_so() {
        assert_eq!(search("information astronomy"), (vec![1, 3], true));
        assert_eq!(search("astronomy"), (vec![], false));
        assert_eq!(search("").0.len(), 4);
        assert_eq!(search("fee").0.len(), 4, "outcomes lead to a course");
    }

    #[test]
    fn counts_say_what_each_choice_would_give() {
        let index = index();
        let filters = Filters { language: Language::parse("ur").ok(), ..Filters::default() };
        let found = index.find(&filters, &[]);
        assert!(found.cards.is_empty());
        assert_eq!(
            (found.counts.languages.get(&Language::HINDI), found.counts.levels.get(&2), found.counts.playable),
            (Some(&4), None, 0)
        );
    }

    #[test]
    fn what_serves_an_open_requirement_comes_first() {
        let index = index();
        let need = Need { competency: Key::new(4), held: Attained::NOTHING, required: Level::ONE };
        let first = |needs: &[Need]| index.find(&Filters::default(), needs).cards[0].course.number();
        assert_eq!((first(&[need]), first(&[])), (4, 3));
    }
}
