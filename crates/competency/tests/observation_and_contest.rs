//! Observations by supervisors and contests about evidence, on both databases.

mod fixture;

use competency::contest::{self, Answer, ContestRefusal, NewContest};
use competency::evidence::{self, Recorded};
use competency::framework;
use competency::observation::{NewObservation, ObservationRefusal, observe};
use competency::profile;
use fixture::{Service, attained, key, service, today, write};
use kernel::{Key, Language};
use people::grant::{Grant, Role, Scope};
use people::{Actor, OfficialKey};
use store::{Db, Failure, Outcome, Reactions};
use uuid::Uuid;

/// The head saw the clerk decide three days ago: indicator `l3-1` of `rti`.
async fn observation(db: &Db, people: &Service) -> NewObservation {
    let rti = key(db, "rti").await;
    let mut conn = db.read().await.expect("a connection");
    let indicator = framework::indicator_by_code(&mut conn, rti, "l3-1").await.expect("read").expect("an indicator");
    NewObservation {
        actor: people.head_actor(),
        official: people.clerk,
        id: Uuid::from_u128(1),
        competency: rti,
        indicator: indicator.uid,
        observed: true,
        on: today().plus_days(-3),
        note: "Decided on an exemption".to_owned(),
        language: Language::ENGLISH,
    }
}

fn refusal<T: std::fmt::Debug, R>(outcome: Outcome<T, R>) -> R {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        Err(Failure::Denied) => panic!("denied"),
        Err(Failure::Internal(error)) => panic!("{error}"),
        Ok(value) => panic!("{value:?}"),
    }
}

fn hr(people: &Service, official: Option<OfficialKey>) -> Actor {
    let grants = vec![Grant { role: Role::HumanResources, scope: Scope::Everything }];
    Actor::sample(people.stranger_account.number(), official.map(Key::number), grants, today())
}

async fn observed(db: &Db, people: &Service) -> Recorded {
    observe(db, observation(db, people).await).await.expect("recorded")
}

async fn contested(db: &Db, people: &Service) -> (Uuid, Uuid) {
    let evidence = observed(db, people).await.id;
    let new = NewContest { actor: people.clerk_actor(), evidence, reason: "I was on leave".to_owned() };
    (evidence, contest::open(db, new).await.expect("opened"))
}

async fn level(db: &Db, people: &Service) -> i64 {
    let mut conn = db.read().await.expect("a connection");
    conn.query("SELECT level FROM attainment WHERE official = $1")
        .bind(people.clerk)
        .one("attainment", |row| row.get(0))
        .await
        .expect("read")
}

