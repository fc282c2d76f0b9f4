//! Frameworks from elsewhere, into the store and out again, on both databases.

mod fixture;

use std::path::{Path, PathBuf};

use competency::difference::Kind;
use competency::exchange::{self, CaseVersion, Format};
use competency::foreign::{self, Form};
use competency::framework::{self, Import, ImportRefusal, Options};
use competency::library::{Library, stock};
use fixture::{import, service};
use store::{Db, Failure, Reactions};

fn extract(name: &str) -> PathBuf {
    Path::new("tests/foreign").join(name)
}

async fn take(db: &Db, form: Form, path: &Path) -> Result<Import, Vec<String>> {
    let catalogue =
        foreign::read(form, path, None).map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    match framework::import_catalogue(db, (catalogue, form, None), Options::default(), &|_| {}).await {
        Ok(import) => Ok(import),
        Err(Failure::Refused(ImportRefusal::Faulty(faults))) => Err(faults.iter().map(ToString::to_string).collect()),
        Err(failure) => panic!("{failure:?}"),
    }
}

async fn library(db: &Db) -> Library {
    Library::new(stock(&mut db.read().await.expect("a connection")).await.expect("read"))
}

/// The files of an extract in a folder of their own, with one text in place of another.
fn edited(name: &str, file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(extract(name)).expect("a folder").flatten() {
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("copied");
    }
    let words = std::fs::read_to_string(folder.path().join(file)).expect("a file");
    assert!(words.contains(from), "{file} has {from}");
    std::fs::write(folder.path().join(file), words.replacen(from, to, 1)).expect("written");
    folder
}

async fn case(db: &Db, code: &str, version: CaseVersion) -> (tempfile::TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("package.json");
    exchange::export(db, code, Format::Case(version), (&path, "https://k.example")).await.expect("exported");
    let words = std::fs::read_to_string(&path).expect("a file");
    (folder, path, words)
}

