//! What crosswalks and decisions about twins do, on both databases.

mod fixture;

use std::path::Path;

use competency::crosswalk::{CrosswalkRefusal, Declare, Relation, declare};
use competency::evidence::{self, EvidenceKind, rebuild_and_compare, record};
use competency::exchange::{self, CaseVersion, Format};
use competency::foreign::{self, Form, Verdict};
use competency::framework::{self, Import, Options};
use competency::twins::{Decide, Decision, TwinRefusal, decide, decisions};
use fixture::{Service, key, official, piece, service, today, write};
use kernel::{Key, Level};
use people::grant::{Grant, Role, Scope};
use people::{Actor, OfficialKey};
use store::jobs::{Handlers, Runner};
use store::{Db, Failure, FutureExt, Reactions};

async fn nsw(db: &Db) {
    let path = Path::new("tests/foreign/nsw");
    let catalogue = foreign::read(Form::Nsw, path, None).expect("no fault");
    framework::import_catalogue(db, (catalogue, Form::Nsw, None), Options::default(), &|_| {}).await.expect("imported");
}

fn unit(people: &Service) -> Actor {
    let grant = Grant { role: Role::FracingUnit, scope: Scope::Everything };
    Actor::sample(people.head_account.number(), Some(people.head.number()), vec![grant], today())
}

/// A crosswalk from the competency of NSW to the one on the right to information.
fn to_rti(actor: &Actor, relation: Option<Relation>, cap: Option<i64>) -> Declare {
    let cap = cap.and_then(|cap| Level::new(cap).ok());
    Declare { actor: actor.clone(), codes: ("nsw/nsw-01".to_owned(), "rti".to_owned()), relation, cap }
}

async fn held(db: &Db, official: OfficialKey, code: &str) -> Option<i64> {
    let competency = key(db, code).await;
    let mut conn = db.read().await.expect("a connection");
    let level =
        conn.query("SELECT level FROM attainment WHERE official = $1 AND competency = $2").bind(official).bind(competency);
    level.optional(|row| row.get(0)).await.expect("read")
}

async fn show(db: &Db, official: OfficialKey, code: &str, kind: EvidenceKind, level: i64) {
    let competency = key(db, code).await;
    write(db, (), move |tx, ()| Box::pin(async move { record(tx, &piece(official, competency, kind, level)).await })).await;
}

async fn is_true(db: &Db) {
    let checked = rebuild_and_compare(db, false).await.expect("checked");
    assert!(checked.differences.is_empty() && checked.attainments > 0, "{checked:?}");
}

async fn write_package(db: &Db, (code, version): (&str, CaseVersion), to: &Path) {
    exchange::export(db, code, Format::Case(version), (to, "https://k.example")).await.expect("exported");
}

async fn take(db: &Db, path: &Path) -> Import {
    let catalogue = foreign::read(Form::Case, path, None).expect("no fault");
    framework::import_catalogue(db, (catalogue, Form::Case, None), Options::default(), &|_| {}).await.expect("imported")
}

/// What became of the crosswalks of a package, and whether they stood already.
fn told(import: &Import) -> Vec<(Verdict, bool)> {
    let of = |reason: &str| ["crosswalk", "not here", "declared", "declare"].iter().any(|word| reason.contains(word));
    let rows = import.ledger.rows.iter().filter(|row| row.file.ends_with("CFAssociations") && of(&row.reason));
    rows.map(|row| (row.verdict, row.reason.contains("already"))).collect()
}

/// All crosswalks by the codes of their ends.
async fn said(db: &Db) -> Vec<String> {
    let mut conn = db.read().await.expect("a connection");
    let names = framework::names(&mut conn).await.expect("read");
    let code = |key| names.get(&key).map(|(code, _)| code.clone()).unwrap_or_default();
    let one = |one: &competency::crosswalk::Crosswalk| {
        let cap = one.cap.map(|cap| format!(" up to {}", cap.number())).unwrap_or_default();
        format!("{} {} {}{cap}", code(one.origin), one.relation.as_str(), code(one.target))
    };
    let mut all: Vec<String> = competency::crosswalk::all(&mut conn).await.expect("read").iter().map(one).collect();
    all.sort();
    all
}

/// Runs the jobs that wait and gives how many they were.
async fn jobs(db: &Db) -> u64 {
    let handlers = Handlers::default().on(evidence::RECOUNT_JOB, |db, payload| evidence::recount(db, payload).boxed());
    Runner::new(db.clone(), handlers).drain().await.expect("run")
}

