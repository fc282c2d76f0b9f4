//! How an accepted draft comes into force, on both databases.

mod fixture;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::http::Request;

use competency::difference;
use competency::draft::{self, Deciding, DraftRefusal, NewDraft, NewRow, RowEdit, State, Step, Terms};
use competency::framework::{self, ImportRefusal, Options};
use competency::publication::{come_into_force, preview, publish_due, ready};
use competency::requirement::{self, RequirementsChanged};
use fixture::{Service, accounts, import, rows, service, today, write};
use kernel::{Date, Language};
use people::Actor;
use people::grant::{Grant, Role, Scope};
use store::{Db, Failure, Reactions};
use tower::ServiceExt;
use ui::View;
use uuid::Uuid;
use web::{Settings, Site};

/// The unit and the two reviewers.
async fn crew(db: &Db) -> [Actor; 3] {
    let accounts = accounts(db, &["unit", "technical", "board"]).await;
    let actor = |at: usize, role| {
        let grants = vec![Grant { role, scope: Scope::Framework("f".to_owned()) }];
        Actor::sample(accounts[at].number(), None, grants, today())
    };
    [actor(0, Role::FracingUnit), actor(1, Role::Reviewer1), actor(2, Role::Reviewer2)]
}

/// An accepted draft: the desk asks level 3 of `rti` rather than 2, and nobody asks `writing` any more.
async fn accepted(db: &Db, crew: &[Actor; 3]) -> Uuid {
    accepted_with(db, crew, Vec::new()).await
}

/// A sheet and the cells of a row of it.
type NewCells<'c> = (difference::Sheet, &'c [(&'c str, &'c str)]);

/// The same with more rows.
async fn accepted_with(db: &Db, [unit, technical, board]: &[Actor; 3], more: Vec<NewCells<'_>>) -> Uuid {
    let new = NewDraft {
        actor: unit.clone(),
        framework: "f".to_owned(),
        organisation: "O".to_owned(),
        title: "T".to_owned(),
        version: "2027".to_owned(),
    };
    let id = draft::open(db, new).await.expect("opened");
    let rows = rows(db, id).await;
    for row in rows.iter().filter(|row| row.sheet == difference::Sheet::RoleCompetencies) {
        let (role, competency) = (row.cells["role"].as_str(), row.cells["competency"].as_str());
        let mut cells = row.cells.clone();
        if (role, competency) == ("desk", "rti") {
            cells.insert("level".to_owned(), "3".to_owned());
        }
        let edit = RowEdit { actor: unit.clone(), draft: id, number: row.number, seen: 1, cells: cells.into_iter().collect() };
        if (role, competency) == ("lead", "writing") {
            draft::remove_row(db, edit, true).await.expect("removed");
        } else {
            draft::save_row(db, edit).await.expect("saved");
        }
    }
    let critical = rows
        .iter()
        .find(|row| row.sheet == difference::Sheet::Criticality && row.cells["competency"] == "writing")
        .expect("a row");
    let edit = RowEdit { actor: unit.clone(), draft: id, number: critical.number, seen: 1, cells: Vec::new() };
    draft::remove_row(db, edit, true).await.expect("removed");
    for (sheet, cells) in more {
        let cells = cells.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect();
        draft::add_row(db, NewRow { actor: unit.clone(), draft: id, sheet, cells }).await.expect("added");
    }
    let terms =
        Terms { title: "T".to_owned(), version: "2027".to_owned(), effective_from: Some(today().plus_days(10)), grace_days: 60 };
    draft::set_terms(db, unit.clone(), id, terms).await.expect("set");
    draft::submit(db, unit.clone(), id, String::new()).await.expect("submitted");
    for reviewer in [technical, board] {
        let deciding = Deciding { actor: reviewer.clone(), draft: id, step: Step::Accept, round: 1, note: String::new() };
        draft::decide(db, deciding).await.expect("accepted");
    }
    id
}

