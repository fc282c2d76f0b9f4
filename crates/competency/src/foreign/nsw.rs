//! The capability framework of the New South Wales public sector, with profiles of roles: `framework.json` and `role_capabilities.csv`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::draft::{Draft, Profile, add_indicators, clean, english, slug};
use super::files::Files;
use super::ledger::Verdict;
use crate::framework::extras::OwnAsk;
use crate::framework::sheet::{Faults, Line, Separator, Sheet};
use crate::framework::{Ask, CompetencyKind, FaultCode};

pub(super) const FRAMEWORK: &str = "framework.json";
pub(super) const ROLES: &str = "role_capabilities.csv";

#[derive(Deserialize)]
struct Whole {
    levels: Vec<Rank>,
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Rank {
    rank: i64,
    name: String,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    capabilities: Vec<Capability>,
}

#[derive(Deserialize)]
struct Capability {
    id: String,
    name: String,
    #[serde(default)]
    description: String,
    indicators: BTreeMap<String, Vec<String>>,
}

pub(super) fn read<'p>(files: &Files, profile: &'p Profile, faults: &Faults) -> Draft<'p> {
    let mut draft = Draft::new(profile);
    let Some(whole) = files.json::<Whole>(FRAMEWORK, faults) else { return draft };
    for (rank, at) in whole.levels.iter().zip(1..) {
        let known = draft.step(&rank.name).is_some();
        if !known {
            faults.add(FRAMEWORK, at, "levels", FaultCode::UnknownLevel.with([("value", &rank.name)]));
        }
        let reason = format!("step {} of the scale", rank.rank);
        draft.ledger.note((FRAMEWORK, at), rank.name.clone(), Verdict::Taken, reason);
    }
    let (mut names, mut at) = (BTreeMap::new(), 0);
    for group in &whole.groups {
        draft.term((&slug(&group.name), "group"), None, &group.name, "");
        for capability in &group.capabilities {
            at += 1;
            if names.insert(capability.id.clone(), capability.name.clone()).is_some() {
                faults.add(FRAMEWORK, at, "id", FaultCode::Twice.with([("what", &capability.id)]));
            }
            take(&mut draft, (group, capability), at, faults);
        }
    }
    let columns = ["role_id", "role_title", "department", "capability_id", "capability", "level_rank", "level"];
    let sheet = Sheet::read_as(Separator::Comma, ROLES, files.words(ROLES, faults), (&columns, faults));
    sheet.lines().for_each(|line| ask(&mut draft, &line, (&names, &whole.levels)));
    draft.census = vec![
        ("groups", whole.groups.len()),
        ("capabilities", names.len()),
        ("roles", draft.roles.len()),
        ("levels", whole.levels.len()),
    ];
    draft
}

/// The kind and the main concern of the capabilities of a group.
fn kind(group: &str) -> (CompetencyKind, Ask) {
    match group {
        "Personal Attributes" => (CompetencyKind::Behavioural, Ask::Attitude),
        "Relationships" | "Results" => (CompetencyKind::Behavioural, Ask::Skill),
        _ => (CompetencyKind::Functional, Ask::Skill),
    }
}

fn take(draft: &mut Draft<'_>, (group, capability): (&Group, &Capability), at: u64, faults: &Faults) {
    let code = draft.code(&slug(&capability.id));
    let (name, description) = (clean(&capability.name), clean(&capability.description));
    let mut competency = draft.competency(code.clone(), kind(&group.name), &name, &description);
    competency.source = capability.id.clone();
    let mut points = 0;
    for (own, acts) in &capability.indicators {
        let Some(step) = draft.step(own) else {
            faults.add(FRAMEWORK, at, "indicators", FaultCode::UnknownLevel.with([("value", &own)]));
            continue;
        };
        let acts: Vec<String> = acts.iter().map(|act| clean(act)).filter(|act| !act.is_empty()).collect();
        points += acts.len();
        add_indicators(&mut competency, step.maps_to, &acts.iter().map(String::as_str).collect::<Vec<_>>());
        if !acts.is_empty() {
            competency.descriptors.insert(step.maps_to, english(&acts.join("; ")));
        }
    }
    let levels = competency.descriptors.len();
    let (verdict, reason) = if levels < draft.profile.level.len() {
        (Verdict::Unmapped, format!("it describes {levels} of {} levels", draft.profile.level.len()))
    } else {
        (Verdict::Taken, format!("{points} indicators; those of a level together stand for its descriptor"))
    };
    draft.place(&code, &slug(&group.name));
    draft.comes_from(&code, (FRAMEWORK, at));
    draft.competencies.insert(code.to_string(), competency);
    draft.ledger.note((FRAMEWORK, at), format!("{} {name}", capability.id), verdict, reason);
}

fn ask(draft: &mut Draft<'_>, line: &Line<'_>, (names, ranks): (&BTreeMap<String, String>, &[Rank])) {
    let [id, title, capability, rank, own] =
        ["role_id", "role_title", "capability_id", "level_rank", "level"].map(|column| line.text(column).map(clean));
    let (Some(id), Some(title), Some(capability), Some(rank), Some(own)) = (id, title, capability, rank, own) else { return };
    let Some(name) = names.get(&capability) else {
        return line.fault("capability_id", FaultCode::NotInFile.with([("value", &capability), ("file", &FRAMEWORK)]));
    };
    let Some(step) = draft.step(&own) else { return line.fault("level", FaultCode::UnknownLevel.with([("value", &own)])) };
    if !ranks.iter().any(|one| one.name == own && one.rank.to_string() == rank) {
        return line.fault("level_rank", FaultCode::NotTheRank.with([("rank", &rank), ("level", &own)]));
    }
    let code = draft.code(&format!("{id}-{}", slug(&title)));
    let competency = draft.code(&slug(&capability)).to_string();
    if !draft.positions.contains_key(code.as_str()) {
        let department = clean(line.optional("department").unwrap_or_default());
        let mut position = draft.position(code.clone(), &title, &department);
        position.roles.insert(code.to_string());
        let role = draft.role(code.clone(), &title, "");
        draft.positions.insert(code.to_string(), position);
        draft.roles.insert(code.to_string(), role);
    }
    let before = draft.roles.get_mut(code.as_str()).and_then(|role| role.competencies.insert(competency.clone(), step.maps_to));
    if before.is_some() {
        return line.fault("capability_id", FaultCode::TwiceOf.with([("what", &capability), ("whole", &id)]));
    }
    draft.extras.own_asks.insert((code.to_string(), competency), OwnAsk { own: own.clone(), ..OwnAsk::default() });
    let said = clean(line.optional("capability").unwrap_or_default());
    let (verdict, reason) = if said == *name {
        (Verdict::Taken, String::new())
    } else {
        (Verdict::Doubtful, format!("it calls the capability {said:?} and {FRAMEWORK} {name:?}, which was taken"))
    };
    draft.ledger.note((ROLES, line.row), format!("{title} asks {name} at {own}"), verdict, reason);
}
