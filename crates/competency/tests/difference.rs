//! Versions of a framework as they are kept and compared, on both databases.

mod fixture;

use competency::difference::{self, Content, Kind};
use competency::framework::{self, Options};
use fixture::import;
use kernel::Date;
use store::Db;

async fn content(db: &Db, version: &str) -> Option<Content> {
    difference::content(&mut db.read().await.expect("a connection"), "f", version).await.expect("read")
}

testing::on_both! {
    async fn each_import_keeps_the_content_of_its_version(db: TestDb) {
        import(&db, 1).await;
        let first = content(&db, "1").await.expect("kept");
        import(&db, 2).await;
        assert_eq!(content(&db, "1").await.as_ref(), Some(&first), "a later version leaves it as it was");
        let second = content(&db, "2").await.expect("kept");
        let difference = difference::difference(&first, &second);
        let kinds: Vec<(&str, &[Kind])> =
            difference.changes.iter().map(|change| (change.place().expect("a place").sheet.as_str(), change.kinds.as_slice())).collect();
        assert_eq!(kinds, [
            ("competencies", [Kind::Reworded].as_slice()),
            ("role_competencies", [Kind::Raised].as_slice()),
            ("role_competencies", [Kind::Added].as_slice()),
            ("criticality", [Kind::Reworded].as_slice()),
        ]);
        let shifts: Vec<String> = difference.shifts.iter().map(|one| format!("{} {} {}", one.position, one.competency, one.kind.as_str())).collect();
        assert_eq!(shifts, ["clerk rti raised", "clerk writing added", "head rti raised"]);
        assert_eq!(content(&db, "3").await, None);
        let versions = difference::versions(&mut db.read().await.expect("a connection"), "f").await.expect("read");
        assert!(versions.len() == 2 && versions.iter().all(|version| version.kept));
    }

    async fn the_content_as_files_imports_to_the_same(db: TestDb) {
        import(&db, 1).await;
        let first = content(&db, "1").await.expect("kept");
        let files = first.source("f", "1", Date::parse("2026-04-01").expect("a date"));
        let report = framework::import_source(&db, &files, Options::default(), &|_| {}).await.expect("imported");
        assert_eq!((report.competencies.unchanged, report.roles.unchanged, report.positions.unchanged), (2, 2, 3));
        assert_eq!((report.competencies.changed, report.roles.changed, report.positions.changed), (0, 0, 0));
        assert_eq!(content(&db, "1").await, Some(first));
    }
}
