//! The promises of attempts, on both databases.

mod common;

use std::collections::BTreeMap;

use assessment::attempt::service::{self, Answers, AttemptRefusal, Save};
use assessment::attempt::{AttemptFinished, GRACE, State, last_of};
use assessment::bank;
use assessment::item::Given;
use assessment::test::Purpose;
use common::{ASHA, BALA, begin, drawn, number, right, scene, start, submission, tally};
use kernel::time::{HOUR, MINUTE};
use people::organisation::{self, NewOrganisation, NewPosition};
use people::posting::{NewPosting, PostingKind};
use store::{Db, Failure, FutureExt, Reactions, Tx};
use testing::on_both;
use uuid::Uuid;

async fn state_of(db: &Db, attempt: Uuid) -> String {
    let mut conn = db.read().await.expect("a connection");
    conn.query("SELECT state FROM attempt WHERE id = $1").bind(attempt).one("attempt", |row| row.get(0)).await.expect("a state")
}

async fn answers_of(db: &Db, attempt: Uuid) -> Vec<Option<String>> {
    let mut conn = db.read().await.expect("a connection");
    conn.query("SELECT answer FROM attempt_item WHERE attempt = $1 ORDER BY number")
        .bind(attempt)
        .all(|row| row.get(0))
        .await
        .expect("answers")
}

fn save(attempt: Uuid, answers: Answers) -> Save {
    Save { official: ASHA, attempt, answers }
}

/// Traces that anything left outside the attempt.
async fn traces(db: &Db) -> i64 {
    number(
        db,
        "SELECT (SELECT COUNT(*) FROM evidence) + (SELECT COUNT(*) FROM attainment) + (SELECT COUNT(*) FROM audit_entry) \
         + (SELECT COUNT(*) FROM change_feed) + (SELECT COUNT(*) FROM job) + (SELECT COUNT(*) FROM record_event)",
    )
    .await
}

