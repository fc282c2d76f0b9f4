//! Storing and finding statements, on both databases.

mod common;

use common::{agent, id, lrs, numbered, statement};
use records::statement::Intake;
use serde_json::{Value, json};
use web::encode;

fn refers(who: &str, verb: &str, to: &str) -> Value {
    let mut statement = statement(who, verb, "x");
    statement["object"] = json!({ "objectType": "StatementRef", "id": to });
    statement
}

fn voids(to: &str) -> Value {
    let mut statement = refers("admin", "x", to);
    statement["verb"]["id"] = json!("http://adlnet.gov/expapi/verbs/voided");
    statement
}

testing::on_both! {
    async fn a_statement_comes_back_as_it_was_with_what_the_store_adds(db: TestDb) {
        let lrs = lrs(&db).await;
        let mut sent = statement("asha", "did", "course");
        sent["actor"]["name"] = json!("आशा \u{1} \"quoted\"");
        sent["result"] = json!({ "extensions": { "http://e.in/x": [null, 1.50, { "a": "b" }] }, "score": { "raw": 7.25 } });
        sent["context"] = json!({ "contextActivities": { "parent": { "id": "http://e.in/p" } },
            "team": { "objectType": "Group", "member": [{ "mbox": "mailto:a@e.in" }, { "mbox": "mailto:b@e.in", "name": "B" }] } });
        let ids = lrs.store(&sent).await;
        let got = lrs.get(&format!("statements?statementId={}", ids[0])).await;
        let mut json = got.json();
        assert_eq!(json["stored"], json["timestamp"]);
        assert_eq!(json["version"], "1.0.0");
        assert_eq!(json["authority"]["account"]["homePage"], "http://localhost");
        assert!(!got.header("last-modified").is_empty() && !got.header("x-experience-api-consistent-through").is_empty());
        for added in ["id", "stored", "timestamp", "version", "authority"] {
            json.as_object_mut().expect("an object").remove(added);
        }
        sent["context"]["contextActivities"]["parent"] = json!([{ "id": "http://e.in/p" }]);
        assert_eq!(json, sent);
    }

    async fn the_same_again_changes_nothing_and_another_under_the_id_is_refused(db: TestDb) {
        let lrs = lrs(&db).await;
        let sent = numbered(1, statement("asha", "did", "course"));
        for _ in 0..2 {
            assert_eq!(lrs.put(&format!("statements?statementId={}", id(1)), &sent).await.status, 204);
            assert_eq!(lrs.post("statements", &sent).await.status, 200);
        }
        let other = numbered(1, statement("asha", "left", "course"));
        let refused = lrs.post("statements", &json!([numbered(2, statement("b", "did", "x")), other])).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert_eq!(lrs.put(&format!("statements?statementId={}", id(1)), &other).await.status, 409);
        assert_eq!(lrs.get("statements").await.ids(), [id(1)]);
        assert_eq!(lrs.get(&format!("statements?statementId={}", id(2))).await.status, 404, "a batch is stored whole or not at all");
    }

    async fn a_batch_with_a_fault_or_an_id_twice_stores_nothing(db: TestDb) {
        let lrs = lrs(&db).await;
        let sound = numbered(1, statement("asha", "did", "course"));
        let mut faulty = numbered(2, statement("asha", "did", "course"));
        faulty["verb"]["id"] = json!("no IRI");
        let refused = lrs.post("statements", &json!([sound, faulty])).await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.text(), "[1].verb.id: must be an IRI with a scheme");
        assert_eq!(lrs.post("statements", &json!([sound, sound])).await.status, 400);
        assert!(lrs.get("statements").await.ids().is_empty());
    }

    async fn every_filter_finds_what_it_should(db: TestDb) {
        let lrs = lrs(&db).await;
        let registration = "11111111-1111-4111-8111-111111111111";
        let mut with_context = numbered(2, statement("asha", "passed", "test"));
        with_context["context"] = json!({ "registration": registration, "instructor": { "mbox": "mailto:guru@example.in" },
            "contextActivities": { "grouping": [{ "id": "http://example.in/course" }] } });
        let mut about_asha = numbered(3, statement("ravi", "praised", "x"));
        about_asha["object"] = json!({ "objectType": "Agent", "mbox": "mailto:asha@example.in", "name": "Asha" });
        let mut as_member = numbered(4, statement("ravi", "met", "room"));
        as_member["actor"] = json!({ "objectType": "Group", "member": [{ "mbox": "mailto:asha@example.in" }] });
        let mut within = numbered(5, statement("ravi", "planned", "x"));
        within["object"] = statement("asha", "will", "course");
        within["object"]["objectType"] = json!("SubStatement");
        let first = numbered(1, statement("asha", "opened", "course"));
        for one in [&first, &with_context, &about_asha, &as_member, &within] {
            lrs.store(one).await;
        }
        let (asha, guru, course) = (agent("asha"), agent("guru"), encode("http://example.in/course"));
        let verb = encode("http://example.in/verbs/passed");
        for (query, expected) in [
            (String::new(), vec![5, 4, 3, 2, 1]),
            ("ascending=true".to_owned(), vec![1, 2, 3, 4, 5]),
            ("limit=2".to_owned(), vec![5, 4]),
            (format!("agent={asha}"), vec![4, 3, 2, 1]),
            (format!("agent={asha}&related_agents=true"), vec![5, 4, 3, 2, 1]),
            (format!("agent={guru}"), vec![]),
            (format!("agent={guru}&related_agents=true"), vec![2]),
            (format!("activity={course}"), vec![1]),
            (format!("activity={course}&related_activities=true"), vec![5, 2, 1]),
            (format!("activity={course}&related_activities=true&agent={asha}"), vec![2, 1]),
            (format!("activity={course}&related_activities=true&agent={asha}&related_agents=true&ascending=true"), vec![1, 2, 5]),
            (format!("verb={verb}"), vec![2]),
            (format!("verb={verb}&agent={asha}&registration={registration}"), vec![2]),
            (format!("verb={verb}&agent={guru}"), vec![]),
            ("verb=http%3A%2F%2Fnever.said".to_owned(), vec![]),
        ] {
            let expected: Vec<String> = expected.into_iter().map(id).collect();
            assert_eq!(lrs.get(&format!("statements?{query}")).await.ids(), expected, "{query}");
        }
        let stored = lrs.get(&format!("statements?statementId={}", id(3))).await.json()["stored"].as_str().expect("stored").to_owned();
        let stored = encode(&stored);
        assert_eq!(lrs.get(&format!("statements?since={stored}")).await.ids(), [id(5), id(4)]);
        assert_eq!(lrs.get(&format!("statements?until={stored}")).await.ids(), [id(3), id(2), id(1)]);
        assert_eq!(lrs.get(&format!("statements?until={stored}&since={stored}")).await.ids(), Vec::<String>::new());
    }

    async fn pages_follow_one_another_without_gap_or_repetition(db: TestDb) {
        let lrs = lrs(&db).await;
        let all: Vec<Value> = (1..=23).map(|number| numbered(number, statement("asha", "did", &format!("x{}", number % 3)))).collect();
        lrs.store(&Value::Array(all)).await;
        for query in ["limit=5", "limit=5&ascending=true", &format!("limit=4&agent={}&related_agents=true", agent("asha"))] {
            let (mut path, mut seen) = (format!("statements?{query}"), Vec::new());
            loop {
                let answer = lrs.get(&path).await;
                seen.extend(answer.ids());
                // What comes meanwhile does not disturb.
                lrs.store(&statement("other", "disturbed", "y")).await;
                let more = answer.json()["more"].as_str().expect("more").to_owned();
                match more.strip_prefix("/xapi/") {
                    Some(next) => next.clone_into(&mut path),
                    None => break,
                }
            }
            seen.retain(|id| id.starts_with("00000000"));
            let mut expected: Vec<String> = (1..=23).map(id).collect();
            if !query.contains("ascending") {
                expected.reverse();
            }
            assert_eq!(seen, expected, "{query}");
        }
    }

    async fn a_voided_statement_is_found_by_its_own_parameter_only(db: TestDb) {
        let lrs = lrs(&db).await;
        lrs.store(&numbered(1, statement("asha", "did", "course"))).await;
        lrs.store(&numbered(2, refers("ravi", "confirmed", &id(1)))).await;
        lrs.store(&numbered(3, voids(&id(1)))).await;
        lrs.store(&numbered(4, voids(&id(3)))).await;
        assert_eq!(lrs.get(&format!("statements?statementId={}", id(1))).await.status, 404);
        assert_eq!(lrs.get(&format!("statements?voidedStatementId={}", id(1))).await.json()["id"], json!(id(1)));
        assert_eq!(lrs.get(&format!("statements?statementId={}", id(3))).await.status, 200, "a voiding statement cannot be voided");
        assert_eq!(lrs.get(&format!("statements?voidedStatementId={}", id(3))).await.status, 404);
        let by_agent = lrs.get(&format!("statements?agent={}", agent("asha"))).await.ids();
        assert_eq!(by_agent, [id(4), id(3), id(2)], "statements that refer to it are found by what it spoke of");
        let both = lrs.get(&format!("statements?statementId={}&voidedStatementId={}", id(1), id(1))).await;
        assert_eq!(both.status, 400);
    }

    async fn a_statement_may_be_voided_before_it_comes(db: TestDb) {
        let lrs = lrs(&db).await;
        lrs.store(&numbered(2, voids(&id(1)))).await;
        lrs.store(&numbered(1, statement("asha", "did", "course"))).await;
        assert_eq!(lrs.get(&format!("statements?statementId={}", id(1))).await.status, 404);
        assert_eq!(lrs.get(&format!("statements?voidedStatementId={}", id(1))).await.status, 200);
        lrs.store(&json!([numbered(5, voids(&id(4))), numbered(4, statement("ravi", "did", "course"))])).await;
        assert_eq!(lrs.get(&format!("statements?voidedStatementId={}", id(4))).await.status, 200, "in one batch too");
    }

    async fn references_reach_through_in_every_order(db: TestDb) {
        let lrs = lrs(&db).await;
        // 3 -> 2 -> 1, stored as 3, then 1, then 2; then 4 -> 3, and a circle 5 -> 6 -> 5.
        lrs.store(&numbered(3, refers("c", "saw", &id(2)))).await;
        lrs.store(&numbered(1, statement("asha", "did", "course"))).await;
        lrs.store(&numbered(2, refers("b", "saw", &id(1)))).await;
        lrs.store(&numbered(4, refers("d", "saw", &id(3)))).await;
        lrs.store(&json!([numbered(5, refers("e", "saw", &id(6))), numbered(6, refers("f", "saw", &id(5)))])).await;
        let found = |who: &'static str| { let lrs = &lrs; async move { lrs.get(&format!("statements?agent={}", agent(who))).await.ids() } };
        assert_eq!(found("asha").await, [id(4), id(2), id(1), id(3)]);
        assert_eq!(found("b").await, [id(4), id(2), id(3)]);
        assert_eq!(found("e").await, [id(6), id(5)]);
        let mixed = format!("statements?agent={}&activity={}", agent("d"), encode("http://example.in/course"));
        assert_eq!(lrs.get(&mixed).await.ids(), [id(4)], "each condition may be met by what is referred to");
    }

    async fn forms_differ_in_what_they_show(db: TestDb) {
        let lrs = lrs(&db).await;
        let mut sent = numbered(1, statement("asha", "did", "course"));
        sent["actor"]["name"] = json!("Asha");
        sent["verb"]["display"] = json!({ "en-GB": "did", "hi": "किया" });
        sent["object"]["definition"] = json!({ "name": { "en": "Course", "hi": "पाठ्यक्रम" } });
        lrs.store(&sent).await;
        let mut later = numbered(2, statement("asha", "did", "course"));
        later["object"]["definition"] = json!({ "description": { "en": "What it is" }, "type": "http://e.in/t" });
        lrs.store(&later).await;
        let ids = lrs.get(&format!("statements?statementId={}&format=ids", id(1))).await.json();
        assert_eq!(ids["actor"], json!({ "objectType": "Agent", "mbox": "mailto:asha@example.in" }));
        assert_eq!(ids["object"], json!({ "id": "http://example.in/course" }));
        assert_eq!(ids["verb"], json!({ "id": "http://example.in/verbs/did" }));
        let path = format!("statements?statementId={}&format=canonical", id(1));
        let canonical = lrs.ask("GET", &path, &[("accept-language", "fr, hi-IN;q=0.8, en;q=0.5")], "").await.json();
        assert_eq!(canonical["verb"]["display"], json!({ "hi": "किया" }));
        assert_eq!(canonical["object"]["definition"], json!({ "name": { "hi": "पाठ्यक्रम" }, "description": { "en": "What it is" }, "type": "http://e.in/t" }));
        let activity = lrs.get(&format!("activities?activityId={}", encode("http://example.in/course"))).await.json();
        assert_eq!(activity["definition"]["name"], json!({ "en": "Course", "hi": "पाठ्यक्रम" }));
        let person = lrs.get(&format!("agents?agent={}", agent("asha"))).await.json();
        assert_eq!(person, json!({ "objectType": "Person", "name": ["Asha"], "mbox": ["mailto:asha@example.in"] }));
    }

    async fn parts_are_walked_as_one(db: TestDb) {
        let lrs = lrs(&db).await;
        let intake = Intake::with_parts_of(db.clone(), 4);
        let client = records::client::Client {
            id: 1,
            scopes: records::client::Scopes(vec![]),
            authority: r#"{"mbox":"mailto:lrs@example.in"}"#.into(),
            requests_per_second: None,
        };
        let authority = standards::xapi::Json::parse(client.authority.as_bytes()).expect("JSON");
        let client = std::sync::Arc::new(client);
        let draft = |number: u32| {
            let json = numbered(number, statement("asha", "did", &format!("x{}", number % 2))).to_string();
            let json = standards::xapi::Json::parse(json.as_bytes()).expect("JSON");
            let top = standards::xapi::check::Place::Top;
            records::statement::Draft::prepare(json, standards::xapi::Version::V1, &top, uuid::Uuid::nil(), &authority).expect("a statement")
        };
        for number in 1..=20 {
            let incoming = records::statement::Incoming { client: client.clone(), drafts: vec![draft(number)], attachments: vec![] };
            intake.store(incoming.clone()).await.expect("stored");
            intake.store(incoming).await.expect("known in whichever part it is");
        }
        let mut conn = db.read().await.expect("a connection");
        let parts: i64 = conn.query("SELECT COUNT(*) FROM statement_part").one("parts", |row| row.get(0)).await.expect("a count");
        assert!(parts >= 2, "{parts} parts");
        drop(conn);
        let expected: Vec<String> = (1..=20).filter(|number| number % 2 == 1).map(id).collect();
        let found = lrs.get(&format!("statements?ascending=true&activity={}", encode("http://example.in/x1"))).await.ids();
        assert_eq!(found, expected);
        assert_eq!(lrs.get("statements?limit=3").await.ids(), [id(20), id(19), id(18)]);
        assert_eq!(lrs.get(&format!("statements?statementId={}", id(1))).await.status, 200);
    }

    async fn many_at_once_are_each_answered_and_stored_once(db: TestDb) {
        let lrs = std::sync::Arc::new(lrs(&db).await);
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..60_u32 {
            let lrs = lrs.clone();
            // Each id is sent by two at once, one of three as a conflict.
            tasks.spawn(async move {
                let verb = if number % 6 == 5 { "left" } else { "did" };
                lrs.post("statements", &numbered(number / 2, statement("asha", verb, "x"))).await.status.as_u16()
            });
        }
        let mut conflicts = 0;
        while let Some(status) = tasks.join_next().await {
            let status = status.expect("a task");
            assert!(status == 200 || status == 409, "{status}");
            conflicts += usize::from(status == 409);
        }
        assert_eq!(conflicts, 10);
        assert_eq!(lrs.get("statements?limit=500").await.ids().len(), 30);
    }

    async fn who_reads_on_from_what_was_consistent_misses_nothing(db: TestDb) {
        let lrs = std::sync::Arc::new(lrs(&db).await);
        let writers: Vec<_> = (0..4_u32)
            .map(|writer| {
                // Intakes of their own, as on four nodes.
                let lrs = lrs.clone();
                tokio::spawn(async move {
                    let own = common::lrs(&lrs.db).await;
                    for number in 0..25 {
                        own.store(&numbered(writer * 100 + number, statement("asha", "did", "x"))).await;
                    }
                })
            })
            .collect();
        let (mut since, mut seen, mut rounds) = ("1970-01-01T00:00:00Z".to_owned(), std::collections::BTreeSet::new(), 0);
        while seen.len() < 100 {
            let answer = lrs.get(&format!("statements?ascending=true&since={}", encode(&since))).await;
            let through = answer.header("x-experience-api-consistent-through").to_owned();
            seen.extend(answer.ids());
            if answer.json()["more"] == "" {
                since = through;
            }
            rounds += 1;
            if writers.iter().all(tokio::task::JoinHandle::is_finished) && rounds > 5_000 {
                panic!("only {} of 100 were seen", seen.len());
            }
        }
        for writer in writers {
            writer.await.expect("a writer");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_transaction_of_another_node_hides_what_came_after_it() {
    use store::{FutureExt, Outcome, Tx};
    let db = testing::postgres(store::Reactions::default()).await;
    let lrs = lrs(&db).await;
    lrs.store(&numbered(1, statement("asha", "did", "x"))).await;
    let (began, has_begun) = tokio::sync::oneshot::channel::<()>();
    let (go_on, may_go_on) = tokio::sync::oneshot::channel::<()>();
    let gates = std::sync::Arc::new(tokio::sync::Mutex::new((Some(began), Some(may_go_on))));
    async fn hold(tx: &mut Tx, gates: &Gates) -> Outcome<i64, ()> {
        let at = tx.instant().await?;
        let mut gates = gates.lock().await;
        if let (Some(began), Some(may_go_on)) = (gates.0.take(), gates.1.take()) {
            let _ = began.send(());
            let _ = may_go_on.await;
        }
        Ok(at.0)
    }
    type Gates = std::sync::Arc<
        tokio::sync::Mutex<(Option<tokio::sync::oneshot::Sender<()>>, Option<tokio::sync::oneshot::Receiver<()>>)>,
    >;
    let holder = tokio::spawn({
        let (db, gates) = (db.clone(), gates.clone());
        async move { db.write(gates, |tx, gates| hold(tx, gates).boxed()).await }
    });
    has_begun.await.expect("the transaction is open");
    lrs.store(&numbered(2, statement("asha", "did", "x"))).await;
    let during = lrs.get("statements").await;
    assert_eq!(during.ids(), [id(1)], "what came after the oldest open transaction is not listed yet");
    assert_eq!(lrs.get(&format!("statements?statementId={}", id(2))).await.status, 200, "but it is there");
    let through = during.header("x-experience-api-consistent-through").to_owned();
    go_on.send(()).expect("it waits");
    let at = holder.await.expect("a task").expect("committed");
    let through = standards::xapi::format::timestamp(&through).expect("a timestamp");
    assert!(through < i128::from(at) * 1_000, "the open transaction's time lies after what was called consistent");
    let after = lrs.get(&format!("statements?since={}", encode(during.header("x-experience-api-consistent-through")))).await;
    assert_eq!(after.ids(), [id(2)]);
}

/// Holds a transaction of another node open, from its first write until it is let go.
struct Held {
    go_on: tokio::sync::oneshot::Sender<()>,
    holder: tokio::task::JoinHandle<store::Outcome<(), ()>>,
}

impl Held {
    /// Begins the transaction, which appends to the change feed and takes its time first of all.
    async fn begin(db: &store::Db) -> Self {
        use store::FutureExt;
        let (began, has_begun) = tokio::sync::oneshot::channel::<()>();
        let (go_on, may_go_on) = tokio::sync::oneshot::channel::<()>();
        let gates = std::sync::Arc::new(tokio::sync::Mutex::new(Some((began, may_go_on))));
        let db = db.clone();
        let holder = tokio::spawn(async move {
            db.write(gates, |tx, gates| {
                async move {
                    tx.instant().await?;
                    tx.change("held", 0, "{}".to_owned()).await?;
                    if let Some((began, may_go_on)) = gates.lock().await.take() {
                        let _ = began.send(());
                        let _ = may_go_on.await;
                    }
                    Ok(())
                }
                .boxed()
            })
            .await
        });
        has_begun.await.expect("the transaction is open");
        Self { go_on, holder }
    }

    async fn end(self) {
        self.go_on.send(()).expect("it waits");
        self.holder.await.expect("a task").expect("committed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_writers_and_a_held_transaction_hide_nothing_from_readers_of_more_since_and_the_feed() {
    use store::FutureExt;
    let db = testing::postgres(store::Reactions::default()).await;
    // Intakes of their own, as on two nodes.
    let nodes = [lrs(&db).await, lrs(&db).await];
    let store = async |from: u32| {
        let (one, other) = tokio::join!(
            async {
                for number in (from..from + 10).step_by(2) {
                    nodes[0].store(&numbered(number, statement("asha", "did", "x"))).await;
                }
            },
            async {
                for number in (from + 1..from + 11).step_by(2) {
                    nodes[1].store(&numbered(number, statement("asha", "did", "x"))).await;
                }
            }
        );
        (one, other)
    };
    let follow = async |mut path: String, seen: &mut Vec<String>| loop {
        let page = nodes[0].get(&path).await;
        seen.extend(page.ids());
        let more = page.json()["more"].as_str().expect("more").trim_start_matches("/xapi/").to_owned();
        if more.is_empty() {
            return page.header("x-experience-api-consistent-through").to_owned();
        }
        path = more;
    };
    store(0).await;
    let mut seen = Vec::new();
    let first = nodes[0].get("statements?ascending=true&limit=4").await;
    seen.extend(first.ids());
    let more = first.json()["more"].as_str().expect("more").trim_start_matches("/xapi/").to_owned();
    let held = Held::begin(&db).await;
    store(10).await;
    let told: store::Outcome<(), ()> =
        db.write((), |tx, ()| async move { Ok(tx.change("later", 1, "{}".to_owned()).await?) }.boxed()).await;
    told.expect("told");
    let through = follow(more, &mut seen).await;
    assert_eq!(seen.len(), 10, "what came after the held transaction's beginning waits for its end");
    let cursor = store::feed::Cursor::default();
    let feed = async || store::feed::after(&mut db.read().await.expect("a connection"), cursor, 10).await.expect("the feed");
    assert!(feed().await.is_empty(), "the later change must not overtake the held one");
    held.end().await;
    follow(format!("statements?ascending=true&limit=3&since={}", encode(&through)), &mut seen).await;
    let mut expected: Vec<String> = (0..20).map(id).collect();
    expected.sort();
    seen.sort();
    assert_eq!(seen, expected, "each once");
    assert_eq!(feed().await.iter().map(|change| change.subject).collect::<Vec<_>>(), [0, 1]);
}
