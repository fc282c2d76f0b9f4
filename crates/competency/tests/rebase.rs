//! A draft that another version has overtaken takes it over, on both databases.

mod fixture;

use competency::difference::Sheet;
use competency::draft::{self, DraftRefusal, DraftRow, NewDraft, RowEdit, Saved, State, Step, Terms};
use competency::framework::{self, Options};
use fixture::{accounts, changed, import, refusal, row, service, source, today};
use people::Actor;
use people::grant::{Grant, Role, Scope};
use store::{Db, Failure, Outcome};
use uuid::Uuid;

/// Two of the unit, and a reviewer.
async fn crew(db: &Db) -> [Actor; 3] {
    service(db).await;
    let accounts = accounts(db, &["unit", "another", "reviewer"]).await;
    let actor = |at: usize, role| {
        let grants = vec![Grant { role, scope: Scope::Framework("f".to_owned()) }];
        Actor::sample(accounts[at].number(), None, grants, today())
    };
    [actor(0, Role::FracingUnit), actor(1, Role::FracingUnit), actor(2, Role::Reviewer1)]
}

async fn begun(db: &Db, unit: &Actor) -> Uuid {
    let new = NewDraft {
        actor: unit.clone(),
        framework: "f".to_owned(),
        organisation: "O".to_owned(),
        title: "T".to_owned(),
        version: "2027".to_owned(),
    };
    let id = draft::open(db, new).await.expect("opened");
    let terms =
        Terms { title: "T".to_owned(), version: "2027".to_owned(), effective_from: Some(today().plus_days(9)), grace_days: 60 };
    draft::set_terms(db, unit.clone(), id, terms).await.expect("set");
    id
}

async fn put(db: &Db, actor: &Actor, id: Uuid, row: &DraftRow, cell: (&str, &str)) -> Saved {
    let edit = RowEdit { actor: actor.clone(), draft: id, number: row.number, seen: row.revision, cells: changed(row, cell) };
    draft::save_row(db, edit).await.expect("answered")
}

async fn overtaken(db: &Db, id: Uuid) -> Option<draft::Overtaken> {
    let mut conn = db.read().await.expect("a connection");
    let found = draft::by_id(&mut conn, id).await.expect("read").expect("there");
    draft::overtaken(&mut conn, &found).await.expect("compared")
}

async fn conflicts(db: &Db, id: Uuid) -> Vec<draft::Conflict> {
    draft::conflicts(&mut db.read().await.expect("a connection"), id).await.expect("read")
}

async fn take(db: &Db, actor: &Actor, id: Uuid, onto: &str) -> Outcome<usize, DraftRefusal> {
    draft::take_over(db, actor.clone(), id, onto.to_owned()).await
}

