//! `karmayogi lrs export`, `karmayogi lrs erase` and `karmayogi lrs target`.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use records::erasure::{self, Person};
use records::export::Export;
use records::filter::Filter;
use records::forward::service::{self as forwarding, Change};
use records::forward::{NewTarget, Target};
use uuid::Uuid;

use crate::cli::Place;
use crate::commands::{explain, progress};

#[derive(Subcommand)]
pub(crate) enum LrsCommand {
    /// Write statements to a file, one JSON object a line, in the order in which they were stored.
    Export(ExportArgs),
    /// Put a pseudonym in a person's place, in all statements at once, and delete what content kept about them.
    Erase(EraseArgs),
    /// Other record stores to which statements are forwarded.
    Target {
        #[command(subcommand)]
        command: TargetCommand,
    },
}

#[derive(Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    place: Place,
    /// The file.
    #[arg(long)]
    to: PathBuf,
    /// Go on after the last whole line of the file, with the same filters as before.
    #[arg(long)]
    resume: bool,
    /// Only those stored after this timestamp.
    #[arg(long)]
    since: Option<String>,
    /// Only those stored at or before this timestamp.
    #[arg(long)]
    until: Option<String>,
    #[command(flatten)]
    about: About,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

/// What statements are about.
#[derive(Args)]
pub(crate) struct About {
    /// Only those with this verb (an IRI).
    #[arg(long)]
    verb: Option<String>,
    /// Only those about this activity (an IRI).
    #[arg(long)]
    activity: Option<String>,
    /// Only those of this agent, as JSON: {"mbox":"mailto:asha@example.in"}.
    #[arg(long)]
    agent: Option<String>,
}

#[derive(Args)]
pub(crate) struct EraseArgs {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    who: Who,
    /// The home page of --account.
    #[arg(long, requires = "account")]
    home_page: Option<String>,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Who {
    /// An official, by the id in the address of their page.
    #[arg(long)]
    official: Option<Uuid>,
    /// The name of an account; with --home-page.
    #[arg(long, requires = "home_page")]
    account: Option<String>,
    /// An identifier: mailto:asha@example.in, 40 digits of the SHA-1 of one, or an OpenID.
    #[arg(long)]
    ifi: Option<String>,
    /// An agent as JSON.
    #[arg(long)]
    agent: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum TargetCommand {
    /// Forward statements to a store, from the first one on; prints the number of the target.
    Add {
        #[command(flatten)]
        place: Place,
        /// What it is called in lists.
        #[arg(long)]
        name: String,
        /// The address below which `/statements` lies.
        #[arg(long)]
        endpoint: String,
        /// The user name of Basic authentication.
        #[arg(long)]
        key: String,
        /// The file that holds the password; it is not taken from the command line, where others could read it.
        #[arg(long)]
        secret_file: PathBuf,
        #[command(flatten)]
        about: About,
    },
    /// All targets, as JSON.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Let a target rest.
    Pause(Number),
    /// Let a target go on, at once.
    Resume(Number),
    /// Forget a target.
    Remove(Number),
}

#[derive(Args)]
pub(crate) struct Number {
    #[command(flatten)]
    place: Place,
    /// The number of the target.
    number: i64,
}

pub(crate) async fn run(command: LrsCommand) -> anyhow::Result<()> {
    match command {
        LrsCommand::Export(arguments) => export(arguments).await,
        LrsCommand::Erase(arguments) => erase(arguments).await,
        LrsCommand::Target { command } => target(command).await,
    }
}

async fn export(arguments: ExportArgs) -> anyhow::Result<()> {
    let About { verb, activity, agent } = arguments.about;
    let filter = Filter { since: arguments.since, until: arguments.until, verb, activity, agent };
    let db = arguments.place.open().await?;
    let (file, before) = open(&arguments.to, arguments.resume)?;
    let mut export = Export::begin(&db, &filter, before.as_deref()).await?;
    let (bar, mut out, mut count) = (progress::count("statements"), BufWriter::new(file), 0);
    loop {
        let lines = export.next().await?;
        if lines.is_empty() {
            break;
        }
        for line in &lines {
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")?;
        }
        count += lines.len() as u64;
        bar.set_position(count);
    }
    out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    bar.finish_and_clear();
    let to = arguments.to.display().to_string();
    if arguments.json {
        println!("{}", serde_json::json!({ "statements": count, "to": to, "resumed": before.is_some() }));
    } else {
        println!("{count} statements written to {to}");
    }
    Ok(())
}

/// The file, ready for more lines. To resume, what is behind the last whole line is cut off; returns that line.
fn open(path: &Path, resume: bool) -> anyhow::Result<(File, Option<Vec<u8>>)> {
    let cannot = || format!("cannot write {}", path.display());
    if !resume {
        return Ok((File::create(path).with_context(cannot)?, None));
    }
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).with_context(cannot)?;
    let end = whole_lines(&mut file)?;
    let last = if end == 0 { None } else { Some(last_line(&mut file, end)?) };
    file.set_len(end)?;
    file.seek(SeekFrom::End(0))?;
    Ok((file, last))
}

/// So much of a file is looked at at once, from its end.
const BLOCK: u64 = 64 * 1024;

/// Where the last whole line ends.
fn whole_lines(file: &mut File) -> std::io::Result<u64> {
    let mut end = file.seek(SeekFrom::End(0))?;
    while end > 0 {
        let from = end.saturating_sub(BLOCK);
        let block = read(file, from, end)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(from + at as u64 + 1);
        }
        end = from;
    }
    Ok(0)
}

