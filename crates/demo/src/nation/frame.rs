//! What is asked: competencies, roles and positions beside those of the starter framework. Pure; rows for the store come with it.
//!
//! A position asks twelve competencies: six that everybody needs, two of its group, four of what its kind of offices does. All positions of
//! one kind together ask 26.

use kernel::{Date, LanguageText};

use super::data::Designation;
use super::kinds::{FACETS, FACETS_OF, GROUPS, KINDS};
use super::rows::Rows;
use super::sheet::cells;
use super::uid;
use crate::dice::Dice;

/// The framework of the simulation.
pub(super) const CODE: &str = "karmayogi-simulated";
/// Its version, in force long before the two years of the simulation.
const VERSION: &str = "1";
const PUBLISHED: Date = Date(19_448);

/// What everybody is asked, with the levels of groups A, B and C.
pub(super) const CORE: [(&str, [i64; 3]); 6] = [
    ("service-orientation", [3, 2, 2]),
    ("communication", [3, 2, 2]),
    ("digital-fluency", [2, 2, 2]),
    ("cyber-hygiene", [2, 2, 2]),
    ("noting-drafting", [3, 3, 2]),
    ("rti", [3, 2, 2]),
];
/// What each group is asked besides.
const OF_GROUP: [[(&str, i64); 2]; 3] = [
    [("decision-making", 3), ("team-leadership", 3)],
    [("team-leadership", 2), ("monitoring-evaluation", 2)],
    [("outcome-orientation", 1), ("citizen-centricity", 2)],
];
/// The levels of the four competencies of the kind, by group.
const OF_KIND: [[i64; 4]; 3] = [[4, 3, 3, 3], [3, 2, 2, 2], [2, 1, 2, 1]];
/// Positions of one kind and group ask their competencies in so many ways.
const VARIANTS: usize = 6;

/// A competency that stands in the store, or will.
#[derive(Debug)]
pub(super) struct Competency {
    pub(super) key: i64,
    pub(super) revision: i64,
    pub(super) code: String,
    pub(super) name: LanguageText,
    /// Indicators by level, from 1.
    pub(super) indicators: [Vec<i64>; 5],
}

/// A position with what it asks.
#[derive(Debug)]
pub(super) struct Position {
    pub(super) key: i64,
    pub(super) designation: Designation,
    /// Its group, as a number.
    pub(super) group: usize,
    pub(super) kind: usize,
    variant: usize,
    /// Competency and level, in order of competencies.
    pub(super) asks: Vec<(usize, i64)>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) competencies: Vec<Competency>,
    /// How many of them the starter framework has.
    pub(super) starter: usize,
    pub(super) positions: Vec<Position>,
    /// Positions by kind and group.
    pub(super) by_kind: Vec<[Vec<usize>; 3]>,
    keys: Keys,
}

/// The first free keys of what is made here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    pub(super) framework: i64,
    pub(super) competency: i64,
    pub(super) role: i64,
    pub(super) position: i64,
}

/// How many positions there are of each kind and group, at most.
pub(super) const fn positions_a_group(officials: u64) -> usize {
    match officials {
        0..=20_000 => 3,
        20_001..=100_000 => 8,
        _ => usize::MAX,
    }
}

impl Frame {
    /// Builds on the competencies that stand in the store.
    pub(super) fn new(starter: Vec<Competency>, designations: &[Designation], most: usize, keys: Keys) -> Self {
        let mut frame = Self { starter: starter.len(), competencies: starter, positions: Vec::new(), by_kind: Vec::new(), keys };
        for (kind, described) in KINDS.iter().enumerate() {
            for (facet, (en, hi)) in FACETS.iter().enumerate() {
                let key = keys.competency + number(kind * FACETS.len() + facet);
                let code = format!("sim-{}-{:02}", described.code, facet + 1);
                let name = LanguageText::of(format!("{}: {en}", described.topic.0), format!("{}: {hi}", described.topic.1));
                frame.competencies.push(Competency { key, revision: 1, code, name, indicators: Default::default() });
            }
        }
        frame.by_kind = (0..KINDS.len()).map(|_| Default::default()).collect();
        for designation in designations {
            let Some(kind) = KINDS.iter().position(|kind| kind.code == designation.kind) else { continue };
            let Some(group) = GROUPS.iter().position(|group| *group == designation.group) else { continue };
            let count = frame.by_kind[kind][group].len();
            if count < most {
                frame.by_kind[kind][group].push(frame.positions.len());
                let key = keys.position + number(frame.positions.len());
                let variant = count % VARIANTS;
                let asks = frame.asks(kind, group, variant);
                frame.positions.push(Position { key, designation: designation.clone(), group, kind, variant, asks });
            }
        }
        frame
    }

