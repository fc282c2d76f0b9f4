//! The pages and the beats, as a browser asks for them: with script only the beats are added.

mod common;

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use common::{ASHA, COURSE, Hands, TEXT, number, reactions, scene};
use kernel::{Date, Language};
use learning::enrolment::Purpose;
use people::Actor;
use testing::{TODAY, TestDb, on_both};
use tower::ServiceExt;
use ui::View;
use web::{Settings, Site};

struct Answer {
    status: StatusCode,
    location: String,
    body: String,
}

/// Asks as an official, or as nobody. `sent` is the media type and the body of a POST.
async fn ask(db: &TestDb, who: Option<i64>, path: &str, sent: Option<(&str, String)>) -> Answer {
    let settings = Settings { public_address: "http://localhost".to_owned(), files: std::env::temp_dir(), demo: false };
    let site = Site { db: (**db).clone(), settings: Arc::new(settings) };
    let view = View { now: db.context().now(), ..View::sample(Language::ENGLISH) };
    let mut app = learning::routes(&site).with_state(site).layer(Extension(view));
    if let Some(official) = who {
        app = app.layer(Extension(Actor::sample(official, Some(official), Vec::new(), Date::parse(TODAY).expect("a date"))));
    }
    let request = Request::builder().uri(path).method(if sent.is_some() { "POST" } else { "GET" });
    let (media_type, body) = sent.unwrap_or_default();
    let request = request.header(header::CONTENT_TYPE, media_type).body(Body::from(body)).expect("a request");
    let (parts, body) = app.oneshot(request).await.expect("an answer").into_parts();
    let location = parts.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let body = String::from_utf8(to_bytes(body, 1 << 20).await.expect("a body").to_vec()).expect("text");
    Answer { status: parts.status, location, body }
}

async fn get(db: &TestDb, path: &str) -> Answer {
    ask(db, Some(1), path, None).await
}

async fn post(db: &TestDb, path: &str) -> Answer {
    ask(db, Some(1), path, Some(("application/x-www-form-urlencoded", String::new()))).await
}

fn attribute<'a>(page: &'a str, name: &str) -> &'a str {
    page.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("{name} in {page}"))
}