on_both! {
    async fn each_outcome_gives_as_many_items_and_exposure_is_counted(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let mut outcomes = BTreeMap::new();
        for (_, _, outcome, _, earned) in drawn(&db, attempt).await {
            *outcomes.entry(outcome).or_insert(0) += 1;
            assert_eq!(earned, None);
        }
        assert_eq!(outcomes.values().copied().collect::<Vec<i32>>(), [2, 2, 2, 2, 2]);
        assert_eq!(number(&db, "SELECT CAST(SUM(shown) AS BIGINT) FROM item").await, 10);
        let key = number(&db, "SELECT bank FROM test WHERE purpose = 'course'").await;
        let exposure = bank::exposure(&mut db.read().await.expect("a connection"), kernel::Key::new(key)).await.expect("exposure");
        assert_eq!(exposure.iter().map(|item| item.shown).sum::<i64>(), 10);
    }

    async fn a_person_sees_every_item_once_before_any_comes_again(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let mut attempts = Vec::new();
        for _ in 0..2 {
            let attempt = begin(&db, ASHA, test).await;
            service::submit(&db, submission(ASHA, attempt, Answers::new())).await.expect("submitted");
            attempts.push(attempt);
            db.context().advance(25 * HOUR);
        }
        assert_eq!(tally(&db, &attempts).await.len(), 20, "twenty different items in two attempts of ten");
    }

    async fn the_least_shown_items_are_drawn_for_the_next_person(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let (first, second) = (begin(&db, ASHA, test).await, begin(&db, BALA, test).await);
        assert_eq!(tally(&db, &[first, second]).await.len(), 20);
    }

    async fn starting_again_resumes_the_open_attempt(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        db.context().advance(5 * MINUTE);
        assert_eq!(begin(&db, ASHA, test).await, attempt);
        assert_ne!(begin(&db, BALA, test).await, attempt);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM attempt").await, 2);
    }

    async fn two_starts_at_once_give_one_open_attempt(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let tasks: Vec<_> = (0..8).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { service::start(&db, start(ASHA, test)).await.expect("an attempt") })
        }).collect();
        let mut ids = std::collections::BTreeSet::new();
        for task in tasks {
            ids.insert(task.await.expect("no panic"));
        }
        assert_eq!((ids.len(), number(&db, "SELECT COUNT(*) FROM attempt").await), (1, 1));
        assert_eq!(number(&db, "SELECT CAST(SUM(shown) AS BIGINT) FROM item").await, 10);
    }

    async fn what_is_saved_is_kept_and_the_same_twice_changes_nothing(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let answers = right(&db, attempt, 5).await;
        service::save(&db, save(attempt, answers.clone())).await.expect("saved");
        let kept = answers_of(&db, attempt).await;
        assert_eq!(kept.iter().flatten().count(), 5);
        let at = number(&db, "SELECT MAX(answered_at) FROM attempt_item").await;
        db.context().advance(MINUTE);
        service::save(&db, save(attempt, answers)).await.expect("saved");
        assert_eq!((answers_of(&db, attempt).await, number(&db, "SELECT MAX(answered_at) FROM attempt_item").await), (kept, at));
    }

    async fn an_answer_of_another_kind_or_to_no_question_is_left_aside(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let mut answers: Answers = (1..=10).map(|number| (number, Given::Places([("zzz".to_owned(), 1)].into()))).collect();
        answers.insert(99, Given::Text("x".to_owned()));
        service::save(&db, save(attempt, answers)).await.expect("saved");
        let ended = service::submit(&db, submission(ASHA, attempt, Answers::new())).await.expect("submitted");
        assert_eq!((ended.earned, ended.possible), (0, 120));
    }

    async fn another_learners_attempt_is_denied(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let answers = right(&db, attempt, 0).await;
        let stolen = Save { official: BALA, attempt, answers: answers.clone() };
        assert!(matches!(service::save(&db, stolen).await, Err(Failure::Denied)));
        assert!(matches!(service::submit(&db, submission(BALA, attempt, answers)).await, Err(Failure::Denied)));
        assert_eq!((state_of(&db, attempt).await.as_str(), traces(&db).await), ("open", 0));
    }

    async fn a_pass_writes_evidence_once_and_up_to_the_ceiling(db: TestDb) {
        let (account, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let mut command = submission(ASHA, attempt, right(&db, attempt, 2).await);
        command.by = Some(account);
        let ended = service::submit(&db, command.clone()).await.expect("submitted");
        assert_eq!((ended.state, ended.earned, ended.possible), (State::Passed, 96, 120));
        assert_eq!(ended.levels.map(|(before, after)| (before.number(), after.number())), Some((0, 2)));
        let again = service::submit(&db, command).await.expect("the same result");
        assert_eq!(again, ended);
        let mut conn = db.read().await.expect("a connection");
        let rows: Vec<(Uuid, String, String, Option<i64>)> = conn
            .query("SELECT id, kind, source, recorded_by FROM evidence")
            .all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .await
            .expect("evidence");
        assert_eq!(rows, [(attempt, "test".to_owned(), format!("test:{attempt}"), Some(account.number()))]);
        assert_eq!(number(&db, "SELECT level FROM attainment").await, 2);
    }

    async fn a_test_of_a_high_level_proves_no_more_than_its_kind_can(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        raise(&db, test.number()).await;
        let attempt = begin(&db, ASHA, test).await;
        let ended = service::submit(&db, submission(ASHA, attempt, right(&db, attempt, 0).await)).await.expect("submitted");
        assert_eq!((ended.level.number(), ended.levels.map(|levels| levels.1.number())), (5, Some(2)));
    }

    async fn a_point_less_does_not_pass(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let ended = service::submit(&db, submission(ASHA, attempt, right(&db, attempt, 3).await)).await.expect("submitted");
        assert_eq!((ended.state, ended.earned, ended.levels), (State::Failed, 84, None));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM evidence").await, 0);
    }

    async fn practice_proves_nothing(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Practice).await;
        let attempt = begin(&db, ASHA, test).await;
        let ended = service::submit(&db, submission(ASHA, attempt, right(&db, attempt, 0).await)).await.expect("submitted");
        assert_eq!((ended.state, traces(&db).await), (State::Passed, 0));
    }

    async fn a_failed_test_out_leaves_no_trace(db: TestDb) {
        scene(&db, Purpose::Course).await;
        let attempt = service::start_test_out(&db, ASHA, common::COMPETENCY, kernel::Language::HINDI).await.expect("an attempt");
        let ended = service::submit(&db, submission(ASHA, attempt, Answers::new())).await.expect("submitted");
        assert_eq!((ended.state, ended.level.number(), traces(&db).await), (State::Failed, 1, 0));
    }

    async fn test_outs_go_up_level_by_level(db: TestDb) {
        scene(&db, Purpose::Course).await;
        for level in 1..=2 {
            let attempt = service::start_test_out(&db, ASHA, common::COMPETENCY, kernel::Language::ENGLISH).await.expect("an attempt");
            let ended = service::submit(&db, submission(ASHA, attempt, right(&db, attempt, 0).await)).await.expect("submitted");
            assert_eq!((ended.state, ended.level.number()), (State::Passed, level));
        }
        let refused = service::start_test_out(&db, ASHA, common::COMPETENCY, kernel::Language::ENGLISH).await;
        assert!(matches!(refused, Err(Failure::Refused(AttemptRefusal::NoTest))));
    }

    async fn a_test_out_stops_at_the_level_that_the_post_requires(db: TestDb) {
        scene(&db, Purpose::Course).await;
        require(&db, 1).await;
        let attempt = service::start_test_out(&db, ASHA, common::COMPETENCY, kernel::Language::ENGLISH).await.expect("an attempt");
        service::submit(&db, submission(ASHA, attempt, right(&db, attempt, 0).await)).await.expect("submitted");
        let refused = service::start_test_out(&db, ASHA, common::COMPETENCY, kernel::Language::ENGLISH).await;
        assert!(matches!(refused, Err(Failure::Refused(AttemptRefusal::Held))));
    }

    async fn answers_edited_after_submission_are_refused(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let answers = right(&db, attempt, 0).await;
        service::submit(&db, submission(ASHA, attempt, Answers::new())).await.expect("submitted");
        let before = answers_of(&db, attempt).await;
        assert!(matches!(service::save(&db, save(attempt, answers.clone())).await, Err(Failure::Refused(AttemptRefusal::Finished))));
        let again = service::submit(&db, submission(ASHA, attempt, answers)).await.expect("the same result");
        assert_eq!((again.state, again.earned, answers_of(&db, attempt).await), (State::Failed, 0, before));
    }

    async fn after_the_time_only_what_was_saved_counts(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let (all, some) = (right(&db, attempt, 0).await, right(&db, attempt, 6).await);
        service::save(&db, save(attempt, some)).await.expect("saved");
        db.context().advance(20 * MINUTE + GRACE + 1);
        assert!(matches!(service::save(&db, save(attempt, all.clone())).await, Err(Failure::Refused(AttemptRefusal::TimeOver))));
        let ended = service::submit(&db, submission(ASHA, attempt, all)).await.expect("submitted");
        assert_eq!((ended.state, ended.earned, ended.submitted_at), (State::Expired, 48, Some(ended.due_at)));
    }

    async fn an_answer_on_a_slow_line_still_counts(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let all = right(&db, attempt, 0).await;
        db.context().advance(20 * MINUTE + GRACE);
        let ended = service::submit(&db, submission(ASHA, attempt, all)).await.expect("submitted");
        assert_eq!(ended.state, State::Passed);
    }

    async fn the_next_try_waits_and_says_until_when(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let ended = service::submit(&db, submission(ASHA, attempt, Answers::new())).await.expect("submitted");
        let until = ended.submitted_at.expect("ended").plus(24 * HOUR);
        db.context().advance(24 * HOUR - 1);
        match service::start(&db, start(ASHA, test)).await {
            Err(Failure::Refused(refusal)) => assert_eq!(refusal, AttemptRefusal::CoolingOff(until)),
            other => panic!("{other:?}"),
        }
        db.context().advance(1);
        assert_ne!(begin(&db, ASHA, test).await, attempt);
    }

    async fn an_abandoned_attempt_is_closed_when_its_owner_comes_back(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        service::save(&db, save(attempt, right(&db, attempt, 0).await)).await.expect("saved");
        db.context().advance(23 * HOUR);
        assert!(matches!(service::start(&db, start(ASHA, test)).await, Err(Failure::Refused(AttemptRefusal::CoolingOff(_)))));
        assert_eq!(state_of(&db, attempt).await, "passed", "what was saved in time was enough");
        db.context().advance(2 * HOUR);
        assert_ne!(begin(&db, ASHA, test).await, attempt, "the wait counts from the end of the time");
    }

    async fn a_retired_item_stays_answerable_where_it_was_drawn(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let answers = right(&db, attempt, 0).await;
        let mut changed = common::rti();
        for item in &mut changed.items {
            item.solution.source.push_str(" (as amended)");
        }
        assert_eq!(common::import(&db, changed).await.retired, 25);
        let ended = service::submit(&db, submission(ASHA, attempt, answers)).await.expect("submitted");
        assert_eq!(ended.earned, 120);
    }

    async fn a_test_without_items_is_refused_and_an_unknown_one_denied(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let mut empty = common::rti();
        empty.items.clear();
        common::import(&db, empty).await;
        assert!(matches!(service::start(&db, start(ASHA, test)).await, Err(Failure::Refused(AttemptRefusal::NoItems))));
        assert!(matches!(service::start(&db, start(ASHA, kernel::Key::new(99))).await, Err(Failure::Denied)));
    }

    async fn the_last_attempt_is_found_for_pages_that_offer_the_test(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        assert!(last_of(&mut db.read().await.expect("a connection"), ASHA, test).await.expect("an answer").is_none());
        let attempt = begin(&db, ASHA, test).await;
        let found = last_of(&mut db.read().await.expect("a connection"), ASHA, test).await.expect("an answer").expect("an attempt");
        assert_eq!((found.id, found.state, found.purpose_ref.as_str()), (attempt, State::Open, "object:7"));
        assert!(last_of(&mut db.read().await.expect("a connection"), BALA, test).await.expect("an answer").is_none());
    }
}

