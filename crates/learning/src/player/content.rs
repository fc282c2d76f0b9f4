//! What a published version holds: its outline, and the texts and files of its objects. Versions are immutable, so it is read once.

use std::sync::Arc;

use kernel::{Key, Language};
use store::{Conn, Error};

use super::domain::ObjectLine;
use super::store::{self as sql, Text};
use crate::enrolment::Held;
use crate::{Course, LearningObject};

/// The objects of the pinned version, nothing of them done.
pub(super) async fn outline(conn: &mut Conn, held: &Held) -> Result<Arc<Vec<ObjectLine>>, Error> {
    let (kept, key) = (conn.kept::<(Key<Course>, i64), Vec<ObjectLine>>(), (held.course, held.version));
    if let Some(outline) = kept.as_ref().and_then(|kept| kept.get(&key)) {
        return Ok(outline);
    }
    let outline = sql::contents(conn, held).await?;
    Ok(kept.unwrap_or_default().put(key, outline))
}

/// The text of an object in one language, with its files.
pub(super) async fn text(conn: &mut Conn, object: Key<LearningObject>, language: &Language) -> Result<Arc<Text>, Error> {
    let (kept, key) = (conn.kept::<(Key<LearningObject>, Language), Text>(), (object, language.clone()));
    if let Some(text) = kept.as_ref().and_then(|kept| kept.get(&key)) {
        return Ok(text);
    }
    let text = sql::text(conn, object, language).await?;
    Ok(kept.unwrap_or_default().put(key, text))
}
