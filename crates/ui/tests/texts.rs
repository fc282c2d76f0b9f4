//! Every language has every message, with the same variables; and no file has a fault.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::Entry;
use fluent_syntax::parser;
use kernel::Language;
use ui::LANGUAGES;

fn messages(language: &Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (file, source) in ui::message_sources(language) {
        let resource = parser::parse(source.as_str()).unwrap_or_else(|(_, errors)| panic!("{language}/{file}: {errors:?}"));
        for entry in resource.body {
            if let Entry::Message(message) = entry {
                let id = message.id.name.to_owned();
                let variables = variables(&fluent_syntax::serializer::serialize(&fluent_syntax::ast::Resource {
                    body: vec![Entry::Message(message)],
                }));
                assert!(all.insert(id.clone(), variables).is_none(), "{language}/{file}: {id} stands twice");
            }
        }
    }
    all
}

fn variables(source: &str) -> BTreeSet<String> {
    source.split('$').skip(1).map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

#[test]
fn every_language_says_everything() {
    let english = messages(&LANGUAGES[0]);
    assert!(english.len() > 20);
    for language in &LANGUAGES[1..] {
        let theirs = messages(language);
        let missing: Vec<_> = english.keys().filter(|id| !theirs.contains_key(*id)).collect();
        let needless: Vec<_> = theirs.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(missing.is_empty() && needless.is_empty(), "{language}: missing {missing:?}, needless {needless:?}");
        for (id, variables) in &english {
            assert_eq!(&theirs[id], variables, "{language}: {id} uses other variables");
        }
    }
}

#[test]
fn every_message_asked_for_exists_and_every_message_is_asked_for() {
    let english = messages(&LANGUAGES[0]);
    let crates = std::path::Path::new("..");
    let code = sources(crates);
    let missing: Vec<String> = asked(&code).into_iter().filter(|id| !english.contains_key(id)).collect();
    assert!(missing.is_empty(), "asked for but missing: {missing:?}");
    let needless: Vec<_> = english.keys().filter(|id| !is_used(&code, id)).collect();
    assert!(needless.is_empty(), "never asked for: {needless:?}");
}

/// Ids in `t!(view, "id"`.
fn asked(code: &str) -> BTreeSet<String> {
    code.match_indices("t!(")
        .filter_map(|(at, _)| {
            let begins_a_word = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let (view, rest) = code[at + 3..].split_once(',').filter(|_| begins_a_word)?;
            let id = rest.trim_start().strip_prefix('"')?.split('"').next()?;
            let is_view = view.len() < 40 && view.ends_with("view");
            is_view.then(|| id.to_owned())
        })
        .collect()
}

/// A message is used when its id is written out, or made from a prefix that is written as `"prefix-{`.
fn is_used(code: &str, id: &str) -> bool {
    let made = id.match_indices('-').any(|(at, _)| code.contains(&format!("\"{}-{{", &id[..at])));
    made || code.contains(&format!("\"{id}\""))
}

fn sources(folder: &std::path::Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all += &sources(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.to_string_lossy().contains("/tests/") {
            let source = std::fs::read_to_string(&path).expect("a source file");
            all.extend(source.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]));
        }
    }
    all
}
