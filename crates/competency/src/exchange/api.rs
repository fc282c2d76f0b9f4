//! The service of CASE: public, read only. Its description is the one that 1EdTech publishes; ours of `/api` does not repeat it.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde_json::json;
use uuid::Uuid;
use web::{Fault, Site};

use super::case::CaseVersion;
use super::desk::{Desk, Kind};
use super::query::Wanted;
use crate::library::Shelf;

/// The routes.
pub fn routes(shelf: Shelf) -> Router<Site> {
    Router::new()
        .route("/ims/case/{version}/CFDocuments", get(documents))
        .route("/ims/case/{version}/{kind}/{id}", get(one))
        .layer(Extension(Desk::new(shelf)))
}

/// The body of every answer that is not a success.
fn status_info(status: StatusCode, field: &str, code: &str, words: &str) -> Response {
    let body = json!({
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": words,
        "imsx_codeMinor": { "imsx_codeMinorField": [{ "imsx_codeMinorFieldName": field, "imsx_codeMinorFieldValue": code }] },
    });
    (status, Json(body)).into_response()
}

fn unknown(field: &str) -> Response {
    status_info(StatusCode::NOT_FOUND, field, "unknownobject", "Unknown object")
}

async fn documents(
    State(site): State<Site>,
    Extension(desk): Extension<Desk>,
    Path(version): Path<String>,
    (Query(parameters), uri): (Query<Vec<(String, String)>>, Uri),
) -> Result<Response, Fault> {
    let Some(version) = CaseVersion::parse(&version) else { return Ok(unknown("version")) };
    let wanted = match Wanted::read(&parameters) {
        Ok(wanted) => wanted,
        Err(refused) => {
            let words = format!("The parameter {} cannot be used so", refused.parameter);
            return Ok(status_info(StatusCode::BAD_REQUEST, refused.parameter, refused.code, &words));
        }
    };
    let address = &site.settings.public_address;
    let catalogue = desk.catalogue(&site.db, version, address).await?;
    let (page, total) = wanted.answer(catalogue.documents());
    let mut response = Json(json!({ "CFDocuments": page })).into_response();
    let headers = response.headers_mut();
    headers.insert("x-total-count", HeaderValue::from(total));
    if let Ok(links) = HeaderValue::from_str(&links(&format!("{address}{}", uri.path()), &parameters, &wanted, total)) {
        headers.insert(header::LINK, links);
    }
    Ok(response)
}

/// The other pages, with all that was asked of this one.
fn links(path: &str, parameters: &[(String, String)], wanted: &Wanted, total: usize) -> String {
    let kept: String = parameters
        .iter()
        .filter(|(name, _)| name != "limit" && name != "offset")
        .map(|(name, value)| format!("&{}={}", web::encode(name), web::encode(value)))
        .collect();
    let link =
        |(relation, offset): (&str, usize)| format!("<{path}?limit={}&offset={offset}{kept}>; rel=\"{relation}\"", wanted.limit);
    wanted.pages(total).into_iter().map(link).collect::<Vec<_>>().join(", ")
}

async fn one(
    State(site): State<Site>,
    Extension(desk): Extension<Desk>,
    Path((version, kind, id)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let Some(version) = CaseVersion::parse(&version) else { return Ok(unknown("version")) };
    let Some(kind) = Kind::parse(&kind) else { return Ok(unknown("path")) };
    let Ok(id) = Uuid::try_parse(&id) else {
        return Ok(status_info(StatusCode::NOT_FOUND, "sourcedId", "invaliduuid", "Invalid UUID"));
    };
    let catalogue = desk.catalogue(&site.db, version, &site.settings.public_address).await?;
    let found = if kind == Kind::Package {
        catalogue.package(id).map(|written| ([(header::CONTENT_TYPE, "application/json")], written).into_response())
    } else {
        catalogue.find(kind, id).map(|found| Json(found).into_response())
    };
    Ok(found.unwrap_or_else(|| unknown("sourcedId")))
}
