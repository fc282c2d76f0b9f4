//! The sums follow what changes, and come to the same as when everybody is counted anew.

mod common;

use std::collections::BTreeMap;

use common::{COMPETENCIES, Service, enrol, follow, number, post, reactions, require_rti, service, show, sums, verify, write};
use competency::evidence::EvidenceKind;
use competency::requirement::{State, tally};
use insight::cube::{Board, Counts, Cut};
use insight::rollup;
use kernel::Key;
use kernel::time::DAY;
use people::organisation::Rearranged;
use people::posting::PostingKind;
use store::Db;

const CLERKS_WITHOUT_A_LEVEL: &str = "SELECT CAST(SUM(unassessed) AS BIGINT) FROM rollup_cell JOIN competency ON competency.id = rollup_cell.competency WHERE competency.code = 'rti'";

async fn rebuild(db: &Db) -> rollup::Rebuilt {
    rollup::rebuild(db, &mut |_, _, _| {}).await.expect("rebuilt")
}

/// What the pages of offices count, against the sums.
async fn agrees_with_the_pages_of_offices(db: &Db) {
    let mut conn = db.read().await.expect("a connection");
    let mut counted: BTreeMap<(i64, i64), Counts> = BTreeMap::new();
    for tally in tally::all(&mut conn, db.context().today()).await.expect("counted") {
        let counts = counted.entry((tally.organisation.number(), tally.competency.number())).or_default();
        let people = tally.people.unsigned_abs();
        counts.required += people;
        match tally.state {
            State::Held => counts.held += people,
            State::AssessedBelow => counts.below += people,
            State::NotYetAssessed => counts.unassessed += people,
            State::Lapsed => counts.lapsed += people,
        }
    }
    let cube = Board::refresh(db).await.expect("a cube");
    let mut found = BTreeMap::new();
    let organisations: Vec<i64> = conn.query("SELECT id FROM organisation").all(|row| row.get(0)).await.expect("read");
    for organisation in organisations {
        let keys: Vec<_> =
            cube.by_competency(insight::cube::Place::Nation, &Cut::default()).into_iter().map(|(key, _)| key).collect();
        for (key, counts) in keys.iter().zip(cube.own(Key::new(organisation), &keys, &Cut::default())) {
            if counts.required > 0 {
                found.insert((organisation, key.number()), Counts { fresh: 0, ..counts });
            }
        }
    }
    assert_eq!(found, counted);
}

