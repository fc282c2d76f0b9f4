//! `karmayogi path solve`: instances in, solutions out, one JSON object a line. The contract is docs/formats/path.md.
//! `karmayogi path plan --all`: the paths of all officials of a store.

mod answer;
mod lines;
mod plan;
mod wire;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use methods::path::Catalogue;

#[derive(Subcommand)]
pub(crate) enum PathCommand {
    /// Read instances from standard input and write their optimal paths to standard output, in the same order.
    Solve {
        /// The courses of all instances that name none of their own, one JSON object a line.
        #[arg(long)]
        courses: Option<PathBuf>,
    },
    /// Work out the shortest paths of the officials of a store, for the lists and the register of missing content.
    Plan(plan::PlanArgs),
}

pub(crate) async fn run(command: PathCommand) -> anyhow::Result<()> {
    let courses = match command {
        PathCommand::Solve { courses } => courses,
        PathCommand::Plan(arguments) => return plan::run(arguments).await,
    };
    tokio::task::spawn_blocking(move || {
        let catalogue = courses.as_deref().map(read_courses).transpose()?.unwrap_or(Catalogue::new(Vec::new())?);
        let bar = super::progress::count("answered");
        lines::answer_all(&|| answer::Answerer::new(&catalogue), &|answered| bar.inc(answered))?;
        bar.finish_and_clear();
        Ok(())
    })
    .await?
}

fn read_courses(path: &Path) -> anyhow::Result<Catalogue> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut actions = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = || format!("{}, line {}", path.display(), at + 1);
        let course: wire::Course<'_> = serde_json::from_str(line).with_context(place)?;
        actions.push(course.action().map_err(anyhow::Error::msg).with_context(place)?);
    }
    Catalogue::new(actions).with_context(|| path.display().to_string())
}
