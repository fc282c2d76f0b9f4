//! `karmayogi import people|framework|bank|course`.

mod framework;

use std::path::PathBuf;

use assessment::bank::{self, BankRefusal};
use clap::{Args, Subcommand};
use learning::package::{self, PackageRefusal};
use people::import::{self, Report, Status};
use store::Failure;

use crate::cli::Place;
use crate::commands::{explain, progress};

#[derive(Subcommand)]
pub(crate) enum ImportCommand {
    /// Organisations, positions, posts, officials, postings, supervision and grants: a folder of CSV files or an XLSX workbook.
    People(PeopleArgs),
    /// A framework: our own folder or workbook (docs/formats/framework.md), or files from elsewhere (docs/formats/foreign.md).
    Framework(framework::FrameworkArgs),
    /// Item banks of competencies: a file or a folder of such files (docs/formats/item-bank.md).
    Bank(BankArgs),
    /// A course package: a folder (docs/formats/course-package.md).
    Course(CourseArgs),
}

#[derive(Args)]
pub(crate) struct PeopleArgs {
    #[command(flatten)]
    place: Place,
    /// The folder or the workbook.
    source: PathBuf,
    /// Check, and say what would be made and changed.
    #[arg(long)]
    dry_run: bool,
    /// Write empty sheets with an example row there, and read nothing.
    #[arg(long)]
    template: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct BankArgs {
    #[command(flatten)]
    place: Place,
    /// The file, or the folder of files.
    source: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct CourseArgs {
    #[command(flatten)]
    place: Place,
    /// The folder.
    folder: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(command: ImportCommand) -> anyhow::Result<()> {
    match command {
        ImportCommand::People(arguments) => people(arguments).await,
        ImportCommand::Framework(arguments) => framework::framework(arguments).await,
        ImportCommand::Bank(arguments) => banks(arguments).await,
        ImportCommand::Course(arguments) => course(arguments).await,
    }
}

async fn people(arguments: PeopleArgs) -> anyhow::Result<()> {
    let source = import::Source::of(arguments.source);
    if arguments.template {
        import::write_template(&source)?;
        return Ok(());
    }
    let db = arguments.place.open().await?;
    let (bar, options) = (progress::bar(), import::Options { dry_run: arguments.dry_run, ..import::Options::default() });
    let mut watch = |now: import::Progress| progress::show(&bar, now.sheet.as_str(), now.done, now.total.unwrap_or(now.done));
    let outcome = import::run(&db, source, options, &mut watch).await;
    bar.finish_and_clear();
    let report = match outcome {
        Err(Failure::Refused(refusal)) => anyhow::bail!("{refusal} ({})", refusal.code()),
        outcome => outcome.map_err(explain)?,
    };
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?)
    } else {
        print_people(&report)
    }
    anyhow::ensure!(report.is_accepted(), "{} faults; nothing was imported", report.faults_in_all);
    Ok(())
}

fn print_people(report: &Report) {
    for fault in report.faults.iter().chain(&report.notices) {
        let sheet = fault.sheet.map_or("", |sheet| sheet.as_str());
        println!("{sheet}, row {}, {}: {} ({})", fault.row, fault.column, fault.reason, fault.code.as_str());
    }
    let would = if report.status == Status::Checked { "would be " } else { "" };
    for sheet in &report.sheets {
        let (name, rows) = (sheet.sheet.as_str(), sheet.rows);
        println!(
            "{name}: {rows} rows, {} {would}made, {} {would}changed, {} unchanged, {} faulty",
            sheet.made, sheet.changed, sheet.unchanged, sheet.faulty
        );
    }
    if report.status == Status::Unfinished {
        println!("Switched on, but some changed attributes are not written yet: import the same files again.");
    }
    if !report.passwords.is_empty() {
        println!("\nOne-time first passwords, shown only now:");
        for (code, password) in &report.passwords {
            println!("{code}\t{password}");
        }
    }
}

async fn banks(arguments: BankArgs) -> anyhow::Result<()> {
    let files = bank::Files::read(&arguments.source)?;
    let db = arguments.place.open().await?;
    let reports = match bank::import_files(&db, &files).await {
        Err(Failure::Refused(BankRefusal::Faulty(faults))) => return refuse(arguments.json, &faults),
        outcome => outcome.map_err(explain)?,
    };
    anyhow::ensure!(!reports.is_empty(), "there is no .toml file in {}", arguments.source.display());
    for report in reports {
        let bank::Report { competency, outcomes, items, added, retired } = report;
        if arguments.json {
            let body = serde_json::json!({ "competency": competency.as_str(), "outcomes": outcomes, "items": items, "added": added, "retired": retired });
            println!("{body}");
        } else {
            println!("{competency}: {outcomes} outcomes, {items} items, {added} added, {retired} retired");
        }
    }
    Ok(())
}

async fn course(arguments: CourseArgs) -> anyhow::Result<()> {
    let db = arguments.place.open().await?;
    let files = arguments.place.data.join("files");
    let source = package::Source::from_folder(&arguments.folder)?;
    let bar = progress::bar();
    let watch = |done: usize, total: usize| progress::show(&bar, "course", done as u64, total as u64);
    let outcome = package::publish(&db, &files, &source, &watch).await;
    bar.finish_and_clear();
    let report = match outcome {
        Err(Failure::Refused(PackageRefusal::Faulty(faults))) => return refuse(arguments.json, &faults),
        outcome => outcome.map_err(explain)?,
    };
    if arguments.json {
        let body = serde_json::json!({ "code": report.code.as_str(), "version": report.version, "changed": report.changed, "items": report.items });
        println!("{body}");
    } else {
        let how = if report.changed { "published" } else { "unchanged" };
        println!(
            "{} version {}: {how}, {} objects, {} segments, {} items",
            report.code, report.version, report.objects, report.segments, report.items
        );
    }
    Ok(())
}

/// Prints all faults and fails.
fn refuse(json: bool, faults: &[impl std::fmt::Display]) -> anyhow::Result<()> {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    if json {
        println!("{}", serde_json::json!({ "faults": lines }))
    } else {
        lines.iter().for_each(|line| println!("{line}"))
    }
    anyhow::bail!("{} faults; nothing was imported", lines.len())
}