    /// The place of a competency of the starter framework.
    pub(super) fn place(&self, code: &str) -> usize {
        self.competencies.iter().position(|one| one.code == code).unwrap_or(0)
    }

    /// The place of a competency of a kind of offices.
    pub(super) const fn of_kind(&self, kind: usize, facet: usize) -> usize {
        self.starter + kind * FACETS.len() + facet
    }

    fn core(&self, group: usize) -> Vec<(usize, i64)> {
        let core = CORE.iter().map(|(code, levels)| (*code, levels[group]));
        core.chain(OF_GROUP[group]).map(|(code, level)| (self.place(code), level)).collect()
    }

    fn own(&self, kind: usize, group: usize, variant: usize) -> Vec<(usize, i64)> {
        let facets = FACETS_OF[group].clone();
        let facet = |at: usize| facets.start + (variant + at) % facets.len();
        OF_KIND[group].iter().enumerate().map(|(at, level)| (self.of_kind(kind, facet(at)), *level)).collect()
    }

    fn asks(&self, kind: usize, group: usize, variant: usize) -> Vec<(usize, i64)> {
        let mut asks = self.core(group);
        asks.extend(self.own(kind, group, variant));
        asks.sort_unstable();
        asks
    }

    /// Writes framework, competencies, roles, positions and how critical what is.
    pub(super) fn write(&self, out: &mut Rows) {
        let title = LanguageText::of("Simulated competencies of kinds of offices", "कार्यालयों के प्रकारों की नकली दक्षताएँ").to_json();
        out.framework.add(cells![self.keys.framework, uid("framework", 1), CODE, title.as_str()]);
        let scale: Vec<serde_json::Value> = (1..=5)
            .map(|level: i64| serde_json::json!({"own": level.to_string(), "maps_to": level, "name": {"en": format!("Level {level}"), "hi": format!("स्तर {level}")}}))
            .collect();
        let scale = serde_json::Value::from(scale).to_string();
        out.framework_version.add(cells![self.keys.framework, VERSION, PUBLISHED, scale.as_str()]);
        for competency in &self.competencies[self.starter..] {
            self.write_competency(out, competency);
        }
        for (group, letter) in GROUPS.iter().enumerate() {
            let name = LanguageText::of(
                format!("Works in a public office, group {letter}"),
                format!("सरकारी कार्यालय में काम, समूह {letter}"),
            );
            self.write_role(
                out,
                (self.core_role(group), format!("sim-core-{}", letter.to_lowercase())),
                &name,
                &self.core(group),
            );
        }
        for (kind, described) in KINDS.iter().enumerate() {
            for (group, letter) in GROUPS.iter().enumerate() {
                for variant in 0..VARIANTS {
                    let code = format!("sim-{}-{}{}", described.code, letter.to_lowercase(), variant + 1);
                    let duties = char::from(b'A' + u8::try_from(variant).unwrap_or(0));
                    let name = LanguageText::of(
                        format!("{}, group {letter}, duties {duties}", described.topic.0),
                        format!("{}, समूह {letter}, कर्तव्य {duties}", described.topic.1),
                    );
                    self.write_role(out, (self.own_role(kind, group, variant), code), &name, &self.own(kind, group, variant));
                }
            }
        }
        for position in &self.positions {
            self.write_position(out, position);
        }
    }

    fn write_competency(&self, out: &mut Rows, competency: &Competency) {
        let (key, name) = (competency.key, competency.name.to_json());
        let (en, hi) = (competency.name.get(&kernel::Language::ENGLISH), competency.name.get(&kernel::Language::HINDI));
        let definition = LanguageText::of(
            format!("Does what the rules and the work ask in \"{en}\". Part of a simulation."),
            format!("\"{hi}\" में नियम और काम जो माँगते हैं, वह करना। नकली आँकड़ों का भाग।"),
        );
        out.competency.add(cells![key, uid("competency", key.unsigned_abs()), competency.code.as_str(), self.keys.framework]);
        out.competency_revision.add(cells![key, VERSION, name.as_str(), definition.to_json().as_str()]);
        let levels = [
            ("Does single steps with guidance", "मार्गदर्शन में एक-एक चरण करते हैं"),
            ("Does ordinary cases alone", "सामान्य मामले अकेले करते हैं"),
            ("Does hard cases and checks the work of others", "कठिन मामले करते हैं और दूसरों का काम जाँचते हैं"),
            ("Says how an office or district does it", "तय करते हैं कि कार्यालय या ज़िला इसे कैसे करे"),
            ("Shapes the rule and the system", "नियम और व्यवस्था गढ़ते हैं"),
        ];
        for ((words, words_hi), level) in levels.into_iter().zip(1_i64..) {
            out.level_descriptor.add(cells![key, level, LanguageText::of(words, words_hi).to_json().as_str()]);
        }
    }

