//! The only SQL on attempts.

use competency::Competency;
use kernel::{Attained, Code, Key, Language, LanguageText, Level, Timestamp};
use people::OfficialKey;
use serde::de::DeserializeOwned;
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Given as Column, Row, Rows, Tx, Value};
use uuid::Uuid;

use super::domain::{Candidate, Shuffle, State};
use crate::item::{Content, Given, ItemKind, Solution};
use crate::test::{Purpose, TestEntry};
use crate::{Item, ItemBank, Test};

/// An attempt with what must be known of its test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptEntry {
    /// Its id.
    pub id: Uuid,
    /// The language in which it was begun.
    pub language: Language,
    /// When it was begun.
    pub started_at: Timestamp,
    /// When its time is over.
    pub due_at: Timestamp,
    /// When it ended; for one whose time ran out, when the time was over.
    pub submitted_at: Option<Timestamp>,
    /// Where it stands.
    pub state: State,
    /// The points earned; 0 while it is open.
    pub earned: i64,
    /// The points that could be earned.
    pub possible: i64,
    /// What it belongs to, in the words of who started it.
    pub purpose_ref: String,
    /// The page that shows what follows from it; may be empty.
    pub return_path: String,
    /// The levels held before and after, where it wrote evidence.
    pub levels: Option<(Attained, Attained)>,
    /// The test.
    pub test: Key<Test>,
    /// Its code.
    pub test_code: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The bank it draws from.
    pub bank: Key<ItemBank>,
    /// The competency it speaks for.
    pub competency: Key<Competency>,
    /// The code of the competency.
    pub competency_code: Code,
    /// The level it tests.
    pub level: Level,
    /// The share of the points that is needed, in thousandths.
    pub pass_permille: i64,
    /// The time between two tries.
    pub cooling_off_minutes: i64,
    /// What the test is called; empty for a test-out.
    pub title: LanguageText,
}

const ENTRY: &str = "SELECT attempt.id, attempt.language, attempt.started_at, attempt.due_at, attempt.submitted_at, attempt.state, \
     attempt.earned, attempt.possible, attempt.purpose_ref, attempt.return_path, attempt.level_before, attempt.level_after, \
     test.id, test.code, test.purpose, test.bank, test.competency, competency.code, test.level, test.pass_permille, \
     test.cooling_off_minutes, test.title \
     FROM attempt JOIN test ON test.id = attempt.test JOIN competency ON competency.id = test.competency";

fn read_entry(row: &Row) -> Result<AttemptEntry, Error> {
    let levels: (Option<Attained>, Option<Attained>) = (row.get(10)?, row.get(11)?);
    Ok(AttemptEntry {
        id: row.get(0)?,
        language: row.get(1)?,
        started_at: row.get(2)?,
        due_at: row.get(3)?,
        submitted_at: row.get(4)?,
        state: listed(row, 5, State::parse)?,
        earned: row.get(6)?,
        possible: row.get(7)?,
        purpose_ref: row.get(8)?,
        return_path: row.get(9)?,
        levels: levels.0.zip(levels.1),
        test: row.get(12)?,
        test_code: row.get(13)?,
        purpose: listed(row, 14, Purpose::parse)?,
        bank: row.get(15)?,
        competency: row.get(16)?,
        competency_code: row.get(17)?,
        level: row.get(18)?,
        pass_permille: row.get(19)?,
        cooling_off_minutes: row.get(20)?,
        title: row.get(21)?,
    })
}

/// Reads a column that holds a member of a closed list.
fn listed<T>(row: &Row, at: usize, parse: fn(&str) -> Option<T>) -> Result<T, Error> {
    let text: String = row.get(at)?;
    parse(&text).ok_or_else(|| Error::Column { column: at, reason: format!("{text:?} is not in the list") })
}

/// Reads a column that holds a JSON document.
fn document<T: DeserializeOwned>(row: &Row, at: usize) -> Result<T, Error> {
    let json: String = row.get(at)?;
    serde_json::from_str(&json).map_err(|error| Error::Column { column: at, reason: error.to_string() })
}

fn written<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Writer(format!("attempt: {error}")))
}

pub(super) async fn find(conn: &mut Conn, official: OfficialKey, attempt: Uuid) -> Result<Option<AttemptEntry>, Error> {
    let sql = format!("{ENTRY} WHERE attempt.official = $1 AND attempt.id = $2");
    conn.query(AssertSqlSafe(sql)).bind(official).bind(attempt).optional(read_entry).await
}

/// The finished attempts of a person, the newest first; at most 500.
pub(super) async fn finished(conn: &mut Conn, official: OfficialKey) -> Result<Vec<AttemptEntry>, Error> {
    let sql = format!(
        "{ENTRY} WHERE attempt.official = $1 AND attempt.state <> 'open' ORDER BY attempt.submitted_at DESC, attempt.id LIMIT 500"
    );
    conn.query(AssertSqlSafe(sql)).bind(official).all(read_entry).await
}

