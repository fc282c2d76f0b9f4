//! Each adapter on extracts of the real files, and on files that are wrong.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kernel::Language;

use super::*;

fn extract(name: &str) -> PathBuf {
    Path::new("tests/foreign").join(name)
}

/// The files of an extract, changed.
fn changed(name: &str, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Files {
    let path = extract(name);
    let paths: Vec<PathBuf> = if path.is_dir() {
        std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
    } else {
        vec![path]
    };
    let file = |path: &PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("a file"))
    };
    let mut files = paths.iter().map(file).collect();
    change(&mut files);
    Files::of(files.iter().map(|(name, words)| (name.as_str(), words.clone())))
}

fn whole(form: Form, name: &str) -> Catalogue {
    catalogue(form, &changed(name, |_| ()), None).expect("no fault")
}

fn sums(catalogue: &Catalogue) -> String {
    let census: Vec<String> = catalogue.census.iter().map(|(name, number)| format!("{number} {name}")).collect();
    let rows = catalogue.ledger.sums().into_iter().map(|(file, sums)| {
        let sums: Vec<String> = sums.iter().map(|(verdict, number)| format!("{number} {}", verdict.as_str())).collect();
        format!("{file}: {}", sums.join(", "))
    });
    std::iter::once(census.join(", ")).chain(rows).collect::<Vec<_>>().join("\n")
}

fn faults(form: Form, files: &Files) -> Vec<String> {
    catalogue(form, files, None).map_or_else(|faults| faults.iter().map(ToString::to_string).collect(), |_| Vec::new())
}

#[test]
fn the_profiles_that_come_with_the_program_can_be_read() {
    let codes: Vec<String> = profiles().keys().cloned().collect();
    assert_eq!(codes, ["gdad", "kcm", "nsw", "onet"]);
    assert!(profiles().values().flat_map(|one| &one.level).all(|level| level.name.exactly(&Language::HINDI).is_some()));
    assert_eq!(profile("[one]\ncode = 3").expect_err("refused").row, 2);
}

#[test]
fn gdad_tells_what_became_of_every_row() {
    let catalogue = whole(Form::Gdad, "gdad");
    insta::assert_snapshot!(sums(&catalogue));
    let role = |code: &str| catalogue.parsed.roles.iter().find(|role| role.code.as_str() == code).expect("a role");
    assert!(role("gdad/data-ethicist").competencies.is_empty() && !role("gdad/data-ethicist").activities.is_empty());
    let own = &catalogue.parsed.extras.own_asks;
    let chief = |((role, _), _): &(&(String, String), &crate::framework::OwnAsk)| role == "gdad/chief-data-officer";
    assert!(own.iter().filter(chief).all(|(_, ask)| !ask.unmapped.is_empty()));
    assert!(role("gdad/chief-data-officer").competencies.is_empty());
    let skill =
        catalogue.parsed.competencies.iter().find(|one| one.code.as_str() == "gdad/managing-a-data-project").expect("a skill");
    assert_eq!(skill.descriptors.len(), 4);
    assert!(skill.indicators.len() > 8);
}

#[test]
fn nsw_tells_what_became_of_every_row() {
    let catalogue = whole(Form::Nsw, "nsw");
    insta::assert_snapshot!(sums(&catalogue));
    assert_eq!(catalogue.parsed.competencies[0].descriptors.len(), 5);
}

#[test]
fn onet_tells_what_became_of_every_row() {
    let catalogue = whole(Form::Onet, "onet");
    insta::assert_snapshot!(sums(&catalogue));
    let chief = catalogue.parsed.roles.iter().find(|role| role.code.as_str() == "onet/11-1011.00").expect("a role");
    assert_eq!(chief.competencies["onet/2.A.1.a"].number(), 4, "4.62 of 7");
    let own = &catalogue.parsed.extras.own_asks[&("onet/11-1011.00".to_owned(), "onet/2.A.1.a".to_owned())];
    assert_eq!((own.own.as_str(), own.importance.as_str()), ("4.62", "4.12"));
}

