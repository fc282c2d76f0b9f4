//! How requests are read and refused, attachments and documents, on both databases.

mod common;

use axum::body::Body;
use axum::http::Request;
use common::{agent, client, id, lrs, numbered, statement};
use records::client::{Scope, service};
use serde_json::{Value, json};
use standards::xapi::multipart::{Attachment, parse, sha2_like, write};
use web::encode;

const JSON: (&str, &str) = ("content-type", "application/json");

fn attached(number: u32, content: &[u8]) -> (Value, Attachment) {
    let sha2 = sha2_like(&"0".repeat(64), content).expect("SHA-256");
    let mut sent = numbered(number, statement("asha", "sent", "file"));
    sent["attachments"] = json!([{ "usageType": "http://e.in/u", "display": { "en": "x" }, "contentType": "text/plain",
        "length": content.len(), "sha2": sha2 }]);
    (sent, Attachment { content_type: "text/plain".into(), sha2, content: content.to_vec() })
}

testing::on_both! {
    async fn nothing_is_told_to_who_does_not_prove_themselves(db: TestDb) {
        let lrs = lrs(&db).await;
        for authorization in ["", "Basic", "Basic !!", "Basic bm9ib2R5", "Basic bm9ib2R5Om5vdGhpbmc=", "Bearer abc"] {
            let request = Request::get("/xapi/statements").header("x-experience-api-version", "1.0.3").header("authorization", authorization);
            let answer = lrs.send(request.body(Body::empty()).expect("a request")).await;
            assert_eq!(answer.status, 401, "{authorization}");
            assert!(answer.header("www-authenticate").starts_with("Basic"));
        }
        let about = lrs.send(Request::get("/xapi/about").body(Body::empty()).expect("a request")).await;
        assert_eq!(about.status, 200);
        assert!(about.json()["version"].as_array().expect("versions").contains(&json!("2.0.0")));
    }

    async fn a_revoked_client_is_refused_after_five_seconds_at_most(db: TestDb) {
        let lrs = lrs(&db).await;
        let made = client(&db, &[Scope::All], None).await;
        let other = lrs.of(made.clone());
        assert_eq!(other.get("statements").await.status, 200);
        assert!(service::revoke(&db, &made.key).await.expect("revoked"));
        assert!(!service::revoke(&db, &made.key).await.expect("answered"));
        db.context().advance(5_000_000);
        assert_eq!(other.get("statements").await.status, 401);
        assert_eq!(lrs.get("statements").await.status, 200);
    }

    async fn scopes_and_rates_hold(db: TestDb) {
        let lrs = lrs(&db).await;
        let writer = lrs.of(client(&db, &[Scope::StatementsWrite, Scope::StatementsReadMine], None).await);
        let reader = lrs.of(client(&db, &[Scope::AllRead], None).await);
        lrs.store(&numbered(1, statement("asha", "did", "x"))).await;
        writer.store(&numbered(2, statement("asha", "did", "x"))).await;
        assert_eq!(writer.get("statements").await.ids(), [id(2)], "mine only");
        assert_eq!(writer.get(&format!("statements?agent={}", agent("asha"))).await.ids(), [id(2)]);
        assert_eq!(writer.get(&format!("statements?statementId={}", id(1))).await.status, 404);
        assert_eq!(writer.get(&format!("agents?agent={}", agent("asha"))).await.status, 403);
        assert_eq!(reader.get("statements").await.ids(), [id(2), id(1)]);
        assert_eq!(reader.post("statements", &statement("asha", "did", "x")).await.status, 403);
        let state = format!("activities/state?activityId=a%3Ab&agent={}&stateId=s", agent("asha"));
        assert_eq!(reader.put(&state, &json!({})).await.status, 403);
        assert_eq!(reader.get(&state).await.status, 404);
        assert_eq!(writer.get(&state).await.status, 403);
        let slow = lrs.of(client(&db, &[Scope::All], Some(2)).await);
        let statuses = [slow.get("statements").await.status, slow.get("statements").await.status, slow.get("statements").await.status];
        assert_eq!(statuses.map(|status| status.as_u16()), [200, 200, 429]);
    }

    async fn the_version_is_of_the_family_that_was_asked_for(db: TestDb) {
        let lrs = lrs(&db).await;
        for (asked, status, answered) in
            [("1.0", 200, "1.0.3"), ("1.0.1", 200, "1.0.3"), ("2.0.0", 200, "2.0.0"), ("2.0", 200, "2.0.0"), ("0.95", 400, "1.0.3"), ("1.1.0", 400, "1.0.3"), ("2.1.0", 400, "2.0.0")]
        {
            let answer = lrs.speaking(asked).get("statements").await;
            assert_eq!((answer.status.as_u16(), answer.header("x-experience-api-version")), (status, answered), "{asked}");
        }
        let request = Request::get("/xapi/statements").header("authorization", lrs.authorization());
        assert_eq!(lrs.send(request.body(Body::empty()).expect("a request")).await.status, 400);
    }

    async fn what_is_malformed_gets_a_clear_400(db: TestDb) {
        let lrs = lrs(&db).await;
        let sound = statement("asha", "did", "x").to_string();
        let duplicate = sound.replacen('{', r#"{"verb":{"id":"a:b"},"#, 1);
        let deep = format!(r#"{{"a":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        for body in ["", "{", "null", "1", "\"x\"", "[1]", "{}", &duplicate, &deep, &format!("{sound} x")] {
            let answer = lrs.ask("POST", "statements", &[JSON], body.to_owned()).await;
            assert_eq!(answer.status, 400, "{}", &body[..body.len().min(80)]);
            assert!(!answer.text().is_empty());
        }
        for (method, path) in [
            ("POST", "statements?statementId=x"),
            ("PUT", "statements"),
            ("PUT", "statements?statementId=x"),
            ("GET", "statements?limit=-1"),
            ("GET", "statements?limit=x"),
            ("GET", "statements?since=yesterday"),
            ("GET", "statements?format=short"),
            ("GET", "statements?agent=x"),
            ("GET", "statements?agent=%7B%7D"),
            ("GET", "statements?verb=x"),
            ("GET", "statements?ascending=yes"),
            ("GET", "statements?Verb=a%3Ab"),
            ("GET", "statements?verb=a%3Ab&verb=a%3Ac"),
            ("GET", "statements?registration=x"),
            ("GET", "statements?statementId=x"),
            ("GET", "agents"),
            ("GET", "activities?activityId=x"),
            ("GET", "activities/state"),
            ("GET", "agents/profile?agent=x&profileId=p"),
        ] {
            assert_eq!(lrs.ask(method, path, &[JSON], sound.clone()).await.status, 400, "{method} {path}");
        }
        for path in ["statements", "agents?agent=x", "activities?activityId=a%3Ab", "about"] {
            assert_eq!(lrs.ask("DELETE", path, &[], "").await.status, 405, "{path}");
        }
        assert_eq!(lrs.ask("POST", "statements", &[("content-type", "text/plain")], sound).await.status, 400);
    }

    async fn a_body_of_fifty_megabytes_is_turned_away(db: TestDb) {
        let lrs = lrs(&db).await;
        let large = vec![b' '; 50 << 20];
        assert_eq!(lrs.ask("POST", "statements", &[JSON, ("content-length", "52428800")], large.clone()).await.status, 413);
        assert_eq!(lrs.ask("POST", "statements", &[JSON], large).await.status, 413, "also when it does not say how long it is");
        assert_eq!(lrs.get("statements").await.status, 200);
    }

    async fn the_alternate_syntax_of_1_0_3_carries_everything_in_a_form(db: TestDb) {
        let lrs = lrs(&db).await;
        let form = |fields: &[(&str, &str)]| {
            fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
        };
        let sent = statement("asha", "did", "x").to_string();
        let authorization = lrs.authorization();
        let fields = [("statementId", id(1)), ("content", sent.clone()), ("Authorization", authorization.clone()), ("X-Experience-API-Version", "1.0.3".into())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let request = Request::post("/xapi/statements?method=PUT").header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(lrs.send(request.body(Body::from(form(&fields))).expect("a request")).await.status, 204);
        let kind = ("content-type", "application/x-www-form-urlencoded");
        assert_eq!(lrs.ask("POST", "statements?method=GET", &[kind], form(&[("limit", "1")])).await.ids(), [id(1)]);
        for (path, body) in [
            ("statements?method=PUT&statementId=x", form(&[("content", &sent)])),
            ("statements?method=PUT", form(&[("statementId", &id(2))])),
            ("statements?method=PUT", String::new()),
            ("statements?method=TRACE", form(&[("content", &sent)])),
            ("statements?method=PUT", form(&[("statementId", &id(2)), ("content", &sent), ("content", &sent)])),
        ] {
            assert_eq!(lrs.ask("POST", path, &[kind], body).await.status, 400, "{path}");
        }
        assert_eq!(lrs.speaking("2.0.0").ask("POST", "statements?method=GET", &[kind], form(&[("limit", "1")])).await.status, 400);
    }

    async fn attachments_come_and_go_as_multipart(db: TestDb) {
        let lrs = lrs(&db).await;
        let (sent, attachment) = attached(1, b"\x00\r\n--boundary-ish\xff");
        let body = write(&sent.to_string(), std::slice::from_ref(&attachment), "abc");
        let kind = ("content-type", "multipart/mixed; boundary=abc");
        let stored = lrs.ask("POST", "statements", &[kind], body).await;
        assert_eq!(stored.status, 200, "{}", stored.text());
        for path in [format!("statements?statementId={}&attachments=true", id(1)), "statements?attachments=true".to_owned()] {
            let got = lrs.get(&path).await;
            let boundary = standards::xapi::multipart::boundary(got.header("content-type")).expect("multipart/mixed");
            let parts = parse(&got.body, &boundary).expect("parts");
            assert_eq!(parts.len(), 2, "{path}");
            assert_eq!((parts[1].content, parts[1].header("x-experience-api-hash")), (&attachment.content[..], Some(attachment.sha2.as_str())));
        }
        assert!(lrs.get("statements?attachments=false").await.header("content-type").starts_with("application/json"));
    }

    async fn wrong_multipart_is_refused(db: TestDb) {
        let lrs = lrs(&db).await;
        let (sent, attachment) = attached(1, b"content");
        let (text, sound) = (sent.to_string(), write(&sent.to_string(), std::slice::from_ref(&attachment), "abc"));
        let sound = String::from_utf8(sound).expect("text");
        let kind = ("content-type", "multipart/mixed; boundary=abc");
        for body in [
            sound.replace("--abc--", ""),
            sound.replace("--abc", "--other"),
            sound.replace("content\r\n", "changed\r\n"),
            sound.replace("X-Experience-API-Hash", "X-Hash"),
            sound.replace("binary", "base64"),
            sound.replace("application/json", "text/plain"),
            sound.replacen('{', "{{", 1),
            String::from_utf8(write(&text, &[], "abc")).expect("text"),
            String::from_utf8(write(&statement("a", "b", "c").to_string(), &[attachment], "abc")).expect("text"),
            String::new(),
        ] {
            let answer = lrs.ask("POST", "statements", &[kind], body.clone()).await;
            assert_eq!(answer.status, 400, "{body}");
        }
        assert_eq!(lrs.ask("POST", "statements", &[("content-type", "multipart/mixed")], sound.clone()).await.status, 400);
        assert_eq!(lrs.ask("POST", "statements", &[("content-type", "multipart/form-data; boundary=abc")], sound).await.status, 400);
        assert_eq!(lrs.post("statements", &sent).await.status, 400, "an attachment without a part and without fileUrl");
        assert!(lrs.get("statements").await.ids().is_empty());
    }

    async fn documents_keep_their_tags(db: TestDb) {
        let lrs = lrs(&db).await;
        let state = format!("activities/state?activityId=a%3Ab&agent={}&stateId=s", agent("asha"));
        assert_eq!(lrs.get(&state).await.status, 404);
        assert_eq!(lrs.put(&state, &json!({ "a": 1 })).await.status, 204, "state may be put blindly in 1.0.3");
        let got = lrs.get(&state).await;
        assert_eq!((got.json(), got.header("content-type")), (json!({ "a": 1 }), "application/json"));
        let tag = got.header("etag").to_owned();
        assert!(tag.len() == 42 && tag.starts_with('"') && !got.header("last-modified").is_empty());
        assert_eq!(lrs.ask("GET", &state, &[("if-none-match", &tag)], "").await.status, 304);
        assert_eq!(lrs.ask("PUT", &state, &[JSON, ("if-match", "\"old\"")], "{}").await.status, 412);
        assert_eq!(lrs.ask("PUT", &state, &[JSON, ("if-none-match", "*")], "{}").await.status, 412);
        assert_eq!(lrs.post(&state, &json!({ "b": { "c": 2 } })).await.status, 204);
        assert_eq!(lrs.get(&state).await.json(), json!({ "a": 1, "b": { "c": 2 } }));
        assert_eq!(lrs.ask("PUT", &state, &[JSON, ("if-match", &tag)], "{}").await.status, 412, "it has changed meanwhile");
        assert_eq!(lrs.ask("POST", &state, &[JSON], "[1]").await.status, 400);
        assert_eq!(lrs.ask("POST", &state, &[("content-type", "text/plain")], "x").await.status, 400);
        let two = lrs.speaking("2.0.0");
        assert_eq!(two.put(&state, &json!({})).await.status, 409, "2.0 asks for a condition where there is a document");
        assert_eq!(lrs.ask("DELETE", &state, &[("if-match", "\"old\"")], "").await.status, 412);
        assert_eq!(lrs.ask("DELETE", &state, &[], "").await.status, 204);
        assert_eq!(lrs.get(&state).await.status, 404);
    }

    async fn profiles_are_not_overwritten_blindly(db: TestDb) {
        let lrs = lrs(&db).await;
        for profile in ["activities/profile?activityId=a%3Ab&profileId=p".to_owned(), format!("agents/profile?agent={}&profileId=p", agent("asha"))] {
            assert_eq!(lrs.put(&profile, &json!({})).await.status, 400);
            assert_eq!(lrs.ask("PUT", &profile, &[("content-type", "image/png"), ("if-none-match", "*")], vec![0_u8, 255]).await.status, 204);
            assert_eq!(lrs.put(&profile, &json!({})).await.status, 409);
            let got = lrs.get(&profile).await;
            assert_eq!((got.body.as_slice(), got.header("content-type")), (&[0_u8, 255][..], "image/png"));
            assert_eq!(lrs.get(profile.split("&profileId").next().expect("a path")).await.json(), json!(["p"]));
            assert_eq!(lrs.ask("DELETE", profile.split("&profileId").next().expect("a path"), &[], "").await.status, 400);
            assert_eq!(lrs.ask("DELETE", &profile, &[], "").await.status, 204);
        }
    }

    async fn state_is_kept_apart_by_registration_and_removed_together(db: TestDb) {
        let lrs = lrs(&db).await;
        let context = format!("activities/state?activityId=a%3Ab&agent={}", agent("asha"));
        let registered = format!("{context}&registration=11111111-1111-4111-8111-111111111111");
        for (path, value) in [(format!("{context}&stateId=one"), 1), (format!("{registered}&stateId=one"), 2), (format!("{registered}&stateId=two"), 3)] {
            assert_eq!(lrs.put(&path, &json!({ "v": value })).await.status, 204);
        }
        assert_eq!(lrs.get(&format!("{context}&stateId=one")).await.json()["v"], 1);
        assert_eq!(lrs.get(&format!("{registered}&stateId=one")).await.json()["v"], 2);
        assert_eq!(lrs.get(&context).await.json(), json!(["one", "two"]));
        assert_eq!(lrs.get(&format!("{context}&since=2099-01-01T00:00:00Z")).await.json(), json!([]));
        assert_eq!(lrs.get(&format!("{context}&since=2000-01-01T00:00:00Z")).await.json(), json!(["one", "two"]));
        assert_eq!(lrs.ask("DELETE", &registered, &[], "").await.status, 204);
        assert_eq!(lrs.get(&context).await.json(), json!(["one"]));
        assert_eq!(lrs.ask("DELETE", &context, &[], "").await.status, 204);
        assert_eq!(lrs.get(&context).await.json(), json!([]));
    }

    async fn of_two_who_replace_one_version_one_wins(db: TestDb) {
        let lrs = std::sync::Arc::new(lrs(&db).await);
        let profile = "activities/profile?activityId=a%3Ab&profileId=p";
        lrs.ask("PUT", profile, &[JSON, ("if-none-match", "*")], "{}").await;
        let tag = lrs.get(profile).await.header("etag").to_owned();
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..6 {
            let (lrs, tag) = (lrs.clone(), tag.clone());
            tasks.spawn(async move { lrs.ask("PUT", profile, &[JSON, ("if-match", &tag)], format!("{{\"n\":{number}}}")).await.status.as_u16() });
        }
        let mut statuses: Vec<u16> = Vec::new();
        while let Some(status) = tasks.join_next().await {
            statuses.push(status.expect("a task"));
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 412, 412, 412, 412, 412]);
    }

    async fn a_browser_may_ask_from_another_origin(db: TestDb) {
        let lrs = lrs(&db).await;
        let request = Request::builder().method("OPTIONS").uri("/xapi/statements").body(Body::empty()).expect("a request");
        let preflight = lrs.send(request).await;
        assert_eq!((preflight.status.as_u16(), preflight.header("access-control-allow-origin")), (204, "*"));
        assert!(preflight.header("access-control-allow-headers").contains("X-Experience-API-Version"));
        assert_eq!(lrs.get("statements").await.header("access-control-allow-origin"), "*");
        let head = lrs.ask("HEAD", "statements", &[], "").await;
        assert_eq!(head.status, 200);
    }
}
