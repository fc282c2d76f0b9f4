//! Every kind of fault, with its place; and that nothing is written.

use people::import::{self, ImportRefusal, Limits, Options, Status};
use store::{Db, Failure};
use testing::on_both;

use crate::files::{Files, Sheets, counts, faults, good, import, import_with, number, seen, with};

/// Adds rows to a sheet of the good ones.
fn plus(sheet: &str, rows: &str) -> Sheets {
    good().into_iter().map(|(name, text)| if name == sheet { (name, text + rows) } else { (name, text) }).collect()
}

async fn found(db: &Db, sheets: &Sheets) -> Vec<String> {
    let from_folder = import(db, &Files::folder(sheets)).await;
    let from_workbook = import(db, &Files::workbook(sheets)).await;
    assert_eq!(faults(&from_folder), faults(&from_workbook));
    faults(&from_folder)
}

on_both! {
    async fn every_faulty_cell_is_told_with_its_row_and_column(db: TestDb) {
        for (sheet, row, expected) in [
            ("officials", "E-5,,,,,,,,40,permanent,,,\n", "officials 6 name missing"),
            ("officials", "E 5,X,,,,,,,40,permanent,,,\n", "officials 6 code not-a-code"),
            ("officials", "E-5,=1+1,,,,,,,40,permanent,,,\n", "officials 6 name formula"),
            ("officials", "E-5,X,,,@cmd,,,,40,permanent,,,\n", "officials 6 address_form formula"),
            ("officials", "E-5,X,क,,,,,,40,permanent,,,\n", "officials 6 native_language missing"),
            ("officials", "E-5,X,,,,12ab,,,40,permanent,,,\n", "officials 6 mobile not-a-mobile"),
            ("officials", "E-5,X,,,,,x@y,,40,permanent,,,\n", "officials 6 email not-an-email"),
            ("officials", "E-5,X,,,,,,English!,40,permanent,,,\n", "officials 6 language not-a-language"),
            ("officials", "E-5,X,,,,,,,many,permanent,,,\n", "officials 6 hours_per_week not-a-number"),
            ("officials", "E-5,X,,,,,,,40,casual,,,\n", "officials 6 engagement not-in-list"),
            ("officials", "E-5,X,,,,,,,40,permanent,,14-07-2014,\n", "officials 6 joined not-a-date"),
            ("officials", "E-5,X,,,,,,,40,permanent,,2014-07-14,2014-07-14\n", "officials 6 retires not-later"),
            ("officials", "E-1,X,,,,,,,40,permanent,,,\n", "officials 6 code duplicate"),
            ("officials", "e-1,X,,,,,,,40,permanent,,,\n", "officials 6 code duplicate"),
            ("officials", "E-5,X,,,,,,,40,permanent,,,,surplus\n", "officials 6 extra-cells"),
            ("positions", "x,X,,state,,100\n", "positions 4 pay_level not-a-number"),
            ("territories", "11,village,10,X,,,,\n", "territories 4 kind not-in-list"),
            ("territories", "11,district,99,X,,,,\n", "territories 4 parent unknown"),
            ("territories", "11,district,10,X,,,,99\n", "territories 4 successor unknown"),
            ("territories", "11,district,11,X,,,,\n", "territories 4 parent cycle"),
            ("organisations", "X,office,NOWHERE,,,X,\n", "organisations 6 parent unknown"),
            ("organisations", "X,office,,,99,X,\n", "organisations 6 territory unknown"),
            ("posts", "P-4,NOWHERE,bdo,\n", "posts 5 organisation unknown"),
            ("posts", "P-4,BR,nothing,\n", "posts 5 position unknown"),
            ("posts", "P-4,BR,bdo,P-9\n", "posts 5 reports_to unknown"),
            ("postings", "E-9,P-1,leave,2026-01-01,\n", "postings 6 official unknown"),
            ("postings", "E-2,P-9,leave,2026-01-01,\n", "postings 6 post unknown"),
            ("postings", "E-2,P-2,leave,2026-01-01,2026-01-01\n", "postings 6 until not-later"),
            ("postings", "E-1,P-1,substantive,2020-01-06,2021-01-01\n", "postings 6 duplicate"),
            ("postings", "E-1,P-3,substantive,2026-01-01,\n", "postings 6 from overlap"),
            ("supervisions", "E-2,E-2,reporting,2026-01-01,\n", "supervisions 3 supervisor oneself"),
            ("supervisions", "E-2,E-9,reporting,2026-01-01,\n", "supervisions 3 supervisor unknown"),
            ("grants", "E-9,hr,everything,,2026-01-01,\n", "grants 5 account unknown"),
            ("grants", "E-2,king,everything,,2026-01-01,\n", "grants 5 role not-in-list"),
            ("grants", "E-2,hr,everything,BR,2026-01-01,\n", "grants 5 scope scope"),
            ("grants", "E-2,hr,organisation,,2026-01-01,\n", "grants 5 scope scope"),
            ("grants", "E-2,hr,territory,99,2026-01-01,\n", "grants 5 scope unknown"),
        ] {
            let told = found(&db, &plus(sheet, row)).await;
            assert!(told.contains(&expected.to_owned()), "{row} gave {told:?}");
        }
        assert_eq!((seen(&db).await.len(), number(&db, "SELECT newest FROM edition").await), (0, 0));
    }

    async fn cycles_are_named(db: TestDb) {
        let sheets = with(good(), "posts", "P-3,BR-RDD-PATNA,ddc,", "P-3,BR-RDD-PATNA,ddc,P-2");
        let report = import(&db, &Files::folder(&sheets)).await;
        assert_eq!(faults(&report), ["posts 3 reports_to cycle"]);
        assert!(report.faults[0].reason.contains("P-3 is under P-2 is under P-3"), "{}", report.faults[0].reason);
    }

    async fn a_cycle_through_the_store_is_found(db: TestDb) {
        import(&db, &Files::folder(&good())).await;
        let sheets = vec![("organisations", "code,kind,parent,name_en\nBR,government,BR-RDD-PATNA,Bihar\n".to_owned())];
        let report = import(&db, &Files::folder(&sheets)).await;
        assert_eq!(faults(&report), ["organisations 2 parent cycle"]);
        assert!(report.faults[0].reason.contains("BR is under BR-RDD-PATNA is under BR-RDD is under BR"), "{}", report.faults[0].reason);
    }

    async fn a_posting_that_overlaps_the_store_is_refused(db: TestDb) {
        import(&db, &Files::folder(&good())).await;
        let sheets = vec![("postings", "official,post,kind,from,until\nE-1,P-3,substantive,2026-12-01,\n".to_owned())];
        let report = import(&db, &Files::folder(&sheets)).await;
        assert_eq!((report.status, faults(&report)), (Status::Faulty, vec!["postings 2 from overlap".to_owned()]));
        assert!(report.faults[0].reason.contains("in the store on P-1 from 2020-01-06, open"), "{}", report.faults[0].reason);
    }

    async fn an_employee_code_of_another_account_is_refused(db: TestDb) {
        async fn make(tx: &mut store::Tx) -> store::Outcome<(), ()> {
            let new = people::account::NewAccount::of("e-2");
            people::account::insert(tx, &new).await?;
            Ok(())
        }
        db.write((), |tx, ()| store::FutureExt::boxed(make(tx))).await.expect("made");
        assert_eq!(found(&db, &good()).await, ["officials 3 code account-taken"]);
    }

    async fn a_header_is_checked(db: TestDb) {
        for (old, new, expected) in [
            ("reports_to", "boss", "posts 1 boss unknown-column"),
            ("position", "", "posts 1 position missing-column"),
            ("position", "code", "posts 1 code duplicate-column"),
        ] {
            let told = found(&db, &vec![("posts", "code,organisation,position,reports_to\nP,BR,x,\n".replace(old, new))]).await;
            assert!(told.contains(&expected.to_owned()), "{told:?}");
        }
    }

    async fn two_hundred_faulty_rows_are_all_told(db: TestDb) {
        let rows: String = (0..200).map(|n| format!("X-{n},,,,,,,,40,permanent,,,\n")).collect();
        let report = import(&db, &Files::folder(&plus("officials", &rows))).await;
        let expected: Vec<String> = (6..206).map(|row| format!("officials {row} name missing")).collect();
        assert_eq!((faults(&report), report.faults_in_all), (expected, 200));
        assert_eq!(counts(&report)[4].1, [4, 0, 0, 200]);
        let few = Options { limits: Limits { faults: 10, ..Limits::default() }, ..Options::default() };
        let report = import_with(&db, &Files::folder(&plus("officials", &rows)), few).await;
        assert_eq!((report.faults.len(), report.faults_in_all), (10, 200));
    }

    async fn what_depends_on_a_faulty_row_is_not_blamed_for_it(db: TestDb) {
        let sheets = with(good(), "officials", "E-2,Murugan", "E-2,");
        assert_eq!(found(&db, &sheets).await, ["officials 3 name missing"]);
    }

    async fn what_is_no_import_is_refused(db: TestDb) {
        let files = Files::folder(&vec![("notes", "a,b\n".to_owned())]);
        let run = async |files: &Files, limits: Limits| {
            let options = Options { limits, ..Options::default() };
            match import::run(&db, files.source(), options, &mut |_| {}).await {
                Err(Failure::Refused(refusal)) => refusal.code(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(run(&files, Limits::default()).await, "import.nothing-to-read");
        let folder = Files::folder(&good());
        assert_eq!(run(&folder, Limits { file_bytes: 100, ..Limits::default() }).await, "import.too-large");
        assert_eq!(run(&folder, Limits { rows: 10, ..Limits::default() }).await, "import.too-many-rows");
        let workbook = Files::workbook(&good());
        assert_eq!(run(&workbook, Limits { unpacked_bytes: 1000, ..Limits::default() }).await, "import.bomb");
        std::fs::write(workbook.path("people.xlsx"), "no archive").expect("written");
        assert_eq!(run(&workbook, Limits::default()).await, "import.not-a-workbook");
        let nowhere = import::run(&db, import::Source::Folder("/nowhere/at/all".into()), Options::default(), &mut |_| {}).await;
        assert!(matches!(nowhere, Err(Failure::Refused(ImportRefusal::Unreadable(_)))));
    }

    async fn strange_files_are_read_or_told(db: TestDb) {
        let files = Files::folder(&with(good(), "officials", "Murugan", "Mur\u{7}ugan"));
        std::fs::write(files.path("official.csv"), "code\n").expect("written");
        std::fs::write(files.path("positions.csv"), b"\xef\xbb\xbfcode;title_en;family\r\nbdo;\xff;state\r\nddc;D;state\r\n").expect("written");
        let report = import(&db, &files).await;
        assert_eq!(faults(&report), ["positions 2 title_en not-utf8", "officials 3 name control-character"]);
        assert_eq!(report.notices.iter().map(|notice| notice.code.as_str()).collect::<Vec<_>>(), ["sheet-ignored"]);
        let long = Options { limits: Limits { cell_characters: 20, ..Limits::default() }, ..Options::default() };
        let report = import_with(&db, &Files::workbook(&good()), long).await;
        assert!(faults(&report).contains(&"organisations 2 name_en too-long".to_owned()), "{:?}", faults(&report));
    }
}
