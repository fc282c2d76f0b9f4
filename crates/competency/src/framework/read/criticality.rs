//! `criticality.csv`: how critical each competency is in a position, and why.

use std::collections::{BTreeMap, BTreeSet};

use super::{CRITICALITY, Files, ParsedPosition, ParsedRole, ROLE_COMPETENCIES, find};
use crate::framework::domain::Criticality;
use crate::framework::fault::FaultCode;

/// What each role asks, whether it stands in the files or only in the store.
pub(super) type Asked<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

impl Files<'_> {
    /// Reads the rows. A competency can only be critical in a position one of whose roles asks it.
    pub(super) fn add_criticality(&self, roles: &[ParsedRole], all: &mut BTreeMap<String, ParsedPosition>) {
        if !self.source.0.contains_key(CRITICALITY) {
            return;
        }
        let asked = self.asked(roles);
        let sheet = self.sheet(CRITICALITY, &["position", "competency", "criticality", "reason_en"]);
        for line in sheet.lines() {
            let criticality = line.one_of("criticality", Criticality::parse, "high, medium, low");
            let (competency, reason) = (line.text("competency"), line.words("reason"));
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
            let (Some(criticality), Some(reason)) = (criticality, reason) else { continue };
            if position.criticality.insert(competency.to_owned(), (criticality, reason)).is_some() {
                line.fault("competency", FaultCode::TwiceOf.with([("what", &competency), ("whole", &position.code)]));
            }
        }
    }

    /// A role of the files stands in for the one of the store, which the import will change.
    pub(super) fn asked<'a>(&'a self, roles: &'a [ParsedRole]) -> Asked<'a> {
        let known = self.known.roles.iter().map(|(role, asked)| (role.as_str(), asked.iter().map(String::as_str).collect()));
        let written = roles.iter().map(|role| (role.code.as_str(), role.competencies.keys().map(String::as_str).collect()));
        known.chain(written).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::files;
    use super::super::{Known, Parsed, Source, parse};
    use super::*;

    fn read(rows: &str) -> Result<Parsed, Vec<String>> {
        let mut files = files();
        files.insert(CRITICALITY, format!("position,competency,criticality,reason_en,reason_hi\n{rows}"));
        parse(&Source::of(files), &Known::default()).map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_missing_row_or_file_leaves_it_unset() {
        let without = parse(&Source::of(files()), &Known::default()).expect("no fault");
        assert!(without.positions[0].criticality.is_empty());
        assert!(read("").expect("no fault").positions[0].criticality.is_empty());
        let set = read("clerk,rti,high,Late replies cost the office,देर से उत्तर\n").expect("no fault");
        assert_eq!(set.positions[0].criticality["rti"].0, Criticality::High);
    }

    #[test]
    fn every_row_is_checked() {
        let rows = "king,rti,high,R,क\nclerk,swimming,high,R,क\nclerk,rti,huge,R,क\nclerk,rti,low,,क\nclerk,rti,low,R,क\nclerk,rti,low,R,क\n";
        insta::assert_snapshot!(read(rows).expect_err("faults").join("\n"), @r#"
        criticality.csv, row 2, column position: "king" is in no faultless row of its own file
        criticality.csv, row 3, column competency: "swimming" is asked by no role of clerk in role_competencies.csv
        criticality.csv, row 4, column criticality: "huge" is none of high, medium, low
        criticality.csv, row 5, column reason_en: is empty
        criticality.csv, row 7, column competency: rti of clerk stands twice
        "#);
    }

    #[test]
    fn what_a_role_of_the_store_asks_counts() {
        let mut files = files();
        files.insert(super::super::ROLES, "code,name_en,name_hi\n".to_owned());
        files.insert(super::super::ACTIVITIES, "role,code,text_en,text_hi\n".to_owned());
        files.insert(ROLE_COMPETENCIES, "role,competency,level\n".to_owned());
        files.insert(CRITICALITY, "position,competency,criticality,reason_en\nclerk,rti,low,R\n".to_owned());
        let known = Known { roles: [("r".to_owned(), ["rti".to_owned()].into())].into(), ..Known::default() };
        assert!(parse(&Source::of(files), &known).is_ok());
    }
}
