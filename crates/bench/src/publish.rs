//! What it takes to bring a version into force that touches 100,000 officials: the preview of whom it concerns, how long anybody waits for the
//! writer meanwhile, and how quick a page stays.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use competency::draft::{self, Deciding, State, Step};
use competency::publication::{preview, publish_due};
use competency::requirement::{RequirementsChanged, standings};
use kernel::{Context, Date, Key};
use people::grant::of_account;
use people::{Account, Actor, OfficialKey};
use serde::Serialize;
use sqlx::AssertSqlSafe;
use store::{Db, FutureExt, Given, Options, Outcome, Reactions, Rows, Tx, Value};
use uuid::Uuid;

use crate::clock::Stopwatch;
use crate::ground::{Engine, Ground};
use crate::seed::done;

/// Officials who hold one position that the version changes.
const OFFICIALS: i64 = 100_000;
/// Rows written at once while preparing.
const CHUNK: i64 = 5000;
/// The position of all of them.
const POSITION: &str = "gram-panchayat-secretary";
/// The version of the demonstration that waits for the board.
const VERSION: &str = "2027.2";

/// What was measured on one database.
#[derive(Clone, Debug, Serialize)]
pub struct PublishFigures {
    /// Which database.
    pub engine: &'static str,
    /// Officials whom the version concerns.
    pub officials: i64,
    /// The preview, the best and the worst of three, in milliseconds.
    pub preview_ms: (f64, f64),
    /// From the first chunk to the last, in seconds.
    pub publish_s: f64,
    /// Posts that ask something else.
    pub posts: i64,
    /// How long a writer with nothing to do waited, in milliseconds: median, 99th of 100, longest.
    pub waits_ms: [f64; 3],
    /// What an official's requirements took to read meanwhile, in milliseconds: median, 99th of 100, longest.
    pub reads_ms: [f64; 3],
}

impl PublishFigures {
    /// Whether it keeps to what is promised: the preview under 2 s, nobody waiting 100 ms for the writer.
    pub fn is_good(&self) -> bool {
        self.officials >= OFFICIALS && self.preview_ms.1 < 2000.0 && self.waits_ms[2] < 100.0
    }
}

/// Measures on one database.
pub async fn measure(engine: Engine, tell: &dyn Fn(&str)) -> anyhow::Result<PublishFigures> {
    let ground = Ground::new(engine, std::path::Path::new("")).await?;
    let db = open(&ground).await?;
    tell("the demonstration");
    demo::fill_sized(&db, &ground.folder().join("files"), demo::Size::Small(400), &mut |_, _, _| {}).await?;
    tell("100,000 officials");
    let officials = officials(&db).await?;
    let draft = accepted(&db).await?;
    tell("the preview");
    let mut previews = Vec::new();
    let mut concerned = 0;
    for _ in 0..3 {
        let watch = Stopwatch::start();
        let mut conn = db.read().await?;
        let found = draft::by_id(&mut conn, draft).await?.context("the draft")?;
        concerned = preview(&mut conn, &found, Date(20_779), &BTreeMap::new()).await?.0.officials;
        previews.push(watch.passed().as_secs_f64() * 1000.0);
    }
    previews.sort_by(f64::total_cmp);
    tell("the publication");
    let stop = Arc::new(AtomicBool::new(false));
    let waits = tokio::spawn(wait(db.clone(), stop.clone()));
    let reads = tokio::spawn(read(db.clone(), officials, stop.clone()));
    let watch = Stopwatch::start();
    let report = done(publish_due(&db, db.context().today().plus_days(400)).await)?.context("nothing was due")?;
    let publish_s = watch.passed().as_secs_f64();
    stop.store(true, Ordering::Relaxed);
    let (waits, reads) = (waits.await??, reads.await??);
    Ok(PublishFigures {
        engine: engine.name(),
        officials: concerned,
        preview_ms: (previews[0], previews[previews.len() - 1]),
        publish_s,
        posts: report.posts,
        waits_ms: shares(waits),
        reads_ms: shares(reads),
    })
}

async fn open(ground: &Ground) -> anyhow::Result<Db> {
    let address = match &ground.postgres {
        Some(postgres) => postgres.address(),
        None => Db::address_in(ground.folder()),
    };
    let reactions = Reactions::default().on(|tx, event: &RequirementsChanged| paths::follow::on_requirements(tx, event).boxed());
    Ok(Db::open(Options { address: &address, migrations: schema::STREAM, context: Context::system(), reactions }).await?)
}

/// Median, 99th of 100 and longest.
fn shares(mut all: Vec<f64>) -> [f64; 3] {
    all.sort_by(f64::total_cmp);
    let at = |share: usize| all.get((all.len() * share / 100).min(all.len().saturating_sub(1))).copied().unwrap_or(0.0);
    [at(50), at(99), at(100)]
}

