//! A simulated nation, measured from outside: making it, and serving it.
//!
//! The nation is made by the program itself (`karmayogi simulate`), served by it, and read and written over HTTP: pages of officials, heat map
//! and dashboards, beats, and completions (the last sheet of an assessment, with which a course is completed: evidence, level and certificate
//! are on the disk when it is answered).

mod completions;
mod make;
pub mod report;

use std::path::Path;
use std::time::Duration;

use anyhow::ensure;
use serde::Serialize;

pub use completions::CompletionFigures;
pub use make::{Made, disk_bytes};

use crate::beats::{self, BeatFigures, Load};
use crate::clock::Stopwatch;
use crate::ground::{Engine, Ground};
use crate::pages::{Crowd, PageFigures, Reader, Sessions, measure_page};
use crate::process::{self, Resident};
use crate::seed::{self, COURSE, Learner};
use crate::service::Service;

/// What is measured.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Readers of pages.
    pub crowd: Crowd,
    /// Beats.
    pub load: Load,
    /// Learners who send beats, and who read pages.
    pub learners: usize,
    /// Officials who complete a course.
    pub completions: usize,
}

/// The figures of one nation.
#[derive(Clone, Debug, Serialize)]
pub struct NationFigures {
    /// On which database.
    pub engine: Engine,
    /// How many officials.
    pub officials: i64,
    /// How many enrolments.
    pub enrolments: i64,
    /// How it was made; none where it stood already.
    pub made: Option<Made>,
    /// Bytes of the database on the disk, before the measurement.
    pub disk_bytes: u64,
    /// From the start of the program to its first answer, in milliseconds.
    pub start_ms: f64,
    /// Seconds after its first answer until it had nothing to do any more: the release of the week, and what else had waited for it.
    pub settled_s: f64,
    /// Resident memory of the program when it has answered once.
    pub resident_at_start: Resident,
    /// And after the load on pages.
    pub resident: Resident,
    /// The most that it ever had, in KiB.
    pub peak_kib: u64,
    /// Pages.
    pub pages: Vec<PageFigures>,
    /// Beats.
    pub beats: BeatFigures,
    /// Completions.
    pub completions: CompletionFigures,
    /// Seconds of `insight rebuild`; none where the program has no such command.
    pub rebuild_s: Option<f64>,
    /// Seconds of `insight snapshot`, and the bytes of what it wrote.
    pub snapshot: Option<(f64, u64)>,
}

impl NationFigures {
    /// Whether everything answered as it should. Missed targets are figures, not failures.
    pub fn is_good(&self) -> bool {
        self.pages.iter().all(|page| page.faults == 0) && self.beats.faults == 0 && self.completions.faults == 0
    }
}

/// Makes a nation of this size, measures it, and removes it.
pub async fn made(
    (engine, officials): (Engine, u64),
    program: &Path,
    plan: Plan,
    say: &dyn Fn(&str),
) -> anyhow::Result<NationFigures> {
    let ground = Ground::new(engine, program).await?;
    say(&format!("{officials} officials on {} are made", engine.name()));
    let made = make::make(&ground, officials).await?;
    measure(&ground, Some(made), plan, say).await
}

/// Measures the nation in a folder.
pub async fn given(folder: &Path, program: &Path, plan: Plan, say: &dyn Fn(&str)) -> anyhow::Result<NationFigures> {
    measure(&Ground::given(folder, program), None, plan, say).await
}

async fn measure(ground: &Ground, made: Option<Made>, plan: Plan, say: &dyn Fn(&str)) -> anyhow::Result<NationFigures> {
    let disk_bytes = make::disk_bytes(ground).await?;
    say("learners are prepared");
    let prepared = prepare(ground, plan).await?;
    say("insight: rebuild and snapshot");
    let rebuild_s = make::timed(ground, &["insight", "rebuild"])?;
    let snapshot = make::snapshot(ground)?;
    let service = Service::start_empty(ground).await?;
    let start_ms = service.took.as_secs_f64() * 1e3;
    let resident_at_start = process::resident(service.pid())?;
    let settled_s = settle(service.pid()).await?;
    let sessions = Sessions::of_nation(&service, &prepared.learners).await?;
    let mut pages = Vec::new();
    for (page, path, reader) in prepared.pages() {
        say(page);
        pages.push(measure_page(ground, &service, (page, &path, reader), &sessions, plan.crowd).await);
    }
    let resident = process::resident(service.pid())?;
    say("beats");
    let beats = beats::measure(ground, &service, (prepared.learners, &prepared.texts), plan.load).await?;
    say("completions");
    let completions = completions::measure(ground, &service, (prepared.sittings, prepared.completions), plan.load).await?;
    let peak_kib = process::peak(service.pid())?;
    service.stop().await?;
    Ok(NationFigures {
        engine: ground.engine,
        officials: prepared.counts.0,
        enrolments: prepared.counts.1,
        made,
        disk_bytes,
        start_ms,
        settled_s,
        resident_at_start,
        resident,
        peak_kib,
        pages,
        beats,
        completions,
        rebuild_s,
        snapshot,
    })
}

