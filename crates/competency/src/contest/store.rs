//! The only SQL on contests.

use kernel::{Date, Key, LanguageText, Timestamp};
use people::grant::{Action, Reach};
use people::official::{PERSON_COLUMNS, Person, read_person};
use people::{Account, Actor, OfficialKey};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row, Tx};
use uuid::Uuid;

/// At most so many contests stand on a page.
const MOST: i64 = 200;

/// A contest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contest {
    /// Its id.
    pub id: Uuid,
    /// The piece of evidence.
    pub evidence: Uuid,
    /// The person's own words.
    pub reason: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// By when it must be answered.
    pub due: Date,
    /// The answer, once there is one.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Whether the official was right.
    pub upheld: Option<bool>,
}

fn read_contest(row: &Row, first: usize) -> Result<Contest, Error> {
    Ok(Contest {
        id: row.get(first)?,
        evidence: row.get(first + 1)?,
        reason: row.get(first + 2)?,
        opened_at: row.get(first + 3)?,
        due: row.get::<Timestamp>(first + 4)?.date(),
        answer: row.get(first + 5)?,
        answered_at: row.get(first + 6)?,
        upheld: row.get(first + 7)?,
    })
}

/// All contests of an official, the newest first.
pub async fn of_official(conn: &mut Conn, official: OfficialKey) -> Result<Vec<Contest>, Error> {
    conn.query(
        "SELECT id, evidence, reason, opened_at, due_at, answer, answered_at, upheld FROM contest WHERE official = $1 \
         ORDER BY opened_at DESC, id",
    )
    .bind(official)
    .all(|row| read_contest(row, 0))
    .await
}

/// One contest of an official.
pub(super) async fn one(conn: &mut Conn, official: OfficialKey, id: Uuid) -> Result<Option<Contest>, Error> {
    conn.query("SELECT id, evidence, reason, opened_at, due_at, answer, answered_at, upheld FROM contest WHERE official = $1 AND id = $2")
        .bind(official)
        .bind(id)
        .optional(|row| read_contest(row, 0))
        .await
}

/// Opens a contest.
pub(super) async fn insert(
    tx: &mut Tx,
    official: OfficialKey,
    evidence: Uuid,
    reason: &str,
    due: Timestamp,
) -> Result<Uuid, Error> {
    let (id, now) = (tx.context().new_id(), tx.now());
    tx.execute("INSERT INTO contest (official, id, evidence, reason, opened_at, due_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(official)
        .bind(id)
        .bind(evidence)
        .bind(reason)
        .bind(now)
        .bind(due)
        .run()
        .await?;
    Ok(id)
}

/// Answers a contest.
pub(super) async fn set_answer(
    tx: &mut Tx,
    whose: (OfficialKey, Uuid),
    by: Key<Account>,
    answer: &str,
    upheld: bool,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute("UPDATE contest SET answer = $3, answered_at = $4, answered_by = $5, upheld = $6 WHERE official = $1 AND id = $2")
        .bind(whose.0)
        .bind(whose.1)
        .bind(answer)
        .bind(now)
        .bind(by)
        .bind(upheld)
        .run()
        .await?;
    Ok(())
}

/// A contest in the list of those who answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Who contests.
    pub person: Person,
    /// The name of the competency.
    pub competency: LanguageText,
    /// The contest.
    pub contest: Contest,
}

/// The contests that an actor may answer (`answered` false) or that were answered within his reach; the most urgent or the newest first.
/// His own are not among them.
pub async fn list(conn: &mut Conn, actor: &Actor, answered: bool, today: Date) -> Result<Vec<Listed>, Error> {
    let reach = Reach::condition(conn.dialect(), 2);
    let (state, order) = if answered { ("IS NOT NULL", "contest.answered_at DESC") } else { ("IS NULL", "contest.due_at") };
    let sql = format!(
        "SELECT {PERSON_COLUMNS}, competency_revision.name, contest.id, contest.evidence, contest.reason, contest.opened_at, contest.due_at, \
         contest.answer, contest.answered_at, contest.upheld \
         FROM contest JOIN official ON official.id = contest.official LEFT JOIN person ON person.official = official.id \
         JOIN evidence ON evidence.official = contest.official AND evidence.id = contest.evidence \
         JOIN competency_revision ON competency_revision.competency = evidence.competency AND competency_revision.revision = evidence.revision \
         WHERE contest.answered_at {state} AND official.id <> $1 AND {reach} ORDER BY {order} LIMIT {MOST}"
    );
    let own = actor.official().map_or(-1, Key::number);
    let query = Reach::of(actor, Action::AnswerContest, today).bind(conn.query(AssertSqlSafe(sql)).bind(own));
    query.all(|row| Ok(Listed { person: read_person(row)?, competency: row.get(8)?, contest: read_contest(row, 9)? })).await
}
