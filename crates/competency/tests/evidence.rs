//! The ledger and the attainment, on both databases.

mod fixture;

use competency::evidence::{self, AttainmentChanged, EvidenceKind, bulk, lapse_due, rebuild_and_compare, record};
use fixture::{attained, key, piece, service, today, write};
use kernel::time::DAY;
use store::{Error, Reactions, Tx};
use uuid::Uuid;

/// Counts events where everyone can read them: in the audit trail.
async fn count_event(tx: &mut Tx, event: &AttainmentChanged) -> Result<(), Error> {
    let detail = format!("{} to {}", event.before.level.number(), event.after.level.number());
    tx.audit(store::audit::Entry { actor: None, action: "test.changed", subject: None, detail }).await
}

testing::on_both! {
    reactions = Reactions::default().on::<AttainmentChanged, _>(|tx, event| Box::pin(count_event(tx, event)));

    async fn recording_writes_ledger_attainment_feed_and_event_at_once(db: TestDb) {
        let (people, rti) = (service(&db).await, key(&db, "rti").await);
        let recorded = write(&db, (), move |tx, ()| Box::pin(async move { record(tx, &piece(people.clerk, rti, EvidenceKind::Test, 4)).await })).await;
        assert_eq!((recorded.before, recorded.after), (attained(0), attained(2)));
        let mut conn = db.read().await.expect("a connection");
        let (level, next): (i64, Option<i64>) = conn
            .query("SELECT level, next_change FROM attainment WHERE official = $1 AND competency = $2")
            .bind(people.clerk).bind(rti).one("attainment", |row| Ok((row.get(0)?, row.get(1)?))).await.expect("read");
        assert_eq!((level, next), (2, None));
        let deltas: Vec<String> = conn.query("SELECT delta FROM change_feed WHERE kind = 'attainment'").all(|row| row.get(0)).await.expect("read");
        assert_eq!(deltas.len(), 1);
        assert!(deltas[0].contains(r#""new":{"assessed":true,"lapsed":2,"level":2}"#), "{}", deltas[0]);
        let events: i64 = conn.query("SELECT COUNT(*) FROM audit_entry WHERE action = 'test.changed'").one("count", |row| row.get(0)).await.expect("read");
        assert_eq!(events, 1);
    }

    async fn the_same_piece_twice_is_one_piece(db: TestDb) {
        let (people, rti) = (service(&db).await, key(&db, "rti").await);
        let id = Some(Uuid::from_u128(7));
        for expected in [(0, 1), (1, 1)] {
            let recorded = write(&db, (), move |tx, ()| Box::pin(async move {
                record(tx, &evidence::NewEvidence { id, ..piece(people.clerk, rti, EvidenceKind::Completion, 1) }).await
            })).await;
            assert_eq!((recorded.before, recorded.after), (attained(expected.0), attained(expected.1)));
        }
        let count: i64 = db.read().await.expect("a connection").query("SELECT COUNT(*) FROM evidence").one("count", |row| row.get(0)).await.expect("read");
        assert_eq!(count, 1);
    }

    async fn two_pieces_at_once_give_the_attainment_of_the_set(db: TestDb) {
        let (people, rti) = (service(&db).await, key(&db, "rti").await);
        let one = |kind: EvidenceKind, level: i64, observer: Option<people::OfficialKey>| {
            write(&db, (), move |tx, ()| Box::pin(async move {
                record(tx, &evidence::NewEvidence { observer, ..piece(people.clerk, rti, kind, level) }).await
            }))
        };
        tokio::join!(
            one(EvidenceKind::Test, 2, None),
            one(EvidenceKind::WorkProduct, 4, None),
            one(EvidenceKind::Observation, 4, Some(people.head)),
            one(EvidenceKind::Observation, 4, Some(people.clerk)),
            one(EvidenceKind::SelfDeclaration, 5, None),
        );
        let mut conn = db.read().await.expect("a connection");
        let level: i64 = conn.query("SELECT level FROM attainment").one("attainment", |row| row.get(0)).await.expect("one row");
        assert_eq!(level, 4);
        drop(conn);
        assert!(rebuild_and_compare(&db, false).await.expect("compared").differences.is_empty());
    }

    async fn a_withdrawal_takes_the_level_back(db: TestDb) {
        let (people, rti) = (service(&db).await, key(&db, "rti").await);
        let wrong = write(&db, (), move |tx, ()| Box::pin(async move { record(tx, &piece(people.clerk, rti, EvidenceKind::Panel, 5)).await })).await;
        let corrected = write(&db, wrong.id, move |tx, wrong| Box::pin(async move {
            record(tx, &evidence::NewEvidence { withdraws: Some(*wrong), ..piece(people.clerk, rti, EvidenceKind::Panel, 3) }).await
        })).await;
        assert_eq!((corrected.before, corrected.after), (attained(5), attained(3)));
    }

    async fn a_validity_lapses_on_its_day(db: TestDb) {
        let (people, rti) = (service(&db).await, key(&db, "rti").await);
        write(&db, (), |tx, ()| Box::pin(async move {
            tx.execute("INSERT INTO evidence_rule (version, kind, from_date, ceiling, valid_days) VALUES (2, 'test', 0, 2, 30)").run().await
        })).await;
        write(&db, (), move |tx, ()| Box::pin(async move { record(tx, &piece(people.clerk, rti, EvidenceKind::Test, 2)).await })).await;
        assert_eq!(write(&db, (), |tx, ()| Box::pin(lapse_due(tx, today().plus_days(29), 100))).await, 0);
        db.context().advance(30 * DAY);
        assert_eq!(write(&db, (), |tx, ()| Box::pin(lapse_due(tx, today().plus_days(30), 100))).await, 1);
        assert_eq!(write(&db, (), |tx, ()| Box::pin(lapse_due(tx, today().plus_days(30), 100))).await, 0);
        let (level, lapsed): (i64, i64) = db.read().await.expect("a connection")
            .query("SELECT level, lapsed_level FROM attainment").one("attainment", |row| Ok((row.get(0)?, row.get(1)?))).await.expect("read");
        assert_eq!((level, lapsed), (0, 2));
        assert!(rebuild_and_compare(&db, false).await.expect("compared").differences.is_empty());
    }

    async fn a_damaged_attainment_is_found_and_mended(db: TestDb) {
        let (people, rti) = (service(&db).await, key(&db, "rti").await);
        write(&db, (), move |tx, ()| Box::pin(async move { record(tx, &piece(people.clerk, rti, EvidenceKind::Test, 2)).await })).await;
        write(&db, (), |tx, ()| Box::pin(async move { tx.execute("UPDATE attainment SET level = 5, lapsed_level = 5").run().await })).await;
        let checked = rebuild_and_compare(&db, false).await.expect("compared");
        assert_eq!((checked.attainments, checked.differences.len()), (1, 1));
        assert_eq!(checked.differences[0].derived.level, attained(2));
        assert_eq!(rebuild_and_compare(&db, true).await.expect("mended").differences.len(), 1);
        assert!(rebuild_and_compare(&db, false).await.expect("compared").differences.is_empty());
    }

    async fn a_loaded_ledger_has_the_attainments_of_its_evidence(db: TestDb) {
        let (people, rti, writing) = (service(&db).await, key(&db, "rti").await, key(&db, "writing").await);
        write(&db, (), move |tx, ()| Box::pin(async move {
            let mut pieces = vec![piece(people.clerk, rti, EvidenceKind::Completion, 1); 130];
            pieces.extend([piece(people.clerk, rti, EvidenceKind::Test, 2), piece(people.clerk, writing, EvidenceKind::SelfDeclaration, 3)]);
            bulk::load(tx, &pieces).await
        })).await;
        let checked = rebuild_and_compare(&db, false).await.expect("compared");
        assert_eq!((checked.attainments, checked.differences.len()), (2, 0));
    }
}