testing::on_both! {
    reactions = Reactions::default();

    async fn evidence_counts_by_the_declared_rule_and_the_check_stays_true(db: TestDb) {
        let people = service(&db).await;
        nsw(&db).await;
        let actor = unit(&people);
        show(&db, people.clerk, "nsw/nsw-01", EvidenceKind::Panel, 4).await;
        assert_eq!(held(&db, people.clerk, "rti").await, None);
        for (relation, cap, expected) in [
            (Some(Relation::Exact), None, Some(4)),
            (Some(Relation::Broader), Some(2), Some(2)),
            (Some(Relation::Narrower), Some(3), Some(3)),
            (Some(Relation::Related), None, None),
            (Some(Relation::Exact), None, Some(4)),
            (None, None, None),
        ] {
            declare(&db, to_rti(&actor, relation, cap)).await.expect("declared");
            assert_eq!(jobs(&db).await, 2, "the request itself derives nothing");
            assert_eq!(held(&db, people.clerk, "rti").await, expected, "{relation:?}");
            is_true(&db).await;
        }
        declare(&db, to_rti(&actor, Some(Relation::Exact), None)).await.expect("declared");
        jobs(&db).await;
        show(&db, people.head, "rti", EvidenceKind::Test, 2).await;
        assert_eq!(held(&db, people.head, "nsw/nsw-01").await, Some(2), "exact counts in both directions");
        let rti = key(&db, "rti").await;
        let counted = evidence::counted(&mut db.read().await.expect("a connection"), people.clerk, rti).await.expect("read");
        assert_eq!((counted.len(), counted[0].piece.level.number(), counted[0].counted_from.is_some()), (1, 4, true));
        is_true(&db).await;
    }

    async fn order_of_evidence_and_crosswalk_does_not_matter(db: TestDb) {
        let people = service(&db).await;
        nsw(&db).await;
        let actor = unit(&people);
        let steps = [("nsw/nsw-01", EvidenceKind::WorkProduct, 4), ("rti", EvidenceKind::Test, 2), ("nsw/nsw-01", EvidenceKind::SupervisedTest, 3)];
        let mut found = Vec::new();
        // Six orders of the pieces; the crosswalk comes before, between and after them.
        for (number, order) in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].into_iter().enumerate() {
            let who = write(&db, number, |tx, number| Box::pin(async move { official(tx, &format!("X{number}"), "Somebody").await })).await.0;
            declare(&db, to_rti(&actor, None, None)).await.expect("taken back");
            jobs(&db).await;
            for (at, step) in order.into_iter().enumerate() {
                if at == number % 3 {
                    declare(&db, to_rti(&actor, Some(Relation::Exact), None)).await.expect("declared");
                    jobs(&db).await;
                }
                let (code, kind, level) = steps[step];
                show(&db, who, code, kind, level).await;
            }
            found.push((held(&db, who, "rti").await, held(&db, who, "nsw/nsw-01").await));
            is_true(&db).await;
        }
        assert_eq!(found, vec![(Some(3), Some(3)); 6]);
    }

    async fn a_crosswalk_that_says_nothing_is_refused(db: TestDb) {
        let people = service(&db).await;
        nsw(&db).await;
        let actor = unit(&people);
        let codes = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        for (command, refusal) in [
            (to_rti(&actor, Some(Relation::Narrower), None), CrosswalkRefusal::NoCap),
            (Declare { codes: codes("rti", "nothing"), ..to_rti(&actor, Some(Relation::Exact), None) }, CrosswalkRefusal::Unknown),
            (Declare { codes: codes("rti", "writing"), ..to_rti(&actor, Some(Relation::Exact), None) }, CrosswalkRefusal::OneFramework),
        ] {
            let refused = declare(&db, command).await;
            assert!(matches!(refused, Err(Failure::Refused(found)) if found == refusal), "{refused:?}");
        }
        let refused = declare(&db, to_rti(&people.clerk_actor(), Some(Relation::Exact), None)).await;
        assert!(matches!(refused, Err(Failure::Denied)), "{refused:?}");
    }

    async fn crosswalks_go_out_with_packages_and_come_back_the_same(db: TestDb) {
        let people = service(&db).await;
        nsw(&db).await;
        let actor = unit(&people);
        let all = [
            ("nsw/nsw-01", "rti", Relation::Exact, None),
            ("nsw/nsw-01", "writing", Relation::Broader, Some(2)),
            ("nsw/nsw-05", "rti", Relation::Narrower, Some(3)),
            ("rti", "nsw/nsw-05", Relation::Broader, Some(1)),
            ("nsw/nsw-05", "writing", Relation::Related, None),
        ];
        for (origin, target, relation, cap) in all {
            let codes = (origin.to_owned(), target.to_owned());
            let cap = cap.and_then(|cap| Level::new(cap).ok());
            declare(&db, Declare { actor: actor.clone(), codes, relation: Some(relation), cap }).await.expect("declared");
        }
        let folder = tempfile::tempdir().expect("a folder");
        let packages = [("f", folder.path().join("f.json")), ("nsw", folder.path().join("nsw.json"))];
        for (code, path) in &packages {
            write_package(&db, (code, CaseVersion::V1p1), path).await;
            let package: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("JSON");
            let crossing = |one: &&serde_json::Value| one["CFAssociationGroupingURI"]["title"] == "Crosswalks";
            let kinds: Vec<&str> = package["CFAssociations"].as_array().expect("a list").iter().filter(crossing)
                .filter_map(|one| one["associationType"].as_str()).collect();
            let count = |kind: &str| kinds.iter().filter(|one| **one == kind).count();
            assert_eq!((count("exactMatchOf"), count("isPartOf"), count("isRelatedTo")), (1, 3, 1), "{code}");
            let ids: std::collections::BTreeSet<String> = package["CFAssociations"].as_array().expect("a list").iter()
                .map(|one| one["identifier"].to_string()).collect();
            assert_eq!(ids.len(), package["CFAssociations"].as_array().map_or(0, Vec::len), "identifiers are unique");
        }
        let other = testing::sqlite(Reactions::default()).await;
        let first = take(&other, &packages[0].1).await;
        assert_eq!(told(&first), vec![(Verdict::Doubtful, false); 5], "the other framework is not here yet");
        assert_eq!(told(&take(&other, &packages[1].1).await), vec![(Verdict::Taken, false); 5]);
        assert_eq!(said(&other).await, said(&db).await);
        for (code, path) in &packages {
            let again = folder.path().join("again.json");
            write_package(&other, (code, CaseVersion::V1p1), &again).await;
            assert!(std::fs::read(path).expect("a file") == std::fs::read(&again).expect("a file"), "{code}");
            let again = take(&other, path).await;
            assert!(again.same && told(&again) == vec![(Verdict::Taken, true); 5], "{code}: {:?}", told(&again));
        }
        // What is declared here stays, whatever a package says.
        declare(&db, to_rti(&actor, Some(Relation::Related), None)).await.expect("declared");
        let before = said(&db).await;
        assert_eq!(told(&take(&db, &packages[1].1).await).iter().filter(|(verdict, _)| *verdict == Verdict::Doubtful).count(), 1);
        assert_eq!(said(&db).await, before);
    }

    async fn a_package_of_version_1_0_brings_no_level_that_it_does_not_say(db: TestDb) {
        let people = service(&db).await;
        nsw(&db).await;
        let actor = unit(&people);
        let folder = tempfile::tempdir().expect("a folder");
        let [f, path] = ["f.json", "nsw.json"].map(|name| folder.path().join(name));
        write_package(&db, ("f", CaseVersion::V1p1), &f).await;
        for (target, relation) in [("rti", Relation::Exact), ("writing", Relation::Narrower)] {
            let codes = ("nsw/nsw-01".to_owned(), target.to_owned());
            declare(&db, Declare { actor: actor.clone(), codes, relation: Some(relation), cap: Level::new(2).ok() }).await.expect("declared");
        }
        write_package(&db, ("nsw", CaseVersion::V1p0), &path).await;
        let other = testing::sqlite(Reactions::default()).await;
        take(&other, &f).await;
        let mut found = told(&take(&other, &path).await);
        found.sort();
        assert_eq!(found, [(Verdict::Taken, false), (Verdict::Doubtful, false)]);
        assert_eq!(said(&other).await, ["nsw/nsw-01 exact rti"]);
    }

    async fn a_decision_about_twins_outlives_an_import(db: TestDb) {
        let people = service(&db).await;
        nsw(&db).await;
        let actor = unit(&people);
        let command = |actor: &Actor, one: &str, decision| Decide { actor: actor.clone(), codes: (one.to_owned(), "rti".to_owned()), decision };
        decide(&db, command(&actor, "nsw/nsw-01", Some(Decision::Alias))).await.expect("decided");
        fixture::import(&db, 2).await;
        nsw(&db).await;
        let (one, other): (Key<competency::Competency>, _) = (key(&db, "nsw/nsw-01").await, key(&db, "rti").await);
        let all = decisions(&mut db.read().await.expect("a connection")).await.expect("read");
        assert_eq!(all.get(&(one.min(other), one.max(other))), Some(&Decision::Alias));
        decide(&db, command(&actor, "nsw/nsw-01", None)).await.expect("taken back");
        assert!(decisions(&mut db.read().await.expect("a connection")).await.expect("read").is_empty());
        for one in ["rti", "nothing"] {
            let refused = decide(&db, command(&actor, one, Some(Decision::Apart))).await;
            assert!(matches!(refused, Err(Failure::Refused(TwinRefusal::NotTwo))), "{refused:?}");
        }
        let refused = decide(&db, command(&people.clerk_actor(), "nsw/nsw-01", Some(Decision::Apart))).await;
        assert!(matches!(refused, Err(Failure::Denied)), "{refused:?}");
    }
}
