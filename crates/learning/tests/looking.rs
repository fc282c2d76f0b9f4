//! The catalogue, the course page, media and the API, as a browser and a program ask for them.

mod shelf;

use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::{Extension, Router, middleware};
use kernel::{Date, Language};
use learning::package;
use people::Actor;
use people::account::{self, NewAccount};
use people::session::{Sessions, identify};
use shelf::{course, furnish};
use store::{FutureExt, Outcome, Tx};
use testing::{TODAY, TestDb, on_both};
use tower::ServiceExt;
use ui::View;
use web::{Settings, Site};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("json")
    }
}

fn site(db: &TestDb, files: &Path) -> Site {
    Site {
        db: (**db).clone(),
        settings: Arc::new(Settings { public_address: "http://localhost".to_owned(), files: files.to_owned(), demo: false }),
    }
}

async fn ask(app: Router, request: Request<Body>) -> Answer {
    let (parts, body) = app.oneshot(request).await.expect("an answer").into_parts();
    Answer { status: parts.status, headers: parts.headers, body: to_bytes(body, 1 << 24).await.expect("a body").to_vec() }
}

/// Asks for a page as somebody who is signed in and no official, or as nobody.
async fn page(db: &TestDb, files: &Path, path: &str, signed_in: bool, range: Option<&str>) -> Answer {
    let site = site(db, files);
    let mut app = learning::routes(&site).with_state(site).layer(Extension(View::sample(Language::ENGLISH)));
    if signed_in {
        app = app.layer(Extension(Actor::sample(1, None, Vec::new(), Date::parse(TODAY).expect("a date"))));
    }
    let request = Request::builder().uri(path);
    let request = range.into_iter().fold(request, |request, range| request.header(header::RANGE, range));
    ask(app, request.body(Body::empty()).expect("a request")).await
}

async fn api(db: &TestDb, path: &str, token: &str) -> Answer {
    let site = site(db, Path::new("nowhere"));
    let (router, _) = learning::api().split_for_parts();
    let app = router.with_state(site.clone()).layer(middleware::from_fn_with_state(Sessions::new(site), identify));
    let request = Request::builder().uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    ask(app, request.body(Body::empty()).expect("a request")).await
}

async fn program(tx: &mut Tx) -> Outcome<(), ()> {
    let new = NewAccount::of("program");
    account::insert(tx, &new).await?;
    Ok(())
}

async fn stock(db: &TestDb, files: &Path, codes: &[&str]) {
    furnish(db).await;
    for code in codes {
        package::publish(db, files, &course(code), &|_, _| {}).await.expect("published");
    }
    let text = std::fs::read_to_string(shelf::demo("catalogue/courses.csv")).expect("a file");
    let entries = package::read_entries(&text).expect("no fault");
    package::publish_entries(db, &entries, &|_, _| {}).await.expect("published");
}

on_both! {
    async fn a_course_is_found_and_its_page_tells_all(db: TestDb) {
        let files = tempfile::tempdir().expect("a folder");
        stock(&db, files.path(), &["right-to-information"]).await;
        let get = async |path: &str| page(&db, files.path(), path, true, None).await;
        let found = get("/learn?q=suchna+ka+adhikar&playable=yes").await;
        assert!(found.text().contains("/learn/right-to-information\"") && found.text().contains("1 course<"), "{}", found.text());
        let all = get("/learn").await;
        assert!(all.text().contains("121 courses") && all.text().contains("page=2") && all.text().contains("Not playable here"));
        assert_eq!(get("/learn?page=7").await.text().matches("<li><span aria-hidden").count(), 1, "121 courses are six pages and one");
        let course = get("/learn/right-to-information").await;
        for told in ["Thirty days, forty-eight hours", "10 questions", "80%", "level 2", "CC BY 4.0", "Right to Information Rules, 2012"] {
            assert!(course.text().contains(told), "{told}");
        }
        let listed = get("/learn/plain-official-writing").await;
        let listed = if listed.status == StatusCode::OK { listed } else { get("/learn/steady-under-pressure").await };
        assert!(listed.text().contains("Not playable here") && !listed.text().contains("/enrol"));
        assert_eq!(get("/learn/no-such-course").await.status, StatusCode::NOT_FOUND);
        assert_eq!(page(&db, files.path(), "/learn", false, None).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn media_are_sent_whole_and_in_parts_to_those_who_are_signed_in(db: TestDb) {
        let files = tempfile::tempdir().expect("a folder");
        stock(&db, files.path(), &["deciding-grievances"]).await;
        let named = db.read().await.expect("a connection")
            .query("SELECT file, bytes FROM media WHERE kind = 'video' AND language = 'en'")
            .one("media", |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?))).await.expect("a video");
        let path = format!("/media/{}", named.0);
        let whole = page(&db, files.path(), &path, true, None).await;
        assert_eq!((whole.status, whole.body.len() as i64), (StatusCode::OK, named.1));
        assert_eq!((whole.header(header::CONTENT_TYPE), whole.header(header::CACHE_CONTROL)), ("video/mp4", "private, max-age=31536000, immutable"));
        let part = page(&db, files.path(), &path, true, Some("bytes=4-7")).await;
        assert_eq!((part.status, part.body.as_slice()), (StatusCode::PARTIAL_CONTENT, &b"ftyp"[..]));
        assert_eq!(part.header(header::CONTENT_RANGE), format!("bytes 4-7/{}", named.1));
        let beyond = page(&db, files.path(), &path, true, Some("bytes=99999999-")).await;
        assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(page(&db, files.path(), &path, false, None).await.status, StatusCode::UNAUTHORIZED);
        for absent in ["/media/x.mp4".to_owned(), "/media/..%2Fkarmayogi.db".to_owned(), format!("/media/{}.mp4", "0".repeat(64))] {
            assert_eq!(page(&db, files.path(), &absent, true, None).await.status, StatusCode::NOT_FOUND, "{absent}");
        }
    }

    async fn programs_read_the_courses_page_by_page(db: TestDb) {
        let files = tempfile::tempdir().expect("a folder");
        stock(&db, files.path(), &["right-to-information"]).await;
        db.write((), |tx, ()| program(tx).boxed()).await.expect("an account");
        let token = account::service::create_token(&db, "program").await.expect("a token");
        let mut codes: Vec<String> = Vec::new();
        let mut after = String::new();
        loop {
            let answer = api(&db, &format!("/api/v1/courses?limit=50&after={after}"), &token).await.json();
            codes.extend(answer["courses"].as_array().expect("a list").iter().map(|course| course["code"].as_str().expect("a code").to_owned()));
            match answer["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(codes.len(), 121);
        assert!(codes.is_sorted());
        let found = api(&db, "/api/v1/courses?competency=rti&playable=yes", &token).await.json();
        assert_eq!(found["courses"][0]["effects"][0], serde_json::json!({ "competency": "rti", "entry": 0, "level": 2 }));
        let one = api(&db, "/api/v1/courses/right-to-information", &token).await.json();
        assert_eq!((one["version"].as_i64(), one["modules"].as_array().map(Vec::len), one["assessment"]["items"].as_i64()), (Some(1), Some(3), Some(10)));
        assert_eq!(api(&db, "/api/v1/courses/no-such-course", &token).await.status, StatusCode::NOT_FOUND);
        assert_eq!(api(&db, "/api/v1/courses", "wrong").await.status, StatusCode::UNAUTHORIZED);
    }
}
