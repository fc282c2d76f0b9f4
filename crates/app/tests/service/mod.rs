//! The whole site on a small demo service, asked without a network.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use kernel::Key;
use people::account::token_digest;
use people::{Account, OfficialKey};
use store::{Db, FutureExt, Outcome, Tx};
use testing::TestDb;
use tower::ServiceExt;
use web::{Settings, Site};

/// A site with its store and folder, gone with it.
pub struct Service {
    pub db: TestDb,
    pub router: Router,
    _files: tempfile::TempDir,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub content_type: String,
    pub body: String,
}

/// The demo service, small.
pub async fn service(db: TestDb) -> Service {
    let files = tempfile::tempdir().expect("a folder");
    demo::fill_sized(&db, files.path(), demo::Size::Small(400), &mut |_, _, _| {}).await.expect("the demo");
    let settings = Settings { public_address: "http://localhost".to_owned(), files: files.path().to_owned(), demo: true };
    let router = app::router(Site { db: Db::clone(&db), settings: Arc::new(settings) });
    Service { db, router, _files: files }
}

impl Service {
    /// Asks with a session cookie, or without when it is empty.
    pub async fn ask(&self, method: &Method, path: &str, session: &str, form: &str) -> Answer {
        let cookie = format!("session={session}; language=en");
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .expect("a request");
        self.send(request).await
    }

    /// Asks with a bearer token, or without when it is empty.
    pub async fn call(&self, method: &Method, path: &str, token: &str, json: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(Body::from(json.to_owned())).expect("a request")).await
    }

    /// Asks the record store with a key and a secret.
    pub async fn knock(&self, path: &str, credentials: &str) -> Answer {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Basic {credentials}"));
        self.send(request.header("x-experience-api-version", "1.0.3").body(Body::empty()).expect("a request")).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (location, content_type) = (text(header::LOCATION), text(header::CONTENT_TYPE));
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 50 << 20).await.expect("a body");
        Answer { status, location, content_type, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Opens a session for an official, as signing in would.
    pub async fn session_of(&self, official: OfficialKey) -> String {
        let token = format!("session-of-{}", official.number());
        let opened: Outcome<(), ()> =
            self.db.write((official, token.clone()), |tx, (official, token)| open(tx, *official, token).boxed()).await;
        opened.expect("a session");
        token
    }

    /// Opens a session for a demo account.
    pub async fn session(&self, account: &str) -> String {
        self.session_of(self.official(account).await).await
    }

    /// The official behind an account.
    pub async fn official(&self, account: &str) -> OfficialKey {
        let mut conn = self.db.read().await.expect("a connection");
        let query = conn.query("SELECT official FROM account WHERE name = $1").bind(account);
        query.one("account", |row| row.get(0)).await.unwrap_or_else(|error| panic!("{account}: {error}"))
    }

    /// One text or number from the store.
    pub async fn one<T: store::Cell>(&self, sql: &'static str, parameter: i64) -> Option<T> {
        let mut conn = self.db.read().await.expect("a connection");
        conn.query(sql).bind(parameter).optional(|row| row.get(0)).await.expect("a row")
    }
}

async fn open(tx: &mut Tx, official: OfficialKey, token: &str) -> Outcome<(), ()> {
    let account: Key<Account> =
        tx.query("SELECT id FROM account WHERE official = $1").bind(official).one("account", |row| row.get(0)).await?;
    let now = tx.now();
    tx.execute(
        "INSERT INTO session (token, account, shared, language, created_at, seen_at, ends_at) VALUES ($1, $2, FALSE, 'en', $3, $3, $4) \
         ON CONFLICT (token) DO NOTHING",
    )
    .bind(token_digest(token))
    .bind(account)
    .bind(now)
    .bind(now.plus(kernel::time::DAY))
    .run()
    .await?;
    Ok(())
}
