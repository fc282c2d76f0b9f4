//! One line in, one line out.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use methods::path::{Catalogue, Explained, Objective, Problem, Scratch, Solution, Status, Without};
use serde::Serialize;

use super::wire::{Id, Instance};

/// Answers lines, with memory of its own that it uses again and again.
pub(super) struct Answerer<'a> {
    catalogue: &'a Catalogue,
    scratch: Scratch,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Id<'a>,
    status: &'static str,
    minutes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    quarters: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap_time: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<serde_json::Number>,
    courses: Vec<&'a str>,
    bound: serde_json::Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<BTreeMap<&'a str, u8>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    late: Vec<Late<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<Why<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Alternative<'a>>,
    solve_us: u64,
}

#[derive(Serialize)]
struct Late<'a> {
    id: &'a str,
    by_quarter: Option<u32>,
    quarter: Option<u64>,
}

/// Why a course is in the path: the levels it closes, and those it prepares, as [from, to]; what the best path without it costs.
#[derive(Serialize)]
struct Why<'a> {
    course: &'a str,
    closes: BTreeMap<&'a str, (u8, u8)>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    prepares: BTreeMap<&'a str, (u8, u8)>,
    without: serde_json::Value,
}

#[derive(Serialize)]
struct Alternative<'a> {
    minutes: u64,
    courses: Vec<&'a str>,
}

#[derive(Serialize)]
struct Fault<'a> {
    id: &'a Id<'a>,
    error: String,
}

impl<'a> Answerer<'a> {
    /// One that answers from this catalogue where an instance brings no courses of its own.
    pub(super) fn new(catalogue: &'a Catalogue) -> Self {
        Self { catalogue, scratch: Scratch::default() }
    }

    /// Appends the answer of a line and its line break.
    pub(super) fn answer(&mut self, line: &[u8], out: &mut Vec<u8>) {
        let before = out.len();
        // A fault of ours must not cost the answers of all others.
        let answered = catch_unwind(AssertUnwindSafe(|| match serde_json::from_slice::<Instance<'_>>(line) {
            Err(error) => fault(&id_of(line), &error.to_string(), out),
            Ok(instance) => {
                if let Err(error) = self.solve(&instance, out) {
                    fault(&instance.id, &error, out);
                }
            }
        }));
        if answered.is_err() {
            self.scratch = Scratch::default();
            out.truncate(before);
            fault(&id_of(line), "this instance broke the solver", out);
        }
        out.push(b'\n');
    }

    fn solve(&mut self, instance: &Instance<'_>, out: &mut Vec<u8>) -> Result<(), String> {
        let own = match &instance.courses {
            None => None,
            Some(courses) => {
                let actions = courses.iter().map(super::wire::Course::action).collect::<Result<Vec<_>, _>>()?;
                Some(Catalogue::new(actions).map_err(|fault| fault.to_string())?)
            }
        };
        let catalogue = own.as_ref().unwrap_or(self.catalogue);
        let (problem, scale) = instance.problem()?;
        #[expect(clippy::disallowed_methods, reason = "measures a duration")]
        let start = Instant::now();
        let explained = explain(catalogue, &problem, instance, &mut self.scratch).map_err(|fault| fault.to_string())?;
        let solve_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        let answer = Answer { solve_us, ..answer(catalogue, &problem, &explained, scale) };
        let answer = Answer { id: &instance.id, why: answer.why.filter(|_| instance.why), ..answer };
        serde_json::to_writer(out, &answer).map_err(|error| error.to_string())
    }
}

fn explain(
    catalogue: &Catalogue,
    problem: &Problem<'_>,
    instance: &Instance<'_>,
    scratch: &mut Scratch,
) -> Result<Explained, methods::path::ProblemFault> {
    if instance.why || instance.alternatives > 0 {
        return catalogue.explain(problem, usize::from(instance.alternatives), scratch);
    }
    let solution = catalogue.solve(problem, scratch)?;
    Ok(Explained { solution, without: Vec::new(), alternatives: Vec::new() })
}

