//! `karmayogi export framework`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use competency::exchange::{self, CaseVersion};
use store::Failure;

use crate::cli::Place;
use crate::commands::explain;

#[derive(Subcommand)]
pub(crate) enum ExportCommand {
    /// A framework in its newest version, with the positions and roles that ask it.
    Framework(FrameworkArgs),
}

#[derive(Args)]
pub(crate) struct FrameworkArgs {
    #[command(flatten)]
    place: Place,
    /// The code of the framework.
    code: String,
    /// The form: a CASE package in version 1.1 or 1.0, the folder of docs/formats/framework.md, or a workbook.
    #[arg(long)]
    format: Format,
    /// The file or, as csv, the folder; files of the same names are written over.
    #[arg(long)]
    to: PathBuf,
    /// The address under which people reach the service, for the addresses in a CASE package.
    #[arg(long, env = "KARMAYOGI_PUBLIC_ADDRESS", default_value = "http://127.0.0.1:8080")]
    public_address: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Case,
    #[value(name = "case-1.0")]
    Case1p0,
    Csv,
    Xlsx,
}

impl From<Format> for exchange::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Case => Self::Case(CaseVersion::V1p1),
            Format::Case1p0 => Self::Case(CaseVersion::V1p0),
            Format::Csv => Self::Csv,
            Format::Xlsx => Self::Xlsx,
        }
    }
}

pub(crate) async fn run(command: ExportCommand) -> anyhow::Result<()> {
    let ExportCommand::Framework(arguments) = command;
    let db = arguments.place.open().await?;
    let target = (arguments.to.as_path(), arguments.public_address.as_str());
    match exchange::export(&db, &arguments.code, arguments.format.into(), target).await {
        Err(Failure::Refused(refusal)) => anyhow::bail!("{refusal}"),
        outcome => outcome.map_err(explain)?,
    }
    println!("{}: written to {}", arguments.code, arguments.to.display());
    Ok(())
}
