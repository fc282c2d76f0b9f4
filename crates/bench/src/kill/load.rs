//! Learners who work until the program is gone.

use kernel::Context;
use rand::RngExt;
use serde::Deserialize;
use tokio::task::JoinHandle;

use super::promises::{Credit, Promises, Sheet};
use super::seen::{Kind, Seen};
use crate::beats::Reader;
use crate::client::{Client, FORM, Request, form};
use crate::seed::{Course, Kept, Learner, Place, Sitting};

/// A sheet is saved so often at most before it is submitted.
const SAVES: usize = 4;

/// Connections under way.
pub(super) struct Load(Vec<JoinHandle<Promises>>);

impl Load {
    /// Waits until every connection has seen its end.
    pub(super) async fn end(self) -> anyhow::Result<Promises> {
        let mut all = Promises::default();
        for one in self.0 {
            all.merge(one.await?);
        }
        Ok(all)
    }
}

/// Starts the load.
pub(super) async fn start(
    port: u16,
    course: &Course,
    (readers, sittings): (Vec<Learner>, Vec<Sitting>),
    connections: usize,
    seen: &Seen,
) -> anyhow::Result<Load> {
    let mut under_way = Vec::new();
    for readers in shares(readers, connections) {
        let readers = readers.into_iter().map(|learner| Reader::new(learner, false)).collect();
        under_way.push(tokio::spawn(read(Client::connect(port).await?, readers, course.texts.clone(), seen.clone())));
    }
    for sittings in shares(sittings, connections.div_ceil(4)) {
        under_way.push(tokio::spawn(sit(Client::connect(port).await?, sittings, seen.clone())));
    }
    Ok(Load(under_way))
}

fn shares<T>(all: Vec<T>, count: usize) -> Vec<Vec<T>> {
    let mut shares: Vec<Vec<T>> = (0..count).map(|_| Vec::new()).collect();
    for (at, one) in all.into_iter().enumerate() {
        shares[at % count].push(one);
    }
    shares.retain(|share| !share.is_empty());
    shares
}

/// The answer to a beat.
#[derive(Deserialize)]
struct Answer {
    credited_ms: i64,
    segment_done: bool,
    sequence: i64,
}

async fn read(mut client: Client, mut readers: Vec<Reader>, texts: Vec<Place>, seen: Seen) -> Promises {
    let (mut promises, mut body, mut request) = (Promises::default(), String::new(), Vec::new());
    for at in (0..readers.len()).cycle() {
        let place = readers[at].beat(&texts, &mut body, &mut request);
        let Ok(status) = client.send(&request).await else { break };
        match serde_json::from_slice::<Answer>(&client.body()) {
            Ok(answer) if status == 200 => {
                let whose = (readers[at].learner.official, readers[at].learner.enrolment);
                let credit = Credit { millis: answer.credited_ms, done: answer.segment_done };
                seen.note(Kind::Beat);
                promises.add_beat(whose, (place.key, place.segment), credit, answer.sequence);
            }
            _ => promises.fault(format!("a beat was answered with {status}")),
        }
    }
    promises
}

async fn sit(mut client: Client, sittings: Vec<Sitting>, seen: Seen) -> Promises {
    let (mut promises, context) = (Promises::default(), Context::system());
    for sitting in sittings {
        let mut sheet = Sheet {
            whose: (sitting.learner.official, sitting.attempt),
            enrolment: sitting.learner.enrolment,
            saved: None,
            sent: None,
            submitted: false,
        };
        let go_on = work(&mut client, &sitting, (&mut sheet, &mut promises), &context).await;
        if promises.saves > 0 {
            seen.note(Kind::Save);
        }
        if sheet.submitted {
            seen.note(Kind::Completion);
        }
        promises.sheets.push(sheet);
        if !go_on {
            break;
        }
    }
    promises
}

/// Saves some answers a few times, then submits the right ones. False: the program is gone.
async fn work(client: &mut Client, sitting: &Sitting, (sheet, promises): (&mut Sheet, &mut Promises), context: &Context) -> bool {
    let path = format!("/attempts/{}", sitting.attempt);
    let saves = context.with_dice(|dice| dice.random_range(1..=SAVES));
    for _ in 0..saves {
        let (fields, kept) = some_answers(sitting, context);
        sheet.sent = Some(kept);
        let Some(status) = post(client, sitting, &path, &fields).await else { return false };
        let is_saved = status == 303 && client.header("location").is_some_and(|to| to.contains("saved=1"));
        if is_saved {
            sheet.saved = sheet.sent.take();
            promises.saves += 1;
        } else {
            promises.fault(format!("a saved sheet was answered with {status}"));
        }
    }
    let right = sitting.questions.iter().flat_map(crate::seed::Question::right);
    let fields: Vec<_> = right.chain([("do".to_owned(), "submit".to_owned())]).collect();
    let Some(status) = post(client, sitting, &path, &fields).await else { return false };
    sheet.submitted = status == 303;
    if status != 303 {
        promises.fault(format!("a submission was answered with {status}"));
    }
    true
}

async fn post(client: &mut Client, sitting: &Sitting, path: &str, fields: &[(String, String)]) -> Option<u16> {
    let body = form(fields);
    client.ask(&Request { path, body: Some((FORM, &body)), session: Some(&sitting.learner.token), gzip: true }).await.ok()
}

fn some_answers(sitting: &Sitting, context: &Context) -> (Vec<(String, String)>, Kept) {
    let (mut fields, mut kept) = (Vec::new(), Kept::new());
    for question in &sitting.questions {
        let lot = context.with_dice(|dice| dice.random_range(0..1_000_usize));
        if let Some((field, value)) = question.any(lot) {
            fields.push(field);
            kept.insert(question.number, value);
        }
    }
    (fields, kept)
}