/// What the head's post asks on a day: level, whether it is new, by competency.
async fn asked(db: &Db, people: Service, on: Date) -> BTreeMap<String, (i64, bool)> {
    let found = requirement::standings(&mut db.read().await.expect("a connection"), people.head, on).await.expect("read");
    found.into_iter().map(|one| (one.code.to_string(), (one.required.number(), one.is_new))).collect()
}

async fn state(db: &Db, id: Uuid) -> State {
    draft::by_id(&mut db.read().await.expect("a connection"), id).await.expect("read").expect("there").state
}

/// What everybody reads of a framework: its pages, and what the CASE service gives.
async fn read_by_all(db: &Db) -> Vec<String> {
    let settings = Settings { public_address: "https://k.example".to_owned(), files: "files".into(), demo: false };
    let view = View { viewer: None, ..View::sample(Language::ENGLISH) };
    let site = Site { db: db.clone(), settings: Arc::new(settings) };
    let ask = async |path: &str| {
        // A router of its own has a library of its own, which is read from the store.
        let router = competency::routes().layer(Extension(view.clone())).with_state(site.clone());
        let answer = router.oneshot(Request::get(path).body(Body::empty()).expect("a request")).await.expect("an answer");
        let (status, body) = (answer.status(), to_bytes(answer.into_body(), 50 << 20).await.expect("a body"));
        format!("{path} {status} {}", String::from_utf8_lossy(&body))
    };
    let documents = ask("/ims/case/v1p1/CFDocuments").await;
    let document =
        documents.split("\"identifier\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a document").to_owned();
    let package = ask(&format!("/ims/case/v1p1/CFPackages/{document}")).await;
    let mut all = vec![documents, package];
    for path in [
        "/framework",
        "/framework/frameworks/f",
        "/framework/competencies/rti",
        "/framework/competencies/speaking",
        "/framework/positions/clerk",
        "/framework/positions/head",
        "/frameworks/versions/f",
    ] {
        all.push(ask(path).await);
    }
    all
}

fn told() -> &'static Mutex<Vec<RequirementsChanged>> {
    static TOLD: Mutex<Vec<RequirementsChanged>> = Mutex::new(Vec::new());
    &TOLD
}

