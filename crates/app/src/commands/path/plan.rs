//! `karmayogi path plan`: what the regular task does from time to time, at once and with progress.

use clap::Args;
use paths::follow;

use crate::cli::Place;
use crate::commands::{explain, progress};

#[derive(Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    place: Place,
    /// Every official, and not only those whom a change concerns.
    #[arg(long)]
    all: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: PlanArgs) -> anyhow::Result<()> {
    let db = arguments.place.open().await?;
    let bar = progress::bar();
    let report = if arguments.all {
        follow::plan_all(&db, &mut |done, all| progress::show(&bar, "paths", done, all)).await
    } else {
        follow::refresh(&db).await
    };
    bar.finish_and_clear();
    let report = report.map_err(explain)?;
    if arguments.json {
        let figures = serde_json::json!({
            "officials": report.officials,
            "optimal": report.optimal,
            "bounded": report.bounded,
            "unreachable": report.unreachable,
        });
        println!("{figures}");
    } else {
        println!(
            "{} paths: {} proven shortest, {} best found, {} with a level that nothing can prove yet",
            report.officials, report.optimal, report.bounded, report.unreachable
        );
    }
    db.close().await;
    Ok(())
}