#[test]
fn kcm_tells_what_became_of_every_row() {
    let catalogue = whole(Form::Kcm, "kcm_names.csv");
    insta::assert_snapshot!(sums(&catalogue));
}

#[test]
fn formats_are_guessed_from_the_files() {
    for (name, form) in [("gdad", Form::Gdad), ("nsw", Form::Nsw), ("onet", Form::Onet), ("kcm_names.csv", Form::Kcm)] {
        assert_eq!(Form::guess(&extract(name)), Some(form), "{name}");
    }
    assert_eq!(Form::guess(&extract("LICENCES.md")), None);
    assert_eq!(Form::guess(&extract("none")), None);
}

type Change = fn(&mut BTreeMap<String, String>);

fn edit(files: &mut BTreeMap<String, String>, file: &str, from: &str, to: &str) {
    let words = files.get_mut(file).expect("a file");
    assert!(words.contains(from), "{file} has {from}");
    *words = words.replacen(from, to, 1);
}

fn append(files: &mut BTreeMap<String, String>, file: &str, row: &str) {
    files.get_mut(file).expect("a file").push_str(row);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let table: Vec<(Form, &str, Change, &str)> = vec![
        (
            Form::Gdad,
            "gdad",
            |files| edit(files, "roles.csv", "Skill Level,", "Level,"),
            "roles.csv, row 1, column Skill Level: the header has no such column",
        ),
        (
            Form::Gdad,
            "gdad",
            |files| edit(files, "skills.csv", "Expert", "Master"),
            "skills.csv, row 1, column Expert: the header has no such column",
        ),
        (Form::Gdad, "gdad", |files| drop(files.remove("roles.csv")), "roles.csv: is missing"),
        (
            Form::Gdad,
            "gdad",
            |files| edit(files, "roles.csv", ",Awareness,", ",Godlike,"),
            "column Skill Level: \"Godlike\" is not a level of the scale",
        ),
        (
            Form::Gdad,
            "gdad",
            |files| append(files, "skills.csv", "Managing a data project,x,,,,,\n"),
            "column Skill Name: Managing a data project stands twice",
        ),
        (Form::Gdad, "gdad", |files| append(files, "skills.csv", "a,b\n"), "skills.csv, row 179: 2 cells where the header has 7"),
        (
            Form::Gdad,
            "gdad",
            |files| append(files, "roles.csv", "F,R,,L,,Juggling,,Expert,,\n"),
            "roles.csv, row 390, column Skill Name: \"Juggling\" is not in skills.csv",
        ),
        (
            Form::Gdad,
            "gdad",
            |files| append(files, "skills.csv", "Sums,\"=HYPERLINK(\"\"x\"\")\",,,,,\n"),
            "skills.csv, row 179, column Skill Description: is a formula",
        ),
        (Form::Nsw, "nsw", |files| edit(files, "framework.json", "\"groups\"", "\"gruppen\""), "framework.json, row 1"),
        (Form::Nsw, "nsw", |files| edit(files, "framework.json", "\"levels\"", "levels\""), "framework.json, row 3: character 2"),
        (
            Form::Nsw,
            "nsw",
            |files| edit(files, "role_capabilities.csv", ",1,Foundational", ",4,Foundational"),
            "role_capabilities.csv, row 2, column level_rank: 4 is not the rank of Foundational",
        ),
        (
            Form::Nsw,
            "nsw",
            |files| edit(files, "framework.json", "\"Adept\": [", "\"Adapt\": ["),
            "framework.json, row 1, column indicators: \"Adapt\" is not a level of the scale",
        ),
        (
            Form::Nsw,
            "nsw",
            |files| edit(files, "framework.json", "\"id\": \"NSW-05\"", "\"id\": \"NSW-01\""),
            "column id: NSW-01 stands twice",
        ),
        (
            Form::Onet,
            "onet",
            |files| edit(files, "Skills.txt", "\t4.62\t", "\t7.62\t"),
            "Skills.txt, row 3, column Data Value: \"7.62\" is not a number from 0 to 7",
        ),
        (
            Form::Onet,
            "onet",
            |files| edit(files, "Level Scale Anchors.txt", "\tLevel\t2\t", "\tLevel\t9\t"),
            "column Anchor Value: \"9\" is not a level of the scale",
        ),
        (
            Form::Onet,
            "onet",
            |files| edit(files, "Content Model Reference.txt", "2.C.1\t", "2.X.1\t"),
            "Content Model Reference.txt, row",
        ),
        (
            Form::Onet,
            "onet",
            |files| append(files, "Job Zones.txt", "99-9999.99\tX\t4\t\t\n"),
            "Job Zones.txt, row 4, column O*NET-SOC Code: \"99-9999.99\" is not in Occupation Data.txt",
        ),
        (
            Form::Kcm,
            "kcm_names.csv",
            |files| edit(files, "kcm_names.csv", "Behavioural,", "Behavioral,"),
            "kcm_names.csv, row 2, column area: \"Behavioral\" is none of Behavioural, Functional, Domain",
        ),
        (
            Form::Kcm,
            "kcm_names.csv",
            |files| append(files, "kcm_names.csv", "Behavioural,Self-Awareness,Self-Analysis\n"),
            "kcm_names.csv, row 114, column sub_theme: \"Self-Analysis\" stands twice",
        ),
        (
            Form::Kcm,
            "kcm_names.csv",
            |files| append(files, "kcm_names.csv", "Behavioural,,Alone\n"),
            "kcm_names.csv, row 114, column theme: is empty",
        ),
    ];
    for (form, name, change, told) in table {
        let found = faults(form, &changed(name, change));
        assert!(found.iter().any(|fault| fault.contains(told)), "{told}\nis none of {found:#?}");
    }
}

