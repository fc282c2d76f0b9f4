//! `bench`: measures pages, beats, kills and the record store on both databases, and learning paths. See the library for what is measured and how.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use bench::beats::Load;
use bench::ground::{self, Engine};
use bench::lrs::{self, LrsFigures};
use bench::pages::Crowd;
use bench::path::{self, PathFigures};
use bench::run::{self, EngineFigures, Plan};
use bench::{kill, process, report};
use clap::{Parser, Subcommand, ValueEnum};
use serde::Serialize;

/// That of the program: what is measured in this process costs what it costs a page.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(
    name = "bench",
    about = "Measures pages, durable beats and kills on the demonstration service, the record store, and learning paths"
)]
struct Arguments {
    /// What to measure; everything when absent.
    #[command(subcommand)]
    part: Option<Part>,
    /// Only this database.
    #[arg(long, global = true)]
    only: Option<Engine>,
    /// Print JSON instead of tables.
    #[arg(long, global = true)]
    json: bool,
    /// The program to measure; the one of this build when absent.
    #[arg(long, global = true)]
    program: Option<PathBuf>,
    /// Seconds of load on each page.
    #[arg(long, global = true, default_value_t = 5)]
    seconds: u64,
    /// Readers at once.
    #[arg(long, global = true, default_value_t = 32)]
    readers: usize,
    /// Seconds of beats.
    #[arg(long, global = true, default_value_t = 10)]
    beat_seconds: u64,
    /// Learners who send beats.
    #[arg(long, global = true, default_value_t = 2_048)]
    learners: usize,
    /// Connections for beats.
    #[arg(long, global = true, default_value_t = 256)]
    connections: usize,
    /// Kills.
    #[arg(long, global = true, default_value_t = 3)]
    rounds: usize,
    /// Officials whose paths are solved by the program in one run.
    #[arg(long, global = true, default_value_t = 3_000_000)]
    officials: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Subcommand)]
enum Part {
    /// What a page costs.
    Pages,
    /// How many beats a second reach the disk.
    Beats,
    /// Whether anything acknowledged is lost when the program is killed.
    Kill,
    /// How many statements a second the record store keeps, on how much disk, and how long its filters take.
    Lrs {
        /// Statements in the store when its filters are measured.
        #[arg(long, default_value_t = STATEMENTS)]
        statements: usize,
        /// On which database.
        #[arg(long, value_enum, default_value_t = On::Both)]
        on: On,
        /// Statements of a part of the store while it is filled, to see what many parts cost; those of the program when absent.
        #[arg(long)]
        part: Option<i64>,
    },
    /// How long optimal learning paths take.
    Path,
    /// What it takes to bring a version of a framework into force that touches 100,000 officials.
    Publish,
}

/// Statements in the store when nothing is said.
const STATEMENTS: usize = 100_000;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum On {
    Sqlite,
    Postgres,
    Both,
}

/// One thread is enough for the load generator, and leaves more of the processors to what is measured.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match measure(&Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(arguments: &Arguments) -> anyhow::Result<bool> {
    let program = arguments.program.clone().map_or_else(ground::program, Ok)?;
    let engines = arguments.only.map_or_else(|| vec![Engine::Sqlite, Engine::Postgres], |only| vec![only]);
    if !arguments.json {
        println!("Measured on {} processors, which the load generator shares.\n", process::processors());
    }
    if matches!(arguments.part, Some(Part::Publish)) {
        return publications(&engines, arguments.json).await;
    }
    let mut figures = Figures { engines: Vec::new(), lrs: Vec::new(), paths: None };
    let is_ours = !matches!(arguments.part, Some(Part::Path | Part::Lrs { .. }));
    for engine in engines.iter().copied().filter(|_| is_ours) {
        let of_engine = run::engine(engine, &program, arguments.plan(), &|what| eprintln!("{}: {what}", engine.name())).await?;
        if !arguments.json {
            println!("{}", report::engine(&of_engine));
        }
        figures.engines.push(of_engine);
    }
    for engine in engines {
        let Some(statements) = arguments.statements(engine) else { continue };
        let of_engine =
            lrs::measure(engine, &program, arguments.lrs(statements), &|what| eprintln!("{}: {what}", engine.name())).await?;
        if !arguments.json {
            println!("{}", lrs::report::lrs(&of_engine));
        }
        figures.lrs.push(of_engine);
    }
    if arguments.is_wanted(Part::Path) {
        let paths = paths(&program, arguments.officials)?;
        if !arguments.json {
            println!("{}", report::paths(&paths));
        }
        figures.paths = Some(paths);
    }
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&figures)?);
    }
    let engines = figures.engines.iter().all(EngineFigures::is_good) && figures.lrs.iter().all(LrsFigures::is_good);
    Ok(engines && figures.paths.is_none_or(|paths| paths.is_good()))
}

/// Asked for alone: it needs no program.
async fn publications(engines: &[Engine], json: bool) -> anyhow::Result<bool> {
    let mut good = true;
    for engine in engines {
        let figures = bench::publish::measure(*engine, &|what| eprintln!("{}: {what}", engine.name())).await?;
        good &= figures.is_good();
        println!("{}", if json { serde_json::to_string_pretty(&figures)? } else { report::publish(&figures) });
    }
    Ok(good)
}

/// All that was measured.
#[derive(Serialize)]
struct Figures {
    engines: Vec<EngineFigures>,
    lrs: Vec<LrsFigures>,
    paths: Option<PathFigures>,
}

fn paths(program: &Path, officials: usize) -> anyhow::Result<PathFigures> {
    let solves = path::solves(&|what| eprintln!("paths: {what}"))?;
    eprintln!("paths: {officials} officials");
    let bulk = (officials > 0).then(|| path::bulk::measure(program, officials)).transpose()?;
    Ok(PathFigures { solves, bulk })
}

impl Arguments {
    fn is_wanted(&self, part: Part) -> bool {
        self.part.is_none_or(|only| only == part)
    }

    /// How many statements are wanted on this database, if any.
    fn statements(&self, engine: Engine) -> Option<usize> {
        match self.part {
            None => Some(STATEMENTS),
            Some(Part::Lrs { statements, on, .. }) => {
                let is_meant = on == On::Both || (on == On::Sqlite) == (engine == Engine::Sqlite);
                is_meant.then_some(statements)
            }
            Some(_) => None,
        }
    }

    fn lrs(&self, statements: usize) -> lrs::Plan {
        let part = if let Some(Part::Lrs { part, .. }) = self.part { part } else { None };
        lrs::Plan { statements, part, connections: self.connections, duration: Duration::from_secs(self.seconds) }
    }

    fn plan(&self) -> Plan {
        let crowd = Crowd { connections: self.readers, duration: Duration::from_secs(self.seconds) };
        let load = Load { connections: self.connections, duration: Duration::from_secs(self.beat_seconds) };
        let kills = kill::Plan { rounds: self.rounds, ..kill::Plan::default() };
        Plan {
            pages: self.is_wanted(Part::Pages).then_some(crowd),
            beats: self.is_wanted(Part::Beats).then_some(load),
            kill: self.is_wanted(Part::Kill).then_some(kills),
            learners: self.learners,
        }
    }
}
