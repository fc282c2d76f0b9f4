//! The commands and their options.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use kernel::Context;
use store::{Db, Options};

use crate::{commands, logs, serve, wiring};

#[derive(Parser)]
#[command(name = "karmayogi", version, about = "Software on which a civil service grows its people")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Where the store is.
#[derive(Args, Clone, Debug)]
pub(crate) struct Place {
    /// The folder of the store and its files.
    #[arg(long, env = "KARMAYOGI_DATA", default_value = "data")]
    pub(crate) data: PathBuf,
    /// A PostgreSQL database instead of the SQLite file in the folder.
    #[arg(long, env = "KARMAYOGI_DATABASE_URL")]
    pub(crate) database_url: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the product.
    Serve(serve::ServeArgs),
    /// Bearer tokens for programs.
    Token {
        #[command(subcommand)]
        command: commands::token::TokenCommand,
    },
    /// Load people, frameworks or courses from files.
    Import {
        #[command(subcommand)]
        command: commands::import::ImportCommand,
    },
    /// Write frameworks to files.
    Export {
        #[command(subcommand)]
        command: commands::export::ExportCommand,
    },
    /// Compute the levels held again from the evidence, and compare or repair.
    Attainment {
        #[command(subcommand)]
        command: commands::attainment::AttainmentCommand,
    },
    /// Learning paths.
    Path {
        #[command(subcommand)]
        command: commands::path::PathCommand,
    },
    /// Figures of the whole service.
    Insight {
        #[command(subcommand)]
        command: commands::insight::InsightCommand,
    },
    /// Learning records: export, erasure, forwarding.
    Lrs {
        #[command(subcommand)]
        command: commands::lrs::LrsCommand,
    },
    /// Programs that may read and write learning records.
    LrsClient {
        #[command(subcommand)]
        command: commands::lrs_client::LrsClientCommand,
    },
    /// The audit trail.
    Audit {
        #[command(subcommand)]
        command: commands::audit::AuditCommand,
    },
}

/// Runs the command in these arguments, the first being the name of the program.
pub async fn run(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<()> {
    let cli = Cli::try_parse_from(arguments).unwrap_or_else(|error| error.exit());
    logs::start();
    match cli.command {
        Command::Serve(arguments) => serve::serve(arguments).await,
        Command::Token { command } => commands::token::run(command).await,
        Command::Import { command } => commands::import::run(command).await,
        Command::Export { command } => commands::export::run(command).await,
        Command::Attainment { command } => commands::attainment::run(command).await,
        Command::Path { command } => commands::path::run(command).await,
        Command::Insight { command } => commands::insight::run(command).await,
        Command::Lrs { command } => commands::lrs::run(command).await,
        Command::LrsClient { command } => commands::lrs_client::run(command).await,
        Command::Audit { command } => commands::audit::run(command).await,
    }
}

impl Place {
    /// Opens the store, making the folder and the tables when they are missing.
    pub(crate) async fn open(&self) -> anyhow::Result<Db> {
        std::fs::create_dir_all(&self.data).with_context(|| format!("cannot make the folder {}", self.data.display()))?;
        let address = self.database_url.clone().unwrap_or_else(|| Db::address_in(&self.data));
        let options =
            Options { address: &address, migrations: schema::STREAM, context: Context::system(), reactions: wiring::reactions() };
        Ok(Db::open(options).await?)
    }
}
