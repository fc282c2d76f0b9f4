//! A package as `exchange` writes it, back to what it was.

use std::collections::{BTreeSet, HashMap};

use kernel::{Code, LanguageText, Level};
use uuid::Uuid;

use super::{Association, Graph, Item, part};
use crate::foreign::draft::Draft;
use crate::foreign::ledger::Verdict;
use crate::framework::extras::{OwnAsk, Term, TermUse};
use crate::framework::read::{ParsedCompetency, ParsedPosition, ParsedRole};
use crate::framework::sheet::Faults;
use crate::framework::{Ask, CompetencyKind, Criticality, FaultCode, LearningMode};

/// A document from which the work of a role is learnt.
#[derive(serde::Deserialize)]
struct Resource {
    code: String,
    title: LanguageText,
    address: String,
}

/// The types that are read.
const TYPES: [&str; 7] = ["Group", "Competency", "Level", "Indicator", "Position", "Role", "Work activity"];

/// The level of an item of type "Level".
pub(super) fn level(item: &Item) -> Option<Level> {
    let said: Option<i64> = part(&item.extensions, "level").or_else(|| item.list_enumeration.as_deref()?.parse().ok());
    said.and_then(|number| Level::new(number).ok())
}

struct Reader<'r, 'd, 'p, 'c> {
    draft: &'d mut Draft<'p>,
    graph: &'r Graph<'c>,
    faults: &'r Faults,
    /// The codes of competencies, roles and positions by their items; the competency and the level of each level.
    codes: HashMap<Uuid, Code>,
    levels: HashMap<Uuid, (Code, Level)>,
}

pub(super) fn read(draft: &mut Draft<'_>, graph: &Graph<'_>, faults: &Faults) {
    let mut reader = Reader { draft, graph, faults, codes: HashMap::new(), levels: HashMap::new() };
    reader.terms();
    reader.competencies();
    reader.roles();
    reader.positions();
    graph.package.associations.iter().zip(1..).for_each(|(association, at)| reader.associate(association, at));
    let Reader { draft, .. } = reader;
    draft.census =
        vec![("competencies", draft.competencies.len()), ("roles", draft.roles.len()), ("positions", draft.positions.len())];
    let item = |item: &Item| match item.kind.as_deref() {
        Some(kind) if TYPES.contains(&kind) => (Verdict::Taken, String::new()),
        _ => (Verdict::Refused, "is of a type that is not read".to_owned()),
    };
    let association = |one: &Association| match one.association_type.as_str() {
        "isChildOf" | "hasSkillLevel" | "isPartOf" | "isRelatedTo" | "exactMatchOf" => (Verdict::Taken, String::new()),
        "isTranslationOf" => (Verdict::Merged, "the translation stands with its item".to_owned()),
        _ => (Verdict::Refused, "is of a type that is not read".to_owned()),
    };
    graph.note(draft, item, association);
}

impl Reader<'_, '_, '_, '_> {
    fn code(&self, at: u64, item: &Item) -> Option<Code> {
        let code = Code::parse(item.code()).ok();
        if code.is_none() {
            let reason = FaultCode::NotACode.with([("value", &item.code())]);
            self.faults.add(self.graph.file, at, "CFItems.humanCodingScheme", reason);
        }
        code
    }

    fn twice(&self, at: u64, code: &Code) {
        self.faults.add(self.graph.file, at, "CFItems.humanCodingScheme", FaultCode::Twice.with([("what", code)]));
    }

    fn terms(&mut self) {
        let graph = self.graph;
        for (at, item) in graph.of("Group") {
            let above = graph
                .above
                .get(&item.identifier)
                .into_iter()
                .flatten()
                .filter_map(|id| graph.item(*id))
                .find(|item| item.is("Group"));
            let term = Term {
                code: item.code().to_owned(),
                kind: part(&item.extensions, "kind").unwrap_or_else(|| "group".to_owned()),
                parent: above.map(|above| above.code().to_owned()),
                name: graph.statement(item.identifier),
                description: part(&item.extensions, "description")
                    .unwrap_or_else(|| crate::foreign::draft::english(item.notes.as_deref().unwrap_or_default())),
            };
            if term.code.is_empty() || self.draft.extras.terms.contains_key(&term.code) {
                let reason = FaultCode::EmptyOrTwice.with([("value", &term.code)]);
                self.faults.add(graph.file, at, "CFItems.humanCodingScheme", reason);
            }
            self.draft.extras.terms.insert(term.code.clone(), term);
        }
    }