testing::on_both! { reactions = reactions();
    async fn everybody_is_counted_once_and_then_nobody(db: TestDb) {
        service(&db).await;
        assert_eq!(follow(&db).await, 12);
        assert_eq!(follow(&db).await, 0);
        assert_eq!(number(&db, CLERKS_WITHOUT_A_LEVEL).await, 8);
        assert_eq!(number(&db, "SELECT CAST(SUM(officials) AS BIGINT) FROM rollup_staff").await, 12);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM rollup_mark").await + number(&db, "SELECT COUNT(*) FROM rollup_notice").await, 0);
        verify(&db).await;
        agrees_with_the_pages_of_offices(&db).await;
    }
    async fn new_evidence_moves_one_official(db: TestDb) {
        let service = service(&db).await;
        follow(&db).await;
        show(&db, service.officials[1], "rti", EvidenceKind::Test, 2).await;
        assert_eq!(follow(&db).await, 1);
        assert_eq!(number(&db, CLERKS_WITHOUT_A_LEVEL).await, 7);
        assert_eq!(number(&db, "SELECT CAST(SUM(held) AS BIGINT) FROM rollup_cell").await, 1);
        verify(&db).await;
    }
    async fn a_new_requirement_is_missing_for_nobody_until_its_day(db: TestDb) {
        let service = service(&db).await;
        show(&db, service.officials[1], "rti", EvidenceKind::Test, 2).await;
        follow(&db).await;
        require_rti(&db, 3).await;
        assert_eq!(follow(&db).await, 8, "every clerk");
        assert_eq!(number(&db, "SELECT CAST(SUM(fresh) AS BIGINT) FROM rollup_cell").await, 8);
        agrees_with_the_pages_of_offices(&db).await;
        db.context().advance(89 * DAY);
        assert_eq!(follow(&db).await, 0);
        db.context().advance(DAY);
        assert_eq!(follow(&db).await, 8, "the day has come");
        assert_eq!(number(&db, CLERKS_WITHOUT_A_LEVEL).await, 7);
        verify(&db).await;
        agrees_with_the_pages_of_offices(&db).await;
    }
    async fn an_edition_of_people_is_noticed(db: TestDb) {
        let service = service(&db).await;
        follow(&db).await;
        write(&db, service, |tx, service| Box::pin(async move {
            tx.execute("UPDATE posting SET edition_out = 1 WHERE official = $1").bind(service.officials[2]).run().await?;
            tx.execute("UPDATE edition SET newest = 1, current = 1").run().await.map(|_| ())
        })).await;
        assert_eq!(follow(&db).await, 1);
        assert_eq!(number(&db, "SELECT CAST(SUM(officials) AS BIGINT) FROM rollup_staff").await, 11);
        verify(&db).await;
    }
    async fn learning_is_counted_where_its_official_serves(db: TestDb) {
        let service = service(&db).await;
        enrol(&db, service.officials[1], service.courses[0], "active").await;
        enrol(&db, service.officials[1], service.courses[0], "completed").await;
        enrol(&db, service.officials[2], service.courses[1], "active").await;
        enrol(&db, service.officials[2], service.courses[1], "withdrawn").await;
        show(&db, service.officials[1], "rti", EvidenceKind::Completion, 1).await;
        follow(&db).await;
        let cube = Board::refresh(&db).await.expect("a cube");
        let months = cube.months(service.departments[0], &Cut::default());
        let expected = insight::cube::Months { enrolled: 1, completed: 1, minutes_self: 90, ..Default::default() };
        assert_eq!(months, [(682, expected)]);
        assert_eq!(cube.months(service.departments[1], &Cut::default()), []);
        let reach = insight::cube::Reach { enrolled: 1, completed: 1, holding: 1 };
        assert_eq!(cube.courses(Some(service.departments[0])), [(Key::new(service.courses[0]), reach)]);
        assert_eq!((cube.courses(None).len(), cube.courses(Some(service.departments[1])).len()), (1, 0));
        assert_eq!(cube.course_months(Key::new(service.courses[0])), [(682, reach)]);
    }
    async fn an_office_that_moves_takes_its_learning_along(db: TestDb) {
        let service = service(&db).await;
        enrol(&db, service.officials[1], service.courses[0], "active").await;
        follow(&db).await;
        Board::refresh(&db).await.expect("a cube");
        let (from, to) = (service.departments[0], service.departments[1]);
        write(&db, (service.offices[0], from, to), |tx, (office, from, to)| Box::pin(async move {
            tx.execute("UPDATE organisation_closure SET ancestor = $3 WHERE descendant = $1 AND ancestor = $2").bind(*office).bind(*from).bind(*to).run().await?;
            tx.emit(&Rearranged::Place(*office)).await
        })).await;
        follow(&db).await;
        verify(&db).await;
        let cube = Board::refresh(&db).await.expect("a cube");
        assert_eq!((cube.courses(Some(from)).len(), cube.courses(Some(to)).len()), (0, 1));
        assert_eq!((cube.staff(from, &Cut::default()), cube.staff(to, &Cut::default())), (3, 9));
        assert_eq!(cube.children(to).len(), 3);
    }
    async fn an_office_that_comes_under_another_government_is_counted_by_what_binds_there(db: TestDb) {
        let service = service(&db).await;
        follow(&db).await;
        assert_eq!(number(&db, CLERKS_WITHOUT_A_LEVEL).await, 8);
        write(&db, service.departments[1], |tx, department| Box::pin(async move {
            tx.execute("UPDATE organisation SET kind = 'government' WHERE id = $1").bind(*department).run().await?;
            tx.emit(&Rearranged::Place(*department)).await
        })).await;
        assert_eq!(number(&db, "SELECT COUNT(*) FROM rollup_notice WHERE kind = 'organisation'").await, 1);
        assert_eq!(competency::requirement::follow(&db).await.expect("followed"), 8, "it has accepted no framework");
        follow(&db).await;
        verify(&db).await;
        agrees_with_the_pages_of_offices(&db).await;
        assert_eq!(number(&db, CLERKS_WITHOUT_A_LEVEL).await, 4);
    }
    async fn the_cube_goes_on_from_what_is_told_and_says_up_to_when(db: TestDb) {
        let service = service(&db).await;
        follow(&db).await;
        let before = Board::refresh(&db).await.expect("a cube");
        assert_eq!(before.as_of(), db.context().now());
        let clerk = service.officials[1];
        db.context().advance(kernel::time::SECOND);
        show(&db, clerk, "rti", EvidenceKind::Test, 2).await;
        let marked = db.context().now();
        db.context().advance(kernel::time::SECOND);
        assert_eq!(Board::refresh(&db).await.expect("a cube").as_of(), marked, "that change is not in it");
        follow(&db).await;
        let cube = Board::refresh(&db).await.expect("a cube");
        assert!(cube.version() > before.version() && cube.as_of() == db.context().now());
        let rti = competency::framework::by_code(&mut db.read().await.expect("a connection"), "rti").await.expect("read").expect("known").key;
        let counts = |cube: &insight::cube::Cube| cube.counts(service.ministry, rti, &Cut::default());
        assert_eq!((counts(&before).held, counts(&cube).held, counts(&cube).required), (0, 1, 8));
        let group = |group: &str| Cut { group: Some(group.to_owned()), ..Cut::default() };
        assert_eq!((cube.staff(service.ministry, &group("A")), cube.staff(service.ministry, &group("C"))), (4, 8));
        let kept = Board::current(&mut db.read().await.expect("a connection")).await.expect("a cube");
        assert_eq!(kept.version(), cube.version());
    }
    async fn what_is_lost_is_reported_and_put_right(db: TestDb) {
        let service = service(&db).await;
        show(&db, service.officials[1], "rti", EvidenceKind::Test, 2).await;
        follow(&db).await;
        let whole = sums(&db).await;
        write(&db, (), |tx, ()| Box::pin(async move {
            tx.execute("UPDATE rollup_cell SET held = held + 1 WHERE held = 1").run().await?;
            tx.execute("DELETE FROM rollup_staff").run().await?;
            tx.execute("DELETE FROM rollup_official WHERE official = (SELECT MIN(official) FROM rollup_official)").run().await.map(|_| ())
        })).await;
        let found = rollup::verify(&db, &mut |_, _, _| {}).await.expect("compared");
        assert!(found.differences.len() > 2, "{:?}", found.differences);
        let done = rebuild(&db).await;
        assert_eq!((done.officials, done.contributions), (12, 1));
        assert_eq!(sums(&db).await, whole);
        verify(&db).await;
        assert_eq!(rebuild(&db).await, rollup::Rebuilt { officials: 12, ..Default::default() });
    }
    async fn an_interrupted_rebuild_is_brought_to_the_same_end(db: TestDb) {
        let service = service(&db).await;
        enrol(&db, service.officials[4], service.courses[1], "active").await;
        follow(&db).await;
        let whole = sums(&db).await;
        for step in ["officials", "sums"] {
            write(&db, (), |tx, ()| Box::pin(async move {
                tx.execute("UPDATE rollup_official SET parts = ''").run().await?;
                tx.execute("DELETE FROM rollup_cell").run().await.map(|_| ())
            })).await;
            let other = Db::clone(&db);
            let stopped = tokio::spawn(async move {
                rollup::rebuild(&other, &mut |now, _, _| assert!(now != step, "the power fails")).await.is_ok()
            });
            assert!(stopped.await.is_err(), "it was stopped");
            // Meanwhile life goes on.
            show(&db, service.officials[1], "spare", EvidenceKind::Test, 1).await;
            follow(&db).await;
            rebuild(&db).await;
            follow(&db).await;
            assert_eq!(sums(&db).await, whole);
            verify(&db).await;
        }
    }
    async fn several_who_follow_and_rebuild_at_once_come_to_the_same(db: TestDb) {
        let service = service(&db).await;
        write(&db, (), |tx, ()| Box::pin(async move {
            tx.execute("INSERT INTO rollup_cohort (id, service_group, service, family) VALUES (900, 'X', 'x', 'x')").run().await?;
            tx.execute("INSERT INTO rollup_cell (organisation, cohort, competency, held, below, unassessed, lapsed, fresh) VALUES (1, 900, 1, 7, 0, 0, 0, 0)").run().await.map(|_| ())
        })).await;
        let mut tasks = Vec::new();
        for worker in 0..5 {
            let db = Db::clone(&db);
            tasks.push(tokio::spawn(async move {
                for _ in 0..6 {
                    if worker < 3 { follow(&db).await; } else { rebuild(&db).await; }
                }
            }));
        }
        let mut dice = Dice(7);
        for _ in 0..20 {
            something(&db, &service, &mut dice).await;
        }
        for task in tasks {
            task.await.expect("done");
        }
        follow(&db).await;
        verify(&db).await;
        agrees_with_the_pages_of_offices(&db).await;
        let found = rebuild(&db).await;
        assert_eq!((found.contributions, found.sums), (0, 0));
    }
    async fn whatever_happens_following_comes_to_what_a_rebuild_finds(db: TestDb) {
        let service = service(&db).await;
        let mut dice = Dice(20_261_122);
        for round in 0..12 {
            for _ in 0..1 + dice.below(4) {
                something(&db, &service, &mut dice).await;
            }
            follow(&db).await;
            verify(&db).await;
            agrees_with_the_pages_of_offices(&db).await;
            let followed = sums(&db).await;
            let found = rebuild(&db).await;
            assert_eq!((found.contributions, found.sums), (0, 0), "round {round}");
            assert_eq!(sums(&db).await, followed);
        }
        write(&db, (), |tx, ()| Box::pin(async move {
            for table in ["rollup_official", "rollup_cell", "rollup_staff", "rollup_month", "rollup_course"] {
                tx.execute(sqlx::AssertSqlSafe(format!("DELETE FROM {table}"))).run().await?;
            }
            Ok(())
        })).await;
        let followed = cube_in_words(&db).await;
        rebuild(&db).await;
        assert_eq!(cube_in_words(&db).await, followed, "the cube had followed every change");
    }
}