    fn core_role(&self, group: usize) -> i64 {
        self.keys.role + number(group)
    }

    fn own_role(&self, kind: usize, group: usize, variant: usize) -> i64 {
        self.keys.role + number(GROUPS.len() + (kind * GROUPS.len() + group) * VARIANTS + variant)
    }

    fn write_role(&self, out: &mut Rows, (key, code): (i64, String), name: &LanguageText, asks: &[(usize, i64)]) {
        out.role.add(cells![key, uid("role", key.unsigned_abs()), code.as_str(), name.to_json().as_str()]);
        for (at, (competency, level)) in asks.iter().enumerate() {
            let competency = &self.competencies[*competency];
            let (en, hi) = (competency.name.get(&kernel::Language::ENGLISH), competency.name.get(&kernel::Language::HINDI));
            let text = LanguageText::of(format!("Does the work that needs: {en}"), format!("वह काम करना जिसमें यह चाहिए: {hi}"));
            out.work_activity.add(cells![key, number(at + 1), format!("{code}-{}", at + 1).as_str(), text.to_json().as_str()]);
            out.role_competency.add(cells![key, competency.key, *level]);
        }
    }

    fn write_position(&self, out: &mut Rows, position: &Position) {
        let Position { key, designation, group, kind, variant, asks } = position;
        let title = LanguageText::of(designation.title.clone(), designation.title.clone()).to_json();
        let code = designation.code.as_str();
        out.position.add(cells![
            *key,
            uid("position", key.unsigned_abs()),
            code,
            title.as_str(),
            KINDS[*kind].family,
            GROUPS[*group],
            designation.pay_level
        ]);
        out.position_role.add(cells![*key, self.core_role(*group)]);
        out.position_role.add(cells![*key, self.own_role(*kind, *group, *variant)]);
        for (competency, _) in asks {
            let described = &self.competencies[*competency];
            let own = *competency >= self.starter;
            let word = match Dice::named("criticality", &format!("{code} {}", described.code)).below(10) {
                0..=2 if own => "high",
                0 => "high",
                1..=4 => "medium",
                5..=6 => "low",
                _ => continue,
            };
            let reason = LanguageText::of("Said by the simulation", "नकली आँकड़ों का कथन").to_json();
            out.criticality.add(cells![*key, described.key, word, reason.as_str()]);
        }
    }

    /// How many keys of each kind are used up afterwards.
    pub(super) fn used(&self) -> [(&'static str, i64); 4] {
        [
            ("framework", self.keys.framework + 1),
            ("competency", self.keys.competency + number(KINDS.len() * FACETS.len())),
            ("role", self.own_role(KINDS.len(), 0, 0)),
            ("position", self.keys.position + number(self.positions.len())),
        ]
    }
}

fn number(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::nation::data::Data;

    #[test]
    fn positions_of_a_kind_ask_26_competencies_in_all_and_12_each() {
        let starter: Vec<&str> = CORE.iter().map(|one| one.0).chain(OF_GROUP.iter().flatten().map(|one| one.0)).collect();
        let starter: BTreeSet<&str> = starter.into_iter().collect();
        let starter = starter.into_iter().zip(1..).map(|(code, key)| {
            let name = LanguageText::of(code, code);
            Competency { key, revision: 1, code: code.to_owned(), name, indicators: Default::default() }
        });
        let keys = Keys { framework: 2, competency: 45, role: 82, position: 81 };
        let frame = Frame::new(starter.collect(), &Data::read().expect("data").designations, usize::MAX, keys);
        assert_eq!(frame.positions.len(), 2464);
        for (kind, positions) in frame.by_kind.iter().enumerate() {
            let asked: BTreeSet<usize> = positions
                .iter()
                .flatten()
                .flat_map(|at| frame.positions[*at].asks.iter().map(|(competency, _)| *competency))
                .collect();
            assert!((25..=26).contains(&asked.len()), "{}: {}", KINDS[kind].code, asked.len());
            assert!(positions.iter().all(|of_group| !of_group.is_empty()));
        }
        assert!(
            frame
                .positions
                .iter()
                .all(|position| position.asks.len() == 12 && position.asks.windows(2).all(|two| two[0].0 < two[1].0))
        );
    }
}
