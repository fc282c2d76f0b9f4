//! The promises of item banks and of the tests that come with them.

mod common;

use assessment::bank::{self, BankRefusal, Files};
use assessment::test::{self, Purpose};
use common::{COMPETENCY, code, import, number, people, rti};
use kernel::{LanguageText, Level};
use store::{Db, Failure, FutureExt, Outcome, Tx};
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

    async fn the_bank_of_a_competency_offers_what_a_test_can_prove_and_goes_before_those_of_courses(db: TestDb) {
        people(&db).await;
        framework(&db).await;
        import(&db, rti()).await;
        let files = Files::of([("rti.toml", bank_file("l1-1", "why.en = \"W\"\nwhy.hi = \"क्यों\"\n"))]);
        let first = bank::import_files(&db, &files).await.expect("imported");
        let told = (first[0].competency.as_str(), first[0].outcomes, first[0].items, first[0].added, first[0].retired);
        assert_eq!(told, ("rti", 3, 3, 3, 0));
        let again = bank::import_files(&db, &files).await.expect("imported");
        assert_eq!((again[0].added, again[0].retired), (0, 0));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM item_bank WHERE of_competency").await, 1);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM outcome WHERE indicator IS NOT NULL").await, 3);
        let mut conn = db.read().await.expect("a connection");
        let found = test::test_outs(&mut conn, &[COMPETENCY]).await.expect("tests");
        let told: Vec<_> = found.iter().map(|test| (test.code.as_str(), test.level.number(), test.outcomes.len())).collect();
        // The item of level 3 waits for a supervised test; the tests of the course are there, and not offered.
        assert_eq!(told, [("competency/rti/test-out/1", 1, 1), ("competency/rti/test-out/2", 2, 2)]);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM test WHERE purpose = 'test_out'").await, 4);
    }

    async fn a_bank_with_a_fault_imports_nothing_and_tells_each(db: TestDb) {
        people(&db).await;
        framework(&db).await;
        let files = Files::of([
            ("a.toml", bank_file("l1-1", "why.en = \"W\"\nwhy.hi = \"क्यों\"\n")),
            ("b.toml", bank_file("l9-9", "")),
            ("c.toml", bank_file("l2-1", "why.en = \"W\"\nwhy.hi = \"क्यों\"\n").replace("rti", "swimming")),
            ("d.toml", bank_file("l2-1", "why.en = \"W\"\nwhy.hi = \"क्यों\"\n")),
        ]);
        let refused = bank::import_files(&db, &files).await;
        let Err(Failure::Refused(BankRefusal::Faulty(faults))) = refused else { panic!("{refused:?}") };
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(told, [
            "b.toml:1: another file has the bank of \"rti\" already",
            "b.toml:4: outcome o1: the competency has no indicator \"l9-9\"",
            "b.toml:22: item o1-1: option b: why.en is missing",
            "b.toml:22: item o1-1: option b: why.hi is missing",
            "c.toml:1: there is no competency \"swimming\"",
            "d.toml:1: another file has the bank of \"rti\" already",
            "d.toml:4: outcome o1: indicator \"l2-1\" is one of level 2, not 1",
        ]);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM item_bank").await, 0);
        for (indicator, reason) in [
            ("l9-9", "a.toml:4: outcome o1: the competency has no indicator \"l9-9\""),
            ("l2-1", "a.toml:4: outcome o1: indicator \"l2-1\" is one of level 2, not 1"),
        ] {
            let files = Files::of([("a.toml", bank_file(indicator, "why.en = \"W\"\nwhy.hi = \"क्यों\"\n"))]);
            let refused = bank::import_files(&db, &files).await;
            let Err(Failure::Refused(BankRefusal::Faulty(faults))) = refused else { panic!("{refused:?}") };
            assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), [reason]);
        }
    }
}

/// One indicator at each of the levels 1 to 3.
async fn framework(db: &Db) {
    async fn write(tx: &mut Tx) -> Outcome<(), ()> {
        for level in 1..=3_i64 {
            let (uid, code, text) = (tx.context().new_id(), format!("l{level}-1"), LanguageText::of("Does", "करते हैं"));
            tx.execute(
                "INSERT INTO indicator (id, uid, competency, revision, level, code, text) VALUES ($1, $2, 1, 1, $1, $3, $4)",
            )
            .bind(level)
            .bind(uid)
            .bind(code)
            .bind(&text)
            .run()
            .await?;
        }
        Ok(())
    }
    db.write((), |tx, ()| write(tx).boxed()).await.expect("indicators");
}

/// A bank with an outcome and an item at each of the levels 1 to 3; the first outcome names `indicator`, the first wrong option says `why`.
fn bank_file(indicator: &str, why: &str) -> String {
    let mut text = "competency = \"rti\"\nlicence = \"CC0\"\nsources = [\"An Act\"]\n".to_owned();
    for level in 1..=3 {
        let tied = if level == 1 { indicator.to_owned() } else { format!("l{level}-1") };
        text += &format!(
            "[[outcome]]\ncode = \"o{level}\"\nlevel = {level}\nindicator = \"{tied}\"\ntext.en = \"T\"\ntext.hi = \"त\"\n"
        );
    }
    for level in 1..=3 {
        let why = if level == 1 { why } else { "why.en = \"W\"\nwhy.hi = \"क्यों\"\n" };
        text += &format!(
            "[[item]]\ncode = \"o{level}-1\"\noutcome = \"o{level}\"\nkind = \"single\"\nsource = \"s. 7\"\nstem.en = \"Q{level}\"\nstem.hi = \"प्र\"\n\
             explain.en = \"E\"\nexplain.hi = \"व्या\"\n[[item.option]]\ncode = \"a\"\ncorrect = true\ntext.en = \"A\"\ntext.hi = \"अ\"\n\
             [[item.option]]\ncode = \"b\"\ntext.en = \"B\"\ntext.hi = \"ब\"\n{why}"
        );
    }
    text
}
