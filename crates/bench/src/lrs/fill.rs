//! Many statements into a store without HTTP: through the same intake, in big groups, checked like any.

use std::sync::Arc;

use anyhow::Context as _;
use records::client::Client;
use records::statement::{Draft, Incoming, Intake, NotStored};
use standards::xapi::check::Place;
use standards::xapi::{Json, Version};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::statements::Statements;

/// Statements of a group.
const GROUP: u64 = 1_000;
/// Groups that wait for the store.
const WAITING: usize = 8;

/// Stores the statements with these numbers through an intake of the store and returns the bytes of their JSON.
pub async fn fill(intake: &Intake, client: &Arc<Client>, numbers: std::ops::Range<u64>, actors: u64) -> anyhow::Result<u64> {
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let authority = client.authority.clone();
    let writer = std::thread::spawn(move || {
        let mut from = numbers.start;
        while from < numbers.end {
            let group = prepare(from..(from + GROUP).min(numbers.end), actors, &authority);
            from += GROUP;
            if sender.blocking_send(group).is_err() {
                break;
            }
        }
    });
    let (mut bytes, mut under_way) = (0, JoinSet::<Result<(), NotStored>>::new());
    while let Some(group) = receiver.recv().await {
        let (drafts, size) = group?;
        bytes += size;
        let (intake, client) = (intake.clone(), client.clone());
        under_way.spawn(async move { intake.store(Incoming { client, drafts, attachments: Vec::new() }).await });
        if under_way.len() >= WAITING {
            done(under_way.join_next().await)?;
        }
    }
    while let Some(one) = under_way.join_next().await {
        done(Some(one))?;
    }
    writer.join().ok().context("the writer of statements panicked")?;
    Ok(bytes)
}

type Finished = Result<Result<(), NotStored>, tokio::task::JoinError>;

fn done(one: Option<Finished>) -> anyhow::Result<()> {
    match one {
        Some(stored) => stored?.map_err(|not| anyhow::anyhow!("a group was not stored: {not:?}")),
        None => Ok(()),
    }
}

fn prepare(numbers: std::ops::Range<u64>, actors: u64, authority: &str) -> anyhow::Result<(Vec<Draft>, u64)> {
    let authority = Json::parse(authority.as_bytes()).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let (mut source, mut text, mut bytes) = (Statements::from(numbers.start, actors), String::new(), 0);
    let mut drafts = Vec::new();
    for _ in numbers {
        text.clear();
        source.write(&mut text);
        bytes += text.len() as u64;
        let json = Json::parse(text.as_bytes()).map_err(|fault| anyhow::anyhow!("{fault}"))?;
        let draft = Draft::prepare(json, Version::V1, &Place::Top, Uuid::nil(), &authority);
        drafts.push(draft.map_err(|fault| anyhow::anyhow!("{fault}"))?);
    }
    Ok((drafts, bytes))
}
