//! The UK Government Digital and Data Profession Capability Framework, as its site gives it: `skills.csv` and `roles.csv`.
//!
//! A skill becomes a competency, a role a role with its own work activities, a level of a role ("Senior data analyst") a role with what it
//! asks and a position that has both. Roles of the Senior Civil Service have no levels ("NOT IN USE"): they are positions themselves, and what
//! they ask is unmapped.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Profile, add_indicators, bullets, clean, slug};
use super::files::Files;
use super::ledger::Verdict;
use crate::framework::extras::OwnAsk;
use crate::framework::sheet::{Faults, Line, Separator, Sheet};
use crate::framework::{Ask, CompetencyKind, FaultCode};

pub(super) const SKILLS: &str = "skills.csv";
pub(super) const ROLES: &str = "roles.csv";
/// What the framework writes where roles of the Senior Civil Service would have a level.
const UNUSED: &str = "NOT IN USE";
/// What the framework writes where it has no text.
const MISSING: &str = "MISSING";

const COLUMNS: [&str; 10] = [
    "Role Family",
    "Role",
    "Role Description",
    "Role Level",
    "Role Level Description",
    "Skill Name",
    "Skill Description",
    "Skill Level",
    "Skill Level Description",
    "Role Type",
];

/// What `skills.csv` says of a skill.
struct Skill {
    description: String,
    levels: BTreeMap<String, String>,
    /// The line, what it names as the roles that need it, and why it is doubtful already.
    row: u64,
    named: BTreeSet<String>,
    doubts: Vec<String>,
    code: kernel::Code,
}

struct Reader<'d, 'p> {
    draft: &'d mut Draft<'p>,
    skills: BTreeMap<String, Skill>,
    families: BTreeSet<String>,
    /// Where each role stands first, and which roles need a skill.
    asked_by: BTreeMap<String, BTreeSet<String>>,
    asked_at: BTreeMap<(String, String), u64>,
}

pub(super) fn read<'p>(files: &Files, profile: &'p Profile, faults: &Faults) -> Draft<'p> {
    let mut draft = Draft::new(profile);
    let mut columns = vec!["Skill Name", "Skill Description", "Roles that require Skill"];
    columns.extend(profile.level.iter().map(|level| level.own.as_str()));
    let skills = Sheet::read_as(Separator::Comma, SKILLS, files.words(SKILLS, faults), (&columns, faults));
    let roles = Sheet::read_as(Separator::Comma, ROLES, files.words(ROLES, faults), (&COLUMNS, faults));
    let mut reader = Reader {
        draft: &mut draft,
        skills: BTreeMap::new(),
        families: BTreeSet::new(),
        asked_by: BTreeMap::new(),
        asked_at: BTreeMap::new(),
    };
    skills.lines().for_each(|line| reader.skill(&line));
    roles.lines().for_each(|line| reader.ask(&line));
    reader.finish();
    draft
}

fn cell(line: &Line<'_>, column: &str) -> String {
    let text = clean(line.optional(column).unwrap_or_default());
    if text == MISSING { String::new() } else { text }
}

impl Reader<'_, '_> {
    fn skill(&mut self, line: &Line<'_>) {
        let Some(name) = line.text("Skill Name").map(clean) else { return };
        let code = self.draft.code(&slug(&name));
        let description = cell(line, "Skill Description");
        let named = cell(line, "Roles that require Skill").split(',').map(|role| role.trim().to_owned()).collect();
        let mut doubts = Vec::new();
        if description.is_empty() {
            doubts.push("it has no description; its name stands for it".to_owned());
        }
        let mut competency = self.draft.competency(code.clone(), (CompetencyKind::Functional, Ask::Skill), &name, &description);
        let mut levels = BTreeMap::new();
        for step in &self.draft.profile.level {
            let text = cell(line, &step.own);
            if !text.is_empty() {
                add_indicators(&mut competency, step.maps_to, &bullets(&text));
                competency.descriptors.insert(step.maps_to, super::draft::english(&text));
                levels.insert(step.own.clone(), text);
            }
        }
        if self.draft.competencies.insert(code.to_string(), competency).is_some() {
            line.fault("Skill Name", FaultCode::Twice.with([("what", &name)]));
        }
        self.draft.comes_from(&code, (SKILLS, line.row));
        self.skills.insert(name, Skill { description, levels, row: line.row, named, doubts, code });
    }

