//! Attempts to forge: what a script, a second device, a friend or a clever browser could try. None yields evidence, a certificate, a job aid
//! or a completion. At the end, the least real time in which each demo course can be completed by somebody who knows every answer.

mod common;

use std::path::Path;

use assessment::attempt::AttemptFinished;
use assessment::attempt::service::{self as attempts, AttemptRefusal, Save, Start, Submit};
use assessment::test::Purpose as TestPurpose;
use common::{
    ACCOUNT, ASHA, BALA, COURSE, Hands, OTHER, OTHER_TEXT, RTI, TEXT, VIDEO, enrol, gains, number, passed, reactions,
    right_answers, scene,
};
use kernel::time::SECOND;
use kernel::{Key, Language, Level};
use learning::enrolment::service::{Withdraw, withdraw};
use learning::enrolment::{self, Purpose, State};
use learning::package::{Source, publish};
use learning::progress::{self, BeatRefused, OpenPage, Shown, reading_floor};
use store::{Db, Failure, FutureExt, Outcome, Tx};
use testing::on_both;
use uuid::Uuid;

/// Milliseconds and seconds of video that the server has credited to anybody.
async fn credited(db: &Db) -> i64 {
    number(db, "SELECT CAST(COALESCE(SUM(credited), 0) AS BIGINT) FROM progress").await
}

async fn nothing_gained(db: &Db) {
    assert_eq!(gains(db).await, 0, "nothing speaks for anything");
    assert_eq!(number(db, "SELECT COUNT(*) FROM attainment").await, 0);
}

