//! The promises of progress, on both databases.

mod common;

use common::{ASHA, BALA, COURSE, Hands, OTHER_TEXT, QUIZ, TEXT, VIDEO, number, reactions, scene};
use kernel::Language;
use learning::enrolment;
use learning::progress::{BeatRefused, Shown};
use testing::on_both;
use uuid::Uuid;

on_both! {
    reactions = reactions();

    async fn a_text_is_done_when_its_floor_has_passed_by_the_clock_of_the_server(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(1, 1).await.expect("opened");
        learner.wait(6);
        let credit = learner.read(TEXT, 1).await;
        assert_eq!((credit.credited_ms, credit.segment_done), (6_000, false));
        learner.wait(4);
        let credit = learner.read(TEXT, 1).await;
        assert_eq!((credit.credited_ms, credit.segment_done, credit.object_done), (10_000, true, false));
        learner.open(1, 2).await.expect("opened");
        learner.wait(5);
        let credit = learner.read(TEXT, 2).await;
        assert_eq!((credit.credited_ms, credit.segment_done, credit.object_done), (5_000, true, true));
    }

    async fn without_script_the_turn_of_the_page_credits(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(1, 1).await.expect("opened");
        learner.wait(600);
        learner.open(1, 2).await.expect("opened");
        assert_eq!(number(&db, "SELECT credited FROM progress WHERE segment = 1 AND done").await, 10_000, "at most the floor");
        learner.wait(4);
        learner.open(1, 1).await.expect("back");
        assert_eq!(number(&db, "SELECT COUNT(*) FROM progress WHERE segment = 2 AND NOT done AND credited = 4000").await, 1);
    }

    async fn a_video_is_done_by_playing_or_by_its_transcript(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(2, 1).await.expect("opened");
        learner.wait(10);
        let credit = learner.play(1, 0, 10).await;
        assert_eq!((credit.credited_ms, credit.segment_done), (10_000, false));
        learner.wait(10);
        let credit = learner.play(1, 10, 26).await;
        assert_eq!((credit.segment_done, credit.object_done), (true, false), "a beat may run into the next segment");
        assert_eq!(number(&db, "SELECT COUNT(*) FROM progress WHERE segment = 2 AND intervals = '0-6'").await, 1);
        learner.open(2, 2).await.expect("opened");
        learner.wait(4);
        let credit = learner.read(VIDEO, 2).await;
        assert_eq!((credit.segment_done, credit.object_done), (true, true), "the transcript counts as much");
    }

    async fn a_reader_faster_than_the_floor_is_not_stopped(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        for (object, segment) in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 0)] {
            learner.open(object, segment).await.expect("opened");
            learner.wait(1);
        }
        assert_eq!(number(&db, "SELECT COUNT(*) FROM progress WHERE NOT done").await, 4, "seen, not done");
        assert!(common::passed(&learner.take(enrolment::Purpose::Assessment, true).await));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM evidence WHERE kind = 'test'").await, 1);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM evidence WHERE kind = 'completion'").await, 0);
        let own = enrolment::own(&mut db.read().await.expect("a connection"), ASHA).await.expect("a list");
        assert_eq!(own[0].trust(), enrolment::Trust::Low);
    }

    async fn the_language_may_change_in_the_middle(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(1, 1).await.expect("opened");
        learner.wait(5);
        learner.read(TEXT, 1).await;
        learner.wait(5);
        let mut beat = learner.beat(TEXT, 1, Shown::Text);
        beat.language = Language::HINDI;
        assert!(learner.send(beat).await.expect("credited").segment_done);
    }

    async fn the_place_to_resume_is_where_the_last_page_was_opened(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(2, 2).await.expect("opened");
        let held = enrolment::of_course(&mut db.read().await.expect("a connection"), ASHA, COURSE).await.expect("read").expect("held");
        assert_eq!(held.resume, (2, 2));
        assert!(learner.open(9, 1).await.is_err(), "there is no such page");
    }

    async fn beats_of_others_and_for_nothing_are_denied(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        let mut wrong = Vec::new();
        for (object, segment) in [(OTHER_TEXT, 1), (QUIZ, 0), (TEXT, 9), (Uuid::from_u128(99), 1)] {
            wrong.push(learner.beat(object, segment, Shown::Text));
        }
        let mut foreign = learner.beat(TEXT, 1, Shown::Text);
        foreign.official = BALA;
        let mut unknown = learner.beat(TEXT, 1, Shown::Text);
        unknown.enrolment = Uuid::from_u128(5);
        wrong.extend([foreign, unknown]);
        for beat in wrong {
            assert!(matches!(learner.send(beat.clone()).await, Err(BeatRefused::Denied)), "{beat:?}");
        }
        assert_eq!(number(&db, "SELECT COUNT(*) FROM progress").await, 0);
    }

    async fn many_beats_at_once_are_each_answered_with_what_is_stored(db: TestDb) {
        scene(&db).await;
        let mut asha = Hands::begin(&db, ASHA, COURSE).await;
        let mut bala = Hands::begin(&db, BALA, COURSE).await;
        asha.open(1, 1).await.expect("opened");
        bala.open(1, 2).await.expect("opened");
        asha.wait(3);
        let beats: Vec<_> = (0..50).flat_map(|_| [asha.beat(TEXT, 1, Shown::Text), bala.beat(TEXT, 2, Shown::Text)]).collect();
        let mut foreign = asha.beat(TEXT, 1, Shown::Text);
        foreign.official = BALA;
        let answers = tokio::join!(
            futures::future::join_all(beats.into_iter().map(|beat| asha.send(beat))),
            asha.send(foreign),
        );
        assert!(answers.0.iter().all(|answer| answer.as_ref().is_ok_and(|credit| credit.credited_ms == 3_000)));
        assert!(matches!(answers.1, Err(BeatRefused::Denied)), "also in the batch of its owner");
        assert_eq!(number(&db, "SELECT CAST(SUM(credited) AS BIGINT) FROM progress").await, 6_000);
        assert_eq!(number(&db, "SELECT MAX(sequence) FROM enrolment").await, 50);
    }
}
