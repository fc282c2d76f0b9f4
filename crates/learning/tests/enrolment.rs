//! The promises of enrolment and completion, on both databases.

mod common;

use common::{ASHA, BALA, COURSE, Hands, LISTED, OTHER, enrol, gains, number, passed, reactions, scene};
use kernel::Language;
use learning::enrolment::service::{EnrolmentRefusal, Withdraw, withdraw};
use learning::enrolment::{self, Purpose, State};
use store::{Db, Failure};
use testing::on_both;

async fn own_states(db: &Db) -> Vec<State> {
    let own = enrolment::own(&mut db.read().await.expect("a connection"), ASHA).await.expect("a list");
    own.into_iter().map(|own| own.state).collect()
}

on_both! {
    reactions = reactions();

    async fn enrolling_pins_the_published_version_and_is_audited(db: TestDb) {
        scene(&db).await;
        enrol(&db, ASHA, COURSE).await.expect("enrolled");
        assert_eq!(number(&db, "SELECT version FROM enrolment").await, 1);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM audit_entry WHERE action = 'enrolment.enrol' AND subject = 1").await, 1);
    }

    async fn a_second_active_enrolment_is_refused(db: TestDb) {
        scene(&db).await;
        enrol(&db, ASHA, COURSE).await.expect("enrolled");
        assert!(matches!(enrol(&db, ASHA, COURSE).await, Err(Failure::Refused(EnrolmentRefusal::AlreadyActive))));
        enrol(&db, ASHA, OTHER).await.expect("another course");
        enrol(&db, BALA, COURSE).await.expect("another official");
    }

    async fn of_many_at_once_one_is_enrolled(db: TestDb) {
        scene(&db).await;
        let tries: Vec<_> = (0..8).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { enrol(&db, ASHA, COURSE).await })
        }).collect();
        let (mut enrolled, mut refused) = (0, 0);
        for one in tries {
            match one.await.expect("no panic") {
                Ok(_) => enrolled += 1,
                Err(Failure::Refused(EnrolmentRefusal::AlreadyActive)) => refused += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!((enrolled, refused, number(&db, "SELECT COUNT(*) FROM enrolment").await), (1, 7, 1));
    }

    async fn only_what_is_taken_here_can_be_taken(db: TestDb) {
        scene(&db).await;
        assert!(matches!(enrol(&db, ASHA, LISTED).await, Err(Failure::Refused(EnrolmentRefusal::NotPlayable))));
        assert!(matches!(enrol(&db, ASHA, "no-such-course").await, Err(Failure::Denied)));
    }

    async fn who_left_may_begin_again_and_nobody_can_leave_for_another(db: TestDb) {
        scene(&db).await;
        let first = enrol(&db, ASHA, COURSE).await.expect("enrolled");
        let leave = |official| withdraw(&db, Withdraw { official, account: common::ACCOUNT, enrolment: first });
        assert!(matches!(leave(BALA).await, Err(Failure::Denied)));
        leave(ASHA).await.expect("left");
        assert!(matches!(leave(ASHA).await, Err(Failure::Refused(EnrolmentRefusal::NotActive))));
        enrol(&db, ASHA, COURSE).await.expect("again");
        assert_eq!(own_states(&db).await, [State::Active, State::Withdrawn]);
    }

    async fn a_course_is_completed_when_the_last_of_both_comes_assessment_last(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.turn_all_pages().await;
        learner.take(Purpose::Quiz(3), true).await;
        assert_eq!((learner.state().await, gains(&db).await), (State::Active, 0));
        assert!(passed(&learner.take(Purpose::Assessment, true).await));
        assert_eq!(learner.state().await, State::Completed);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM evidence WHERE kind = 'test'").await, 1);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM evidence WHERE kind = 'completion'").await, 1);
        assert_eq!(number(&db, "SELECT level FROM attainment WHERE official = 1 AND competency = 1").await, 2);
        assert_eq!(number(&db, "SELECT (SELECT COUNT(*) FROM certificate) * 10 + (SELECT COUNT(*) FROM desk_item)").await, 11);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM audit_entry WHERE action = 'enrolment.complete'").await, 1);
        // Enrolled, two objects launched, four segments done, quiz and assessment passed, completed, a level attained.
        assert_eq!(number(&db, "SELECT COUNT(DISTINCT thing || verb) FROM record_event").await, 1 + 2 + 4 + 2 + 1 + 1);
    }

    async fn a_course_is_completed_when_the_last_of_both_comes_reading_last(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        assert!(passed(&learner.take(Purpose::Assessment, true).await));
        assert_eq!(number(&db, "SELECT level FROM attainment WHERE official = 1 AND competency = 1").await, 2, "the test speaks for itself");
        learner.take(Purpose::Quiz(3), true).await;
        assert_eq!(learner.state().await, State::Active);
        learner.turn_all_pages().await;
        assert_eq!(learner.state().await, State::Completed, "the turn of the last page completes");
    }

    async fn a_beat_can_complete_a_course(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.take(Purpose::Assessment, true).await;
        learner.take(Purpose::Quiz(3), true).await;
        for (object, segment) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
            learner.open(object, segment).await.expect("opened");
            learner.wait(if object == 1 { 10 } else { 3 });
        }
        assert_eq!(learner.state().await, State::Active);
        learner.open(2, 1).await.expect("opened");
        learner.wait(25);
        learner.play(1, 0, 49).await;
        assert_eq!(learner.state().await, State::Completed);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM certificate").await, 1);
    }

    async fn a_completed_course_may_be_taken_again(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.turn_all_pages().await;
        learner.take(Purpose::Quiz(3), true).await;
        learner.take(Purpose::Assessment, true).await;
        enrol(&db, ASHA, COURSE).await.expect("again");
        assert_eq!(own_states(&db).await, [State::Active, State::Completed]);
        let held = enrolment::of_course(&mut db.read().await.expect("a connection"), ASHA, COURSE).await.expect("read").expect("held");
        assert_eq!((held.state, held.languages), (State::Active, vec![Language::ENGLISH, Language::HINDI]));
    }

    async fn completing_from_two_sides_at_once_completes_once(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.turn_all_pages().await;
        let (quiz, assessment) = (learner.start(Purpose::Quiz(3)).await, learner.start(Purpose::Assessment).await);
        let (of_quiz, of_assessment) = (common::right_answers(&db, quiz).await, common::right_answers(&db, assessment).await);
        let both = tokio::join!(learner.submit(quiz, of_quiz), learner.submit(assessment, of_assessment));
        assert!(passed(&both.0) && passed(&both.1));
        assert_eq!(learner.state().await, State::Completed);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM certificate").await, 1);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM evidence WHERE kind = 'completion'").await, 1);
    }
}