/// The newest attempt of a person at a test, open or finished; for pages that offer it.
pub async fn last_of(conn: &mut Conn, official: OfficialKey, test: Key<Test>) -> Result<Option<AttemptEntry>, Error> {
    let sql = format!(
        "{ENTRY} WHERE attempt.official = $1 AND attempt.test = $2 ORDER BY attempt.started_at DESC, attempt.id DESC LIMIT 1"
    );
    conn.query(AssertSqlSafe(sql)).bind(official).bind(test).optional(read_entry).await
}

/// The open attempt at a test and when its time is over.
pub(super) async fn open_of(conn: &mut Conn, official: OfficialKey, test: Key<Test>) -> Result<Option<(Uuid, Timestamp)>, Error> {
    conn.query("SELECT id, due_at FROM attempt WHERE official = $1 AND test = $2 AND state = 'open'")
        .bind(official)
        .bind(test)
        .optional(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// When the last finished attempt at a test ended.
pub(super) async fn last_end(conn: &mut Conn, official: OfficialKey, test: Key<Test>) -> Result<Option<Timestamp>, Error> {
    conn.query("SELECT submitted_at FROM attempt WHERE official = $1 AND test = $2 AND submitted_at IS NOT NULL ORDER BY submitted_at DESC LIMIT 1")
        .bind(official)
        .bind(test)
        .optional(|row| row.get(0))
        .await
}

/// The items that a test can draw for a person.
pub(super) async fn pool(conn: &mut Conn, official: OfficialKey, test: &TestEntry) -> Result<Vec<Candidate>, Error> {
    let all = conn
        .query(
            "SELECT item.id, item.outcome, COALESCE(seen.times, 0), item.shown FROM item \
             LEFT JOIN (SELECT item AS seen_item, COUNT(*) AS times FROM attempt_item WHERE official = $2 GROUP BY item) AS seen \
             ON seen.seen_item = item.id WHERE item.bank = $1 AND NOT item.retired ORDER BY item.id",
        )
        .bind(test.bank)
        .bind(official)
        .all(|row| {
            let code: Code = row.get(1)?;
            let outcome = test.outcomes.iter().position(|outcome| *outcome == code);
            let (item, seen, shown) = (row.get(0)?, row.get(2)?, row.get(3)?);
            Ok(outcome.map(|outcome| Candidate { item, outcome, seen, shown }))
        })
        .await?;
    Ok(all.into_iter().flatten().collect())
}

fn numbers(items: &[Key<Item>]) -> String {
    format!("{:?}", items.iter().map(|item| item.number()).collect::<Vec<_>>())
}

/// What is shown of some items.
pub(super) async fn contents(conn: &mut Conn, items: &[Key<Item>]) -> Result<Vec<(Key<Item>, Content)>, Error> {
    let sql = format!("SELECT id, content FROM item WHERE id IN (SELECT value FROM {})", conn.dialect().integers(1));
    conn.query(AssertSqlSafe(sql)).bind(numbers(items)).all(|row| Ok((row.get(0)?, document(row, 1)?))).await
}

/// Counts that items have been shown once more.
pub(super) async fn count_exposure(tx: &mut Tx, items: &[Key<Item>]) -> Result<(), Error> {
    let sql = format!("UPDATE item SET shown = shown + 1 WHERE id IN (SELECT value FROM {})", tx.dialect().integers(1));
    tx.execute(AssertSqlSafe(sql)).bind(numbers(items)).run().await?;
    Ok(())
}

/// An attempt to be opened, with its items in their order.
pub(super) struct NewAttempt<'a> {
    pub(super) official: OfficialKey,
    pub(super) id: Uuid,
    pub(super) test: Key<Test>,
    pub(super) language: &'a Language,
    pub(super) due_at: Timestamp,
    pub(super) purpose_ref: &'a str,
    pub(super) return_path: &'a str,
    pub(super) items: &'a [(Key<Item>, Shuffle)],
}

pub(super) async fn insert(tx: &mut Tx, new: &NewAttempt<'_>) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO attempt (official, id, test, language, started_at, due_at, submitted_at, state, earned, possible, purpose_ref, \
         return_path, level_before, level_after) VALUES ($1, $2, $3, $4, $5, $6, NULL, 'open', 0, 0, $7, $8, NULL, NULL)",
    )
    .bind(new.official)
    .bind(new.id)
    .bind(new.test)
    .bind(new.language)
    .bind(now)
    .bind(new.due_at)
    .bind(new.purpose_ref)
    .bind(new.return_path)
    .run()
    .await?;
    let mut rows = Rows::default();
    for (number, (item, shuffle)) in (1_i64..).zip(new.items) {
        rows.add(&[Value::Integer(number), Value::Integer(item.number()), Value::Text(&written(shuffle)?)]);
    }
    let columns = [("number", Column::Integer), ("item", Column::Integer), ("shuffle", Column::Text)];
    let sql = format!(
        "INSERT INTO attempt_item (official, attempt, number, item, shuffle) SELECT $2, $3, number, item, shuffle FROM {}",
        tx.dialect().rows(1, &columns)
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).bind(new.official).bind(new.id).run().await.map(|_| ())
}