const NO_ID: &Id<'static> = &Id::None(());

fn answer<'a>(catalogue: &'a Catalogue, problem: &Problem<'_>, explained: &'a Explained, scale: u32) -> Answer<'a> {
    let solution = &explained.solution;
    let is_gap_time = problem.objective == Objective::GapTime;
    let is_value = matches!(problem.objective, Objective::Within { .. });
    let missing = solution.missing.iter().map(|missing| (missing.competency.as_str(), missing.required));
    let late = solution.late.iter().map(|late| Late {
        id: catalogue.action(late.action).id.as_str(),
        by_quarter: late.by_quarter,
        quarter: late.quarter,
    });
    Answer {
        id: NO_ID,
        status: match solution.status {
            Status::Optimal => "optimal",
            Status::Bounded => "bounded",
            Status::Unreachable => "unreachable",
        },
        minutes: solution.minutes,
        quarters: solution.quarters,
        gap_time: is_gap_time.then(|| weighted(solution.gap_time, scale)),
        value: is_value.then(|| weighted(solution.value, scale)),
        courses: courses(catalogue, solution),
        bound: weighted(solution.bound, if is_gap_time || is_value { scale } else { 1 }),
        missing: (solution.status == Status::Unreachable).then(|| missing.collect()),
        late: late.collect(),
        why: Some(why(catalogue, explained)),
        alternatives: explained
            .alternatives
            .iter()
            .map(|other| Alternative { minutes: other.minutes, courses: courses(catalogue, other) })
            .collect(),
        solve_us: 0,
    }
}

fn courses<'a>(catalogue: &'a Catalogue, solution: &Solution) -> Vec<&'a str> {
    solution.steps.iter().map(|step| catalogue.action(step.action).id.as_str()).collect()
}

fn why<'a>(catalogue: &'a Catalogue, explained: &Explained) -> Vec<Why<'a>> {
    let rises = |rises: &[methods::path::Rise]| {
        rises.iter().map(|rise| (catalogue.competency(rise.competency), (rise.from, rise.to))).collect()
    };
    let steps = explained.solution.steps.iter().zip(&explained.without);
    steps
        .map(|(step, without)| Why {
            course: catalogue.action(step.action).id.as_str(),
            closes: rises(&step.closes),
            prepares: rises(&step.prepares),
            without: match without {
                Without::Costs(measure) => (*measure).into(),
                Without::CostsBetween(least, most) => vec![*least, *most].into(),
                Without::Unreachable => "unreachable".into(),
                Without::Mandatory => "mandatory".into(),
            },
        })
        .collect()
}

/// A sum of weights as the instance counts them.
fn weighted(sum: u64, scale: u32) -> serde_json::Number {
    if scale == 1 {
        return sum.into();
    }
    serde_json::Number::from_f64(sum as f64 / f64::from(scale)).unwrap_or_else(|| sum.into())
}

fn fault(id: &Id<'_>, error: &str, out: &mut Vec<u8>) {
    // Writing into memory cannot fail.
    let _ = serde_json::to_writer(out, &Fault { id, error: error.to_owned() });
}

/// The line that was too long to be read.
pub(super) fn too_long(out: &mut Vec<u8>) {
    fault(NO_ID, &format!("a line is at most {} bytes long", super::lines::LONGEST), out);
    out.push(b'\n');
}

