//! A small library for tests of its pages and of what is exchanged.

use std::collections::BTreeMap;

use kernel::{Code, Date, Key, LanguageText, Level};
use uuid::Uuid;

use super::*;
use crate::framework::{Ask, CompetencyKind, Criticality, LearningMode, OwnLevel};

fn code(text: &str) -> Code {
    Code::parse(text).expect("a code")
}

fn competency(number: u16, name: (&str, &str), kind: CompetencyKind) -> CompetencyEntry {
    let level = |level: Level| LevelEntry {
        descriptor: LanguageText::of(format!("{} at {}", name.0, level.number()), format!("{} {}", name.1, level.number())),
        indicators: vec![(format!("l{}-1", level.number()), LanguageText::of("Signs the =note", "टिप्पणी पर हस्ताक्षर करते हैं"))],
    };
    CompetencyEntry {
        key: Key::new(i64::from(number)),
        uid: Uuid::from_u128(u128::from(number)),
        code: code(&name.0.to_lowercase().replace(' ', "-")),
        framework: 0,
        version: "1".to_owned(),
        kind,
        ask: Ask::Skill,
        name: LanguageText::of(name.0, name.1),
        definition: LanguageText::of("What it is.", "यह क्या है।"),
        source: "Act 22 of 2005".to_owned(),
        levels: Level::ALL.into_iter().map(|one| (one, level(one))).collect(),
    }
}

fn manual() -> Resource {
    Resource {
        code: "manual".to_owned(),
        title: LanguageText::of("Manual", "नियमावली"),
        address: "https://k.example/manual".to_owned(),
    }
}

/// Two competencies, two roles that ask them, a position with both, one with one and one with none.
pub(crate) fn library() -> Library {
    let scale = Level::ALL.map(|level| OwnLevel {
        own: level.number().to_string(),
        maps_to: level,
        name: LanguageText::of(format!("Step {}", level.number()), format!("चरण {}", level.number())),
    });
    let version = Version { version: "1".to_owned(), published: Date(20_500), scale: scale.to_vec() };
    let framework = FrameworkEntry {
        key: Key::new(1),
        uid: Uuid::from_u128(100),
        code: code("f"),
        title: LanguageText::of("A framework", "एक ढाँचा"),
        licence: "CC BY 4.0".to_owned(),
        versions: vec![version],
        terms: Vec::new(),
        uses: BTreeMap::new(),
    };
    let [two, three, four] = [2, 3, 4].map(|level| Level::new(level).expect("a level"));
    let role = |number: u16, asks: &[(usize, Level)]| RoleEntry {
        key: Key::new(i64::from(number)),
        uid: Uuid::from_u128(200 + u128::from(number)),
        code: code(&format!("role-{number}")),
        framework: None,
        name: LanguageText::of("Keeps records", "अभिलेख रखना"),
        description: LanguageText::default(),
        activities: vec![Activity {
            code: format!("role-{number}-1"), text: LanguageText::of("Opens files", "फ़ाइल खोलना")
        }],
        asks: asks.iter().copied().collect(),
        own_asks: BTreeMap::new(),
        resources: if number == 1 { vec![manual()] } else { Vec::new() },
    };
    let position = |name: (&str, &str), roles: Vec<usize>| PositionEntry {
        key: Key::new(1),
        uid: Uuid::from_u128(300 + roles.len() as u128),
        code: code(&name.0.to_lowercase().replace(' ', "-")),
        framework: None,
        title: LanguageText::of(name.0, name.1),
        family: "state".to_owned(),
        group: Some("C".to_owned()),
        pay_level: Some(4),
        source: String::new(),
        roles,
        criticality: BTreeMap::new(),
        modes: BTreeMap::new(),
    };
    let mut head = position(("Head clerk", "प्रधान लिपिक"), vec![0, 1]);
    head.criticality.insert(1, (Criticality::High, LanguageText::of("A right is at stake", "अधिकार दाँव पर है")));
    head.modes.insert(1, LearningMode::OnTheJob);
    head.source = "Manual of Office Procedure".to_owned();
    Library::new(Stock {
        frameworks: vec![framework],
        competencies: vec![
            competency(1, ("Drafting", "आलेखन"), CompetencyKind::Functional),
            competency(2, ("Right to information", "सूचना का अधिकार"), CompetencyKind::Domain),
        ],
        roles: vec![role(1, &[(0, two), (1, three)]), role(2, &[(0, four)])],
        positions: vec![head, position(("Messenger", "संदेशवाहक"), vec![]), position(("Postman", "डाकिया"), vec![0])],
        aliases: BTreeMap::new(),
        crosswalks: Vec::new(),
    })
}
