//! `karmayogi import framework`: our own format, and files of frameworks from elsewhere.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use competency::exchange;
use competency::foreign::{self, Catalogue, Form, Ledger, Row};
use competency::framework::{self, Counts, Fault, Import, ImportRefusal, Report};
use competency::twins::Merged;
use serde_json::{Map, Value, json};
use store::Failure;

use crate::cli::Place;
use crate::commands::{explain, progress};

/// Prints all faults with their codes, and fails.
fn refuse(json: bool, faults: &[Fault]) -> anyhow::Result<()> {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    if json {
        let one = |fault: &Fault| json!({ "file": fault.file, "row": fault.row, "column": fault.column, "code": fault.reason.code.as_str(), "reason": fault.reason.to_string() });
        let places: Vec<Value> = faults.iter().map(one).collect();
        println!("{}", json!({ "faults": lines, "places": places }));
    } else {
        lines.iter().zip(faults).for_each(|(line, fault)| println!("{line} ({})", fault.reason.code.as_str()));
    }
    anyhow::bail!("{} faults; nothing was imported", lines.len())
}

#[derive(Args)]
pub(crate) struct FrameworkArgs {
    #[command(flatten)]
    place: Place,
    /// The folder, the workbook or the file.
    source: PathBuf,
    /// The format; guessed from the files where they can be only one.
    #[arg(long)]
    format: Option<Format>,
    /// Title, licence, code and crosswalk of the levels, in place of those that come with the program (docs/formats/foreign.md).
    #[arg(long)]
    profile: Option<PathBuf>,
    /// The name of the new version, where the files name none; otherwise the next number.
    #[arg(long)]
    version_name: Option<String>,
    /// Write what became of every row there: CSV, or JSON where the name ends so. Files from elsewhere only.
    #[arg(long)]
    report: Option<PathBuf>,
    /// Check, and say what would change.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Own,
    Gdad,
    Nsw,
    Onet,
    Kcm,
    Case,
}

impl From<Format> for Form {
    fn from(format: Format) -> Self {
        match format {
            Format::Own => Self::Own,
            Format::Gdad => Self::Gdad,
            Format::Nsw => Self::Nsw,
            Format::Onet => Self::Onet,
            Format::Kcm => Self::Kcm,
            Format::Case => Self::Case,
        }
    }
}

pub(super) async fn framework(arguments: FrameworkArgs) -> anyhow::Result<()> {
    let form = match arguments.format {
        Some(format) => format.into(),
        // A folder that is none of them may still be our own with files missing, and is told so.
        None => Form::guess(&arguments.source).unwrap_or(Form::Own),
    };
    if form == Form::Own { own(arguments).await } else { elsewhere(arguments, form).await }
}

async fn own(arguments: FrameworkArgs) -> anyhow::Result<()> {
    anyhow::ensure!(
        arguments.report.is_none(),
        "a report of every row is written of files from elsewhere; here every fault is told"
    );
    let source = match exchange::read(&arguments.source) {
        Ok(source) => source,
        Err(faults) => return refuse(arguments.json, &faults),
    };
    let db = arguments.place.open().await?;
    let bar = progress::bar();
    let watch = |now: framework::Progress| progress::show(&bar, "framework", now.done as u64, now.total as u64);
    let options = framework::Options { dry_run: arguments.dry_run };
    let outcome = framework::import_source(&db, &source, options, &watch).await;
    bar.finish_and_clear();
    let report = match outcome {
        Err(Failure::Refused(ImportRefusal::Faulty(faults))) => return refuse(arguments.json, &faults),
        outcome => outcome.map_err(explain)?,
    };
    if arguments.json {
        println!("{}", Value::Object(counted(&report)));
    } else {
        print_counts(&report);
    }
    Ok(())
}

async fn elsewhere(arguments: FrameworkArgs, form: Form) -> anyhow::Result<()> {
    let profile = match &arguments.profile {
        Some(path) => {
            let words = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            match foreign::profile(&words) {
                Ok(profile) => Some(profile),
                Err(fault) => return refuse(arguments.json, &[fault]),
            }
        }
        None => None,
    };
    let catalogue = match foreign::read(form, &arguments.source, profile.as_ref()) {
        Ok(catalogue) => catalogue,
        Err(faults) => return refuse(arguments.json, &faults),
    };
    if let Some(path) = &arguments.report {
        write_report(path, &catalogue.ledger)?;
    }
    let census = catalogue.census.clone();
    let db = arguments.place.open().await?;
    let bar = progress::bar();
    let watch = |now: framework::Progress| progress::show(&bar, "framework", now.done as u64, now.total as u64);
    let options = framework::Options { dry_run: arguments.dry_run };
    let wanted: (Catalogue, Form, Option<String>) = (catalogue, form, arguments.version_name.clone());
    let outcome = framework::import_catalogue(&db, wanted, options, &watch).await;
    bar.finish_and_clear();
    let import = match outcome {
        Err(Failure::Refused(ImportRefusal::Faulty(faults))) => return refuse(arguments.json, &faults),
        outcome => outcome.map_err(explain)?,
    };
    // Once more: only the store knows which names are those of other competencies.
    if let Some(path) = &arguments.report {
        write_report(path, &import.ledger)?;
    }
    if arguments.json {
        println!("{}", whole(&import, (form, &import.ledger, &census)));
    } else {
        print(&import, (form, &import.ledger, &census), arguments.dry_run);
    }
    Ok(())
}

