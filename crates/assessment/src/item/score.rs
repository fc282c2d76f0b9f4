//! Scoring, in whole points.

use std::collections::BTreeSet;

use super::domain::{Content, Given, Rule};
use super::number::Number;
use super::wording::fold;

/// What one item is worth. Twelve, so that the shares of two, three, four and six parts are whole; other shares are rounded down.
pub const POINTS: i64 = 12;

/// The points that an answer earns.
///
/// - single, number, short: all or nothing;
/// - multiple: right options chosen minus wrong ones chosen, of all right ones, and never below nothing, so that ticking everything does
///   not pay;
/// - order, match: the share of parts in their right place.
pub fn score(rule: &Rule, content: &Content, given: &Given) -> i64 {
    match (rule, given) {
        (Rule::Single(right), Given::Choice(chosen)) => all_or_nothing(chosen.len() == 1 && chosen.contains(right)),
        (Rule::Multiple(right), Given::Choice(chosen)) => chosen_share(right, chosen),
        (Rule::Order(right), Given::Places(places)) => {
            share(right.iter().zip(1..).filter(|(id, place)| places.get(*id) == Some(place)).count(), right.len())
        }
        (Rule::Match(right), Given::Pairs(pairs)) => {
            share(right.iter().filter(|(left, target)| pairs.get(*left) == Some(target)).count(), right.len())
        }
        (Rule::Number { value, tolerance }, Given::Text(text)) => {
            all_or_nothing(number(text, content).is_some_and(|written| written.is_within(*tolerance, *value)))
        }
        (Rule::Short(accepted), Given::Text(text)) => {
            let written = fold(text);
            all_or_nothing(accepted.values().flatten().any(|wording| fold(wording) == written))
        }
        _ => 0,
    }
}

const fn all_or_nothing(right: bool) -> i64 {
    if right { POINTS } else { 0 }
}

fn chosen_share(right: &BTreeSet<String>, chosen: &BTreeSet<String>) -> i64 {
    let hits = chosen.intersection(right).count();
    share(hits.saturating_sub(chosen.len() - hits), right.len())
}

fn share(right: usize, of: usize) -> i64 {
    let (right, of) = (i64::try_from(right).unwrap_or(0), i64::try_from(of).unwrap_or(i64::MAX));
    if of == 0 { 0 } else { POINTS * right / of }
}

/// The number that was written, also with its unit behind it or the sign of the rupee before it.
fn number(written: &str, content: &Content) -> Option<Number> {
    let bare = written.trim().trim_start_matches('₹');
    let lower = bare.to_lowercase();
    let units = content.unit.languages().filter_map(|language| content.unit.exactly(language));
    let without = units.filter_map(|unit| lower.strip_suffix(&unit.to_lowercase()));
    Number::parse(bare).or_else(|| without.filter_map(Number::parse).next())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use kernel::{Language, LanguageText};
    use rstest::rstest;

    use super::*;

    fn set(ids: &str) -> BTreeSet<String> {
        ids.chars().map(String::from).collect()
    }

    fn points(rule: &Rule, given: Given) -> i64 {
        let content = Content { unit: LanguageText::of("days", "दिन"), ..Content::default() };
        score(rule, &content, &given)
    }

    #[rstest]
    #[case("c", 12)]
    #[case("a", 0)]
    #[case("", 0)]
    #[case("abc", 0)]
    fn single_is_all_or_nothing(#[case] chosen: &str, #[case] earned: i64) {
        assert_eq!(points(&Rule::Single("c".to_owned()), Given::Choice(set(chosen))), earned);
    }

    #[rstest]
    #[case("ace", 12)]
    #[case("ac", 8)]
    #[case("a", 4)]
    #[case("acd", 4)]
    #[case("acebd", 4)]
    #[case("ab", 0)]
    #[case("abd", 0)]
    #[case("bd", 0)]
    #[case("", 0)]
    #[case("acez", 8)]
    fn multiple_is_right_minus_wrong_and_never_below_nothing(#[case] chosen: &str, #[case] earned: i64) {
        assert_eq!(points(&Rule::Multiple(set("ace")), Given::Choice(set(chosen))), earned);
    }

    #[rstest]
    #[case("kcsbm", 12)]
    #[case("ckbsm", 2)]
    #[case("kcbsm", 7)]
    #[case("mbsck", 2)]
    #[case("kc", 4)]
    #[case("", 0)]
    fn order_is_the_share_of_right_places(#[case] order: &str, #[case] earned: i64) {
        let rule = Rule::Order("kcsbm".chars().map(String::from).collect());
        let places = order.chars().map(String::from).zip(1..).collect();
        assert_eq!(points(&rule, Given::Places(places)), earned);
    }

    #[test]
    fn the_same_place_for_all_earns_one_place() {
        let rule = Rule::Order("kcsb".chars().map(String::from).collect());
        let places = "kcsb".chars().map(|c| (c.to_string(), 1)).collect();
        assert_eq!(points(&rule, Given::Places(places)), 3);
    }

    #[rstest]
    #[case(&[("a", "r2"), ("b", "r1"), ("c", "r4"), ("d", "r3")], 12)]
    #[case(&[("a", "r2"), ("b", "r1")], 6)]
    #[case(&[("a", "r1"), ("b", "r1"), ("c", "r1"), ("d", "r1")], 3)]
    #[case(&[("z", "r2")], 0)]
    #[case(&[], 0)]
    fn match_is_the_share_of_right_pairs(#[case] given: &[(&str, &str)], #[case] earned: i64) {
        let pairs = |list: &[(&str, &str)]| -> BTreeMap<String, String> {
            list.iter().map(|(left, right)| ((*left).to_owned(), (*right).to_owned())).collect()
        };
        let rule = Rule::Match(pairs(&[("a", "r2"), ("b", "r1"), ("c", "r4"), ("d", "r3")]));
        assert_eq!(points(&rule, Given::Pairs(pairs(given))), earned);
    }

    #[rstest]
    #[case("35", 12)]
    #[case("३५", 12)]
    #[case("35 days", 12)]
    #[case("३५ दिन", 12)]
    #[case("35.5", 12)]
    #[case("₹ 35", 12)]
    #[case("36", 0)]
    #[case("about 35", 0)]
    #[case("", 0)]
    fn a_number_counts_within_its_tolerance(#[case] written: &str, #[case] earned: i64) {
        let rule =
            Rule::Number { value: Number::parse("35").expect("a number"), tolerance: Number::parse("0.5").expect("a number") };
        assert_eq!(points(&rule, Given::Text(written.to_owned())), earned);
    }

    #[rstest]
    #[case("10 (1)", 12)]
    #[case("SECTION 10", 12)]
    #[case("धारा १०", 12)]
    #[case("धारा 11", 0)]
    #[case("101", 0)]
    #[case("", 0)]
    fn a_short_answer_counts_in_any_language(#[case] written: &str, #[case] earned: i64) {
        let list = |wordings: &[&str]| wordings.iter().map(|wording| (*wording).to_owned()).collect();
        let accepted = [(Language::ENGLISH, list(&["section 10", "10(1)"])), (Language::HINDI, list(&["धारा 10"]))];
        assert_eq!(points(&Rule::Short(accepted.into()), Given::Text(written.to_owned())), earned);
    }

    #[test]
    fn an_answer_of_another_kind_earns_nothing() {
        assert_eq!(points(&Rule::Single("a".to_owned()), Given::Text("a".to_owned())), 0);
        assert_eq!(points(&Rule::Order(vec!["a".to_owned()]), Given::Choice(set("a"))), 0);
    }
}
