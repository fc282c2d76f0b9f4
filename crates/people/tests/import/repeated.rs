//! The second import, and the changed one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use people::import::{Sheet, Status};
use people::organisation::PostMade;
use people::posting::Posted;
use store::{FutureExt, Outcome, Reactions, Tx};
use testing::on_both;

use crate::files::{Files, Sheets, counts, good, import, number, seen, with};

fn only(sheet: &'static str, text: &str) -> Sheets {
    vec![(sheet, text.to_owned())]
}

on_both! {
    async fn the_same_again_changes_nothing(db: TestDb) {
        import(&db, &Files::folder(&good())).await;
        let before = seen(&db).await;
        for files in [Files::folder(&good()), Files::workbook(&good())] {
            let report = import(&db, &files).await;
            assert_eq!((report.status, report.passwords.len(), report.edition), (Status::Unchanged, 0, None));
            assert!(counts(&report).iter().all(|(_, [made, changed, unchanged, faulty])| made + changed + faulty == 0 && *unchanged > 0));
        }
        assert_eq!(seen(&db).await, before);
    }

    async fn changed_attributes_are_changed_and_nothing_else(db: TestDb) {
        import(&db, &Files::folder(&good())).await;
        let before = seen(&db).await;
        let mut changed = with(good(), "officials", "+91 98765-43210,Asha.Devi@bihar.gov.in,hi", "9000000001,,ur");
        changed = with(changed, "positions", "B,9", "A,10");
        changed = with(changed, "posts", "P-2,BR-RDD-PATNA,bdo,P-3", "P-2,BR-RDD-PATNA,bdo,P-1");
        changed = with(changed, "territories", "Patna,पटना", "Patliputra,पाटलिपुत्र");
        let report = import(&db, &Files::folder(&changed)).await;
        let of = |sheet| report.sheet(sheet).map(|one| (one.made, one.changed, one.unchanged));
        assert_eq!((report.status, of(Sheet::Officials), of(Sheet::Posts)), (Status::Done, Some((0, 1, 3)), Some((0, 1, 2))));
        let after = seen(&db).await;
        let new: Vec<_> = after.iter().filter(|line| !before.contains(line)).map(|line| line.split(" {").next().unwrap_or_default()).collect();
        assert_eq!(new, [
            "account E-1 E-1 mobile 9000000001", "official E-1 permanent BAS 16265 27574 120", "position bdo",
            "post P-2 BR-RDD-PATNA bdo P-1", "territory 203 district 10",
        ]);
        assert!(!after.iter().any(|line| line.contains("asha.devi@") || line.contains("9876543210")), "{after:#?}");
        assert_eq!(import(&db, &Files::folder(&changed)).await.status, Status::Unchanged);
    }

    async fn a_column_that_is_left_out_stays_and_an_empty_cell_empties(db: TestDb) {
        import(&db, &Files::folder(&good())).await;
        let before = seen(&db).await;
        let short = only("officials", "code;name;hours_per_week;engagement\nE-1;Asha Devi;40;permanent\n");
        assert_eq!(import(&db, &Files::folder(&short)).await.status, Status::Unchanged);
        assert_eq!(seen(&db).await, before);
        let emptied = only("officials", "code,name,hours_per_week,engagement,service\nE-1,Asha Devi,40,permanent,\n");
        assert_eq!(import(&db, &Files::folder(&emptied)).await.sheets[0].changed, 1);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM official WHERE service IS NULL").await, 3);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM person WHERE mobile = '9876543210'").await, 1);
    }

    async fn a_transfer_ends_one_posting_and_begins_another(db: TestDb) {
        import(&db, &Files::folder(&good())).await;
        let transfer = "official,post,kind,from,until\nE-1,P-1,substantive,2020-01-06,2026-12-01\nE-1,P-2,substantive,2026-12-01,\n";
        let report = import(&db, &Files::folder(&only("postings", transfer))).await;
        assert_eq!(counts(&report), [(Sheet::Postings, [1, 1, 0, 0])]);
        let lines = seen(&db).await;
        let postings: Vec<_> = lines.iter().filter(|line| line.starts_with("posting E-1") && line.contains("substantive")).collect();
        assert_eq!(postings, ["posting E-1 P-1 substantive 18267 20788", "posting E-1 P-2 substantive 16265 18267", "posting E-1 P-2 substantive 20788 -1"]);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM posting WHERE edition_out = 2").await, 1);
    }

    async fn an_ended_grant_is_ended(db: TestDb) {
        import(&db, &Files::folder(&good())).await;
        let ended = "account,role,scope_kind,scope,from,until\nE-3,nodal,organisation,BR-RDD,2026-01-01,2026-11-22\n";
        assert_eq!(counts(&import(&db, &Files::folder(&only("grants", ended))).await), [(Sheet::Grants, [0, 1, 0, 0])]);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM live_grant WHERE role = 'nodal' AND until_date IS NULL").await, 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM live_grant").await, 3);
    }

    async fn an_organisation_moves_with_all_below_it(db: TestDb) {
        import(&db, &Files::folder(&good())).await;
        // The office rises above the department that it stood under, and the department goes under the Union: a swap with a passing cycle.
        let moved = with(good(), "organisations", "BR-RDD-PATNA,office,BR-RDD,2020-04-01", "BR-RDD-PATNA,office,UNION,2026-11-01");
        let moved = with(moved, "organisations", "BR-RDD,department,BR,", "BR-RDD,department,BR-RDD-PATNA,");
        let report = import(&db, &Files::folder(&moved)).await;
        assert_eq!(report.sheet(Sheet::Organisations).map(|one| one.changed), Some(2));
        let lines = seen(&db).await;
        let closure: Vec<_> = lines.iter().filter(|line| line.starts_with("closure BR-RDD")).map(|line| &line[8..]).collect();
        assert_eq!(closure, [
            "BR-RDD BR-RDD 0", "BR-RDD BR-RDD-PATNA 1", "BR-RDD UNION 2", "BR-RDD-PATNA BR-RDD-PATNA 0", "BR-RDD-PATNA UNION 1",
        ]);
        let edges: Vec<_> = lines.iter().filter(|line| line.starts_with("edge BR-RDD-PATNA")).collect();
        assert_eq!(edges, ["edge BR-RDD-PATNA BR-RDD 18353 20758", "edge BR-RDD-PATNA UNION 20758 -1"]);
        assert_eq!(import(&db, &Files::folder(&moved)).await.status, Status::Unchanged);
        let back = import(&db, &Files::folder(&good())).await;
        assert_eq!((back.status, back.sheet(Sheet::Organisations).map(|one| one.changed)), (Status::Done, Some(2)));
        let lines = seen(&db).await;
        assert!(lines.contains(&"closure BR-RDD-PATNA BR 2".to_owned()) && lines.contains(&"closure BR-RDD BR 1".to_owned()), "{lines:#?}");
        assert!(!lines.iter().any(|line| line.starts_with("closure BR") && line.contains("UNION")));
    }

    async fn an_erased_person_is_not_brought_back(db: TestDb) {
        async fn erase(tx: &mut Tx) -> Outcome<(), ()> {
            tx.execute("DELETE FROM person WHERE official = (SELECT id FROM official WHERE code = 'E-2')").run().await?;
            Ok(())
        }
        import(&db, &Files::folder(&good())).await;
        db.write((), |tx, ()| erase(tx).boxed()).await.expect("erased");
        let report = import(&db, &Files::folder(&with(good(), "officials", "Murugan,,,,,,en", "Murugan,,,,,,ta"))).await;
        assert_eq!((report.status, report.notices.iter().map(|notice| notice.code.as_str()).collect()), (Status::Unchanged, vec!["erased"]));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM person").await, 3);
    }
}

