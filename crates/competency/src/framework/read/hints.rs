//! `learning_modes.csv`: how a competency is best learnt in a position; `resources.csv`: documents from which the work of a role is learnt.

use std::collections::BTreeMap;

use super::{Files, LEARNING_MODES, ParsedPosition, ParsedRole, RESOURCES, ROLE_COMPETENCIES, find};
use crate::framework::domain::LearningMode;
use crate::framework::fault::FaultCode;

impl Files<'_> {
    /// Reads the hints. One can only be given for a competency that a role of the position asks.
    pub(super) fn add_learning_modes(&self, roles: &[ParsedRole], all: &mut BTreeMap<String, ParsedPosition>) {
        if !self.source.0.contains_key(LEARNING_MODES) {
            return;
        }
        let asked = self.asked(roles);
        let sheet = self.sheet(LEARNING_MODES, &["position", "competency", "mode"]);
        for line in sheet.lines() {
            let mode = line.one_of("mode", LearningMode::parse, "on-the-job, with-others, course, reading");
            let competency = line.text("competency");
            let Some(position) = find(&line, "position", all) else { continue };
            let Some(competency) = competency else { continue };
            if !position.roles.iter().any(|role| asked.get(role.as_str()).is_some_and(|asked| asked.contains(competency))) {
                let reason = FaultCode::AskedByNoRole.with([
                    ("value", &competency),
                    ("position", &position.code),
                    ("file", &ROLE_COMPETENCIES),
                ]);
                line.fault("competency", reason);
            }
            let Some(mode) = mode else { continue };
            if position.modes.insert(competency.to_owned(), mode).is_some() {
                line.fault("competency", FaultCode::TwiceOf.with([("what", &competency), ("whole", &position.code)]));
            }
        }
    }

    /// Reads the documents. An address is one of the web, or a reference such as the number of a file or order.
    pub(super) fn add_resources(&self, all: &mut BTreeMap<String, ParsedRole>) {
        if !self.source.0.contains_key(RESOURCES) {
            return;
        }
        let sheet = self.sheet(RESOURCES, &["role", "code", "title_en", "address"]);
        for line in sheet.lines() {
            let (code, title, address) = (line.code("code"), line.words("title"), line.text("address"));
            let Some(role) = find(&line, "role", all) else { continue };
            let (Some(code), Some(title), Some(address)) = (code, title, address) else { continue };
            if role.resources.insert(code.to_string(), (title, address.to_owned())).is_some() {
                line.fault("code", FaultCode::TwiceOf.with([("what", &code), ("whole", &role.code)]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::files;
    use super::super::{Known, Parsed, Source, parse};
    use super::*;
    use crate::framework::Fault;

    fn read(name: &'static str, rows: &str) -> Result<Parsed, Vec<Fault>> {
        let mut files = files();
        files.insert(name, rows.to_owned());
        parse(&Source::of(files), &Known::default())
    }

    fn told(name: &'static str, rows: &str) -> String {
        read(name, rows).expect_err("faults").iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn hints_and_documents_are_read() {
        let parsed = read(LEARNING_MODES, "position,competency,mode\nclerk,rti,on-the-job\n").expect("no fault");
        assert_eq!(parsed.positions[0].modes["rti"], LearningMode::OnTheJob);
        let parsed = read(RESOURCES, "role,code,title_en,address\nr,act,The Act,https://rti.gov.in\n").expect("no fault");
        assert_eq!(parsed.roles[0].resources["act"].1, "https://rti.gov.in");
    }

    #[test]
    fn every_row_is_checked() {
        insta::assert_snapshot!(told(LEARNING_MODES, "position,competency,mode\nking,rti,course\nclerk,swimming,course\nclerk,rti,sleep\nclerk,rti,course\nclerk,rti,course\n"), @r#"
        learning_modes.csv, row 2, column position: "king" is in no faultless row of its own file
        learning_modes.csv, row 3, column competency: "swimming" is asked by no role of clerk in role_competencies.csv
        learning_modes.csv, row 4, column mode: "sleep" is none of on-the-job, with-others, course, reading
        learning_modes.csv, row 6, column competency: rti of clerk stands twice
        "#);
        insta::assert_snapshot!(told(RESOURCES, "role,code,title_en,address\nq,a,A,x\nr,a,,x\nr,b,B,x\nr,b,B,x\n"), @r#"
        resources.csv, row 2, column role: "q" is in no faultless row of its own file
        resources.csv, row 3, column title_en: is empty
        resources.csv, row 5, column code: b of r stands twice
        "#);
    }
}
