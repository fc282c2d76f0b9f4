//! A small simulated nation on both databases: what it must hold, that it is always the same, and that an interruption leaves no trace.

use std::ops::ControlFlow;
use std::path::Path;

use competency::evidence::rebuild_and_compare;
use demo::FillError;
use demo::nation::{Planted, Planting, Simulated, Simulation, Target, simulate};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use store::{Db, Dialect, Options, Reactions};

const SMALL: Simulation = Simulation { officials: 1_000, seed: 7, courses: 60, years: 2, plain: false };

/// Columns in which two runs differ: drawn by the doors of the realms when the starter framework and the courses to play are brought.
const DRAWN: [(&str, &str); 2] = [("organisation", "uid"), ("official", "uid")];

async fn made(address: &str, folder: &Path) -> Simulated {
    simulate(Target { address, folder }, SMALL, &mut |_, _, _| ControlFlow::Continue(())).await.expect("a nation")
}

async fn open(address: &str) -> Db {
    let options = Options { address, migrations: schema::STREAM, context: testing::context(), reactions: Reactions::default() };
    Db::open(options).await.expect("a store")
}

async fn count(db: &Db, what: &str) -> i64 {
    let mut conn = db.read().await.expect("a connection");
    conn.query(AssertSqlSafe(format!("SELECT COUNT(*) FROM {what}"))).one("count", |row| row.get(0)).await.expect("a count")
}

/// A digest of what all tables hold, in the order of their rows' own text.
async fn digest(db: &Db) -> Vec<(String, String)> {
    let mut conn = db.read().await.expect("a connection");
    let list = match conn.dialect() {
        Dialect::Lite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
        Dialect::Pg => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    };
    let tables: Vec<String> = conn.query(list).all(|row| row.get(0)).await.expect("tables");
    let mut digests = Vec::new();
    for table in tables.into_iter().filter(|table| !["migration", "audit_entry", "change_feed"].contains(&table.as_str())) {
        let columns = match conn.dialect() {
            Dialect::Lite => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY name"),
            Dialect::Pg => {
                format!("SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}' ORDER BY 1")
            }
        };
        let columns: Vec<String> = conn.query(AssertSqlSafe(columns)).all(|row| row.get(0)).await.expect("columns");
        let is_ours = DRAWN.iter().any(|(known, _)| *known == table);
        let text = |column: &String| format!("COALESCE(CAST({column} AS TEXT), '~')");
        let shown = columns.iter().filter(|column| is_ours || *column != "uid").filter(|column| !column.contains("epoch"));
        let binary = conn.dialect() == Dialect::Lite;
        let cells: Vec<String> = shown
            .map(|column| {
                if binary {
                    format!("CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE {} END", text(column))
                } else {
                    text(column)
                }
            })
            .collect();
        let sql = format!("SELECT {} FROM {table}", cells.join(" || '|' || "));
        let mut rows: Vec<String> = conn.query(AssertSqlSafe(sql)).all(|row| row.get(0)).await.expect("rows");
        rows.sort_unstable();
        let hash = Sha256::digest(rows.join("\n").as_bytes());
        digests.push((table, format!("{} {:02x}{:02x}{:02x}{:02x}", rows.len(), hash[0], hash[1], hash[2], hash[3])));
    }
    digests
}

