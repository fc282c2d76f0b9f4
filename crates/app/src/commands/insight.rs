//! `karmayogi insight rebuild`, `verify`, `snapshot` and `group`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use insight::rollup::{self, Follower};
use insight::snapshot::{self, Grouped};

use crate::cli::Place;
use crate::commands::{explain, progress};

#[derive(Subcommand)]
pub(crate) enum InsightCommand {
    /// Count everybody anew. Goes on where it was interrupted.
    Rebuild(Options),
    /// Compare every figure with what everybody contributes to it; fails when one differs.
    Verify(Options),
    /// Write all sums as Parquet files.
    Snapshot(SnapshotOptions),
    /// Group the facts of a snapshot by district and competency.
    Group(GroupOptions),
}

#[derive(Args)]
pub(crate) struct SnapshotOptions {
    #[command(flatten)]
    options: Options,
    /// The folder to write. A snapshot that is there is replaced.
    #[arg(long)]
    out: PathBuf,
    /// Also one row for each requirement of each official, without the official.
    #[arg(long)]
    facts: bool,
}

#[derive(Args)]
pub(crate) struct GroupOptions {
    /// The folder of a snapshot with facts.
    #[arg(long)]
    facts: PathBuf,
    /// Write district, competency and the five counts as CSV.
    #[arg(long)]
    to: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
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
        InsightCommand::Snapshot(options) => write_snapshot(&options).await,
        InsightCommand::Group(options) => group(&options),
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
    anyhow::ensure!(
        different == 0,
        "{different} figures are not what they should be; `karmayogi insight rebuild` puts them right"
    );
    Ok(())
}

async fn write_snapshot(options: &SnapshotOptions) -> anyhow::Result<()> {
    let db = options.options.place.open().await?;
    let bar = progress::bar();
    let written =
        snapshot::write(&db, &options.out, options.facts, &mut |step, done, all| progress::show(&bar, step, done, all)).await?;
    bar.finish_and_clear();
    let snapshot::Written { version, files, rows, bytes } = written;
    if options.options.json {
        println!("{}", serde_json::json!({ "version": version, "files": files, "rows": rows, "bytes": bytes }));
    } else {
        println!("{files} files with {rows} rows, {bytes} bytes, version {version} of the sums");
    }
    Ok(())
}

fn group(options: &GroupOptions) -> anyhow::Result<()> {
    let Grouped { rows, cells, took } = snapshot::group(&options.facts)?;
    if let Some(to) = &options.to {
        let mut csv = "district,competency,held,below,unassessed,lapsed,fresh\n".to_owned();
        for ((district, competency), counts) in &cells {
            let counts: Vec<String> = counts.iter().map(u64::to_string).collect();
            csv += &format!("{district},{competency},{}\n", counts.join(","));
        }
        std::fs::write(to, csv)?;
    }
    let (seconds, cells) = (took.as_secs_f64(), cells.len());
    if options.json {
        println!("{}", serde_json::json!({ "rows": rows, "cells": cells, "seconds": seconds }));
    } else {
        println!("{rows} rows grouped into {cells} cells in {seconds:.3} s");
    }
    Ok(())
}
