//! The starter framework and its item banks: what a department that adopts them may rely on. Read from the files that are built into the
//! program; whether the levels can be told apart and whether the keys follow from the law was judged by readers (`starter/README.md`).

use std::collections::{BTreeMap, BTreeSet};

use assessment::bank;
use assessment::test as tests;
use competency::framework::{self, Counts, Options};
use demo::starter;
use serde::Deserialize;
use store::{Db, Failure};

/// The languages in which everything must be there.
const LANGUAGES: [&str; 2] = ["en", "hi"];
const LEVELS: [&str; 5] = ["1", "2", "3", "4", "5"];

type Row = BTreeMap<String, String>;

fn rows(file: &str) -> Vec<Row> {
    let files = starter::files("framework");
    let text = files.get(file).unwrap_or_else(|| panic!("{file} is missing"));
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The codes in a column, each once.
fn codes(rows: &[Row], column: &str) -> BTreeSet<String> {
    rows.iter().map(|row| row[column].clone()).collect()
}

fn is_devanagari(c: char) -> bool {
    ('\u{900}'..='\u{97f}').contains(&c)
}

/// Fails with all faults, not only the first.
fn expect_none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// What is wrong with a text of this language: empty, or in the script of the other.
fn wrong_words(language: &str, text: &str) -> Option<&'static str> {
    match (text.trim().is_empty(), text.chars().any(is_devanagari)) {
        (true, _) => Some("is empty"),
        (_, true) if language == "en" => Some("has Devanagari"),
        (_, false) if language == "hi" => Some("has no Devanagari"),
        _ => None,
    }
}

#[test]
fn every_text_is_there_in_both_languages() {
    let mut faults = Vec::new();
    for file in starter::files("framework").into_keys().filter(|name| name.ends_with(".csv")) {
        for row in rows(&file) {
            for (column, cell) in &row {
                let language = LANGUAGES.into_iter().find(|language| column.ends_with(&format!("_{language}")));
                if let Some(reason) = language.and_then(|language| wrong_words(language, cell)) {
                    faults.push(format!("{file}: {column} {reason}: {row:?}"));
                }
            }
        }
    }
    expect_none(&faults);
}

#[test]
fn every_competency_has_five_levels_with_two_to_four_indicators() {
    let (competencies, levels, indicators) = (rows("competencies.csv"), rows("levels.csv"), rows("indicators.csv"));
    let of_kind = |kind: &str| competencies.iter().filter(|row| row["kind"] == kind).count();
    assert!(
        of_kind("behavioural") == 13 && of_kind("functional") >= 22,
        "{} and {}",
        of_kind("behavioural"),
        of_kind("functional")
    );
    let mut faults = Vec::new();
    for competency in &competencies {
        let code = &competency["code"];
        let described: Vec<&str> =
            levels.iter().filter(|row| row["competency"] == *code).map(|row| row["level"].as_str()).collect();
        if described != LEVELS {
            faults.push(format!("{code}: levels {described:?}"));
        }
        for level in LEVELS {
            let acts: Vec<&Row> = indicators.iter().filter(|row| row["competency"] == *code && row["level"] == level).collect();
            let numbered: Vec<String> = (1..=acts.len()).map(|number| format!("l{level}-{number}")).collect();
            if !(2..=4).contains(&acts.len()) || !acts.iter().map(|row| &row["code"]).eq(&numbered) {
                faults.push(format!(
                    "{code}, level {level}: indicators {:?}",
                    acts.iter().map(|row| &row["code"]).collect::<Vec<_>>()
                ));
            }
        }
        if competency["source"].trim().is_empty() {
            faults.push(format!("{code}: no source"));
        }
    }
    expect_none(&faults);
}

