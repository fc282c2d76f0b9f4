//! `karmayogi attainment verify` and `rebuild`.

use clap::{Args, Subcommand};
use competency::evidence::rebuild_and_compare;

use crate::cli::Place;
use crate::commands::explain;

#[derive(Subcommand)]
pub(crate) enum AttainmentCommand {
    /// Compare every level held with its evidence; fails when one differs.
    Verify(Options),
    /// Compare, and put right what differs.
    Rebuild(Options),
}

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(command: AttainmentCommand) -> anyhow::Result<()> {
    let (options, mend) = match command {
        AttainmentCommand::Verify(options) => (options, false),
        AttainmentCommand::Rebuild(options) => (options, true),
    };
    let db = options.place.open().await?;
    let checked = rebuild_and_compare(&db, mend).await.map_err(explain)?;
    let different = checked.differences.len();
    if options.json {
        println!("{}", serde_json::json!({ "attainments": checked.attainments, "different": different, "mended": mend }));
    } else {
        println!(
            "{} levels compared with their evidence, {different} differ{}",
            checked.attainments,
            if mend { "ed and were put right" } else { "" }
        );
    }
    anyhow::ensure!(
        mend || different == 0,
        "{different} levels are not what their evidence says; `karmayogi attainment rebuild` puts them right"
    );
    Ok(())
}
