//! Problem details for programs (RFC 9457), with stable codes.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fault::Fault;

/// The body of every answer of the API that is not a success.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A stable address of this kind of problem: `urn:karmayogi:problem:` and its code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The stable code, such as `enrolment.already-active`.
    pub code: String,
    /// The status of the answer.
    pub status: u16,
    /// What it is, in English.
    pub title: String,
    /// The field of the request that is wrong, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub field: Option<Box<str>>,
    /// The reference to give to the help desk, for faults of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl Problem {
    /// A problem with a code.
    pub fn new(status: StatusCode, code: &str, title: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:karmayogi:problem:{code}"),
            code: code.to_owned(),
            status: status.as_u16(),
            title: title.into(),
            field: None,
            reference: None,
        }
    }

    /// The problem that a field of the request cannot be read.
    pub fn of_field(code: &str, field: impl Into<Box<str>>, title: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, title) }
    }

    pub(crate) fn of_fault(status: StatusCode, kind: &str, reference: Option<String>) -> Self {
        let title = match kind {
            "sign-in" => "A valid bearer token is needed",
            "denied" => "Not permitted, or not there",
            "absent" => "There is no such resource",
            "forged" => "The request came from another site",
            _ => "A fault on our side",
        };
        Self { reference, ..Self::new(status, &format!("request.{kind}"), title) }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::of_fault(fault.status(), fault.kind(), fault.reference())
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        Fault::Internal(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