testing::on_both! {
    async fn what_one_side_changed_counts_and_what_both_changed_is_decided(db: TestDb) {
        // Version 2 raises rti of the desk to 3, has the desk ask writing, rewords rti and why it is critical for the head.
        let [unit, _, reviewer] = crew(&db).await;
        let id = begun(&db, &unit).await;
        assert_eq!(overtaken(&db, id).await, None);
        // Both change the level; the unit alone changes an activity; both say the same of writing; theirs alone is the definition.
        let desk = row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
        put(&db, &unit, id, &desk, ("level", "5")).await;
        let activity = row(&db, id, Sheet::Activities, &["desk", "desk-1"]).await;
        put(&db, &unit, id, &activity, ("text_en", "Opens files at once")).await;
        let reason = row(&db, id, Sheet::Criticality, &["head", "rti"]).await;
        put(&db, &unit, id, &reason, ("reason_en", "Signs2")).await;
        import(&db, 2).await;
        let newer = overtaken(&db, id).await.expect("overtaken");
        assert_eq!((newer.version.as_str(), newer.by, newer.taken, newer.kept, newer.conflicts), ("2", None, 2, 1, 1));
        let late = draft::submit(&db, unit.clone(), id, String::new()).await;
        assert_eq!(refusal(late), DraftRefusal::BaseChanged);
        assert!(matches!(take(&db, &reviewer, id, "2").await, Err(Failure::Denied)));
        assert_eq!(refusal(take(&db, &unit, id, "1").await), DraftRefusal::NotNow, "only the newest is taken over");
        assert_eq!(take(&db, &unit, id, "2").await.expect("taken over"), 1);
        assert_eq!(overtaken(&db, id).await, None);
        assert_eq!(refusal(take(&db, &unit, id, "2").await), DraftRefusal::NotNow, "once is enough");
        assert_eq!(row(&db, id, Sheet::RoleCompetencies, &["desk", "writing"]).await.cells["level"], "1", "theirs alone");
        assert_eq!(row(&db, id, Sheet::Competencies, &["rti"]).await.cells["definition_en"], "Knows and applies");
        assert_eq!(row(&db, id, Sheet::Activities, &["desk", "desk-1"]).await.cells["text_en"], "Opens files at once", "mine alone");
        let waiting = conflicts(&db, id).await;
        let sides = |one: &draft::Conflict| [&one.base, &one.theirs, &one.mine].map(|cells| cells.as_ref().map(|cells| cells["level"].clone()));
        assert_eq!(waiting.iter().map(sides).collect::<Vec<_>>(), [["2", "3", "5"].map(|level| Some(level.to_owned()))]);
        assert_eq!(refusal(draft::submit(&db, unit.clone(), id, String::new()).await), DraftRefusal::Conflicting);
        let settle = |actor: &Actor, number, theirs| draft::settle_conflict(&db, actor.clone(), id, (number, theirs));
        assert!(matches!(settle(&reviewer, waiting[0].number, true).await, Err(Failure::Denied)));
        assert_eq!(refusal(settle(&unit, 99, true).await), DraftRefusal::NoRow);
        settle(&unit, waiting[0].number, true).await.expect("decided");
        assert_eq!(refusal(settle(&unit, waiting[0].number, false).await), DraftRefusal::NotNow, "decided once");
        assert_eq!(row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await.cells["level"], "3");
        assert_eq!(conflicts(&db, id).await[0].theirs_taken, Some(true), "all three stay on record");
        assert_eq!(draft::submit(&db, unit.clone(), id, String::new()).await.expect("submitted"), State::Review1);
        let history = draft::history(&mut db.read().await.expect("a connection"), id).await.expect("read");
        let told: Vec<(Step, &str)> = history.iter().map(|one| (one.step, one.note.as_str())).collect();
        assert_eq!(told, [(Step::Open, ""), (Step::Rebase, "1 → 2"), (Step::Submit, "")]);
    }

    async fn what_one_side_took_out_and_the_other_changed_is_decided(db: TestDb) {
        let [unit, ..] = crew(&db).await;
        let id = begun(&db, &unit).await;
        let desk = row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
        let edit = RowEdit { actor: unit.clone(), draft: id, number: desk.number, seen: 1, cells: Vec::new() };
        draft::remove_row(&db, edit, true).await.expect("removed");
        import(&db, 2).await;
        assert_eq!(take(&db, &unit, id, "2").await.expect("taken over"), 1);
        assert!(row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await.removed, "mine stands until it is decided");
        let waiting = conflicts(&db, id).await;
        assert_eq!((waiting[0].mine.is_none(), waiting[0].columns.len()), (true, 0));
        draft::settle_conflict(&db, unit.clone(), id, (waiting[0].number, true)).await.expect("decided");
        let back = row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
        assert_eq!((back.removed, back.cells["level"].as_str()), (false, "3"));
    }

    async fn who_writes_while_a_version_is_taken_over_loses_nothing(db: TestDb) {
        let [unit, another, _] = crew(&db).await;
        let id = begun(&db, &unit).await;
        import(&db, 2).await;
        let desk = row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
        let (taken, saved) = tokio::join!(take(&db, &unit, id, "2"), put(&db, &another, id, &desk, ("level", "5")));
        let waiting = taken.expect("taken over");
        let now = row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
        match saved {
            Saved::Kept { .. } => assert_eq!((waiting, now.cells["level"].as_str()), (1, "5"), "saved first: it is a conflict"),
            Saved::Conflict { row, .. } => assert_eq!((waiting, row.cells["level"].as_str()), (0, "3"), "saved later: asked"),
        }
    }

    async fn two_who_take_a_version_over_at_once_take_it_once(db: TestDb) {
        let [unit, another, _] = crew(&db).await;
        let id = begun(&db, &unit).await;
        let desk = row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
        put(&db, &unit, id, &desk, ("level", "5")).await;
        import(&db, 2).await;
        let (one, other) = tokio::join!(take(&db, &unit, id, "2"), take(&db, &another, id, "2"));
        assert_eq!([&one, &other].into_iter().filter(|outcome| outcome.is_ok()).count(), 1, "{one:?} {other:?}");
        assert_eq!(conflicts(&db, id).await.len(), 1);
    }

    async fn a_second_version_waits_until_the_first_is_decided(db: TestDb) {
        let [unit, ..] = crew(&db).await;
        let id = begun(&db, &unit).await;
        let desk = row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
        put(&db, &unit, id, &desk, ("level", "5")).await;
        import(&db, 2).await;
        take(&db, &unit, id, "2").await.expect("taken over");
        framework::import_source(&db, &source(3), Options::default(), &|_| {}).await.expect("imported");
        assert_eq!(overtaken(&db, id).await.map(|newer| newer.version), Some("3".to_owned()));
        assert_eq!(refusal(take(&db, &unit, id, "3").await), DraftRefusal::Conflicting);
        draft::settle_conflict(&db, unit.clone(), id, (1, false)).await.expect("decided");
        assert_eq!(take(&db, &unit, id, "3").await.expect("taken over"), 0);
        assert_eq!(row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await.cells["level"], "5");
    }
}
