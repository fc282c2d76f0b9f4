//! A package of somebody else: a tree of items.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Code, Language};
use uuid::Uuid;

use super::{Association, Graph, Item};
use crate::foreign::draft::{Draft, clean, slug};
use crate::foreign::ledger::Verdict;
use crate::framework::extras::{Term, TermUse};
use crate::framework::sheet::Faults;
use crate::framework::{Ask, CompetencyKind, FaultCode};

/// The longest name that is made of a statement.
const NAME: usize = 120;

pub(super) fn read(draft: &mut Draft<'_>, graph: &Graph<'_>, faults: &Faults) {
    let is_group = |id: &Uuid| graph.below.get(id).is_some_and(|below| !below.is_empty());
    let mut codes: BTreeMap<Uuid, Code> = BTreeMap::new();
    let mut taken: BTreeSet<Code> = BTreeSet::new();
    let mut repeated: BTreeSet<Uuid> = BTreeSet::new();
    let originals = || graph.package.items.iter().filter(|item| !graph.translations.contains_key(&item.identifier));
    for item in originals() {
        let own = draft.code(&slug(item.code()));
        let code = if !item.code().is_empty() && taken.insert(own.clone()) {
            own
        } else {
            if !item.code().is_empty() {
                repeated.insert(item.identifier);
            }
            draft.code(&item.identifier.to_string())
        };
        codes.insert(item.identifier, code);
    }
    for item in originals() {
        let above: Vec<String> =
            graph.above.get(&item.identifier).into_iter().flatten().filter_map(|id| codes.get(id)).map(Code::to_string).collect();
        let code = &codes[&item.identifier];
        if is_group(&item.identifier) {
            let term = Term {
                code: code.to_string(),
                kind: item.kind.clone().unwrap_or_else(|| "group".to_owned()),
                parent: above.first().cloned(),
                name: graph.statement(item.identifier),
                description: Default::default(),
            };
            draft.extras.terms.insert(code.to_string(), term);
        } else {
            take(draft, graph, (item, code));
            draft.extras.uses.extend(above.into_iter().map(|above| (TermUse::Competency, code.to_string(), above)));
        }
    }
    if draft.competencies.is_empty() {
        faults.add(graph.file, 0, "CFItems", FaultCode::NothingIsACompetency);
    }
    draft.census = vec![("competencies", draft.competencies.len()), ("groups", draft.extras.terms.len())];
    let became = |item: &Item| match (is_group(&item.identifier), repeated.contains(&item.identifier)) {
        (_, true) => (Verdict::Doubtful, "another item has its code; its identifier stands for it".to_owned()),
        (true, _) => (Verdict::Taken, "a group".to_owned()),
        (false, _) => (Verdict::Unmapped, "the package says no levels that could be mapped, and nothing asks it".to_owned()),
    };
    let joined = |association: &Association| match association.association_type.as_str() {
        "isChildOf" => (Verdict::Taken, String::new()),
        "isTranslationOf" => (Verdict::Merged, "the translation stands with its item".to_owned()),
        "exactMatchOf" | "isRelatedTo" | "isPeerOf" => {
            (Verdict::Doubtful, "joins competencies; enter it as a crosswalk where it is meant as one".to_owned())
        }
        other => (Verdict::Refused, format!("{other} has no place here")),
    };
    graph.note(draft, became, joined);
}

fn take(draft: &mut Draft<'_>, graph: &Graph<'_>, (item, code): (&Item, &Code)) {
    let statement = graph.statement(item.identifier);
    let short = |text: &str| {
        let text = clean(text);
        if text.chars().count() > NAME { format!("{}…", text.chars().take(NAME).collect::<String>()) } else { text }
    };
    let mut name = graph.name(item.identifier);
    if name.is_empty() {
        name = statement
            .languages()
            .fold(name, |name, language: &Language| name.with(language.clone(), short(statement.get(language))));
    }
    let mut competency = draft.competency(code.clone(), (CompetencyKind::Functional, Ask::Skill), "", "");
    (competency.name, competency.definition) = (name, statement);
    competency.source = item.notes.as_deref().map(clean).unwrap_or_default();
    competency.uid = Some(item.identifier);
    let at = graph.items.get(&item.identifier).map_or(0, |(at, _)| *at as u64 + 1);
    draft.comes_from(code, (&graph.items_file(), at));
    draft.competencies.insert(code.to_string(), competency);
}
