//! Frameworks, their import, and how people stand to what posts ask, on both databases.

mod fixture;

use std::collections::BTreeMap;

use competency::evidence::{EvidenceKind, record};
use competency::framework::{self, Counts, Criticality, ImportRefusal, Options, Source};
use competency::requirement::{self, Standing, State, on_post_made, summary};
use fixture::{import, key, piece, position, post_to, service, source, today, write};
use kernel::{Date, Key, Language};
use people::organisation::{PostMade, insert_post};
use people::{OfficialKey, Organisation, Post};
use store::{Db, Failure, Reactions};

async fn standings(db: &Db, official: OfficialKey, today: Date) -> Vec<Standing> {
    requirement::standings(&mut db.read().await.expect("a connection"), official, today).await.expect("read")
}

async fn states(db: &Db, official: OfficialKey, today: Date) -> BTreeMap<String, (i64, State, bool)> {
    let standings = standings(db, official, today).await.into_iter();
    standings.map(|standing| (standing.code.to_string(), (standing.required.number(), standing.state, standing.is_new))).collect()
}

testing::on_both! {
    reactions = Reactions::default().on::<PostMade, _>(|tx, made| Box::pin(on_post_made(tx, made)));

    async fn a_second_import_changes_nothing(db: TestDb) {
        let first = import(&db, 1).await;
        assert_eq!((first.competencies.new, first.roles.new, first.positions.new), (2, 2, 3));
        let second = import(&db, 1).await;
        let untouched = |unchanged| Counts { new: 0, changed: 0, unchanged };
        assert_eq!((second.competencies, second.roles, second.positions, second.posts), (untouched(2), untouched(2), untouched(3), 0));
    }

    async fn changed_words_make_a_new_revision_and_leave_the_old_one(db: TestDb) {
        import(&db, 1).await;
        let rti = key(&db, "rti").await;
        let report = import(&db, 2).await;
        assert_eq!(report.competencies, Counts { new: 0, changed: 1, unchanged: 1 });
        let mut conn = db.read().await.expect("a connection");
        let entry = framework::by_code(&mut conn, "rti").await.expect("read").expect("there");
        assert_eq!((entry.key, entry.revision, entry.definition.get(&Language::ENGLISH)), (rti, 2, "Knows and applies"));
        assert_eq!(framework::descriptors(&mut conn, rti, 1).await.expect("read").len(), 5);
        assert_eq!(framework::indicators(&mut conn, rti, 2).await.expect("read").len(), 2);
        assert_eq!(framework::scale(&mut conn, rti, 2).await.expect("read").len(), 5);
    }

    async fn a_dry_run_counts_and_writes_nothing(db: TestDb) {
        let report = framework::import_source(&db, &source(1), Options { dry_run: true }, &|_| {}).await.expect("counted");
        assert_eq!((report.competencies.new, report.positions.new), (2, 3));
        assert!(framework::all(&mut db.read().await.expect("a connection")).await.expect("read").is_empty());
    }

    async fn one_fault_anywhere_imports_nothing(db: TestDb) {
        let faulty = Source::of([("framework.toml", "code = 1")]);
        let refused = framework::import_source(&db, &faulty, Options::default(), &|_| {}).await;
        let Err(Failure::Refused(ImportRefusal::Faulty(faults))) = refused else { panic!("{refused:?}") };
        assert!(faults.iter().any(|fault| fault.file == "framework.toml") && faults.iter().any(|fault| fault.file == "levels.csv"));
    }

    async fn criticality_is_told_for_the_posts_of_an_official_and_changes_with_the_next_import(db: TestDb) {
        let people = service(&db).await;
        let mut conn = db.read().await.expect("a connection");
        let said = requirement::criticality(&mut conn, people.head, today()).await.expect("read");
        let told: Vec<_> = said.iter().map(|one| (one.code.as_str(), one.criticality, one.reason.get(&Language::ENGLISH))).collect();
        assert_eq!(told, [("rti", Criticality::High, "Signs1"), ("writing", Criticality::Low, "Drafts")]);
        // Nothing is said of the clerk's post: it is unset, not low.
        assert!(requirement::criticality(&mut conn, people.clerk, today()).await.expect("read").is_empty());
        drop(conn);
        assert_eq!(import(&db, 2).await.positions, Counts { new: 0, changed: 1, unchanged: 2 });
        let mut conn = db.read().await.expect("a connection");
        let again = requirement::criticality(&mut conn, people.head, today()).await.expect("read");
        assert_eq!((again.len(), again[0].reason.get(&Language::HINDI)), (2, "हस्ताक्षर"));
        assert_eq!(again[0].reason.get(&Language::ENGLISH), "Signs2");
    }

    async fn each_requirement_is_in_its_state(db: TestDb) {
        let (people, rti) = (service(&db).await, key(&db, "rti").await);
        assert_eq!(states(&db, people.head, today()).await, BTreeMap::from([
            ("rti".to_owned(), (2, State::NotYetAssessed, false)),
            ("writing".to_owned(), (4, State::NotYetAssessed, false)),
        ]));
        write(&db, (), move |tx, ()| Box::pin(async move { record(tx, &piece(people.head, rti, EvidenceKind::Completion, 1)).await })).await;
        assert_eq!(states(&db, people.head, today()).await["rti"].1, State::AssessedBelow);
        write(&db, (), move |tx, ()| Box::pin(async move { record(tx, &piece(people.head, rti, EvidenceKind::Test, 2)).await })).await;
        let standings = standings(&db, people.head, today()).await;
        assert_eq!(standings[0].state, State::Held);
        assert_eq!(standings[0].descriptor.get(&Language::ENGLISH), "rti at 2");
        assert_eq!(standings[0].held_descriptor.as_ref().map(|text| text.get(&Language::HINDI)), Some("rti 2 पर"));
        let summary = summary(&standings);
        assert_eq!((summary.required, summary.held, summary.unassessed, summary.below), (2, 1, 1, 0));
    }

    async fn with_two_posts_the_highest_level_wins(db: TestDb) {
        let people = service(&db).await;
        write(&db, (), move |tx, ()| Box::pin(async move {
            let head_post: Key<Post> = tx.query("SELECT id FROM post WHERE code = 'P-HEAD'").one("post", |row| row.get(0)).await?;
            post_to(tx, people.clerk, head_post, -10).await
        })).await;
        let states = states(&db, people.clerk, today()).await;
        assert_eq!(states.len(), 2);
        assert_eq!((states["rti"].0, states["writing"].0), (2, 4));
    }

    async fn a_raised_requirement_is_new_for_its_grace_and_counts_for_nobody(db: TestDb) {
        let people = service(&db).await;
        let report = import(&db, 2).await;
        assert_eq!(report.posts, 2);
        let found = states(&db, people.clerk, today()).await;
        assert_eq!(found["rti"], (3, State::NotYetAssessed, true));
        assert_eq!(found["writing"], (1, State::NotYetAssessed, true));
        let counted = summary(&standings(&db, people.clerk, today()).await);
        assert_eq!((counted.required, counted.new), (0, 2));
        let later = states(&db, people.clerk, today().plus_days(requirement::GRACE_DAYS)).await;
        assert!(!later["rti"].2);
        assert_eq!(import(&db, 2).await.posts, 0);
    }

    async fn posts_of_one_position_share_a_set(db: TestDb) {
        let people = service(&db).await;
        let new = write(&db, (), |tx, ()| Box::pin(async move {
            let office: Key<Organisation> = tx.query("SELECT id FROM organisation").one("office", |row| row.get(0)).await?;
            let (post, clerk) = (tx.take_key("post").await?, position(tx, "clerk").await?);
            insert_post(tx, post, "P-CLERK-2", (office, clerk), None).await?;
            let (idle, nothing) = (tx.take_key("post").await?, position(tx, "idle").await?);
            insert_post(tx, idle, "P-IDLE", (office, nothing), None).await?;
            Ok((post, idle))
        })).await;
        let mut conn = db.read().await.expect("a connection");
        let first = requirement::set_of_post(&mut conn, people.post).await.expect("read");
        assert!(first.is_some());
        assert_eq!(requirement::set_of_post(&mut conn, new.0).await.expect("read"), first);
        assert_eq!(requirement::set_of_post(&mut conn, new.1).await.expect("read"), None);
    }
}
