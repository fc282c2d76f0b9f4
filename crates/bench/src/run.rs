//! One engine from an empty folder to its figures.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::beats::{self, BeatFigures, Load};
use crate::disk;
use crate::ground::{Engine, Ground};
use crate::kill::{self, KillFigures};
use crate::pages::{self, Crowd, PagesFigures};
use crate::seed::{self, COURSE};
use crate::service::Service;

/// What is measured, and how.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Pages.
    pub pages: Option<Crowd>,
    /// Beats.
    pub beats: Option<Load>,
    /// Kills.
    pub kill: Option<kill::Plan>,
    /// How many people send beats.
    pub learners: usize,
}

/// How long the program takes to answer.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Starts {
    /// The first time, when it fills the store.
    pub fill_ms: f64,
    /// On a store that is filled.
    pub again_ms: f64,
}

/// The figures of one engine.
#[derive(Clone, Debug, Serialize)]
pub struct EngineFigures {
    /// Which.
    pub engine: Engine,
    /// What its disk can do: single pages written and synchronised, one after the other, a second.
    pub disk_syncs_a_second: f64,
    /// Starts of the program; none when only kills were asked for.
    pub starts: Option<Starts>,
    /// See [`pages`].
    pub pages: Option<PagesFigures>,
    /// See [`beats`].
    pub beats: Option<BeatFigures>,
    /// See [`kill`].
    pub kill: Option<KillFigures>,
}

/// Runs a plan on an engine; `say` is told what is going on.
pub async fn engine(engine: Engine, program: &Path, plan: Plan, say: &dyn Fn(&str)) -> anyhow::Result<EngineFigures> {
    let mut ground = Ground::new(engine, program).await?;
    let disk_syncs_a_second = disk::syncs_a_second(ground.folder(), Duration::from_secs(1))?;
    say("first start: the store is filled");
    let first = Service::start(&ground).await?;
    let fill_ms = first.took.as_secs_f64() * 1e3;
    first.stop().await?;
    let mut figures = EngineFigures { engine, disk_syncs_a_second, starts: None, pages: None, beats: None, kill: None };
    if plan.pages.is_some() || plan.beats.is_some() {
        say("learners are prepared");
        let (course, learners) = prepare(&ground, plan.learners).await?;
        let service = Service::start(&ground).await?;
        figures.starts = Some(Starts { fill_ms, again_ms: service.took.as_secs_f64() * 1e3 });
        if let Some(crowd) = plan.pages {
            say("pages");
            figures.pages = Some(pages::measure(&ground, &service, &learners, crowd).await?);
        }
        if let Some(load) = plan.beats {
            say("beats");
            figures.beats = Some(beats::measure(&ground, &service, (learners, &course.texts), load).await?);
        }
        service.stop().await?;
    }
    if let Some(kills) = plan.kill {
        say("kills");
        figures.kill = Some(kill::measure(&mut ground, kills).await?);
    }
    Ok(figures)
}

async fn prepare(ground: &Ground, count: usize) -> anyhow::Result<(seed::Course, Vec<seed::Learner>)> {
    let db = ground.open().await?;
    let course = seed::course(&mut db.read().await?, COURSE).await?;
    let learners = seed::learners(&db, &course, count).await?;
    db.close().await;
    Ok((course, learners))
}

impl EngineFigures {
    /// Whether everything answered as it should and nothing was lost. Missed targets are figures, not failures.
    pub fn is_good(&self) -> bool {
        let pages =
            self.pages.as_ref().is_none_or(|pages| pages.pages.iter().chain([&pages.trivial]).all(|page| page.faults == 0));
        let beats = self.beats.as_ref().is_none_or(|beats| beats.faults == 0);
        pages && beats && self.kill.as_ref().is_none_or(KillFigures::is_good)
    }
}