testing::on_both! {
    reactions = Reactions::default();

    async fn a_supervisor_observes_and_the_official_sees_it(db: TestDb) {
        let people = service(&db).await;
        let recorded = observed(&db, &people).await;
        assert_eq!((recorded.before, recorded.after), (attained(0), attained(3)));
        let details = evidence::details(&mut db.read().await.expect("a connection"), people.clerk, key(&db, "rti").await).await.expect("read");
        assert_eq!(details.len(), 1);
        assert_eq!(details[0].observer.as_ref().map(|name| name.latin.as_str()), Some("Hari Rao"));
        assert_eq!(details[0].piece.shown, today().plus_days(-3));
        assert!(details[0].indicator.is_some());
    }

    async fn evidence_points_to_its_statement_once_that_is_stored(db: TestDb) {
        let people = service(&db).await;
        observed(&db, &people).await;
        observed(&db, &people).await;
        let rti = key(&db, "rti").await;
        let pointed = async || {
            let mut conn = db.read().await.expect("a connection");
            let details = evidence::details(&mut conn, people.clerk, rti).await.expect("read");
            let rules = evidence::rules(&mut conn).await.expect("rules");
            let mut reasons = profile::reasons(details, Vec::new(), &rules, today());
            profile::point(&mut conn, &mut reasons, "rti").await.expect("pointed");
            reasons.into_iter().map(|reason| reason.statement).collect::<Vec<_>>()
        };
        assert_eq!(pointed().await, [None], "it waits to be relayed");
        // Observed twice under one id, a level attained once.
        assert_eq!(records::event::Relay::new((*db).clone()).drain().await.expect("relayed"), 3);
        let id = records::event::statement_id(
            records::event::Verb::Observed, &records::event::Thing::Competency("rti"), Uuid::from_u128(1));
        assert_eq!(pointed().await, [Some(id)]);
    }

    async fn a_form_sent_twice_is_recorded_once(db: TestDb) {
        let people = service(&db).await;
        observed(&db, &people).await;
        let again = observed(&db, &people).await;
        assert_eq!((again.before, again.after), (attained(3), attained(3)));
    }

    async fn not_observed_is_kept_and_lowers_nothing(db: TestDb) {
        let people = service(&db).await;
        observed(&db, &people).await;
        let not = NewObservation { id: Uuid::from_u128(2), observed: false, ..observation(&db, &people).await };
        let recorded = observe(&db, not).await.expect("recorded");
        assert_eq!((recorded.before, recorded.after), (attained(3), attained(3)));
        let details = evidence::details(&mut db.read().await.expect("a connection"), people.clerk, key(&db, "rti").await).await.expect("read");
        assert_eq!(details.iter().filter(|detail| detail.piece.level == attained(0)).count(), 1);
    }

    async fn nobody_observes_whom_he_does_not_supervise(db: TestDb) {
        let people = service(&db).await;
        let proper = observation(&db, &people).await;
        for (actor, official) in [
            (people.clerk_actor(), people.head),
            (people.clerk_actor(), people.clerk),
            (people.head_actor(), people.head),
            (hr(&people, None), people.clerk),
        ] {
            let outcome = observe(&db, NewObservation { actor, official, ..proper.clone() }).await;
            assert!(matches!(outcome, Err(Failure::Denied)), "{official:?}");
        }
    }

    async fn an_observation_needs_an_indicator_of_its_competency_and_three_months(db: TestDb) {
        let people = service(&db).await;
        let proper = observation(&db, &people).await;
        let other = NewObservation { competency: key(&db, "writing").await, ..proper.clone() };
        assert_eq!(refusal(observe(&db, other).await), ObservationRefusal::NoIndicator);
        let old = NewObservation { on: today().plus_days(-366), ..proper.clone() };
        assert_eq!(refusal(observe(&db, old).await), ObservationRefusal::TooOld);
        write(&db, today().plus_days(-30), move |tx, day| Box::pin(async move {
            tx.execute("UPDATE posting SET from_date = $1 WHERE official = $2").bind(*day).bind(people.clerk).run().await
        })).await;
        assert_eq!(refusal(observe(&db, proper).await), ObservationRefusal::TooSoon);
    }

    async fn an_upheld_contest_withdraws_the_evidence(db: TestDb) {
        let people = service(&db).await;
        let (evidence, contest) = contested(&db, &people).await;
        assert_eq!(level(&db, &people).await, 3);
        let mut conn = db.read().await.expect("a connection");
        let open = contest::list(&mut conn, &hr(&people, None), false, today()).await.expect("read");
        assert_eq!((open.len(), open[0].contest.due), (1, today().plus_days(contest::CLOCK_DAYS)));
        drop(conn);
        let answer = Answer { actor: hr(&people, None), official: people.clerk, contest, upheld: true, answer: "The leave is on record".to_owned() };
        contest::answer(&db, answer.clone()).await.expect("answered");
        assert_eq!(level(&db, &people).await, 0);
        assert_eq!(refusal(contest::answer(&db, answer).await), ContestRefusal::AlreadyAnswered);
        let again = NewContest { actor: people.clerk_actor(), evidence, reason: "Once more".to_owned() };
        assert_eq!(refusal(contest::open(&db, again).await), ContestRefusal::AlreadyAnswered);
        let mut conn = db.read().await.expect("a connection");
        assert!(contest::list(&mut conn, &hr(&people, None), false, today()).await.expect("read").is_empty());
        assert_eq!(contest::list(&mut conn, &hr(&people, None), true, today()).await.expect("read").len(), 1);
    }

    async fn a_contest_that_is_not_upheld_changes_no_level(db: TestDb) {
        let people = service(&db).await;
        let (_, contest) = contested(&db, &people).await;
        let answer = Answer { actor: hr(&people, None), official: people.clerk, contest, upheld: false, answer: "It stands".to_owned() };
        contest::answer(&db, answer).await.expect("answered");
        assert_eq!(level(&db, &people).await, 3);
    }

    async fn only_the_official_contests_and_only_human_resources_of_others_answer(db: TestDb) {
        let people = service(&db).await;
        let (evidence, contest) = contested(&db, &people).await;
        let by_head = NewContest { actor: people.head_actor(), evidence, reason: "No".to_owned() };
        assert!(matches!(contest::open(&db, by_head).await, Err(Failure::Denied)));
        let answer = |actor: Actor| Answer { actor, official: people.clerk, contest, upheld: true, answer: "Yes".to_owned() };
        for actor in [people.head_actor(), people.clerk_actor(), hr(&people, Some(people.clerk))] {
            assert!(matches!(contest::answer(&db, answer(actor)).await, Err(Failure::Denied)));
        }
        let grants = vec![Grant { role: Role::HumanResources, scope: Scope::Everything }];
        let recorder = Actor::sample(people.head_account.number(), Some(people.head.number()), grants, today());
        assert_eq!(refusal(contest::answer(&db, answer(recorder)).await), ContestRefusal::OwnCase);
    }

    async fn a_piece_is_contested_once_even_by_two_forms_at_once(db: TestDb) {
        let people = service(&db).await;
        let evidence = observed(&db, &people).await.id;
        let new = NewContest { actor: people.clerk_actor(), evidence, reason: "I was on leave".to_owned() };
        let (one, other) = tokio::join!(contest::open(&db, new.clone()), contest::open(&db, new));
        assert!(one.is_ok() != other.is_ok());
        let refused = if one.is_ok() { other } else { one };
        assert_eq!(refusal(refused), ContestRefusal::AlreadyOpen);
    }
}
