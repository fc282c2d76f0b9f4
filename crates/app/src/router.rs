//! All routes, and what stands around them.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use people::session::Sessions;
use records::statement::Intake;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use web::{Fault, Site};

use crate::openapi;

/// The largest body of an ordinary request.
const LARGEST_BODY: usize = 1024 * 1024;

/// How long a body may come to a halt.
const SLOWEST_PIECE: Duration = Duration::from_secs(30);

/// The whole site.
pub fn router(site: Site) -> Router {
    let intake = Intake::start(site.db.clone());
    router_through(site, intake)
}

/// The whole site, whose statements go through a writer that the relay of own events shares.
pub(crate) fn router_through(site: Site, intake: Intake) -> Router {
    let (api, description) = openapi::api();
    let sessions = Sessions::new(site.clone());
    Router::new()
        .merge(people::session::pages::routes())
        .merge(competency::routes().layer(Extension(assessment::test::offers())).layer(Extension(paths::action::proofs())))
        .merge(assessment::routes())
        .merge(learning::routes(&site))
        .merge(paths::routes())
        .merge(insight::routes())
        .merge(home::routes())
        .merge(records::pages())
        .merge(api)
        .route("/api/openapi.json", get(move || async move { Json(description) }))
        .route("/healthz", get(health))
        .fallback(async || Fault::Absent)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(RequestBodyTimeoutLayer::new(SLOWEST_PIECE))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(web::render_faults))
        .layer(from_fn_with_state(sessions, people::session::identify))
        .layer(from_fn(web::refuse_forged))
        .layer(CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest))
        // Content and programs come from other sites, with a key of their own and never with a cookie.
        .merge(records::routes_through(&site, intake).layer(CatchPanicLayer::custom(panicked)))
        .route("/assets/{file}", get(asset))
        .layer(from_fn(web::add_security_headers))
        .layer(from_fn(web::log_requests))
        .with_state(site)
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
    Fault::Internal(store::Error::Writer(format!("a handler panicked: {}", words.unwrap_or_default()))).into_response()
}

/// Ready: the store answers.
async fn health(State(site): State<Site>) -> Response {
    let answers = async {
        let mut conn = site.db.read().await?;
        conn.query("SELECT current FROM edition").one("edition", |row| row.get::<i64>(0)).await
    };
    match answers.await {
        Ok(_) => {
            let (version, demo) = (env!("CARGO_PKG_VERSION"), site.settings.demo);
            let (commits, retries) = (site.db.commits(), site.db.retries());
            let state = serde_json::json!({ "status": "ready", "version": version, "demo": demo, "commits": commits, "retries": retries });
            Json(state).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, Json(serde_json::json!({ "status": "store does not answer" }))).into_response()
        }
    }
}

/// An asset, compressed beforehand where the browser takes it; named by its content and therefore kept for ever.
async fn asset(request: Request) -> Response {
    let Some(asset) = ui::assets::find(request.uri().path()) else { return StatusCode::NOT_FOUND.into_response() };
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let zipped = accepted.contains("gzip");
    let body = if zipped { &asset.gzip } else { &asset.plain };
    let mut response = body.as_slice().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if zipped {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
