//! Statements under load, and what must be found of them after the kill: every acknowledged one once, no batch by halves.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Context;
use records::client::Scope;
use records::client::service::{self, Credentials, NewClient};
use records::export::Export;
use records::filter::Filter;
use store::Db;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::seen::{Kind, Seen};
use crate::client::Client;

/// Statements of a batch.
const BATCH: usize = 20;

/// One batch, whole or not there at all.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) ids: Vec<Uuid>,
    pub(super) acknowledged: bool,
}

/// A client for the load.
pub(super) async fn client(db: &Db) -> anyhow::Result<Credentials> {
    let new = NewClient {
        title: "kill".to_owned(),
        scopes: vec![Scope::All],
        home_page: "http://localhost".to_owned(),
        requests_per_second: None,
    };
    service::create(db, new).await.map_err(|failure| anyhow::anyhow!("{failure:?}"))
}

/// Starts connections that send batches until the program is gone.
pub(super) async fn start(
    port: u16,
    credentials: &Credentials,
    connections: usize,
    seen: &Seen,
) -> anyhow::Result<Vec<JoinHandle<Vec<Batch>>>> {
    let mut under_way = Vec::new();
    for at in 0..connections {
        under_way.push(tokio::spawn(send(Client::connect(port).await?, authorization(credentials), at, seen.clone())));
    }
    Ok(under_way)
}

fn authorization(credentials: &Credentials) -> String {
    use base64::Engine as _;
    let pair = format!("{}:{}", credentials.key, credentials.secret);
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

async fn send(mut client: Client, authorization: String, at: usize, seen: Seen) -> Vec<Batch> {
    let (context, mut sent) = (Context::system(), Vec::new());
    loop {
        // Every third request is a single statement, as content sends them.
        let count = if sent.len() % 3 == 2 { 1 } else { BATCH };
        let ids: Vec<Uuid> = (0..count).map(|_| context.new_id()).collect();
        let body = format!("[{}]", ids.iter().map(|id| statement(*id, at)).collect::<Vec<_>>().join(","));
        let request = format!(
            "POST /xapi/statements HTTP/1.1\r\nhost: bench\r\nauthorization: {authorization}\r\nx-experience-api-version: 1.0.3\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let answered = client.send(request.as_bytes()).await;
        let acknowledged = matches!(answered, Ok(200));
        if acknowledged {
            seen.note(Kind::Statements);
        }
        sent.push(Batch { ids, acknowledged });
        if answered.is_err() {
            return sent;
        }
    }
}

fn statement(id: Uuid, at: usize) -> String {
    format!(
        r#"{{"id":"{id}","actor":{{"mbox":"mailto:learner{at}@example.in"}},"verb":{{"id":"http://example.in/verbs/read"}},"object":{{"id":"http://example.in/books/{at}"}}}}"#
    )
}

/// What was compared.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) acknowledged: u64,
    pub(super) lost: u64,
    pub(super) halves: u64,
    pub(super) first: Option<String>,
}

/// Compares batches with the store: each statement as often as it is listed, and as often as the filter by its verb finds it.
pub(super) async fn compare(db: &Db, batches: &[Batch]) -> anyhow::Result<Found> {
    let listed = listed(db, &Filter::default()).await?;
    let by_verb = Filter { verb: Some("http://example.in/verbs/read".to_owned()), ..Filter::default() };
    let filtered = self::listed(db, &by_verb).await?;
    let mut found = Found::default();
    for batch in batches {
        let times = |id: &Uuid| (listed.get(id).copied().unwrap_or(0), filtered.get(id).copied().unwrap_or(0));
        let all: BTreeSet<(u32, u32)> = batch.ids.iter().map(times).collect();
        let is_whole = all.len() == 1 && (all.contains(&(1, 1)) || all.contains(&(0, 0)));
        if batch.acknowledged {
            found.acknowledged += batch.ids.len() as u64;
        }
        if !is_whole {
            found.halves += 1;
            found.first.get_or_insert_with(|| format!("a batch of statements is there so often, by list and by filter: {all:?}"));
        } else if batch.acknowledged && !all.contains(&(1, 1)) {
            found.lost += 1;
            found.first.get_or_insert_with(|| "acknowledged statements are not there".to_owned());
        }
    }
    Ok(found)
}

async fn listed(db: &Db, filter: &Filter) -> anyhow::Result<BTreeMap<Uuid, u32>> {
    let (mut export, mut all) = (Export::begin(db, filter, None).await?, BTreeMap::new());
    loop {
        let lines = export.next().await?;
        if lines.is_empty() {
            return Ok(all);
        }
        for line in lines {
            let statement: serde_json::Value = serde_json::from_str(&line)?;
            let id = statement["id"].as_str().and_then(|id| Uuid::parse_str(id).ok()).unwrap_or_default();
            *all.entry(id).or_default() += 1;
        }
    }
}
