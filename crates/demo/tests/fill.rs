//! The demonstration service in a small size: what it must hold on both databases.

use std::collections::BTreeMap;

use competency::evidence::rebuild_and_compare;
use competency::requirement::{self, State};
use demo::{FillError, Size};
use kernel::{Date, LanguageText};
use people::organisation::{self, NewOrganisation};
use people::posting::{self, PostingKind};
use people::{OfficialKey, account, grant, supervision};
use sqlx::AssertSqlSafe;
use store::{Conn, Db, FutureExt, Outcome, Reactions, Tx};

const OFFICIALS: usize = 700;

async fn filled(db: &Db) {
    let files = tempfile::tempdir().expect("a folder");
    demo::fill_sized(db, files.path(), Size::Small(OFFICIALS), &mut |_, _, _| {}).await.expect("filled");
}

async fn count(conn: &mut Conn, what: &str) -> i64 {
    conn.query(AssertSqlSafe(format!("SELECT COUNT(*) FROM {what}"))).one("count", |row| row.get(0)).await.expect("a count")
}

fn today() -> Date {
    Date::parse(testing::TODAY).expect("a date")
}

async fn official(conn: &mut Conn, account: &str) -> OfficialKey {
    conn.query("SELECT official FROM account WHERE name = $1")
        .bind(account)
        .one("account", |row| row.get(0))
        .await
        .expect("an account")
}

/// State and level by competency of the requirements of an official.
async fn standings(conn: &mut Conn, account: &str) -> BTreeMap<String, (State, i64, i64)> {
    let official = official(conn, account).await;
    let standings = requirement::standings(conn, official, today()).await.expect("standings");
    standings.into_iter().map(|one| (one.code.to_string(), (one.state, one.required.number(), one.held.number()))).collect()
}

async fn held(conn: &mut Conn, account: &str) -> (usize, usize) {
    let standings = standings(conn, account).await;
    (standings.values().filter(|(state, ..)| *state == State::Held).count(), standings.len())
}

async fn postings(conn: &mut Conn, account: &str) -> Vec<(PostingKind, String)> {
    let official = official(conn, account).await;
    let mut found = Vec::new();
    for posting in posting::current(conn, official, today()).await.expect("postings") {
        let office = organisation::by_key(conn, posting.organisation).await.expect("an office");
        found.push((posting.kind, office.code.to_string()));
    }
    found
}

testing::on_both! {
    async fn a_fill_has_all_that_was_planned(db: TestDb) {
        filled(&db).await;
        assert!(demo::is_demo(&db).await.expect("asked"));
        let mut conn = db.read().await.expect("a connection");
        for (what, wanted) in [
            ("official", OFFICIALS as i64),
            ("person", OFFICIALS as i64),
            ("account WHERE demo", OFFICIALS as i64),
            ("account WHERE password IS NOT NULL", 22),
            ("organisation", 397),
            ("position", 80),
            ("course WHERE playable", 3),
            ("course WHERE NOT playable", 120),
            ("contest WHERE answered_at IS NOT NULL", 0),
            ("role_grant", 14),
            ("framework_draft WHERE state = 'drafting'", 1),
            ("framework_draft WHERE state = 'review1'", 1),
            ("framework_draft WHERE state = 'review2'", 1),
            ("framework_draft WHERE state = 'appealed'", 1),
            ("framework_draft_row WHERE doubt <> ''", 3),
            ("post LEFT JOIN post_requirement ON post_requirement.post = post.id WHERE post_requirement.post IS NULL", 0),
            ("change_feed WHERE kind = 'attainment.reload'", 1),
        ] {
            assert_eq!(count(&mut conn, what).await, wanted, "{what}");
        }
        let evidence = count(&mut conn, "evidence").await;
        assert!(evidence > 4 * OFFICIALS as i64, "{evidence}");
        assert!(count(&mut conn, "certificate").await > 5 && count(&mut conn, "enrolment WHERE state = 'active'").await > 5);
        // A second start finds it whole.
        filled(&db).await;
    }

    async fn levels_are_what_the_evidence_says(db: TestDb) {
        filled(&db).await;
        let checked = rebuild_and_compare(&db, false).await.expect("compared");
        assert!(checked.attainments > 3000 && checked.differences.is_empty(), "{:?}", checked.differences.first());
    }

    async fn completed_courses_are_whole(db: TestDb) {
        filled(&db).await;
        let mut conn = db.read().await.expect("a connection");
        let completed = conn.query("SELECT official, id FROM enrolment WHERE state = 'completed'");
        let completed = completed.all(|row| Ok((row.get(0)?, row.get(1)?))).await.expect("enrolments");
        for whose in &completed {
            assert_eq!(learning::progress::missing_parts(&mut conn, *whose).await.expect("counted"), 0);
        }
        let certificates = count(&mut conn, "certificate JOIN enrolment ON enrolment.official = certificate.official \
             AND enrolment.id = certificate.enrolment WHERE enrolment.state = 'completed'").await;
        assert_eq!(certificates, completed.len() as i64);
        let orphans = count(&mut conn, "evidence WHERE kind = 'test' AND NOT EXISTS (SELECT 1 FROM attempt \
             WHERE attempt.official = evidence.official AND attempt.state = 'passed')").await;
        assert_eq!(orphans, 0);
    }

    async fn a_store_with_real_data_is_left_alone(db: TestDb) {
        let made: Outcome<(), ()> = db.write((), |tx, ()| found(tx).boxed()).await;
        made.expect("an organisation");
        let files = tempfile::tempdir().expect("a folder");
        let refused = demo::fill_sized(&db, files.path(), Size::Small(OFFICIALS), &mut |_, _, _| {}).await;
        assert!(matches!(refused, Err(FillError::RealData)));
        assert!(!demo::is_demo(&db).await.expect("asked"));
        assert_eq!(count(&mut db.read().await.expect("a connection"), "organisation").await, 1);
    }

    async fn an_interrupted_fill_says_so(db: TestDb) {
        let begun: Outcome<(), ()> = db.write((), |tx, ()| begin(tx).boxed()).await;
        begun.expect("begun");
        let files = tempfile::tempdir().expect("a folder");
        let refused = demo::fill_sized(&db, files.path(), Size::Small(OFFICIALS), &mut |_, _, _| {}).await;
        assert!(matches!(refused, Err(FillError::Interrupted)));
    }

    async fn every_persona_is_as_the_story_says(db: TestDb) {
        filled(&db).await;
        let mut conn = db.read().await.expect("a connection");
        asha_devi(&mut conn).await;
        postings_of_the_stories(&mut conn).await;
        supervision_of_the_stories(&mut conn).await;
        levels_of_the_stories(&mut conn).await;
        people_of_the_stories(&mut conn).await;
        drop(conn);
        signs_in(&db).await;
    }
}

