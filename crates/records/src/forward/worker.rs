//! The worker: brings every target a little further, each by itself.

use std::time::Duration;

use axum::http::Method;
use kernel::time::{MINUTE, SECOND};
use standards::xapi::shape::Languages;
use standards::xapi::{Json, multipart};
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::domain::{Taken, Target, next_try, single};
use super::send::{Address, Parcel, Sender};
use super::store::{self as sql, Moved};
use crate::export::id_of;
use crate::statement::{position_of, read};

/// So many statements go in one request.
const BATCH: usize = 50;
/// How often an idle worker looks.
const EVERY: Duration = Duration::from_secs(1);
/// How long a node has a target for itself; longer than a request for each statement of a batch may take in all is not needed, because a
/// statement that is sent twice arrives once.
const CLAIM: i64 = 2 * MINUTE;

/// Forwards statements.
#[derive(Clone)]
pub struct Worker {
    db: Db,
    sender: Sender,
}

/// How a round on a target ended.
struct Round {
    position: i64,
    arrived: i64,
    more: bool,
    /// What was left out, in words; empty for nothing.
    refused: String,
}

impl Worker {
    /// A worker on a store. Fails when the system's certificates cannot be read.
    pub fn new(db: Db) -> Result<Self, std::io::Error> {
        Ok(Self { db, sender: Sender::new()? })
    }

