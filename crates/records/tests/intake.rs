//! What the intake remembers, in parts that are closed, and on two nodes.

mod common;

use std::sync::Arc;

use common::{agent, id, lrs, numbered, statement};
use records::client::{Client, Scopes};
use records::statement::{Draft, Incoming, Intake, NotStored};
use serde_json::Value;
use standards::xapi::check::Place;
use standards::xapi::{Json, Version};
use store::{Db, FutureExt, Outcome, Tx};
use uuid::Uuid;

const AUTHORITY: &str = r#"{"mbox":"mailto:lrs@example.in"}"#;

fn incoming(statements: &[Value]) -> Incoming {
    let authority = Json::parse(AUTHORITY.as_bytes()).expect("JSON");
    let draft = |statement: &Value| {
        let json = Json::parse(statement.to_string().as_bytes()).expect("JSON");
        Draft::prepare(json, Version::V1, &Place::Top, Uuid::nil(), &authority).expect("a statement")
    };
    let client = Client { id: 1, scopes: Scopes(vec![]), authority: AUTHORITY.into(), requests_per_second: None };
    Incoming { client: Arc::new(client), drafts: statements.iter().map(draft).collect(), attachments: vec![] }
}

fn did(number: u32, who: &str) -> Value {
    numbered(number, statement(who, "did", &format!("x{}", number % 3)))
}

/// Runs statements of the database, as no use case would.
async fn sql(db: &Db, all: &'static [&'static str]) {
    async fn each(tx: &mut Tx, all: &&'static [&'static str]) -> Outcome<(), ()> {
        for sql in *all {
            tx.execute(*sql).run().await?;
        }
        Ok(())
    }
    db.write(all, |tx, all| each(tx, all).boxed()).await.expect("done");
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.read().await.expect("a connection").query(sql).one("count", |row| row.get(0)).await.expect("a count")
}

/// On PostgreSQL a part begins some seconds after it was announced; here at once.
async fn hasten(db: &Db) {
    sql(
        db,
        &["UPDATE statement_part SET from_position = (SELECT MAX(position) + 1 FROM statement) \
           WHERE from_position > (SELECT MAX(position) FROM statement)"],
    )
    .await;
}