fn others(associations: &str) -> Files {
    let item = |number: u32, code: &str, words: &str| {
        format!(
            r#"{{"identifier":"00000000-0000-4000-8000-00000000000{number}","uri":"u","fullStatement":"{words}","humanCodingScheme":"{code}","lastChangeDateTime":"2026-01-01T00:00:00Z"}}"#
        )
    };
    let items =
        [item(1, "A", "Arithmetic"), item(2, "A.1", "Adds"), item(3, "A.2", "Subtracts"), item(4, "A.2", "Multiplies")].join(",");
    let package = format!(
        r#"{{"CFDocument":{{"identifier":"00000000-0000-4000-8000-000000000009","title":"Sums","creator":"c","uri":"u"}},"CFItems":[{items}],"CFAssociations":[{associations}]}}"#
    );
    Files::of([("package.json", package)])
}

fn below(child: u32, parent: u32) -> String {
    format!(
        r#"{{"associationType":"isChildOf","originNodeURI":{{"identifier":"00000000-0000-4000-8000-00000000000{child}"}},"destinationNodeURI":{{"identifier":"00000000-0000-4000-8000-00000000000{parent}"}}}}"#
    )
}

#[test]
fn a_package_of_somebody_else_becomes_terms_and_competencies_without_levels() {
    let tree = [below(1, 9), below(2, 1), below(3, 1), below(4, 1)].join(",");
    let catalogue = catalogue(Form::Case, &others(&tree), None).expect("no fault");
    insta::assert_snapshot!(sums(&catalogue), @r"
    3 competencies, 1 groups
    package.json: CFAssociations: 4 taken
    package.json: CFItems: 1 taken, 2 unmapped, 1 doubtful
    ");
    let codes: Vec<&str> = catalogue.parsed.competencies.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["sums/00000000-0000-4000-8000-000000000004", "sums/a-1", "sums/a-2"]);
}

#[test]
fn a_package_whose_items_stand_above_each_other_is_refused() {
    let found = faults(Form::Case, &others(&[below(2, 3), below(3, 2)].join(",")));
    assert!(found.iter().any(|fault| fault.contains("leads back to it")), "{found:?}");
    let found = faults(Form::Case, &Files::of([("p.json", "{\"CFItems\": []}".to_owned())]));
    assert!(found.iter().any(|fault| fault.starts_with("p.json, row 1: character 15: missing field `CFDocument`")), "{found:?}");
}
