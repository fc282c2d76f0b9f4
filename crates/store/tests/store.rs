//! The promises of the store, on both databases.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use store::audit::{self, Entry, Verdict};
use store::jobs::{Handlers, Runner};
use store::{Db, Dialect, Failure, FutureExt, Outcome, Reactions, Tx, feed};
use testing::on_both;

async fn insert(tx: &mut Tx, kind: &str, next: i64) -> Outcome<(), &'static str> {
    tx.execute("INSERT INTO key_sequence (kind, next) VALUES ($1, $2)").bind(kind).bind(next).run().await?;
    Ok(())
}

async fn count(db: &Db) -> i64 {
    let mut conn = db.read().await.expect("a connection");
    conn.query("SELECT COUNT(*) FROM key_sequence").one("count", |row| row.get(0)).await.expect("a count")
}

/// On PostgreSQL a reader stops below the oldest open transaction of the whole server, and other tests have theirs: ask until it is past.
async fn until_settled<F: Future<Output = i64>>(ask: impl Fn() -> F) -> i64 {
    for _ in 0..500 {
        match ask().await {
            0 => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
            answer => return answer,
        }
    }
    0
}

on_both! {
    async fn what_is_answered_can_be_read(db: TestDb) {
        db.write((), |tx, ()| insert(tx, "a", 1).boxed()).await.expect("written");
        assert_eq!(count(&db).await, 1);
    }

    async fn a_refused_use_case_leaves_nothing_and_its_neighbours_stay(db: TestDb) {
        let writes = (0..40).map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                db.write(n, move |tx, n| Box::pin(async move {
                    insert(tx, &format!("kind-{n}"), *n).await?;
                    if n % 2 == 0 { Ok(()) } else { Err(Failure::Refused("odd")) }
                })).await
            })
        });
        let mut written = 0;
        for write in writes.collect::<Vec<_>>() {
            written += i64::from(write.await.expect("no panic").is_ok());
        }
        assert_eq!((written, count(&db).await), (20, 20));
    }

    async fn a_panic_undoes_its_own_use_case_only(db: TestDb) {
        let panicked: Outcome<(), &str> = db.write((), |tx, ()| Box::pin(async move {
            insert(tx, "before the panic", 1).await?;
            panic!("a bug in a use case");
        })).await;
        assert!(matches!(panicked, Err(Failure::Internal(_))));
        db.write((), |tx, ()| insert(tx, "after", 1).boxed()).await.expect("the writer lives");
        assert_eq!(count(&db).await, 1);
    }

    async fn two_who_read_and_then_write_take_turns(db: TestDb) {
        async fn add_one(tx: &mut Tx) -> Outcome<(), ()> {
            let next: i64 = tx.query("SELECT next FROM key_sequence WHERE kind = 'race'").one("race", |row| row.get(0)).await?;
            tokio::task::yield_now().await;
            tx.execute("UPDATE key_sequence SET next = $1 WHERE kind = 'race'").bind(next + 1).run().await?;
            Ok(())
        }
        db.write((), |tx, ()| insert(tx, "race", 0).boxed()).await.expect("written");
        let tasks: Vec<_> = (0..8).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { db.write((), |tx, ()| add_one(tx).boxed()).await })
        }).collect();
        let mut done = 0;
        for task in tasks {
            done += i64::from(task.await.expect("no panic").is_ok());
        }
        let mut conn = db.read().await.expect("a connection");
        let next: i64 = conn.query("SELECT next FROM key_sequence WHERE kind = 'race'").one("race", |row| row.get(0)).await.expect("a row");
        assert_eq!(next, done, "no increment is lost");
        assert!(done >= 1);
    }

    async fn keys_are_taken_once(db: TestDb) {
        async fn take(tx: &mut Tx) -> Outcome<i64, ()> { Ok(tx.take_keys("post", 10).await?) }
        let first = db.write((), |tx, ()| take(tx).boxed()).await.expect("taken");
        let second = db.write((), |tx, ()| take(tx).boxed()).await.expect("taken");
        assert_eq!((first, second), (1, 11));
    }

    async fn the_writer_waits_for_the_disk(db: TestDb) {
        let mut conn = db.read().await.expect("a connection");
        let durability = db.durability().await.expect("an answer");
        match conn.dialect() {
            Dialect::Lite => assert_eq!((durability.log.as_str(), durability.synchronous.as_str()), ("wal", "2")),
            Dialect::Pg => assert_eq!(durability.synchronous, "on"),
        }
        let one: i64 = conn.query("SELECT CAST(1 AS BIGINT)").one("one", |row| row.get(0)).await.expect("one");
        assert_eq!(one, 1);
    }

    async fn the_feed_is_read_in_order_and_completely(db: TestDb) {
        async fn change(tx: &mut Tx, subject: i64) -> Outcome<(), ()> { Ok(tx.change("attainment", subject, "{}".to_owned()).await?) }
        let mut cursor = feed::Cursor::default();
        let mut seen = Vec::new();
        for round in 0..3 {
            for subject in 0..4 {
                db.write(round * 4 + subject, |tx, subject| change(tx, *subject).boxed()).await.expect("written");
            }
            let mut conn = db.read().await.expect("a connection");
            for change in feed::after(&mut conn, cursor, 100).await.expect("a list") {
                cursor = change.cursor;
                seen.push(change.subject);
            }
        }
        until_settled(|| async { feed::after(&mut db.read().await.expect("a connection"), feed::Cursor::default(), 12).await.expect("a list").len() as i64 / 12 }).await;
        let rest = feed::after(&mut db.read().await.expect("a connection"), cursor, 100).await.expect("a list");
        seen.extend(rest.iter().map(|change| change.subject));
        assert_eq!(seen, (0..12).collect::<Vec<i64>>());
    }

    async fn the_trail_is_sealed_and_a_changed_entry_is_found(db: TestDb) {
        async fn entry(tx: &mut Tx, n: i64) -> Outcome<(), ()> {
            let entry = Entry { actor: Some(n), action: "test.act", subject: None, detail: "{}".to_owned() };
            Ok(tx.audit(entry).await?)
        }
        async fn forge(tx: &mut Tx) -> Outcome<u64, ()> {
            Ok(tx.execute("UPDATE audit_entry SET actor = 99 WHERE actor = 1").run().await?)
        }
        for n in 0..3 {
            db.write(n, |tx, n| entry(tx, *n).boxed()).await.expect("written");
            assert_eq!(until_settled(|| async { db.write((), |tx, ()| audit::seal(tx).boxed()).await.expect("sealed") }).await, 1);
        }
        let mut conn = db.read().await.expect("a connection");
        assert_eq!(audit::verify(&mut conn).await.expect("verified"), Verdict::Intact(3));
        db.write((), |tx, ()| forge(tx).boxed()).await.expect("forged");
        assert_eq!(audit::verify(&mut conn).await.expect("verified"), Verdict::Broken(2));
    }

    async fn a_job_runs_after_its_commit_and_a_failing_one_ends_dead(db: TestDb) {
        async fn ask(tx: &mut Tx) -> Outcome<(), ()> {
            tx.enqueue("good", "7".to_owned()).await?;
            tx.enqueue("bad", String::new()).await?;
            Ok(())
        }
        let sum = Arc::new(AtomicU32::new(0));
        let counted = sum.clone();
        let handlers = Handlers::default()
            .on("good", move |_, payload| {
                counted.fetch_add(payload.parse().expect("a number"), Ordering::SeqCst);
                async { Ok(()) }.boxed()
            })
            .on("bad", |_, _| async { Err("no".to_owned()) }.boxed());
        let runner = Runner::new(db.clone(), handlers);
        db.write((), |tx, ()| ask(tx).boxed()).await.expect("asked");
        for _ in 0..10 {
            runner.drain().await.expect("drained");
            db.context().advance(kernel::time::HOUR);
        }
        let dead = store::jobs::dead(&mut db.read().await.expect("a connection")).await.expect("a list");
        assert_eq!((sum.load(Ordering::SeqCst), dead.len(), dead[0].error.as_str()), (7, 1, "no"));
    }
}

struct Happened;

on_both! {
    reactions = Reactions::default().on(|tx: &mut Tx, _: &Happened| async move {
        insert(tx, "reaction", 1).await.map_err(|_| store::Error::Missing("reaction"))
    }.boxed());
    async fn a_reaction_shares_the_fate_of_its_cause(db: TestDb) {
        async fn happen(tx: &mut Tx, refuse: bool) -> Outcome<(), ()> {
            tx.emit(&Happened).await?;
            if refuse { Err(Failure::Refused(())) } else { Ok(()) }
        }
        assert!(db.write(true, |tx, refuse| happen(tx, *refuse).boxed()).await.is_err());
        assert_eq!(count(&db).await, 0);
        db.write(false, |tx, refuse| happen(tx, *refuse).boxed()).await.expect("written");
        assert_eq!(count(&db).await, 1);
    }
}