/// Posts of one position in all offices of the demonstration, each with an official whose path is kept. Gives some of them.
async fn officials(db: &Db) -> anyhow::Result<Vec<OfficialKey>> {
    let mut conn = db.read().await?;
    let position: i64 =
        conn.query("SELECT id FROM position WHERE code = $1").bind(POSITION).one("position", |row| row.get(0)).await?;
    let offices: Vec<i64> = conn.query("SELECT id FROM organisation ORDER BY id").all(|row| row.get(0)).await?;
    drop(conn);
    let command = Arc::new((position, offices));
    let mut some = Vec::new();
    for from in (0..OFFICIALS).step_by(usize::try_from(CHUNK)?) {
        let first = done(db.write((command.clone(), from), |tx, (command, from)| chunk(tx, command, *from).boxed()).await)?;
        some.push(Key::new(first));
    }
    done(competency::requirement::assign_all(db).await)?;
    Ok(some)
}

async fn chunk(tx: &mut Tx, (position, offices): &(i64, Vec<i64>), from: i64) -> Outcome<i64, ()> {
    let (posts, officials) = (tx.take_keys("post", CHUNK).await?, tx.take_keys("official", CHUNK).await?);
    let (mut places, mut holders) = (Rows::default(), Rows::default());
    for number in 0..CHUNK {
        let (uid, posting, code) = (tx.context().new_id(), tx.context().new_id(), format!("BENCH-{}", from + number));
        let office = usize::try_from(number).ok().and_then(|at| offices.get(at % offices.len())).copied().unwrap_or(1);
        places.add(&[Value::Integer(posts + number), Value::Uuid(uid), Value::Text(&code), Value::Integer(office)]);
        holders.add(&[
            Value::Integer(officials + number),
            Value::Integer(posts + number),
            Value::Uuid(posting),
            Value::Text(&code),
        ]);
    }
    let dialect = tx.dialect();
    let (places, holders) = (places.text(), holders.text());
    let given =
        dialect.rows(1, &[("key", Given::Integer), ("uid", Given::Uuid), ("code", Given::Text), ("office", Given::Integer)]);
    let sql = format!(
        "INSERT INTO post (id, uid, code, organisation, position, reports_to) SELECT key, uid, code, office, $2, NULL FROM {given} WHERE TRUE"
    );
    tx.execute(AssertSqlSafe(sql)).bind(&places).bind(*position).run().await?;
    let given =
        dialect.rows(1, &[("key", Given::Integer), ("post", Given::Integer), ("uid", Given::Uuid), ("code", Given::Text)]);
    let sql = format!(
        "INSERT INTO official (id, uid, code, engagement, service, joined, retires, minutes_per_week) \
         SELECT key, uid, code, 'permanent', NULL, 18000, NULL, 120 FROM {given} WHERE TRUE"
    );
    tx.execute(AssertSqlSafe(sql)).bind(&holders).run().await?;
    let sql = format!(
        "INSERT INTO posting (official, id, post, kind, from_date, until_date, edition_in, edition_out) \
         SELECT key, uid, post, 'substantive', 18000, NULL, 0, NULL FROM {given} WHERE TRUE"
    );
    tx.execute(AssertSqlSafe(sql)).bind(&holders).run().await?;
    // Kept paths, which are marked when requirements change.
    let sql = format!(
        "INSERT INTO path_solution (official, stale, changes, status, minutes, bound, steps, solved_at, review_on) \
         SELECT key, FALSE, 0, 'optimal', 0, 0, 0, 0, NULL FROM {given} WHERE TRUE"
    );
    tx.execute(AssertSqlSafe(sql)).bind(&holders).run().await?;
    Ok(officials)
}

/// Accepts the draft of the demonstration that waits for the board.
async fn accepted(db: &Db) -> anyhow::Result<Uuid> {
    let mut conn = db.read().await?;
    let found = draft::all(&mut conn).await?.into_iter().find(|draft| draft.version == VERSION && draft.state == State::Review2);
    let draft = found.context("the demonstration has a draft with the board")?;
    let (account, official): (Key<Account>, Option<i64>) = conn
        .query("SELECT id, official FROM account WHERE name = 'reviewer2'")
        .one("account", |row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    let grants = of_account(&mut conn, account, Date(20_779)).await?;
    drop(conn);
    let actor = Actor::sample(account.number(), official, grants, Date(20_779));
    let deciding = Deciding { actor, draft: draft.id, step: Step::Accept, round: draft.round, note: String::new() };
    draft::decide(db, deciding).await.map_err(|failure| anyhow::anyhow!("not accepted: {failure:?}"))?;
    Ok(draft.id)
}

/// Writes next to nothing, again and again, and notes how long each took: that long somebody else held the writer.
async fn wait(db: Db, stop: Arc<AtomicBool>) -> Result<Vec<f64>, store::Error> {
    let mut waits = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let watch = Stopwatch::start();
        done(db.write((), |tx, ()| touch(tx).boxed()).await)?;
        waits.push(watch.passed().as_secs_f64() * 1000.0);
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    Ok(waits)
}

async fn touch(tx: &mut Tx) -> Outcome<(), ()> {
    tx.take_keys("bench", 1).await?;
    Ok(())
}

/// Reads what officials stand to, as their page does.
async fn read(db: Db, officials: Vec<OfficialKey>, stop: Arc<AtomicBool>) -> Result<Vec<f64>, store::Error> {
    let mut reads = Vec::new();
    for official in officials.iter().cycle() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let watch = Stopwatch::start();
        standings(&mut db.read().await?, *official, Date(20_779)).await?;
        reads.push(watch.passed().as_secs_f64() * 1000.0);
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    Ok(reads)
}
