//! What a published version holds: its outline, and the texts and files of its objects. Versions are immutable, so it is read once.

use std::sync::Arc;

use kernel::{Key, Language};
use store::{Conn, Error, FutureExt};

use super::domain::ObjectLine;
use super::store::{self as sql, Text};
use crate::LearningObject;
use crate::enrolment::Held;

/// The objects of the pinned version, nothing of them done.
pub(super) async fn outline(conn: &mut Conn, held: &Held) -> Result<Arc<Vec<ObjectLine>>, Error> {
    let (course, version) = (held.course, held.version);
    conn.once((course, version), move |conn| sql::contents(conn, (course, version)).boxed()).await
}

/// The text of an object in one language, with its files.
pub(super) async fn text(conn: &mut Conn, object: Key<LearningObject>, language: &Language) -> Result<Arc<Text>, Error> {
    let language = language.clone();
    conn.once((object, language.clone()), move |conn| async move { sql::text(conn, object, &language).await }.boxed()).await
}
