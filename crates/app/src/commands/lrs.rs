//! `karmayogi lrs erase --official UID` or `--agent JSON`.

use anyhow::bail;
use clap::{Args, Subcommand};
use records::erasure::{self, Person};
use uuid::Uuid;

use crate::cli::Place;
use crate::commands::explain;

#[derive(Subcommand)]
pub(crate) enum LrsCommand {
    /// Put a pseudonym in a person's place, in all statements at once, and delete what content kept about them.
    Erase(EraseArgs),
}

#[derive(Args)]
pub(crate) struct EraseArgs {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Who {
    /// An official, by the id in the address of their page.
    #[arg(long)]
    official: Option<Uuid>,
    /// An agent of the statements of others, as JSON: {"mbox":"mailto:asha@example.in"}.
    #[arg(long)]
    agent: Option<String>,
}

pub(crate) async fn run(command: LrsCommand) -> anyhow::Result<()> {
    let LrsCommand::Erase(EraseArgs { place, who }) = command;
    let db = place.open().await?;
    let person = match (who.official, who.agent) {
        (Some(uid), _) => match people::official::by_uid(&mut db.read().await?, uid).await? {
            Some(official) => Person::Official(official),
            None => bail!("there is no official with this id"),
        },
        (None, agent) => Person::Agent(agent.unwrap_or_default()),
    };
    if erasure::erase(&db, person).await.map_err(explain)? { Ok(()) } else { bail!("no record speaks of this person") }
}