/// The line that ends at `end`, without its end.
fn last_line(file: &mut File, end: u64) -> std::io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut to = end - 1;
    loop {
        let from = to.saturating_sub(BLOCK);
        let block = read(file, from, to)?;
        let start = block.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1);
        line.splice(0..0, block[start.unwrap_or(0)..].iter().copied());
        if start.is_some() || from == 0 {
            return Ok(line);
        }
        to = from;
    }
}

fn read(file: &mut File, from: u64, to: u64) -> std::io::Result<Vec<u8>> {
    let mut block = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.take(to - from).read_to_end(&mut block)?;
    Ok(block)
}

async fn erase(arguments: EraseArgs) -> anyhow::Result<()> {
    let db = arguments.place.open().await?;
    let Who { official, account, ifi, agent } = arguments.who;
    let agent = match (account, ifi) {
        (Some(name), _) => Some(serde_json::json!({ "account": { "homePage": arguments.home_page, "name": name } }).to_string()),
        (None, Some(ifi)) => Some(of_identifier(&ifi)),
        (None, None) => agent,
    };
    let person = match official {
        Some(uid) => match people::official::by_uid(&mut db.read().await?, uid).await? {
            Some(official) => Person::Official(official),
            None => bail!("there is no official with this id"),
        },
        None => Person::Agent(agent.unwrap_or_default()),
    };
    if erasure::erase(&db, person).await.map_err(explain)? { Ok(()) } else { bail!("no record speaks of this person") }
}

fn of_identifier(text: &str) -> String {
    let key = if text.starts_with("mailto:") {
        "mbox"
    } else if text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        "mbox_sha1sum"
    } else {
        "openid"
    };
    serde_json::json!({ key: text }).to_string()
}

async fn target(command: TargetCommand) -> anyhow::Result<()> {
    let (number, change) = match command {
        TargetCommand::Add { place, name, endpoint, key, secret_file, about } => {
            let secret =
                std::fs::read_to_string(&secret_file).with_context(|| format!("cannot read {}", secret_file.display()))?;
            let filter = Filter { verb: about.verb, activity: about.activity, agent: about.agent, ..Filter::default() };
            let new = NewTarget { title: name, endpoint, key, secret, filter };
            let number = forwarding::create(&place.open().await?, None, new).await.map_err(explain)?;
            println!("{}", serde_json::json!({ "target": number }));
            return Ok(());
        }
        TargetCommand::List { place } => {
            let all = forwarding::all(&mut place.open().await?.read().await?).await?;
            println!("{}", serde_json::Value::from(all.iter().map(shown).collect::<Vec<_>>()));
            return Ok(());
        }
        TargetCommand::Pause(number) => (number, Change::Pause),
        TargetCommand::Resume(number) => (number, Change::Resume),
        TargetCommand::Remove(number) => (number, Change::Remove),
    };
    let db = number.place.open().await?;
    if forwarding::change(&db, None, (number.number, change)).await.map_err(explain)? {
        Ok(())
    } else {
        bail!("there is no target with this number")
    }
}

fn shown(target: &Target) -> serde_json::Value {
    serde_json::json!({
        "target": target.id,
        "name": target.title,
        "endpoint": target.endpoint,
        "verb": target.filter.verb,
        "activity": target.filter.activity,
        "agent": target.filter.agent,
        "sent": target.sent,
        "failures": target.failures,
        "error": target.error,
        "paused": target.paused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in a file before it is resumed, what is left of it, and the last line.
    #[test]
    fn a_cut_off_file_goes_on_after_its_last_whole_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("statements.jsonl");
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(200_000));
        for (before, left, last) in [
            (String::new(), String::new(), None),
            ("{\"a\":1".to_owned(), String::new(), None),
            ("{\"a\":1}\n{\"b".to_owned(), "{\"a\":1}\n".to_owned(), Some("{\"a\":1}".to_owned())),
            (format!("1\n{long}\n{long}"), format!("1\n{long}\n"), Some(long.clone())),
            (format!("{long}\n"), format!("{long}\n"), Some(long.clone())),
        ] {
            std::fs::write(&path, &before).expect("written");
            let (_, line) = open(&path, true).expect("opened");
            assert_eq!(line, last.map(String::into_bytes));
            assert_eq!(std::fs::read_to_string(&path).expect("read"), left);
        }
        open(&path, false).expect("opened");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "");
    }
}
