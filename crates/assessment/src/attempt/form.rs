//! The form of an attempt: how fields are named and read. Values are positions in the shuffle that is stored with the attempt, counted
//! from 1, so that a page says nothing about ids and two people's pages have nothing in common.
//!
//! `q3` is the answer to question 3: a position (single), several (multiple), or a text (number, short). `q3-2` is what was given to the
//! second part of question 3: a place (order), or the position of a right side (match).

use std::collections::BTreeMap;

use super::service::Answers;
use super::store::Question;
use crate::item::{Given, ItemKind};

/// Longer texts are cut; no accepted wording is so long.
pub(super) const LONGEST_TEXT: usize = 200;

/// The name of the field of a question.
pub(super) fn name(number: i64) -> String {
    format!("q{number}")
}

/// The name of the field of the part at `position`, from 1, of a question.
pub(super) fn part_name(number: i64, position: usize) -> String {
    format!("q{number}-{position}")
}

/// The answers in a form. The form always holds all questions, so that a question without a field was left blank.
pub(super) fn read(questions: &[Question], fields: &[(String, String)]) -> Answers {
    questions.iter().map(|question| (question.number, read_one(question, fields))).collect()
}

fn read_one(question: &Question, fields: &[(String, String)]) -> Given {
    let shuffle = &question.shuffle;
    let values = |wanted: String| fields.iter().filter(move |(name, _)| *name == wanted).map(|(_, value)| value.as_str());
    let parts = || {
        shuffle.options.iter().zip(1..).filter_map(|(option, position)| {
            let value = values(part_name(question.number, position)).next()?.parse::<usize>().ok()?;
            Some((option.clone(), value))
        })
    };
    match question.kind {
        ItemKind::Single => {
            Given::Choice(values(name(question.number)).filter_map(|value| at(&shuffle.options, value)).take(1).collect())
        }
        ItemKind::Multiple => {
            Given::Choice(values(name(question.number)).filter_map(|value| at(&shuffle.options, value)).collect())
        }
        ItemKind::Order => Given::Places(parts().filter(|(_, place)| (1..=shuffle.options.len()).contains(place)).collect()),
        ItemKind::Match => {
            let pairs =
                parts().filter_map(|(left, position)| Some((left, shuffle.targets.get(position.checked_sub(1)?)?.clone())));
            Given::Pairs(pairs.collect::<BTreeMap<_, _>>())
        }
        ItemKind::Number | ItemKind::Short => {
            let text = values(name(question.number)).next().unwrap_or_default();
            Given::Text(text.trim().chars().take(LONGEST_TEXT).collect())
        }
    }
}

/// The id at a position that was sent as text.
fn at(ids: &[String], position: &str) -> Option<String> {
    ids.get(position.parse::<usize>().ok()?.checked_sub(1)?).cloned()
}

#[cfg(test)]
mod tests {
    use kernel::Code;

    use super::*;
    use crate::attempt::Shuffle;
    use crate::item::Content;

    fn question(number: i64, kind: ItemKind) -> Question {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        let shuffle = Shuffle { options: ids(&["c", "a", "b"]), targets: ids(&["r2", "r3", "r1"]) };
        Question { number, kind, outcome: Code::parse("o").expect("a code"), content: Content::default(), shuffle, given: None }
    }

    fn read_form(kind: ItemKind, fields: &[(&str, &str)]) -> serde_json::Value {
        let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        serde_json::to_value(&read(&[question(3, kind)], &fields)[&3]).expect("json")
    }

    #[test]
    fn positions_become_ids() {
        use serde_json::json;
        assert_eq!(read_form(ItemKind::Single, &[("q3", "2")]), json!({"choice": ["a"]}));
        assert_eq!(read_form(ItemKind::Single, &[("q3", "2"), ("q3", "1")]), json!({"choice": ["a"]}));
        assert_eq!(read_form(ItemKind::Multiple, &[("q3", "2"), ("q3", "1"), ("q4", "3")]), json!({"choice": ["a", "c"]}));
        assert_eq!(
            read_form(ItemKind::Order, &[("q3-1", "3"), ("q3-2", "1"), ("q3-3", "")]),
            json!({"places": {"a": 1, "c": 3}})
        );
        assert_eq!(read_form(ItemKind::Match, &[("q3-1", "1"), ("q3-3", "3")]), json!({"pairs": {"b": "r1", "c": "r2"}}));
        assert_eq!(read_form(ItemKind::Number, &[("q3", " 30 ")]), json!({"text": "30"}));
    }

    #[test]
    fn what_no_page_sends_is_left_aside() {
        use serde_json::json;
        assert_eq!(read_form(ItemKind::Single, &[("q3", "a"), ("q3", "0"), ("q3", "4"), ("q3", "-1")]), json!({"choice": []}));
        assert_eq!(read_form(ItemKind::Order, &[("q3-1", "4"), ("q3-9", "1")]), json!({"places": {}}));
        assert_eq!(read_form(ItemKind::Match, &[("q3-1", "0"), ("q3-2", "9")]), json!({"pairs": {}}));
        assert_eq!(read_form(ItemKind::Short, &[]), json!({"text": ""}));
        let long = "क".repeat(5000);
        assert_eq!(
            read_form(ItemKind::Short, &[("q3", &long)])["text"].as_str().map(|text| text.chars().count()),
            Some(LONGEST_TEXT)
        );
    }
}