on_both! {
    reactions = reactions();

    async fn a_course_is_begun_turned_page_by_page_and_resumed(db: TestDb) {
        scene(&db).await;
        let begun = post(&db, &format!("/learn/{COURSE}/enrol")).await;
        assert_eq!((begun.status, begun.location), (StatusCode::SEE_OTHER, format!("/learn/{COURSE}/play")));
        let resumed = get(&db, &format!("/learn/{COURSE}/play")).await;
        assert_eq!(resumed.location, format!("/learn/{COURSE}/play/1?segment=1"));
        let page = get(&db, &resumed.location).await;
        assert_eq!((page.status, page.body.contains("<p>Text</p>")), (StatusCode::OK, true));
        let next = format!("/learn/{COURSE}/play/1?segment=2");
        assert!(page.body.contains(&next.replace('&', "&amp;")));
        db.context().advance(10 * kernel::time::SECOND);
        get(&db, &next).await;
        assert_eq!(number(&db, "SELECT COUNT(*) FROM progress WHERE done").await, 1);
        assert_eq!(get(&db, &format!("/learn/{COURSE}/play")).await.location, next);
        assert_eq!(get(&db, &format!("/learn/{COURSE}/play/99")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(get(&db, "/learn/other-course/play").await.location, "/learn/other-course");
        let listed = post(&db, "/learn/listed-course/enrol").await;
        assert_eq!((listed.status, listed.body.contains("not taken on this platform")), (StatusCode::CONFLICT, true));
    }

    async fn a_beat_is_answered_with_what_is_saved(db: TestDb) {
        scene(&db).await;
        post(&db, &format!("/learn/{COURSE}/enrol")).await;
        let page = get(&db, &format!("/learn/{COURSE}/play/1?segment=1")).await.body;
        assert!(page.contains("/assets/player.") && page.contains("data-beats"));
        db.context().advance(10 * kernel::time::SECOND);
        let enrolment = attribute(&page, "data-enrolment");
        let object = attribute(&page, "data-object");
        assert_eq!(object, TEXT.to_string());
        let beat = |sequence: i64| format!(
            r#"{{"enrolment":"{enrolment}","object":"{object}","segment":1,"kind":"text","visible":true,"sequence":{sequence},"client_time":"2099-01-01T00:00:00Z"}}"#
        );
        let first: i64 = attribute(&page, "data-sequence").parse().expect("a number");
        let saved = ask(&db, Some(1), "/beats", Some(("application/json", beat(first + 1)))).await;
        assert_eq!((saved.status, saved.body.as_str()), (StatusCode::OK, r#"{"credited_ms":10000,"segment_done":true,"object_done":false,"sequence":1}"#));
        let of_another = ask(&db, Some(2), "/beats", Some(("application/json", beat(first + 2)))).await;
        assert_eq!(of_another.status, StatusCode::FORBIDDEN);
        assert_eq!(ask(&db, None, "/beats", Some(("application/json", beat(first + 2)))).await.status, StatusCode::UNAUTHORIZED);
        assert!(ask(&db, Some(1), "/beats", Some(("application/json", "{}".to_owned()))).await.status.is_client_error());
    }

    async fn the_page_that_answers_shows_level_certificate_and_job_aid(db: TestDb) {
        scene(&db).await;
        let learner = Hands::begin(&db, ASHA, COURSE).await;
        let result = format!("/learn/{COURSE}/result");
        assert_eq!(get(&db, &result).await.location, format!("/learn/{COURSE}/assessment"));
        assert!(get(&db, &format!("/learn/{COURSE}/assessment")).await.body.contains("80 percent"));
        let started = post(&db, &format!("/learn/{COURSE}/assessment")).await;
        assert!(started.location.starts_with("/attempts/"));
        learner.take(Purpose::Assessment, true).await;
        let passed = get(&db, &result).await.body;
        assert!(passed.contains("level 0 before, level 2 of 5 now") && passed.contains("Still open for the completion"));
        learner.turn_all_pages().await;
        assert!(post(&db, &format!("/learn/{COURSE}/quiz/3")).await.location.starts_with("/attempts/"));
        learner.take(Purpose::Quiz(3), true).await;
        let completed = get(&db, &result).await.body;
        let path = format!("/certificates/{}", completed.split("/certificates/").nth(1).and_then(|rest| rest.get(..36)).expect("a certificate"));
        let shown = get(&db, &path).await.body;
        assert!(shown.contains("Asha Devi") && shown.contains("<svg class=\"code\""));
        assert_eq!(ask(&db, Some(2), &path, None).await.status, StatusCode::FORBIDDEN);
        let address = format!("/verify/{}", shown.split("http://localhost/verify/").nth(1).and_then(|rest| rest.get(..19)).expect("a code"));
        let verified = ask(&db, None, &address.to_lowercase(), None).await;
        assert_eq!((verified.status, verified.body.contains("This certificate is valid")), (StatusCode::OK, true));
        assert_eq!(ask(&db, None, "/verify?code=0000-0000-0000-0000", None).await.location, "/verify/0000-0000-0000-0000");
        assert_eq!(ask(&db, None, "/verify/0000-0000-0000-0000", None).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ask(&db, None, "/verify?code=nonsense", None).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let desk = get(&db, "/desk").await.body;
        let aid = format!("/desk/{}", desk.split("href=\"/desk/").nth(1).and_then(|rest| rest.get(..36)).expect("a job aid"));
        assert!(get(&db, &aid).await.body.contains("A reply"));
        assert_eq!(ask(&db, Some(2), &aid, None).await.status, StatusCode::FORBIDDEN);
        let records = get(&db, "/records").await.body;
        assert!(records.contains("/certificates/") && records.contains("/result\""));
        assert!(!ask(&db, Some(2), "/records", None).await.body.contains("/certificates/"));
        let review = get(&db, &format!("/learn/{COURSE}/play/1")).await.body;
        assert!(!review.contains("data-beats"), "after the completion pages are read without being counted");
    }

    async fn leaving_is_asked_once_more_and_then_done(db: TestDb) {
        scene(&db).await;
        Hands::begin(&db, ASHA, COURSE).await;
        let path = format!("/learn/{COURSE}/withdraw");
        assert!(get(&db, &path).await.body.contains("Leave the course"));
        assert_eq!(post(&db, &path).await.location, "/records?done=withdrawn");
        assert_eq!(post(&db, &path).await.status, StatusCode::FORBIDDEN);
        assert_eq!(post(&db, &format!("/learn/{COURSE}/assessment")).await.status, StatusCode::FORBIDDEN);
    }
}