/// Stops again and again, each time some steps later, until it comes to its end.
async fn interrupted(address: &str, folder: &Path) -> usize {
    for stops in 0..60 {
        let mut left = 1 + 2 * stops;
        let mut watch = |_: &str, _: u64, _: u64| {
            left -= 1;
            if left < 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        match simulate(Target { address, folder }, SMALL, &mut watch).await {
            Ok(_) => return usize::try_from(stops).unwrap_or(0),
            Err(FillError::Stopped) => {}
            Err(error) => panic!("{error}"),
        }
    }
    panic!("it never ends");
}

fn planted(made: &Simulated, planting: Planting) -> impl Iterator<Item = &Planted> {
    made.planted.iter().filter(move |planted| planted.planting == planting)
}

fn share(planted: &Planted) -> f64 {
    planted.held.iter().sum::<i64>() as f64 / planted.people.iter().sum::<i64>() as f64
}

/// What must hold of a nation of this size.
async fn check(address: &str, made: &Simulated) {
    let db = open(address).await;
    for (what, wanted) in [
        ("official", 1_000),
        ("person", 1_000),
        ("account WHERE demo", 1_000),
        ("account WHERE password IS NOT NULL", 11),
        ("role_grant", 9),
        ("territory WHERE kind = 'state'", 36),
        ("territory WHERE kind = 'district'", 784),
        ("course WHERE NOT playable", 60),
        ("course WHERE playable", 3),
        ("post LEFT JOIN post_requirement ON post_requirement.post = post.id WHERE post_requirement.post IS NULL", 0),
        (
            "official WHERE NOT EXISTS (SELECT 1 FROM posting WHERE posting.official = official.id AND posting.until_date IS NULL)",
            0,
        ),
        (
            "certificate JOIN enrolment ON enrolment.official = certificate.official AND enrolment.id = certificate.enrolment \
          WHERE enrolment.state <> 'completed'",
            0,
        ),
        ("posting LEFT JOIN post ON post.id = posting.post WHERE post.id IS NULL", 0),
        ("post LEFT JOIN post AS above ON above.id = post.reports_to WHERE post.reports_to IS NOT NULL AND above.id IS NULL", 0),
        (
            "evidence LEFT JOIN official ON official.id = evidence.observer WHERE evidence.observer IS NOT NULL AND official.id IS NULL",
            0,
        ),
    ] {
        assert_eq!(count(&db, what).await, wanted, "{what}");
    }
    assert_eq!(made.completed, count(&db, "enrolment WHERE state = 'completed'").await);
    assert!((7_500..11_500).contains(&made.enrolments), "{}", made.enrolments);
    assert!((5_200..8_000).contains(&made.completed), "{}", made.completed);
    let checked = rebuild_and_compare(&db, false).await.expect("compared");
    assert!(checked.attainments == made.attainments && checked.differences.is_empty(), "{:?}", checked.differences.first());
    for planting in [Planting::WeakDistrict, Planting::WeakOffice, Planting::WeakDepartment] {
        for one in planted(made, planting) {
            assert!(share(one) < 0.5, "{one:?}");
        }
    }
    for planting in [Planting::StrongDistrict, Planting::StrongOffice] {
        assert!(planted(made, planting).all(|one| share(one) > 0.75));
    }
    db.close().await;
}

async fn is_always_the_same(addresses: [String; 2]) {
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let whole = made(&addresses[0], folders[0].path()).await;
    check(&addresses[0], &whole).await;
    let stops = interrupted(&addresses[1], folders[1].path()).await;
    assert!(stops > 4, "{stops}");
    let (one, other) = (open(&addresses[0]).await, open(&addresses[1]).await);
    for (one, other) in digest(&one).await.into_iter().zip(digest(&other).await) {
        assert_eq!(one, other);
    }
    one.close().await;
    other.close().await;
    let record = |at: usize| std::fs::read_to_string(folders[at].path().join("planted.json")).expect("the record");
    assert_eq!(record(0), record(1));
    let other = Simulation { seed: 8, ..SMALL };
    let target = Target { address: &addresses[0], folder: folders[0].path() };
    let refused = simulate(target, other, &mut |_, _, _| ControlFlow::Continue(())).await;
    assert!(matches!(refused, Err(FillError::OtherSimulation { parameter: "seed", known: 7 })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nation_on_sqlite_is_always_the_same() {
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    is_always_the_same([Db::address_in(folders[0].path()), Db::address_in(folders[1].path())]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nation_on_postgresql_is_always_the_same() {
    is_always_the_same([testing::postgres_address().await, testing::postgres_address().await]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_with_real_data_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = Db::address_in(folder.path());
    let db = open(&address).await;
    let made = db
        .write((), |tx, ()| store::FutureExt::boxed(async move { Ok::<_, store::Failure<()>>(tx.take_keys("post", 1).await?) }))
        .await;
    made.expect("a key");
    db.close().await;
    drop(db);
    let refused =
        simulate(Target { address: &address, folder: folder.path() }, SMALL, &mut |_, _, _| ControlFlow::Continue(())).await;
    assert!(matches!(refused, Err(FillError::RealData)), "{refused:?}");
}
