//! What this store speaks (`/xapi/about`); the one resource that needs neither a version nor a key.

use standards::xapi::{Json, Object};

/// The object About.
pub(crate) fn about() -> Json {
    let versions = ["1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0"].map(Json::text);
    let mut about = Object::default();
    about.set("version", Json::Array(versions.to_vec()));
    about.into()
}
