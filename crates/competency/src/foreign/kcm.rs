//! Names of the Karmayogi Competency Model: one CSV file with area, theme and sub-theme. A sub-theme becomes a competency below its theme.

use std::collections::BTreeMap;

use super::draft::{Draft, Profile, clean, slug};
use super::files::Files;
use super::ledger::Verdict;
use crate::framework::sheet::{Faults, Separator, Sheet};
use crate::framework::{Ask, CompetencyKind, FaultCode};

pub(super) const COLUMNS: [&str; 3] = ["area", "theme", "sub_theme"];

pub(super) fn read<'p>(files: &Files, profile: &'p Profile, faults: &Faults) -> Draft<'p> {
    let mut draft = Draft::new(profile);
    let file = files.only();
    let sheet = Sheet::read_as(Separator::Comma, file, files.words(file, faults), (&COLUMNS, faults));
    let mut seen: BTreeMap<String, (u64, String)> = BTreeMap::new();
    let mut themes = BTreeMap::new();
    for line in sheet.lines() {
        let [area, theme, name] = COLUMNS.map(|column| line.text(column).map(clean));
        let (Some(area), Some(theme), Some(name)) = (area, theme, name) else { continue };
        let Some(kind) = CompetencyKind::parse(&area.to_lowercase()) else {
            line.fault("area", FaultCode::NotInList.with([("value", &area), ("allowed", &"Behavioural, Functional, Domain")]));
            continue;
        };
        let ask = match kind {
            CompetencyKind::Behavioural => Ask::Attitude,
            CompetencyKind::Functional => Ask::Skill,
            CompetencyKind::Domain => Ask::Knowledge,
        };
        let (upper, below) = (slug(&area), format!("{}/{}", slug(&area), slug(&theme)));
        draft.term((&upper, "area"), None, &area, "");
        draft.term((&below, "theme"), Some(&upper), &theme, "");
        themes.insert(below.clone(), ());
        let code = draft.code(&format!("{}/{}", slug(&theme), slug(&name)));
        let competency = draft.competency(code.clone(), (kind, ask), &name, "");
        draft.place(&code, &below);
        draft.comes_from(&code, (file, line.row));
        if draft.competencies.insert(code.to_string(), competency).is_some() {
            line.fault("sub_theme", FaultCode::TwiceUnder.with([("what", &name), ("whole", &theme)]));
        }
        let (verdict, reason) = match seen.get(&name.to_lowercase()) {
            Some((row, other)) => (
                Verdict::Doubtful,
                format!("row {row} has the same name under {other:?}; both stay until somebody says that they are one"),
            ),
            None => (Verdict::Unmapped, "the names come without levels, and nothing asks them".to_owned()),
        };
        seen.entry(name.to_lowercase()).or_insert((line.row, theme.clone()));
        draft.ledger.note((file, line.row), format!("{area}: {theme}: {name}"), verdict, reason);
    }
    let areas = draft.extras.terms.values().filter(|term| term.parent.is_none()).count();
    draft.census = vec![
        ("areas", areas),
        ("themes", themes.len()),
        ("sub-themes", draft.competencies.len()),
        ("different names", seen.len()),
    ];
    draft
}