testing::on_both! {
    reactions = Reactions::default().on::<RequirementsChanged, _>(|_, changed| {
        told().lock().expect("whole").push(*changed);
        Box::pin(async { Ok(()) })
    });

    async fn a_version_comes_into_force_on_its_day_and_makes_nobody_deficient_overnight(db: TestDb) {
        let people = service(&db).await;
        let crew = crew(&db).await;
        let id = accepted(&db, &crew).await;
        let (before, day) = (asked(&db, people, today()).await, today());
        assert_eq!(before, BTreeMap::from([("rti".to_owned(), (2, false)), ("writing".to_owned(), (4, false))]));
        assert_eq!(publish_due(&db, day.plus_days(9)).await.expect("nothing due"), None);
        assert_eq!((asked(&db, people, day).await, state(&db, id).await), (before, State::Scheduled));
        let held = requirement::summary(&requirement::standings(&mut db.read().await.expect("a connection"), people.head, day).await.expect("read"));
        let report = publish_due(&db, day.plus_days(10)).await.expect("published").expect("one was due");
        assert_eq!((report.version.as_str(), report.posts), ("2027", 2));
        assert_eq!(state(&db, id).await, State::Published);
        let after = asked(&db, people, day).await;
        assert_eq!(after, BTreeMap::from([("rti".to_owned(), (3, true))]), "raised, and new until its grace period ends");
        let now = requirement::standings(&mut db.read().await.expect("a connection"), people.head, day).await.expect("read");
        let now = requirement::summary(&now);
        assert!(now.below + now.unassessed + now.lapsed <= held.below + held.unassessed + held.lapsed, "nobody is worse off: {now:?}");
        assert_eq!((now.new, now.required), (1, 0));
        let counted = requirement::standings(&mut db.read().await.expect("a connection"), people.head, day.plus_days(60)).await.expect("read");
        assert!(!counted[0].is_new, "after the grace period it counts");
        assert_eq!(publish_due(&db, day.plus_days(10)).await.expect("asked again"), None);
        assert!(!told().lock().expect("whole").is_empty(), "who keeps something by requirements is told");
    }

    async fn two_nodes_that_publish_at_once_and_one_that_was_interrupted_publish_one_version(db: TestDb) {
        let people = service(&db).await;
        let crew = crew(&db).await;
        let id = accepted(&db, &crew).await;
        let begun = format!("INSERT INTO requirement_switch (number, draft, switched, settled) SELECT 77, id, FALSE, FALSE FROM framework_draft WHERE version = '{}'", "2027");
        write(&db, begun, |tx, sql| Box::pin(async move { tx.execute(sqlx::AssertSqlSafe(sql.clone())).run().await.map(|_| ()) })).await;
        let day = today().plus_days(10);
        let (one, other) = tokio::join!(publish_due(&db, day), publish_due(&db, day));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        assert_eq!(state(&db, id).await, State::Published);
        assert_eq!(asked(&db, people, today()).await["rti"], (3, true));
        let history = draft::history(&mut db.read().await.expect("a connection"), id).await.expect("read");
        assert_eq!(history.iter().filter(|one| one.step == Step::Publish).count(), 1);
        let unsettled = db.read().await.expect("a connection").query("SELECT COUNT(*) FROM requirement_switch WHERE NOT settled").one("count", |row| row.get::<i64>(0)).await;
        assert_eq!(unsettled.expect("counted"), 0);
    }

    async fn a_published_version_is_sealed_and_kept(db: TestDb) {
        service(&db).await;
        let crew = crew(&db).await;
        accepted(&db, &crew).await;
        let mut conn = db.read().await.expect("a connection");
        let first = difference::content(&mut conn, "f", "1").await.expect("read").expect("kept");
        drop(conn);
        publish_due(&db, today().plus_days(10)).await.expect("published").expect("one was due");
        let mut conn = db.read().await.expect("a connection");
        let second = difference::content(&mut conn, "f", "2027").await.expect("read").expect("kept");
        assert_eq!(difference::content(&mut conn, "f", "1").await.expect("read"), Some(first.clone()));
        let difference = difference::difference(&first, &second);
        assert_eq!(difference.shifts.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["raised", "raised", "removed"]);
        assert_eq!(difference::newest_version(&mut conn, "f").await.expect("read").as_deref(), Some("2027"));
        drop(conn);
        let same = second.source("f", "2027", today());
        framework::import_source(&db, &same, Options::default(), &|_| {}).await.expect("the same may come again");
        let other = first.source("f", "2027", today());
        let refused = framework::import_source(&db, &other, Options::default(), &|_| {}).await;
        let Err(Failure::Refused(ImportRefusal::Faulty(faults))) = refused else { panic!("{refused:?}") };
        assert!(faults[0].reason.code.as_str() == "version-sealed", "{faults:?}");
        import(&db, 2).await;
    }

    async fn the_impact_counts_who_holds_the_posts(db: TestDb) {
        service(&db).await;
        let crew = crew(&db).await;
        let id = accepted(&db, &crew).await;
        let mut conn = db.read().await.expect("a connection");
        let draft = draft::by_id(&mut conn, id).await.expect("read").expect("there");
        let (impact, _) = preview(&mut conn, &draft, today(), &BTreeMap::from([("rti".to_owned(), 2)])).await.expect("counted");
        assert_eq!((impact.officials, impact.gain, impact.lose), (2, 2, 1));
        assert_eq!(impact.unproven, [("rti".to_owned(), "3".to_owned(), 2)]);
        assert_eq!(impact.offices.len(), 1);
    }

    async fn readers_see_the_old_version_whole_until_the_new_one_is_there_whole(db: TestDb) {
        let people = service(&db).await;
        let crew = crew(&db).await;
        let texts = [("code", "speaking"), ("kind", "functional"), ("ask", "skill"), ("name_en", "Speaking"), ("name_hi", "बोलना"), ("definition_en", "Speaks"), ("definition_hi", "बोलता है"), ("source", "x")];
        let levels: Vec<[(&str, &str); 4]> = ["1", "2", "3", "4", "5"]
            .into_iter()
            .map(|level| [("competency", "speaking"), ("level", level), ("descriptor_en", "Speaks so"), ("descriptor_hi", "ऐसे बोलता है")])
            .collect();
        let mut more: Vec<NewCells<'_>> = vec![(difference::Sheet::Competencies, &texts)];
        more.extend(levels.iter().map(|level| (difference::Sheet::Levels, level.as_slice())));
        more.push((difference::Sheet::RoleCompetencies, &[("role", "desk"), ("competency", "speaking"), ("level", "2")]));
        accepted_with(&db, &crew, more).await;
        let (before, asks, day) = (read_by_all(&db).await, asked(&db, people, today()).await, today().plus_days(10));
        assert!(before[5].contains("404") && before[4].contains("Knows"), "{}", before[5]);
        // Twice: the first time it is interrupted.
        for _ in 0..2 {
            ready(&db, day).await.expect("made ready").expect("one was due");
            assert_eq!(read_by_all(&db).await, before, "nobody sees a half");
            assert_eq!(asked(&db, people, today()).await, asks);
        }
        let ready = ready(&db, day).await.expect("made ready").expect("it goes on");
        come_into_force(&db, ready).await.expect("published");
        let after = read_by_all(&db).await;
        assert!(after.iter().zip(&before).all(|(after, before)| after != before), "each page has changed");
        assert!(after[5].contains("200") && after[5].contains("Speaks so"), "{}", after[5]);
        let now = asked(&db, people, day).await;
        assert_eq!(now, BTreeMap::from([("rti".to_owned(), (3, true)), ("speaking".to_owned(), (2, true))]));
        assert_eq!(requirement::assign_all(&db).await.expect("assigned"), 0, "posts ask what the version says");
        let kept = difference::content(&mut db.read().await.expect("a connection"), "f", "2027").await.expect("read");
        let standing = difference::standing(&mut db.read().await.expect("a connection"), "f").await.expect("read");
        assert_eq!(kept, standing, "what readers see is what was published");
    }

    async fn who_reads_while_a_version_comes_in_sees_one_or_the_other(db: TestDb) {
        service(&db).await;
        let crew = crew(&db).await;
        accepted(&db, &crew).await;
        let standing = async || {
            difference::standing(&mut db.read().await.expect("a connection"), "f").await.expect("read").expect("there")
        };
        let (before, (done, seen)) = (standing().await, {
            let publishing = publish_due(&db, today().plus_days(10));
            let reading = async {
                let mut seen = Vec::new();
                for _ in 0..40 {
                    seen.push(standing().await);
                }
                seen
            };
            tokio::join!(publishing, reading)
        });
        done.expect("published").expect("one was due");
        let after = standing().await;
        assert!(before != after && seen.iter().all(|one| *one == before || *one == after));
    }

    async fn a_version_that_was_overtaken_before_its_day_goes_back_to_its_unit(db: TestDb) {
        service(&db).await;
        let crew = crew(&db).await;
        let id = accepted(&db, &crew).await;
        import(&db, 2).await;
        assert_eq!(publish_due(&db, today().plus_days(10)).await.expect("nothing is published"), None);
        assert_eq!(state(&db, id).await, State::Drafting);
        let history = draft::history(&mut db.read().await.expect("a connection"), id).await.expect("read");
        let last = history.last().expect("a step");
        assert_eq!((last.step, last.person, last.note.as_str()), (Step::Return, None, "1 → 2"));
        let mut conn = db.read().await.expect("a connection");
        assert_eq!(difference::newest_version(&mut conn, "f").await.expect("read").as_deref(), Some("2"), "what came is not lost");
        drop(conn);
        let submitted = draft::submit(&db, crew[0].clone(), id, String::new()).await;
        assert!(matches!(submitted, Err(Failure::Refused(DraftRefusal::BaseChanged))), "{submitted:?}");
        draft::take_over(&db, crew[0].clone(), id, "2".to_owned()).await.expect("taken over");
    }
}
