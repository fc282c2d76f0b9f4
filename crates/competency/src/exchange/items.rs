//! The items of a framework and how they hang together.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Code, Language, LanguageText, Level};
use serde_json::{Value, json};
use uuid::Uuid;

use super::case::{Draft, GROUP, LEVELS, Node, REQUIREMENTS, Said};
use super::identity::derived;
use super::selection::Selection;
use crate::crosswalk::Relation;
use crate::framework::{Criticality, OwnAsk, OwnLevel, TermUse};
use crate::library::{CompetencyEntry, PositionEntry, Resource, RoleEntry};

/// The identifier of a competency.
fn competency_id(entry: &CompetencyEntry) -> Uuid {
    derived(entry.uid, "competency")
}

/// The item of a level, also of a competency of another framework.
fn level_node(entry: &CompetencyEntry, level: Level) -> Node {
    let title = format!("{}, level {}", entry.name.get(&Language::ENGLISH), level.number());
    Node { id: derived(entry.uid, &format!("level:{}", level.number())), title, endpoint: "CFItems" }
}

pub(super) fn add_all(draft: &mut Draft, selection: &Selection<'_>) {
    let document = draft.document.clone();
    let terms = add_terms(draft, selection, &document);
    let asked = asked_levels(selection);
    for entry in &selection.competencies {
        add_competency(draft, selection, entry, (&document, &terms));
        // A level that nobody has described has its place all the same when something asks it.
        for level in asked.get(&entry.code).into_iter().flatten().filter(|level| !entry.levels.contains_key(level)) {
            add_bare_level(draft, selection, entry, *level);
        }
    }
    let positions: Vec<(Node, &PositionEntry)> =
        selection.positions.iter().map(|entry| (add_position(draft, entry, &document), *entry)).collect();
    for entry in &selection.roles {
        let role = add_role(draft, selection, entry, (&document, &terms));
        let of = |position: &PositionEntry| selection.library.roles(position).any(|one| one.code == entry.code);
        for (position, _) in positions.iter().filter(|(_, position)| of(position)) {
            draft.associate("isPartOf", (&role, position), None, Value::Null);
        }
    }
    for (node, entry) in &positions {
        for ask in selection.library.asks(entry) {
            let mut extensions = requirement(ask.competency, ask.level, (Some(ask.criticality), None));
            if let Some(mode) = ask.mode {
                extensions["mode"] = json!(mode.as_str());
            }
            draft.skill_level((node, &level_node(ask.competency, ask.level)), REQUIREMENTS, extensions);
        }
    }
    add_crosswalks(draft, selection);
}

/// The crosswalks that begin or end in the framework. CASE has no broader and no narrower: what is narrower is a part of the other.
fn add_crosswalks(draft: &mut Draft, selection: &Selection<'_>) {
    let stock = selection.library.stock();
    let node = |entry: &CompetencyEntry| {
        let title = entry.name.get(&Language::ENGLISH).to_owned();
        Node { id: competency_id(entry), title, endpoint: "CFItems" }
    };
    for one in &stock.crosswalks {
        let [origin, target] = [one.origin, one.target].map(|at| &stock.competencies[at]);
        if [origin, target].iter().all(|entry| selection.library.framework(entry).key != selection.framework.key) {
            continue;
        }
        let (kind, from, to) = match one.relation {
            Relation::Exact => ("exactMatchOf", origin, target),
            Relation::Related => ("isRelatedTo", origin, target),
            Relation::Narrower => ("isPartOf", origin, target),
            Relation::Broader => ("isPartOf", target, origin),
        };
        let name = one.relation.as_str();
        let mut said = json!({ "relation": name, "origin": origin.code, "target": target.code });
        if let Some(cap) = one.cap {
            said["highestLevel"] = json!(cap.number());
        }
        draft.crosswalk(kind, (&node(from), &node(to)), (name, json!({ "crosswalk": said })));
    }
}

