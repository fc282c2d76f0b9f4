//! The use cases of attempts.

use std::collections::BTreeMap;

use competency::Competency;
use competency::evidence::{self, EvidenceKind, NewEvidence, Recorded};
use competency::framework;
use competency::requirement;
use kernel::{Attained, Key, Language, Level, Timestamp};
use people::{Account, OfficialKey};
use records::event::{Event, Thing, Verb};
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};
use ui::{Args, View, t};
use uuid::Uuid;
use web::Refusal;

use super::domain::{self, Shuffle, State};
use super::store::{self as sql, AttemptEntry, Marked, NewAttempt, Question};
use crate::item::{self, Given, ItemKind};
use crate::test::{self, Purpose, TestEntry};
use crate::{Item, Test};

/// Why an attempt was not begun, or an answer not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptRefusal {
    /// The last try was too short a time ago; the next may begin then.
    CoolingOff(Timestamp),
    /// No test can show the next level of this competency.
    NoTest,
    /// The level required is held already.
    Held,
    /// The test has no items to draw from.
    NoItems,
    /// The attempt was submitted; its answers stand.
    Finished,
    /// The time was over; what was saved before stands.
    TimeOver,
}

impl Refusal for AttemptRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::CoolingOff(_) => "attempt.cooling-off",
            Self::NoTest => "attempt.no-test",
            Self::Held => "attempt.held",
            Self::NoItems => "attempt.no-items",
            Self::Finished => "attempt.finished",
            Self::TimeOver => "attempt.time-over",
        }
    }
}

/// A refusal in the words of the reader.
pub fn explain(view: &View, refusal: AttemptRefusal) -> String {
    match refusal {
        AttemptRefusal::CoolingOff(until) => t!(view, "refusal-attempt-cooling-off", when = view.moment(until)),
        other => view.text(&other.message(), &Args::new()),
    }
}

/// An attempt to be begun.
#[derive(Clone, Debug)]
pub struct Start {
    /// By whom.
    pub official: OfficialKey,
    /// At which test.
    pub test: Key<Test>,
    /// In which language.
    pub language: Language,
    /// What it belongs to, in the words of who starts it; comes back in [`AttemptFinished`].
    pub purpose_ref: String,
    /// The page of this site that shows what follows from it; empty for the result page.
    pub return_path: String,
}

/// An attempt has ended. Emitted in the transaction of the submission, whatever the purpose and the result.
///
/// Whoever reacts must keep nothing of a failed test-out.
#[derive(Clone, Debug)]
pub struct AttemptFinished {
    /// Whose.
    pub official: OfficialKey,
    /// Which.
    pub attempt: Uuid,
    /// At which test.
    pub test: Key<Test>,
    /// What the test is for.
    pub purpose: Purpose,
    /// What the attempt belongs to.
    pub purpose_ref: String,
    /// The competency that the test speaks for.
    pub competency: Key<Competency>,
    /// The level that it tests.
    pub level: Level,
    /// Whether it was passed.
    pub passed: bool,
    /// The evidence that a pass wrote.
    pub recorded: Option<Recorded>,
    /// The language of the attempt.
    pub language: Language,
    /// The account that submitted it; `None` when the system closed it.
    pub recorded_by: Option<Key<Account>>,
}

/// Answers by the number of their question. What is not among them stays as it was.
pub type Answers = BTreeMap<i64, Given>;

/// Tries of a start that meets others: an overdue attempt to be closed, a start of the same person at the same moment.
const TRIES: usize = 4;

enum Begun {
    /// With the items that were drawn for it.
    New(Uuid, Vec<Key<Item>>),
    Open(Uuid),
    Overdue(Uuid),
}

/// Begins an attempt, or resumes the open one at the same test. An open one whose time is over is closed first.
pub async fn start(db: &Db, start: Start) -> Outcome<Uuid, AttemptRefusal> {
    for _ in 0..TRIES {
        match db.write(start.clone(), |tx, start| begin(tx, start).boxed()).await {
            Ok(Begun::Open(id)) => return Ok(id),
            Ok(Begun::New(id, drawn)) => {
                // On its own: counters of items that everybody draws would make each start conflict with all others.
                db.write(drawn, |tx, drawn| async move { Ok(sql::count_exposure(tx, drawn).await?) }.boxed()).await?;
                return Ok(id);
            }
            Ok(Begun::Overdue(attempt)) => {
                submit(db, Submit { official: start.official, attempt, answers: Answers::new(), by: None }).await?;
            }
            // Another start of the same person came first: the next round resumes what it made.
            Err(Failure::Internal(error)) if error.is_duplicate() => {}
            Err(failure) => return Err(failure),
        }
    }
    Err(Failure::Internal(Error::Writer("an attempt could not be begun: others kept coming first".to_owned())))
}