on_both! {
    reactions = reactions();

    async fn finishing_early_by_jumping_to_the_end(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(3, 0).await.expect("opened");
        assert!(!passed(&learner.take(Purpose::Quiz(3), false).await), "an empty sheet is no practice");
        assert!(!passed(&learner.take(Purpose::Assessment, false).await));
        assert_eq!(learner.state().await, State::Active);
        nothing_gained(&db).await;
    }

    async fn a_flood_of_beats_in_one_moment(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        for _ in 0..200 {
            for (object, segment) in [(TEXT, 1), (TEXT, 2), (VIDEO, 1), (VIDEO, 2)] {
                learner.read(object, segment).await;
            }
            learner.play(1, 0, 50).await;
        }
        assert_eq!(credited(&db).await, 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM progress WHERE done OR intervals <> ''").await, 0);
        nothing_gained(&db).await;
    }

    async fn the_same_beat_again_and_again(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(1, 1).await.expect("opened");
        learner.wait(4);
        let beat = learner.beat(TEXT, 1, Shown::Text);
        let first = learner.send(beat.clone()).await.expect("credited");
        for _ in 0..20 {
            learner.wait(10);
            assert_eq!(learner.send(beat.clone()).await.expect("answered"), first, "the same beat has the same result");
        }
        assert_eq!(credited(&db).await, 4_000);
        nothing_gained(&db).await;
    }

    async fn beats_out_of_their_order(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(1, 1).await.expect("opened");
        let kept: Vec<_> = (0..10).map(|_| learner.beat(TEXT, 1, Shown::Text)).collect();
        learner.wait(3);
        for beat in kept.into_iter().rev() {
            learner.send(beat).await.expect("answered");
            learner.wait(3);
        }
        assert_eq!(credited(&db).await, 3_000, "only the newest counts, once");
        nothing_gained(&db).await;
    }

    async fn a_script_that_plays_at_exactly_double_speed(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(2, 1).await.expect("opened");
        for from in (0..50).step_by(10) {
            learner.wait(5);
            learner.play(1, from, from + 10).await;
        }
        assert_eq!(number(&db, "SELECT COUNT(*) FROM progress WHERE done").await, 2, "25 real seconds for 50: allowed, and worth nothing by itself");
        nothing_gained(&db).await;
    }

    async fn a_script_that_plays_faster_than_double_speed(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(2, 1).await.expect("opened");
        for _ in 0..4 {
            learner.wait(2);
            learner.play(1, 0, 50).await;
        }
        assert_eq!(number(&db, "SELECT COUNT(*) FROM progress WHERE intervals = '0-4'").await, 1, "four seconds in two, the same ones each time");
        assert_eq!(number(&db, "SELECT COUNT(*) FROM progress WHERE done").await, 0);
        nothing_gained(&db).await;
    }

    async fn beats_of_a_tab_in_the_background(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(1, 1).await.expect("opened");
        for _ in 0..30 {
            learner.wait(10);
            let mut beat = learner.beat(TEXT, 1, Shown::Text);
            beat.visible = false;
            learner.send(beat).await.expect("answered");
        }
        learner.read(TEXT, 1).await;
        assert_eq!(credited(&db).await, 0, "the hidden time is not made up for by one visible beat");
        nothing_gained(&db).await;
    }

    async fn two_devices_at_once(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(1, 1).await.expect("opened");
        learner.open(1, 2).await.expect("opened on the other one");
        for _ in 0..4 {
            learner.wait(1);
            let (one, other) = (learner.beat(TEXT, 1, Shown::Text), learner.beat(TEXT, 2, Shown::Text));
            let (one, other) = tokio::join!(learner.send(one), learner.send(other));
            assert!(one.is_ok() && other.is_ok());
        }
        assert!(credited(&db).await <= 4_000, "four seconds are four seconds");
        nothing_gained(&db).await;
    }

    async fn a_claim_of_hours(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(2, 2).await.expect("opened");
        learner.wait(3_600);
        let credit = learner.play(2, 0, i64::MAX).await;
        assert!(credit.credited_ms <= 60_000);
        learner.open(1, 1).await.expect("opened");
        learner.wait(7_200);
        assert!(learner.read(TEXT, 1).await.credited_ms <= progress::LONGEST_BEAT);
        nothing_gained(&db).await;
    }

    async fn a_clock_set_back_or_forward(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(1, 1).await.expect("opened");
        learner.sequence = 1_900_000_000_000;
        learner.wait(1);
        assert_eq!(learner.read(TEXT, 1).await.credited_ms, 1_000, "a client that numbers by its clock gains nothing by setting it forward");
        learner.sequence = 5;
        learner.wait(1);
        assert_eq!(learner.read(TEXT, 1).await.credited_ms, 1_000, "nor by setting it back");
        db.context().advance(-3_600 * SECOND);
        learner.sequence = 1_900_000_000_001;
        assert_eq!(learner.read(TEXT, 1).await.credited_ms, 1_000, "nor does a clock of the server that was corrected give time");
        db.context().advance(3_600 * SECOND);
        assert_eq!(learner.read(TEXT, 1).await.credited_ms, 2_000, "and when it is right again, only the second that had really passed counts");
        nothing_gained(&db).await;
    }

    async fn the_enrolment_of_another(db: TestDb) {
        scene(&db).await;
        let mut victim = Hands::begin(&db, ASHA, COURSE).await;
        let mut thief = Hands::begin(&db, BALA, COURSE).await;
        thief.enrolment = victim.enrolment;
        victim.open(1, 1).await.expect("opened");
        victim.wait(30);
        let stolen = thief.beat(TEXT, 1, Shown::Text);
        assert!(matches!(thief.send(stolen).await, Err(BeatRefused::Denied)));
        assert!(matches!(thief.open(1, 1).await, Err(Failure::Denied)));
        assert_eq!(victim.read(TEXT, 1).await.credited_ms, 30_000, "and the owner has lost nothing");
        let entry = thief.take(Purpose::Assessment, false).await;
        assert!(!passed(&entry) && victim.state().await == State::Active);
        nothing_gained(&db).await;
    }

    async fn the_attempt_of_another(db: TestDb) {
        scene(&db).await;
        let victim = Hands::begin(&db, ASHA, COURSE).await;
        Hands::begin(&db, BALA, COURSE).await;
        let attempt = victim.start(Purpose::Assessment).await;
        let answers = right_answers(&db, attempt).await;
        let stolen = Submit { official: BALA, attempt, answers: answers.clone(), by: None };
        assert!(matches!(attempts::submit(&db, stolen).await, Err(Failure::Denied)));
        assert!(matches!(attempts::save(&db, Save { official: BALA, attempt, answers }).await, Err(Failure::Denied)));
        nothing_gained(&db).await;
    }

    async fn answers_edited_after_submission(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        let attempt = learner.start(Purpose::Assessment).await;
        let failed = learner.submit(attempt, [].into()).await;
        let right = right_answers(&db, attempt).await;
        let edited = attempts::save(&db, Save { official: ASHA, attempt, answers: right.clone() }).await;
        assert!(matches!(edited, Err(Failure::Refused(AttemptRefusal::Finished))));
        let again = learner.submit(attempt, right).await;
        assert_eq!((passed(&again), again.earned), (false, failed.earned));
        nothing_gained(&db).await;
    }

    async fn two_accounts_that_share_their_answers(db: TestDb) {
        scene(&db).await;
        let (asha, bala) = (Hands::begin(&db, ASHA, COURSE).await, Hands::begin(&db, BALA, COURSE).await);
        let (of_asha, of_bala) = (asha.start(Purpose::Assessment).await, bala.start(Purpose::Assessment).await);
        let shared = number(&db, "SELECT COUNT(*) FROM attempt_item AS one JOIN attempt_item AS other ON other.item = one.item AND other.official > one.official").await;
        assert_eq!(shared, 0, "parallel items: the second person gets others");
        let answers = right_answers(&db, of_asha).await;
        assert!(!passed(&bala.submit(of_bala, answers).await));
        nothing_gained(&db).await;
    }

    async fn a_course_that_was_never_begun(db: TestDb) {
        scene(&db).await;
        let stranger = Uuid::from_u128(0xdead);
        let event = finished(ASHA, &Purpose::Assessment.reference(stranger), true);
        db.write(event, |tx, event| tell(tx, event).boxed()).await.expect("told");
        nothing_gained(&db).await;
        let learner = Hands::begin(&db, ASHA, OTHER).await;
        for reference in [Purpose::Assessment.reference(learner.enrolment), Purpose::Quiz(1).reference(learner.enrolment), "enrolment:x:assessment".to_owned()] {
            db.write(finished(ASHA, &reference, true), |tx, event| tell(tx, event).boxed()).await.expect("told");
        }
        assert_eq!(learner.state().await, State::Active, "the test of another course completes nothing");
        nothing_gained(&db).await;
    }

    async fn an_event_for_the_enrolment_of_another(db: TestDb) {
        scene(&db).await;
        let victim = Hands::begin(&db, ASHA, COURSE).await;
        victim.turn_all_pages().await;
        for purpose in [Purpose::Quiz(3), Purpose::Assessment] {
            let event = finished(BALA, &purpose.reference(victim.enrolment), true);
            db.write(event, |tx, event| tell(tx, event).boxed()).await.expect("told");
        }
        assert_eq!(victim.state().await, State::Active);
        nothing_gained(&db).await;
    }

    async fn practice_in_place_of_the_assessment(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.turn_all_pages().await;
        let practice = number(&db, "SELECT id FROM test WHERE purpose = 'practice'").await;
        let start = Start {
            official: ASHA,
            test: Key::new(practice),
            language: Language::ENGLISH,
            purpose_ref: Purpose::Assessment.reference(learner.enrolment),
            return_path: String::new(),
        };
        let attempt = attempts::start(&db, start).await.expect("an attempt");
        let answers = right_answers(&db, attempt).await;
        assert!(passed(&learner.submit(attempt, answers).await));
        assert_eq!(learner.state().await, State::Active);
        nothing_gained(&db).await;
    }

    async fn beats_for_an_object_of_another_course(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        let other = enrol(&db, ASHA, OTHER).await.expect("enrolled");
        learner.wait(20);
        let mut crossed = learner.beat(OTHER_TEXT, 1, Shown::Text);
        assert!(matches!(learner.send(crossed.clone()).await, Err(BeatRefused::Denied)));
        (crossed.object, crossed.enrolment) = (TEXT, other);
        assert!(matches!(learner.send(crossed).await, Err(BeatRefused::Denied)));
        assert_eq!(credited(&db).await, 0);
        nothing_gained(&db).await;
    }

    async fn going_on_after_leaving(db: TestDb) {
        scene(&db).await;
        let mut learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.open(1, 1).await.expect("opened");
        withdraw(&db, Withdraw { official: ASHA, account: ACCOUNT, enrolment: learner.enrolment }).await.expect("left");
        learner.wait(30);
        let beat = learner.beat(TEXT, 1, Shown::Text);
        assert!(matches!(learner.send(beat).await, Err(BeatRefused::Denied)));
        learner.turn_all_pages().await;
        for purpose in [Purpose::Quiz(3), Purpose::Assessment] {
            db.write(finished(ASHA, &purpose.reference(learner.enrolment), true), |tx, event| tell(tx, event).boxed()).await.expect("told");
        }
        assert_eq!((learner.state().await, credited(&db).await), (State::Withdrawn, 0));
        nothing_gained(&db).await;
    }

    async fn the_evidence_of_a_completion_cannot_be_had_twice(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        learner.turn_all_pages().await;
        learner.take(Purpose::Quiz(3), true).await;
        let attempt = learner.take(Purpose::Assessment, true).await;
        let before = gains(&db).await;
        for purpose in [Purpose::Assessment, Purpose::Quiz(3), Purpose::Assessment] {
            db.write(finished(ASHA, &purpose.reference(learner.enrolment), true), |tx, event| tell(tx, event).boxed()).await.expect("told");
        }
        learner.submit(attempt.id, right_answers(&db, attempt.id).await).await;
        learner.turn_all_pages().await;
        assert_eq!(gains(&db).await, before, "one test, one completion, one certificate, one job aid, one completed enrolment");
        assert_eq!(before, 5);
    }
}

/// An event as the assessment realm would emit it, were it deceived.
fn finished(official: people::OfficialKey, reference: &str, passed: bool) -> AttemptFinished {
    AttemptFinished {
        official,
        attempt: Uuid::from_u128(0xa),
        test: Key::new(1),
        purpose: TestPurpose::Course,
        purpose_ref: reference.to_owned(),
        competency: RTI,
        level: Level::ONE,
        passed,
        recorded: None,
        language: Language::ENGLISH,
        recorded_by: None,
    }
}

async fn tell(tx: &mut Tx, event: &AttemptFinished) -> Outcome<(), ()> {
    Ok(tx.emit(event).await?)
}

/// A page of a published course: object, segment, its floor in seconds (rounded up), and its honest minutes.
async fn pages(db: &Db, course: i64, language: &Language) -> Vec<(i64, i64, i64)> {
    let mut conn = db.read().await.expect("a connection");
    conn.query(
        "SELECT learning_object.number, COALESCE(segment_variant.number, 0), COALESCE(segment_variant.words, 0) FROM learning_object \
         LEFT JOIN segment_variant ON segment_variant.object = learning_object.id AND segment_variant.language = $2 \
         WHERE learning_object.course = $1 ORDER BY learning_object.number, segment_variant.number",
    )
    .bind(course)
    .bind(language)
    .all(|row| {
        let (object, segment, words): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((object, segment, if segment == 0 { 0 } else { (reading_floor(words) + 999) / 1_000 }))
    })
    .await
    .expect("pages")
}

/// Somebody who knows every answer and turns each page at its floor, less `haste` seconds on the first one.
async fn race(db: &Db, course: i64, code: &str, language: &Language, haste: i64) -> (State, i64) {
    let mut learner = Hands::begin(db, ASHA, code).await;
    let started = db.context().now();
    let pages = pages(db, course, language).await;
    let mut left = haste;
    for (object, segment, floor) in &pages {
        let page = OpenPage {
            official: ASHA,
            enrolment: learner.enrolment,
            object: *object,
            segment: *segment,
            language: language.clone(),
        };
        db.write(page, |tx, page| progress::open_page(tx, page).boxed()).await.expect("opened");
        learner.wait(floor - std::mem::take(&mut left));
        learner.sequence += 1;
    }
    let (last, _, _) = *pages.last().expect("a page");
    learner.open(last, 0).await.expect("turned");
    let quizzes: Vec<(i64, i64)> = {
        let mut conn = db.read().await.expect("a connection");
        let quizzes = conn
            .query("SELECT number, test FROM learning_object WHERE course = $1 AND kind = 'quiz' ORDER BY number")
            .bind(course);
        quizzes.all(|row| Ok((row.get(0)?, row.get(1)?))).await.expect("quizzes")
    };
    for (number, test) in quizzes {
        answer(db, &learner, Key::new(test), Purpose::Quiz(number)).await;
    }
    let held = enrolment::of_course(&mut db.read().await.expect("a connection"), ASHA, code).await.expect("read").expect("held");
    answer(db, &learner, held.test.expect("an assessment"), Purpose::Assessment).await;
    (learner.state().await, db.context().now().since(started) / SECOND)
}

async fn answer(db: &Db, learner: &Hands, test: Key<assessment::Test>, purpose: Purpose) {
    let purpose_ref = purpose.reference(learner.enrolment);
    let start = Start { official: ASHA, test, language: Language::ENGLISH, purpose_ref, return_path: String::new() };
    let attempt = attempts::start(db, start).await.expect("an attempt");
    let answers = right_answers(db, attempt).await;
    assert!(passed(&learner.submit(attempt, answers).await));
}

on_both! {
    reactions = reactions();

    async fn the_least_real_time_of_each_demo_course(db: TestDb) {
        common::people(&db).await;
        let files = tempfile::tempdir().expect("a folder");
        for code in ["right-to-information", "deciding-grievances", "cyber-hygiene"] {
            let folder = Path::new("../../demo/courses").join(code);
            let source = Source::from_folder(&folder).expect("a course");
            publish(&db, files.path(), &source, &|_, _| {}).await.expect("published");
            let course = {
                let mut conn = db.read().await.expect("a connection");
                conn.query("SELECT id FROM course WHERE code = $1").bind(code).one("course", |row| row.get::<i64>(0)).await.expect("a course")
            };
            let minutes = {
                let mut conn = db.read().await.expect("a connection");
                conn.query("SELECT minutes FROM course_version WHERE course = $1").bind(course).one("version", |row| row.get::<i64>(0)).await.expect("minutes")
            };
            let mut least = Vec::new();
            for language in [Language::ENGLISH, Language::HINDI] {
                let rule: i64 = pages(&db, course, &language).await.iter().map(|(_, _, floor)| floor).sum();
                let (state, seconds) = race(&db, course, code, &language, 0).await;
                assert_eq!((state, seconds), (State::Completed, rule), "{code} in {language}");
                db.context().advance(25 * kernel::time::HOUR);
                least.push((seconds, language));
            }
            least.sort();
            let (seconds, language) = &least[0];
            println!("{code}: at least {seconds} s of reading ({language}), of {minutes} honest minutes; the tests have no floor but their questions");
            let (state, _) = race(&db, course, code, language, 1).await;
            assert_eq!(state, State::Active, "{code}: one second less is not enough");
            db.context().advance(25 * kernel::time::HOUR);
        }
    }
}
