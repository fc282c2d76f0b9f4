//! The library and the exchange of frameworks: over HTTP, and out to files and back, on both databases.

mod fixture;

use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::{Extension, Router};
use competency::exchange::{self, CaseVersion, ExportRefusal, Format};
use competency::framework::{self, Counts, Options, Source};
use competency::library::{Library, Shelf, stock};
use fixture::{import, source};
use kernel::Language;
use serde_json::Value;
use store::{Db, Failure, Reactions};
use tower::ServiceExt;
use ui::View;
use web::{Settings, Site};

/// The pages and the service, as a reader of English without an account sees them.
fn router(db: &Db) -> Router {
    let settings = Settings { public_address: "https://k.example".to_owned(), files: "files".into(), demo: false };
    let view = View { viewer: None, ..View::sample(Language::ENGLISH) };
    competency::routes().layer(Extension(view)).with_state(Site { db: db.clone(), settings: Arc::new(settings) })
}

async fn ask(router: &Router, path: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), 50 << 20).await.expect("a body");
    (status, headers, String::from_utf8_lossy(&body).into_owned())
}

async fn json(router: &Router, path: &str) -> Value {
    let (status, _, body) = ask(router, path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    serde_json::from_str(&body).expect("JSON")
}

/// The first document's identifier.
async fn document(router: &Router, version: &str) -> String {
    let all = json(router, &format!("/ims/case/{version}/CFDocuments")).await;
    all["CFDocuments"][0]["identifier"].as_str().expect("an identifier").to_owned()
}

async fn export(db: &Db, format: Format, to: &Path) {
    exchange::export(db, "f", format, (to, "https://k.example")).await.expect("exported");
}

async fn import_again(db: &Db, path: &Path) -> framework::Report {
    let source = exchange::read(path).expect("no fault");
    framework::import_source(db, &source, Options::default(), &|_| {}).await.expect("imported")
}

/// The fixture with cells that a spreadsheet would run, a third language, and reasons for what is critical.
fn awkward() -> Source {
    let manifest = "code = \"f\"\nversion = \"7\"\npublished = \"2026-04-01\"\nlicence = \"=CC0\"\n\
                    title.en = \"F, the \\\"first\\\"\"\ntitle.hi = \"एफ\"\n\
                    [[level]]\nown = \"b\"\nmaps_to = 1\nname.en = \"Basic\"\nname.ur = \"بنیادی\"\n\
                    [[level]]\nown = \"+a\"\nmaps_to = 3\nname.en = \"-Advanced\"\n";
    Source::of([
        ("framework.toml", manifest),
        (
            "competencies.csv",
            "code,kind,ask,name_en,name_hi,name_ur,definition_en,source\nrti,domain,knowledge,'=RTI,,حق,\"Knows, \"\"well\"\"\",'@act\n",
        ),
        ("levels.csv", "competency,level,descriptor_en\nrti,b,'-One\nrti,'+a,Three\n"),
        ("indicators.csv", "competency,level,code,text_en\nrti,'+a,i1,''=Does\n"),
        ("positions.csv", "code,title_en,family,group,pay_level,source\nclerk,'+Clerk,state,,4,\nidle,Idle,police,B,,'=x\n"),
        ("roles.csv", "code,name_en,name_hi\nr,Role,भूमिका\nunmapped,Unmapped,\n"),
        ("position_roles.csv", "position,role\nclerk,r\n"),
        ("activities.csv", "role,code,text_en\nr,r-2,Second\nr,r-1,First\n"),
        ("role_competencies.csv", "role,competency,level\nr,rti,'+a\n"),
        ("criticality.csv", "position,competency,criticality,reason_en,reason_hi\nclerk,rti,high,'=because,क्योंकि\n"),
    ])
}

fn untouched(report: &framework::Report) -> bool {
    let none = |counts: Counts| counts.new == 0 && counts.changed == 0;
    none(report.competencies) && none(report.roles) && none(report.positions)
}

testing::on_both! {
    reactions = Reactions::default();

    async fn what_goes_out_as_files_comes_back_the_same_and_changes_nothing(db: TestDb) {
        framework::import_source(&db, &awkward(), Options::default(), &|_| {}).await.expect("imported");
        let folder = tempfile::tempdir().expect("a folder");
        let (csv, xlsx) = (folder.path().join("csv"), folder.path().join("f.xlsx"));
        export(&db, Format::Csv, &csv).await;
        export(&db, Format::Xlsx, &xlsx).await;
        let before = stock(&mut db.read().await.expect("a connection")).await.expect("read");
        assert_eq!(before.competencies[0].name.get(&Language::ENGLISH), "=RTI");
        for path in [&csv, &xlsx] {
            let report = import_again(&db, path).await;
            assert!(untouched(&report), "{}: {report:?}", path.display());
            let other = testing::sqlite(Reactions::default()).await;
            import_again(&other, path).await;
            let again = folder.path().join("again");
            export(&other, Format::Csv, &again).await;
            for file in std::fs::read_dir(&csv).expect("a folder").flatten() {
                let read = |folder: &Path| std::fs::read_to_string(folder.join(file.file_name())).expect("a file");
                assert_eq!(read(&csv), read(&again), "{:?} by {}", file.file_name(), path.display());
            }
        }
        assert_eq!(stock(&mut db.read().await.expect("a connection")).await.expect("read"), before);
    }

    async fn no_cell_that_goes_out_is_a_formula(db: TestDb) {
        framework::import_source(&db, &awkward(), Options::default(), &|_| {}).await.expect("imported");
        let folder = tempfile::tempdir().expect("a folder");
        export(&db, Format::Csv, folder.path()).await;
        for file in std::fs::read_dir(folder.path()).expect("a folder").flatten().filter(|file| file.path().extension().is_some_and(|end| end == "csv")) {
            let mut rows = csv::Reader::from_path(file.path()).expect("a file");
            for row in rows.records() {
                let row = row.expect("a row");
                assert!(!row.iter().any(|cell| cell.starts_with(['=', '+', '-', '@'])), "{:?}: {row:?}", file.file_name());
            }
        }
    }

    async fn what_cannot_be_exported_is_said(db: TestDb) {
        import(&db, 1).await;
        let refused = exchange::export(&db, "none", Format::Csv, (Path::new("unused"), "")).await;
        assert!(matches!(refused, Err(Failure::Refused(ExportRefusal::Unknown(_)))), "{refused:?}");
        let nowhere = tempfile::tempdir().expect("a folder").path().join("gone/f.json");
        let refused = exchange::export(&db, "f", Format::Case(CaseVersion::V1p1), (&nowhere, "")).await;
        assert!(matches!(refused, Err(Failure::Refused(ExportRefusal::Unwritable { .. }))), "{refused:?}");
    }

    async fn identifiers_stay_when_a_new_version_is_imported(db: TestDb) {
        import(&db, 1).await;
        let identifiers = async || {
            let library = Library::new(stock(&mut db.read().await.expect("a connection")).await.expect("read"));
            let package = exchange::package(&exchange::select(&library, "f").expect("there"), CaseVersion::V1p1, "https://k.example");
            let id = |item: &Value| (item["humanCodingScheme"].to_string() + &item["language"].to_string(), item["identifier"].to_string());
            package.items.iter().map(id).collect::<std::collections::BTreeMap<_, _>>()
        };
        let before = identifiers().await;
        assert!(before.len() > 20);
        assert_eq!(framework::import_source(&db, &source(2), Options::default(), &|_| {}).await.expect("imported").competencies.changed, 1);
        assert_eq!(identifiers().await, before);
    }

    async fn case_gives_each_object_by_its_identifier(db: TestDb) {
        import(&db, 1).await;
        let router = router(&db);
        for version in ["v1p0", "v1p1"] {
            let id = document(&router, version).await;
            let base = format!("/ims/case/{version}");
            let alone = json(&router, &format!("{base}/CFDocuments/{id}")).await;
            assert_eq!(alone["CFPackageURI"]["uri"], format!("https://k.example{base}/CFPackages/{id}"));
            let package = json(&router, &format!("{base}/CFPackages/{id}")).await;
            assert!(package["CFDocument"].get("CFPackageURI").is_none());
            let item = package["CFItems"][0]["identifier"].as_str().expect("an identifier");
            let found = json(&router, &format!("{base}/CFItems/{item}")).await;
            assert_eq!((&found["fullStatement"], &found["CFDocumentURI"]["identifier"]), (&package["CFItems"][0]["fullStatement"], &alone["identifier"]));
            let with = json(&router, &format!("{base}/CFItemAssociations/{item}")).await;
            assert_eq!(with["CFItem"]["identifier"], item);
            assert!(with["CFAssociations"].as_array().expect("a list").len() > 5);
            let definitions = &package["CFDefinitions"];
            for (endpoint, list, first) in [
                ("CFAssociations", &package["CFAssociations"], "/identifier"),
                ("CFAssociationGroupings", &definitions["CFAssociationGroupings"], "/identifier"),
                ("CFConcepts", &definitions["CFConcepts"], "/CFConcepts/0/identifier"),
                ("CFItemTypes", &definitions["CFItemTypes"], "/CFItemTypes/0/identifier"),
                ("CFLicenses", &definitions["CFLicenses"], "/identifier"),
                ("CFRubrics", &package["CFRubrics"], "/identifier"),
                ("CFSubjects", &definitions["CFSubjects"], "/CFSubjects/0/identifier"),
            ] {
                let id = list[0]["identifier"].as_str().expect("an identifier");
                let found = json(&router, &format!("{base}/{endpoint}/{id}")).await;
                assert_eq!(found.pointer(first).and_then(Value::as_str), Some(id), "{endpoint}");
            }
        }
    }

    async fn case_says_what_it_cannot_give(db: TestDb) {
        import(&db, 1).await;
        let router = router(&db);
        let id = document(&router, "v1p1").await;
        for (path, status, code) in [
            ("v1p1/CFItems/3fa85f64-5717-4562-b3fc-2c963f66afa6".to_owned(), 404, "unknownobject"),
            // An identifier of another kind of object.
            (format!("v1p1/CFItems/{id}"), 404, "unknownobject"),
            ("v1p0/CFItems/one".to_owned(), 404, "invaliduuid"),
            (format!("v2p0/CFDocuments/{id}"), 404, "unknownobject"),
            ("v2p0/CFDocuments".to_owned(), 404, "unknownobject"),
            (format!("v1p1/CFShoes/{id}"), 404, "unknownobject"),
            ("v1p1/CFDocuments?sort=shoe".to_owned(), 400, "invalid_sort_field"),
            ("v1p1/CFDocuments?fields=shoe".to_owned(), 400, "invalid_selection_field"),
        ] {
            let (found, _, body) = ask(&router, &format!("/ims/case/{path}")).await;
            let body: Value = serde_json::from_str(&body).expect("JSON");
            let minor = &body["imsx_codeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"];
            assert_eq!((found.as_u16(), minor.as_str()), (status, Some(code)), "{path}");
            assert_eq!((body["imsx_codeMajor"].as_str(), body["imsx_severity"].as_str()), (Some("failure"), Some("error")));
        }
    }

    async fn the_documents_come_in_pages(db: TestDb) {
        import(&db, 1).await;
        let other = [("framework.toml", "code = \"g\"\nversion = \"1\"\npublished = \"2026-05-01\"\nlicence = \"CC0\"\ntitle.en = \"G\"\n[[level]]\nown = \"1\"\nmaps_to = 1\nname.en = \"One\"\n")];
        let empty = [
            ("competencies.csv", "code,kind,ask,name_en,definition_en\n"), ("levels.csv", "competency,level,descriptor_en\n"),
            ("indicators.csv", "competency,level,code,text_en\n"), ("positions.csv", "code,title_en,family,group,pay_level\n"),
            ("roles.csv", "code,name_en\n"), ("position_roles.csv", "position,role\n"), ("activities.csv", "role,code,text_en\n"),
            ("role_competencies.csv", "role,competency,level\n"),
        ];
        framework::import_source(&db, &Source::of(other.into_iter().chain(empty)), Options::default(), &|_| {}).await.expect("imported");
        let router = router(&db);
        let (status, headers, body) = ask(&router, "/ims/case/v1p1/CFDocuments?limit=1&sort=title&orderBy=desc&fields=title").await;
        assert_eq!((status.as_u16(), body.as_str()), (200, "{\"CFDocuments\":[{\"title\":\"G\"}]}"));
        assert_eq!(headers["x-total-count"], "2");
        let link = headers["link"].to_str().expect("text");
        assert!(link.contains("<https://k.example/ims/case/v1p1/CFDocuments?limit=1&offset=1&sort=title&orderBy=desc&fields=title>; rel=\"next\""), "{link}");
        let filtered = json(&router, "/ims/case/v1p0/CFDocuments?filter=title%3D%27f%27").await;
        assert_eq!(filtered["CFDocuments"].as_array().map(Vec::len), Some(1));
    }

    async fn everybody_reads_the_library(db: TestDb) {
        import(&db, 1).await;
        let router = router(&db);
        for (path, says) in [
            ("/framework", "/framework/competencies/rti\""),
            ("/framework?q=suchna+ka+adhikar", "Right to information"),
            ("/framework?q=%E0%A4%B2%E0%A5%87%E0%A4%96%E0%A4%A8", "/framework/competencies/writing\""),
            ("/framework/competencies/rti", "/framework/positions/head\""),
            ("/framework/positions?q=pramukh", "/framework/positions/head\""),
            ("/framework/positions/head", "writing at 4"),
            ("/framework/positions/idle", "still being described"),
        ] {
            let (status, _, body) = ask(&router, path).await;
            assert!(status == 200 && body.contains(says), "{path}: {body}");
        }
        let (_, _, body) = ask(&router, "/framework?q=suchna").await;
        assert!(!body.contains("/framework/competencies/writing\""));
        for path in ["/framework/competencies/none", "/framework/positions/none/such"] {
            assert_eq!(ask(&router, path).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn the_shelf_keeps_one_library_as_long_as_nothing_changes(db: TestDb) {
        import(&db, 1).await;
        let shelf = Shelf::default();
        let first = shelf.library(&db).await.expect("read");
        assert!(Arc::ptr_eq(&first, &shelf.library(&db).await.expect("read")));
        assert_eq!(first.stock().positions.len(), 3);
    }
}