async fn begin(tx: &mut Tx, start: &Start) -> Outcome<Begun, AttemptRefusal> {
    let now = tx.now();
    let test = test::by_key(tx, start.test).await?.ok_or(Failure::Denied)?;
    if let Some((open, due)) = sql::open_of(tx, start.official, test.key).await? {
        return Ok(if domain::is_over(due, now) { Begun::Overdue(open) } else { Begun::Open(open) });
    }
    if let Some(ended) = sql::last_end(tx, start.official, test.key).await? {
        let next = domain::next_try(ended, test.cooling_off_minutes);
        if now < next {
            return Err(Failure::Refused(AttemptRefusal::CoolingOff(next)));
        }
    }
    open(tx, start, &test).await
}

/// Draws and shuffles the items and opens the attempt.
async fn open(tx: &mut Tx, start: &Start, test: &TestEntry) -> Outcome<Begun, AttemptRefusal> {
    let pool = sql::pool(tx, start.official, test).await?;
    let wanted = usize::try_from(test.items).unwrap_or_default();
    let drawn = tx.context().with_dice(|dice| domain::draw(wanted, pool, dice));
    if drawn.is_empty() {
        return Err(Failure::Refused(AttemptRefusal::NoItems));
    }
    let contents: BTreeMap<_, _> = sql::contents(tx, &drawn).await?.into_iter().collect();
    let items: Vec<_> = tx.context().with_dice(|dice| {
        drawn
            .iter()
            .map(|item| (*item, contents.get(item).map(|content| Shuffle::of(content, dice)).unwrap_or_default()))
            .collect()
    });
    let (id, due_at) = (tx.context().new_id(), tx.now().plus(test.minutes * kernel::time::MINUTE));
    sql::insert(
        tx,
        &NewAttempt {
            official: start.official,
            id,
            test: test.key,
            language: &start.language,
            due_at,
            purpose_ref: &start.purpose_ref,
            return_path: &start.return_path,
            items: &items,
        },
    )
    .await?;
    Ok(Begun::New(id, drawn))
}

/// Begins a test-out for the lowest level above the one held, up to the one required, that has a test.
pub async fn start_test_out(
    db: &Db,
    official: OfficialKey,
    competency: Key<Competency>,
    language: Language,
) -> Outcome<Uuid, AttemptRefusal> {
    let mut conn = db.read().await?;
    let (held, required) = standing(&mut conn, (official, competency), db.context().now()).await?;
    if required.is_some_and(|required| held.reaches(required)) {
        return Err(Failure::Refused(AttemptRefusal::Held));
    }
    let offered = test::test_outs(&mut conn, &[competency]).await?;
    drop(conn);
    let levels: Vec<Level> = offered.iter().map(|test| test.level).collect();
    let level = domain::level_to_test(&levels, held, required);
    let test = offered.into_iter().find(|test| Some(test.level) == level).ok_or(Failure::Refused(AttemptRefusal::NoTest))?;
    start(db, Start { official, test: test.key, language, purpose_ref: String::new(), return_path: String::new() }).await
}

/// The level of a competency that a person holds, and the one required of them, where one is.
pub(super) async fn standing(
    conn: &mut Conn,
    (official, competency): (OfficialKey, Key<Competency>),
    now: Timestamp,
) -> Result<(Attained, Option<Level>), Error> {
    let standings = requirement::standings(conn, official, now.date()).await?;
    if let Some(standing) = standings.iter().find(|standing| standing.competency == competency) {
        return Ok((standing.held, Some(standing.required)));
    }
    let details = evidence::details(conn, official, competency).await?;
    let pieces: Vec<_> = details.into_iter().map(|detail| detail.piece).collect();
    Ok((evidence::derive(&pieces, &evidence::rules(conn).await?, now.date()).level, None))
}

/// Answers to be saved.
#[derive(Clone, Debug)]
pub struct Save {
    /// Whose.
    pub official: OfficialKey,
    /// In which attempt.
    pub attempt: Uuid,
    /// The answers.
    pub answers: Answers,
}

/// Saves answers. The same answers twice change nothing.
pub async fn save(db: &Db, command: Save) -> Outcome<(), AttemptRefusal> {
    db.write(command, |tx, command| keep(tx, command).boxed()).await
}

async fn keep(tx: &mut Tx, command: &Save) -> Outcome<(), AttemptRefusal> {
    let attempt = sql::find(tx, command.official, command.attempt).await?.ok_or(Failure::Denied)?;
    if attempt.state != State::Open {
        return Err(Failure::Refused(AttemptRefusal::Finished));
    }
    if domain::is_over(attempt.due_at, tx.now()) {
        return Err(Failure::Refused(AttemptRefusal::TimeOver));
    }
    let mut questions = sql::questions(tx, command.official, command.attempt).await?;
    Ok(take(tx, (command.official, command.attempt), &mut questions.iter_mut(), &command.answers).await?)
}

