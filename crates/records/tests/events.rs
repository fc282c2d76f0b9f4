//! The product's own events as statements, beside those of others.

mod common;

use common::{agent, encode, lrs, statement};
use kernel::Key;
use people::OfficialKey;
use people::official::{self, Name, NewOfficial};
use records::erasure::{Person, erase};
use records::event::{Event, Thing, Verb, record, set_home};
use serde_json::Value;
use store::{Db, FutureExt, Outcome, Tx};
use uuid::Uuid;

const HOME: &str = "https://learn.example.in";
const ASHA: OfficialKey = Key::new(1);
const MURUGAN: OfficialKey = Key::new(2);
const ENROLMENT: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);

async fn people(db: &Db) {
    let made: Outcome<(), ()> = db
        .write((), |tx: &mut Tx, ()| {
            async move {
                for (key, code) in [(1, "KA-1"), (2, "KA-2")] {
                    let name = Name { latin: code.into(), native: String::new(), native_language: String::new() };
                    official::insert(tx, Key::new(key), &NewOfficial::of(code, &name)).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await;
    made.expect("people");
    set_home(db, HOME).await.expect("an address");
}

async fn tell(db: &Db, events: Vec<Event<'static>>) {
    let told: Outcome<(), ()> = db.write(events, |tx, events| async move { Ok(record(tx, events).await?) }.boxed()).await;
    told.expect("told");
}

fn course_of(official: OfficialKey) -> Vec<Event<'static>> {
    let event = |verb, thing| Event::new(official, verb, thing, ENROLMENT).in_registration(ENROLMENT);
    vec![
        event(Verb::Enrolled, Thing::Course("rti")),
        event(Verb::Launched, Thing::Object("rti", 1)),
        event(Verb::Progressed, Thing::Segment("rti", 1, 2)),
        event(Verb::Completed, Thing::Course("rti")),
    ]
}

fn verbs(answer: &Value) -> Vec<String> {
    let all = answer["statements"].as_array().expect("statements");
    all.iter()
        .map(|one| one["verb"]["id"].as_str().expect("a verb").rsplit(['/', ':']).next().expect("a name").to_owned())
        .collect()
}

testing::on_both! {
    async fn events_are_found_by_every_filter(db: TestDb) {
        people(&db).await;
        let lrs = lrs(&db).await;
        lrs.store(&statement("asha", "read", "book")).await;
        tell(&db, course_of(ASHA)).await;
        let observed = Event { level: Some(3), observer: Some(ASHA), ..Event::new(MURUGAN, Verb::Observed, Thing::Competency("noting"), Uuid::from_u128(5)) };
        tell(&db, vec![observed]).await;
        lrs.store(&statement("asha", "closed", "book")).await;

        let all = lrs.get("statements?ascending=true").await.json();
        assert_eq!(verbs(&all), ["read", "registered", "launched", "progressed", "completed", "was-observed", "closed"]);
        let enrolled = &all["statements"][1];
        assert_eq!(enrolled["actor"]["account"]["homePage"], HOME);
        assert_eq!(enrolled["object"]["id"], format!("{HOME}/learn/rti"));
        assert_eq!(enrolled["authority"]["account"]["name"], "karmayogi");
        let one = lrs.get(&format!("statements?statementId={}", enrolled["id"].as_str().expect("an id"))).await;
        assert_eq!(&one.json(), enrolled);

        let asha = encode(&enrolled["actor"].to_string());
        let murugan = encode(&all["statements"][5]["actor"].to_string());
        let observed_by = &all["statements"][5]["context"]["instructor"];
        assert_eq!(observed_by, &enrolled["actor"]);
        let course = encode(&format!("{HOME}/learn/rti"));
        let verb = encode("http://adlnet.gov/expapi/verbs/progressed");
        let since = encode(all["statements"][3]["stored"].as_str().expect("a time"));
        for (query, expected) in [
            (format!("agent={asha}"), 4),
            (format!("agent={asha}&related_agents=true"), 5),
            (format!("agent={murugan}"), 1),
            (format!("agent={}", agent("asha")), 2),
            (format!("verb={verb}"), 1),
            (format!("activity={course}"), 2),
            (format!("activity={course}&related_activities=true"), 4),
            (format!("registration={ENROLMENT}"), 4),
            (format!("agent={asha}&activity={course}&registration={ENROLMENT}"), 2),
            (format!("since={since}"), 3),
            (format!("until={since}"), 4),
        ] {
            let found = lrs.get(&format!("statements?{query}")).await;
            assert_eq!(found.ids().len(), expected, "{query}: {}", found.text());
        }
    }

    async fn pages_walk_events_and_statements_in_one_order(db: TestDb) {
        people(&db).await;
        let lrs = lrs(&db).await;
        for round in 0..3 {
            lrs.store(&statement("asha", "read", &format!("book{round}"))).await;
            tell(&db, vec![Event::new(ASHA, Verb::Enrolled, Thing::Course("rti"), Uuid::from_u128(round))]).await;
        }
        let (mut path, mut seen) = ("statements?limit=2&ascending=true".to_owned(), Vec::new());
        while !path.is_empty() {
            let page = lrs.get(&path).await.json();
            seen.extend(verbs(&page));
            path = page["more"].as_str().expect("more").trim_start_matches("/xapi/").to_owned();
        }
        assert_eq!(seen, ["read", "registered", "read", "registered", "read", "registered"]);
    }

    async fn an_event_told_twice_is_told_once(db: TestDb) {
        people(&db).await;
        let lrs = lrs(&db).await;
        tell(&db, course_of(ASHA)).await;
        let before = lrs.get("statements").await.ids();
        tell(&db, course_of(ASHA)).await;
        tell(&db, [course_of(ASHA), course_of(ASHA)].concat()).await;
        set_home(&db, "https://elsewhere.example.in").await.expect("left aside");
        assert!(!lrs.get("statements").await.text().contains("elsewhere"), "statements never change");
        assert_eq!(lrs.get("statements").await.ids(), before);
        assert_eq!(before.len(), 4);
    }

    async fn what_is_rolled_back_was_never_told(db: TestDb) {
        people(&db).await;
        let lrs = lrs(&db).await;
        let undone: Outcome<(), ()> = db
            .write(course_of(ASHA), |tx, events| {
                async move {
                    record(tx, events).await?;
                    Err(store::Failure::Denied)
                }
                .boxed()
            })
            .await;
        assert!(undone.is_err() && lrs.get("statements").await.ids().is_empty());
    }

    async fn an_erased_person_is_found_by_nothing_and_their_statements_stay(db: TestDb) {
        people(&db).await;
        let lrs = lrs(&db).await;
        let mut named = statement("asha", "read", "book");
        lrs.store(&named).await;
        named["actor"]["name"] = "Asha Devi".into();
        lrs.store(&named).await;
        tell(&db, course_of(ASHA)).await;
        let state = format!("activities/state?activityId=http%3A%2F%2Fe.in%2Fx&stateId=place&agent={}", agent("asha"));
        let kept = lrs.ask("PUT", &state, &[("content-type", "text/plain")], "page 7").await;
        assert_eq!(kept.status, 204, "{}", kept.text());
        let before = lrs.get("statements?ascending=true").await;
        let own = before.json()["statements"][2]["actor"].clone();
        let own_name = own["account"]["name"].as_str().expect("a name").to_owned();

        let mailbox = Person::Agent(r#"{"mbox":"mailto:asha@example.in"}"#.into());
        assert!(erase(&db, mailbox.clone()).await.expect("erased") && erase(&db, Person::Official(ASHA)).await.expect("erased"));
        assert!(!erase(&db, mailbox).await.expect("nobody") && !erase(&db, Person::Official(ASHA)).await.expect("nobody"));

        let after = lrs.get("statements?ascending=true").await;
        assert_eq!(after.ids(), before.ids());
        assert!(["asha@", "Asha Devi", own_name.as_str()].iter().all(|trace| !after.text().contains(trace)), "{}", after.text());
        assert!(lrs.get(&format!("statements?agent={}", agent("asha"))).await.ids().is_empty());
        assert!(lrs.get(&format!("statements?agent={}", encode(&own.to_string()))).await.ids().is_empty());
        assert_eq!(lrs.get(&state).await.status, 404);
        let pseudonym = encode(&after.json()["statements"][2]["actor"].to_string());
        assert_eq!(lrs.get(&format!("statements?agent={pseudonym}")).await.ids().len(), 4);

        tell(&db, vec![Event::new(ASHA, Verb::Enrolled, Thing::Course("rti"), Uuid::from_u128(9))]).await;
        let newest = lrs.get("statements?limit=1").await.json()["statements"][0]["actor"].clone();
        assert!(newest != own && encode(&newest.to_string()) != pseudonym);
    }
}
