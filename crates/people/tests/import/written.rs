//! What a good import writes.

use people::account::service::prove;
use people::import::{self, Options, Sheet, Source, Status};
use people::{grant, organisation};
use testing::{TestDb, on_both};

use crate::files::{Files, counts, good, import, import_with, number, seen, with};

async fn is_the_same_from_both(folder_db: TestDb, workbook_db: TestDb) {
    let from_folder = import(&folder_db, &Files::folder(&good())).await;
    let from_workbook = import(&workbook_db, &Files::workbook(&good())).await;
    assert_eq!(from_folder.faults, []);
    assert_eq!(counts(&from_folder), counts(&from_workbook));
    let lines = seen(&folder_db).await;
    assert_eq!(lines, seen(&workbook_db).await);
    for line in [
        "closure BR-RDD-PATNA BR 2",
        "territory 203 district 10 {\"en\":\"Patna\",\"hi\":\"पटना\"} -7280",
        "post P-1 BR-RDD-PATNA bdo P-3",
        "account E-1 E-1 mobile 9876543210",
        "account E-1 E-1 email asha.devi@bihar.gov.in",
        "posting E-1 P-2 substantive 16265 18267",
        "grant E-3 nodal organisation BR-RDD 20454 -1",
    ] {
        assert!(lines.iter().any(|one| one == line), "{line} is not in {lines:#?}");
    }
    let official = lines.iter().find(|line| line.starts_with("official E-3")).expect("the official");
    assert!(official.contains("Sinha, Rajiv Ranjan") && official.contains(" 120 "), "{official}");
}

#[tokio::test]
async fn a_folder_and_a_workbook_are_the_same_on_sqlite() {
    is_the_same_from_both(testing::sqlite(Default::default()).await, testing::sqlite(Default::default()).await).await;
}

#[tokio::test]
async fn a_folder_and_a_workbook_are_the_same_on_postgres() {
    is_the_same_from_both(testing::postgres(Default::default()).await, testing::postgres(Default::default()).await).await;
}

on_both! {
    async fn a_dry_run_counts_and_writes_nothing(db: TestDb) {
        let before = seen(&db).await;
        let files = Files::folder(&good());
        let report = import_with(&db, &files, Options { dry_run: true, ..Options::default() }).await;
        assert_eq!((report.status, report.accounts, report.passwords.len(), report.edition), (Status::Checked, 4, 0, None));
        assert_eq!(report.sheet(Sheet::Officials).map(|one| (one.rows, one.made)), Some((4, 4)));
        assert_eq!(seen(&db).await, before);
        assert_eq!(number(&db, "SELECT newest FROM edition").await, 0);
    }

    async fn every_official_can_sign_in_once_with_the_printed_password(db: TestDb) {
        let report = import(&db, &Files::folder(&good())).await;
        let (code, password) = report.passwords.first().expect("a password");
        assert_eq!((report.status, report.passwords.len(), code.as_str(), report.edition), (Status::Done, 4, "E-1", Some(1)));
        for identifier in ["e-1", "098765 43210", "asha.devi@BIHAR.gov.in"] {
            let proven = prove(&db, identifier, password).await.expect("signed in");
            assert!(proven.must_change, "{identifier}");
        }
        assert!(prove(&db, "E-2", password).await.is_err());
        let json = serde_json::to_value(&report).expect("JSON");
        assert_eq!((json["status"].as_str(), json["sheets"][0]["sheet"].as_str()), (Some("done"), Some("territories")));
    }

    async fn an_organisation_and_its_grant_are_found(db: TestDb) {
        import(&db, &Files::folder(&good())).await;
        let mut conn = db.read().await.expect("a connection");
        let office = organisation::by_code(&mut conn, "BR-RDD").await.expect("read").expect("there");
        assert_eq!(organisation::children(&mut conn, office.key).await.expect("read").len(), 1);
        let account = conn.query("SELECT id FROM account WHERE name = 'E-3'").one("account", |row| row.get(0)).await.expect("an account");
        let grants = grant::of_account(&mut conn, account, db.context().today()).await.expect("read");
        assert!(grants.contains(&grant::Grant { role: grant::Role::Nodal, scope: grant::Scope::Organisation(office.key) }));
    }

    async fn somebody_elses_number_is_kept_as_a_contact_only(db: TestDb) {
        let files = Files::folder(&with(good(), "officials", "9876500000", "98765 43210"));
        let report = import(&db, &files).await;
        let notices: Vec<_> = report.notices.iter().map(|notice| (notice.row, notice.column.as_str(), notice.code.as_str())).collect();
        assert_eq!((report.status, notices), (Status::Done, vec![(4, "mobile", "identifier-shared")]));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM account_identifier WHERE identifier = '9876543210'").await, 1);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM person WHERE mobile = '9876543210'").await, 2);
    }

    async fn a_template_can_be_imported(db: TestDb) {
        let folder = tempfile::tempdir().expect("a folder");
        let (csv, xlsx) = (Source::of(folder.path().join("people")), Source::of(folder.path().join("people.xlsx")));
        for target in [&csv, &xlsx] {
            import::write_template(target).expect("written");
            let again = import::write_template(target).map_err(|refusal| refusal.code());
            assert_eq!(again, Err("import.already-there"));
        }
        let report = import::run(&db, csv, Options::default(), &mut |_| {}).await.expect("an answer");
        assert_eq!((report.status, report.faults, report.notices), (Status::Done, vec![], vec![]));
        assert_eq!(report.sheets.len(), Sheet::ALL.len());
        let report = import::run(&db, xlsx, Options::default(), &mut |_| {}).await.expect("an answer");
        assert_eq!((report.status, report.faults), (Status::Unchanged, vec![]));
    }
}
