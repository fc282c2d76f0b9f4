//! Export as JSON lines and forwarding to another store.

mod common;

use axum::body::Body;
use common::{Lrs, client, lrs, numbered, statement};
use records::client::Scope;
use records::export::Export;
use records::filter::Filter;
use records::forward::service::{Change, all, change, create};
use records::forward::{NewTarget, Target, Worker};
use serde_json::{Value, json};
use store::Db;
use testing::TestDb;
use tokio::net::TcpListener;

async fn export(db: &Db, filter: &Filter, after: Option<&[u8]>) -> Vec<String> {
    let mut export = Export::begin(db, filter, after).await.expect("an export");
    let mut lines = Vec::new();
    loop {
        let more = export.next().await.expect("read");
        if more.is_empty() {
            return lines;
        }
        lines.extend(more);
    }
}

async fn fill(lrs: &Lrs, count: u32) {
    let all: Vec<Value> = (0..count)
        .map(|number| {
            let verb = if number % 3 == 0 { "read" } else { "closed" };
            numbered(number, statement(["asha", "ravi"][number as usize % 2], verb, "book"))
        })
        .collect();
    for some in all.chunks(400) {
        lrs.store(&json!(some)).await;
    }
}

/// Another store, reachable by HTTP.
struct Other {
    lrs: Lrs,
    endpoint: String,
    key: String,
    secret: String,
    _db: TestDb,
}

async fn other() -> Other {
    let db = testing::sqlite(store::Reactions::default()).await;
    let credentials = client(&db, &[Scope::StatementsWrite], None).await;
    let lrs = lrs(&db).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}/xapi", listener.local_addr().expect("an address"));
    tokio::spawn(axum::serve(listener, lrs.router()).into_future());
    Other { lrs, endpoint, key: credentials.key, secret: credentials.secret, _db: db }
}

impl Other {
    fn target(&self) -> NewTarget {
        NewTarget {
            title: "other".into(),
            endpoint: self.endpoint.clone(),
            key: self.key.clone(),
            secret: self.secret.clone(),
            filter: Filter::default(),
        }
    }

    async fn ids(&self) -> Vec<String> {
        let (mut path, mut ids) = ("statements?ascending=true".to_owned(), Vec::new());
        while !path.is_empty() {
            let page = self.lrs.get(&path).await;
            ids.extend(page.ids());
            path = page.json()["more"].as_str().expect("more").trim_start_matches("/xapi/").to_owned();
        }
        ids
    }
}

async fn the_only(db: &Db) -> Target {
    all(&mut db.read().await.expect("a connection")).await.expect("targets").pop().expect("a target")
}