    fn ask(&mut self, line: &Line<'_>) {
        let [family, role, level, skill, own] =
            ["Role Family", "Role", "Role Level", "Skill Name", "Skill Level"].map(|column| line.text(column).map(clean));
        let (Some(family), Some(role), Some(level), Some(skill), Some(own)) = (family, role, level, skill, own) else { return };
        let position = self.position(line, (&family, &role, &level));
        self.asked_by.entry(skill.clone()).or_default().insert(role.clone());
        let Some(known) = self.skills.get(&skill) else {
            return line.fault("Skill Name", FaultCode::NotInFile.with([("value", &skill), ("file", &SKILLS)]));
        };
        let code = known.code.to_string();
        let about = format!("{} asks {skill} at {own}", if level == UNUSED { &role } else { &level });
        let said = cell(line, "Skill Description");
        let described = cell(line, "Skill Level Description");
        let (verdict, reason) = if own == UNUSED {
            let unmapped = format!("the framework marks the level as {UNUSED}");
            let ask = OwnAsk { unmapped: unmapped.clone(), ..OwnAsk::default() };
            self.draft.extras.own_asks.insert((position.clone(), code), ask);
            (Verdict::Unmapped, format!("{unmapped}; the role asks the skill without a level"))
        } else if let Some(step) = self.draft.step(&own) {
            match self.asked_at.get(&(position.clone(), code.clone())) {
                Some(before) => self.again(line, (&position, &code), (step.maps_to, *before)),
                None => {
                    self.asked_at.insert((position.clone(), code.clone()), line.row);
                    if let Some(role) = self.draft.roles.get_mut(&position) {
                        role.competencies.insert(code.clone(), step.maps_to);
                    }
                    let ask = OwnAsk { own: own.clone(), ..OwnAsk::default() };
                    self.draft.extras.own_asks.insert((position, code), ask);
                    if !said.is_empty() && said != known.description {
                        (Verdict::Doubtful, format!("its description of the skill is not that of {SKILLS}, which was taken"))
                    } else if known.levels.get(&own) != Some(&described) {
                        (Verdict::Doubtful, format!("its description of the level is not that of {SKILLS}, which was taken"))
                    } else {
                        (Verdict::Taken, String::new())
                    }
                }
            }
        } else {
            return line.fault("Skill Level", FaultCode::UnknownLevel.with([("value", &own)]));
        };
        self.draft.ledger.note((ROLES, line.row), about, verdict, reason);
    }

    /// The same ask once more.
    fn again(
        &mut self,
        line: &Line<'_>,
        (role, skill): (&str, &str),
        (level, before): (kernel::Level, u64),
    ) -> (Verdict, String) {
        let kept = self.draft.roles.get_mut(role).and_then(|role| role.competencies.get_mut(skill));
        match kept {
            Some(kept) if *kept != level => {
                *kept = level.max(*kept);
                let own = OwnAsk { own: cell(line, "Skill Level"), ..OwnAsk::default() };
                if *kept == level {
                    self.draft.extras.own_asks.insert((role.to_owned(), skill.to_owned()), own);
                }
                (Verdict::Doubtful, format!("row {before} says another level; the higher one was taken"))
            }
            _ => (Verdict::Merged, format!("says the same as row {before}")),
        }
    }

    /// The role that holds what this row asks, made with its position where it is new.
    fn position(&mut self, line: &Line<'_>, (family, role, level): (&str, &str, &str)) -> String {
        self.families.insert(family.to_owned());
        let base = self.draft.code(&slug(role));
        if !self.draft.roles.contains_key(base.as_str()) {
            let made = self.make(base.clone(), role, &cell(line, "Role Description"));
            self.draft.roles.insert(base.to_string(), made);
        }
        let unused = level == UNUSED;
        let code = if unused { base.clone() } else { self.draft.code(&format!("{}/{}", slug(role), slug(level))) };
        if self.draft.positions.contains_key(code.as_str()) {
            return code.to_string();
        }
        let mut position = self.draft.position(code.clone(), if unused { role } else { level }, family);
        position.roles.insert(base.to_string());
        if !unused {
            let made = self.make(code.clone(), level, &cell(line, "Role Level Description"));
            self.draft.roles.insert(code.to_string(), made);
            position.roles.insert(code.to_string());
        }
        position.source = cell(line, "Role Type");
        self.draft.positions.insert(code.to_string(), position);
        code.to_string()
    }

    fn make(&self, code: kernel::Code, name: &str, description: &str) -> crate::framework::read::ParsedRole {
        let mut role = self.draft.role(code, name, description);
        let points = bullets(description);
        role.activities =
            points.iter().zip(1..).map(|(point, at): (_, usize)| (format!("a{at:02}"), super::draft::english(point))).collect();
        role
    }

    fn finish(self) {
        let Self { draft, skills, families, asked_by, .. } = self;
        let levels = draft.positions.keys().filter(|code| code.matches('/').count() > 1).count();
        draft.census = vec![
            ("families", families.len()),
            (
                "roles",
                draft
                    .positions
                    .values()
                    .flat_map(|one| one.roles.iter().filter(|role| role.matches('/').count() == 1))
                    .collect::<BTreeSet<_>>()
                    .len(),
            ),
            ("levels of roles", levels),
            ("skills", skills.len()),
        ];
        for (name, mut skill) in skills {
            let nobody = BTreeSet::new();
            let asked = asked_by.get(&name).unwrap_or(&nobody);
            let named: BTreeSet<String> = skill.named.into_iter().filter(|role| !role.is_empty()).collect();
            let list = |roles: Vec<&String>| roles.into_iter().cloned().collect::<Vec<_>>().join(", ");
            let (more, fewer) = (list(asked.difference(&named).collect()), list(named.difference(asked).collect()));
            if !more.is_empty() {
                skill.doubts.push(format!("{ROLES} asks it of roles that it does not name: {more}"));
            }
            if !fewer.is_empty() {
                skill.doubts.push(format!("it names roles of which {ROLES} does not ask it: {fewer}"));
            }
            let (verdict, reason) = if skill.levels.is_empty() {
                (Verdict::Unmapped, "it describes no level".to_owned())
            } else if skill.doubts.is_empty() {
                (Verdict::Taken, String::new())
            } else {
                (Verdict::Doubtful, skill.doubts.join("; "))
            };
            draft.ledger.note((SKILLS, skill.row), name, verdict, reason);
        }
    }
}