/// The levels that roles of the selection ask, by the code of the competency.
fn asked_levels<'l>(selection: &Selection<'l>) -> BTreeMap<&'l Code, BTreeSet<Level>> {
    let mut asked: BTreeMap<&Code, BTreeSet<Level>> = BTreeMap::new();
    for (competency, level) in selection.roles.iter().flat_map(|role| &role.asks) {
        asked.entry(&selection.library.stock().competencies[*competency].code).or_default().insert(*level);
    }
    asked
}

fn add_bare_level(draft: &mut Draft, selection: &Selection<'_>, entry: &CompetencyEntry, level: Level) {
    let scale = selection.framework.version(&entry.version).map_or(&[][..], |version| &version.scale);
    let name = level_name(scale, level);
    let said = Said {
        name: Some(&name),
        code: format!("{}.{}", entry.code, level.number()),
        number: Some(level.number()),
        extensions: json!({ "level": level.number(), "described": false }),
        ..Said::default()
    };
    let node = draft.item(level_node(entry, level).id, "Level", &name, &said);
    let title = entry.name.get(&Language::ENGLISH).to_owned();
    draft.child(&node, &Node { id: competency_id(entry), title, endpoint: "CFItems" });
}

/// The terms of a framework, by their codes.
type Terms = BTreeMap<String, Node>;

/// A framework's own ordering: each term below the one above it.
fn add_terms(draft: &mut Draft, selection: &Selection<'_>, document: &Node) -> Terms {
    let mut terms = Terms::new();
    for term in &selection.framework.terms {
        let id = derived(selection.framework.uid, &format!("term:{}", term.code));
        let said = Said {
            code: term.code.clone(),
            notes: term.description.get(&Language::ENGLISH).to_owned(),
            extensions: json!({ "kind": term.kind, "description": term.description }),
            ..Said::default()
        };
        let node = draft.item(id, GROUP, &term.name, &said);
        terms.insert(term.code.clone(), node);
    }
    for term in &selection.framework.terms {
        let above = term.parent.as_ref().and_then(|parent| terms.get(parent)).unwrap_or(document);
        draft.child(&terms[&term.code], above);
    }
    terms
}

/// The terms below which something stands.
fn terms_of<'t>(selection: &Selection<'_>, (kind, thing): (TermUse, String), terms: &'t Terms) -> Vec<&'t Node> {
    let codes = selection.framework.uses.get(&(kind, thing));
    codes.into_iter().flatten().filter_map(|code| terms.get(code)).collect()
}

fn add_competency(draft: &mut Draft, selection: &Selection<'_>, entry: &CompetencyEntry, (document, terms): (&Node, &Terms)) {
    let said = Said {
        name: Some(&entry.name),
        code: entry.code.to_string(),
        notes: entry.source.clone(),
        keyword: Some(entry.ask),
        subject: Some(entry.kind),
        extensions: json!({ "uid": entry.uid, "kind": entry.kind.as_str(), "mainlyAbout": entry.ask.as_str() }),
        ..Said::default()
    };
    let competency = draft.item(competency_id(entry), "Competency", &entry.definition, &said);
    let above = terms_of(selection, (TermUse::Competency, entry.code.to_string()), terms);
    match above.as_slice() {
        [] => draft.child(&competency, document),
        above => above.iter().for_each(|above| draft.child(&competency, above)),
    }
    let scale = selection.framework.version(&entry.version).map_or(&[][..], |version| &version.scale);
    let mut rubric = Vec::new();
    for level in entry.levels.keys() {
        let name = level_name(scale, *level);
        rubric.push((
            level.number(),
            name.get(&Language::ENGLISH).to_owned(),
            entry.levels[level].descriptor.get(&Language::ENGLISH).to_owned(),
        ));
        add_level(draft, entry, (*level, &name, scale), &competency);
    }
    draft.rubric(&competency, entry.name.get(&Language::ENGLISH), &rubric);
}

/// "Level 3: Practitioner", in each language in which the framework names the level.
fn level_name(scale: &[OwnLevel], level: Level) -> LanguageText {
    let number = level.number();
    let own = scale.iter().find(|own| own.maps_to == level);
    let Some(own) = own else { return LanguageText::of(format!("Level {number}"), format!("स्तर {number}")) };
    own.name.languages().fold(LanguageText::default(), |all, language| {
        let word = if *language == Language::HINDI { "स्तर" } else { "Level" };
        all.with(language.clone(), format!("{word} {number}: {}", own.name.exactly(language).unwrap_or_default()))
    })
}