    /// The groups above an item.
    fn place(&mut self, id: Uuid, kind: TermUse, thing: &str) {
        let graph = self.graph;
        for above in graph.above.get(&id).into_iter().flatten().filter_map(|id| graph.item(*id)).filter(|item| item.is("Group")) {
            self.draft.extras.uses.insert((kind, thing.to_owned(), above.code().to_owned()));
        }
    }

    fn competencies(&mut self) {
        let graph = self.graph;
        for (at, item) in graph.of("Competency") {
            let Some(code) = self.code(at, item) else { continue };
            let word = |name: &str| part::<String>(&item.extensions, name);
            let ask = word("mainlyAbout").or_else(|| item.concept_keywords.first().cloned());
            let mut competency = ParsedCompetency {
                uid: item.uid(),
                code: code.clone(),
                kind: word("kind").and_then(|kind| CompetencyKind::parse(&kind)).unwrap_or(CompetencyKind::Functional),
                ask: ask.and_then(|ask| Ask::parse(&ask)).unwrap_or(Ask::Skill),
                name: graph.name(item.identifier),
                definition: graph.statement(item.identifier),
                source: item.notes.clone().unwrap_or_default(),
                descriptors: Default::default(),
                indicators: Default::default(),
            };
            if competency.name.is_empty() {
                competency.name = competency.definition.clone();
            }
            for below in graph.children(item.identifier, "Level") {
                self.level(&mut competency, below);
            }
            self.place(item.identifier, TermUse::Competency, code.as_str());
            self.draft.comes_from(&code, (&graph.items_file(), at));
            self.codes.insert(item.identifier, code.clone());
            if self.draft.competencies.insert(code.to_string(), competency).is_some() {
                self.twice(at, &code);
            }
        }
    }

    fn level(&mut self, competency: &mut ParsedCompetency, item: &Item) {
        let graph = self.graph;
        let at = graph.items.get(&item.identifier).map_or(0, |(at, _)| *at as u64 + 1);
        let Some(level) = level(item) else {
            return self.faults.add(graph.file, at, "CFItems.listEnumeration", FaultCode::NotALevel);
        };
        self.levels.insert(item.identifier, (competency.code.clone(), level));
        if part(&item.extensions, "described") == Some(false) {
            return;
        }
        if competency.descriptors.insert(level, graph.statement(item.identifier)).is_some() {
            let reason = FaultCode::LevelTwiceOf.with([("level", &level.number()), ("whole", &competency.code)]);
            self.faults.add(graph.file, at, "CFItems", reason);
        }
        let before = format!("{}.", competency.code);
        for indicator in graph.children(item.identifier, "Indicator") {
            let code = indicator.code().strip_prefix(&before).unwrap_or(indicator.code()).to_owned();
            competency.indicators.insert(code, (level, graph.statement(indicator.identifier)));
        }
    }

    fn roles(&mut self) {
        let graph = self.graph;
        for (at, item) in graph.of("Role") {
            let Some(code) = self.code(at, item) else { continue };
            let notes = || crate::foreign::draft::english(item.notes.as_deref().unwrap_or_default());
            let description: LanguageText = part(&item.extensions, "description").unwrap_or_else(notes);
            let mut role = ParsedRole {
                uid: item.uid(),
                library: part(&item.extensions, "library").unwrap_or_default(),
                code: code.clone(),
                name: graph.statement(item.identifier),
                description: Some(description),
                activities: Vec::new(),
                competencies: Default::default(),
                resources: part::<Vec<Resource>>(&item.extensions, "resources")
                    .into_iter()
                    .flatten()
                    .map(|one| (one.code, (one.title, one.address)))
                    .collect(),
            };
            for activity in graph.children(item.identifier, "Work activity") {
                role.activities.push((activity.code().to_owned(), graph.statement(activity.identifier)));
            }
            self.codes.insert(item.identifier, code.clone());
            if self.draft.roles.insert(code.to_string(), role).is_some() {
                self.twice(at, &code);
            }
        }
    }

