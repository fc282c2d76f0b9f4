//! What a handler answers when it cannot answer: a page in the reader's language, or problem details for a program.

use axum::extract::Request;
use axum::http::{StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use ui::View;

use crate::address::encode;
use crate::problem::Problem;

/// Why there is no ordinary answer.
#[derive(Debug)]
pub enum Fault {
    /// Nobody is signed in, or the session has ended.
    SignIn,
    /// The actor may not, or the thing does not exist for them.
    Denied,
    /// There is no such page.
    Absent,
    /// The request came from another site.
    Forged,
    /// A fault of ours; the log has the details under a reference.
    Internal(store::Error),
}

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Self {
        Self::Internal(error)
    }
}

/// Marks a response that [`render_faults`] has to fill.
#[derive(Clone)]
struct Unfilled {
    kind: &'static str,
    reference: Option<String>,
}

impl Fault {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Denied => "denied",
            Self::Absent => "absent",
            Self::Forged => "forged",
            Self::Internal(_) => "internal",
        }
    }

    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Denied | Self::Forged => StatusCode::FORBIDDEN,
            Self::Absent => StatusCode::NOT_FOUND,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Logs a fault of ours and gives the reference under which the log has it.
    pub(crate) fn reference(&self) -> Option<String> {
        let Self::Internal(error) = self else { return None };
        let reference = format!("{:012x}", fingerprint(error) >> 16);
        tracing::error!(%error, reference, "internal fault");
        Some(reference)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Unfilled { kind: self.kind(), reference: self.reference() });
        response
    }
}

/// The same fault gets the same reference, so that reports of it can be counted.
fn fingerprint(error: &store::Error) -> u64 {
    error.to_string().bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Fills faults: problem details below `/api`, a redirect to the sign-in page where a person has to sign in, else a page. A form that comes
/// after the end of its session is given back whole, so that nothing typed is lost.
pub async fn render_faults(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let view = request.extensions().get::<View>().cloned();
    let uri = request.uri().clone();
    let is_get = request.method() == axum::http::Method::GET;
    let (request, form) = match keep_form(request, view.as_ref()).await {
        Ok(kept) => kept,
        Err(refused) => return refused,
    };
    let response = next.run(request).await;
    let unfilled = match response.extensions().get::<Unfilled>() {
        Some(unfilled) => unfilled.clone(),
        None if response.status() == StatusCode::NOT_FOUND && response.headers().get(header::CONTENT_TYPE).is_none() => {
            Unfilled { kind: "absent", reference: None }
        }
        None => return response,
    };
    match (is_api, view, form) {
        (true, _, _) => Problem::of_fault(response.status(), unfilled.kind, unfilled.reference).into_response(),
        (false, Some(view), Some(form)) if unfilled.kind == "sign-in" => {
            (response.status(), ui::resend(&view, &form)).into_response()
        }
        (false, _, _) if unfilled.kind == "sign-in" => Redirect::to(&sign_in_path(&uri, is_get)).into_response(),
        (false, Some(view), _) => {
            (response.status(), ui::fault(&view, unfilled.kind, unfilled.reference.as_deref())).into_response()
        }
        (false, None, _) => response,
    }
}

/// The fields of a form.
type Fields = Vec<(String, String)>;

/// The largest form that is given back.
const LARGEST_FORM: usize = 1024 * 1024;

/// Keeps the fields of a form that comes from nobody; passwords are never given back.
async fn keep_form(request: Request, view: Option<&View>) -> Result<(Request, Option<Fields>), Response> {
    let is_form = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/x-www-form-urlencoded");
    let has_password = matches!(request.uri().path(), "/sign-in" | "/account/password");
    if !is_form || has_password || view.is_none_or(|view| view.viewer.is_some()) {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, LARGEST_FORM).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
    let fields = form_urlencoded::parse(&bytes).into_owned().collect::<Fields>();
    let kept = (!fields.is_empty()).then_some(fields);
    Ok((Request::from_parts(parts, axum::body::Body::from(bytes)), kept))
}

/// Where to sign in, coming back to the page that was asked for.
fn sign_in_path(uri: &Uri, is_get: bool) -> String {
    let wanted = uri.path_and_query().map_or("/", |path| path.as_str());
    if is_get && wanted != "/" {
        format!("/sign-in?return={}", wanted.split('/').map(encode).collect::<Vec<_>>().join("/"))
    } else {
        "/sign-in".to_owned()
    }
}
