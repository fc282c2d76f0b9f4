//! `karmayogi insight rebuild` and `verify`.

use clap::{Args, Subcommand};
use insight::rollup::{self, Follower};

use crate::cli::Place;
use crate::commands::{explain, progress};

#[derive(Subcommand)]
pub(crate) enum InsightCommand {
    /// Count everybody anew. Goes on where it was interrupted.
    Rebuild(Options),
    /// Compare every figure with what everybody contributes to it; fails when one differs.
    Verify(Options),
}

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(command: InsightCommand) -> anyhow::Result<()> {
    match command {
        InsightCommand::Rebuild(options) => rebuild(&options).await,
        InsightCommand::Verify(options) => verify(&options).await,
    }
}

async fn rebuild(options: &Options) -> anyhow::Result<()> {
    let db = options.place.open().await?;
    let bar = progress::bar();
    let done = rollup::rebuild(&db, &mut |step, done, all| progress::show(&bar, step, done, all)).await.map_err(explain)?;
    bar.finish_and_clear();
    let rollup::Rebuilt { officials, contributions, sums } = done;
    if options.json {
        println!("{}", serde_json::json!({ "officials": officials, "contributions": contributions, "sums": sums }));
    } else {
        println!("{officials} officials counted, {contributions} contributions and {sums} sums put right");
    }
    Ok(())
}

/// What is waiting is counted first, so that it is not taken for a difference.
async fn verify(options: &Options) -> anyhow::Result<()> {
    let db = options.place.open().await?;
    Follower::default().follow(&db).await.map_err(explain)?;
    let bar = progress::bar();
    let found = rollup::verify(&db, &mut |step, done, all| progress::show(&bar, step, done, all)).await.map_err(explain)?;
    bar.finish_and_clear();
    let different = found.differences.len();
    if options.json {
        let differences: Vec<_> =
            found.differences.iter().map(|one| serde_json::json!({ "of": one.of, "detail": one.detail })).collect();
        println!("{}", serde_json::json!({ "officials": found.officials, "sums": found.sums, "differences": differences }));
    } else {
        found.differences.iter().for_each(|one| println!("{}: {}", one.of, one.detail));
        println!("{} officials and {} sums compared, {different} differ", found.officials, found.sums);
    }
    anyhow::ensure!(different == 0, "{different} figures are not what they should be; `karmayogi insight rebuild` puts them right");
    Ok(())
}
