//! How an accepted draft comes into force, on both databases.

mod fixture;

use std::collections::BTreeMap;
use std::sync::Mutex;

use competency::difference;
use competency::draft::{self, Deciding, NewDraft, RowEdit, State, Step, Terms};
use competency::framework::{self, ImportRefusal, Options};
use competency::publication::{preview, publish_due};
use competency::requirement::{self, RequirementsChanged};
use fixture::{Service, import, service, today, write};
use kernel::{Date, Key};
use people::account::NewAccount;
use people::grant::{Grant, Role, Scope};
use people::{Account, Actor};
use store::{Db, Error, Failure, Reactions, Tx};
use uuid::Uuid;

async fn accounts(tx: &mut Tx) -> Result<Vec<Key<Account>>, Error> {
    let mut all = Vec::new();
    for name in ["unit", "technical", "board"] {
        all.push(people::account::insert(tx, &NewAccount::of(name)).await?);
    }
    Ok(all)
}

/// The unit and the two reviewers.
async fn crew(db: &Db) -> [Actor; 3] {
    let accounts = write(db, (), |tx, ()| Box::pin(accounts(tx))).await;
    let actor = |at: usize, role| {
        let grants = vec![Grant { role, scope: Scope::Framework("f".to_owned()) }];
        Actor::sample(accounts[at].number(), None, grants, today())
    };
    [actor(0, Role::FracingUnit), actor(1, Role::Reviewer1), actor(2, Role::Reviewer2)]
}

/// An accepted draft: the desk asks level 3 of `rti` rather than 2, and nobody asks `writing` any more.
async fn accepted(db: &Db, [unit, technical, board]: &[Actor; 3]) -> Uuid {
    let new = NewDraft {
        actor: unit.clone(),
        framework: "f".to_owned(),
        organisation: "O".to_owned(),
        title: "T".to_owned(),
        version: "2027".to_owned(),
    };
    let id = draft::open(db, new).await.expect("opened");
    let rows = draft::rows_of(&mut db.read().await.expect("a connection"), id).await.expect("read");
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
}