async fn found(tx: &mut Tx) -> Outcome<(), ()> {
    let name = LanguageText::of("A real office", "एक असली कार्यालय");
    let new =
        NewOrganisation { code: "X", kind: "office", name: &name, territory: None, parent: None, from: Date(0), edition: 0 };
    organisation::insert(tx, &new).await?;
    Ok(())
}

async fn begin(tx: &mut Tx) -> Outcome<(), ()> {
    tx.execute("INSERT INTO key_sequence (kind, next) VALUES ('demo', 1)").run().await?;
    Ok(())
}

async fn asha_devi(conn: &mut Conn) {
    let standings = standings(conn, "official").await;
    assert_eq!(held(conn, "official").await, (8, 12));
    assert_eq!(standings["grievance-redressal"], (State::AssessedBelow, 3, 1));
    assert_eq!(standings["rti"], (State::NotYetAssessed, 2, 0));
    assert_eq!(standings["cyber-hygiene"], (State::NotYetAssessed, 2, 0));
    assert_eq!(standings["change-management"], (State::Lapsed, 3, 0));
    let official = official(conn, "official").await;
    let enrolments = learning::enrolment::own(conn, official).await.expect("enrolments");
    assert_eq!(enrolments.len(), 1);
    assert_eq!((enrolments[0].course.as_str(), enrolments[0].state.as_str()), ("deciding-grievances", "active"));
    assert_eq!(enrolments[0].resume, (5, 3));
    assert!(enrolments[0].parts.0 > 8 && enrolments[0].parts.0 < enrolments[0].parts.1, "{:?}", enrolments[0].parts);
}

async fn postings_of_the_stories(conn: &mut Conn) {
    use PostingKind::*;
    for (account, wanted) in [
        ("official", vec![(Substantive, "BR-RDD-PATNA-PHULWARI")]),
        ("ifu", vec![(Substantive, "BR-RDD-ESTT"), (Attachment, "BR-RDD-IFU")]),
        ("publisher", vec![(Substantive, "DOPT-CS"), (ForeignService, "KB-CONTENT")]),
        ("commission", vec![(Substantive, "DORD-MON"), (Deputation, "CBC")]),
        ("provider", vec![(ReEmployed, "ISTM")]),
        ("hr", vec![(Substantive, "BR-GAD-ESTT"), (Officiating, "BR-GAD-HR")]),
        ("pratibha-verma", vec![(Substantive, "BR-COLL-PATNA"), (AdditionalCharge, "BR-UDH-PATNA")]),
        ("manjula-gowda", vec![(Substantive, "KA-POL-MANDYA-RURAL"), (Leave, "KA-POL-MANDYA-RURAL")]),
        ("simran-sandhu", vec![(TrainingReserve, "DOPT-TRG")]),
    ] {
        let wanted: Vec<(PostingKind, String)> = wanted.into_iter().map(|(kind, office)| (kind, office.to_owned())).collect();
        assert_eq!(postings(conn, account).await, wanted, "{account}");
    }
    let ended =
        count(conn, "posting JOIN account ON account.official = posting.official WHERE account.name = 'supervisor'").await;
    assert_eq!(ended, 3, "postings that have ended are kept");
}

