//! `karmayogi audit verify`.

use clap::Subcommand;
use store::audit::{self, Verdict};

use crate::cli::Place;

#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Compute every sealed batch again and compare.
    Verify {
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

pub(crate) async fn run(command: AuditCommand) -> anyhow::Result<()> {
    let AuditCommand::Verify { place, json } = command;
    let db = place.open().await?;
    let verdict = audit::verify(&mut db.read().await?).await?;
    let (intact, batches) = match verdict {
        Verdict::Intact(batches) => (true, batches),
        Verdict::Broken(batch) => (false, batch),
    };
    if json {
        println!("{}", serde_json::json!({ "intact": intact, if intact { "batches" } else { "first_broken_batch" }: batches }));
    } else if intact {
        println!("{batches} sealed batches, all intact");
    }
    anyhow::ensure!(intact, "batch {batches} is not as it was sealed");
    Ok(())
}