testing::on_both! {
    async fn an_export_holds_all_in_the_order_of_storing_and_goes_on_where_it_ended(db: TestDb) {
        let lrs = lrs(&db).await;
        fill(&lrs, 1_100).await;
        let lines = export(&db, &Filter::default(), None).await;
        let ids: Vec<Value> = lines.iter().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["id"].clone()).collect();
        assert_eq!(ids, (0..1_100).map(|number| json!(common::id(number))).collect::<Vec<_>>());
        let rest = export(&db, &Filter::default(), Some(lines[699].as_bytes())).await;
        assert_eq!(rest, lines[700..]);
        assert!(export(&db, &Filter::default(), Some(lines[1_099].as_bytes())).await.is_empty());
        assert!(Export::begin(&db, &Filter::default(), Some(b"{}")).await.is_err());
        let other = format!("{{\"id\":\"{}\"}}", common::id(9_999));
        assert!(Export::begin(&db, &Filter::default(), Some(other.as_bytes())).await.is_err());
    }

    async fn an_export_is_filtered(db: TestDb) {
        let lrs = lrs(&db).await;
        fill(&lrs, 60).await;
        let text = |text: &str| Some(text.to_owned());
        let asha = text(r#"{"mbox":"mailto:asha@example.in"}"#);
        let all = export(&db, &Filter::default(), None).await;
        let stored = serde_json::from_str::<Value>(&all[29]).expect("JSON")["stored"].as_str().expect("a time").to_owned();
        for (filter, expected) in [
            (Filter { verb: text("http://example.in/verbs/read"), ..Filter::default() }, 20),
            (Filter { agent: asha.clone(), ..Filter::default() }, 30),
            (Filter { agent: asha, verb: text("http://example.in/verbs/read"), ..Filter::default() }, 10),
            (Filter { activity: text("http://example.in/book"), ..Filter::default() }, 60),
            (Filter { activity: text("http://example.in/other"), ..Filter::default() }, 0),
            (Filter { since: Some(stored.clone()), ..Filter::default() }, 30),
            (Filter { until: Some(stored), ..Filter::default() }, 30),
        ] {
            assert_eq!(export(&db, &filter, None).await.len(), expected, "{filter:?}");
        }
        assert!(Export::begin(&db, &Filter { verb: text("read"), ..Filter::default() }, None).await.is_err());
    }

    async fn statements_arrive_at_another_store_once_and_in_order(db: TestDb) {
        let (lrs, other) = (lrs(&db).await, other().await);
        fill(&lrs, 120).await;
        let target = create(&db, None, other.target()).await.expect("a target");
        let worker = Worker::new((*db).clone()).expect("a worker");
        assert_eq!(worker.round().await.expect("a round"), 120);
        assert_eq!(other.ids().await, (0..120).map(common::id).collect::<Vec<_>>());
        let after = the_only(&db).await;
        assert_eq!((after.sent, after.failures, after.error.as_str()), (120, 0, ""));

        // All of it once more, for a target that was forgotten: the other store knows every id, one of them with another content.
        assert!(change(&db, None, (target, Change::Remove)).await.expect("removed"));
        create(&db, None, other.target()).await.expect("a target");
        lrs.store(&numbered(121, statement("asha", "read", "other"))).await;
        let mut theirs = numbered(121, statement("ravi", "wrote", "other"));
        theirs["verb"]["display"] = json!({ "en": "wrote" });
        other.lrs.store(&theirs).await;
        assert_eq!(worker.round().await.expect("a round"), 121);
        assert_eq!(other.ids().await.len(), 121);
        assert_eq!(worker.round().await.expect("a round"), 0);
    }

    async fn only_what_passes_the_filter_is_forwarded_with_its_attachments(db: TestDb) {
        let (lrs, other) = (lrs(&db).await, other().await);
        fill(&lrs, 9).await;
        let content = "a report";
        let sha2: String = { use sha2::Digest; sha2::Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect() };
        let mut report = numbered(50, statement("asha", "read", "report"));
        report["attachments"] = json!([{ "usageType": "http://example.in/report", "display": { "en": "r" }, "contentType": "text/plain", "length": 8, "sha2": sha2 }]);
        let body = format!(
            "--b\r\nContent-Type: application/json\r\n\r\n{report}\r\n--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n\
             X-Experience-API-Hash: {sha2}\r\n\r\n{content}\r\n--b--\r\n"
        );
        let sent = lrs.ask("POST", "statements", &[("content-type", "multipart/mixed; boundary=b")], Body::from(body)).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        let filter = Filter { verb: Some("http://example.in/verbs/read".into()), ..Filter::default() };
        create(&db, None, NewTarget { filter, ..other.target() }).await.expect("a target");
        assert_eq!(Worker::new((*db).clone()).expect("a worker").round().await.expect("a round"), 4);
        assert_eq!(other.ids().await, [0, 3, 6, 50].map(common::id));
        let with = other.lrs.get(&format!("statements?statementId={}&attachments=true", common::id(50))).await;
        assert!(with.text().contains(content), "{}", with.text());
    }

    async fn a_dead_target_holds_up_no_other_and_waits_longer_each_time(db: TestDb) {
        let (lrs, other) = (lrs(&db).await, other().await);
        fill(&lrs, 3).await;
        // A port on which nobody listens any more.
        let nobody = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
        let dead = create(&db, None, NewTarget { endpoint: format!("http://{nobody}/xapi"), ..other.target() }).await.expect("a target");
        let wrong = create(&db, None, NewTarget { secret: "wrong".into(), ..other.target() }).await.expect("a target");
        create(&db, None, other.target()).await.expect("a target");
        let worker = Worker::new((*db).clone()).expect("a worker");
        assert_eq!(worker.round().await.expect("a round"), 3);
        let targets = all(&mut db.read().await.expect("a connection")).await.expect("targets");
        let now = db.context().now();
        for failed in [dead, wrong] {
            let target = targets.iter().find(|target| target.id == failed).expect("a target");
            assert_eq!((target.failures, target.sent, target.position), (1, 0, 0));
            assert!(!target.error.is_empty() && target.next_at > now);
        }
        assert!(targets.iter().find(|target| target.id == wrong).is_some_and(|target| target.error.starts_with("401")));
        assert!(change(&db, None, (wrong, Change::Pause)).await.expect("paused"));
        assert!(change(&db, None, (dead, Change::Resume)).await.expect("resumed"));
        assert_eq!(worker.round().await.expect("a round"), 0);
        assert!(!change(&db, None, (999, Change::Remove)).await.expect("nothing"));
    }
}