/// Counts the events of a store: posts with a position, officials with a live posting when they are told of.
fn counting() -> (Reactions, Arc<[AtomicU32; 2]>) {
    let counts: Arc<[AtomicU32; 2]> = Arc::default();
    let (made, posted) = (counts.clone(), counts.clone());
    let reactions = Reactions::default()
        .on(move |_: &mut Tx, _: &PostMade| {
            made[0].fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }.boxed()
        })
        .on(move |tx: &mut Tx, event: &Posted| {
            let (posted, official) = (posted.clone(), event.official);
            async move {
                let live = tx.query("SELECT COUNT(*) FROM live_posting WHERE official = $1").bind(official);
                let live: i64 = live.one("count", |row| row.get(0)).await?;
                posted[1].fetch_add(u32::from(live > 0), Ordering::SeqCst);
                Ok(())
            }
            .boxed()
        });
    (reactions, counts)
}

#[tokio::test]
async fn neighbours_hear_of_each_post_and_after_the_switch_of_each_posted_official() {
    let (reactions, heard) = counting();
    let db = testing::sqlite(reactions).await;
    import(&db, &Files::folder(&good())).await;
    assert_eq!(heard.each_ref().map(|count| count.load(Ordering::SeqCst)), [3, 2]);
    import(&db, &Files::folder(&with(good(), "posts", "P-2,BR-RDD-PATNA,bdo", "P-2,BR-RDD-PATNA,ddc"))).await;
    assert_eq!(heard.each_ref().map(|count| count.load(Ordering::SeqCst)), [4, 2], "another position asks something else");
}

#[tokio::test]
async fn first_passwords_are_handed_out_even_when_the_end_of_an_import_fails() {
    let failing = Reactions::default().on(|_: &mut Tx, _: &Posted| async { Err(store::Error::Missing("a neighbour")) }.boxed());
    let db = testing::sqlite(failing).await;
    let report = import(&db, &Files::folder(&good())).await;
    assert_eq!((report.status, report.passwords.len()), (Status::Unfinished, 4));
    assert_eq!(number(&db, "SELECT current FROM edition").await, 1);
}
