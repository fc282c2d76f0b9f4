//! The way to another record store.

use std::time::Duration;

use axum::http::{Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// So long another store may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// So much of an answer is read; more is left.
const LARGEST_ANSWER: usize = 256 * 1024;
/// So much of an answer is kept as what went wrong.
const LONGEST_WORDS: usize = 300;

/// The client of all targets: keeps connections open, trusts whom the system trusts.
#[derive(Clone)]
pub(super) struct Sender(Client<HttpsConnector<HttpConnector>, Full<axum::body::Bytes>>);

/// Where to and in whose name.
pub(super) struct Address {
    pub(super) endpoint: String,
    pub(super) key: String,
    pub(super) secret: String,
}

/// What is sent.
pub(super) struct Parcel {
    pub(super) version: &'static str,
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

/// What came back.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) words: String,
}

impl Sender {
    pub(super) fn new() -> Result<Self, std::io::Error> {
        let mut plain = HttpConnector::new();
        plain.enforce_http(false);
        plain.set_connect_timeout(Some(Duration::from_secs(10)));
        let connector = HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().wrap_connector(plain);
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// Sends to `/statements` of an address; `query` begins with `?` or is empty. An error is why there is no answer.
    pub(super) async fn send(&self, to: &Address, (method, query): (Method, &str), parcel: &Parcel) -> Result<Reply, String> {
        let credentials = STANDARD.encode(format!("{}:{}", to.key, to.secret));
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/statements{query}", to.endpoint))
            .header(header::AUTHORIZATION, format!("Basic {credentials}"))
            .header("x-experience-api-version", parcel.version)
            .header(header::CONTENT_TYPE, &parcel.content_type)
            .body(Full::from(parcel.body.clone()))
            .map_err(|error| error.to_string())?;
        tokio::time::timeout(PATIENCE, self.ask(request)).await.unwrap_or_else(|_| Err("no answer within 30 seconds".to_owned()))
    }

    async fn ask(&self, request: Request<Full<axum::body::Bytes>>) -> Result<Reply, String> {
        let answer = self.0.request(request).await.map_err(|error| reason(&error))?;
        let status: StatusCode = answer.status();
        let body =
            Limited::new(answer.into_body(), LARGEST_ANSWER).collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let words: String = String::from_utf8_lossy(&body).chars().take(LONGEST_WORDS).collect();
        Ok(Reply { status: status.as_u16(), words })
    }
}

/// An error with what lies behind it: "client error (Connect)" alone helps nobody.
fn reason(error: &dyn std::error::Error) -> String {
    let (mut words, mut behind) = (error.to_string(), error.source());
    while let Some(cause) = behind {
        words = format!("{words}: {cause}");
        behind = cause.source();
    }
    words.chars().take(LONGEST_WORDS).collect()
}