fn add_level(
    draft: &mut Draft,
    entry: &CompetencyEntry,
    (level, name, scale): (Level, &LanguageText, &[OwnLevel]),
    competency: &Node,
) {
    let own: Vec<&str> = scale.iter().filter(|own| own.maps_to == level).map(|own| own.own.as_str()).collect();
    let said = Said {
        name: Some(name),
        code: format!("{}.{}", entry.code, level.number()),
        number: Some(level.number()),
        extensions: json!({ "level": level.number(), "ownLevels": own }),
        ..Said::default()
    };
    let words = &entry.levels[&level];
    let node = draft.item(level_node(entry, level).id, "Level", &words.descriptor, &said);
    draft.child(&node, competency);
    draft.skill_level((competency, &node), LEVELS, Value::Null);
    for (code, text) in &words.indicators {
        let said = Said { code: format!("{}.{code}", entry.code), ..Said::default() };
        let indicator = draft.item(derived(entry.uid, &format!("indicator:{code}")), "Indicator", text, &said);
        draft.child(&indicator, &node);
    }
}

fn add_position(draft: &mut Draft, entry: &PositionEntry, document: &Node) -> Node {
    let said = Said {
        code: entry.code.to_string(),
        notes: entry.source.clone(),
        extensions: json!({
            "uid": entry.uid, "family": entry.family, "group": entry.group, "payLevel": entry.pay_level, "library": entry.framework.is_some(),
        }),
        ..Said::default()
    };
    let position = draft.item(derived(entry.uid, "position"), "Position", &entry.title, &said);
    draft.child(&position, document);
    position
}

fn add_role(draft: &mut Draft, selection: &Selection<'_>, entry: &RoleEntry, (document, terms): (&Node, &Terms)) -> Node {
    let mut extensions = json!({ "uid": entry.uid, "library": entry.framework.is_some() });
    if !entry.description.is_empty() {
        extensions["description"] = json!(entry.description);
    }
    if !entry.resources.is_empty() {
        let one = |one: &Resource| json!({ "code": one.code, "title": one.title, "address": one.address });
        extensions["resources"] = entry.resources.iter().map(one).collect();
    }
    let notes = entry.description.get(&Language::ENGLISH).to_owned();
    let said = Said { code: entry.code.to_string(), notes, extensions, ..Said::default() };
    let role = draft.item(derived(entry.uid, "role"), "Role", &entry.name, &said);
    draft.child(&role, document);
    for activity in &entry.activities {
        let said = Said { code: activity.code.clone(), ..Said::default() };
        let id = derived(entry.uid, &format!("activity:{}", activity.code));
        let node = draft.item(id, "Work activity", &activity.text, &said);
        draft.child(&node, &role);
        let thing = format!("{} {}", entry.code, activity.code);
        for term in terms_of(selection, (TermUse::Activity, thing), terms) {
            draft.associate("isRelatedTo", (&node, term), None, Value::Null);
        }
    }
    let stock = selection.library.stock();
    for (competency, level) in &entry.asks {
        let own = entry.own_asks.get(competency);
        let competency = &stock.competencies[*competency];
        let extensions = requirement(competency, *level, (None, own));
        draft.skill_level((&role, &level_node(competency, *level)), REQUIREMENTS, extensions);
    }
    for (competency, own) in entry.own_asks.iter().filter(|(competency, _)| !entry.asks.contains_key(competency)) {
        let competency = &stock.competencies[*competency];
        let title = competency.name.get(&Language::ENGLISH).to_owned();
        let node = Node { id: competency_id(competency), title, endpoint: "CFItems" };
        draft.unmapped((&role, &node), json!({ "competency": competency.code, "own": own }));
    }
    role
}

