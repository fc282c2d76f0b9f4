//! The O*NET database as its text files: abilities, skills, knowledge and work styles become competencies with their level anchors, an
//! occupation a role with its tasks and a position of its own, a rating what the role asks.
//!
//! Tasks lead to detailed work activities (DWA), these to intermediate (IWA) and generalised ones; this ordering, like the groups above the
//! competencies, is kept as terms.

mod ratings;

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Profile, clean, english};
use super::files::Files;
use super::ledger::Verdict;
use crate::framework::extras::TermUse;
use crate::framework::sheet::{Faults, Line, Separator, Sheet};
use crate::framework::{Ask, CompetencyKind, FaultCode};

pub(super) const MODEL: &str = "Content Model Reference.txt";
const ANCHORS: &str = "Level Scale Anchors.txt";
const OCCUPATIONS: &str = "Occupation Data.txt";
const ZONES: &str = "Job Zones.txt";
const TASKS: &str = "Task Statements.txt";
const LINKS: &str = "Tasks to DWAs.txt";
const DETAILED: &str = "DWA Reference.txt";
const INTERMEDIATE: &str = "IWA Reference.txt";
const SCALES: &str = "Scales Reference.txt";
const RATINGS: [&str; 2] = ["Skills.txt", "Knowledge.txt"];

/// All files, in the order in which they are read.
pub(super) const FILES: [&str; 11] =
    [MODEL, SCALES, ANCHORS, INTERMEDIATE, DETAILED, OCCUPATIONS, ZONES, TASKS, LINKS, RATINGS[0], RATINGS[1]];

const ELEMENT: &str = "Element ID";
const ELEMENT_NAME: &str = "Element Name";
const OCCUPATION: &str = "O*NET-SOC Code";

/// The branches of the content model that are competencies of a person.
fn kind(element: &str) -> Option<(CompetencyKind, Ask)> {
    let below = |branch: &str| element == branch || element.strip_prefix(branch).is_some_and(|rest| rest.starts_with('.'));
    if below("1.A") {
        Some((CompetencyKind::Functional, Ask::Skill))
    } else if below("1.C") {
        Some((CompetencyKind::Behavioural, Ask::Attitude))
    } else if below("2.A") || below("2.B") {
        Some((CompetencyKind::Functional, Ask::Skill))
    } else if below("2.C") {
        Some((CompetencyKind::Domain, Ask::Knowledge))
    } else {
        None
    }
}

struct Reader<'d, 'p> {
    draft: &'d mut Draft<'p>,
    files: &'d Files,
    faults: &'d Faults,
}

pub(super) fn read<'p>(files: &Files, profile: &'p Profile, faults: &Faults) -> Draft<'p> {
    let mut draft = Draft::new(profile);
    let mut reader = Reader { draft: &mut draft, files, faults };
    reader.model();
    reader.scales();
    reader.anchors();
    reader.activities(INTERMEDIATE, ("IWA ID", "IWA Title"), (ELEMENT, "intermediate work activity"));
    reader.activities(DETAILED, ("DWA ID", "DWA Title"), ("IWA ID", "detailed work activity"));
    reader.occupations();
    reader.zones();
    reader.tasks();
    reader.links();
    RATINGS.into_iter().for_each(|file| reader.ratings(file));
    let tasks = draft.roles.values().map(|role| role.activities.len()).sum();
    draft.census = vec![
        ("occupations", draft.roles.len()),
        ("competencies", draft.competencies.len()),
        ("tasks", tasks),
        ("groups and activities", draft.extras.terms.len()),
    ];
    draft
}

fn cell(line: &Line<'_>, column: &str) -> String {
    clean(line.optional(column).unwrap_or_default())
}

/// The element above another.
fn above(element: &str) -> Option<&str> {
    element.rsplit_once('.').map(|(above, _)| above)
}

