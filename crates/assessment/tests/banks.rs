//! The promises of item banks and of the tests that come with them.

mod common;

use assessment::bank;
use assessment::test::{self, Purpose};
use common::{COMPETENCY, code, import, number, people, rti};
use kernel::{LanguageText, Level};
use store::{FutureExt, Outcome, Tx};
use testing::on_both;

on_both! {
    async fn importing_twice_changes_nothing(db: TestDb) {
        people(&db).await;
        let first = import(&db, rti()).await;
        assert_eq!((first.added, first.retired), (25, 0));
        let again = import(&db, rti()).await;
        assert_eq!((again.bank, again.added, again.retired), (first.bank, 0, 0));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM item").await, 25);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM test").await, 2);
    }

    async fn a_changed_item_retires_the_old_one_and_a_missing_one_is_retired(db: TestDb) {
        people(&db).await;
        import(&db, rti()).await;
        let mut changed = rti();
        changed.items[3].content.stem = LanguageText::of("Another question", "दूसरा प्रश्न");
        changed.items.pop();
        let done = import(&db, changed).await;
        assert_eq!((done.added, done.retired), (1, 2));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM item WHERE NOT retired").await, 24);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM item").await, 26);
    }

    async fn an_item_that_comes_back_as_it_was_is_taken_up_again(db: TestDb) {
        people(&db).await;
        import(&db, rti()).await;
        let mut without = rti();
        without.items.pop();
        import(&db, without).await;
        assert_eq!(import(&db, rti()).await.added, 1);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM item").await, 25);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM item WHERE NOT retired").await, 25);
    }

    async fn a_bank_can_be_imported_in_a_transaction_of_the_caller(db: TestDb) {
        async fn write(tx: &mut Tx) -> Outcome<usize, ()> { Ok(bank::import_in(tx, &rti()).await?.added) }
        people(&db).await;
        assert_eq!(db.write((), |tx, ()| write(tx).boxed()).await.expect("imported"), 25);
    }

    async fn each_level_with_outcomes_has_a_test_out(db: TestDb) {
        people(&db).await;
        import(&db, rti()).await;
        let mut conn = db.read().await.expect("a connection");
        let found = test::test_outs(&mut conn, &[COMPETENCY]).await.expect("tests");
        let told: Vec<_> = found.iter().map(|test| (test.code.as_str(), test.level.number(), test.outcomes.len(), test.items)).collect();
        assert_eq!(told, [("rti-bank/test-out/1", 1, 2, 6), ("rti-bank/test-out/2", 2, 5, 10)]);
        assert!(found.iter().all(|test| test.purpose == Purpose::TestOut && test.title.is_empty()));
        let two = test::test_out_for(&mut conn, COMPETENCY, Level::new(2).expect("a level")).await.expect("an answer").expect("a test");
        assert_eq!(two, found[1]);
        assert!(test::test_out_for(&mut conn, COMPETENCY, Level::new(3).expect("a level")).await.expect("an answer").is_none());
        assert!(test::offers().offers(&mut conn, COMPETENCY).await.expect("an answer"));
        assert!(!test::offers().offers(&mut conn, kernel::Key::new(9)).await.expect("an answer"));
    }

    async fn an_outcome_that_moves_to_another_level_takes_its_items_along(db: TestDb) {
        people(&db).await;
        import(&db, rti()).await;
        let mut moved = rti();
        moved.outcomes[0].level = Level::new(3).expect("a level");
        let done = import(&db, moved).await;
        assert_eq!((done.added, done.retired), (5, 5));
        let found = test::by_code(&mut db.read().await.expect("a connection"), "rti-bank/test-out/3").await.expect("an answer");
        assert!(found.expect("a test").outcomes.contains(&code("receive")));
    }
}
