//! The floors of the house hold: no crate imports one that stands above it or to its right (`floors.toml`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn top() -> PathBuf {
    PathBuf::from("../..")
}

fn read(path: &Path) -> toml::Table {
    std::fs::read_to_string(path).expect("a file").parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What each crate may use: `None` for everything.
fn allowed() -> BTreeMap<String, Option<BTreeSet<String>>> {
    let floors = read(&top().join("floors.toml"));
    let names = |value: &toml::Value| -> Vec<String> {
        value.as_array().expect("a list").iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
    };
    let mut allowed = BTreeMap::new();
    for floor in ["pure", "kits", "top"] {
        for (name, list) in floors[floor].as_table().expect("a table") {
            let list = names(list);
            let everything = list.iter().any(|name| name == "everything");
            allowed.insert(name.clone(), (!everything).then(|| list.into_iter().collect()));
        }
    }
    let mut left: BTreeSet<String> = ["kernel", "methods", "store", "ui", "web", "standards"].map(str::to_owned).into();
    for realm in names(&floors["realms"]["order"]) {
        allowed.insert(realm.clone(), Some(left.clone()));
        left.insert(realm);
    }
    allowed
}

#[test]
fn every_crate_stays_on_its_floor() {
    let allowed = allowed();
    let mut faults = Vec::new();
    for entry in std::fs::read_dir(top().join("crates")).expect("the crates").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let manifest = read(&entry.path().join("Cargo.toml"));
        let Some(permitted) = allowed.get(&name) else {
            faults.push(format!("{name} is on no floor: add it to floors.toml"));
            continue;
        };
        let used = manifest.get("dependencies").and_then(toml::Value::as_table).into_iter().flat_map(|table| table.keys());
        for used in used.filter(|used| allowed.contains_key(*used)) {
            if permitted.as_ref().is_some_and(|permitted| !permitted.contains(used)) {
                faults.push(format!("{name} imports {used}, which stands above or to its right: let {used} emit an event or let {name} hand over what it needs, and wire the two in app"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_personal_column_says_why_and_how_long_it_is_kept() {
    let suspicious = ["name", "mobile", "email", "note", "reason", "password", "joined", "retires"];
    let personal_tables =
        ["person", "official", "account", "account_identifier", "session", "evidence", "contest", "actor_form", "term"];
    let mut faults = Vec::new();
    for step in schema::STREAM {
        let mut table = "";
        for line in step.sql.lines() {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                table = rest.split_whitespace().next().unwrap_or_default();
            }
            let column = line.split_whitespace().next().unwrap_or_default();
            if personal_tables.contains(&table)
                && line.starts_with("  ")
                && suspicious.contains(&column)
                && !line.contains("-- personal:")
            {
                faults.push(format!("{}: {table}.{column} has no comment `-- personal: kind; purpose; retention`", step.name));
            }
            if let Some((_, comment)) = line.split_once("-- personal:")
                && comment.split(';').filter(|part| !part.trim().is_empty()).count() != 3
            {
                faults.push(format!("{}: {table}.{column}: the comment needs kind, purpose and retention", step.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
