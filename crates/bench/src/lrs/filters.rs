//! How long the filters take, one question after another on one connection.

use std::time::Duration;

use records::client::service::Credentials;
use serde::Serialize;

use super::load::head;
use super::statements::{Session, actor, course, verb};
use crate::client::{Client, form};
use crate::clock::Stopwatch;
use crate::figures::{Latency, Tally};
use crate::service::Service;

/// Questions of each kind, and the time after which no more are asked.
const QUESTIONS: u64 = 400;
/// See [`QUESTIONS`].
const LONGEST: Duration = Duration::from_secs(20);
/// Statements that are wanted.
const LIMIT: &str = "50";

/// What was seen of a filter.
#[derive(Clone, Debug, Serialize)]
pub struct FilterFigures {
    /// Which.
    pub filter: &'static str,
    /// Questions asked.
    pub questions: u64,
    /// How long the answers took.
    #[serde(flatten)]
    pub latency: Latency,
    /// Bytes of an answer on average.
    pub bytes: f64,
    /// Answers other than 200, and the first of them.
    pub faults: u64,
    /// See `faults`.
    pub first_fault: Option<String>,
}

type Fields = Vec<(String, String)>;

/// Measures all filters on a store with these statements; half of it was stored after `since`.
pub async fn measure(
    service: &Service,
    credentials: &Credentials,
    (statements, actors): (u64, u64),
    since: &str,
) -> anyhow::Result<Vec<FilterFigures>> {
    let session = |chance| Session::among(statements, chance, actors);
    let field = |name: &str, value: String| (name.to_owned(), value);
    let agent = |chance| field("agent", actor(session(chance).actor));
    let activity = |chance| field("activity", course(session(chance).course));
    let related = || field("related_activities", "true".to_owned());
    let since = || field("since", since.to_owned());
    let ascending = || field("ascending", "true".to_owned());
    let kinds: [(&'static str, &dyn Fn(u64) -> Fields); 6] = [
        ("actor", &|chance| vec![agent(chance)]),
        ("activity with related", &|chance| vec![activity(chance), related()]),
        ("verb and since, oldest first", &|chance| vec![field("verb", verb(chance).to_owned()), since(), ascending()]),
        ("registration", &|chance| vec![field("registration", session(chance).registration.to_string())]),
        ("activity with related, verb, since", &|chance| {
            vec![activity(chance), related(), field("verb", verb(chance).to_owned()), since()]
        }),
        ("actor and verb", &|chance| vec![agent(chance), field("verb", verb(chance).to_owned())]),
    ];
    let mut all = Vec::new();
    for (filter, question) in kinds {
        all.push(ask(service, credentials, filter, question).await?);
    }
    Ok(all)
}

async fn ask(
    service: &Service,
    credentials: &Credentials,
    filter: &'static str,
    question: &dyn Fn(u64) -> Fields,
) -> anyhow::Result<FilterFigures> {
    let mut client = Client::connect(service.port).await?;
    let (mut tally, mut bytes, total) = (Tally::default(), 0, Stopwatch::start());
    for chance in 0..QUESTIONS {
        if total.passed() > LONGEST {
            break;
        }
        let mut fields = question(chance);
        fields.push(("limit".to_owned(), LIMIT.to_owned()));
        let request = format!("{}\r\n", head("GET", &format!("/xapi/statements?{}", form(&fields)), credentials));
        let watch = Stopwatch::start();
        let status = client.send(request.as_bytes()).await?;
        if status == 200 {
            tally.add(watch.micros());
            bytes += client.body_bytes();
        } else {
            tally.fault(|| format!("{status}: {}", String::from_utf8_lossy(&client.body())));
        }
    }
    Ok(FilterFigures {
        filter,
        questions: tally.count(),
        latency: tally.latency(),
        bytes: bytes as f64 / tally.count().max(1) as f64,
        faults: tally.faults,
        first_fault: tally.first_fault,
    })
}