/// Takes over the answers to questions where there is a new one of their kind.
async fn take(
    tx: &mut Tx,
    attempt: (OfficialKey, Uuid),
    questions: &mut (dyn Iterator<Item = &mut Question> + Send),
    answers: &Answers,
) -> Result<(), Error> {
    let mut new = Vec::new();
    for question in questions {
        let Some(given) = answers.get(&question.number).filter(|given| fits(question.kind, given)) else { continue };
        let is_same = question.given.as_ref().map_or_else(|| given.is_blank(), |known| known == given);
        if !is_same {
            new.push((question.number, given));
            question.given = Some(given.clone());
        }
    }
    sql::set_answers(tx, attempt, &new).await
}

/// Whether an answer is of the form that its kind of item wants.
const fn fits(kind: ItemKind, given: &Given) -> bool {
    matches!(
        (kind, given),
        (ItemKind::Single | ItemKind::Multiple, Given::Choice(_))
            | (ItemKind::Order, Given::Places(_))
            | (ItemKind::Match, Given::Pairs(_))
            | (ItemKind::Number | ItemKind::Short, Given::Text(_))
    )
}

/// A submission.
#[derive(Clone, Debug)]
pub struct Submit {
    /// Whose.
    pub official: OfficialKey,
    /// Of which attempt.
    pub attempt: Uuid,
    /// The last answers; left aside when the time is over.
    pub answers: Answers,
    /// The account that submits.
    pub by: Option<Key<Account>>,
}

/// Ends an attempt: scores it, and where it is passed and proves something, records the evidence. Submitting again gives the same result.
pub async fn submit(db: &Db, command: Submit) -> Outcome<AttemptEntry, AttemptRefusal> {
    db.write(command, |tx, command| close(tx, command).boxed()).await
}

async fn close(tx: &mut Tx, command: &Submit) -> Outcome<AttemptEntry, AttemptRefusal> {
    let mut attempt = sql::find(tx, command.official, command.attempt).await?.ok_or(Failure::Denied)?;
    if attempt.state != State::Open {
        return Ok(attempt);
    }
    let over = domain::is_over(attempt.due_at, tx.now());
    let mut items = sql::marked(tx, command.official, command.attempt).await?;
    if !over {
        let questions = &mut items.iter_mut().map(|item| &mut item.question);
        take(tx, (command.official, command.attempt), questions, &command.answers).await?;
    }
    attempt.submitted_at = Some(if over { attempt.due_at } else { tx.now() });
    attempt.possible = item::POINTS * i64::try_from(items.len()).unwrap_or(0);
    attempt.earned = mark(tx, (command.official, command.attempt), &items).await?;
    attempt.state = domain::verdict(attempt.earned, attempt.possible, attempt.pass_permille, over);
    let recorded = prove(tx, command, &attempt).await?;
    attempt.levels = recorded.map(|recorded| (recorded.before, recorded.after));
    sql::finish(tx, command.official, &attempt).await?;
    tx.emit(&finished(command, &attempt, recorded)).await?;
    Ok(attempt)
}

/// Scores each item; gives the sum.
async fn mark(tx: &mut Tx, attempt: (OfficialKey, Uuid), items: &[Marked]) -> Result<i64, Error> {
    let points: Vec<(i64, i64)> = items.iter().map(points).collect();
    sql::set_earned(tx, attempt, &points).await?;
    Ok(points.iter().map(|(_, earned)| earned).sum())
}

/// The number of a question, and what its answer earns.
fn points(Marked { question, solution, .. }: &Marked) -> (i64, i64) {
    let earned = question.given.as_ref().map_or(0, |given| item::score(&solution.rule, &question.content, given));
    (question.number, earned)
}

/// Writes the evidence of a passed test that proves something. Its id is the attempt's, so that it is written once.
async fn prove(tx: &mut Tx, command: &Submit, attempt: &AttemptEntry) -> Result<Option<Recorded>, Error> {
    if attempt.state != State::Passed || !attempt.purpose.proves() {
        return Ok(None);
    }
    let new = NewEvidence {
        official: command.official,
        id: Some(attempt.id),
        competency: attempt.competency,
        kind: EvidenceKind::Test,
        level: attempt.level,
        shown_at: attempt.submitted_at.unwrap_or_else(|| tx.now()),
        recorded_by: command.by,
        observer: None,
        indicator: None,
        language: &attempt.language,
        source: &format!("test:{}", attempt.id),
        note: "",
        withdraws: None,
    };
    if attempt.purpose == test::Purpose::TestOut {
        let code = framework::code(tx, attempt.competency).await?;
        let thing = Thing::TestOut(code.as_str(), attempt.level.number());
        records::event::tell(tx, &[Event::new(command.official, Verb::Passed, thing, attempt.id)]).await?;
    }
    evidence::record(tx, &new).await.map(Some)
}

fn finished(command: &Submit, attempt: &AttemptEntry, recorded: Option<Recorded>) -> AttemptFinished {
    AttemptFinished {
        official: command.official,
        attempt: attempt.id,
        test: attempt.test,
        purpose: attempt.purpose,
        purpose_ref: attempt.purpose_ref.clone(),
        competency: attempt.competency,
        level: attempt.level,
        passed: attempt.state == State::Passed,
        recorded,
        language: attempt.language.clone(),
        recorded_by: command.by,
    }
}
