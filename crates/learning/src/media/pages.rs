//! The address of media: `GET /media/{file}`, whole or in ranges.

use std::ops::Range;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Response, StatusCode};
use axum::routing::get;
use people::Actor;
use web::{Fault, Site};

use super::domain::{Wanted, media_type, wanted};
use super::files::Files;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/media/{file}", get(send))
}

async fn send(
    State(site): State<Site>,
    actor: Actor,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Response<Body>, Fault> {
    let kind = media_type(&name).ok_or(Fault::Absent)?;
    let files = Files::open(&site.settings.files).map_err(unreadable)?;
    let size = files.size(&name).await.map_err(unreadable)?.ok_or(Fault::Absent)?;
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let tag = format!("\"{name}\"");
    let mut response = if text(header::IF_NONE_MATCH) == Some(tag.as_str()) {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        match wanted(text(header::RANGE), size) {
            Wanted::Whole => answer(StatusCode::OK, 0..size, files.part(&name, 0..size).await.map_err(unreadable)?, kind),
            Wanted::Part(range) => {
                let mut response = answer(
                    StatusCode::PARTIAL_CONTENT,
                    range.clone(),
                    files.part(&name, range.clone()).await.map_err(unreadable)?,
                    kind,
                );
                set(&mut response, header::CONTENT_RANGE, &format!("bytes {}-{}/{size}", range.start, range.end - 1));
                response
            }
            Wanted::Nothing => {
                let mut response = empty(StatusCode::RANGE_NOT_SATISFIABLE);
                set(&mut response, header::CONTENT_RANGE, &format!("bytes */{size}"));
                response
            }
        }
    };
    let caching = if actor.is_shared() { "no-store" } else { "private, max-age=31536000, immutable" };
    set(&mut response, header::CACHE_CONTROL, caching);
    set(&mut response, header::ETAG, &tag);
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    Ok(response)
}

fn answer(status: StatusCode, range: Range<u64>, body: Body, kind: &str) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, kind);
    set(&mut response, header::CONTENT_LENGTH, &(range.end - range.start).to_string());
    response
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn set(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn unreadable(error: object_store::Error) -> Fault {
    Fault::Internal(store::Error::Writer(format!("folder of files: {error}")))
}