/// How critical it is: said of positions only; the inner `None` where nobody has said it. And what a role asks in the words of its framework.
type Beside<'a> = (Option<Option<&'a (Criticality, LanguageText)>>, Option<&'a OwnAsk>);

/// What stands beside a requirement; a criticality that nobody has said is "unset".
fn requirement(competency: &CompetencyEntry, level: Level, (criticality, own): Beside<'_>) -> Value {
    let mut extensions = json!({ "competency": competency.code, "level": level.number() });
    if let Some(criticality) = criticality {
        extensions["criticality"] = json!(criticality.map_or("unset", |(criticality, _)| criticality.as_str()));
        if let Some((_, reason)) = criticality {
            extensions["criticalityReason"] = json!(reason);
        }
    }
    if let Some(own) = own {
        extensions["own"] = json!(own);
    }
    extensions
}

#[cfg(test)]
mod tests {
    use super::super::case::{CasePackage, CaseVersion, package};
    use super::super::selection::select;
    use super::*;
    use crate::library::samples::library;

    fn sample(version: CaseVersion) -> CasePackage {
        let library = library();
        package(&select(&library, "f").expect("the framework"), version, "https://k.example/")
    }

    fn of_type<'p>(package: &'p CasePackage, kind: &str) -> Vec<&'p Value> {
        package.items.iter().filter(|item| item["CFItemType"] == kind).collect()
    }

    #[test]
    fn everything_is_an_item_and_version_1p1_has_its_translations() {
        let (old, new) = (sample(CaseVersion::V1p0), sample(CaseVersion::V1p1));
        for (kind, number) in
            [("Competency", 2), ("Level", 10), ("Indicator", 10), ("Position", 3), ("Role", 2), ("Work activity", 2)]
        {
            assert_eq!((of_type(&old, kind).len(), of_type(&new, kind).len()), (number, 2 * number), "{kind}");
        }
        let translations = new.associations.iter().filter(|one| one["associationType"] == "isTranslationOf").count();
        assert_eq!(translations, old.items.len());
        assert!(old.items.iter().all(|item| item.get("extensions").is_none() && item["language"] == "en"));
    }

    #[test]
    fn identifiers_are_unique_version_5_and_lead_somewhere() {
        for version in CaseVersion::ALL {
            let package = sample(version);
            let ids: BTreeSet<String> = package.items.iter().map(|item| item["identifier"].to_string()).collect();
            assert_eq!(ids.len(), package.items.len());
            assert!(ids.iter().all(|id| id.as_bytes()[15] == b'5'), "{ids:?}");
            let associations: BTreeSet<String> = package.associations.iter().map(|one| one["identifier"].to_string()).collect();
            assert_eq!(associations.len(), package.associations.len());
            let document = package.document["identifier"].to_string();
            for end in package.associations.iter().flat_map(|one| [&one["originNodeURI"], &one["destinationNodeURI"]]) {
                let id = end["identifier"].to_string();
                assert!(ids.contains(&id) || id == document, "{end}");
            }
        }
    }

    #[test]
    fn a_position_has_the_level_that_it_asks_and_how_critical_it_is() {
        let package = sample(CaseVersion::V1p1);
        let head = of_type(&package, "Position")[0]["identifier"].clone();
        let mut asked: Vec<String> = package
            .associations
            .iter()
            .filter(|one| one["associationType"] == "hasSkillLevel" && one["originNodeURI"]["identifier"] == head)
            .map(|one| format!("{} {}", one["destinationNodeURI"]["title"], one["extensions"]["criticality"]))
            .collect();
        asked.sort();
        assert_eq!(asked, ["\"Drafting, level 4\" \"unset\"", "\"Right to information, level 3\" \"high\""]);
    }

    #[test]
    fn the_address_of_the_package_stands_in_the_document_but_not_inside_the_package() {
        let package = sample(CaseVersion::V1p1);
        assert!(package.whole()["CFDocument"].get("CFPackageURI").is_none());
        let alone = package.document_alone();
        assert_eq!(alone["CFPackageURI"]["uri"], format!("https://k.example/ims/case/v1p1/CFPackages/{}", package.id));
    }
}