async fn supervision_of_the_stories(conn: &mut Conn) {
    for (supervisor, supervised) in [
        ("supervisor", "official"),
        ("pratibha-verma", "supervisor"),
        ("nodal", "ifu"),
        ("bhola-prasad", "ramesh-yadav"),
        ("gopal-manjhi", "shabana-ansari"),
        ("manjula-gowda", "basavaraj-patil"),
        ("reviewer1", "simran-sandhu"),
    ] {
        let (above, below) = (official(conn, supervisor).await, official(conn, supervised).await);
        let since = supervision::since(conn, above, below, today()).await.expect("asked");
        let new = supervised == "simran-sandhu";
        assert!(since.is_some_and(|since| new || since < today().plus_days(-365)), "{supervisor} {supervised} {since:?}");
    }
    let alone = official(conn, "gopal-manjhi").await;
    let sql = supervision::supervised_by(1, 2);
    let mut bosses = 0;
    for boss in conn.query("SELECT id FROM official").all(|row| row.get::<OfficialKey>(0)).await.expect("officials") {
        let his = conn
            .query(AssertSqlSafe(format!("SELECT 1 FROM ({sql}) AS s WHERE s.official = $3")))
            .bind(boss)
            .bind(today())
            .bind(alone);
        bosses += i32::from(his.optional(|_| Ok(())).await.expect("asked").is_some());
    }
    assert_eq!(bosses, 0, "the post above is vacant");
}

async fn levels_of_the_stories(conn: &mut Conn) {
    let contested = standings(conn, "rohit-kushwaha").await["tax-assessment"];
    assert_eq!(contested, (State::Held, 2, 2));
    let rohit = official(conn, "rohit-kushwaha").await;
    let contests = competency::contest::of_official(conn, rohit).await.expect("contests");
    assert!(contests.len() == 1 && contests[0].answer.is_none() && contests[0].due > today());
    assert_eq!(standings(conn, "murugan").await["railway-operations"], (State::Held, 3, 3));
    assert_eq!(standings(conn, "ramesh-yadav").await["cyber-hygiene"], (State::AssessedBelow, 2, 1));
    let simran = official(conn, "simran-sandhu").await;
    assert_eq!(held(conn, "simran-sandhu").await, (0, 0), "the training reserve prescribes nothing, so nothing is a gap");
    assert_eq!(count(conn, &format!("evidence WHERE official = {}", simran.number())).await, 1, "what she showed is kept");
    let digital = competency::framework::by_code(conn, "digital-fluency").await.expect("read").expect("a competency").key;
    let kept = conn.query("SELECT level FROM attainment WHERE official = $1 AND competency = $2").bind(simran).bind(digital);
    assert_eq!(kept.one("attainment", |row| row.get::<i64>(0)).await.expect("a level"), 1);
    let (_, charges) = held(conn, "pratibha-verma").await;
    assert!(charges > 12, "two posts ask more than one: {charges}");
}

/// The accounts of all personas.
const PERSONAS: [&str; 22] = [
    "official",
    "supervisor",
    "nodal",
    "ifu",
    "reviewer1",
    "reviewer2",
    "provider",
    "publisher",
    "commission",
    "hr",
    "admin",
    "pratibha-verma",
    "gopal-manjhi",
    "bhola-prasad",
    "ramesh-yadav",
    "deepika-shetty",
    "rohit-kushwaha",
    "murugan",
    "shabana-ansari",
    "manjula-gowda",
    "simran-sandhu",
    "basavaraj-patil",
];

