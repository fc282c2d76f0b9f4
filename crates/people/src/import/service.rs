//! The use case: check, stage, switch.

use std::sync::Arc;

use store::{Db, Error, Failure, FutureExt, Outcome};

use super::check::{self, Checked};
use super::finish;
use super::report::{Report, Status};
use super::source::Input;
use super::stage::{self, Pass};
use super::{ImportRefusal, Options, Progress, Source};

/// Imports the people of an organisation. Faulty rows are no failure of this function but its answer: [`Report::is_accepted`].
pub async fn run(
    db: &Db,
    source: Source,
    options: Options,
    progress: &mut dyn FnMut(Progress),
) -> Outcome<Report, ImportRefusal> {
    let limits = options.limits;
    let opened = tokio::task::spawn_blocking(move || Input::open(&source, limits)).await;
    let input = opened.map_err(|error| Error::Writer(error.to_string()))?.map_err(Failure::Refused)?;
    let mut checked = check::check(db, &input, &options, progress).await?;
    checked.findings.notices.extend(input.notices.iter().cloned());
    checked.findings.notices.sort();
    let has_work = checked.accounts > 0 || checked.sheets.iter().any(|one| one.made + one.changed > 0);
    let status = match () {
        () if checked.findings.faults_in_all > 0 => Status::Faulty,
        () if options.dry_run => Status::Checked,
        () if !has_work => Status::Unchanged,
        () => return write(db, (&input, &options), checked, progress).await,
    };
    Ok(report(status, checked))
}

async fn write(
    db: &Db,
    (input, options): (&Input, &Options),
    checked: Checked,
    progress: &mut dyn FnMut(Progress),
) -> Outcome<Report, ImportRefusal> {
    let (fence, has_leftovers) = db.write((), |tx, ()| finish::begin(tx).boxed()).await?;
    let names = Arc::new(checked.index.names.keys().map(|name| name.to_string()).collect());
    let pass = Pass { db, input, options, checked: &checked, fence, names };
    if has_leftovers {
        finish::clean(&pass).await?;
    }
    let staged = stage::stage(&pass, progress).await?;
    finish::switch_on(&pass).await?;
    // From here on the new accounts are live: whatever happens, their first passwords must reach the person who waits for them.
    let status = match finish::finish(&pass, &staged, progress).await {
        Ok(()) => Status::Done,
        Err(failure) => {
            tracing::error!(reason = told(&failure), edition = fence.edition, "an import was switched on but not finished");
            Status::Unfinished
        }
    };
    let mut report = report(status, checked);
    report.accounts = staged.passwords.len() as u64;
    report.passwords = staged.passwords;
    report.edition = Some(fence.edition);
    Ok(report)
}

/// Why, without the values that a database adds to its errors.
fn told(failure: &Failure<ImportRefusal>) -> String {
    match failure {
        Failure::Refused(refusal) => refusal.code().to_owned(),
        Failure::Denied => "denied".to_owned(),
        Failure::Internal(error) => error.to_string(),
    }
}

fn report(status: Status, checked: Checked) -> Report {
    let Checked { sheets, findings, accounts, .. } = checked;
    Report {
        status,
        sheets,
        accounts,
        faults: findings.faults,
        faults_in_all: findings.faults_in_all,
        notices: findings.notices,
        edition: None,
        passwords: Vec::new(),
    }
}
