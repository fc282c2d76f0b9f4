//! How a request is read.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use standards::xapi::Version;
use tokio::sync::OwnedSemaphorePermit;

use super::answer::VERSION;
use super::{Lrs, Refused};
use crate::client::Client;

/// A request that has been read whole, of a client that has proved itself.
#[derive(Debug)]
pub struct Ask {
    /// The method; HEAD counts as GET, and the method that the alternate syntax names counts as sent.
    pub method: Method,
    /// The version spoken.
    pub version: Version,
    /// The parameters.
    pub params: Params,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// Who asks.
    pub client: Arc<Client>,
}

impl Ask {
    /// Refuses other methods.
    pub fn only(&self, methods: &[Method]) -> Result<(), Refused> {
        if methods.contains(&self.method) { Ok(()) } else { Err(Refused::method()) }
    }

    /// The text of a header.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The content type, as it was sent.
    pub fn content_type(&self) -> &str {
        self.header(&CONTENT_TYPE).unwrap_or_default()
    }

    /// Whether the content type is JSON, whatever its parameters.
    pub fn is_json(&self) -> bool {
        is_type(self.content_type(), "application/json")
    }
}

fn is_type(content_type: &str, wanted: &str) -> bool {
    content_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
}

/// The parameters of a request, each once.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    fn read(pairs: impl Iterator<Item = (String, String)>) -> Result<Self, Refused> {
        let mut params = Self::default();
        for (name, value) in pairs {
            if params.get(&name).is_some() {
                return Err(Refused::bad(format!("the parameter {name} stands twice")));
            }
            params.0.push((name, value));
        }
        Ok(params)
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that must be there.
    pub fn required(&self, name: &str) -> Result<&str, Refused> {
        self.get(name).ok_or_else(|| Refused::bad(format!("the parameter {name} is missing")))
    }

    /// Refuses parameters that the resource does not know (part 3, 3.2: "any request with unknown parameters").
    pub fn only(&self, known: &[&str]) -> Result<(), Refused> {
        match self.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(Refused::bad(format!("unknown parameter {name} (names are case-sensitive)"))),
            None => Ok(()),
        }
    }

    /// A parameter that is `true` or `false`; false when absent.
    pub fn truth(&self, name: &str) -> Result<bool, Refused> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Refused::bad(format!("{name} must be true or false"))),
        }
    }

    /// All, as they would stand in an address, without these.
    pub fn query_without(&self, names: &[&str]) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        out.extend_pairs(self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())));
        out.finish()
    }
}

/// A request without a version header comes from a client of the versions before there was one.
pub(super) const UNVERSIONED: &str = "0.95";

/// The version that an answer to these headers names, whatever becomes of the request.
pub(super) fn spoken(headers: &HeaderMap) -> &'static str {
    match headers.get(VERSION).map(|value| value.to_str().unwrap_or_default()) {
        None => UNVERSIONED,
        Some(text) if text.trim().starts_with('2') => Version::V2.header(),
        Some(_) => Version::V1.header(),
    }
}

/// Reads a request. The permit holds the memory of its body and must live as long as the request is worked on.
pub(super) async fn read(lrs: &Lrs, request: Request) -> Result<(Ask, OwnedSemaphorePermit), Refused> {
    let (mut parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let mut params = Params::read(form_urlencoded::parse(query.as_bytes()).into_owned())?;
    let is_alternate = parts.method == Method::POST && params.get("method").is_some();
    if is_alternate && version(&parts.headers).is_ok_and(|version| version == Version::V2) {
        return Err(Refused::bad("the alternate request syntax was removed in 2.0"));
    }
    let (method, body, permit, client) = if is_alternate {
        let (form, permit) = lrs.limits.read(&parts.headers, body).await?;
        let unfolded = unfold(&params, &form, &mut parts.headers)?;
        params = unfolded.params;
        let client = authenticate(lrs, &parts.headers).await?;
        (unfolded.method, unfolded.content, permit, client)
    } else {
        let client = authenticate(lrs, &parts.headers).await?;
        let (bytes, permit) = lrs.limits.read(&parts.headers, body).await?;
        (parts.method, bytes, permit, client)
    };
    lrs.limits.count(&client, lrs.db.context().now())?;
    let version = version(&parts.headers)?;
    let method = if method == Method::HEAD { Method::GET } else { method };
    Ok((Ask { method, version, params, headers: parts.headers, body, client }, permit))
}

fn version(headers: &HeaderMap) -> Result<Version, Refused> {
    let text = headers.get(VERSION).ok_or_else(|| Refused::bad("the header X-Experience-API-Version is missing"))?;
    let version = text.to_str().ok().and_then(Version::of_header);
    version.ok_or_else(|| Refused::bad("the header X-Experience-API-Version must be 1.0.x or 2.0.x"))
}

async fn authenticate(lrs: &Lrs, headers: &HeaderMap) -> Result<Arc<Client>, Refused> {
    let text = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let coded = text.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic")).map(|(_, coded)| coded.trim());
    let decoded = coded.and_then(|coded| String::from_utf8(STANDARD.decode(coded).ok()?).ok());
    let Some((key, secret)) = decoded.as_deref().and_then(|pair| pair.split_once(':')) else {
        return Err(Refused::unknown_client());
    };
    lrs.clients.prove(&lrs.db, key, secret).await?.ok_or_else(Refused::unknown_client)
}

/// What a form of the alternate request syntax stands for (1.0.3, part 3, 1.3).
struct Unfolded {
    method: Method,
    params: Params,
    content: Vec<u8>,
}

/// Form fields with these names are headers.
const HEADERS: [&str; 9] = [
    "authorization",
    "x-experience-api-version",
    "content-type",
    "content-length",
    "if-match",
    "if-none-match",
    "accept",
    "accept-language",
    "accept-encoding",
];

fn unfold(query: &Params, form: &[u8], headers: &mut HeaderMap) -> Result<Unfolded, Refused> {
    query.only(&["method"])?;
    let method = match query.get("method").unwrap_or_default() {
        "GET" => Method::GET,
        "HEAD" => Method::HEAD,
        "PUT" => Method::PUT,
        "POST" => Method::POST,
        "DELETE" => Method::DELETE,
        _ => return Err(Refused::bad("the parameter method must be GET, HEAD, PUT, POST or DELETE")),
    };
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_type(sent, "application/x-www-form-urlencoded") {
        return Err(Refused::bad("the alternate request syntax needs a form (application/x-www-form-urlencoded)"));
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let (mut content, mut params) = (None, Vec::new());
    for (name, value) in form_urlencoded::parse(form).into_owned() {
        let small = name.to_ascii_lowercase();
        if small == "content" {
            if content.replace(value.into_bytes()).is_some() {
                return Err(Refused::bad("the form has two contents"));
            }
        } else if HEADERS.contains(&small.as_str()) {
            let name = HeaderName::from_bytes(small.as_bytes()).map_err(|_| Refused::bad("a header in the form is none"))?;
            let value =
                HeaderValue::from_str(&value).map_err(|_| Refused::bad("a header in the form has an impossible value"))?;
            headers.insert(name, value);
        } else {
            params.push((name, value));
        }
    }
    if content.is_none() && (method == Method::PUT || method == Method::POST) {
        return Err(Refused::new(StatusCode::BAD_REQUEST, "the form has no field content"));
    }
    Ok(Unfolded { method, params: Params::read(params.into_iter())?, content: content.unwrap_or_default() })
}
