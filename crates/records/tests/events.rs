//! The product's own events as statements, beside those of others.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{agent, lrs, numbered, statement};
use kernel::Key;
use people::OfficialKey;
use people::official::{self, Name, NewOfficial};
use records::erasure::{Person, erase};
use records::event::{Event, Relay, Thing, Verb, set_home, statement_id};
use serde_json::Value;
use store::{Db, FutureExt, Outcome, Tx};
use uuid::Uuid;
use web::encode;

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
    tell_only(db, events).await;
    relay(db).await;
}

async fn tell_only(db: &Db, events: Vec<Event<'static>>) {
    let told: Outcome<(), ()> =
        db.write(events, |tx, events| async move { Ok(records::event::tell(tx, events).await?) }.boxed()).await;
    told.expect("told");
}

async fn relay(db: &Db) -> usize {
    // Each on behalf of a program of its own: the office of the one before is over.
    let freed: Outcome<(), ()> = db
        .write((), |tx, ()| {
            async move {
                tx.execute("DELETE FROM record_relay").run().await?;
                Ok(())
            }
            .boxed()
        })
        .await;
    freed.expect("freed");
    Relay::new(db.clone()).drain().await.expect("relayed")
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

fn sha1_of(text: &str) -> String {
    use sha1::{Digest, Sha1};
    Sha1::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
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
                    records::event::tell(tx, events).await?;
                    Err(store::Failure::Denied)
                }
                .boxed()
            })
            .await;
        assert_eq!(relay(&db).await, 0);
        assert!(undone.is_err() && lrs.get("statements").await.ids().is_empty());
    }

    async fn what_waits_lies_after_every_instant_that_was_called_consistent(db: TestDb) {
        people(&db).await;
        let lrs = lrs(&db).await;
        tell_only(&db, course_of(ASHA)).await;
        let before = lrs.get("statements").await;
        assert!(before.ids().is_empty());
        let through = before.header("x-experience-api-consistent-through").to_owned();
        assert_eq!(relay(&db).await, 4);
        let since = lrs.get(&format!("statements?since={}", encode(&through))).await;
        assert_eq!(since.ids().len(), 4, "whoever goes on from {through} misses nothing");
        assert_eq!(relay(&db).await, 0);
    }

    async fn two_relays_at_once_store_each_event_once(db: TestDb) {
        people(&db).await;
        let lrs = lrs(&db).await;
        for round in 0..40 {
            tell_only(&db, vec![Event::new(ASHA, Verb::Enrolled, Thing::Course("rti"), Uuid::from_u128(round))]).await;
        }
        let (mut one, mut other) = (Relay::new((*db).clone()), Relay::new((*db).clone()));
        let (one, other) = tokio::join!(one.drain(), other.drain());
        assert!(one.expect("relayed") + other.expect("relayed") >= 40);
        assert_eq!(lrs.get("statements").await.ids().len(), 40);
    }

    async fn use_cases_that_tell_never_conflict_with_one_another_or_with_the_relay(db: TestDb) {
        const WRITERS: u128 = 8;
        const EACH: u128 = 40;
        people(&db).await;
        let (tries, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let relaying = tokio::spawn({
            let (db, done) = ((*db).clone(), done.clone());
            async move {
                let mut relay = Relay::new(db);
                while done.load(Ordering::SeqCst) < WRITERS as usize {
                    relay.drain().await.expect("relayed");
                    tokio::task::yield_now().await;
                }
                relay.drain().await.expect("relayed");
            }
        });
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            let (db, tries, done) = ((*db).clone(), tries.clone(), done.clone());
            writers.spawn(async move {
                for round in 0..EACH {
                    let cause = Uuid::from_u128(writer * EACH + round);
                    let tries = tries.clone();
                    // As a use case does: a read of what others change meanwhile, a write of its own, an event.
                    let written: Outcome<(), ()> = db.write((writer, cause), move |tx, (writer, cause)| {
                        tries.fetch_add(1, Ordering::SeqCst);
                        let key = *writer as i64 + 10;
                        async move {
                            tx.query("SELECT minutes_per_week FROM official WHERE id = $1").bind(1_i64).one("an official", |row| row.get::<i64>(0)).await?;
                            tx.execute("INSERT INTO audit_entry (at, action, subject, detail) VALUES (0, 'test', $1, '')").bind(key).run().await?;
                            let event = Event::new(ASHA, Verb::Enrolled, Thing::Course("rti"), *cause);
                            Ok(records::event::tell(tx, &[event]).await?)
                        }
                        .boxed()
                    }).await;
                    written.expect("written");
                }
                done.fetch_add(1, Ordering::SeqCst);
            });
        }
        writers.join_all().await;
        relaying.await.expect("the relay");
        assert_eq!(tries.load(Ordering::SeqCst), (WRITERS * EACH) as usize, "some were tried again");
        let mut export = records::export::Export::begin(&db, &records::filter::Filter::default(), None).await.expect("an export");
        let mut count = 0;
        loop {
            match export.next().await.expect("read").len() {
                0 => break,
                some => count += some,
            }
        }
        assert_eq!(count, (WRITERS * EACH) as usize);
    }

    async fn own_statements_are_not_voided_and_their_ids_not_stolen(db: TestDb) {
        people(&db).await;
        let lrs = lrs(&db).await;
        let enrolled = Event::new(ASHA, Verb::Enrolled, Thing::Course("rti"), ENROLMENT);
        let id = statement_id(Verb::Enrolled, &Thing::Course("rti"), ENROLMENT).to_string();
        let void = |number| {
            let mut void = numbered(number, statement("admin", "x", "y"));
            void["verb"]["id"] = "http://adlnet.gov/expapi/verbs/voided".into();
            void["object"] = serde_json::json!({ "objectType": "StatementRef", "id": id });
            void
        };
        // Before it is there nobody can know whose it will be; it is not voided all the same.
        lrs.store(&void(1)).await;
        tell(&db, vec![enrolled]).await;
        assert_eq!(lrs.get(&format!("statements?statementId={id}")).await.status, 200);
        let refused = lrs.post("statements", &void(2)).await;
        assert_eq!(refused.status, 403, "{}", refused.text());
        assert_eq!(lrs.get(&format!("statements?statementId={id}")).await.status, 200);

        let taken = statement_id(Verb::Completed, &Thing::Course("rti"), ENROLMENT).to_string();
        let mut thief = statement("thief", "took", "id");
        thief["id"] = taken.clone().into();
        lrs.store(&thief).await;
        tell(&db, vec![Event { verb: Verb::Completed, ..enrolled }]).await;
        tell(&db, vec![Event { verb: Verb::Completed, ..enrolled }]).await;
        let completed = encode("http://adlnet.gov/expapi/verbs/completed");
        assert_eq!(lrs.get(&format!("statements?verb={completed}")).await.ids().len(), 1);
    }

    async fn a_mailbox_is_erased_as_well_where_only_its_digest_stands(db: TestDb) {
        let lrs = lrs(&db).await;
        let mut hidden = statement("asha", "read", "book");
        let digest = sha1_of("mailto:asha@example.in");
        hidden["actor"] = serde_json::json!({ "mbox_sha1sum": digest });
        let ids = [lrs.store(&hidden).await, lrs.store(&statement("asha", "read", "book")).await];
        let group = serde_json::json!({ "objectType": "Group", "mbox": "mailto:all@example.in", "member": [{ "mbox": "mailto:asha@example.in" }] });
        let mut of_group = statement("x", "met", "place");
        of_group["actor"] = group;
        let of_group = lrs.store(&of_group).await;
        let refers = { let mut refers = statement("ravi", "liked", "x"); refers["object"] = serde_json::json!({ "objectType": "StatementRef", "id": ids[1][0] }); refers };
        lrs.store(&refers).await;
        assert!(erase(&db, Person::Agent(r#"{"mbox":"mailto:asha@example.in"}"#.into())).await.expect("erased"));
        assert!(erase(&db, Person::Agent(r#"{"name":"nobody"}"#.into())).await.is_err());
        let all = lrs.get("statements").await;
        assert!(!all.text().contains("asha@") && !all.text().contains(&digest), "{}", all.text());
        assert_eq!(all.ids().len(), 4);
        assert!(lrs.get(&format!("statements?related_agents=true&agent={}", agent("asha"))).await.ids().is_empty());
        assert_eq!(lrs.get(&format!("statements?agent={}", agent("all"))).await.ids(), of_group);
        assert_eq!(lrs.get(&format!("statements?activity={}", encode("http://example.in/book"))).await.ids().len(), 3);
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