/// The sums in memory.
async fn cube_in_words(db: &Db) -> String {
    let cube = Board::refresh(db).await.expect("a cube");
    let place = insight::cube::Place::Nation;
    format!("{:?} {:?} {:?}", cube.by_competency(place, &Cut::default()), cube.months(place, &Cut::default()), cube.courses(None))
}

/// Repeatable chance.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

async fn something(db: &Db, service: &Service, dice: &mut Dice) {
    let official = *dice.one(&service.officials);
    match dice.below(9) {
        0 | 1 => {
            let kind = *dice.one(&[EvidenceKind::Test, EvidenceKind::Observation, EvidenceKind::Completion, EvidenceKind::Panel]);
            show(db, official, dice.one::<&'static str>(&COMPETENCIES), kind, 1 + dice.below(4) as i64).await;
        }
        2 | 3 => {
            use PostingKind::{AdditionalCharge, Deputation, Leave, Officiating, Retired};
            let kind = *dice.one(&[AdditionalCharge, Officiating, Deputation, Leave, Retired]);
            let until = *dice.one(&[None, Some(20), Some(200)]);
            post(db, official, *dice.one(&service.posts), (kind, dice.below(60) as i32 - 30, until)).await;
        }
        4 | 5 => {
            let state = *dice.one(&["active", "active", "completed", "withdrawn"]);
            enrol(db, official, *dice.one(&service.courses), state).await;
        }
        6 => {
            db.context().advance(*dice.one(&[1, 15, 70]) * DAY);
            let today = db.context().today();
            write(db, today, |tx, today| Box::pin(competency::evidence::lapse_due(tx, *today, 200))).await;
        }
        7 => require_rti(db, 1 + dice.below(4) as i64).await,
        _ => {
            write(db, *dice.one(&service.posts), |tx, post| {
                Box::pin(async move {
                    let family = "UPDATE position SET family = CASE WHEN family = 'state' THEN 'union' ELSE 'state' END \
                                  WHERE id = (SELECT position FROM post WHERE id = $1)";
                    tx.execute(family).bind(*post).run().await?;
                    let position =
                        tx.query("SELECT position FROM post WHERE id = $1").bind(*post).one("post", |row| row.get(0)).await?;
                    tx.emit(&Rearranged::Position(position)).await
                })
            })
            .await;
        }
    }
}
