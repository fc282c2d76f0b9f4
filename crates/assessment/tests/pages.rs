//! The forms, as a browser without script sends them.

mod common;

use assessment::test::Purpose;
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use common::{ASHA, BALA, begin, number, scene};
use kernel::{Date, Language};
use people::Actor;
use std::sync::Arc;
use testing::{TODAY, TestDb, on_both};
use tower::ServiceExt;
use ui::View;
use web::{Settings, Site};

/// Sends a form (or asks for a page when there is none) as an official, or as nobody.
async fn send(db: &TestDb, who: Option<i64>, path: &str, form: Option<&str>) -> (StatusCode, String, Response<()>) {
    let settings = Settings { public_address: "http://localhost".to_owned(), files: "files".into(), demo: false };
    let site = Site { db: (**db).clone(), settings: Arc::new(settings) };
    let mut view = View::sample(Language::ENGLISH);
    view.now = db.context().now();
    let mut app = assessment::routes().with_state(site).layer(Extension(view));
    if let Some(official) = who {
        app = app.layer(Extension(Actor::sample(1, Some(official), Vec::new(), Date::parse(TODAY).expect("a date"))));
    }
    let request = Request::builder().uri(path).method(if form.is_some() { "POST" } else { "GET" });
    let request = request
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.unwrap_or_default().to_owned()));
    let (parts, body) = app.oneshot(request.expect("a request")).await.expect("an answer").into_parts();
    let text = String::from_utf8(to_bytes(body, 1 << 20).await.expect("a body").to_vec()).expect("text");
    (parts.status, text, Response::from_parts(parts, ()))
}

fn location(response: &Response<()>) -> &str {
    response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

on_both! {
    async fn a_test_out_is_begun_answered_in_two_languages_and_submitted(db: TestDb) {
        scene(&db, Purpose::Course).await;
        let (status, _, begun) = send(&db, Some(1), "/competencies/rti/test-out", Some("")).await;
        let path = location(&begun).to_owned();
        assert_eq!((status, path.starts_with("/attempts/")), (StatusCode::SEE_OTHER, true));
        let (status, page, _) = send(&db, Some(1), &path, None).await;
        assert_eq!((status, page.matches("<fieldset").count()), (StatusCode::OK, 6));
        let (status, _, saved) = send(&db, Some(1), &path, Some("q1=1&q1-1=1&language=hi")).await;
        assert_eq!((status, location(&saved)), (StatusCode::SEE_OTHER, format!("{path}?saved=1").as_str()));
        assert!(saved.headers().get(header::SET_COOKIE).is_some_and(|cookie| cookie.as_bytes().starts_with(b"language=hi;")));
        let (status, _, ended) = send(&db, Some(1), &path, Some("q1=1&do=submit")).await;
        assert_eq!((status, location(&ended)), (StatusCode::SEE_OTHER, format!("{path}/result").as_str()));
        let (status, result, _) = send(&db, Some(1), location(&ended), None).await;
        assert_eq!((status, result.contains("Not passed this time")), (StatusCode::OK, true));
        let (_, _, open) = send(&db, Some(1), &path, None).await;
        assert_eq!(location(&open), format!("{path}/result"), "a finished attempt leads to its result");
        let (status, refused, _) = send(&db, Some(1), "/competencies/rti/test-out", Some("")).await;
        assert_eq!((status, refused.contains("23 November 2026, 12:00")), (StatusCode::CONFLICT, true), "{refused}");
    }

    async fn whoever_started_it_gets_the_learner_back(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Practice).await;
        let attempt = begin(&db, ASHA, test).await;
        let (_, _, ended) = send(&db, Some(1), &format!("/attempts/{attempt}"), Some("do=submit")).await;
        assert_eq!(location(&ended), format!("/learn/rti?attempt={attempt}"));
        let (_, _, again) = send(&db, Some(1), &format!("/attempts/{attempt}"), Some("do=submit")).await;
        assert_eq!(location(&again), location(&ended));
        let (_, _, saved) = send(&db, Some(1), &format!("/attempts/{attempt}"), Some("do=save")).await;
        assert_eq!(location(&saved), format!("/attempts/{attempt}/result"));
    }

    async fn neighbours_outsiders_and_nobody_are_turned_away(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        for path in [format!("/attempts/{attempt}"), format!("/attempts/{attempt}/result"), "/attempts/nonsense".to_owned()] {
            assert_eq!(send(&db, Some(BALA.number()), &path, None).await.0, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(send(&db, None, &path, None).await.0, StatusCode::UNAUTHORIZED, "{path}");
        }
        let path = format!("/attempts/{attempt}");
        assert_eq!(send(&db, Some(BALA.number()), &path, Some("do=submit")).await.0, StatusCode::FORBIDDEN);
        assert_eq!(send(&db, Some(1), "/competencies/none/test-out", Some("")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM attempt WHERE state = 'open'").await, 1);
    }

    async fn a_form_that_comes_too_late_is_told_what_was_kept(db: TestDb) {
        let (_, test) = scene(&db, Purpose::Course).await;
        let attempt = begin(&db, ASHA, test).await;
        db.context().advance(kernel::time::HOUR);
        let (status, page, _) = send(&db, Some(1), &format!("/attempts/{attempt}"), Some("q1=2&do=save")).await;
        assert_eq!((status, page.contains("0 of 10 answered")), (StatusCode::CONFLICT, true), "{page}");
        let (_, page, _) = send(&db, Some(1), &format!("/attempts/{attempt}"), None).await;
        assert!(page.contains("The time was over on 22 November 2026, 12:20"), "{page}");
    }
}