testing::on_both! {
    async fn a_group_that_was_rolled_back_leaves_nothing_in_memory(db: TestDb) {
        let (lrs, intake) = (lrs(&db).await, Intake::start(db.clone()));
        intake.store(incoming(&[did(1, "first")])).await.expect("stored");
        sql(&db, &["ALTER TABLE statement_mention RENAME TO hidden"]).await;
        let failed = intake.store(incoming(&[did(2, "asha")])).await;
        assert!(matches!(failed, Err(NotStored::Internal(_))), "{failed:?}");
        sql(&db, &["ALTER TABLE hidden RENAME TO statement_mention"]).await;
        // Where numbers are given again, another gets those that Asha had for a moment.
        intake.store(incoming(&[did(3, "ravi")])).await.expect("stored");
        intake.store(incoming(&[did(4, "asha"), did(5, "ravi")])).await.expect("stored");
        assert_eq!(lrs.get(&format!("statements?agent={}", agent("asha"))).await.ids(), [id(4)]);
        assert_eq!(lrs.get(&format!("statements?agent={}", agent("ravi"))).await.ids(), [id(5), id(3)]);
        let asha = lrs.get(&format!("statements?statementId={}", id(4))).await.json();
        assert_eq!(asha["actor"]["mbox"], "mailto:asha@example.in");
    }

    async fn an_id_is_found_in_whichever_part_it_is(db: TestDb) {
        let (lrs, intake) = (lrs(&db).await, Intake::with_parts_of(db.clone(), 4));
        for number in 1..=40 {
            intake.store(incoming(&[did(number, "asha")])).await.expect("stored");
            hasten(&db).await;
        }
        let parts = count(&db, "SELECT COUNT(*) FROM statement_part").await;
        let filters = count(&db, "SELECT COUNT(*) FROM statement_filter").await;
        assert!(parts >= 8 && filters >= parts - 3, "{parts} parts, {filters} filters");
        // One that remembers the filters and one that has to read them.
        for intake in [intake, Intake::with_parts_of(db.clone(), 4)] {
            for number in 1..=40 {
                intake.store(incoming(&[did(number, "asha")])).await.expect("the same again");
                let other = intake.store(incoming(&[did(number, "ravi")])).await;
                assert!(matches!(other, Err(NotStored::Conflict(_))), "{number}: {other:?}");
            }
        }
        assert_eq!(count(&db, "SELECT COUNT(*) FROM statement").await, 40);
        let newest_first: Vec<String> = (1..=40).rev().map(id).collect();
        assert_eq!(lrs.get(&format!("statements?agent={}", agent("asha"))).await.ids(), newest_first, "all parts are walked");
        let oldest_first: Vec<String> = (1..=40).filter(|number| number % 3 == 1).map(id).collect();
        let path = format!("statements?ascending=true&activity={}", web::encode("http://example.in/x1"));
        assert_eq!(lrs.get(&path).await.ids(), oldest_first);
        let (mut path, mut seen) = (format!("statements?limit=3&agent={}", agent("asha")), Vec::new());
        loop {
            let answer = lrs.get(&path).await;
            seen.extend(answer.ids());
            match answer.json()["more"].as_str().and_then(|more| more.strip_prefix("/xapi/")) {
                Some(next) => next.clone_into(&mut path),
                None => break,
            }
        }
        assert_eq!(seen, newest_first);
    }

    async fn numbers_are_forgotten_on_all_nodes_when_the_dictionary_changes(db: TestDb) {
        let lrs = lrs(&db).await;
        let nodes = [Intake::start(db.clone()), Intake::start(db.clone())];
        for (number, node) in (1..).zip(&nodes) {
            node.store(incoming(&[did(number, "asha")])).await.expect("stored");
        }
        // As an erasure does: another name stands where Asha stood.
        sql(&db, &[
            "UPDATE term SET digest = (SELECT digest FROM actor_form WHERE body LIKE '%asha%'), name = 'mailto:erased@example.in' \
             WHERE name = 'mailto:asha@example.in'",
            "UPDATE actor_form SET digest = (SELECT digest FROM term WHERE name = 'http://example.in/verbs/did'), \
             body = '{\"mbox\":\"mailto:erased@example.in\"}' WHERE body LIKE '%asha%'",
            "UPDATE dictionary_version SET version = version + 1",
        ]).await;
        for (number, node) in (3..).zip(&nodes) {
            node.store(incoming(&[did(number, "asha")])).await.expect("stored");
        }
        assert_eq!(lrs.get(&format!("statements?agent={}", agent("asha"))).await.ids(), [id(4), id(3)]);
        let before = lrs.get(&format!("statements?statementId={}", id(1))).await.json();
        assert_eq!(before["actor"]["mbox"], "mailto:erased@example.in");
        let after = lrs.get(&format!("statements?statementId={}", id(4))).await.json();
        assert_eq!(after["actor"]["mbox"], "mailto:asha@example.in");
    }

    async fn two_nodes_store_each_statement_once(db: TestDb) {
        let nodes = [Intake::with_parts_of(db.clone(), 16), Intake::with_parts_of(db.clone(), 16)];
        let mut tasks = tokio::task::JoinSet::new();
        for node in nodes {
            for from in 0..20 {
                let node = node.clone();
                // Each statement comes to both, in groups that overlap.
                tasks.spawn(async move {
                    let group: Vec<Value> = (from * 4..from * 4 + 8).map(|number| did(number, &format!("a{}", number % 7))).collect();
                    node.store(incoming(&group)).await
                });
            }
        }
        while let Some(stored) = tasks.join_next().await {
            stored.expect("a task").expect("stored");
        }
        assert_eq!(count(&db, "SELECT COUNT(*) FROM statement").await, 84);
        assert_eq!(count(&db, "SELECT COUNT(DISTINCT id) FROM statement").await, 84);
        assert_eq!(count(&db, "SELECT COUNT(DISTINCT digest) - COUNT(*) FROM actor_form").await, 0);
    }
}
