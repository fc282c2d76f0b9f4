//! Ratings: a level (LV) and an importance (IM) of a competency in an occupation, each a row of its own.

use super::{ELEMENT, MODEL, OCCUPATION, OCCUPATIONS, Reader, cell};
use crate::foreign::draft::clean;
use crate::foreign::ledger::Verdict;
use crate::framework::FaultCode;
use crate::framework::sheet::Line;

/// Whether O*NET itself advises against the use of a value.
const SUPPRESS: &str = "Recommend Suppress";
const IRRELEVANT: &str = "Not Relevant";

/// The whole number next to a value from 0 to 7; a half goes up.
fn nearest(value: f64) -> String {
    format!("{}", (value + 0.5).floor())
}

impl Reader<'_, '_> {
    pub(super) fn ratings(&mut self, file: &'static str) {
        let columns = [OCCUPATION, "Title", ELEMENT, "Element Name", "Scale ID", "Data Value", SUPPRESS, IRRELEVANT];
        let sheet = Self::sheet(self.files, self.faults, file, &columns);
        for line in sheet.lines() {
            let [Some(soc), Some(element), Some(scale), Some(value)] =
                [OCCUPATION, ELEMENT, "Scale ID", "Data Value"].map(|column| line.text(column).map(clean))
            else {
                continue;
            };
            let (role, competency) = (self.draft.code(&soc).to_string(), self.draft.code(&element).to_string());
            if !self.draft.roles.contains_key(&role) {
                line.fault(OCCUPATION, FaultCode::NotInFile.with([("value", &soc), ("file", &OCCUPATIONS)]));
                continue;
            }
            if !self.draft.competencies.contains_key(&competency) {
                line.fault(ELEMENT, FaultCode::NotInFile.with([("value", &element), ("file", &MODEL)]));
                continue;
            }
            let about = format!("{soc} {element} {scale} {value}");
            let highest = if scale == "LV" { 7.0 } else { 5.0 };
            let Some(number) = value.parse::<f64>().ok().filter(|number| (0.0..=highest).contains(number)) else {
                line.fault("Data Value", FaultCode::NotInRange.with([("value", &value), ("highest", &highest)]));
                continue;
            };
            let done = match scale.as_str() {
                "LV" => self.level(&line, (&role, &competency), (&value, number)),
                "IM" => self.importance(&line, (&role, &competency), &value),
                other => {
                    line.fault("Scale ID", FaultCode::NotInList.with([("value", &other), ("allowed", &"LV, IM")]));
                    continue;
                }
            };
            if let Some((verdict, reason)) = done {
                self.draft.ledger.note((file, line.row), about, verdict, reason);
            }
        }
    }

    fn level(
        &mut self,
        line: &Line<'_>,
        (role, competency): (&str, &str),
        (value, number): (&str, f64),
    ) -> Option<(Verdict, String)> {
        let irrelevant = line.optional(IRRELEVANT) == Some("Y");
        let step = self.draft.step(&nearest(number)).filter(|_| !irrelevant);
        let ask = self.draft.extras.own_asks.entry((role.to_owned(), competency.to_owned())).or_default();
        if !ask.own.is_empty() {
            line.fault("Scale ID", FaultCode::TwiceIn.with([("scale", &"LV"), ("what", &competency), ("whole", &role)]));
            return None;
        }
        ask.own = value.to_owned();
        let Some(step) = step else {
            ask.unmapped = if irrelevant { "O*NET marks it as not relevant" } else { "the level is next to 0" }.to_owned();
            return Some((Verdict::Unmapped, ask.unmapped.clone()));
        };
        if let Some(role) = self.draft.roles.get_mut(role) {
            role.competencies.insert(competency.to_owned(), step.maps_to);
        }
        Some(if line.optional(SUPPRESS) == Some("Y") {
            (Verdict::Doubtful, "O*NET recommends not to show the value: few people were asked".to_owned())
        } else {
            (Verdict::Taken, format!("level {} of 7, level {} here", step.own, step.maps_to.number()))
        })
    }

    fn importance(&mut self, line: &Line<'_>, (role, competency): (&str, &str), value: &str) -> Option<(Verdict, String)> {
        let ask = self.draft.extras.own_asks.entry((role.to_owned(), competency.to_owned())).or_default();
        if !ask.importance.is_empty() {
            line.fault("Scale ID", FaultCode::TwiceIn.with([("scale", &"IM"), ("what", &competency), ("whole", &role)]));
            return None;
        }
        ask.importance = value.to_owned();
        Some(if cell(line, SUPPRESS) == "Y" {
            (Verdict::Doubtful, "O*NET recommends not to show the value: few people were asked".to_owned())
        } else {
            (Verdict::Merged, "stands with the level".to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_half_goes_up() {
        for (value, whole) in [(0.0, "0"), (0.49, "0"), (0.5, "1"), (2.49, "2"), (4.62, "5"), (7.0, "7")] {
            assert_eq!(nearest(value), whole, "{value}");
        }
    }
}