testing::on_both! {
    reactions = Reactions::default();

    async fn the_same_files_again_change_nothing_and_edited_ones_make_a_version(db: TestDb) {
        let first = take(&db, Form::Gdad, &extract("gdad")).await.expect("imported");
        assert_eq!((first.version.as_str(), first.same, first.report.roles.unchanged), ("1", false, 0));
        let before = stock(&mut db.read().await.expect("a connection")).await.expect("read");
        let second = take(&db, Form::Gdad, &extract("gdad")).await.expect("imported");
        assert!(second.same && second.report.is_unchanged() && second.difference.is_empty());
        assert_eq!(stock(&mut db.read().await.expect("a connection")).await.expect("read"), before);

        let folder = edited("gdad", "roles.csv", ",Awareness,", ",Expert,");
        let third = take(&db, Form::Gdad, folder.path()).await.expect("imported");
        assert_eq!((third.version.as_str(), third.same), ("2", false));
        assert_eq!(third.difference.counts().get(&Kind::Raised), Some(&1), "{:?}", third.difference);
        let after = stock(&mut db.read().await.expect("a connection")).await.expect("read");
        let ids = |stock: &competency::library::Stock| stock.roles.iter().map(|role| role.uid).collect::<Vec<_>>();
        assert_eq!(ids(&after), ids(&before));
    }

    async fn a_library_touches_neither_positions_nor_posts_of_the_service(db: TestDb) {
        service(&db).await;
        let asked = async || {
            let count = db.read().await.expect("a connection").query("SELECT COUNT(*) FROM post_requirement").one("count", |row| row.get::<i64>(0)).await;
            count.expect("read")
        };
        let before = (asked().await, library(&db).await.positions("", None).entries.len());
        for (form, name) in [(Form::Gdad, "gdad"), (Form::Nsw, "nsw"), (Form::Onet, "onet"), (Form::Kcm, "kcm_names.csv")] {
            let import = take(&db, form, &extract(name)).await.expect("imported");
            assert_eq!(import.report.posts, 0, "{name}");
            let (at, entry) = library(&db).await.framework_of(form.as_str()).map(|(at, entry)| (at, entry.clone())).expect("a framework");
            assert_eq!(entry.versions.len(), 1);
            assert!(library(&db).await.stock().roles.iter().filter(|role| role.code.as_str().starts_with(&format!("{}/", form.as_str()))).all(|role| role.framework == Some(at)));
        }
        assert_eq!((asked().await, library(&db).await.positions("", None).entries.len()), before);
    }

    async fn ids_outside_are_the_same_in_every_store(db: TestDb) {
        take(&db, Form::Nsw, &extract("nsw")).await.expect("imported");
        let other = testing::sqlite(Reactions::default()).await;
        import(&other, 1).await;
        take(&other, Form::Nsw, &extract("nsw")).await.expect("imported");
        let (one, two) = (case(&db, "nsw", CaseVersion::V1p1).await, case(&other, "nsw", CaseVersion::V1p1).await);
        let ids = |words: &str| {
            let package: serde_json::Value = serde_json::from_str(words).expect("JSON");
            let items = package["CFItems"].as_array().expect("a list").clone();
            let own = items.into_iter().filter(|item| item["humanCodingScheme"].as_str().is_some_and(|code| code.starts_with("nsw/")));
            own.map(|item| item["identifier"].to_string()).collect::<std::collections::BTreeSet<_>>()
        };
        assert!(ids(&one.2).len() > 10);
        assert_eq!(ids(&one.2), ids(&two.2));
    }

    async fn a_package_goes_into_an_empty_store_and_comes_out_the_same(db: TestDb) {
        import(&db, 1).await;
        for (form, name) in [(Form::Gdad, "gdad"), (Form::Nsw, "nsw"), (Form::Onet, "onet"), (Form::Kcm, "kcm_names.csv")] {
            take(&db, form, &extract(name)).await.expect("imported");
        }
        for code in ["f", "gdad", "nsw", "onet", "kcm"] {
            let (_folder, path, words) = case(&db, code, CaseVersion::V1p1).await;
            let other = testing::sqlite(Reactions::default()).await;
            take(&other, Form::Case, &path).await.expect("imported");
            let again = case(&other, code, CaseVersion::V1p1).await.2;
            assert!(again == words, "{code}: {} and {} characters", again.len(), words.len());
            let second = take(&other, Form::Case, &path).await.expect("imported");
            assert!(second.same && second.report.is_unchanged(), "{code}");
            let home = take(&db, Form::Case, &path).await.expect("imported where it came from");
            assert!(home.same, "{code}");
        }
    }

    async fn sheets_of_a_library_come_back_where_they_came_from(db: TestDb) {
        for (form, name) in [(Form::Gdad, "gdad"), (Form::Onet, "onet"), (Form::Kcm, "kcm_names.csv")] {
            take(&db, form, &extract(name)).await.expect("imported");
            let folder = tempfile::tempdir().expect("a folder");
            exchange::export(&db, form.as_str(), Format::Csv, (folder.path(), "https://k.example")).await.expect("exported");
            let report = framework::import(&db, folder.path(), Options::default(), &|_| {}).await.expect("imported");
            assert!(report.is_unchanged(), "{name}: {report:?}");
        }
    }

    async fn a_package_of_version_1_0_brings_what_it_can_say(db: TestDb) {
        take(&db, Form::Nsw, &extract("nsw")).await.expect("imported");
        let (_folder, path, _) = case(&db, "nsw", CaseVersion::V1p0).await;
        let other = testing::sqlite(Reactions::default()).await;
        let import = take(&other, Form::Case, &path).await.expect("imported");
        assert_eq!((import.report.competencies.new, import.report.roles.new, import.report.positions.new), (2, 3, 3));
        let library = library(&other).await;
        let role = library.stock().roles.iter().find(|role| role.name.get(&kernel::Language::ENGLISH) == "Duty Officer").expect("a role");
        assert_eq!(role.asks.len(), 2);
    }

    async fn what_belongs_elsewhere_is_never_written_over(db: TestDb) {
        take(&db, Form::Nsw, &extract("nsw")).await.expect("imported");
        let (_folder, path, words) = case(&db, "nsw", CaseVersion::V1p1).await;
        let code = words.replace("\"code\": \"nsw\"", "\"code\": \"other\"");
        assert!(code != words);
        std::fs::write(&path, code).expect("written");
        let refused = take(&db, Form::Case, &path).await.expect_err("refused");
        assert!(refused.iter().any(|fault| fault.contains("the competency nsw/nsw-01 belongs to the framework nsw")), "{refused:?}");
        assert!(refused.iter().any(|fault| fault.contains("the role nsw/1-duty-officer belongs to the framework nsw")), "{refused:?}");
        std::fs::write(&path, words.replace("Be open to new ideas", "Be closed to new ideas")).expect("written");
        let refused = take(&db, Form::Case, &path).await.expect_err("refused");
        assert!(refused.iter().any(|fault| fault.contains("version 1 is published already")), "{refused:?}");
    }
}