/// Words in lower case; what joins letters in a word stays.
fn words(text: &str) -> Vec<String> {
    let is_letter = |c: char| c.is_alphanumeric() || is_devanagari(c) || matches!(c, '_' | '\'' | '’');
    text.to_lowercase().split(|c| !is_letter(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[test]
fn two_levels_of_a_competency_share_no_six_words_in_a_row() {
    let mut faults = Vec::new();
    let files = [("descriptor", rows("levels.csv")), ("text", rows("indicators.csv"))];
    for language in LANGUAGES {
        let mut seen: BTreeMap<(String, Vec<String>), String> = BTreeMap::new();
        for (column, rows) in &files {
            for row in rows {
                for six in words(&row[&format!("{column}_{language}")]).windows(6) {
                    let (competency, level) = (&row["competency"], &row["level"]);
                    let first = seen.entry((competency.clone(), six.to_vec())).or_insert_with(|| level.clone());
                    if first != level {
                        faults.push(format!("{competency}: levels {first} and {level} share {:?}", six.join(" ")));
                    }
                }
            }
        }
    }
    expect_none(&faults);
}

/// Words that praise an act instead of telling it.
const VAGUE: [&str; 12] = [
    "effectively",
    "appropriately",
    "demonstrate",
    "demonstrates",
    "understanding of",
    "is aware",
    "efficiently",
    "proactively",
    "ensures quality",
    "adequately",
    "strong",
    "excellent",
];

#[test]
fn indicators_tell_acts_and_do_not_praise_them() {
    let vague = |text: &str| {
        let padded = format!(" {} ", words(text).join(" "));
        VAGUE.into_iter().find(|word| padded.contains(&format!(" {word} ")))
    };
    let found =
        rows("indicators.csv").into_iter().filter_map(|row| vague(&row["text_en"]).map(|word| format!("{word}: {row:?}")));
    expect_none(&found.collect::<Vec<_>>());
}

/// Positions that must be among them.
const NAMED: [&str; 9] = [
    "gramin-dak-sevak",
    "section-officer",
    "block-development-officer",
    "station-house-officer",
    "tax-inspector",
    "municipal-sanitary-inspector",
    "head-clerk-collectorate",
    "under-secretary",
    "director",
];

const FAMILIES: [&str; 8] = ["secretariat", "state", "district", "police", "posts", "railways", "tax", "municipal"];

/// Competencies that the roles of each position ask.
fn asked() -> BTreeMap<String, BTreeSet<String>> {
    let by_role = rows("role_competencies.csv");
    let mut asked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows("position_roles.csv") {
        let of_role = by_role.iter().filter(|other| other["role"] == row["role"]).map(|other| other["competency"].clone());
        asked.entry(row["position"].clone()).or_default().extend(of_role);
    }
    asked
}

#[test]
fn every_position_says_what_is_done_what_is_asked_and_why() {
    let (positions, asked, critical) = (rows("positions.csv"), asked(), rows("criticality.csv"));
    let (roles, active) = (rows("position_roles.csv"), codes(&rows("activities.csv"), "role"));
    let known = codes(&positions, "code");
    assert!(known.len() >= 60, "{} positions", known.len());
    assert!(NAMED.iter().all(|code| known.contains(*code)));
    assert!(FAMILIES.iter().all(|family| positions.iter().any(|row| row["family"] == *family)));
    let mut faults = Vec::new();
    for position in &positions {
        let code = &position["code"];
        let done: Vec<&str> = roles.iter().filter(|row| row["position"] == *code).map(|row| row["role"].as_str()).collect();
        if done.is_empty() || done.iter().any(|role| !active.contains(*role)) {
            faults.push(format!("{code}: a role without work activities among {done:?}"));
        }
        if position["source"].trim().is_empty() {
            faults.push(format!("{code}: no source"));
        }
        let said: BTreeSet<String> =
            critical.iter().filter(|row| row["position"] == *code).map(|row| row["competency"].clone()).collect();
        let required = asked.get(code).cloned().unwrap_or_default();
        if required.is_empty() || said != required {
            faults.push(format!("{code}: criticality is missing or too much for {:?}", said.symmetric_difference(&required)));
        }
    }
    expect_none(&faults);
}

#[derive(Deserialize)]
struct Bank {
    competency: String,
    licence: String,
    outcome: Vec<OutcomeRow>,
    item: Vec<ItemRow>,
}

#[derive(Deserialize)]
struct OutcomeRow {
    code: String,
    level: i64,
    indicator: String,
    text: Row,
}

#[derive(Deserialize)]
struct ItemRow {
    code: String,
    outcome: String,
    kind: String,
    source: String,
    stem: Row,
    explain: Row,
    #[serde(default)]
    option: Vec<OptionRow>,
}

#[derive(Deserialize)]
struct OptionRow {
    code: String,
    #[serde(default)]
    correct: bool,
    text: Row,
    #[serde(default)]
    why: Row,
}

fn banks() -> Vec<Bank> {
    starter::files("banks")
        .into_iter()
        .map(|(name, text)| toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}")))
        .collect()
}

impl Bank {
    fn level_of(&self, item: &ItemRow) -> i64 {
        self.outcome.iter().find(|outcome| outcome.code == item.outcome).map_or(0, |outcome| outcome.level)
    }
}

#[test]
fn four_banks_have_twenty_items_at_each_level_tied_to_indicators() {
    let (banks, indicators) = (banks(), rows("indicators.csv"));
    let mut of: Vec<&str> = banks.iter().map(|bank| bank.competency.as_str()).collect();
    of.sort_unstable();
    assert_eq!(of, ["cyber-hygiene", "data-protection", "grievance-redressal", "rti"]);
    let mut faults = Vec::new();
    for bank in &banks {
        assert_eq!(bank.licence, "CC BY 4.0");
        let counts: Vec<usize> =
            (1..=3).map(|level| bank.item.iter().filter(|item| bank.level_of(item) == level).count()).collect();
        if bank.item.len() < 60 || counts.iter().any(|count| *count < 20) {
            faults.push(format!("{}: {counts:?} items", bank.competency));
        }
        for outcome in &bank.outcome {
            let level = outcome.level.to_string();
            let is_indicator =
                |row: &&Row| row["competency"] == bank.competency && row["level"] == level && row["code"] == outcome.indicator;
            if !indicators.iter().any(|row| is_indicator(&row)) {
                faults.push(format!("{}: outcome {} has no indicator {}", bank.competency, outcome.code, outcome.indicator));
            }
        }
    }
    expect_none(&faults);
}

#[test]
fn every_item_is_whole_in_both_languages_and_says_why_each_wrong_option_is_wrong() {
    let mut faults = Vec::new();
    for bank in banks() {
        for language in LANGUAGES {
            // Options may be bare numbers, or terms that stay in Latin letters: they need to be there, in no script of their own.
            let mut check = |what: String, text: Option<&String>, prose: bool| {
                let text = text.map_or("", String::as_str);
                let reason = if prose { wrong_words(language, text) } else { text.trim().is_empty().then_some("is empty") };
                faults.extend(reason.map(|reason| format!("{} {what}.{language} {reason}", bank.competency)));
            };
            for outcome in &bank.outcome {
                check(format!("outcome {}", outcome.code), outcome.text.get(language), true);
            }
            for item in &bank.item {
                check(format!("{}: stem", item.code), item.stem.get(language), true);
                check(format!("{}: explain", item.code), item.explain.get(language), true);
                for option in &item.option {
                    check(format!("{}/{}: text", item.code, option.code), option.text.get(language), false);
                    if !option.correct && item.kind != "order" {
                        check(format!("{}/{}: why", item.code, option.code), option.why.get(language), true);
                    }
                }
            }
        }
        faults.extend(
            bank.item.iter().filter(|item| item.source.trim().is_empty()).map(|item| format!("{}: no source", item.code)),
        );
    }
    expect_none(&faults);
}

#[test]
fn the_key_is_not_given_away_by_its_length_or_its_place() {
    for bank in banks() {
        let singles: Vec<&ItemRow> = bank.item.iter().filter(|item| item.kind == "single").collect();
        let length = |option: &OptionRow| option.text["en"].chars().count();
        let longest = |item: &&&ItemRow| {
            let key = item.option.iter().find(|option| option.correct).map_or(0, length);
            item.option.iter().all(|option| option.correct || length(option) < key)
        };
        let telling = singles.iter().filter(longest).count();
        assert!(
            telling * 10 <= singles.len() * 4,
            "{}: the key is the longest in {telling} of {}",
            bank.competency,
            singles.len()
        );
        for place in 0..4 {
            let here = singles.iter().filter(|item| item.option.get(place).is_some_and(|option| option.correct)).count();
            assert!(here * 10 <= singles.len() * 4, "{}: {here} keys of {} at place {place}", bank.competency, singles.len());
        }
    }
}

/// Imports the framework as it is published.
async fn import(db: &Db) -> framework::Report {
    match framework::import_source(db, &starter::framework(), Options::default(), &|_| {}).await {
        Ok(report) => report,
        Err(Failure::Refused(framework::ImportRefusal::Faulty(faults))) => {
            panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
        Err(failure) => panic!("{failure:?}"),
    }
}

async fn import_banks(db: &Db) -> Vec<bank::Report> {
    match bank::import_files(db, &starter::banks()).await {
        Ok(reports) => reports,
        Err(Failure::Refused(bank::BankRefusal::Faulty(faults))) => {
            panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
        Err(failure) => panic!("{failure:?}"),
    }
}

testing::on_both! {
    async fn the_files_import_without_a_fault_and_a_second_time_change_nothing(db: TestDb) {
        let first = import(&db).await;
        assert_eq!((first.competencies.new, first.positions.new), (rows("competencies.csv").len(), rows("positions.csv").len()));
        let again = import(&db).await;
        let untouched = |counts: Counts| counts.new + counts.changed == 0;
        assert!(untouched(again.competencies) && untouched(again.roles) && untouched(again.positions), "{again:?}");
        let new = import_banks(&db).await;
        assert!(new.len() == 4 && new.iter().all(|bank| bank.added == bank.items && bank.retired == 0), "{new:?}");
        let again = import_banks(&db).await;
        assert!(again.iter().all(|bank| bank.added + bank.retired == 0), "{again:?}");
        let mut conn = db.read().await.expect("a connection");
        for bank in new {
            let entry = framework::by_code(&mut conn, bank.competency.as_str()).await.expect("read").expect("a competency");
            let offered = tests::test_outs(&mut conn, &[entry.key]).await.expect("read");
            assert_eq!(offered.iter().map(|test| test.level.number()).collect::<Vec<_>>(), [1, 2], "level 3 waits for supervised tests");
        }
    }
}