impl<'d> Reader<'d, '_> {
    /// Does not borrow the reader, whose draft changes while the sheet is read.
    fn sheet<'f>(files: &'f Files, faults: &'f Faults, file: &str, columns: &[&str]) -> Sheet<'f> {
        Sheet::read_as(Separator::Tab, file, files.words(file, faults), (columns, faults))
    }

    fn model(&mut self) {
        let sheet = Self::sheet(self.files, self.faults, MODEL, &[ELEMENT, ELEMENT_NAME, "Description"]);
        let parents: BTreeSet<&str> = sheet.lines().filter_map(|line| line.cell(ELEMENT)).filter_map(above).collect();
        let all: BTreeSet<&str> = sheet.lines().filter_map(|line| line.cell(ELEMENT)).collect();
        let mut seen = BTreeSet::new();
        for line in sheet.lines() {
            let (Some(element), Some(name)) = (line.text(ELEMENT), line.text(ELEMENT_NAME).map(clean)) else { continue };
            if !seen.insert(element.to_owned()) {
                line.fault(ELEMENT, FaultCode::Twice.with([("what", &element)]));
                continue;
            }
            if let Some(missing) = above(element).filter(|above| !all.contains(above)) {
                line.fault(ELEMENT, FaultCode::AboveMissing.with([("value", &missing)]));
            }
            let description = cell(&line, "Description");
            let (verdict, reason) = self.element((element, &name, &description), parents.contains(element), &all);
            let code = self.draft.code(element);
            self.draft.comes_from(&code, (MODEL, line.row));
            self.draft.ledger.note((MODEL, line.row), format!("{element} {name}"), verdict, reason);
        }
    }

    fn element(
        &mut self,
        (element, name, description): (&str, &str, &str),
        has_children: bool,
        all: &BTreeSet<&str>,
    ) -> (Verdict, String) {
        let parent = above(element);
        match kind(element) {
            Some(kind) if !has_children => {
                let code = self.draft.code(element);
                let mut competency = self.draft.competency(code.clone(), kind, name, description);
                competency.source = format!("O*NET {element}");
                self.draft.competencies.insert(code.to_string(), competency);
                if let Some(parent) = parent {
                    self.draft.place(&code, parent);
                }
                (Verdict::Taken, String::new())
            }
            Some(_) => {
                self.draft.term((element, "group"), parent, name, description);
                (Verdict::Taken, "a group of competencies".to_owned())
            }
            None if element == "4.A" || element.starts_with("4.A.") => {
                self.draft.term((element, "generalised work activity"), parent, name, description);
                (Verdict::Taken, "an activity, not a competency".to_owned())
            }
            None if all.iter().any(|other| {
                other.starts_with(&format!("{element}.")) && (kind(other).is_some() || other.starts_with("4.A"))
            }) =>
            {
                self.draft.term((element, "group"), parent, name, description);
                (Verdict::Taken, "a group of competencies or activities".to_owned())
            }
            None => {
                (Verdict::Refused, "describes work or occupations, or what a person likes, not what a person can do".to_owned())
            }
        }
    }

    fn scales(&mut self) {
        let sheet = Self::sheet(self.files, self.faults, SCALES, &["Scale ID", "Scale Name", "Minimum", "Maximum"]);
        for line in sheet.lines() {
            let [id, name, from, to] = ["Scale ID", "Scale Name", "Minimum", "Maximum"].map(|column| cell(&line, column));
            let (verdict, reason) = match (id.as_str(), from.as_str(), to.as_str()) {
                ("LV", "0", "7") => (Verdict::Taken, "the scale of levels".to_owned()),
                ("IM", "1", "5") => (Verdict::Taken, "the scale of importance".to_owned()),
                ("LV" | "IM", ..) => {
                    line.fault("Maximum", FaultCode::WrongScale.with([("from", &from), ("to", &to)]));
                    continue;
                }
                _ => (Verdict::Refused, "no file that is imported uses it".to_owned()),
            };
            self.draft.ledger.note((SCALES, line.row), format!("{id} {name}"), verdict, reason);
        }
    }

    /// Anchors become descriptors; two that map to one level stand one after the other.
    fn anchors(&mut self) {
        let columns = [ELEMENT, ELEMENT_NAME, "Scale ID", "Scale Name", "Anchor Value", "Anchor Description"];
        let sheet = Self::sheet(self.files, self.faults, ANCHORS, &columns);
        for line in sheet.lines() {
            let [Some(element), Some(value), Some(words)] =
                [ELEMENT, "Anchor Value", "Anchor Description"].map(|column| line.text(column))
            else {
                continue;
            };
            let Some(step) = self.draft.step(value) else {
                line.fault("Anchor Value", FaultCode::UnknownLevel.with([("value", &value)]));
                continue;
            };
            let (code, words) = (self.draft.code(element).to_string(), clean(words));
            let (verdict, reason) = match self.draft.competencies.get_mut(&code) {
                Some(competency) => {
                    let before =
                        competency.descriptors.get(&step.maps_to).map(|text| text.get(&kernel::Language::ENGLISH).to_owned());
                    let text = before.as_ref().map_or(words.clone(), |before| format!("{before}. {words}"));
                    competency.descriptors.insert(step.maps_to, english(&text));
                    match before {
                        Some(_) => (Verdict::Merged, format!("a second anchor of level {}", step.maps_to.number())),
                        None => (Verdict::Taken, String::new()),
                    }
                }
                None if self.draft.extras.terms.contains_key(element) => {
                    (Verdict::Refused, "anchors the level of an activity; activities have no levels here".to_owned())
                }
                None => {
                    line.fault(ELEMENT, FaultCode::NotInFile.with([("value", &element), ("file", &MODEL)]));
                    continue;
                }
            };
            self.draft.ledger.note((ANCHORS, line.row), format!("{element} at {value}"), verdict, reason);
        }
    }

    fn activities(
        &mut self,
        file: &'static str,
        (id, title): (&'static str, &'static str),
        (parent, kind): (&'static str, &str),
    ) {
        let sheet = Self::sheet(self.files, self.faults, file, &[ELEMENT, parent, id, title]);
        let mut taken: Vec<(u64, String, String)> = Vec::new();
        for line in sheet.lines() {
            let [Some(code), Some(name), Some(parent)] = [id, title, parent].map(|column| line.text(column).map(clean)) else {
                continue;
            };
            if !self.draft.extras.terms.contains_key(&parent) {
                line.fault(id, FaultCode::ParentUnknown.with([("value", &parent)]));
            }
            if self.draft.extras.terms.contains_key(&code) {
                line.fault(id, FaultCode::Twice.with([("what", &code)]));
            }
            self.draft.term((&code, kind), Some(&parent), &name, "");
            taken.push((line.row, code, name));
        }
        let leads = self.above_detailed();
        for (row, code, name) in taken {
            let idle = file == INTERMEDIATE && !leads.contains(&code);
            let (verdict, reason) = if idle { (Verdict::Unmapped, "no activity here leads to it") } else { (Verdict::Taken, "") };
            self.draft.ledger.note((file, row), format!("{code} {name}"), verdict, reason);
        }
    }

    /// The intermediate activities to which a detailed one belongs.
    fn above_detailed(&self) -> BTreeSet<String> {
        let quiet = Faults::default();
        let sheet = Self::sheet(self.files, &quiet, DETAILED, &[]);
        sheet.lines().filter_map(|line| line.optional("IWA ID").map(clean)).collect()
    }

    fn occupations(&mut self) {
        let sheet = Self::sheet(self.files, self.faults, OCCUPATIONS, &[OCCUPATION, "Title", "Description"]);
        for line in sheet.lines() {
            let [Some(soc), Some(title)] = [OCCUPATION, "Title"].map(|column| line.text(column).map(clean)) else { continue };
            let code = self.draft.code(&soc);
            let role = self.draft.role(code.clone(), &title, &cell(&line, "Description"));
            let mut position = self.draft.position(code.clone(), &title, "O*NET-SOC");
            position.source = format!("O*NET-SOC {soc}");
            position.roles.insert(code.to_string());
            self.draft.positions.insert(code.to_string(), position);
            if self.draft.roles.insert(code.to_string(), role).is_some() {
                line.fault(OCCUPATION, FaultCode::Twice.with([("what", &soc)]));
            }
            self.draft.ledger.note((OCCUPATIONS, line.row), format!("{soc} {title}"), Verdict::Taken, "");
        }
    }

    fn zones(&mut self) {
        let sheet = Self::sheet(self.files, self.faults, ZONES, &[OCCUPATION, "Title", "Job Zone", "Date", "Domain Source"]);
        for line in sheet.lines() {
            let [Some(soc), Some(zone)] = [OCCUPATION, "Job Zone"].map(|column| line.text(column).map(clean)) else { continue };
            let code = self.draft.code(&soc).to_string();
            let Some(position) = self.draft.positions.get_mut(&code) else {
                line.fault(OCCUPATION, FaultCode::NotInFile.with([("value", &soc), ("file", &OCCUPATIONS)]));
                continue;
            };
            position.source = format!("O*NET-SOC {soc}, job zone {zone} ({})", cell(&line, "Date"));
            self.draft.ledger.note(
                (ZONES, line.row),
                format!("{soc} job zone {zone}"),
                Verdict::Merged,
                "stands with its occupation",
            );
        }
    }

    fn tasks(&mut self) {
        let columns = [OCCUPATION, "Title", "Task ID", "Task", "Task Type", "Incumbents Responding", "Date", "Domain Source"];
        let sheet = Self::sheet(self.files, self.faults, TASKS, &columns);
        for line in sheet.lines() {
            let [Some(soc), Some(id), Some(task)] = [OCCUPATION, "Task ID", "Task"].map(|column| line.text(column).map(clean))
            else {
                continue;
            };
            let code = self.draft.code(&soc).to_string();
            let Some(role) = self.draft.roles.get_mut(&code) else {
                line.fault(OCCUPATION, FaultCode::NotInFile.with([("value", &soc), ("file", &OCCUPATIONS)]));
                continue;
            };
            if role.activities.iter().any(|(known, _)| *known == id) {
                line.fault("Task ID", FaultCode::TwiceOf.with([("what", &id), ("whole", &soc)]));
            }
            role.activities.push((id.clone(), english(&task)));
            let kind = cell(&line, "Task Type");
            let reason = if kind.is_empty() { "O*NET has not rated the task yet".to_owned() } else { format!("{kind} task") };
            self.draft.ledger.note((TASKS, line.row), format!("{soc} task {id}"), Verdict::Taken, reason);
        }
    }

    fn links(&mut self) {
        let columns = [OCCUPATION, "Title", "Task ID", "Task", "DWA ID", "DWA Title", "Date", "Domain Source"];
        let sheet = Self::sheet(self.files, self.faults, LINKS, &columns);
        let tasks: BTreeMap<String, BTreeSet<String>> = self
            .draft
            .roles
            .iter()
            .map(|(code, role)| (code.clone(), role.activities.iter().map(|(id, _)| id.clone()).collect()))
            .collect();
        for line in sheet.lines() {
            let [Some(soc), Some(id), Some(dwa)] = [OCCUPATION, "Task ID", "DWA ID"].map(|column| line.text(column).map(clean))
            else {
                continue;
            };
            let role = self.draft.code(&soc).to_string();
            if !tasks.get(&role).is_some_and(|tasks| tasks.contains(&id)) {
                line.fault("Task ID", FaultCode::NoTask.with([("value", &id), ("whole", &soc), ("file", &TASKS)]));
            }
            if !self.draft.extras.terms.contains_key(&dwa) {
                line.fault("DWA ID", FaultCode::NotInFile.with([("value", &dwa), ("file", &DETAILED)]));
            }
            let new = self.draft.extras.uses.insert((TermUse::Activity, format!("{role} {id}"), dwa.clone()));
            let verdict = if new { Verdict::Taken } else { Verdict::Merged };
            self.draft.ledger.note((LINKS, line.row), format!("{soc} task {id}: {dwa}"), verdict, "");
        }
    }
}