/// The id of a line that is no instance but perhaps an object with an id.
fn id_of(line: &[u8]) -> Id<'static> {
    let value: serde_json::Value = serde_json::from_slice(line).unwrap_or_default();
    match &value["id"] {
        serde_json::Value::String(text) => Id::Text(text.clone().into()),
        serde_json::Value::Number(number) => Id::Number(number.clone()),
        _ => Id::None(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(line: &str) -> serde_json::Value {
        let catalogue = Catalogue::new(Vec::new()).expect("a catalogue");
        let mut out = Vec::new();
        Answerer::new(&catalogue).answer(line.as_bytes(), &mut out);
        serde_json::from_slice(&out).expect("an answer in JSON")
    }

    const COURSES: &str = r#"[{"id":"k4","minutes":390,"gives":{"A":1}},{"id":"k1","minutes":135,"entry":{"A":1},"gives":{"A":2,"B":1},"languages":["hi"],"mode":"self_paced"}]"#;

    fn instance(rest: &str) -> serde_json::Value {
        answered(&format!(r#"{{"id":"7","levels":{{"A":{{"held":0,"required":2}}}},"courses":{COURSES}{rest}}}"#))
    }

    #[test]
    fn the_contract() {
        let mut answer =
            instance(r#","hours_per_quarter":5,"objective":"quarters","learner":{"languages":["hi"],"modes":["self_paced"]}"#);
        assert!(answer["solve_us"].is_u64());
        answer["solve_us"] = 18.into();
        let expected =
            r#"{"id":"7","status":"optimal","minutes":525,"quarters":2,"courses":["k4","k1"],"bound":525,"solve_us":18}"#;
        assert_eq!(answer, serde_json::from_str::<serde_json::Value>(expected).expect("JSON"));
        let answer = instance(r#","learner":{"languages":["en"]}"#);
        assert_eq!((&answer["status"], &answer["missing"]), (&"unreachable".into(), &serde_json::json!({"A": 2})));
        assert_eq!((&answer["courses"], &answer["minutes"]), (&serde_json::json!(["k4"]), &390.into()));
    }

    #[test]
    fn reasons_and_weights_in_parts() {
        let answer = instance(r#","objective":"gap_time","weights":{"A":0.5},"why":true,"alternatives":3"#);
        assert_eq!(answer["gap_time"].as_f64(), Some(390.0 + 67.5));
        assert_eq!(answer["why"][0], serde_json::json!({"course":"k4","closes":{"A":[0,1]},"without":"unreachable"}));
    }

    #[test]
    fn what_is_wrong_is_said_and_the_id_given_back() {
        let cases = [
            ("{", "null", "EOF"),
            ("[1]", "null", "invalid"),
            (r#"{"id":"7"}"#, "\"7\"", "missing field `levels`"),
            (r#"{"levels":{}}"#, "null", "missing field `id`"),
            (r#"{"id":7,"levels":{"A":{"held":6,"required":1}}}"#, "7", "6 is not a level from 0 to 5"),
            (r#"{"id":7,"levels":{},"objective":"speed"}"#, "7", "unknown objective"),
            (r#"{"id":7,"levels":{},"objective":"quarters"}"#, "7", "hours"),
            (r#"{"id":7,"levels":{},"courses":[{"id":"k","minutes":0}]}"#, "7", "minutes"),
            (r#"{"id":7,"levels":{},"courses":[{"id":"k","minutes":-5}]}"#, "7", "-5"),
            (r#"{"id":7,"levels":{},"courses":[{"id":"k","minutes":1},{"id":"k","minutes":2}]}"#, "7", "twice"),
            (r#"{"id":7,"levels":{},"courses":[{"id":"k","minutes":1,"gives":{"A":9}}]}"#, "7", "9 is not a level"),
            (r#"{"id":7,"levels":{},"mandatory":[{"id":"k9"}]}"#, "7", "not in the catalogue"),
            (r#"{"id":7,"levels":{},"hours_per_quarter":0}"#, "7", "hours_per_quarter"),
            (r#"{"id":7,"levels":{"Q":{"held":0,"required":0}},"weights":{"Q":-1}}"#, "7", "weight"),
        ];
        for (line, id, words) in cases {
            let answer = answered(line);
            assert_eq!(answer["id"].to_string(), id, "{line}");
            let error = answer["error"].as_str().unwrap_or_default();
            assert!(error.contains(words), "{line}: {error}");
        }
    }
}