type Said<'s> = (Form, &'s Ledger, &'s [(&'static str, usize)]);

fn counted(report: &Report) -> Map<String, Value> {
    let counts = |counts: Counts| json!({ "new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged });
    let parts = [("competencies", report.competencies), ("roles", report.roles), ("positions", report.positions)];
    let mut body: Map<String, Value> = parts.into_iter().map(|(name, part)| (name.to_owned(), counts(part))).collect();
    let merged =
        |one: &Merged| json!({ "code": one.code, "name": one.name, "into": one.canonical, "intoName": one.canonical_name });
    // Only where there is one: programs that were written before read counts in every value.
    if !report.merged.is_empty() {
        body.insert("merged".to_owned(), report.merged.iter().map(merged).collect());
    }
    body
}

fn whole(import: &Import, (form, ledger, census): Said<'_>) -> Value {
    let rows: Map<String, Value> = ledger
        .sums()
        .into_iter()
        .map(|(file, sums)| {
            let sums: Map<String, Value> =
                sums.into_iter().map(|(verdict, number)| (verdict.as_str().to_owned(), number.into())).collect();
            (file.to_owned(), sums.into())
        })
        .collect();
    let difference: Map<String, Value> =
        import.difference.counts().into_iter().map(|(kind, number)| (kind.as_str().to_owned(), number.into())).collect();
    let mut body = counted(&import.report);
    body.insert("format".to_owned(), form.as_str().into());
    body.insert("version".to_owned(), import.version.clone().into());
    body.insert("same".to_owned(), import.same.into());
    body.insert(
        "census".to_owned(),
        census.iter().map(|(name, number)| ((*name).to_owned(), json!(number))).collect::<Map<_, _>>().into(),
    );
    body.insert("rows".to_owned(), rows.into());
    body.insert("difference".to_owned(), difference.into());
    body.insert("left".to_owned(), import.left.clone().into());
    body.insert("remarks".to_owned(), ledger.remarks.clone().into());
    body.into()
}

fn print_counts(report: &Report) {
    for (name, part) in [("competencies", report.competencies), ("roles", report.roles), ("positions", report.positions)] {
        println!("{name}: {} new, {} changed, {} unchanged", part.new, part.changed, part.unchanged);
    }
    report.merged.iter().for_each(|merged| println!("merged: {merged}"));
}

fn print(import: &Import, (form, ledger, census): Said<'_>, dry_run: bool) {
    let census: Vec<String> = census.iter().map(|(name, number)| format!("{number} {name}")).collect();
    println!("{}: {}", form.as_str(), census.join(", "));
    for (file, sums) in ledger.sums() {
        let all: usize = sums.values().sum();
        let sums: Vec<String> = sums.iter().map(|(verdict, number)| format!("{number} {}", verdict.as_str())).collect();
        println!("{file}: {all} rows: {}", sums.join(", "));
    }
    ledger.remarks.iter().for_each(|remark| println!("{remark}"));
    print_counts(&import.report);
    let difference: Vec<String> =
        import.difference.counts().into_iter().map(|(kind, number)| format!("{number} {}", kind.as_str())).collect();
    match (import.same, dry_run) {
        (true, _) => println!("version {}: the files say what they said before; nothing was written", import.version),
        (_, true) => println!("version {} would be made; nothing was written", import.version),
        _ if difference.is_empty() => println!("version {}", import.version),
        _ => println!("version {}: against the version before {}", import.version, difference.join(", ")),
    }
    for code in &import.left {
        println!("{code} is in the files no more; it stays, because evidence may speak of it");
    }
}

fn write_report(path: &Path, ledger: &Ledger) -> anyhow::Result<()> {
    let row = |row: &Row| json!({ "file": row.file, "row": row.row, "about": row.about, "verdict": row.verdict.as_str(), "reason": row.reason });
    let words = if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) {
        serde_json::to_string_pretty(&ledger.rows.iter().map(row).collect::<Vec<_>>())?
    } else {
        ledger.csv()?
    };
    std::fs::write(path, words).with_context(|| format!("cannot write {}", path.display()))
}
