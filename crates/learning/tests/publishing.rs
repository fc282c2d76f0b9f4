//! The promises of publishing and of the catalogue, on both databases.

mod shelf;

use std::path::Path;

use learning::catalogue::{Catalogue, Filters, detail};
use learning::package::{self, PackageRefusal, Report, Source};
use shelf::{changed, course, furnish, number};
use store::{Db, Failure};
use testing::on_both;

async fn publish(db: &Db, files: &Path, source: &Source) -> Report {
    package::publish(db, files, source, &|_, _| {}).await.expect("published")
}

async fn entries(db: &Db) -> package::EntriesReport {
    let text = std::fs::read_to_string(shelf::demo("catalogue/courses.csv")).expect("a file");
    let entries = package::read_entries(&text).expect("no fault");
    package::publish_entries(db, &entries, &|_, _| {}).await.expect("published")
}

async fn search(db: &Db, catalogue: &Catalogue, query: &str) -> Vec<String> {
    let index = catalogue.index(db).await.expect("an index");
    let filters = Filters { query: query.to_owned(), ..Filters::default() };
    index.find(&filters, &[]).cards.iter().map(|card| card.code.to_string()).collect()
}

on_both! {
    async fn the_real_packages_are_published_once(db: TestDb) {
        furnish(&db).await;
        let files = tempfile::tempdir().expect("a folder");
        for code in shelf::COURSES {
            let report = publish(&db, files.path(), &course(code)).await;
            assert_eq!((report.code.as_str(), report.version, report.changed, report.items), (code, 1, true, 25));
            let again = publish(&db, files.path(), &course(code)).await;
            assert_eq!(again, Report { changed: false, ..report });
        }
        assert_eq!(number(&db, "SELECT COUNT(*) FROM course WHERE playable AND version = 1").await, 3);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM course_version").await, 3);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM learning_object WHERE kind = 'quiz' AND test IS NULL").await, 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM segment_variant").await, 2 * number(&db, "SELECT COUNT(*) FROM segment").await);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM job_aid").await, 6);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM media").await, 6);
        assert_eq!(std::fs::read_dir(files.path().join("media")).expect("a folder").count(), 6);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM audit_entry WHERE action = 'course.publish'").await, 3);
    }

    async fn changed_contents_make_a_new_version_and_leave_the_old_one(db: TestDb) {
        furnish(&db).await;
        let (files, first) = (tempfile::tempdir().expect("a folder"), course("right-to-information"));
        publish(&db, files.path(), &first).await;
        let objects = number(&db, "SELECT COUNT(*) FROM learning_object").await;
        let second = changed(&first, "en/fees.md", "{#", "and more {#");
        assert_eq!(publish(&db, files.path(), &second).await.version, 2);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM learning_object WHERE version = 1").await, objects);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM learning_object WHERE version = 2").await, objects);
        assert_eq!(number(&db, "SELECT version FROM course").await, 2);
        assert_eq!(publish(&db, files.path(), &first).await.version, 3, "an earlier text is a new version too");
    }

    async fn a_package_that_names_what_is_unknown_publishes_nothing(db: TestDb) {
        let files = tempfile::tempdir().expect("a folder");
        let refused = package::publish(&db, files.path(), &course("cyber-hygiene"), &|_, _| {}).await;
        let Err(Failure::Refused(PackageRefusal::Faulty(faults))) = refused else { panic!("published") };
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["course.toml: effect: there is no competency \"cyber-hygiene\"", "course.toml: provider: there is no organisation \"CERTIN\""]);
        assert_eq!(number(&db, "SELECT (SELECT COUNT(*) FROM course) + (SELECT COUNT(*) FROM item) + (SELECT COUNT(*) FROM test)").await, 0);
    }

    async fn the_entries_are_listed_and_not_playable(db: TestDb) {
        furnish(&db).await;
        assert_eq!(entries(&db).await, package::EntriesReport { changed: 120, unchanged: 0 });
        assert_eq!(entries(&db).await, package::EntriesReport { changed: 0, unchanged: 120 });
        assert_eq!(number(&db, "SELECT COUNT(*) FROM course WHERE playable").await, 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM course_effect").await, 120);
    }

    async fn a_course_that_is_published_here_never_becomes_an_entry(db: TestDb) {
        furnish(&db).await;
        let files = tempfile::tempdir().expect("a folder");
        publish(&db, files.path(), &course("cyber-hygiene")).await;
        let text = std::fs::read_to_string(shelf::demo("catalogue/courses.csv")).expect("a file");
        let mut all = package::read_entries(&text).expect("no fault");
        all[7].code = "cyber-hygiene".to_owned();
        let refused = package::publish_entries(&db, &all, &|_, _| {}).await;
        assert!(matches!(refused, Err(Failure::Refused(PackageRefusal::Faulty(faults))) if faults.len() == 1));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM course").await, 1);
    }

    async fn english_hindi_and_romanised_queries_find_the_course_first(db: TestDb) {
        furnish(&db).await;
        let files = tempfile::tempdir().expect("a folder");
        for code in shelf::COURSES {
            publish(&db, files.path(), &course(code)).await;
        }
        entries(&db).await;
        let catalogue = Catalogue::default();
        assert_eq!(search(&db, &catalogue, "").await.len(), 123);
        let table = [
            ("right-to-information", ["right to information", "सूचना का अधिकार", "suchna ka adhikar", "soochna ka adhikaar"]),
            ("deciding-grievances", ["deciding grievances", "शिकायतों का निर्णय", "shikayat nirnay", "shikayaton ka nirnay"]),
            ("cyber-hygiene", ["cyber hygiene", "साइबर", "saibar", "cyber hyg"]),
        ];
        for (code, queries) in table {
            for query in queries {
                let found = search(&db, &catalogue, query).await;
                assert!(found.iter().take(3).any(|found| found == code), "{query}: {found:?}");
                assert!(found.len() < 40, "{query} finds {} courses", found.len());
            }
        }
        assert!(search(&db, &catalogue, "सूचना").await.contains(&"right-to-information".to_owned()));
        assert!(search(&db, &catalogue, "soochna").await.contains(&"right-to-information".to_owned()));
    }

    async fn the_index_follows_the_catalogue_within_five_seconds(db: TestDb) {
        furnish(&db).await;
        let (files, catalogue) = (tempfile::tempdir().expect("a folder"), Catalogue::default());
        assert!(search(&db, &catalogue, "").await.is_empty());
        publish(&db, files.path(), &course("cyber-hygiene")).await;
        assert!(search(&db, &catalogue, "").await.is_empty(), "it is not asked at every request");
        db.context().advance(5 * kernel::time::SECOND);
        assert_eq!(search(&db, &catalogue, "").await.len(), 1);
        let renamed = changed(&course("cyber-hygiene"), "course.toml", "title.en = \"", "title.en = \"Astronomy and ");
        publish(&db, files.path(), &renamed).await;
        db.context().advance(5 * kernel::time::SECOND);
        assert_eq!(search(&db, &catalogue, "astronomy").await.len(), 1);
    }

    async fn the_course_page_knows_modules_assessment_and_outcomes(db: TestDb) {
        furnish(&db).await;
        let files = tempfile::tempdir().expect("a folder");
        publish(&db, files.path(), &course("right-to-information")).await;
        let mut conn = db.read().await.expect("a connection");
        let found = detail(&mut conn, "right-to-information").await.expect("read").expect("a course");
        assert_eq!((found.modules.len(), found.outcomes.len(), found.aids.len(), found.sources.len()), (3, 5, 2, 4));
        let test = found.assessment.expect("an assessment");
        assert_eq!((test.items, test.pass_permille, test.minutes, test.cooling_off_minutes), (10, 800, 20, 1440));
        assert_eq!(found.card.minutes, 61 + 20);
        // Practice does not take over the pass mark of the assessment: half of the points are enough.
        assert_eq!(number(&db, "SELECT COUNT(*) FROM test WHERE purpose = 'practice'").await, 4);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM test WHERE purpose = 'practice' AND pass_permille <> 500").await, 0);
        assert!(!found.descriptor.is_empty());
        assert!(detail(&mut conn, "no-such-course").await.expect("read").is_none());
    }
}