    fn positions(&mut self) {
        let graph = self.graph;
        for (at, item) in graph.of("Position") {
            let Some(code) = self.code(at, item) else { continue };
            let position = ParsedPosition {
                uid: item.uid(),
                library: part(&item.extensions, "library").unwrap_or_default(),
                code: code.clone(),
                title: graph.statement(item.identifier),
                family: part(&item.extensions, "family").unwrap_or_else(|| "state".to_owned()),
                group: part(&item.extensions, "group"),
                pay_level: part(&item.extensions, "payLevel"),
                source: item.notes.clone().unwrap_or_default(),
                roles: BTreeSet::new(),
                criticality: Default::default(),
                modes: Default::default(),
            };
            self.codes.insert(item.identifier, code.clone());
            if self.draft.positions.insert(code.to_string(), position).is_some() {
                self.twice(at, &code);
            }
        }
    }

    fn associate(&mut self, association: &Association, at: u64) {
        let graph = self.graph;
        let Some(from) = graph.end(&association.origin).and_then(|id| graph.item(id)) else { return };
        let to = graph.end(&association.destination);
        match (association.association_type.as_str(), from.kind.as_deref()) {
            ("isPartOf", Some("Role")) => {
                let (Some(role), Some(position)) = (self.codes.get(&from.identifier), to.and_then(|to| self.codes.get(&to)))
                else {
                    return self.faults.add(graph.file, at, "CFAssociations.isPartOf", FaultCode::NotRoleToPosition);
                };
                if let Some(position) = self.draft.positions.get_mut(position.as_str()) {
                    position.roles.insert(role.to_string());
                }
            }
            ("hasSkillLevel", Some("Role" | "Position")) => self.ask(association, from, to, at),
            ("isRelatedTo", Some("Role")) => self.unmapped(association, from),
            ("isRelatedTo", Some("Work activity")) => {
                let roles = graph.above.get(&from.identifier).into_iter().flatten().filter_map(|id| self.codes.get(id));
                let things: Vec<String> = roles.map(|role| format!("{role} {}", from.code())).collect();
                if let Some(term) = to.and_then(|to| graph.item(to)).filter(|to| to.is("Group")) {
                    let uses = things.into_iter().map(|thing| (TermUse::Activity, thing, term.code().to_owned()));
                    self.draft.extras.uses.extend(uses);
                }
            }
            _ => {}
        }
    }

    fn ask(&mut self, association: &Association, from: &Item, to: Option<Uuid>, at: u64) {
        let said = (part::<String>(&association.extensions, "competency"), part::<i64>(&association.extensions, "level"));
        let found = match said {
            (Some(competency), Some(level)) => Level::new(level).ok().map(|level| (competency, level)),
            _ => to.and_then(|to| self.levels.get(&to)).map(|(competency, level)| (competency.to_string(), *level)),
        };
        let Some((competency, level)) = found else {
            return self.faults.add(self.graph.file, at, "CFAssociations.hasSkillLevel", FaultCode::NoLevelThere);
        };
        let Some(code) = self.codes.get(&from.identifier).map(Code::to_string) else { return };
        if let Some(role) = self.draft.roles.get_mut(&code).filter(|_| from.is("Role")) {
            role.competencies.insert(competency.clone(), level);
            if let Some(own) = part::<OwnAsk>(&association.extensions, "own") {
                self.draft.extras.own_asks.insert((code, competency), own);
            }
        } else if let Some(position) = self.draft.positions.get_mut(&code) {
            let criticality = part::<String>(&association.extensions, "criticality").and_then(|word| Criticality::parse(&word));
            if let Some(mode) = part::<String>(&association.extensions, "mode").and_then(|word| LearningMode::parse(&word)) {
                position.modes.insert(competency.clone(), mode);
            }
            if let Some(criticality) = criticality {
                let reason = part(&association.extensions, "criticalityReason").unwrap_or_default();
                position.criticality.insert(competency, (criticality, reason));
            }
        }
    }

    fn unmapped(&mut self, association: &Association, from: &Item) {
        let (competency, own) =
            (part::<String>(&association.extensions, "competency"), part::<OwnAsk>(&association.extensions, "own"));
        if let (Some(competency), Some(own), Some(role)) = (competency, own, self.codes.get(&from.identifier)) {
            self.draft.extras.own_asks.insert((role.to_string(), competency), own);
        }
    }
}