/// Waits until the program is at rest, two seconds together, so that a page is charged with its own work only; gives the seconds.
async fn settle(pid: u32) -> anyhow::Result<f64> {
    const SECOND: Duration = Duration::from_secs(1);
    /// More than the regular tasks of a program at rest need in a second.
    const REST: Duration = Duration::from_millis(50);
    let (watch, group, mut at_rest) = (Stopwatch::start(), process::Group::One(pid), 0);
    while at_rest < 2 {
        ensure!(watch.passed() < 600 * SECOND, "the program does not come to rest");
        let before = group.cpu()?;
        tokio::time::sleep(SECOND).await;
        at_rest = if group.cpu()? - before < REST { at_rest + 1 } else { 0 };
    }
    Ok(watch.passed().as_secs_f64())
}

/// What the measurement needs to know of the nation.
struct Prepared {
    learners: Vec<Learner>,
    texts: Vec<seed::Place>,
    sittings: Vec<seed::Sitting>,
    completions: completions::Before,
    /// Officials and enrolments.
    counts: (i64, i64),
    /// Code of the organisation of the nodal officer.
    nodal: String,
    /// Code of a ministry.
    ministry: String,
}

async fn prepare(ground: &Ground, plan: Plan) -> anyhow::Result<Prepared> {
    let db = ground.open().await?;
    let course = seed::course(&mut db.read().await?, COURSE).await?;
    let mut conn = db.read().await?;
    let counts: (i64, i64) = (
        conn.query("SELECT COUNT(*) FROM official").one("officials", |row| row.get(0)).await?,
        conn.query("SELECT COUNT(*) FROM enrolment").one("enrolments", |row| row.get(0)).await?,
    );
    drop(conn);
    // In a small nation not many are left who have not taken the course.
    let most = usize::try_from(counts.0)? / 3;
    let learners = seed::learners(&db, &course, plan.learners.min(most)).await?;
    let others = seed::learners(&db, &course, plan.completions.min(most)).await?;
    let watch = Stopwatch::start();
    let sittings = seed::sittings(&db, &course, others).await?;
    eprintln!("nation: {} sittings in {:.0} s", sittings.len(), watch.passed().as_secs_f64());
    let mut conn = db.read().await?;
    let nodal = conn
        .query("SELECT scope FROM live_grant WHERE role = 'nodal' AND scope_kind = 'organisation'")
        .one("the scope of the nodal officer", |row| row.get(0))
        .await?;
    let ministry = conn
        .query("SELECT code FROM organisation WHERE kind = 'ministry' ORDER BY id LIMIT 1")
        .one("a ministry", |row| row.get(0))
        .await?;
    let completions = completions::Before::read(&mut conn).await?;
    drop(conn);
    db.close().await;
    Ok(Prepared { learners, texts: course.texts, sittings, completions, counts, nodal, ministry })
}

impl Prepared {
    fn pages(&self) -> Vec<(&'static str, String, Reader)> {
        vec![
            ("Today", "/today".to_owned(), Reader::Official),
            ("My competencies", "/competencies".to_owned(), Reader::Official),
            ("Course", format!("/learn/{COURSE}"), Reader::Official),
            ("Nodal heat map", format!("/insight/units/{}", self.nodal), Reader::Nodal),
            ("National dashboard", "/insight".to_owned(), Reader::Commission),
            ("Drill-down", format!("/insight/units/{}", self.ministry), Reader::Commission),
            ("Trivial", "/healthz".to_owned(), Reader::Nobody),
        ]
    }
}