/// Posts the first official on a post that requires the competency at a level.
async fn require(db: &Db, level: i64) {
    async fn write(tx: &mut Tx, level: i64) -> store::Outcome<(), ()> {
        let words = kernel::LanguageText::of("Words", "शब्द");
        let today = tx.now().date();
        let office = NewOrganisation {
            code: "office",
            kind: "office",
            name: &words,
            territory: None,
            parent: None,
            from: today,
            edition: 0,
        };
        let office = organisation::insert(tx, &office).await?;
        let position = NewPosition { code: "clerk", title: &words, family: "office", group: None, pay_level: None };
        let position = organisation::insert_position(tx, &position).await?;
        let post: kernel::Key<people::Post> = tx.take_key("post").await?;
        organisation::insert_post(tx, post, "office-clerk-1", (office, position), None).await?;
        let posting =
            NewPosting { official: ASHA, id: None, post, kind: PostingKind::Substantive, from: today, until: None, edition: 0 };
        people::posting::insert(tx, &posting).await?;
        tx.execute("INSERT INTO requirement_set (id, digest) VALUES (1, 'one')").run().await?;
        tx.execute(
            "INSERT INTO requirement (requirement_set, competency, revision, level, effective_from, grace_until) VALUES (1, 1, 1, $1, 0, 0)",
        )
        .bind(level)
        .run()
        .await?;
        tx.execute("INSERT INTO post_requirement (post, requirement_set) VALUES ($1, 1)").bind(post).run().await?;
        Ok(())
    }
    db.write(level, |tx, level| write(tx, *level).boxed()).await.expect("required");
}