    /// Forwards until `stop` turns true.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut under_way = JoinSet::new();
        while !*stop.borrow() {
            while under_way.try_join_next().is_some() {}
            match self.due().await {
                Ok(targets) => targets.into_iter().for_each(|target| drop(under_way.spawn(self.clone().advance(target)))),
                Err(error) => tracing::error!(%error, "the targets of statements cannot be read"),
            }
            tokio::select! {
                _ = stop.changed() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
        // A request that is cut off here is sent again by whoever comes next.
        under_way.abort_all();
    }

    /// Works once on every target that is due, all at once, and returns how many statements arrived; for tests and commands.
    pub async fn round(&self) -> Result<i64, Error> {
        let mut under_way = JoinSet::new();
        for target in self.due().await? {
            under_way.spawn(self.clone().advance(target));
        }
        Ok(under_way.join_all().await.into_iter().sum())
    }

    async fn due(&self) -> Result<Vec<Target>, Error> {
        sql::due(&mut self.db.read().await?, self.db.context().now()).await
    }

    /// Claims a target, sends as long as there is something to send, notes where it stands. Returns how many statements arrived.
    async fn advance(self, target: Target) -> i64 {
        match self.work(target).await {
            Ok(arrived) => arrived,
            Err(error) => {
                tracing::error!(%error, "a target of statements could not be worked on");
                0
            }
        }
    }

    async fn work(&self, mut target: Target) -> Result<i64, Error> {
        let mut all = 0;
        loop {
            let claim = (target.id, self.db.context().now());
            let claimed = self
                .db
                .write(claim, |tx, (id, now)| async move { Ok(sql::claim(tx, *id, (*now, now.plus(CLAIM))).await?) }.boxed());
            if !claimed.await.map_err(internal)? {
                return Ok(all);
            }
            let sent = self.send_some(&target).await;
            let now = self.db.context().now();
            let (moved, go_on) = match sent {
                Ok(round) => {
                    target.position = round.position;
                    all += round.arrived;
                    let next_at = if round.more { now } else { now.plus(SECOND) };
                    let error = if round.refused.is_empty() && round.arrived == 0 { target.error.clone() } else { round.refused };
                    let (position, arrived) = (round.position, round.arrived);
                    (Moved { id: target.id, position, arrived, failures: 0, next_at, error }, round.more)
                }
                Err(error) => {
                    tracing::warn!(target = target.id, failures = target.failures + 1, %error, "statements were not forwarded");
                    let failures = target.failures + 1;
                    let next_at = next_try(now, failures);
                    (Moved { id: target.id, position: target.position, arrived: 0, failures, next_at, error }, false)
                }
            };
            self.db.write(moved, |tx, moved| note(tx, moved).boxed()).await.map_err(internal)?;
            if !go_on {
                return Ok(all);
            }
        }
    }

    /// Sends the next statements of a target. An error is why nothing more can be sent now.
    async fn send_some(&self, target: &Target) -> Result<Round, String> {
        let words = |error: Error| error.to_string();
        let mut find = target.filter.find().map_err(|wrong| wrong.to_string())?;
        (find.after, find.limit, find.attachments) = (Some(target.position), BATCH, true);
        let through = read::consistent_through(&self.db).await.map_err(words)?;
        let mut conn = self.db.read().await.map_err(words)?;
        let page = read::find(&mut conn, &find, through, &Languages::parse("")).await.map_err(words)?;
        let statements = same_version(&page.statements);
        let Some(last) = statements.last().and_then(|last| id_of(last.as_bytes())) else {
            return Ok(Round { position: target.position, arrived: 0, more: false, refused: String::new() });
        };
        let position = position_of(&mut conn, last).await.map_err(words)?.ok_or("a statement has no place")?;
        let credentials = sql::credentials(&mut conn, target.id).await.map_err(words)?;
        drop(conn);
        let (key, secret) = credentials.ok_or("the target is gone")?;
        let to = Address { endpoint: target.endpoint.clone(), key, secret };
        let (arrived, refused) = self.deliver(&to, statements, &page.attachments).await?;
        let more = page.more.is_some() || statements.len() < page.statements.len();
        Ok(Round { position, arrived, more, refused })
    }

    /// Delivers statements together or, where that does not do, one by one. Returns how many are there now, and what was refused.
    async fn deliver(
        &self,
        to: &Address,
        statements: &[String],
        attachments: &[multipart::Attachment],
    ) -> Result<(i64, String), String> {
        let all = i64::try_from(statements.len()).unwrap_or_default();
        let parcel = self.parcel(&format!("[{}]", statements.join(",")), statements, attachments);
        let reply = self.sender.send(to, (Method::POST, ""), &parcel).await?;
        match Taken::of(reply.status) {
            Taken::Stored => return Ok((all, String::new())),
            Taken::Later => return Err(format!("{}: {}", reply.status, reply.words)),
            Taken::Doubtful => {}
        }
        let (mut arrived, mut refused) = (0, String::new());
        for statement in statements {
            let id = id_of(statement.as_bytes()).ok_or("a statement has no id")?.hyphenated();
            let parcel = self.parcel(statement, std::slice::from_ref(statement), attachments);
            let reply = self.sender.send(to, (Method::PUT, &format!("?statementId={id}")), &parcel).await?;
            match single(reply.status) {
                Some(true) => arrived += 1,
                Some(false) => refused = format!("{id}: {}: {}", reply.status, reply.words),
                None => return Err(format!("{}: {}", reply.status, reply.words)),
            }
        }
        // A store that takes nothing at all is rather wrongly set up than right about each.
        if arrived == 0 { Err(refused) } else { Ok((arrived, refused)) }
    }

    fn parcel(&self, json: &str, statements: &[String], attachments: &[multipart::Attachment]) -> Parcel {
        let version = if statements.first().is_some_and(|statement| is_second(statement)) { "2.0.0" } else { "1.0.3" };
        let theirs: Vec<multipart::Attachment> = attachments
            .iter()
            .filter(|attachment| statements.iter().any(|statement| statement.contains(&attachment.sha2)))
            .cloned()
            .collect();
        if theirs.is_empty() {
            return Parcel { version, content_type: "application/json".to_owned(), body: json.as_bytes().to_vec() };
        }
        let boundary = self.db.context().new_id().simple().to_string();
        let content_type = format!("multipart/mixed; boundary={boundary}");
        Parcel { version, content_type, body: multipart::write(json, &theirs, &boundary) }
    }
}

/// Whether a statement speaks version 2.
fn is_second(statement: &str) -> bool {
    let version = Json::parse(statement.as_bytes()).ok();
    version.as_ref().and_then(|json| json.get("version")?.as_text()).is_some_and(|version| version.starts_with("2."))
}

/// The first statements that speak one version: a request speaks one.
fn same_version(statements: &[String]) -> &[String] {
    let Some(first) = statements.first().map(|first| is_second(first)) else { return statements };
    let count = statements.iter().take_while(|statement| is_second(statement) == first).count();
    &statements[..count]
}

async fn note(tx: &mut Tx, moved: &Moved) -> Outcome<(), ()> {
    Ok(sql::moved(tx, moved).await?)
}

fn internal(failure: Failure<()>) -> Error {
    match failure {
        Failure::Internal(error) => error,
        Failure::Refused(()) | Failure::Denied => Error::Writer("forwarding refused".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_speaks_one_version() {
        let statement = |version: &str| format!(r#"{{"id":"x","version":"{version}"}}"#);
        let mixed = ["1.0.0", "1.0.3", "2.0.0", "1.0.0"].map(statement);
        assert_eq!(same_version(&mixed).len(), 2);
        assert_eq!(same_version(&mixed[2..]).len(), 1);
        assert!(same_version(&[]).is_empty());
    }
}
