//! The record store asked without a network.
#![allow(dead_code, reason = "each test file uses its part")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use records::client::Scope;
use records::client::service::{self, Credentials, NewClient};
use serde_json::{Value, json};
use store::Db;
use tower::ServiceExt;
use web::{Settings, Site};

pub struct Lrs {
    pub db: Db,
    router: Router,
    credentials: Credentials,
    pub version: &'static str,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|fault| panic!("{fault}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn ids(&self) -> Vec<String> {
        let json = self.json();
        let all = json["statements"].as_array().unwrap_or_else(|| panic!("statements: {}", self.text()));
        all.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
    }
}

/// The store with a client that may do everything, speaking 1.0.3.
pub async fn lrs(db: &Db) -> Lrs {
    let settings = Settings { public_address: "http://localhost".into(), files: "/nowhere".into(), demo: false };
    let site = Site { db: db.clone(), settings: Arc::new(settings) };
    let router = records::routes(&site).with_state(site);
    let credentials = client(db, &[Scope::All], None).await;
    Lrs { db: db.clone(), router, credentials, version: "1.0.3" }
}

pub async fn client(db: &Db, scopes: &[Scope], rate: Option<i64>) -> Credentials {
    let new = NewClient {
        title: "test".into(),
        scopes: scopes.to_vec(),
        home_page: "http://localhost".into(),
        requests_per_second: rate,
    };
    service::create(db, new).await.expect("a client")
}

impl Lrs {
    /// The same store for another client.
    pub fn of(&self, credentials: Credentials) -> Self {
        Self { db: self.db.clone(), router: self.router.clone(), credentials, version: self.version }
    }

    pub fn speaking(&self, version: &'static str) -> Self {
        Self { version, ..self.of(self.credentials.clone()) }
    }

    /// The service itself, to be put behind a port.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub fn authorization(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.credentials.key, self.credentials.secret)))
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 100 << 20).await.expect("a body").to_vec();
        Answer { status, headers, body }
    }

    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request =
            Request::builder().method(method).uri(format!("/xapi/{path}")).header("authorization", self.authorization());
        request = request.header("x-experience-api-version", self.version);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).expect("a request")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], Body::empty()).await
    }

    pub async fn post(&self, path: &str, json: &Value) -> Answer {
        self.ask("POST", path, &[("content-type", "application/json")], json.to_string()).await
    }

    pub async fn put(&self, path: &str, json: &Value) -> Answer {
        self.ask("PUT", path, &[("content-type", "application/json")], json.to_string()).await
    }

    /// Stores statements and returns their ids.
    pub async fn store(&self, json: &Value) -> Vec<String> {
        let answer = self.post("statements", json).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        serde_json::from_slice(&answer.body).expect("ids")
    }
}

/// A statement of somebody who did something to something.
pub fn statement(who: &str, verb: &str, what: &str) -> Value {
    json!({
        "actor": { "objectType": "Agent", "mbox": format!("mailto:{who}@example.in") },
        "verb": { "id": format!("http://example.in/verbs/{verb}") },
        "object": { "id": format!("http://example.in/{what}") }
    })
}

/// The same with an id made of a number.
pub fn numbered(number: u32, mut statement: Value) -> Value {
    statement["id"] = json!(id(number));
    statement
}

pub fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

pub fn agent(who: &str) -> String {
    web::encode(&json!({ "mbox": format!("mailto:{who}@example.in") }).to_string())
}
