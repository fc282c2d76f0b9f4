//! An import that ends between two chunks.

use std::sync::atomic::{AtomicBool, Ordering};

use people::import::{self, Options, Sheet, Stage, Status};
use store::{Db, Failure};
use testing::{TestDb, on_both};

use crate::files::{Files, Sheets, good, import, number, seen, with};

/// Enough officials for several chunks.
fn many(from: usize) -> Sheets {
    let mut sheets = good();
    for (name, text) in &mut sheets {
        for n in from..from + 700 {
            match *name {
                "posts" => *text += &format!("M-{n},BR-RDD-PATNA,bdo,P-3\n"),
                "officials" => *text += &format!("F-{n},Official {n},,,,,f{n}@example.invalid,hi,40,permanent,,,\n"),
                "postings" => *text += &format!("F-{n},M-{n},substantive,2026-01-01,\n"),
                _ => {}
            }
        }
    }
    sheets
}

/// Runs an import and drops it as soon as the first chunk of a sheet has been written.
async fn interrupt(db: &Db, files: &Files, stage: Stage, sheet: Sheet) {
    let (reached, notify) = (AtomicBool::new(false), tokio::sync::Notify::new());
    let mut progress = |progress: import::Progress| {
        if (progress.stage, progress.sheet) == (stage, sheet) {
            reached.store(true, Ordering::SeqCst);
            notify.notify_one();
        }
    };
    let running = import::run(db, files.source(), Options::default(), &mut progress);
    tokio::select! {
        biased;
        () = notify.notified() => {}
        _ = running => {}
    }
    assert!(reached.load(Ordering::SeqCst), "the import came so far");
}

/// Two stores are the same to whoever reads them.
async fn assert_same(one: &Db, other: &Db) {
    let (one, other) = (seen(one).await, seen(other).await);
    let missing: Vec<_> = other.iter().filter(|line| !one.contains(line)).take(5).collect();
    let surplus: Vec<_> = one.iter().filter(|line| !other.contains(line)).take(5).collect();
    assert!(one == other, "missing {missing:?}, surplus {surplus:?}");
}

async fn is_invisible_then_completed(db: TestDb, straight: TestDb) {
    import(&db, &Files::folder(&good())).await;
    import(&straight, &Files::folder(&good())).await;
    // Other people, a changed posting and a new office in the import that dies.
    let dying = with(many(0), "postings", "E-3,P-3,substantive,2024-07-01,", "E-3,P-3,substantive,2024-07-01,2026-12-31");
    let dying = with(dying, "organisations", "UNION,government", "BR-NEW,office,BR,,,New office,\nUNION,government");
    let visible = "SELECT (SELECT COUNT(*) FROM live_posting) + (SELECT COUNT(*) FROM account WHERE edition_in <= (SELECT current FROM edition)) \
        + (SELECT COUNT(*) FROM organisation WHERE edition_in <= (SELECT current FROM edition)) + (SELECT COUNT(*) FROM live_grant)";
    let before = number(&db, visible).await;
    interrupt(&db, &Files::folder(&dying), Stage::Staging, Sheet::Postings).await;
    assert!(number(&db, "SELECT COUNT(*) FROM posting").await >= 100, "something was staged");
    assert_eq!(number(&db, visible).await, before);
    // Completed by another file: nothing that only the dead one had may appear.
    let report = import(&db, &Files::folder(&many(400))).await;
    assert_eq!((report.status, report.passwords.len()), (Status::Done, 700));
    assert_eq!(number(&db, "SELECT COUNT(*) FROM organisation WHERE code = 'BR-NEW' AND edition_in <= 100").await, 0);
    assert_eq!(number(&db, "SELECT COUNT(*) FROM account WHERE name = 'F-1'").await, 0);
    assert_eq!(number(&db, "SELECT COUNT(*) FROM live_posting").await, 704);
    // Completed by the same file: as if nothing had happened.
    let report = import(&db, &Files::folder(&dying)).await;
    assert_eq!((report.status, report.passwords.len()), (Status::Done, 400));
    import(&straight, &Files::folder(&many(400))).await;
    import(&straight, &Files::folder(&dying)).await;
    assert_same(&db, &straight).await;
}

#[tokio::test]
async fn an_interrupted_import_is_invisible_and_then_completed_on_sqlite() {
    is_invisible_then_completed(testing::sqlite(Default::default()).await, testing::sqlite(Default::default()).await).await;
}

#[tokio::test]
async fn an_interrupted_import_is_invisible_and_then_completed_on_postgres() {
    is_invisible_then_completed(testing::postgres(Default::default()).await, testing::postgres(Default::default()).await).await;
}

on_both! {
    async fn what_an_interruption_after_the_switch_left_undone_is_done_by_the_next(db: TestDb) {
        import(&db, &Files::folder(&many(0))).await;
        let changed = with(many(0), "officials", ",hi,40,permanent", ",ur,40,permanent");
        interrupt(&db, &Files::folder(&changed), Stage::Finishing, Sheet::Officials).await;
        assert!(number(&db, "SELECT COUNT(*) FROM person WHERE language = 'ur'").await < 702);
        let report = import(&db, &Files::folder(&changed)).await;
        assert_eq!(report.status, Status::Done);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM person WHERE language = 'ur'").await, 702);
    }

    async fn of_two_imports_at_once_the_later_one_wins(db: TestDb) {
        let (one, other) = (Files::folder(&many(0)), Files::folder(&many(350)));
        let (mut ignore, mut ignore_too) = (|_| {}, |_| {});
        let (first, second) = tokio::join!(
            import::run(&db, one.source(), Options::default(), &mut ignore),
            import::run(&db, other.source(), Options::default(), &mut ignore_too),
        );
        let is_overtaken = |ended: &store::Outcome<import::Report, import::ImportRefusal>| match ended {
            Ok(_) => false,
            Err(Failure::Refused(refusal)) if refusal.code() == "import.overtaken" => true,
            Err(other) => panic!("{other:?}"),
        };
        assert!(!(is_overtaken(&first) && is_overtaken(&second)), "one of them goes on");
        for files in [&one, &other] {
            assert!(import(&db, files).await.is_accepted());
        }
        assert_eq!(number(&db, "SELECT COUNT(*) FROM live_posting").await, 4 + 1050);
        assert_eq!(number(&db, "SELECT COUNT(DISTINCT account.official) FROM account WHERE edition_in <= (SELECT current FROM edition)").await, 4 + 1050);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM account").await, 4 + 1050);
    }
}