async fn people_of_the_stories(conn: &mut Conn) {
    for (account, name, language) in
        [("murugan", "Murugan", "ta"), ("shabana-ansari", "Shabana Ansari", "ur"), ("basavaraj-patil", "Basavaraj Patil", "kn")]
    {
        let key = official(conn, account).await;
        let person = people::official::person(conn, key).await.expect("a person");
        assert_eq!((person.name.expect("a name").latin.as_str(), person.language.as_str()), (name, language));
    }
    for account in PERSONAS {
        assert!(!postings(conn, account).await.is_empty(), "{account}");
    }
    for account in ["deepika-shetty", "admin"] {
        let key = official(conn, account).await;
        let engaged = conn.query("SELECT engagement, service FROM official WHERE id = $1 AND retires IS NULL").bind(key);
        let engaged =
            engaged.one("official", |row| Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?))).await.expect("a contract");
        assert_eq!(engaged, ("contract".to_owned(), None), "{account}");
    }
    let bhola = official(conn, "bhola-prasad").await;
    let bhola = people::official::person(conn, bhola).await.expect("a person");
    assert_eq!(bhola.retires, Date::parse("2027-02-28").ok());
    let ramesh = official(conn, "ramesh-yadav").await;
    assert_eq!(people::official::person(conn, ramesh).await.expect("a person").minutes_per_week, 60);
    let nodal = account_key(conn, "nodal").await;
    let grants = grant::of_account(conn, nodal, today()).await.expect("grants");
    let is_nodal =
        |grant: &grant::Grant| grant.role == grant::Role::Nodal && matches!(grant.scope, grant::Scope::Organisation(_));
    assert!(grants.len() == 2 && grants.iter().any(is_nodal));
}

async fn account_key(conn: &mut Conn, name: &str) -> kernel::Key<people::Account> {
    conn.query("SELECT id FROM account WHERE name = $1").bind(name).one("account", |row| row.get(0)).await.expect("an account")
}

async fn signs_in(db: &Db) {
    for identifier in ["official", "deepika-shetty", "70000 00001"] {
        let proven = account::service::prove(db, identifier, demo::PASSWORD).await;
        assert!(proven.is_ok_and(|proven| !proven.must_change), "{identifier}");
    }
}

/// What two fills must agree on, in an order of its own.
const CONTENTS: [(&str, usize); 9] = [
    (
        "SELECT official.code, person.name, person.mobile, CAST(joined AS TEXT) FROM official JOIN person ON person.official = official.id ORDER BY official.id",
        4,
    ),
    ("SELECT post.code, CAST(post.reports_to AS TEXT) FROM post ORDER BY post.id", 2),
    (
        "SELECT CAST(official AS TEXT), kind, CAST(post AS TEXT), CAST(from_date AS TEXT) FROM posting ORDER BY posting.official, posting.id",
        4,
    ),
    (
        "SELECT CAST(official AS TEXT), kind, CAST(level AS TEXT), CAST(shown_at AS TEXT), source, note FROM evidence ORDER BY evidence.official, evidence.id",
        6,
    ),
    (
        "SELECT CAST(official AS TEXT), CAST(level AS TEXT), CAST(lapsed_level AS TEXT), CAST(next_change AS TEXT) FROM attainment ORDER BY attainment.official, attainment.competency",
        4,
    ),
    (
        "SELECT CAST(official AS TEXT), state, CAST(enrolled_at AS TEXT) FROM enrolment ORDER BY enrolment.official, enrolment.id",
        3,
    ),
    (
        "SELECT CAST(official AS TEXT), CAST(object AS TEXT), CAST(segment AS TEXT), CAST(credited AS TEXT) FROM progress ORDER BY progress.official, progress.enrolment, progress.object, progress.segment",
        4,
    ),
    ("SELECT code, CAST(official AS TEXT) FROM certificate ORDER BY certificate.official, certificate.id", 2),
    ("SELECT name, CAST(official AS TEXT) FROM account ORDER BY account.id", 2),
];

async fn contents(db: &Db) -> Vec<Vec<String>> {
    let mut conn = db.read().await.expect("a connection");
    let mut all = Vec::new();
    for (sql, columns) in CONTENTS {
        let rows = conn.query(AssertSqlSafe(sql.to_owned())).all(|row| {
            let cells: Result<Vec<String>, store::Error> =
                (0..columns).map(|at| Ok(row.get::<Option<String>>(at)?.unwrap_or_default())).collect();
            Ok(cells?.join("|"))
        });
        all.push(rows.await.expect("rows"));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_fills_are_the_same_whatever_the_database() {
    let (one, other) = (testing::sqlite(Reactions::default()).await, testing::postgres(Reactions::default()).await);
    filled(&one).await;
    filled(&other).await;
    for (one, other) in contents(&one).await.into_iter().zip(contents(&other).await) {
        assert_eq!(one.len(), other.len());
        for (one, other) in one.iter().zip(&other) {
            assert_eq!(one, other);
        }
    }
}
