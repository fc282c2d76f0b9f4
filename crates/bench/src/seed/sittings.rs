//! Learners who have read everything and sit at the assessment of their course: what is left to do is to answer, and to submit.

use std::collections::BTreeMap;

use anyhow::Context as _;
use assessment::attempt::Shuffle;
use assessment::attempt::service::{self, Start};
use assessment::item::{Rule, Solution};
use kernel::{Key, Language};
use learning::enrolment::Purpose;
use store::{Conn, Db, Error, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::course::Course;
use super::done;
use super::learners::Learner;

/// Learners prepared in one transaction.
const TOGETHER: usize = 100;

/// A learner at an open attempt.
#[derive(Clone, Debug)]
pub struct Sitting {
    /// Who.
    pub learner: Learner,
    /// The attempt.
    pub attempt: Uuid,
    /// Its questions in their order.
    pub questions: Vec<Question>,
}

/// A question with what a form says to answer it rightly.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its number.
    pub number: i64,
    /// Options or left sides, and right sides, in the order shown.
    pub shuffle: Shuffle,
    /// The key.
    pub rule: Rule,
}

/// Answers by the number of their question, as the store keeps them.
pub type Kept = BTreeMap<i64, serde_json::Value>;

/// Marks every part of the course as done and begins the assessment, for each of these learners.
pub async fn sittings(db: &Db, course: &Course, learners: Vec<Learner>) -> anyhow::Result<Vec<Sitting>> {
    let test = course.test.context("the course has no assessment")?;
    for some in learners.chunks(TOGETHER) {
        let command = (some.to_vec(), course.key, course.version);
        done(
            db.write(command, |tx, (learners, course, version)| finish_reading(tx, learners, (*course, *version)).boxed()).await,
        )?;
    }
    let mut ready = Vec::with_capacity(learners.len());
    for learner in learners {
        let start = Start {
            official: Key::new(learner.official),
            test,
            language: Language::ENGLISH,
            purpose_ref: Purpose::Assessment.reference(learner.enrolment),
            return_path: format!("/learn/{}", super::COURSE),
        };
        let attempt =
            service::start(db, start).await.map_err(|failure| anyhow::anyhow!("an attempt could not be begun: {failure:?}"))?;
        let questions = questions(&mut db.read().await?, learner.official, attempt).await?;
        ready.push(Sitting { learner, attempt, questions });
    }
    Ok(ready)
}

/// A quiz has no segments; its one part is number 0.
async fn finish_reading(tx: &mut Tx, learners: &[Learner], (course, version): (i64, i64)) -> Outcome<(), ()> {
    let now = tx.now();
    for learner in learners {
        tx.execute(
            "INSERT INTO progress (official, enrolment, object, segment, credited, intervals, done, assurance, updated_at) \
             SELECT $1, $2, learning_object.id, COALESCE(segment.number, 0), 60000, '', TRUE, 'online', $3 FROM learning_object \
             LEFT JOIN segment ON segment.object = learning_object.id WHERE learning_object.course = $4 AND learning_object.version = $5",
        )
        .bind(learner.official)
        .bind(learner.enrolment)
        .bind(now)
        .bind(course)
        .bind(version)
        .run()
        .await?;
    }
    Ok(())
}

async fn questions(conn: &mut Conn, official: i64, attempt: Uuid) -> anyhow::Result<Vec<Question>> {
    let found = conn
        .query(
            "SELECT attempt_item.number, attempt_item.shuffle, item.answer FROM attempt_item JOIN item ON item.id = attempt_item.item \
             WHERE attempt_item.official = $1 AND attempt_item.attempt = $2 ORDER BY attempt_item.number",
        )
        .bind(official)
        .bind(attempt)
        .all(|row| Ok::<_, Error>((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<String>(2)?)))
        .await?;
    found
        .into_iter()
        .map(|(number, shuffle, solution)| {
            let solution: Solution = serde_json::from_str(&solution)?;
            Ok(Question { number, shuffle: serde_json::from_str(&shuffle)?, rule: solution.rule })
        })
        .collect()
}

impl Question {
    /// The fields of a form that answer it rightly.
    pub fn right(&self) -> Vec<(String, String)> {
        let name = format!("q{}", self.number);
        let options = || self.shuffle.options.iter().zip(1_usize..);
        let parts = |value: &dyn Fn(&str) -> Option<usize>| {
            options().filter_map(|(id, at)| Some((format!("{name}-{at}"), value(id)?.to_string()))).collect()
        };
        match &self.rule {
            Rule::Single(right) => {
                options().filter(|(id, _)| *id == right).map(|(_, at)| (name.clone(), at.to_string())).collect()
            }
            Rule::Multiple(right) => {
                options().filter(|(id, _)| right.contains(*id)).map(|(_, at)| (name.clone(), at.to_string())).collect()
            }
            Rule::Order(right) => parts(&|id| right.iter().position(|one| one == id).map(|at| at + 1)),
            Rule::Match(right) => {
                parts(&|id| self.shuffle.targets.iter().position(|target| Some(target) == right.get(id)).map(|at| at + 1))
            }
            Rule::Number { value, .. } => vec![(name, value.written())],
            Rule::Short(wordings) => wordings.values().flatten().next().map(|words| (name, words.clone())).into_iter().collect(),
        }
    }

    /// Some answer, right or wrong, drawn by `lot`: the field of the form, and what the store then keeps. `None` for kinds whose answers
    /// have several fields.
    pub fn any(&self, lot: usize) -> Option<((String, String), serde_json::Value)> {
        let name = format!("q{}", self.number);
        match &self.rule {
            Rule::Single(_) | Rule::Multiple(_) => {
                let at = lot % self.shuffle.options.len().max(1);
                let chosen = self.shuffle.options.get(at)?;
                Some(((name, (at + 1).to_string()), serde_json::json!({ "choice": [chosen] })))
            }
            Rule::Number { .. } | Rule::Short(_) => {
                let text = (lot % 1_000).to_string();
                Some(((name, text.clone()), serde_json::json!({ "text": text })))
            }
            Rule::Order(_) | Rule::Match(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(rule: Rule) -> Question {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        Question { number: 3, shuffle: Shuffle { options: ids(&["c", "a", "b"]), targets: ids(&["r2", "r1", "r3"]) }, rule }
    }

    fn right(rule: Rule) -> String {
        crate::client::form(&question(rule).right())
    }

    #[test]
    fn the_right_answer_is_told_in_positions() {
        let of = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let pairs = [("a", "r1"), ("b", "r2"), ("c", "r3")].map(|(left, right)| (left.to_owned(), right.to_owned()));
        assert_eq!(right(Rule::Single("a".to_owned())), "q3=2");
        assert_eq!(right(Rule::Multiple(of(&["a", "c"]).into_iter().collect())), "q3=1&q3=2");
        assert_eq!(right(Rule::Order(of(&["a", "b", "c"]))), "q3-1=3&q3-2=1&q3-3=2");
        assert_eq!(right(Rule::Match(pairs.into())), "q3-1=3&q3-2=2&q3-3=1");
        assert_eq!(right(Rule::Short([(Language::ENGLISH, of(&["yes"]))].into())), "q3=yes");
    }

    #[test]
    fn some_answer_is_kept_as_the_store_keeps_it() {
        let (field, kept) = question(Rule::Single("a".to_owned())).any(2).expect("an answer");
        assert_eq!((field.1.as_str(), kept), ("3", serde_json::json!({ "choice": ["b"] })));
        assert!(question(Rule::Order(Vec::new())).any(2).is_none());
    }
}