/// An item as it is shown in an attempt; the key is not among it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its number, from 1.
    pub number: i64,
    /// Its kind.
    pub kind: ItemKind,
    /// The code of the outcome it speaks for.
    pub outcome: Code,
    /// What is shown.
    pub content: Content,
    /// In which order.
    pub shuffle: Shuffle,
    /// What was answered.
    pub given: Option<Given>,
}

impl Question {
    /// Whether something was answered.
    pub fn is_answered(&self) -> bool {
        self.given.as_ref().is_some_and(|given| !given.is_blank())
    }
}

fn read_question(row: &Row) -> Result<Question, Error> {
    let given = if row.get::<Option<String>>(5)?.is_some() { Some(document(row, 5)?) } else { None };
    Ok(Question {
        number: row.get(0)?,
        kind: listed(row, 1, ItemKind::parse)?,
        outcome: row.get(2)?,
        content: document(row, 3)?,
        shuffle: document(row, 4)?,
        given,
    })
}

/// The questions of an attempt. Reads nothing of their keys.
pub(super) async fn questions(conn: &mut Conn, official: OfficialKey, attempt: Uuid) -> Result<Vec<Question>, Error> {
    conn.query(
        "SELECT attempt_item.number, item.kind, item.outcome, item.content, attempt_item.shuffle, attempt_item.answer FROM attempt_item \
         JOIN item ON item.id = attempt_item.item WHERE attempt_item.official = $1 AND attempt_item.attempt = $2 ORDER BY attempt_item.number",
    )
    .bind(official)
    .bind(attempt)
    .all(read_question)
    .await
}

/// A question with its key; only for scoring and for what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The question.
    pub question: Question,
    /// Its key.
    pub solution: Solution,
    /// The points earned; `None` before submission.
    pub earned: Option<i64>,
}

pub(super) async fn marked(conn: &mut Conn, official: OfficialKey, attempt: Uuid) -> Result<Vec<Marked>, Error> {
    conn.query(
        "SELECT attempt_item.number, item.kind, item.outcome, item.content, attempt_item.shuffle, attempt_item.answer, item.answer, \
         attempt_item.earned FROM attempt_item JOIN item ON item.id = attempt_item.item \
         WHERE attempt_item.official = $1 AND attempt_item.attempt = $2 ORDER BY attempt_item.number",
    )
    .bind(official)
    .bind(attempt)
    .all(|row| Ok(Marked { question: read_question(row)?, solution: document(row, 6)?, earned: row.get(7)? }))
    .await
}

/// Writes answers: the number of each question, and what was answered.
pub(super) async fn set_answers(
    tx: &mut Tx,
    (official, attempt): (OfficialKey, Uuid),
    answers: &[(i64, &Given)],
) -> Result<(), Error> {
    if answers.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::default();
    for (number, given) in answers {
        rows.add(&[Value::Integer(*number), Value::Text(&written(given)?)]);
    }
    let columns = [("number", Column::Integer), ("answer", Column::Text)];
    let sql = format!(
        "UPDATE attempt_item SET answer = given.answer, answered_at = $4 FROM {} \
         WHERE attempt_item.official = $2 AND attempt_item.attempt = $3 AND attempt_item.number = given.number",
        tx.dialect().rows(1, &columns)
    );
    let now = tx.now();
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).bind(official).bind(attempt).bind(now).run().await.map(|_| ())
}

/// Writes the points of each question, by its number.
pub(super) async fn set_earned(
    tx: &mut Tx,
    (official, attempt): (OfficialKey, Uuid),
    points: &[(i64, i64)],
) -> Result<(), Error> {
    let mut rows = Rows::default();
    for (number, earned) in points {
        rows.add(&[Value::Integer(*number), Value::Integer(*earned)]);
    }
    let columns = [("number", Column::Integer), ("earned", Column::Integer)];
    let sql = format!(
        "UPDATE attempt_item SET earned = given.earned FROM {} \
         WHERE attempt_item.official = $2 AND attempt_item.attempt = $3 AND attempt_item.number = given.number",
        tx.dialect().rows(1, &columns)
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).bind(official).bind(attempt).run().await.map(|_| ())
}

/// Writes how an attempt ended.
pub(super) async fn finish(tx: &mut Tx, official: OfficialKey, ended: &AttemptEntry) -> Result<(), Error> {
    tx.execute(
        "UPDATE attempt SET state = $3, submitted_at = $4, earned = $5, possible = $6, level_before = $7, level_after = $8 \
         WHERE official = $1 AND id = $2",
    )
    .bind(official)
    .bind(ended.id)
    .bind(ended.state.as_str())
    .bind(ended.submitted_at)
    .bind(ended.earned)
    .bind(ended.possible)
    .bind(ended.levels.map(|levels| levels.0))
    .bind(ended.levels.map(|levels| levels.1))
    .run()
    .await?;
    Ok(())
}
