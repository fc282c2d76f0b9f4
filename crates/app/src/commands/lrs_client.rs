//! `karmayogi lrs-client create --name NAME [--scope SCOPE]...` and `karmayogi lrs-client revoke --key KEY`.

use anyhow::bail;
use clap::Subcommand;
use records::client::Scope;
use records::client::service::{self, NewClient};

use crate::cli::Place;
use crate::commands::explain;

#[derive(Subcommand)]
pub(crate) enum LrsClientCommand {
    /// Make a client and print its key and secret once, as JSON.
    Create {
        #[command(flatten)]
        place: Place,
        /// What it is called in lists.
        #[arg(long)]
        name: String,
        /// What it may do: statements/write, statements/read/mine, statements/read, state, profile, all/read, all. May be given several times.
        #[arg(long = "scope", value_parser = scope, default_value = "all")]
        scopes: Vec<Scope>,
        /// The most requests a second; any number when absent.
        #[arg(long, value_parser = clap::value_parser!(i64).range(1..))]
        rate: Option<i64>,
        /// The address under which people reach the service; statements name the client as an account there.
        #[arg(long, env = "KARMAYOGI_PUBLIC_ADDRESS", default_value = "http://localhost:8080")]
        public_address: String,
    },
    /// End the access of a client. Its statements stay.
    Revoke {
        #[command(flatten)]
        place: Place,
        /// Its key.
        #[arg(long)]
        key: String,
    },
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::parse(text).ok_or_else(|| format!("{text} is no scope"))
}

pub(crate) async fn run(command: LrsClientCommand) -> anyhow::Result<()> {
    match command {
        LrsClientCommand::Create { place, name, scopes, rate, public_address } => {
            let new =
                NewClient { title: name.clone(), scopes: scopes.clone(), home_page: public_address, requests_per_second: rate };
            let made = service::create(&place.open().await?, new).await.map_err(explain)?;
            let scopes: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
            println!("{}", serde_json::json!({ "name": name, "key": made.key, "secret": made.secret, "scopes": scopes }));
            Ok(())
        }
        LrsClientCommand::Revoke { place, key } => {
            if service::revoke(&place.open().await?, &key).await.map_err(explain)? {
                Ok(())
            } else {
                bail!("there is no client with this key whose access has not ended")
            }
        }
    }
}
