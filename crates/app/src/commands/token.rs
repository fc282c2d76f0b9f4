//! `karmayogi token create --account NAME`.

use clap::Subcommand;
use people::account::service;

use crate::cli::Place;
use crate::commands::explain;

#[derive(Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a bearer token for an account and print it once.
    Create {
        #[command(flatten)]
        place: Place,
        /// Name of the account, or any of its identifiers.
        #[arg(long)]
        account: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

pub(crate) async fn run(command: TokenCommand) -> anyhow::Result<()> {
    let TokenCommand::Create { place, account, json } = command;
    let db = place.open().await?;
    let token = service::create_token(&db, &account).await.map_err(explain)?;
    if json {
        println!("{}", serde_json::json!({ "account": account, "token": token }));
    } else {
        println!("{token}");
    }
    Ok(())
}