/// Makes a test one of level 5.
async fn raise(db: &Db, test: i64) {
    async fn write(tx: &mut Tx, test: i64) -> store::Outcome<(), ()> {
        tx.execute("UPDATE test SET level = 5 WHERE id = $1").bind(test).run().await?;
        Ok(())
    }
    db.write(test, |tx, test| write(tx, *test).boxed()).await.expect("raised");
}

/// Counts events in a table that every store has, and keeps what the event said.
async fn note(tx: &mut Tx, event: &AttemptFinished) -> Result<(), store::Error> {
    let said = format!("{} {} {} {}", event.purpose_ref, event.passed, event.level.number(), event.recorded.is_some());
    tx.execute(
        "INSERT INTO key_sequence (kind, next) VALUES ($1, 1) ON CONFLICT (kind) DO UPDATE SET next = key_sequence.next + 1",
    )
    .bind(format!("finished {said}"))
    .run()
    .await
    .map(|_| ())
}

on_both! {
    reactions = Reactions::default().on(|tx: &mut Tx, event: &AttemptFinished| note(tx, event).boxed());
    async fn two_submissions_at_once_end_it_once_and_tell_it_once(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        let answers = right(&db, attempt, 0).await;
        let tasks: Vec<_> = (0..6).map(|_| {
            let (db, command) = (db.clone(), submission(ASHA, attempt, answers.clone()));
            tokio::spawn(async move { service::submit(&db, command).await.expect("submitted") })
        }).collect();
        for task in tasks {
            let ended = task.await.expect("no panic");
            assert_eq!((ended.state, ended.levels.map(|levels| levels.1.number())), (State::Passed, Some(2)));
        }
        assert_eq!(number(&db, "SELECT COUNT(*) FROM evidence").await, 1);
        assert_eq!(number(&db, "SELECT next FROM key_sequence WHERE kind = 'finished object:7 true 2 true'").await, 1);
    }

    async fn a_failure_is_told_too_in_the_same_transaction(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        service::submit(&db, submission(ASHA, attempt, Answers::new())).await.expect("submitted");
        assert_eq!(number(&db, "SELECT next FROM key_sequence WHERE kind = 'finished object:7 false 2 false'").await, 1);
    }
}
