//! How requests are answered: with what was asked for, or plainly with what is wrong.

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
    CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use store::Error;

pub(super) const VERSION: HeaderName = HeaderName::from_static("x-experience-api-version");

/// An answer of a resource.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// 200 with JSON.
    pub fn json(text: String) -> Self {
        Self::body(text.into_bytes(), "application/json")
    }

    /// 200 with something.
    pub fn body(body: Vec<u8>, content_type: &str) -> Self {
        Self { status: StatusCode::OK, headers: HeaderMap::new(), body }.with("content-type", content_type)
    }

    /// 204.
    pub fn done() -> Self {
        Self::empty(StatusCode::NO_CONTENT)
    }

    /// Only a status.
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Vec::new() }
    }

    /// Adds a header; a value that cannot stand in one is left out.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }
}

/// Why there is no answer: a status and words for the one who wrote the program.
#[derive(Debug)]
pub struct Refused {
    status: StatusCode,
    words: String,
    fault: Option<Error>,
    headers: Vec<(&'static str, String)>,
}

impl Refused {
    /// A refusal with a status.
    pub fn new(status: StatusCode, words: impl Into<String>) -> Self {
        Self { status, words: words.into(), fault: None, headers: Vec::new() }
    }

    /// 400.
    pub fn bad(words: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, words)
    }

    /// 403.
    pub fn forbidden(words: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, words)
    }

    /// 404.
    pub fn absent() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is no such thing")
    }

    /// 405.
    pub fn method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "the resource does not know this method")
    }

    pub(super) fn unknown_client() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "a key and a secret are needed (Basic authentication)")
    }

    pub(super) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large")
    }

    pub(super) fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "the body took too long")
    }

    pub(super) fn too_many() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "more requests than this client may send")
    }

    pub(super) fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "too much is being sent at once; send it again")
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let words = "a fault on our side; send it again";
        Self { fault: Some(error), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, words) }
    }
}

/// Puts an answer together.
pub(super) fn finish(answered: Result<Answer, Refused>, version: &'static str) -> Response {
    let mut response = match answered {
        Ok(answer) => {
            let mut response = Response::new(Body::from(answer.body));
            *response.status_mut() = answer.status;
            *response.headers_mut() = answer.headers;
            response
        }
        Err(refused) => refuse(refused),
    };
    let headers = response.headers_mut();
    headers.insert(VERSION, HeaderValue::from_static(version));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    response
}

fn refuse(refused: Refused) -> Response {
    if let Some(error) = &refused.fault {
        tracing::error!(%error, "internal fault of the record store");
    }
    let mut response = (refused.status, refused.words).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    match refused.status {
        StatusCode::UNAUTHORIZED => drop(headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"xAPI\""))),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            drop(headers.insert(RETRY_AFTER, HeaderValue::from_static("1")))
        }
        _ => {}
    }
    for (name, value) in refused.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}

const EXPOSED: &str = "ETag, Last-Modified, X-Experience-API-Version, X-Experience-API-Consistent-Through";

/// What a browser asks before it lets content of another origin speak to the store. Content proves itself by a key, never by a cookie, so
/// that any origin may ask.
pub(super) fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, PUT, POST, DELETE"));
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "Authorization, Content-Type, If-Match, If-None-Match, X-Experience-API-Version, X-Experience-API-Hash",
        ),
    );
    headers.insert(HeaderName::from_static("access-control-max-age"), HeaderValue::from_static("86400"));
    response
}
